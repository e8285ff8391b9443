"""An empty roll and one that is to be looked at; every change of the first is told as Python has it."""

import gradio as gr

from gradio_pianoroll import NoteTable, PianoRoll, Score
from tests.browser.apps import record

SHOWN = Score(NoteTable.from_columns([0, 1], 1, [60, 64]))


def changed(value):
    score = value.score
    notes = score.notes
    record(
        "change",
        notes=[list(row) for row in zip(*(column.tolist() for column in (
            notes.onset_beats, notes.duration_beats, notes.pitch, notes.velocity)), strict=True)],
        curves={name: [curve.times.tolist(), curve.values.tolist()] for name, curve in score.curves.items()},
    )  # fmt: skip


with gr.Blocks() as app:
    roll = PianoRoll({"notes": []}, label="Played", height=560)
    roll.change(changed, roll)
    PianoRoll(SHOWN, label="Shown", height=420, interactive=False)

if __name__ == "__main__":
    app.launch()
