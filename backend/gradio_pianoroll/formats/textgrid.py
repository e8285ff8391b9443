"""Praat's TextGrid: tiers become segments, segments and sung texts become tiers.

The type of a segment is the name of its tier, its times are seconds. Points are segments of no length. The length of
the whole and the names of all tiers, empty ones too, stand in the score's ``extra`` under ``textgrid`` and are written
again. Lyrics and phonemes of notes are written as the tiers ``lyrics`` and ``phonemes`` unless there are such segments.
`segments_to_lyrics` (module `gradio_pianoroll.formats.alignment`) puts the texts of a tier on notes.
"""

from __future__ import annotations

import math
import re
from bisect import bisect_right
from collections.abc import Container, Iterator, Mapping
from dataclasses import replace
from itertools import accumulate, count
from pathlib import Path
from typing import Any

from gradio_pianoroll.i18n.sentence import Sentence

from ..errors import FormatError
from ..score import Score, Segment
from ..score.tiers import declared
from ..score.well_formed import utf8, well_formed
from .alignment import segments_of_notes
from .bounds import MAX_LABEL_LINES, refuse_more
from .decoding import decode
from .textgrid_text import INTERVALS, POINTS, Entry, Grid, Tier, parse, shown

MAX_BYTES = 64 * 1024 * 1024
MAX_TIERS = 2_000
DEFAULT_TIER = "segments"
KEY = "textgrid"
#: Key of a segment's `extra` with the name of its tier, where that is not its type.
TIER = "tier"
#: Key of a listed tier with its name in the file, where another tier had that name already.
IN_FILE = "nameInFile"
_COPY = re.compile(r"(.+) \(\d+\)")


def read(data: bytes, path: Path, encoding: str | None = None) -> Score:
    """Score of the bytes of a TextGrid, long, short or chronological text; intervals without a text are left out.

    Raises
    ------
    FormatError
        If it is no TextGrid; the message gives the name and the reason.
    """
    if len(data) > MAX_BYTES:
        raise FormatError(path, Sentence("textgrid.too_large", most=MAX_BYTES >> 20))
    refuse_more(path, data.count(b"\n") + data.count(b"\r"), 4 * MAX_LABEL_LINES, Sentence("amount.lines"))
    if data.startswith(b"ooBinaryFile"):
        raise FormatError(path, Sentence("textgrid.binary"))
    try:
        grid = parse(decode(data, path, encoding))
    except FormatError:
        raise
    except (ValueError, OverflowError) as error:
        raise FormatError(path, Sentence("textgrid.unreadable", error=error)) from error
    refuse_more(path, len(grid.tiers), MAX_TIERS, Sentence("amount.tiers"))
    names = _unique([tier.name for tier in grid.tiers])
    tiers_by_name = dict(zip(names, grid.tiers, strict=True))
    segments = []
    for name, tier in zip(names, grid.tiers, strict=True):
        kind = _type_of(name, tiers_by_name)
        extra = {} if name == kind else {TIER: name}
        try:
            # A point says something without a text, an interval is a gap.
            segments += [
                Segment(entry.start, entry.end, kind, entry.text, extra=extra)
                for entry in tier.entries
                if entry.text or tier.is_point
            ]
        except ValueError as error:
            raise FormatError(path, Sentence("textgrid.tier", name=tier.name, error=error)) from error
    segments.sort(key=lambda s: (s.start, s.end))
    listed = [
        {"name": name, "class": POINTS if tier.is_point else INTERVALS}
        | ({} if name == tier.name else {IN_FILE: tier.name})
        for name, tier in zip(names, grid.tiers, strict=True)
    ]
    return Score(segments=tuple(segments), extra={KEY: {"xmin": grid.xmin, "xmax": grid.xmax, "tiers": listed}})


def write(score: Score, path: Path) -> bytes:
    """Bytes of a TextGrid in the long form, UTF-8.

    Overlapping segments of one type go to further tiers, ``word (2)`` and so on, which are read back as one type.

    Raises
    ------
    FormatError
        If there is nothing with a text in the score.
    """
    grid, in_file = _kept(score)
    tiers = {tier.name: tier for tier in grid.tiers}
    kept = set(tiers)
    for segment in _segments(score):
        is_point = segment.start == segment.end
        tier = next(
            tier
            for name in _places(segment, kept)
            if _is_free(tier := tiers.setdefault(name, Tier(name, is_point)), segment.start, is_point)
        )
        if len(tiers) > MAX_TIERS:
            raise FormatError(path, Sentence("textgrid.overlap", most=MAX_TIERS))
        tier.entries.append(Entry(segment.start, segment.end, well_formed(segment.text)))
        grid.xmin, grid.xmax = min(grid.xmin, segment.start), max(grid.xmax, segment.end)
    if not tiers:
        raise FormatError(path, Sentence("textgrid.nothing"))
    grid.tiers = [replace(tier, name=in_file.get(name, name)) for name, tier in tiers.items()]
    grid.xmax = max(grid.xmax, score.end_seconds)
    if grid.xmax <= grid.xmin:
        grid.xmax = grid.xmin + 1.0
    return utf8(shown(grid))


def _unique(names: list[str]) -> list[str]:
    """Praat allows two tiers of one name; here the second one is ``name (2)``."""
    given: dict[str, None] = {}
    for name in names:
        given[next(n for n in _numbered(name) if n not in given)] = None
    return list(given)


def _numbered(name: str) -> Iterator[str]:
    yield name
    yield from (f"{name} ({number})" for number in count(2))


def _type_of(name: str, tiers: Mapping[str, Tier]) -> str:
    """``word`` of ``word (2)`` when there is a tier ``word`` and all of the copy overlaps in it: that is what `write`
    makes of overlaps. Another tier keeps its name.
    """
    match = _COPY.fullmatch(name)
    base = tiers.get(match[1]) if match else None
    if match and tiers[name].name != name:
        # The file has two of the name without the number.
        return match[1]
    return match[1] if match and base is not None and _all_overlap(tiers[name], base) else name


def _all_overlap(copy: Tier, base: Tier) -> bool:
    said = sorted(entry for entry in base.entries if entry.text or base.is_point)
    starts = [entry.start for entry in said]
    # The latest end up to each entry.
    ends = list(accumulate((entry.end for entry in said), max))
    for entry in copy.entries:
        if entry.text or copy.is_point:
            before = bisect_right(starts, entry.start)
            after = starts[before] if before < len(starts) else math.inf
            inside = before > 0 and (ends[before - 1] > entry.start or starts[before - 1] == entry.start)
            if not inside and after >= entry.end:
                return False
    return True


def _kept(score: Score) -> tuple[Grid, dict[str, str]]:
    """Length and tiers of the TextGrid that the score was read from, and names of tiers that were others in the file.

    Programs may have changed what stands there.
    """
    said = score.extra.get(KEY)
    said = said if isinstance(said, Mapping) else {}
    grid = Grid(_finite(said.get("xmin")), _finite(said.get("xmax")))
    tiers = said.get("tiers")
    in_file = {}
    for item in tiers if isinstance(tiers, list | tuple) else ():
        if isinstance(item, Mapping) and isinstance(item.get("name"), str):
            grid.tiers.append(Tier(item["name"], item.get("class") == POINTS))
            if isinstance(item.get(IN_FILE), str):
                in_file[item["name"]] = well_formed(item[IN_FILE])
    # Tiers without a segment of a score that comes from elsewhere.
    there = {tier.name for tier in grid.tiers}
    names = {well_formed(name): name for name, _ in declared(score.extra) if name not in there and name.strip()}
    grid.tiers += [Tier(shown, score.tiers[name].kind == "points") for shown, name in names.items()]
    return grid, in_file


def _finite(value: Any) -> float:
    is_number = isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)
    return float(value) if is_number else 0.0


def _segments(score: Score) -> list[Segment]:
    """Read a tier: the segments, and sung texts unless segments have them."""
    types = {segment.type for segment in score.segments}
    listed = list(score.segments)
    for column, kind in (("lyric", "lyrics"), ("phoneme", "phonemes")):
        if kind not in types:
            listed += segments_of_notes(score, column, kind)
    return sorted(listed, key=lambda s: (s.start, s.end))


def _places(segment: Segment, kept: Container[str]) -> Iterator[str]:
    """Names of tiers where it may go, the best first; a tier that was read keeps its name, an empty one too."""
    kind = " ".join(well_formed(segment.type).split()) or DEFAULT_TIER
    given = segment.extra.get(TIER)
    if isinstance(given, str):
        yield well_formed(given)
    if segment.type in kept:
        yield segment.type
    yield from _numbered(kind)


def _is_free(tier: Tier, start: float, is_point: bool) -> bool:
    """Return True if an entry that begins there fits; two points of one tier may not lie at one time either."""
    if tier.is_point != is_point:
        return False
    last = tier.entries[-1].end if tier.entries else -math.inf
    return last < start if is_point else last <= start
