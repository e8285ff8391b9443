"""What can be measured of two sounds of one note: level, third octaves, onset, pitch."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

WINDOW_S = 2.4
# Bands softer than the strongest by more than this are not heard beside it.
HEARD_DB = 40.0


class Difference(NamedTuple):
    """How far a sound is from another one; bands in dB without the gain between the engines."""

    level_db: float
    bands_db: NDArray[np.float64]
    onset_ms: float
    cents: float


def difference(ours: NDArray[np.float64], theirs: NDArray[np.float64], sr: int, gain_db: float) -> Difference:
    """Differences of two sounds (n, 2) that begin before their note; `gain_db` is what the engines differ by anyway."""
    a, b = third_octaves(ours, sr), third_octaves(theirs, sr)
    heard = b > b.max() - HEARD_DB
    tenth = 0.1 * float(np.abs(theirs).max())
    onset_ms = 1e3 * (onset_s(ours, tenth * 10 ** (gain_db / 20), sr) - onset_s(theirs, tenth, sr))
    level = level_db(ours) - level_db(theirs) - gain_db
    return Difference(level, (a - b - gain_db)[heard], onset_ms, cents_between(ours, theirs, sr))


def level_db(sound: NDArray[np.float64]) -> float:
    """Mean level."""
    return float(10 * np.log10(np.mean(sound**2) + 1e-20))


def third_octaves(sound: NDArray[np.float64], sr: int) -> NDArray[np.float64]:
    """Power in dB of the third octaves from 25 Hz to 16 kHz, both channels together."""
    power = (np.abs(np.fft.rfft(sound[: round(WINDOW_S * sr)], axis=0)) ** 2).sum(axis=1)
    centres = 1000 * 2.0 ** (np.arange(-16, 13) / 3)
    hz = np.fft.rfftfreq(min(len(sound), round(WINDOW_S * sr)), 1 / sr)
    edges = np.searchsorted(hz, [centres * 2 ** (-1 / 6), centres * 2 ** (1 / 6)])
    total = np.concatenate([[0], np.cumsum(power)])
    return np.asarray(10 * np.log10(total[edges[1]] - total[edges[0]] + 1e-20))


def onset_s(sound: NDArray[np.float64], size: float, sr: int) -> float:
    """Where the sound first reaches a size."""
    return float(np.argmax(np.abs(sound).max(axis=1) > size) / sr)


def cents_between(ours: NDArray[np.float64], theirs: NDArray[np.float64], sr: int) -> float:
    """Distance of the strongest partial, from 0.25 to 0.75 s; 0 where there is silence by then."""
    mono_a, mono_b = ours.sum(axis=1), theirs.sum(axis=1)
    first, n = round(0.25 * sr), round(0.5 * sr)
    window = np.hanning(n)
    spectrum = np.abs(np.fft.rfft(mono_b[first : first + n] * window, 8 * n))
    low = int(40 * 8 * n / sr)
    at = low + int(np.argmax(spectrum[low:]))
    if spectrum[at] < 1e-6:
        return 0.0
    ours_hz, theirs_hz = (_peak_hz(mono[first : first + n] * window, sr, at) for mono in (mono_a, mono_b))
    return float(1200 * np.log2(ours_hz / theirs_hz))


def _peak_hz(sound: NDArray[np.float64], sr: int, near: int) -> float:
    """Frequency of the partial near a bin of an eightfold spectrum, by a parabola through three bins."""
    n = 8 * len(sound)
    level = np.log(np.abs(np.fft.rfft(sound, n)) + 1e-20)
    reach = max(8, near // 60)
    at = near - reach + int(np.argmax(level[near - reach : near + reach + 1]))
    left, here, right = level[at - 1 : at + 2]
    return float((at + 0.5 * (left - right) / (left - 2 * here + right)) * sr / n)
