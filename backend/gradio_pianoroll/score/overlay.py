"""Tables that share all but a few notes with another one, so that a small edit of a large score is cheap.

A table after an edit is a *base* (columns), the rows of the base that have *gone*, and *more* notes: those that are new
and those that were changed. That is the differential file of D. G. Severance and G. M. Lohman ("Differential files:
their application to the maintenance of large databases", ACM TODS 1(3), 1976), in memory. A column is put together
when somebody reads it, and is then an array like any other.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from .draft import Draft
from .growth import joined
from .ids import as_ids
from .immutable import EMPTY_MAP, FrozenMap, IdArray, IntArray, RowArray, freeze
from .note_table import COLUMN_OF, TEXTS, NoteTable
from .text_column import TextColumn

# With fewer notes than this, copying the columns costs no more than what is done here.
MIN_NOTES = 8192
# With more changed notes than this the columns are written anew: a look at one would cost more than an edit saves.
MAX_CHANGED = 1024
_NO_ROWS: RowArray = freeze(np.zeros(0, np.int64))
_NO_NOTES = NoteTable()


class EditedTable(NoteTable):
    """A `NoteTable` whose columns are made of those of another one when they are read.

    Made by `with_part`; to everybody else it is a table like any other.
    """

    base: NoteTable
    gone: RowArray
    more: NoteTable

    @classmethod
    def of(cls, base: NoteTable, gone: RowArray, more: NoteTable) -> EditedTable:
        """The notes of `base` without the rows `gone` (ascending), and those of `more`; no id occurs twice."""
        table = cls.__new__(cls)
        table.__dict__.update(base=base, gone=gone, more=more)
        return table

    def light(self) -> EditedTable:
        """The same table without the columns that were read: to be kept for long."""
        return EditedTable.of(self.base, self.gone, self.more)

    def __len__(self) -> int:
        return len(self.base) - len(self.gone) + len(self.more)

    def __reduce__(self) -> tuple[Any, ...]:
        return _plain, (self.__getstate__(),)

    def __getattr__(self, name: str) -> Any:
        """A column on its first reading; two threads that read it at once get equal ones."""
        if name in COLUMN_OF:
            value: Any = freeze(self._array(COLUMN_OF[name]))
        elif name in TEXTS:
            value = self._text_column(name)
        elif name == "extra":
            value = self._joined_extra()
        else:
            raise AttributeError(f"a NoteTable has no {name!r}")
        self.__dict__[name] = value
        return value

    # --- where the notes lie --------------------------------------------------------------------------------------

    @cached_property
    def _before(self) -> RowArray:
        """How many rows of the base come before each note of `more`."""
        base, more = self.base, self.more
        low = np.searchsorted(base.onset_beats, more.onset_beats, "left")
        high = np.searchsorted(base.onset_beats, more.onset_beats, "right")
        base_pitch, more_pitch = base.stored("pitch"), more.stored("pitch")
        base_id, more_id = base.stored("id"), more.stored("id")
        # Among equal onsets by (pitch, id), all searches abreast.
        while (is_open := low < high).any():
            middle = np.minimum((low + high) // 2, len(base) - 1)
            pitch = base_pitch[middle]
            is_less = (pitch < more_pitch) | ((pitch == more_pitch) & (base_id[middle] < more_id))
            low = np.where(is_open & is_less, middle + 1, low)
            high = np.where(is_open & ~is_less, middle, high)
        return low

    @cached_property
    def _more_rows(self) -> RowArray:
        """Row of each note of `more`."""
        return self._before - np.searchsorted(self.gone, self._before) + np.arange(len(self.more))

    def _shown_rows(self, base_rows: RowArray) -> RowArray:
        """Row of notes that stand in the given rows of the base and have not gone."""
        return base_rows - np.searchsorted(self.gone, base_rows) + np.searchsorted(self._before, base_rows, "right")

    @cached_property
    def _is_in_place(self) -> bool:
        """Whether each changed note stands where it stood."""
        return np.array_equal(self._more_rows, self.gone)

    @cached_property
    def _pieces(self) -> list[tuple[int, int, int]]:
        """First and last row in the base, and first row here, of what lies together in both."""
        gone = self.gone
        bounds = np.unique(np.concatenate((gone, gone + 1, self._before, [0, len(self.base)])))
        starts, stops = bounds[:-1], bounds[1:]
        stays = ~np.isin(starts, gone)
        starts, stops = starts[stays], stops[stays]
        return list(zip(starts.tolist(), stops.tolist(), self._shown_rows(starts).tolist(), strict=True))

    def _spliced(self, column: NDArray[Any], more: NDArray[Any]) -> NDArray[Any]:
        if self._is_in_place:
            result = column.copy()
        else:
            result = np.empty(len(self), column.dtype)
            for start, stop, row in self._pieces:
                result[row : row + stop - start] = column[start:stop]
        result[self._more_rows] = more
        return result

    # --- columns --------------------------------------------------------------------------------------------------

    def _array(self, name: str) -> NDArray[Any]:
        column, more = self.base.stored(name), self.more.stored(name)
        if self._is_in_place and np.array_equal(column[self.gone], more):
            return column
        return self._spliced(column, more)

    def _wide(self, column: str) -> IntArray:
        if self.stored(column) is self.base.stored(column):
            return getattr(self.base, column)  # type: ignore[no-any-return]
        return super()._wide(column)

    def _text_column(self, name: str) -> TextColumn:
        column, more = getattr(self.base, name), getattr(self.more, name)
        if not column.texts and not more.texts:
            return TextColumn.empty(len(self))
        if self._is_in_place and column.take(self.gone).same(more):
            return column  # type: ignore[no-any-return]
        texts, codes = column.codes_for(more)
        return TextColumn._trusted(self._spliced(column.codes, codes), texts)

    def _joined_extra(self) -> Any:
        extra = self.base.extra
        if not extra and not self.more.extra:
            return EMPTY_MAP
        lost = [id for id in self.base.stored("id")[self.gone].tolist() if id in extra]
        if not lost and not self.more.extra:
            return extra
        kept = dict(extra)
        for id in lost:
            del kept[id]
        return FrozenMap(kept | dict(self.more.extra))

    # --- what needs no column -------------------------------------------------------------------------------------

    def rows_of(self, ids: ArrayLike) -> RowArray:
        """Row of each id, -1 where there is none; int64 [len(ids)]."""
        wanted = as_ids(ids)
        in_base = _rows_left(self, wanted)
        in_more = self.more.rows_of(wanted)
        rows = np.full(len(wanted), -1, np.int64)
        rows[in_base >= 0] = self._shown_rows(in_base[in_base >= 0])
        rows[in_more >= 0] = self._more_rows[in_more[in_more >= 0]]
        return rows

    def place_of(self, row: int) -> tuple[NoteTable, int]:
        """The table with columns that a row's note stands in, and its row there."""
        at = int(np.searchsorted(self._more_rows, row))
        if at < len(self.more) and int(self._more_rows[at]) == row:
            return self.more, at
        # The row counted without `more` is one of the rows of the base that have not gone: find that one.
        left = row - at
        skipped = int(np.searchsorted(self.gone - np.arange(len(self.gone)), left, "right"))
        return self.base, left + skipped

    def excerpt(self, start: int, stop: int) -> NoteTable:
        """Table with columns of the notes in rows `start` to `stop`; no other notes are looked at."""
        places = [self.place_of(row) for row in range(start, stop)]
        of_base = np.array([row for table, row in places if table is self.base], np.int64)
        of_more = np.array([row for table, row in places if table is self.more], np.int64)
        return _together(_few(self.base, of_base), _few(self.more, of_more))

    @property
    def next_id(self) -> int:
        """A number greater than every id in use."""
        greatest = self.base.next_id - 1
        if greatest >= 0 and int(_rows_left(self, np.array([greatest], np.uint32))[0]) < 0:
            return max(super().next_id, self.more.next_id)
        return max(greatest + 1, self.more.next_id)

    @cached_property
    def last_end(self) -> tuple[float, int]:
        """End of the last note in beats and in ticks; 0 without notes."""
        beats, ticks = self.base.last_end
        leaving = self.base.take(self.gone).last_end
        if leaving[0] >= beats or leaving[1] >= ticks:
            return super().last_end
        return max(beats, self.more.last_end[0]), max(ticks, self.more.last_end[1])


def _plain(state: dict[str, Any]) -> NoteTable:
    table = NoteTable()
    table.__setstate__(state)
    return table


def base_of(table: NoteTable) -> NoteTable:
    """The table with columns that a table is made of; itself when it has its own."""
    return table.base if isinstance(table, EditedTable) else table


def light(table: NoteTable) -> NoteTable:
    """The table without columns that can be made again."""
    return table.light() if isinstance(table, EditedTable) else table


def _gone(table: NoteTable) -> RowArray:
    return table.gone if isinstance(table, EditedTable) else _NO_ROWS


def _more(table: NoteTable) -> NoteTable:
    return table.more if isinstance(table, EditedTable) else _NO_NOTES


def _rows_left(table: NoteTable, ids: IdArray) -> RowArray:
    """Row in the base of each id, -1 where there is none or it has gone."""
    rows = base_of(table)._index.rows(ids)
    gone = _gone(table)
    if not len(gone):
        return rows
    at = np.minimum(np.searchsorted(gone, rows), len(gone) - 1)
    return np.where(gone[at] == rows, -1, rows)


def part(table: NoteTable, ids: IdArray) -> NoteTable:
    """Table with columns of the notes that have these ids; ids that do not exist are passed over."""
    rows = _rows_left(table, ids)
    found = _few(base_of(table), np.sort(rows[rows >= 0]))
    more = _more(table)
    if not len(more):
        return found
    inside = more.rows_of(ids)
    return _together(found, _few(more, np.sort(inside[inside >= 0])))


def with_part(table: NoteTable, ids: IdArray, now: NoteTable) -> NoteTable:
    """`table` with the notes `now` (with columns) instead of those with the given ids.

    Parameters
    ----------
    table
        Stays as it is.
    ids
        Which notes leave; those that do not exist are passed over.
    now
        Which notes come; their ids are among `ids`, or free.
    """
    rows = _rows_left(table, ids)
    leaving, gone = np.sort(rows[rows >= 0]), _gone(table)
    gone = np.union1d(gone, leaving) if len(gone) else leaving
    more = _more(table)
    if len(more):
        inside = more.rows_of(ids)
        stays = np.ones(len(more), bool)
        stays[inside[inside >= 0]] = False
        now = _together(_few(more, np.flatnonzero(stays)), now)
    return EditedTable.of(base_of(table), gone, now)


def without_rows(table: NoteTable, rows: RowArray) -> NoteTable:
    """`table` without some rows (ascending)."""
    if len(rows) == len(table):
        return _NO_NOTES
    if (ids := small_ids(table, [table.stored("id")[rows]])) is not None:
        return with_part(table, ids, _NO_NOTES)
    return table.take(np.delete(np.arange(len(table)), rows))


def with_notes(table: NoteTable, more: NoteTable) -> NoteTable:
    """`table` and the notes of `more`, whose ids are free.

    Raises
    ------
    ValueError
        If an id is not free.
    """
    if not len(table):
        return more
    ids = small_ids(table, [more.stored("id")])
    if ids is None or (table.rows_of(ids) >= 0).any():
        return joined(table, more)
    return with_part(table, ids, more)


def differing(a: NoteTable, b: NoteTable) -> tuple[NoteTable, NoteTable]:
    """Tables of the notes that may differ between two tables; these themselves where nothing is known."""
    base = base_of(a)
    if base is not base_of(b):
        return a, b
    # A note that has gone from both in the same way is in `more` of both, or in neither.
    base_ids = base.stored("id")
    ids = _distinct((_more(a).stored("id"), _more(b).stored("id"), base_ids[_gone(a)], base_ids[_gone(b)]))
    return part(a, ids), part(b, ids)


def small_ids(table: NoteTable, parts: Iterable[IdArray]) -> IdArray | None:
    """All the ids, ascending, when it pays to edit their notes alone; None when the columns should be written."""
    if len(table) < MIN_NOTES:
        return None
    left = MAX_CHANGED - len(_more(table)) - len(_gone(table)) // 2
    listed = list(parts)
    if not listed or sum(map(len, listed)) > left:
        return None
    return _distinct(listed)


def _distinct(parts: Iterable[IdArray]) -> IdArray:
    listed = [ids for ids in parts if len(ids)]
    if not listed:
        return np.zeros(0, np.uint32)
    return listed[0] if len(listed) == 1 and len(listed[0]) == 1 else np.unique(np.concatenate(listed))


def _few(table: NoteTable, rows: RowArray) -> NoteTable:
    """Some rows with only the texts that they need."""
    taken = table.take(rows)
    for name in TEXTS:
        taken.__dict__[name] = getattr(taken, name).canonical()
    return taken


def _together(a: NoteTable, b: NoteTable) -> NoteTable:
    if not len(a) or not len(b):
        return a if len(a) else b
    draft = Draft(a)
    draft.insert(b)
    return draft.finish()
