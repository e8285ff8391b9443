"""A change of tempo: what stays at its beat, and what at its second."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from typing import Any, Literal

import numpy as np

from ...errors import OpError
from ..apply import apply
from ..curve import Curve
from ..immutable import FloatArray
from ..marks import KeySignature, Marker
from ..notes.table import NoteTable
from ..ops import Op, SetCurve, SetKeys, SetMarkers, SetSegments, SetTempo
from ..problems import shown
from ..score_data import ScoreData, ScoreT
from ..segment import Segment
from ..tempo_map import Tempo, TempoMap
from ..ticks import MAX_BEATS, MAX_TICK, TICKS_PER_BEAT
from .arguments import number
from .changes import time_ops
from .times import half_up

Keep = Literal["beats", "seconds"]
Layers = Literal["auto", "follow", "stay"]
# A sample this near to a place is the one at it.
_SAME_SAMPLE = 1e-6
Warp = Callable[[FloatArray], FloatArray]


def set_tempo(
    score: ScoreT,
    tempo: float | Iterable[Sequence[float]],
    keep: Keep = "beats",
    layers: Layers = "auto",
    at: float | None = None,
) -> ScoreT:
    """Score with another tempo.

    Parameters
    ----------
    score
        Stays as it is.
    tempo
        Beats per minute, or a list of (beat, bpm).
    keep
        ``"beats"``: notes stay at their beats, so the music gets faster or slower. ``"seconds"``: everything is heard
        as before, and the bar lines move under it: beats of notes, markers and keys are computed anew, to whole ticks.
        Time signatures stay at their beats.
    layers
        What curves and segments in seconds do when beats are kept: ``"follow"`` the notes, ``"stay"`` where they are,
        as a recording does; ``"auto"``: they stay if the score has a sound.
    at
        Beat from which a single tempo holds (up to the next change); None: it is the only one.

    Raises
    ------
    OpError
        If a tempo cannot be, or a note would come to lie beyond the last possible beat.

    Examples
    --------
    >>> from gradio_pianoroll import NoteTable, Score
    >>> from gradio_pianoroll.score.edit import set_tempo
    >>> score = Score(NoteTable.from_columns([0, 2], 2, [60, 64]), tempo_map=120)
    >>> slow = set_tempo(score, 60)
    >>> slow.notes.onset_beats.tolist(), slow.end_seconds
    ([0.0, 2.0], 4.0)
    >>> same = set_tempo(score, 60, keep="seconds")
    >>> same.notes.onset_beats.tolist(), same.end_seconds
    ([0.0, 1.0], 2.0)
    """
    return apply(score, tempo_ops(score, tempo, keep, layers, at))[0]


def tempo_ops(
    score: ScoreData,
    tempo: float | Iterable[Sequence[float]],
    keep: Keep = "beats",
    layers: Layers = "auto",
    at: float | None = None,
) -> list[Op]:
    """Operations of `set_tempo`, for one step of undo."""
    if keep not in ("beats", "seconds"):
        raise OpError(f"keep must be 'beats' or 'seconds', not {shown(keep)}", "keep")
    if layers not in ("auto", "follow", "stay"):
        raise OpError(f"layers must be 'auto', 'follow' or 'stay', not {shown(layers)}", "layers")
    change = SetTempo(_listed(score.tempo_map, tempo, at))
    old, new = score.tempo_map, score.tempo_map.replace(tempos=change.tempos)
    if old == new:
        return []
    if keep == "seconds":
        return [change, *_in_seconds(score, old, new)]
    if layers == "stay" or (layers == "auto" and score.audio is not None):
        return [change]
    return [change, *_layers_at_beats(score, old, new)]


def _listed(former: TempoMap, tempo: Any, at: float | None) -> tuple[Tempo, ...]:
    if isinstance(tempo, Iterable) and not isinstance(tempo, str):
        if at is not None:
            raise OpError("at goes with a single tempo; a list has beats of its own", "at")
        return tuple(tempo)
    if at is None:
        return ((0.0, tempo),)
    at = number("at", at, 0, MAX_BEATS)
    return (*(t for t in former.tempos if t[0] < at), (at, tempo), *(t for t in former.tempos if t[0] > at))


def _in_seconds(score: ScoreData, old: TempoMap, new: TempoMap) -> list[Op]:
    def warp(beats: FloatArray) -> FloatArray:
        return new.beats_at(old.seconds_at(beats))

    def moved(marks: Sequence[Any]) -> tuple[Any, ...]:
        beats = _half_up(warp(np.array([mark.beat for mark in marks])) * TICKS_PER_BEAT) / TICKS_PER_BEAT
        return tuple(replace(mark, beat=beat) for mark, beat in zip(marks, beats.tolist(), strict=True))

    ops = _note_ops(score.notes, warp)
    marks: tuple[Marker | KeySignature, ...] = (*score.markers, *score.keys)
    _check_reach("a marker", [mark.beat for mark in marks], warp)
    keys: tuple[KeySignature, ...] = moved(score.keys) if score.keys else ()
    markers: tuple[Marker, ...] = moved(score.markers) if score.markers else ()
    if keys != score.keys:
        ops.append(SetKeys(keys))
    if markers != score.markers:
        ops.append(SetMarkers(markers))
    ratio = _ratio(new, old)
    for curve in score.curves.values():
        if curve.time == "beats" and len(curve):
            ops += _curve_ops(curve, curve.changed_whole(lambda one: _as_points(one, warp, ratio)))
    return ops


def _note_ops(notes: NoteTable, warp: Warp) -> list[Op]:
    if not len(notes):
        return []
    _check_reach("a note", notes.end_beats, warp)
    onset = _half_up(warp(notes.onset_beats) * TICKS_PER_BEAT)
    duration = np.maximum(_half_up(warp(notes.end_beats) * TICKS_PER_BEAT) - onset, 1)
    return time_ops(notes, np.arange(len(notes)), onset, duration)


def _check_reach(what: str, beats: Any, warp: Warp) -> None:
    if len(beats) and float(warp(np.asarray(beats, np.float64)).max()) * TICKS_PER_BEAT > MAX_TICK:
        raise OpError(f"at this tempo {what} would lie beyond the last possible beat; choose a lower one", "tempo")


def _layers_at_beats(score: ScoreData, old: TempoMap, new: TempoMap) -> list[Op]:
    def warp(seconds: FloatArray) -> FloatArray:
        return new.seconds_at(old.beats_at(seconds))

    def back(seconds: FloatArray) -> FloatArray:
        return old.seconds_at(new.beats_at(seconds))

    def retime(uniform: bool) -> Callable[[Curve], Curve]:
        return lambda one: _resampled(one, warp, back) if uniform else _as_points(one, warp, ratio)

    ops: list[Op] = []
    ratio = _ratio(old, new)
    for curve in score.curves.values():
        if curve.time == "s" and len(curve):
            uniform = curve.is_uniform and ratio is None
            ops += _curve_ops(curve, curve.changed_whole(retime(uniform)))
    segments = tuple(_moved_segment(segment, warp) for segment in score.segments)
    if segments != score.segments:
        ops.append(SetSegments(segments))
    return ops


def _moved_segment(segment: Segment, warp: Warp) -> Segment:
    start, end = warp(np.array([segment.start, segment.end])).tolist()
    return replace(segment, start=start, end=end)


def _ratio(old: TempoMap, new: TempoMap) -> float | None:
    """Factor of all times when the tempo never changes; None where it does."""
    if len(old.tempos) > 1 or len(new.tempos) > 1:
        return None
    return old.tempos[0][1] / new.tempos[0][1]


def _curve_ops(former: Curve, curve: Curve) -> list[Op]:
    return [] if curve.same(former) else [SetCurve(curve.name, curve)]


def _as_points(curve: Curve, warp: Warp, ratio: float | None) -> Curve:
    """Same values at other times, each at its own; samples stay samples where times are but multiplied."""
    if not curve.is_uniform:
        return replace(curve, times=warp(curve.sample_times()))
    if ratio is not None:
        return replace(curve, start=curve.start * ratio, hop=curve.hop * ratio)
    return replace(curve, times=warp(curve.sample_times()), start=0.0, hop=0.01)


def _resampled(curve: Curve, warp: Warp, back: Warp) -> Curve:
    """Samples as far apart as before, read where they were: between two on the line, beside a gap the nearer."""
    last = len(curve) - 1
    ends = warp(np.array([curve.start, curve.start + last * curve.hop]))
    n = int(np.floor((ends[1] - ends[0]) / curve.hop + _SAME_SAMPLE)) + 1
    wanted = back(ends[0] + np.arange(n) * curve.hop)
    place = np.clip((wanted - curve.start) / curve.hop, 0, last)
    left = np.minimum(np.floor(place + _SAME_SAMPLE).astype(np.int64), last)
    right = np.minimum(left + 1, last)
    share = np.maximum(place - left, 0.0)
    share[share < _SAME_SAMPLE] = 0.0
    a, b = curve.values[left].astype(np.float64), curve.values[right].astype(np.float64)
    on_line = a + (b - a) * share
    nearer = np.where(share < 0.5, a, b)
    values = np.where(share == 0, a, np.where(np.isnan(on_line), nearer, on_line))
    return replace(curve, values=values.astype(np.float32), start=float(ends[0]))


def _half_up(values: FloatArray) -> FloatArray:
    """Nearest whole number; a half goes up, as in a browser. What arithmetic left a hair below a half is one."""
    return half_up(values + 1e-6)
