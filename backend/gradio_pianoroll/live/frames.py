"""Frames of a stream that grow at the end, without being copied each time."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

SMALLEST = 1_024
FLOOR_DB = -100.0


class Growing:
    """Float array that can be added to; shape (n,).

    Parameters
    ----------
    fill
        Value of what is skipped.
    """

    def __init__(self, fill: float) -> None:
        self._fill = fill
        self._held = np.full(SMALLEST, fill, np.float64)
        self._n = 0

    def __len__(self) -> int:
        return self._n

    @property
    def values(self) -> NDArray[np.float64]:
        """Values that are there; a view."""
        return self._held[: self._n]

    def put(self, first: int, values: NDArray[np.floating]) -> None:
        """Set values from index `first` on."""
        self.reach(first + len(values))
        self._held[first : first + len(values)] = values

    def add(self, index: NDArray[np.integer], values: NDArray[np.floating]) -> None:
        """Add to the values at these places."""
        if len(index):
            self.reach(int(index.max()) + 1)
            np.add.at(self._held, index, values)

    def reach(self, n: int) -> None:
        """Be at least so long."""
        if n > len(self._held):
            longer = np.full(max(n, 2 * len(self._held)), self._fill, np.float64)
            longer[: self._n] = self._held[: self._n]
            self._held = longer
        self._n = max(self._n, n)


class FrameLevels:
    """Level of each frame of the F0, from blocks in any order.

    Parameters
    ----------
    sr
        Sample rate of the blocks in Hz.
    hop_s
        Seconds between frames; frame `i` is measured half a hop around `i * hop_s`.
    """

    def __init__(self, sr: int, hop_s: float) -> None:
        self._hop = hop_s * sr
        self._power = Growing(0.0)

    def push(self, position: int, samples: NDArray[np.float32]) -> None:
        """Take samples, shape (n,), that lie at a position in the stream."""
        frame = np.floor((position + np.arange(len(samples))) / self._hop + 0.5).astype(np.int64)
        first = int(frame[0])
        sums = np.asarray(np.bincount(frame - first, weights=samples.astype(np.float64) ** 2), np.float64)
        self._power.add(np.arange(first, first + len(sums)), sums)

    def level_db(self, n: int) -> NDArray[np.float64]:
        """RMS of the first `n` frames in dB below full scale."""
        self._power.reach(n)
        return np.asarray(np.maximum(FLOOR_DB, 10 * np.log10(self._power.values[:n] / self._hop + 1e-12)), np.float64)
