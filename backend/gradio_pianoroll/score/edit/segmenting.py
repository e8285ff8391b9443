"""Segments by hand, as in Praat: boundaries that neighbours share, cut, joined, moved, named."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from ...errors import OpError
from ..problems import shown
from ..score_data import ScoreT
from ..segment import Segment
from ..segment_runs import segment_ops
from .arguments import choice, number, whole
from .changes import applied

# Ends that lie nearer than this are one boundary.
SHARED_S = 1e-4
# The shortest segment that an edit leaves.
MIN_SEGMENT_S = 1e-3
_LATEST_S = 1e9

Segments = tuple[Segment, ...]


def segment_at(score: ScoreT, type: str, at_s: float) -> int:
    """Place in `score.segments` of the segment of a tier that covers a time.

    Parameters
    ----------
    score
        Where the segments are.
    type
        The tier: the type of its segments.
    at_s
        In seconds; the start of a segment belongs to it, its end does not.

    Raises
    ------
    OpError
        If there is none.
    """
    at_s = time_s("at_s", at_s)
    for i, segment in enumerate(score.segments):
        if segment.type == type and segment.start <= at_s < segment.end:
            return i
    raise OpError(f"no segment of the type {shown(type)} covers {at_s:g} s", "at_s")


def move_boundary(score: ScoreT, index: int, edge: str, to_s: float, neighbours: bool = True) -> ScoreT:
    """Move the start or the end of a segment.

    A neighbour that begins where this one ends keeps doing so: the boundary is one. It stops a millisecond before the
    other end of either, and never goes past another segment of its tier.

    Parameters
    ----------
    score
        Stays as it is.
    index
        Place in `score.segments`.
    edge
        ``"start"`` or ``"end"``.
    to_s
        Where to, in seconds.
    neighbours
        False moves this segment alone.

    Raises
    ------
    OpError
        If there is no such segment or edge.

    Examples
    --------
    >>> from gradio_pianoroll import Score
    >>> from gradio_pianoroll.score import Segment, edit
    >>> score = Score(segments=[Segment(0, 0.5, "word", "아리"), Segment(0.5, 1, "word", "랑")])
    >>> [(s.start, s.end) for s in edit.move_boundary(score, 0, "end", 0.6).segments]
    [(0.0, 0.6), (0.6, 1.0)]
    """
    given, at_s = score.segments, time_s("to_s", to_s)
    i = _index(given, index)
    edge = choice("edge", edge, ("start", "end"))
    segment, (before, after) = given[i], _neighbours(given, i)
    changed = list(given)
    if edge == "end":
        low, high, moves = segment.start + MIN_SEGMENT_S, math.inf, False
        if after is not None and given[after].start >= segment.end - SHARED_S:
            moves = neighbours and given[after].start <= segment.end + SHARED_S
            high = given[after].end - MIN_SEGMENT_S if moves else given[after].start
        if low > high:
            return score
        at_s = min(max(at_s, low), high)
        changed[i] = replace(segment, end=at_s)
        if moves and after is not None:
            changed[after] = replace(given[after], start=at_s)
    else:
        low, high, moves = min(0.0, segment.start), segment.end - MIN_SEGMENT_S, False
        if before is not None and given[before].end <= segment.start + SHARED_S:
            moves = neighbours and given[before].end >= segment.start - SHARED_S
            low = given[before].start + MIN_SEGMENT_S if moves else given[before].end
        if low > high:
            return score
        at_s = min(max(at_s, low), high)
        changed[i] = replace(segment, start=at_s)
        if moves and before is not None:
            changed[before] = replace(given[before], end=at_s)
    return with_segments(score, changed)


def move_segment(score: ScoreT, index: int, by_s: float, neighbours: bool = True) -> ScoreT:
    """Move a segment in time; neighbours that touch it give and take.

    Parameters
    ----------
    score
        Stays as it is.
    index
        Place in `score.segments`.
    by_s
        How far, in seconds.
    neighbours
        False leaves them as they are: the segment stops where they begin.

    Raises
    ------
    OpError
        If there is no such segment.
    """
    given, by_s = score.segments, time_s("by_s", by_s)
    i = _index(given, index)
    segment, (before, after) = given[i], _neighbours(given, i)
    changed = list(given)
    low, high = min(0.0, segment.start) - segment.start, math.inf
    gives = takes = False
    if before is not None and given[before].end <= segment.start + SHARED_S:
        gives = neighbours and given[before].end >= segment.start - SHARED_S
        low = (given[before].start + MIN_SEGMENT_S if gives else given[before].end) - segment.start
    if after is not None and given[after].start >= segment.end - SHARED_S:
        takes = neighbours and given[after].start <= segment.end + SHARED_S
        high = (given[after].end - MIN_SEGMENT_S if takes else given[after].start) - segment.end
    if low > high:
        return score
    by_s = min(max(by_s, low), high)
    moved = replace(segment, start=segment.start + by_s, end=segment.end + by_s)
    changed[i] = moved
    if gives and before is not None:
        changed[before] = replace(given[before], end=moved.start)
    if takes and after is not None:
        changed[after] = replace(given[after], start=moved.end)
    return with_segments(score, changed)


def split_segment(score: ScoreT, index: int, at_s: float) -> ScoreT:
    """Cut a segment in two. The first part keeps its text, confidence and extra keys, the second has none.

    Raises
    ------
    OpError
        If there is no such segment, or the place does not lie inside of it, a millisecond from its ends.
    """
    given, at_s = score.segments, time_s("at_s", at_s)
    i = _index(given, index)
    segment = given[i]
    if not _inside(segment, at_s):
        raise OpError(
            f"at_s {at_s:g} does not lie inside of segment {i}, from {segment.start:g} to {segment.end:g} s", "at_s"
        )
    second = Segment(at_s, segment.end, segment.type)
    return with_segments(score, [*given[:i], replace(segment, end=at_s), second, *given[i + 1 :]])


def join_segments(score: ScoreT, index: int, n: int = 2) -> ScoreT:
    """Make one segment of this one and the next of its tier: texts in a row, the lower confidence.

    Parameters
    ----------
    score
        Stays as it is.
    index
        Place in `score.segments` of the first.
    n
        How many become one.

    Raises
    ------
    OpError
        If there is no such segment, or not as many of its tier after it.
    """
    given = score.segments
    i, n = _index(given, index), whole("n", n, 2, max(2, len(given)))
    tier = sorted((s.start, j) for j, s in enumerate(given) if s.type == given[i].type)
    first = tier.index((given[i].start, i))
    places = [j for _, j in tier[first : first + n]]
    if len(places) < n:
        raise OpError(f"segment {i} is the last of its tier: there is none to join it with", "index")
    parts = [given[j] for j in places]
    sure = [part.confidence for part in parts if part.confidence is not None]
    joined = replace(
        given[i],
        end=max(part.end for part in parts),
        text="".join(part.text for part in parts),
        confidence=min(sure) if len(sure) == n else None,
    )
    gone = set(places[1:])
    return with_segments(score, [joined if j == i else s for j, s in enumerate(given) if j not in gone])


def delete_segment(score: ScoreT, index: int) -> ScoreT:
    """Take a segment away; its place stays empty.

    Raises
    ------
    OpError
        If there is no such segment.
    """
    i = _index(score.segments, index)
    return with_segments(score, [*score.segments[:i], *score.segments[i + 1 :]])


def label_segment(score: ScoreT, index: int, text: str) -> ScoreT:
    """Give a segment another text.

    Raises
    ------
    OpError
        If there is no such segment, or the text is none.
    """
    i = _index(score.segments, index)
    if not isinstance(text, str):
        raise OpError(f"text must be a text, not {shown(text)}", "text")
    return with_segments(score, [replace(s, text=text) if j == i else s for j, s in enumerate(score.segments)])


def insert_segment(score: ScoreT, type: str, start_s: float, end_s: float, text: str = "") -> ScoreT:
    """Put a segment into an empty stretch of a tier; a type that the score does not have is a new tier.

    Raises
    ------
    OpError
        If it is shorter than a millisecond, or lies over another segment of the tier.
    """
    if not isinstance(type, str) or not isinstance(text, str):
        raise OpError(f"type and text must be texts, not {shown(type)} and {shown(text)}", "type")
    start_s, end_s = time_s("start_s", start_s), time_s("end_s", end_s)
    for segment in score.segments:
        if segment.type != type or segment.end <= start_s or segment.start >= end_s:
            continue
        # What lies over it by less than a boundary is wide touches it.
        if segment.end <= start_s + SHARED_S:
            start_s = segment.end
        elif segment.start >= end_s - SHARED_S:
            end_s = segment.start
        else:
            raise OpError(f"a segment from {segment.start:g} to {segment.end:g} s is there already", "start_s")
    if end_s - start_s < MIN_SEGMENT_S:
        raise OpError(f"a segment from {start_s:g} to {end_s:g} s is too short: it takes a millisecond", "end_s")
    return with_segments(score, placed(score.segments, Segment(start_s, end_s, type, text)))


def insert_point(score: ScoreT, type: str, at_s: float, text: str = "") -> ScoreT:
    """Put a point, a segment without length, into a tier; a type that the score does not have is a new tier.

    Raises
    ------
    OpError
        If there is a point already.
    """
    if not isinstance(type, str) or not isinstance(text, str):
        raise OpError(f"type and text must be texts, not {shown(type)} and {shown(text)}", "type")
    at_s = time_s("at_s", at_s)
    for segment in score.segments:
        if segment.type == type and is_point(segment) and abs(segment.start - at_s) < MIN_SEGMENT_S:
            raise OpError(f"there is a point at {segment.start:g} s already", "at_s")
    return with_segments(score, placed(score.segments, Segment(at_s, at_s, type, text)))


def insert_boundary(score: ScoreT, type: str, at_s: float, until_s: float | None = None) -> ScoreT:
    """Put a boundary into a tier: inside of a segment it cuts, in an empty stretch it makes segments up to its ends.

    Parameters
    ----------
    score
        Stays as it is.
    type
        The tier; one that the score does not have yet is new.
    at_s
        Where, in seconds.
    until_s
        Where the tier ends, if no segment comes after; None: what follows the boundary stays empty.

    In a tier of points it sets a point.

    Raises
    ------
    OpError
        If there is a boundary already.
    """
    at_s = time_s("at_s", at_s)
    given = score.segments
    tier = [(i, segment) for i, segment in enumerate(given) if segment.type == type]
    if tier and all(segment.end == segment.start for _, segment in tier):
        return insert_point(score, type, at_s)
    for i, segment in tier:
        if _inside(segment, at_s):
            return split_segment(score, i, at_s)
    # The tier begins with the music where no segment comes before.
    left = max([segment.end for _, segment in tier if segment.end <= at_s + MIN_SEGMENT_S], default=0.0)
    starts = [segment.start for _, segment in tier if segment.start >= at_s - MIN_SEGMENT_S]
    if at_s - left < MIN_SEGMENT_S or (starts and min(starts) - at_s < MIN_SEGMENT_S):
        raise OpError(f"there is a boundary at {at_s:g} s already", "at_s")
    right = min(starts) if starts else at_s if until_s is None else time_s("until_s", until_s)
    pieces = [(start, end) for start, end in ((left, at_s), (at_s, right)) if end - start >= MIN_SEGMENT_S]
    changed = given
    for start, end in pieces:
        changed = placed(changed, Segment(start, end, type))
    return with_segments(score, changed)


def time_s(name: str, value: Any) -> float:
    """Argument as seconds; refused when it is no number."""
    return number(name, value, -_LATEST_S, _LATEST_S)


def _index(given: Segments, index: int) -> int:
    if not given:
        raise OpError("index: the score has no segments", "index")
    return whole("index", index, 0, len(given) - 1)


def _inside(segment: Segment, at_s: float) -> bool:
    return segment.start + MIN_SEGMENT_S <= at_s <= segment.end - MIN_SEGMENT_S


def is_point(segment: Segment) -> bool:
    """Tell if it has no length."""
    return segment.end == segment.start


def _neighbours(given: Segments, i: int) -> tuple[int | None, int | None]:
    """Places of the segments of the same tier before and after in time; of equal starts the earlier place is before.

    Points and intervals of one tier are no neighbours of each other.
    """
    own, kind, point = (given[i].start, i), given[i].type, is_point(given[i])
    tier = [
        (segment.start, j)
        for j, segment in enumerate(given)
        if segment.type == kind and j != i and is_point(segment) == point
    ]
    before = max((key for key in tier if key < own), default=None)
    after = min((key for key in tier if key > own), default=None)
    return (None if before is None else before[1], None if after is None else after[1])


def placed(given: Segments, segment: Segment) -> Segments:
    """List with the segment: before the first of its tier that begins later, else behind its last, else at the end."""
    tier = [i for i, other in enumerate(given) if other.type == segment.type]
    later = next((i for i in tier if given[i].start > segment.start), None)
    at = later if later is not None else tier[-1] + 1 if tier else len(given)
    return (*given[:at], segment, *given[at:])


def with_segments(score: ScoreT, segments: Sequence[Segment]) -> ScoreT:
    """Score with the list; only what is another one becomes an operation."""
    return applied(score, segment_ops(score.segments, segments))
