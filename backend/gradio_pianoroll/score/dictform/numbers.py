"""Reading numbers that may be anything."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gradio_pianoroll.i18n.sentence import Sentence

from ..immutable import FloatArray
from ..problems import shown as shown


def number(value: Any) -> float | None:
    """Finite float of a number, None for anything else (bool, text, NaN, infinity …)."""
    if isinstance(value, bool | np.bool_ | str | bytes) or not isinstance(value, int | float | np.number):
        return None
    if isinstance(value, np.complexfloating):
        return None
    try:
        result = float(value)
    except (OverflowError, ValueError):
        return None
    return result if math.isfinite(result) else None


def is_empty_text(value: Any) -> bool:
    """Return True if a lyric or phoneme says nothing."""
    return value is None or (isinstance(value, str) and not value.strip())


def note_place(number: int, id: Any) -> Sentence:
    """Name of a note in a message: its place in the list, and its id when that is a text."""
    return (
        Sentence("note.place_id", number=number, id=id)
        if isinstance(id, str)
        else Sentence("note.place", number=number)
    )


class NumberColumn:
    """Values of one key of all notes as numbers.

    Attributes
    ----------
    values
        float64 [n]; NaN where absent or wrong.
    present
        bool [n]; False where the key is missing or None.
    wrong
        bool [n]; True where the value is no finite number.
    """

    def __init__(self, name: str, raw: Sequence[Any]) -> None:
        self._name, self._raw = name, raw
        self.values, self.present = _fast(raw) or _slow(raw)
        self.wrong = self.present & ~np.isfinite(self.values)

    def why(self, row: int) -> Sentence:
        """Say what is wrong with a value."""
        return Sentence("note.not_finite", key=self._name, given=shown(self._raw[row]))


def _fast(raw: Sequence[Any]) -> tuple[FloatArray, NDArray[np.bool_]] | None:
    """Column at the speed of C, None when something else than int and float is in it."""
    kinds = set(map(type, raw))
    if kinds == {type(None)}:
        return np.full(len(raw), math.nan), np.zeros(len(raw), bool)
    if not kinds <= {int, float}:
        return None
    try:
        values = np.array(raw, np.float64)
    except OverflowError:
        return None
    return values, np.ones(len(raw), bool)


def _slow(raw: Sequence[Any]) -> tuple[FloatArray, NDArray[np.bool_]]:
    values = np.full(len(raw), math.nan)
    present = np.array([value is not None for value in raw], bool)
    for row, value in enumerate(raw):
        read = number(value)
        if read is not None:
            values[row] = read
    return values, present
