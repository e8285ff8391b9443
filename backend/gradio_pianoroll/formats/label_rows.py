"""What files of labels with times have in common: which tiers go into them, and times as they are written."""

from __future__ import annotations

import re
import warnings
from collections.abc import Iterable
from pathlib import Path

from gradio_pianoroll.i18n.sentence import Sentence, joined, named

from ..errors import FormatError
from ..score import PianoRollWarning, Score, Segment
from .alignment import segments_of_notes
from .bounds import MAX_LABEL_LINES, refuse_more
from .decoding import decode

MAX_BYTES = 32 * 1024 * 1024
# Later than any recording, so that sums stay exact.
MAX_S = 1e9
# Where a text begins with a clock, as LRC, SRT and WebVTT write it.
CLOCK = r"(?:(\d{1,4}):)?(\d{1,3}):(\d{1,2})(?:[.,:](\d{1,9}))?"


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


def lines_of(data: bytes, path: Path, encoding: str | None) -> list[str]:
    """Lines of a text file of labels.

    Raises
    ------
    FormatError
        If there are too many, or it is no text.
    """
    if len(data) > MAX_BYTES:
        raise FormatError(path, Sentence("label.too_large", most=MAX_BYTES >> 20))
    refuse_more(path, data.count(b"\n") + data.count(b"\r"), MAX_LABEL_LINES, Sentence("amount.lines"))
    return decode(data, path, encoding).replace("\r\n", "\n").replace("\r", "\n").split("\n")


def rows_to_write(score: Score, path: Path, tier: str | None, preferred: Iterable[str]) -> list[Segment]:
    """Segments of one tier for a file that holds one: the named, a preferred or the first one, else lyrics, phonemes.

    Raises
    ------
    FormatError
        If there is nothing with a text.

    Warns
    -----
    PianoRollWarning
        With the tiers that are left out.
    """
    if tier is None:
        filled = [name for name in score.tiers if len(score.tiers[name])]
        tier = next((name for name in preferred if name in filled), filled[0] if filled else None)
        left = [name for name in filled if name != tier]
        if left:
            warn(path, Sentence("label.one_tier", tier=tier, left=", ".join(left)))
    rows = [] if tier is None else one_tier(score, path, tier)
    rows = rows or segments_of_notes(score, "lyric") or segments_of_notes(score, "phoneme")
    if not rows:
        raise FormatError(path, Sentence("label.nothing"))
    return sorted(rows, key=lambda s: (s.start, s.end))


def warn_of_losses(score: Score, path: Path, format: str, notes: bool = True) -> None:
    """Say once what a file of labels has no place for.

    Warns
    -----
    PianoRollWarning
        If there is something.
    """
    lost = [
        Sentence(f"word.{name}")
        for name, there in (("notes", notes and len(score.notes) > 0), ("curves", bool(score.curves)))
        if there
    ]
    if lost:
        warn(path, Sentence("label.losses", format=format, what=joined(lost)))


def seconds_of(hours: str | None, minutes: str, seconds: str, fraction: str | None) -> float:
    """Seconds of the four groups of `CLOCK`."""
    # One decimal number, correctly rounded.
    whole = int(hours or 0) * 3600 + int(minutes) * 60 + int(seconds)
    return float(f"{whole}.{fraction or 0}")


def clock(seconds: float, digits: int, hours: bool, point: str = ".") -> str:
    """Clock of a time from 0 on, rounded to so many digits."""
    units = 10**digits
    total = round(max(seconds, 0.0) * units)
    whole, rest = divmod(total, units)
    minutes, second = divmod(whole, 60)
    shown = f"{minutes // 60:02d}:{minutes % 60:02d}" if hours else f"{minutes:02d}"
    return f"{shown}:{second:02d}{point}{rest:0{digits}d}"


def one_line(text: str) -> str:
    """Text without line breaks, tabs and characters that end a line somewhere."""
    return re.sub(r"[\s\x1c-\x1f\x85\u2028\u2029]+", " ", text).strip()


def early(rows: Iterable[Segment], path: Path) -> None:
    """Say that times before 0 are written as 0.

    Warns
    -----
    PianoRollWarning
        If there are some.
    """
    count = sum(row.start < 0 for row in rows)
    if count:
        warn(path, Sentence("label.early", count=count))


def warn(path: Path, message: Sentence) -> None:
    """Give a warning about a file to whoever called `load` or `save`."""
    warnings.warn(named(path.name, message), PianoRollWarning, stacklevel=5)
