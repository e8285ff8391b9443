"""A column of texts that few or many notes have, dictionary-coded."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from ..immutable import freeze, frozen_copy

Codes = NDArray[np.int32]
_NONE = freeze(np.full((), -1, np.int32))


class TextColumn:
    """One text or None per row.

    Attributes
    ----------
    codes
        int32 [n], index into `texts`, -1 for none; read-only.
    texts
        The distinct texts.
    """

    __slots__ = ("_by_text", "codes", "texts")

    codes: Codes
    texts: tuple[str, ...]

    def __init__(self, codes: ArrayLike, texts: Iterable[str] = ()) -> None:
        self.texts = tuple(texts)
        self.codes = frozen_copy(codes, np.int32)
        if len(self.codes) and not (int(self.codes.min()) >= -1 and int(self.codes.max()) < len(self.texts)):
            raise ValueError(f"text codes must lie between -1 and {len(self.texts) - 1}")

    @classmethod
    def _trusted(cls, codes: Codes, texts: tuple[str, ...]) -> TextColumn:
        column = cls.__new__(cls)
        column.codes = freeze(codes)
        column.texts = texts
        return column

    @classmethod
    def empty(cls, n: int) -> TextColumn:
        """`n` rows without text; takes no memory."""
        return _empty(n)

    @classmethod
    def from_list(cls, values: Sequence[str | None]) -> TextColumn:
        """Column of texts and Nones.

        Raises
        ------
        ValueError
            If a value is neither a string nor None; the message names the row.
        """
        index: dict[str, int] = {}
        if set(map(type, values)) <= {str, type(None)}:
            codes = [-1 if v is None else index.setdefault(v, len(index)) for v in values]
            if not index:
                return cls.empty(len(codes))
            return cls._trusted(np.array(codes, np.int32), tuple(index))
        for row, value in enumerate(values):
            if value is not None and not isinstance(value, str):
                raise ValueError(f"row {row}: a text must be a string or None, not {type(value).__name__}")
        return cls.from_list([None if v is None else str(v) for v in values])

    def __len__(self) -> int:
        return len(self.codes)

    def __getitem__(self, row: int) -> str | None:
        code = int(self.codes[row])
        return None if code < 0 else self.texts[code]

    def __iter__(self) -> Iterator[str | None]:
        return iter(self.to_list())

    def __repr__(self) -> str:
        return f"TextColumn({len(self)} rows, {len(self.texts)} texts)"

    def __eq__(self, other: object) -> bool:
        """Return True if it is a column with the same text in every row."""
        return self.same(other) if isinstance(other, TextColumn) else NotImplemented

    def __hash__(self) -> int:
        return hash((TextColumn, len(self)))

    def __reduce__(self) -> tuple[Any, ...]:
        if not self.texts:
            return TextColumn.empty, (len(self),)
        return TextColumn, (self.codes, self.texts)

    def any(self) -> bool:
        """Return True if some row has a text."""
        return bool(self.texts) and bool((self.codes >= 0).any())

    def present(self) -> NDArray[np.bool_]:
        """True for the rows that have a text."""
        return np.asarray(self.codes >= 0)

    def to_list(self) -> list[str | None]:
        """Texts, row by row."""
        if not self.texts:
            return [None] * len(self)
        texts: tuple[str | None, ...] = (*self.texts, None)
        return [texts[code] for code in self.codes.tolist()]

    def take(self, rows: NDArray[np.integer] | slice) -> TextColumn:
        """Column of the given rows, in that order."""
        if not self.texts:
            n = len(range(*rows.indices(len(self)))) if isinstance(rows, slice) else len(rows)
            return TextColumn.empty(n)
        return TextColumn._trusted(self.codes[rows].copy(), self.texts)

    def canonical(self) -> TextColumn:
        """Same texts numbered by first appearance, unused ones gone: equal columns get equal codes."""
        if not self.texts:
            return self
        present = self.codes >= 0
        used, first = np.unique(self.codes[present], return_index=True)
        if not len(used):
            return TextColumn.empty(len(self))
        by_appearance = used[np.argsort(first)]
        if len(by_appearance) == len(self.texts) and (np.diff(by_appearance) == 1).all():
            return self
        texts = tuple(self.texts[i] for i in by_appearance.tolist())
        if len(self.texts) > 4 * len(self):
            # Few rows of a column of very many texts: no table of all of them.
            ranks = np.argsort(np.argsort(first)).astype(np.int32)
            codes = ranks[np.minimum(np.searchsorted(used, self.codes), len(used) - 1)]
            return TextColumn._trusted(np.where(present, codes, np.int32(-1)), texts)
        renumber = np.full(len(self.texts) + 1, -1, np.int32)
        renumber[by_appearance] = np.arange(len(by_appearance), dtype=np.int32)
        return TextColumn._trusted(renumber[self.codes], texts)

    def codes_for(self, other: TextColumn) -> tuple[tuple[str, ...], Codes]:
        """Texts of this column with those of another one behind them, and the codes of the other one in that."""
        if not hasattr(self, "_by_text"):
            self._by_text: dict[str, int] = {text: code for code, text in enumerate(self.texts)}
        known = self._by_text
        fresh = [text for text in other.texts if text not in known]
        added = {text: len(self.texts) + i for i, text in enumerate(fresh)}
        renumber = [known[text] if text in known else added[text] for text in other.texts]
        codes = np.array([*renumber, -1], np.int32)[other.codes]
        return ((*self.texts, *fresh) if fresh else self.texts), codes

    def differs(self, other: TextColumn) -> NDArray[np.bool_]:
        """True for the rows whose text is not the same; both columns have the same length."""
        if self.texts is other.texts or self.texts == other.texts:
            return np.asarray(self.codes != other.codes)
        index = {text: code for code, text in enumerate(self.texts)}
        mine = np.array([index.get(text, -2) for text in other.texts] + [-1], np.int64)
        return np.asarray(self.codes != mine[other.codes])

    def same(self, other: TextColumn) -> bool:
        """Return True if every row has the same text."""
        return len(self) == len(other) and not self.differs(other).any()


@lru_cache(maxsize=64)
def _empty(n: int) -> TextColumn:
    return TextColumn._trusted(np.broadcast_to(_NONE, (n,)), ())
