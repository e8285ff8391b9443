"""Which notes an operation is for."""

from __future__ import annotations

from collections.abc import Set
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from ...errors import OpError
from ..immutable import FloatArray, RowArray
from ..notes.ids import as_ids, external_name, parse_external
from ..notes.table import NoteTable
from ..problems import shown
from ..score_data import ScoreData
from .arguments import array_of
from .selecting import select
from .times import ticks_of

# None: all notes. A text: an expression of `select`. True and False for each row, or ids.
Chosen = ArrayLike | str | Set[int] | Set[str] | None


class Times(NamedTuple):
    """Rows of notes, ascending, and when they sound, in ticks."""

    rows: RowArray
    onset: FloatArray
    duration: FloatArray

    @property
    def end(self) -> FloatArray:
        """Ends in ticks."""
        return self.onset + self.duration


def chosen_rows(score: ScoreData, ids: Chosen) -> RowArray:
    """Rows of the notes that are meant, ascending.

    Parameters
    ----------
    score
        Where they are.
    ids
        None for all notes; an expression of `select`; True or False for each row; numbers of notes (`NoteTable.id`) or
        their ids as texts.

    Raises
    ------
    OpError
        If a note does not exist; the message names it.
    """
    notes = score.notes
    if ids is None:
        return np.arange(len(notes))
    if isinstance(ids, str):
        return np.flatnonzero(select(score, ids))
    listed = list(ids) if isinstance(ids, Set) else ids
    given = array_of("ids", listed, "an expression, True or False for each note, or ids of notes")
    if given.dtype == np.bool_:
        if given.shape != (len(notes),):
            raise OpError(f"ids: {given.size} times True or False for {len(notes)} notes", "ids")
        return np.flatnonzero(given)
    if given.dtype.kind in "UO":
        return np.sort(_rows_of_texts(notes, [str(name) for name in given.ravel().tolist()]))
    numbers = np.unique(as_ids(given))
    rows = notes.rows_of(numbers)
    if len(missing := numbers[rows < 0]):
        name = external_name(int(missing[0]))
        raise OpError(f"note {name} does not exist", name)
    return np.sort(rows)


def chosen_times(score: ScoreData, ids: Chosen) -> Times:
    """Rows of the notes that are meant, as `chosen_rows` gives them, with their onsets and durations in ticks."""
    rows = chosen_rows(score, ids)
    return Times(rows, ticks_of(score.notes.onset_beats[rows]), ticks_of(score.notes.duration_beats[rows]))


def _rows_of_texts(notes: NoteTable, names: list[str]) -> RowArray:
    names = list(dict.fromkeys(names))
    has_ref = notes.ref.present()
    named = np.flatnonzero(has_ref)
    by_ref = dict(zip(notes.ref.take(named).to_list(), named.tolist(), strict=True))
    numbers = [parse_external(name) for name in names]
    by_number = notes.rows_of([number or 0 for number in numbers]).tolist()
    rows = []
    for name, number, row in zip(names, numbers, by_number, strict=True):
        is_ours = number is not None and row >= 0 and not has_ref[row]
        found = by_ref.get(name, row if is_ours else None)
        if found is None:
            raise OpError(f"note {shown(name)} does not exist", name)
        rows.append(found)
    return np.array(rows, np.int64)
