"""A million notes in twenty thousand bars; the handler tells what differs from what it was given first."""

import gradio as gr
import numpy as np

from gradio_pianoroll import PianoRoll
from gradio_pianoroll.score import NoteTable, Score
from tests.browser.apps import record

N = 1_000_000
rng = np.random.default_rng(11)
onsets = np.sort(rng.integers(0, 320_000, N)) / 4
table = NoteTable.from_columns(
    onset_beats=onsets,
    duration_beats=rng.integers(1, 8, N) / 4,
    pitch=np.clip(60 + 18 * np.sin(onsets / 900) + rng.normal(0, 9, N), 24, 100).astype(int),
    velocity=rng.integers(30, 127, N),
)
score = Score(notes=table)


def by_id(notes):
    order = np.argsort(notes.id)
    return {"id": notes.id[order], "onset": notes.onset_beats[order], "pitch": notes.pitch[order]}


FIRST = by_id(score.notes)


def changed(value):
    now = by_id(value.score.notes)
    same_ids = np.array_equal(now["id"], FIRST["id"])
    differ = np.flatnonzero((now["onset"] != FIRST["onset"]) | (now["pitch"] != FIRST["pitch"])) if same_ids else []
    notes = [{name: column[row].item() for name, column in now.items()} for row in differ[:3]]
    record("change", count=len(now["id"]), same_ids=same_ids, differing=len(differ), notes=notes)


with gr.Blocks() as app:
    roll = PianoRoll(score, label="Million", height=620)
    roll.change(changed, roll)

if __name__ == "__main__":
    app.launch()
