"""Fundamental frequency: one function, several engines behind it.

An engine is registered by name with a function that makes it; it is imported only when asked for.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

import numpy as np

from gradio_pianoroll.analysis.checks import AnalysisError, check_audio, check_frames, check_range

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

DEFAULT_FMIN_HZ = 65.0
DEFAULT_FMAX_HZ = 1000.0
DEFAULT_HOP_LENGTH = 256
DEFAULT_FRAME_LENGTH = 2048

Progress = Callable[[float], None]


@dataclass(frozen=True)
class F0Options:
    """What an engine is asked for; lengths in samples, frequencies in Hz."""

    fmin: float
    fmax: float
    hop_length: int
    frame_length: int
    on_progress: Progress | None = None


@dataclass(frozen=True)
class F0Result:
    """F0 per frame; all arrays have shape (n_frames,).

    Attributes
    ----------
    times_s
        Centre of each frame; the first is 0.
    f0_hz
        float32, NaN where unvoiced.
    voiced
        bool.
    confidence
        float32, 0-1: how sure the engine is that the frame is voiced.
    """

    times_s: NDArray[np.float64]
    f0_hz: NDArray[np.float32]
    voiced: NDArray[np.bool_]
    confidence: NDArray[np.float32]

    @property
    def hop_s(self) -> float:
        """Distance of two frames in seconds; 0 when there is only one."""
        return float(self.times_s[1] - self.times_s[0]) if len(self.times_s) > 1 else 0.0


class F0Engine(Protocol):
    """What stands behind `extract_f0`: checked mono audio in, a result out."""

    def __call__(self, audio: NDArray[np.floating], sr: float, options: F0Options) -> F0Result:
        """Analyse the whole sound; `audio` has shape (n,), `sr` is in Hz."""
        ...


_factories: dict[str, Callable[[], F0Engine]] = {}
_engines: dict[str, F0Engine] = {}


def register_engine(name: str, factory: Callable[[], F0Engine]) -> None:
    """Make an engine available by name; `factory` runs at the first use (and imports what it needs)."""
    _factories[name] = factory
    _engines.pop(name, None)


def engine_names() -> tuple[str, ...]:
    """Names that `extract_f0` takes, in the order of registration."""
    return tuple(_factories)


def _engine(name: str) -> F0Engine:
    if name not in _factories:
        raise AnalysisError(f"there is no F0 engine {name!r}; choose from {', '.join(_factories)}")
    if name not in _engines:
        _engines[name] = _factories[name]()
    return _engines[name]


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
) -> F0Result:
    """Estimate the fundamental frequency of one voice.

    Parameters
    ----------
    audio
        Shape (n,), float32 or float64.
    sr
        Sample rate in Hz.
    engine
        `pyin` (probabilistic, decides voicing) or `yin` (faster; voiced where periodic and not silent).
    fmin, fmax
        Search range in Hz.
    hop_length, frame_length
        Samples between frames and per frame; a frame must hold two periods of `fmin`.
    on_progress
        Called with the share done, 0-1, while a long sound is analysed.

    Raises
    ------
    AnalysisError
        When the sound or the options cannot be used; the message says what to change.
    """
    checked = check_audio(audio, sr)
    check_frames(hop_length, frame_length)
    check_range(fmin, fmax, sr, frame_length)
    run = _engine(engine)
    return run(checked, sr, F0Options(fmin, fmax, hop_length, frame_length, on_progress))


def _librosa_pyin() -> F0Engine:
    from gradio_pianoroll.analysis.librosa_engines import pyin_engine

    return pyin_engine


def _librosa_yin() -> F0Engine:
    from gradio_pianoroll.analysis.librosa_engines import yin_engine

    return yin_engine


register_engine("pyin", _librosa_pyin)
register_engine("yin", _librosa_yin)
