"""How lengths, pitches and texts are written down."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple
from xml.sax.saxutils import escape

from ...score import TICKS_PER_BEAT

STEPS = ("C", "C", "D", "D", "E", "F", "F", "G", "G", "A", "A", "B")
ALTERS = (0, 1, 0, 1, 0, 0, 1, 0, 1, 0, 1, 0)
#: Keys of a note for the texts of further verses: ``verse 2``; and for what lies between its pitch and its semitone.
VERSE, CENTS = "verse ", "cents"
#: Velocity of "forte": what ``dynamics="100"`` means.
FORTE = 90
# Velocities of the written marks, as notation programs play them.
MARKS = {"pppp": 10, "ppp": 23, "pp": 36, "p": 49, "mp": 64, "mf": 80, "f": 96, "ff": 112, "fff": 120, "ffff": 127}

_TYPES = ("breve", "whole", "half", "quarter", "eighth", "16th", "32nd", "64th", "128th", "256th")
_PLAIN = {TICKS_PER_BEAT * 8 >> i: name for i, name in enumerate(_TYPES)}
_SHORTEST = min(_PLAIN)
_NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


class Value(NamedTuple):
    """Length in ticks as it is written; `type` is empty when there is no sign for it.

    `actual` notes are played in the time of `normal`: (1, 1) without a tuplet.
    """

    ticks: int
    type: str = ""
    dots: int = 0
    actual: int = 1
    normal: int = 1


def _known_values() -> dict[int, Value]:
    known: dict[int, Value] = {}
    for actual, normal in ((3, 2), (5, 4), (1, 1)):
        for ticks, name in _PLAIN.items():
            if ticks * normal % actual == 0:
                length = ticks * normal // actual
                known[length] = Value(length, name, 0, actual, normal)
    for ticks, name in _PLAIN.items():
        for dots, factor in ((1, 3), (2, 7)):
            length = ticks * factor >> dots
            if length % _SHORTEST == 0:
                known[length] = Value(length, name, dots)
    return known


_VALUES = _known_values()
# From the longest, for lengths that take several signs; tuplets do not add up with others.
_ADDING = sorted((v for v in _VALUES.values() if v.actual == 1), reverse=True)


def values_of(ticks: int) -> Iterator[Value]:
    """Written values that a length is made of, tied one to the next; one without a sign where there is none."""
    if ticks in _VALUES or ticks % _SHORTEST:
        yield _VALUES.get(ticks, Value(ticks))
        return
    for value in _ADDING:
        while value.ticks <= ticks:
            yield value
            ticks -= value.ticks


def text(value: str) -> str:
    """Text that XML can hold: characters that it cannot are replaced, line ends are kept."""
    return escape(_NOT_XML.sub("\ufffd", value), {"\r": "&#13;"})
