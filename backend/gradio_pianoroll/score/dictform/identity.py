"""Which number a note of the dict form gets: the one it had, or one that nobody had.

A note is known by its id, whoever made it up: ``n7`` of ours as well as ``note_7`` of a program. So a handler that
hands back dicts of its own changes the notes that it was shown, and does not delete and insert them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..immutable import IdArray, RowArray
from ..notes.ids import MAX_ID, external_name, free_ids, has_duplicates, parse_all_external, parse_external
from ..notes.table import NoteTable
from ..notes.text_column import TextColumn

# So many notes are looked up one by one, which spares an edited table its columns.
FEW_NOTES = 64
BY_ID = -1
FOREIGN = -2


@dataclass(frozen=True)
class Former:
    """Notes that those of a list are new forms of.

    Attributes
    ----------
    table
        The notes as they were.
    kept
        Those of them that stay beside the list: their numbers and ids are taken.
    numbers
        For each note of the list the number of the note that it is known to be; `BY_ID` where its id tells, `FOREIGN`
        where it comes from another document and is none of these, whatever its id. None: all by their ids.
    """

    table: NoteTable
    kept: NoteTable | None = None
    numbers: NDArray[np.int64] | None = None


def text_of(given: Any) -> str | None:
    """Id as a text, None when it can be none. A whole number is the text of its digits."""
    if isinstance(given, str):
        return given
    if isinstance(given, int | np.integer) and not isinstance(given, bool) and abs(int(given)) < 10**18:
        return str(int(given))
    return None


def rows_by_id(table: NoteTable, given: list[Any]) -> RowArray:
    """Row of the note that each id names, -1 where there is none; int64 [len(given)]."""
    if not given:
        return np.zeros(0, np.int64)
    if not table.ref.texts and set(map(type, given)) == {str} and (numbers := parse_all_external(given)) is not None:
        return table.rows_of(numbers)
    texts = [text_of(value) for value in given]
    wanted = {text for text in texts if text is not None}
    plain = {text: number for text in wanted if (number := parse_external(text)) is not None}
    known, _ = _numbers_by_name(table, wanted, plain)
    found = np.array([known[text][0] if text in known else -1 for text in texts], np.int64)
    rows = np.full(len(texts), -1, np.int64)
    rows[found >= 0] = table.rows_of(found[found >= 0].astype(np.uint32))
    return rows


def plain_numbers(given: list[Any], former: Former | None) -> IdArray | None:
    """Numbers at the speed of C where nothing is to be found out: no ids, or ``n<digits>`` that are free."""
    kinds = set(map(type, given))
    if kinds == {type(None)} and former is None:
        return np.arange(len(given), dtype=np.uint32)
    if kinds != {str}:
        return None
    numbers = parse_all_external(given)
    if numbers is None or has_duplicates(numbers):
        return None
    if former is None:
        return numbers
    if former.table.ref.texts or (former.kept is not None and (former.kept.rows_of(numbers) >= 0).any()):
        return None
    told = former.numbers
    return None if told is not None and ((told != BY_ID) & (told != numbers)).any() else numbers


def numbers_and_refs(texts: list[str | None], former: Former | None) -> tuple[IdArray, TextColumn, list[int]]:
    """Number and foreign id of each note, and which notes got another id because theirs was taken.

    Parameters
    ----------
    texts
        The ids that the notes give, None where they give none.
    former
        What the notes were before; None when they are all new.
    """
    if former is not None and (refs := _refs_as_they_were(texts, former)) is not None:
        assert former.numbers is not None
        return former.numbers.astype(np.uint32), TextColumn.from_list(refs), []
    naming = _Naming(texts, former)
    return naming.numbers(), TextColumn.from_list(naming.refs), naming.renamed


def _refs_as_they_were(texts: list[str | None], former: Former) -> list[str | None] | None:
    """Foreign ids of notes that are all known and called what they were called, without a look at other notes."""
    told, table = former.numbers, former.table
    if told is None or not len(told) or (told < 0).any() or has_duplicates(told):
        return None
    ids = told.astype(np.uint32)
    if former.kept is not None and (former.kept.rows_of(ids) >= 0).any():
        return None
    rows = table.rows_of(ids)
    few = len(rows) <= FEW_NOTES
    refs = [table.note(row).ref for row in rows.tolist()] if few else table.ref.take(rows).to_list()
    names = [external_name(number) if ref is None else ref for number, ref in zip(told.tolist(), refs, strict=True)]
    return refs if names == texts else None


class _Naming:
    def __init__(self, texts: list[str | None], former: Former | None) -> None:
        self._texts = texts
        self._former = former
        self._told = [BY_ID] * len(texts)
        if former is not None and former.numbers is not None:
            self._told = former.numbers.tolist()
        wanted = {text for text in texts if text is not None}
        # By text, the numbers that look like ours.
        self._plain = {text: number for text in wanted if (number := parse_external(text)) is not None}
        self._known: dict[str, list[int]] = {}
        self._were_there: set[int] = set()
        if former is not None:
            self._known, self._were_there = _numbers_by_name(former.table, wanted, self._plain)
        self._kept = self._numbers_kept()
        self._numbers = np.full(len(texts), -1, np.int64)
        self._used: set[int] = set()
        self._names: set[str] = {name for name, numbers in self._known.items() if self._kept.intersection(numbers)}
        self.refs: list[str | None] = [None] * len(texts)
        self.renamed: list[int] = []

    def _numbers_kept(self) -> set[int]:
        """Numbers among those that may be asked for which stay beside the list."""
        if self._former is None or self._former.kept is None:
            return set()
        asked = {number for numbers in self._known.values() for number in numbers}
        asked.update(number for number in self._told if number >= 0)
        asked.update(self._plain.values())
        ids = np.array(sorted(asked), np.uint32)
        return set(ids[self._former.kept.rows_of(ids) >= 0].tolist())

    def numbers(self) -> IdArray:
        for i, number in enumerate(self._told):
            if number >= 0:
                self._take(i, number)
        for i, text in enumerate(self._texts):
            if text is not None and self._told[i] != FOREIGN:
                for number in self._known.get(text, ()):
                    self._take(i, number)
        found = np.flatnonzero(self._numbers >= 0).tolist()
        self._name_found(found)
        for i, text in enumerate(self._texts):
            # A number that a note had is that note's, also when it is called something else.
            if text in self._plain and self._told[i] != FOREIGN and self._plain[text] not in self._were_there:
                self._take(i, self._plain[text])
        left = self._numbers < 0
        self._numbers[left] = self._fresh(int(left.sum()))
        self._name_new(found)
        return self._numbers.astype(np.uint32)

    def _take(self, i: int, number: int) -> None:
        if self._numbers[i] < 0 and number not in self._used and number not in self._kept:
            self._numbers[i] = number
            self._used.add(number)

    def _name_found(self, found: list[int]) -> None:
        """Notes that were there: those that are called what they were called go before the renamed."""
        renamed = []
        for i in found:
            number, text = int(self._numbers[i]), self._texts[i]
            if text is not None and number in self._known.get(text, ()):
                self._call(i, number, text)
            else:
                renamed.append(i)
        for i in renamed:
            number, text = int(self._numbers[i]), self._texts[i]
            if text is None or text in self._names:
                if text is not None:
                    self.renamed.append(i)
                text = self._former_name(number)
            self._call(i, number, text)

    def _name_new(self, found: list[int]) -> None:
        """Give a new note the name that it brings, unless another one is called that."""
        known = set(found)
        for i, text in enumerate(self._texts):
            if text is None or i in known:
                continue
            if text in self._names or (self._told[i] == FOREIGN and text in self._plain):
                self.renamed.append(i)
            else:
                self._call(i, int(self._numbers[i]), text)

    def _call(self, i: int, number: int, name: str) -> None:
        self._names.add(name)
        self.refs[i] = None if name == external_name(number) else name

    def _former_name(self, number: int) -> str:
        assert self._former is not None
        table = self._former.table
        return table.external_id(table.row_of(number))

    def _fresh(self, count: int) -> IdArray:
        """Numbers that no note has or had, and whose names no note is called by."""
        taken = {*self._used, *self._kept}
        texts: list[str] = [text for text in self._texts if text is not None]
        start = 0
        if self._former is not None and count:
            table = self._former.table
            texts += table.ref.texts
            start = max(table.next_id, max(taken, default=-1) + 1)
        # Ids that look like numbers: a note of that number would have the same name.
        taken.update(number for text in texts if text[:1] == "n" and (number := parse_external(text)) is not None)
        used = np.array(sorted(taken), np.uint32)
        if start + count + len(used) > MAX_ID and self._former is not None:
            return free_ids(np.concatenate([used, self._former.table.stored("id")]), count)
        return free_ids(used, count, start)


def _numbers_by_name(
    table: NoteTable, names: set[str], plain: Mapping[str, int]
) -> tuple[dict[str, list[int]], set[int]]:
    """Numbers of the notes that are called so, and which of the numbers `plain` exist.

    A name has more than one where operations gave two notes the same id.
    """
    result: dict[str, list[int]] = {}
    refs = table.ref
    if refs.texts:
        codes = np.array([code for code, text in enumerate(refs.texts) if text in names], np.int32)
        rows = np.flatnonzero(np.isin(refs.codes, codes))
        for code, number in zip(refs.codes[rows].tolist(), table.stored("id")[rows].tolist(), strict=True):
            result.setdefault(refs.texts[code], []).append(number)
    found = table.rows_of(np.array(list(plain.values()), np.uint32)).tolist()
    for (text, number), row in zip(plain.items(), found, strict=True):
        if row >= 0 and (not refs.texts or refs.codes[row] < 0):
            result.setdefault(text, []).append(number)
    return result, {number for number, row in zip(plain.values(), found, strict=True) if row >= 0}
