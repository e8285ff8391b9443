"""Label files (``.lab``): a line for each segment, start, end, text.

Whole numbers are HTK's units of 100 ns, as singing databases have them; anything with a decimal point is seconds, as
Audacity and many aligners write. Written are HTK's units.

Source: The HTK Book 3.4, section 6.2 (label files).
"""

from __future__ import annotations

from pathlib import Path

from ..score import Score, Segment
from ..score.well_formed import utf8
from .alignment import segments_of_notes
from .bounds import MAX_LABEL_LINES, refuse_more
from .errors import FormatError

HTK_PER_SECOND = 10_000_000
TYPE = "label"


def read(data: bytes, path: Path) -> Score:
    """Score of the bytes of a label file, each line a segment of the type ``label``.

    Raises
    ------
    FormatError
        If a line is not start, end and text; the message gives its number.
    """
    try:
        lines = data.decode("utf-8-sig").splitlines()
    except UnicodeDecodeError as error:
        raise FormatError(path, f"it is not UTF-8 text (byte {error.start})") from error
    refuse_more(path, len(lines), MAX_LABEL_LINES, "lines")
    rows = [(number, line.split(None, 2)) for number, line in enumerate(lines, 1) if line.strip()]
    in_seconds = any("." in time for _, row in rows for time in row[:2])
    unit_s = 1 if in_seconds else HTK_PER_SECOND
    segments = []
    for number, row in rows:
        try:
            start, end = float(row[0]) / unit_s, float(row[1]) / unit_s
            segments.append(Segment(start, end, TYPE, row[2].strip() if len(row) > 2 else ""))
        except (ValueError, IndexError) as error:
            raise FormatError(path, f"line {number} is not start, end and text ({error})") from error
    if not segments:
        raise FormatError(path, "there is no label in it")
    return Score(segments=tuple(segments))


def write(score: Score, path: Path) -> bytes:
    """The bytes of a label file: the segments, or without any the lyrics, or the phonemes.

    Raises
    ------
    FormatError
        If there is none of them.
    """
    segments = (
        [s for s in score.segments if s.start >= 0]
        or segments_of_notes(score, "phoneme")
        or segments_of_notes(score, "lyric")
    )
    if not segments:
        raise FormatError(path, "a label file holds segments, lyrics or phonemes; the score has none")
    lines = []
    for segment in sorted(segments, key=lambda s: (s.start, s.end)):
        start, end = round(segment.start * HTK_PER_SECOND), round(segment.end * HTK_PER_SECOND)
        lines.append(f"{start} {end} {' '.join(segment.text.split())}".rstrip())
    return utf8("\n".join(lines) + "\n")
