"""Leaving out what is empty."""

from __future__ import annotations

import copy
from collections.abc import Mapping
from typing import Any, TypeVar

import numpy as np

from .curve import Curve
from .dictform.numbers import is_empty_text, number
from .notes.table import NoteTable, columns_of
from .notes.text_column import TextColumn
from .same_form import copied_notes, in_form_of, note_list
from .score import Score
from .segment import Segment

Data = TypeVar("Data")
LAYER_KEYS = ("line_data", "curve_data")
TEXT_KEYS = ("lyric", "phoneme")


def cleanup_piano_roll_data(data: Data) -> Data:
    """Leave out empty lyrics, phonemes, curves and segments.

    A text is empty when it is None or nothing but spaces, a curve when it has no defined value, a segment when it has
    no length or says nothing. Keys that hold none of these any more are left out as well.

    Parameters
    ----------
    data
        The dict form, a `Score` or the value of a piano roll; stays as it is.

    Returns
    -------
    dict, Score or PianoRollValue
        A copy in the form of `data`.

    Raises
    ------
    TypeError
        If `data` is none of these.

    Examples
    --------
    >>> from gradio_pianoroll.performance import cleanup_piano_roll_data
    >>> note = {"start": 0, "duration": 80, "pitch": 60, "lyric": " "}
    >>> cleanup_piano_roll_data({"notes": [note], "segment_data": []})
    {'notes': [{'start': 0, 'duration': 80, 'pitch': 60}]}
    """
    return in_form_of(data, _clean_score, _clean_dict)


# --- a Score ---------------------------------------------------------------------------------------------------------


def _clean_score(score: Score) -> Score:
    curves = {name: curve for name, curve in score.curves.items() if _has_values(curve)}
    segments = tuple(segment for segment in score.segments if _says_something(segment))
    changes: dict[str, Any] = {"notes": _clean_table(score.notes)}
    if len(curves) < len(score.curves):
        changes["curves"] = curves
    if len(segments) < len(score.segments):
        changes["segments"] = segments
    raw = score.extra.get("curve_data")
    if isinstance(raw, Mapping):
        left = {name: layer for name, layer in raw.items() if not _is_empty_layer(layer)}
        if len(left) < len(raw):
            others = {key: value for key, value in score.extra.items() if key != "curve_data"}
            changes["extra"] = others | ({"curve_data": left} if left else {})
    return score.replace(**changes)


def _has_values(curve: Curve) -> bool:
    return bool(np.isfinite(curve.values).any())


def _says_something(segment: Segment) -> bool:
    return segment.end > segment.start and bool(segment.text.strip() or segment.type)


def _clean_table(table: NoteTable) -> NoteTable:
    cleaned = {name: _without_empty(getattr(table, name)) for name in TEXT_KEYS}
    if all(column is getattr(table, name) for name, column in cleaned.items()):
        return table
    return NoteTable.from_columns(**(columns_of(table) | cleaned))


def _without_empty(column: TextColumn) -> TextColumn:
    empty = np.array([not text.strip() for text in column.texts] + [False], bool)
    gone = empty[column.codes]
    return TextColumn(np.where(gone, -1, column.codes), column.texts).canonical() if gone.any() else column


# --- the dict form ---------------------------------------------------------------------------------------------------


def _clean_dict(data: Mapping[str, Any]) -> dict[str, Any]:
    result: dict[str, Any] = {}
    for key, value in data.items():
        if key == "notes":
            result[key] = _clean_notes(note_list(data))
        elif key in LAYER_KEYS and (value is None or isinstance(value, Mapping)):
            layers = {name: layer for name, layer in (value or {}).items() if not _is_empty_layer(layer)}
            if layers:
                result[key] = copy.deepcopy(layers)
        elif key == "segment_data" and (value is None or isinstance(value, list | tuple)):
            segments = [segment for segment in value or () if not _is_empty_segment(segment)]
            if segments:
                result[key] = copy.deepcopy(segments)
        else:
            result[key] = copy.deepcopy(value)
    return result


def _clean_notes(notes: list[Any]) -> list[Any]:
    result = copied_notes(notes)
    for key in TEXT_KEYS:
        for note in result:
            if isinstance(note, dict) and key in note and is_empty_text(note[key]):
                del note[key]
    return result


def _is_empty_layer(layer: Any) -> bool:
    """Return True for a layer without a point that has a value, and for what is no layer and nothing at all."""
    points = layer.get("data") if isinstance(layer, Mapping) and "data" in layer else layer
    if not isinstance(points, list | tuple):
        return points is None or (isinstance(points, Mapping) and not points)
    return not any(_has_value(point) for point in points)


def _has_value(point: Any) -> bool:
    if not isinstance(point, Mapping):
        return point is not None
    return any(number(point.get(key)) is not None for key in ("y", "value"))


def _is_empty_segment(segment: Any) -> bool:
    if segment is None:
        return True
    if not isinstance(segment, Mapping):
        return False
    start, end = number(segment.get("start")), number(segment.get("end"))
    text = segment.get("value") if segment.get("value") is not None else segment.get("text")
    has_no_length = start is not None and end is not None and end <= start
    return has_no_length or (is_empty_text(text) and not segment.get("type"))
