"""Writes soundfont_song.json: a small song with controllers, and what `stream_soundfont` makes of it with the cut of soundfont.json.

- `notes`: `[beat, beats, pitch, velocity, track]`; `tracks`, `curves`, `extra` as in the score's JSON; `bpm`, `sr`.
- `left`, `right`: every 37th sample. A player in another language must have them to -80 dB of full scale, which is the limiter's
  rounding and a sample of onset; where it plays block for block as ours they are much nearer.
"""

import json
import sys
import tempfile
from pathlib import Path

import numpy as np

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE.parents[1]))

from gradio_pianoroll import NoteTable, Score, Track  # noqa: E402
from gradio_pianoroll.formats.midi.controllers import BEND, CONTROL, PRESSURE, Lane, curve_of  # noqa: E402
from gradio_pianoroll.synth import stream_soundfont  # noqa: E402
from tests.vectors.make_soundfont_vectors import small_font  # noqa: E402

STRIDE, SR, BPM = 37, 22_050, 90
NOTES = [
    [0.0, 0.5, 50, 100, 0], [0.5, 0.4, 50, 80, 0], [1.0, 0.5, 65, 90, 0], [1.25, 0.5, 82, 70, 0],
    [0.1, 1.4, 45, 110, 1], [0.0, 0.2, 100, 100, 2], [0.31, 0.2, 104, 90, 2], [1.5, 0.1, 110, 60, 2], [0.7, 0.9, 40, 90, 3],
]  # fmt: skip
TRACKS = [
    Track("one", channel=0, volume=0.8), Track("two", channel=1, pan=-0.5, volume=1.4),
    Track("drums", channel=9, is_drum=True), Track("three", channel=2, pan=0.7),
]  # fmt: skip
SETUP = [
    {"beat": 0.0, "control": 101, "value": 0, "track": 1}, {"beat": 0.0, "control": 100, "value": 0, "track": 1},
    {"beat": 0.0, "control": 6, "value": 7, "track": 1}, {"beat": 1.2, "control": 121, "value": 0, "track": 3},
]  # fmt: skip


def lane(kind, number, track, *points):
    beats, values = zip(*points, strict=True)
    return curve_of(Lane(kind, number, track, 0), np.array(beats, float), np.array(values))


def song():
    beat, beats, pitch, velocity, track = zip(*NOTES, strict=True)
    notes = NoteTable.from_columns(beat, beats, pitch, velocity=velocity, track=track)
    curves = [
        lane(CONTROL, 64, 0, (0.2, 127), (0.8, 0), (0.9, 100), (1.6, 0)),
        lane(BEND, 0, 1, (0.5, 2000), (0.9, -4000), (1.3, 0)),
        lane(CONTROL, 11, 3, (0.0, 127), (0.9, 70), (1.1, 40)),
        lane(PRESSURE, 0, 3, (0.8, 90)),
        lane(CONTROL, 7, 1, (0.0, 90), (0.6, 60)),
    ]
    return Score(notes, tempo_map=BPM, tracks=tuple(TRACKS), curves=curves, extra={"midi": {"setup": SETUP}})


def main():
    score = song()
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "small.sf2"
        path.write_bytes(small_font())
        sound = np.concatenate(list(stream_soundfont(score, path, SR)))
    curves = [
        {
            "name": curve.name, "target": curve.target, "unit": curve.unit, "time": curve.time,
            "style": json.loads(json.dumps(dict(curve.style), default=dict)),
            "points": [[float(t), float(v)] for t, v in zip(curve.sample_times(), curve.values, strict=True)],
        }
        for curve in score.curves.values()
    ]  # fmt: skip
    whole = {
        "bpm": BPM, "sr": SR, "notes": NOTES, "tracks": [json.loads(json.dumps(t.to_json(), default=dict)) for t in TRACKS],
        "curves": curves, "extra": {"midi": {"setup": SETUP}},
        **{name: [float(f"{v:.7g}") for v in side[::STRIDE]] for name, side in (("left", sound[:, 0]), ("right", sound[:, 1]))},
    }  # fmt: skip
    (HERE / "soundfont_song.json").write_text(json.dumps(whole) + "\n")


if __name__ == "__main__":
    main()
