"""Speech and song with tiers of segments and a curve of few points; every change is recorded as Python has it."""

import gradio as gr
import numpy as np

from gradio_pianoroll import Curve, NoteTable, PianoRoll, Score
from gradio_pianoroll.score import Segment
from tests.browser.apps import record

# At 120 bpm a beat is half a second.
NOTES = NoteTable.from_columns(
    [0, 1, 2, 4], [1, 1, 2, 2], [60, 62, 64, 67], lyric=["아", "리", "랑", "고"], phoneme=["a", "r i", "r a ng", "g o"]
)
SEGMENTS = (
    Segment(0, 0.5, "word", "아"),
    Segment(0.5, 1, "word", "리", 0.3),
    Segment(1, 2, "word", "랑", 0.9),
    Segment(0.5, 0.58, "phoneme", "r", 0.4),
    Segment(0.58, 1, "phoneme", "i"),
)
CURVES = (
    Curve("breath", [20, 80, 40], times=[0, 1, 2.5], unit="%", style={"yMin": 0, "yMax": 100}),
    Curve(
        "f0", 220 * 2 ** (np.arange(300) / 1200), hop=0.01, target="f0", unit="Hz", style={"renderMode": "piano_grid"}
    ),
)


def changed(value):
    score = value.score
    record(
        "change",
        segments=[[s.type, s.start, s.end, s.text, s.confidence] for s in score.segments],
        breath=score.curves["breath"].to_json().get("points") if "breath" in score.curves else None,
        lyrics=score.notes.lyric.to_list(),
        notes=[[n["start"], n["duration"], n["pitch"]] for n in value["notes"]],
        tracks=[track.name for track in score.tracks],
    )


with gr.Blocks() as app:
    roll = PianoRoll(Score(NOTES, segments=SEGMENTS, curves=CURVES), label="Tiers", height=900)
    roll.change(changed, roll, None)
    locked = PianoRoll(Score(NOTES, segments=SEGMENTS), label="Locked", height=400, interactive=False)

if __name__ == "__main__":
    app.launch()
