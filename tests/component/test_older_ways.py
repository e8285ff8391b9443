"""What programs of the older releases did with a roll beside its events."""

import json
import threading

import gradio as gr
import httpx
import orjson
import pytest

from gradio_pianoroll import PianoRoll, Score
from gradio_pianoroll.utils.research import create_pianoroll_with_data
from tests.component.conftest import Page

pytestmark = pytest.mark.gradio

SONG = {"notes": [{"id": "a", "start": 0, "pitch": 60, "duration": 80, "lyric": "도"}], "tempo": 90, "mine": [1]}
CURVES = {"f0": {"data": [{"time": 0, "value": 220}, {"time": 1, "value": 230}], "dataType": "f0"}}


def test_what_was_given_can_be_read(sound):
    segments = [{"start": 0, "end": 1, "type": "word", "value": "도"}]
    with gr.Blocks():
        roll = PianoRoll(SONG, audio_data=str(sound), curve_data=CURVES, segment_data=segments, use_backend_audio=True)
        plain = PianoRoll()
    assert (roll.audio_data, roll.curve_data, roll.segment_data) == (str(sound), CURVES, segments)
    assert roll.use_backend_audio is True
    assert (plain.audio_data, plain.curve_data, plain.segment_data) == (None, None, None)
    assert plain.use_backend_audio is False
    roll.set_audio_data(None)
    plain.audio_data = str(sound)
    plain.update_backend_data(segment_data=segments)
    assert roll.audio_data is None
    assert (plain.audio_data, plain.segment_data) == (str(sound), segments)
    assert plain.value["files"]["audio"]


def test_nothing_of_it_is_written_into_the_page(serve):
    uri = "data:audio/wav;base64," + "A" * 5000
    with gr.Blocks() as demo:
        PianoRoll(SONG, audio_data=uri, curve_data=CURVES)
    props = next(c["props"] for c in Page(serve(demo)).config["components"] if c["props"].get("name") == "pianoroll")
    assert not {"audio_data", "curve_data", "segment_data", "use_backend_audio"} & set(props)
    assert len(json.dumps(props)) < 8000


def test_one_visitors_sound_is_read_back_in_that_session_alone(app, sound):
    page = app(SONG, equip=lambda value: equip(value), told=lambda value: (seen.append(told()), value)[1])
    seen = []

    def equip(value):
        page.demo.roll.set_audio_data(str(sound))
        return value

    def told():
        return page.demo.roll.audio_data

    page.call("equip", page.value())
    other = Page(page.url, "another")
    other.call("told", other.value())
    assert seen == [None]
    assert page.demo.roll.audio_data is None


def test_the_value_answers_to_the_keys_of_the_dict_form():
    with gr.Blocks():
        roll = PianoRoll(SONG)
    assert roll.value["notes"][0]["pitch"] == 60
    assert roll.value["notes"][0]["lyric"] == "도"
    assert (roll.value["tempo"], roll.value.get("mine"), roll.value.get("nothing", 7)) == (90, [1], 7)
    assert "notes" in roll.value
    with pytest.raises(KeyError):
        roll.value["nothing"]
    # What travels stays small.
    assert set(orjson.loads(orjson.dumps(roll.value))) == set(roll.value)
    assert not {"notes", "tempo"} & set(json.loads(json.dumps(roll.value)))
    with gr.Blocks():
        assert [note["lyric"] for note in PianoRoll().value["notes"]] == ["안녕", "하세요", "반가워요"]
        assert PianoRoll(lambda: SONG).value["notes"][0]["id"] == "a"


def test_what_postprocess_gives_too():
    roll = PianoRoll(render=False)
    for given in (SONG, Score.from_dict(SONG), roll.preprocess(SONG)):
        found = roll.postprocess(given)
        assert found["notes"][0]["endSeconds"] == pytest.approx(60 / 90)
        assert (found["tempo"], "notes" in found, found.get("mine"), found.get("no")) == (90, True, [1], None)
    assert "notes" not in roll.postprocess(SONG).model_dump()


def test_update_from_a_thread_of_the_program_says_what_to_do(app):
    told = []

    def work(roll):
        try:
            roll.update(value=SONG)
        except RuntimeError as error:
            told.append(str(error))

    def handler(value):
        thread = threading.Thread(target=work, args=(page.demo.roll,))
        thread.start()
        thread.join()
        return page.demo.roll.update(value=SONG, label="new")

    page = app(SONG, change=handler)
    answer = page.call("change", page.value())
    assert (answer["label"], len(told)) == ("new", 1)
    assert "ScoreStream" in told[0]
    assert "generator" in told[0]
    assert page.demo.roll.update(label="x")["label"] == "x"


def test_an_async_handler_may_update(app):
    async def handler(value):
        return page.demo.roll.update(value=SONG, label="async")

    page = app(SONG, change=handler)
    assert page.call("change", page.value())["label"] == "async"


@pytest.mark.parametrize("make", [create_pianoroll_with_data, PianoRoll])
def test_a_roll_is_launched_by_itself(make):
    roll = make(SONG)
    _, url, _ = roll.launch(prevent_thread_lock=True, quiet=True)
    try:
        props = [c["props"] for c in httpx.get(f"{url}config", timeout=60).json()["components"]]
        assert [p["value"]["meta"]["n"] for p in props if p.get("name") == "pianoroll"] == [1]
    finally:
        roll.parent.close(verbose=False)


def test_a_roll_of_an_app_is_not_launched_by_itself():
    with gr.Blocks():
        roll = PianoRoll()
    with pytest.raises(RuntimeError, match="launch that app"):
        roll.launch()
