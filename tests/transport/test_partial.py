"""A dict that names no notes leaves them; one whose notes are all invalid does not empty a roll either."""

import warnings

import pytest

from gradio_pianoroll.score import PianoRollWarning, Score, SetTempo, diff
from gradio_pianoroll.transport import PianoRollValue
from gradio_pianoroll.value.document_state import DocumentState, attached

SONG = {
    "tempo": 100,
    "pixelsPerBeat": 50,
    "notes": [{"id": f"note_{i}", "start": 50 * i, "duration": 50, "pitch": 60 + i} for i in range(3)],
    "line_data": {"loud": {"dataType": "loudness", "data": [{"seconds": 0, "value": -20}]}},
    "segment_data": [{"start": 0, "end": 1, "type": "word", "value": "가"}],
    "my_key": 1,
}
BAD = [{"start": "x", "pitch": 60}, {"pitch": 400, "start": 0}, "note"]


def given():
    score = Score.from_dict(SONG)
    return attached(score, DocumentState("doc", "rev", "key", score, 1))


def value():
    return PianoRollValue.from_score(given())


@pytest.mark.parametrize(
    "answer",
    [
        lambda song: {"tempo": 90},
        lambda song: {"tempo": 90, "notes": None},
        lambda song: {"tempo": 90, "timeSignature": song["timeSignature"]},
        lambda song: {key: song[key] for key in song if key != "notes"} | {"tempo": 90},
    ],
)
def test_a_dict_that_names_no_notes_is_a_change_of_what_the_roll_shows(answer):
    shown = given()
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        score = PianoRollValue.of(answer(PianoRollValue.from_score(shown)), shown).score
    assert score.tempo_map.tempos == ((0.0, 90.0),)
    assert score.notes is shown.notes
    assert [type(op) for op in diff(shown, score)] == [SetTempo]
    assert (score.segments, score.pixels_per_beat, score.extra["my_key"]) == (shown.segments, 50, 1)
    assert score.origin.rev == "rev"


def test_what_is_named_as_none_goes():
    shown = given()
    score = PianoRollValue.of({"line_data": None, "segment_data": []}, shown).score
    assert (len(score.notes), dict(score.curves), score.segments) == (3, {}, ())


def test_notes_taken_out_of_a_value_stay():
    song = value()
    del song["notes"]
    song["tempo"] = 90
    assert song.score.notes is song.origin.score.notes
    song = value()
    song["notes"] = None
    assert len(song.score.notes) == 3


def test_an_empty_list_empties():
    for empty in ([], ()):
        assert len(PianoRollValue.of({"notes": empty}, given()).score.notes) == 0
        assert len(PianoRollValue.of({**value(), "notes": empty}).score.notes) == 0
        song = value()
        song["notes"] = empty
        assert len(song.score.notes) == 0
    song = value()
    song["notes"].clear()
    assert len(song.score.notes) == 0


@pytest.mark.parametrize(
    "answer",
    [lambda: {"notes": BAD, "tempo": 90}, lambda: {**value(), "notes": BAD, "tempo": 90}],
    ids=["fresh", "copy"],
)
def test_notes_that_are_all_invalid_leave_those_that_are_there(answer):
    shown = given()
    with pytest.warns(PianoRollWarning) as caught:
        score = PianoRollValue.of(answer(), shown).score
    messages = [str(warning.message) for warning in caught]
    assert "notes: none of the 3 can be read; the notes of the roll stay as they were" in messages
    for name in ("note 0: start 'x'", "note 1: pitch 400", "note 2: expected an object"):
        assert sum(message.startswith(name) for message in messages) == 1, messages
    assert score.notes.pitch.tolist() == [60, 61, 62]
    assert score.tempo_map.tempos == ((0.0, 90.0),)


def test_one_valid_note_is_enough():
    with pytest.warns(PianoRollWarning, match="note 0"):
        score = PianoRollValue.of({"notes": [*BAD, {"start": 0, "pitch": 70}]}, given()).score
    assert score.notes.pitch.tolist() == [70]


@pytest.mark.parametrize("bad", ["abc", 5, {"a": 1}])
def test_what_is_no_list_leaves_them_too(bad):
    for answer in ({"notes": bad}, {**value(), "notes": bad}):
        with pytest.warns(PianoRollWarning, match="notes: expected a list, not .* stay as they were"):
            assert len(PianoRollValue.of(answer, given()).score.notes) == 3


def test_notes_may_be_a_tuple_or_a_generator():
    song = value()
    for notes in (tuple({**n, "pitch": 50} for n in song["notes"]), ({**n, "pitch": 50} for n in song["notes"])):
        answer = PianoRollValue.of({**song, "notes": notes})
        assert answer.score.notes.pitch.tolist() == answer.score.notes.pitch.tolist() == [50, 50, 50]
        assert answer.score.notes.id.tolist() == [0, 1, 2]


def test_without_a_roll_the_dict_is_what_it_is():
    assert len(PianoRollValue.of({"tempo": 90}).score.notes) == 0
    assert PianoRollValue.of({"tempo": 90}).origin is None
