"""Where frames and pitch bins of a lattice lie."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from gradio_pianoroll.analysis.pyin.records import BLOCK

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from gradio_pianoroll.analysis.pyin.parameters import PyinParameters

    Floats = NDArray[np.float64]
    Ints = NDArray[np.int64]

# Times are told in decimals, and frames lie where they lie: so much of a frame is no difference.
SLACK = 1e-6


class Span(NamedTuple):
    """Frames `first` to `stop`."""

    first: int
    stop: int


def merged(spans: Iterable[Span]) -> list[Span]:
    """Spans in order, those that touch as one."""
    found: list[Span] = []
    for span in sorted(spans):
        if span.first >= span.stop:
            continue
        if found and span.first <= found[-1].stop:
            found[-1] = Span(found[-1].first, max(found[-1].stop, span.stop))
        else:
            found.append(span)
    return found


@dataclass(frozen=True)
class Geometry:
    """Where frames and pitch bins of a lattice lie."""

    n_frames: int
    hop_s: float
    fmin: float
    bins_per_octave: int
    n_bins: int
    half_states: int

    @classmethod
    def of(cls, p: PyinParameters, n_frames: int) -> Geometry:
        """Those of an analysis."""
        hop_s, n_bins = p.hop_length / p.sr, p.n_pitch_bins
        return cls(n_frames, hop_s, float(p.fmin), 12 * p.bins_per_semitone, n_bins, -(-n_bins // BLOCK) * BLOCK)

    def places(self, hz: Floats) -> Floats:
        """Pitches in bins, not rounded."""
        places: Floats = self.bins_per_octave * np.log2(np.asarray(hz, np.float64) / self.fmin)
        return places

    def bins_of(self, cents: float) -> float:
        """An interval in bins."""
        return cents * self.bins_per_octave / 1200

    def spans(self, start_s: Floats, end_s: Floats) -> tuple[Ints, Ints]:
        """First frames of spans and the frames after their last ones; outside of the recording nothing is left."""
        # Beyond any recording a span need not be known exactly, and must not overflow.
        most = 4.0 * (self.n_frames + 1)
        start, end = (np.clip(np.asarray(t, np.float64) / self.hop_s, -most, most) for t in (start_s, end_s))
        first, stop = np.ceil(start - SLACK), np.ceil(end - SLACK)
        between = stop <= first
        nearest = np.rint((start + end) / 2)
        first, stop = np.where(between, nearest, first), np.where(between, nearest + 1, stop)
        inside = np.clip(first, 0, self.n_frames).astype(np.int64), np.clip(stop, 0, self.n_frames).astype(np.int64)
        return inside[0], np.maximum(inside[0], inside[1])

    def span(self, start_s: float, end_s: float) -> Span:
        """The same for one span."""
        most = 4.0 * (self.n_frames + 1)
        start, end = (min(max(t / self.hop_s, -most), most) for t in (start_s, end_s))
        first, stop = math.ceil(start - SLACK), math.ceil(end - SLACK)
        if stop <= first:
            first = round((start + end) / 2)
            stop = first + 1
        first = min(max(first, 0), self.n_frames)
        return Span(first, max(first, min(stop, self.n_frames)))
