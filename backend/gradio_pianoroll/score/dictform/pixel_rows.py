"""Line layers whose values are pixels of the piano grid, as 0.0.9 drew them: 20 pixels a row, pitch 127 at the top.

``y = (127 - pitch) * 20`` is the upper edge of a pitch's row; some programs (the demo of 0.0.9) add half a row, to its
middle. In a score such a curve is F0 in Hz like any other; it is written in the form in which it came.

Whether ``{x, y}`` points of a layer on the piano grid are such pixels is decided by what the layer says of itself, in
this order:

1. ``yUnit``: ``"px"``, or another unit (we write it where the rest would mislead).
2. A unit of pixels.
3. ``yMin`` 0 and ``yMax`` the height of the grid (2540 to 2560).
4. ``originalRange`` in Hz or MIDI numbers: what lies outside of it, and inside as rows.
5. ``renderMode`` ``piano_grid`` without a unit and without a scale of its own (none, or the default from 0 to 1).

All other values are taken in the layer's unit, F0 in Hz. Points with ``seconds`` or ``time`` are never pixels, and
layers with a ``dataType`` other than F0 neither.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from ..immutable import FloatArray
from .numbers import number

ROW_PX = 20.0
HIGHEST_PITCH = 127
HALF_ROW_PX = ROW_PX / 2
GRID_PX = (HIGHEST_PITCH * ROW_PX, (HIGHEST_PITCH + 1) * ROW_PX)
# How far an end of the range may lie from the row that it should be in: it was taken of all values, or rounded.
RANGE_SLACK_PX = 5.0
DECIMALS = 4
PIXEL_UNITS = frozenset(("px", "pixel", "pixels"))
PITCH_UNITS = frozenset(("midi", "semitone", "semitones", "note"))
Y_UNIT_KEY = "yUnit"
# What was added to the upper edges of the rows, in pixels; we write it when it is not 0.
Y_OFFSET_KEY = "yOffset"
PITCH_TARGETS = ("", "f0", "pitch")


def is_on_grid(target: str, style: Mapping[str, Any]) -> bool:
    """Return True if a layer sits on the piano grid: F0 does, unless it says that it has a range of its own."""
    mode = style.get("renderMode")
    return mode == "piano_grid" or (mode != "independent_range" and target == "f0")


def is_in_pixels(target: str, style: Mapping[str, Any], values: FloatArray) -> bool:
    """Return True if the values of ``{x, y}`` points of a layer are pixels of the grid; the rule of this module."""
    if target not in PITCH_TARGETS or not is_on_grid(target, style):
        return False
    said, unit = style.get(Y_UNIT_KEY), _lower(style.get("unit"))
    if isinstance(said, str):
        return said.lower() in PIXEL_UNITS
    if unit in PIXEL_UNITS or has_scale_of_grid(style):
        return True
    pitches = _original_pitches(style)
    if pitches is not None and len(finite := values[np.isfinite(values)]):
        shown = finite if unit in PITCH_UNITS else _pitch_of_hz(finite)
        return not _lie_in(shown, pitches) and _lie_in(HIGHEST_PITCH - finite / ROW_PX, pitches)
    has_scale = (number(style.get("yMin", 0)), number(style.get("yMax", 1))) != (0, 1)
    return style.get("renderMode") == "piano_grid" and not unit and not has_scale


def has_scale_of_grid(style: Mapping[str, Any]) -> bool:
    """Return True if a layer's scale is the height of the piano grid in pixels."""
    low, high = number(style.get("yMin", 0)), number(style.get("yMax"))
    return low == 0 and high is not None and GRID_PX[0] <= high <= GRID_PX[1]


def offset_of(style: Mapping[str, Any], values: FloatArray) -> float:
    """Offset that was added to the upper edges of the rows: what ``yOffset`` says, else 0 or half a row.

    The original range of the values tells it, else values that all lie in the middle of rows.
    """
    said = number(style.get(Y_OFFSET_KEY))
    if said is not None:
        return said
    finite = values[np.isfinite(values)]
    if not len(finite):
        return 0.0
    pitches = _original_pitches(style)
    if pitches is not None:
        edges = ((HIGHEST_PITCH - pitch) * ROW_PX for pitch in reversed(pitches))
        above = [end - edge for end, edge in zip((finite.min(), finite.max()), edges, strict=True)]
        errors = {offset: max(abs(a - offset) for a in above) for offset in (0.0, HALF_ROW_PX)}
        best = min(errors, key=lambda offset: errors[offset])
        if errors[best] < RANGE_SLACK_PX:
            return best
    return HALF_ROW_PX if np.allclose(finite % ROW_PX, HALF_ROW_PX, atol=1e-3, rtol=0) else 0.0


def hz_of_pixels(y: FloatArray, offset_px: float) -> FloatArray:
    """F0 in Hz of pixels; A4 is pitch 69 and 440 Hz."""
    pitch = HIGHEST_PITCH - (y - offset_px) / ROW_PX
    with np.errstate(over="ignore"):
        hz: FloatArray = 440.0 * 2.0 ** ((pitch - 69) / 12)
    return hz


def pixels_of_hz(hz: FloatArray, offset_px: float) -> FloatArray:
    """Pixels of F0 in Hz, NaN where it is undefined."""
    y: FloatArray = np.round((HIGHEST_PITCH - _pitch_of_hz(hz)) * ROW_PX + offset_px, DECIMALS)
    return y


def _pitch_of_hz(hz: FloatArray) -> FloatArray:
    with np.errstate(divide="ignore", invalid="ignore"):
        pitch: FloatArray = np.where(hz > 0, 69 + 12 * np.log2(hz / 440.0), np.nan)
    return pitch


def _lie_in(pitches: FloatArray, limits: tuple[float, float]) -> bool:
    slack = (HALF_ROW_PX + RANGE_SLACK_PX) / ROW_PX
    return bool(((pitches >= limits[0] - slack) & (pitches <= limits[1] + slack)).all())


def _original_pitches(style: Mapping[str, Any]) -> tuple[float, float] | None:
    """`originalRange` as lowest and highest MIDI number; None when it does not say them."""
    given = style.get("originalRange")
    if not isinstance(given, Mapping):
        return None
    for mark, unit in (("midi", "midi"), ("hz", "hz"), ("", _lower(style.get("unit")))):
        ends = [_end(given, end, mark) for end in ("min", "max")]
        if ends[0] is None or ends[1] is None or not ends[0] <= ends[1]:
            continue
        if unit in PITCH_UNITS:
            return ends[0], ends[1]
        if unit == "hz" and ends[0] > 0:
            low, high = _pitch_of_hz(np.array(ends, np.float64)).tolist()
            return low, high
    return None


def _end(given: Mapping[str, Any], end: str, mark: str) -> float | None:
    for key, value in given.items():
        name = key.lower() if isinstance(key, str) else ""
        if end in name and mark in name and (mark or name == end):
            return number(value)
    return None


def _lower(value: Any) -> str:
    return value.strip().lower() if isinstance(value, str) else ""
