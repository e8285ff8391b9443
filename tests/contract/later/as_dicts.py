"""Data classes made plain by `dataclasses.asdict`, `replace` and `to_dict`."""

import dataclasses

import gradio as gr

from gradio_pianoroll import PianoRoll
from gradio_pianoroll.data_models import NoteData, PianoRollDataClass, TimeSignatureData


def build(n):
    notes = [NoteData(id=f"c{i}", start=80 * i, duration=80, pitch=60 + i) for i in range(int(n))]
    song = PianoRollDataClass(notes=[dataclasses.asdict(note) for note in notes], timeSignature=TimeSignatureData(3, 4))
    return dataclasses.asdict(song)


def look(value):
    note = NoteData(id="x", start=0, duration=80, pitch=60)
    higher = dataclasses.replace(note, pitch=67)
    return [note.to_dict()["lyric"], higher.pitch, dataclasses.asdict(value)["notes"][0]["pitch"], type(note).__name__]


with gr.Blocks() as demo:
    roll, number, out = PianoRoll(), gr.Number(2), gr.JSON()
    gr.Button().click(build, number, roll)
    gr.Button().click(look, roll, out)


if __name__ == "__main__":
    demo.launch()
