"""A sung recording whose second note is heard an octave too low, with its F0 and its notes; the server writes down the F0."""

import hashlib
import tempfile
from pathlib import Path

import gradio as gr
import soundfile

from gradio_pianoroll import PianoRoll
from gradio_pianoroll.analysis import PitchLattice
from gradio_pianoroll.score import AudioRef, NoteTable, Score
from tests.analysis.lattice.test_readings import SR, sub_octave
from tests.browser.apps import record

START_S = 0.5
folder = Path(tempfile.mkdtemp())


def song() -> Score:
    path = folder / "sung.wav"
    soundfile.write(path, sub_octave(), SR, subtype="FLOAT")
    f0 = PitchLattice.of(path, hop_length=256).to_curve(start_s=START_S)
    # 120 bpm: the three notes of half a second begin at 0.7, 1.4 and 2.1 s of the score.
    notes = NoteTable.from_columns([1.4, 2.8, 4.2], [1.0, 1.0, 1.0], [57, 64, 57])
    return Score(notes, curves=[f0], audio=AudioRef(str(path), "path", START_S))


def facts(value) -> dict:
    score = value.score
    curve = score.curves["f0"]
    return {
        "pins": [dict(pin) | {"points": len(pin.get("points", ()))} for pin in curve.pins],
        # Seconds of the sound at the middles of the notes, and of what lies between.
        "hz": {t: round(float(curve.values[round(t / curve.hop)]), 1) for t in (0.45, 1.15, 1.85)},
        "hash": hashlib.sha1(curve.values.tobytes()).hexdigest(),
        "pitches": score.notes.pitch.tolist(),
    }


with gr.Blocks() as app:
    roll = PianoRoll(song(), label="Sung", height=700)
    roll.change(lambda value: record("change", **facts(value)), roll)
    gr.Button("Read", elem_id="read").click(lambda value: record("read", **facts(value)), roll)

if __name__ == "__main__":
    app.launch(allowed_paths=[str(folder)])
