"""Vibratos that a curve keeps for spans of it: what becomes of them when their piece of the curve becomes another."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from ..curve import Curve
from ..immutable import FrozenMap
from ..ops import CurveRange, Op, SetCurve
from ..score_data import ScoreData
from .curve_pieces import Piece
from .curve_scale import index_at, own_time
from .vibrato_key import MAX_DEPTH_CENTS, NAMES, is_wave

MIN_RATE_HZ, MAX_RATE_HZ = 0.1, 30.0
Kept = tuple[int, int, dict[str, Any]]


def span_waves(curve: Curve) -> list[Kept]:
    """First sample, the one behind the last, and what is kept, of each that can be read."""
    found = []
    for kept in curve.vibratos:
        if is_wave(kept) and all(isinstance(kept.get(name), int | float) for name in ("start", "end")):
            first, end = (index_at(curve, curve.start + kept[name]) for name in ("start", "end"))
            found.append((first, end, FrozenMap(kept).thaw()))
    return found


def wave_of(curve: Curve, piece: Piece) -> Mapping[str, Any] | None:
    """The vibrato of just this piece."""
    return next((kept for first, end, kept in span_waves(curve) if (first, end) == (piece.first, piece.end)), None)


def kept_wave(score: ScoreData, curve: Curve, span_s: tuple[float, float], wave: Mapping[str, float]) -> dict[str, Any]:
    """Vibrato of a span in seconds as a curve keeps it: in its own time, from its start."""
    start, end = (own_time(score, curve, time_s) - curve.start for time_s in span_s)
    return {"start": start, "end": end, **{name: wave[name] for name in NAMES}}


def beside(curve: Curve, pieces: Iterable[tuple[int, int]]) -> list[Any]:
    """Those that lie in none of some pieces, and what cannot be read."""
    spans = list(pieces)
    gone = [kept for first, end, kept in span_waves(curve) if any(first < b and end > a for a, b in spans)]
    return [kept for kept in map(_thawed, curve.vibratos) if kept not in gone]


def scaled(curve: Curve, pieces: Sequence[Piece], factor: float) -> list[Any]:
    """Each as deep as it is after its piece was scaled; one that was scaled in part is none any more."""
    if factor == 1:
        return list(map(_thawed, curve.vibratos))
    result = beside(curve, [(piece.first, piece.end) for piece in pieces])
    for first, end, kept in span_waves(curve):
        depth_cents = min(MAX_DEPTH_CENTS, kept["depth_cents"] * factor)
        if depth_cents > 0 and any(piece.first <= first and end <= piece.end for piece in pieces):
            result.append({**kept, "depth_cents": depth_cents})
    return result


def moved(
    score: ScoreData,
    curve: Curve,
    samples: tuple[tuple[int, int], tuple[int, int]],
    span_s: tuple[float, float],
    to_s: tuple[float, float],
    cut: bool,
) -> list[Any]:
    """Those that lie in a piece lie in its copy as well, or instead; `samples` are those of both."""
    source, target = samples
    result = beside(curve, [source, target] if cut else [target])
    scale = (to_s[1] - to_s[0]) / (span_s[1] - span_s[0])
    begin, to_begin = (own_time(score, curve, time_s[0]) - curve.start for time_s in (span_s, to_s))
    # Seconds of a stretched wave; in beats the tempo of the place has its say.
    length = (own_time(score, curve, to_s[1]) - own_time(score, curve, to_s[0])) / (
        own_time(score, curve, span_s[1]) - own_time(score, curve, span_s[0])
    )
    for first, end, kept in span_waves(curve):
        if first < source[0] or end > source[1]:
            continue
        copy = dict(kept)
        for name in ("start", "end"):
            copy[name] = to_begin + (kept[name] - begin) * length
        for name in ("onset_s", "fade_in_s", "fade_out_s"):
            copy[name] = kept[name] * scale
        copy["rate_hz"] = min(MAX_RATE_HZ, max(MIN_RATE_HZ, kept["rate_hz"] / scale))
        result.append(copy)
    return result


def with_waves(curve: Curve, ops: Sequence[Op], vibratos: Iterable[Any]) -> list[Op]:
    """Operations on a curve that give it these vibratos as well."""
    listed = _ordered(list(map(_thawed, vibratos)))
    result = list(ops)
    if listed == _ordered(list(map(_thawed, curve.vibratos))):
        return result
    wanted = curve.with_vibratos(listed)
    for i, op in enumerate(result):
        if isinstance(op, CurveRange) and op.curve == curve.name:
            result[i] = dataclasses.replace(op, vibratos=wanted.vibratos)
            return result
        if isinstance(op, SetCurve) and op.name == curve.name and op.curve is not None:
            result[i] = SetCurve(op.name, op.curve.with_vibratos(wanted.vibratos))
            return result
    if curve.is_uniform:
        return [CurveRange(curve.name, 0, curve.values[:0], vibratos=wanted.vibratos), *result]
    return [SetCurve(curve.name, wanted), *result]


def _thawed(kept: Mapping[str, Any]) -> Any:
    return FrozenMap(kept).thaw()


def _ordered(vibratos: list[Any]) -> list[Any]:
    """In order of time; what has none comes first."""
    return sorted(vibratos, key=lambda kept: kept["start"] if isinstance(kept.get("start"), int | float) else -1e18)
