"""``.txt``: Audacity's labels and UltraStar's songs, told apart by what they say."""

from __future__ import annotations

from pathlib import Path

from gradio_pianoroll.i18n.sentence import Sentence

from ..errors import FormatError
from ..score import Score
from . import audacity, ultrastar, ultrastar_write
from .label_rows import lines_of

KINDS = ("labels", "ultrastar")


def read(data: bytes, path: Path, encoding: str | None = None, *, tier: str = audacity.TIER) -> Score:
    """Score of the bytes of a text file; `tier` is the name of the tier that labels become.

    Raises
    ------
    FormatError
        If it is neither of them.
    """
    lines = lines_of(data, path, encoding)
    if ultrastar.fits(lines):
        return ultrastar.score_of(lines, path)
    if audacity.fits(lines):
        return audacity.score_of(lines, path, tier)
    raise FormatError(path, Sentence("text.unknown"))


def write(score: Score, path: Path, *, tier: str | None = None, kind: str | None = None) -> bytes:
    """Bytes of a text file.

    Parameters
    ----------
    score, path
        What and where to.
    tier
        Which one is written as labels.
    kind
        ``"labels"`` or ``"ultrastar"``; by default a song where the score was one, or has notes and no tiers.

    Raises
    ------
    FormatError
        If there is nothing that it holds, or no such tier or kind.
    """
    if kind is not None and kind not in KINDS:
        raise FormatError(path, Sentence("text.kind", kind=kind))
    is_song = len(score.notes) > 0 and (ultrastar.KEY in score.extra or not score.segments)
    if kind == "ultrastar" or (kind is None and tier is None and is_song):
        return ultrastar_write.write(score, path)
    return audacity.write(score, path, tier)
