"""A handler that returns one bad note among good ones."""

import gradio as gr

from gradio_pianoroll import PianoRoll

NOTES = [
    {"id": "a", "start": 0, "duration": 80, "pitch": 60, "velocity": 100, "lyric": "안"},
    {"id": "b", "start": 80, "duration": 80, "pitch": 64, "velocity": 90, "lyric": "녕"},
]
VALUE = {
    "notes": NOTES,
    "tempo": 120,
    "timeSignature": {"numerator": 4, "denominator": 4},
    "editMode": "select",
    "snapSetting": "1/4",
    "pixelsPerBeat": 80,
}


def break_one(value):
    return {
        **value,
        "notes": [*value["notes"], {"start": "x", "duration": 80, "pitch": 60}, {"pitch": 300, "start": 0}],
    }


with gr.Blocks() as demo:
    roll = PianoRoll(VALUE)
    gr.Button().click(break_one, roll, roll)

if __name__ == "__main__":
    demo.launch()
