"""A roll whose recording holds two tones of known pitch and time, and one whose recording is no sound."""

import tempfile
from pathlib import Path

import gradio as gr
import numpy as np
import soundfile

from gradio_pianoroll import PianoRoll
from gradio_pianoroll.score import AudioRef, NoteTable, Score, TempoMap

RATE = 22050
START_S = 0.5
# Begin and end in seconds of the recording, MIDI pitch.
TONES = ((0.5, 1.5, 69), (2.0, 3.0, 57))
folder = Path(tempfile.mkdtemp())


def recording() -> Path:
    time_s = np.arange(int(3.5 * RATE)) / RATE
    samples = np.zeros(len(time_s))
    for begin_s, end_s, pitch in TONES:
        frequency_hz = 440 * 2 ** ((pitch - 69) / 12)
        samples += 0.4 * np.sin(2 * np.pi * frequency_hz * time_s) * ((time_s >= begin_s) & (time_s < end_s))
    path = folder / "tones.wav"
    soundfile.write(path, samples, RATE)
    return path


# The tempo changes in the middle of the recording: 120 bpm for two beats, then 60.
score = Score(
    notes=NoteTable.from_columns(onset_beats=[30.0], duration_beats=[1.0], pitch=[63]),
    tempo_map=TempoMap([(0, 120), (2, 60)]),
    audio=AudioRef(str(recording()), "path", START_S),
)

with gr.Blocks() as app:
    PianoRoll(score, label="Tones", height=520)
    PianoRoll(score, label="Shown", height=520, viewport_config={"showSpectrogram": True})

if __name__ == "__main__":
    app.launch(allowed_paths=[str(folder)])
