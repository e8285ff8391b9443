"""Edits on the wire, and the store of documents."""

import json
import zlib

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gradio_pianoroll.score import NoteTable, Score, diff
from gradio_pianoroll.session.store import score_bytes
from gradio_pianoroll.transport import DocumentStore, TransportError, decode_delta, deflate, encode_delta, inflate
from gradio_pianoroll.wire.content_name import content_key

from .scores import scores


@settings(max_examples=40)
@given(scores(), scores())
def test_a_delta_makes_the_one_score_of_the_other(a, b):
    base, ops = decode_delta(encode_delta("r1", diff(a, b)))
    assert base == "r1"
    got, want = a.apply(ops)[0], b
    # Curves travel as float32 and beats off the grid as fractions of ticks, to within a rounding.
    assert got.notes.id.tolist() == want.notes.id.tolist()
    np.testing.assert_allclose(got.notes.onset_beats, want.notes.onset_beats, rtol=1e-14, atol=1e-14)
    assert got.notes.lyric.same(want.notes.lyric)
    assert got.curves.keys() == want.curves.keys()


@given(st.text())
def test_deflate_is_what_the_browser_reads(text):
    text = text.encode("utf-8", "ignore").decode()
    packed = deflate(text)
    assert zlib.decompress(packed, -15).decode() == text
    assert inflate(packed).decode() == text


def test_bad_deltas_are_refused():
    for text in ("", "[]", "{}", '{"base": 3, "ops": []}', '{"base": "a", "ops": 3}', "[" * 100_000):
        with pytest.raises(TransportError):
            decode_delta(text)
    for op in (3, {}, {"op": "no"}, {"op": "delete", "ids": [5]}, {"op": "shift", "ids": "x"}):
        with pytest.raises(TransportError, match="cannot be read"):
            decode_delta(json.dumps({"base": "a", "ops": [op]}))


def test_a_bomb_and_a_cut_file_are_refused():
    bomb = deflate(" " * (65 * 1024 * 1024))
    with pytest.raises(TransportError, match="64 MiB"):
        inflate(bomb)
    with pytest.raises(TransportError, match="cut off"):
        inflate(deflate("some text")[:-2])
    with pytest.raises(TransportError, match="damaged"):
        inflate(b"\xff\xff\xff")


def score_of(n):
    return Score(notes=NoteTable.from_columns(np.arange(n), 1, 60))


def test_the_store_is_bounded_and_forgets_the_least_recently_used():
    one = score_bytes(score_of(1000))
    store = DocumentStore(max_bytes=3 * one)
    for name in "abc":
        store.put(name, score_of(1000))
    assert store.get("a") is not None
    store.put("d", score_of(1000))
    assert store.get("b") is None
    assert store.get("a") is not None
    assert len(store) == 3
    assert store.n_bytes <= 3 * one
    store.put("huge", score_of(100_000))
    assert store.get("huge") is None
    assert len(store) == 3


def test_the_store_forgets_after_a_while():
    now = [0.0]
    store = DocumentStore(expires_s=10, clock=lambda: now[0])
    store.put("a", score_of(1))
    store.put("b", score_of(1))
    now[0] = 8
    assert store.get("a") is not None
    now[0] = 15
    assert store.get("b") is None
    assert store.get("a") is not None
    now[0] = 100
    assert store.get("a") is None
    assert (len(store), store.n_bytes) == (0, 0)


def test_putting_again_counts_once():
    store = DocumentStore()
    for _ in range(3):
        store.put("a", score_of(10))
    assert store.n_bytes == score_bytes(score_of(10))


def test_keys_depend_on_where_the_parts_end():
    assert content_key("ab", "c") != content_key("a", "bc")
    assert content_key("a", b"b") == content_key("a", "b")
