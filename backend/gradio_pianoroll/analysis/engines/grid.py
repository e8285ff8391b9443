"""From an engine's own frames to the frames that were asked for."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray


def fit_length(values: NDArray[np.floating], n_frames: int) -> NDArray[np.float64]:
    """The first `n_frames` values, zeros where there are fewer."""
    out = np.zeros(n_frames)
    kept = min(n_frames, len(values))
    out[:kept] = values[:kept]
    return out


def onto_grid(
    source_s: NDArray[np.floating],
    f0_hz: NDArray[np.floating],
    voiced: NDArray[np.bool_],
    confidence: NDArray[np.floating],
    target_s: NDArray[np.floating],
) -> tuple[NDArray[np.float64], NDArray[np.bool_], NDArray[np.float64]]:
    """Take frames over onto other times.

    A frame is voiced when the nearest one of the source is. Its pitch is interpolated between two voiced neighbours on
    a logarithmic scale, or that of the nearest one; confidence is interpolated.

    Parameters
    ----------
    source_s
        Ascending, shape (n,), n ≥ 1.
    f0_hz, voiced, confidence
        Shape (n,).
    target_s
        Shape (m,).

    Returns
    -------
    f0_hz, voiced, confidence : arrays of shape (m,)
    """
    right = np.clip(np.searchsorted(source_s, target_s), 0, len(source_s) - 1)
    left = np.clip(right - 1, 0, None)
    span = np.where(right > left, source_s[right] - source_s[left], 1.0)
    share = np.clip((target_s - source_s[left]) / span, 0, 1)
    share = np.where(right > left, share, 0.0)
    nearest = np.where(share > 0.5, right, left)
    log_f0 = np.log2(np.where(voiced & (f0_hz > 0), f0_hz, 1.0))
    between = log_f0[left] * (1 - share) + log_f0[right] * share
    both = voiced[left] & voiced[right]
    pitch = np.exp2(np.where(both, between, log_f0[nearest]))
    return pitch, voiced[nearest], np.interp(target_s, source_s, confidence)
