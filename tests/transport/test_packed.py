"""Snapshots for other machines: the same bytes after unpacking, in both languages, readable piece by piece."""

import base64
import json
import zlib
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given

from gradio_pianoroll.score import NoteTable, Score
from gradio_pianoroll.transport import TransportError, decode, encode
from gradio_pianoroll.wire.packed import MAGIC, is_on_this_machine, pack_plain, pack_snapshot, unpack_snapshot
from tests.transport import scores as own

VECTORS = json.loads((Path(__file__).parents[1] / "vectors" / "packed.json").read_text(encoding="utf-8"))


def inflated(data):
    return zlib.decompress(data, 16 + zlib.MAX_WBITS)


def played(n):
    rng = np.random.default_rng(5)
    return Score(
        notes=NoteTable.from_columns(
            np.sort(rng.integers(0, n * 9000, n)) / 15360,
            rng.integers(1, 30_000, n) / 15360,
            rng.integers(30, 90, n),
            rng.integers(40, 120, n),
            lyric=["가" if i % 7 == 0 else None for i in range(n)],
        )
    )


@given(own.scores())
def test_unpacking_gives_the_snapshot_byte_for_byte(score):
    data = encode(score)
    assert unpack_snapshot(b"".join(pack_snapshot(data))) == data


@pytest.mark.parametrize("case", VECTORS, ids=lambda case: case["name"])
def test_both_languages_read_the_same_packed_snapshots(case):
    plain, packed = base64.b64decode(case["snapshot"]), base64.b64decode(case["packed"])
    assert unpack_snapshot(packed) == plain
    # What deflate makes of it may differ between versions of zlib; what it means may not.
    assert inflated(b"".join(pack_snapshot(plain))) == inflated(packed)
    assert decode(plain).notes.id.tolist() == case["ids"]


def test_each_piece_can_be_read_when_it_is_there():
    data = encode(played(40_000))
    pieces = list(pack_snapshot(data))
    assert len(pieces) == 4  # three batches of 16 384 rows at most, and the end
    reader = zlib.decompressobj(16 + zlib.MAX_WBITS)
    early = reader.decompress(pieces[0])
    schema_and_batch = data.index(b"\xff\xff\xff\xff", len(data) // 3 - 4000)
    assert early[:4] == MAGIC
    assert len(early) > schema_and_batch / 2
    assert pieces[0][:2] == b"\x1f\x8b"


def test_packed_times_take_less_than_deflated_ones():
    data = encode(played(40_000))
    assert len(b"".join(pack_snapshot(data))) < 0.75 * len(zlib.compress(data, 6))


def test_other_files_are_gzip():
    data = bytes(range(256)) * 3000
    assert inflated(b"".join(pack_plain(data))) == data
    assert inflated(b"".join(pack_plain(b""))) == b""


@pytest.mark.parametrize("data", [b"no stream at all", encode(played(10))[:-40], b"\xff\xff\xff\xff\x10\0\0\0"])
def test_what_is_no_snapshot_is_refused(data):
    with pytest.raises(TransportError):
        list(pack_snapshot(data))


@pytest.mark.parametrize("data", [b"", b"junk", next(pack_snapshot(encode(played(10)))), zlib.compress(b"x")])
def test_damaged_packed_snapshots_are_refused(data):
    with pytest.raises(TransportError):
        unpack_snapshot(data)


@pytest.mark.parametrize(
    ("client", "server", "headers", "is_local"),
    [
        ("127.0.0.1", "127.0.0.1", {"host": "127.0.0.1:7860"}, True),
        ("127.0.0.1", "127.0.0.1", {"host": "localhost:7860"}, True),
        ("::1", "::1", {"host": "[::1]:7860"}, True),
        ("192.168.1.5", "192.168.1.5", {"host": "192.168.1.5:7860"}, True),
        ("192.168.1.7", "192.168.1.5", {"host": "192.168.1.5:7860"}, False),
        ("203.0.113.9", "127.0.0.1", {"host": "localhost:7860"}, False),
        ("127.0.0.1", "127.0.0.1", {"host": "rolls.example.org"}, False),
        ("127.0.0.1", "127.0.0.1", {"host": "localhost:7860", "x-forwarded-for": "203.0.113.9"}, False),
        ("127.0.0.1", "127.0.0.1", {"host": "localhost:7860", "forwarded": "for=203.0.113.9"}, False),
        (None, None, {"host": "localhost"}, False),
        ("127.0.0.1", "127.0.0.1", {}, False),
        ("testclient", None, {"host": "localhost"}, False),
    ],
)
def test_who_is_on_this_machine(client, server, headers, is_local):
    assert is_on_this_machine(client, server, headers) is is_local
