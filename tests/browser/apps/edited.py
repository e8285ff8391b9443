"""A roll with a recording of two notes at 220 Hz, and their F0."""

import tempfile
from pathlib import Path

import gradio as gr
import numpy as np
import soundfile

from gradio_pianoroll import PianoRoll
from gradio_pianoroll.score import AudioRef, Curve, NoteTable, Score

RATE, HOP_S, PITCH_HZ = 22_050, 0.01, 220.0
NOTES_S = [(0.5, 2.5), (3.2, 5.2)]
folder = Path(tempfile.mkdtemp())


def voice() -> Path:
    """Twelve harmonics, as loud as those of a voice."""
    time_s = np.arange(6 * RATE) / RATE
    samples = np.zeros(len(time_s))
    for start_s, end_s in NOTES_S:
        gain = np.clip(np.minimum(time_s - start_s, end_s - time_s) / 0.02, 0, 1)
        samples += gain * sum(np.sin(2 * np.pi * PITCH_HZ * k * time_s) / k for k in range(1, 13))
    path = folder / "voice.wav"
    soundfile.write(path, 0.2 * samples, RATE)
    return path


frames_s = np.arange(0, 6, HOP_S)
voiced = np.any([(frames_s >= start_s) & (frames_s < end_s) for start_s, end_s in NOTES_S], axis=0)
f0 = Curve("f0", np.where(voiced, PITCH_HZ, np.nan), target="f0", unit="Hz", hop=HOP_S)
score = Score(
    notes=NoteTable.from_columns(onset_beats=[1.0, 6.4], duration_beats=[4.0, 4.0], pitch=[57, 57]),
    audio=AudioRef(str(voice()), "path", 0.0),
    curves={"f0": f0},
    use_backend_audio=True,
)

with gr.Blocks() as app:
    roll = PianoRoll(score, label="Voice", height=520)

if __name__ == "__main__":
    app.launch(allowed_paths=[str(folder)])
