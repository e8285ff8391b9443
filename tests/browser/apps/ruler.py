"""Rolls with marks above the bars, with a recording and a curve, and one to look at; buttons tell what Python has."""

import tempfile
from pathlib import Path

import gradio as gr
import numpy as np
import soundfile

from gradio_pianoroll import PianoRoll
from gradio_pianoroll.score import AudioRef, Curve, KeySignature, Marker, NoteTable, Score
from tests.browser.apps import record

RATE_HZ = 22050
folder = Path(tempfile.mkdtemp())


def tone() -> Path:
    """Six seconds of 220 Hz, the first half of each second."""
    time_s = np.arange(6 * RATE_HZ) / RATE_HZ
    path = folder / "tone.wav"
    soundfile.write(path, 0.4 * np.sin(2 * np.pi * 220 * time_s) * (time_s % 1 < 0.5), RATE_HZ)
    return path


NOTES = NoteTable.from_columns([0, 2, 8], [1, 1, 4], [60, 64, 67], lyric=["도", "미", "솔"])
MARKED = Score(NOTES).replace(markers=[Marker(0, "메기는 소리"), Marker(8, "B")], keys=[KeySignature(0, 1)])
F0 = Curve("f0", np.full(200, 262.0), hop=0.01, target="f0", unit="Hz")
SUNG = Score(NOTES, audio=AudioRef(str(tone()), "path"), curves=[F0])


def tell(value):
    score = value.score
    record(
        "tell",
        tempos=[list(tempo) for tempo in score.tempo_map.tempos],
        signatures=[list(signature) for signature in score.tempo_map.signatures],
        keys=[[key.beat, key.name] for key in score.keys],
        markers=[[marker.beat, marker.text] for marker in score.markers],
        onsets=score.notes.onset_beats.tolist(),
        pitches=score.notes.pitch.tolist(),
        dict_markers=value.get("markers"),
    )


with gr.Blocks() as app:
    for label, score in (("Marked", MARKED), ("Sung", SUNG)):
        roll = PianoRoll(score, label=label, height=460)
        gr.Button(f"Tell {label}", elem_id=f"tell-{label.lower()}").click(tell, roll)
    PianoRoll(MARKED, label="Shown", height=420, interactive=False)

if __name__ == "__main__":
    app.launch(allowed_paths=[str(folder)])
