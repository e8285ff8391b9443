"""A limiter that sees what comes: no sample above the ceiling, and nothing is bent."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from gradio_pianoroll.extras import require
from gradio_pianoroll.i18n.sentence import Sentence

if TYPE_CHECKING:
    from numpy.typing import NDArray

SYNTHESIZER = Sentence("needs.synthesizer")
AHEAD_S, RELEASE_S = 0.005, 0.1


class Limiter:
    """Limit a sound that comes in blocks; the result does not depend on their sizes.

    Parameters
    ----------
    sr
        Sample rate in Hz.
    ceiling
        Largest sample that comes out.
    """

    def __init__(self, sr: int, ceiling: float) -> None:
        self._ahead = max(1, round(AHEAD_S * sr))
        self._share = 1 - np.exp(-1 / (RELEASE_S * sr))
        self._ceiling = ceiling
        self._held: NDArray[np.float32] | None = None
        self._gain = 1.0
        # Gains of the samples before the next one, whose mean it gets.
        self._past = np.ones(self._ahead)

    def push(self, block: NDArray[np.float32]) -> NDArray[np.float32]:
        """Take samples (n,) or (n, 2), give those for which enough is known."""
        held = block if self._held is None else np.concatenate([self._held, block])
        n = max(0, len(held) - self._ahead)
        self._held = held[n:].copy()
        return self._limited(held, n)

    def finish(self) -> NDArray[np.float32]:
        """Give the rest."""
        held = np.zeros(0, np.float32) if self._held is None else self._held
        silence = np.zeros((self._ahead, *held.shape[1:]), np.float32)
        self._held = None
        return self._limited(np.concatenate([held, silence]), len(held))

    def _limited(self, held: NDArray[np.float32], n: int) -> NDArray[np.float32]:
        """First `n` samples; what follows them is seen only."""
        if n == 0:
            return held[:0]
        size = np.abs(held).reshape(len(held), -1).max(axis=1).astype(np.float64)
        wanted = np.minimum(1.0, self._ceiling / np.maximum(size, 1e-9))
        if wanted.min() == 1.0 and self._gain > 1 - 1e-9 and self._past.min() > 1 - 1e-9:
            return held[:n]
        from gradio_pianoroll.synth.limiter_kernels import release

        lowest = require("scipy.ndimage", SYNTHESIZER).minimum_filter1d
        width = self._ahead + 1
        # The least of the next samples: the origin puts the window behind the sample.
        ahead = lowest(np.append(wanted, np.ones(width)), width, origin=-(width // 2))[:n]
        self._gain = float(release(ahead, self._gain, self._share))
        gains = np.concatenate([self._past, ahead])
        self._past = gains[n:]
        total = np.cumsum(np.concatenate([[0.0], gains]))
        mean = (total[width:] - total[:-width]) / width
        # The mean of sums is off by a little, which must not lead above the ceiling.
        mean = np.minimum(mean, wanted[:n])
        shape = (-1, *[1] * (held.ndim - 1))
        return np.asarray(held[:n] * mean.astype(np.float32).reshape(shape), np.float32)
