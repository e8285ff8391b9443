"""Every suffix that is offered for writing, at a length that matters."""

import av
import numpy as np
import pytest

from gradio_pianoroll.analysis import optimize_audio_memory
from gradio_pianoroll.errors import FormatError
from gradio_pianoroll.formats.audio import WRITABLE_SUFFIXES, audio_info, load_audio, save_audio
from tests.analysis.signals import constant, harmonic_tone

# Rates that the codecs know themselves: RFC 7845 (Opus), ISO 11172-3 and 13818-3 (MP3).
OPUS_HZ, MP3_HZ = {8_000, 12_000, 16_000, 24_000, 48_000}, {8_000, 16_000, 22_050, 24_000, 32_000, 44_100, 48_000}
EXACT = {".wav", ".flac", ".aif", ".aiff", ".au", ".caf", ".w64", ".rf64"}
# Names of the formats, as libsndfile says them.
FORMATS = {".ogg": "OGG", ".oga": "OGG", ".opus": "OGG", ".mp3": "MP3", ".aif": "AIFF", ".aiff": "AIFF"}


def correlation(a, b):
    n = min(len(a), len(b))
    return np.corrcoef(a[:n], b[:n])[0, 1]


@pytest.mark.parametrize("suffix", WRITABLE_SUFFIXES)
def test_ten_minutes_are_written_and_read_back(tmp_path, suffix):
    # 4.8 million samples at once end the process in libsndfile's Vorbis encoder.
    sr = 8_000
    chirp = np.tile(harmonic_tone(np.linspace(150, 300, 10 * sr), sr)[: 10 * sr], 60).astype(np.float32)
    path = save_audio(tmp_path / f"long{suffix}", chirp, sr)
    back, back_sr = load_audio(path)
    assert (back_sr, len(back)) == (sr, len(chirp))
    assert audio_info(path).format == FORMATS.get(suffix, suffix[1:].upper())
    if suffix in EXACT:
        np.testing.assert_allclose(back, chirp, atol=1.1 / 32768)
    else:
        for part in (slice(0, 10 * sr), slice(-10 * sr, None)):
            assert correlation(back[part], chirp[part]) > 0.98


@pytest.mark.parametrize("suffix", WRITABLE_SUFFIXES)
@pytest.mark.parametrize("sr", [8_000, 22_050, 44_100, 96_000])
def test_every_rate_and_two_channels(tmp_path, suffix, sr):
    left, right = (harmonic_tone(constant(hz, 1, sr), sr) for hz in (220, 330))
    path = save_audio(tmp_path / f"two{suffix}", np.stack([left, right], axis=1), sr)
    info = audio_info(path)
    known = {".opus": OPUS_HZ, ".mp3": MP3_HZ}.get(suffix)
    right_sr = sr if known is None or sr in known else min((hz for hz in known if hz > sr), default=48_000)
    assert (info.channels, info.sr) == (2, right_sr)
    assert info.duration_s == pytest.approx(1, abs=0.001)
    mono, _ = load_audio(path)
    spectrum = np.abs(np.fft.rfft(mono * np.hanning(len(mono))))
    # The second harmonic of the lower tone and the others are weaker.
    assert {round(at * right_sr / len(mono)) for at in np.argsort(spectrum)[-40:]} >= {220, 330}


@pytest.mark.parametrize("channels", [1, 2])
@pytest.mark.parametrize("beyond", [-1, 0, 1, 150, 311, 480])
def test_opus_keeps_its_last_milliseconds(tmp_path, beyond, channels):
    """libsndfile leaves out the packet of the last 6.5 ms; FFmpeg reads the same length and the same samples."""
    sr, n = 48_000, 50 * 960 + beyond
    tone = (0.5 * np.sin(2 * np.pi * 440 * np.arange(n) / sr)).astype(np.float32)
    path = save_audio(tmp_path / "a.opus", np.stack([tone] * channels, axis=1), sr)
    back, _ = load_audio(path)
    with av.open(str(path)) as container:
        # The decoder takes what is before the beginning and behind the end off by itself.
        frames = [frame.to_ndarray() for frame in container.decode(audio=0)]
    by_ffmpeg = np.concatenate([frame.reshape(channels, -1) for frame in frames], axis=1).mean(0)
    assert len(back) == len(by_ffmpeg) == n
    # FFmpeg has a decoder of its own, which computes stereo otherwise.
    np.testing.assert_allclose(back, by_ffmpeg, atol=2e-6 if channels == 1 else 2e-2)
    assert np.abs(back[-312:] - tone[-312:]).max() < 0.2


def test_a_whole_minute_in_one_call_through_the_other_door(tmp_path):
    tone = harmonic_tone(constant(220, 60, 44_100), 44_100)
    for suffix in (".ogg", ".opus", ".aif"):
        path = tmp_path / f"a{suffix}"
        optimize_audio_memory(tone, 44_100, target_sr=48_000, chunk_size=10**7, sink=path)
        assert audio_info(path).duration_s == pytest.approx(60, abs=0.001)


def test_what_is_given_is_not_changed_and_what_is_too_loud_clipped(tmp_path):
    loud = np.array([0, 2, -3, 0.5], np.float64)
    back, _ = load_audio(save_audio(tmp_path / "a.wav", loud, 8_000))
    np.testing.assert_array_equal(loud, [0, 2, -3, 0.5])
    np.testing.assert_allclose(back, [0, 1, -1, 0.5], atol=1.1 / 32768)


@pytest.mark.parametrize(
    ("name", "audio", "words"),
    [
        ("a.wav", np.array([0, np.nan]), "not numbers"),
        ("a.ogg", np.array([[0, np.inf]]), "not numbers"),
        ("a.wav", np.zeros((2, 2, 2)), "shape"),
        ("a.mp3", np.zeros((10, 3)), "cannot be written"),
        ("a", np.zeros(3), "a file without suffix"),
        ("a.m4a", np.zeros(3), r"use \.wav"),
    ],
)
def test_what_cannot_be_written_says_why(tmp_path, name, audio, words):
    with pytest.raises(FormatError, match=words) as caught:
        save_audio(tmp_path / name, audio, 8_000)
    assert str(caught.value).startswith(name)
    assert str(tmp_path) not in caught.value.reason
