"""Fundamental frequency: one function, several engines behind it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from gradio_pianoroll.analysis.checks import check_audio, check_band, check_frames
from gradio_pianoroll.analysis.engines.options import check_names
from gradio_pianoroll.analysis.engines.registry import (
    available_engines,
    engine_names,
    get_engine,
    register_engine,
)
from gradio_pianoroll.analysis.engines.types import (
    DEFAULT_FMAX_HZ,
    DEFAULT_FMIN_HZ,
    DEFAULT_FRAME_LENGTH,
    DEFAULT_HOP_LENGTH,
    F0Engine,
    F0Options,
    F0Result,
    Progress,
)

if TYPE_CHECKING:
    from numpy.typing import ArrayLike

    from gradio_pianoroll.analysis.f0_array import F0Array

__all__ = [
    "DEFAULT_FMAX_HZ",
    "DEFAULT_FMIN_HZ",
    "DEFAULT_FRAME_LENGTH",
    "DEFAULT_HOP_LENGTH",
    "F0Engine",
    "F0Options",
    "F0Result",
    "Progress",
    "available_engines",
    "engine_names",
    "extract_f0",
    "fast_f0_analysis",
    "register_engine",
]


def extract_f0(
    audio: ArrayLike,
    sr: float,
    engine: str = "pyin",
    *,
    fmin: float = DEFAULT_FMIN_HZ,
    fmax: float = DEFAULT_FMAX_HZ,
    hop_length: int = DEFAULT_HOP_LENGTH,
    frame_length: int = DEFAULT_FRAME_LENGTH,
    on_progress: Progress | None = None,
    **options: Any,
) -> F0Result:
    """Estimate the fundamental frequency of one voice.

    Parameters
    ----------
    audio
        Shape (n,), float32 or float64, full scale ±1.
    sr
        Sample rate in Hz.
    engine
        `pyin` (the default: decides voicing, frame for frame what librosa gives), `yin`, `swift` (recommended where
        accuracy counts: `pip install 'gradio_pianoroll[swift]'`), `rapt` (extra `rapt`), `harvest` and `dio` (extra
        `world`), `piptrack` (pure tones), `onnx` (a model of your own: `model_path=…`, extra `onnx`), or one that
        `register_engine` made known.
    fmin, fmax
        Search range in Hz.
    hop_length, frame_length
        Samples between frames and per frame. For `pyin` and `yin` a frame must hold two periods of `fmin`.
    on_progress
        Called with the share done, 0-1, while a long sound is analysed.
    **options
        The engine's own, e.g. `threshold` of `swift`; see the module `analysis.engines.<engine>`.

    Returns
    -------
    F0Result
        1 + n // hop_length frames, centred on multiples of `hop_length`, whatever the engine.

    Raises
    ------
    AnalysisError
        When the sound or the options cannot be used; the message says what to change.
    MissingPackageError
        When the engine's package is not installed; the message is the line that installs it.

    Examples
    --------
    >>> import numpy as np
    >>> from gradio_pianoroll.analysis import extract_f0
    >>> tone = 0.5 * np.sin(2 * np.pi * 440 * np.arange(22_050) / 22_050)
    >>> f0 = extract_f0(tone, 22_050)
    >>> round(float(np.nanmedian(f0.f0_hz)))
    440
    """
    checked = check_audio(audio, sr)
    check_frames(hop_length, frame_length)
    check_band(fmin, fmax, sr)
    run = get_engine(engine)
    check_names(engine, run, options)
    asked = F0Options(fmin, fmax, hop_length, frame_length, on_progress, engine, options)
    return run(checked, sr, asked, **options)


def fast_f0_analysis(
    y: ArrayLike,
    sr: float = 22_050,
    fmin: float = 50,
    fmax: float = 800,
    hop_length: int = 512,
    frame_length: int = 2048,
) -> F0Array:
    """Estimate F0 with pYIN, frame for frame what `librosa.pyin` gives for these arguments, far faster.

    Parameters
    ----------
    y
        Shape (n,), floating point.
    sr
        Sample rate in Hz.
    fmin, fmax
        Search range in Hz.
    hop_length, frame_length
        In samples.

    Returns
    -------
    F0Array, shape (1 + n // hop_length,)
        F0 in Hz, NaN where unvoiced: ``np.nanmean(f0)`` is the mean pitch. Unpacked it is three arrays, ``f0,
        voiced_flag, voiced_prob``: F0, the decision, and the probability, 0-1.

    Raises
    ------
    AnalysisError
        When the sound or the options cannot be used; the message says what to change.
    """
    from gradio_pianoroll.analysis.f0_array import F0Array
    from gradio_pianoroll.analysis.pyin import pyin

    return F0Array(*pyin(y, fmin=fmin, fmax=fmax, sr=sr, frame_length=frame_length, hop_length=hop_length))
