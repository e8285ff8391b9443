"""Keys of the program's own, in the value and in a note."""

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


def tag(value):
    value["project"]["takes"] += 1
    value["notes"][0]["score"] = 0.5
    return value


with gr.Blocks() as demo:
    roll = PianoRoll({**VALUE, "project": {"takes": 1}})
    gr.Button().click(tag, roll, roll)

if __name__ == "__main__":
    demo.launch()
