"""Pins as what they cost in each frame."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from gradio_pianoroll.analysis.lattice.costs import (
    NO_COSTS,
    NO_PINS,
    Columns,
    Contour,
    CostsOfFrames,
    Exclusion,
    Plain,
)
from gradio_pianoroll.analysis.lattice.forward_kernels import MOST_COST, Costs
from gradio_pianoroll.analysis.lattice.geometry import Geometry, Span, merged
from gradio_pianoroll.analysis.lattice.pins import DEFAULT_CENTS, ContradictoryPins, Pin, listed
from gradio_pianoroll.i18n.sentence import Sentence

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]
    Ints = NDArray[np.int64]

# Frames of pins that are put into a piece together; bounds the memory that a million pins need.
MOST_PAIRS = 1 << 20
# Up to so many pins each is looked at by itself.
FEW_PINS = 32


def _cost(weight: float | None) -> float:
    return np.inf if weight is None else min(float(weight), MOST_COST)


class Rules:
    """What pins ask of a recording.

    Parameters
    ----------
    pins
        In any order, as many as there are.
    geometry
        Of the lattice.
    path : (n_frames,) uint16
        States of the path without pins: what octaves are counted from.
    exclusions
        Where the path must not be besides.
    """

    def __init__(
        self,
        pins: Sequence[Pin],
        geometry: Geometry,
        path: NDArray[np.uint16] | None = None,
        exclusions: Sequence[Exclusion] = (),
    ) -> None:
        self.pins = tuple(pins)
        self._geometry = geometry
        self._exclusions = tuple(exclusions)
        # A pin that is there twice says no more than once.
        once: dict[Pin, int] = {}
        for number, pin in enumerate(self.pins):
            once.setdefault(pin, number)
        numbers = [n for pin, n in once.items() if pin.kind in ("box", "unvoiced", "voiced")]
        numbers.sort()
        self._few: list[Plain] | None = None
        if len(numbers) <= FEW_PINS:
            self._few = [self._row(number) for number in numbers]
        self._numbers = numbers
        self._contours = [
            made
            for pin, number in once.items()
            if pin.kind in ("near", "octave") and (made := self._contour(number, pin, path)) is not None
        ]

    @cached_property
    def _columns(self) -> Columns:
        """The pins that are no contours, as columns."""
        if not self._numbers:
            return NO_PINS
        if self._few is None:
            return self._plain(np.array(self._numbers, np.int64))
        return Columns(*(np.array(column) for column in zip(*self._few, strict=True)))

    def _row(self, number: int) -> Plain:
        g, pin = self._geometry, self.pins[number]
        span, cost = g.span(pin.start_s, pin.end_s), _cost(pin.weight)
        if pin.kind == "box":
            low, high = (float(np.rint(g.places(np.float64(hz)))) for hz in (pin.low_hz, pin.high_hz))  # type: ignore[arg-type]
            return Plain(number, *span, low, high, cost, _cost(pin.voicing_weight), 0.0)
        voicing = (0.0, cost) if pin.kind == "unvoiced" else (cost, 0.0)
        return Plain(number, *span, -np.inf, np.inf, 0.0, *voicing)

    def _plain(self, numbers: Ints) -> Columns:
        g, pins = self._geometry, [self.pins[n] for n in numbers]
        first, stop = g.spans(np.array([p.start_s for p in pins]), np.array([p.end_s for p in pins]))
        kinds = np.array([p.kind for p in pins], "U8")
        is_box = kinds == "box"
        weights = np.array([_cost(p.weight) for p in pins])
        voicing = np.array([_cost(p.voicing_weight) for p in pins])
        low = np.rint(g.places(np.array([p.low_hz if p.kind == "box" else g.fmin for p in pins], np.float64)))
        high = np.rint(g.places(np.array([p.high_hz if p.kind == "box" else g.fmin for p in pins], np.float64)))
        return Columns(
            numbers,
            first,
            stop,
            np.where(is_box, low, -np.inf),
            np.where(is_box, high, np.inf),
            np.where(is_box, weights, 0.0),
            np.where(is_box, voicing, np.where(kinds == "voiced", weights, 0.0)),
            np.where(kinds == "unvoiced", weights, 0.0),
        )

    def _contour(self, number: int, pin: Pin, path: NDArray[np.uint16] | None) -> Contour | None:
        g = self._geometry
        span = g.span(pin.start_s, pin.end_s)
        n = span.stop - span.first
        if not n:
            return None
        if pin.kind == "near":
            place, reach = self.line(pin, span), g.bins_of(pin.cents)
            voicing = np.full(n, _cost(pin.voicing_weight))
            if pin.weight is None:
                return Contour(number, span, np.rint(place - reach), np.rint(place + reach), 0.0, np.inf, voicing)
            return Contour(number, span, place, place, max(reach, 1e-3), _cost(pin.weight), voicing)
        if path is None:
            raise ValueError("octaves need the path that they are counted from")
        mine = path[span.first : span.stop].astype(np.int64)
        mine[mine >= g.half_states] = -1
        sung = np.flatnonzero(mine >= 0)
        if not len(sung):
            return None
        # Where the path is unvoiced frames may stay so, but none goes back to the former octave.
        centre = np.interp(np.arange(n), sung, mine[sung]) + pin.octaves * g.bins_per_octave
        reach = g.bins_of(DEFAULT_CENTS)
        cost = _cost(pin.weight)
        unvoiced = np.where(mine >= 0, cost, 0.0)
        return Contour(number, span, np.rint(centre - reach), np.rint(centre + reach), 0.0, cost, unvoiced)

    def line(self, pin: Pin, span: Span) -> Floats:
        """The line of a pin in bins, one value for each frame of a span; level beyond its ends."""
        times_s = np.array([time_s for time_s, _ in pin.points])
        places = self._geometry.places(np.array([hz for _, hz in pin.points]))
        line: Floats = np.interp(np.arange(span.first, span.stop) * self._geometry.hop_s, times_s, places)
        return line

    def pinned(self, first: int, stop: int) -> list[Span]:
        """Where among these frames pins lie."""
        if self._few is None:
            c = self._columns
            here = (c.first < stop) & (c.stop > first)
            begins, ends = np.maximum(c.first[here], first).tolist(), np.minimum(c.stop[here], stop).tolist()
            spans = [Span(a, b) for a, b in zip(begins, ends, strict=True)]
        else:
            spans = [Span(max(pin.first, first), min(pin.stop, stop)) for pin in self._few]
        spans += [Span(max(x.span.first, first), min(x.span.stop, stop)) for x in self._contours]
        return merged(spans)

    def drawn_lines(self, first: int, stop: int) -> list[tuple[Span, Floats]]:
        """Spans of the hard pins that are lines, as far as they lie in these frames, and the lines in bins."""
        found = []
        for contour in self._contours:
            pin = self.pins[contour.number]
            span = Span(max(first, contour.span.first), min(stop, contour.span.stop))
            if pin.kind == "near" and pin.weight is None and span.first < span.stop:
                found.append((span, self.line(pin, span)))
        return found

    def spans(self) -> dict[Pin, Span]:
        """The frames of each pin."""
        return self._spans

    @cached_property
    def _spans(self) -> dict[Pin, Span]:
        found = {self.pins[contour.number]: contour.span for contour in self._contours}
        if self._few is not None:
            return found | {self.pins[pin.number]: Span(pin.first, pin.stop) for pin in self._few}
        c = self._columns
        ends = zip(c.number.tolist(), c.first.tolist(), c.stop.tolist(), strict=True)
        return found | {self.pins[number]: Span(first, stop) for number, first, stop in ends}

    def outside(self) -> list[Pin]:
        """Pins that lie outside of the recording."""
        found = [pin for pin, span in self._spans.items() if span.first >= span.stop]
        lines = [pin for pin in self.pins if pin.kind in ("near", "octave") and pin not in self._spans]
        return found + [pin for pin in lines if not len(range(*self._geometry.span(pin.start_s, pin.end_s)))]

    def costs(self, first: int, stop: int) -> Costs:
        """What frames `first` to `stop` cost; empty arrays where no pin lies.

        Raises
        ------
        ContradictoryPins
            When a frame is left without any state.
        """
        if self._few is None:
            c = self._columns
            here = np.flatnonzero((c.first < stop) & (c.stop > first))
            plain: Ints | list[Plain] = here
            if len(here) <= FEW_PINS:
                plain = [self._row(int(number)) for number in c.number[here]]
        else:
            plain = [pin for pin in self._few if pin.first < stop and pin.stop > first]
        contours = [x for x in self._contours if x.span.first < stop and x.span.stop > first]
        exclusions = [x for x in self._exclusions if x.span.first < stop and x.span.stop > first]
        if not len(plain) and not contours and not exclusions:
            return NO_COSTS
        last = max(
            max((pin.stop for pin in plain), default=0) if isinstance(plain, list) else stop,
            max((x.span.stop for x in contours), default=0),
            max((x.span.stop for x in exclusions), default=0),
        )
        # Behind the last pin nothing is asked.
        stop = min(stop, last)
        piece = CostsOfFrames(first, stop, self._geometry.n_bins)
        if isinstance(plain, list):
            for pin in plain:
                piece.add_pin(pin)
        else:
            for part in self._parts(plain, first, stop):
                piece.add_plain(c, part)
        for contour in contours:
            piece.add_contour(contour)
        for exclusion in exclusions:
            piece.exclude(exclusion)
        impossible = piece.impossible()
        if impossible.any():
            raise self.contradiction(first + int(impossible.argmax()))
        return piece.costs()

    def _parts(self, plain: Ints, first: int, stop: int) -> list[Ints]:
        """Groups of pins that have together no more frames here than fit into memory."""
        c = self._columns
        lengths = np.minimum(c.stop[plain], stop) - np.maximum(c.first[plain], first)
        groups = np.cumsum(lengths) // MOST_PAIRS
        return [plain[groups == g] for g in np.unique(groups)]

    def covering(self, frame: int) -> list[Pin]:
        """The pins of a frame, in their order."""
        c = self._columns
        numbers = c.number[(c.first <= frame) & (c.stop > frame)].tolist()
        numbers += [x.number for x in self._contours if x.span.first <= frame < x.span.stop]
        return [self.pins[n] for n in sorted(numbers)]

    def contradiction(self, frame: int) -> ContradictoryPins:
        """The error that names the pins which leave no state to a frame."""
        time_s = frame * self._geometry.hop_s
        here = self.covering(frame)
        guilty = self._smallest(here, frame)
        if len(guilty) == 1:
            message = Sentence("pin.alone", pin=guilty[0].said, time=time_s)
        elif guilty:
            message = Sentence("pin.contradict", pins=listed(guilty), time=time_s)
        else:
            message = Sentence("pin.unreached", time=time_s)
        return ContradictoryPins(message, tuple(guilty), time_s)

    def _smallest(self, pins: list[Pin], frame: int) -> list[Pin]:
        """Of the pins of a frame that leave nothing to it some without which something would be left."""
        found: list[Pin] = []
        rest = pins
        while not self._forbids_all(found, frame):
            # The first so many, with those that were found, leave nothing: the last of them is one more.
            low, high = 0, len(rest)
            if not self._forbids_all(found + rest, frame):
                return []
            while high - low > 1:
                middle = (low + high) // 2
                low, high = (low, middle) if self._forbids_all(found + rest[:middle], frame) else (middle, high)
            found, rest = [rest[high - 1], *found], rest[: high - 1]
        return found

    def _forbids_all(self, pins: list[Pin], frame: int) -> bool:
        chosen = set(pins)
        c = self._columns
        piece = CostsOfFrames(frame, frame + 1, self._geometry.n_bins)
        here = np.flatnonzero((c.first <= frame) & (c.stop > frame))
        piece.add_plain(c, np.array([i for i in here if self.pins[c.number[i]] in chosen], np.int64))
        for contour in self._contours:
            if self.pins[contour.number] in chosen and contour.span.first <= frame < contour.span.stop:
                piece.add_contour(contour)
        return bool(piece.impossible()[0])
