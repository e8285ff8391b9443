"""Sound files in and out."""

import numpy as np
import pytest
import soundfile

from gradio_pianoroll.errors import FormatError
from gradio_pianoroll.formats.audio import audio_info, load_audio, save_audio
from tests.analysis.signals import constant, harmonic_tone
from tests.recordings import spoken_sentences, spoken_words


def test_a_recording_keeps_its_samples():
    for path, rate in ((spoken_words(), 48_000), (spoken_sentences(), 8_000)):
        audio, sr = load_audio(path)
        plain, _ = soundfile.read(path, dtype="float32")
        assert sr == rate
        assert audio.dtype == np.float32
        np.testing.assert_array_equal(audio, plain)
        assert audio_info(path).duration_s == pytest.approx(len(audio) / sr)


@pytest.mark.parametrize("suffix", [".wav", ".flac", ".ogg", ".mp3"])
def test_formats_round_trip(tmp_path, suffix):
    tone = harmonic_tone(constant(440, 1, 44_100), 44_100)
    path = save_audio(tmp_path / f"tone{suffix}", tone, 44_100)
    back, sr = load_audio(path)
    assert sr == 44_100
    assert abs(len(back) - len(tone)) < 4000
    spectrum = np.abs(np.fft.rfft(back[4000:40_000] * np.hanning(36_000)))
    assert np.argmax(spectrum) * 44_100 / 36_000 == pytest.approx(440, abs=2)
    if suffix in (".wav", ".flac"):
        np.testing.assert_allclose(back, tone, atol=1.1 / 32768)


def test_stereo_is_mixed_down_and_resampled(tmp_path):
    left, right = harmonic_tone(constant(300, 1, 48_000), 48_000), harmonic_tone(constant(500, 1, 48_000), 48_000)
    path = save_audio(tmp_path / "two.wav", np.stack([left, right], axis=1), 48_000)
    assert audio_info(path).channels == 2
    audio, _ = load_audio(path)
    np.testing.assert_allclose(audio, (left + right) / 2, atol=1.1 / 32768)
    low, sr = load_audio(path, 16_000)
    assert (sr, len(low)) == (16_000, 16_000)
    spectrum = np.abs(np.fft.rfft(low))
    assert set(np.argsort(spectrum)[-2:]) == {300, 500}


def test_a_sound_longer_than_a_block_is_read_whole(tmp_path):
    noise = np.random.default_rng(0).uniform(-0.5, 0.5, 600_000).astype(np.float32)
    soundfile.write(tmp_path / "long.wav", noise, 44_100, subtype="FLOAT")
    np.testing.assert_array_equal(load_audio(tmp_path / "long.wav")[0], noise)


def broken_files(folder):
    (folder / "empty.wav").write_bytes(b"")
    (folder / "text.mp3").write_text("this is no sound " * 50)
    whole = spoken_words().read_bytes()
    (folder / "cut.wav").write_bytes(whole[:20])
    (folder / "folder.wav").mkdir()
    soundfile.write(folder / "silent.wav", np.zeros(0, np.float32), 8000)
    soundfile.write(folder / "nan.wav", np.array([0, np.nan, 0], np.float32), 8000, subtype="FLOAT")


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("missing.wav", "no such file"),
        ("empty.wav", "empty"),
        ("text.mp3", "use WAV, FLAC, OGG or MP3"),
        ("cut.wav", "use WAV, FLAC, OGG or MP3"),
        ("folder.wav", "folder"),
        ("silent.wav", "no sound"),
        ("nan.wav", "not numbers"),
    ],
)
def test_what_cannot_be_read_says_which_file_and_why(tmp_path, name, words):
    broken_files(tmp_path)
    with pytest.raises(FormatError, match=words) as caught:
        load_audio(tmp_path / name)
    assert caught.value.path == tmp_path / name
    assert str(caught.value).startswith(name)
    assert str(tmp_path) not in caught.value.reason


def test_what_cannot_be_written_is_refused(tmp_path):
    tone = np.zeros(10, np.float32)
    with pytest.raises(FormatError, match=r"use \.wav"):
        save_audio(tmp_path / "song.xyz", tone, 8000)
    with pytest.raises(FormatError, match="cannot be written"):
        save_audio(tmp_path / "nowhere" / "song.wav", tone, 8000)
