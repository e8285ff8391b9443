"""The published helper: a page that fills while one looks."""

import numpy as np

from gradio_pianoroll.performance import create_progressive_piano_roll
from gradio_pianoroll.score import NoteTable, Score

N = 300_000
rows = np.arange(N)


def load_full_note_data():
    return Score(
        notes=NoteTable.from_columns(
            onset_beats=rows / 8, duration_beats=0.25, pitch=40 + rows % 50, velocity=50 + rows % 70
        )
    )


app = create_progressive_piano_roll(load_full_note_data, label="Progressive", height=560)

if __name__ == "__main__":
    app.launch()
