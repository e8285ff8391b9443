"""Values of information fields: meters, unit lengths, tempos, voices (standard, sections 3.1.6 to 3.1.8, 7)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from fractions import Fraction

EIGHTH = Fraction(1, 8)
MAX_BPM = 10_000.0
_FRACTION = re.compile(r"(\d{1,4})\s*/\s*(\d{1,4})")
_METER = re.compile(r"\(?\s*(\d{1,3}(?:\s*\+\s*\d{1,3})*)\s*\)?\s*/\s*(\d{1,4})")
_QUOTED = re.compile(r'"((?:[^"\\]|\\.)*)"?')
_BPM = re.compile(r"=\s*(\d{1,6}(?:\.\d{1,6})?)")
_NUMBER = re.compile(r"\d{1,6}(?:\.\d{1,6})?")
_OLD_UNIT = re.compile(r"C(\d{0,3})(?:/(\d{1,3}))?\s*=")
_PROPERTY = re.compile(r'([\w%-]+)\s*=\s*("(?:[^"\\]|\\.)*"|\S+)|(\S+)')


@dataclass(frozen=True)
class Meter:
    """Beats and unit of a bar; a free meter has neither."""

    numerator: int
    denominator: int

    @property
    def bar(self) -> Fraction:
        """Length in whole notes."""
        return Fraction(self.numerator, self.denominator)

    @property
    def is_compound(self) -> bool:
        """Return True for 6/8, 9/8, 12/8 and the like, whose tuplets fill three parts."""
        return self.numerator % 3 == 0 and self.numerator > 3 and self.denominator >= 8


@dataclass(frozen=True)
class Tempo:
    """Value of a ``Q:`` field: quarter notes per minute, a text, or both."""

    bpm: float | None
    text: str = ""


def parse_meter(text: str) -> Meter | None:
    """Meter of an ``M:`` field; None for a free one.

    Raises
    ------
    ValueError
        If it is no meter, or one that no bar can have.
    """
    said = text.strip()
    if not said or said.lower() == "none":
        return None
    if said.startswith("C|"):
        return Meter(2, 2)
    if said.startswith(("C", "c")):
        return Meter(4, 4)
    match = _METER.match(said)
    if match is None:
        raise ValueError
    numerator, denominator = sum(int(part) for part in match[1].split("+")), int(match[2])
    if not 1 <= numerator <= 255 or not 1 <= denominator <= 1024 or denominator & (denominator - 1):
        raise ValueError
    return Meter(numerator, denominator)


def default_unit(meter: Meter | None) -> Fraction:
    """Unit length of a tune without an ``L:`` field, in whole notes."""
    return Fraction(1, 16) if meter is not None and meter.bar < Fraction(3, 4) else EIGHTH


def parse_unit(text: str) -> Fraction:
    """Unit length of an ``L:`` field in whole notes.

    Raises
    ------
    ValueError
        If it is none.
    """
    said = text.strip()
    match = _FRACTION.match(said)
    if match and int(match[1]) and int(match[2]):
        return Fraction(int(match[1]), int(match[2]))
    if said == "1":
        return Fraction(1)
    raise ValueError


def parse_tempo(text: str, unit: Fraction) -> Tempo:
    """Tempo of a ``Q:`` field. A bare number and ``C`` of the older syntax count unit lengths.

    Raises
    ------
    ValueError
        If it has neither a tempo nor a text, or the tempo is beyond what can be.
    """
    words = " ".join(match[1] for match in _QUOTED.finditer(text))
    rest = _QUOTED.sub(" ", text).strip()
    bpm: Fraction | None = None
    if said := _BPM.search(rest):
        head = rest[: said.start()]
        old = _OLD_UNIT.match(rest)
        if old:
            beat = unit * Fraction(int(old[1] or 1), int(old[2] or 1) or 1)
        else:
            beat = sum((Fraction(int(a), int(b)) for a, b in _FRACTION.findall(head) if int(b)), Fraction(0)) or unit
        bpm = Fraction(said[1]) * beat * 4
    elif said := _NUMBER.fullmatch(rest):
        bpm = Fraction(said[0]) * unit * 4
    if bpm is not None and not 0.001 <= bpm <= MAX_BPM:
        raise ValueError
    if bpm is None and not words:
        raise ValueError
    return Tempo(None if bpm is None else float(bpm), words)


def parse_voice(text: str) -> tuple[str, dict[str, str]]:
    """Id and properties of a ``V:`` field; a bare word behind the id is a clef."""
    id, _, rest = text.strip().partition(" ")
    properties: dict[str, str] = {}
    for match in _PROPERTY.finditer(rest):
        if match[1]:
            value = match[2]
            properties[match[1].lower()] = value[1:-1] if len(value) > 1 and value[0] == value[-1] == '"' else value
        else:
            properties.setdefault("clef", match[3])
    return id, properties


def octaves_of(properties: dict[str, str]) -> int:
    """Semitones by which a voice sounds higher than it is written: clef with 8, ``octave=``, ``transpose=``."""
    clef = properties.get("clef", "")
    semitones = 12 * (clef.endswith("+8") - clef.endswith("-8"))
    for name, size in (("octave", 12), ("transpose", 1)):
        said = properties.get(name, "")
        if re.fullmatch(r"[+-]?\d{1,2}", said):
            semitones += size * int(said)
    return semitones
