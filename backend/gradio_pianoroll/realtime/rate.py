"""A stream at a whole fraction of its sample rate, with true positions across gaps and hardly any delay."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np

from gradio_pianoroll.realtime.ring import Block

if TYPE_CHECKING:
    from numpy.typing import NDArray

# The filter reaches so many samples of the new rate to both sides.
REACH = 8
# Of the new rate; what lies above half of it folds back.
CUTOFF = 0.45
# Some 60 dB down (J. F. Kaiser, "Nonrecursive digital filter design using the I0-sinh window function", ISCAS 1974).
KAISER_BETA = 5.65


@lru_cache(maxsize=8)
def _lowpass(factor: int) -> NDArray[np.float32]:
    n = np.arange(-REACH * factor, REACH * factor + 1)
    taps = np.sinc(2 * CUTOFF * n / factor) * np.kaiser(len(n), KAISER_BETA)
    return np.asarray(taps / taps.sum(), np.float32)


class Decimator:
    """Keeps every `factor`-th sample of a low-passed stream.

    A resampler holds back what its filter needs of the future, and a block that ends with a frame would have to wait
    for the next one. Here output `k` needs nothing behind input `factor * (k + 1) - 1`: all that a block completes
    comes with it, and the stream lies some `REACH` samples (0.3 ms) later than it should.

    Parameters
    ----------
    factor
        1 passes everything through.
    """

    def __init__(self, factor: int) -> None:
        self.factor = factor
        self._taps = _lowpass(factor)
        self._before = np.zeros(len(self._taps) - 1, np.float32)
        self._next = 0

    def push(self, samples: NDArray[np.float32], position: int, arrived_s: float) -> list[Block]:
        """What `samples` (shape (n,)), which begin at sample `position` of the stream, complete."""
        factor, taps = self.factor, self._taps
        if factor == 1:
            return [Block(samples, position, arrived_s)]
        if position != self._next:
            self._before[:] = 0.0
        self._next = position + len(samples)
        sound = np.concatenate([self._before, samples])
        self._before = sound[len(samples) :].copy()
        # Inputs are counted from the beginning of the stream, so that gaps do not shift what comes after them.
        first, end = -(-(position + 1) // factor) - 1, self._next // factor
        if end <= first:
            return []
        at = factor * (first + 1) - 1 - position
        step = sound.itemsize
        rows: NDArray[np.float32] = np.ndarray(
            (end - first, len(taps)), np.float32, sound, at * step, (factor * step, step)
        )
        return [Block(rows @ taps, first, arrived_s)]
