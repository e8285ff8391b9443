"""Rolls that showed the defects of the older releases: layers, zoom, sound, no editing; every event is recorded."""

import tempfile
from pathlib import Path

import gradio as gr
import numpy as np
import soundfile

from gradio_pianoroll import PianoRoll
from tests.browser.apps import record
from tests.browser.apps.basic import SONG

folder = Path(tempfile.mkdtemp())
soundfile.write(folder / "tone.wav", 0.3 * np.sin(np.arange(44_100) * 2 * np.pi * 330 / 22_050), 22_050)

FULL = {
    **SONG,
    "pixelsPerBeat": 160,
    "notes": [{**note, "start": 2 * note["start"], "duration": 2 * note["duration"]} for note in SONG["notes"]],
    "audio_data": str(folder / "tone.wav"),
    "segment_data": [{"start": 0, "end": 1, "type": "word", "value": "도"}],
    "line_data": {"f0": {"color": "#00c000", "data": [{"x": 0, "y": 261.6}, {"x": 320, "y": 293.7}]}},
}
# Two points each, across the first two bars; what is red must leave no trace.
LAYERS = {
    "hidden": {"color": "#ff0000", "visible": False, "yMin": -60, "yMax": 0, "position": "overlay"},
    "clear": {"color": "#ff0000", "opacity": 0, "yMin": -60, "yMax": 0, "position": "overlay"},
    "seen": {"color": "#ff00ff", "lineWidth": 4, "yMin": -60, "yMax": 0, "position": "overlay"},
}
# On the piano grid it would lie below the window; on a scale of its own it goes through the middle.
OWN_SCALE = {"color": "#00b0ff", "lineWidth": 4, "renderMode": "independent_range", "position": "overlay"}


def layers(level: float) -> dict:
    points = [{"seconds": 0, "value": level}, {"seconds": 4, "value": level}]
    own = {**OWN_SCALE, "data": [{"seconds": 0, "value": 110}, {"seconds": 4, "value": 130}]}
    return {
        "notes": [],
        "line_data": {**{name: {**style, "data": points} for name, style in LAYERS.items()}, "f0": own},
    }


def changed(name):
    def handler(value):
        record(
            name,
            notes=[dict(note) for note in value["notes"]],
            tempo=value["tempo"],
            parts=[bool(value.get(key)) for key in ("audio_data", "line_data", "segment_data")],
            x=[point["x"] for point in value["line_data"]["f0"]["data"]] if value.get("line_data") else None,
            zoom=value["pixelsPerBeat"],
        )
        return value

    return handler


with gr.Blocks() as app:
    box = gr.Textbox(label="Beside", elem_id="beside")
    full = PianoRoll(FULL, label="Full", height=420)
    full.change(changed("full"), full, full)
    locked = PianoRoll(SONG, label="Locked", interactive=False, height=420)
    locked.change(changed("locked"), locked)
    loud = PianoRoll(layers(-3), label="Loud", height=420, interactive=False)
    quiet = PianoRoll(layers(-57), label="Quiet", height=420, interactive=False)
    button = gr.Button("Read", elem_id="read")
    button.click(lambda value: record("read", count=len(value["notes"])), full)

if __name__ == "__main__":
    app.launch(allowed_paths=[str(folder)])
