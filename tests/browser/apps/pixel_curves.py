"""F0 in pixels of the piano grid, as the demo of 0.0.9 sends it from its Analyze button, and without its half row."""

import gradio as gr

from gradio_pianoroll import PianoRoll
from tests.browser.apps import record

NOTES = [{"id": "note_0", "start": 0, "duration": 40, "pitch": 67, "velocity": 100}]
SONG = {"tempo": 120, "timeSignature": {"numerator": 4, "denominator": 4}, "pixelsPerBeat": 80, "notes": NOTES}


def curve(pitch, offset, color):
    points = [{"x": x, "y": (127 - pitch) * 20 + offset} for x in range(80, 640, 4)]
    return {
        "color": color, "lineWidth": 6, "yMin": 0, "yMax": 2560, "position": "overlay", "renderMode": "piano_grid",
        "visible": True, "opacity": 1, "dataType": "f0", "unit": "Hz", "data": points,
    }  # fmt: skip


def analyze(song):
    # A4 in the middle of its row as the demo draws it, E4 by the plain formula.
    return {**song, "line_data": {"f0_curve": curve(69, 10, "#ff0000"), "f0_plain": curve(64, 0, "#0000ff")}}


def read(song):
    record("read", ys={name: sorted({p["y"] for p in layer["data"]}) for name, layer in song["line_data"].items()})


with gr.Blocks() as app:
    roll = PianoRoll(SONG, label="Analyze", height=420)
    gr.Button("Analyze", elem_id="analyze").click(analyze, roll, roll)
    gr.Button("Read", elem_id="read").click(read, roll, None)

if __name__ == "__main__":
    app.launch()
