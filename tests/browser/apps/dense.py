"""Ten thousand notes with Korean lyrics, some of them long."""

import gradio as gr
import numpy as np

from gradio_pianoroll import PianoRoll
from gradio_pianoroll.score import NoteTable, Score

N = 10_000
SYLLABLES = [
    "가나다라마바사아자차카타파하",
    "사랑",
    "노래",
    "하늘",
    "바람이",
    "불어오는",
    "곳",
    "그대와",
    "함께",
    "걸어가던",
    "길",
]
rng = np.random.default_rng(3)
steps = rng.integers(1, 5, N) / 4
onsets = np.cumsum(steps) / 2
walk = np.clip(60 + np.cumsum(rng.integers(-3, 4, N)) % 36 - 12, 36, 96)
table = NoteTable.from_columns(
    onset_beats=onsets,
    duration_beats=np.maximum(steps, 0.25),
    pitch=walk,
    velocity=rng.integers(40, 127, N),
    lyric=[SYLLABLES[i] for i in rng.integers(0, len(SYLLABLES), N)],
)

with gr.Blocks() as app:
    PianoRoll(Score(notes=table), label="Dense", height=620)

if __name__ == "__main__":
    app.launch()
