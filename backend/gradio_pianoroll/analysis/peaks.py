"""The picture of a sound: smallest and largest sample per bin, at halving resolutions, for drawing at any zoom."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from gradio_pianoroll.analysis.checks import check_audio

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

BASE_BIN_SAMPLES = 256
FACTOR = 4
FULL_SCALE = 32_767


@dataclass(frozen=True)
class Peaks:
    """A min/max pyramid.

    Attributes
    ----------
    duration_s
        Length of the sound.
    hop_s
        Width of a bin of level 0.
    factor
        Each level is this many times coarser than the one before.
    levels
        int16 arrays of shape (n, 2): smallest and largest, full scale 32 767; the last has one bin.
    """

    duration_s: float
    hop_s: float
    factor: int
    levels: tuple[NDArray[np.int16], ...]


def _min_max(low: NDArray[np.generic], high: NDArray[np.generic], width: int) -> NDArray[np.generic]:
    starts = np.arange(0, len(low), width)
    return np.stack([np.minimum.reduceat(low, starts), np.maximum.reduceat(high, starts)], axis=1)


def waveform_peaks(y: ArrayLike, sr: float) -> Peaks:
    """Make the min/max pyramid of a sound.

    Parameters
    ----------
    y
        Shape (n,), floating point, full scale ±1 (louder is clipped).
    sr
        Sample rate in Hz.

    Raises
    ------
    AnalysisError
        When the sound is empty, not mono or not finite.
    """
    audio = check_audio(y, sr)
    base = _min_max(audio, audio, BASE_BIN_SAMPLES)
    levels = [np.rint(np.clip(base, -1, 1) * FULL_SCALE).astype(np.int16)]
    while len(levels[-1]) > 1:
        fine = levels[-1]
        levels.append(_min_max(fine[:, 0], fine[:, 1], FACTOR).astype(np.int16))
    return Peaks(len(audio) / sr, BASE_BIN_SAMPLES / sr, FACTOR, tuple(levels))
