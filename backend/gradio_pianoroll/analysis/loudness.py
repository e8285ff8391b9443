"""Loudness as the level of each frame in dB."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from gradio_pianoroll.analysis.checks import AnalysisError, check_audio, check_frames

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

DEFAULT_FLOOR_DB = -80.0


def frame_rms(audio: NDArray[np.floating], hop_length: int, frame_length: int) -> NDArray[np.float64]:
    """Root mean square of frames centred on multiples of `hop_length`, shape (1 + n // hop_length,).

    Samples beyond the ends count as silence. One running sum of squares, whatever the frame length.
    """
    half = frame_length // 2
    energy = np.concatenate([[0.0], np.cumsum(np.square(audio, dtype=np.float64))])
    centres = np.arange(1 + len(audio) // hop_length) * hop_length
    first = np.clip(centres - half, 0, len(audio))
    last = np.clip(centres - half + frame_length, 0, len(audio))
    return np.asarray(np.sqrt(np.maximum(energy[last] - energy[first], 0) / frame_length))


def loudness(
    audio: ArrayLike,
    sr: float,
    *,
    hop_length: int = 256,
    frame_length: int = 2048,
    floor_db: float = DEFAULT_FLOOR_DB,
    reference: float | str = 1.0,
) -> NDArray[np.float32]:
    """Level of each frame in dB.

    Parameters
    ----------
    audio
        Shape (n,), floating point.
    sr
        Sample rate in Hz.
    hop_length, frame_length
        In samples.
    floor_db
        Nothing below this is returned.
    reference
        The RMS that is 0 dB (1.0: full scale, dBFS), or `"max"` for the loudest frame.

    Returns
    -------
    float32 array, shape (1 + n // hop_length,)

    Raises
    ------
    AnalysisError
        For sound or options that cannot be used.
    """
    checked = check_audio(audio, sr)
    check_frames(hop_length, frame_length)
    rms = frame_rms(checked, hop_length, frame_length)
    if isinstance(reference, str):
        if reference != "max":
            raise AnalysisError(f'reference must be a positive RMS or "max", not {reference!r}')
        zero = float(rms.max()) or 1.0
    else:
        zero = float(reference)
    if not np.isfinite(zero) or zero <= 0:
        raise AnalysisError(f'reference must be a positive RMS or "max", not {reference!r}')
    with np.errstate(divide="ignore"):
        level = 20 * np.log10(rms / zero)
    return np.asarray(np.maximum(level, floor_db), dtype=np.float32)
