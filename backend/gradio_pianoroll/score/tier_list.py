"""Changes of whole tiers: put there, named anew, taken away. The flat list of segments keeps the order of the rest."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from ..errors import ScoreError
from .immutable import frozen_map
from .score_data import ScoreT
from .segment import Segment
from .tier_lists import KIND, NAME, TEXTGRID, TIERS
from .tiers import INTERVALS, Tier, declared, listed_items

# Key of a segment's extras: which of several rows of a TextGrid with one name it stands in.
_ROW = "tier"


def set_tier(score: ScoreT, tier: Tier) -> ScoreT:
    """Return the score with a tier: in place of the one of its name, else as the last one.

    Parameters
    ----------
    score
        Stays as it is.
    tier
        One without rows is kept, too.

    Raises
    ------
    ScoreError
        If it is no tier.

    Examples
    --------
    >>> from gradio_pianoroll.score import Score, Tier, set_tier
    >>> score = set_tier(Score(), Tier.from_columns("beats", [0.5, 1.0], text=["1", "2"]))
    >>> score.tiers
    <Tiers: 'beats' (2)>
    >>> score.tiers["beats"].kind
    'points'
    """
    if not isinstance(tier, Tier):
        raise ScoreError(f"expected a Tier, not {type(tier).__name__}")
    given = score.segments
    at = next((i for i, segment in enumerate(given) if segment.type == tier.name), len(given))
    others = [segment for segment in given[at:] if segment.type != tier.name]
    segments = (*given[:at], *tier.segments, *others)
    told = dict(declared(score.extra))
    is_plain = len(tier) > 0 and (tier.kind == INTERVALS) == (not tier.is_point.all())
    extra: Mapping[str, Any] = score.extra
    if not is_plain or told.get(tier.name, tier.kind) != tier.kind:
        extra = _listing(extra, tier)
    return score.replace(segments=segments, extra=extra) if segments != given else score.replace(extra=extra)


def rename_tier(score: ScoreT, name: str, new: str) -> ScoreT:
    """Return the score with another name for a tier.

    Raises
    ------
    ScoreError
        If there is no such tier, or one of the new name already.

    Examples
    --------
    >>> from gradio_pianoroll.score import Score, Segment, rename_tier
    >>> rename_tier(Score(segments=[Segment(0, 1, "w", "la")]), "w", "words").tiers.names
    ('words',)
    """
    _check_there(score, name)
    if not isinstance(new, str):
        raise ScoreError(f"the name of a tier must be a text, not {type(new).__name__}")
    if new == name:
        return score
    if new in score.tiers:
        raise ScoreError(f"there is a tier {new!r} already; delete or rename that one first")
    segments = tuple(_renamed(segment, new) if segment.type == name else segment for segment in score.segments)
    extra = _changed(score.extra, lambda item: {**item, NAME: new} if item[NAME] == name else item)
    return score.replace(segments=segments, extra=extra)


def remove_tier(score: ScoreT, name: str) -> ScoreT:
    """Return the score without a tier, its segments and its place in the list.

    Raises
    ------
    ScoreError
        If there is no such tier.

    Examples
    --------
    >>> from gradio_pianoroll.score import Score, Segment, remove_tier
    >>> remove_tier(Score(segments=[Segment(0, 1, "w"), Segment(0, 1, "p")]), "w").tiers.names
    ('p',)
    """
    _check_there(score, name)
    segments = tuple(segment for segment in score.segments if segment.type != name)
    extra = _changed(score.extra, lambda item: None if item[NAME] == name else item)
    return score.replace(segments=segments, extra=extra)


def _check_there(score: ScoreT, name: str) -> None:
    if name not in score.tiers:
        there = ", ".join(map(repr, score.tiers)) or "none"
        raise ScoreError(f"there is no tier {name!r}; there are: {there}")


def _renamed(segment: Segment, new: str) -> Segment:
    extra = {key: value for key, value in segment.extra.items() if key != _ROW}
    return replace(segment, type=new, extra=extra)


def _listing(extra: Mapping[str, Any], tier: Tier) -> Mapping[str, Any]:
    """Extras that say the kind of a tier."""
    item = {NAME: tier.name, KIND: tier.kind}
    given = list(extra.get(TIERS) or ()) if isinstance(extra.get(TIERS), list | tuple) else []
    there = [i for i, other in enumerate(given) if isinstance(other, Mapping) and other.get(NAME) == tier.name]
    if there:
        given[there[0]] = {**given[there[0]], **item}
    else:
        given.append(item)
    return frozen_map({**extra, TIERS: given})


def _changed(
    extra: Mapping[str, Any], change: Callable[[Mapping[str, Any]], Mapping[str, Any] | None]
) -> Mapping[str, Any]:
    """Extras whose lists of tiers are changed item by item; None takes an item away."""
    result = dict(extra)
    if listed_items(extra.get(TIERS)):
        result[TIERS] = _items(extra[TIERS], change)
        if not result[TIERS]:
            del result[TIERS]
    textgrid = extra.get(TEXTGRID)
    if isinstance(textgrid, Mapping) and listed_items(textgrid.get(TIERS)):
        result[TEXTGRID] = {**textgrid, TIERS: _items(textgrid[TIERS], change)}
    return frozen_map(result)


def _items(items: Any, change: Callable[[Mapping[str, Any]], Mapping[str, Any] | None]) -> list[Any]:
    known = {id(item) for item in listed_items(items)}
    changed = [change(item) if id(item) in known else item for item in items]
    return [item for item in changed if item is not None]
