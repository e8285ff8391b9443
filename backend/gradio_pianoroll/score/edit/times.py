"""Ticks, as operations count them. One rule of rounding: what an operation moves lies on the nearest whole tick, a
half goes up (to the later tick). What it does not move stays as it is, off the grid too.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from ..immutable import FloatArray
from ..ticks import MAX_TICK, TICKS_PER_BEAT

# Parts of a tick in which times are compared: what arithmetic left apart by less lies together.
COMPARED_PARTS = 1024


def ticks_of(beats: ArrayLike) -> FloatArray:
    """Ticks of each position in beats: whole ones where it lies on the grid, else the fraction."""
    values = np.asarray(beats, dtype=np.float64)
    ticks = values * TICKS_PER_BEAT
    nearest = np.rint(ticks)
    return np.where(nearest / TICKS_PER_BEAT == values, nearest, ticks)


def half_up(values: ArrayLike) -> FloatArray:
    """Nearest whole number of each value; a half goes up, as `Math.round` does in a browser."""
    array = np.asarray(values, dtype=np.float64)
    down = np.floor(array)
    return np.asarray(down + (array - down >= 0.5))


def within(onset: FloatArray, duration: FloatArray) -> FloatArray:
    """Onsets in ticks moved to where their notes lie between the start and the last tick that there is."""
    return np.asarray(np.clip(onset, 0, np.maximum(0, MAX_TICK - np.ceil(duration))))


def comparable(ticks: FloatArray) -> NDArray[np.int64]:
    """Whole numbers that compare as the times do, but for differences of rounding errors."""
    return np.asarray(np.rint(ticks * COMPARED_PARTS).astype(np.int64))


def running_end(end: NDArray[np.int64], group: NDArray[Any]) -> NDArray[np.int64]:
    """Latest end (as `comparable` gives it) among the notes before each one in its group; -1 for the first of a group.

    The notes lie group by group.
    """
    first = np.ones(len(end), bool)
    first[1:] = group[1:] != group[:-1]
    # Each group on a floor of its own, so that one running maximum serves all.
    floor = (np.cumsum(first) - 1) * (2 * MAX_TICK * COMPARED_PARTS)
    latest = np.maximum.accumulate(end + floor)
    before = np.empty_like(end)
    before[1:] = latest[:-1]
    before -= floor
    before[first] = -1
    return before
