"""`gr.Interface` with examples and a text."""

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


def sing(value, word):
    for note in value["notes"]:
        note["lyric"] = word
    return value, len(value["notes"])


demo = gr.Interface(
    sing,
    inputs=[PianoRoll(), gr.Textbox("라")],
    outputs=[PianoRoll(), gr.Number()],
    examples=[[VALUE, "도"], [{"notes": []}, "레"]],
    cache_examples=False,
)

if __name__ == "__main__":
    demo.launch()
