"""Time signatures of formats that count bars."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from ...score import TempoMap

#: Bar (from 0), numerator, denominator.
Signature = tuple[int, int, int]
#: What is whole but for a rounding, in bars.
_NOISE = 1e-9


def beats_of_bars(signatures: Sequence[Signature]) -> list[tuple[float, int, int]]:
    """Signatures at bars as signatures at beats; 4/4 before the first one.

    Examples
    --------
    >>> from gradio_pianoroll.formats.singing.bars import beats_of_bars
    >>> beats_of_bars([(0, 3, 4), (2, 4, 4)])
    [(0.0, 3, 4), (6.0, 4, 4)]
    """
    result: list[tuple[float, int, int]] = []
    beat, bar, size = 0.0, 0, 4.0
    for at, over, under in sorted(signatures):
        beat += (at - bar) * size
        result.append((beat, over, under))
        bar, size = at, over * 4 / under
    return result


def bars_of(tempo_map: TempoMap) -> tuple[list[Signature], int]:
    """Signatures at bars, and how many bars are cut short by the next signature."""
    listed = [(tempo_map.bar_at(beat).bar - 1, over, under) for beat, over, under in tempo_map.signatures]
    cut = 0
    for (start, over, under), (beat, _, _) in pairwise(tempo_map.signatures):
        bars = (beat - start) * under / (over * 4)
        cut += abs(bars - round(bars)) > _NOISE
    return listed, cut
