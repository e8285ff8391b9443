"""What frames and their spectra say, with librosa as the judge where it says the same."""

import librosa
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gradio_pianoroll.analysis import AnalysisError, extract_audio_features, loudness
from gradio_pianoroll.analysis.frames import BATCH_FRAMES, FrameStream, frame_count
from gradio_pianoroll.analysis.spectral import a_weighting
from gradio_pianoroll.analysis.spectrogram import CEILING_DB, FLOOR_DB
from gradio_pianoroll.formats.audio import load_audio
from tests.analysis.signals import SR, constant, harmonic_tone
from tests.recordings import spoken_sentences, spoken_words

FRAMES = [(2048, 256), (1024, 512), (1025, 300), (512, 512), (4096, 100)]
NAMES = ("loudness", "a_weighted", "spectral_centroid", "zero_crossing_rate")


def features(audio, sr, frame, hop, names=NAMES, **options):
    return extract_audio_features(
        audio, sr, features=names, analysis_sr=sr, frame_length=frame, hop_length=hop, floor_db=-200, **options
    )


def noise(n, seed=0):
    return np.cumsum(np.random.default_rng(seed).normal(0, 0.01, n)).astype(np.float32) % 1 - 0.5


@given(st.integers(1, 30_000), st.integers(1, 700), st.integers(0, 1500), st.integers(1, 9000))
@settings(max_examples=60, deadline=None)
def test_frames_are_those_of_the_padded_sound(n, hop, more, block):
    length = hop + max(more, 4 - hop)
    audio = np.arange(1, n + 1, dtype=np.float32)
    stream, frames = FrameStream(hop, length), []

    def keep(batches):
        for batch in batches:
            assert batch.first == len(frames)
            assert batch.first % BATCH_FRAMES == 0
            first, end = batch.valid
            assert (batch.span[first:end] > 0).all()
            assert not batch.span[:first].any()
            assert not batch.span[end:].any()
            frames.extend(batch.frames.copy())

    for at in range(0, n, block):
        keep(stream.push(audio[at : at + block]))
    keep(stream.finish())
    padded = np.pad(audio, length // 2)
    assert len(frames) == frame_count(n, hop, length) == max(0, 1 + (len(padded) - length) // hop)
    for i in {0, len(frames) // 2, len(frames) - 1} if frames else ():
        np.testing.assert_array_equal(frames[i], padded[i * hop : i * hop + length])


@pytest.mark.parametrize(("frame", "hop"), FRAMES)
def test_levels_centroid_and_crossings_are_librosas(frame, hop):
    speech, sr = load_audio(spoken_sentences())
    for audio, rate in ((speech, sr), (noise(40_000), 44_100)):
        found = features(audio, rate, frame, hop)
        rms = librosa.feature.rms(y=audio, frame_length=frame, hop_length=hop)[0]
        np.testing.assert_allclose(10 ** (found.loudness_db / 20), rms, rtol=1e-4, atol=1e-9)
        centroid = librosa.feature.spectral_centroid(y=audio, sr=rate, n_fft=frame, hop_length=hop)[0]
        np.testing.assert_allclose(found.spectral_centroid_hz, centroid, rtol=2e-4, atol=0.1)
        crossings = librosa.feature.zero_crossing_rate(audio, frame_length=frame, hop_length=hop)[0]
        np.testing.assert_allclose(found.zero_crossing_rate, crossings, atol=1e-6)


@pytest.mark.parametrize(("frame", "hop"), FRAMES)
def test_the_a_weighted_level_is_that_of_librosas_spectrum_and_curve(frame, hop):
    audio, sr = load_audio(spoken_sentences())
    power = np.abs(librosa.stft(audio, n_fft=frame, hop_length=hop)) ** 2
    weight_db = librosa.A_weighting(np.maximum(librosa.fft_frequencies(sr=sr, n_fft=frame), 1e-3), min_db=None)
    sides = np.full(len(power), 2.0)
    sides[0] = 1
    if frame % 2 == 0:
        sides[-1] = 1
    window = librosa.filters.get_window("hann", frame)
    mean_square = (power * (sides * 10 ** (weight_db / 10))[:, None]).sum(axis=0) / (frame * (window**2).sum())
    shown = mean_square > 1e-12
    found = features(audio, sr, frame, hop, ("a_weighted",)).a_weighted_db
    np.testing.assert_allclose(found[shown], 10 * np.log10(mean_square[shown]), atol=0.01)
    weighted = loudness(audio, sr, hop_length=hop, frame_length=frame, weighting="A", floor_db=-200)
    np.testing.assert_array_equal(weighted, found)


def test_the_a_weighting_is_that_of_the_standard():
    # IEC 61672-1, table 3.
    table = {31.5: -39.4, 63: -26.2, 125: -16.1, 250: -8.6, 500: -3.2, 1000: 0, 2000: 1.2, 4000: 1.0, 8000: -1.1}
    # The nominal frequencies stand for powers of ten.
    exact_hz = 10 ** (np.rint(10 * np.log10([*table])) / 10)
    level = 20 * np.log10(a_weighting(exact_hz))
    np.testing.assert_allclose(level, [*table.values()], atol=0.1)


@pytest.mark.parametrize("f0_hz", [80, 150, 220, 440, 900])
@pytest.mark.parametrize("snr_db", [0, 10, 20, 30])
def test_harmonicity_is_the_ratio_of_tone_to_noise(f0_hz, snr_db):
    tone = harmonic_tone(constant(f0_hz, 2))
    hiss = np.random.default_rng(0).normal(size=len(tone)) * tone.std() * 10 ** (-snr_db / 20)
    found = features((tone + hiss).astype(np.float32), SR, 2048, 256, ("harmonicity",)).harmonicity_db
    assert np.median(found[10:-10]) == pytest.approx(snr_db, abs=0.7)


def test_harmonicity_of_hiss_silence_and_an_offset():
    hiss = np.random.default_rng(0).normal(0, 0.1, SR).astype(np.float32)
    assert np.median(features(hiss, SR, 2048, 256, ("harmonicity",)).harmonicity_db) < -5
    tone = harmonic_tone(constant(220, 1))
    plain, offset = (
        features(audio, SR, 2048, 256, ("harmonicity",)).harmonicity_db for audio in (tone, tone + np.float32(0.3))
    )
    np.testing.assert_allclose(np.median(offset[10:-10]), np.median(plain[10:-10]), atol=1)
    flat = features(np.full(SR, 0.3, np.float32), SR, 2048, 256, ("harmonicity",)).harmonicity_db
    assert (flat[10:-10] < -59).all()
    assert (features(np.zeros(SR, np.float32), SR, 2048, 256, ("harmonicity",)).harmonicity_db < -59).all()


def test_a_note_is_bright_in_its_row_of_the_picture():
    for pitch in (45, 69, 90):
        tone = np.sin(2 * np.pi * 440 * 2 ** ((pitch - 69) / 12) * np.arange(SR) / SR).astype(np.float32)
        found = features(tone, SR, 2048, 256, ("spectrogram",)).spectrogram
        column = found.levels[len(found.levels) // 2]
        # At 110 Hz a bin is wider than a semitone.
        brightest = found.low_pitch + column.argmax() / found.rows_per_semitone
        assert brightest == pytest.approx(pitch, abs=0.5 if pitch < 60 else 0)
        level = FLOOR_DB + column.max() / 255 * (CEILING_DB - FLOOR_DB)
        assert level == pytest.approx(0, abs=1.5)
        tiles = [*found.tiles(start_s=2.0, columns=20)]
        np.testing.assert_array_equal(np.concatenate([tile.image for tile in tiles], axis=1).T, found.levels)
        assert tiles[1].start_s == pytest.approx(2 + 20 * found.hop_s)


def test_the_picture_of_a_recording_holds_what_librosa_sees():
    audio, sr = load_audio(spoken_words(), SR)
    found = features(audio, sr, 2048, 256, ("spectrogram",)).spectrogram
    power = np.abs(librosa.stft(audio, n_fft=2048, hop_length=256)) ** 2 * (2 / 1024) ** 2
    rows = found.low_pitch + np.arange(found.levels.shape[1]) / found.rows_per_semitone
    low, high = librosa.midi_to_hz(rows - 0.25), librosa.midi_to_hz(rows + 0.25)
    bins = librosa.fft_frequencies(sr=sr, n_fft=2048)
    step = (CEILING_DB - FLOOR_DB) / 255
    for row in range(120, len(rows), 7):
        inside = (bins >= low[row]) & (bins < high[row])
        level = np.clip(10 * np.log10(power[inside].max(axis=0) + 1e-20), FLOOR_DB, CEILING_DB)
        shown = FLOOR_DB + found.levels[:, row] * step
        np.testing.assert_allclose(shown, level[:: round(found.hop_s * sr / 256)], atol=step)


def test_a_frame_too_short_for_the_range_is_refused():
    with pytest.raises(AnalysisError, match="longer frame"):
        features(noise(5000), SR, 64, 32, ("harmonicity",), fmin=65, fmax=300)
