"""How far a gesture reaches: what candidates near its line say about where the voice begins and ends."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from gradio_pianoroll.analysis.lattice.geometry import Span

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from gradio_pianoroll.analysis.lattice.base import Base

    Floats = NDArray[np.float64]

# At an end of what a gesture pins a frame without a candidate of this near the line is as often unvoiced as not; so
# far in the voice is sure.
END_LOG_PROB, END_CENTS, END_S = float(np.log(1e-12)), 150.0, 0.05


def nearest_log_prob(base: Base, first: int, places: Floats, cents: float) -> Floats:
    """Log probability of the best candidate within so many cents of a line in bins, -inf where there is none."""
    seen = base.table.part(first, first + len(places))
    frames = np.repeat(np.arange(len(places)), seen.counts)
    near = np.abs(seen.bins - places[frames]) <= base.geometry.bins_of(cents)
    best = np.full(len(places), -np.inf)
    np.maximum.at(best, frames[near], seen.log_prob[near])
    return best


def without_silent_ends(base: Base, span: Span, places: Floats) -> Span:
    """A span without the frames at its ends that nothing near its line, one place a frame, speaks for."""
    most = min(round(END_S / base.geometry.hop_s), (span.stop - span.first - 1) // 3)
    silent = nearest_log_prob(base, span.first, places, END_CENTS) < END_LOG_PROB
    before, after = (_leading(flags[:most]) for flags in (silent, silent[::-1]))
    return Span(span.first + before, span.stop - after)


def _leading(flags: NDArray[np.bool_]) -> int:
    """How many flags at the beginning are set."""
    return len(flags) if flags.all() else int(flags.argmin())
