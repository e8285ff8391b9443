"""Zero crossings: how often the waveform changes its sign, a cheap sign of hiss and of consonants."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from gradio_pianoroll.analysis.frames import Batch

# Samples as small as this count as zero, and zero as positive, as in librosa.
THRESHOLD = 1e-10


def zero_crossing_rate(batch: Batch, hop_length: int) -> NDArray[np.float32]:
    """Share of the samples of each frame at which the sign changes; float32, shape (n,), 0-1.

    The beginning and the end of the sound are no crossings.
    """
    n, length = batch.frames.shape
    negative = batch.span < -THRESHOLD
    crossed = np.zeros(len(negative), bool)
    first, end = batch.valid
    crossed[first + 1 : end] = negative[first + 1 : end] != negative[first : max(end - 1, first)]
    until = np.concatenate([[0], np.cumsum(crossed)])
    starts = np.arange(n) * hop_length
    # A crossing between a frame's first sample and the one before it is not inside the frame.
    return np.asarray((until[starts + length] - until[starts + 1]) / length, dtype=np.float32)
