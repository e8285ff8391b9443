"""In which order bars are played: repeats, variant endings, the parts of a ``P:`` field (standard, 4.8 to 4.10)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from gradio_pianoroll.errors import PianoRollError

from .bars import Bar
from .jumps import followed

MAX_PLAYED = 100_000
MAX_PASSES = 100
# Bars that are looked through for endings: music needs a few thousand.
MAX_LOOKED_AT = 5_000_000
_PARTS = re.compile(r"([A-Za-z])(\d{0,3})|(\()|(\))(\d{0,3})|[.\s]+")


class Played(NamedTuple):
    """Bar by its number, how often the repeat it stands in has been played up to here, and how often it will be."""

    bar: int
    turn: int
    turns: int


class TooLongError(PianoRollError, ValueError):
    """More than `MAX_PLAYED` bars."""


def unfolded(bars: Sequence[Bar], order: str = "", signs: Sequence[tuple[str, ...]] | None = None) -> list[Played]:
    """Bars in the order in which they are played.

    Parameters
    ----------
    bars
        Of a voice.
    order
        Text of the ``P:`` field in the header; counts where the bars name parts.
    signs
        Of jumps in each bar, of `jumps.merged`; where parts have an order they do not count.

    Raises
    ------
    TooLongError
        If it would never end, or last for ages.
    """
    labels = {bar.part for bar in bars if bar.part}
    letters = part_order(order) if labels else []
    if not [letter for letter in letters if letter in labels]:
        played = _section(bars, range(len(bars)))
        return _counted((followed(bars, signs, played) if signs else None) or played)
    starts = [i for i, bar in enumerate(bars) if bar.part]
    sections = {bars[at].part: range(at, until) for at, until in zip(starts, [*starts[1:], len(bars)], strict=True)}
    played = _section(bars, range(starts[0]))
    once = {letter: _section(bars, section) for letter, section in sections.items()}
    for letter in letters:
        played += once.get(letter, [])
        _check(played)
    return _counted(played)


def part_order(text: str) -> list[str]:
    """Letters that a text such as ``A2(BC)3`` stands for, one after the other.

    Raises
    ------
    TooLongError
        If there are more of them than bars may be.
    """
    stack: list[list[str]] = [[]]
    for match in _PARTS.finditer(text):
        letter, times, opens, closes, group_times = match.groups()
        if letter:
            stack[-1] += [letter] * int(times or 1)
        elif opens:
            stack.append([])
        elif closes and len(stack) > 1:
            group = stack.pop()
            if len(group) * int(group_times or 1) > MAX_PLAYED:
                raise TooLongError
            stack[-1] += group * int(group_times or 1)
        if len(stack[-1]) > MAX_PLAYED:
            raise TooLongError
    while len(stack) > 1:
        group = stack.pop()
        stack[-1] += group
    return stack[0]


def _section(bars: Sequence[Bar], where: range) -> list[int]:
    """Numbers of bars in the order of their repeats."""
    played: list[int] = []
    i, end = where.start, where.stop
    # Where a repeat goes back to, whether a sign says so, and which pass it is.
    back, said, turn = i, False, 1
    has_endings = any(bars[j].ending for j in where)
    looked_at = 0
    while i < end:
        bar = bars[i]
        if bar.starts and i != back:
            back, said, turn = i, True, 1
        elif bar.starts:
            said = True
        if bar.ending and turn not in bar.ending and (skip := _behind(bars, i, end)) is not None:
            i = skip
            continue
        played.append(i)
        _check(played)
        i += 1
        if bar.repeats < 2 and not bar.is_end:
            continue
        looked_at += i - back
        if has_endings and looked_at > MAX_LOOKED_AT:
            raise TooLongError
        last = _last_pass(bars, back, i, end) if has_endings else 0
        if bar.repeats > 1:
            if turn < max(bar.repeats if last < 2 else last, 1):
                i, turn = back, turn + 1
            else:
                back, said, turn = i, False, 1
        elif bar.is_end and (not said or (last > 1 and turn >= last)):
            back, said, turn = i, False, 1
    return played


def _behind(bars: Sequence[Bar], i: int, end: int) -> int | None:
    """Bar behind the variant ending that starts at `i`; None where nothing comes after it."""
    for j in range(i + 1, end + 1):
        before = bars[j - 1]
        ended = before.is_end or before.repeats > 1
        if j == end or ended or bars[j].ending or bars[j].starts:
            return j if j < end else None
    return None


def _last_pass(bars: Sequence[Bar], back: int, i: int, end: int) -> int:
    """Highest pass that the variant endings of a section have, 0 when it has none."""
    highest = 0
    j = back
    while j < end and not (j > back and bars[j].starts):
        before = bars[j - 1] if j > back else None
        # Behind an ending that was closed only another one belongs to the section.
        closed = before is not None and (before.is_end or before.repeats > 1)
        if closed and not bars[j].ending and (highest or j >= i):
            break
        highest = max([highest, *(n for n in bars[j].ending if n <= MAX_PASSES)])
        j += 1
    return highest


def _counted(order: list[int]) -> list[Played]:
    """Number the turns of each bar."""
    total: dict[int, int] = {}
    for i in order:
        total[i] = total.get(i, 0) + 1
    so_far: dict[int, int] = {}
    played = []
    for i in order:
        so_far[i] = so_far.get(i, 0) + 1
        played.append(Played(i, so_far[i], total[i]))
    return played


def _check(played: list[int]) -> None:
    if len(played) > MAX_PLAYED:
        raise TooLongError
