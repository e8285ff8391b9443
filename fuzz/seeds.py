"""Good examples of everything that is read: what fuzzers change."""

from __future__ import annotations

import io
import json
from functools import lru_cache
from pathlib import Path

import numpy as np

from gradio_pianoroll.formats import csv_table, dict_json, midi, musicxml, textgrid, textgrid_lab
from gradio_pianoroll.formats.musicxml.container import pack
from gradio_pianoroll.score import Curve, NoteTable, Score, Segment, TempoMap, Track
from gradio_pianoroll.transport import encode, encode_layers
from gradio_pianoroll.wire.delta import deflate
from gradio_pianoroll.wire.snapshot import encode_exact

NAME = Path("seed")
OPS = [
    {"op": "shift", "ids": [0, 2], "ticks": 3840, "pitch": 1},
    {"op": "resize", "ids": [0, 1], "ticks": 10, "edge": "end"},
    {"op": "set", "ids": [0, 3], "column": "lyric", "values": ["x", None, "가"]},
    {"op": "set", "ids": [1, 1], "column": "extra", "value": {"k": [1]}},
    {"op": "delete", "ids": [2, 1]},
    {
        "op": "insert",
        "rows": {"id": [9], "onset": [5], "duration": [7], "pitch": [60], "velocity": [1], "track": [0]},
    },
    {"op": "tempo", "tempos": [[0, 120], [15360, 90.5]]},
    {"op": "signature", "signatures": [[0, 3, 4]]},
    {"op": "tracks", "tracks": [{"name": "A", "program": 3}]},
    {"op": "segments", "segments": [{"start": 0, "end": 1, "type": "word", "text": "a"}]},
    {
        "op": "curve",
        "name": "f0",
        "curve": {
            "name": "f0",
            "target": "f0",
            "unit": "Hz",
            "time": "s",
            "start": 0,
            "hop": 0.01,
            "values": [1, None],
        },
    },
    {"op": "curve_range", "curve": "f0", "start": 0, "values": [3.5]},
]


def a_score() -> Score:
    """A small score that has a bit of everything."""
    notes = NoteTable.from_columns(
        [0, 1, 2.5, 1 / 3],
        [1, 0.5, 3, 1 / 7],
        [60, 64, 67, 127],
        [1, 64, 127, 100],
        [0, 0, 1, 1],
        lyric=["가", None, "a\u202eb", "<b>"],
        phoneme=["k a", None, None, "b"],
        extra={0: {"x": 1}},
    )
    return Score(
        notes,
        TempoMap([(0, 120), (2, 90)], [(0, 4, 4), (4, 3, 4)]),
        tracks=(Track(name="one"), Track(name="two")),
        curves={
            "f0": Curve("f0", np.array([100, np.nan, 120], np.float32), None, "f0", "Hz", "s", 0.0, 0.01),
            "p": Curve("p", np.array([1, 2], np.float32), np.array([0.0, 2.0]), "p", "", "beats"),
        },
        segments=(Segment(0.0, 0.5, "word", "a"), Segment(0.5, 1.0, "word", 'b"')),
        name="n",
    )


def _expressive(score: Score) -> Score:
    """The score with what a MIDI file may say beside its notes."""
    lanes = (("control", 64), ("pitch_bend", 0), ("pressure", 0), ("key_pressure", 60))
    curves = [
        Curve(kind, [1, 2], [0.0, 1.0], time="beats", style={"midi": {"type": kind, "number": number, "track": 0}})
        for kind, number in lanes
    ]
    kept = {
        "setup": [{"beat": 0, "control": 0, "value": 1}, {"beat": 1, "program": 5}, {"beat": 1, "program": None}],
        "sysex": [{"beat": 0, "kind": 0xF0, "data": "7e7f0901f7"}],
        "meta": [{"beat": 0, "kind": 0x7F, "data": "43"}],
        "texts": [{"beat": 2, "kind": "cue", "text": "x"}],
    }
    marks = {"markers": [{"beat": 1, "text": "A"}], "keySignatures": [{"beat": 0, "sharps": 1, "mode": "major"}]}
    return score.replace(curves=curves, extra={"midi": kept, "copyright": "me", **marks})


def _wav(subtype: str, format: str = "WAV") -> bytes:
    import soundfile

    file = io.BytesIO()
    soundfile.write(file, 0.3 * np.sin(np.arange(1500) / 9), 16_000, format=format, subtype=subtype)
    return file.getvalue()


def _peaks() -> bytes:
    from gradio_pianoroll.analysis.peaks import waveform_peaks
    from gradio_pianoroll.wire.peaks import encode_peaks

    return encode_peaks(waveform_peaks(np.sin(np.arange(8_000) / 9).astype(np.float32), 16_000))


@lru_cache
def seeds() -> dict[str, list[bytes]]:
    """Seeds by the name of their target."""
    score = a_score()
    xml = musicxml.write(score, NAME)
    plain = json.dumps(score.to_dict()).encode()
    deltas = [json.dumps({"base": "r", "ops": [op]}).encode() for op in OPS]
    exact = encode_exact(score)
    assert exact is not None
    return {
        "midi": [midi.write(score, NAME), midi.write(_expressive(score), NAME)],
        "musicxml": [xml, pack(xml)],
        "textgrid": [textgrid.write(score, NAME)],
        "label": [textgrid_lab.write(Score(segments=score.segments), NAME)],
        "csv": [csv_table.write(score, Path("a.csv")), b"time_s,f0_hz\n0,100\n0.01,\n0.02,120\n"],
        "json": [dict_json.write(score, NAME)],
        "dict": [plain],
        "snapshot": [encode(score)],
        "exact": [exact],
        "layers": [encode_layers(score.curves, score.segments)],
        "peaks": [_peaks()],
        "delta": deltas,
        "deflated": [deflate(text.decode()) for text in deltas[:2]],
        "audio": [_wav("PCM_16"), _wav("FLOAT"), _wav("PCM_16", "FLAC"), _wav("VORBIS", "OGG"), _wav("PCM_16", "AIFF")],
        "settings": [
            b"LOG_LEVEL=DEBUG\nCHUNK_SIZE=1024",
            b"SAMPLE_RATE=22050",
            b"ENVIRONMENT=production\nQUEUE_SIZE=3",
        ],
    }
