"""Smaller scores: cleaned, rounded, thinned out; in every form, without a trace on what was given."""

import copy
import json
import math
import tracemalloc
import warnings

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gradio_pianoroll import Curve, NoteTable, PianoRollValue, Score, Segment
from gradio_pianoroll.performance import (
    cleanup_piano_roll_data,
    optimize_frontend_data,
    optimize_large_note_count,
)
from gradio_pianoroll.score import PianoRollWarning
from tests.score.strategies import scores

FUNCTIONS = {
    "cleanup": cleanup_piano_roll_data,
    "optimize": optimize_frontend_data,
    "reduce": lambda data: optimize_large_note_count(data, 3),
}

SONG = {
    "notes": [
        {
            "id": "a",
            "start": 0,
            "duration": 80.0,
            "pitch": 60,
            "velocity": 100,
            "lyric": "가",
            "phoneme": "",
            "mine": [1],
        },
        {"id": "b", "start": 80.12345, "duration": 0.0001, "pitch": 62, "velocity": 30, "lyric": " ", "track": 0},
        {"id": "c", "startSeconds": 1.23456789, "endSeconds": 1.2346, "pitch": 64, "velocity": 90, "lyric": None},
        {"start": 40, "duration": 20, "pitch": 65, "startBeats": 0.5, "durationFlicks": 1, "track": 2},
    ],
    "tempo": 120,
    "timeSignature": {"numerator": 4, "denominator": 4},
    "editMode": "select",
    "pixelsPerBeat": 80,
    "my_key": {"deep": [1.23456]},
    "line_data": {
        "f0": {"data": [{"x": 0.12345, "y": 220.98765}, {"x": 9.87654, "y": 230}], "color": "#123456"},
        "gone": {"data": []},
        "silent": {"data": [{"x": 1, "y": None}]},
    },
    "curve_data": None,
    "segment_data": [
        {"start": 0, "end": 1.23456, "type": "word", "value": "안녕", "confidence": 0.98765},
        {"start": 1, "end": 1, "type": "word", "value": "x"},
        {"start": 1, "end": 2, "value": ""},
    ],
}


# --- all three -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", FUNCTIONS)
@pytest.mark.filterwarnings("ignore::gradio_pianoroll.score.PianoRollWarning")
def test_the_form_stays_and_nothing_is_changed_or_shared(name):
    shrink = FUNCTIONS[name]
    before = copy.deepcopy(SONG)
    result = shrink(SONG)
    assert before == SONG
    assert type(result) is dict
    result["my_key"]["deep"].append(2)
    for note in result["notes"]:
        note.setdefault("mine", []).append("changed")
    result["line_data"]["f0"]["data"][0]["y"] = -1
    result["segment_data"][0]["value"] = "changed"
    assert before == SONG
    score = Score.from_dict(SONG)
    assert type(shrink(score)) is Score
    assert score.same_document(Score.from_dict(SONG))
    value = PianoRollValue(SONG)
    shrunk = shrink(value)
    assert type(shrunk) is PianoRollValue
    assert shrunk.score.same_document(shrink(score))
    assert value.score.same_document(score)


@pytest.mark.parametrize("name", FUNCTIONS)
@pytest.mark.parametrize("data", [3, None, "song.mid", [{"pitch": 60}]])
def test_what_is_no_score_is_refused(name, data):
    with pytest.raises(TypeError, match="dict form, a Score or the value"):
        FUNCTIONS[name](data)


@pytest.mark.parametrize("name", FUNCTIONS)
@pytest.mark.parametrize(
    "notes", [[], None, "no", {"a": 1}, [3, None, {"pitch": 60}, {"start": "x"}, {"start": 1e400}]]
)
@pytest.mark.filterwarnings("ignore::gradio_pianoroll.score.PianoRollWarning")
def test_odd_notes_break_nothing(name, notes):
    result = FUNCTIONS[name]({"notes": notes, "line_data": "no", "segment_data": 7})
    assert len(Score.from_dict(result).notes) == 0


@pytest.mark.parametrize("name", FUNCTIONS)
def test_the_notes_of_a_value_are_not_expanded(name):
    notes = NoteTable.from_columns(np.arange(50_000) / 8, 0.1, np.arange(50_000) % 128, np.arange(50_000) % 128)
    value = PianoRollValue.from_score(Score(notes=notes))
    tracemalloc.start()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", PianoRollWarning)
        FUNCTIONS[name](value)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    # As dicts they would take 60 MB.
    assert peak < 12e6


@pytest.mark.parametrize("name", FUNCTIONS)
def test_values_of_the_wrong_kind_stay_wrong(name):
    wrong = [
        {"start": 0, "duration": 1, "pitch": 60, key: value}
        for key in ("lyric", "track", "velocity")
        for value in ([1], {}, True, False)
    ]
    data = {"notes": copy.deepcopy(wrong)}
    result = optimize_large_note_count(data, 99) if name == "reduce" else FUNCTIONS[name](data)
    assert result["notes"] == wrong == data["notes"]


# --- cleanup -------------------------------------------------------------------------------------------------------


def test_empty_things_are_left_out():
    result = cleanup_piano_roll_data(SONG)
    assert [sorted(note.keys() & {"lyric", "phoneme"}) for note in result["notes"]] == [["lyric"], [], [], []]
    assert list(result["line_data"]) == ["f0"]
    assert "curve_data" not in result
    assert [segment["value"] for segment in result["segment_data"]] == ["안녕"]
    assert result["notes"][0] == {key: value for key, value in SONG["notes"][0].items() if key != "phoneme"}
    score = cleanup_piano_roll_data(Score.from_dict(SONG))
    assert score.notes.lyric.to_list().count("가") == 1
    assert not score.notes.phoneme.any()
    assert list(score.curves) == ["f0"]
    assert [segment.text for segment in score.segments] == ["안녕"]


def test_keys_that_hold_nothing_any_more_go():
    empty = {"notes": [], "line_data": {"a": []}, "curve_data": {}, "segment_data": [], "audio_data": None}
    assert cleanup_piano_roll_data(empty) == {"notes": [], "audio_data": None}


def test_what_is_clean_stays():
    score = Score(notes=NoteTable.from_columns([0], 1, 60, lyric=["가"]), curves=[Curve("f0", np.ones(3))])
    assert cleanup_piano_roll_data(score) is score


@settings(max_examples=60)
@given(scores())
def test_cleaning_takes_only_what_is_empty(score):
    clean = cleanup_piano_roll_data(score)
    assert clean.notes.id.tolist() == score.notes.id.tolist()
    for name in ("lyric", "phoneme"):
        texts = [text if text and text.strip() else None for text in getattr(score.notes, name).to_list()]
        assert getattr(clean.notes, name).to_list() == texts
    assert all(np.isfinite(curve.values).any() for curve in clean.curves.values())
    assert set(score.curves) - set(clean.curves) == {
        name for name, curve in score.curves.items() if not np.isfinite(curve.values).any()
    }
    assert cleanup_piano_roll_data(clean) is clean
    again = cleanup_piano_roll_data(score.to_dict())
    assert Score.from_dict(again).same_document(Score.from_dict(clean.to_dict()))


# --- rounding ------------------------------------------------------------------------------------------------------


def test_numbers_are_short_and_defaults_gone():
    result = optimize_frontend_data(SONG)
    assert result == {
        "notes": [
            {"id": "a", "start": 0, "duration": 80, "pitch": 60, "lyric": "가", "mine": [1]},
            {"id": "b", "start": 80.123, "duration": 0.0001, "pitch": 62, "velocity": 30},
            {"id": "c", "startSeconds": 1.235, "endSeconds": 1.2346, "pitch": 64, "velocity": 90},
            {"start": 40, "duration": 20, "pitch": 65, "track": 2},
        ],
        "my_key": {"deep": [1.23456]},
        "line_data": {"f0": {"data": [{"x": 0.123, "y": 220.988}, {"x": 9.877, "y": 230}], "color": "#123456"}},
        "segment_data": [{"start": 0, "end": 1.235, "type": "word", "value": "안녕", "confidence": 0.988}],
    }


def test_a_default_that_overrides_a_list_stays():
    data = {"notes": [], "tempo": 120, "tempos": [{"beat": 0, "bpm": 90}, {"beat": 4, "bpm": 60}], "pixelsPerBeat": 100}
    result = optimize_frontend_data(data)
    assert result == data
    assert Score.from_dict(result).tempo_map.tempos == ((0.0, 120.0), (4.0, 60.0))


@pytest.mark.parametrize("precision", [-1, 13, 2.0, True, None])
def test_a_precision_that_is_none(precision):
    with pytest.raises(ValueError, match="precision"):
        optimize_frontend_data(SONG, precision)


def test_it_becomes_much_smaller():
    rng = np.random.default_rng(1)
    notes = NoteTable.from_columns(
        np.sort(rng.uniform(0, 500, 2000)), rng.uniform(0.1, 1, 2000), rng.integers(0, 128, 2000)
    )
    data = Score(notes=notes).to_dict()
    assert len(json.dumps(optimize_frontend_data(data))) * 5 < len(json.dumps(data))


def test_samples_stay_on_their_grid():
    curve = Curve("f0", np.linspace(100, 101, 50), hop=512 / 22050, start=0.0123456)
    result = Score.from_dict(optimize_frontend_data(Score(curves=[curve]).to_dict()))
    assert result.curves["f0"].is_uniform
    assert result.curves["f0"].hop == curve.hop
    np.testing.assert_allclose(result.curves["f0"].values, curve.values, atol=5.1e-4)


@settings(max_examples=80)
@given(scores(), st.integers(0, 6))
def test_reading_it_again_gives_the_same_within_the_precision(score, precision):
    # In whole pixels notes may run into the end of time or each other: only rounding is allowed to differ.
    data = score.to_dict()
    before = copy.deepcopy(data)
    half = 0.5 * 10.0**-precision
    for result in (
        Score.from_dict(optimize_frontend_data(data, precision), like=score),
        optimize_frontend_data(score, precision),
    ):
        assert sorted(result.notes.id.tolist()) == sorted(score.notes.id.tolist())
        rows = result.notes.rows_of(score.notes.id)
        for name in ("onset_beats", "duration_beats"):
            got, want = getattr(result.notes, name)[rows], getattr(score.notes, name)
            assert np.abs((got - want) * score.pixels_per_beat).max(initial=0) <= half * 1.001 + 1e-6
        for name in ("pitch", "velocity", "track"):
            assert getattr(result.notes, name)[rows].tolist() == getattr(score.notes, name).tolist()
        assert [dict(result.notes.extra.get(i, {})) for i in score.notes.id.tolist()] == [
            dict(score.notes.extra.get(i, {})) for i in score.notes.id.tolist()
        ]
        assert result.tempo_map == score.tempo_map
        assert result.ppqn == score.ppqn
        for name, curve in result.curves.items():
            want = score.curves[name]
            if len(curve) == len(want):
                np.testing.assert_allclose(curve.values, want.values, rtol=1e-6, atol=half * 1.001)
    assert json.dumps(data) == json.dumps(before)
    once = optimize_frontend_data(data, precision)
    assert json.dumps(optimize_frontend_data(once, precision)) == json.dumps(once)


def test_short_segments_and_notes_do_not_vanish():
    score = Score(
        notes=NoteTable.from_columns([0.1], 1e-7, 60),
        segments=[Segment(1.00001, 1.00002, "word", "x")],
    )
    for result in (optimize_frontend_data(score, 2), Score.from_dict(optimize_frontend_data(score.to_dict(), 2))):
        assert result.notes.duration_beats[0] > 0
        assert result.segments[0].end > result.segments[0].start


# --- fewer notes ---------------------------------------------------------------------------------------------------


def test_the_loudest_are_kept_in_time_order():
    notes = [
        {"start": 80 * (9 - i), "duration": 40, "pitch": 60 + i, "velocity": v} for i, v in enumerate([5, 90, 20, 127])
    ]
    with pytest.warns(
        PianoRollWarning, match=r"^4 notes are more than 2: the 2 with the greatest velocity .* 2 left out"
    ):
        result = optimize_large_note_count({"notes": notes, "tempo": 90}, 2)
    assert result["notes"] == [notes[3], notes[1]]
    assert result["tempo"] == 90


def test_other_keys():
    table = NoteTable.from_columns(
        [0, 1, 2], [3, 1, 2], [50, 90, 70], [1, 2, 3], extra={0: {"weight": 1}, 2: {"weight": 9}}
    )
    score = Score(notes=table)
    for data in (score, score.to_dict()):
        for key, kept in (("velocity", [2]), ("duration", [0]), ("pitch", [1]), ("weight", [2])):
            with pytest.warns(PianoRollWarning, match=key):
                result = optimize_large_note_count(data, 1, key)
            found = result if isinstance(result, Score) else Score.from_dict(result)
            assert found.notes.id.tolist() == kept
        with pytest.raises(ValueError, match="'nothing'"):
            optimize_large_note_count(data, 1, "nothing")


def test_few_notes_are_copied_without_a_word():
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert optimize_large_note_count(SONG, 4) == SONG
        with pytest.raises(ValueError, match="max_notes"):
            optimize_large_note_count(SONG, -1)


@settings(max_examples=60)
@given(scores(), st.integers(0, 12), st.sampled_from(["velocity", "duration", "pitch"]))
@pytest.mark.filterwarnings("ignore::gradio_pianoroll.score.PianoRollWarning")
def test_nothing_that_is_left_out_is_more_important(score, count, key):
    column = {"velocity": "velocity", "duration": "duration_beats", "pitch": "pitch"}[key]
    for data in (score, score.to_dict()):
        result = optimize_large_note_count(data, count, key)
        ids = (result if isinstance(result, Score) else Score.from_dict(result, like=score)).notes.id.tolist()
        assert len(ids) == min(count, len(score.notes))
        values = dict(zip(score.notes.id.tolist(), getattr(score.notes, column).tolist(), strict=True))
        left = [value for id, value in values.items() if id not in set(ids)]
        assert not left or max(left) <= min([values[i] for i in ids], default=math.inf)
    if count < len(score.notes):
        rows = result["notes"]
        assert [note["startBeats"] for note in rows] == sorted(note["startBeats"] for note in rows)


@pytest.mark.filterwarnings("ignore::gradio_pianoroll.score.PianoRollWarning")
def test_a_million_notes_take_seconds_and_not_minutes():
    import time

    n = 300_000
    rng = np.random.default_rng(2)
    table = NoteTable.from_columns(np.arange(n) / 4, 0.3, rng.integers(0, 128, n), rng.integers(0, 128, n))
    score = Score(notes=table)
    data = score.to_dict()
    for shrink in FUNCTIONS.values():
        for form, limit_s in ((score, 2.0), (data, 10.0)):
            start = time.process_time()
            shrink(form)
            assert time.process_time() - start < limit_s
