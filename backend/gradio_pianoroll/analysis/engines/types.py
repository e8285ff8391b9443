"""What an F0 engine is asked and what it answers."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np

from gradio_pianoroll.analysis.checks import check_band, check_frames, check_range

if TYPE_CHECKING:
    from numpy.typing import NDArray

Progress = Callable[[float], None]


# Engines that compare a frame with itself: two periods of the lowest F0 must fit in.
_NEED_TWO_PERIODS = ("pyin", "yin")


@dataclass(frozen=True)
class F0Options:
    """How F0 is looked for; every way to it, from `extract_f0` to the command line, has its defaults from here.

    Attributes
    ----------
    fmin, fmax
        Search range in Hz.
    hop_length, frame_length
        Samples between frames and per frame.
    on_progress
        Called with the share done, 0-1.
    engine
        As `extract_f0` takes it.
    engine_options
        The engine's own.
    """

    fmin: float = 65.0
    fmax: float = 1000.0
    hop_length: int = 256
    frame_length: int = 2048
    on_progress: Progress | None = field(default=None, compare=False)
    engine: str = "pyin"
    engine_options: Mapping[str, Any] = field(default_factory=dict)

    def done(self, share: float) -> None:
        """Tell the share done, 0-1, to whoever wants to know."""
        if self.on_progress:
            self.on_progress(min(1.0, share))

    @property
    def search(self) -> dict[str, Any]:
        """The range and the frames, as `pyin`, `PyinStream` and `extract_f0` take them by name."""
        return {
            "fmin": self.fmin,
            "fmax": self.fmax,
            "hop_length": self.hop_length,
            "frame_length": self.frame_length,
        }

    def check(self, sr: float) -> None:
        """Refuse what no sound of `sr` Hz can be analysed with.

        Raises
        ------
        AnalysisError
            With what to change.
        """
        check_frames(self.hop_length, self.frame_length)
        if self.engine in _NEED_TWO_PERIODS:
            check_range(self.fmin, self.fmax, sr, self.frame_length)
        else:
            check_band(self.fmin, self.fmax, sr)


DEFAULT_FMIN_HZ = F0Options.fmin
DEFAULT_FMAX_HZ = F0Options.fmax
DEFAULT_HOP_LENGTH = F0Options.hop_length
DEFAULT_FRAME_LENGTH = F0Options.frame_length


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
    """What stands behind `extract_f0`: checked mono audio in, a result out.

    Keyword-only parameters beyond the three are the engine's own options; `extract_f0` refuses others.
    """

    def __call__(self, audio: NDArray[np.floating], sr: float, options: F0Options, /, **own: Any) -> F0Result:
        """Analyse the whole sound; `audio` has shape (n,), `sr` is in Hz."""
        ...


def frame_count(n_samples: int, hop_length: int) -> int:
    """Number of frames centred on multiples of the hop, the first on sample 0."""
    return 1 + n_samples // hop_length


def make_result(
    f0_hz: NDArray[np.floating],
    voiced: NDArray[np.bool_],
    confidence: NDArray[np.floating],
    sr: float,
    hop_length: int,
) -> F0Result:
    """Result of columns of shape (n_frames,): times are added, unvoiced frames get NaN, confidence stays in 0-1."""
    return F0Result(
        times_s=np.arange(len(f0_hz), dtype=np.float64) * (hop_length / sr),
        f0_hz=np.where(voiced, f0_hz, np.nan).astype(np.float32),
        voiced=np.asarray(voiced, dtype=bool),
        confidence=np.clip(confidence, 0, 1).astype(np.float32),
    )
