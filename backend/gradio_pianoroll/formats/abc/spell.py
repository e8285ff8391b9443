"""Pitches as ABC writes them: letter, octave, and an accidental where the bar and the key do not say it."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

from ...score.marks import KeySignature
from ...score.units import LETTERS
from .keys import signature

_SHARP = (("C", 0), ("C", 1), ("D", 0), ("D", 1), ("E", 0), ("F", 0), ("F", 1), ("G", 0), ("G", 1), ("A", 0), ("A", 1),
          ("B", 0))  # fmt: skip
_FLAT = (("C", 0), ("D", -1), ("D", 0), ("E", -1), ("E", 0), ("F", 0), ("G", -1), ("G", 0), ("A", -1), ("A", 0),
         ("B", -1), ("B", 0))  # fmt: skip


class Speller:
    """Writes pitches one after the other.

    Some readers let an accidental hold in all octaves of its bar, as the standard does, some in its own octave alone.
    So one is written wherever either of them would read something else.
    """

    def __init__(self) -> None:
        self._alters: Mapping[str, Fraction] = {}
        self._flats = False
        self._anywhere: dict[str, Fraction] = {}
        self._there: dict[tuple[str, int], Fraction] = {}

    def key(self, key: KeySignature | None) -> None:
        """Go on in another key."""
        self._alters = signature(key.sharps) if key is not None else {}
        self._flats = key is not None and key.sharps < 0

    def bar(self) -> None:
        """Begin a bar."""
        self._anywhere.clear()
        self._there.clear()

    def pitch(self, pitch: int, cents: float = 0.0, always: bool = False) -> str:
        """Text of a MIDI pitch; `cents` is 0, 50 or -50. With `always` the accidental is written in any case."""
        letter, alter = self._letter(pitch)
        octave = (pitch - LETTERS[letter] - alter) // 12 - 5
        wanted = Fraction(alter) + Fraction(round(cents), 100)
        by_key = self._alters.get(letter, Fraction(0))
        said = self._anywhere.get(letter, by_key), self._there.get((letter, octave), by_key)
        sign = "" if said == (wanted, wanted) and not always else _sign(wanted)
        if sign:
            self._anywhere[letter] = self._there[letter, octave] = wanted
        if octave > 0:
            return sign + letter.lower() + "'" * (octave - 1)
        return sign + letter + "," * -octave

    def _letter(self, pitch: int) -> tuple[str, int]:
        letter, alter = (_FLAT if self._flats else _SHARP)[pitch % 12]
        # B sharp, C flat and the like where the key has them.
        for other, by_key in self._alters.items():
            if (LETTERS[other] + int(by_key)) % 12 == pitch % 12:
                return other, int(by_key)
        return letter, alter


def _sign(alter: Fraction) -> str:
    if alter.denominator == 1:
        return "=" if not alter else ("^" if alter > 0 else "_") * abs(int(alter))
    size = abs(alter)
    number = "/" if size == Fraction(1, 2) else f"{size.numerator}/{size.denominator}"
    return ("^" if alter > 0 else "_") + number
