"""Tables of notes or curves as CSV, for spreadsheets and scripts.

Notes: ``onset_beats, duration_beats, onset_s, duration_s, pitch, velocity, track, tempo_bpm, lyric, phoneme, id``. Read
are the columns that are there: times in beats win over those in seconds, the tempos are those that notes tell of.
Curves: ``time_s`` (or ``time_beats``) and a column for each curve; what `gradio-pianoroll analyze` writes is read.
`save` writes the notes; a score without notes, or a name that ends with ``.curves.csv``, gives the curves.
"""

from __future__ import annotations

import csv
import io
import math
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from ..score import Curve, NoteTable, Score, TempoMap, settle
from ..score.curve import TimeBase
from ..score.immutable import FloatArray, IdArray
from ..score.well_formed import utf8
from .bounds import MAX_CSV_CELLS, refuse_more
from .errors import FormatError

NOTE_COLUMNS = (
    "onset_beats", "duration_beats", "onset_s", "duration_s", "pitch", "velocity", "track", "tempo_bpm", "lyric",
    "phoneme", "id",
)  # fmt: skip
TARGETS = {"f0_hz": ("f0", "Hz"), "loudness_db": ("loudness", "dB"), "voicing": ("voicing", "")}
Columns = dict[str, list[str]]


def read(data: bytes, path: Path) -> Score:
    """Score of the bytes of a CSV file with a header line.

    Raises
    ------
    FormatError
        If it is neither a table of notes nor one of curves, or a cell is no number; the message gives the line.
    """
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise FormatError(path, f"it is not UTF-8 text (byte {error.start})") from error
    columns = _columns(text, path)
    try:
        if "pitch" in columns:
            return _notes(columns)
        if "time_s" in columns or "time_beats" in columns:
            return Score(curves={curve.name: curve for curve in _curves(columns)})
    except ValueError as error:
        raise FormatError(path, str(error)) from error
    raise FormatError(
        path, "expected columns pitch, onset_beats and duration_beats (or onset_s and duration_s), or time_s and curves"
    )


def write(score: Score, path: Path) -> bytes:
    """The bytes of a CSV file, UTF-8; numbers so that they read back exactly.

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


def _columns(text: str, path: Path) -> Columns:
    refuse_more(path, text.count(",") + text.count("\n") + text.count("\r"), MAX_CSV_CELLS, "cells")
    try:
        rows = list(csv.reader(io.StringIO(text, newline="")))
    except csv.Error as error:
        raise FormatError(path, f"it is no CSV that can be read ({error})") from error
    rows = [row for row in rows if row]
    if not rows:
        raise FormatError(path, "there is no line in it")
    header = [name.strip() for name in rows[0]]
    if len(set(header)) != len(header):
        raise FormatError(path, "two columns have the same name")
    for number, row in enumerate(rows[1:], 2):
        if len(row) != len(header):
            raise FormatError(path, f"line {number} has {len(row)} cells, the header {len(header)}")
    return {name: [row[i] for row in rows[1:]] for i, name in enumerate(header)}


def _numbers(columns: Columns, name: str) -> FloatArray:
    values = np.empty(len(columns[name]))
    for i, cell in enumerate(columns[name]):
        try:
            values[i] = float(cell)
        except ValueError:
            raise ValueError(f"line {i + 2}: {name} is {cell!r}, not a number") from None
    return values


def _notes(columns: Columns) -> Score:
    tempo_map = TempoMap()
    in_beats = "onset_beats" in columns and "duration_beats" in columns
    if not in_beats and not ("onset_s" in columns and "duration_s" in columns):
        raise ValueError("notes need the columns onset_beats and duration_beats, or onset_s and duration_s")
    if in_beats:
        onset, duration = _numbers(columns, "onset_beats"), _numbers(columns, "duration_beats")
        if "tempo_bpm" in columns and len(onset):
            tempo_map = _tempos(onset, _numbers(columns, "tempo_bpm"))
    else:
        if columns.get("tempo_bpm"):
            tempo_map = TempoMap(float(_numbers(columns, "tempo_bpm")[0]))
        start_s, length_s = _numbers(columns, "onset_s"), _numbers(columns, "duration_s")
        onset = settle(tempo_map.beats_at(start_s))
        duration = settle(tempo_map.beats_at(start_s + length_s) - onset)
    whole = {name: _numbers(columns, name) for name in ("velocity", "track", "id") if name in columns}
    texts = {name: [cell or None for cell in columns[name]] for name in ("lyric", "phoneme") if name in columns}
    notes = NoteTable.from_columns(
        onset,
        duration,
        _numbers(columns, "pitch"),
        whole.get("velocity", 100),
        whole.get("track", 0),
        _ids(whole["id"]) if "id" in whole else None,
        texts.get("lyric"),
        texts.get("phoneme"),
    )
    return Score(notes, tempo_map)


def _ids(values: FloatArray) -> FloatArray | IdArray:
    """As whole numbers where they are; the table refuses the others by itself."""
    whole = np.isfinite(values).all() and (values == np.rint(values)).all() and (np.abs(values) < 2**32).all()
    return values.astype(np.int64).astype(np.uint32) if whole and (values >= 0).all() else values


def _tempos(onset: FloatArray, bpm: FloatArray) -> TempoMap:
    """The tempos that notes tell of: each from the first note that has it, the first one from the start."""
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


def _curves(columns: Columns) -> list[Curve]:
    name = "time_s" if "time_s" in columns else "time_beats"
    times = _numbers(columns, name)
    if len(times) and not np.isfinite(times).all():
        raise ValueError(f"line {int(np.flatnonzero(~np.isfinite(times))[0]) + 2}: {name} is not finite")
    others = [column for column in columns if column != name]
    return [_curve(column, columns, times, "s" if name == "time_s" else "beats") for column in others]


def _curve(name: str, columns: Columns, times: FloatArray, base: TimeBase) -> Curve:
    filled = {name: [cell.strip() or "nan" for cell in columns[name]]}
    target, unit = TARGETS.get(name, (name, ""))
    values = _numbers(filled, name).astype(np.float32)
    hop = (times[-1] - times[0]) / (len(times) - 1) if len(times) > 1 else 0.0
    # Times in files are rounded (to a microsecond by our own analysis).
    if hop > 0 and np.abs(times - (times[0] + np.arange(len(times)) * hop)).max() < 2e-6:
        return Curve(target, values, None, target, unit, base, float(times[0]), float(hop))
    return Curve(target, values, times, target, unit, base)


def _curve_rows(score: Score, path: Path) -> list[Sequence[object]]:
    curves = list(score.curves.values())
    if not curves:
        raise FormatError(path, "the score has no curves; save it under a name that does not end with .curves.csv")
    times = curves[0].sample_times()
    for curve in curves[1:]:
        if curve.time != curves[0].time or not np.array_equal(curve.sample_times(), times):
            raise FormatError(
                path, f"the curves {curves[0].name!r} and {curve.name!r} are not on one time base; save them one by one"
            )
    column_of = {(target, unit): column for column, (target, unit) in TARGETS.items()}
    names = [column_of.get((curve.name, curve.unit), curve.name) for curve in curves]
    values = [["" if math.isnan(v) else f"{v:.9g}" for v in curve.values.tolist()] for curve in curves]
    head = f"time_{curves[0].time}"
    return [[head, *names], *zip(times.tolist(), *values, strict=True)]
