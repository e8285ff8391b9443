"""A handler that reads attributes."""

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


def describe(value):
    first = value.notes[0]
    signature = value.time_signature
    return (
        f"{first.pitch} {first.lyric} {first.start_seconds} {value.tempo} {signature.numerator}/{signature.denominator}"
    )


def missing(value):
    return [value.audio_data, value.line_data, value.notes[0].phoneme]


with gr.Blocks() as demo:
    roll = PianoRoll(VALUE)
    text, facts = gr.Textbox(), gr.JSON()
    gr.Button().click(describe, roll, text)
    gr.Button().click(missing, roll, facts)

if __name__ == "__main__":
    demo.launch()
