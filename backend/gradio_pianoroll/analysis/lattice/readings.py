"""Other ways to hear a span, found by forbidding those that were found already."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from gradio_pianoroll.analysis.lattice.costs import Exclusion
from gradio_pianoroll.analysis.lattice.geometry import Span
from gradio_pianoroll.analysis.lattice.pins import DEFAULT_CENTS, ContradictoryPins, Pin
from gradio_pianoroll.analysis.lattice.results import Reading, f0_of, has_candidate
from gradio_pianoroll.analysis.lattice.rules import Rules
from gradio_pianoroll.analysis.lattice.scores import path_nats

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from gradio_pianoroll.analysis.lattice.decoding import Decoding

# Readings differ by more than this; an interval is called by a name within so much.
EXCLUDED_CENTS = 100.0
NAMED_CENTS = 60.0
# A path with candidates in a smaller share of its frames is none that the recording speaks for.
LEAST_SHARE = 0.5
INTERVALS = {
    "octave": 1200.0,
    "fifth": 1200 * np.log2(3 / 2),
    "octave and a fifth": 1200 * np.log2(3),
    "two octaves": 2400.0,
}
# A line through a path has its points so close that it is nowhere further from it than this.
LINE_CENTS = 20.0


class _Found(NamedTuple):
    """A path through the span."""

    states: NDArray[np.int64]
    f0_hz: NDArray[np.float64]
    loss: float


def name_of(cents: float) -> str:
    """What an interval is called, nothing where it has no name here."""
    for name, size in INTERVALS.items():
        if abs(abs(cents) - size) <= NAMED_CENTS:
            return f"{name} {'up' if cents > 0 else 'down'}"
    return ""


def interval_cents(from_hz: NDArray[np.floating], to_hz: NDArray[np.floating]) -> float:
    """Median interval between two curves where both are voiced, else between their medians; NaN when one has none."""
    both = np.isfinite(from_hz) & np.isfinite(to_hz)
    if both.any():
        return float(1200 * np.median(np.log2(to_hz[both] / from_hz[both])))
    return float("nan")


def line_through(times_s: NDArray[np.floating], f0_hz: NDArray[np.floating]) -> tuple[tuple[float, float], ...]:
    """Points of a line through the voiced frames of a curve, as few as are needed (Ramer, 1972)."""
    voiced = np.flatnonzero(np.isfinite(f0_hz))
    t, cents = times_s[voiced], 1200 * np.log2(f0_hz[voiced].astype(np.float64))
    kept = {0, len(t) - 1}
    waiting = [(0, len(t) - 1)]
    while waiting:
        a, b = waiting.pop()
        if b - a < 2:
            continue
        between = np.arange(a + 1, b)
        off = np.abs(cents[between] - np.interp(t[between], [t[a], t[b]], [cents[a], cents[b]]))
        worst = int(off.argmax())
        if off[worst] > LINE_CENTS:
            middle = a + 1 + worst
            kept.add(middle)
            waiting += [(a, middle), (middle, b)]
    return tuple((round(float(t[i]), 6), round(float(f0_hz[voiced[i]]), 3)) for i in sorted(kept))


class Readings:
    """Readings of one span, as far as the pins beside it let them be.

    Parameters
    ----------
    decoding
        The present one; it stays as it is.
    span
        Frames.
    """

    def __init__(self, decoding: Decoding, span: Span) -> None:
        self._span, self._base = span, decoding.base
        self._now = decoding
        self._work = decoding.copy()
        self._spans = decoding.rules.spans()
        # Pins that lie in the span say what it is now; those that reach beyond it hold.
        self._others = [
            pin
            for pin in dict.fromkeys(decoding.rules.pins)
            if pin in self._spans and not (span.first <= self._spans[pin].first and self._spans[pin].stop <= span.stop)
        ]

    def _path_of(self, pin: Pin, exclusions: Sequence[Exclusion]) -> _Found | None:
        """The best path with one more pin; None where there is none."""
        rules = Rules([*self._others, pin], self._base.geometry, self._base.path, exclusions)
        dirty = {self._spans[p] for p in self._now.rules.pins if p in self._spans and p not in self._others}
        try:
            self._work.update(rules, [self._span, *dirty])
        except ContradictoryPins:
            return None
        first, stop = self._differs()
        loss = path_nats(self._base, first, self._now.path[first:stop].astype(np.int64)) - path_nats(
            self._base, first, self._work.path[first:stop].astype(np.int64)
        )
        here = slice(*self._span)
        f0_hz, _ = f0_of(self._work, *self._span)
        return _Found(self._work.path[here].astype(np.int64), f0_hz, loss)

    def _differs(self) -> tuple[int, int]:
        """Frames around all in which the two paths differ, with one on both sides in which they do not."""
        # Near the span is all that a change can touch, but for how far it takes until paths meet.
        n, reach = len(self._base), 1024
        while True:
            first, stop = max(0, self._span.first - reach), min(n, self._span.stop + reach)
            off = np.flatnonzero(self._work.path[first:stop] != self._now.path[first:stop])
            if not len(off):
                return self._span
            low, high = first + int(off[0]) - 1, first + int(off[-1]) + 2
            if (low >= first or first == 0) and (high <= stop or stop == n):
                return max(0, low), min(n, high)
            reach *= 4

    def _corridor(self, states: NDArray[np.int64]) -> list[Exclusion]:
        """What forbids a path: nothing lies near it where it is voiced."""
        voiced = states < self._base.half_states
        if not voiced.any():
            return []
        reach = self._base.geometry.bins_of(EXCLUDED_CENTS)
        low, high = (np.where(voiced, states + side * reach, -9.0) for side in (-1, 1))
        return [Exclusion(self._span, low, high)]

    def find(self, k: int) -> list[Reading]:
        """Up to `k` readings with a pitch, the most probable first, and `unvoiced` as the last one."""
        span, geometry = self._span, self._base.geometry
        start_s, end_s = (frame * geometry.hop_s for frame in span)
        times_s = np.arange(*span) * geometry.hop_s
        now_hz, _ = f0_of(self._now, *span)
        exclusions = self._corridor(self._now.path[span.first : span.stop].astype(np.int64))
        found: list[Reading] = []
        for _ in range(k):
            path = self._path_of(Pin.voiced(start_s, end_s), exclusions)
            if path is None or has_candidate(self._base, span.first, path.states).mean() < LEAST_SHARE:
                break
            exclusions = exclusions + self._corridor(path.states)
            cents = interval_cents(now_hz, path.f0_hz)
            pin = Pin(start_s, end_s, kind="near", points=line_through(times_s, path.f0_hz), cents=DEFAULT_CENTS)
            found.append(Reading(name_of(cents), cents, path.loss, pin, path.f0_hz.astype(np.float32)))
        found.sort(key=lambda reading: reading.loss_nats)
        if np.isfinite(now_hz).any():
            pin = Pin.unvoiced(start_s, end_s)
            if (path := self._path_of(pin, ())) is not None:
                found.append(Reading("unvoiced", float("nan"), path.loss, pin, path.f0_hz.astype(np.float32)))
        return found
