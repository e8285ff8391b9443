"""Handlers for many users at once: a small edit of a roll, the same as a list of dicts, an analysis, the memory."""

import os
from typing import Any

import gradio as gr
import numpy as np
import psutil

from benchmarks.scores import musical_score
from gradio_pianoroll import PianoRoll, PianoRollValue
from gradio_pianoroll.analysis import extract_audio_features
from gradio_pianoroll.score import Score
from gradio_pianoroll.score.ops import Set

SCORE = musical_score(int(os.environ["BENCH_NOTES"]))
SR = 16_000


def edit(value: PianoRollValue) -> Score:
    """Give the last note the velocity 99."""
    score = value.score
    return score.apply([Set(ids=np.array([score.notes.id[-1]], np.uint32), column="velocity", value=99)])[0]


def edit_dicts(value: dict[str, Any]) -> dict[str, Any]:
    """The same on a list of dicts."""
    *notes, last = value["notes"]
    return {**value, "notes": [*notes, {**last, "velocity": 99}]}


def analyse(number: float) -> int:
    """Analyse two seconds of sound, each time anew; gives the number of voiced frames."""
    time_s = np.arange(2 * SR) / SR
    sound = np.sin(2 * np.pi * (200 + number % 100) * time_s).astype(np.float32)
    found = extract_audio_features(sound, SR, features=("f0", "loudness", "voicing"), cache=False)
    return int(np.count_nonzero(np.isfinite(found.f0_hz)))


def memory_mb() -> float:
    """Resident memory of this process."""
    return float(psutil.Process().memory_info().rss / 1e6)


with gr.Blocks() as app:
    roll, listed, number, shown = PianoRoll(SCORE), gr.JSON(visible=False), gr.Number(visible=False), gr.Number()
    gr.Button().click(edit, roll, roll, api_name="edit")
    gr.Button().click(edit_dicts, listed, listed, api_name="edit_dicts")
    gr.Button().click(analyse, number, shown, api_name="analyse", concurrency_limit=2)
    gr.Button().click(memory_mb, None, shown, api_name="memory_mb")

if __name__ == "__main__":
    app.launch()
