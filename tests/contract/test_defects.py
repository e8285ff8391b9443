"""One test for each defect of the older releases; those that only a browser shows are in tests/browser/test_defects.py."""

import copy
import json
import subprocess
import sys
import threading
import warnings
from pathlib import Path

import gradio as gr
import pytest
from hypothesis import given
from hypothesis import strategies as st

import gradio_pianoroll
from gradio_pianoroll import PianoRoll, PianoRollValue, Score
from gradio_pianoroll.data_models import (
    NoteValidator,
    PianoRollValidator,
    clean_piano_roll_data,
    validate_and_warn,
    validate_note,
    validate_piano_roll_data,
)
from gradio_pianoroll.score import PianoRollWarning
from gradio_pianoroll.timing_utils import calculate_all_timing_data, pixels_to_seconds
from gradio_pianoroll.utils import research

USED = ("set_methods", "change_to_itself")
NOTE = {"id": "a", "start": 80, "duration": 80, "pitch": 60}
VALUE = {"notes": [NOTE], "tempo": 120, "pixelsPerBeat": 80}


@pytest.fixture(autouse=True)
def cache(request, tmp_path, monkeypatch):
    # The server of the programs has a folder of its own, which does not change while it runs.
    if "programs" not in request.fixturenames:
        monkeypatch.setenv("GRADIO_TEMP_DIR", str(tmp_path))


def shown(payload):
    """The value that a page is given, from the files alone."""

    def downloaded(part):
        if isinstance(part, dict):
            return part["path"] if "path" in part else {key: downloaded(value) for key, value in part.items()}
        return [downloaded(value) for value in part] if isinstance(part, list) else part

    return PianoRollValue.from_handle(downloaded(payload.model_dump()))


def python(code):
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_defect_01_importing_research_does_not_recurse():
    out = python("from gradio_pianoroll.utils import research; print(research.from_notes([(60, 0, 1)])['tempo'])")
    assert out.strip() == "120.0"


def test_defect_02_a_roll_without_a_value_shows_notes():
    value = shown(PianoRoll().postprocess(Score.from_dict(PianoRoll().example_value())))
    assert [note["lyric"] for note in value["notes"]] == ["안녕", "하세요", "반가워요"]
    assert PianoRoll().value["meta"]["n"] == 3


def test_defect_03_a_function_is_a_value():
    with gr.Blocks():
        roll = PianoRoll(lambda: VALUE)
    assert roll.load_event_to_attach is not None
    assert shown(roll.postprocess(VALUE))["notes"][0]["pitch"] == 60


def test_defect_04_one_bad_note_costs_that_note_alone():
    bad = {**VALUE, "notes": [NOTE, {"start": 0, "pitch": 300}, {**NOTE, "id": "c", "pitch": 64}]}
    with pytest.warns(PianoRollWarning, match="note 1.*300"):
        value = PianoRoll().preprocess(bad)
    assert [note["pitch"] for note in value["notes"]] == [60, 64]


anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5) | st.binary(max_size=3),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=12,
)
note_like = st.dictionaries(
    st.sampled_from(("id", "start", "duration", "pitch", "velocity", "lyric", "startSeconds", "endSeconds")), anything
)
score_like = st.dictionaries(
    st.sampled_from((
        "notes", "tempo", "timeSignature", "editMode", "snapSetting", "pixelsPerBeat", "sampleRate", "ppqn",
        "line_data", "curve_data", "segment_data", "audio_data", "use_backend_audio", "viewport_config",
    )),
    anything | st.lists(note_like, max_size=4),
)  # fmt: skip


@given(data=anything | note_like | score_like)
def test_defect_05_validators_never_raise(data):
    for validate in (validate_note, validate_piano_roll_data):
        messages = validate(data)
        assert isinstance(messages, list)
        assert all(isinstance(message, str) and message for message in messages)
    assert NoteValidator.validate(data).is_valid == (not validate_note(data))
    assert PianoRollValidator.validate(data).is_valid == (not validate_piano_roll_data(data))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", PianoRollWarning)
        assert validate_and_warn(data) == (not validate_piano_roll_data(data))
        cleaned = clean_piano_roll_data(data)
    assert validate_piano_roll_data(cleaned) == []
    json.dumps(cleaned["tempo"])


@given(data=score_like)
def test_defect_05_a_valid_score_is_read_without_loss(data):
    if validate_piano_roll_data(data):
        return
    with warnings.catch_warnings():
        warnings.simplefilter("error", PianoRollWarning)
        assert len(Score.from_dict(data).notes) == len(data.get("notes") or ())


@pytest.mark.parametrize("value", [float("nan"), float("inf"), True, "60", None, [60], -1, 128, 60.5, 10**400])
def test_defect_05_no_wrong_pitch_is_accepted(value):
    assert validate_note({"start": 0, "duration": 80, "pitch": value}) != []


@pytest.mark.parametrize("key", ["start", "duration"])
@pytest.mark.parametrize("value", [float("nan"), float("inf"), True, "80", -1])
def test_defect_05_no_wrong_time_is_accepted(key, value):
    assert validate_note({**NOTE, key: value}) != []


@pytest.mark.parametrize(
    ("key", "value"),
    [("editMode", "paint"), ("snapSetting", "1/5"), ("tempo", 0), ("tempo", True), ("pixelsPerBeat", 0), ("ppqn", 0.5)],
)
def test_defect_05_no_wrong_setting_is_accepted(key, value):
    assert len(validate_piano_roll_data({**VALUE, key: value})) == 1


def test_defect_05_a_missing_start_tempo_0_and_zoom_0_do_not_raise():
    with pytest.warns(PianoRollWarning):
        value = clean_piano_roll_data({"notes": [{"pitch": 60}, NOTE], "tempo": 0, "pixelsPerBeat": 0})
    assert ([n["id"] for n in value["notes"]], value["tempo"], value["pixelsPerBeat"]) == (["a"], 120, 80)
    with pytest.warns(PianoRollWarning):
        assert pixels_to_seconds(80, 0, 0) == 0.5


def test_defect_06_postprocess_leaves_the_callers_dict_alone_and_is_silent(capsys):
    mine = {**VALUE, "notes": [{**NOTE, "startSeconds": 99, "startFlicks": 1}], "tempo": 60, "deep": {"a": [1]}}
    before = copy.deepcopy(mine)
    value = shown(PianoRoll().postprocess(mine))
    assert mine == before
    assert (value["notes"][0]["startSeconds"], value["notes"][0]["startFlicks"]) == (1.0, 705_600_000)
    assert capsys.readouterr().out == ""


def test_defect_07_what_one_session_sets_another_does_not_get(programs):
    program = programs["set_methods"]
    mine = program.trigger("equip", [program.handle()])
    assert program.trigger("parts", [mine])[1] is True
    assert program.trigger("parts", [program.handle()]) == [False, False, False]


def test_defect_08_notes_without_ids_are_no_reason_to_warn():
    data = {"notes": [{"start": 0, "duration": 80, "pitch": 60}] * 3}
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert validate_piano_roll_data(data) == []
        value = PianoRoll().preprocess(data)
        ids = {note["id"] for note in value["notes"]}
    assert len(ids) == 3


def test_defect_09_unvoiced_frequencies_are_rests():
    assert research.from_frequencies([0])["notes"] == []
    assert [n["pitch"] for n in research.from_frequencies([0, 440, float("nan"), None, -3])["notes"]] == [69]
    value = research.from_tts_output("가 나", [("가", 0, 0.5), ("나", 0.5, 1)], [0, 0, 0, 0])
    assert [n["lyric"] for n in value["notes"]] == ["가", "나"]


def test_defect_10_the_api_names_every_field():
    properties = json.dumps(PianoRoll().api_info())
    for key in ("notes", "tempo", "timeSignature", "editMode", "snapSetting", "pixelsPerBeat", "sampleRate", "ppqn",
                "audio_data", "curve_data", "segment_data", "line_data", "use_backend_audio", "phoneme", "lyric",
                "startFlicks", "endSeconds", "startTicks", "durationSamples"):  # fmt: skip
        assert f'"{key}"' in properties, key


def test_defect_13_a_value_with_another_zoom_is_scaled_once():
    mine = {**VALUE, "notes": [{**NOTE, "start": 320}], "pixelsPerBeat": 160}
    mine["line_data"] = {"f0": {"data": [{"x": 160, "y": 220}]}}
    roll = PianoRoll()
    value = shown(roll.postprocess(mine))
    for _ in range(3):
        value = shown(roll.postprocess(value))
    assert (value["notes"][0]["start"], value["notes"][0]["startBeats"], value["pixelsPerBeat"]) == (320, 2, 160)
    value["pixelsPerBeat"] = 40
    assert value["notes"][0]["start"] == 80
    assert value["line_data"]["f0"]["data"][0]["x"] == 40


def test_defect_14_settings_leave_no_time_stale_and_drop_nothing():
    parts = {
        "line_data": {"f0": {"data": [{"seconds": 0, "value": 220}]}},
        "segment_data": [{"start": 0, "end": 1, "type": "word", "value": "a"}],
        "audio_data": "https://example.org/a.wav",
        "use_backend_audio": True,
    }
    value = PianoRollValue({**VALUE, **parts})
    value["tempo"] = 60
    for key, setting in (("snapSetting", "1/8"), ("editMode", "draw"), ("pixelsPerBeat", 100)):
        value[key] = setting
    answer = shown(PianoRoll().postprocess(value))
    assert (answer["notes"][0]["startSeconds"], answer["notes"][0]["endSeconds"]) == (1.0, 2.0)
    assert (answer["snapSetting"], answer["editMode"], answer["pixelsPerBeat"]) == ("1/8", "draw", 100)
    assert value["line_data"] == value.score.to_dict()["line_data"]
    for key in ("line_data", "segment_data", "audio_data"):
        assert answer[key] == value[key], key
    assert answer["use_backend_audio"] is True
    with_old_units = calculate_all_timing_data(80, 80, 60)
    assert with_old_units["seconds"] == answer["notes"][0]["startSeconds"]


def test_defect_20_what_is_zero_or_false_in_a_layer_is_kept():
    layer = {"visible": False, "opacity": 0, "yMin": -60, "yMax": 0, "renderMode": "independent_range"}
    mine = {**VALUE, "line_data": {"level": {**layer, "data": [{"x": 0, "y": -20}]}}}
    kept = shown(PianoRoll().postprocess(mine))["line_data"]["level"]
    assert {key: kept[key] for key in layer} == layer


def test_defect_23_the_styles_are_small():
    styles = Path(gradio_pianoroll.__file__).with_name("templates") / "component" / "style.css"
    # 60 kB before the editor had a rail of tracks, a ruler to edit, menus, an inspector, a table and a mixer. Gradio loads it once.
    assert 0 < styles.stat().st_size < 76_000


def test_defect_24_a_handler_that_returns_to_its_roll_sends_nothing_new(programs):
    program = programs["change_to_itself"]
    handle = program.handle()
    answers = [program.trigger("on_change", [handle]) for _ in range(2)]
    # The revision is the one that the page has, and nothing comes with it: so the page has no change to tell of.
    for answer in answers:
        assert (answer["doc"], answer["rev"]) == (handle["doc"], handle["rev"])
        assert (answer["blob"], answer["delta"], answer["delta_blob"]) == (None, None, None)


def test_many_visitors_validate_at_once():
    found = []

    def check():
        found.append([len(validate_piano_roll_data({"notes": [{"pitch": 300}]})) for _ in range(50)])

    threads = [threading.Thread(target=check) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    assert found == [[1] * 50] * 4
