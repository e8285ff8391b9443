"""Curves in tables: time and a value of each, as many programs for pitch write them; and F0 written as theirs.

| program | table |
| --- | --- |
| Tony, Sonic Visualiser, the MIREX tasks | time, Hz; 0 is unvoiced |
| sonic-annotator (Vamp's pYIN) | file, time, Hz; a negative frequency is a guess, a row that is left out is unvoiced |
| CREPE and its kin | ``time,frequency,confidence``: a frequency everywhere |
| librosa's pYIN, through pandas | ``time,f0,voiced_flag,voiced_prob``: NaN is unvoiced |

Source: the export dialogues and manuals of Tony and Sonic Visualiser, `sonic-annotator -w csv`, CREPE's and mir_eval's
documentation (`mir_eval.io.load_time_series`).
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from gradio_pianoroll.i18n.sentence import Sentence

from ..errors import FormatError
from ..score import Curve, Score
from ..score.curve import TimeBase
from ..score.immutable import FloatArray
from .csv_cells import Table, say
from .pitch.conventions import count_guesses, hz_of, in_unit, unit_of
from .pitch.frames import curve_of, frames_of
from .pitch.originals import named, on_same_times, owner, say_left, with_original

TARGETS = {"f0_hz": ("f0", "Hz"), "loudness_db": ("loudness", "dB"), "voicing": ("voicing", "")}
UNVOICED = ("zero", "nan", "omit")


def curves_of(table: Table, path: Path, unit: str | None, voiced_above: float | None) -> list[Curve]:
    """Curves of a table with times.

    Parameters
    ----------
    table, path
        What is read.
    unit
        Of the pitch, when the table does not say it.
    voiced_above
        Least confidence of a voiced frame.

    Raises
    ------
    ValueError
        If a cell is no number, or there is no curve; the message gives the line.
    """
    name = "time_s" if "time_s" in table.columns else "time_beats"
    times = table.numbers(name)
    if len(times) and not np.isfinite(times).all():
        line = table.lines[int(np.flatnonzero(~np.isfinite(times))[0])]
        raise ValueError(Sentence("csv.not_finite", line=line, column=table.said.get(name, name)))
    columns = [column for column in table.columns if column not in (name, "voiced")]
    if not columns:
        raise ValueError(Sentence("csv.no_curve"))
    others = [column for column in columns if owner(column, columns) is None]
    voiced = _voiced(table, voiced_above, path)
    base: TimeBase = "s" if name == "time_s" else "beats"
    made = [_curve(column, table, times, base, path, unit, voiced) for column in others]
    for place, column in enumerate(others):
        if (first := named(column)) in table.columns:
            came = _curve(column, table, times, base, path, unit, None, first)
            made[place] = with_original(made[place], came)
    return made


def _voiced(table: Table, least: float | None, path: Path) -> FloatArray | None:
    """Column of zeros where a frame is not voiced, by its flag or by its confidence."""
    voiced = table.numbers("voiced", 0) > 0 if "voiced" in table.columns else None
    if least is not None:
        sure = next((name for name in ("confidence", "voicing") if name in table.columns), None)
        if sure is None:
            raise FormatError(path, Sentence("pitch.no_confidence"))
        high = table.numbers(sure, 0) >= least
        voiced = high if voiced is None else voiced & high
    return None if voiced is None else voiced.astype(np.float64)


def _curve(
    name: str,
    table: Table,
    times: FloatArray,
    base: TimeBase,
    path: Path,
    unit: str | None,
    voiced: FloatArray | None,
    of_column: str = "",
) -> Curve:
    """Curve of a column, or with its name and form that of another one, `of_column`."""
    said = table.said.get(name, name)
    values = table.numbers(of_column or name, np.nan)
    if name == "confidence":
        return curve_of(said if table.has_header else name, times, values, "voicing", "", base)
    if name in ("f0_hz", "pitch"):
        # Our own tables say Hz, and every unvoiced frame by an empty cell.
        is_ours = name == "f0_hz" and said == name and unit is None
        if not is_ours:
            values = _hz(values, name, said, path, unit)
        if voiced is not None:
            values = np.where(voiced > 0, values, np.nan)
        called = TARGETS[name][0] if name in TARGETS else said
        return curve_of(called, times, values, "f0", "Hz", base, fill=not is_ours)
    if name in TARGETS:
        (called, of), target = TARGETS[name], TARGETS[name][0]
        return curve_of(called, times, values, target, of, base)
    return curve_of(said, times, values, said, "", base)


def _hz(values: FloatArray, name: str, said: str, path: Path, unit: str | None) -> FloatArray:
    if unit is None:
        unit, certain = ("Hz", True) if name == "f0_hz" else unit_of(values)
        if not certain:
            say(path, Sentence("pitch.unit_guessed", what=said, unit=unit))
    if unit == "Hz":
        count_guesses(path, values)
    return hz_of(values, unit)


def curve_rows(score: Score, path: Path) -> list[Sequence[object]]:
    """Header and rows of all curves, which must be on one time base.

    Raises
    ------
    FormatError
        If there are no curves, or they are not on one time base.
    """
    curves = list(score.curves.values())
    if not curves:
        raise FormatError(path, Sentence("csv.no_curves"))
    times = curves[0].sample_times()
    for curve in curves[1:]:
        if curve.time != curves[0].time or not np.array_equal(curve.sample_times(), times):
            raise FormatError(path, Sentence("csv.time_bases", first=curves[0].name, other=curve.name))
    column_of = {(target, unit): column for column, (target, unit) in TARGETS.items()}
    names = [column_of.get((curve.name, curve.unit), curve.name) for curve in curves]
    values = [_cells(curve.values) for curve in curves]
    for column, curve in list(zip(names, curves, strict=True)):
        first = named(column)
        if owner(column, names) is not None:
            say(path, Sentence("pitch.original_name", curve=curve.name))
        if (came := on_same_times(curve)) is not None and first not in names:
            names.append(first)
            values.append(_cells(came))
        elif curve.is_edited:
            say_left(path, curve)
    head = f"time_{curves[0].time}"
    return [[head, *names], *zip(times.tolist(), *values, strict=True)]


def _cells(values: NDArray[np.float32]) -> list[str]:
    return ["" if math.isnan(v) else f"{v:.9g}" for v in values.tolist()]


def pitch_text(score: Score, path: Path, curve: str | None, unit: str, header: bool, unvoiced: str) -> str:
    """Table of F0 as programs for pitch have it; see `csv_table.write`."""
    if unvoiced not in UNVOICED:
        raise FormatError(path, Sentence("pitch.choice", name="unvoiced", choices=", ".join(UNVOICED), value=unvoiced))
    frames = frames_of(score, path, curve)
    values, times, voicing = in_unit(frames.hz, unit), frames.times_s, frames.voicing
    known = np.isfinite(frames.hz)
    if unvoiced == "omit":
        values, times, voicing = values[known], times[known], None if voicing is None else voicing[known]
        known = known[known]
    elif unvoiced == "zero" and unit != "coarse":
        values = np.where(known, values, 0.0)
    # Nine digits tell every float32, twelve a time of days to a microsecond.
    columns = [map("{:.12g}".format, times.tolist()), map("{:.9g}".format, values.tolist())]
    if header:
        sure = known.astype(np.float64) if voicing is None else np.nan_to_num(voicing)
        columns.append(map("{:.9g}".format, sure.tolist()))
    head = "time,frequency,confidence\r\n" if header else ""
    return head + "".join([",".join(row) + "\r\n" for row in zip(*columns, strict=True)])
