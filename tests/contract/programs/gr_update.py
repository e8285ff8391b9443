"""`gr.update` with a value and properties."""

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


def rename(value):
    value["tempo"] = 200
    return gr.update(value=value, label="renamed")


def hide():
    return gr.update(visible=False)


with gr.Blocks() as demo:
    roll = PianoRoll(VALUE)
    gr.Button().click(rename, roll, roll)
    gr.Button().click(hide, None, roll)

if __name__ == "__main__":
    demo.launch()
