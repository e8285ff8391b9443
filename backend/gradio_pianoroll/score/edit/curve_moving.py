"""Pieces of curves raised, copied, stretched, emptied, and brought back to what the curve came with."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ...errors import OpError
from ..curve import Curve
from ..immutable import FloatArray
from ..ops import Op, SetCurve
from ..score_data import ScoreData, ScoreT
from .arguments import number
from .changes import applied
from .chosen import Chosen
from .curve_course import MAX_FADE_S
from .curve_pieces import MAX_TIME_S, Piece, changed_pieces, curve_of, faded, pieces, raised, span_of, value_ops
from .curve_scale import index_at, natural, own_time, seconds_of, written
from .span_waves import beside, moved, with_waves

# Closer to a sample than this share of the distance to the next, a time is that sample's.
ON_SAMPLE = 1e-6
MAX_SAMPLES = 100_000_000


def shift_curve(
    score: ScoreT,
    cents: float = 0.0,
    curve: str | None = None,
    *,
    offset: float = 0.0,
    fade_s: float = 0.0,
    span_s: Sequence[float] | None = None,
    ids: Chosen = None,
) -> ScoreT:
    """Raise a curve: pitches by cents, others by their own unit.

    Parameters
    ----------
    score
        Stays as it is.
    cents
        Up when positive; of curves in Hz or semitones.
    curve
        Its name; None: the F0.
    offset
        In the unit of a curve that is not in Hz.
    fade_s
        The change comes and goes over so long at both ends, so that nothing leaps to what is beside.
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
    >>> score = Score(curves={"f0": Curve("f0", [220, 220, 220], hop=0.1, target="f0", unit="Hz")})
    >>> edit.shift_curve(score, 1200, span_s=(0.1, 0.2)).curves["f0"].values.tolist()
    [220.0, 440.0, 220.0]
    """
    found = curve_of(score, curve)
    by = raised(found, cents, offset)
    fade_s = number("fade_s", fade_s, 0, MAX_FADE_S)

    def change(piece: Piece, times: FloatArray, x: FloatArray) -> FloatArray:
        return np.asarray(x + faded(piece, times, np.full(len(x), by), fade_s))

    return applied(score, changed_pieces(score, found, pieces(score, found, span_s, ids), change))


def copy_curve(
    score: ScoreT,
    span_s: Sequence[float],
    to_s: float,
    curve: str | None = None,
    *,
    length_s: float | None = None,
    cents: float = 0.0,
    offset: float = 0.0,
    cut: bool = False,
) -> ScoreT:
    """Copy a piece of a curve to another time: stretched, raised, and taken away where it was, if asked.

    Its gaps come along. Between two samples a value lies on the line between them, in semitones where the curve is in
    Hz. Where the copy ends beyond the curve, the curve becomes longer.

    Parameters
    ----------
    score
        Stays as it is.
    span_s
        Begin and end of the piece in seconds.
    to_s
        Where the copy begins.
    curve
        Its name; None: the F0.
    length_s
        How long the copy is; None: as long as the piece.
    cents, offset
        How much higher, as in `shift_curve`.
    cut
        What the copy does not cover of the piece becomes a gap.

    Raises
    ------
    OpError
        If an argument cannot be; the message names it.

    Examples
    --------
    >>> from gradio_pianoroll import Curve, Score
    >>> from gradio_pianoroll.score import edit
    >>> score = Score(curves={"f0": Curve("f0", [220, 230, 240, 250], hop=0.1, target="f0", unit="Hz")})
    >>> edit.copy_curve(score, (0, 0.2), 0.2).curves["f0"].values.tolist()
    [220.0, 230.0, 220.0, 230.0]
    >>> edit.copy_curve(score, (0, 0.2), 0.2, cut=True).curves["f0"].values.tolist()
    [nan, nan, 220.0, 230.0]
    """
    found = curve_of(score, curve)
    start, end = span_of("span_s", span_s)
    to = number("to_s", to_s, -MAX_TIME_S, MAX_TIME_S)
    length = end - start if length_s is None else number("length_s", length_s, 1e-6, MAX_TIME_S)
    by = raised(found, cents, offset)
    return applied(score, _copy_ops(score, found, (start, end), (to, to + length), by, bool(cut)))


def stretch_curve(
    score: ScoreT,
    span_s: Sequence[float],
    to_span_s: Sequence[float],
    curve: str | None = None,
) -> ScoreT:
    """Stretch a piece of a curve: what lay in `span_s` lies in `to_span_s`, and what it left is a gap.

    Parameters
    ----------
    score
        Stays as it is.
    span_s, to_span_s
        Begin and end in seconds, before and after.
    curve
        Its name; None: the F0.

    Raises
    ------
    OpError
        If an argument cannot be; the message names it.
    """
    found = curve_of(score, curve)
    before, after = span_of("span_s", span_s), span_of("to_span_s", to_span_s)
    return applied(score, _copy_ops(score, found, before, after, 0.0, True))


def clear_curve(
    score: ScoreT, curve: str | None = None, *, span_s: Sequence[float] | None = None, ids: Chosen = None
) -> ScoreT:
    """Make a piece of a curve a gap; free points go.

    Parameters
    ----------
    score
        Stays as it is.
    curve
        Its name; None: the F0.
    span_s, ids
        A span in seconds, or notes; neither: the whole curve.

    Raises
    ------
    OpError
        If an argument cannot be; the message names it.
    """
    found = curve_of(score, curve)
    where = pieces(score, found, span_s, ids)
    rest = beside(found, [(piece.first, piece.end) for piece in where])
    if found.times is None:
        values = found.values.copy()
        for piece in where:
            values[piece.first : piece.end] = np.nan
        return applied(score, with_waves(found, value_ops(found, values, where), rest))
    keep = _outside(where, len(found))
    ops: list[Op] = [] if keep.all() else [SetCurve(found.name, found.edited(found.values[keep], found.times[keep]))]
    return applied(score, with_waves(found, ops, rest))


def reset_curve(
    score: ScoreT, curve: str | None = None, *, span_s: Sequence[float] | None = None, ids: Chosen = None
) -> ScoreT:
    """Bring a curve back to what it came with (`Curve.original`), byte for byte.

    Parameters
    ----------
    score
        Stays as it is.
    curve
        Its name; None: the F0.
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
    >>> score = Score(curves={"f0": Curve("f0", [220, 230, 240], hop=0.1, target="f0", unit="Hz")})
    >>> raised = edit.shift_curve(score, 300)
    >>> edit.reset_curve(raised).curves["f0"] == score.curves["f0"]
    True
    """
    found = curve_of(score, curve)
    if not found.is_edited and not found.vibratos:
        return score
    if span_s is None and ids is None and len(found.original) != len(found):
        return applied(score, with_waves(found, [SetCurve(found.name, found.as_original())], ()))
    where = pieces(score, found, span_s, ids)
    rest = beside(found, [(piece.first, piece.end) for piece in where])
    if not found.is_edited:  # A vibrato where nothing sounds moves no value, but it is kept.
        return applied(score, with_waves(found, [], rest))
    if found.times is not None:
        ops = _reset_points(score, found, where if span_s is not None or ids is not None else None)
        return applied(score, with_waves(found, ops, rest))
    original = np.full(len(found), np.nan, np.float32)
    n = min(len(found), len(found.original))
    original[:n] = found.original[:n]
    values = found.values.copy()
    for piece in where:
        values[piece.first : piece.end] = original[piece.first : piece.end]
    return applied(score, with_waves(found, value_ops(found, values, where), rest))


def _reset_points(score: ScoreData, curve: Curve, where: list[Piece] | None) -> list[Op]:
    """Points in the spans give way to those that the curve came with there."""
    original = curve.as_original()
    if where is None:
        return [SetCurve(curve.name, original)]
    came, have = seconds_of(score, original), seconds_of(score, curve)
    back, keep = np.zeros(len(came), bool), np.ones(len(have), bool)
    for piece in where:
        back |= (came >= piece.start_s) & (came < piece.end_s)
        keep &= (have < piece.start_s) | (have >= piece.end_s)
    times = np.concatenate((curve.sample_times()[keep], original.sample_times()[back]))
    values = np.concatenate((curve.values[keep], original.values[back]))
    order = np.argsort(times, kind="stable")
    after = curve.edited(values[order], times[order])
    return [] if after.same(curve) else [SetCurve(curve.name, after)]


def _outside(where: Sequence[Piece], count: int) -> NDArray[np.bool_]:
    keep = np.ones(count, bool)
    for piece in where:
        keep[piece.first : piece.end] = False
    return keep


def _copy_ops(
    score: ScoreData, curve: Curve, span: tuple[float, float], to: tuple[float, float], by: float, cut: bool
) -> list[Op]:
    first, end = (index_at(curve, own_time(score, curve, at)) for at in span)
    if first >= end:
        raise OpError(f"span_s: curve {curve.name!r} has no samples between {span[0]:g} and {span[1]:g} s", "span_s")
    scale = (span[1] - span[0]) / (to[1] - to[0])
    if curve.times is not None:
        target = tuple(index_at(curve, own_time(score, curve, at)) for at in to)
        waves = moved(score, curve, ((first, end), (target[0], target[1])), span, to, cut)
        return with_waves(curve, _copy_points(score, curve, (first, end), span, to, by, cut), waves)
    last_own = own_time(score, curve, to[1])
    place = (last_own - curve.start) / curve.hop
    if place > MAX_SAMPLES:
        raise OpError(f"to_s: curve {curve.name!r} would have more than {MAX_SAMPLES} samples", "to_s")
    n = max(len(curve), int(np.ceil(place - 1e-9)))
    values = np.full(n, np.nan, np.float32)
    values[: len(curve)] = curve.values
    if cut:
        values[first:end] = np.nan
    longer = curve if n == len(curve) else curve.edited(values)
    to_first, to_end = index_at(longer, own_time(score, curve, to[0])), index_at(longer, last_own)
    if to_first >= to_end:
        raise OpError(f"to_s: curve {curve.name!r} has no samples between {to[0]:g} and {to[1]:g} s", "to_s")
    at = span[0] + (seconds_of(score, longer, to_first, to_end) - to[0]) * scale
    values[to_first:to_end] = _read(curve, seconds_of(score, curve, first, end), curve.values[first:end], at, by)
    waves = moved(score, curve, ((first, end), (to_first, to_end)), span, to, cut)
    if n > len(curve):
        return with_waves(curve, [SetCurve(curve.name, curve.edited(values))], waves)
    low, high = (min(first, to_first), max(end, to_end)) if cut else (to_first, to_end)
    return with_waves(curve, value_ops(curve, values, [Piece(low, high, 0.0, 0.0)]), waves)


def _read(
    curve: Curve, times: FloatArray, values: NDArray[np.float32], at: FloatArray, by: float
) -> NDArray[np.float32]:
    """Values at other times: on a sample its own, between two on the line, beside a gap the nearer."""
    last = len(times) - 1
    left = np.clip(np.searchsorted(times, at, side="right") - 1, 0, last)
    right = np.minimum(left + 1, last)
    width = times[right] - times[left]
    share = np.clip(np.divide(at - times[left], width, out=np.zeros(len(at)), where=width > 0), 0, 1)
    left, share = np.where(share > 1 - ON_SAMPLE, right, left), np.where(share > 1 - ON_SAMPLE, 0, share)
    share[share < ON_SAMPLE] = 0
    x = natural(curve, values)
    a, b = x[left], x[right]
    line = a + (b - a) * share
    made = np.where(np.isnan(line), np.where(share < 0.5, a, b), line)
    read = written(curve, made + by)
    same = (share == 0) & (by == 0)
    read[same] = values[left[same]]
    return read


def _copy_points(
    score: ScoreData, curve: Curve, piece: tuple[int, int], span: Any, to: Any, by: float, cut: bool
) -> list[Op]:
    first, end = piece
    scale = (to[1] - to[0]) / (span[1] - span[0])
    moved_s = to[0] + (seconds_of(score, curve, first, end) - span[0]) * scale
    moved = moved_s if curve.time == "s" else score.tempo_map.beats_at(moved_s)
    have_s = seconds_of(score, curve)
    keep = (have_s < to[0]) | (have_s >= to[1])
    if cut:
        keep[first:end] = False
    new = written(curve, natural(curve, curve.values[first:end]) + by) if by else curve.values[first:end]
    times = np.concatenate((curve.sample_times()[keep], moved))
    values = np.concatenate((curve.values[keep], new))
    order = np.argsort(times, kind="stable")
    after = curve.edited(values[order], times[order])
    return [] if after.same(curve) else [SetCurve(curve.name, after)]
