"""The cells of a CSV file and what their columns mean, as many programs write them."""

from __future__ import annotations

import csv
import io
import math
import re
import warnings
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from gradio_pianoroll.i18n.sentence import Sentence, named

from ..errors import FormatError
from ..score import PianoRollWarning
from ..score.immutable import FloatArray
from ..score.units import LETTERS
from .bounds import MAX_CSV_CELLS, refuse_more

DELIMITERS = (",", ";", "\t", "|")
_ALIASES = {
    "onset_s": "onset onset_sec onset_seconds onset_time start start_s start_sec start_time start_time_s begin begin_s",
    "end_s": "end end_sec end_seconds end_time end_time_s offset offset_s offset_sec offset_time stop",
    "duration_s": "duration duration_sec duration_seconds duration_time dur length length_s",
    "onset_beats": "start_beats onset_beat start_beat",
    "end_beats": "offset_beats end_beat",
    "duration_beats": "duration_beat length_beats",
    "pitch": "midi midi_pitch pitch_midi midi_note midi_number note note_number key",
    "velocity": "vel",
    "level": "",
    "track": "",
    "tempo_bpm": "tempo bpm",
    "lyric": "lyrics label text word syllable",
    "phoneme": "phonemes",
    "id": "",
    "time_s": "time times time_sec time_seconds timestamp seconds t",
    "time_beats": "",
    "f0_hz": "f0 frequency frequency_hz freq freq_hz hz pitch_hz",
    "confidence": "voiced_prob voiced_probability probability",
    "loudness_db": "",
    "voicing": "",
}
_MEANING = {alias: name for name, said in _ALIASES.items() for alias in (name, *said.split())}
_NOTE_NAME = re.compile(r"([A-G])(##|#|♯|bb|b|♭)?(-?\d{1,2})", re.IGNORECASE)
_LINE = re.compile(r"[^\r\n]*")
_ALTERS = {"": 0, "#": 1, "♯": 1, "##": 2, "b": -1, "♭": -1, "bb": -2}


@dataclass(frozen=True)
class Table:
    """Columns of texts.

    Attributes
    ----------
    columns
        By what they mean, where that is known, else by their own names.
    lines
        Line of the file on which each row ends.
    said
        How the file calls a column.
    has_header
        Whether the names were in the file.
    """

    columns: dict[str, list[str]]
    lines: list[int]
    said: dict[str, str] = field(default_factory=dict)
    has_header: bool = True

    def numbers(self, name: str, blank: float | None = None) -> FloatArray:
        """Numbers of a column.

        Parameters
        ----------
        blank
            What an empty cell means; it is an error when None.

        Raises
        ------
        ValueError
            If a cell is no number; the message gives the line.
        """
        values = np.empty(len(self.lines))
        for i, cell in enumerate(self.columns[name]):
            value = blank if blank is not None and not cell.strip() else as_number(cell)
            if value is None:
                called = self.said.get(name, name)
                raise ValueError(Sentence("csv.no_number", line=self.lines[i], column=called, cell=cell))
            values[i] = value
        return values

    def pitches(self) -> FloatArray:
        """MIDI pitches, given as numbers or as names such as C4 (60)."""
        names = [_NOTE_NAME.fullmatch(cell.strip()) for cell in self.columns["pitch"]]
        if not names or not all(names):
            return self.numbers("pitch")
        return np.array([_named(match) for match in names if match], np.float64)

    def texts(self, name: str) -> list[str | None] | None:
        """Texts of a column, None for empty cells; None without the column."""
        return [cell or None for cell in self.columns[name]] if name in self.columns else None


def _named(match: re.Match[str]) -> int:
    step, alter, octave = match[1].upper(), (match[2] or "").lower(), int(match[3])
    return LETTERS[step] + _ALTERS[alter] + 12 * (octave + 1)


def as_number(cell: str) -> float | None:
    """Number in a cell, with a point or a comma before its decimals; None when it is none."""
    try:
        return float(cell)
    except ValueError:
        pass
    if cell.count(",") != 1 or "." in cell:
        return None
    try:
        return float(cell.replace(",", "."))
    except ValueError:
        return None


def parse(text: str, path: Path) -> Table:
    """Rows of a CSV file, whatever stands between its cells: comma, semicolon, tab or bar.

    Raises
    ------
    FormatError
        If there is nothing in it, or its rows do not fit together; the message gives the line.
    """
    lines = text.count("\n") + text.count("\r")
    # Whatever stands between the cells: that is found out by cutting the first line, which may be all of the file.
    refuse_more(path, lines + max(text.count(sign) for sign in DELIMITERS), MAX_CSV_CELLS, Sentence("amount.cells"))
    text, delimiter = _body(text)
    # Lines before the body (a comment, Excel's "sep=;") are counted in the messages.
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    try:
        rows = [(reader.line_num, row) for row in reader if any(cell.strip() for cell in row)]
    except csv.Error as error:
        raise FormatError(path, Sentence("csv.unreadable", error=error)) from error
    if not rows:
        raise FormatError(path, Sentence("csv.no_line"))
    if as_number(rows[0][1][0]) is not None:
        width = max(len(row) for _, row in rows)
        cells = [row + [""] * (width - len(row)) for _, row in rows]
        columns = {str(i): [row[i] for row in cells] for i in range(width)}
        return Table(columns, [number for number, _ in rows], has_header=False)
    header = [name.strip() for name in rows[0][1]]
    while len(header) > 1 and not header[-1]:
        header.pop()
    cells = [_fitting(row, header, number, path) for number, row in rows[1:]]
    names = _meanings(header)
    if len(set(names)) != len(names):
        raise FormatError(path, Sentence("csv.same_name"))
    columns = {name: [row[i] for row in cells] for i, name in enumerate(names)}
    return Table(columns, [number for number, _ in rows[1:]], dict(zip(names, header, strict=True)))


def say(path: Path, message: Sentence) -> None:
    """Warn of something in a table."""
    warnings.warn(named(path.name, message), PianoRollWarning, stacklevel=6)


def _body(text: str) -> tuple[str, str]:
    """Text with what stands before the table blanked out, and what separates its cells."""
    told, at, number = "", 0, 0
    while at < len(text):
        # Line by line, as all lines of a large file at once would take far more memory than the file.
        found = _LINE.match(text, at)
        line = found[0] if found else ""
        bare = line.strip()
        match = re.fullmatch(r"sep=(.)", bare, re.IGNORECASE) if not told else None
        if match:
            told = match[1]
        elif bare and not bare.startswith("#"):
            delimiter = told if told in DELIMITERS else max(DELIMITERS, key=lambda sign: _sense(line, sign))
            return "\n" * number + text[at:], delimiter
        at += len(line)
        at += 2 if text.startswith("\r\n", at) else 1
        number += 1
    return "", ","


def _sense(line: str, delimiter: str) -> int:
    """Number of cells of the first line that say something when it is cut there."""
    row = next(csv.reader([line], delimiter=delimiter), [])
    return sum(_plain(cell) in _MEANING or as_number(cell) is not None for cell in row)


def _plain(name: str) -> str:
    """``Onset (s)`` as ``onset_s``."""
    return re.sub(r"[\s\-.()\[\]]+", "_", name.strip().lower()).strip("_")


def _meanings(header: list[str]) -> list[str]:
    """Meaning of each column: a name of ours, or the one that it has; of two for one meaning the first counts."""
    ours = [name if name in _ALIASES else "" for name in header]
    for i, name in enumerate(header):
        meaning = _MEANING.get(_plain(name), "")
        if not ours[i] and meaning and meaning not in ours:
            ours[i] = meaning
    return [meaning or name for meaning, name in zip(ours, header, strict=True)]


def _fitting(row: list[str], header: list[str], number: int, path: Path) -> list[str]:
    """Cells of a row; empty ones beyond the header say nothing."""
    surplus = row[len(header) :]
    if len(row) < len(header) or any(cell.strip() for cell in surplus):
        raise FormatError(path, Sentence("csv.cells", line=number, count=len(row), expected=len(header)))
    return row[: len(header)]


def is_whole(values: FloatArray) -> bool:
    """Return True if all are finite whole numbers."""
    return bool(np.isfinite(values).all() and (values == np.rint(values)).all())


def semitones(hz: FloatArray) -> FloatArray:
    """MIDI pitch of frequencies, not rounded.

    Raises
    ------
    ValueError
        If one is not above 0.
    """
    bad = np.flatnonzero(~(hz > 0) | ~np.isfinite(hz))
    if len(bad):
        raise ValueError(Sentence("csv.no_pitch", row=int(bad[0]) + 1, hz=hz[bad[0]]))
    return 69 + 12 * np.log2(hz / 440)


def is_share(values: FloatArray) -> bool:
    """Return True if all lie between 0 and 1: levels, probabilities."""
    return bool(len(values)) and bool(((values >= 0) & (values <= 1)).all()) and math.isfinite(float(values.max()))
