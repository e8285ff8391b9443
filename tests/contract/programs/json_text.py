"""The value as JSON text and back."""

import json

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


def dump(value):
    return json.dumps(value, ensure_ascii=False)


def parse(text):
    return json.loads(text)


def shown(value):
    return value


with gr.Blocks() as demo:
    roll = PianoRoll(VALUE)
    text, out = gr.Textbox(), gr.JSON()
    gr.Button().click(dump, roll, text)
    gr.Button().click(parse, text, roll)
    gr.Button().click(shown, roll, out)

if __name__ == "__main__":
    demo.launch()
