"""Onsets of sounds whose onsets are known; librosa's detector for sanity."""

import librosa
import mir_eval
import numpy as np
import pytest

from gradio_pianoroll.analysis import AnalysisError, detect_onsets, onset_strength, pick_onsets
from gradio_pianoroll.score import NoteTable, Score, Track
from gradio_pianoroll.synth import render
from tests.analysis.signals import SR, harmonic_tone, vibrato


def plucked():
    rng = np.random.default_rng(5)
    onset = np.cumsum(rng.choice([0.25, 0.5, 0.5, 1.0], 24)) + 1
    pitch = rng.integers(50, 75, 24)
    notes = NoteTable.from_columns(onset, 0.4, pitch)
    return onset / 2, render(Score(notes=notes, tracks=(Track(program=24),)), SR, reverb=0)


def test_plucked_notes_are_found_as_well_as_librosa_finds_them():
    true_s, audio = plucked()
    mine = mir_eval.onset.f_measure(true_s, detect_onsets(audio, SR))[0]
    theirs = mir_eval.onset.f_measure(true_s, librosa.onset.onset_detect(y=audio, sr=SR, hop_length=256, units="time"))[
        0
    ]
    assert mine > 0.95
    assert mine >= theirs - 0.03


def test_vibrato_has_one_onset():
    tone = harmonic_tone(vibrato(440))
    # Cut off at once it would end in a click, which is an onset, too.
    tone[-4000:] *= np.linspace(1, 0, 4000, dtype=np.float32)
    audio = np.r_[np.zeros(SR // 2, np.float32), tone]
    onsets = detect_onsets(audio, SR)
    assert len(onsets) == 1
    assert onsets[0] == pytest.approx(0.5, abs=0.03)


def test_silence_and_shapes():
    assert len(detect_onsets(np.zeros(SR, np.float32), SR)) == 0
    for n in (1, 100, 5000):
        assert onset_strength(np.ones(n, np.float32) * 0.1, SR).shape == (1 + n // 256,)
    assert (onset_strength(harmonic_tone(vibrato(300)), SR) >= 0).all()
    with pytest.raises(AnalysisError, match="onset strength"):
        pick_onsets(np.zeros((2, 2)), 0.01)
    with pytest.raises(AnalysisError, match="onset strength"):
        pick_onsets(np.zeros(5), 0.0)
