"""What files with one row of labels have in common."""

from __future__ import annotations

from pathlib import Path

from gradio_pianoroll.i18n.sentence import Sentence

from ..errors import FormatError
from ..score import Score, Segment


def one_tier(score: Score, path: Path, tier: str | None) -> list[Segment]:
    """Segments of the tier that is named, of all tiers without a name.

    Raises
    ------
    FormatError
        If the score has no such tier; the message says which there are.
    """
    if tier is None:
        return list(score.segments)
    if tier not in score.tiers:
        there = ", ".join(score.tiers) or "–"
        raise FormatError(path, Sentence("label.no_tier", tier=tier, there=there))
    return list(score.tiers[tier])
