"""Three tracks with curves, tiers, a marker and a second tempo; the server writes down all of the score that it is given."""

import hashlib

import gradio as gr
import numpy as np

from gradio_pianoroll import NoteTable, PianoRoll, Score
from gradio_pianoroll.score import Curve, Marker, Segment, TempoMap, Track
from tests.browser.apps import record

# onset, duration, pitch, velocity, track, lyric
NOTES = [
    (0, 1, 64, 70, 0, "아"), (1, 1, 67, 90, 0, "리"), (2, 2, 69, 110, 0, "랑"), (4, 1, 67, 80, 0, None), (6, 2, 64, 60, 0, None),
    (0, 4, 52, 90, 1, None), (4, 4, 50, 90, 1, None),
    (0, 0.5, 36, 100, 2, None), (2, 0.5, 38, 100, 2, None), (4, 0.5, 36, 100, 2, None),
]  # fmt: skip


def song() -> Score:
    onset, duration, pitch, velocity, track, lyric = (list(column) for column in zip(*NOTES, strict=True))
    curves = [
        Curve("f0", np.full(400, 330.0, np.float32), target="f0", unit="Hz", hop=0.01),
        Curve("loudness", np.linspace(-40, -10, 80, dtype=np.float32), target="loudness", unit="dB", hop=0.05),
    ]
    segments = [
        Segment(i * 0.5, (i + 1) * 0.5, kind, text) for kind in ("word", "phone") for i, text in enumerate("가나다")
    ]
    return Score(
        NoteTable.from_columns(onset, duration, pitch, velocity, track, lyric=lyric),
        TempoMap([(0, 120), (8, 90)]),
        (Track("Voice", 52), Track("Bass", 32, 1), Track("Drums", 0, 9, is_drum=True)),
        curves,
        segments,
    ).replace(markers=[Marker(4, "Chorus")])


def facts(value) -> dict:
    score = value.score
    notes = [[n.onset_beats, n.duration_beats, n.pitch, n.velocity, n.track, n.lyric, n.phoneme] for n in score.notes]
    return {
        "notes": notes,
        "ids": score.notes.id.tolist(),
        "tempos": [list(tempo) for tempo in score.tempo_map.tempos],
        "signatures": [list(signature) for signature in score.tempo_map.signatures],
        "tracks": [track.to_json() for track in score.tracks],
        "segments": [segment.to_json() for segment in score.segments],
        "markers": [[marker.beat, marker.text] for marker in score.markers],
        "keys": [key.name for key in score.keys],
        "curves": {name: hashlib.sha1(curve.values.tobytes()).hexdigest() for name, curve in score.curves.items()},
        "f0": [round(float(v), 3) for v in score.curves["f0"].values[::20]] if "f0" in score.curves else None,
    }


SONG = song()

with gr.Blocks() as app:
    roll = PianoRoll(SONG, label="Song", height=900)
    roll.change(lambda value: record("change", **facts(value)), roll)
    gr.Button("Read", elem_id="read").click(lambda value: record("read", **facts(value)), roll)

if __name__ == "__main__":
    app.launch()
