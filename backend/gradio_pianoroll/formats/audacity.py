r"""Audacity's label tracks (``.txt``): start, end and text of each label, between tabs, in seconds.

Labels become the tier ``label``; those without a length are points. The frequencies of a spectral selection (a second
line, ``\``) stand in ``extra`` under ``low_hz`` and ``high_hz``.

Source: the Audacity manual, "Importing and Exporting Labels".
"""

from __future__ import annotations

import math
import re
from pathlib import Path

from gradio_pianoroll.i18n.sentence import Sentence

from ..errors import FormatError
from ..score import Score, Segment
from ..score.well_formed import utf8, well_formed
from .label_rows import MAX_S, one_line, rows_to_write, warn_of_losses

TIER = "label"
LOW, HIGH = "low_hz", "high_hz"
_NUMBER = r"[-+]?\d{1,12}(?:[.,]\d{1,12})?(?:[eE][-+]?\d{1,3})?"
_LABEL = re.compile(rf"\s*({_NUMBER})(?:\t\s*({_NUMBER}))?(?:\t(.*))?")
_RANGE = re.compile(rf"\\\t({_NUMBER})\t({_NUMBER})\s*")


def fits(lines: list[str]) -> bool:
    """Return True if the first line that says something is a label."""
    first = next((line for line in lines if line.strip()), "")
    return _LABEL.fullmatch(first) is not None and "\t" in first


def score_of(lines: list[str], path: Path, tier: str = TIER) -> Score:
    """Score of the lines of a label track.

    Raises
    ------
    FormatError
        If a line is no label; the message gives its number.
    """
    segments: list[Segment] = []
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        selection = _RANGE.fullmatch(line)
        if selection and segments:
            last = segments[-1]
            extra = {LOW: _float(selection[1]), HIGH: _float(selection[2])}
            segments[-1] = Segment(last.start, last.end, tier, last.text, extra=extra)
            continue
        match = _LABEL.fullmatch(line)
        try:
            if match is None:
                raise ValueError(line.strip()[:40])
            start = _float(match[1])
            end = start if match[2] is None else _float(match[2])
            if max(abs(start), abs(end)) > MAX_S:
                raise ValueError(line.strip()[:40])
            segments.append(Segment(start, end, tier, (match[3] or "").strip()))
        except ValueError as error:
            raise FormatError(path, Sentence("label.line", line=number, error=error)) from error
    if not segments:
        raise FormatError(path, Sentence("label.none"))
    return Score(segments=tuple(segments))


def write(score: Score, path: Path, tier: str | None = None) -> bytes:
    """Bytes of a label track with one tier.

    Raises
    ------
    FormatError
        If there is nothing with a text, or no such tier.

    Warns
    -----
    PianoRollWarning
        With what has no place in it.
    """
    rows = rows_to_write(score, path, tier, (TIER,))
    warn_of_losses(score, path, "Audacity", notes=bool(score.segments))
    lines = []
    for row in rows:
        lines.append(f"{_time(row.start)}\t{_time(row.end)}\t{one_line(well_formed(row.text))}")
        low, high = row.extra.get(LOW), row.extra.get(HIGH)
        if all(isinstance(hz, int | float) and math.isfinite(hz) for hz in (low, high)):
            lines.append(f"\\\t{low:.6f}\t{high:.6f}")
    return utf8("\n".join(lines) + "\n")


def _float(text: str) -> float:
    # Older versions write the comma of the country.
    return float(text.replace(",", "."))


def _time(seconds: float) -> str:
    return f"{seconds:.6f}"
