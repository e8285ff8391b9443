"""A change of tempo that keeps beats or seconds: the vectors that the browser runs too, and what it means for the ear."""

import numpy as np
import pytest

from gradio_pianoroll import AudioRef, Curve, NoteTable, Score
from gradio_pianoroll.score import Marker, OpError, Segment, TempoMap
from gradio_pianoroll.score.edit import set_tempo
from gradio_pianoroll.score.edit.tempo import tempo_ops
from tests.score.vectors import as_json, document, load

CASES = load("tempo_edit.json")


def assert_close(a, b, path=""):
    if isinstance(b, dict):
        assert a.keys() == b.keys(), path
        for key in b:
            assert_close(a[key], b[key], f"{path}.{key}")
    elif isinstance(b, list):
        assert len(a) == len(b), path
        for i, (x, y) in enumerate(zip(a, b, strict=True)):
            assert_close(x, y, f"{path}[{i}]")
    elif isinstance(b, float):
        # Values of curves are float32.
        assert a == pytest.approx(b, rel=1e-6, abs=1e-9), path
    else:
        assert a == b, path


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_vectors(case):
    before = document(case["before"])
    ops = tempo_ops(before, TempoMap.from_ticks(case["tempos"]).tempos, case["keep"], case["layers"])
    after, undo = before.apply(ops)
    assert_close(as_json(after), document_form(case["after"]))
    assert after.apply(undo)[0] == before


def document_form(data):
    """Rows in the order that notes are kept in."""
    return as_json(document(data))


def test_kept_seconds_are_heard_as_before():
    rng = np.random.default_rng(5)
    onset = np.sort(rng.integers(0, 400, 200)) / 8
    score = Score(NoteTable.from_columns(onset, 0.5, 60), tempo_map=TempoMap([(0, 120), (16, 75), (40, 180)]))
    after = set_tempo(score, [(0, 97.3), (11, 140)], keep="seconds")
    # A tick at the slowest of these tempos is 40 microseconds.
    for name in ("onset_beats", "end_beats"):
        before_s = score.tempo_map.seconds_at(getattr(score.notes, name))
        after_s = after.tempo_map.seconds_at(getattr(after.notes, name))
        assert np.abs(np.sort(after_s) - np.sort(before_s)).max() < 4.1e-5


def test_kept_beats_take_drawn_curves_along_but_not_a_recording():
    f0 = Curve("f0", [100, 200, 300], hop=0.5, target="f0")
    score = Score(NoteTable.from_columns([0], 2, 60), curves=[f0], segments=[Segment(0.5, 1, "word", "라")])
    slow = set_tempo(score, 60)
    assert slow.curves["f0"].sample_times().tolist() == [0, 1, 2]
    assert (slow.segments[0].start, slow.segments[0].end) == (1, 2)
    sung = score.replace(audio=AudioRef("path", "/tmp/x.wav"))
    assert set_tempo(sung, 60).curves["f0"].same(f0)
    assert set_tempo(sung, 60).segments == score.segments
    assert set_tempo(sung, 60, layers="follow").curves["f0"].sample_times().tolist() == [0, 1, 2]


def test_from_a_beat_on():
    score = Score(NoteTable.from_columns([0], 2, 60), tempo_map=TempoMap([(0, 120), (8, 90)]))
    assert set_tempo(score, 100, at=4).tempo_map.tempos == ((0, 120), (4, 100), (8, 90))
    assert set_tempo(score, 100, at=8).tempo_map.tempos == ((0, 120), (8, 100))
    assert set_tempo(score, 100).tempo_map.tempos == ((0, 100),)


def test_nothing_changes_for_the_same_tempo():
    score = Score(NoteTable.from_columns([0], 2, 60)).replace(markers=[Marker(1, "A")])
    assert tempo_ops(score, 120, keep="seconds") == []
    assert set_tempo(score, [(0, 120)]) is score


@pytest.mark.parametrize(
    ("arguments", "item"),
    [
        ({"tempo": 0}, "tempo"),
        ({"tempo": [(1, 100)]}, "tempo"),
        ({"tempo": "fast"}, "tempo"),
        ({"tempo": 100, "keep": "bars"}, "keep"),
        ({"tempo": 100, "layers": "go"}, "layers"),
        ({"tempo": [(0, 100)], "at": 4}, "at"),
        ({"tempo": 100, "at": "4"}, "at must"),
        ({"tempo": 100, "at": -1}, "at must"),
    ],
)
def test_what_cannot_be_is_refused_by_name(arguments, item):
    with pytest.raises(OpError, match=item):
        set_tempo(Score(), **arguments)


def test_a_note_beyond_the_last_beat_is_refused():
    score = Score(NoteTable.from_columns([100_000], 1, 60), tempo_map=60)
    with pytest.raises(OpError, match="last possible beat"):
        set_tempo(score, 120, keep="seconds")
