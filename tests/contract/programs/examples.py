"""`gr.Examples` of dicts."""

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


def count(value):
    return len(value["notes"])


with gr.Blocks() as demo:
    roll = PianoRoll(VALUE)
    number = gr.Number()
    gr.Examples([[VALUE], [{"notes": NOTES[:1]}]], inputs=[roll])
    gr.Button().click(count, roll, number)

if __name__ == "__main__":
    demo.launch()
