"""The files of curves, segments and waveform pictures."""

import json
import struct

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gradio_pianoroll.analysis.peaks import waveform_peaks
from gradio_pianoroll.score import Score
from gradio_pianoroll.transport import TransportError, decode_layers, decode_peaks, encode_layers, encode_peaks

from .scores import scores


@settings(max_examples=40)
@given(scores())
def test_layers_come_back(score):
    curves, segments = decode_layers(encode_layers(score.curves, score.segments))
    assert Score(curves=curves, segments=segments).same_document(Score(curves=score.curves, segments=score.segments))


@settings(max_examples=30)
@given(scores())
def test_the_layout_is_the_documented_one(score):
    data = encode_layers(score.curves, score.segments)
    assert data[:4] == b"PRL1"
    (length,) = struct.unpack_from("<I", data, 4)
    header = json.loads(data[8 : 8 + length])
    start = (8 + length + 7) // 8 * 8
    for head in header["curves"]:
        curve, at = score.curves[head["name"]], start + head["offset"]
        assert at % 8 == 0
        if head["kind"] == "points":
            np.testing.assert_array_equal(np.frombuffer(data, "<f8", head["n"], at), curve.times)
            at += 8 * head["n"]
        np.testing.assert_array_equal(np.frombuffer(data, "<f4", head["n"], at), curve.values)


def frame(magic, header, body=b""):
    text = (header if isinstance(header, str) else json.dumps(header)).encode()
    return magic + struct.pack("<I", len(text)) + text + bytes(-(8 + len(text)) % 8) + body


CURVE = {"name": "a", "n": 2, "offset": 0, "kind": "uniform"}


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"PRP1" + bytes(20),
        b"PRL1\xff\xff\xff\xff",
        frame(b"PRL1", "no json"),
        frame(b"PRL1", "[]"),
        frame(b"PRL1", {"curves": 3}),
        frame(b"PRL1", {"curves": [3]}),
        frame(b"PRL1", {"curves": [CURVE]}),
        frame(b"PRL1", {"curves": [CURVE | {"n": -1}]}, bytes(8)),
        frame(b"PRL1", {"curves": [CURVE | {"n": True}]}, bytes(8)),
        frame(b"PRL1", {"curves": [CURVE | {"n": 2**40}]}, bytes(8)),
        frame(b"PRL1", {"curves": [CURVE | {"offset": -8}]}, bytes(8)),
        frame(b"PRL1", {"curves": [CURVE | {"offset": "0"}]}, bytes(8)),
        frame(b"PRL1", {"curves": [CURVE | {"name": 3}]}, bytes(8)),
        frame(b"PRL1", {"curves": [CURVE, CURVE | {"name": "b"}]}, bytes(8)),
        frame(b"PRL1", {"segments": [{"start": 2, "end": 1}]}),
        frame(b"PRL1", {"segments": ["x"]}),
    ],
)
def test_bad_layers_are_refused(data):
    with pytest.raises(TransportError):
        decode_layers(data)


def test_peaks_come_back():
    rng = np.random.default_rng(0)
    peaks = waveform_peaks(rng.uniform(-1, 1, 50_000).astype(np.float32), 22_050)
    back = decode_peaks(encode_peaks(peaks))
    assert (back.duration_s, back.hop_s, back.factor) == (peaks.duration_s, peaks.hop_s, peaks.factor)
    assert len(back.levels) == len(peaks.levels) > 3
    for ours, theirs in zip(back.levels, peaks.levels, strict=True):
        np.testing.assert_array_equal(ours, theirs)


@pytest.mark.parametrize(
    "data",
    [
        frame(b"PRP1", {}),
        frame(b"PRP1", {"levels": [3]}),
        frame(b"PRP1", {"duration_s": 1, "hop_s": 1, "factor": 4, "levels": [{"n": 9, "offset": 0}]}, bytes(8)),
        frame(b"PRP1", {"duration_s": None, "hop_s": 1, "factor": 4, "levels": []}),
        frame(b"PRP1", {"duration_s": 1, "hop_s": 1, "factor": 4, "levels": [{"n": 2, "offset": 0}] * 2}, bytes(8)),
    ],
)
def test_bad_peaks_are_refused(data):
    with pytest.raises(TransportError):
        decode_peaks(data)


@settings(max_examples=60)
@given(st.lists(st.tuples(st.integers(0, 10**6), st.integers(0, 255)), min_size=1, max_size=4), scores())
def test_damaged_layers_never_crash(edits, score):
    data = bytearray(encode_layers(score.curves, score.segments))
    for at, value in edits:
        data[at % len(data)] = value
    try:
        curves, _ = decode_layers(bytes(data))
    except TransportError:
        return
    assert isinstance(curves, dict)
