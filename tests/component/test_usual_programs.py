"""Small programs as people write them for 0.0.9 and for Gradio 6, each whole, over a real server."""

import base64
import copy
import functools
import io
import json
import pickle
import warnings
import wave
from concurrent.futures import ThreadPoolExecutor

import gradio as gr
import numpy as np
import pandas as pd
import pytest
import uvicorn
from fastapi import FastAPI
from gradio_client import handle_file

from gradio_pianoroll import NoteTable, PianoRoll, PianoRollValue, Score, ScoreStream, formats
from gradio_pianoroll.data_models import NoteData, PianoRollData, PianoRollDataClass
from gradio_pianoroll.score import PianoRollWarning
from gradio_pianoroll.timing_utils import create_note_with_timing
from tests.client import Client

pytestmark = pytest.mark.gradio

SONG = {
    "notes": [
        {"id": "a", "start": 0, "duration": 80, "pitch": 60, "velocity": 100, "lyric": "안"},
        {"id": "b", "start": 80, "duration": 80, "pitch": 64, "velocity": 90},
    ],
    "tempo": 120,
    "timeSignature": {"numerator": 4, "denominator": 4},
    "editMode": "select",
    "snapSetting": "1/4",
    "pixelsPerBeat": 80,
}


def pitches(value):
    return [note["pitch"] for note in value["notes"]]


def up(song, semitones=12):
    return {**song, "notes": [{**note, "pitch": note["pitch"] + semitones} for note in song["notes"]]}


@pytest.fixture
def client(serve):
    def open_(demo, **options):
        return Client(serve(demo, **options))

    return open_


def test_many_visitors_in_one_batch(client):
    def many_up(songs, semitones):
        return [[up(song, int(n)) for song, n in zip(songs, semitones, strict=True)]]

    with gr.Blocks() as demo:
        roll, n = PianoRoll(), gr.Number(1)
        gr.Button().click(many_up, [roll, n], roll, batch=True, max_batch_size=4, api_name="up")
    asker = client(demo)
    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(lambda n: asker.predict(SONG, n, api_name="/up"), range(1, 5)))
    assert [pitches(answer) for answer in answers] == [[60 + n, 64 + n] for n in range(1, 5)]


def test_visitors_of_a_generator_side_by_side(client):
    def grow(first):
        stream = ScoreStream()
        for step in range(6):
            yield stream.append([{"start": step * 80, "duration": 80, "pitch": int(first) + step}])
        yield stream.done()

    with gr.Blocks() as demo:
        gr.Button().click(grow, gr.Number(60), PianoRoll(), api_name="grow", concurrency_limit=4)
    demo.queue(default_concurrency_limit=4)
    asker = client(demo)
    jobs = {first: asker.submit(first, api_name="/grow") for first in (30, 50, 70, 90)}
    for first, job in jobs.items():
        assert pitches(job.result(timeout=120)) == [first + step for step in range(6)]
        assert [len(answer["notes"]) for answer in job.outputs()][-1] == 6


def test_a_page_for_each_subject(client):
    with gr.Blocks() as demo:
        roll = PianoRoll(SONG)
        gr.Button().click(up, roll, roll, api_name="first")
    with demo.route("Second", "/second"):
        other = PianoRoll(SONG)
        gr.Button().click(functools.partial(up, semitones=-12), other, other, api_name="second")
    asker = client(demo)
    assert pitches(asker.predict(SONG, api_name="/first")) == [72, 76]
    assert pitches(asker.predict(SONG, api_name="/second")) == [48, 52]


def test_what_a_validator_refuses(client):
    def not_empty(song):
        return gr.validate(len(song["notes"]) > 0, "Write a note first.")

    with gr.Blocks() as demo:
        roll = PianoRoll()
        gr.Button().click(up, roll, roll, validator=not_empty, api_name="up")
    asker = client(demo)
    assert pitches(asker.predict(SONG, api_name="/up")) == [72, 76]
    with pytest.raises(Exception, match="Write a note first"):
        asker.predict({**SONG, "notes": []}, api_name="/up")


def test_a_song_in_the_browsers_storage(client):
    with gr.Blocks() as demo:
        roll, kept = PianoRoll(SONG), gr.BrowserState({"notes": []}, storage_key="song")
        gr.Button().click(lambda song: song, roll, kept, api_name="keep")
        gr.Button().click(lambda song: song, kept, roll, api_name="back")
    asker = client(demo)
    kept = asker.predict(SONG, api_name="/keep")
    assert pitches(json.loads(json.dumps(kept))) == [60, 64]
    assert pitches(asker.predict(kept, api_name="/back")) == [60, 64]


def test_a_state_of_values_and_scores(client):
    def remember(song, takes):
        return [*takes, copy.deepcopy(song), pickle.loads(pickle.dumps(song)), song.score], len(takes) + 3

    def recall(takes, number):
        return takes[int(number)]

    with gr.Blocks() as demo:
        roll, takes, number = PianoRoll(), gr.State([]), gr.Number()
        gr.Button().click(remember, [roll, takes], [takes, number], api_name="remember")
        gr.Button().click(recall, [takes, number], roll, api_name="recall")
    asker = client(demo)
    assert asker.predict(SONG, api_name="/remember") == 3
    for which in range(3):
        assert pitches(asker.predict(which, api_name="/recall")) == [60, 64]


def test_a_table_of_pandas_and_back(client):
    def through_pandas(song):
        table = pd.DataFrame(song["notes"])  # a note without a lyric has NaN there
        table["pitch"] += 1
        return {**song, "notes": table.to_dict("records")}

    def sorted_rows(song):
        return pd.DataFrame(song["notes"])[["pitch", "velocity", "startSeconds"]].sort_values("pitch")

    with gr.Blocks() as demo:
        roll, table = PianoRoll(), gr.Dataframe()
        gr.Button().click(through_pandas, roll, roll, api_name="through")
        gr.Button().click(sorted_rows, roll, table, api_name="rows")
    asker = client(demo)
    with warnings.catch_warnings(record=True) as told:
        warnings.simplefilter("always")
        answer = asker.predict(SONG, api_name="/through")
    assert pitches(answer) == [61, 65]
    assert [note.get("lyric") for note in answer["notes"]] == ["안", None]
    assert [str(w.message) for w in told if issubclass(w.category, PianoRollWarning)] == []
    assert asker.predict(SONG, api_name="/rows")["data"] == [[60, 100, 0.0], [64, 90, 0.5]]


def test_data_classes_in_and_out(client):
    def build(song):
        notes = [NoteData(id=f"x{i}", start=i * 80.0, duration=80.0, pitch=50 + i, velocity=80) for i in range(3)]
        whole = PianoRollDataClass.from_dict({**song, "notes": []})
        whole.notes.extend(notes)
        return whole

    def typed(song: PianoRollData) -> PianoRollData:
        song["notes"].append(create_note_with_timing("n9", 160, 80, 67, 100, "요", 80, 120, 44100, 480))
        return song

    with gr.Blocks() as demo:
        roll = PianoRoll(PianoRollDataClass.from_dict(SONG))
        gr.Button().click(build, roll, roll, api_name="build")
        gr.Button().click(typed, roll, roll, api_name="typed")
    asker = client(demo)
    assert pitches(PianoRollValue.from_handle(asker.predict(SONG, api_name="/build"))) == [50, 51, 52]
    answer = asker.predict(SONG, api_name="/typed")
    assert [(note["pitch"], note.get("lyric")) for note in answer["notes"]] == [(60, "안"), (64, None), (67, "요")]


def test_sound_and_curve_that_a_handler_puts_into_the_value(client):
    def sing(song):
        buffer = io.BytesIO()
        with wave.open(buffer, "wb") as file:
            file.setnchannels(1)
            file.setsampwidth(2)
            file.setframerate(8_000)
            file.writeframes((np.sin(np.arange(8_000) / 8_000 * 2 * np.pi * 220) * 9_000).astype("<i2").tobytes())
        song["audio_data"] = "data:audio/wav;base64," + base64.b64encode(buffer.getvalue()).decode()
        song["use_backend_audio"] = True
        song["line_data"] = {
            "f0_curve": {"dataType": "f0", "data": [{"time": 0, "value": 220}, {"time": 1, "value": 221}]}
        }
        song.setdefault("segment_data", []).append({"start": 0, "end": 0.5, "type": "word", "value": "안"})
        return song

    with gr.Blocks() as demo:
        roll = PianoRoll()
        gr.Button().click(sing, roll, roll, api_name="sing")
    answer = client(demo).predict(SONG, api_name="/sing")
    assert answer["audio_data"].startswith("data:audio/wav;base64,")
    assert answer["use_backend_audio"] is True
    assert [point["value"] for point in answer["line_data"]["f0_curve"]["data"]] == [220, 221]
    assert [segment["value"] for segment in answer["segment_data"]] == ["안"]


def test_values_that_go_to_other_components(client):
    with gr.Blocks() as demo:
        roll, shown, code, text = PianoRoll(), gr.JSON(), gr.Code(language="json"), gr.Textbox()
        gr.Button().click(lambda song: (song, json.dumps(song), song), roll, [shown, code, text], api_name="show")
    shown, code, text = client(demo).predict(SONG, api_name="/show")
    assert pitches(shown) == pitches(json.loads(code)) == [60, 64]
    assert "안" in text


def test_steps_that_skip_warn_and_go_on(client):
    calls = []

    def check(song, progress=gr.Progress()):  # noqa: B008 - as Gradio has it
        progress(0.5, desc="Half")
        if not song["notes"]:
            gr.Warning("Nothing to do")
            return gr.skip(), "empty"
        return up(song), "moved"

    with gr.Blocks() as demo:
        roll, text = PianoRoll(), gr.Textbox()
        asked = gr.Button().click(check, roll, [roll, text], api_name="check")
        asked.success(lambda song: calls.append(pitches(song)), roll, api_visibility="private")
    asker = client(demo)
    answer, said = asker.predict(SONG, api_name="/check")
    assert (pitches(answer), said) == ([72, 76], "moved")
    assert asker.predict({**SONG, "notes": []}, api_name="/check")[1] == "empty"


def test_a_clock_that_writes_into_a_roll(client):
    with gr.Blocks() as demo:
        roll, count = PianoRoll(Score()), gr.State(0)
        gr.Timer(60).tick(
            lambda n: (Score(NoteTable.from_columns(range(n + 1), 1, 60)), n + 1), count, [roll, count], api_name="tick"
        )
    asker = client(demo)
    assert [len(PianoRollValue.from_handle(asker.predict(api_name="/tick"))["notes"]) for _ in range(3)] == [1, 2, 3]


def test_examples_of_paths_that_run_and_are_cached(client, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)  # where Gradio keeps what it caches
    paths = []
    for pitch in (60, 72):
        paths.append(str(formats.save(Score(NoteTable.from_columns([0], 1, [pitch])), tmp_path / f"{pitch}.mid")))
    calls = []

    def count_up(song, n):
        calls.append(n)
        return up(song, int(n)), len(song["notes"])

    with gr.Blocks() as demo:
        roll, n, out, text = PianoRoll(), gr.Number(), PianoRoll(), gr.Textbox()
        gr.Examples(
            [[path, 3] for path in paths], [roll, n], [out, text], fn=count_up, cache_examples=True, api_name="example"
        )
        gr.Button().click(count_up, [roll, n], [out, text], api_name="up")
    asker = client(demo)
    assert calls == [3, 3]
    answer, said = asker.predict(handle_file(paths[1]), 3, api_name="/up")
    assert (pitches(answer), said) == ([75], "1")


def test_an_app_behind_a_password_in_fastapi():
    with gr.Blocks() as demo:
        roll = PianoRoll(SONG)
        gr.Button().click(up, roll, roll, api_name="up")
    app = gr.mount_gradio_app(FastAPI(), demo, path="/music/roll", auth=("me", "secret"))
    server = uvicorn.Server(uvicorn.Config(app, host="127.0.0.1", port=0, log_level="warning"))
    with ThreadPoolExecutor(1) as pool:
        running = pool.submit(server.run)
        try:
            while not server.started:
                assert not running.done()
            port = server.servers[0].sockets[0].getsockname()[1]
            asker = Client(f"http://127.0.0.1:{port}/music/roll/", auth=("me", "secret"))
            assert pitches(asker.predict(SONG, api_name="/up")) == [72, 76]
        finally:
            server.should_exit = server.force_exit = True


def test_tabs_of_interfaces_and_a_model_that_is_an_object(client):
    class Model:
        def __init__(self, semitones):
            self.semitones = semitones

        def __call__(self, song):
            return up(song, self.semitones)

        def down(self, song):
            return up(song, -self.semitones)

    model = Model(5)
    demo = gr.TabbedInterface(
        [
            gr.Interface(model, PianoRoll(SONG), PianoRoll(), api_name="up"),
            gr.Interface(model.down, "pianoroll", "pianoroll", api_name="down"),
        ],
        ["Up", "Down"],
    )
    asker = client(demo)
    assert pitches(asker.predict(SONG, api_name="/up")) == [65, 69]
    assert pitches(asker.predict(SONG, api_name="/down")) == [55, 59]


def test_answers_of_every_shape(client):
    with gr.Blocks() as demo:
        roll, shown = PianoRoll(SONG), gr.JSON()
        gr.Button().click(lambda song: [song, song], roll, [roll, shown], api_name="twice")
        gr.Button().click(lambda song: gr.update(value=up(song), label="New"), roll, roll, api_name="update")
        gr.Button().click(lambda: None, None, roll, api_name="nothing")
        gr.Button().click(lambda song: song is None, roll, shown, api_name="is_none")
    asker = client(demo)
    assert [pitches(answer) for answer in asker.predict(SONG, api_name="/twice")] == [[60, 64], [60, 64]]
    assert pitches(asker.predict(SONG, api_name="/update")["value"]) == [72, 76]
    assert asker.predict(api_name="/nothing") is None
    assert asker.predict(None, api_name="/is_none") is True


def test_a_dataset_of_rolls(client):
    with gr.Blocks() as demo:
        roll = PianoRoll(render=False)
        data = gr.Dataset(components=[roll], samples=[[SONG], [up(SONG)]])
        out = PianoRoll()
        data.click(lambda sample: sample[0], data, out, api_name="choose")
        roll.render()
    asker = client(demo)
    assert pitches(PianoRollValue.from_handle(asker.predict(1, api_name="/choose"))) == [72, 76]
