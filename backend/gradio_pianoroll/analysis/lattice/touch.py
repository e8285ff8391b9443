"""What a touch on the curve and a roughly drawn line mean: the frames that they meet, and pins for them."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING

import numpy as np

from gradio_pianoroll.analysis.lattice.evidence import nearest_log_prob, without_silent_ends
from gradio_pianoroll.analysis.lattice.geometry import Span
from gradio_pianoroll.analysis.lattice.pins import Pin, PinError
from gradio_pianoroll.analysis.lattice.readings import line_through
from gradio_pianoroll.analysis.lattice.results import PitchSegment, f0_of
from gradio_pianoroll.i18n.sentence import Sentence

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from gradio_pianoroll.analysis.lattice.decoding import Decoding

    Floats = NDArray[np.float64]

# A larger step from frame to frame begins another segment.
LEAP_CENTS = 300.0
# How far the path of a touched segment may be from where it was moved.
TOUCH_CENTS = 200.0
# A touch where there is no pitch asks for one this near, within this time on both sides; what a frame of it costs that
# stays unvoiced: more than a change of voicing, less than a pitch without a candidate.
MISSING_CENTS = 350.0
MISSING_S = 0.75
MISSING_NATS = 6.0
# Frames that are looked at first on both sides.
NEAR_FRAMES = 512
# A candidate of less is none that a voice left: in speech nine of ten frames without a better one are unvoiced.
LEAST_LOG_PROB = float(np.log(1e-7))
# A line with less of a voice under it asks for one that was missed, along all of it and this near: what hides it is
# near as well.
LEAST_SUNG = 0.2
MISSED_CENTS = 60.0


def segment_around(decoding: Decoding, frame: int) -> Span:
    """The frames around one that have its voicing, without a leap."""
    n, reach = len(decoding.path), NEAR_FRAMES
    half, leap = decoding.base.half_states, decoding.base.geometry.bins_of(LEAP_CENTS)
    while True:
        first, stop = max(0, frame - reach), min(n, frame + reach)
        states = decoding.path[first:stop].astype(np.int64)
        voiced = states < half
        breaks = (voiced[1:] != voiced[:-1]) | (voiced[1:] & (np.abs(np.diff(states)) > leap))
        edges = np.flatnonzero(breaks) + 1 + first
        at = int(np.searchsorted(edges, frame, side="right"))
        begins, ends = at > 0 or first == 0, at < len(edges) or stop == n
        if begins and ends:
            return Span(int(edges[at - 1]) if at else 0, int(edges[at]) if at < len(edges) else n)
        reach *= 8


def pins_of_touch(decoding: Decoding, segment: PitchSegment, time_s: float, hz: float | None) -> tuple[Pin, ...]:
    """As `PitchLattice.touch` says."""
    if hz is not None and not (np.isfinite(hz) and hz > 0):
        raise PinError(Sentence("pin.hz", given=repr(hz)))
    geometry = decoding.base.geometry
    span = geometry.span(segment.start_s, segment.end_s)
    if segment.is_voiced:
        f0_hz, _ = f0_of(decoding, *span)
        here = min(max(round(time_s / geometry.hop_s), span.first), span.stop - 1) - span.first
        moved = geometry.places(f0_hz * (1.0 if hz is None else hz / f0_hz[here]))
        return (_line_pin(decoding, *_sounding(decoding, span, moved), TOUCH_CENTS),)
    if hz is None:
        raise PinError(Sentence("pin.no_pitch", time=time_s))
    start_s, end_s = max(segment.start_s, time_s - MISSING_S), min(segment.end_s, time_s + MISSING_S)
    low, high = (hz * 2 ** (side * MISSING_CENTS / 1200) for side in (-1, 1))
    return (
        Pin(start_s, max(start_s, end_s), low, high, unvoiced_weight=MISSING_NATS),
        Pin.voiced(time_s, time_s),
    )


def pins_of_stroke(decoding: Decoding, line: Pin, is_usual: bool) -> tuple[Pin, ...]:
    """As `PitchLattice.stroke` says; `line` is the pin of all of it, and `is_usual` leaves its width to be chosen."""
    geometry, base = decoding.base.geometry, decoding.base
    span = geometry.span(line.start_s, line.end_s)
    if span.first >= span.stop:
        return (line,)
    times_s = np.arange(*span) * geometry.hop_s
    places = np.interp(
        times_s, [time_s for time_s, _ in line.points], geometry.places(np.array([hz for _, hz in line.points]))
    )
    sung = decoding.path[span.first : span.stop] < base.half_states
    if sung.mean() < LEAST_SUNG:
        return (dataclasses.replace(line, cents=MISSED_CENTS) if is_usual else line,)
    sung |= nearest_log_prob(base, span.first, places, line.cents) >= LEAST_LOG_PROB
    runs = _runs(sung)
    if not runs:
        return (line,)
    return tuple(
        _line_pin(decoding, *_sounding(decoding, Span(span.first + a, span.first + b), places[a:b]), line.cents)
        for a, b in runs
    )


def _sounding(decoding: Decoding, span: Span, places: Floats) -> tuple[Span, Floats]:
    """The frames of a stretch with a line, one place a frame, without ends at which nothing is sung; and their line."""
    inner = without_silent_ends(decoding.base, span, places)
    return inner, places[inner.first - span.first : inner.stop - span.first]


def _line_pin(decoding: Decoding, span: Span, places: Floats, cents: float) -> Pin:
    """The pin of a line through all frames of a span, with as few points as say it."""
    geometry = decoding.base.geometry
    hz = geometry.fmin * 2 ** (places / geometry.bins_per_octave)
    start_s, end_s = (frame * geometry.hop_s for frame in span)
    points = line_through(np.arange(*span) * geometry.hop_s, hz)
    return Pin(start_s, end_s, kind="near", points=points, cents=cents)


def _runs(flags: NDArray[np.bool_]) -> list[Span]:
    """Where flags are set."""
    edges = np.flatnonzero(np.diff(np.concatenate([[False], flags, [False]]))).tolist()
    return [Span(first, stop) for first, stop in zip(edges[::2], edges[1::2], strict=True)]
