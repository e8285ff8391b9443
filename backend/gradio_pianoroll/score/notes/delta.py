"""Tables that share all but a few notes with another one, so that a small edit of a large score is cheap.

A table after an edit is a *base* (columns), the rows of the base that were *removed*, and the notes that were *added*:
the new ones and the changed ones. That is the differential file of D. G. Severance and G. M. Lohman ("Differential
files: their application to the maintenance of large databases", ACM TODS 1(3), 1976), in memory. A column is put
together when somebody reads it, and is then an array like any other.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from ..immutable import EMPTY_MAP, FrozenMap, IdArray, IntArray, RowArray, freeze
from .builder import NoteTableBuilder, concat
from .ids import as_ids
from .table import COLUMN_OF, TEXTS, NoteTable
from .text_column import TextColumn

# With fewer notes than this, copying the columns costs no more than what is done here.
MIN_NOTES = 8192
# With more changed notes than this the columns are written anew: a look at one would cost more than an edit saves.
MAX_CHANGED = 1024
# So many notes are read one by one from a table whose columns are not made yet.
FEW_NOTES = 64
_NO_ROWS: RowArray = freeze(np.zeros(0, np.int64))
_NO_NOTES = NoteTable()


class DeltaNoteTable(NoteTable):
    """`NoteTable` whose columns are made of those of another one when they are read.

    Made by `with_part`; to everybody else it is a table like any other.
    """

    _base: NoteTable
    removed: RowArray
    added: NoteTable

    @classmethod
    def of(cls, base: NoteTable, removed: RowArray, added: NoteTable) -> DeltaNoteTable:
        """Table of the notes of `base` but the rows `removed` (ascending), and those of `added`; ids are unique."""
        table = cls.__new__(cls)
        table.__dict__.update(_base=base, removed=removed, added=added)
        return table

    @property
    def base(self) -> NoteTable:
        """Table whose columns this one is made of."""
        return self._base

    def light(self) -> DeltaNoteTable:
        """Return the table without columns that can be made again, to be kept for long."""
        return DeltaNoteTable.of(self.base, self.removed, self.added)

    def __len__(self) -> int:
        return len(self.base) - len(self.removed) + len(self.added)

    def __reduce__(self) -> tuple[Any, ...]:
        return _plain, (self.__getstate__(),)

    def __getattr__(self, name: str) -> Any:
        """Column on its first reading; two threads that read it at once get equal ones."""
        if name in COLUMN_OF:
            value: Any = freeze(self._array(COLUMN_OF[name]))
        elif name in TEXTS:
            value = self._text_column(name)
        elif name == "extra":
            value = self._merged_extra()
        else:
            raise AttributeError(f"a NoteTable has no {name!r}")
        self.__dict__[name] = value
        return value

    # --- where the notes lie --------------------------------------------------------------------------------------

    @cached_property
    def _before(self) -> RowArray:
        """Number of rows of the base that come before each note of `added`."""
        base, added = self.base, self.added
        low = np.searchsorted(base.onset_beats, added.onset_beats, "left")
        high = np.searchsorted(base.onset_beats, added.onset_beats, "right")
        base_pitch, added_pitch = base.stored("pitch"), added.stored("pitch")
        base_id, added_id = base.stored("id"), added.stored("id")
        # Among equal onsets by (pitch, id), all searches abreast.
        while (is_open := low < high).any():
            middle = np.minimum((low + high) // 2, len(base) - 1)
            pitch = base_pitch[middle]
            is_less = (pitch < added_pitch) | ((pitch == added_pitch) & (base_id[middle] < added_id))
            low = np.where(is_open & is_less, middle + 1, low)
            high = np.where(is_open & ~is_less, middle, high)
        return low

    @cached_property
    def _added_rows(self) -> RowArray:
        """Row of each note of `added`."""
        return self._before - np.searchsorted(self.removed, self._before) + np.arange(len(self.added))

    def _shown_rows(self, base_rows: RowArray) -> RowArray:
        """Row of notes that stand in the given rows of the base and were not removed."""
        return base_rows - np.searchsorted(self.removed, base_rows) + np.searchsorted(self._before, base_rows, "right")

    @cached_property
    def _is_in_place(self) -> bool:
        """True if each changed note stands where it stood."""
        return np.array_equal(self._added_rows, self.removed)

    @cached_property
    def _pieces(self) -> list[tuple[int, int, int]]:
        """First and last row in the base, and first row here, of what lies together in both."""
        removed = self.removed
        bounds = np.unique(np.concatenate((removed, removed + 1, self._before, [0, len(self.base)])))
        starts, stops = bounds[:-1], bounds[1:]
        stays = ~np.isin(starts, removed)
        starts, stops = starts[stays], stops[stays]
        return list(zip(starts.tolist(), stops.tolist(), self._shown_rows(starts).tolist(), strict=True))

    def _spliced(self, column: NDArray[Any], added: NDArray[Any]) -> NDArray[Any]:
        if self._is_in_place:
            result = column.copy()
        else:
            result = np.empty(len(self), column.dtype)
            for start, stop, row in self._pieces:
                result[row : row + stop - start] = column[start:stop]
        result[self._added_rows] = added
        return result

    # --- columns --------------------------------------------------------------------------------------------------

    def _array(self, name: str) -> NDArray[Any]:
        column, added = self.base.stored(name), self.added.stored(name)
        if self._is_in_place and np.array_equal(column[self.removed], added):
            return column
        return self._spliced(column, added)

    def _wide(self, column: str) -> IntArray:
        if self.stored(column) is self.base.stored(column):
            return getattr(self.base, column)  # type: ignore[no-any-return]
        return super()._wide(column)

    def _text_column(self, name: str) -> TextColumn:
        column, added = getattr(self.base, name), getattr(self.added, name)
        if not column.texts and not added.texts:
            return TextColumn.empty(len(self))
        if self._is_in_place and column.take(self.removed).same(added):
            return column  # type: ignore[no-any-return]
        texts, codes = column.codes_for(added)
        return TextColumn._trusted(self._spliced(column.codes, codes), texts)

    def _merged_extra(self) -> Any:
        extra = self.base.extra
        if not extra and not self.added.extra:
            return EMPTY_MAP
        lost = [id for id in self.base.stored("id")[self.removed].tolist() if id in extra]
        if not lost and not self.added.extra:
            return extra
        kept = dict(extra)
        for id in lost:
            del kept[id]
        return FrozenMap(kept | dict(self.added.extra))

    # --- what needs no column -------------------------------------------------------------------------------------

    def rows_of(self, ids: ArrayLike) -> RowArray:
        """Row of each id, -1 where there is none; int64 [len(ids)]."""
        wanted = as_ids(ids)
        in_base = _rows_left(self, wanted)
        in_added = self.added.rows_of(wanted)
        rows = np.full(len(wanted), -1, np.int64)
        rows[in_base >= 0] = self._shown_rows(in_base[in_base >= 0])
        rows[in_added >= 0] = self._added_rows[in_added[in_added >= 0]]
        return rows

    def place_of(self, row: int) -> tuple[NoteTable, int]:
        """Table with columns that a row's note stands in, and its row there."""
        at = int(np.searchsorted(self._added_rows, row))
        if at < len(self.added) and int(self._added_rows[at]) == row:
            return self.added, at
        # The row counted without `added` is one of the rows of the base that were not removed: find that one.
        left = row - at
        skipped = int(np.searchsorted(self.removed - np.arange(len(self.removed)), left, "right"))
        return self.base, left + skipped

    def window(self, start: int, stop: int) -> tuple[NoteTable, int, int]:
        """Return a table with columns that has the notes of rows `start` to `stop`, and the rows of these there.

        For a few rows no other note is looked at.
        """
        if stop - start > FEW_NOTES:
            return self, start, stop
        places = [self.place_of(row) for row in range(start, stop)]
        of_base = np.array([row for table, row in places if table is self.base], np.int64)
        of_added = np.array([row for table, row in places if table is self.added], np.int64)
        few = _together(_few(self.base, of_base), _few(self.added, of_added))
        return few, 0, len(few)

    def differing(self, other: NoteTable) -> tuple[NoteTable, NoteTable]:
        """Return tables of the notes that may differ from those of `other`; both tables where nothing is known."""
        if other.base is not self.base:
            return self, other
        # A note that has gone from both in the same way is in `added` of both, or in neither.
        base_ids = self.base.stored("id")
        tables = (self, other)
        ids = _distinct([_added(t).stored("id") for t in tables] + [base_ids[_removed(t)] for t in tables])
        return part(self, ids), part(other, ids)

    @property
    def next_id(self) -> int:
        """Number greater than every id in use."""
        greatest = self.base.next_id - 1
        if greatest >= 0 and int(_rows_left(self, np.array([greatest], np.uint32))[0]) < 0:
            return max(super().next_id, self.added.next_id)
        return max(greatest + 1, self.added.next_id)

    @cached_property
    def last_end(self) -> tuple[float, int]:
        """End of the last note in beats and in ticks; 0 without notes."""
        beats, ticks = self.base.last_end
        leaving = self.base.take(self.removed).last_end
        if leaving[0] >= beats or leaving[1] >= ticks:
            return super().last_end
        return max(beats, self.added.last_end[0]), max(ticks, self.added.last_end[1])


def _plain(state: dict[str, Any]) -> NoteTable:
    table = NoteTable()
    table.__setstate__(state)
    return table


def _removed(table: NoteTable) -> RowArray:
    return table.removed if isinstance(table, DeltaNoteTable) else _NO_ROWS


def _added(table: NoteTable) -> NoteTable:
    return table.added if isinstance(table, DeltaNoteTable) else _NO_NOTES


def _rows_left(table: NoteTable, ids: IdArray) -> RowArray:
    """Row in the base of each id, -1 where there is none or it was removed."""
    rows = table.base._index.rows(ids)
    removed = _removed(table)
    if not len(removed):
        return rows
    at = np.minimum(np.searchsorted(removed, rows), len(removed) - 1)
    return np.where(removed[at] == rows, -1, rows)


def part(table: NoteTable, ids: IdArray) -> NoteTable:
    """Table with columns of the notes that have these ids; ids that do not exist are passed over."""
    rows = _rows_left(table, ids)
    found = _few(table.base, np.sort(rows[rows >= 0]))
    added = _added(table)
    if not len(added):
        return found
    inside = added.rows_of(ids)
    return _together(found, _few(added, np.sort(inside[inside >= 0])))


def with_part(table: NoteTable, ids: IdArray, now: NoteTable) -> NoteTable:
    """Return `table` with the notes `now` (with columns) instead of those with the given ids.

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
    leaving, removed = np.sort(rows[rows >= 0]), _removed(table)
    removed = np.union1d(removed, leaving) if len(removed) else leaving
    added = _added(table)
    if len(added):
        inside = added.rows_of(ids)
        stays = np.ones(len(added), bool)
        stays[inside[inside >= 0]] = False
        now = _together(_few(added, np.flatnonzero(stays)), now)
    return DeltaNoteTable.of(table.base, removed, now)


def without_rows(table: NoteTable, rows: RowArray) -> NoteTable:
    """Return `table` without some rows (ascending)."""
    if len(rows) == len(table):
        return _NO_NOTES
    if (ids := small_ids(table, [table.stored("id")[rows]])) is not None:
        return with_part(table, ids, _NO_NOTES)
    return table.take(np.delete(np.arange(len(table)), rows))


def with_notes(table: NoteTable, added: NoteTable) -> NoteTable:
    """Return `table` and the notes of `added`, whose ids are free.

    Raises
    ------
    ValueError
        If an id is not free.
    """
    if not len(table):
        return added
    ids = small_ids(table, [added.stored("id")])
    if ids is None or (table.rows_of(ids) >= 0).any():
        return concat(table, added)
    return with_part(table, ids, added)


def small_ids(table: NoteTable, parts: Iterable[IdArray]) -> IdArray | None:
    """Return all the ids, ascending, when it pays to edit their notes alone, else None: write the columns."""
    if len(table) < MIN_NOTES:
        return None
    left = MAX_CHANGED - len(_added(table)) - len(_removed(table)) // 2
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
    builder = NoteTableBuilder(a)
    builder.insert(b)
    return builder.finish()
