"""Scores as snapshots and back."""

import json
import time

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gradio_pianoroll.score import NoteTable, PianoRollWarning, Score, TempoMap
from gradio_pianoroll.transport import TransportError, decode, encode, encode_exact, snapshot_hash
from gradio_pianoroll.wire.arrow_write import IntColumn, write_stream

from .scores import scores


@settings(max_examples=60)
@given(scores())
def test_a_score_comes_back_exactly(score):
    back = decode(encode(score), encode_exact(score))
    assert back.replace(curves=score.curves, segments=score.segments).same_document(score)
    assert (back.ppqn, back.sample_rate, back.name) == (score.ppqn, score.sample_rate, score.name)
    assert dict(back.extra) == dict(score.extra)


@settings(max_examples=40)
@given(scores(off_grid=False))
def test_grid_notes_need_no_side_file(score):
    assert encode_exact(score) is None
    assert decode(encode(score)).notes.same(score.notes)


@settings(max_examples=40)
@given(scores())
def test_pyarrow_validates_the_snapshot(score):
    table = pa.ipc.open_stream(encode(score)).read_all()
    table.validate(full=True)
    names = ["onset", "duration", "pitch", "velocity", "track", "id"]
    assert table.schema.names[:6] == names
    assert [str(table.schema.field(n).type) for n in names] == ["int32", "int32", *["uint8"] * 3, "uint32"]
    notes = score.notes
    order = np.lexsort((notes.id, notes.pitch, np.rint(notes.onset_beats * 15360)))
    assert table["id"].to_pylist() == notes.id[order].tolist()
    for name in ("lyric", "phoneme", "ref"):
        column = getattr(notes, name)
        assert (name in table.schema.names) == column.any()
        if column.any():
            assert table[name].to_pylist() == [column[row] for row in order]
    head = json.loads(table.schema.metadata[b"pianoroll"])
    assert (head["v"], head["ticks_per_beat"], head["n"]) == (1, 15360, len(notes))
    ends = np.array(table["onset"].to_pylist(), np.int64) + np.array(table["duration"].to_pylist(), np.int64)
    assert head["end"] == (int(ends.max()) if len(notes) else 0)


def test_an_empty_score():
    back = decode(encode(Score(tempo_map=TempoMap(97.5))))
    assert len(back.notes) == 0
    assert back.tempo_map.tempos == ((0.0, 97.5),)


def test_a_note_shorter_than_a_tick_keeps_its_length():
    score = Score(notes=NoteTable.from_columns([1.0], [1e-6], [60]))
    assert decode(encode(score)).notes.duration_beats[0] == 1 / 15360
    assert decode(encode(score), encode_exact(score)).notes.duration_beats[0] == 1e-6


def test_notes_that_rounding_brings_together_are_sorted_by_pitch():
    notes = NoteTable.from_columns([1.0, 1.0 + 1e-6], [1, 1], [70, 60])
    score = Score(notes=notes)
    assert pa.ipc.open_stream(encode(score)).read_all()["pitch"].to_pylist() == [60, 70]
    assert decode(encode(score), encode_exact(score)).notes.same(notes)


def test_exact_times_of_another_score_are_refused_and_wrong_ones_ignored():
    score = Score(notes=NoteTable.from_columns([1 / 3], [1 / 7], [60]))
    other = Score(notes=NoteTable.from_columns([2 / 3], [1 / 7], [60]))
    two = Score(notes=NoteTable.from_columns([1 / 3, 2 / 3], [1 / 7, 1 / 7], [60, 61]))
    assert decode(encode(score), encode_exact(other)).notes.onset_beats[0] == round(15360 / 3) / 15360
    for damaged in (encode_exact(two), b"", b"PK\x03\x04 no zip"):
        with pytest.raises(TransportError, match="exact times"):
            decode(encode(score), damaged)


def test_what_has_no_json_form_is_left_out_with_a_warning():
    score = Score(extra={"model": object(), "weights": np.arange(3), "loss": float("nan")})
    with pytest.warns(PianoRollWarning, match="'model'"):
        back = decode(encode(score))
    assert dict(back.extra) == {"weights": [0, 1, 2], "loss": None}


def test_the_hash_names_the_content():
    a, b = Score(), Score(tempo_map=TempoMap(121))
    assert snapshot_hash(encode(a)) == snapshot_hash(encode(Score()))
    assert snapshot_hash(encode(a)) != snapshot_hash(encode(b))
    assert len(snapshot_hash(b"")) == 20


def test_a_million_notes_are_written_in_60_ms():
    n = 1_000_000
    rng = np.random.default_rng(1)
    notes = NoteTable.from_columns(
        np.sort(rng.integers(0, 2**30, n)) / 15360, rng.integers(1, 9000, n) / 15360, rng.integers(0, 128, n)
    )
    score = Score(notes=notes)
    times = []
    for _ in range(5):
        started = time.process_time()
        data = encode(score)
        times.append(time.process_time() - started)
    assert min(times) <= 0.06
    assert decode(data).notes.same(notes)


HEAD = {"v": 1, "ticks_per_beat": 15360, "tempos": [[0, 120]], "signatures": [[0, 4, 4]]}


def stream(head=HEAD, **columns):
    given = {name: [1] for name in ("onset", "duration", "pitch", "velocity", "track", "id")} | columns
    arrays = [IntColumn(k, np.array(v, np.int32)) for k, v in given.items() if v is not None]
    return write_stream(arrays, {"pianoroll": head if isinstance(head, str) else json.dumps(head)})


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (stream("no json"), "head"),
        (stream("[]"), "no head"),
        (stream("[" * 100_000), "head"),
        (stream(HEAD | {"v": 2}), "version 2"),
        (stream(HEAD | {"tempos": None}), "tempos"),
        (stream(HEAD | {"tempos": [[0, 0]]}), "tempo 0"),
        (stream(HEAD | {"tempos": [[0, "x"]]}), "tempo"),
        (stream(HEAD | {"tracks": [3]}), "track"),
        (stream(HEAD | {"ppqn": 0}), "ppqn"),
        (stream(HEAD | {"extra": 3}), "score"),
        (stream(id=None), "'id'"),
        (stream(duration=[0]), "no length"),
        (stream(onset=[2**31 - 1]), "too late"),
        (stream(onset=[-1]), "row 0"),
        (stream(pitch=[128]), "pitch"),
        (stream(id=[-1]), "id"),
        (stream(**{k: [1, 1] for k in ("onset", "duration", "pitch", "velocity", "track", "id")}), "twice"),
        (stream(lyric=[1]), "lyric"),
        (stream(extra=[1]), "extra"),
    ],
)
def test_what_is_no_score_is_refused_with_the_reason(data, message):
    with pytest.raises(TransportError, match=message):
        decode(data)


@settings(max_examples=80)
@given(scores(), st.lists(st.tuples(st.integers(0, 10**6), st.integers(0, 255)), min_size=1, max_size=5))
def test_damaged_snapshots_give_a_score_or_a_transport_error(score, edits):
    data = bytearray(encode(score))
    for at, value in edits:
        data[at % len(data)] = value
    try:
        back = decode(bytes(data))
    except TransportError:
        return
    assert isinstance(back, Score)
