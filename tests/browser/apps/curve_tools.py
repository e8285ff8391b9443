"""A melody with F0 and loudness; the server writes down what it is given of them."""

import gradio as gr
import numpy as np

from gradio_pianoroll import NoteTable, PianoRoll, Score
from gradio_pianoroll.score import Curve, Track
from tests.browser.apps import record


def song() -> Score:
    pitch = np.repeat([57.0, np.nan, 60.0, 65.0], [100, 20, 80, 200])
    rng = np.random.default_rng(7)
    curves = {
        "f0": Curve("f0", 440 * 2 ** ((pitch - 69) / 12), target="f0", unit="Hz", hop=0.01),
        "loudness": Curve("loudness", -25 + rng.normal(0, 4, 80), target="loudness", unit="dB", hop=0.05),
    }
    notes = NoteTable.from_columns([0, 2, 4], [2, 2, 4], [57, 60, 65])
    return Score(notes, tracks=(Track("Voice", 52),), curves=curves)


def plain(values) -> list:
    return [None if np.isnan(v) else float(v) for v in values]


def facts(value) -> dict:
    score = value.score
    f0, loudness = score.curves["f0"], score.curves["loudness"]
    extra = [score.notes.extra.get(id, {}) for id in score.notes.id.tolist()]
    return {
        "f0": plain(f0.values),
        "original": plain(f0.original),
        "came": plain(SONG.curves["f0"].values),
        "edited": f0.is_edited,
        "loudness": plain(loudness.values),
        "loudness_came": plain(SONG.curves["loudness"].values),
        "pitches": score.notes.pitch.tolist(),
        "times": [[n.onset_beats, n.duration_beats] for n in score.notes],
        "cents": [keys.get("cents") for keys in extra],
        "spans": [dict(kept) for kept in f0.vibratos],
        "vibratos": [dict(keys["vibrato"]) for keys in extra if "vibrato" in keys],
    }


SONG = song()

with gr.Blocks() as app:
    roll = PianoRoll(SONG, label="Song", height=900)
    roll.change(lambda value: record("change", **facts(value)), roll)

if __name__ == "__main__":
    app.launch()
