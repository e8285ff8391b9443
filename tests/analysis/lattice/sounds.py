"""Sounds for the lattice's tests, small models of them, and pins at random."""

from functools import lru_cache

import numpy as np
import soundfile

from gradio_pianoroll.analysis import Pin, PitchLattice
from gradio_pianoroll.analysis.pyin.parameters import PyinParameters
from tests.analysis.lattice.oracle import TextbookModel
from tests.analysis.signals import glide, harmonic_tone, vibrato
from tests.recordings import spoken_sentences

SR = 8_000
# A small model, so that a full matrix of it takes microseconds: half semitones over 2.3 octaves.
SMALL = {"fmin": 75, "fmax": 375, "hop_length": 80, "frame_length": 512, "resolution": 0.5}


@lru_cache
def sentence(name="vm-intro.wav"):
    y, sr = soundfile.read(spoken_sentences(name), dtype="float32")
    assert sr == SR
    return y


@lru_cache
def sounds():
    """A second and a half each: speech, singing, noise, a gap of digital silence."""
    rng = np.random.default_rng(5)
    sung = np.concatenate([harmonic_tone(vibrato(150, 0.8, SR), SR), harmonic_tone(glide(300, 110, 0.7, SR), SR)])
    gap = sung.copy()
    gap[3_000:8_000] = 0
    return {
        "speech": sentence()[4_000:16_000],
        "more speech": sentence("vm-nobox.wav")[8_000:20_000],
        "singing": sung + 0.003 * rng.standard_normal(len(sung)).astype(np.float32),
        "silence": gap,
        "noise": (0.1 * rng.standard_normal(9_000)).astype(np.float32),
    }


@lru_cache
def small(kind):
    """A sound's lattice and its textbook model."""
    return (
        PitchLattice.of(sounds()[kind], SR, cache=False, **SMALL),
        TextbookModel(sounds()[kind], PyinParameters(sr=SR, **SMALL)),
    )


def random_pin(rng, duration_s, low_hz=70, high_hz=400):
    start_s = rng.uniform(-0.1, duration_s)
    end_s = start_s + rng.choice([0.0, 0.01, rng.uniform(0, 0.4)])
    hz = float(np.exp(rng.uniform(np.log(low_hz), np.log(high_hz))))
    weight = None if rng.random() < 0.5 else float(rng.uniform(0.3, 30))
    voicing = rng.choice([None, 0.0, float(rng.uniform(0, 12))])
    match rng.integers(5):
        case 0:
            return Pin(start_s, end_s, hz, hz * rng.uniform(1, 1.6), weight=weight, unvoiced_weight=voicing)
        case 1:
            return Pin.unvoiced(start_s, end_s, weight=weight)
        case 2:
            return Pin.voiced(start_s, end_s, weight=weight)
        case 3:
            times = np.sort(rng.uniform(start_s, end_s + 0.05, rng.integers(1, 5)))
            pitches = hz * 2 ** rng.uniform(-0.3, 0.3, len(times))
            cents = float(rng.choice([0, 50, 120, 300]))
            points = list(zip(times.tolist(), pitches.tolist(), strict=True))
            return Pin.near(points, cents, weight=weight, unvoiced_weight=voicing)
    return Pin.octave(start_s, end_s, int(rng.choice([-1, 1])), weight=weight)
