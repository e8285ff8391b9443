"""``transcriptions.csv``: a row for each recording of a corpus, its phones and notes as in a ``.ds``.

The rows of a file are the phrases of one score, one after the other; each keeps its name.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from gradio_pianoroll.i18n.sentence import Sentence

from ...errors import FormatError
from ...score import AudioRef, Score
from ...score.well_formed import utf8
from ..bounds import MAX_CSV_CELLS, refuse_more
from ..decoding import decode
from .read import LISTS, STEP, score_of
from .write import phrases_of, row_name

#: Names of files that are written so.
NAME = "transcriptions.csv"
NEEDED = ("ph_seq", "ph_dur")
_FIRST = ("name", "ph_seq", "ph_dur", "ph_num", "note_seq", "note_dur")
_LONGEST_CELL = 1 << 24
_NAMED = 5


def fits(text: str) -> bool:
    """Return True if the header of a table is that of a corpus of DiffSinger's."""
    head = text[:4096].splitlines()
    names = {cell.strip().strip('"') for cell in head[0].split(",")} if head else set()
    return set(NEEDED) <= names


def score_of_table(text: str, path: Path, row: str | None = None) -> Score:
    """Score of the text of a table, or of one of its rows beside its recording (``wavs/NAME.wav``).

    Raises
    ------
    FormatError
        If it is no table that can be read; the message gives the number of the row. If it has no row of that name.
    """
    rows = _rows(text, path)
    if row is None:
        return score_of([_item(one) for one in rows], path)
    named = [one for one in rows if one.get("name") == row]
    if not named:
        raise FormatError(path, Sentence("sing.no_row", name=row, known=_some_names(rows)))
    score = score_of([_item(named[0])], path).replace(name=row)
    sound = next((place for place in _sounds(path, row) if place.is_file()), None)
    return score if sound is None else score.replace(audio=AudioRef(str(sound)), use_backend_audio=True)


def _sounds(path: Path, row: str) -> Iterable[Path]:
    """Places where the recording of a row may be; a name that leads elsewhere is none."""
    if Path(row).name != row:
        return ()
    return (path.parent / folder / f"{row}{suffix}" for folder in ("wavs", "") for suffix in (".wav", ".flac"))


def _some_names(rows: Sequence[Mapping[str | None, object]]) -> str:
    names = [repr(row.get("name")) for row in rows[:_NAMED]]
    return ", ".join(names) + (" …" if len(rows) > _NAMED else "")


def _rows(text: str, path: Path) -> list[dict[str | None, object]]:
    refuse_more(path, text.count(",") + text.count(" "), MAX_CSV_CELLS, Sentence("amount.cells"))
    former = csv.field_size_limit(_LONGEST_CELL)
    try:
        rows = list(csv.DictReader(io.StringIO(text, newline="")))
    except csv.Error as error:
        raise FormatError(path, Sentence("csv.unreadable", error=error)) from error
    finally:
        csv.field_size_limit(former)
    if not rows:
        raise FormatError(path, Sentence("sing.no_rows"))
    return rows


def _item(row: dict[str | None, object]) -> dict[str, object]:
    """Row as a phrase: empty cells are not there; cells beyond the header mean nothing."""
    return {key: value for key, value in row.items() if key is not None and value not in (None, "")}


def write_table(score: Score, path: Path, track: int | None = None, row: str | None = None) -> bytes:
    """Bytes of a table; with `row`, of the one that is there, in which this row alone is another.

    Raises
    ------
    FormatError
        If there are no notes, or the times of their phones are not known. With `row`: if there is no such table, or the
        score has several phrases.

    Warns
    -----
    PianoRollWarning
        With what the format has no place for.
    """
    entries = phrases_of(score, path, track, False)
    for number, entry in enumerate(entries):
        entry["name"] = row_name(entry, path, number)
        if not entry.get("ph_dur"):
            raise FormatError(path, Sentence("sing.no_times", name=entry["name"]))
        # The slurs of a table are told by the ends of words; where none is, there is no column.
        if "1" not in str(entry.get("note_slur", "")).split():
            entry.pop("note_slur", None)
        entry.pop("offset", None)
        if entry["text"] == entry["ph_seq"]:
            entry.pop("text")
        for key in _without_cell(entry):
            del entry[key]
    if row is not None:
        entries = _replaced(entries, path, row)
    names = [*_FIRST, *_others(entries)]
    out = io.StringIO()
    writer = csv.DictWriter(out, names, restval="", lineterminator="\n")
    writer.writeheader()
    writer.writerows(entries)
    return utf8(out.getvalue())


def _replaced(entries: list[dict[str, object]], path: Path, row: str) -> list[dict[str, object]]:
    """Rows of the table that is there, one of them by what was written, or it behind them."""
    if len(entries) != 1:
        raise FormatError(path, Sentence("sing.one_row", count=len(entries), name=row))
    mine = {**entries[0], "name": row}
    if not path.exists():
        return [mine]
    rows = [_item(one) for one in _rows(decode(path.read_bytes(), path), path)]
    at = next((i for i, one in enumerate(rows) if one.get("name") == row), len(rows))
    return [*rows[:at], mine, *rows[at + 1 :]]


def _without_cell(entry: dict[str, object]) -> list[str]:
    """Keys of what has no place in a cell: objects, and frames of parameters that could not be read."""
    steps = {key for key in entry if key.endswith(STEP)}
    frames = {key.removesuffix(STEP) for key in steps}
    return [
        key for key, value in entry.items() if not isinstance(value, str | int | float) or key in steps or key in frames
    ]


def _others(entries: Iterable[dict[str, object]]) -> list[str]:
    """Further columns: ours first, then those that the file had."""
    there = dict.fromkeys(key for entry in entries for key in entry if key not in _FIRST)
    return sorted(there, key=lambda key: (key not in LISTS, list(there).index(key)))
