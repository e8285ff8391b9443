"""Lists of values in one text, blanks between them, as SoulX-Singer and DiffSinger have them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise
from typing import Any

import numpy as np

from gradio_pianoroll.i18n.sentence import Sentence

from ...score.immutable import FloatArray
from ...score.problems import shown

#: Times are written to a microsecond.
DECIMALS = 6
#: What stands for a lyric that is not there, where there has to be one.
NO_TEXT = "_"
_NAME = re.compile(r"([A-Ga-g])([#b♯♭]{0,2})(-?\d{1,2})([+-]\d{1,4}(?:\.\d{1,6})?)?")
_STEPS = {"C": 0, "D": 2, "E": 4, "F": 5, "G": 7, "A": 9, "B": 11}
_ALTERS = {"#": 1, "♯": 1, "b": -1, "♭": -1}
_NAMES = ("C", "C#", "D", "D#", "E", "F", "F#", "G", "G#", "A", "A#", "B")


def texts(item: Mapping[str, Any], key: str, where: Sentence) -> list[str]:
    """Values of a key as texts; a list is taken like a text.

    Raises
    ------
    ValueError
        If the key is missing or holds something else.
    """
    value = item.get(key)
    if value is None:
        raise ValueError(Sentence("sing.missing", where=where, key=key))
    if isinstance(value, str):
        return value.split()
    if isinstance(value, list) and all(isinstance(v, str | int | float) and not isinstance(v, bool) for v in value):
        return [str(v) for v in value]
    raise ValueError(Sentence("sing.no_text", where=where, key=key, given=shown(value)))


def numbers(item: Mapping[str, Any], key: str, where: Sentence, least: float | None = None) -> FloatArray:
    """Values of a key as finite numbers.

    Raises
    ------
    ValueError
        If one is no number, not finite, or below `least`; the message says which.
    """
    found = texts(item, key, where)
    try:
        values = np.array(found, np.float64) if found else np.zeros(0)
    except ValueError:
        values = np.array([_number(text) for text in found])
    bad = ~np.isfinite(values)
    if bad.any():
        at = int(np.argmax(bad))
        raise ValueError(Sentence("sing.no_number", where=where, key=key, number=at + 1, given=shown(found[at])))
    if least is not None and (values < least).any():
        at = int(np.argmax(values < least))
        raise ValueError(Sentence("sing.below", where=where, key=key, number=at + 1, given=values[at], least=least))
    return values


def one_number(value: Any, key: str, where: Sentence) -> float:
    """Finite number that a file may give as a text.

    Raises
    ------
    ValueError
        If it is none.
    """
    number = float("nan")
    if isinstance(value, str | int | float) and not isinstance(value, bool):
        number = _number(value)
    if not np.isfinite(number):
        raise ValueError(Sentence("sing.no_number", where=where, key=key, number=1, given=shown(value)))
    return number


def whole_number(value: Any, key: str, where: Sentence, least: int, most: int) -> int:
    """Whole number within limits, given as a number or a text.

    Raises
    ------
    ValueError
        If it is none.
    """
    number = one_number(value, key, where)
    if number != int(number) or not least <= number <= most:
        raise ValueError(Sentence("sing.no_whole", where=where, key=key, given=shown(value), least=least, most=most))
    return int(number)


def same_count(where: Sentence, **lists: Sequence[Any] | FloatArray | None) -> None:
    """Refuse lists of different lengths; None is no list.

    Raises
    ------
    ValueError
        With the names and lengths of the first two that differ.
    """
    there = [(key, len(values)) for key, values in lists.items() if values is not None]
    for key, count in there[1:]:
        if count != there[0][1]:
            raise ValueError(
                Sentence("sing.counts", where=where, key=key, count=count, other=there[0][0], expected=there[0][1])
            )


def pitch_of_name(text: str) -> float | None:
    """MIDI number of a name such as ``A#3`` or ``C4+12`` (cents); None if it is none."""
    match = _NAME.fullmatch(text)
    if match is None:
        return None
    number = _STEPS[match[1].upper()] + sum(_ALTERS[sign] for sign in match[2]) + 12 * (int(match[3]) + 1)
    return number + float(match[4] or 0) / 100


def name_of_pitch(pitch: int, cents: int = 0) -> str:
    """Name of a MIDI number, with cents behind it where there are any."""
    return f"{_NAMES[pitch % 12]}{pitch // 12 - 1}{f'{cents:+d}' if cents else ''}"


def shortest(value: float) -> str:
    """Decimal number to a microsecond, without zeros at its end."""
    text = f"{value:.{DECIMALS}f}".rstrip("0").rstrip(".")
    return "0" if text in ("", "-0") else text


def durations(bounds_s: Sequence[float]) -> list[str]:
    """Lengths between times as texts whose sum is the whole, to the last decimal."""
    rounded = [round(bound, DECIMALS) for bound in bounds_s]
    return [shortest(end - start) for start, end in pairwise(rounded)]


def token(text: str) -> str:
    """Text without blanks: these stand between values."""
    return NO_TEXT.join(text.split()) or NO_TEXT


def joined(values: Iterable[object]) -> str:
    """Values with blanks between them."""
    return " ".join(map(str, values))


def _number(value: Any) -> float:
    try:
        return float(value)
    except (ValueError, OverflowError):
        return float("nan")
