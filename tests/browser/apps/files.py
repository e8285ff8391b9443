"""Two rolls that take files and give them: one with tracks, a curve and words, one that is read-only."""

import gradio as gr
import numpy as np

from gradio_pianoroll import Curve, NoteTable, PianoRoll, Score, Segment, TempoMap, Track
from tests.browser.apps import record

SONG = Score(
    NoteTable.from_columns(
        [0, 1, 2, 3, 0, 4], [1, 1, 1, 1, 4, 4], [69, 71, 72, 74, 45, 48], track=[0, 0, 0, 0, 1, 1],
        velocity=[60, 80, 100, 120, 90, 70], lyric=["아", "리", "랑", "<b>&\"'", None, None],
    ),
    TempoMap(120),
    tracks=[Track("노래"), Track("Bass", program=33, channel=1)],
    curves=[Curve("f0", 440 * 2 ** (np.sin(np.arange(400) / 9) / 24), hop=0.01, target="f0", unit="Hz")],
    segments=[Segment(0, 0.5, "words", "아리"), Segment(0.5, 2, "words", "랑")],
    name="아리랑",
)  # fmt: skip


def changed(value):
    score = value.score
    record(
        "change",
        pitches=score.notes.pitch.tolist(),
        onsets=score.notes.onset_beats.tolist(),
        tracks=[track.name for track in score.tracks],
        track=score.notes.track.tolist(),
        lyrics=score.notes.lyric.to_list(),
        tempo=score.tempo_map.bpm_at(0),
        curves=sorted(score.curves),
        words=[[segment.start, segment.text] for segment in score.segments],
        audio=score.audio is not None,
    )


with gr.Blocks() as app:
    roll = PianoRoll(SONG, label="Song", height=560)
    PianoRoll(SONG, label="Locked", height=320, interactive=False)
    roll.change(changed, roll)

if __name__ == "__main__":
    app.launch()
