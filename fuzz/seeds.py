"""Good examples of everything that is read: what fuzzers change."""

from __future__ import annotations

import bz2
import io
import json
import struct
import tempfile
import warnings
from functools import lru_cache
from pathlib import Path
from random import Random

import numpy as np

from benchmarks.singing_files import FILES, song
from fuzz.label_seeds import label_seeds
from gradio_pianoroll.formats import csv_table, dict_json, midi, musicxml, save, textgrid, textgrid_lab
from gradio_pianoroll.formats.musicxml.container import pack
from gradio_pianoroll.formats.pitch import arrays, praat, svl, with_pitch_bends
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


def _sung() -> dict[str, list[bytes]]:
    """Files of singing synthesizers, two of each format."""
    with tempfile.TemporaryDirectory() as folder, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        paths = {format: Path(folder) / name for format, name in FILES.items()}
        return {
            format: [save(song(format, Random(seed)), path).read_bytes() for seed in (5, 7)]
            for format, path in paths.items()
        }


def _wav(subtype: str, format: str = "WAV") -> bytes:
    import soundfile

    file = io.BytesIO()
    soundfile.write(file, 0.3 * np.sin(np.arange(1500) / 9), 16_000, format=format, subtype=subtype)
    return file.getvalue()


def _peaks() -> bytes:
    from gradio_pianoroll.analysis.peaks import waveform_peaks
    from gradio_pianoroll.wire.peaks import encode_peaks

    return encode_peaks(waveform_peaks(np.sin(np.arange(8_000) / 9).astype(np.float32), 16_000))


def _binary(kind: str, head: str, *numbers: float) -> bytes:
    """A file as Praat's "Save as binary file" makes it."""
    return b"ooBinaryFile" + bytes((len(kind),)) + kind.encode() + struct.pack(">" + head, *numbers)


@lru_cache
def seeds() -> dict[str, list[bytes]]:
    """Seeds by the name of their target."""
    score = a_score()
    xml = musicxml.write(score, NAME)
    plain = json.dumps(score.to_dict()).encode()
    deltas = [json.dumps({"base": "r", "ops": [op]}).encode() for op in OPS]
    exact = encode_exact(score)
    assert exact is not None
    bent = with_pitch_bends(Score(NoteTable.from_columns([0], 1, [45]), curves={"f0": score.curves["f0"]}))
    tier = praat.write(score, Path("a.pitchtier"))
    return {
        "midi": [midi.write(score, NAME), midi.write(_expressive(score), NAME), midi.write(bent, NAME)],
        "musicxml": [xml, pack(xml)],
        "textgrid": [textgrid.write(score, NAME)],
        "label": [textgrid_lab.write(Score(segments=score.segments), NAME)],
        "csv": [csv_table.write(score, Path("a.csv")), b"time_s,f0_hz\n0,100\n0.01,\n0.02,120\n", b'"a.wav",0,1,220\n'],
        "pitch": [
            praat.write(score, Path("a.pitch")),
            tier,
            tier.replace(b"number = ", b"").replace(b"value = ", b""),
            praat.write(score, Path("a.pitchtier"), headerless=True),
            _binary("Pitch 1", "ddidddhdidd", 0, 1, 1, 0.5, 0.25, 600, 1, 1, 1, 220, 0.9),
            _binary("PitchTier", "ddidd", 0, 1, 1, 0.5, 220),
        ],
        "layers of Sonic Visualiser": [svl.write(score, NAME), bz2.compress(svl.write(score, NAME))],
        "arrays": [
            arrays.write(score, Path("a.npy")),
            arrays.write(score, Path("a.npy"), unit="coarse"),
            arrays.write(score, Path("a.npz")),
        ],
        "json": [dict_json.write(score, NAME)],
        **_sung(),
        **label_seeds(score),
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
