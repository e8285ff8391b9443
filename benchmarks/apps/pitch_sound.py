"""A roll over `BENCH_SECONDS` of phrases of three seconds at 44.1 kHz, with their F0."""

import os
import tempfile
from pathlib import Path

import gradio as gr
import numpy as np
import soundfile

from gradio_pianoroll import PianoRoll
from gradio_pianoroll.score import AudioRef, Curve, NoteTable, Score
from gradio_pianoroll.synth import make_line, parse_syllable, sing

SR, HOP_S, PHRASE_S, PAUSE_S, HZ = 44_100, 0.01, 3.0, 1.0, 220.0
folder = Path(tempfile.mkdtemp())
path = folder / "phrases.wav"
phrases = int(os.environ["BENCH_SECONDS"]) // round(PHRASE_S + PAUSE_S)
line = make_line(np.array([0.0]), np.array([PHRASE_S]), np.array([57]), np.array([100]))
sung = sing(line, [parse_syllable("a")], SR)
block = np.zeros(round((PHRASE_S + PAUSE_S) * SR), np.float32)
block[: min(len(sung), len(block))] = sung[: len(block)]
with soundfile.SoundFile(path, "w", SR, 1, "PCM_16") as file:
    for _ in range(phrases):
        file.write(block)
frames_s = HOP_S * np.arange(round((PHRASE_S + PAUSE_S) / HOP_S))
f0_hz = np.tile(np.where(frames_s < PHRASE_S, HZ, np.nan), phrases)
f0 = Curve("f0", f0_hz, target="f0", unit="Hz", hop=HOP_S)
notes = NoteTable.from_columns([0.0], [1.0], [57])
score = Score(notes, curves=[f0], audio=AudioRef(str(path), "path"), use_backend_audio=True)

with gr.Blocks() as app:
    PianoRoll(score, height=700)

if __name__ == "__main__":
    app.launch(allowed_paths=[str(folder)])
