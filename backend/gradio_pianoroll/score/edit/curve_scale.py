"""Samples of a curve: their scale, their times, and which lie under which notes.

Pitch is worked on in semitones whatever its unit, everything else in its own unit. A sample that is undefined (NaN, in
Hz also what is not positive) is a gap.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from ..curve import Curve
from ..immutable import FloatArray, RowArray
from ..score_data import ScoreData

# What arithmetic left a hair before a sample is that sample.
SAME_SAMPLE = 1e-9
SEMITONE_UNITS = ("midi", "semitone", "semitones", "note")


def pitch_curve(score: ScoreData) -> Curve | None:
    """F0 of the score: its first curve of that target; None when it has none."""
    return next((curve for curve in score.curves.values() if curve.target == "f0"), None)


def is_in_hz(curve: Curve) -> bool:
    """True if values are frequencies: they are worked on in semitones."""
    return curve.unit.lower() == "hz"


def is_pitch(curve: Curve) -> bool:
    """True if cents say something of the values."""
    return is_in_hz(curve) or curve.unit.lower() in SEMITONE_UNITS


def natural(curve: Curve, values: NDArray[np.float32]) -> FloatArray:
    """Values in semitones where they are frequencies, else as they are; NaN in gaps."""
    x = values.astype(np.float64)
    if not is_in_hz(curve):
        return np.where(np.isfinite(x), x, np.nan)
    return 69 + 12 * np.log2(np.where((x > 0) & np.isfinite(x), x, np.nan) / 440)


def written(curve: Curve, x: FloatArray) -> NDArray[np.float32]:
    """Values of the curve from those that `natural` gives."""
    values = 440 * np.exp2((x - 69) / 12) if is_in_hz(curve) else x
    with np.errstate(over="ignore"):
        return values.astype(np.float32)


def own_time(score: ScoreData, curve: Curve, seconds: float) -> float:
    """Time in the unit of the curve."""
    return seconds if curve.time == "s" else float(score.tempo_map.beats_at(seconds))


def index_at(curve: Curve, time: float) -> int:
    """Place of the first sample at or after a time of the curve's own."""
    n = len(curve)
    if curve.times is not None:
        return int(np.searchsorted(curve.times, time))
    place = (time - curve.start) / curve.hop - SAME_SAMPLE
    return 0 if place <= 0 else n if place > n else min(n, math.ceil(place))


def seconds_of(score: ScoreData, curve: Curve, first: int = 0, end: int | None = None) -> FloatArray:
    """Seconds of samples `first` up to `end`."""
    end = len(curve) if end is None else end
    times = curve.times[first:end] if curve.times is not None else curve.start + np.arange(first, end) * curve.hop
    return np.asarray(times if curve.time == "s" else score.tempo_map.seconds_at(times), np.float64)


def voiced_shares(curve: Curve, first: RowArray, end: RowArray) -> FloatArray:
    """Share of samples with a value in each range of samples; 0 where there are none."""
    known = np.concatenate(([0], np.cumsum(~np.isnan(natural(curve, curve.values)))))
    count = end - first
    shares: FloatArray = np.divide(known[end] - known[first], count, out=np.zeros(len(count)), where=count > 0)
    return shares


def samples_under(score: ScoreData, curve: Curve, rows: RowArray) -> tuple[RowArray, RowArray]:
    """Samples under notes, of each the first and the one after the last."""
    notes = score.notes
    times = (notes.onset_beats[rows], notes.end_beats[rows])
    if curve.time == "s":
        times = (score.tempo_map.seconds_at(times[0]), score.tempo_map.seconds_at(times[1]))
    found = [np.array([index_at(curve, t) for t in own.tolist()], np.int64) for own in times]
    return found[0], found[1]
