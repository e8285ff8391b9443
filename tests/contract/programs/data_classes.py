"""A value made of the data classes."""

import gradio as gr

from gradio_pianoroll import NoteData, PianoRoll, PianoRollDataClass, TimeSignatureData
from gradio_pianoroll.data_models import Note, PianoRollData

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


def scale(n):
    notes = [NoteData(id=f"s{i}", start=80.0 * i, duration=80.0, pitch=60 + 2 * i, lyric="라") for i in range(int(n))]
    return PianoRollDataClass(notes=notes, tempo=99, time_signature=TimeSignatureData(3, 4), edit_mode="select")


def check(value: PianoRollData) -> str:
    note: Note = value["notes"][0]
    return f"{note['pitch']} {value['timeSignature']['numerator']}"


with gr.Blocks() as demo:
    roll = PianoRoll(VALUE)
    number, text = gr.Number(3), gr.Textbox()
    gr.Button().click(scale, number, roll)
    gr.Button().click(check, roll, text)

if __name__ == "__main__":
    demo.launch()
