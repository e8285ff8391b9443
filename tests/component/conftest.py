"""Real Gradio servers, and pages that talk to them as the browser does."""

import json
from pathlib import Path

import gradio as gr
import httpx
import pytest


@pytest.fixture(autouse=True)
def gradio_cache(tmp_path, monkeypatch):
    """A cache of its own for each test, so that what lies in it is known."""
    folder = tmp_path / "gradio-cache"
    folder.mkdir()
    monkeypatch.setenv("GRADIO_TEMP_DIR", str(folder))
    monkeypatch.setenv("GRADIO_ANALYTICS_ENABLED", "False")
    return folder


class Page:
    """One session of an app, over HTTP alone."""

    def __init__(self, url, session="page"):
        self.url = url.rstrip("/")
        self.session = session
        self.http = httpx.Client(timeout=60)
        self.config = self.http.get(f"{self.url}/config").raise_for_status().json()

    def rolls(self):
        return [c for c in self.config["components"] if c["props"].get("name") == "pianoroll"]

    def value(self, which=0):
        return self.rolls()[which]["props"]["value"]

    def html(self):
        return self.http.get(f"{self.url}/").raise_for_status().text

    def begin(self, api, *data):
        """Calls an endpoint and does not wait; Gradio's answer."""
        return self.http.post(
            f"{self.url}/gradio_api/call/{api}", json={"data": list(data), "session_hash": self.session}
        ).json()

    def call(self, api, *data):
        """The outputs of an endpoint; an error's text when it failed."""
        answer = self.begin(api, *data)
        if "event_id" not in answer:
            return json.dumps(answer)
        events = self.http.get(f"{self.url}/gradio_api/call/{api}/{answer['event_id']}").text
        for block in reversed(events.strip().split("\n\n")):
            name, _, rest = block.partition("\n")
            text = rest.removeprefix("data: ")
            if name == "event: complete":
                return json.loads(text)[0]
            if name == "event: error":
                return text
        raise AssertionError(events)

    def fetch(self, file):
        return self.http.get(file["url"] if file["url"].startswith("http") else self.url + file["url"])

    def upload(self, data, name):
        answer = self.http.post(f"{self.url}/gradio_api/upload", files={"files": (name, data)})
        path = answer.raise_for_status().json()[0]
        return {"path": path, "orig_name": name, "meta": {"_type": "gradio.FileData"}}

    def server(self, fn, data, which=0):
        body = {
            "session_hash": self.session,
            "component_id": self.rolls()[which]["id"],
            "fn_name": fn,
            "data": data,
        }
        return self.http.post(f"{self.url}/gradio_api/component_server", json=body)


@pytest.fixture
def serve():
    """Launch a `gr.Blocks`; gives its address."""
    running = []

    def launch(demo, **options):
        running.append(demo)
        demo.launch(prevent_thread_lock=True, quiet=True, show_error=True, server_port=None, **options)
        return demo.local_url

    yield launch
    for demo in running:
        demo.close(verbose=False)


@pytest.fixture
def app(serve):
    """Serve handlers that take and give the one roll of an app: ``app(name=fn, …)`` gives a page."""

    def build(_value=None, **handlers):
        from gradio_pianoroll import PianoRoll

        with gr.Blocks() as demo:
            roll = PianoRoll(_value)
            for name, fn in handlers.items():
                gr.Button().click(fn, roll, roll, api_name=name)
        demo.roll = roll
        page = Page(serve(demo))
        page.demo = demo
        return page

    return build


@pytest.fixture
def midi(tmp_path):
    """A MIDI file of two notes with lyrics, written by another library."""
    import mido

    file = mido.MidiFile(ticks_per_beat=480)
    track = mido.MidiTrack()
    file.tracks.append(track)
    track.append(mido.MetaMessage("set_tempo", tempo=mido.bpm2tempo(90)))
    for lyric, pitch in (("do", 60), ("re", 62)):
        track.append(mido.MetaMessage("lyrics", text=lyric))
        track.append(mido.Message("note_on", note=pitch, velocity=90))
        track.append(mido.Message("note_off", note=pitch, time=480))
    path = tmp_path / "two.mid"
    file.save(path)
    return path


@pytest.fixture
def sound(tmp_path):
    """A second of a 440 Hz tone."""
    import numpy as np
    import soundfile

    path = tmp_path / "tone.wav"
    soundfile.write(path, 0.5 * np.sin(np.arange(22_050) * 2 * np.pi * 440 / 22_050), 22_050)
    return path


def in_cache(path, cache):
    return Path(path).resolve().is_relative_to(Path(cache).resolve())
