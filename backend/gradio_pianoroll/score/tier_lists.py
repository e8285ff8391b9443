"""What the extras of a score list of its tiers: their order, their kinds, and those without a segment."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from .immutable import frozen_map

# What the extras of a score call their list of tiers, and what an item of it says.
TIERS, NAME, KIND = "tiers", "name", "kind"
# How a TextGrid lists its tiers in the extras of the score that was read from it (`formats.textgrid`).
TEXTGRID = "textgrid"


def tier_lists(extra: Mapping[str, Any]) -> tuple[Any, Any]:
    """Both lists of tiers in the extras of a score, its own and that of its TextGrid; None for what is not there."""
    textgrid = extra.get(TEXTGRID)
    return extra.get(TIERS), textgrid.get(TIERS) if isinstance(textgrid, Mapping) else None


def with_tier_lists(extra: Mapping[str, Any], tiers: Any, textgrid: Any) -> Mapping[str, Any]:
    """Extras with other lists of tiers; None leaves a list out."""
    result = {key: value for key, value in extra.items() if key != TIERS}
    if tiers is not None:
        result[TIERS] = tiers
    given = extra.get(TEXTGRID)
    rest = {key: value for key, value in given.items() if key != TIERS} if isinstance(given, Mapping) else {}
    if textgrid is not None:
        result[TEXTGRID] = {**rest, TIERS: textgrid}
    elif rest:
        result[TEXTGRID] = rest
    elif isinstance(given, Mapping):
        del result[TEXTGRID]
    return frozen_map(result)
