"""Notes voice by voice, to see which of them sound at the same time."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from ..immutable import FloatArray, RowArray
from ..notes.table import NoteTable
from .times import comparable, running_end, ticks_of


class Voices(NamedTuple):
    """Notes voice by voice (of one track, or of one track and pitch), in the order of onsets in each."""

    rows: RowArray
    group: NDArray[Any]
    onset: FloatArray
    end: FloatArray
    # The same as whole numbers that compare without rounding errors.
    start: NDArray[np.int64]
    stop: NDArray[np.int64]
    # Latest end of the voice's notes before each; -1 for the first.
    before: NDArray[np.int64]


def voices(notes: NoteTable, rows: RowArray, per: str = "pitch") -> Voices:
    """Notes of the rows (ascending), voice by voice."""
    group = notes.stored("track")[rows].astype(np.uint16)
    if per == "pitch":
        group = group * np.uint16(128) + notes.stored("pitch")[rows]
    order = np.argsort(group, kind="stable")
    rows, group = rows[order], group[order]
    onset = ticks_of(notes.onset_beats[rows])
    end = onset + ticks_of(notes.duration_beats[rows])
    start, stop = comparable(onset), comparable(end)
    return Voices(rows, group, onset, end, start, stop, running_end(stop, group))


def overlapping(notes: NoteTable, rows: RowArray, per: str = "pitch") -> NDArray[np.bool_]:
    """True for the notes, of those in the rows, that sound while another one of their voice does."""
    found = np.zeros(len(notes), bool)
    if len(rows) > 1:
        v = voices(notes, rows, per)
        later = v.start < v.before
        earlier = np.append((v.start[1:] < v.stop[:-1]) & (v.group[1:] == v.group[:-1]), False)
        found[v.rows[later | earlier]] = True
    return found
