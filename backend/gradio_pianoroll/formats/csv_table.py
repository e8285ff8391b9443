"""Tables of notes or curves as CSV, for spreadsheets and scripts.

Notes: ``onset_beats, duration_beats, onset_s, duration_s, pitch, velocity, track, tempo_bpm, lyric, phoneme, id``. Read
are the columns that are there: times in beats win over those in seconds, an end stands for a duration, the tempos are
those that notes tell of. Curves: ``time_s`` (or ``time_beats``) and a column for each curve; what `gradio-pianoroll
analyze` writes is read. `save` writes the notes; a score without notes, or a name that ends with ``.curves.csv``, gives
the curves.

Other programs' tables are read too: cells between commas, semicolons (with decimal commas), tabs or bars; other names
of the columns (``start``, ``end``, ``Time (s)``, ``frequency`` …); without a header the order in which Sonic Visualiser
writes its layers: onset, pitch, duration, velocity, label, or time, F0 and confidence.
"""

from __future__ import annotations

import csv
import io
import math
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np

from gradio_pianoroll.i18n.sentence import Sentence, sentence_of

from ..errors import FormatError
from ..score import Curve, NoteTable, Score, TempoMap, settle
from ..score.curve import TimeBase
from ..score.immutable import FloatArray, IdArray
from ..score.well_formed import utf8
from .csv_cells import Table, as_number, is_share, is_whole, parse, say, semitones
from .decoding import decode

NOTE_COLUMNS = (
    "onset_beats", "duration_beats", "onset_s", "duration_s", "pitch", "velocity", "track", "tempo_bpm", "lyric",
    "phoneme", "id",
)  # fmt: skip
READ = frozenset((*NOTE_COLUMNS, "end_s", "end_beats", "level", "time_s", "f0_hz", "confidence"))
TARGETS = {"f0_hz": ("f0", "Hz"), "loudness_db": ("loudness", "dB"), "voicing": ("voicing", "")}
DEFAULT_VELOCITY = 100
#: How far times may lie from even spacing: files round them, our own analysis to a microsecond.
TIME_TOLERANCE = 2e-6
LONGEST_HOP_S = 0.1
# A table of F0 that leaves out what is unvoiced may have so many times the frames.
MOST_GAPS = 50
NO_TABLE = Sentence("csv.no_table")


def read(data: bytes, path: Path, encoding: str | None = None) -> Score:
    """Score of the bytes of a CSV file.

    Raises
    ------
    FormatError
        If it is neither a table of notes nor one of curves, or a cell is no number; the message gives the line.
    """
    table = parse(decode(data, path, encoding), path)
    try:
        if not table.has_header:
            table = _named(table)
        if _has_notes(table):
            return _notes(table, path)
        if "time_s" in table.columns or "time_beats" in table.columns:
            return Score(curves={curve.name: curve for curve in _curves(table, path)})
    except ValueError as error:
        raise FormatError(path, sentence_of(error)) from error
    raise FormatError(path, NO_TABLE)


def write(score: Score, path: Path) -> bytes:
    """Bytes of a CSV file, UTF-8; numbers so that they read back exactly.

    Raises
    ------
    FormatError
        If curves are asked for and there are none, or they are not on one time base.
    """
    wants_curves = path.name.lower().endswith(".curves.csv") or (not len(score.notes) and bool(score.curves))
    rows = _curve_rows(score, path) if wants_curves else _note_rows(score)
    out = io.StringIO()
    # Lines end as RFC 4180 has it: after a bare line feed Python 3.11 leaves a carriage return in a lyric unquoted.
    csv.writer(out, lineterminator="\r\n").writerows(rows)
    return utf8(out.getvalue())


def _named(table: Table) -> Table:
    """Table without a header under the names that its numbers tell."""
    columns = list(table.columns.values())
    if not 2 <= len(columns) <= 5:
        raise ValueError(Sentence("csv.no_header", count=len(columns), expected=NO_TABLE))
    second = Table({"x": columns[1]}, table.lines, {"x": Sentence("csv.column", number=2)}).numbers("x")
    is_pitch = is_whole(second) and second.max() <= 127
    if len(columns) == 2:
        names = ["time_s", "f0_hz"]
    elif len(columns) == 3 and not is_pitch and _are_frames(columns[0]) and _are_shares(columns[2]):
        names = ["time_s", "f0_hz", "confidence"]
    else:
        names = ["onset_s", "pitch" if is_pitch else "f0_hz", "duration_s", "level", "lyric"][: len(columns)]
    said: dict[str, str] = {name: Sentence("csv.column", number=i) for i, name in enumerate(names, 1)}
    return Table(dict(zip(names, columns, strict=True)), table.lines, said, has_header=False)


def _are_frames(cells: list[str]) -> bool:
    """Return True if times are too close to each other for notes."""
    times = [time for cell in cells if (time := as_number(cell)) is not None]
    return len(times) > 1 and 0 < float(np.median(np.diff(times))) <= LONGEST_HOP_S


def _are_shares(cells: list[str]) -> bool:
    numbers = [as_number(cell) for cell in cells]
    return all(number is not None and 0 <= number <= 1 for number in numbers)


def _has_notes(table: Table) -> bool:
    """Return True if rows are notes; a pitch at a time without a length is a sample of a curve."""
    there = table.columns.keys()
    times = there & {"onset_beats", "onset_s"} or ("time_s" in there and there & {"duration_s", "end_s"})
    if "pitch" in there:
        return bool(times) or not there & {"time_s", "time_beats"}
    return bool(times) and "f0_hz" in there and bool(there & {"duration_s", "end_s", "duration_beats", "end_beats"})


def _notes(table: Table, path: Path) -> Score:
    if "onset_s" not in table.columns and "time_s" in table.columns:
        named = {"onset_s" if name == "time_s" else name: cells for name, cells in table.columns.items()}
        table = replace(table, columns=named, said=table.said | {"onset_s": table.said.get("time_s", "time_s")})
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
    notes = NoteTable.from_columns(
        onset,
        duration,
        _pitches(table, path),
        _velocities(table),
        table.numbers("track", 0) if "track" in columns else 0,
        ids,
        table.texts("lyric"),
        table.texts("phoneme"),
        refs,
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


def _pitches(table: Table, path: Path) -> FloatArray:
    """MIDI pitches, or the nearest ones to frequencies."""
    if "pitch" in table.columns:
        return table.pitches()
    exact = semitones(table.numbers("f0_hz"))
    rounded: FloatArray = np.floor(exact + 0.5)
    if np.abs(exact - rounded).max(initial=0) > 0.005:
        say(path, Sentence("csv.rounded"))
    return rounded


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
    return [NOTE_COLUMNS, *zip(*columns, strict=True)]


def _curves(table: Table, path: Path) -> list[Curve]:
    name = "time_s" if "time_s" in table.columns else "time_beats"
    times = table.numbers(name)
    if len(times) and not np.isfinite(times).all():
        line = table.lines[int(np.flatnonzero(~np.isfinite(times))[0])]
        raise ValueError(Sentence("csv.not_finite", line=line, column=table.said.get(name, name)))
    others = [column for column in table.columns if column != name]
    if not others:
        raise ValueError(Sentence("csv.no_curve"))
    base: TimeBase = "s" if name == "time_s" else "beats"
    return [_curve(column, table, times, base, path) for column in others]


def _curve(name: str, table: Table, times: FloatArray, base: TimeBase, path: Path) -> Curve:
    said = table.said.get(name, name)
    values = table.numbers(name, np.nan)
    if name == "confidence":
        curve_name, target, unit = said if table.has_header else name, "voicing", ""
    elif name in TARGETS:
        (curve_name, unit), target = TARGETS[name], TARGETS[name][0]
    else:
        curve_name, target, unit = said, said, ""
    if name == "f0_hz" and said != name:
        values = _voiced(values, path)
        times, values = _with_gaps(times, values)
    samples = values.astype(np.float32)
    hop = (times[-1] - times[0]) / (len(times) - 1) if len(times) > 1 else 0.0
    if hop > 0 and np.abs(times - (times[0] + np.arange(len(times)) * hop)).max() < TIME_TOLERANCE:
        return Curve(curve_name, samples, None, target, unit, base, float(times[0]), float(hop))
    return Curve(curve_name, samples, times, target, unit, base)


def _voiced(hz: FloatArray, path: Path) -> FloatArray:
    """F0 where there is one: other programs write 0 where a sound is unvoiced, or a guess with a minus.

    Source: the conventions of mir_eval.melody and of the pYIN Vamp plug-in's "smoothed pitch track".
    """
    if (hz < 0).any():
        say(path, Sentence("csv.guesses", count=int((hz < 0).sum())))
    return np.where(hz > 0, hz, np.nan)


def _with_gaps(times: FloatArray, values: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Evenly spaced samples with NaN where a table has no rows; as it was when the times are not even."""
    steps = np.diff(times)
    if not len(steps) or not (steps > 0).all():
        return times, values
    places = np.rint((times - times[0]) / np.median(steps)).astype(np.int64)
    n = int(places[-1]) + 1
    if n == len(times) or n > MOST_GAPS * len(times) or not (np.diff(places) > 0).all():
        return times, values
    even = times[0] + np.arange(n) * ((times[-1] - times[0]) / (n - 1))
    if np.abs(even[places] - times).max() >= TIME_TOLERANCE:
        return times, values
    filled = np.full(n, np.nan)
    filled[places] = values
    return even, filled


def _curve_rows(score: Score, path: Path) -> list[Sequence[object]]:
    curves = list(score.curves.values())
    if not curves:
        raise FormatError(path, Sentence("csv.no_curves"))
    times = curves[0].sample_times()
    for curve in curves[1:]:
        if curve.time != curves[0].time or not np.array_equal(curve.sample_times(), times):
            raise FormatError(path, Sentence("csv.time_bases", first=curves[0].name, other=curve.name))
    column_of = {(target, unit): column for column, (target, unit) in TARGETS.items()}
    names = [column_of.get((curve.name, curve.unit), curve.name) for curve in curves]
    values = [["" if math.isnan(v) else f"{v:.9g}" for v in curve.values.tolist()] for curve in curves]
    head = f"time_{curves[0].time}"
    return [[head, *names], *zip(times.tolist(), *values, strict=True)]
