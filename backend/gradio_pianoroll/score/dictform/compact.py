"""The dict form with as few digits and keys as it needs."""

from __future__ import annotations

import copy
from collections.abc import Mapping
from itertools import chain
from operator import itemgetter
from typing import Any

import numpy as np

from .numbers import is_empty_text, number
from .read_notes import DERIVED, DURATION_KEYS, KNOWN, START_KEYS, all_dicts, raw_column

# What a reader takes where a key is absent.
DEFAULTS: dict[str, Any] = {
    "editMode": "select",
    "snapSetting": "1/4",
    "pixelsPerBeat": 80,
    "sampleRate": 44100,
    "ppqn": 480,
    "use_backend_audio": False,
    "name": "",
    "tempo": 120,
    "timeSignature": {"numerator": 4, "denominator": 4},
}
# These say more than the default while the list beside them is there.
OVERRIDES = {"tempo": "tempos", "timeSignature": "timeSignatures"}
NOTE_DEFAULTS: dict[str, Any] = {"velocity": 100, "track": 0, "lyric": None, "phoneme": None, "id": None}
POINT_TIMES = ("x", "seconds", "time")
POINT_VALUES = ("y", "value")


def compact_dict(data: dict[str, Any], precision: int) -> dict[str, Any]:
    """Dict form but for its notes, rounded and without defaults; `data` is nobody else's and may be used up."""
    result = {key: value for key, value in data.items() if value is not None and not _is_default(key, value, data)}
    for key in ("line_data", "curve_data"):
        if isinstance(result.get(key), dict):
            result[key] = {name: _layer(layer, precision) for name, layer in result[key].items()}
    if isinstance(result.get("segment_data"), list):
        result["segment_data"] = [_segment(segment, precision) for segment in result["segment_data"]]
    return result


def _is_default(key: str, value: Any, data: Mapping[str, Any]) -> bool:
    if key not in DEFAULTS or data.get(OVERRIDES.get(key, "")) is not None:
        return False
    default = DEFAULTS[key]
    return isinstance(value, bool) == isinstance(default, bool) and bool(value == default)


def rounded(value: Any, precision: int) -> Any:
    """Number with so many digits, whole ones as int; what is no finite number stays."""
    exact = number(value)
    if exact is None or isinstance(value, int):
        return value
    short = round(exact, precision)
    return int(short) if short.is_integer() else short


def compact_notes(notes: list[Any], precision: int) -> list[Any]:
    """Notes that are nobody else's, rounded and without defaults; what is no note stays what it is."""
    fast = _plain_notes(notes, precision)
    return [_note(note, precision) for note in notes] if fast is None else fast


def _note(given: Any, precision: int) -> Any:
    if not isinstance(given, Mapping):
        return copy.deepcopy(given)
    note = copy.deepcopy(dict(given))
    result = {
        key: value
        for key, value in note.items()
        if key not in DERIVED and key not in ("start", "duration") and not _is_note_default(key, value)
    }
    for keys in (START_KEYS, DURATION_KEYS):
        # The first that is there is the one that a reader takes.
        key = next((key for key in keys if note.get(key) is not None), None)
        if key is not None:
            short = rounded(note[key], precision)
            result[key] = note[key] if short == 0 and keys is DURATION_KEYS else short
    if "endSeconds" in result:
        # Rounded it could lie before the start.
        result["endSeconds"] = note["endSeconds"]
    return result


def _is_note_default(key: str, value: Any) -> bool:
    if key in ("lyric", "phoneme") and is_empty_text(value):
        return True
    return key in NOTE_DEFAULTS and (value is None or (not isinstance(value, bool) and value == NOTE_DEFAULTS[key]))


def _plain_notes(notes: list[Any], precision: int) -> list[Any] | None:
    """Make usual notes compact, column by column; None when one of them is of another kind."""
    if not notes or not all_dicts(notes):
        return None
    try:
        columns = {key: list(map(itemgetter(key), notes)) for key in ("start", "duration", "pitch")}
    except KeyError:
        return None
    start, duration = (_short(columns[key], precision, keep_zero=key == "start") for key in ("start", "duration"))
    if start is None or duration is None:
        return None
    values = zip(start, duration, columns["pitch"], strict=True)
    result: list[Any] = [{"start": s, "duration": d, "pitch": p} for s, d, p in values]
    keys = set(chain.from_iterable(notes))
    for key in ("id", "velocity", "track", "lyric", "phoneme"):
        if key in keys:
            _add(result, notes, key)
    unknown = keys - KNOWN
    if unknown:
        for short, note in zip(result, notes, strict=True):
            if not note.keys() <= KNOWN:
                short.update(copy.deepcopy({key: value for key, value in note.items() if key in unknown}))
    return result


def _short(values: list[Any], precision: int, keep_zero: bool) -> list[Any] | None:
    """Numbers rounded, whole ones as int; None when not all are finite numbers."""
    if not set(map(type, values)) <= {int, float}:
        return None
    try:
        exact = np.array(values, np.float64)
    except OverflowError:
        return None
    if not np.isfinite(exact).all() or (np.abs(exact) > 2.0**53).any():
        return None
    short = np.round(exact, precision)
    if not keep_zero:
        short = np.where(short == 0, exact, short)
    whole = short == np.floor(short)
    integers = short.astype(np.int64).tolist()
    return [i if is_whole else s for s, i, is_whole in zip(short.tolist(), integers, whole.tolist(), strict=True)]


def _add(result: list[Any], notes: list[Any], key: str) -> None:
    values = raw_column(key, notes)
    if set(map(type, values)) <= {int, float, str, type(None)}:
        kept = {value: not _is_note_default(key, value) for value in set(values)}
        for short, value in zip(result, values, strict=True):
            if kept[value]:
                short[key] = value
        return
    for short, value in zip(result, values, strict=True):
        if not _is_note_default(key, value):
            short[key] = copy.deepcopy(value)


def _layer(layer: Any, precision: int) -> Any:
    if isinstance(layer, list):
        return [_point(point, precision, True) for point in layer]
    if not isinstance(layer, dict) or not isinstance(layer.get("data"), list):
        return layer
    # Points on a grid of samples are found on it again by their time.
    times = "uniform" not in layer
    return layer | {"data": [_point(point, precision, times) for point in layer["data"]]}


def _point(point: Any, precision: int, times: bool) -> Any:
    if not isinstance(point, dict):
        return point
    keys = (*POINT_TIMES, *POINT_VALUES) if times else POINT_VALUES
    return {key: rounded(value, precision) if key in keys else value for key, value in point.items()}


def _segment(segment: Any, precision: int) -> Any:
    if not isinstance(segment, dict):
        return segment
    result = {key: value for key, value in segment.items() if value is not None}
    for key in ("start", "end", "confidence"):
        if key in result:
            result[key] = rounded(result[key], precision)
    start, end = number(result.get("start")), number(result.get("end"))
    if start is not None and end is not None and end <= start:
        result |= {"start": segment["start"], "end": segment["end"]}
    return result
