"""The component by itself: constructor, settings, sound, examples."""

import base64
import copy
import inspect
import json

import gradio as gr
import numpy as np
import pytest
from gradio.components.base import Component

from gradio_pianoroll import PianoRoll, PianoRollValue, Score
from gradio_pianoroll.score import NoteTable, PianoRollWarning, TempoMap
from gradio_pianoroll.transport import decode_peaks

from .conftest import Page, in_cache

pytestmark = pytest.mark.gradio

DATA = {"notes": [{"start": 0, "duration": 80, "pitch": 60}], "tempo": 90}
CURVES = {"f0": {"data": [{"seconds": 0, "value": 220}]}}
SEGMENTS = [{"start": 0, "end": 1, "type": "word", "value": "가"}]


def roll(*args, **options):
    return PianoRoll(*args, render=False, **options)


def shown(component, value):
    """What a handler receives of what the component shows."""
    return component.preprocess(component.postprocess(value).model_dump())


def test_every_argument_of_the_contract_and_of_gradio():
    parameters = inspect.signature(PianoRoll.__init__).parameters
    contract = [
        "value",
        "audio_data",
        "curve_data",
        "segment_data",
        "use_backend_audio",
        "label",
        "every",
        "inputs",
        "show_label",
        "scale",
        "min_width",
        "interactive",
        "visible",
        "elem_id",
        "elem_classes",
        "render",
        "key",
        "preserved_by_key",
        "width",
        "height",
    ]
    assert set(contract) <= set(parameters)
    assert set(inspect.signature(Component.__init__).parameters) - {"load_fn"} <= set(parameters)
    defaults = {"min_width": 160, "visible": True, "preserved_by_key": "value", "width": 1000, "height": 600}
    assert {name: parameters[name].default for name in defaults} == defaults
    events = [str(event) for event in PianoRoll.EVENTS]
    assert events == ["change", "input", "play", "pause", "stop", "clear", "select", "accept", "reject"]


def test_all_events_can_be_listened_to():
    with gr.Blocks():
        component = PianoRoll()
        for name in ("change", "input", "play", "pause", "stop", "clear"):
            getattr(component, name)(lambda value: value, component, component)


def test_what_value_may_be(midi, tmp_path):
    assert roll(DATA).value["meta"]["tempo"] == 90
    assert roll(Score.from_dict(DATA)).value["meta"]["n"] == 1
    assert roll(PianoRollValue(DATA)).value["meta"]["n"] == 1
    assert roll(str(midi)).value["meta"]["n"] == roll(midi).value["meta"]["n"] == 2
    assert roll(lambda: DATA).value["meta"]["tempo"] == 90
    assert roll().value["meta"]["n"] == 3
    with pytest.raises(TypeError, match="list"):
        roll([1])


def test_a_function_as_value_runs_at_each_load(serve):
    calls = []

    def value():
        calls.append(1)
        return {**DATA, "tempo": 90 + len(calls)}

    with gr.Blocks() as demo:
        PianoRoll(value)
    page = Page(serve(demo))
    load = next(d for d in page.config["dependencies"] if d["targets"] and d["targets"][0][1] == "load")
    answer = page.http.post(
        f"{page.url}/gradio_api/run/{load['api_name']}", json={"data": [], "session_hash": "a"}
    ).json()
    assert answer["data"][0]["meta"]["tempo"] == 90 + len(calls) > 91


def test_files_lie_in_gradios_cache(gradio_cache, sound):
    value = roll(DATA, audio_data=str(sound), curve_data=CURVES).value
    files = [value["blob"], *value["files"].values()]
    assert all(in_cache(file["path"], gradio_cache) for file in files)
    assert not [path for path in gradio_cache.rglob(".*") if path.is_file()]


def test_the_callers_object_stays_as_it_is():
    component = roll()
    data = {"notes": [{"pitch": 60, "start": 0, "extra": [1]}], "line_data": CURVES, "timeSignature": {"numerator": 3}}
    before = copy.deepcopy(data)
    component.postprocess(data)
    assert data == before
    value = shown(component, data)
    json.dumps(value)
    score = value.score
    component.postprocess(value)
    assert value.score is score


def test_missing_ids_and_timing_are_given():
    note = shown(roll(), {"notes": [{"pitch": 60, "start": 80, "duration": 40}], "tempo": 60})["notes"][0]
    assert note["id"] == "n0"
    assert (note["startSeconds"], note["durationBeats"], note["velocity"]) == (1, 0.5, 100)


def test_defaults_fill_what_a_value_lacks(sound):
    component = roll(DATA, audio_data=str(sound), curve_data=CURVES, segment_data=SEGMENTS, use_backend_audio=True)
    value = shown(component, DATA)
    assert value["line_data" if "line_data" in value else "curve_data"]["f0"]
    assert value["segment_data"][0]["value"] == "가"
    assert value["audio_data"].endswith(".wav")
    assert value["use_backend_audio"] is True
    own = {**DATA, "segment_data": [{"start": 5, "end": 6}], "audio_data": "https://example.org/x.mp3"}
    value = shown(component, own)
    assert value["segment_data"][0]["start"] == 5
    assert value["audio_data"] == "https://example.org/x.mp3"


def test_update_backend_data_keeps_what_is_not_given():
    component = roll(DATA, curve_data=CURVES)
    component.update_backend_data(segment_data=SEGMENTS)
    value = shown(component, DATA)
    assert value["segment_data"]
    assert value.score.curves
    component.set_curve_data(None)
    component.set_segment_data(None)
    component.set_audio_data("data:audio/wav;base64,")
    component.set_audio_data(None)
    component.enable_backend_audio(False)
    score = shown(component, DATA).score
    assert not score.curves
    assert not score.segments
    assert score.audio is None


def test_waveform_data_passes_through():
    waves = {"waveform_data": [{"x": 0, "min": -1, "max": 1}]}
    assert shown(roll(DATA, curve_data=waves), DATA)["curve_data"] == waves
    assert shown(roll(), {**DATA, "curve_data": waves})["curve_data"] == waves


def test_update_makes_an_update():
    component = roll()
    update = component.update(value=DATA, height=300)
    assert update == {"__type__": "update", "value": DATA, "height": 300}
    assert "value" not in component.update(visible=False)


def test_an_update_from_a_handler(serve):
    with gr.Blocks() as demo:
        component = PianoRoll(DATA)
        gr.Button().click(lambda: component.update(value=DATA, height=300, curve_data=CURVES), None, component,
                          api_name="update")  # fmt: skip
        gr.Button().click(lambda: PianoRoll(height=200, interactive=False), None, component, api_name="props")
    page = Page(serve(demo))
    answer = page.call("update")
    assert answer["height"] == 300
    assert "curve_data" not in answer
    assert answer["value"]["files"]["layers"]
    assert page.call("props") == {"height": 200, "interactive": False, "__type__": "update"}


# --- sound ---------------------------------------------------------------------------------------------------------


def test_every_form_of_sound(sound):
    uri = "data:audio/wav;base64," + base64.b64encode(sound.read_bytes()).decode()
    samples = (np.sin(np.arange(22_050) / 8) * 0.5).astype(np.float32)
    for source in (str(sound), sound, uri, (22_050, samples), (22_050, (samples * 32767).astype(np.int16))):
        for handle in (roll(DATA, audio_data=source).value, roll({**DATA, "audio_data": source}).value):
            assert handle["meta"]["audio"] == {"start_s": 0, "duration_s": 1}
            peaks = decode_peaks(open(handle["files"]["peaks"]["path"], "rb").read())  # noqa: SIM115
            assert peaks.duration_s == 1
            assert 0.45 < peaks.levels[0][:, 1].max() / 32767 < 0.55
            assert handle["files"]["audio"]["path"].endswith(".wav")
    with pytest.raises(TypeError, match="sample rate"):
        roll(DATA, audio_data=3)


def test_an_address_is_left_to_the_browser():
    handle = roll({**DATA, "audio_data": "http://127.0.0.1:9/a.mp3", "audio_start_s": 2.5}).value
    audio = handle["files"]["audio"]
    assert audio["path"] == audio["url"] == "http://127.0.0.1:9/a.mp3"
    assert handle["files"]["peaks"] is None
    assert handle["meta"]["audio"] == {"start_s": 2.5, "duration_s": None}


@pytest.mark.parametrize("source", ["/no/such.wav", "data:audio/wav;base64,!!!", "data:audio/wav;base64,AAAA"])
def test_unreadable_sound_costs_the_sound(source):
    with pytest.warns(PianoRollWarning, match="audio_data"):
        handle = roll({**DATA, "audio_data": source}).value
    assert handle["files"]["audio"] is None
    assert handle["meta"]["n"] == 1


def test_the_sound_stays_with_the_value(app, sound):
    seen = []

    def keep(value):
        seen.append(value)
        value["notes"][0]["pitch"] = 1
        return value

    page = app({**DATA, "audio_data": str(sound), "audio_start_s": 1.5}, keep=keep)
    answer = page.call("keep", page.value())
    assert answer["files"]["audio"]["path"] == page.value()["files"]["audio"]["path"]
    assert answer["files"]["peaks"]["path"] == page.value()["files"]["peaks"]["path"]
    assert answer["meta"]["audio"]["start_s"] == 1.5
    assert open(seen[0]["audio_data"], "rb").read() == sound.read_bytes()  # noqa: SIM115
    assert page.fetch(answer["files"]["audio"]).content == sound.read_bytes()


# --- Interface, examples, State, render ---------------------------------------------------------------------------


def test_examples_show_a_few_notes(midi):
    component = roll()
    assert component.process_example(None) is None
    assert component.process_example(DATA) == {"notes": [[0, 1, 60]], "text": "1 ♪"}
    assert component.process_example(str(midi))["text"] == "two"
    many = Score(notes=NoteTable.from_columns(np.arange(5000), 1, 60), name="큰 악보")
    preview = component.process_example(many)
    assert preview["text"] == "큰 악보"
    assert len(preview["notes"]) == 160
    json.dumps(preview)


def test_interface_with_examples_cached_and_flagged(serve, midi, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)

    def up(value):
        for note in value["notes"]:
            note["pitch"] += 1
        return value

    demo = gr.Interface(
        up, PianoRoll(), PianoRoll(), examples=[[DATA], [str(midi)]], cache_examples=True, flagging_dir="flagged"
    )
    page = Page(serve(demo))
    assert page.call("up", page.value(0))["blob"]
    for example, pitch in ((0, 60), (1, 60)):
        given, made = page.call("load_example_input", example), page.call("load_example", example)
        for component, handle, expected in zip(demo.input_components + demo.output_components, (given, made),
                                               (pitch, pitch + 1), strict=True):  # fmt: skip
            assert component.preprocess(handle).notes[0].pitch == expected
            assert page.fetch(handle["blob"]).status_code == 200
    flagged = page.call("Flag", page.value(0), page.value(1))
    assert "error" not in str(flagged)
    assert '""notes""' in next((tmp_path / "flagged").glob("*.csv")).read_text(encoding="utf-8")


def test_flagging_keeps_everything(tmp_path):
    component = roll({**DATA, "line_data": CURVES})
    value = shown(component, {**DATA, "line_data": CURVES})
    value["notes"][0]["pitch"] = 9
    same = component.postprocess(value).model_dump()
    assert same["blob"] is None
    text = component.flag(same, tmp_path / "flags")
    back = component.read_from_flag(text)
    assert [note["pitch"] for note in json.loads(text)["notes"]] == [9]
    score = component.preprocess(back).score
    assert score.notes.pitch.tolist() == [9]
    assert score.curves["f0"].values.tolist() == [220]


def test_state_and_render(serve):
    with gr.Blocks() as demo:
        component = PianoRoll(DATA)
        kept = gr.State()
        gr.Button().click(lambda value: value, component, kept, api_name="keep")
        gr.Button().click(lambda value: value, kept, component, api_name="restore")

        @gr.render(inputs=component)
        def again(value):
            PianoRoll(value, label="again")

    page = Page(serve(demo), "stateful")
    page.call("keep", page.value())
    answer = page.call("restore")
    assert answer["rev"] == page.value()["rev"]
    # Rendering makes a component of its own, with a complete value.
    made = PianoRoll(component.preprocess(page.value()), render=False)
    assert made.value["blob"]
    assert made.value["doc"] != page.value()["doc"]


def test_the_initial_value_of_a_state_may_be_a_value():
    with gr.Blocks():
        state = gr.State(PianoRollValue(DATA))
    assert state.value.notes[0].pitch == 60


def test_other_units_come_back_as_they_were():
    data = {**DATA, "ppqn": 960, "sampleRate": 48000, "pixelsPerBeat": 120, "editMode": "draw", "snapSetting": "1/8T"}
    value = shown(roll(), data)
    assert {key: value[key] for key in data if key != "notes"} == {key: data[key] for key in data if key != "notes"}
    score = Score(tempo_map=TempoMap([(0, 100), (4, 50)], [(0, 3, 4), (6, 6, 8)]))
    assert shown(roll(), score).score.tempo_map == score.tempo_map


def test_viewport_config():
    config = {"virtualScrolling": True, "bufferSize": 10, "renderThreshold": 5}
    assert roll(DATA, viewport_config=config).value["meta"]["viewport_config"] == config
    component = roll({**DATA, "viewport_config": config})
    assert component.value["meta"]["viewport_config"] == config
    assert shown(component, {**DATA, "viewport_config": config})["viewport_config"] == config


def test_only_a_roll_that_is_written_to_and_not_read_is_left_to_gradio():
    with gr.Blocks() as app:
        alone = PianoRoll()
        read = PianoRoll()
        written = PianoRoll()
        both = PianoRoll()
        given = PianoRoll(lambda: {"notes": []})
        locked = PianoRoll(interactive=False)
        read.change(lambda v: None, read)
        gr.Button().click(lambda v: v, read, written)
        both.change(lambda v: v, both, both)
    props = {c["id"]: c["props"].get("interactive") for c in app.get_config_file()["components"]}
    assert [props[roll._id] for roll in (alone, read, given)] == [True, True, True]
    assert [props[roll._id] for roll in (written, both)] == [None, None]
    assert props[locked._id] is False
