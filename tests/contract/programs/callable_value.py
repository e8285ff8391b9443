"""A function as value, called at each opening of the page."""

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


count = {"calls": 0}


def fresh():
    count["calls"] += 1
    return {**VALUE, "tempo": 100 + count["calls"]}


def tempo(value):
    return value["tempo"]


with gr.Blocks() as demo:
    roll = PianoRoll(fresh)
    number = gr.Number()
    gr.Button().click(tempo, roll, number)

if __name__ == "__main__":
    demo.launch()
