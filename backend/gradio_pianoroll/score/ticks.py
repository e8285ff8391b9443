"""The grid that beats are carried on: 15 360 ticks per beat (quarter note)."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from .immutable import FloatArray

TICKS_PER_BEAT = 15360
FLICKS_PER_SECOND = 705_600_000
MAX_TICK = 2**31 - 1
MAX_BEATS = MAX_TICK / TICKS_PER_BEAT
# Results of arithmetic this close to the grid are on it: far below a tick (6.5e-5 beats), far above rounding errors.
GRID_TOLERANCE_BEATS = 1e-9


def beats_to_ticks(beats: ArrayLike) -> NDArray[np.int64]:
    """Nearest tick (15 360 per beat) of each beat position.

    Parameters
    ----------
    beats
        Scalar or array of beats; finite.

    Returns
    -------
    numpy.ndarray
        int64, the shape of `beats`.
    """
    return np.rint(np.asarray(beats, dtype=np.float64) * TICKS_PER_BEAT).astype(np.int64)


def ticks_to_beats(ticks: ArrayLike) -> FloatArray:
    """Beats of each tick, by one correctly rounded division; float64, the shape of `ticks`."""
    return np.asarray(np.true_divide(ticks, TICKS_PER_BEAT, dtype=np.float64))


def on_grid(beats: ArrayLike) -> NDArray[np.bool_]:
    """True where a beat position is exactly a tick."""
    values = np.asarray(beats, dtype=np.float64)
    return np.asarray(np.rint(values * TICKS_PER_BEAT) / TICKS_PER_BEAT == values)


def settle(beats: ArrayLike) -> FloatArray:
    """Move the results of arithmetic that are within 1e-9 beats of a tick exactly onto it.

    Parameters
    ----------
    beats
        Scalar or array of beats.

    Returns
    -------
    numpy.ndarray
        float64, the shape of `beats`; never ``-0.0`` for a value on the grid.
    """
    values = np.asarray(beats, dtype=np.float64)
    grid = np.rint(values * TICKS_PER_BEAT)
    grid /= TICKS_PER_BEAT
    grid += 0.0
    return np.where(np.abs(grid - values) <= GRID_TOLERANCE_BEATS, grid, values)


def to_wire(beats: ArrayLike) -> list[Any]:
    """Ticks as JSON numbers: an int where the beat is on the grid, else the fraction."""
    values = np.atleast_1d(np.asarray(beats, dtype=np.float64))
    ticks = values * TICKS_PER_BEAT
    whole = np.rint(ticks)
    exact = whole / TICKS_PER_BEAT == values
    if exact.all():
        return list(whole.astype(np.int64).tolist())
    return [int(w) if e else t for w, e, t in zip(whole.tolist(), exact.tolist(), ticks.tolist(), strict=True)]
