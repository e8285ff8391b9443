"""A hundred thousand notes and a text box."""

import gradio as gr
import numpy as np

from gradio_pianoroll import PianoRoll
from gradio_pianoroll.score import NoteTable, Score
from tests.browser.apps import record

N = 100_000
rng = np.random.default_rng(7)
onsets = np.sort(rng.integers(0, 40_000, N)) / 4
table = NoteTable.from_columns(
    onset_beats=onsets,
    duration_beats=rng.integers(1, 8, N) / 4,
    pitch=rng.integers(24, 104, N),
    velocity=rng.integers(30, 127, N),
)


def changed(value):
    record("change", count=len(value["notes"]))


with gr.Blocks() as app:
    box = gr.Textbox(label="Beside", elem_id="beside")
    roll = PianoRoll(Score(notes=table), label="Many", height=560)
    roll.change(changed, roll)

if __name__ == "__main__":
    app.launch()
