"""Sounds whose F0 is known."""

import numpy as np

SR = 22_050


def harmonic_tone(f0_hz, sr=SR, n_harmonics=8, level=0.2):
    """A tone that follows `f0_hz` (one value per sample)."""
    phase = 2 * np.pi * np.cumsum(f0_hz) / sr
    return sum(level / k * np.sin(k * phase) for k in range(1, n_harmonics + 1)).astype(np.float32)


def constant(f0_hz, seconds=1.5, sr=SR):
    return np.full(int(seconds * sr), float(f0_hz))


def vibrato(f0_hz, seconds=2.0, sr=SR, cents=40, rate_hz=5.5):
    time = np.arange(int(seconds * sr)) / sr
    return f0_hz * 2 ** (cents / 1200 * np.sin(2 * np.pi * rate_hz * time))


def glide(low_hz, high_hz, seconds=2.0, sr=SR):
    return np.geomspace(low_hz, high_hz, int(seconds * sr))


def cents(a, b):
    return 1200 * np.log2(np.asarray(a) / np.asarray(b))
