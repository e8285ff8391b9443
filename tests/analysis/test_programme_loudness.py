"""LUFS, with libebur128 as the judge."""

import numpy as np
import pyebur128
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gradio_pianoroll.analysis import AnalysisError, extract_audio_features, programme_loudness
from gradio_pianoroll.analysis.bs1770 import LoudnessMeter, k_weighting
from gradio_pianoroll.formats.audio import load_audio, save_audio
from gradio_pianoroll.score import PianoRollWarning
from gradio_pianoroll.studio.results import summarise
from tests.recordings import spoken_sentences, spoken_words

LU = 0.001


def libebur128(audio, sr):
    """Momentary and short-term series (every 100 ms) and the integrated loudness."""
    mode = pyebur128.MeasurementMode
    rows = audio[:, None] if audio.ndim == 1 else audio
    state = pyebur128.R128State(rows.shape[1], sr, mode.MODE_I | mode.MODE_M | mode.MODE_S)
    step = (sr + 5) // 10
    momentary, short = [], []
    for i in range(len(rows) // step):
        state.add_frames(np.ascontiguousarray(rows[i * step : (i + 1) * step], np.float64).reshape(-1), step)
        if i >= 3:
            momentary.append(pyebur128.get_loudness_momentary(state))
        if i >= 29:
            short.append(pyebur128.get_loudness_shortterm(state))
    return np.array(momentary), np.array(short), pyebur128.get_loudness_global(state)


def assert_equal_to_libebur128(audio, sr):
    found = programme_loudness(audio, sr)
    momentary, short, integrated = libebur128(audio, sr)
    np.testing.assert_allclose(found.momentary_lufs, momentary, atol=LU)
    np.testing.assert_allclose(found.short_term_lufs, short, atol=LU)
    np.testing.assert_allclose(found.integrated_lufs, integrated, atol=LU)


@given(
    st.sampled_from([8000, 11_025, 16_000, 22_050, 44_100, 48_000, 96_000, 192_000]),
    st.integers(1, 6),
    st.lists(st.floats(1e-5, 0.9), min_size=1, max_size=6),
    st.integers(0, 2**32 - 1),
)
@settings(max_examples=25, deadline=None)
def test_noise_of_changing_level_at_any_rate(sr, channels, levels, seed):
    rng = np.random.default_rng(seed)
    length = int(sr * rng.uniform(0.4, 1.3))
    audio = np.concatenate([level * rng.uniform(-1, 1, (length, channels)) for level in levels])
    assert_equal_to_libebur128(audio, sr)


def test_recordings():
    for path in (spoken_words(), spoken_sentences()):
        assert_equal_to_libebur128(*load_audio(path))


def test_a_sine_at_full_scale_has_the_loudness_of_the_recommendation():
    # BS.1770-5, annex 1: 0 dB FS at 997 Hz in one front channel is -3.01 LKFS.
    sr = 48_000
    audio = np.sin(2 * np.pi * 997 * np.arange(5 * sr) / sr)
    found = programme_loudness(audio, sr)
    assert found.integrated_lufs == pytest.approx(-3.01, abs=0.01)
    assert found.momentary_lufs[10] == pytest.approx(-3.01, abs=0.01)
    both = programme_loudness(np.stack([audio, audio], axis=1), sr)
    assert both.integrated_lufs == pytest.approx(0.0, abs=0.01)


def test_the_coefficients_at_48_khz_are_those_of_the_recommendation():
    (b0, b1, b2, _, a1, a2), (_, _, _, _, c1, c2) = k_weighting(48_000)
    np.testing.assert_allclose([b0, b1, b2], [1.53512485958697, -2.69169618940638, 1.19839281085285], rtol=1e-9)
    np.testing.assert_allclose(
        [a1, a2, c1, c2], [-1.69065929318241, 0.73248077421585, -1.99004745483398, 0.99007225036621], rtol=1e-9
    )


def test_quiet_parts_are_gated():
    sr = 48_000
    loud = 0.1 * np.random.default_rng(0).normal(size=10 * sr)
    alone = programme_loudness(loud, sr).integrated_lufs
    with_silence = programme_loudness(np.concatenate([loud, np.zeros(30 * sr)]), sr)
    assert with_silence.integrated_lufs == pytest.approx(alone, abs=0.1)
    assert with_silence.momentary_lufs[-1] == -np.inf
    assert programme_loudness(np.zeros(sr), sr).integrated_lufs == -np.inf


@given(st.lists(st.integers(40, 30_000), min_size=1, max_size=8), st.integers(1, 3))
@settings(max_examples=20, deadline=None)
def test_blocks_of_any_size_give_the_same(sizes, channels):
    audio = np.random.default_rng(1).normal(0, 0.1, (60_000, channels)).astype(np.float32)
    meter = LoudnessMeter(44_100, channels)
    at = i = 0
    while at < len(audio):
        meter.push(audio[at : at + sizes[i % len(sizes)]])
        at, i = at + sizes[i % len(sizes)], i + 1
    np.testing.assert_array_equal(meter.finish().step_mean_square, programme_loudness(audio, 44_100).step_mean_square)


def test_a_sound_shorter_than_a_window_has_no_loudness():
    found = programme_loudness(np.full(100, 0.5), 44_100)
    assert len(found.momentary_lufs) == len(found.short_term_lufs) == 0
    assert found.integrated_lufs == -np.inf


@pytest.mark.parametrize("sr", [3_400, 4_000, 6_000])
def test_low_rates_that_have_room_for_the_weighting(sr):
    assert_equal_to_libebur128(0.1 * np.random.default_rng(0).normal(size=5 * sr), sr)


@pytest.mark.parametrize("sr", [1_000, 2_000, 3_363, 3_399])
def test_below_them_it_cannot_be_had_and_that_is_said(tmp_path, sr):
    # The corner of the shelf lies at 1 682 Hz (BS.1770-5, annex 1): below twice that its filter is not stable.
    noise = (0.1 * np.random.default_rng(0).normal(size=5 * sr)).astype(np.float32)
    words = f"cannot be had at a sample rate of {sr} Hz"
    with pytest.raises(AnalysisError, match=words):
        programme_loudness(noise, sr)
    path = save_audio(tmp_path / "low.wav", noise, sr)
    with pytest.warns(PianoRollWarning, match=words):
        found = extract_audio_features(path, features=("loudness", "programme"), fmin=50, fmax=400)
    assert np.isnan(found.programme.integrated_lufs)
    assert len(found.programme.momentary_lufs) in (46, 47)
    assert np.isnan(found.programme.momentary_lufs).all()
    assert np.isfinite(found.loudness_db).all()
    assert np.isnan(found.to_curves()["momentary"].values).all()
    assert summarise(found)["loudness_lufs"] is None


@pytest.mark.parametrize("bad", [np.zeros(0), np.zeros(10, np.int16), np.array([np.nan]), np.zeros((2, 2, 2))])
def test_what_cannot_be_measured_is_refused(bad):
    with pytest.raises(AnalysisError):
        programme_loudness(bad, 44_100)
