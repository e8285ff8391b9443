"""Da capo, dal segno, al fine, al coda: what is played after a jump."""

from __future__ import annotations

import re
from collections.abc import Sequence

from .bars import Bar

_BACK = re.compile(r"(d\.?c\.?|dacapo|d\.?s\.?)(?:al(fine|coda))?")
_SEGNO = ("d.s.", "ds", "d.s", "ds.")


def merged(voices: Sequence[Sequence[Bar]]) -> list[tuple[str, ...]] | None:
    """Signs of each bar in any of the voices; None when there is no jump, or the voices differ in their bars."""
    if len({len(bars) for bars in voices}) != 1:
        return None
    signs = [tuple(sign.lower() for bar in at for sign in bar.jumps) for at in zip(*voices, strict=True)]
    return signs if any(_BACK.fullmatch(sign) for at in signs for sign in at) else None


def followed(bars: Sequence[Bar], signs: Sequence[tuple[str, ...]], played: list[int]) -> list[int] | None:
    """Numbers of bars with the jump; None when the place that it leads to is not there.

    The jump is taken once, after all repeats of its bar. What comes then is played without repeats, each with its last
    ending, up to the fine, or from the end of the bar with the first sign of the coda to the bar with the last one.

    Parameters
    ----------
    bars
        Of a voice.
    signs
        In each of them, of `merged`.
    played
        Numbers of bars as the repeats have them.
    """
    at, match = next((i, found) for i, there in enumerate(signs) for sign in there if (found := _BACK.fullmatch(sign)))
    back, way = match.groups()
    segno = next((i for i, there in enumerate(signs) if "segno" in there), None)
    if at not in played or (back in _SEGNO and segno is None):
        return None
    fine = next((i for i, there in enumerate(signs) if "fine" in there), None)
    codas = [i for i, there in enumerate(signs) if "coda" in there]
    leaves = next((i for i, there in enumerate(signs) if "dacoda" in there), codas[0] if len(codas) > 1 else None)
    arrives = codas[-1] if codas and leaves is not None and codas[-1] > leaves else None
    if (way == "fine" and fine is None) or (way == "coda" and arrives is None):
        return None
    result = played[: len(played) - played[::-1].index(at)]
    i = segno if back in _SEGNO and segno is not None else 0
    while i < len(bars):
        if bars[i].ending and (later := _later_ending(bars, i)) is not None:
            i = later
            continue
        result.append(i)
        if way != "coda" and i == fine:
            break
        i = arrives if way != "fine" and arrives is not None and i == leaves else i + 1
    return result


def _later_ending(bars: Sequence[Bar], i: int) -> int | None:
    """Bar with another ending right behind the one that begins at `i`; None when this is the last."""
    for j in range(i + 1, len(bars)):
        if bars[j].ending:
            return j
        if bars[j - 1].is_end or bars[j - 1].repeats > 1 or bars[j].starts:
            return None
    return None
