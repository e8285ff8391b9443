"""Curves drawn through points, and over gaps: held, straight, or bent without overshooting."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from ...errors import OpError
from ..curve import Curve
from ..immutable import FloatArray
from ..ops import Op, SetCurve
from ..problems import shown
from ..score_data import ScoreData, ScoreT
from .arguments import choice, is_list, number
from .changes import applied
from .chosen import Chosen
from .curve_pieces import MAX_TIME_S, Piece, curve_of, pieces, value_ops
from .curve_scale import SAME_SAMPLE, index_at, is_in_hz, natural, own_time, seconds_of, written

SHAPES = ("line", "hold", "spline")
# How far apart the points are that a bend makes in a curve of free points.
BEND_S = 0.01


def draw_curve(
    score: ScoreT,
    points: Sequence[Sequence[float]],
    curve: str | None = None,
    *,
    shape: str | Sequence[str] = "line",
) -> ScoreT:
    """Draw a curve through points; two of them make a straight line.

    Samples from the first point to the last take the line's values, gaps too. Straight means straight in semitones
    where the curve is in Hz.

    Parameters
    ----------
    score
        Stays as it is.
    points
        (time in seconds, value in the unit of the curve), ascending, two at least.
    curve
        Its name; None: the F0.
    shape
        ``"line"``, ``"hold"`` (the value stays until the next point), or ``"spline"`` (the monotone cubic of Fritsch
        and Butland, 1984, which goes beyond no point); or one for each stretch between two points.

    Raises
    ------
    OpError
        If an argument cannot be; the message names it.

    Examples
    --------
    >>> from gradio_pianoroll import Curve, Score
    >>> from gradio_pianoroll.score import edit
    >>> score = Score(curves={"f0": Curve("f0", [float("nan")] * 5, hop=0.1, target="f0", unit="Hz")})
    >>> edit.draw_curve(score, [(0.1, 220), (0.3, 440)]).curves["f0"].values.round().tolist()
    [nan, 220.0, 311.0, 440.0, nan]
    """
    found = curve_of(score, curve)
    times, x = _points(found, points)
    shapes = _shapes(shape, len(times) - 1)
    if found.is_uniform:
        first = index_at(found, own_time(score, found, float(times[0])))
        beyond = np.nextafter(times[-1], np.inf) + SAME_SAMPLE * 4
        end = index_at(found, own_time(score, found, float(beyond)))
        if first >= end:
            raise OpError(
                f"points: curve {found.name!r} has no samples between {times[0]:g} and {times[-1]:g} s", "points"
            )
        values = found.values.copy()
        at = np.clip(seconds_of(score, found, first, end), times[0], times[-1])
        values[first:end] = written(found, drawn(times, x, shapes, at))
        return applied(score, value_ops(found, values, [Piece(first, end, float(times[0]), float(times[-1]))]))
    return applied(score, _with_points(score, found, times, x, shapes))


def fill_gaps(
    score: ScoreT,
    curve: str | None = None,
    *,
    max_gap_s: float | None = None,
    shape: str = "line",
    span_s: Sequence[float] | None = None,
    ids: Chosen = None,
) -> ScoreT:
    """Fill gaps of a curve from what is beside them, F0 in semitones. What has no value on one side stays a gap.

    Parameters
    ----------
    score
        Stays as it is.
    curve
        Its name; None: the F0.
    max_gap_s
        Gaps that are longer from sample to sample stay; None: all are filled.
    shape
        ``"line"``, ``"hold"``, or ``"spline"``, which goes on from the course of what is beside.
    span_s, ids
        A span in seconds, or notes; neither: the whole curve.

    Raises
    ------
    OpError
        If an argument cannot be; the message names it.

    Examples
    --------
    >>> from gradio_pianoroll import Curve, Score
    >>> from gradio_pianoroll.score import edit
    >>> nan = float("nan")
    >>> score = Score(curves={"f0": Curve("f0", [nan, 220, nan, 440], target="f0", unit="Hz")})
    >>> edit.fill_gaps(score).curves["f0"].values.round().tolist()
    [nan, 220.0, 311.0, 440.0]
    """
    found = curve_of(score, curve)
    choice("shape", shape, SHAPES)
    longest = np.inf if max_gap_s is None else number("max_gap_s", max_gap_s, 0, MAX_TIME_S)
    where = pieces(score, found, span_s, ids)
    x, times = natural(found, found.values), seconds_of(score, found)
    known = np.flatnonzero(~np.isnan(x))
    inside = np.zeros(len(x), bool)
    for piece in where:
        inside[piece.first : piece.end] = True
    gaps = np.flatnonzero(np.isnan(x) & inside)
    if len(known) < 2 or not len(gaps):
        return score
    after = np.searchsorted(known, gaps)
    between = (after > 0) & (after < len(known))
    gaps, after = gaps[between], after[between]
    wide = times[known[after]] - times[known[after - 1]]
    gaps = gaps[wide <= longest + SAME_SAMPLE]
    if not len(gaps):
        return score
    values = found.values.copy()
    at_once, places = np.unique(times[known], return_index=True)
    shapes = _shapes(shape, len(at_once) - 1)
    values[gaps] = written(found, drawn(at_once, x[known][places], shapes, times[gaps]))
    return applied(score, value_ops(found, values, where))


def drawn(times: FloatArray, x: FloatArray, shapes: Sequence[str], at: FloatArray) -> FloatArray:
    """Values at times between the first point and the last; of two points at one time the later holds from there on."""
    place = np.clip(np.searchsorted(times, at, side="right") - 1, 0, len(times) - 2)
    begin, width, low, high = times[place], times[place + 1] - times[place], x[place], x[place + 1]
    share = np.divide(at - begin, width, out=np.ones(len(at)), where=width > 0)
    made = np.where(share >= 1, high, low + (high - low) * share)
    kinds = np.array(shapes)[place]
    if (kinds == "spline").any():
        slope = slopes(times, x)
        h00, h10 = (1 + 2 * share) * (1 - share) ** 2, share * (1 - share) ** 2
        h01, h11 = share**2 * (3 - 2 * share), share**2 * (share - 1)
        bent = h00 * low + h10 * width * slope[place] + h01 * high + h11 * width * slope[place + 1]
        made = np.where(kinds == "spline", bent, made)
    return np.where((kinds == "hold") & (share < 1), low, made)


def slopes(times: FloatArray, x: FloatArray) -> FloatArray:
    """Slope at each point of the monotone cubic (Fritsch and Butland, SIAM J. Sci. Stat. Comput. 5, 1984)."""
    width = np.diff(times)
    rise = np.divide(np.diff(x), width, out=np.zeros(len(width)), where=width > 0)
    if len(rise) == 1:
        return np.array([rise[0], rise[0]])
    slope = np.zeros(len(x))
    w1, w2 = 2 * width[1:] + width[:-1], width[1:] + 2 * width[:-1]
    level = (rise[1:] * rise[:-1] <= 0) | (w1 + w2 == 0)
    with np.errstate(divide="ignore", invalid="ignore"):
        slope[1:-1] = np.where(level, 0, (w1 + w2) / (w1 / rise[:-1] + w2 / rise[1:]))
    slope[0] = _end_slope(width[0], width[1], rise[0], rise[1])
    slope[-1] = _end_slope(width[-1], width[-2], rise[-1], rise[-2])
    return slope


def _end_slope(near: float, far: float, rise: float, next_rise: float) -> float:
    if near + far == 0:
        return 0.0
    slope = ((2 * near + far) * rise - near * next_rise) / (near + far)
    if np.sign(slope) != np.sign(rise):
        return 0.0
    if np.sign(rise) != np.sign(next_rise) and abs(slope) > 3 * abs(rise):
        return float(3 * rise)
    return float(slope)


def _points(curve: Curve, points: Any) -> tuple[FloatArray, FloatArray]:
    if not is_list(points) or len(points) < 2 or not all(is_list(point, 2) for point in points):
        raise OpError(f"points must be two or more pairs of time and value, not {shown(points)}", "points")
    times, values = [], []
    lowest = 1e-6 if is_in_hz(curve) else -1e9
    for time, value in points:
        times.append(number("points", time, -MAX_TIME_S, MAX_TIME_S))
        values.append(number("points", value, lowest, 1e9))
        if len(times) > 1 and times[-1] < times[-2]:
            raise OpError(f"points must ascend; look at the one at {times[-1]:g} s", "points")
    if times[-1] <= times[0]:
        raise OpError("points must not all lie at one time", "points")
    x = np.array(values)
    return np.array(times), 69 + 12 * np.log2(x / 440) if is_in_hz(curve) else x


def _shapes(shape: Any, count: int) -> list[str]:
    if isinstance(shape, str):
        return [choice("shape", shape, SHAPES)] * count
    if not is_list(shape, count):
        raise OpError(f"shape must be one word, or {count}, one for each stretch, not {shown(shape)}", "shape")
    return [choice("shape", one, SHAPES) for one in shape]


def _with_points(score: ScoreData, curve: Curve, times: FloatArray, x: FloatArray, shapes: list[str]) -> list[Op]:
    """Free points in the span give way to those of the line; a bend becomes many."""
    new_t: list[float] = [float(times[0])]
    new_x: list[float] = [float(x[0])]
    for i, shape in enumerate(shapes):
        begin, end = float(times[i]), float(times[i + 1])
        if shape == "hold" and end > begin:
            new_t.append(end)
            new_x.append(float(x[i]))
        elif shape == "spline":
            count = max(1, int(np.ceil((end - begin) / BEND_S - SAME_SAMPLE)))
            between = begin + BEND_S * np.arange(1, count, dtype=np.float64)
            new_t += between.tolist()
            new_x += drawn(times, x, shapes, between).tolist()
        new_t.append(end)
        new_x.append(float(x[i + 1]))
    own = np.array([own_time(score, curve, t) for t in new_t]) if curve.time == "beats" else np.array(new_t)
    old_t = curve.sample_times()
    outside = (old_t < own[0]) | (old_t > own[-1])
    place = int(np.searchsorted(old_t[outside], own[0]))
    all_t = np.insert(old_t[outside], place, own)
    values = np.insert(curve.values[outside], place, written(curve, np.array(new_x)))
    return [SetCurve(curve.name, curve.edited(values, all_t))]
