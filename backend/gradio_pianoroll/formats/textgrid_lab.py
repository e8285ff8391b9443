"""Label files (``.lab``): a line for each segment, start, end, text.

Whole numbers are HTK's units of 100 ns, as singing databases have them; anything with a decimal point is seconds, as
Audacity and many aligners write. Whole numbers of which no label would be as long as a millisecond are seconds too:
those of chords and sections. HTK's master label files (``#!MLF!#``) are read. Written are HTK's units. Full-context
labels are known by their content.

Source: The HTK Book 3.4, sections 6.2 (label files) and 6.3 (master label files).
"""

from __future__ import annotations

import re
import warnings
from collections.abc import Sequence
from pathlib import Path

from gradio_pianoroll.i18n.sentence import Sentence, joined, named

from ..errors import FormatError
from ..score import PianoRollWarning, Score, Segment
from ..score.well_formed import utf8
from . import hts
from .alignment import segments_of_notes
from .bounds import MAX_LABEL_LINES, refuse_more
from .decoding import decode
from .label_rows import one_tier

HTK_PER_SECOND = 10_000_000
#: In HTK's units; no label is shorter than a millisecond, and none that is given in whole seconds takes hours.
SHORTEST_LABEL = 10_000
TYPE = "label"
FULL = ".full.lab"
_WHOLE = re.compile(r"[-+]?\d+")
_SCORED = re.compile(r"(\S+)\s+([-+]?\d{1,15}(?:\.\d{1,15})?)")
_MASTER = "#!MLF!#"

Line = tuple[int, str]


def read(data: bytes, path: Path, encoding: str | None = None, *, tier: str = TYPE) -> Score:
    """Score of the bytes of a label file, each line a segment of the tier `tier`: a label file does not name it.

    Raises
    ------
    FormatError
        If a line is not start, end and text; the message gives its number.

    Warns
    -----
    PianoRollWarning
        When a master label file has the labels of several sounds; those of the first are read.
    """
    all_lines = decode(data, path, encoding).splitlines()
    refuse_more(path, len(all_lines), MAX_LABEL_LINES, Sentence("amount.lines"))
    lines = [(number, line) for number, line in enumerate(all_lines, 1) if line.strip()]
    is_master = bool(lines) and lines[0][1].strip() == _MASTER
    if is_master:
        lines = _of_first_sound(lines[1:], path)
    elif ranges := sum(_is_range(line) for _, line in lines):
        _warn(path, Sentence("label.ranges", count=ranges))
        lines = [(number, line) for number, line in lines if not _is_range(line)]
    if lines and hts.fits(lines[0][1]):
        return hts.score_of_lines(lines, path)
    rows = [(number, line.split(None, 2)) for number, line in lines]
    unit_s = _unit_s(rows)
    segments = []
    for number, row in rows:
        try:
            start, end = float(row[0]) / unit_s, float(row[1]) / unit_s
            text = row[2].strip() if len(row) > 2 else ""
            segments.append(_with_score(start, end, tier, text) if is_master else Segment(start, end, tier, text))
        except (ValueError, IndexError) as error:
            raise FormatError(path, Sentence("label.line", line=number, error=error)) from error
    if not segments:
        raise FormatError(path, Sentence("label.none"))
    return Score(segments=tuple(segments))


def write(score: Score, path: Path, *, tier: str | None = None) -> bytes:
    """Bytes of a label file: the segments (of one tier, where it is named), or without any the phonemes, or the lyrics.

    A name that ends with ``.full.lab`` gives full-context labels of the notes (module `hts`).

    Raises
    ------
    FormatError
        If there is none of them, or no such tier.

    Warns
    -----
    PianoRollWarning
        With what has no place in it: types of segments, texts of notes beside segments.
    """
    if path.name.lower().endswith(FULL):
        return hts.write(score, path)
    phonemes, lyrics = segments_of_notes(score, "phoneme"), segments_of_notes(score, "lyric")
    segments = one_tier(score, path, tier) or phonemes or lyrics
    if not segments:
        raise FormatError(path, Sentence("label.nothing"))
    left = [
        Sentence(f"word.{name}")
        for name, texts in (("phonemes", phonemes), ("lyrics", lyrics))
        if texts and segments is not texts
    ]
    if left:
        _warn(path, Sentence("label.one_row", what=joined(left)))
    types = sorted({segment.type for segment in segments})
    if len(types) > 1:
        _warn(path, Sentence("label.types", types=", ".join(types)))
    ordered = sorted(segments, key=lambda s: (s.start, s.end))
    rows = [(round(s.start * HTK_PER_SECOND), round(s.end * HTK_PER_SECOND)) for s in ordered]
    if _are_seconds(rows):
        # Shorter than any label: as whole numbers they would be taken for seconds.
        times = [f"{s.start:.7f} {s.end:.7f}" for s in ordered]
    else:
        times = [f"{start} {end}" for start, end in rows]
    lines = [f"{t} {' '.join(s.text.split())}".rstrip() for t, s in zip(times, ordered, strict=True)]
    return utf8("\n".join(lines) + "\n")


def _is_range(line: str) -> bool:
    """Return True if it is the second line that Audacity gives a label with a spectral selection."""
    return line.split(None, 1)[0] == "\\"


def _unit_s(rows: list[tuple[int, list[str]]]) -> int:
    """Number of the file's units in a second."""
    times = [row[:2] for _, row in rows if len(row) > 1]
    if not all(_WHOLE.fullmatch(time) and len(time) < 19 for pair in times for time in pair):
        return 1
    return 1 if _are_seconds([(int(start), int(end)) for start, end in times]) else HTK_PER_SECOND


def _are_seconds(times: Sequence[tuple[int, int]]) -> bool:
    longest = max((end - start for start, end in times), default=0)
    last = max((end for _, end in times), default=0)
    return 0 < longest < SHORTEST_LABEL or last < SHORTEST_LABEL


def _of_first_sound(lines: list[Line], path: Path) -> list[Line]:
    """Labels of the first sound: a name in quotation marks, labels, a period."""
    if not lines or not lines[0][1].strip().startswith('"'):
        raise FormatError(path, Sentence("label.master"))
    names = [line.strip() for _, line in lines if line.strip().startswith('"')]
    end = next((i for i, (_, line) in enumerate(lines) if line.strip() == "."), len(lines))
    if len(names) > 1:
        _warn(path, Sentence("label.first", count=len(names), name=names[0]))
    return lines[1:end]


def _with_score(start: float, end: float, tier: str, text: str) -> Segment:
    """Segment of a label; a recogniser's may have the logarithm of its probability behind it."""
    match = _SCORED.fullmatch(text)
    if match is None:
        return Segment(start, end, tier, text)
    return Segment(start, end, tier, match[1], extra={"log_probability": float(match[2])})


def _warn(path: Path, message: Sentence) -> None:
    warnings.warn(named(path.name, message), PianoRollWarning, stacklevel=4)
