"""Pieces of a curve that an operation is for, and what changes them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ...errors import OpError
from ..curve import Curve
from ..immutable import FloatArray
from ..ops import CurveRange, Op, SetCurve
from ..problems import shown
from ..score_data import ScoreData
from .arguments import is_list, number
from .chosen import Chosen, chosen_rows
from .curve_scale import index_at, is_in_hz, is_pitch, natural, own_time, pitch_curve, seconds_of, written

MAX_TIME_S = 1e9
Change = Callable[["Piece", FloatArray, FloatArray], FloatArray]


@dataclass(frozen=True)
class Piece:
    """Samples `first` up to `end` of a curve, from `start_s` to `end_s`; `row` is the note above, -1 for none."""

    first: int
    end: int
    start_s: float
    end_s: float
    row: int = -1


def curve_of(score: ScoreData, name: str | None) -> Curve:
    """Curve of this name; None: the F0 of the score.

    Raises
    ------
    OpError
        If there is none.
    """
    if name is None:
        found = pitch_curve(score)
        if found is None:
            raise OpError("curve: the score has no F0; name another curve", "curve")
        return found
    if not isinstance(name, str) or name not in score.curves:
        raise OpError(f"curve {shown(name)} does not exist", "curve")
    return score.curves[name]


def raised(curve: Curve, cents: Any, offset: Any, name: str = "cents") -> float:
    """Semitones, or units of the curve, by which it becomes higher: cents are of pitches alone.

    Raises
    ------
    OpError
        If cents are given for a curve without pitches, or both.
    """
    by_cents, by_offset = number(name, cents, -24_000, 24_000), number("offset", offset, -1e9, 1e9)
    if by_cents and not is_pitch(curve):
        raise OpError(f"{name}: curve {curve.name!r} has no pitches; give offset in its own unit", name)
    if by_offset and is_in_hz(curve):
        raise OpError(f"offset: curve {curve.name!r} is in Hz; give {name}", "offset")
    return by_cents / 100 + by_offset


def span_of(name: str, value: Any) -> tuple[float, float]:
    """Begin and end in seconds.

    Raises
    ------
    OpError
        If it is no span.
    """
    if not is_list(value, 2):
        raise OpError(f"{name} must be two times in seconds, not {shown(value)}", name)
    start, end = number(name, value[0], -MAX_TIME_S, MAX_TIME_S), number(name, value[1], -MAX_TIME_S, MAX_TIME_S)
    if end <= start:
        raise OpError(f"{name} must end after it begins, not {shown(value)}", name)
    return start, end


def pieces(
    score: ScoreData, curve: Curve, span_s: Sequence[float] | None, ids: Chosen, *, whole: bool = True
) -> list[Piece]:
    """Pieces that are meant, ascending and apart: a span, those under notes, or the whole curve.

    Parameters
    ----------
    score, curve
        Where they are.
    span_s
        Begin and end in seconds.
    ids
        Notes; a sample under two of them belongs to the first.
    whole
        What neither means: the whole curve, or each note by itself.

    Raises
    ------
    OpError
        If both are given, or one is none.
    """
    if span_s is not None:
        if ids is not None:
            raise OpError("span_s: give a span or ids of notes, one of the two", "span_s")
        start, end = span_of("span_s", span_s)
        first = index_at(curve, own_time(score, curve, start))
        return _kept([Piece(first, index_at(curve, own_time(score, curve, end)), start, end)])
    if ids is None and whole:
        times = seconds_of(score, curve)
        return _kept([Piece(0, len(curve), float(times[0]), float(times[-1]))]) if len(times) else []
    notes, rows = score.notes, chosen_rows(score, ids)
    starts_s, ends_s = (score.tempo_map.seconds_at(beats[rows]) for beats in (notes.onset_beats, notes.end_beats))
    own = (starts_s, ends_s) if curve.time == "s" else (notes.onset_beats[rows], notes.end_beats[rows])
    found = [
        Piece(index_at(curve, a), index_at(curve, b), a_s, b_s, row)
        for row, a, b, a_s, b_s in zip(
            rows.tolist(), own[0].tolist(), own[1].tolist(), starts_s.tolist(), ends_s.tolist(), strict=True
        )
    ]
    return _kept(found)


def _kept(found: list[Piece]) -> list[Piece]:
    """Those that have samples, none of them twice."""
    apart: list[Piece] = []
    done = 0
    for piece in found:
        first = max(piece.first, done)
        if first < piece.end:
            apart.append(Piece(first, piece.end, piece.start_s, piece.end_s, piece.row))
            done = piece.end
    return apart


def runs(defined: NDArray[np.bool_]) -> list[tuple[int, int]]:
    """Begin and end of each stretch without a gap."""
    edges = np.flatnonzero(np.diff(np.concatenate(([False], defined, [False])).astype(np.int8)))
    return list(zip(edges[::2].tolist(), edges[1::2].tolist(), strict=True))


def changed_pieces(score: ScoreData, curve: Curve, found: list[Piece], change: Change) -> list[Op]:
    """Operations that change each piece: `change` is given it, its times in seconds, and its values in `natural`."""
    values = curve.values.copy()
    for piece in found:
        x = natural(curve, values[piece.first : piece.end])
        made = change(piece, seconds_of(score, curve, piece.first, piece.end), x)
        # A gap stays what it was, and so does what does not change: byte for byte.
        alters = (made != x) & ~np.isnan(made)
        values[piece.first : piece.end][alters] = written(curve, made[alters])
    return value_ops(curve, values, found)


def value_ops(curve: Curve, values: NDArray[np.float32], found: Sequence[Piece]) -> list[Op]:
    """Operations that give the pieces of a curve these values: of samples those that change, of points the whole."""
    if not curve.is_uniform:
        after = curve.edited(values)
        return [] if after.same(curve) else [SetCurve(curve.name, after)]
    ops: list[Op] = []
    for piece in found:
        old, new = curve.values[piece.first : piece.end], values[piece.first : piece.end]
        differs = np.flatnonzero((old != new) & ~(np.isnan(old) & np.isnan(new)))
        if len(differs):
            first, last = int(differs[0]), int(differs[-1]) + 1
            ops.append(CurveRange(curve.name, piece.first + first, new[first:last]))
    return ops


def faded(piece: Piece, times: FloatArray, change: FloatArray, fade_s: float) -> FloatArray:
    """Change that comes and goes over `fade_s` at the ends of a piece, as half a cosine."""
    if not fade_s:
        return change
    near = np.clip(np.minimum(times - piece.start_s, piece.end_s - times) / fade_s, 0, 1)
    return np.asarray(change * (0.5 - 0.5 * np.cos(np.pi * near)))
