"""Checks of what an operation is told: a number in its range, one of some words."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ...errors import OpError
from ..problems import shown
from ..ticks import TICKS_PER_BEAT
from ..units import LETTERS

_NOTE_NAME = re.compile(r"([A-Ga-g])([#b♯♭]?)")
_GRID_NAME = re.compile(r"1/([0-9]{1,3})([TD]?)")
# Finer than any clock of music, and far from the rounding of a tick.
MIN_GRID_BEATS, MAX_GRID_BEATS = 1 / 1024, 4096.0
MAX_PART = 128


def number(name: str, value: Any, low: float, high: float) -> float:
    """Number from `low` to `high`.

    Raises
    ------
    OpError
        If it is something else; the message names the argument.
    """
    if not isinstance(value, bool | str | np.ndarray) and hasattr(value, "__float__"):
        given = float(value)
        if math.isfinite(given) and low <= given <= high:
            return given
    raise OpError(f"{name} must be a number from {low:g} to {high:g}, not {shown(value)}", name)


def whole(name: str, value: Any, low: int, high: int) -> int:
    """Whole number from `low` to `high`.

    Raises
    ------
    OpError
        If it is something else; the message names the argument.
    """
    given = number(name, value, low, high)
    if given != int(given):
        raise OpError(f"{name} must be a whole number from {low} to {high}, not {shown(value)}", name)
    return int(given)


def choice(name: str, value: Any, among: Sequence[str]) -> str:
    """One of some words.

    Raises
    ------
    OpError
        If it is another; the message lists them.
    """
    if isinstance(value, str) and value in among:
        return value
    raise OpError(f"{name} must be {' or '.join(map(repr, among))}, not {shown(value)}", name)


def is_list(value: Any, length: int | None = None) -> bool:
    """Return True for a list, a tuple or an array, of that length when one is said: no text, no mapping, no set."""
    if isinstance(value, str | bytes | Mapping) or not (hasattr(value, "__len__") and hasattr(value, "__getitem__")):
        return False
    return getattr(value, "ndim", 1) > 0 and (length is None or len(value) == length)


def array_of(name: str, value: Any, what: str) -> NDArray[Any]:
    """Array of a value or of a list of them.

    Raises
    ------
    OpError
        If it is a list of lists of several lengths; the message says that `what` is wanted.
    """
    try:
        return np.asarray(value)
    except ValueError:
        raise OpError(f"{name} must be {what}, not {shown(value)}", name) from None


def grid_ticks(value: Any, name: str = "grid") -> float:
    """Ticks of a grid step: beats, or a note value such as ``"1/16"``, ``"1/8T"`` (triplet), ``"1/4D"`` (dotted).

    Raises
    ------
    OpError
        If it is none.
    """
    if isinstance(value, str):
        match = _GRID_NAME.fullmatch(value)
        part = int(match[1]) if match else 0
        if match is None or not 1 <= part <= MAX_PART:
            raise OpError(
                f'{name} must be beats or a note value such as "1/16", "1/8T", "1/4D", not {shown(value)}', name
            )
        ticks = 4 * TICKS_PER_BEAT / part
        return ticks * 2 / 3 if match[2] == "T" else ticks * 1.5 if match[2] == "D" else ticks
    return number(name, value, MIN_GRID_BEATS, MAX_GRID_BEATS) * TICKS_PER_BEAT


def pitch_class(value: Any, name: str = "tonic") -> int:
    """Pitch class 0-11 of a number or of a name such as ``"F#"`` or ``"Bb"``.

    Raises
    ------
    OpError
        If it is none.
    """
    if isinstance(value, str) and (match := _NOTE_NAME.fullmatch(value)):
        sign = {"": 0, "#": 1, "♯": 1, "b": -1, "♭": -1}[match[2]]
        return (LETTERS[match[1].upper()] + sign) % 12
    if isinstance(value, int | np.integer) and not isinstance(value, bool) and 0 <= value <= 11:
        return int(value)
    raise OpError(f'{name} must be a note name such as "D" or "Bb", or a number from 0 to 11, not {shown(value)}', name)
