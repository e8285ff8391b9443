"""Notes of a track as they are written: chords in layers without overlaps, cut at bar lines and where words stand."""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any, NamedTuple

from ...score import TICKS_PER_BEAT
from ..musicxml.notation import values_of

UNIT = TICKS_PER_BEAT // 2


@dataclass
class TrackNote:
    """Note in ticks, with what is said of it."""

    onset: int
    end: int
    pitch: int
    velocity: int
    verses: dict[int, str] = field(default_factory=dict)
    cents: float = 0.0
    signs: Mapping[str, Any] = field(default_factory=dict)


class Value(NamedTuple):
    """Chord or rest (no notes) that is written with one sign.

    `length` is in unit lengths as written; `p` notes are played in the time of `q`, (1, 1) outside of a tuplet.
    """

    start: int
    ticks: int
    length: Fraction
    p: int
    q: int
    chord: tuple[TrackNote, ...]
    begins: bool
    ends: bool


Element = tuple[int, int, tuple[TrackNote, ...]]


def layers_of(notes: Sequence[TrackNote], bounds: Sequence[int], cuts: Sequence[int]) -> list[dict[int, list[Value]]]:
    """Values by bar, for each layer; notes of one onset and end are a chord.

    Parameters
    ----------
    notes
        Of a track.
    bounds
        Bar lines and the end, in ticks.
    cuts
        Where something is said in the first layer: what sounds there is cut and tied.
    """
    chords: dict[tuple[int, int], list[TrackNote]] = defaultdict(list)
    for note in notes:
        chords[note.onset, note.end].append(note)
    free_from: list[int] = []
    in_layer: list[list[Element]] = []
    for (onset, end), chord in sorted(chords.items(), key=lambda item: (item[0][0], -item[0][1])):
        layer = next((i for i, until in enumerate(free_from) if until <= onset), len(free_from))
        if layer == len(free_from):
            free_from.append(0)
            in_layer.append([])
        free_from[layer] = end
        in_layer[layer].append((onset, end, tuple(sorted(chord, key=lambda n: (not n.verses, not n.signs, n.pitch)))))
    inner = sorted({*bounds, *cuts})
    return [
        _by_bar(elements, list(bounds), inner if number == 0 else list(bounds), is_first=number == 0)
        for number, elements in enumerate(in_layer or [[]])
    ]


def _by_bar(elements: Sequence[Element], bounds: list[int], cuts: list[int], is_first: bool) -> dict[int, list[Value]]:
    """Values of a layer. The first one has rests everywhere, others up to the last note of a bar alone."""
    pieces: dict[int, list[tuple[int, int, Element]]] = defaultdict(list)
    for element in elements:
        for start, stop in _cut(element[0], element[1], cuts):
            pieces[bisect_right(bounds, start) - 1].append((start, stop, element))
    bars: dict[int, list[Value]] = {}
    for bar in range(len(bounds) - 1) if is_first else sorted(pieces):
        values: list[Value] = []
        at = bounds[bar]
        for start, stop, (onset, end, chord) in pieces.get(bar, ()):
            values += _silence(at, start, cuts)
            values += _values(start, stop, chord, start == onset, stop == end)
            at = stop
        bars[bar] = values + (_silence(at, bounds[bar + 1], cuts) if is_first else [])
    return bars


def _cut(start: int, end: int, cuts: list[int]) -> Iterator[tuple[int, int]]:
    while start < end:
        at = bisect_right(cuts, start)
        stop = min(end, cuts[at]) if at < len(cuts) else end
        yield start, stop
        start = stop


def _silence(start: int, end: int, cuts: list[int]) -> list[Value]:
    return [value for a, b in _cut(start, end, cuts) for value in _values(a, b, (), True, True)]


def _values(start: int, stop: int, chord: tuple[TrackNote, ...], begins: bool, ends: bool) -> list[Value]:
    """Signs that a length is made of, tied one to the next."""
    signs = list(values_of(stop - start))
    made = []
    at = start
    for i, sign in enumerate(signs):
        if sign.type:
            p, q = sign.actual, sign.normal
        else:
            p, q = _tuplet(Fraction(sign.ticks, UNIT).denominator)
        length = Fraction(sign.ticks * p, UNIT * q)
        made.append(Value(at, sign.ticks, length, p, q, chord, begins and i == 0, ends and i == len(signs) - 1))
        at += sign.ticks
    return made


def _tuplet(denominator: int) -> tuple[int, int]:
    """So many in the time of so many, for a length that no sign has."""
    odd = denominator
    while odd % 2 == 0:
        odd //= 2
    return (1, 1) if odd == 1 else (odd, 1 << (odd.bit_length() - 1))
