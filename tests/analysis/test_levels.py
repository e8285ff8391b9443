"""Loudness, voicing, the waveform's picture, and all features together."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gradio_pianoroll import NoteTable, Score
from gradio_pianoroll.analysis import (
    AnalysisError,
    F0Result,
    NoteModel,
    analyze,
    extract_audio_features,
    find_notes,
    loudness,
    notes_from_f0,
    voicing,
    waveform_peaks,
)
from gradio_pianoroll.analysis.peaks import file_peaks
from gradio_pianoroll.formats.audio import load_audio
from gradio_pianoroll.synth import render
from tests.analysis.signals import SR, constant, harmonic_tone
from tests.recordings import spoken_sentences, spoken_words


def sine(level, seconds=1.0, sr=SR):
    return (level * np.sin(2 * np.pi * 1000 * np.arange(int(seconds * sr)) / sr)).astype(np.float32)


def test_loudness_of_a_sine_is_its_rms_in_db():
    inside = slice(8, -8)
    for level in (1.0, 0.5, 0.01):
        found = loudness(sine(level), SR)[inside]
        np.testing.assert_allclose(found, 20 * np.log10(level / np.sqrt(2)), atol=0.05)


def test_loudness_floor_and_reference():
    assert (loudness(np.zeros(5000, np.float32), SR, floor_db=-70) == -70).all()
    audio = sine(0.1)
    assert loudness(audio, SR, reference="max").max() == 0
    twice = loudness(audio, SR, reference=0.5) - loudness(audio, SR, reference=1.0)
    np.testing.assert_allclose(twice, 20 * np.log10(2), atol=1e-4)
    for wrong in (0.0, -1.0, float("nan"), "loudest"):
        with pytest.raises(AnalysisError, match="reference"):
            loudness(audio, SR, reference=wrong)


def test_loudness_equals_a_plain_computation_on_speech():
    audio, sr = load_audio(spoken_sentences())
    hop, frame = 80, 400
    padded = np.pad(audio.astype(np.float64), frame // 2)
    rows = np.lib.stride_tricks.sliding_window_view(padded, frame)[::hop][: 1 + len(audio) // hop]
    plain = np.maximum(20 * np.log10(np.sqrt((rows**2).mean(axis=1)) + 1e-30), -80)
    np.testing.assert_allclose(loudness(audio, sr, hop_length=hop, frame_length=frame), plain, atol=1e-2)


@pytest.mark.parametrize("frame_length", [2048, 1500, 512])
def test_short_loudness_is_that_of_the_middle_of_the_frames(frame_length):
    audio, sr = load_audio(spoken_words())
    asked = {"features": ("loudness", "short_loudness"), "analysis_sr": sr, "cache": False}
    found = extract_audio_features(audio, sr, frame_length=frame_length, **asked)
    middle = 2 * min(frame_length // 2, round(1024 / 22_050 * sr / 2))
    assert found.short_loudness_db == pytest.approx(loudness(audio, sr, frame_length=middle), abs=1e-3)
    assert "short_loudness" not in found.columns()
    assert found.to_curves().keys() == {"loudness"}


def test_notes_are_heard_in_short_frames_and_ruled_by_long_ones():
    melody = Score(NoteTable.from_columns([0, 0.5, 1, 2, 3], 0.5, [60, 60, 64, 62, 60], velocity=[90, 50, 70, 30, 90]))
    sung = render(melody, 22_050, voice="voice")
    found = extract_audio_features(sung, 22_050, features=("f0", "loudness", "short_loudness"), cache=False)
    f0 = F0Result(found.times_s, found.f0_hz, found.voiced, found.voiced_prob)
    for model, level_db in ((None, found.short_loudness_db), (NoteModel(), found.loudness_db)):
        expected = find_notes(f0, loudness=level_db, model=model)
        said = notes_from_f0(found, model=model).notes
        assert len(said) == len(expected.onset_s) > 0
        assert said.velocity.tolist() == expected.velocity.tolist()


@given(st.lists(st.tuples(st.booleans(), st.floats(0, 1, width=32)), min_size=1, max_size=40))
def test_voicing_gives_the_decision_back(frames):
    voiced = np.array([v for v, _ in frames])
    n = len(frames)
    confidence = np.array([c for _, c in frames], np.float32)
    curve = voicing(F0Result(np.arange(n) * 0.01, np.full(n, 100, np.float32), voiced, confidence))
    assert curve.shape == (n,)
    assert ((curve >= 0) & (curve <= 1)).all()
    assert (curve[voiced] >= 0.5).all()
    assert (curve[~voiced] <= 0.5).all()


@given(st.integers(1, 5000), st.integers(0, 2**32 - 1))
def test_every_level_of_the_peaks_bounds_the_sound(n, seed):
    audio = np.random.default_rng(seed).uniform(-1, 1, n).astype(np.float32)
    peaks = waveform_peaks(audio, 8000)
    assert peaks.duration_s == n / 8000
    width = 256
    assert peaks.hop_s == width / 8000
    for level in peaks.levels:
        assert level.dtype == np.int16
        assert len(level) == -(-n // width)
        for row in (0, len(level) - 1):
            part = audio[row * width : (row + 1) * width]
            np.testing.assert_array_equal(level[row], np.rint([part.min() * 32767, part.max() * 32767]))
        width *= peaks.factor
    assert len(peaks.levels[-1]) == 1


def test_the_picture_of_a_file_is_that_of_its_sound():
    plain = waveform_peaks(*load_audio(spoken_words()))
    streamed = file_peaks(spoken_words())
    assert (streamed.duration_s, streamed.hop_s) == (plain.duration_s, plain.hop_s)
    for a, b in zip(streamed.levels, plain.levels, strict=True):
        np.testing.assert_array_equal(a, b)


def test_too_loud_a_sound_is_clipped_in_its_picture():
    assert waveform_peaks(np.array([3.0, -3.0]), 8000).levels[0].tolist() == [[-32767, 32767]]
    with pytest.raises(AnalysisError):
        waveform_peaks(np.zeros(0), 8000)


def test_features_share_one_time_base_and_become_curves():
    audio, sr = load_audio(spoken_words())
    found = analyze(audio, sr, fmin=75, fmax=500)
    assert sr == 48_000
    assert found.duration_s == pytest.approx(len(audio) / sr)
    assert len(found.f0_hz) == len(found.loudness_db) == len(found.voicing) == found.n_frames
    assert found.times_s[-1] == pytest.approx(found.duration_s, abs=found.hop_s)
    curves = found.to_curves(start_s=2.5)
    assert {name: (c.target, c.unit) for name, c in curves.items()} == {
        "f0": ("f0", "Hz"),
        "loudness": ("loudness", "dB"),
        "voicing": ("voicing", ""),
    }
    for curve in curves.values():
        assert (curve.time, curve.start, curve.hop) == ("s", 2.5, found.hop_s)
    assert curves["f0"].style["renderMode"] == "piano_grid"
    assert (curves["loudness"].style["yMin"], curves["voicing"].style["yMax"]) == (-60.0, 1.0)
    np.testing.assert_array_equal(curves["f0"].values, found.f0_hz)


def test_only_what_is_asked_for_is_computed():
    found = analyze(harmonic_tone(constant(220, 0.5)), SR, features=("loudness",))
    assert found.f0_hz is None
    assert found.voicing is None
    assert list(found.to_curves()) == ["loudness"]
    assert found.n_frames == len(found.loudness_db)
