"""What lies at the edge of what is read and written: the last that is taken, the first that is refused."""

import dataclasses
import json
import math
import zlib

import numpy as np
import pytest
from hypothesis import given, settings

from gradio_pianoroll.analysis.spectrogram import Spectrogram
from gradio_pianoroll.score import Curve, CurveRange, NoteTable, PianoRollWarning, Score, SetCurve, TempoMap, diff
from gradio_pianoroll.session import store as store_module
from gradio_pianoroll.session.document_writer import _least_bytes, revision
from gradio_pianoroll.session.store import DocumentStore
from gradio_pianoroll.transport import TransportError, decode, deflate, encode, encode_delta, inflate
from gradio_pianoroll.value.retime import TIME_KEYS, timed
from gradio_pianoroll.wire import delta as delta_module
from gradio_pianoroll.wire.arrow_write import CodedColumn, IntColumn, write_stream
from gradio_pianoroll.wire.blob import Budget, aligned, count, pack, unpack
from gradio_pianoroll.wire.content_name import ContentName, content_key
from gradio_pianoroll.wire.jsonable import dumps, plain, plain_members
from gradio_pianoroll.wire.snapshot import end_tick
from gradio_pianoroll.wire.spectrogram import MOST_COLUMNS, condensed

from .scores import scores

# --- frames ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["", "a", "abc", "가", "abcdefgh"])
def test_data_begins_at_a_multiple_of_eight_whatever_the_header(name):
    data = pack(b"TEST", {"name": name}, [b"12345", b"", b"12345678", b"9"])
    header, body = unpack(b"TEST", data)
    assert header == {"name": name}
    assert len(data) % 8 == (len(data) - len(body)) % 8 == 0
    assert bytes(body) == b"".join([b"12345", bytes(3), b"12345678", b"9", bytes(7)])
    assert [aligned(n) for n in (0, 1, 7, 8, 9)] == [0, 8, 8, 8, 16]


def test_a_frame_ends_with_its_header_at_the_least():
    data = pack(b"TEST", {"a": 1}, [])
    length = len(b'{"a":1}')
    assert unpack(b"TEST", data[: 8 + length])[0] == {"a": 1}
    for cut in (0, 3, 4, 7, 8, 8 + length - 1):
        with pytest.raises(TransportError, match="TEST"):
            unpack(b"TEST", data[:cut])
    with pytest.raises(TransportError, match="not a OTHR file"):
        unpack(b"OTHR", data)


def test_spans_of_a_frame():
    body = memoryview(bytes(range(24)))
    budget = Budget(body, "TEST")
    assert bytes(budget.take(8, 16)) == bytes(range(8, 24))
    assert bytes(budget.take(0, 8)) == bytes(range(8))
    assert bytes(budget.take(24, 0)) == b""
    with pytest.raises(TransportError, match="overlap"):
        budget.take(0, 1)
    for offset, length in ((-8, 8), (4, 8), (16, 9), (24, 1), (8.0, 8), (None, 8), (True, 8)):
        with pytest.raises(TransportError, match="outside"):
            Budget(body, "TEST").take(offset, length)


def test_numbers_of_items():
    assert [count(n, "TEST") for n in (0, 1, 2**31 - 1)] == [0, 1, 2**31 - 1]
    for n in (-1, 2**31, 1.0, True, None, "1"):
        with pytest.raises(TransportError, match="no number of items"):
            count(n, "TEST")


# --- JSON -----------------------------------------------------------------------------------------------------------


def test_json_of_what_programs_put_into_their_keys():
    given = {
        "text": "가\ud800", "none": None, "true": True, "nan": math.nan, "inf": [-math.inf, 1.5], 3: (1, 2),
        "set": {7}, "frozen": frozenset([8]), "array": np.array([[1, 2]]), "scalar": np.float32(0.5), "flag": np.True_,
    }  # fmt: skip
    expected = {
        "text": "가\ufffd", "none": None, "true": True, "nan": None, "inf": [None, 1.5], "3": [1, 2], "set": [7],
        "frozen": [8], "array": [[1, 2]], "scalar": 0.5, "flag": True,
    }  # fmt: skip
    text = dumps(given)
    assert json.loads(text) == expected
    assert type(json.loads(text)["flag"]) is bool
    assert dumps({"a": [1, "가"]}) == '{"a":[1,"가"]}'
    assert plain({"a": np.nan}) == {"a": None}
    with pytest.raises(TypeError, match="object has no JSON form"):
        plain([object()])


def test_members_without_a_json_form_are_named_and_the_others_kept():
    with pytest.warns(PianoRollWarning, match=r"note n1: 'bad' is left out .* object has no JSON form") as caught:
        assert plain_members({"a": 1, "bad": object(), 2: [math.nan]}, "note n1") == {"a": 1, "2": [None]}
    assert len(caught) == 1


# --- edits ----------------------------------------------------------------------------------------------------------


def test_a_delta_may_unfold_to_the_limit_and_not_to_a_byte_more(monkeypatch):
    monkeypatch.setattr(delta_module, "MAX_BYTES", 1 << 20)
    assert len(inflate(deflate("x" * (1 << 20)))) == 1 << 20
    with pytest.raises(TransportError, match="more than 1 MiB"):
        inflate(deflate("x" * ((1 << 20) + 1)))
    assert zlib.decompress(deflate("가"), wbits=-15).decode() == "가"


@settings(max_examples=40)
@given(scores(), scores())
def test_the_bytes_of_operations_are_not_estimated_higher_than_they_are(a, b):
    ops = diff(a, b)
    assert 0 <= _least_bytes(ops) <= len(encode_delta("", ops).encode())


def test_long_operations_are_known_to_be_long_before_they_are_written():
    empty = Score()
    notes = Score(NoteTable.from_columns(np.arange(1000.0), 1, 60))
    pitched = notes.replace(notes=NoteTable.from_columns(np.arange(1000.0), 1, np.arange(1000) % 100))
    curve = Curve("f0", np.arange(1000) % 7)
    for before, after, least in ((empty, notes, 12_000), (notes, pitched, 1900), (empty, Score(curves=[curve]), 2000)):
        assert _least_bytes(diff(before, after)) >= least
    assert _least_bytes([CurveRange("f0", 0, np.zeros(1000, np.float32))]) == 2000
    assert _least_bytes([SetCurve("f0", None)]) == 0


def test_revisions_are_those_of_the_documentation():
    assert revision(["abc", ""]) == "abc"
    assert revision(["abc", "def"]) == content_key("abc", "def")[:20]
    assert revision(["abc", "", "c1", "c2"]) == content_key("abc", "", "c1", "c2")[:20]
    assert revision(["abc", "def", "c1"]) != revision(["abc", "", "c1"]) != revision(["abc", ""])


# --- snapshots ------------------------------------------------------------------------------------------------------


def stream(extra=None, lyrics=None, **columns):
    given = {name: [1, 2] for name in ("onset", "duration", "pitch", "velocity", "track", "id")} | columns
    arrays = [IntColumn(k, np.array(v, np.int32)) for k, v in given.items()]
    if extra is not None:
        arrays.append(CodedColumn("extra", np.array([-1, 0], np.int32), (extra,), as_dictionary=False))
    if lyrics is not None:
        arrays.append(CodedColumn("lyric", np.array([0, 1], np.int32), lyrics, as_dictionary=True))
    head = {"v": 1, "ticks_per_beat": 15360, "tempos": [[0, 120]], "signatures": [[0, 4, 4]]}
    return write_stream(arrays, {"pianoroll": json.dumps(head)})


@pytest.mark.parametrize(
    ("extra", "reason"), [("{", "n2 are not JSON"), ("[" * 100_000, "n2 are not JSON"), ("[1]", "n2 are not an object")]
)
def test_damaged_keys_of_a_note_are_named(extra, reason):
    with pytest.raises(TransportError, match=reason):
        decode(stream(extra))


def test_keys_belong_to_the_note_in_whose_row_they_stand():
    notes = decode(stream('{"mine": [1]}', id=[9, 4])).notes
    assert {id: dict(values) for id, values in notes.extra.items()} == {4: {"mine": [1]}}


def test_a_dictionary_with_one_text_twice_is_one_text():
    notes = decode(stream(lyrics=("la", "la"))).notes
    assert (notes.lyric.texts, notes.lyric.to_list()) == (("la",), ["la", "la"])


def test_a_note_may_end_at_the_last_tick():
    last = 2**31 - 1
    score = decode(stream(onset=[1, last - 5], duration=[1, 5]))
    assert (end_tick(score), len(score.notes)) == (last, 2)
    assert decode(encode(score)).same_document(score)
    with pytest.raises(TransportError, match="too late"):
        decode(stream(onset=[1, last - 5], duration=[1, 6]))


def test_what_a_head_does_not_say_is_the_default():
    score = decode(stream())
    assert (score.ppqn, score.sample_rate, score.name, score.tracks, dict(score.extra)) == (480, 44100, "", (), {})


# --- pictures -------------------------------------------------------------------------------------------------------


def test_a_picture_is_condensed_only_beyond_its_limit():
    levels = np.zeros((10, 2), np.uint8)
    levels[9] = 200
    picture = Spectrogram(0.02, levels, 21.0, 1)
    assert condensed(picture, 10) is picture
    after = condensed(picture, 9)
    assert (after.levels.tolist(), after.hop_s) == ([[0, 0]] * 4 + [[200, 200]], 0.04)
    # Twelve minutes at the hop of the picture, about 22 ms, go out in full.
    assert MOST_COLUMNS * 0.022 > 12 * 60
    whole = dataclasses.replace(picture, levels=np.zeros((MOST_COLUMNS, 1), np.uint8))
    assert condensed(whole) is whole
    longer = dataclasses.replace(picture, levels=np.zeros((MOST_COLUMNS + 1, 1), np.uint8))
    assert len(condensed(longer).levels) == MOST_COLUMNS // 2 + 1


# --- units of a note ------------------------------------------------------------------------------------------------

SONG = Score(
    NoteTable.from_columns([1.0, 3.0, 6.5], [0.5, 2.0, 1.25], 60),
    TempoMap([(0, 120), (4, 60)]), ppqn=96, sample_rate=8000, pixels_per_beat=100.0,
)  # fmt: skip


@pytest.mark.parametrize("key", [key for key, (what, _) in TIME_KEYS.items() if what == "start"])
@pytest.mark.parametrize(("row", "other"), [(0, 1), (0, 2), (1, 2), (2, 1), (2, 0)])
def test_a_start_written_in_any_unit_moves_the_note_there_and_keeps_its_beats(key, row, other):
    note, there = SONG.note_dict(row), SONG.note_dict(other)
    moved = SONG.replace(notes=NoteTable.from_columns([there["startBeats"]], [note["durationBeats"]], 60)).note_dict(0)
    assert timed(SONG, note | {key: there[key]}, key) == {name: moved[name] for name in TIME_KEYS}


@pytest.mark.parametrize("key", [key for key, (what, _) in TIME_KEYS.items() if what != "start"])
@pytest.mark.parametrize("beats", [0.5, 1.0, 4.0])
@pytest.mark.parametrize("row", [0, 1, 2])
def test_a_length_written_in_any_unit_is_the_length_of_the_note(key, beats, row):
    note = SONG.note_dict(row)
    longer = SONG.replace(notes=NoteTable.from_columns([note["startBeats"]], [beats], 60)).note_dict(0)
    assert timed(SONG, note | {key: longer[key]}, key) == {name: longer[name] for name in TIME_KEYS}


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("start", -1), ("startBeats", -1e-6), ("duration", 0), ("durationBeats", -1), ("endSeconds", 0.5), ("start", "1"),
        ("start", True), ("start", None), ("startSeconds", math.nan), ("startBeats", 139_811), ("duration", math.inf),
    ],
)  # fmt: skip
def test_times_that_make_no_sense_stay_as_they_were_written(key, value):
    assert timed(SONG, SONG.note_dict(0) | {key: value}, key) == {}


def test_the_first_beat_is_a_place():
    assert timed(SONG, SONG.note_dict(0) | {"startSeconds": 0}, "startSeconds")["start"] == 0.0


# --- what the server remembers --------------------------------------------------------------------------------------


def test_an_entry_lives_as_long_as_it_is_promised():
    now = [0.0]
    store = DocumentStore(expires_s=10, clock=lambda: now[0])
    store.put("a", Score())
    now[0] = 10.0
    assert store.get("a") is not None
    now[0] = 20.001
    assert store.get("a") is None


def test_a_score_that_fills_the_store_is_kept_alone():
    score = Score(NoteTable.from_columns(np.arange(100.0), 1, 60))
    exact = store_module.score_bytes(score)
    store = DocumentStore(max_bytes=exact)
    store.put("a", score)
    assert (len(store), store.n_bytes) == (1, exact)
    store.put("b", Score(NoteTable.from_columns(np.arange(100.0), 2, 60)))
    assert (store.get("a"), len(store), store.n_bytes) == (None, 1, exact)
    small = DocumentStore(max_bytes=exact - 1)
    small.put("a", score)
    assert (len(small), small.n_bytes) == (0, 0)
    store.forget("b")
    store.forget("never there")
    assert (len(store), store.n_bytes) == (0, 0)


def test_names_of_revisions_and_files_are_bounded(monkeypatch):
    monkeypatch.setattr(store_module, "MAX_REVISIONS", 3)
    store = DocumentStore()
    for i in range(3):
        store.name(f"r{i}", f"k{i}")
        store.name_files((i,), f"k{i}")
    store.name("r0", "again")
    store.name("r3", "k3")
    store.name_files((3,), "k3")
    assert [store.key_of(f"r{i}") for i in range(4)] == ["again", None, "k2", "k3"]
    assert [store.key_of_files((i,)) for i in range(4)] == [None, "k1", "k2", "k3"]


def test_the_estimate_of_memory_grows_with_what_is_there():
    notes = NoteTable.from_columns(np.arange(10.0), 1, 60)
    plain_bytes = store_module.score_bytes(Score(notes))
    sung = NoteTable.from_columns(np.arange(10.0), 1, 60, lyric=["가나"] * 10, extra={0: {"x": 1}})
    assert store_module.score_bytes(Score(sung)) == plain_bytes + 4 * 10 + 60 + 2 * 2 + 500
    curve = Curve("c", np.zeros(100))
    assert store_module.score_bytes(Score(notes, curves=[curve])) == plain_bytes + 400
    points = Curve("c", np.zeros(100), np.arange(100.0))
    assert store_module.score_bytes(Score(notes, curves=[points])) == plain_bytes + 400 + 800


def test_names_of_content_can_be_made_in_steps():
    name = ContentName("a", b"bc")
    assert name.hexdigest == content_key("a", "bc")
    assert len(name.hexdigest) == 40
    assert name.with_parts("d").hexdigest == content_key("a", "bc", "d")
    assert name.hexdigest == content_key("a", "bc")
    assert content_key("\ud800") != content_key("\ufffd")
