"""The picture of a sound: smallest and largest sample per bin, at halving resolutions, for drawing at any zoom."""

from __future__ import annotations

import os
from dataclasses import dataclass
from typing import IO, TYPE_CHECKING

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


def pyramid(base: NDArray[np.int16], duration_s: float, hop_s: float) -> Peaks:
    """The coarser levels above a finest one of shape (n, 2)."""
    levels = [base]
    while len(levels[-1]) > 1:
        fine = levels[-1]
        levels.append(_min_max(fine[:, 0], fine[:, 1], FACTOR).astype(np.int16))
    return Peaks(duration_s, hop_s, FACTOR, tuple(levels))


class PeaksBuilder:
    """Make the pyramid of a sound that comes in blocks.

    Parameters
    ----------
    sr
        Sample rate in Hz.
    """

    def __init__(self, sr: float) -> None:
        self._sr = sr
        self._pending = np.zeros(0, np.float32)
        self._bins: list[NDArray[np.int16]] = []
        self._n_samples = 0

    def push(self, block: NDArray[np.floating]) -> None:
        """Take a mono block, full scale ±1 (louder is clipped)."""
        self._n_samples += len(block)
        waiting = np.concatenate([self._pending, block]) if len(self._pending) else block
        whole = len(waiting) - len(waiting) % BASE_BIN_SAMPLES
        self._add(waiting[:whole])
        self._pending = waiting[whole:].copy()

    def finish(self) -> Peaks:
        """The pyramid of all blocks."""
        self._add(self._pending)
        self._pending = self._pending[:0]
        base = np.concatenate([np.zeros((0, 2), np.int16), *self._bins])
        return pyramid(base, self._n_samples / self._sr, BASE_BIN_SAMPLES / self._sr)

    def _add(self, samples: NDArray[np.floating]) -> None:
        if len(samples):
            base = _min_max(samples, samples, BASE_BIN_SAMPLES)
            self._bins.append(np.rint(np.clip(base, -1, 1) * FULL_SCALE).astype(np.int16))


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
    builder = PeaksBuilder(sr)
    builder.push(check_audio(y, sr))
    return builder.finish()


def file_peaks(path: str | os.PathLike[str] | IO[bytes]) -> Peaks:
    """Make the min/max pyramid of a sound file of any length, block by block; channels are mixed down.

    Parameters
    ----------
    path
        Where it lies, or the file itself, open.

    Raises
    ------
    FormatError
        When the file is missing, damaged or not a sound.
    """
    from gradio_pianoroll.formats.audio_stream import AudioStream

    stream = AudioStream(path)
    builder = PeaksBuilder(stream.sr)
    for block in stream:
        builder.push(block)
    return builder.finish()
