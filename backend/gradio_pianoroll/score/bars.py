"""Bars and beats of a list of time signatures."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

import numpy as np

from gradio_pianoroll.i18n.sentence import Sentence

from .problems import shown
from .ticks import GRID_TOLERANCE_BEATS, MAX_BEATS
from .units import as_float

MAX_DENOMINATOR = 1024


class BarPosition(NamedTuple):
    """Bar and beat in the bar, both counted from 1, and what is left over, in beats (quarter notes)."""

    bar: int
    beat: int
    rest_beats: float


class Bars:
    """Starts of bars. A signature starts a new bar, cutting the one before short."""

    def __init__(self, signatures: Sequence[tuple[float, int, int]]) -> None:
        self._starts = np.array([beat for beat, _, _ in signatures])
        self._beat_sizes = [4.0 / denominator for _, _, denominator in signatures]
        self._bar_sizes = [n * size for (_, n, _), size in zip(signatures, self._beat_sizes, strict=True)]
        counts = [
            math.ceil((end - start) / size - GRID_TOLERANCE_BEATS)
            for start, end, size in zip(self._starts, self._starts[1:], self._bar_sizes, strict=False)
        ]
        self._first_bars = np.cumsum([1, *counts])

    def section_at(self, beat: float) -> int:
        """Index of the signature that holds at a beat."""
        return max(int(np.searchsorted(self._starts, beat + GRID_TOLERANCE_BEATS, side="right")) - 1, 0)

    def position(self, beat: float) -> BarPosition:
        """Bar, beat and rest of a position in beats."""
        i = self.section_at(beat)
        inside = float(beat - self._starts[i])
        bar = math.floor(inside / self._bar_sizes[i] + GRID_TOLERANCE_BEATS)
        in_bar = inside - bar * self._bar_sizes[i]
        beat_in_bar = math.floor(in_bar / self._beat_sizes[i] + GRID_TOLERANCE_BEATS)
        rest = max(in_bar - beat_in_bar * self._beat_sizes[i], 0.0)
        return BarPosition(int(self._first_bars[i]) + bar, beat_in_bar + 1, rest)

    def start(self, bar: int) -> float:
        """Beat at which a bar starts."""
        i = max(int(np.searchsorted(self._first_bars, bar, side="right")) - 1, 0)
        return float(self._starts[i] + (bar - self._first_bars[i]) * self._bar_sizes[i])


def check_signatures(signatures: Iterable[Sequence[float]]) -> tuple[tuple[float, int, int], ...]:
    """List with whole numbers.

    Raises
    ------
    ValueError
        If it cannot be a list of time signatures; the message names the item.
    """
    result: list[tuple[float, int, int]] = []
    for i, item in enumerate(signatures):
        if len(item) != 3 or any(isinstance(v, bool | str) for v in item):
            raise ValueError(Sentence("meter.form", number=i, given=shown(item)))
        beat, numerator, denominator = as_float(f"time signature {i}", item[0]), item[1], item[2]
        check_fraction(numerator, denominator, f"time signature {i}")
        if not result and beat != 0:
            raise ValueError(Sentence("meter.first", number=i, beat=beat))
        if result and not result[-1][0] < beat <= MAX_BEATS:
            raise ValueError(Sentence("meter.order", number=i, beat=beat, before=result[-1][0]))
        result.append((beat, int(numerator), int(denominator)))
    if not result:
        raise ValueError(Sentence("meter.none"))
    return tuple(result)


def check_fraction(numerator: Any, denominator: Any, what: str = "time signature") -> None:
    """Raise ValueError unless it is 1-255 over a power of two."""
    numbers = all(isinstance(v, int | float | np.number) and not isinstance(v, bool) for v in (numerator, denominator))
    if numbers and 1 <= numerator <= 255 and 1 <= denominator <= MAX_DENOMINATOR:
        whole = numerator == int(numerator) and denominator == int(denominator)
        if whole and int(denominator) & (int(denominator) - 1) == 0:
            return
    raise ValueError(Sentence("meter.value", what=what, numerator=numerator, denominator=denominator))
