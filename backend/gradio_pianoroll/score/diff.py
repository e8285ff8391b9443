"""The operations that lead from one score to another."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from .curve import Curve
from .immutable import IdArray, RowArray
from .notes.columns import TEXT_COLUMNS
from .notes.table import NoteTable
from .ops import (
    CurveRange,
    Delete,
    Insert,
    Op,
    Set,
    SetCurve,
    SetKeys,
    SetMarkers,
    SetSignature,
    SetTempo,
    SetTiers,
    SetTracks,
    Shift,
)
from .score_data import ScoreData
from .segment_runs import segment_ops
from .ticks import MAX_BEATS, settle
from .tier_lists import tier_lists


def diff(a: ScoreData, b: ScoreData) -> list[Op]:
    """Operations that make the content of `a` that of `b`.

    Notes are matched by id. A change that is the same distance for all changed notes becomes one `Shift`.

    Returns
    -------
    list
        Empty when the contents are equal.

    Examples
    --------
    >>> from gradio_pianoroll import NoteTable, Score
    >>> from gradio_pianoroll.score import diff
    >>> before = Score(NoteTable.from_columns([0, 1], 1, [60, 64]))
    >>> after = before.replace(notes=NoteTable.from_columns([0, 1], 1, [60, 65]))
    >>> (change,) = diff(before, after)
    >>> type(change).__name__, change.ids.tolist(), change.pitch
    ('Shift', [1], 1)
    >>> before.apply([change])[0].same_document(after)
    True
    """
    ops: list[Op] = []
    if a.tempo_map.tempos != b.tempo_map.tempos:
        ops.append(SetTempo(b.tempo_map.tempos))
    if a.tempo_map.signatures != b.tempo_map.signatures:
        ops.append(SetSignature(b.tempo_map.signatures))
    if a.extra is not b.extra:
        if a.keys != b.keys:
            ops.append(SetKeys(b.keys))
        if a.markers != b.markers:
            ops.append(SetMarkers(b.markers))
        if tier_lists(a.extra) != tier_lists(b.extra):
            ops.append(SetTiers(*tier_lists(b.extra)))
    if a.tracks is not b.tracks and a.tracks != b.tracks:
        ops.append(SetTracks(b.tracks))
    if a.notes is not b.notes:
        ops += _notes(*a.notes.differing(b.notes))
    if a.segments is not b.segments and a.segments != b.segments:
        ops += segment_ops(a.segments, b.segments)
    if a.curves is not b.curves:
        ops += [SetCurve(name, None) for name in a.curves if name not in b.curves]
        for name, curve in b.curves.items():
            ops += _curve(a.curves.get(name), curve)
    return ops


def _notes(a: NoteTable, b: NoteTable) -> list[Op]:
    rows_a, rows_b = _common(a, b)
    lost = np.ones(len(a), bool)
    lost[rows_a] = False
    new = np.ones(len(b), bool)
    new[rows_b] = False
    # Between a new onset and a new duration such a note would reach beyond the last possible beat: it is replaced.
    clash = a.duration_beats[rows_a] + b.onset_beats[rows_b] > MAX_BEATS
    if clash.any():
        lost[rows_a[clash]] = True
        new[rows_b[clash]] = True
        rows_a, rows_b = rows_a[~clash], rows_b[~clash]
    ops: list[Op] = []
    if lost.any():
        ops.append(Delete(np.sort(a.stored("id")[lost])))
    ops += _changes(a, b, rows_a, rows_b)
    if new.any():
        ops.append(Insert(b.take(np.flatnonzero(new))))
    return ops


def _common(a: NoteTable, b: NoteTable) -> tuple[RowArray, RowArray]:
    """Rows of the notes that both have, in the order of `b`."""
    ids_a, ids_b = a.stored("id"), b.stored("id")
    if len(a) == len(b) and (ids_a is ids_b or np.array_equal(ids_a, ids_b)):
        rows = np.arange(len(a))
        return rows, rows
    rows_a = a.rows_of(ids_b)
    rows_b = np.flatnonzero(rows_a >= 0)
    return rows_a[rows_b], rows_b


def _changes(a: NoteTable, b: NoteTable, rows_a: RowArray, rows_b: RowArray) -> list[Op]:
    old, new = a.onset_beats[rows_a], b.onset_beats[rows_b]
    old_pitch, new_pitch = (table.stored("pitch")[rows].astype(np.int64) for table, rows in ((a, rows_a), (b, rows_b)))
    ids = b.stored("id")[rows_b]
    ops: list[Op] = []
    moved = np.flatnonzero((old != new) | (old_pitch != new_pitch))
    shift = _one_shift(ids[moved], old[moved], new[moved], new_pitch[moved] - old_pitch[moved])
    if shift is not None:
        ops.append(shift)
    else:
        ops += _set("onset", ids, old != new, new)
        ops += _set("pitch", ids, old_pitch != new_pitch, new_pitch)
    for column, name in (("duration", "duration_beats"), ("velocity", "velocity"), ("track", "track")):
        before, after = a.stored(name)[rows_a], b.stored(name)[rows_b]
        ops += _set(column, ids, before != after, after)
    for name in TEXT_COLUMNS:
        before, after = getattr(a, name), getattr(b, name)
        if not (before.texts or after.texts):
            continue
        before, after = before.take(rows_a), after.take(rows_b)
        ops += _set(name, ids, after.differs(before), after)
    if a.extra is not b.extra:
        differs = np.array([a.extra.get(id) != b.extra.get(id) for id in ids.tolist()], bool)
        ops += _set("extra", ids, differs, [b.extra.get(id) for id in ids.tolist()])
    return ops


def _one_shift(ids: IdArray, old: NDArray[Any], new: NDArray[Any], pitch: NDArray[Any]) -> Shift | None:
    """Shift that explains all changes, if there is one that gives exactly the new onsets."""
    if not len(ids) or (pitch != pitch[0]).any():
        return None
    beats = float(settle(new[0] - old[0]))
    arrived = settle(old + beats) if beats else old
    return Shift(ids, beats, int(pitch[0])) if np.array_equal(arrived, new) else None


def _set(column: Any, ids: IdArray, changed: NDArray[np.bool_], values: Any) -> list[Op]:
    """One `set` of the changed rows, with one value for all where they agree."""
    rows = np.flatnonzero(changed)
    if not len(rows):
        return []
    if isinstance(values, np.ndarray):
        wanted: Any = values[rows]
        if (wanted == wanted[0]).all():
            return [Set(ids[rows], column, wanted[0].item())]
    else:
        wanted = [values[row] for row in rows.tolist()]
        if all(value == wanted[0] for value in wanted):
            return [Set(ids[rows], column, wanted[0])]
    return [Set(ids[rows], column, values=wanted)]


def _curve(a: Curve | None, b: Curve) -> list[Op]:
    if a is not None and a.same(b):
        return []
    if a is None or not (a.is_uniform and b.is_uniform and len(a) == len(b) and a.same_frame(b, but_pins=True)):
        return [SetCurve(b.name, b)]
    same_original = a.same_original(b)
    if not same_original and not len(a.original) == len(b.original) == len(a):
        return [SetCurve(b.name, b)]
    differs = _differ(a.values, b.values)
    if not same_original:
        differs |= _differ(a.original, b.original)
    changed = np.flatnonzero(differs)
    first, last = (int(changed[0]), int(changed[-1]) + 1) if len(changed) else (0, 0)
    pins = None if a.pins == b.pins else b.pins
    original = None if same_original else b.original[first:last]
    vibratos = None if a.vibratos == b.vibratos else b.vibratos
    return [CurveRange(b.name, first, b.values[first:last], pins, original, vibratos)]


def _differ(a: NDArray[np.float32], b: NDArray[np.float32]) -> NDArray[np.bool_]:
    return np.asarray((a != b) & ~(np.isnan(a) & np.isnan(b)))


def appended_notes(before: ScoreData, after: ScoreData) -> NoteTable | None:
    """Return the notes that `after` has more than `before`, if that is all that differs in their content.

    Returns
    -------
    NoteTable or None
        None when anything else changed, or nothing did.
    """
    if len(after.notes) <= len(before.notes) or not after.replace(notes=before.notes).same_document(before):
        return None
    return _added(before.notes, after.notes)


def _added(a: NoteTable, b: NoteTable) -> NoteTable | None:
    n = len(a)
    if np.array_equal(b.stored("id")[:n], a.stored("id")):
        rows, new = np.arange(n), np.arange(n, len(b))
    else:
        known = a.rows_of(b.stored("id")) >= 0
        if int(known.sum()) != n:
            return None
        rows, new = np.flatnonzero(known), np.flatnonzero(~known)
    return b.take(new) if b.take(rows).same(a) else None
