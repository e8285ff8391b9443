"""Scores of full-context labels."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

from gradio_pianoroll.i18n.sentence import Sentence

from ...errors import FormatError
from ...score import KeySignature, NoteTable, Score, Segment, TempoMap, settle
from ...score.problems import shown
from ...score.tempo_map import MAX_BPM, MIN_BPM
from ..singing.fields import pitch_of_name
from ..singing.voice import HOLD, PHONES, say

#: Units of a quarter note in which lengths are given, and of a second in times.
PER_BEAT, PER_SECOND = 24, 10_000_000
NONE = "xx"
PAUSES = frozenset(("pau", "sil"))
_PHONE = re.compile(r"(?:[^@\s]*@)?[^\^\s]*\^[^\s]*?-([^+\s]+)\+[^=\s]*=")
_NOTE = re.compile(r"([^\]]+)\]([^\^]*)\^([^=]*)=([^~]*)~([^!]*)!([^@]*)@([^#]*)#([^+]*)\+")
_SLUR = re.compile(r"\[[^|\[\]]*\|([^\]]*)\][^-]*-")


def fits(line: str) -> bool:
    """Return True if a line of a label file is a full-context label."""
    label = line.split()[-1] if line.split() else ""
    return "/A:" in label and "/E:" in label and _PHONE.match(label) is not None


@dataclass
class _Note:
    """Note or rest that is being read: what its lines say, and their phones."""

    said: str
    phones: list[str] = field(default_factory=list)
    start_s: float | None = None
    end_s: float | None = None


def score_of_lines(lines: Sequence[tuple[int, str]], path: Path) -> Score:
    """Score of numbered lines.

    Raises
    ------
    FormatError
        If a line is no label; the message gives its number.

    Warns
    -----
    PianoRollWarning
        When notes have no length.
    """
    notes: list[_Note] = []
    segments = []
    try:
        for number, line in lines:
            where = Sentence("hts.line", number=number)
            phone, said, times = _parts(line, where)
            if times is not None:
                segments.append(Segment(*times, PHONES, phone))
            if not notes or notes[-1].said != said:
                notes.append(_Note(said))
            notes[-1].phones.append(phone)
            if times is not None:
                first = notes[-1].start_s
                notes[-1].start_s = times[0] if first is None else first
                notes[-1].end_s = times[1]
        return _score(notes, tuple(segments), path)
    except FormatError:
        raise
    except ValueError as error:
        raise FormatError(path, error.args[0] if error.args else str(error)) from error


def _parts(line: str, where: Sentence) -> tuple[str, str, tuple[float, float] | None]:
    """Phone, what is said of its note, and its start and end in seconds."""
    cells = line.split()
    match = _PHONE.match(cells[-1])
    if match is None or "/E:" not in cells[-1] or len(cells) not in (1, 3):
        raise ValueError(Sentence("hts.no_label", where=where, given=shown(line)))
    said = cells[-1].split("/E:", 1)[1].split("/F:", 1)[0]
    if len(cells) == 1:
        return match[1], said, None
    try:
        start, end = (int(cell) / PER_SECOND for cell in cells[:2])
    except (ValueError, OverflowError) as error:
        raise ValueError(Sentence("hts.no_label", where=where, given=shown(line))) from error
    if not 0 <= start <= end:
        raise ValueError(Sentence("hts.order", where=where, start=start, end=end))
    return match[1], said, (start, end)


def _score(listed: list[_Note], segments: tuple[Segment, ...], path: Path) -> Score:
    columns: dict[str, list[Any]] = {name: [] for name in ("onset", "duration", "pitch", "lyric", "phoneme")}
    tempos: list[tuple[float, float]] = []
    meters: list[tuple[float, int, int]] = []
    keys: list[KeySignature] = []
    at, bpm, missing = 0.0, 120.0, 0
    for note in listed:
        match = _NOTE.match(note.said)
        if match is None:
            # Labels of speech have other parts there: phones are all that is read of them.
            continue
        beat = float(settle(at / PER_BEAT))
        bpm = _number(match[5]) or bpm
        if MIN_BPM <= bpm <= MAX_BPM:
            tempos.append((beat, bpm))
        meter = re.fullmatch(r"(\d{1,3})/(\d{1,4})", match[4])
        if meter and (int(meter[1]), int(meter[2])) != (meters[-1][1:] if meters else None):
            meters.append((beat, int(meter[1]), int(meter[2])))
        fifths = _number(match[3])
        if fifths is not None and fifths in range(12):
            sharps = int(fifths) if fifths <= 6 else int(fifths) - 12
            if not keys or keys[-1].sharps != sharps:
                keys.append(KeySignature(beat, sharps))
        length = _length(note, match[8], bpm)
        pitch = None if match[1] == NONE else pitch_of_name(match[1])
        if pitch is None and match[1] != NONE:
            raise ValueError(Sentence("hts.pitch", given=shown(match[1])))
        if length <= 0:
            missing += 1
            continue
        if pitch is not None:
            slur = _SLUR.search(note.said)
            phones = [phone for phone in note.phones if phone not in PAUSES]
            lyric = HOLD if slur is not None and slur[1] == "1" else None
            values = (beat, length / PER_BEAT, pitch, lyric, " ".join(phones) or None)
            for column, value in zip(columns.values(), values, strict=True):
                column.append(value)
        at += length
    if missing:
        say(path, Sentence("sing.no_length", count=missing))
    onset = settle(np.array(columns["onset"], np.float64))
    notes = NoteTable.from_columns(
        onset,
        settle(np.array(columns["duration"], np.float64)),
        np.array(columns["pitch"], np.float64),
        lyric=columns["lyric"],
        phoneme=columns["phoneme"],
    )
    score = Score(notes, TempoMap.tidy(tempos, meters), segments=segments)
    # C major is what a score without a key has.
    return score.replace(keys=keys) if any(key.sharps for key in keys) else score


def _length(note: _Note, said: str, bpm: float) -> float:
    """Length of a note in 24ths of a beat: as it is said, else by its phones."""
    units = _number(said)
    if units is not None:
        return units
    if note.start_s is None or note.end_s is None:
        return 0.0
    return (note.end_s - note.start_s) * bpm / 60 * PER_BEAT


def _number(text: str) -> float | None:
    """Number of a part, None where there is none."""
    return float(text) if re.fullmatch(r"-?\d{1,9}(?:\.\d{1,9})?", text) else None
