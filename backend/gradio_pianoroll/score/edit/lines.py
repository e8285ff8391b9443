"""Lines of a grid that starts again at every bar, with swing."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from ..immutable import FloatArray
from ..tempo_map import TempoMap
from ..ticks import TICKS_PER_BEAT
from .times import half_up, ticks_of


class _InBar(NamedTuple):
    start: FloatArray
    length: FloatArray


class Lines:
    """Grid lines on whole ticks: those of a step of `step_ticks` from each bar line, and the bar lines.

    Parameters
    ----------
    tempo_map
        Its signatures say where bars begin.
    step_ticks
        From line to line.
    swing_percent
        Where every second line lies in the pair of steps, 50 (straight) to 75, as on an MPC.
    """

    def __init__(self, tempo_map: TempoMap, step_ticks: float, swing_percent: float = 50.0) -> None:
        self._pair = step_ticks * 2
        self._off = self._pair * swing_percent / 100
        signatures = tempo_map.signatures
        self._starts = half_up(ticks_of([beat for beat, _, _ in signatures]))
        self._sizes = np.array([TICKS_PER_BEAT * 4 * n / d for _, n, d in signatures])
        self._ends = np.append(self._starts[1:], np.inf)

    @property
    def smallest_gap_ticks(self) -> float:
        """Least distance of two lines that no bar line cuts short."""
        return min(self._off, self._pair - self._off)

    def nearest(self, ticks: FloatArray) -> tuple[FloatArray, NDArray[np.int64]]:
        """Nearest line of each position, of two at the same distance the later, and its number in its bar (from 0)."""
        bar = self._bar(ticks)
        inside = ticks - bar.start
        pair = np.floor(inside / self._pair)
        best, number = self._line(pair * 2, bar.length), pair * 2
        for step in (1, 2):
            line = self._line(pair * 2 + step, bar.length)
            is_nearer = np.abs(line - inside) <= np.abs(best - inside)
            best = np.where(is_nearer, line, best)
            number = np.where(is_nearer, pair * 2 + step, number)
        number = np.where(best >= bar.length, 0, number)
        return bar.start + best, number.astype(np.int64)

    def after(self, ticks: FloatArray) -> FloatArray:
        """First line later than each position."""
        bar = self._bar(ticks)
        inside = ticks - bar.start
        pair = np.floor(inside / self._pair)
        found = bar.length
        for step in (3, 2, 1, 0):
            line = self._line(pair * 2 + step, bar.length)
            found = np.where(line > inside, line, found)
        return bar.start + found

    def _line(self, number: FloatArray, length: FloatArray) -> FloatArray:
        pair = np.floor(number / 2)
        off = np.where(number > pair * 2, self._off, 0.0)
        return np.minimum(half_up(pair * self._pair + off), length)

    def _bar(self, ticks: FloatArray) -> _InBar:
        section = np.maximum(np.searchsorted(self._starts, ticks, side="right") - 1, 0)
        first, size = self._starts[section], self._sizes[section]
        start = first + np.floor((ticks - first) / size) * size
        return _InBar(start, np.minimum(start + size, self._ends[section]) - start)


def bar_and_beat(tempo_map: TempoMap, ticks: FloatArray) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Bar and beat in the bar of each position, both from 1."""
    signatures = tempo_map.signatures
    starts = half_up(ticks_of([beat for beat, _, _ in signatures]))
    beats = np.array([TICKS_PER_BEAT * 4 / d for _, _, d in signatures])
    sizes = beats * np.array([n for _, n, _ in signatures])
    firsts = np.cumsum(np.append(1, np.ceil((starts[1:] - starts[:-1]) / sizes[:-1])))
    section = np.maximum(np.searchsorted(starts, ticks, side="right") - 1, 0)
    inside = ticks - starts[section]
    bars = np.floor(inside / sizes[section])
    beat = np.floor((inside - bars * sizes[section]) / beats[section])
    return (firsts[section] + bars).astype(np.int64), (beat + 1).astype(np.int64)
