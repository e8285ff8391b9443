"""Applying operations: whole or not at all, with the operations that undo them."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gradio_pianoroll.i18n.sentence import sentence_of

from ..errors import OpError
from .curve import Curve
from .immutable import FloatArray, IdArray, RowArray
from .marks import with_marks
from .notes.builder import NoteTableBuilder
from .notes.columns import INTEGER_LIMITS, TEXT_COLUMNS
from .notes.delta import part, small_ids, with_part
from .notes.ids import as_ids, external_name
from .notes.table import NoteTable
from .ops import (
    CurveRange,
    Delete,
    Insert,
    Op,
    Resize,
    SegmentRange,
    Set,
    SetCurve,
    SetKeys,
    SetMarkers,
    SetSegments,
    SetSignature,
    SetTempo,
    SetTiers,
    SetTracks,
    Shift,
)
from .problems import shown
from .score_data import ScoreData, ScoreT
from .segment_runs import find_run
from .tempo_map import TempoMap
from .ticks import settle
from .tier_lists import tier_lists, with_tier_lists


class _State:
    """State that changes while a list of operations is applied."""

    def __init__(self, score: ScoreData, notes: NoteTable, lenient: bool) -> None:
        self.score = score
        self.lenient = lenient
        self.builder = NoteTableBuilder(notes)
        # The lists alone: a map of many tempos is not made anew at each operation.
        self.tempos, self.signatures = score.tempo_map.tempos, score.tempo_map.signatures
        self.keys, self.markers = score.keys, score.markers
        self.tiers: tuple[Any, Any] | None = None
        self.tracks = score.tracks
        self.segments = score.segments
        self._curves: dict[str, Curve] = dict(score.curves)
        # Values of curves that ranges were written into, copied once.
        self._written: dict[str, NDArray[np.float32]] = {}

    def rows(self, named: NDArray[np.integer]) -> tuple[IdArray, RowArray]:
        """Ids that are applied to, and their rows."""
        ids = as_ids(named)
        rows = self.builder.find(ids)
        unknown = rows < 0
        if not unknown.any():
            return ids, rows
        if not self.lenient:
            name = external_name(int(ids[np.argmax(unknown)]))
            raise OpError(f"note {name} does not exist", name)
        return ids[~unknown], rows[~unknown]

    def tempo_map(self) -> TempoMap:
        """Map after all operations; the score's own when it was not changed."""
        former = self.score.tempo_map
        if self.tempos is former.tempos and self.signatures is former.signatures:
            return former
        return TempoMap(self.tempos, self.signatures)

    def extra(self) -> Mapping[str, Any]:
        """Extras with the keys, markers and lists of tiers after all operations; the score's own without a change."""
        former, extra = self.score, self.score.extra
        if self.tiers is not None:
            extra = with_tier_lists(extra, *self.tiers)
        keys = None if self.keys is former.keys else self.keys
        markers = None if self.markers is former.markers else self.markers
        if keys is None and markers is None:
            return extra
        try:
            return with_marks(extra, markers, keys)
        except ValueError as error:
            raise OpError(sentence_of(error), "keys" if markers is None else "markers") from error

    def curve(self, name: str) -> Curve | None:
        """Curve as it is now, to be kept."""
        written = self._written.pop(name, None)
        if written is not None:
            self._curves[name] = self._curves[name].with_values(written)
        return self._curves.get(name)

    def set_curve(self, name: str, curve: Curve | None) -> None:
        """Put a curve in the place of the one with this name; None removes."""
        self._written.pop(name, None)
        if curve is None:
            self._curves.pop(name, None)
        else:
            self._curves[name] = curve

    def frame_of(self, name: str) -> Curve | None:
        """Curve for all but its values, which may be older."""
        return self._curves.get(name)

    def set_pins(self, name: str, pins: Sequence[Mapping[str, Any]]) -> None:
        """Give a curve that exists other pins."""
        self._curves[name] = self._curves[name].with_pins(pins)

    def set_vibratos(self, name: str, vibratos: Sequence[Mapping[str, Any]]) -> None:
        """Give a curve that exists other vibratos of spans."""
        self._curves[name] = self._curves[name].with_vibratos(vibratos)

    def set_original(self, name: str, start: int, values: NDArray[np.float32]) -> NDArray[np.float32]:
        """Replace samples of a curve's original and return the former ones."""
        curve = self._curves[name]
        original = curve.original.copy()
        former = original[start : start + len(values)].copy()
        original[start : start + len(values)] = values
        self._curves[name] = dataclasses.replace(curve, kept_values=original)
        return former

    def writable(self, name: str) -> NDArray[np.float32]:
        """Values of a curve that exists, to be written to."""
        if name not in self._written:
            self._written[name] = self._curves[name].values.copy()
        return self._written[name]

    def curves(self) -> Mapping[str, Curve]:
        """Curves after all operations; the score's own mapping when none was changed."""
        for name in list(self._written):
            self.curve(name)
        return self._curves if _curves_differ(self._curves, self.score.curves) else self.score.curves


def apply(score: ScoreT, ops: Sequence[Op], lenient: bool = False) -> tuple[ScoreT, list[Op]]:
    """Return the score after `ops`, and the operations that lead back to exactly this one.

    Parameters
    ----------
    score
        Stays as it is.
    ops
        Applied in order, all of them or none.
    lenient
        Ids that do not exist (any more) are skipped instead of refused.

    Raises
    ------
    OpError
        If an operation is refused; the message names the note.
    """
    ids = small_ids(score.notes, _named_ids(ops))
    edited = score.notes if ids is None else part(score.notes, ids)
    state = _State(score, edited, lenient)
    undone: list[list[Op]] = []
    for op in ops:
        handler = _HANDLERS.get(type(op))
        if handler is None:
            raise OpError(f"{type(op).__name__} is no operation")
        undone.append(handler(state, op))
    notes = state.builder.finish()
    if ids is not None:
        notes = score.notes if notes is edited else with_part(score.notes, ids, notes)
    changed = score.replace(
        notes=notes,
        tempo_map=state.tempo_map(),
        tracks=state.tracks,
        segments=state.segments,
        curves=state.curves(),
        extra=state.extra(),
    )
    return changed, [op for back in reversed(undone) for op in back]


def _named_ids(ops: Sequence[Op]) -> list[IdArray]:
    """Ids of all notes that the operations speak of."""
    named: list[IdArray] = []
    for op in ops:
        if isinstance(op, Insert):
            named.append(op.notes.stored("id"))
        elif isinstance(op, Delete | Shift | Resize | Set):
            named.append(as_ids(op.ids))
    return named


def _insert(state: _State, op: Insert) -> list[Op]:
    ids = op.notes.stored("id")
    used = state.builder.find(ids) >= 0
    if used.any():
        name = external_name(int(ids[np.argmax(used)]))
        raise OpError(f"note {name} exists already", name)
    state.builder.insert(op.notes)
    return [Delete(np.sort(ids))]


def _delete(state: _State, op: Delete) -> list[Op]:
    _, rows = state.rows(op.ids)
    removed = state.builder.table_of(rows)
    state.builder.delete(rows)
    return [Insert(removed)]


def _shift(state: _State, op: Shift) -> list[Op]:
    ids, rows = state.rows(op.ids)
    if not len(rows):
        return []
    builder = state.builder
    pitch = builder.column("pitch")[rows].astype(np.int64) + op.pitch
    if (bad := (pitch < 0) | (pitch > 127)).any():
        row = int(np.argmax(bad))
        raise builder.refusal(int(rows[row]), f"pitch {int(pitch[row])} is not between 0 and 127")
    inverse: list[Op] = []
    beats = op.beats
    if beats:
        old = builder.column("onset_beats")[rows]
        new = settle(old + beats)
        builder.write_times(rows, new, None)
        if not np.array_equal(settle(new - beats), old):
            inverse.append(Set(ids, "onset", values=old))
            beats = 0.0
    if op.pitch:
        builder.write("pitch", rows, pitch)
    if beats or op.pitch:
        inverse.append(Shift(ids, -beats, -op.pitch))
    return inverse


def _resize(state: _State, op: Resize) -> list[Op]:
    ids, rows = state.rows(op.ids)
    if not len(rows) or not op.beats:
        return []
    builder = state.builder
    onset, duration = builder.column("onset_beats")[rows], builder.column("duration_beats")[rows]
    new_onset, new_duration = _resized(onset, duration, op.beats, op.edge)
    builder.write_times(rows, new_onset if op.edge == "start" else None, new_duration)
    back_onset, back_duration = _resized(new_onset, new_duration, -op.beats, op.edge)
    if np.array_equal(back_onset, onset) and np.array_equal(back_duration, duration):
        return [Resize(ids, -op.beats, op.edge)]
    back: list[Op] = [Set(ids, "duration", values=duration)]
    if op.edge == "start":
        # The one that makes room comes first, so that no note reaches beyond the last beat in between.
        back.insert(len(back) if op.beats < 0 else 0, Set(ids, "onset", values=onset))
    return back


def _resized(onset: FloatArray, duration: FloatArray, beats: float, edge: str) -> tuple[FloatArray, FloatArray]:
    if edge == "end":
        return onset, settle(duration + beats)
    return settle(onset + beats), settle(duration - beats)


def _set(state: _State, op: Set) -> list[Op]:
    ids, rows = state.rows(op.ids)
    if not len(rows):
        return []
    if op.values is None:
        given: Any = op.value
    elif len(ids) == len(op.ids):
        given = op.values
    else:
        keep = np.isin(op.ids, ids)
        given = op.values[keep] if isinstance(op.values, np.ndarray) else [
            v for v, k in zip(op.values, keep.tolist(), strict=True) if k
        ]  # fmt: skip
    if op.column in TEXT_COLUMNS:
        return _set_texts(state.builder, op, ids, rows, given)
    if op.column == "extra":
        former = [state.builder.extra_of(row) for row in rows.tolist()]
        state.builder.write_extra(rows, [given] if op.values is None else given)
        return [Set(ids, "extra", values=former)]
    return _set_numbers(state.builder, op, ids, rows, given)


def _set_texts(builder: NoteTableBuilder, op: Set, ids: IdArray, rows: RowArray, given: Any) -> list[Op]:
    former = builder.texts(op.column, rows)
    builder.write_texts(op.column, rows, [given] if op.values is None else given)
    return [Set(ids, op.column, values=former)]


def _set_numbers(builder: NoteTableBuilder, op: Set, ids: IdArray, rows: RowArray, given: Any) -> list[Op]:
    name = op.column if op.column in INTEGER_LIMITS else f"{op.column}_beats"
    former = builder.column(name)[rows]
    if op.column in INTEGER_LIMITS:
        builder.write(name, rows, given)
    else:
        values = np.broadcast_to(np.asarray(given, np.float64), rows.shape)
        builder.write_times(rows, values if op.column == "onset" else None, values if op.column == "duration" else None)
    return [Set(ids, op.column, values=former)]


def _tempo(state: _State, op: SetTempo) -> list[Op]:
    former, state.tempos = state.tempos, op.tempos
    return [SetTempo(former)]


def _signature(state: _State, op: SetSignature) -> list[Op]:
    former, state.signatures = state.signatures, op.signatures
    return [SetSignature(former)]


def _keys(state: _State, op: SetKeys) -> list[Op]:
    former, state.keys = state.keys, op.keys
    return [SetKeys(former)]


def _markers(state: _State, op: SetMarkers) -> list[Op]:
    former, state.markers = state.markers, op.markers
    return [SetMarkers(former)]


def _tiers(state: _State, op: SetTiers) -> list[Op]:
    former = tier_lists(state.score.extra) if state.tiers is None else state.tiers
    state.tiers = (op.tiers, op.textgrid)
    return [SetTiers(*former)]


def _tracks(state: _State, op: SetTracks) -> list[Op]:
    former, state.tracks = state.tracks, op.tracks
    return [SetTracks(former)]


def _segments(state: _State, op: SetSegments) -> list[Op]:
    former, state.segments = state.segments, op.segments
    return [SetSegments(former)]


def _segment_range(state: _State, op: SegmentRange) -> list[Op]:
    given = state.segments
    start: int | None = op.start
    if state.lenient:
        start = find_run(given, op.start, op.former)
    elif op.start > len(given) or given[op.start : op.start + len(op.former)] != op.former:
        raise OpError(f"segments: other ones stand at place {op.start} than those to be replaced", "segments")
    if start is None:
        return []
    state.segments = (*given[:start], *op.segments, *given[start + len(op.former) :])
    return [SegmentRange(start, op.segments, op.former)]


def _curve(state: _State, op: SetCurve) -> list[Op]:
    former = state.curve(op.name)
    state.set_curve(op.name, op.curve)
    return [SetCurve(op.name, former)]


def _curve_range(state: _State, op: CurveRange) -> list[Op]:
    curve = state.frame_of(op.curve)
    if curve is None:
        if state.lenient:
            return []
        raise OpError(f"curve {op.curve!r} does not exist", op.curve)
    end = op.start + len(op.values)
    if not curve.is_uniform or end > len(curve):
        reason = f"{len(curve)} samples, not {shown(end)}" if curve.is_uniform else "free points, not samples"
        raise OpError(f"curve {op.curve!r} has {reason}", op.curve)
    if op.original is not None and end > len(curve.original):
        raise OpError(f"curve {op.curve!r} came with {len(curve.original)} samples, not {shown(end)}", op.curve)
    values = state.writable(op.curve)
    former = values[op.start : end].copy()
    former_original = None
    if op.original is not None:
        # What was written so far is no part of the original.
        former_original = state.set_original(op.curve, op.start, op.original)
    values[op.start : end] = op.values
    if op.pins is not None:
        state.set_pins(op.curve, op.pins)
    if op.vibratos is not None:
        state.set_vibratos(op.curve, op.vibratos)
    pins = None if op.pins is None else curve.pins
    vibratos = None if op.vibratos is None else curve.vibratos
    return [CurveRange(op.curve, op.start, former, pins, former_original, vibratos)]


def _curves_differ(now: Mapping[str, Curve], before: Mapping[str, Curve]) -> bool:
    return list(now) != list(before) or any(now[name] is not before[name] for name in now)


_HANDLERS: dict[type, Callable[[_State, Any], list[Op]]] = {
    Insert: _insert,
    Delete: _delete,
    Shift: _shift,
    Resize: _resize,
    Set: _set,
    SetTempo: _tempo,
    SetSignature: _signature,
    SetKeys: _keys,
    SetMarkers: _markers,
    SetTiers: _tiers,
    SetTracks: _tracks,
    SetSegments: _segments,
    SegmentRange: _segment_range,
    SetCurve: _curve,
    CurveRange: _curve_range,
}
