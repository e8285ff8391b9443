"""The dict form: every way in which programs write it, and what comes back."""

import copy
import json
import math

import numpy as np
import pytest

from gradio_pianoroll.score import Curve, NoteTable, PianoRollWarning, Score, ScoreError, TempoMap, diff

SONG = {
    "tempo": 120,
    "timeSignature": {"numerator": 3, "denominator": 4},
    "editMode": "create",
    "snapSetting": "1/8T",
    "pixelsPerBeat": 100,
    "sampleRate": 48000,
    "ppqn": 960,
    "notes": [
        {"id": "b", "start": 100, "duration": 50, "pitch": 62, "velocity": 90, "lyric": "레", "colour": {"r": [1, 2]}},
        {"id": "n7", "start": 0, "duration": 100, "pitch": 60, "velocity": 0, "phoneme": "d o"},
        {"start": 200, "pitch": 64},
    ],
    "my_key": {"deep": [1, {"a": None}]},
    "viewport_config": {"virtualScrolling": True, "bufferSize": 100},
    "waveform_data": [{"x": 0, "min": -1, "max": 1}],
    "audio_data": "data:audio/wav;base64,AAAA",
}


pytestmark = pytest.mark.usefixtures("unexpected_warnings_fail")


def notes_of(*notes, **keys):
    return Score.from_dict({"notes": list(notes), **keys})


def test_a_song_comes_back():
    kept = copy.deepcopy(SONG)
    score = Score.from_dict(SONG)
    assert kept == SONG
    data = score.to_dict()
    assert [note["id"] for note in data["notes"]] == ["n7", "b", "n1"]
    first, second, third = data["notes"]
    assert second | SONG["notes"][0] == second
    assert first | SONG["notes"][1] == first
    assert third["velocity"] == 100
    assert third["duration"] == 100
    assert "lyric" not in third
    for key in ("tempo", "timeSignature", "snapSetting", "pixelsPerBeat", "sampleRate", "ppqn", "audio_data"):
        assert data[key] == SONG[key]
    for key in ("my_key", "viewport_config", "waveform_data"):
        assert data[key] == SONG[key]
    assert data["editMode"] == "draw"
    assert score.audio.kind == "data"
    assert json.loads(json.dumps(data)) == data


def test_what_comes_back_is_the_callers_own():
    score = Score.from_dict(SONG)
    data = score.to_dict()
    data["my_key"]["deep"].append(5)
    data["notes"][1]["colour"]["r"].clear()
    assert score.to_dict()["my_key"] == SONG["my_key"]
    assert score.to_dict()["notes"][1]["colour"] == {"r": [1, 2]}


def test_derived_times_of_a_note():
    note = notes_of({"start": 160, "duration": 80, "pitch": 60}).note_dict(0)
    assert note | {
        "startBeats": 2.0, "durationBeats": 1.0, "startSeconds": 1.0, "durationSeconds": 0.5, "endSeconds": 1.5,
        "startFlicks": 705_600_000, "durationFlicks": 352_800_000, "startTicks": 960, "durationTicks": 480,
        "startSample": 44100, "durationSamples": 22050,
    } == note  # fmt: skip


@pytest.mark.parametrize(
    "start",
    [
        {"startBeats": 3},
        {"startTicks": 1440},
        {"startSeconds": 1.5},
        {"startFlicks": 1_058_400_000},
        {"startSample": 66150},
    ],
)
@pytest.mark.parametrize(
    "length",
    [
        {"durationBeats": 0.5}, {"durationTicks": 240}, {"durationSeconds": 0.25}, {"endSeconds": 1.75},
        {"durationFlicks": 176_400_000}, {"durationSamples": 11025},
    ],
)  # fmt: skip
def test_any_unit_will_do(start, length):
    note = notes_of({"pitch": 60, **start, **length}).note_dict(0)
    assert (note["start"], note["duration"]) == (240.0, 40.0)


def test_pixels_win_over_stale_times():
    note = notes_of({"pitch": 60, "start": 80, "duration": 80, "startBeats": 7, "startSeconds": 9, "durationBeats": 3})
    assert note.notes.onset_beats.tolist() == [1.0]
    assert note.notes.duration_beats.tolist() == [1.0]


def test_times_follow_several_tempos():
    score = notes_of(
        {"pitch": 60, "startSeconds": 3.0, "endSeconds": 4.0},
        tempos=[{"beat": 0, "bpm": 120}, {"beat": 4, "bpm": 60}],
        timeSignatures=[{"beat": 0, "numerator": 4, "denominator": 4}, {"beat": 4, "numerator": 3, "denominator": 8}],
    )
    assert score.notes.onset_beats.tolist() == [5.0]
    assert score.notes.duration_beats.tolist() == [1.0]
    assert score.tempo_map == TempoMap([(0, 120), (4, 60)], [(0, 4, 4), (4, 3, 8)])
    data = score.to_dict()
    data["tempo"] = 90
    changed = Score.from_dict(data)
    assert changed.tempo_map.tempos == ((0.0, 90.0), (4.0, 60.0))
    assert changed.notes.onset_beats.tolist() == [5.0]


@pytest.mark.parametrize(
    ("note", "reason"),
    [
        ({"start": 0, "duration": 80}, "pitch is missing"),
        ({"pitch": 60, "duration": 80}, "start is missing"),
        ({"pitch": 128, "start": 0, "duration": 80}, "pitch 128"),
        ({"pitch": 60.5, "start": 0, "duration": 80}, "pitch 60.5"),
        ({"pitch": "60", "start": 0, "duration": 80}, "pitch '60'"),
        ({"pitch": True, "start": 0, "duration": 80}, "pitch True"),
        ({"pitch": 2**63, "start": 0, "duration": 80}, "pitch a whole number of 64 bits"),
        ({"pitch": 60, "start": math.nan, "duration": 80}, "start nan"),
        ({"pitch": 60, "start": math.inf, "duration": 80}, "start inf"),
        ({"pitch": 60, "start": -1, "duration": 80}, "negative"),
        ({"pitch": 60, "start": 10**400, "duration": 80}, "start a whole number"),
        ({"pitch": 60, "start": 2**63, "duration": 80}, "beyond the last possible beat"),
        ({"pitch": 60, "start": [], "duration": 80}, "start []"),
        ({"pitch": 60, "start": 0, "duration": 0}, "not positive"),
        ({"pitch": 60, "start": 0, "duration": math.inf}, "duration inf"),
        ({"pitch": 60, "start": 0, "duration": 80, "velocity": 128}, "velocity 128"),
        ({"pitch": 60, "start": 0, "duration": 80, "velocity": "loud"}, "velocity 'loud'"),
        ({"pitch": 60, "start": 0, "duration": 80, "track": 256}, "track 256"),
        (7, "expected an object, not 7"),
        (None, "expected an object, not None"),
    ],
)
def test_one_bad_note_costs_that_note(note, reason):
    good = {"id": "ok", "start": 0, "duration": 80, "pitch": 60}
    data = {"notes": [good, note, good | {"id": "too"}]}
    with pytest.warns(PianoRollWarning) as caught:
        score = Score.from_dict(data)
    assert [note.id for note in score.notes] == ["ok", "too"]
    assert len(caught) == 1
    assert "note 1" in str(caught[0].message)
    assert reason in str(caught[0].message)
    with pytest.raises(ScoreError, match="note 1"):
        Score.from_dict(data, on_error="raise")


@pytest.mark.parametrize(
    ("key", "value", "attribute", "default"),
    [
        ("tempo", 0, "tempo_map", TempoMap(120)),
        ("tempo", math.nan, "tempo_map", TempoMap(120)),
        ("tempo", True, "tempo_map", TempoMap(120)),
        ("tempo", 2**63, "tempo_map", TempoMap(120)),
        ("tempo", "fast", "tempo_map", TempoMap(120)),
        ("timeSignature", {"numerator": 4, "denominator": 3}, "tempo_map", TempoMap(120)),
        ("timeSignature", "4/4", "tempo_map", TempoMap(120)),
        ("tempos", [{"beat": 1, "bpm": 90}], "tempo_map", TempoMap(120)),
        ("pixelsPerBeat", 0, "pixels_per_beat", 80.0),
        ("pixelsPerBeat", -5, "pixels_per_beat", 80.0),
        ("sampleRate", math.inf, "sample_rate", 44100),
        ("ppqn", 0.5, "ppqn", 480),
        ("editMode", "paint", "edit_mode", "select"),
        ("editMode", ["draw"], "edit_mode", "select"),
        ("snapSetting", "1/5", "snap", "1/4"),
        ("use_backend_audio", "yes", "use_backend_audio", False),
        ("audio_data", 5, "audio", None),
        ("line_data", [1], "curves", {}),
        ("line_data", {"x": 5}, "curves", {}),
        ("line_data", {"x": {"data": [{"a": 1}]}}, "curves", {}),
        ("segment_data", {"a": 1}, "segments", ()),
        ("segment_data", [{"start": 2, "end": 1}], "segments", ()),
        ("segment_data", [{"start": "a", "end": 1}], "segments", ()),
        ("viewport_config", 5, "extra", {}),
        ("tracks", [{"program": 300}], "name", ""),
        ("name", 5, "name", ""),
    ],
)
def test_a_bad_value_costs_that_value(key, value, attribute, default):
    with pytest.warns(PianoRollWarning, match=key.rstrip("s") if key != "segment_data" else "segment") as caught:
        score = Score.from_dict({"notes": [{"start": 0, "duration": 80, "pitch": 60}], key: value})
    assert len(caught) == 1
    assert len(score.notes) == 1
    assert getattr(score, attribute) == default


def test_a_score_that_is_none():
    for data in (None, 5, [], "notes"):
        with pytest.raises(ScoreError, match="a score must be an object"):
            Score.from_dict(data)
    with pytest.warns(PianoRollWarning, match="notes: expected a list"):
        assert len(Score.from_dict({"notes": 5}).notes) == 0
    assert len(Score.from_dict({}).notes) == 0


def test_many_bad_notes_are_counted():
    with pytest.warns(PianoRollWarning) as caught:
        Score.from_dict({"notes": [{"pitch": -1, "start": 0}] * 500})
    assert len(caught) == 21
    assert "480 more" in str(caught[-1].message)


def test_ids():
    score = notes_of(
        *(
            {"id": id, "start": i, "pitch": 60}
            for i, id in enumerate(["n3", None, "n0", "x", "n007", 12, "n4294967296"])
        )
    )
    assert [note.id for note in score.notes] == ["n3", "n1", "n0", "x", "n007", "12", "n4294967296"]
    assert score.notes.id.tolist() == [3, 1, 0, 2, 4, 5, 6]
    with pytest.warns(PianoRollWarning, match="used twice"):
        twice = notes_of({"id": "a", "start": 0, "pitch": 1}, {"id": "a", "start": 1, "pitch": 1})
    assert [note.id for note in twice.notes] == ["a", "n1"]


def test_foreign_ids_keep_their_numbers():
    score = Score.from_dict(SONG)
    data = score.to_dict()
    del data["notes"][0]
    data["notes"].append({"start": 500, "pitch": 50})
    again = Score.from_dict(data, like=score)
    assert again.notes.id[again.notes.row_of(0)] == score.notes.id[1]
    assert [type(op).__name__ for op in diff(score, again)] == ["Delete", "Insert"]


def test_bad_texts_cost_the_text():
    with pytest.warns(PianoRollWarning, match="lyric 5 is not a text"):
        score = notes_of({"start": 0, "pitch": 60, "lyric": 5, "phoneme": "a"})
    assert (score.notes.lyric[0], score.notes.phoneme[0]) == (None, "a")


LAYERS = {
    "f0_curve": {"color": "#f00", "lineWidth": 3, "data": [{"x": 0, "y": 440.1}, {"x": 33.3, "y": 220}], "yMax": 0},
    "loud": {"data": [{"seconds": 0.1, "value": -20.5}, {"seconds": 0.2, "value": None}], "opacity": 0, "mine": [1]},
    "breath": {"data": [{"time": 1, "value": 0.5}], "dataType": "breathiness", "unit": "%", "visible": False},
    "none": {"data": []},
}


def test_line_layers_come_back():
    score = Score.from_dict({"line_data": LAYERS})
    assert [(c.target, c.time) for c in score.curves.values()] == [
        ("f0", "beats"), ("", "s"), ("breathiness", "s"), ("", "beats"),
    ]  # fmt: skip
    assert score.to_dict()["line_data"] == LAYERS | {"f0_curve": LAYERS["f0_curve"] | {"dataType": "f0"}}
    assert Score.from_dict(score.to_dict()).same_document(score)


def test_line_layers_follow_the_zoom():
    score = Score.from_dict({"line_data": LAYERS}).replace(pixels_per_beat=160.0)
    assert [p["x"] for p in score.to_dict()["line_data"]["f0_curve"]["data"]] == [0, 66.6]


def test_bad_points_cost_the_points():
    layer = {"data": [{"x": 1, "y": 2}, {"x": math.nan, "y": 2}, {"x": 0, "y": "a"}, 5], "opacity": "half"}
    with pytest.warns(PianoRollWarning) as caught:
        score = Score.from_dict({"line_data": {"a": layer}})
    assert {"3 of 4 points" in str(w.message) or "opacity 'half'" in str(w.message) for w in caught} == {True}
    assert score.to_dict()["line_data"]["a"] == {"data": [{"x": 1.0, "y": 2.0}]}


def test_uniform_curves_stay_uniform():
    values = np.array([np.nan, 220.5, np.nan, 440.1], np.float32)
    curve = Curve("f0", values, target="f0", unit="Hz", start=0.5, hop=0.005)
    data = Score(curves=[curve]).to_dict()
    assert data["line_data"]["f0"]["data"] == [{"seconds": 0.505, "value": 220.5}, {"seconds": 0.515, "value": 440.1}]
    again = Score.from_dict(data).curves["f0"]
    assert again.same(curve)
    data["line_data"]["f0"]["data"][0]["seconds"] = 0.507
    assert not Score.from_dict(data).curves["f0"].is_uniform


def test_curve_data():
    data = {"curve_data": {"waveform_data": SONG["waveform_data"], "energy": [{"time": 0, "value": 1}], "odd": [1, 2]}}
    score = Score.from_dict(data)
    assert list(score.curves) == ["energy"]
    assert score.to_dict()["curve_data"] == data["curve_data"]


def test_segments_come_back():
    segments = [
        {"start": 0, "end": 0.5, "type": "word", "value": "안녕", "confidence": 0.5, "speaker": "A"},
        {"start": 0.5, "end": 1, "type": "number", "value": 12},
    ]
    score = Score.from_dict({"segment_data": segments})
    assert [segment.text for segment in score.segments] == ["안녕", "12"]
    assert score.to_dict()["segment_data"] == segments


def test_objects_with_to_dict_are_notes():
    class Note:
        def to_dict(self):
            return {"start": 80, "duration": 80, "pitch": 61}

    assert notes_of(Note()).notes.pitch.tolist() == [61]


def test_numpy_numbers_are_numbers():
    score = notes_of(
        {"start": np.float32(80), "duration": np.int64(80), "pitch": np.uint8(61), "velocity": np.int16(3)}
    )
    assert (score.notes.onset_beats[0], score.notes.pitch[0], score.notes.velocity[0]) == (1.0, 61, 3)


def test_off_grid_beats_are_lossless():
    rng = np.random.default_rng(0)
    score = Score(notes=NoteTable.from_columns(rng.random(500) * 100, rng.random(500) + 1e-6, 60), pixels_per_beat=77.7)
    assert Score.from_dict(score.to_dict()).notes.same(score.notes)
