"""What is empty and what only looks so; the last precision and the last note that are taken."""

import math

import pytest

from gradio_pianoroll.performance import cleanup_piano_roll_data, optimize_frontend_data, optimize_large_note_count
from gradio_pianoroll.score import Curve, NoteTable, PianoRollWarning, Score

POINT = {"x": 0, "y": 1}


@pytest.mark.parametrize(
    ("layer", "stays"),
    [
        ({"data": [POINT]}, True),
        ({"data": [{"x": 0, "y": None}, POINT]}, True),
        ({"data": [{"x": 0, "value": 0}]}, True),
        ({"data": [{"x": 0, "y": math.nan}]}, False),
        ({"data": []}, False),
        ({"data": None}, False),
        ({"data": 5}, True),
        ([POINT], True),
        ([3], True),
        ([None], False),
        ([], False),
        ({}, False),
        ({"no": "points"}, True),
        ("some data", True),
        (0, True),
        (None, False),
    ],
)
def test_layers(layer, stays):
    for key in ("line_data", "curve_data"):
        result = cleanup_piano_roll_data({"notes": [], key: {"a": layer, "b": {"data": [POINT]}}})
        assert list(result[key]) == (["a", "b"] if stays else ["b"])
        alone = cleanup_piano_roll_data({"notes": [], key: {"a": layer}})
        assert (key in alone) is stays


@pytest.mark.parametrize(
    ("segment", "stays"),
    [
        ({"start": 0, "end": 1, "value": "a"}, True),
        ({"start": 0, "end": 1, "text": "a"}, True),
        ({"start": 0, "end": 1, "value": "", "text": "a"}, False),
        ({"start": 0, "end": 1, "value": " ", "type": "rest"}, True),
        ({"start": 0, "end": 1, "value": " "}, False),
        ({"start": 1, "end": 1, "value": "a"}, False),
        ({"start": 2, "end": 1, "value": "a"}, False),
        ({"end": 1, "value": "a"}, True),
        ({"start": "x", "end": 1, "value": "a"}, True),
        ("text", True),
        (None, False),
    ],
)
def test_segments(segment, stays):
    result = cleanup_piano_roll_data({"notes": [], "segment_data": [segment]})
    assert result.get("segment_data") == ([segment] if stays else None)


@pytest.mark.parametrize("value", ["text", 7, [1]])
def test_what_is_no_list_of_layers_stays_for_the_reader_to_name(value):
    assert cleanup_piano_roll_data({"notes": [], "line_data": value}) == {"notes": [], "line_data": value}


def test_a_layer_that_is_no_curve_goes_when_it_is_empty_and_the_others_stay():
    score = Score(curves=[Curve("f0", [1.0])], extra={"curve_data": {"odd": [1], "none": []}, "mine": 1})
    clean = cleanup_piano_roll_data(score)
    assert dict(clean.extra) == {"mine": 1, "curve_data": {"odd": [1]}}
    assert dict(cleanup_piano_roll_data(Score(extra={"curve_data": {"none": []}, "mine": 1})).extra) == {"mine": 1}


@pytest.mark.parametrize("precision", [0, 3, 12])
def test_precisions(precision):
    number = 1.123456789012345
    data = {
        "notes": [{"start": number, "duration": 7, "pitch": 60}],
        "line_data": {"a": {"data": [{"x": number, "y": number}]}},
    }
    short = round(number, precision)
    result = optimize_frontend_data(data, precision)
    assert result["notes"] == [{"start": short, "duration": 7, "pitch": 60}]
    assert result["line_data"]["a"]["data"] == [{"x": short, "y": short}]
    if precision == 3:
        assert optimize_frontend_data(data) == result


def test_whole_numbers_are_written_whole_and_large_ones_as_they_are():
    notes = [{"start": start, "duration": 2.0, "pitch": 60} for start in (2.0, 2.0**53, 2.0**53 + 2, 10**17)]
    result = optimize_frontend_data({"notes": notes})["notes"]
    assert [note["start"] for note in result] == [2, 2**53, 2**53 + 2, 10**17]
    assert {type(note["duration"]) for note in result} == {int}


@pytest.mark.parametrize(
    ("key", "default", "other"),
    [("velocity", 100, 99), ("track", 0, 1), ("lyric", " ", "la"), ("phoneme", None, "a"), ("id", None, "x")],
)
def test_defaults_of_notes(key, default, other):
    for extra in ({}, {"own": [1]}):
        note = {"start": 1, "duration": 2, "pitch": 60, **extra}
        result = optimize_frontend_data({"notes": [note | {key: default}, note | {key: other}]})["notes"]
        assert result == [note, note | {key: other}]
        assert result[0].get("own") is not note.get("own") or not extra


@pytest.mark.parametrize(
    ("key", "default", "other"),
    [
        ("pixelsPerBeat", 80.0, 81),
        ("ppqn", 480, 481),
        ("name", "", "x"),
        ("use_backend_audio", False, True),
        ("ppqn", 480, True),
    ],
)
def test_defaults_of_scores(key, default, other):
    assert optimize_frontend_data({"notes": [], key: default}) == {"notes": []}
    assert optimize_frontend_data({"notes": [], key: other}) == {"notes": [], key: other}
    # A truth value is no number, though Python says that False == 0.
    assert optimize_frontend_data({"notes": [], "use_backend_audio": 0}) == {"notes": [], "use_backend_audio": 0}


def test_of_equal_notes_the_longer_then_the_earlier_one_is_kept():
    table = NoteTable.from_columns([0.0, 1.0, 2.0, 3.0], [1, 2, 2, 1], 60)
    for count, kept in ((1, [1.0]), (2, [1.0, 2.0]), (3, [0.0, 1.0, 2.0]), (0, [])):
        with pytest.warns(PianoRollWarning, match=f"4 notes are more than {count}"):
            result = optimize_large_note_count(Score(table), count)
        assert result.notes.onset_beats.tolist() == kept
    score = Score(table)
    assert optimize_large_note_count(score, 4) is score
    for wrong in (True, 2.0, "3", None):
        with pytest.raises(ValueError, match="max_notes"):
            optimize_large_note_count(score, wrong)


def test_notes_without_the_number_come_last_and_a_missing_velocity_is_100():
    notes = [
        {"start": i * 80, "duration": 80, "pitch": 60 + i, **own}
        for i, own in enumerate([{}, {"velocity": 99}, {"w": 1}])
    ]
    for key, kept in (("velocity", [60]), ("w", [62]), ("start", [62])):
        with pytest.warns(PianoRollWarning):
            result = optimize_large_note_count({"notes": notes}, 1, key)
        assert [note["pitch"] for note in result["notes"]] == kept
