"""What may be analysed: one check for all engines, with an answer that says what to do."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from gradio_pianoroll.errors import PianoRollError
from gradio_pianoroll.i18n.sentence import Sentence

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
        raise AnalysisError(Sentence("audio.mono", shape=array.shape))
    if array.size == 0 and not allow_empty:
        raise AnalysisError(Sentence("audio.empty"))
    if array.dtype.kind != "f":
        if np.issubdtype(array.dtype, np.integer):
            full_scale = np.iinfo(array.dtype).max + 1
            raise AnalysisError(Sentence("audio.integers", dtype=array.dtype, full_scale=full_scale))
        raise AnalysisError(Sentence("audio.dtype", dtype=array.dtype))
    if not np.isfinite(array).all():
        first = int(np.flatnonzero(~np.isfinite(array))[0])
        raise AnalysisError(Sentence("audio.bad_at", first=first))
    if not np.isfinite(sr) or sr <= 0:
        raise AnalysisError(Sentence("analysis.rate", sr=sr))
    return array.astype(np.float32 if array.dtype.itemsize <= 4 else np.float64, copy=False)


def check_frames(hop_length: int, frame_length: int) -> None:
    """Refuse frame sizes (in samples) that no engine can use."""
    if hop_length < 1:
        raise AnalysisError(Sentence("analysis.hop", hop_length=hop_length))
    if frame_length < 4:
        raise AnalysisError(Sentence("analysis.frame", frame_length=frame_length))
    if hop_length > frame_length:
        raise AnalysisError(Sentence("analysis.hop_above", hop_length=hop_length, frame_length=frame_length))


def check_band(fmin: float, fmax: float, sr: float) -> None:
    """Refuse a search range in Hz that is empty or does not fit the sample rate."""
    if not (np.isfinite(fmin) and np.isfinite(fmax)) or fmin <= 0:
        raise AnalysisError(Sentence("analysis.range_positive", fmin=fmin, fmax=fmax))
    if fmin >= fmax:
        raise AnalysisError(Sentence("analysis.range", fmin=fmin, fmax=fmax))
    if fmax > sr / 2:
        raise AnalysisError(Sentence("analysis.range_high", fmax=fmax, half=sr / 2))


def check_range(fmin: float, fmax: float, sr: float, frame_length: int) -> None:
    """Refuse a search range in Hz that is empty or does not fit the sample rate and frame."""
    check_band(fmin, fmax, sr)
    # Half of the frame is the window that is compared, the other half the longest lag.
    lowest = sr / (frame_length - frame_length // 2 - 1)
    if fmin <= lowest:
        need = 1 << int(np.ceil(np.log2(2 * (sr / fmin + 2))))
        raise AnalysisError(
            Sentence("analysis.range_low", fmin=fmin, frame_length=frame_length, sr=sr, lowest=lowest, need=need)
        )
