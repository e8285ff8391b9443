"""SubRip and WebVTT (``.srt``, ``.vtt``): texts that are shown from one time to another.

Cues become the tier ``subtitles``, in WebVTT those of a voice (``<v Name>``) the tier of that name. Words with times of
their own in a cue (``<00:01.500>``) become the tier ``words``. The number or name of a cue and its settings stand in
the ``extra`` of its segment; line breaks stay in the text.

Sources: the SubRip text format; WebVTT, W3C Candidate Recommendation 2019.
"""

from __future__ import annotations

import html
import re
from pathlib import Path

from gradio_pianoroll.i18n.sentence import Sentence

from ..errors import FormatError
from ..score import Score, Segment
from ..score.well_formed import utf8, well_formed
from .label_rows import CLOCK, clock, early, lines_of, one_tier, rows_to_write, seconds_of, warn, warn_of_losses

TIER, WORDS = "subtitles", "words"
ID, SETTINGS = "cue", "settings"
_TIMES = re.compile(rf"\s*{CLOCK}\s*-->\s*{CLOCK}\s*(.*)")
_VOICE = re.compile(r"<v(?:\.[^\s>]*)?\s+([^>]+)>")
_CLOSED = re.compile(r"</v>")
_STAMP = re.compile(rf"<{CLOCK}>")
_SETTINGS = re.compile(r"[\w%:.,\-\s]{1,200}")


def read(data: bytes, path: Path, encoding: str | None = None) -> Score:
    """Score of the bytes of a file of subtitles; `path` is for messages and says which of the two it is.

    Raises
    ------
    FormatError
        If there is no cue in it.

    Warns
    -----
    PianoRollWarning
        For cues that end before they begin, and for notes, styles and regions.
    """
    lines = lines_of(data, path, encoding)
    is_vtt = path.suffix.lower() == ".vtt" or (bool(lines) and lines[0].startswith("WEBVTT"))
    segments: list[Segment] = []
    backward = other = 0
    before = ""
    i = 0
    while i < len(lines):
        match = _TIMES.fullmatch(lines[i])
        if match is None:
            other += is_vtt and lines[i].startswith(("NOTE", "STYLE", "REGION"))
            before = lines[i].strip() if lines[i].strip() else ""
            i += 1
            continue
        i += 1
        text_lines = []
        while i < len(lines) and lines[i].strip() and "-->" not in lines[i]:
            text_lines.append(lines[i].strip())
            i += 1
        start, end = seconds_of(*match.groups()[:4]), seconds_of(*match.groups()[4:8])
        extra = {ID: before} if before and before != "WEBVTT" else {}
        if match[9]:
            extra[SETTINGS] = match[9].strip()
        before = ""
        if end < start:
            backward += 1
            continue
        segments += _cue(start, end, "\n".join(text_lines), extra, is_vtt)
    if backward:
        warn(path, Sentence("subtitles.backward", count=backward))
    if other:
        warn(path, Sentence("subtitles.other", count=other))
    if not segments:
        raise FormatError(path, Sentence("subtitles.none"))
    return Score(segments=tuple(segments))


def write(score: Score, path: Path, *, tier: str | None = None) -> bytes:
    """Bytes of a file of subtitles: SubRip holds one tier, WebVTT all of them, each but ``subtitles`` as a voice.

    Raises
    ------
    FormatError
        If there is nothing with a text, or no such tier.

    Warns
    -----
    PianoRollWarning
        With what has no place in it.
    """
    is_vtt = path.suffix.lower() == ".vtt"
    several = is_vtt and tier is None and len(score.segments) > 0
    rows = (
        sorted(one_tier(score, path, None), key=lambda s: (s.start, s.end))
        if several
        else rows_to_write(score, path, tier, (TIER,))
    )
    warn_of_losses(score, path, "WebVTT" if is_vtt else "SRT", notes=bool(score.segments))
    early(rows, path)
    blocks = ["WEBVTT"] if is_vtt else []
    for number, row in enumerate(rows, 1):
        name = row.extra.get(ID)
        head = name if is_vtt and isinstance(name, str) and "-->" not in name and "\n" not in name else ""
        point = "." if is_vtt else ","
        times = " --> ".join(clock(time, 3, hours=True, point=point) for time in (row.start, row.end))
        settings = row.extra.get(SETTINGS)
        if is_vtt and isinstance(settings, str) and _SETTINGS.fullmatch(settings):
            times += " " + " ".join(settings.split())
        text = _shown(row.text, is_vtt)
        if several and row.type not in (TIER, ""):
            text = f"<v {' '.join(_shown(row.type, is_vtt).split())}>{text}"
        lines = [well_formed(head)] if head else [] if is_vtt else [str(number)]
        blocks.append("\n".join([*lines, times, text or "\u00a0"]))
    return utf8("\n\n".join(blocks) + "\n")


def _cue(start: float, end: float, text: str, extra: dict[str, str], is_vtt: bool) -> list[Segment]:
    tier = TIER
    if is_vtt and (voice := _VOICE.match(text)):
        tier, text = html.unescape(voice[1].strip()), _CLOSED.sub("", text[voice.end() :])
    words = _words(start, end, text) if is_vtt and _STAMP.search(text) else []
    if is_vtt:
        text = html.unescape(_STAMP.sub("", text))
    return [Segment(start, end, tier, "" if text == "\u00a0" else text, extra=extra), *words]


def _words(start: float, end: float, text: str) -> list[Segment]:
    """Parts of a text between times."""
    marks = list(_STAMP.finditer(text))
    times = [start, *(seconds_of(*mark.groups()) for mark in marks), end]
    edges = [0, *(edge for mark in marks for edge in (mark.start(), mark.end())), len(text)]
    parts = [html.unescape(text[a:b]).strip() for a, b in zip(edges[::2], edges[1::2], strict=True)]
    found = []
    for part, begin, stop in zip(parts, times[:-1], times[1:], strict=True):
        if part:
            found.append(Segment(begin, max(begin, stop), WORDS, part))
    return found


def _shown(text: str, is_vtt: bool) -> str:
    """Text of a cue: no blank line ends it, and no arrow or tag is made of it."""
    whole = "\n".join(
        line.strip()
        for line in re.split(r"[\n\r\x0b\x0c\x1c-\x1e\x85\u2028\u2029]+", well_formed(text))
        if line.strip()
    )
    if is_vtt:
        return whole.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return whole.replace("-->", "->")
