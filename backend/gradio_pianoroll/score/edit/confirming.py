"""What an analysis was not sure of, after somebody has looked at it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

import numpy as np

from ..immutable import FrozenMap
from ..ops import Set
from ..score_data import ScoreT
from ..segment import Segment
from .arguments import whole
from .changes import applied
from .chosen import Chosen, chosen_rows
from .segmenting import with_segments

# Key of a segment that somebody has still to accept: the roll shows it as a ghost.
PROPOSED = "proposed"
_SURE = 1.0


def confirm_notes(score: ScoreT, ids: Chosen = None) -> ScoreT:
    """Make notes sure: those that have the key ``confidence`` have 1 there.

    Parameters
    ----------
    score
        Stays as it is.
    ids
        Which notes: None for all, an expression of `select`, True or False for each row, or ids.
    """
    notes = score.notes
    numbers: list[int] = []
    extras: list[Any] = []
    for number in notes.id[chosen_rows(score, ids)].tolist() if notes.extra else ():
        extra = notes.extra.get(number, {})
        if _is_number(extra.get("confidence")) and extra["confidence"] != _SURE:
            numbers.append(number)
            extras.append(FrozenMap(extra).thaw() | {"confidence": _SURE})
    return applied(score, [Set(np.array(numbers), "extra", values=extras)] if numbers else [])


def confirm_segments(score: ScoreT, indices: Iterable[int] | None = None) -> ScoreT:
    """Make segments sure, and proposed ones (the key ``proposed`` is true) a part of their tier.

    Parameters
    ----------
    score
        Stays as it is.
    indices
        Places in `score.segments`; None for all.

    Raises
    ------
    OpError
        If there is no such segment.

    Examples
    --------
    >>> from gradio_pianoroll import Score
    >>> from gradio_pianoroll.score import Segment, edit
    >>> score = Score(segments=[Segment(0, 1, "word", "라", 0.3, {"proposed": True})])
    >>> sure = edit.confirm_segments(score).segments[0]
    >>> sure.confidence, dict(sure.extra)
    (1.0, {})
    """
    given = score.segments
    chosen = range(len(given)) if indices is None else {whole("indices", i, 0, len(given) - 1) for i in indices}
    made = tuple(_confirmed(segment) if i in chosen else segment for i, segment in enumerate(given))
    return with_segments(score, made)


def _confirmed(segment: Segment) -> Segment:
    proposed = bool(segment.extra.get(PROPOSED))
    if not proposed and segment.confidence in (None, _SURE):
        return segment
    extra = {key: value for key, value in segment.extra.items() if key != PROPOSED}
    return replace(segment, confidence=_SURE, extra=extra)


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)
