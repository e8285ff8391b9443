"""What a lattice answers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from gradio_pianoroll.analysis.engines.types import F0Result

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from gradio_pianoroll.analysis.lattice.base import Base
    from gradio_pianoroll.analysis.lattice.decoding import Decoding
    from gradio_pianoroll.analysis.lattice.pins import Pin

# A voiced stretch without candidates of this length or longer is the drawn line; in a shorter one the path goes
# straight from the last candidate to the next.
DRAWN_S = 0.05


@dataclass(frozen=True)
class PitchPath(F0Result):
    """F0 under pins; arrays of shape (n_frames,).

    Attributes
    ----------
    drawn
        bool: voiced because of a pin, though the recording has no candidate there. Where the pin is a line, that line
        is the curve.
    """

    drawn: NDArray[np.bool_]


@dataclass(frozen=True)
class PitchChange:
    """Frames whose F0 is another than before; arrays of shape (stop - start,).

    Attributes
    ----------
    start, stop
        Numbers of the first frame and of that after the last.
    f0_hz
        float32, NaN where unvoiced.
    drawn
        As in `PitchPath`.
    """

    start: int
    stop: int
    f0_hz: NDArray[np.float32]
    drawn: NDArray[np.bool_]


@dataclass(frozen=True)
class PitchCandidates:
    """Pitches that the frames of a span may have; arrays of shape (n_candidates,), in order of time and pitch.

    Attributes
    ----------
    times_s, hz
        float64.
    probability
        float64, 0-1: those of a frame add up to the probability that it is voiced.
    """

    times_s: NDArray[np.float64]
    hz: NDArray[np.float64]
    probability: NDArray[np.float64]

    def __len__(self) -> int:
        return len(self.times_s)


@dataclass(frozen=True)
class Reading:
    """Another way to hear a span.

    Attributes
    ----------
    name
        `octave up`, `fifth down` … where the interval is one of these, `unvoiced`, else empty.
    cents
        Interval from the present path, NaN where one of the two is unvoiced.
    loss_nats
        By how much the whole path is less probable in the model without pins; negative where a pin keeps a better
        one away.
    pin
        What makes it the path.
    f0_hz
        float32: F0 of the frames of the span, NaN where unvoiced.
    """

    name: str
    cents: float
    loss_nats: float
    pin: Pin
    f0_hz: NDArray[np.float32]


@dataclass(frozen=True)
class PitchSegment:
    """A stretch of one voicing without a leap.

    Attributes
    ----------
    start_s, end_s
        `end_s` is the time of the frame after the last.
    is_voiced
        Whether it has a pitch.
    """

    start_s: float
    end_s: float
    is_voiced: bool


def shown_states(decoding: Decoding, first: int, stop: int) -> NDArray[np.int64]:
    """States of frames: where the path is the one without pins, and none lies there, those of librosa's rounding."""
    base, path = decoding.base, decoding.path
    states = path[first:stop].astype(np.int64)
    for run in base.other_runs:
        frames = base.other_frames[run]
        low, high = base.other_span(run)
        if high <= first or low >= stop:
            continue
        # All of it or nothing: the two paths part before it and meet after it.
        if decoding.rules.pinned(low, high) or not np.array_equal(path[low:high], base.path[low:high]):
            continue
        here = (frames >= first) & (frames < stop)
        states[frames[here] - first] = base.other_states[run][here]
    return states


def f0_of(decoding: Decoding, first: int, stop: int) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
    """F0 in Hz (NaN where unvoiced), and where nothing but a pin speaks for it."""
    base = decoding.base
    states = shown_states(decoding, first, stop)
    voiced = states < base.half_states
    f0_hz = np.full(len(states), np.nan)
    f0_hz[voiced] = base.frequencies_hz[states[voiced]]
    drawn = np.zeros(len(states), np.bool_)
    if not decoding.rules.pins:
        return f0_hz, drawn
    for span in decoding.rules.pinned(first, stop):
        here = slice(span.first - first, span.stop - first)
        drawn[here] |= voiced[here] & ~has_candidate(base, span.first, states[here])
    if drawn.any():
        long = drawn & _in_runs(drawn, max(1, round(DRAWN_S / base.geometry.hop_s)))
        for span, line in decoding.rules.drawn_lines(first, stop):
            here = slice(span.first - first, span.stop - first)
            hz = base.geometry.fmin * 2 ** (line / base.geometry.bins_per_octave)
            f0_hz[here] = np.where(long[here], hz, f0_hz[here])
    return f0_hz, drawn


def has_candidate(base: Base, first: int, states: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Whether the states of frames from `first` on are candidates there; unvoiced ones are not."""
    seen = base.table.part(first, first + len(states))
    frames = np.repeat(np.arange(len(states)), seen.counts)
    found = np.zeros(len(states), np.bool_)
    found[frames[seen.bins == states[frames]]] = True
    return found


def _in_runs(flags: NDArray[np.bool_], length: int) -> NDArray[np.bool_]:
    """Whether each flag lies in a row of at least so many set ones."""
    edges = np.flatnonzero(np.diff(np.concatenate([[False], flags, [False]])))
    kept = np.zeros(len(flags), np.bool_)
    for begin, end in zip(edges[::2].tolist(), edges[1::2].tolist(), strict=True):
        kept[begin:end] = end - begin >= length
    return kept
