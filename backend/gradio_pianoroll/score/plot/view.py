"""What of a score a picture shows: its span of time, its rows, and the way from both to coordinates."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

from ...errors import ScoreError
from ..curve import Curve
from ..immutable import FloatArray
from ..notes.table import NoteTable
from ..score_data import ScoreData

TimeAxis = Literal["beats", "seconds"]
# Rows around the outermost notes, and at least in all: a single note is no stripe.
MARGIN_ROWS = 2
FEWEST_ROWS = 12


@dataclass(frozen=True, eq=False)
class View:
    """Span and rows of a picture, and its horizontal axis, in beats or in seconds."""

    score: ScoreData
    time: TimeAxis
    start: float
    end: float
    low: int
    high: int
    shown: NDArray[np.intp]

    @cached_property
    def notes(self) -> NoteTable:
        """Notes that are shown, in the order of time."""
        return self.score.notes.take(self.shown)

    @cached_property
    def span_beats(self) -> tuple[float, float]:
        """Start and end in beats."""
        if self.time == "beats":
            return self.start, self.end
        start, end = self.score.tempo_map.beats_at([self.start, self.end])
        return float(start), float(end)

    def span_of(self, curve: Curve) -> tuple[float, float]:
        """Start and end in the unit of a curve's times."""
        if curve.time == "beats":
            return self.span_beats
        if self.time == "seconds":
            return self.start, self.end
        start, end = self.score.tempo_map.seconds_at([self.start, self.end])
        return float(start), float(end)

    def x_of_beats(self, beats: ArrayLike) -> FloatArray:
        """Horizontal coordinates of beats."""
        return np.asarray(beats, np.float64) if self.time == "beats" else self.score.tempo_map.seconds_at(beats)

    def x_of_seconds(self, seconds: ArrayLike) -> FloatArray:
        """Horizontal coordinates of seconds."""
        return np.asarray(seconds, np.float64) if self.time == "seconds" else self.score.tempo_map.beats_at(seconds)

    def x_of_times(self, curve: Curve, times: FloatArray) -> FloatArray:
        """Horizontal coordinates of some times of a curve."""
        return self.x_of_beats(times) if curve.time == "beats" else self.x_of_seconds(times)


def view_of(
    score: ScoreData,
    time: TimeAxis,
    span: tuple[float, float] | None,
    pitches: tuple[int, int] | None,
    tracks: Sequence[int] | None,
) -> View:
    """View of the whole score, or of what was asked for.

    Raises
    ------
    ScoreError
        If the span or the rows are empty or no numbers, or there is no such track.
    """
    if time not in ("beats", "seconds"):
        raise ScoreError(f'time must be "beats" or "seconds", not {time!r}')
    start, end = _span(score, time, span)
    notes = score.notes
    onset, stop = notes.onset_beats, notes.end_beats
    if time == "seconds":
        onset, stop = score.tempo_map.seconds_at(onset), score.tempo_map.seconds_at(stop)
    inside = (stop > start) & (onset < end)
    if tracks is not None:
        inside &= np.isin(notes.track, _track_numbers(score, tracks))
    if pitches is not None:
        low, high = _rows(pitches)
        inside &= (notes.pitch >= low) & (notes.pitch <= high)
    shown = np.flatnonzero(inside)
    view = View(score, time, start, end, 0, 127, shown)
    if pitches is None:
        low, high = _rows_of_content(view)
    return View(score, time, start, end, low, high, shown)


def two_numbers(value: Any) -> tuple[float, float] | None:
    """Two finite numbers; None when it is something else."""
    try:
        first, second = (float(number) for number in value)
    except (TypeError, ValueError, OverflowError):
        return None
    return (first, second) if np.isfinite(first) and np.isfinite(second) else None


def semitones(hz: ArrayLike) -> FloatArray:
    """MIDI pitches of frequencies; NaN where there is none."""
    values = np.asarray(hz, np.float64)
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(values > 0, 69 + 12 * np.log2(np.maximum(values, 1e-9) / 440.0), np.nan)


def f0_curves(score: ScoreData) -> list[Curve]:
    """Visible curves of F0 in Hz."""
    return [curve for curve in score.curves.values() if curve.target == "f0" and curve.style.get("visible", True)]


def _span(score: ScoreData, time: TimeAxis, span: tuple[float, float] | None) -> tuple[float, float]:
    if span is None:
        end_beats = max(score.end_beats, _curves_end_beats(score))
        # To the end of the bar, as the roll shows it.
        bar = score.tempo_map.bar_at(max(end_beats - 1e-6, 0.0)).bar
        end_beats = max(end_beats, score.tempo_map.bar_start(bar + 1))
        return 0.0, end_beats if time == "beats" else float(score.tempo_map.seconds_at(end_beats))
    edges = two_numbers(span)
    if edges is None or not edges[0] < edges[1]:
        raise ScoreError(f"span must be two numbers of {time}, the first below the second, not {span!r}")
    return edges


def _curves_end_beats(score: ScoreData) -> float:
    ends = [0.0]
    for curve in f0_curves(score):
        if len(curve):
            last = float(curve.sample_times()[-1])
            ends.append(last if curve.time == "beats" else float(score.tempo_map.beats_at(last)))
    return max(ends)


def _rows(pitches: tuple[int, int]) -> tuple[int, int]:
    edges = two_numbers(pitches)
    if edges is None or not 0 <= edges[0] <= edges[1] <= 127 or any(edge % 1 for edge in edges):
        raise ScoreError(f"pitches must be two whole numbers of 0 to 127, the lower first, not {pitches!r}")
    return int(edges[0]), int(edges[1])


def _track_numbers(score: ScoreData, tracks: Sequence[int]) -> NDArray[np.int64]:
    highest = max(len(score.tracks) - 1, int(score.notes.track.max(initial=0)))
    listed = [] if isinstance(tracks, str) or not isinstance(tracks, Iterable) else list(tracks)
    for number in listed:
        if isinstance(number, bool) or not isinstance(number, int | np.integer) or not 0 <= number <= highest:
            raise ScoreError(f"tracks: there is no track {number!r}; they are numbered from 0 to {highest}")
    if not listed:
        raise ScoreError(f"tracks must be a list of numbers of tracks, not {tracks!r}")
    return np.array(listed, np.int64)


def _rows_of_content(view: View) -> tuple[int, int]:
    found = [view.notes.pitch.astype(np.float64)]
    for curve in f0_curves(view.score):
        times, (start, end) = curve.sample_times(), view.span_of(curve)
        values = semitones(curve.values[(times >= start) & (times <= end)])
        values = values[np.isfinite(values)]
        if len(values):
            # One wild frame must not press the rest flat.
            found.append(np.percentile(values, (0.5, 99.5)))
    every = np.concatenate(found)
    low, high = (float(every.min()), float(every.max())) if len(every) else (60.0, 71.0)
    low, high = np.floor(low) - MARGIN_ROWS, np.ceil(high) + MARGIN_ROWS
    missing = FEWEST_ROWS - (high - low + 1)
    if missing > 0:
        low, high = low - missing // 2, high + (missing + 1) // 2
    return int(max(low, 0)), int(min(high, 127))
