"""What holds for every score and every list of operations."""

import copy
import json
import pickle

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from gradio_pianoroll.score import OpError, Score, diff, on_grid, ops_from_json, ops_to_json
from tests.score import strategies as own

NUMERIC = ("onset_beats", "duration_beats", "pitch", "velocity", "track", "id")
TEXTS = ("lyric", "phoneme", "ref")


def frozen_content(score):
    """Everything of a score by value, to see whether it was changed."""
    notes = score.notes
    return (
        *(getattr(notes, name).tobytes() for name in NUMERIC),
        *(tuple(getattr(notes, name).to_list()) for name in TEXTS),
        json.dumps({str(id): dict(extra) for id, extra in notes.extra.items()}),
        repr(score.tempo_map),
        score.tracks,
        repr(score.segments),
        *(curve.values.tobytes() for curve in score.curves.values()),
    )


@st.composite
def edited(draw):
    """A score and operations that it accepts one after another."""
    score = draw(own.scores())
    ops, now = [], score
    for _ in range(draw(st.integers(1, 5))):
        op = draw(own.operations(now))
        try:
            now, _ = now.apply([op])
        except OpError:
            continue
        ops.append(op)
    return score, ops, now


@given(edited())
def test_operations_invert_exactly(case):
    score, ops, expected = case
    before = frozen_content(score)
    after, inverse = score.apply(ops)
    assert after.same_document(expected)
    back, redo = after.apply(inverse)
    assert frozen_content(score) == before
    for name in NUMERIC:
        np.testing.assert_array_equal(getattr(back.notes, name), getattr(score.notes, name), strict=True)
    assert back.same_document(score)
    assert back.apply(redo)[0].same_document(after)


@given(edited())
def test_the_table_stays_valid(case):
    notes = case[2].notes
    keys = list(zip(notes.onset_beats.tolist(), notes.pitch.tolist(), notes.id.tolist(), strict=True))
    assert keys == sorted(keys)
    assert len(set(notes.id.tolist())) == len(notes)
    assert set(notes.extra) <= set(notes.id.tolist())
    assert notes.rows_of(notes.id).tolist() == list(range(len(notes)))
    assert all(len(getattr(notes, name)) == len(notes) for name in TEXTS)


@given(edited())
def test_diff_leads_to_the_other_score(case):
    score, _, other = case
    assert score.apply(diff(score, other))[0].same_document(other)
    assert other.apply(diff(other, score))[0].same_document(score)
    assert diff(other, other) == []
    assert diff(other, pickle.loads(pickle.dumps(other))) == []


@given(own.scores(), own.scores())
def test_diff_of_unrelated_scores(a, b):
    assert a.apply(diff(a, b))[0].same_document(b)


@given(edited())
def test_the_wire_form_says_the_same(case):
    score, ops, after = case
    received = ops_from_json(json.loads(json.dumps(ops_to_json(ops))))
    result, _ = score.apply(received)
    assert sorted(result.notes.id.tolist()) == sorted(after.notes.id.tolist())
    rows = result.notes.rows_of(after.notes.id)
    for name in ("onset_beats", "duration_beats"):
        there, here = getattr(result.notes, name)[rows], getattr(after.notes, name)
        np.testing.assert_allclose(there, here, rtol=0, atol=1e-9)
        np.testing.assert_array_equal(there[on_grid(here)], here[on_grid(here)])
    for name in TEXTS:
        assert not getattr(result.notes, name).take(rows).differs(getattr(after.notes, name)).any()


@given(own.scores(), st.data())
def test_grid_notes_stay_on_the_grid(score, data):
    notes = score.notes
    ids = notes.id[on_grid(notes.onset_beats) & on_grid(notes.duration_beats)]
    ticks = data.draw(st.lists(st.integers(-20000, 300000), min_size=1, max_size=6))
    edges = data.draw(st.lists(st.sampled_from(["shift", "start", "end"]), min_size=6, max_size=6))
    for tick, kind in zip(ticks, edges, strict=False):
        runs = ops_to_json([own.Delete(ids)])[0]["ids"]
        op = {"op": "shift", "ids": runs, "ticks": tick, "pitch": 0}
        if kind != "shift":
            op = {"op": "resize", "ids": runs, "ticks": tick, "edge": kind}
        try:
            score, _ = score.apply(ops_from_json([op]))
        except OpError:
            continue
    rows = score.notes.rows_of(ids)
    assert on_grid(score.notes.onset_beats[rows]).all()
    assert on_grid(score.notes.duration_beats[rows]).all()


@given(own.scores(), st.data())
def test_a_refused_list_changes_nothing(score, data):
    good = data.draw(own.operations(score))
    before = frozen_content(score)
    with pytest.raises(OpError):
        score.apply([good, own.Delete([4294967295]), own.Delete([4294967295])])
    assert frozen_content(score) == before


@given(own.scores())
def test_dict_form_gives_back_the_same_document(score):
    data = score.to_dict()
    kept = copy.deepcopy(data)
    again = Score.from_dict(data, on_error="raise", like=score)
    assert data == kept
    assert again.notes.same(score.notes)
    assert again.same_document(score)
    assert again.to_dict() == data
    assert json.loads(json.dumps(data)) == data
    assert [score.note_dict(row) for row in range(len(score.notes))] == data["notes"]


@given(own.scores())
def test_copies_and_pickles_are_as_unchangeable(score):
    assert copy.deepcopy(score) is score
    again = pickle.loads(pickle.dumps(score))
    assert again.same_document(score)
    for name in NUMERIC:
        assert not getattr(again.notes, name).flags.writeable
    with pytest.raises(ValueError, match="read-only"):
        again.notes.id[:0] = 1
    with pytest.raises(AttributeError):
        score.notes.pitch = None
    with pytest.raises(AttributeError):
        score.ppqn = 1


@given(own.tempo_maps(), st.lists(own.BEATS, max_size=9), st.sampled_from([1, 96, 480, 15360]), st.floats(1, 1000))
@example(Score(tempo_map=212).tempo_map, [1e-10], 15360, 2.0)
def test_conversions_invert(tempo, beats, ppqn, zoom):
    from gradio_pianoroll.score import tempo_map as maps

    x = np.array(beats)
    pairs = [
        (tempo.seconds_at, tempo.beats_at),
        (tempo.flicks_at, tempo.beats_at_flicks),
        (lambda b: tempo.samples_at(b, 44100), lambda s: tempo.beats_at_samples(s, 44100)),
        (lambda b: maps.ticks_at(b, ppqn), lambda t: maps.beats_at_ticks(t, ppqn)),
        (lambda b: maps.pixels_at(b, zoom), lambda p: maps.beats_at_pixels(p, zoom)),
    ]
    for there, back in pairs:
        np.testing.assert_allclose(back(there(x)), x, rtol=1e-12, atol=1.1e-9)
        assert there(x).shape == x.shape
        # Beats within 1e-9 of each other are one place: from there on nothing moves.
        settled = back(there(x))
        np.testing.assert_allclose(there(back(there(settled))), there(settled), rtol=1e-9, atol=1e-6)
    spans = tempo.duration_seconds(x, 1.5)
    np.testing.assert_allclose(spans, tempo.seconds_at(x + 1.5) - tempo.seconds_at(x), rtol=1e-9, atol=1e-9)


@given(own.tempo_maps(), st.integers(1, 300))
def test_bars_begin_on_their_first_beat(tempo, bar):
    start = tempo.bar_start(bar)
    place = tempo.bar_at(start)
    assert (place.bar, place.beat) == (bar, 1)
    assert place.rest_beats == pytest.approx(0, abs=1e-9)
    assert tempo.bar_start(bar + 1) > start


@given(st.floats(0, 1e6), st.floats(1, 1e3), st.floats(1e-3, 1e5))
def test_pixels_come_back(start, duration, zoom):
    data = {"pixelsPerBeat": zoom, "notes": [{"start": start, "duration": duration, "pitch": 60}]}
    if (start + duration) / zoom > 139_000 or duration / zoom < 1e-6:
        return
    note = Score.from_dict(data, on_error="raise").note_dict(0)
    # A program's pixels within 1e-9 beats of a tick are that tick.
    assert note["start"] == pytest.approx(start, rel=1e-12, abs=1e-9 * max(1, zoom))
    assert note["duration"] == pytest.approx(duration, rel=1e-12, abs=1e-9 * max(1, zoom))
