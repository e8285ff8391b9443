"""DIO (Morise, Kawahara and Katayose, "Fast and reliable F0 estimation method …", 2009) with StoneMask."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gradio_pianoroll.analysis.engines.options import number_between
from gradio_pianoroll.analysis.engines.types import F0Options, F0Result
from gradio_pianoroll.analysis.engines.world import load_world, run_world

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


def run(
    audio: NDArray[np.floating],
    sr: float,
    options: F0Options,
    *,
    stonemask: bool = True,
    allowed_range: float = 0.1,
    channels_in_octave: float = 2.0,
) -> F0Result:
    """Estimate F0 with DIO; confidence is the correlation of neighbouring periods where it says voiced.

    Parameters
    ----------
    audio, sr, options
        As in `F0Engine`. `frame_length` is used for the confidence only.
    stonemask
        Refine by instantaneous frequency.
    allowed_range
        How far a contour may jump between frames, 0-1; a larger one calls more frames voiced.
    channels_in_octave
        Bands that are looked at in an octave, 1-24.
    """
    world = load_world("dio")
    allowed = number_between("allowed_range", allowed_range, 0, 1)
    channels = number_between("channels_in_octave", channels_in_octave, 1, 24)

    def estimate(
        sound: NDArray[np.float64], rate: int, period_ms: float
    ) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        found: tuple[NDArray[np.float64], NDArray[np.float64]] = world.dio(
            sound,
            rate,
            f0_floor=options.fmin,
            f0_ceil=options.fmax,
            channels_in_octave=channels,
            frame_period=period_ms,
            allowed_range=allowed,
        )
        return found

    return run_world(world, estimate, audio, sr, options, bool(stonemask))
