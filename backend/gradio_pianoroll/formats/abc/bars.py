"""What a voice is made of: bars with their notes and events, before repeats are unfolded."""

from __future__ import annotations

from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any, NamedTuple


@dataclass
class Written:
    """Note as it is written, or a piece of a tied one; whole notes from the start of its bar."""

    onset: Fraction
    length: Fraction
    pitch: Fraction | int
    velocity: int
    layer: int = 0
    tied: bool = False
    # Text of each verse, from 1; what stands before and behind it as ABC.
    verses: dict[int, str] = field(default_factory=dict)
    before: str = ""
    after: str = ""
    # Letter and octave as written, and the semitones that its sign, bar or key adds.
    place: tuple[str, int] = ("C", 0)
    alter: Fraction = Fraction(0)


class Event(NamedTuple):
    """Tempo, key, meter or marker inside of a bar, by `kind`."""

    at: Fraction
    kind: str
    value: Any


@dataclass
class Bar:
    """Bar: all between two bar lines.

    Attributes
    ----------
    length
        Whole notes that it is filled to.
    starts
        A repeat starts with it.
    repeats
        How often the section that ends with it is played; 1 without a sign.
    ending
        Numbers of the passes that it is for, where a variant ending starts with it.
    is_end
        A double bar line or the like follows: a variant ending ends, and a repeat without a start goes back no further.
    is_whole
        A plain bar line or the end follows: what is shorter than its meter is short on purpose.
    part
        Letter of the part that starts with it.
    jumps
        Names of signs such as segno, coda, fine and D.C. in it.
    """

    notes: list[Written] = field(default_factory=list)
    events: list[Event] = field(default_factory=list)
    length: Fraction = Fraction(0)
    starts: bool = False
    repeats: int = 1
    ending: frozenset[int] = frozenset()
    is_end: bool = False
    is_whole: bool = True
    part: str = ""
    jumps: tuple[str, ...] = ()

    @property
    def is_empty(self) -> bool:
        """Return True if nothing sounds, waits or is said in it."""
        return not self.length and not self.notes and not self.events
