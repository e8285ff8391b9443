"""How much a frame repeats itself at a given F0: voicing for engines that do not decide it, confidence for others."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from gradio_pianoroll.analysis.engines.types import F0Options

# A voice's neighbouring periods correlate by more than this; noise rarely does.
VOICED_PERIODICITY = 0.6
FLOOR_DB = -60.0


def _level_db(audio: NDArray[np.floating], n_frames: int, options: F0Options) -> NDArray[np.float64]:
    """RMS of each frame in dB of full scale: one running sum of squares."""
    energy = np.concatenate([[0.0], np.cumsum(np.square(audio, dtype=np.float64))])
    begin = np.arange(n_frames) * options.hop_length - options.frame_length // 2
    first, last = (np.clip(begin + shift, 0, len(audio)) for shift in (0, options.frame_length))
    power = np.maximum(energy[last] - energy[first], 0) / options.frame_length
    return np.asarray(10 * np.log10(np.maximum(power, 1e-20)))


def periodicity(
    audio: NDArray[np.floating], sr: float, f0_hz: NDArray[np.floating], options: F0Options
) -> NDArray[np.float64]:
    """Normalised correlation of each frame's first half with what follows one period later.

    Parameters
    ----------
    audio
        Shape (n,).
    sr
        In Hz.
    f0_hz
        Shape (n_frames,); 0 or NaN where there is none.
    options
        Hop and frame length.

    Returns
    -------
    float64 array, shape (n_frames,), 0-1, 0 where there is no F0
    """
    half = options.frame_length // 2
    known = np.isfinite(f0_hz) & (f0_hz > 0)
    lags = np.where(known, np.clip(np.rint(sr / np.where(known, f0_hz, sr)), 1, half), 0).astype(np.int64)
    from gradio_pianoroll.analysis.engines.periodicity_kernels import correlate

    out = np.zeros(len(lags))
    correlate(np.require(audio, np.float64, ("C", "A")), lags, options.hop_length, half, out)
    return out


def decide_voicing(
    audio: NDArray[np.floating], sr: float, f0_hz: NDArray[np.floating], options: F0Options, threshold: float
) -> tuple[NDArray[np.bool_], NDArray[np.float64]]:
    """Voicing of an F0 that is there for every frame: voiced is what repeats itself and can be heard.

    Returns
    -------
    voiced, confidence : arrays of shape (n_frames,)
    """
    confidence = periodicity(audio, sr, f0_hz, options)
    loud = _level_db(audio, len(f0_hz), options) > FLOOR_DB
    return (confidence >= threshold) & loud, np.where(loud, confidence, 0.0)
