"""What may be analysed: one check for all engines, with an answer that says what to do."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from gradio_pianoroll.errors import PianoRollError

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray


class AnalysisError(PianoRollError, ValueError):
    """Sound or options that cannot be analysed; the message says what to change."""


def check_audio(audio: ArrayLike, sr: float, *, allow_empty: bool = False) -> NDArray[np.floating]:
    """Return `audio` as a mono float array or say why not.

    Parameters
    ----------
    audio
        Shape (n,), floating point of any width and byte order, full scale ±1.
    sr
        Sample rate in Hz.
    allow_empty
        Whether a sound without samples is one.

    Returns
    -------
    float32 or float64 array, shape (n,)
        In the machine's byte order; `audio` itself where it is that already. Half precision becomes single.

    Raises
    ------
    AnalysisError
        When it is empty, not mono, not floating point, not finite, or the sample rate is not positive.
    """
    array = np.asarray(audio)
    if array.ndim != 1:
        raise AnalysisError(
            f"audio must be mono, shape (n,), not {array.shape}; mix it down, e.g. audio.mean(axis=...)"
        )
    if array.size == 0 and not allow_empty:
        raise AnalysisError("audio is empty: there is nothing to analyse")
    if array.dtype.kind != "f":
        if np.issubdtype(array.dtype, np.integer):
            full_scale = np.iinfo(array.dtype).max + 1
            raise AnalysisError(
                f"audio is {array.dtype}; convert it to floating point: audio.astype('float32') / {full_scale}"
            )
        raise AnalysisError(f"audio must be floating point, not {array.dtype}")
    if not np.isfinite(array).all():
        first = int(np.flatnonzero(~np.isfinite(array))[0])
        raise AnalysisError(f"audio holds NaN or infinite samples, the first at index {first}")
    if not np.isfinite(sr) or sr <= 0:
        raise AnalysisError(f"the sample rate must be positive, not {sr}")
    return array.astype(np.float32 if array.dtype.itemsize <= 4 else np.float64, copy=False)


def check_frames(hop_length: int, frame_length: int) -> None:
    """Refuse frame sizes (in samples) that no engine can use."""
    if hop_length < 1:
        raise AnalysisError(f"hop_length must be at least 1 sample, not {hop_length}")
    if frame_length < 4:
        raise AnalysisError(f"frame_length must be at least 4 samples, not {frame_length}")
    if hop_length > frame_length:
        raise AnalysisError(f"hop_length ({hop_length}) must not exceed frame_length ({frame_length})")


def check_band(fmin: float, fmax: float, sr: float) -> None:
    """Refuse a search range in Hz that is empty or does not fit the sample rate."""
    if not (np.isfinite(fmin) and np.isfinite(fmax)) or fmin <= 0:
        raise AnalysisError(f"fmin and fmax must be positive numbers in Hz, not {fmin} and {fmax}")
    if fmin >= fmax:
        raise AnalysisError(f"fmin ({fmin:g} Hz) must be below fmax ({fmax:g} Hz)")
    if fmax > sr / 2:
        raise AnalysisError(f"fmax ({fmax:g} Hz) must not exceed half the sample rate ({sr / 2:g} Hz)")


def check_range(fmin: float, fmax: float, sr: float, frame_length: int) -> None:
    """Refuse a search range in Hz that is empty or does not fit the sample rate and frame."""
    check_band(fmin, fmax, sr)
    # Half of the frame is the window that is compared, the other half the longest lag.
    lowest = sr / (frame_length - frame_length // 2 - 1)
    if fmin <= lowest:
        need = 1 << int(np.ceil(np.log2(2 * (sr / fmin + 2))))
        raise AnalysisError(
            f"fmin ({fmin:g} Hz) is too low for a frame of {frame_length} samples at {sr:g} Hz; "
            f"raise it above {lowest:.1f} Hz or use frame_length={need}"
        )
