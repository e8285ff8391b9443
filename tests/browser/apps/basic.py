"""One roll whose `change` returns to itself, every event recorded, a text box beside it."""

import gradio as gr

from gradio_pianoroll import PianoRoll
from tests.browser.apps import record

SONG = {
    "tempo": 120,
    "timeSignature": {"numerator": 4, "denominator": 4},
    "pixelsPerBeat": 80,
    "notes": [
        {"id": "a", "start": 0, "duration": 80, "pitch": 60, "velocity": 100, "lyric": "도"},
        {"id": "b", "start": 80, "duration": 80, "pitch": 62, "velocity": 90, "lyric": "레"},
        {"id": "c", "start": 160, "duration": 160, "pitch": 64, "velocity": 80, "lyric": "미"},
    ],
}


def changed(value):
    record("change", notes=[dict(n) for n in value["notes"]], tempo=value["tempo"])
    return value


def note_event(name):
    def handler(event: gr.EventData):
        record(name, data=event._data)

    return handler


with gr.Blocks() as app:
    box = gr.Textbox(label="Beside", elem_id="beside")
    roll = PianoRoll(SONG, label="Song", height=560)
    button = gr.Button("Read", elem_id="read")
    out = gr.JSON()
    roll.change(changed, roll, roll)
    for name in ("input", "play", "pause", "stop", "clear"):
        getattr(roll, name)(note_event(name), trigger_mode="multiple")
    button.click(lambda v: {"count": len(v["notes"]), "first": dict(v["notes"][0]) if v["notes"] else None}, roll, out)

if __name__ == "__main__":
    app.launch()
