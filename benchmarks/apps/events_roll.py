"""A roll whose `change` handler looks for notes of velocity 1 and returns them with 99: a small change, made once.

`BENCH_QUEUE` is 1 for an event in Gradio's queue, as by default, 0 for one outside of it.
"""

import os

import gradio as gr
import numpy as np

from benchmarks.scores import musical_score
from gradio_pianoroll import PianoRoll, PianoRollValue
from gradio_pianoroll.score import Score
from gradio_pianoroll.score.ops import Set


def loud(value: PianoRollValue) -> PianoRollValue | Score:
    """Give the notes of velocity 1 the velocity 99; the same value when there are none."""
    notes = value.score.notes
    quiet = notes.id[np.asarray(notes.velocity) == 1]
    if len(quiet) == 0:
        return value
    return value.score.apply([Set(ids=quiet, column="velocity", value=99)])[0]


with gr.Blocks() as app:
    roll = PianoRoll(musical_score(int(os.environ["BENCH_NOTES"])), label="Score", height=600)
    roll.change(loud, roll, roll, queue=os.environ["BENCH_QUEUE"] == "1")

if __name__ == "__main__":
    app.launch()
