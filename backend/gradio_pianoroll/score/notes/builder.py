"""Tables of notes made of others: a builder that copies a column when it is first written, and `concat`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ...errors import OpError
from ..immutable import EMPTY_MAP, FloatArray, FrozenMap, IdArray, RowArray
from .columns import INTEGER_LIMITS, TEXT_COLUMNS, first_bad_time
from .ids import MAX_ID, external_name, free_ids
from .order import sort_order
from .table import ARRAYS, TEXTS, NoteTable, columns_of
from .text_column import TextColumn

_NUMERIC = ("onset_beats", "duration_beats", *INTEGER_LIMITS, "id")


class _Texts:
    """Text column under change: codes in the builder's rows, the list of texts growing."""

    def __init__(self, column: TextColumn) -> None:
        self.texts: Sequence[str] = column.texts
        self._index: dict[str, int] | None = None
        self._grown: list[str] = []

    def codes_of(self, values: Sequence[str | None]) -> NDArray[np.int32]:
        """Codes of the values; new texts are added."""
        if self._index is None:
            self._index = {text: code for code, text in enumerate(self.texts)}
            self._grown = list(self.texts)
            self.texts = self._grown
        codes = [-1 if value is None else self._code_of(value, self._index) for value in values]
        return np.array(codes, np.int32)

    def _code_of(self, text: str, index: dict[str, int]) -> int:
        code = index.setdefault(text, len(index))
        if code == len(self._grown):
            self._grown.append(text)
        return code


class NoteTableBuilder:
    """Notes under change. Rows never move: deleted ones die, inserted ones are appended."""

    def __init__(self, table: NoteTable) -> None:
        self._base = table
        self._size = len(table)
        self._columns: dict[str, NDArray[Any]] = {name: table.stored(name) for name in _NUMERIC}
        self._columns |= {name: getattr(table, name).codes for name in TEXT_COLUMNS}
        self._texts = {name: _Texts(getattr(table, name)) for name in TEXT_COLUMNS}
        self._extra: dict[int, Mapping[str, Any]] | None = None
        self._alive: NDArray[np.bool_] | None = None
        self._added: dict[int, int] = {}
        self._indexed = self._size
        self._changed = False
        self._moved = False

    # --- reading ---

    def column(self, name: str) -> NDArray[Any]:
        """Column of all rows, dead ones too; not to be written to."""
        return self._columns[name][: self._size]

    def find(self, ids: IdArray) -> RowArray:
        """Row of each id, -1 where no living note has it."""
        rows = self._living(self._base.rows_of(ids))
        if self._size > len(self._base) and (missing := np.flatnonzero(rows < 0)).size:
            added = self._added_rows()
            found = np.array([added.get(id, -1) for id in ids[missing].tolist()], np.int64)
            rows[missing] = self._living(found)
        return rows

    def _living(self, rows: RowArray) -> RowArray:
        """Rows with -1 for those that have died."""
        if self._alive is None or not len(self._alive):
            return rows
        return np.where((rows >= 0) & self._alive[rows], rows, -1)

    def _added_rows(self) -> dict[int, int]:
        """Rows of the ids that were appended; brought up to date only when asked for."""
        if self._indexed < self._size:
            fresh = self._columns["id"][self._indexed : self._size].tolist()
            self._added.update(zip(fresh, range(self._indexed, self._size), strict=True))
            self._indexed = self._size
        return self._added

    def name_of(self, row: int) -> str:
        """External id of a row, for messages."""
        code = int(self._columns["ref"][row])
        return external_name(int(self._columns["id"][row])) if code < 0 else self._texts["ref"].texts[code]

    def refusal(self, row: int, reason: str) -> OpError:
        """Error that names the note of a row."""
        name = self.name_of(row)
        return OpError(f"note {name}: {reason}", name)

    def texts(self, name: str, rows: RowArray) -> list[str | None]:
        """Texts of some rows."""
        known = self._texts[name].texts
        if not known:
            return [None] * len(rows)
        # Not by a column of all texts: the next operation may bring one more, and there may be very many of both.
        return [None if code < 0 else known[code] for code in self._columns[name][rows].tolist()]

    def extra_of(self, row: int) -> Mapping[str, Any] | None:
        """Unknown keys of a row."""
        extra = self._base.extra if self._extra is None else self._extra
        return extra.get(int(self._columns["id"][row]))

    def has_extra(self) -> bool:
        """Return True if any note may have unknown keys."""
        return bool(self._base.extra if self._extra is None else self._extra)

    def table_of(self, rows: RowArray) -> NoteTable:
        """Table of some rows in the order of notes."""
        order = sort_order(*(self._columns[name][rows] for name in ("onset_beats", "pitch", "id")))
        rows = rows if order is None else rows[order]
        columns: dict[str, Any] = {name: self._columns[name][rows] for name in _NUMERIC}
        columns |= {name: TextColumn.from_list(self.texts(name, rows)) for name in TEXT_COLUMNS}
        extra = {}
        if self.has_extra():
            extra = {int(columns["id"][i]): keys for i, row in enumerate(rows.tolist()) if (keys := self.extra_of(row))}
        return NoteTable._trusted(columns | {"extra": FrozenMap(extra) if extra else EMPTY_MAP})

    # --- writing ---

    def write(self, name: str, rows: RowArray, values: Any) -> None:
        """Set a numeric column in some rows."""
        self._own(name)[rows] = values
        self._moved |= name in ("onset_beats", "pitch")

    def write_times(self, rows: RowArray, onset: FloatArray | None, duration: FloatArray | None) -> None:
        """Set onsets and durations (None keeps).

        Raises
        ------
        OpError
            If a note would lie nowhere; nothing has been written then.
        """
        new_onset = self._columns["onset_beats"][rows] if onset is None else onset
        new_duration = self._columns["duration_beats"][rows] if duration is None else duration
        if bad := first_bad_time(new_onset, new_duration):
            raise self.refusal(int(rows[bad[0]]), bad[1])
        if onset is not None:
            self.write("onset_beats", rows, onset)
        if duration is not None:
            self.write("duration_beats", rows, duration)

    def write_texts(self, name: str, rows: RowArray, values: Sequence[str | None]) -> None:
        """Set a text column in some rows, one value each or one for all."""
        codes = self._texts[name].codes_of(values)
        self._own(name)[rows] = codes

    def write_extra(self, rows: RowArray, values: Sequence[Mapping[str, Any] | None]) -> None:
        """Set the unknown keys of some rows, one value each or one for all."""
        extra = self._own_extra()
        ids = self._columns["id"][rows].tolist()
        for id, value in zip(ids, values if len(values) == len(ids) else [values[0]] * len(ids), strict=True):
            if value:
                extra[id] = value
            else:
                extra.pop(id, None)

    def delete(self, rows: RowArray) -> None:
        """Let rows die."""
        if self._alive is None:
            self._alive = np.ones(max(self._size, len(self._columns["id"])), bool)
        self._alive[rows] = False
        if self.has_extra():
            extra = self._own_extra()
            for id in self._columns["id"][rows].tolist():
                extra.pop(id, None)
        self._changed = True

    def insert(self, notes: NoteTable) -> None:
        """Append rows whose ids are free."""
        start, end = self._size, self._size + len(notes)
        self._reserve(end)
        for name in _NUMERIC:
            self._own(name)[start:end] = notes.stored(name)
        for name in TEXT_COLUMNS:
            column: TextColumn = getattr(notes, name)
            owned = self._own(name)
            owned[start:end] = -1
            if column.any():
                renumber = np.append(self._texts[name].codes_of(column.texts), np.int32(-1))
                owned[start:end] = renumber[column.codes]
        if notes.extra:
            self._own_extra().update(notes.extra)
        self._size = end
        self._moved = True

    def _own(self, name: str) -> NDArray[Any]:
        self._changed = True
        if not self._columns[name].flags.writeable:
            self._columns[name] = self._columns[name].copy()
        return self._columns[name]

    def _own_extra(self) -> dict[int, Mapping[str, Any]]:
        self._changed = True
        if self._extra is None:
            self._extra = dict(self._base.extra)
        return self._extra

    def _reserve(self, size: int) -> None:
        """Make room for `size` rows, in growing steps so that many small inserts stay linear."""
        capacity = len(self._columns["id"])
        if size > capacity:
            room = max(size, capacity + capacity // 2 + 16) if self._size > len(self._base) else size + size // 16
            for name, column in self._columns.items():
                grown = np.empty(room, column.dtype)
                grown[: self._size] = column[: self._size]
                self._columns[name] = grown
        if self._alive is not None and size > len(self._alive):
            self._alive = np.concatenate((self._alive, np.ones(len(self._columns["id"]) - len(self._alive), bool)))

    # --- the end ---

    def finish(self) -> NoteTable:
        """Table of the living notes in order; the first table itself when nothing was changed."""
        if not self._changed:
            return self._base
        rows = None if self._alive is None else np.flatnonzero(self._alive[: self._size])
        if rows is not None and len(rows) == self._size:
            rows = None
        columns = {name: column[: self._size] for name, column in self._columns.items()}
        if rows is not None:
            columns = {name: column[rows] for name, column in columns.items()}
        order = sort_order(columns["onset_beats"], columns["pitch"], columns["id"]) if self._moved else None
        if order is not None:
            columns = {name: column[order] for name, column in columns.items()}
        in_place = rows is None and order is None and self._size == len(self._base)
        result: dict[str, Any] = {}
        for name in _NUMERIC:
            former = self._base.stored(name)
            untouched = in_place and self._columns[name] is former
            result[name] = former if untouched else _owning(columns[name])
        for name in TEXT_COLUMNS:
            result[name] = self._finished_texts(name, columns[name], in_place)
        extra = self._base.extra if self._extra is None else FrozenMap(self._extra)
        return NoteTable._trusted(result | {"extra": extra or EMPTY_MAP})

    def _finished_texts(self, name: str, codes: NDArray[np.int32], in_place: bool) -> TextColumn:
        former: TextColumn = getattr(self._base, name)
        if in_place and self._columns[name] is former.codes:
            return former
        texts = self._texts[name].texts
        return TextColumn._trusted(_owning(codes), tuple(texts)) if texts else TextColumn.empty(len(codes))


def _owning(column: NDArray[Any]) -> NDArray[Any]:
    """Column, copied when it is a slice of a longer one."""
    return column if column.base is None else column.copy()


def concat(*tables: NoteTable) -> NoteTable:
    """Table of the notes of all tables.

    Raises
    ------
    ValueError
        If two of them share an id.

    Examples
    --------
    >>> from gradio_pianoroll import NoteTable
    >>> from gradio_pianoroll.score.notes.builder import concat
    >>> first, second = NoteTable.from_columns([0], 1, [60], id=[0]), NoteTable.from_columns([4], 1, [67], id=[1])
    >>> concat(first, second)
    <NoteTable of 2 notes>
    """
    filled = [table for table in tables if len(table)]
    if len(filled) < 2:
        return filled[0] if filled else NoteTable()
    columns: dict[str, Any] = {name: np.concatenate([table.stored(name) for table in filled]) for name in ARRAYS}
    for name in TEXTS:
        columns[name] = _concat_texts([getattr(table, name) for table in filled])
    extra: dict[int, Any] = {}
    for table in filled:
        extra.update(table.extra)
    return NoteTable.from_columns(**columns, extra=extra)


def _concat_texts(columns: list[TextColumn]) -> TextColumn:
    if not any(column.texts for column in columns):
        return TextColumn.empty(sum(map(len, columns)))
    index: dict[str, int] = {}
    codes = []
    for column in columns:
        renumber = np.array([index.setdefault(text, len(index)) for text in column.texts] + [-1], np.int32)
        codes.append(renumber[column.codes])
    return TextColumn(np.concatenate(codes), tuple(index))


def renumbered(table: NoteTable, used: NoteTable) -> NoteTable:
    """Return the table with new ids for the notes whose id is in `used` already; the table itself when none is.

    Notes that are numbered 0, 1, 2 … (they had no ids) go on with the numbers after those in `used`.
    """
    taken = used.rows_of(table.stored("id")) >= 0
    if not taken.any():
        return table
    ids = table.stored("id").astype(np.int64)
    count = int(taken.sum())
    first = max(table.next_id, used.next_id)
    if table.next_id == len(table) and used.next_id + len(table) <= MAX_ID:
        ids += used.next_id
    elif first + count <= MAX_ID:
        ids[taken] = np.arange(first, first + count)
    else:
        ids[taken] = free_ids(np.concatenate([used.stored("id"), table.stored("id")]), count)
    by_old = dict(zip(table.stored("id").tolist(), ids.tolist(), strict=True)) if table.extra else {}
    extra = {by_old[old]: values for old, values in table.extra.items()}
    return NoteTable.from_columns(**(columns_of(table) | {"id": ids, "extra": extra}))
