"""A history in `gr.State`."""

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


def remember(value, history):
    return [*history, value]


def back(history):
    return history[0]


def count(history):
    return [[note["pitch"] for note in value["notes"]] for value in history]


with gr.Blocks() as demo:
    roll = PianoRoll(VALUE)
    history, out = gr.State([]), gr.JSON()
    gr.Button().click(remember, [roll, history], history)
    gr.Button().click(back, history, roll)
    gr.Button().click(count, history, out)

if __name__ == "__main__":
    demo.launch()
