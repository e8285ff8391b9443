"""The music of one voice as lines of ABC, four bars each, with their words."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from fractions import Fraction

from ...score.marks import KeySignature
from ...score.well_formed import well_formed
from ..musicxml.notation import MARKS
from .keys import key_text
from .lyrics import HOLD, line_of
from .pieces import UNIT, TrackNote, Value, layers_of
from .spell import Speller
from .voice import DEFAULT_VELOCITY

BARS_A_LINE = 4
MAX_VERSES = 100
# What is kept of a note as ABC may be put back before or behind it.
_BEFORE = re.compile(r"(?:[.~HLMOPSTuv(]|![^!\s|\[\]\"]{1,40}!|\{[^{}\n\"\[\]|]{0,500}\})*")
_AFTER = re.compile(r"\)*")


@dataclass
class Said:
    """Fields and texts beside the notes of a voice, by tick."""

    signatures: dict[int, tuple[int, int]] = field(default_factory=dict)
    keys: dict[int, KeySignature] = field(default_factory=dict)
    tempos: Sequence[tuple[int, float]] = ()
    markers: Sequence[tuple[int, str]] = ()

    def by_tick(self) -> dict[int, str]:
        """Fields and texts in the order in which they stand."""
        found: dict[int, str] = {}
        for tick, (n, d) in self.signatures.items():
            found[tick] = f"[M:{n}/{d}]"
        for tick, key in self.keys.items():
            found[tick] = found.get(tick, "") + f"[K:{key_text(key)}]"
        for tick, bpm in self.tempos:
            shown = f"{bpm:.6f}".rstrip("0").rstrip(".")
            found[tick] = found.get(tick, "") + f"[Q:1/4={shown}]"
        for tick, text in self.markers:
            found[tick] = found.get(tick, "") + text
        return found


class VoiceWriter:
    """Writes the bars of a track.

    Parameters
    ----------
    notes
        Of the track.
    bounds
        Bar lines and the end, in ticks.
    said
        What else is said.
    key
        In the header.
    lost
        Takes the names of what is left out.
    """

    def __init__(
        self,
        notes: Sequence[TrackNote],
        bounds: Sequence[int],
        said: Said,
        key: KeySignature | None,
        lost: Counter[str],
    ) -> None:
        self._bounds = list(bounds)
        self._said = said.by_tick()
        self._keys = said.keys
        self._lost = lost
        self._layers = layers_of(notes, bounds, sorted(self._said))
        self._speller = Speller()
        self._speller.key(key)
        self._velocity = DEFAULT_VELOCITY
        self._verses: list[dict[int, str | None]] = []
        self._has_texts = any(note.verses for note in notes)

    def lines(self) -> list[str]:
        """Lines of music, each with its words behind it."""
        lines: list[str] = []
        n_bars = len(self._bounds) - 1
        for first in range(0, n_bars, BARS_A_LINE):
            last = min(first + BARS_A_LINE, n_bars)
            self._verses = []
            bars = [self._bar(bar) for bar in range(first, last)]
            lines.append(" | ".join(bars) + (" |]" if last == n_bars else " |"))
            if self._has_texts:
                lines += self._words()
        return lines

    def _words(self) -> list[str]:
        """Fields of the verses of a line; an empty one where nothing is sung: words go on behind it."""
        there = sorted({verse for texts in self._verses for verse in texts})
        if not self._verses:
            return []
        if there and there[-1] > MAX_VERSES:
            self._lost["verses"] += 1
        count = max((verse for verse in there if verse <= MAX_VERSES), default=1)
        return [f"w:{line_of([texts.get(verse) for texts in self._verses])}" for verse in range(1, count + 1)]

    def _bar(self, bar: int) -> str:
        written = []
        filled = [layer.get(bar, []) for layer in self._layers]
        while len(filled) > 1 and not filled[-1]:
            filled.pop()
        whole = self._bounds[bar + 1] - self._bounds[bar]
        for number, values in enumerate(filled):
            self._speller.bar()
            written.append(self._layer(values, number == 0) if values else f"x{_length(Fraction(whole, UNIT))}")
        return " & ".join(written)

    def _layer(self, values: Sequence[Value], is_first: bool) -> str:
        parts: list[str] = []
        open_tuplet = 0
        for i, value in enumerate(values):
            text = ""
            if is_first and value.start in self._said:
                text += self._said[value.start]
            if is_first and value.start in self._keys:
                self._speller.key(self._keys[value.start])
            if value.p > 1 and not open_tuplet:
                open_tuplet = _tuplet_size(values, i)
                text += _tuplet(value.p, value.q, open_tuplet)
            text += self._value(value, is_first)
            joins = open_tuplet > 1 or (i + 1 < len(values) and values[i + 1].start % 15360 and value.ticks < 15360)
            open_tuplet = max(open_tuplet - 1, 0)
            parts.append(text + ("" if joins else " "))
        return "".join(parts).strip()

    def _value(self, value: Value, is_first: bool) -> str:
        if not value.chord:
            return ("z" if is_first else "x") + _length(value.length)
        before, after = self._signs(value) if is_first or value.begins or value.ends else ("", "")
        dynamic = self._dynamic(value.chord[0]) if value.begins else ""
        if any(note.velocity != value.chord[0].velocity for note in value.chord):
            self._lost["velocities"] += 1
        texts = [self._speller.pitch(note.pitch, note.cents, always=not is_first) for note in value.chord]
        note = texts[0] if len(texts) == 1 else f"[{''.join(texts)}]"
        if is_first:
            self._verses.append(self._syllables(value))
        elif value.begins and any(n.verses for n in value.chord):
            self._lost["lyrics_below"] += 1
        tie = "" if value.ends else "-"
        return f"{dynamic}{before}{note}{_length(value.length)}{tie}{after}"

    def _syllables(self, value: Value) -> dict[int, str | None]:
        first = value.chord[0]
        if sum(bool(note.verses) for note in value.chord) > 1 and value.begins:
            self._lost["lyrics_below"] += 1
        if value.begins:
            return dict(first.verses)
        return dict.fromkeys(first.verses, HOLD)

    def _signs(self, value: Value) -> tuple[str, str]:
        said = value.chord[0].signs
        before, after = said.get("before"), said.get("after")
        has_before = isinstance(before, str) and value.begins and _BEFORE.fullmatch(before)
        has_after = isinstance(after, str) and value.ends and _AFTER.fullmatch(after)
        return well_formed(str(before)) if has_before else "", str(after) if has_after else ""

    def _dynamic(self, note: TrackNote) -> str:
        """Mark of a velocity that differs from the one before; the nearest one."""
        if note.velocity == self._velocity:
            return ""
        name = min(MARKS, key=lambda mark: abs(MARKS[mark] - note.velocity))
        if MARKS[name] != note.velocity:
            self._lost["velocities"] += 1
        if MARKS[name] == self._velocity:
            return ""
        self._velocity = MARKS[name]
        return f"!{name}!"


def _tuplet_size(values: Sequence[Value], i: int) -> int:
    """How many values from here on are written as one tuplet: up to where a plain length is full."""
    p, q = values[i].p, values[i].q
    total = Fraction(0)
    for count, value in enumerate(values[i:], 1):
        if (value.p, value.q) != (p, q):
            return count - 1
        total += value.length * q / p
        if total.denominator & (total.denominator - 1) == 0:
            return count
    return len(values) - i


def _tuplet(p: int, q: int, count: int) -> str:
    if p == 3 and q == 2 and count == 3:
        return "(3"
    return f"({p}:{q}:{count}"


def _length(length: Fraction) -> str:
    if length == 1:
        return ""
    above = "" if length.numerator == 1 else str(length.numerator)
    below = "" if length.denominator == 1 else "/" if length.denominator == 2 else f"/{length.denominator}"
    return above + below
