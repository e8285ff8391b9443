"""A score with as few digits and keys as it needs."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from typing import Any, TypeVar

import numpy as np

from .cleanup import cleanup_piano_roll_data
from .curve import Curve
from .dictform.compact import compact_dict, compact_notes
from .immutable import FloatArray
from .notes.table import NoteTable, columns_of
from .same_form import in_form_of, note_list
from .score import Score
from .segment import Segment
from .ticks import MAX_BEATS, settle

Data = TypeVar("Data")
MAX_PRECISION = 12


def optimize_frontend_data(data: Data, precision: int = 3) -> Data:
    """Round numbers and leave out what a reader would fill in by itself.

    Reading the result gives the same score within half a unit of the last digit kept: notes in the unit that they are
    written in (pixels, as a rule; also for a `Score`, at its own zoom), curves in theirs, segments in seconds.

    Parameters
    ----------
    data
        The dict form, a `Score` or the value of a piano roll; stays as it is.
    precision
        Digits after the point, 0 to 12. What would become nothing (a very short note) keeps all its digits.

    Returns
    -------
    dict, Score or PianoRollValue
        A copy in the form of `data`. In the dict form without the times that follow from others, and without keys
        whose value is the default (velocity 100, 4/4, empty texts …).

    Raises
    ------
    TypeError
        If `data` is none of these.
    ValueError
        If `precision` is not a whole number from 0 to 12.

    Examples
    --------
    >>> from gradio_pianoroll.performance import optimize_frontend_data
    >>> note = {"start": 26.66666667, "duration": 80.0, "pitch": 60, "velocity": 100}
    >>> optimize_frontend_data({"notes": [note], "tempo": 90}, precision=2)
    {'notes': [{'start': 26.67, 'duration': 80, 'pitch': 60}], 'tempo': 90}
    """
    if isinstance(precision, bool) or not isinstance(precision, int) or not 0 <= precision <= MAX_PRECISION:
        raise ValueError(f"precision must be a whole number from 0 to {MAX_PRECISION}, not {precision!r}")

    def of_score(score: Score) -> Score:
        return _compact_score(cleanup_piano_roll_data(score), precision)

    def of_dict(given: Mapping[str, Any]) -> dict[str, Any]:
        # The notes are copied once, while they are made shorter.
        rest = cleanup_piano_roll_data({key: value for key, value in given.items() if key != "notes"})
        notes = {"notes": compact_notes(note_list(given), precision)} if "notes" in given else {}
        return notes | compact_dict(rest, precision)

    return in_form_of(data, of_score, of_dict)


def _compact_score(score: Score, precision: int) -> Score:
    zoom = score.pixels_per_beat
    return score.replace(
        notes=_compact_table(score.notes, zoom, precision),
        curves={name: _compact_curve(curve, zoom, precision) for name, curve in score.curves.items()},
        segments=tuple(_compact_segment(segment, precision) for segment in score.segments),
    )


def _rounded_beats(beats: FloatArray, pixels_per_beat: float, precision: int) -> FloatArray:
    with np.errstate(over="ignore", invalid="ignore"):
        rounded = settle(np.round(beats * pixels_per_beat, precision) / pixels_per_beat)
    return np.where(np.isfinite(rounded), rounded, beats)


def _compact_table(table: NoteTable, pixels_per_beat: float, precision: int) -> NoteTable:
    onset = _rounded_beats(table.onset_beats, pixels_per_beat, precision)
    duration = _rounded_beats(table.duration_beats, pixels_per_beat, precision)
    duration = np.where(duration > 0, duration, table.duration_beats)
    beyond = onset + duration > MAX_BEATS
    onset, duration = np.where(beyond, table.onset_beats, onset), np.where(beyond, table.duration_beats, duration)
    if np.array_equal(onset, table.onset_beats) and np.array_equal(duration, table.duration_beats):
        return table
    return NoteTable.from_columns(**(columns_of(table) | {"onset_beats": onset, "duration_beats": duration}))


def _compact_curve(curve: Curve, pixels_per_beat: float, precision: int) -> Curve:
    return curve.changed_whole(lambda one: _rounded_curve(one, pixels_per_beat, precision))


def _rounded_curve(curve: Curve, pixels_per_beat: float, precision: int) -> Curve:
    values = np.round(curve.values.astype(np.float64), precision).astype(np.float32)
    times = curve.times
    if times is not None:
        beats = curve.time == "beats"
        times = _rounded_beats(times, pixels_per_beat, precision) if beats else np.round(times, precision)
    return dataclasses.replace(curve, values=values, times=times)


def _compact_segment(segment: Segment, precision: int) -> Segment:
    start, end = round(segment.start, precision), round(segment.end, precision)
    if end <= start:
        start, end = segment.start, segment.end
    confidence = None if segment.confidence is None else round(segment.confidence, precision)
    return dataclasses.replace(segment, start=start, end=end, confidence=confidence)
