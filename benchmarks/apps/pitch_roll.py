"""A roll over recorded sentences of `BENCH_SECONDS`, with their F0."""

import os
import tempfile
from pathlib import Path

import gradio as gr
import soundfile

from benchmarks.f0 import SR, speech
from gradio_pianoroll import PianoRoll
from gradio_pianoroll.analysis import PitchLattice
from gradio_pianoroll.score import AudioRef, NoteTable, Score

folder = Path(tempfile.mkdtemp())
path = folder / "speech.wav"
soundfile.write(path, speech(float(os.environ["BENCH_SECONDS"])), SR, subtype="FLOAT")
f0 = PitchLattice.of(path, hop_length=256).to_curve()
notes = NoteTable.from_columns([0.0], [1.0], [60])
score = Score(notes, curves=[f0], audio=AudioRef(str(path), "path"))

with gr.Blocks() as app:
    PianoRoll(score, height=700)

if __name__ == "__main__":
    app.launch(allowed_paths=[str(folder)])
