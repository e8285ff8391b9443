"""Voicing as a curve: how surely each moment is voiced, smoothed enough to be read."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from gradio_pianoroll.analysis.f0 import F0Result

SMOOTHING_FRAMES = 5


def voicing(result: F0Result) -> NDArray[np.float32]:
    """Voicing per frame, 0-1.

    A frame that the engine decided is voiced is at least one half, another at most one half, so that a threshold of
    0.5 gives the engine's decision back.

    Returns
    -------
    float32 array, shape (n_frames,)
    """
    kernel = np.hanning(SMOOTHING_FRAMES + 2)[1:-1]
    middle = slice(SMOOTHING_FRAMES // 2, SMOOTHING_FRAMES // 2 + len(result.confidence))
    weight = np.convolve(np.ones(len(result.confidence)), kernel)[middle]
    half = np.convolve(result.confidence.astype(np.float64), kernel)[middle] / weight / 2
    return np.clip(np.where(result.voiced, 0.5 + half, half), 0, 1).astype(np.float32)
