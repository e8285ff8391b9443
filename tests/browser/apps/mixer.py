"""A roll with two tracks of long notes, F0 and a recording, each at a pitch of its own, and one whose notes controllers shape."""

import tempfile
from pathlib import Path

import gradio as gr
import numpy as np
import soundfile

from gradio_pianoroll import PianoRoll
from gradio_pianoroll.score import AudioRef, Curve, NoteTable, Score, Track
from tests.browser.apps import record

RATE = 22050
LENGTH_S = 40
ORGAN = 16
folder = Path(tempfile.mkdtemp())
recording = folder / "tone.wav"
soundfile.write(recording, 0.25 * np.sin(2 * np.pi * 1500 * np.arange(LENGTH_S * RATE) / RATE), RATE)

notes = NoteTable.from_columns([0, 0], [80, 80], [57, 79], track=[0, 1])
f0 = Curve("F0", np.full(LENGTH_S * 100, 330, np.float32), target="f0", unit="Hz", hop=0.01)
SONG = Score(
    notes,
    120,
    [Track("Low", ORGAN), Track("High", ORGAN, 1)],
    [f0],
    audio=AudioRef(str(recording), "path"),
)


def lane(name, target, times, values, **midi):
    low, high = (-8192, 8191) if target == "pitch_bend" else (0, 127)
    style = {"yMin": low, "yMax": high, "midi": {"type": target, "track": 0, **midi}}
    return Curve(f"{name} (track 1)", values, times, target=target, time="beats", style=style)


# Beats, half a second each: a note under the pedal, one bent up two semitones, one at an eighth of its level.
SHAPED = Score(
    NoteTable.from_columns([0, 4, 8], [1, 2, 2], [60, 64, 67]),
    120,
    [Track("Keys", ORGAN)],
    [
        lane("sustain pedal", "control", [0, 3], [127, 0], number=64),
        lane("pitch bend", "pitch_bend", [4, 5, 8], [0, 8191, 0]),
        lane("expression", "control", [0, 9], [127, 45], number=11),
    ],
)


def read(value):
    curves = value.score.curves.values()
    record("read", curves={c.name: [c.times.tolist(), c.values.tolist()] for c in curves if "midi" in c.style})


with gr.Blocks() as app:
    roll = PianoRoll(SONG, label="Mixed", height=520)
    shaped = PianoRoll(SHAPED, label="Shaped", height=420)
    gr.Button("Read", elem_id="read").click(read, shaped)

if __name__ == "__main__":
    app.launch(allowed_paths=[str(folder)])
