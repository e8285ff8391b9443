"""LRC, plain and enhanced (``.lrc``): lines of lyrics with the time at which each begins.

``[mm:ss.xx]`` stands before a line, several of them before one that comes again; ``<mm:ss.xx>`` before a word, where
the file is enhanced. Lines become the tier ``lines``, words the tier ``words``. A line lasts until the next one begins,
a word until the next or to the time behind the last; the last line and word until ``length``, else 5 s and 1 s. Lines
without a text end the one before. The tags (``ti``, ``ar``, …) stand in ``extra["lrc"]``; ``offset`` is applied.

Source: the format of the Core LRC files that players read, and its enhancement (A2).
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from gradio_pianoroll.i18n.sentence import Sentence

from ..errors import FormatError
from ..score import Score, Segment
from ..score.well_formed import utf8, well_formed
from .label_rows import CLOCK, clock, early, lines_of, one_line, rows_to_write, seconds_of, warn, warn_of_losses

LINES, WORDS, KEY = "lines", "words", "lrc"
LAST_LINE_S, LAST_WORD_S = 5.0, 1.0
MAX_REPEATS = 1_000
_LINE = re.compile(rf"\[{CLOCK}\]")
_WORD = re.compile(rf"<{CLOCK}>")
_TAG = re.compile(r"\[([A-Za-z#]{1,20}):([^\]]*)\]\s*")
_OFFSET = re.compile(r"[+-]?\d{1,9}")


def read(data: bytes, path: Path, encoding: str | None = None) -> Score:
    """Score of the bytes of an LRC file.

    Raises
    ------
    FormatError
        If no line has a time.

    Warns
    -----
    PianoRollWarning
        When there are lines without a time.
    """
    tags: dict[str, str] = {}
    found: list[tuple[float, str]] = []
    timeless = 0
    for line in lines_of(data, path, encoding):
        rest, times = line.strip(), []
        while match := _LINE.match(rest):
            times.append(seconds_of(*match.groups()))
            rest = rest[match.end() :].lstrip() if len(times) < MAX_REPEATS else rest[match.end() :]
            if len(times) >= MAX_REPEATS:
                break
        if times:
            found += ((time, rest.strip()) for time in times)
        elif tag := _TAG.fullmatch(rest):
            tags.setdefault(tag[1].lower(), tag[2].strip())
        elif rest:
            timeless += 1
    if not found:
        raise FormatError(path, Sentence("lrc.none"))
    if timeless:
        warn(path, Sentence("lrc.timeless", count=timeless))
    found.sort(key=lambda line: line[0])
    offset_s = int(tags["offset"]) / 1000 if _OFFSET.fullmatch(tags.get("offset", "")) else 0.0
    segments = _segments(found, offset_s, _length_of(tags))
    kept = {name: text for name, text in tags.items() if name not in ("offset", "ti", "length")}
    return Score(segments=tuple(segments), name=tags.get("ti", ""), extra={KEY: kept} if kept else {})


def write(score: Score, path: Path, *, tier: str | None = None, enhanced: bool | None = None) -> bytes:
    """Bytes of an LRC file: lines, and the words in them where there is a tier ``words``.

    Parameters
    ----------
    score, path
        What and where to.
    tier
        The lines; by default the tier ``lines``, else the first one.
    enhanced
        Whether words have times; by default when a tier has them.

    Raises
    ------
    FormatError
        If there is nothing with a text, or no such tier.

    Warns
    -----
    PianoRollWarning
        With what has no place in it.
    """
    words = sorted(score.tiers[WORDS], key=lambda s: s.start) if WORDS in score.tiers and tier != WORDS else []
    words = [] if enhanced is False else words
    without = score.replace(segments=[s for s in score.segments if s.type != WORDS]) if words else score
    rows = rows_to_write(without if without.segments or tier is not None else score, path, tier, (LINES, "line", WORDS))
    if rows and rows[0].type == WORDS:
        words = []
    warn_of_losses(score, path, "LRC", notes=bool(score.segments))
    early(rows, path)
    said = score.extra.get(KEY)
    tags = {"ti": score.name} | _texts(said)
    lines = [f"[{name}:{one_line(well_formed(text))}]" for name, text in tags.items() if text]
    ends = {row.start for row in rows}
    placed = 0
    for i, row in enumerate(rows):
        until = rows[i + 1].start if i + 1 < len(rows) else math.inf
        inside = [w for w in words if row.start <= w.start < min(until, max(row.end, row.start + 1e-9))]
        placed += len(inside)
        text = _with_words(inside) if inside else one_line(well_formed(row.text))
        lines.append(f"[{clock(row.start, 2, hours=False)}]{text}")
        if row.end < until and row.end not in ends and (i + 1 < len(rows) or row.end - row.start != LAST_LINE_S):
            lines.append(f"[{clock(row.end, 2, hours=False)}]")
    if placed < len(words):
        warn(path, Sentence("lrc.words_outside", count=len(words) - placed))
    return utf8("\n".join(lines) + "\n")


def _segments(found: list[tuple[float, str]], offset_s: float, length_s: float | None) -> list[Segment]:
    """Lines and words; a positive offset shows them earlier."""
    segments: list[Segment] = []
    # The first time behind each that is later.
    behind: list[float | None] = [None] * len(found)
    for i in range(len(found) - 2, -1, -1):
        behind[i] = found[i + 1][0] if found[i + 1][0] > found[i][0] else behind[i + 1]
    for (start, text), later in zip(found, behind, strict=True):
        end = later if later is not None else max(start, length_s or start + LAST_LINE_S)
        marks = list(_WORD.finditer(text))
        shown = " ".join(_WORD.sub(" ", text).split()) if marks else text
        if not shown:
            continue
        segments.append(Segment(start - offset_s, end - offset_s, LINES, shown))
        if marks:
            head = text[: marks[0].start()].strip()
            times = [(start, head)] if head else []
            for k, mark in enumerate(marks):
                until = marks[k + 1].start() if k + 1 < len(marks) else len(text)
                times.append((seconds_of(*mark.groups()), text[mark.end() : until].strip()))
            for k, (time, word) in enumerate(times):
                stop = (
                    times[k + 1][0] if k + 1 < len(times) else max(end if later is not None else 0, time + LAST_WORD_S)
                )
                if word:
                    segments.append(Segment(time - offset_s, max(stop, time) - offset_s, WORDS, word))
    return segments


def _with_words(words: list[Segment]) -> str:
    shown = " ".join(f"<{clock(w.start, 2, hours=False)}> {one_line(well_formed(w.text))}" for w in words)
    return f"{shown} <{clock(words[-1].end, 2, hours=False)}>"


def _length_of(tags: Mapping[str, str]) -> float | None:
    match = re.fullmatch(CLOCK, tags.get("length", ""))
    return seconds_of(*match.groups()) if match else None


def _texts(said: Any) -> dict[str, str]:
    if not isinstance(said, Mapping):
        return {}
    return {
        key: text
        for key, text in said.items()
        if isinstance(key, str) and isinstance(text, str) and re.fullmatch("[a-z#]{1,20}", key) and "]" not in text
    }
