"""Two rolls with recorded sound, one short and one long: a beep at every full second of the recording."""

import tempfile
from pathlib import Path

import gradio as gr
import numpy as np
import soundfile

from gradio_pianoroll import PianoRoll
from gradio_pianoroll.score import AudioRef, NoteTable, Score

RATE = 22050
START_S = 0.25
folder = Path(tempfile.mkdtemp())


def beeps(duration_s: int) -> Path:
    time_s = np.arange(duration_s * RATE) / RATE
    samples = 0.5 * np.sin(2 * np.pi * 600 * time_s) * (time_s % 1 < 0.03)
    path = folder / f"beeps-{duration_s}.wav"
    soundfile.write(path, samples, RATE)
    return path


def score(duration_s: int) -> Score:
    notes = NoteTable.from_columns(onset_beats=[0.0, 250.0], duration_beats=[1.0, 1.0], pitch=[60, 62])
    return Score(notes=notes, audio=AudioRef(str(beeps(duration_s)), "path", START_S), use_backend_audio=True)


with gr.Blocks() as app:
    short = PianoRoll(score(12), label="Short", height=420)
    long = PianoRoll(score(110), label="Long", height=420)

if __name__ == "__main__":
    app.launch(allowed_paths=[str(folder)])
