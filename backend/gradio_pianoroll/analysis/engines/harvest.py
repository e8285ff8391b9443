"""Harvest (Morise, "Harvest: a high-performance fundamental frequency estimator from speech signals", 2017)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gradio_pianoroll.analysis.engines.types import F0Options, F0Result
from gradio_pianoroll.analysis.engines.world import load_world, run_world

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


def run(audio: NDArray[np.floating], sr: float, options: F0Options, *, stonemask: bool = True) -> F0Result:
    """Estimate F0 with Harvest; confidence is the correlation of neighbouring periods where it says voiced.

    Parameters
    ----------
    audio, sr, options
        As in `F0Engine`. `frame_length` is used for the confidence only.
    stonemask
        Refine by instantaneous frequency.
    """
    world = load_world("harvest")

    def estimate(
        sound: NDArray[np.float64], rate: int, period_ms: float
    ) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        found: tuple[NDArray[np.float64], NDArray[np.float64]] = world.harvest(
            sound, rate, f0_floor=options.fmin, f0_ceil=options.fmax, frame_period=period_ms
        )
        return found

    return run_world(world, estimate, audio, sr, options, bool(stonemask))
