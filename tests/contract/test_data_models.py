"""The data classes, the cleaned dict and the validators in both published forms."""

import copy
import dataclasses
import json
import pickle

import pytest

from gradio_pianoroll import PianoRollValue, constants, pianoroll
from gradio_pianoroll.component import PianoRoll
from gradio_pianoroll.data_models import (
    LineDataPointData,
    LineLayerConfigData,
    NoteData,
    NoteValidator,
    PianoRollData,
    PianoRollValidator,
    TimeSignatureData,
    ValidationResult,
    clean_piano_roll_data,
    create_default_piano_roll_data,
)
from gradio_pianoroll.utils import _internal
from gradio_pianoroll.utils.research import analyze_notes, auto_analyze, from_midi_numbers

SONG = {
    "notes": [{"id": "a", "start": 80, "duration": 40, "pitch": 60, "lyric": "안", "mine": {"x": [1]}}],
    "tempo": 90,
    "mine": [1],
}


# --- classes ---------------------------------------------------------------------------------------------------------


def test_a_note_says_that_it_has_no_lyric():
    note = NoteData(id="a", start=0, duration=80, pitch=60)
    assert note.to_dict() == {
        "id": "a", "start": 0, "duration": 80, "pitch": 60, "velocity": 100, "lyric": None, "phoneme": None
    }  # fmt: skip
    assert NoteData.from_dict(note.to_dict()).to_dict() == note.to_dict()
    # A roll takes it so.
    assert clean_piano_roll_data({"notes": [note.to_dict()]}).notes[0].lyric is None
    assert "lyric" not in clean_piano_roll_data({"notes": [note.to_dict()]})["notes"][0]


def test_they_are_data_classes():
    note = NoteData(id="a", start=0, duration=80, pitch=60, mine={"x": [1]})
    plain = dataclasses.asdict(note)
    assert plain == {**note.to_dict(), "mine": {"x": [1]}}
    plain["mine"]["x"].append(2)
    assert note["mine"] == {"x": [1]}
    assert dataclasses.is_dataclass(note)
    assert [field.name for field in dataclasses.fields(NoteData)][:4] == ["id", "start", "duration", "pitch"]
    higher = dataclasses.replace(note, pitch=72)
    assert (higher.pitch, higher.id, note.pitch) == (72, "a", 60)
    assert dataclasses.asdict(TimeSignatureData(3, 8)) == {"numerator": 3, "denominator": 8}
    assert dataclasses.astuple(TimeSignatureData(3, 8)) == (3, 8)


@pytest.mark.parametrize("make", [PianoRollData, PianoRollData.from_dict, PianoRollValue, clean_piano_roll_data])
def test_a_score_is_one_too(make):
    value = make(SONG)
    plain = dataclasses.asdict(value)
    assert plain == value.to_dict()
    assert type(plain["notes"]) is list
    assert {type(part) for part in (plain["notes"][0], plain["timeSignature"])} == {dict}
    assert dataclasses.replace(value, tempo=100).tempo == 100
    for again in (copy.deepcopy(value), pickle.loads(pickle.dumps(value))):
        assert dataclasses.asdict(again) == plain


def test_a_key_that_cannot_be_a_field_is_not_lost():
    """`score` is an attribute of the class: as a data class its value would be the wrong one."""
    value = PianoRollData({**SONG, "score": 7})
    with pytest.raises(TypeError):
        dataclasses.asdict(value)
    assert value.to_dict()["score"] == 7


def test_a_layer_in_either_spelling():
    camel, snake = (
        LineLayerConfigData(lineWidth=3, yMax=0, dataType="f0"),
        LineLayerConfigData(line_width=3, y_max=0, data_type="f0"),
    )
    assert camel == snake
    assert (camel.lineWidth, camel.line_width, camel["lineWidth"], camel.yMax) == (3, 3, 3, 0)
    assert LineLayerConfigData(color="#fff", own=1)["own"] == 1
    assert LineLayerConfigData.from_dict(camel.to_dict()) == camel
    assert dataclasses.asdict(camel) == camel.to_dict()


def test_points_in_each_form():
    assert LineDataPointData(1, 2) == {"x": 1, "y": 2}
    assert LineDataPointData(seconds=1, value=2) == {"seconds": 1, "value": 2}
    assert LineDataPointData(time=1, value=2).value == 2
    assert LineDataPointData() == {"x": 0.0, "y": 0.0}


def test_a_cleaned_score_by_attribute_and_by_key():
    cleaned = clean_piano_roll_data({"notes": [{"start": 0, "pitch": 60}], "mine": 1})
    assert isinstance(cleaned, dict)
    assert isinstance(cleaned, PianoRollData)
    assert (cleaned.tempo, cleaned["tempo"], cleaned.mine) == (120, 120, 1)
    assert (cleaned.notes[0].velocity, cleaned["notes"][0]["duration"]) == (100, 80)
    assert (cleaned.timeSignature.denominator, cleaned.time_signature["denominator"]) == (4, 4)
    assert json.loads(json.dumps(cleaned)) == cleaned.to_dict()
    default = create_default_piano_roll_data()
    assert (default.notes, default["tempo"], default.pixels_per_beat) == ([], 120, 80)
    default["notes"].append({"start": 0, "pitch": 60})
    assert create_default_piano_roll_data()["notes"] == []


# --- validators ------------------------------------------------------------------------------------------------------

RIGHT = [
    (NoteValidator.validate_pitch, (0, 127)),
    (NoteValidator.validate_velocity, (0, 127, None)),
    (NoteValidator.validate_start, (0, 1.5)),
    (NoteValidator.validate_duration, (1, 0.25)),
    (NoteValidator.validate_lyric, ("안", None)),
    (NoteValidator.validate_phoneme, ("a n", None)),
    (NoteValidator.validate_id, ("n1", "note-1-abcde")),
    (PianoRollValidator.validate_tempo, (120, 0.5)),
    (PianoRollValidator.validate_time_signature, ({"numerator": 6, "denominator": 8},)),
    (PianoRollValidator.validate_edit_mode, ("select", "draw", "erase", "create", "delete")),
    (PianoRollValidator.validate_snap_setting, ("1/4", "1/8T", "none")),
    (PianoRollValidator.validate_pixels_per_beat, (80,)),
    (PianoRollValidator.validate_sample_rate, (44_100,)),
    (PianoRollValidator.validate_ppqn, (480,)),
    (PianoRollValidator.validate_notes, ([], [{"start": 0, "pitch": 60}])),
    (PianoRollValidator.validate_line_data, ({"f0": {"data": [{"x": 0, "y": 220}]}},)),
]
WRONG = [
    (NoteValidator.validate_pitch, (-1, 128, 60.5, True, None, "60", float("nan")), "pitch"),
    (NoteValidator.validate_velocity, (-1, 128, "x"), "velocity"),
    (NoteValidator.validate_start, (-1, None, float("inf")), "start"),
    (NoteValidator.validate_duration, (0, -5, "long"), "duration"),
    (NoteValidator.validate_lyric, (5,), "lyric"),
    (NoteValidator.validate_id, ([1],), "id"),
    (PianoRollValidator.validate_tempo, (0, -3, float("nan"), "fast"), "tempo"),
    (PianoRollValidator.validate_time_signature, ({"numerator": 0, "denominator": 4}, 3), "timeSignature"),
    (PianoRollValidator.validate_edit_mode, ("jump",), "editMode"),
    (PianoRollValidator.validate_snap_setting, ("1/7",), "snapSetting"),
    (PianoRollValidator.validate_pixels_per_beat, (0, True), "pixelsPerBeat"),
    (PianoRollValidator.validate_sample_rate, (0,), "sampleRate"),
    (PianoRollValidator.validate_ppqn, (0.5,), "ppqn"),
    (PianoRollValidator.validate_notes, (3, [{"start": 0, "pitch": 300}]), ""),
    (PianoRollValidator.validate_line_data, ([1],), "line_data"),
]


@pytest.mark.parametrize(("validate", "values"), RIGHT)
def test_right_values(validate, values):
    for value in values:
        assert validate(value).errors == [], value


@pytest.mark.parametrize(("validate", "values", "name"), WRONG)
def test_wrong_values_are_named(validate, values, name):
    for value in values:
        found = validate(value)
        assert (found.is_valid, found.has_errors()) == (False, True), value
        assert all(name in message for message in found.errors)


def test_several_values_at_once():
    assert NoteValidator.validate_timing(0, 80).is_valid
    assert len(NoteValidator.validate_timing(-1, 0).errors) == 2
    assert NoteValidator.validate_timing({"start": 0, "duration": 0}).errors[0].startswith("duration")
    assert NoteValidator.validate_required_fields({"startBeats": 1, "pitch": 60}).is_valid
    assert NoteValidator.validate_required_fields({}).errors == ["start is missing", "pitch is missing"]
    assert not NoteValidator.validate_required_fields(3).is_valid
    assert NoteValidator.validate_note({"start": 0, "pitch": 60}).is_valid
    assert not PianoRollValidator.validate_piano_roll_data({"notes": 3}).is_valid


def test_a_result_is_added_to():
    result = ValidationResult.success()
    result.add_warning("odd")
    assert (result.is_valid, result.has_warnings()) == (True, True)
    result.add_error("wrong")
    assert (bool(result), result.errors, result.warnings) == (False, ["wrong"], ["odd"])


# --- modules and names -----------------------------------------------------------------------------------------------


def test_constants_say_what_the_score_does():
    default = create_default_piano_roll_data()
    assert (default.tempo, default.pixelsPerBeat) == (constants.DEFAULT_TEMPO, constants.DEFAULT_PIXELS_PER_BEAT)
    assert (default.sampleRate, default.ppqn) == (constants.DEFAULT_SAMPLE_RATE, constants.DEFAULT_PPQN)
    assert default.timeSignature == constants.DEFAULT_TIME_SIGNATURE
    note = clean_piano_roll_data({"notes": [{"start": 0, "pitch": constants.MIDDLE_C}]}).notes[0]
    assert (note.velocity, note.duration) == (constants.DEFAULT_VELOCITY, constants.DEFAULT_NOTE_DURATION)
    assert note.durationFlicks == constants.FLICKS_PER_SECOND // 2
    for mode in constants.VALID_EDIT_MODES:
        assert PianoRollValidator.validate_edit_mode(mode).is_valid
    for snap in constants.VALID_SNAP_SETTINGS:
        assert PianoRollValidator.validate_snap_setting(snap).is_valid
    for pitch in (constants.MIN_PITCH, constants.MAX_PITCH):
        assert NoteValidator.validate_pitch(pitch).is_valid
    assert sorted(constants.__all__) == constants.__all__
    assert all(hasattr(constants, name) for name in constants.__all__)


def test_the_former_modules():
    assert pianoroll.PianoRoll is PianoRoll
    assert all(hasattr(pianoroll, name) for name in pianoroll.__all__)
    assert all(hasattr(_internal, name) for name in _internal.__all__)
    # A4 = 440 Hz is 69, an octave is 12: ISO 16 and the MIDI tuning standard.
    assert [_internal.hz_to_midi(hz) for hz in (440, 880, 261.63, 0, None)] == [69, 81, 60, None, None]
    assert _internal.midi_to_hz(60) == pytest.approx(261.6256, abs=1e-4)
    assert _internal.midi_to_note_name(60) == "C4"
    with pytest.raises(ValueError, match="pitch"):
        _internal.midi_to_hz("C4")


# --- research --------------------------------------------------------------------------------------------------------


def test_an_argument_is_given_once():
    with pytest.raises(TypeError, match="'midi_numbers' twice"):
        from_midi_numbers([60], midi_notes=[60])
    with pytest.raises(TypeError, match="'kind' twice"):
        auto_analyze([440.0], kind="auto", output_type="auto")


def test_korean_keys_by_what_a_group_has():
    found = analyze_notes({"notes": [{"start": 0, "pitch": 60}, {"start": 80, "duration": 160, "pitch": 72}]})
    assert found["음역대"] == found["pitch"] == {"min": 60, "max": 72, "mean": 66.0, "range": 12}
    assert [found["음역대"][key] for key in ("최저음", "최고음", "음역", "평균")] == [60, 72, 12, 66]
    assert (found["최저음"], found["음역"], found["평균 피치"]) == (60, 12, 66)
    rhythm = found["리듬_분석"]
    assert [rhythm[key] for key in ("평균_노트_길이", "총_재생시간", "최단_노트", "최장_노트")] == [0.75, 1.5, 0.5, 1.0]
    assert ("error" in found, found.get("없음", 3)) == (False, 3)


@pytest.mark.parametrize("nothing", [{"notes": []}, {}, None, PianoRollData()])
def test_nothing_to_analyse_is_said(nothing):
    found = analyze_notes(nothing)
    assert "error" in found
    assert found["오류"] == found["error"] == "the score has no notes"
    assert (found["total_notes"], found["lowest_pitch"]) == (0, None)
