"""Tables of notes put together, and what one score has more than another."""

from __future__ import annotations

from typing import Any

import numpy as np

from ..score import Score
from .ids import MAX_ID, free_ids
from .table import ARRAYS, TEXTS, NoteTable
from .text_column import TextColumn


def columns_of(table: NoteTable) -> dict[str, Any]:
    """The columns as `NoteTable.from_columns` takes them, numbers as they are kept."""
    return {name: table.stored(name) for name in ARRAYS} | {name: getattr(table, name) for name in (*TEXTS, "extra")}


def joined(*tables: NoteTable) -> NoteTable:
    """The notes of all tables.

    Raises
    ------
    ValueError
        If two of them share an id.
    """
    filled = [table for table in tables if len(table)]
    if len(filled) < 2:
        return filled[0] if filled else NoteTable()
    columns: dict[str, Any] = {name: np.concatenate([table.stored(name) for table in filled]) for name in ARRAYS}
    for name in TEXTS:
        columns[name] = _joined_texts([getattr(table, name) for table in filled])
    extra: dict[int, Any] = {}
    for table in filled:
        extra.update(table.extra)
    return NoteTable.from_columns(**columns, extra=extra)


def _joined_texts(columns: list[TextColumn]) -> TextColumn:
    if not any(column.texts for column in columns):
        return TextColumn.empty(sum(map(len, columns)))
    index: dict[str, int] = {}
    codes = []
    for column in columns:
        renumber = np.array([index.setdefault(text, len(index)) for text in column.texts] + [-1], np.int32)
        codes.append(renumber[column.codes])
    return TextColumn(np.concatenate(codes), tuple(index))


def renumbered(table: NoteTable, used: NoteTable) -> NoteTable:
    """The table with new ids for the notes whose id is in `used` already; the table itself when none is.

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


def appended_notes(before: Score, after: Score) -> NoteTable | None:
    """The notes that `after` has more than `before`, if that is all that differs in their content.

    Returns
    -------
    NoteTable or None
        None when anything else changed, or nothing did.
    """
    if len(after.notes) <= len(before.notes) or not after.replace(notes=before.notes).same_document(before):
        return None
    return _more(before.notes, after.notes)


def _more(a: NoteTable, b: NoteTable) -> NoteTable | None:
    n = len(a)
    if np.array_equal(b.stored("id")[:n], a.stored("id")):
        rows, new = np.arange(n), np.arange(n, len(b))
    else:
        known = a.rows_of(b.stored("id")) >= 0
        if int(known.sum()) != n:
            return None
        rows, new = np.flatnonzero(known), np.flatnonzero(~known)
    return b.take(new) if b.take(rows).same(a) else None
