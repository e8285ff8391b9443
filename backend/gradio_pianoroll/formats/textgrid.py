"""Praat's TextGrid: tiers become segments, segments and sung texts become tiers.

The type of a segment is the name of its tier, its times are seconds. Points are segments of no length. A score with
lyrics or phonemes and no segments is written as the tiers ``lyrics`` and ``phonemes``. `segments_to_lyrics` (module
`gradio_pianoroll.formats.alignment`) puts the texts of a tier on notes.
"""

from __future__ import annotations

import re
import tempfile
from collections import defaultdict
from pathlib import Path
from typing import Any

from ..score import Score, Segment
from ..score.well_formed import well_formed
from .alignment import segments_of_notes
from .bounds import MAX_LABEL_LINES, refuse_more
from .errors import FormatError

MAX_BYTES = 64 * 1024 * 1024
DEFAULT_TIER = "segments"
_COPY = re.compile(r" \(\d+\)$")


def read(data: bytes, path: Path) -> Score:
    """Score of the bytes of a TextGrid, long or short form; intervals without a text are left out.

    Raises
    ------
    FormatError
        If it is no TextGrid; the message gives the name and the reason.
    """
    if len(data) > MAX_BYTES:
        raise FormatError(path, f"it holds more than {MAX_BYTES >> 20} MB; that is no annotation")
    refuse_more(path, data.count(b"\n") + data.count(b"\r"), 4 * MAX_LABEL_LINES, "lines")
    grid = _parsed(data, path)
    segments = []
    for tier in grid.tiers:
        kind = _COPY.sub("", tier.name)
        try:
            # Intervals have a start, an end and a label, points a time and a label.
            segments += [Segment(entry[0], entry[-2], kind, _text(entry)) for entry in tier.entries if entry[-1]]
        except ValueError as error:
            raise FormatError(path, f"tier {tier.name!r}: {error}") from error
    segments.sort(key=lambda s: (s.start, s.end))
    return Score(segments=tuple(segments))


def write(score: Score, path: Path) -> bytes:
    """The bytes of a TextGrid in the long form, UTF-8.

    Overlapping segments of one type go to further tiers, ``word (2)`` and so on, which are read back as one type.

    Raises
    ------
    FormatError
        If there is nothing with a text in the score.
    """
    from praatio import textgrid
    from praatio.utilities.constants import Interval, Point

    tiers = _tiers(score)
    if not tiers:
        raise FormatError(path, "a TextGrid holds segments, lyrics or phonemes; the score has none")
    end_s = max(segment.end for segments in tiers.values() for segment in segments)
    end_s = max(end_s, score.end_seconds) or 1.0
    grid = textgrid.Textgrid(0.0, end_s)
    for name, segments in tiers.items():
        if segments[0].start == segments[0].end:
            points = [Point(s.start, _shown(s.text)) for s in segments]
            grid.addTier(textgrid.PointTier(name, points, 0.0, end_s), reportingMode="silence")
        else:
            intervals = [Interval(s.start, s.end, _shown(s.text)) for s in segments]
            grid.addTier(textgrid.IntervalTier(name, intervals, 0.0, end_s), reportingMode="silence")
    with tempfile.TemporaryDirectory() as folder:
        target = Path(folder) / "out.TextGrid"
        grid.save(str(target), format="long_textgrid", includeBlankSpaces=True, reportingMode="silence")
        return target.read_bytes()


def _parsed(data: bytes, path: Path) -> Any:
    """Praatio reads files, not bytes."""
    from praatio import textgrid
    from praatio.utilities.errors import PraatioException

    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder) / "in.TextGrid"
        source.write_bytes(data)
        try:
            return textgrid.openTextgrid(
                str(source), includeEmptyIntervals=False, reportingMode="silence", duplicateNamesMode="rename"
            )
        except (PraatioException, ValueError, IndexError, KeyError, TypeError, AttributeError) as error:
            reason = str(error).strip().splitlines()[0] if str(error).strip() else type(error).__name__
            raise FormatError(path, f"it is no TextGrid that can be read ({reason})") from error


def _text(entry: Any) -> str:
    """The label; praatio leaves the doubled quotation marks of points as they are in the file."""
    return str(entry[-1] if len(entry) == 3 else entry[-1].replace('""', '"'))


def _shown(text: str) -> str:
    # praatio takes away blanks at the ends; line ends would break its line-wise reading.
    return re.sub(r"\s+", " ", well_formed(text)).strip()


def _tiers(score: Score) -> dict[str, list[Segment]]:
    """Segments by the name of their tier, in each without overlaps, those without length apart."""
    listed = [s for s in score.segments if s.start >= 0] or [
        *segments_of_notes(score, "lyric", "lyrics"),
        *segments_of_notes(score, "phoneme", "phonemes"),
    ]
    tiers: dict[str, list[Segment]] = {}
    ends: dict[tuple[str, bool], list[float]] = defaultdict(list)
    names: dict[tuple[str, bool, int], str] = {}
    for segment in sorted(listed, key=lambda s: (s.start, s.end)):
        if not _shown(segment.text):
            continue
        kind, is_point = _shown(segment.type) or DEFAULT_TIER, segment.start == segment.end
        rows = ends[kind, is_point]
        # Two points of one tier may not lie at one time either.
        free = (i for i, end in enumerate(rows) if (end < segment.start if is_point else end <= segment.start))
        row = next(free, len(rows))
        rows[row : row + 1] = [segment.end]
        name = names.get((kind, is_point, row))
        if name is None:
            name = names[kind, is_point, row] = _new_name(kind, tiers)
        tiers.setdefault(name, []).append(segment)
    return tiers


def _new_name(kind: str, tiers: dict[str, list[Segment]]) -> str:
    number = 1
    while (name := kind if number == 1 else f"{kind} ({number})") in tiers:
        number += 1
    return name
