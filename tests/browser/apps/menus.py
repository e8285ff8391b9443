"""A short song of two tracks with an F0, for menus, inspector, table and history; and what Python has of it."""

import gradio as gr
import numpy as np

from gradio_pianoroll import PianoRoll
from gradio_pianoroll.score import Curve, NoteTable, Score, Track
from tests.browser.apps import record

# The F0 lies ten cents above the first note, which sounds for half a second.
F0 = Curve("f0", np.full(50, 440 * 2 ** ((60.1 - 69) / 12), np.float32), target="f0", unit="Hz", hop=0.01)


def song() -> Score:
    return Score(
        notes=NoteTable.from_columns(
            onset_beats=[0, 1, 2, 3],
            duration_beats=[1, 0.5, 1, 2],
            pitch=[60, 64, 67, 48],
            velocity=[70, 104, 90, 80],
            track=[0, 0, 0, 1],
            lyric=["아", "리", "랑", None],
        ),
        tracks=(Track("Voice"), Track("Bass")),
        curves={"f0": F0},
    )


def changed(value) -> None:
    notes = value.score.notes
    columns = ("onset_beats", "duration_beats", "pitch", "velocity", "track")
    rows = zip(
        *(getattr(notes, name).tolist() for name in columns), [n.get("lyric") for n in value["notes"]], strict=True
    )
    record("change", notes=[list(row) for row in rows], f0=float(value.score.curves["f0"].values[10]))


with gr.Blocks() as app:
    roll = PianoRoll(song(), label="Song", height=640)
    roll.change(changed, roll)

if __name__ == "__main__":
    app.launch()
