"""Many segments at once: equal boundaries of all tiers, spans that stretch like rubber, found by their texts."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterable
from dataclasses import replace

from ...errors import OpError
from ..problems import shown
from ..score_data import ScoreT
from ..segment import Segment
from .arguments import whole
from .segmenting import MIN_SEGMENT_S, SHARED_S, is_point, placed, time_s, with_segments

Segments = tuple[Segment, ...]


def move_boundaries(score: ScoreT, at_s: float, to_s: float, types: Iterable[str] | None = None) -> ScoreT:
    """Move every boundary that lies at a time, those of all tiers together.

    It stops a millisecond before the nearest other end of what it moves, and goes past no segment of any tier.

    Parameters
    ----------
    score
        Stays as it is.
    at_s
        Where the boundaries are, in seconds; those that differ by less than 0.1 ms are meant as well.
    to_s
        Where to.
    types
        The tiers; None for all.

    Raises
    ------
    OpError
        If there is no boundary.

    Examples
    --------
    >>> from gradio_pianoroll import Score
    >>> from gradio_pianoroll.score import Segment, edit
    >>> words = [Segment(0, 1, "word", "아"), Segment(1, 2, "word", "리")]
    >>> score = Score(segments=[*words, Segment(0.5, 1, "phone", "a")])
    >>> [(s.start, s.end) for s in edit.move_boundaries(score, 1, 0.75).segments]
    [(0.0, 0.75), (0.75, 2.0), (0.5, 0.75)]
    """
    at_s, to_s = time_s("at_s", at_s), time_s("to_s", to_s)
    given, tiers = score.segments, _tiers(types)
    if not any(_in(tiers, s) and (_near(s.start, at_s) or _near(s.end, at_s)) for s in given):
        raise OpError(f"there is no boundary at {at_s:g} s", "at_s")
    low, high = _room(given, tiers, at_s, at_s)
    if low > high:
        return score
    to_s = min(max(to_s, low), high)
    return with_segments(score, _mapped(given, tiers, lambda t: to_s if _near(t, at_s) else t))


def stretch_segments(
    score: ScoreT, start_s: float, end_s: float, grabbed_s: float, to_s: float, types: Iterable[str] | None = None
) -> ScoreT:
    """Stretch all boundaries of a span like rubber: the one that is held goes to a place, the others share the way.

    Of a boundary inside both ends of the span stay; of one of the ends the other end stays, and a segment outside that
    touches the span follows. No segment gets shorter than a millisecond.

    Parameters
    ----------
    score
        Stays as it is.
    start_s, end_s
        The span.
    grabbed_s
        The place in it that is held.
    to_s
        Where that goes.
    types
        The tiers; None for all.

    Raises
    ------
    OpError
        If the span has no length, or the place that is held does not lie in it.

    Examples
    --------
    >>> from gradio_pianoroll import Score
    >>> from gradio_pianoroll.score import Segment, edit
    >>> score = Score(segments=[Segment(0, 1, "word", "a"), Segment(1, 2, "word", "b"), Segment(2, 4, "word", "c")])
    >>> [(s.start, s.end) for s in edit.stretch_segments(score, 0, 2, 2, 3).segments]
    [(0.0, 1.5), (1.5, 3.0), (3.0, 4.0)]
    """
    start, end = time_s("start_s", start_s), time_s("end_s", end_s)
    held, to = time_s("grabbed_s", grabbed_s), time_s("to_s", to_s)
    if end - start < MIN_SEGMENT_S:
        raise OpError(f"a span from {start:g} to {end:g} s is too short to be stretched", "end_s")
    if not start - SHARED_S <= held <= end + SHARED_S:
        raise OpError(f"{held:g} s does not lie in the span from {start:g} to {end:g} s", "grabbed_s")
    given, tiers = score.segments, _tiers(types)
    at_start, at_end = _near(held, start), _near(held, end)
    low, high = -math.inf, math.inf
    if not at_start:
        low = start + (held - start) * _least_scale(given, tiers, start, held)
    if not at_end:
        high = end - (end - held) * _least_scale(given, tiers, held, end)
    if at_start or at_end:
        outer_low, outer_high = _room(given, tiers, start, end)
        low, high = (max(low, outer_low), high) if at_start else (low, min(high, outer_high))
    if low > high:
        return score
    to = min(max(to, low), high)

    def course(t: float) -> float:
        if not start - SHARED_S <= t <= end + SHARED_S:
            return t
        if _near(t, held):
            return to
        if t < held:
            return t if _near(t, start) else start + (t - start) * (to - start) / (held - start)
        return t if _near(t, end) else end - (end - t) * (end - to) / (end - held)

    return with_segments(score, _mapped(given, tiers, course))


def write_segment(score: ScoreT, type: str, start_s: float, end_s: float, text: str = "") -> ScoreT:
    """Put a segment into a tier in the place of what lies there: that is cut off at both ends.

    Raises
    ------
    OpError
        If it is shorter than a millisecond.
    """
    if not isinstance(type, str) or not isinstance(text, str):
        raise OpError(f"type and text must be texts, not {shown(type)} and {shown(text)}", "type")
    start, end = time_s("start_s", start_s), time_s("end_s", end_s)
    if end - start < MIN_SEGMENT_S:
        raise OpError(f"a segment from {start:g} to {end:g} s is too short: it takes a millisecond", "end_s")
    kept: list[Segment] = []
    for s in score.segments:
        if s.type != type or is_point(s) or s.end <= start or s.start >= end:
            kept.append(s)
            continue
        if start - s.start >= MIN_SEGMENT_S:
            kept.append(replace(s, end=start))
        if s.end - end >= MIN_SEGMENT_S:
            kept.append(replace(s, start=end))
    return with_segments(score, placed(tuple(kept), Segment(start, end, type, text)))


def delete_segments(score: ScoreT, indices: Iterable[int]) -> ScoreT:
    """Take segments away; their places stay empty.

    Raises
    ------
    OpError
        If there is no such segment.
    """
    gone = _places(score, indices)
    return with_segments(score, [s for i, s in enumerate(score.segments) if i not in gone])


def label_segments(score: ScoreT, indices: Iterable[int], text: str) -> ScoreT:
    """Give segments the same text.

    Raises
    ------
    OpError
        If there is no such segment, or the text is none.
    """
    if not isinstance(text, str):
        raise OpError(f"text must be a text, not {shown(text)}", "text")
    named = _places(score, indices)
    changed = [replace(s, text=text) if i in named and s.text != text else s for i, s in enumerate(score.segments)]
    return with_segments(score, changed)


def find_segments(score: ScoreT, pattern: str, type: str | None = None) -> list[int]:
    """Find segments by their texts.

    Parameters
    ----------
    score
        Where the segments are.
    pattern
        A regular expression that is looked for anywhere in the text; ``^$`` finds empty ones.
    type
        The tier; None for all.

    Returns
    -------
    list
        Places in `score.segments`, in order of time.

    Raises
    ------
    OpError
        If the pattern is no regular expression.

    Examples
    --------
    >>> from gradio_pianoroll import Score
    >>> from gradio_pianoroll.score import Segment, edit
    >>> score = Score(segments=[Segment(i, i + 1, "phone", text) for i, text in enumerate(["a1", "n", "i0"])])
    >>> edit.find_segments(score, "[0-2]$")
    [0, 2]
    """
    if not isinstance(pattern, str):
        raise OpError(f"pattern must be a text, not {shown(pattern)}", "pattern")
    try:
        fits = re.compile(pattern).search
    except re.error as error:
        raise OpError(f"{shown(pattern)} is no regular expression: {error}", "pattern") from error
    found = [i for i, s in enumerate(score.segments) if (type is None or s.type == type) and fits(s.text)]
    return sorted(found, key=lambda i: (score.segments[i].start, i))


def _tiers(types: Iterable[str] | None) -> frozenset[str] | None:
    if types is None:
        return None
    if isinstance(types, str):
        raise OpError(f"types must be a list of texts, not {shown(types)}", "types")
    return frozenset(types)


def _in(tiers: frozenset[str] | None, segment: Segment) -> bool:
    return tiers is None or segment.type in tiers


def _near(a: float, b: float) -> bool:
    return abs(a - b) <= SHARED_S


def _room(given: Segments, tiers: frozenset[str] | None, start: float, end: float) -> tuple[float, float]:
    """Room of a span: how far its start may go to the left and its end to the right; of a single time both ways."""
    low, high, length = min(0.0, start), math.inf, end - start
    for s in given:
        if not _in(tiers, s):
            continue
        if s.start < start - SHARED_S:
            if s.end < start - SHARED_S:
                low = max(low, s.end)
            elif s.end < end - SHARED_S or _near(s.end, start):
                # Its end goes along with the span: it keeps a millisecond.
                share = length / (end - s.end) if length else 1.0
                low = max(low, end - share * (end - s.start - MIN_SEGMENT_S))
        if s.end > end + SHARED_S:
            if s.start > end + SHARED_S:
                high = min(high, s.start)
            elif s.start > start + SHARED_S or _near(s.start, end):
                share = length / (s.start - start) if length else 1.0
                high = min(high, start + share * (s.end - MIN_SEGMENT_S - start))
    return low, high


def _least_scale(given: Segments, tiers: frozenset[str] | None, start: float, end: float) -> float:
    """Least scale of the span, at which its shortest segment is a millisecond long."""
    lengths = [
        min(s.end, end) - max(s.start, start)
        for s in given
        if _in(tiers, s) and not is_point(s) and s.start < end - SHARED_S and s.end > start + SHARED_S
    ]
    return min(1.0, MIN_SEGMENT_S / min([end - start, *lengths]))


def _mapped(given: Segments, tiers: frozenset[str] | None, course: Callable[[float], float]) -> list[Segment]:
    changed: list[Segment] = []
    for s in given:
        start, end = (course(s.start), course(s.end)) if _in(tiers, s) else (s.start, s.end)
        changed.append(s if (start, end) == (s.start, s.end) else replace(s, start=start, end=end))
    return changed


def _places(score: ScoreT, indices: Iterable[int]) -> set[int]:
    if not score.segments:
        raise OpError("indices: the score has no segments", "indices")
    return {whole("indices", index, 0, len(score.segments) - 1) for index in indices}
