"""Tables of notes or curves as CSV, for spreadsheets and scripts.

Notes: ``onset_beats, duration_beats, onset_s, duration_s, pitch, velocity, track, tempo_bpm, lyric, phoneme, id``, and
``cents`` where one lies beside its semitone. Read are the columns that are there: times in beats win over those in
seconds, an end stands for a duration, the tempos are those that notes tell of. Curves: ``time_s`` (or ``time_beats``)
and a column for each curve; what `gradio-pianoroll analyze` writes is read. `save` writes the notes; a score without
notes, or a name that ends with ``.curves.csv``, gives the curves. Names that end with ``.f0.csv`` and ``.notes.csv``
give pitch as Tony and its kin have it (module `csv_curves`).

Other programs' tables are read too: cells between commas, semicolons (with decimal commas), tabs or bars; other names
of the columns (``start``, ``end``, ``Time (s)``, ``frequency`` …); without a header the order in which Sonic Visualiser
writes its layers: onset, pitch, duration, velocity, label, or time, F0 and confidence; or that of
sonic-annotator: file, onset, duration, pitch. A ``transcriptions.csv`` of DiffSinger's is known by its header.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from pathlib import Path
from typing import TypeVar

import numpy as np

from gradio_pianoroll.i18n.sentence import Sentence, sentence_of

from ..errors import FormatError
from ..score import NoteTable, Score, TempoMap, settle
from ..score.immutable import FloatArray, IdArray
from ..score.well_formed import utf8
from .csv_cells import Table, body_of, is_share, is_whole, parse, say
from .csv_curves import curve_rows, curves_of, pitch_text
from .csv_numbers import number_table
from .decoding import decode
from .diffsinger import table as transcriptions
from .pitch.conventions import checked_number, checked_unit, hz_of, in_unit, pitch_of_hz
from .pitch.hz_notes import DEFAULT_VELOCITY, cents_extra, columns_of, semitones_and_cents
from .pitch.note_frames import cents_of

NOTE_COLUMNS = (
    "onset_beats", "duration_beats", "onset_s", "duration_s", "pitch", "velocity", "track", "tempo_bpm", "lyric",
    "phoneme", "id",
)  # fmt: skip
READ = frozenset((*NOTE_COLUMNS, "cents", "end_s", "end_beats", "level", "time_s", "f0_hz", "confidence"))
#: No note is lower in Hz or as a number, and none longer in seconds: that tells a duration from a pitch.
LOWEST_PITCH = 20
LONGEST_HOP_S = 0.1
#: How far steps of frames may lie from a whole number of hops: times are rounded to a millisecond, at times.
UNEVEN = 0.25
NO_TABLE = Sentence("csv.no_table")

TableT = TypeVar("TableT", bound=Table)


def read(
    data: bytes,
    path: Path,
    encoding: str | None = None,
    *,
    unit: str | None = None,
    voiced_above: float | None = None,
    row: str | None = None,
) -> Score:
    """Score of the bytes of a CSV file.

    Parameters
    ----------
    data, path, encoding
        The file, and the encoding of its texts.
    unit
        Of the pitch: ``"Hz"``, ``"semitones"`` or ``"cents"``; by default what the names and the values say.
    voiced_above
        Least confidence of a voiced frame; by default all frames with a frequency are voiced, unless a column says it.
    row
        Name of the only row of a ``transcriptions.csv`` that is read, beside its recording (``wavs/NAME.wav``).

    Raises
    ------
    FormatError
        If it is neither a table of notes nor one of curves, or a cell is no number; the message gives the line.
    """
    of, least = checked_unit(path, unit), checked_number(path, "voiced_above", voiced_above, above=False)
    text = decode(data, path, encoding)
    if transcriptions.fits(text):
        return transcriptions.score_of_table(text, path, row)
    if row is not None:
        raise FormatError(path, Sentence("sing.no_transcriptions"))
    try:
        table = _numbers_alone(text, path) or _table(text, path)
        if _has_notes(table):
            return _notes(table, path, of)
        if "time_s" in table.columns or "time_beats" in table.columns:
            return Score(curves={curve.name: curve for curve in curves_of(table, path, of, least)})
    except ValueError as error:
        if isinstance(error, FormatError):
            raise
        raise FormatError(path, sentence_of(error)) from error
    raise FormatError(path, NO_TABLE)


def write(
    score: Score,
    path: Path,
    *,
    curve: str | None = None,
    unit: str | None = None,
    header: bool = False,
    unvoiced: str | None = None,
    track: int | None = None,
    row: str | None = None,
) -> bytes:
    """Bytes of a CSV file, UTF-8; numbers so that they read back exactly.

    Parameters
    ----------
    score, path
        What and where to. ``.curves.csv`` has all curves; ``.f0.csv`` the pitch as Tony and the MIREX tasks have
        it: time and Hz, and with a header confidence, as CREPE has it; ``.notes.csv`` notes as Tony's: onset, Hz and
        duration, and level and lyric if there are any; ``transcriptions.csv`` the phrases of DiffSinger's corpora. Any
        other name has the notes, or curves if there are no notes.
    curve
        Which curve is the pitch (``.f0.csv``).
    unit
        Of the pitch.
    header
        Whether there is a line of names, as CREPE has it.
    unvoiced
        What stands for an unvoiced frame: ``"zero"`` (the default), ``"nan"`` or ``"omit"``, no row.
    track
        Which track is sung (``transcriptions.csv``).
    row
        Name of the only row of the ``transcriptions.csv`` that is there which is written anew.

    Raises
    ------
    FormatError
        If curves are asked for and there are none, or they are not on one time base.
    """
    name, of = path.name.lower(), checked_unit(path, unit)
    is_corpus = name.endswith(transcriptions.NAME)
    if row is not None and not is_corpus:
        raise FormatError(path, Sentence("sing.no_transcriptions"))
    if name.endswith(".f0.csv"):
        return pitch_text(score, path, curve, of or "Hz", header, unvoiced or "zero").encode()
    if is_corpus:
        return transcriptions.write_table(score, path, track, row)
    if curve is not None or unvoiced is not None or (of and not name.endswith(".notes.csv")):
        raise FormatError(path, Sentence("csv.pitch_options"))
    if name.endswith(".notes.csv"):
        rows = _pitched_rows(score, path, of or "Hz", header)
    elif name.endswith(".curves.csv") or (not len(score.notes) and bool(score.curves)):
        rows = curve_rows(score, path)
    else:
        rows = _note_rows(score)
    out = io.StringIO()
    # Lines end as RFC 4180 has it: after a bare line feed Python 3.11 leaves a carriage return in a lyric unquoted.
    csv.writer(out, lineterminator="\r\n").writerows(rows)
    return utf8(out.getvalue())


def _numbers_alone(text: str, path: Path) -> Table | None:
    """Table of curves whose cells are all numbers; None for any other, notes with their texts among them."""
    body, delimiter = body_of(text)
    table = number_table(body, delimiter, 1)
    if table is None:
        return None
    named = table if table.has_header else _named(table)
    return None if _has_notes(named) else named


def _table(text: str, path: Path) -> Table:
    table = parse(text, path)
    if table.has_header:
        return table
    # Frequencies of ours have a point: 110 Hz is no MIDI number there.
    is_ours = path.name.lower().endswith(".notes.csv") and len(table.columns) > 1
    return _named(table, is_ours and any("." in cell for cell in list(table.columns.values())[1]))


def _named(table: TableT, is_hz: bool = False) -> TableT:
    """Table without a header under the names that its numbers tell."""
    width = len(table.columns)
    if not 2 <= width <= 5:
        raise ValueError(Sentence("csv.no_header", count=width, expected=NO_TABLE))
    second = table.numbers(list(table.columns)[1])
    if width == 2:
        # A pitch is never below 1 Hz: these are probabilities, pYIN's of being voiced.
        names = ["time_s", "voicing" if is_share(second) and (second > 0).any() else "f0_hz"]
    elif width == 3 and not _is_pitch(second) and _are_frames(table.floats(0)) and is_share(table.floats(2)):
        names = ["time_s", "f0_hz", "confidence"]
    elif (third := table.floats(2)).size and third.min() >= LOWEST_PITCH > second.max() and width <= 4:
        # Vamp's order, which sonic-annotator writes: the duration comes first.
        names = ["onset_s", "duration_s", "pitch" if _is_pitch(third) else "f0_hz", "lyric"][:width]
    else:
        names = ["onset_s", "pitch" if _is_pitch(second) and not is_hz else "f0_hz", "duration_s", "level", "lyric"][
            :width
        ]
    said = {name: Sentence("csv.column", number=i) for i, name in enumerate(names, 1)}
    return table.renamed(dict(zip(table.columns, names, strict=True)), said)


def _is_pitch(values: FloatArray) -> bool:
    return is_whole(values) and bool(values.max() <= 127)


def _are_frames(times: FloatArray) -> bool:
    """Return True if times are too close to each other for notes, and as even as those of frames."""
    steps = np.diff(times[~np.isnan(times)])
    hop = float(np.median(steps)) if len(steps) else 0.0
    return 0 < hop <= LONGEST_HOP_S and bool((np.abs(steps / hop - np.rint(steps / hop)) < UNEVEN).all())


def _has_notes(table: Table) -> bool:
    """Return True if rows are notes; a pitch at a time without a length is a sample of a curve."""
    there = table.columns.keys()
    times = there & {"onset_beats", "onset_s"} or ("time_s" in there and there & {"duration_s", "end_s"})
    if "pitch" in there:
        return bool(times) or not there & {"time_s", "time_beats"}
    return bool(times) and "f0_hz" in there and bool(there & {"duration_s", "end_s", "duration_beats", "end_beats"})


def _notes(table: Table, path: Path, unit: str | None) -> Score:
    if "onset_s" not in table.columns and "time_s" in table.columns:
        names = {name: "onset_s" if name == "time_s" else name for name in table.columns}
        table = table.renamed(names, table.said | {"onset_s": table.said.get("time_s", "time_s")})
    columns = table.columns
    _say_unread(table, path)
    tempo_map = TempoMap()
    if "onset_beats" in columns and columns.keys() & {"duration_beats", "end_beats"}:
        onset = table.numbers("onset_beats")
        duration = _lengths(table, onset, "beats")
        if "tempo_bpm" in columns and len(onset):
            tempo_map = _tempos(onset, table.numbers("tempo_bpm"))
    elif "onset_s" in columns and columns.keys() & {"duration_s", "end_s"}:
        if columns.get("tempo_bpm"):
            tempo_map = TempoMap(float(table.numbers("tempo_bpm")[0]))
        start_s = table.numbers("onset_s")
        length_s = _lengths(table, start_s, "s")
        onset = settle(tempo_map.beats_at(start_s))
        duration = settle(tempo_map.beats_at(start_s + length_s) - onset)
    else:
        raise ValueError(Sentence("csv.no_times"))
    ids, refs = _ids_and_refs(table)
    pitch, cents = _pitches(table, unit)
    if "cents" in columns:
        cents = cents + table.numbers("cents", 0)
    of_row = cents_extra(cents)
    if of_row is not None and ids is not None:
        of_row = {int(ids[row]): said for row, said in of_row.items()}
    notes = NoteTable.from_columns(
        onset,
        duration,
        pitch,
        _velocities(table),
        table.numbers("track", 0) if "track" in columns else 0,
        ids,
        table.texts("lyric"),
        table.texts("phoneme"),
        refs,
        of_row,
    )
    return Score(notes, tempo_map)


def _say_unread(table: Table, path: Path) -> None:
    # An unnamed first column is the row number that pandas writes.
    unread = [name for name in table.columns if name not in READ and name]
    if unread:
        say(path, Sentence("csv.unread", columns=", ".join(unread)))


def _lengths(table: Table, onset: FloatArray, unit: str) -> FloatArray:
    if f"duration_{unit}" in table.columns:
        return table.numbers(f"duration_{unit}")
    return table.numbers(f"end_{unit}") - onset


def _pitches(table: Table, unit: str | None) -> tuple[FloatArray, FloatArray]:
    """MIDI pitches and cents: those that are said, or the nearest ones to frequencies."""
    if "pitch" in table.columns and unit in (None, "semitones"):
        pitch = table.pitches()
        # Whole numbers and names stay as they are; the table refuses what is none of 0 to 127.
        return semitones_and_cents(pitch) if np.isfinite(pitch).all() else (pitch, np.zeros(len(pitch)))
    values = table.numbers("pitch" if "pitch" in table.columns else "f0_hz")
    hz = hz_of(values, unit or "Hz")
    bad = np.flatnonzero(np.isnan(hz))
    if len(bad):
        row, of = int(bad[0]), unit or "Hz"
        raise ValueError(Sentence("csv.no_pitch", line=table.lines[row], value=values[row], unit=of))
    return semitones_and_cents(pitch_of_hz(hz))


def _velocities(table: Table) -> FloatArray | int:
    if "velocity" not in table.columns and "level" not in table.columns:
        return DEFAULT_VELOCITY
    name = "velocity" if "velocity" in table.columns else "level"
    values = table.numbers(name, np.nan)
    there = values[~np.isnan(values)]
    # Levels of Sonic Visualiser and others reach from 0 to 1.
    if is_share(there) and (name == "level" or not is_whole(there)):
        values = np.rint(values * 127)
    return np.where(np.isnan(values), DEFAULT_VELOCITY, values)


def _ids_and_refs(table: Table) -> tuple[FloatArray | IdArray | None, list[str | None] | None]:
    """Return our numbers, or the names that a program has for its notes."""
    if "id" not in table.columns:
        return None, None
    try:
        return _ids(table.numbers("id")), None
    except ValueError:
        return None, table.texts("id")


def _ids(values: FloatArray) -> FloatArray | IdArray:
    """Return ids as whole numbers where they are; the table refuses the others by itself."""
    whole = np.isfinite(values).all() and (values == np.rint(values)).all() and (np.abs(values) < 2**32).all()
    return values.astype(np.int64).astype(np.uint32) if whole and (values >= 0).all() else values


def _tempos(onset: FloatArray, bpm: FloatArray) -> TempoMap:
    """Tempos that notes tell of: each from the first note that has it, the first one from the start."""
    order = np.argsort(onset, kind="stable")
    listed = [(float(onset[i]), float(bpm[i])) for i in order.tolist()]
    return TempoMap.tidy([(0.0, listed[0][1]), *listed])


def _note_rows(score: Score) -> list[Sequence[object]]:
    notes, tempo_map = score.notes, score.tempo_map
    columns = [
        notes.onset_beats.tolist(),
        notes.duration_beats.tolist(),
        tempo_map.seconds_at(notes.onset_beats).tolist(),
        tempo_map.duration_seconds(notes.onset_beats, notes.duration_beats).tolist(),
        notes.pitch.tolist(),
        notes.velocity.tolist(),
        notes.track.tolist(),
        tempo_map.bpm_at(notes.onset_beats).tolist(),
        notes.lyric.to_list(),
        notes.phoneme.to_list(),
        notes.id.tolist(),
    ]
    cents = cents_of(score, np.arange(len(notes)))
    if cents.any():
        return [(*NOTE_COLUMNS, "cents"), *zip(*columns, cents.tolist(), strict=True)]
    return [NOTE_COLUMNS, *zip(*columns, strict=True)]


def _pitched_rows(score: Score, path: Path, unit: str, header: bool) -> list[Sequence[object]]:
    """Notes as Tony has them: onset, pitch, duration; and level and label, when they say something."""
    if not len(score.notes):
        raise FormatError(path, Sentence("csv.no_notes"))
    onset, duration, hz = columns_of(score)
    names = ["onset_s", "f0_hz" if unit == "Hz" else "pitch", "duration_s"]
    columns: list[Sequence[object]] = [
        [f"{value:.12g}" for value in onset.tolist()],
        [_pointed(f"{value:.12g}") if unit == "Hz" else f"{value:.12g}" for value in in_unit(hz, unit).tolist()],
        [f"{value:.12g}" for value in duration.tolist()],
    ]
    notes = score.notes
    if notes.lyric.any() or (notes.velocity != DEFAULT_VELOCITY).any():
        names += ["level", "lyric"]
        columns += [[f"{value:.6f}" for value in (notes.velocity / 127).tolist()], notes.lyric.to_list()]
    rows: list[Sequence[object]] = list(zip(*columns, strict=True))
    return [names, *rows] if header else rows


def _pointed(number: str) -> str:
    return number if "." in number else f"{number}.0"
