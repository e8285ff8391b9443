"""What a roll without a value shows: the greeting where somebody may edit it, nothing where only a program writes."""

import gradio as gr
import pytest

from gradio_pianoroll import PianoRoll

from .conftest import Page

pytestmark = pytest.mark.gradio

SONG = {"notes": [{"start": 0, "duration": 80, "pitch": 60}]}
GREETING = 3


def notes_shown(app):
    """Number of notes on each roll of the page that is served, by id."""
    config = app.get_config_file()["components"]
    return {c["id"]: c["props"]["value"]["meta"]["n"] for c in config if c["props"].get("name") == "pianoroll"}


def shown(app, *rolls):
    found = notes_shown(app)
    return [found[roll._id] for roll in rolls]


def test_the_greeting_stands_where_notes_may_be_drawn():
    with gr.Blocks() as app:
        alone, read, both = PianoRoll(), PianoRoll(), PianoRoll()
        editable, locked = PianoRoll(interactive=True), PianoRoll(interactive=False)
        read.change(lambda v: None, read)
        both.change(lambda v: v, both, both)
        gr.Button().click(lambda: SONG, None, editable)
    assert shown(app, alone, read, both, editable, locked) == [GREETING] * 5


def test_an_output_shows_what_somebody_wrote_and_nothing_before():
    with gr.Blocks() as app:
        source = PianoRoll()
        written, loaded, copied_from = PianoRoll(), PianoRoll(), PianoRoll(interactive=False)
        given = PianoRoll(SONG)
        button = gr.Button()
        button.click(lambda v: v, source, written)
        app.load(lambda: SONG, None, loaded)
        button.click(lambda: SONG, None, [copied_from, given])
        button.click(lambda v: None, copied_from)
    assert shown(app, source, written, loaded, copied_from, given) == [GREETING, 0, 0, 0, 1]


def test_an_interface_has_its_greeting_on_the_input_alone():
    into, out = PianoRoll(), PianoRoll()
    app = gr.Interface(lambda v: v, into, out)
    assert shown(app, into, out) == [GREETING, 0]
    same = PianoRoll()
    assert shown(gr.Interface(lambda v: v, same, same), same) == [GREETING]


def test_an_empty_output_has_the_sound_and_curves_that_the_app_gave_it(sound):
    curves = {"tension": {"data": [{"seconds": 0, "value": 0.5}, {"seconds": 1, "value": 0.7}]}}
    with gr.Blocks() as app:
        early = PianoRoll(curve_data=curves, audio_data=str(sound))
        late = PianoRoll()
        gr.Button().click(lambda: SONG, None, [early, late])
        late.set_audio_data(str(sound))
    values = [c["props"]["value"] for c in app.get_config_file()["components"] if c["props"].get("name") == "pianoroll"]
    assert [value["meta"]["n"] for value in values] == [0, 0]
    assert all(value["files"]["audio"]["url"] for value in values)
    assert values[0]["files"]["layers"]["url"]


def test_an_output_that_nobody_wrote_to_is_an_empty_score_for_handlers(serve):
    with gr.Blocks() as demo:
        out = PianoRoll(interactive=False)
        gr.Button().click(lambda: SONG, None, out)
        gr.Button().click(lambda v: len(v["notes"]), out, gr.Number(), api_name="count")
    page = Page(serve(demo))
    assert page.call("count", page.value()) == 0


def test_in_a_render_it_is_the_same(serve):
    with gr.Blocks() as demo:
        trigger = gr.Button()

        @gr.render(triggers=[trigger.click])
        def build():
            alone, out = PianoRoll(label="alone"), PianoRoll(label="out")
            gr.Button().click(lambda v: v, alone, out)

    page = Page(serve(demo))
    trigger_id = next(d["id"] for d in page.config["dependencies"] if d["targets"][0][1] == "click")
    body = {"data": [], "fn_index": trigger_id, "session_hash": page.session}
    answer = page.http.post(f"{page.url}/gradio_api/run/predict", json=body)
    assert answer.status_code == 200, answer.text
    props = {c["props"].get("label"): c["props"] for c in answer.json()["render_config"]["components"]}
    assert (props["alone"]["value"]["meta"]["n"], props["alone"]["interactive"]) == (GREETING, True)
    assert (props["out"]["value"]["meta"]["n"], props["out"].get("interactive")) == (0, None)
