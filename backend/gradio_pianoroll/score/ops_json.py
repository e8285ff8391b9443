"""The wire form of operations: JSON with ticks."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np

from gradio_pianoroll.i18n.sentence import sentence_of

from ..errors import OpError
from .curve import Curve, values_from_json, values_to_json
from .immutable import FloatArray, FrozenMap, IdArray
from .marks import KeySignature, Marker
from .notes.columns import INTEGER_LIMITS, TEXT_COLUMNS, TIME_COLUMNS, first_bad_integer, first_bad_time
from .notes.ids import MAX_ID, as_ids, external_name, from_runs, to_runs
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
from .segment import Segment
from .tempo_map import TempoMap
from .ticks import ticks_to_beats, to_wire
from .track import Track

# Further no tick and no other whole number of an operation lies from 0.
_MAX_WHOLE = 2**53


def ops_to_json(ops: Sequence[Op]) -> list[dict[str, Any]]:
    """Operations as objects for `json.dumps`; positions in ticks, whole numbers where they are on the grid."""
    return [_WRITERS[type(op)](op) for op in ops]


def ops_from_json(data: Sequence[Mapping[str, Any]]) -> list[Op]:
    """Operations of their wire form.

    Raises
    ------
    OpError
        If something is not an operation; the message names its position and what is wrong.
    """
    if not isinstance(data, list | tuple):
        raise OpError(f"operations must be a list, not {type(data).__name__}")
    return [_read(i, item) for i, item in enumerate(data)]


def _read(i: int, item: Any) -> Op:
    if not isinstance(item, Mapping):
        raise OpError(f"operation {i} must be an object, not {type(item).__name__}")
    kind = item.get("op")
    reader = _READERS.get(kind) if isinstance(kind, str) else None
    if reader is None:
        raise OpError(f"operation {i}: unknown kind {shown(kind)}")
    try:
        return reader(item)
    except OpError as error:
        raise OpError(f"operation {i} ({item['op']}): {error.message}", error.item) from error
    except KeyError as error:
        raise OpError(f"operation {i} ({item['op']}): {error.args[0]!r} is missing") from error
    except (TypeError, ValueError, OverflowError) as error:
        raise OpError(f"operation {i} ({item['op']}): {error}") from error
    except RecursionError as error:
        raise OpError(f"operation {i} ({item['op']}) is nested too deeply") from error


def notes_to_rows(notes: NoteTable) -> dict[str, Any]:
    """Rows of a table as in `insert`: lists by column, sparse texts by row number."""
    rows: dict[str, Any] = {
        "id": notes.stored("id").tolist(),
        "onset": to_wire(notes.onset_beats),
        "duration": to_wire(notes.duration_beats),
    }
    rows |= {name: notes.stored(name).tolist() for name in INTEGER_LIMITS}
    for name in TEXT_COLUMNS:
        column = getattr(notes, name)
        if column.any():
            rows[name] = {str(row): column[row] for row in np.flatnonzero(column.present()).tolist()}
    if notes.extra:
        where = {int(id): row for row, id in enumerate(notes.stored("id").tolist()) if id in notes.extra}
        rows["extra"] = {str(row): FrozenMap(notes.extra[id]).thaw() for id, row in where.items()}
    return rows


def notes_from_rows(rows: Mapping[str, Any]) -> NoteTable:
    """Table of rows in JSON form.

    Raises
    ------
    OpError
        If a column is missing or wrong; the message names the row.
    """
    if not isinstance(rows, Mapping):
        raise OpError("rows must be an object of columns")
    ids = as_ids(_integers(rows["id"], "id"))
    n = len(ids)
    columns: dict[str, Any] = {name: _numbers_of(rows[name], name, n) for name in (*TIME_COLUMNS, *INTEGER_LIMITS)}
    _check_notes(ids, columns)
    columns |= {"id": ids, **{f"{name}_beats": columns.pop(name) for name in TIME_COLUMNS}}
    for name in TEXT_COLUMNS:
        if sparse := rows.get(name):
            texts: list[str | None] = [None] * n
            for row, text in _sparse(sparse, name, n):
                texts[row] = text
            columns[name] = texts
    if extra := rows.get("extra"):
        columns["extra"] = {int(rows["id"][row]): value for row, value in _sparse(extra, "extra", n)}
        if not all(isinstance(value, Mapping) for value in columns["extra"].values()):
            raise OpError("extra must be objects by row number")
    try:
        return NoteTable.from_columns(**columns)
    except ValueError as error:
        raise OpError(sentence_of(error)) from error


def _sparse(values: Any, name: str, n: int) -> list[tuple[int, Any]]:
    if not isinstance(values, Mapping):
        raise OpError(f"{name} must be an object by row number")
    pairs = [(int(row), value) for row, value in values.items()]
    if any(not 0 <= row < n for row, _ in pairs):
        raise OpError(f"{name} names a row beyond the {n} rows")
    return pairs


def _numbers_of(values: Any, name: str, n: int) -> FloatArray:
    """float64 [n] of a JSON list, times in beats."""
    numbers = values_from_json(values, name)
    if len(numbers) != n:
        raise OpError(f"{name} has {len(numbers)} values for {n} notes")
    return np.asarray(ticks_to_beats(numbers)) if name in TIME_COLUMNS else numbers


def _check_notes(ids: IdArray, columns: Mapping[str, Any]) -> None:
    """Raise OpError that names the first note with a value that cannot be."""
    bad = [first_bad_integer(name, columns[name]) for name in INTEGER_LIMITS if len(ids)]
    bad.append(first_bad_time(columns["onset"], columns["duration"]))
    for row, reason in filter(None, bad):
        name = external_name(int(ids[row]))
        raise OpError(f"note {name}: {reason}", name)


def _integers(values: Any, name: str) -> np.ndarray[Any, Any]:
    if not isinstance(values, list | tuple) or any(type(v) is not int for v in values):
        raise OpError(f"{name} must be a list of whole numbers")
    for value in values:
        if not 0 <= value <= MAX_ID:
            raise OpError(f"{name} {shown(value)} is not a whole number between 0 and {MAX_ID}")
    return np.array(values, np.int64)


def _beats(values: Any, name: str) -> FloatArray:
    return np.asarray(ticks_to_beats(values_from_json(values, name)))


def _tick(value: Any, name: str) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise OpError(f"{name}: ticks must be a number, not {shown(value)}")
    return float(_beats([value], name)[0])


def _list(item: Mapping[str, Any], key: str) -> Sequence[Any]:
    given = item[key]
    if not isinstance(given, list | tuple):
        raise OpError(f"{key} must be a list, not {shown(given)}")
    return given


def _rows_of(item: Mapping[str, Any], key: str, n: int) -> Sequence[Any]:
    """List of lists of `n` numbers."""
    given = _list(item, key)
    for i, row in enumerate(given):
        if not isinstance(row, list | tuple) or len(row) != n:
            raise OpError(f"{key}: item {i} must be {n} numbers, not {shown(row)}")
        for value in row:
            if isinstance(value, bool) or not isinstance(value, int | float):
                raise OpError(f"{key}: item {i} must be {n} numbers, not {shown(row)}")
            if isinstance(value, int) and abs(value) > _MAX_WHOLE:
                raise OpError(f"{key}: item {i} has {shown(value)}")
    return given


def _write_set(op: Set) -> dict[str, Any]:
    result = {"op": "set", "ids": to_runs(op.ids), "column": op.column}
    if op.values is None:
        return result | {"value": _json_values(op.column, [op.value])[0]}
    return result | {"values": _json_values(op.column, op.values)}


def _json_values(column: str, values: Any) -> list[Any]:
    if column in TIME_COLUMNS:
        return to_wire(values)
    if column == "extra":
        return [None if v is None else FrozenMap(v).thaw() for v in values]
    return values.tolist() if isinstance(values, np.ndarray) else list(values)


def _read_set(item: Mapping[str, Any]) -> Set:
    ids, column = from_runs(item["ids"]), item["column"]
    if "values" in item and item["values"] is not None:
        values = item["values"]
        if not isinstance(values, list | tuple):
            raise OpError("values must be a list")
        return Set(ids, column, values=_beats(values, column) if column in TIME_COLUMNS else values)
    value = item["value"]
    return Set(ids, column, _tick(value, column) if column in TIME_COLUMNS else value)


def _write_tempo(op: SetTempo) -> dict[str, Any]:
    return {"op": "tempo", "tempos": TempoMap(op.tempos).tempo_ticks()}


def _write_signature(op: SetSignature) -> dict[str, Any]:
    return {"op": "signature", "signatures": TempoMap(120, op.signatures).signature_ticks()}


def _write_keys(op: SetKeys) -> dict[str, Any]:
    ticks = to_wire([key.beat for key in op.keys])
    rows = [[tick, key.sharps, key.mode, *_rest(key)] for tick, key in zip(ticks, op.keys, strict=True)]
    return {"op": "keys", "keys": rows}


def _write_markers(op: SetMarkers) -> dict[str, Any]:
    ticks = to_wire([marker.beat for marker in op.markers])
    rows = [[tick, marker.text, *_rest(marker)] for tick, marker in zip(ticks, op.markers, strict=True)]
    return {"op": "markers", "markers": rows}


def _write_tiers(op: SetTiers) -> dict[str, Any]:
    return {"op": "tiers", **FrozenMap({"tiers": op.tiers, "textgrid": op.textgrid}).thaw()}


def _rest(mark: KeySignature | Marker) -> list[dict[str, Any]]:
    return [FrozenMap(mark.extra).thaw()] if mark.extra else []


def _read_keys(item: Mapping[str, Any]) -> SetKeys:
    rows = _mark_rows(item, "keys", 3)
    return SetKeys(tuple(KeySignature(beat, *rest) for beat, rest in rows))


def _read_markers(item: Mapping[str, Any]) -> SetMarkers:
    rows = _mark_rows(item, "markers", 2)
    return SetMarkers(tuple(Marker(beat, *rest) for beat, rest in rows))


def _mark_rows(item: Mapping[str, Any], key: str, n: int) -> list[tuple[float, list[Any]]]:
    """Beat and the rest of each row: `n` values, and an object of other keys where there are some."""
    given = _list(item, key)
    rows = []
    for i, row in enumerate(given):
        if not isinstance(row, list | tuple) or not n <= len(row) <= n + 1:
            raise OpError(f"{key}: item {i} must be {n} values, not {shown(row)}", key)
        if len(row) > n and not isinstance(row[n], Mapping):
            raise OpError(f"{key}: the other keys of item {i} must be an object", key)
        try:
            rows.append((_tick(row[0], key), list(row[1:])))
        except OpError as error:
            raise OpError(f"{key}: item {i}: {error.message}", key) from error
    return rows


def _segments(item: Mapping[str, Any], key: str) -> tuple[Segment, ...]:
    return tuple(Segment.from_json(segment) for segment in _list(item, key))


_WRITERS: dict[type, Callable[[Any], dict[str, Any]]] = {
    Insert: lambda op: {"op": "insert", "rows": notes_to_rows(op.notes)},
    Delete: lambda op: {"op": "delete", "ids": to_runs(op.ids)},
    Shift: lambda op: {"op": "shift", "ids": to_runs(op.ids), "ticks": to_wire(op.beats)[0], "pitch": op.pitch},
    Resize: lambda op: {"op": "resize", "ids": to_runs(op.ids), "ticks": to_wire(op.beats)[0], "edge": op.edge},
    Set: _write_set,
    SetTempo: _write_tempo,
    SetSignature: _write_signature,
    SetKeys: _write_keys,
    SetMarkers: _write_markers,
    SetTiers: _write_tiers,
    SetTracks: lambda op: {"op": "tracks", "tracks": [track.to_json() for track in op.tracks]},
    SetSegments: lambda op: {"op": "segments", "segments": [segment.to_json() for segment in op.segments]},
    SegmentRange: lambda op: {
        "op": "segment_range",
        "start": op.start,
        "former": [segment.to_json() for segment in op.former],
        "segments": [segment.to_json() for segment in op.segments],
    },
    SetCurve: lambda op: {"op": "curve", "name": op.name, "curve": None if op.curve is None else op.curve.to_json()},
    CurveRange: lambda op: {
        "op": "curve_range",
        "curve": op.curve,
        "start": int(op.start),
        "values": values_to_json(op.values),
        **({} if op.pins is None else {"pins": [FrozenMap(pin).thaw() for pin in op.pins]}),
        **({} if op.original is None else {"original": values_to_json(op.original)}),
        **({} if op.vibratos is None else {"vibratos": [FrozenMap(kept).thaw() for kept in op.vibratos]}),
    },
}

_READERS: dict[str, Callable[[Mapping[str, Any]], Op]] = {
    "insert": lambda item: Insert(notes_from_rows(item["rows"])),
    "delete": lambda item: Delete(from_runs(item["ids"])),
    "shift": lambda item: Shift(from_runs(item["ids"]), _tick(item["ticks"], "shift"), item["pitch"]),
    "resize": lambda item: Resize(from_runs(item["ids"]), _tick(item["ticks"], "resize"), item["edge"]),
    "set": _read_set,
    "tempo": lambda item: SetTempo(TempoMap.from_ticks(_rows_of(item, "tempos", 2)).tempos),
    "signature": lambda item: SetSignature(TempoMap.from_ticks([(0, 120)], _rows_of(item, "signatures", 3)).signatures),
    "keys": _read_keys,
    "markers": _read_markers,
    "tiers": lambda item: SetTiers(item["tiers"], item["textgrid"]),
    "tracks": lambda item: SetTracks(tuple(Track.from_json(track) for track in _list(item, "tracks"))),
    "segments": lambda item: SetSegments(_segments(item, "segments")),
    "segment_range": lambda item: SegmentRange(item["start"], _segments(item, "former"), _segments(item, "segments")),
    "curve": lambda item: SetCurve(item["name"], None if item["curve"] is None else Curve.from_json(item["curve"])),
    "curve_range": lambda item: CurveRange(
        item["curve"],
        item["start"],
        values_from_json(item["values"], shown(item["curve"])).astype(np.float32),
        item.get("pins"),
        None
        if item.get("original") is None
        else values_from_json(item["original"], shown(item["curve"])).astype(np.float32),
        item.get("vibratos"),
    ),
}
