"""The spectrogram file: what goes in comes out, damage is refused, and a browser gets only sounds of the cache."""

import json
import struct
from pathlib import Path

import numpy as np
import pytest
import soundfile

from gradio_pianoroll import PianoRoll
from gradio_pianoroll.analysis.spectrogram import Spectrogram
from gradio_pianoroll.transport import TransportError
from gradio_pianoroll.wire.spectrogram import condensed, decode_spectrogram, encode_spectrogram

RATE = 22_050


def picture(columns=300, rows=7, seed=0):
    levels = np.random.default_rng(seed).integers(0, 256, (columns, rows), dtype=np.uint8)
    return Spectrogram(0.02, levels, 24.0, 2)


def test_it_comes_back():
    before = picture()
    after = decode_spectrogram(encode_spectrogram(before))
    np.testing.assert_array_equal(after.levels, before.levels)
    assert (after.hop_s, after.low_pitch, after.rows_per_semitone) == (0.02, 24.0, 2)


@pytest.mark.parametrize(
    "change", [{"rows": 8}, {"columns": -1}, {"columns": 2**40}, {"hop_s": "x"}, {"low_pitch": None}]
)
def test_damage_is_refused(change):
    data = encode_spectrogram(picture())
    (length,) = struct.unpack_from("<I", data, 4)
    header = json.dumps(json.loads(data[8 : 8 + length]) | change).encode()
    body = data[(8 + length + 7) // 8 * 8 :]
    broken = b"PRS1" + struct.pack("<I", len(header)) + header + bytes(-(8 + len(header)) % 8) + body
    with pytest.raises(TransportError, match="PRS1"):
        decode_spectrogram(broken)
    for cut in range(0, len(data), 97):
        with pytest.raises(TransportError):
            decode_spectrogram(data[:cut])


def test_of_a_long_sound_the_strongest_column_stays():
    before = picture(columns=1001)
    after = condensed(before, 100)
    assert after.levels.shape == (91, 7)
    assert after.hop_s == pytest.approx(11 * 0.02)
    np.testing.assert_array_equal(after.levels[0], before.levels[:11].max(axis=0))
    np.testing.assert_array_equal(after.levels[90], before.levels[990:].max(axis=0))
    assert condensed(before, 1001) is before


@pytest.fixture
def cache(tmp_path, monkeypatch):
    folder = tmp_path / "cache"
    folder.mkdir()
    monkeypatch.setenv("GRADIO_TEMP_DIR", str(folder))
    return folder


def test_a_browser_gets_the_picture_of_a_sound_in_the_cache(cache):
    time_s = np.arange(RATE) / RATE
    soundfile.write(cache / "a.wav", 0.5 * np.sin(2 * np.pi * 440 * time_s), RATE)
    roll = PianoRoll()
    answer = roll.spectrogram({"path": str(cache / "a.wav")})
    found = decode_spectrogram(Path(answer["file"]["path"]).read_bytes())
    assert found.low_pitch + found.levels[20].argmax() / found.rows_per_semitone == 69
    assert roll.spectrogram({"path": str(cache / "a.wav")})["file"]["path"] == answer["file"]["path"]


def test_nothing_else_is_read(cache, tmp_path):
    outside = tmp_path / "b.wav"
    soundfile.write(outside, np.zeros(RATE), RATE)
    (cache / "link.wav").symlink_to(outside)
    (cache / "text.wav").write_text("no sound")
    soundfile.write(cache / "empty.wav", np.zeros(0), RATE)
    roll = PianoRoll()
    for path in (outside, cache / "link.wav", cache / ".." / "b.wav", cache / "missing.wav", cache):
        assert "not there" in roll.spectrogram({"path": str(path)})["refused"]
    for path in ("text.wav", "empty.wav"):
        assert "no spectrogram" in roll.spectrogram({"path": str(cache / path)})["refused"]
    for payload in (None, {}, {"path": 3}, {"path": "a\0b"}, [], "x"):
        assert "path of a sound" in roll.spectrogram(payload)["refused"]
