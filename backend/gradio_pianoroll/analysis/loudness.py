"""Loudness as the level of each frame in dB: RMS, plain or A-weighted. (Loudness in LUFS: `bs1770`.)"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

import numpy as np

from gradio_pianoroll.analysis.checks import AnalysisError, check_audio, check_frames
from gradio_pianoroll.analysis.frames import FrameStream

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

Weighting = Literal["none", "A"]
Reference = float | Literal["full_scale", "peak", "max"]
DEFAULT_FLOOR_DB = -80.0
_WEIGHTINGS = ("none", "A")


def rms_of_frames(frames: NDArray[np.float32]) -> NDArray[np.float32]:
    """Root mean square of each row; float32, shape (n,)."""
    energy = np.einsum("ij,ij->i", frames, frames)
    return np.asarray(np.sqrt(energy / np.float32(frames.shape[1])))


def check_level_options(floor_db: float, reference: Reference) -> None:
    """Refuse a floor or a reference that is no level.

    Raises
    ------
    AnalysisError
        With what to give instead.
    """
    if not np.isfinite(floor_db):
        raise AnalysisError(f"floor_db must be a number in dB, not {floor_db}")
    if isinstance(reference, str):
        if reference not in ("full_scale", "peak", "max"):
            raise AnalysisError(f'reference must be a positive RMS, "full_scale" or "peak", not {reference!r}')
    elif not np.isfinite(reference) or reference <= 0:
        raise AnalysisError(f'reference must be a positive RMS, "full_scale" or "peak", not {reference!r}')


def level_db(
    rms: NDArray[np.floating], *, floor_db: float = DEFAULT_FLOOR_DB, reference: Reference = "full_scale"
) -> NDArray[np.float32]:
    """Levels in dB of RMS values.

    Parameters
    ----------
    rms
        Shape (n,).
    floor_db
        Nothing below this is returned.
    reference
        The RMS that is 0 dB: a number, `"full_scale"` (1.0, dBFS), or `"peak"` (also `"max"`), the loudest frame.

    Returns
    -------
    float32 array, shape (n,)

    Raises
    ------
    AnalysisError
        When the floor or the reference is no level.
    """
    check_level_options(floor_db, reference)
    if isinstance(reference, str):
        # The loudest frame of silence is silence: then full scale is as good as any.
        zero = 1.0 if reference == "full_scale" else float(rms.max(initial=0)) or 1.0
    else:
        zero = float(reference)
    with np.errstate(divide="ignore"):
        level = 20 * np.log10(rms.astype(np.float64) / zero)
    return np.asarray(np.maximum(level, floor_db), dtype=np.float32)


def loudness(
    audio: ArrayLike,
    sr: float,
    *,
    hop_length: int = 256,
    frame_length: int = 2048,
    floor_db: float = DEFAULT_FLOOR_DB,
    reference: Reference = "full_scale",
    weighting: Weighting = "none",
) -> NDArray[np.float32]:
    """Level of each frame in dB.

    Parameters
    ----------
    audio
        Shape (n,), floating point.
    sr
        Sample rate in Hz.
    hop_length, frame_length
        In samples; frames are centred on multiples of the hop, beyond the ends is silence.
    floor_db
        Nothing below this is returned.
    reference
        The RMS that is 0 dB: a number, `"full_scale"` (1.0, dBFS), or `"peak"` (also `"max"`), the loudest frame.
    weighting
        `"A"` weighs the spectrum as IEC 61672 does for the ear's sensitivity to quiet sounds.

    Returns
    -------
    float32 array, shape (1 + n // hop_length,)

    Raises
    ------
    AnalysisError
        For sound or options that cannot be used.
    """
    checked = np.asarray(check_audio(audio, sr), dtype=np.float32)
    check_frames(hop_length, frame_length)
    check_level_options(floor_db, reference)
    if weighting not in _WEIGHTINGS:
        raise AnalysisError(f"weighting must be one of {', '.join(_WEIGHTINGS)}, not {weighting!r}")
    if weighting == "A":
        from gradio_pianoroll.analysis.spectral import SpectralFrames

        spectral = SpectralFrames(sr, frame_length, ("a_weighted",))

        def measure(frames: NDArray[np.float32]) -> NDArray[np.float32]:
            return spectral.measure(frames)["a_weighted"]
    else:
        measure = rms_of_frames
    stream = FrameStream(hop_length, frame_length)
    parts = [measure(batch.frames) for batch in stream.push(checked)]
    parts += [measure(batch.frames) for batch in stream.finish()]
    return level_db(np.concatenate(parts), floor_db=floor_db, reference=reference)
