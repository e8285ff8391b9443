"""Pins over pins: what was said last holds where it was said, and what was said before beside it."""

from __future__ import annotations

import bisect
import dataclasses
import math
from collections.abc import Iterable, Sequence

from gradio_pianoroll.analysis.lattice.pins import Pin, Points

# A shorter rest of a pin says nothing that somebody meant.
LEAST_REST_S = 0.005


def laid_over(pins: Sequence[Pin], new: Iterable[Pin]) -> list[Pin]:
    """Pins with new ones over them: the former ones are left where no new one lies.

    Parameters
    ----------
    pins
        Those that held.
    new
        Those of one gesture.

    Returns
    -------
    list of Pin
        What is left of the former pins, in their order, each cut where it has to be, then the new ones. Rests shorter
        than a frame are left out.

    Examples
    --------
    >>> from gradio_pianoroll.analysis import Pin
    >>> from gradio_pianoroll.analysis.lattice.laying import laid_over
    >>> [str(pin) for pin in laid_over([Pin.voiced(1.0, 2.0)], [Pin.unvoiced(1.4, 2.5)])]
    ['pin 1-1.4 s, voiced', 'pin 1.4-2.5 s, unvoiced']
    """
    added = list(new)
    spans = _union(added)
    left = [part for pin in pins for part in _left_of(pin, spans)]
    return [*left, *added]


def _union(pins: Sequence[Pin]) -> list[tuple[float, float]]:
    """The spans of some pins, in order, those that touch as one."""
    found: list[tuple[float, float]] = []
    for start_s, end_s in sorted((pin.start_s, pin.end_s) for pin in pins):
        if found and start_s <= found[-1][1]:
            found[-1] = found[-1][0], max(found[-1][1], end_s)
        else:
            found.append((start_s, end_s))
    return found


def _left_of(pin: Pin, spans: list[tuple[float, float]]) -> list[Pin]:
    """What is left of a pin beside some spans."""
    at = bisect.bisect_left(spans, pin.start_s, key=lambda span: span[1])
    if at < len(spans) and spans[at][0] <= pin.start_s == pin.end_s:
        return []
    parts, begin = [], pin.start_s
    while at < len(spans) and spans[at][0] < pin.end_s:
        parts.append((begin, spans[at][0]))
        begin = max(begin, spans[at][1])
        at += 1
    if begin == pin.start_s and not parts:
        return [pin]
    parts.append((begin, pin.end_s))
    return [_part(pin, a, b) for a, b in parts if b - a >= LEAST_REST_S]


def _part(pin: Pin, start_s: float, end_s: float) -> Pin:
    """The part of a pin between two times."""
    if pin.kind != "near":
        return dataclasses.replace(pin, start_s=start_s, end_s=end_s)
    inner = tuple(point for point in pin.points if start_s < point[0] < end_s)
    points = ((start_s, _hz_at(pin.points, start_s)), *inner, (end_s, _hz_at(pin.points, end_s)))
    return dataclasses.replace(pin, start_s=start_s, end_s=end_s, points=points)


def _hz_at(points: Points, time_s: float) -> float:
    """Pitch of a line at a time: straight on the scale of pitches, level beyond its ends."""
    before = [point for point in points if point[0] <= time_s]
    after = [point for point in points if point[0] > time_s]
    if not before or not after:
        return (before[-1] if before else after[0])[1]
    (t0, f0), (t1, f1) = before[-1], after[0]
    return round(math.exp(math.log(f0) + (math.log(f1) - math.log(f0)) * (time_s - t0) / (t1 - t0)), 3)
