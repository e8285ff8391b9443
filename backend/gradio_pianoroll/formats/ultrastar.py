"""UltraStar songs (``.txt``): syllables with pitches on a grid of sixteenths, in lines.

Four of its beats are a quarter note of ``#BPM``; pitch 0 is middle C. ``#GAP``, the milliseconds before beat 0, becomes
a lead-in of whole quarter notes with a tempo of its own, so that beats and seconds are both right. Lines become the
tier ``lines``; the voices of a duet tracks. Golden, rap and freestyle notes are told by the key ``ultrastar`` of a
note, other headers stand in ``extra["ultrastar"]``.

Source: the UltraStar file format, versions 0.2 to 1.1 (usdx.eu/format).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

from gradio_pianoroll.i18n.sentence import Sentence

from ..errors import FormatError
from ..score import MAX_BEATS, NoteTable, Score, Segment, TempoMap, Track, settle
from .label_rows import warn

KEY, LINES, HOLD = "ultrastar", "lines", "-"
KINDS = {"*": "golden", "F": "freestyle", "R": "rap", "G": "golden rap"}
MOST_BPM = 10_000.0
MIDDLE_C = 60
_HEADER = re.compile(r"#([^:]{1,60}):(.*)")
_NOTE = re.compile(r"\s*([:*FRG])\s*([-+]?\d{1,9})\s+(\d{1,9})\s+([-+]?\d{1,9})(?: (.*))?")
_BREAK = re.compile(r"\s*-\s*([-+]?\d{1,9})(?:\s+([-+]?\d{1,9}))?\s*")
_SINGER = re.compile(r"\s*P\s*([1-9])\s*")
_OWN = ("TITLE", "BPM", "GAP", "RELATIVE", "ENCODING")


@dataclass
class _Syllable:
    kind: str
    start: int
    length: int
    pitch: int
    text: str
    singer: int


@dataclass
class _Song:
    headers: dict[str, str] = field(default_factory=dict)
    lines: list[list[_Syllable]] = field(default_factory=list)


def fits(lines: list[str]) -> bool:
    """Return True if it begins with headers and has a ``#BPM``."""
    said = [line for line in lines if line.strip()]
    return bool(said) and said[0].startswith("#") and any(line.upper().startswith("#BPM:") for line in said[:200])


def score_of(lines: list[str], path: Path) -> Score:
    """Score of the lines of a song.

    Raises
    ------
    FormatError
        If it has no tempo or no note, or a line is none; the message gives its number.

    Warns
    -----
    PianoRollWarning
        For tempo changes, and notes that cannot be.
    """
    song = _song(lines, path)
    bpm = _number(song.headers.get("BPM", ""))
    if bpm is None or not 0.001 <= bpm <= MOST_BPM:
        raise FormatError(path, Sentence("ultrastar.bpm", given=song.headers.get("BPM", "")))
    gap_s = (_number(song.headers.get("GAP", "")) or 0.0) / 1000
    lead = max(round(gap_s * bpm / 60), 1) if gap_s > 0 else 0
    tempos = [(0.0, bpm)]
    if lead and 0.001 <= lead * 60 / gap_s <= MOST_BPM:
        tempos = [(0.0, lead * 60 / gap_s), (float(lead), bpm)]
    else:
        lead = 0
    sung = [syllable for line in song.lines for syllable in line]
    good = [s for s in sung if s.length > 0 and s.start / 4 + lead >= 0 and 0 <= s.pitch + MIDDLE_C <= 127]
    good = [s for s in good if (s.start + s.length) / 4 + lead <= MAX_BEATS]
    if len(good) < len(sung):
        warn(path, Sentence("ultrastar.notes", count=len(sung) - len(good)))
    if not good:
        raise FormatError(path, Sentence("ultrastar.none"))
    lyrics = _lyrics(song)
    tempo_map = TempoMap(tempos)
    notes = NoteTable.from_columns(
        [s.start / 4 + lead for s in good],
        [s.length / 4 for s in good],
        [s.pitch + MIDDLE_C for s in good],
        track=[s.singer for s in good],
        lyric=[lyrics[id(s)] for s in good],
        extra={row: {KEY: KINDS[s.kind]} for row, s in enumerate(good) if s.kind in KINDS},
    )
    kept = {id(s) for s in good}
    rows = [[s for s in line if id(s) in kept] for line in song.lines]
    segments = [_line(row, lead, tempo_map) for row in rows if row]
    singers = max(s.singer for s in good) + 1
    names = [song.headers.get(f"P{i + 1}") or song.headers.get(f"DUETSINGERP{i + 1}") or "" for i in range(singers)]
    other = {name: text for name, text in song.headers.items() if name not in _OWN}
    return Score(
        notes,
        tempo_map,
        tracks=tuple(Track(name, channel=i) for i, name in enumerate(names)),
        segments=tuple(segments),
        name=song.headers.get("TITLE", ""),
        extra={KEY: other},
    )


def _song(lines: list[str], path: Path) -> _Song:
    song = _Song()
    singer = base = tempo_changes = 0
    now: list[_Syllable] = []
    song.lines.append(now)
    relative = False
    for number, line in enumerate(lines, 1):
        text = line.lstrip("\ufeff")
        if not text.strip():
            continue
        if match := _HEADER.match(text):
            song.headers.setdefault(match[1].strip().upper(), match[2].strip())
            relative = song.headers.get("RELATIVE", "").lower() in ("yes", "true", "1")
        elif match := _NOTE.fullmatch(text):
            start = int(match[2]) + base
            now.append(_Syllable(match[1], start, int(match[3]), int(match[4]), match[5] or "", singer))
        elif match := _BREAK.fullmatch(text):
            base += int(match[2] or match[1]) if relative else 0
            now = []
            song.lines.append(now)
        elif match := _SINGER.fullmatch(text):
            singer, base, now = int(match[1]) - 1, 0, []
            song.lines.append(now)
        elif text.strip() == "E":
            break
        elif re.fullmatch(r"\s*B\s+\S+\s+\S+\s*", text):
            tempo_changes += 1
        else:
            raise FormatError(path, Sentence("ultrastar.line", line=number, text=text.strip()[:40]))
    if tempo_changes:
        warn(path, Sentence("ultrastar.tempos", count=tempo_changes))
    return song


def _lyrics(song: _Song) -> dict[int, str]:
    """Lyric of each syllable: one that no blank ends goes on, ``~`` holds."""
    found: dict[int, str] = {}
    for line in song.lines:
        for i, syllable in enumerate(line):
            after = line[i + 1].text if i + 1 < len(line) else " "
            text = syllable.text.strip()
            held = text.startswith("~")
            goes_on = not syllable.text.endswith(" ") and not after.startswith(" ")
            # Behind a syllable that is held on, its word goes on as well.
            k = i + 1
            while goes_on and k < len(line) and line[k].text.strip() == "~":
                goes_on = not line[k].text.endswith(" ") and k + 1 < len(line) and not line[k + 1].text.startswith(" ")
                k += 1
            found[id(syllable)] = HOLD if held and text == "~" else text + ("-" if goes_on and text else "")
    return found


def _line(row: list[_Syllable], lead: int, tempo_map: TempoMap) -> Segment:
    text = "".join(s.text for s in row).replace("~", "")
    start, end = tempo_map.seconds_at(
        [row[0].start / 4 + lead, max(s.start + s.length for s in row) / 4 + lead]
    ).tolist()
    return Segment(start, max(start, end), LINES, " ".join(text.split()))


def _number(text: str) -> float | None:
    said = text.strip().replace(",", ".")
    return float(said) if re.fullmatch(r"[-+]?\d{1,12}(?:\.\d{1,12})?", said) else None


def headers_of(score: Score) -> dict[str, str]:
    """Headers that a song said, as far as they are texts of one line."""
    said: Any = score.extra.get(KEY)
    items = said.items() if isinstance(said, Mapping) else ()
    return {
        name: " ".join(text.split())
        for name, text in items
        if isinstance(name, str)
        and isinstance(text, str)
        and re.fullmatch(r"[A-Z0-9_]{1,60}", name)
        and name not in _OWN
    }


def grid_of(score: Score) -> tuple[float, float, np.ndarray[Any, Any], np.ndarray[Any, Any], bool]:
    """Tempo, seconds before beat 0, starts and ends of the notes in beats of a song, and whether tempos were lost.

    A lead-in without notes becomes the gap. Where the tempo changes, seconds are put on the grid of the first tempo.
    """
    tempos, notes = score.tempo_map.tempos, score.notes
    first = float(notes.onset_beats.min()) if len(notes) else 0.0
    at = max((i for i, (beat, _) in enumerate(tempos) if beat <= first), default=0)
    zero, bpm = tempos[at]
    gap_s = float(score.tempo_map.seconds_at(zero))
    if at == len(tempos) - 1:
        return bpm, gap_s, 4 * settle(notes.onset_beats - zero), 4 * settle(notes.end_beats - zero), False
    start_s, end_s = (score.tempo_map.seconds_at(b) - gap_s for b in (notes.onset_beats, notes.end_beats))
    return bpm, gap_s, start_s * bpm / 15, end_s * bpm / 15, True
