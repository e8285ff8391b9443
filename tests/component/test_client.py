"""API clients: the dict form and MIDI files, both ways."""

import json

import gradio as gr
import pytest
from gradio_client import handle_file

from gradio_pianoroll import PianoRoll, PianoRollValue, Score, formats
from gradio_pianoroll.score import PianoRollWarning
from tests.client import Client

pytestmark = pytest.mark.gradio

DATA = {
    "notes": [
        {"id": "first", "start": 0, "duration": 80, "pitch": 60, "lyric": "가", "mine": 1},
        {"start": 80, "duration": 80, "pitch": 62},
    ],
    "tempo": 100,
    "my_key": {"deep": [1]},
    "line_data": {"f0": {"data": [{"x": 0, "y": 220}]}},
}


@pytest.fixture
def client(serve):
    def transpose(value):
        for note in value["notes"]:
            note["pitch"] += 12
        return value

    def build(text):
        return {"notes": [{"start": 0, "duration": 80, "pitch": 60, "lyric": text}], "line_data": DATA["line_data"]}

    with gr.Blocks() as demo:
        roll, text, shown = PianoRoll(), gr.Textbox(), gr.JSON()
        gr.Button().click(lambda value: value, roll, roll, api_name="same")
        gr.Button().click(transpose, roll, roll, api_name="transpose")
        gr.Button().click(build, text, roll, api_name="build")
        gr.Button().click(lambda value: value, roll, shown, api_name="show")
        gr.Button().click(lambda value: value["notes"], roll, shown, api_name="show_notes")
    return Client(serve(demo))


def test_the_dict_form_in_and_out(client):
    answer = client.predict(DATA, api_name="/transpose")
    assert [note["pitch"] for note in answer["notes"]] == [72, 74]
    assert answer["notes"][0]["mine"] == 1
    assert answer["notes"][0]["id"] == "first"
    assert answer["notes"][1]["endSeconds"] == pytest.approx(1.2)
    assert answer["my_key"] == {"deep": [1]}
    assert Score.from_dict(client.predict(answer, api_name="/same")).same_document(Score.from_dict(answer))


def test_a_midi_file_in(client, midi):
    answer = client.predict(handle_file(str(midi)), api_name="/transpose")
    assert [note["pitch"] for note in answer["notes"]] == [72, 74]
    assert answer["notes"][0]["lyric"] == "do"
    assert answer["tempo"] == pytest.approx(90)


def test_a_json_file_in(client, tmp_path):
    path = tmp_path / "score.json"
    formats.save(Score.from_dict(DATA), path)
    assert client.predict(handle_file(str(path)), api_name="/same")["notes"][0]["lyric"] == "가"


def test_other_and_broken_files_are_refused_in_words(client, tmp_path):
    for name, content in (("a.txt", b"x"), ("a.mid", b"no midi"), ("a.json", b"{")):
        path = tmp_path / name
        path.write_bytes(content)
        with pytest.raises(Exception, match=rf"{name}: "):
            client.predict(handle_file(str(path)), api_name="/same")


def test_an_answer_without_a_question_is_a_handle_that_python_reads(client):
    handle = client.predict("도", api_name="/build")
    value = PianoRollValue.from_handle(handle)
    assert value.notes[0].lyric == "도"
    assert value["line_data"]["f0"]["data"] == [{"x": 0, "y": 220}]
    assert PianoRollValue.from_handle(DATA).notes[0].lyric == "가"


def test_a_value_is_shown_as_json(client):
    plain = Score.from_dict(DATA).to_dict()
    shown = client.predict(DATA, api_name="/show")
    # What a handler holds says which state it is; all else is the plain form.
    assert shown.pop("revision").startswith("rev-")
    assert shown == plain
    assert client.predict(DATA, api_name="/show_notes") == plain["notes"]
    many = {"notes": [{"start": i, "duration": 9, "pitch": 60} for i in range(5000)]}
    assert len(client.predict(many, api_name="/show")["notes"]) == 5000


def test_one_bad_note_costs_that_note(client):
    bad = {"notes": [*DATA["notes"], {"start": 0, "duration": 9, "pitch": 300}, "x"]}
    with pytest.warns(PianoRollWarning) as caught:
        answer = client.predict(bad, api_name="/same")
    assert len(answer["notes"]) == 2
    text = " ".join(str(w.message) for w in caught)
    assert "note 2: pitch 300" in text
    assert "note 3" in text


def test_sound_as_a_file(client, sound):
    answer = client.predict(DATA | {"audio_data": handle_file(str(sound))}, api_name="/same")
    assert open(answer["audio_data"], "rb").read() == sound.read_bytes()  # noqa: SIM115
    for source in ("data:audio/wav;base64,AAAA", "https://example.org/a.wav"):
        assert client.predict(DATA | {"audio_data": source}, api_name="/same")["audio_data"] == source


def test_the_api_names_every_field(client):
    info = client.view_api(return_format="dict", print_info=False)["named_endpoints"]["/same"]
    shown = json.dumps(info["parameters"][0]["type"])
    for key in [*Score.from_dict(DATA).to_dict(), *Score.from_dict(DATA).note_dict(0), "phoneme", "audio_data"]:
        if key not in ("my_key", "mine"):
            assert f'"{key}"' in shown
    for key in ("curve_data", "segment_data", "confidence", "waveform_data", "viewport_config", "renderMode"):
        assert f'"{key}"' in shown


def test_the_examples_of_the_api_work(client):
    roll = PianoRoll(render=False)
    answer = client.predict(roll.example_payload(), api_name="/same")
    assert [note["lyric"] for note in answer["notes"]] == ["안녕", "하세요"]
    assert roll.postprocess(roll.example_value()).root.meta.n == 3
    assert roll.preprocess(roll.example_payload()).notes[0].pitch == 60
