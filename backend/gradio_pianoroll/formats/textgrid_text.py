"""The text forms of Praat's TextGrid as plain tiers, and back.

Praat itself takes only free-standing numbers, quoted texts and flags for data; names, equal signs and brackets are for
people. So the long form, the short form and the chronological one differ in order only.

Source: the Praat manual, "TextGrid file formats" and "Chronological TextGrid".
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np

from gradio_pianoroll.i18n.sentence import Sentence

INTERVALS, POINTS = "IntervalTier", "TextTier"
_CHRONOLOGICAL = "Praat chronological TextGrid text file"
# A text with doubled quotation marks, a comment, a flag, a number, or a word that is for people.
_TOKEN = re.compile(
    r'(?<!\S)"(?P<text>(?:[^"]|"")*)"(?!\S)|(?<!\S)![^\r\n]*|(?<!\S)<(?P<flag>\w+)>(?!\S)'
    r"|(?<!\S)(?P<number>[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?)(?!\S)|\S+"
)


class Entry(NamedTuple):
    """Interval, or a point where start and end are the same; seconds."""

    start: float
    end: float
    text: str


@dataclass
class Tier:
    """Tier of a TextGrid: intervals or points under a name."""

    name: str
    is_point: bool
    entries: list[Entry] = field(default_factory=list)


@dataclass
class Grid:
    """Whole TextGrid; its domain is `xmin` to `xmax` in seconds."""

    xmin: float
    xmax: float
    tiers: list[Tier] = field(default_factory=list)


class _Tokens:
    """Tokens of data in a file, one after the other."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._at = 0
        self._found = self._data()

    def _data(self) -> Iterator[tuple[str, str]]:
        for match in _TOKEN.finditer(self._text):
            if match.lastgroup is not None:
                self._at = match.start()
                yield match.lastgroup, match[match.lastgroup]

    def _next(self, kind: str, what: Sentence) -> str:
        got, value = next(self._found, ("nothing", ""))
        if got != kind:
            line = self._text.count("\n", 0, self._at) + 1
            token = Sentence(f"textgrid.token.{got}")
            if not value:
                raise ValueError(Sentence("textgrid.expected", line=line, what=what, got=token))
            raise ValueError(Sentence("textgrid.expected_value", line=line, what=what, got=token, value=value))
        return value

    def text(self, what: Sentence) -> str:
        return self._next("text", what).replace('""', '"')

    def number(self, what: Sentence) -> float:
        value = float(self._next("number", what))
        if not math.isfinite(value):
            raise ValueError(Sentence("textgrid.not_finite", what=what))
        return value

    def count(self, what: Sentence) -> int:
        value = self.number(what)
        if value != int(value) or value < 0:
            raise ValueError(Sentence("textgrid.count", what=what, value=value))
        return int(value)

    def flag(self) -> str:
        return self._next("flag", Sentence("textgrid.what.exists"))


def parse(text: str) -> Grid:
    """Tiers in a TextGrid's text.

    Raises
    ------
    ValueError
        If it is none, with the line where something else was expected.
    """
    tokens = _Tokens(text)
    kind = tokens.text(Sentence("textgrid.what.first_line"))
    if kind == _CHRONOLOGICAL:
        return _chronological(tokens)
    if not kind.startswith("ooTextFile") or tokens.text(Sentence("textgrid.what.class")) != "TextGrid":
        raise ValueError(Sentence("textgrid.other"))
    grid = Grid(tokens.number(Sentence("textgrid.what.xmin")), tokens.number(Sentence("textgrid.what.xmax")))
    if tokens.flag() != "exists":
        return grid
    for _ in range(tokens.count(Sentence("textgrid.what.tiers"))):
        tier = _tier(tokens)
        tokens.number(Sentence("textgrid.what.tier_xmin")), tokens.number(Sentence("textgrid.what.tier_xmax"))
        for _ in range(tokens.count(Sentence("textgrid.what.entries"))):
            tier.entries.append(_entry(tokens, tier.is_point))
        grid.tiers.append(tier)
    return grid


def _tier(tokens: _Tokens) -> Tier:
    kind = tokens.text(Sentence("textgrid.what.tier_class"))
    if kind not in (INTERVALS, POINTS):
        raise ValueError(Sentence("textgrid.class", kind=kind))
    return Tier(tokens.text(Sentence("textgrid.what.tier_name")), kind == POINTS)


def _entry(tokens: _Tokens, is_point: bool) -> Entry:
    start = tokens.number(Sentence("textgrid.what.time"))
    end = start if is_point else tokens.number(Sentence("textgrid.what.end"))
    return Entry(start, end, tokens.text(Sentence("textgrid.what.text")))


def _chronological(tokens: _Tokens) -> Grid:
    grid = Grid(tokens.number(Sentence("textgrid.what.xmin")), tokens.number(Sentence("textgrid.what.xmax")))
    for _ in range(tokens.count(Sentence("textgrid.what.tiers"))):
        grid.tiers.append(_tier(tokens))
        tokens.number(Sentence("textgrid.what.tier_xmin")), tokens.number(Sentence("textgrid.what.tier_xmax"))
    while True:
        try:
            number = tokens.count(Sentence("textgrid.what.tier"))
        except ValueError as error:
            if "nothing more" in str(error):
                return grid
            raise
        if not 1 <= number <= len(grid.tiers):
            raise ValueError(Sentence("textgrid.no_tier", number=number))
        tier = grid.tiers[number - 1]
        tier.entries.append(_entry(tokens, tier.is_point))


def shown(grid: Grid) -> str:
    """Long text form; gaps between intervals are intervals without a text, as Praat has it."""
    lines = ['File type = "ooTextFile"', 'Object class = "TextGrid"', "", *_domain(grid, "")]
    lines += ["tiers? <exists> ", f"size = {len(grid.tiers)} ", "item []: "]
    for i, tier in enumerate(grid.tiers, 1):
        kind, many = (POINTS, "points") if tier.is_point else (INTERVALS, "intervals")
        entries = tier.entries if tier.is_point else _without_gaps(tier.entries, grid)
        lines += [f"    item [{i}]:", f'        class = "{kind}" ', f"        name = {_quoted(tier.name)} "]
        lines += [*_domain(grid, "        "), f"        {many}: size = {len(entries)} "]
        for k, entry in enumerate(entries, 1):
            lines.append(f"        {many} [{k}]:")
            if tier.is_point:
                lines += [f"            number = {_time(entry.start)} ", f"            mark = {_quoted(entry.text)} "]
            else:
                lines += [f"            xmin = {_time(entry.start)} ", f"            xmax = {_time(entry.end)} "]
                lines.append(f"            text = {_quoted(entry.text)} ")
    return "\n".join(lines) + "\n"


def _domain(grid: Grid, indent: str) -> list[str]:
    return [f"{indent}xmin = {_time(grid.xmin)} ", f"{indent}xmax = {_time(grid.xmax)} "]


def _without_gaps(entries: list[Entry], grid: Grid) -> list[Entry]:
    whole, at = [], grid.xmin
    for entry in entries:
        if entry.start > at:
            whole.append(Entry(at, entry.start, ""))
        whole.append(entry)
        at = entry.end
    if at < grid.xmax:
        whole.append(Entry(at, grid.xmax, ""))
    return whole


def _time(seconds: float) -> str:
    # All digits, without an exponent: not every reader takes one.
    return str(np.format_float_positional(seconds, trim="-"))


def _quoted(text: str) -> str:
    return '"' + text.replace('"', '""') + '"'
