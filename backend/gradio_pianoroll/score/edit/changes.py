"""From columns as they should be to the operations that make them so, and the score after them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..apply import apply
from ..immutable import FloatArray, RowArray
from ..notes.table import NoteTable
from ..ops import Column, Op, Set, Shift
from ..score_data import ScoreT
from ..ticks import TICKS_PER_BEAT
from .times import half_up, ticks_of


def applied(score: ScoreT, ops: Sequence[Op]) -> ScoreT:
    """Score after the operations; the score itself when there are none."""
    return apply(score, ops)[0] if ops else score


def time_ops(
    notes: NoteTable, rows: RowArray, onset: FloatArray | None = None, duration: FloatArray | None = None
) -> list[Op]:
    """Operations that give the rows these onsets and durations in ticks, None keeps; both are rounded here.

    Between them no note reaches beyond the last tick: what gets shorter does so first, what gets longer last.
    """
    old_onset, old_duration = ticks_of(notes.onset_beats[rows]), ticks_of(notes.duration_beats[rows])
    ids = notes.stored("id")[rows]
    ops: list[Op] = []
    if duration is not None:
        duration = np.where(duration == old_duration, old_duration, np.maximum(half_up(duration), 1))
        ops += _set(ids, "duration", duration < old_duration, duration / TICKS_PER_BEAT)
    if onset is not None:
        onset = np.where(onset == old_onset, old_onset, half_up(onset))
        ops += _onsets(ids, old_onset, onset)
    if duration is not None:
        ops += _set(ids, "duration", duration > old_duration, duration / TICKS_PER_BEAT)
    return ops


def whole_ops(notes: NoteTable, rows: RowArray, column: Column, values: NDArray[Any]) -> list[Op]:
    """Operations that give the rows these pitches or velocities."""
    ids, old = notes.stored("id")[rows], notes.stored(column)[rows].astype(np.int64)
    changed = values != old
    if column == "pitch" and changed.any():
        steps = (values - old)[changed]
        if (steps == steps[0]).all():
            return [Shift(ids[changed], 0.0, int(steps[0]))]
    return _set(ids, column, changed, values)


def _onsets(ids: NDArray[Any], old: FloatArray, new: FloatArray) -> list[Op]:
    changed = new != old
    if not changed.any():
        return []
    steps = (new - old)[changed]
    if (steps == steps[0]).all() and steps[0] == np.rint(steps[0]):
        return [Shift(ids[changed], float(steps[0]) / TICKS_PER_BEAT, 0)]
    return _set(ids, "onset", changed, new / TICKS_PER_BEAT)


def _set(ids: NDArray[Any], column: Column, changed: NDArray[np.bool_], values: NDArray[Any]) -> list[Op]:
    if not changed.any():
        return []
    if changed.all():
        named, wanted = ids, values
    else:
        named, wanted = ids[changed], values[changed]
    if (wanted == wanted[0]).all():
        return [Set(named, column, wanted[0].item())]
    return [Set(named, column, values=wanted)]
