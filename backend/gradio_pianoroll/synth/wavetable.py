"""Band-limited oscillators: tables that hold exactly the harmonics that fit below half the sample rate.

A table serves a third of an octave, so that at most the top third of an octave of the spectrum is lost and nothing
folds back.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

SHAPES = ("sine", "triangle", "saw", "square")
TABLE_SIZE = 4096
# More would leave linear interpolation fewer than eight points per period of the highest harmonic.
MAX_HARMONICS = TABLE_SIZE // 8
TABLES_PER_OCTAVE = 3
LOWEST_HZ = 16.0


def harmonic_amplitudes(shape: str, n_harmonics: int) -> NDArray[np.float64]:
    """Amplitudes of sin(2πk·phase), k = 1 … n_harmonics, for a wave between -1 and 1."""
    k = np.arange(1, n_harmonics + 1)
    odd = k % 2 == 1
    if shape == "sine":
        return np.asarray((k == 1).astype(np.float64))
    if shape == "saw":
        return np.asarray(2 / np.pi / k * np.where(odd, 1, -1))
    if shape == "square":
        return np.asarray(4 / np.pi / k * odd)
    if shape == "triangle":
        return np.asarray(8 / np.pi**2 / k**2 * odd * np.where(k % 4 == 1, 1, -1))
    raise ValueError(f"there is no wave {shape!r}; choose from {', '.join(SHAPES)}")


@lru_cache(maxsize=256)
def _table(shape: str, n_harmonics: int) -> NDArray[np.float32]:
    spectrum = np.zeros(TABLE_SIZE // 2 + 1, dtype=complex)
    spectrum[1 : n_harmonics + 1] = -0.5j * TABLE_SIZE * harmonic_amplitudes(shape, n_harmonics)
    wave = np.fft.irfft(spectrum, TABLE_SIZE)
    # One more point saves a wrap-around per sample.
    table = np.append(wave, wave[0]).astype(np.float32)
    table.setflags(write=False)
    return table


def _n_harmonics(top_hz: float, sr: float) -> int:
    return int(np.clip(np.ceil(sr / 2 / top_hz) - 1, 1, MAX_HARMONICS))


def oscillate(shape: str, f0_hz: ArrayLike, n_samples: int, sr: float, phase: float = 0.0) -> NDArray[np.float32]:
    """A wave of constant or moving frequency.

    Parameters
    ----------
    shape
        `sine`, `triangle`, `saw` or `square`.
    f0_hz
        One frequency, or one per sample, shape (n_samples,); at or above sr / 2 is silent.
    n_samples
        Length.
    sr
        Sample rate in Hz.
    phase
        Where in the period to begin, 0-1.

    Returns
    -------
    float32 array, shape (n_samples,), within about ±1 (band-limited edges overshoot)
    """
    frequency = np.broadcast_to(np.asarray(f0_hz, dtype=np.float64), (n_samples,))
    if n_samples == 0:
        return np.zeros(0, np.float32)
    steps = np.cumsum(frequency) / sr
    position = ((phase + steps - frequency / sr) % 1.0) * TABLE_SIZE
    base = position.astype(np.int64) % TABLE_SIZE
    part = (position - np.floor(position)).astype(np.float32)
    octave = np.log2(np.maximum(frequency, LOWEST_HZ) / LOWEST_HZ)
    band = np.ceil(octave * TABLES_PER_OCTAVE - 1e-9).astype(np.int64)
    wave = np.zeros(n_samples, np.float32)
    for number in np.unique(band):
        here = band == number
        table = _table(shape, _n_harmonics(LOWEST_HZ * 2 ** (number / TABLES_PER_OCTAVE), sr))
        wave[here] = table[base[here]] * (1 - part[here]) + table[base[here] + 1] * part[here]
    wave[frequency >= sr / 2] = 0
    return wave
