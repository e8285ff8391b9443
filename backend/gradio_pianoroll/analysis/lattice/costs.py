"""What pins cost in some frames, put together for the kernel."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from gradio_pianoroll.analysis.lattice.forward_kernels import MOST_COST, Costs
from gradio_pianoroll.analysis.lattice.geometry import Span
from gradio_pianoroll.analysis.lattice.model import rounded

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]
    Ints = NDArray[np.int64]

NO_COSTS = Costs(
    np.empty(0, np.int32), np.empty(0, np.int32), np.empty(0), np.empty(0), np.empty(0, np.int64), np.empty((0, 5))
)

# From the last bin that is allowed to the one after it.
_TO_SLICES = np.array([[0.0], [1.0]])


@dataclass(frozen=True)
class Contour:
    """A pin whose limits change from frame to frame; arrays of shape (stop - first,).

    Attributes
    ----------
    number
        Of the pin.
    span
        Its frames.
    low, high
        Lowest and highest bin, those included; without hard limits places between bins.
    width, most
        As in the terms of `Costs`; a `most` of infinity makes the limits hard.
    unvoiced
        What an unvoiced state costs.
    """

    number: int
    span: Span
    low: Floats
    high: Floats
    width: float
    most: float
    unvoiced: Floats


class Plain(NamedTuple):
    """A pin that says one thing in all of its frames; fields as in `Contour`, `voiced` is what a voiced state costs."""

    number: int
    first: int
    stop: int
    low: float
    high: float
    most: float
    unvoiced: float
    voiced: float


class Columns(NamedTuple):
    """The same of many pins."""

    number: Ints
    first: Ints
    stop: Ints
    low: Floats
    high: Floats
    most: Floats
    unvoiced: Floats
    voiced: Floats


NO_PINS = Columns(*(np.empty(0, t) for t in 3 * [np.int64] + 5 * [np.float64]))  # type: ignore[arg-type]


class Exclusion(NamedTuple):
    """A corridor in which the path must not be: that of a reading that was found already."""

    span: Span
    low: Floats
    high: Floats


class CostsOfFrames:
    """The costs of some frames, while pins are put in."""

    def __init__(self, first: int, stop: int, n_bins: int) -> None:
        self._first, self._n, self._n_bins = first, stop - first, n_bins
        self._limits = np.zeros((2, self._n))
        self._low, self._high = self._limits
        self._high[:] = n_bins - 1
        self._both = np.zeros((2, self._n))
        self._unvoiced, self._voiced = self._both
        self._frames: list[Ints] = []
        self._terms: list[Floats] = []

    def _pairs(self, first: Ints, stop: Ints) -> tuple[Ints, Ints]:
        """For each frame of each pin its place here, and which pin it is."""
        first = np.maximum(first - self._first, 0)
        lengths = np.minimum(stop - self._first, self._n) - first
        which = np.repeat(np.arange(len(first)), lengths)
        starts = np.concatenate([[0], np.cumsum(lengths)[:-1]]) if len(lengths) else lengths
        return np.arange(len(which)) - (starts - first)[which], which

    def add_plain(self, c: Columns, some: Ints) -> None:
        """Put in many pins that say one thing in all of their frames."""
        frames, which = self._pairs(c.first[some], c.stop[some])
        of = some[which]
        hard = c.most[of] == np.inf
        np.maximum.at(self._low, frames[hard], c.low[of[hard]])
        np.minimum.at(self._high, frames[hard], c.high[of[hard]])
        np.add.at(self._unvoiced, frames, c.unvoiced[of])
        np.add.at(self._voiced, frames, c.voiced[of])
        soft = (c.most[of] > 0) & ~hard
        self._add_terms(frames[soft], c.low[of[soft]], c.high[of[soft]], 0.0, c.most[of[soft]])

    def add_pin(self, x: Plain) -> None:
        """Put in one of them."""
        here = slice(max(x.first - self._first, 0), min(x.stop - self._first, self._n))
        self._unvoiced[here] += x.unvoiced
        self._voiced[here] += x.voiced
        if x.most == np.inf:
            np.maximum(self._low[here], x.low, out=self._low[here])
            np.minimum(self._high[here], x.high, out=self._high[here])
        elif x.most > 0:
            n = here.stop - here.start
            self._add_terms(
                np.arange(here.start, here.stop), np.full(n, x.low), np.full(n, x.high), 0.0, np.full(n, x.most)
            )

    def _inside(self, span: Span) -> tuple[slice, slice]:
        """Where the frames of a span are here, and where these are in its arrays."""
        first, stop = max(span.first, self._first), min(span.stop, self._first + self._n)
        return slice(first - self._first, stop - self._first), slice(first - span.first, stop - span.first)

    def add_contour(self, x: Contour) -> None:
        """Put in a pin whose limits change."""
        here, there = self._inside(x.span)
        self._unvoiced[here] += x.unvoiced[there]
        if x.most == np.inf:
            self._low[here] = np.maximum(self._low[here], x.low[there])
            self._high[here] = np.minimum(self._high[here], x.high[there])
        elif x.most > 0:
            frames = np.arange(here.start, here.stop)
            self._add_terms(frames, x.low[there], x.high[there], x.width, np.full(len(frames), x.most))

    def exclude(self, x: Exclusion) -> None:
        """Forbid a corridor."""
        here, there = self._inside(x.span)
        frames = np.arange(here.start, here.stop)
        self._add_terms(frames, x.low[there], x.high[there], 0.0, np.full(len(frames), np.inf), 1.0)

    def _add_terms(
        self, frames: Ints, low: Floats, high: Floats, width: float, most: Floats, inside: float = 0.0
    ) -> None:
        n = len(frames)
        if n:
            self._frames.append(frames)
            self._terms.append(np.column_stack([low, high, np.full(n, width), most, np.full(n, inside)]))

    def impossible(self) -> NDArray[np.bool_]:
        """Whether a frame is left without a state."""
        no_pitch = (self._low > self._high) | (self._voiced == np.inf)
        left: NDArray[np.bool_] = no_pitch & (self._unvoiced == np.inf)
        return left

    def costs(self) -> Costs:
        """The costs as the kernel takes them."""
        ends = np.zeros(self._n, np.int64)
        terms = np.empty((0, 5))
        if self._terms:
            frames = np.concatenate(self._frames)
            order = np.argsort(frames, kind="stable")
            terms = np.ascontiguousarray(np.concatenate(self._terms)[order])
            ends = np.cumsum(np.bincount(frames, minlength=self._n))
        limits = np.clip(self._limits + _TO_SLICES, 0, self._n_bins).astype(np.int32)
        # What is forbidden stays.
        most = np.where(self._both == np.inf, np.inf, rounded(np.minimum(self._both, MOST_COST)))
        return Costs(limits[0], limits[1], most[0], most[1], ends, terms)
