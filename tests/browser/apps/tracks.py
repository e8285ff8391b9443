"""Four tracks, one of them drums, with a curve; the server reads the score when it is asked."""

import gradio as gr
import numpy as np

from gradio_pianoroll import NoteTable, PianoRoll, Score
from gradio_pianoroll.score import Curve, Track
from tests.browser.apps import record

TRACKS = (
    Track("노래", 53, 0),
    Track("가야금", 107, 1, volume=0.8),
    Track("베이스", 32, 2),
    Track("장구", 0, 9, is_drum=True),
)
# onset, duration, pitch, track
NOTES = [
    (0, 1, 64, 0), (1, 1, 67, 0), (2, 2, 69, 0), (4, 1, 67, 0), (6, 2, 64, 0),
    (0, 2, 57, 1), (2, 2, 55, 1), (4, 2, 60, 1), (6, 1, 57, 1), (2.5, 1, 69, 1),
    (0, 4, 52, 2), (4, 4, 50, 2),
    *((beat, 0.5, 36 if beat % 2 == 0 else 42, 3) for beat in range(8)),
]  # fmt: skip
LYRICS = ["아", "리", "랑", "아", "리"]


def song() -> Score:
    onset, duration, pitch, track = (list(column) for column in zip(*NOTES, strict=True))
    lyric = [LYRICS.pop(0) if number == 0 else None for number in track]
    notes = NoteTable.from_columns(onset, duration, pitch, 96, track, lyric=lyric)
    f0 = Curve("F0 pYIN", np.full(400, 330.0, np.float32), target="f0", unit="Hz", hop=0.01)
    return Score(notes, 84, TRACKS, [f0])


def read(value):
    score = value.score
    tracks = [track.to_json() for track in score.tracks]
    record("read", tracks=tracks, notes=[[n.onset_beats, n.pitch, n.track] for n in score.notes])


SONG = song()

with gr.Blocks() as app:
    roll = PianoRoll(SONG, label="Song", height=640)
    gr.Button("Read", elem_id="read").click(read, roll)

if __name__ == "__main__":
    app.launch()
