"""What an F0 engine is asked and what it answers."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

DEFAULT_FMIN_HZ = 65.0
DEFAULT_FMAX_HZ = 1000.0
DEFAULT_HOP_LENGTH = 256
DEFAULT_FRAME_LENGTH = 2048

Progress = Callable[[float], None]


@dataclass(frozen=True)
class F0Options:
    """What every engine is asked for; lengths in samples, frequencies in Hz."""

    fmin: float
    fmax: float
    hop_length: int
    frame_length: int
    on_progress: Progress | None = None

    def done(self, share: float) -> None:
        """Tell the share done, 0-1, to whoever wants to know."""
        if self.on_progress:
            self.on_progress(min(1.0, share))


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
