"""Four rolls with the same notes and each a different viewport_config."""

import gradio as gr
import numpy as np

from gradio_pianoroll import PianoRoll
from gradio_pianoroll.score import NoteTable, Score

N = 2000
table = NoteTable.from_columns(
    onset_beats=np.arange(N) / 2, duration_beats=0.5, pitch=60 + np.arange(N) % 12, velocity=90
)
CONFIGS = {
    "Plain": None,
    "Buffered": {"bufferSize": 1600},
    "Whole": {"virtualScrolling": False},
    "Low": {"renderThreshold": 10},
}

with gr.Blocks() as app:
    for label, config in CONFIGS.items():
        PianoRoll(Score(notes=table), label=label, height=420, viewport_config=config)

if __name__ == "__main__":
    app.launch()
