"""Places where two lists of segments differ, as operations that replace those places alone."""

from __future__ import annotations

from collections.abc import Sequence

from .ops import SegmentRange, SetSegments
from .segment import Segment

# More places than these are one from the first to the last: each costs a copy of the list.
_MOST_RUNS = 64

Segments = Sequence[Segment]


def segment_ops(before: Segments, after: Segments) -> list[SegmentRange | SetSegments]:
    """Operations that make one list of the other, the last place first; none when they are equal."""
    if before is after:
        return []
    runs = _runs(before, after)
    if len(runs) > _MOST_RUNS:
        (start, _, first, _), (_, end, _, last) = runs[0], runs[-1]
        runs = [(start, end, first, last)]
    # Of most of a list the whole is no longer than what it was and what it becomes.
    if sum(end - start for start, end, _, _ in runs) > max(len(after), _MOST_RUNS) // 2:
        return [SetSegments(tuple(after))]
    return [
        SegmentRange(start, tuple(before[start:end]), tuple(after[first:last]))
        for start, end, first, last in reversed(runs)
    ]


def find_run(segments: Segments, start: int, former: Segments) -> int | None:
    """Place where these segments stand in a row, at `start` or as near to it as can be; None where they do not."""
    n = len(former)
    if n == 0:
        return min(start, len(segments))
    wanted = tuple(former)
    if tuple(segments[start : start + n]) == wanted:
        return start
    places = [i for i, one in enumerate(segments) if one == wanted[0] and tuple(segments[i : i + n]) == wanted]
    return min(places, key=lambda i: (abs(i - start), i), default=None)


def _runs(a: Segments, b: Segments) -> list[tuple[int, int, int, int]]:
    """Places (start, end) of `a` and (first, last) of `b` that differ, between equal ends."""
    low, end, last = 0, len(a), len(b)
    while low < min(end, last) and _same(a[low], b[low]):
        low += 1
    while min(end, last) > low and _same(a[end - 1], b[last - 1]):
        end, last = end - 1, last - 1
    if low in (end, last):
        return [(low, end, low, last)] if end != last else []
    of_a, of_b = set(a[low:end]), set(b[low:last])
    runs: list[tuple[int, int, int, int]] = []
    i = j = low
    while i < end or j < last:
        if i < end and j < last and _same(a[i], b[j]):
            i, j = i + 1, j + 1
            continue
        start, first = i, j
        while (i < end or j < last) and not (i < end and j < last and _same(a[i], b[j])):
            if i < end and (j == last or a[i] not in of_b):
                i += 1
            elif j < last and (i == end or b[j] not in of_a):
                j += 1
            else:
                # Both stand elsewhere as well: the order has changed.
                i += 1
        runs.append((start, i, first, j))
    return runs


def _same(a: Segment, b: Segment) -> bool:
    return a is b or a == b
