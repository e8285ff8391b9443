"""Line layers and named curves of the dict form, both ways."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import numpy as np

from gradio_pianoroll.i18n.sentence import Sentence

from ..curve import Curve, TimeBase, values_from_json, values_to_json
from ..immutable import FloatArray, FrozenMap, why_not_kept
from ..problems import Problems
from ..ticks import settle
from .numbers import number, shown
from .pixel_rows import (
    Y_OFFSET_KEY,
    Y_UNIT_KEY,
    hz_of_pixels,
    is_in_pixels,
    is_on_grid,
    offset_of,
    pixels_of_hz,
)

# Which keys a point has, and what its time is; the first of each time base is what a curve of ours is written as.
POINT_FORMS: tuple[tuple[str, str, TimeBase], ...] = (
    ("x", "y", "beats"),
    ("seconds", "value", "s"),
    ("time", "value", "s"),
)
# A key of the style that remembers how the program wrote a layer, so that it finds it again in the same form.
FORM_KEY = "dictForm"
# What the times of a layer without points would be; points show it themselves.
BASE_KEY = "timeBase"
NUMERIC_STYLE = ("lineWidth", "yMin", "yMax", "opacity")


def infer_target(name: str) -> str:
    """Target of a layer that names none: F0 by its name."""
    lower = name.lower()
    return "f0" if "f0" in lower or "pitch" in lower else ""


def read_layer(name: str, layer: Any, pixels_per_beat: float, problems: Problems, under: str) -> Curve | None:
    """Curve of a layer ``{data: points, …}`` or of a bare list of points; None (and a problem) if it is neither."""
    bare = isinstance(layer, list | tuple)
    if not bare and not (isinstance(layer, Mapping) and isinstance(layer.get("data"), list | tuple)):
        problems.add(Sentence("json.layer", under=under, name=name))
        return None
    points = layer if bare else layer["data"]
    form = _form_of(points, {} if bare else layer)
    if form is None:
        problems.add(Sentence("json.layer_points", under=under, name=name))
        return None
    times, values = _read_points(name, points, form, problems, under)
    style = {} if bare else _read_style(name, layer, problems, under)
    base = form[2]
    if base == "beats":
        times = settle(times / pixels_per_beat)
    written: dict[str, Any] = {}
    if form[0] == "time":
        written["keys"] = "time"
    if under != "line_data":
        written["under"] = under
    if bare:
        written["bare"] = True
    unit, kind, uniform = style.pop("unit", ""), style.pop("dataType", ""), style.pop("uniform", None)
    style.pop(BASE_KEY, None)
    lists = {}
    refusals = {
        "pins": Sentence("json.layer_pins", under=under, name=name),
        "vibratos": Sentence("json.layer_vibratos", under=under, name=name),
    }
    for key, refusal in refusals.items():
        listed = style.pop(key, None) or ()
        is_list = isinstance(listed, list | tuple) and all(isinstance(item, Mapping) for item in listed)
        if not is_list or why_not_kept({key: listed}):
            problems.add(refusal)
            listed = ()
        lists[key] = listed
    original = style.pop("original") if isinstance(style.get("original"), list | tuple) else None
    target = kind if isinstance(kind, str) and kind else infer_target(name)
    if base == "beats" and is_in_pixels(target, {**style, "unit": unit}, values):
        offset = offset_of({**style, "unit": unit}, values)
        values = hz_of_pixels(values, offset)
        # What was said of the pixels is not true of Hz; it is said again where they are.
        said = {key: style.pop(key) for key in ("yMin", "yMax") if key in style}
        written["pixels"] = {"offset": offset, "unit": unit, "target": kind, **said}
        target, unit = "f0", "Hz"
    for key in (Y_UNIT_KEY, Y_OFFSET_KEY):
        style.pop(key, None)
    if written:
        style[FORM_KEY] = written
    shared: dict[str, Any] = {
        "target": target,
        "unit": unit if isinstance(unit, str) else "",
        "time": base,
        "style": style,
        **lists,
    }
    if reason := why_not_kept(style):
        problems.add(Sentence("json.layer_left", under=under, name=name, reason=reason))
        return None
    on_samples = _resampled(uniform, times, values)
    if on_samples is not None:
        made = Curve(name, on_samples[0], start=on_samples[1], hop=on_samples[2], **shared)
    else:
        made = Curve(name, values.astype(np.float32), times, **shared)
    return made if original is None else _with_original(made, original, uniform, problems, under)


def _with_original(curve: Curve, original: Any, uniform: Any, problems: Problems, under: str) -> Curve:
    """Curve with what it came with; without it where that does not fit."""
    times: FloatArray | None = None
    try:
        if not curve.is_uniform and original and not isinstance(original[0], list | tuple):
            # Samples that a program has moved in time: each stood at its own.
            start, hop = (
                number(uniform.get(key)) if isinstance(uniform, Mapping) else None for key in ("start", "hop")
            )
            if start is None or hop is None:
                raise ValueError(Sentence("curve.original", name=curve.name))
            times = start + np.arange(len(original), dtype=np.float64) * hop
            values = values_from_json(original, curve.name).astype(np.float32)
        elif not curve.is_uniform:
            said = Curve.from_json({"name": curve.name, "time": curve.time, "points": original})
            times, values = said.times, said.values
        else:
            values = values_from_json(original, curve.name).astype(np.float32)
        return replace(curve, kept_values=values, kept_times=times)
    except ValueError:
        problems.add(Sentence("json.layer_original", under=under, name=curve.name))
        return curve


def _form_of(points: Any, layer: Mapping[str, Any]) -> tuple[str, str, TimeBase] | None:
    if not points:
        return POINT_FORMS[1 if layer.get(BASE_KEY) == "s" else 0]
    for point in points:
        if isinstance(point, Mapping):
            return next((form for form in POINT_FORMS if form[0] in point and form[1] in point), None)
    return None


def _read_points(
    name: str, points: Any, form: tuple[str, str, TimeBase], problems: Problems, under: str
) -> tuple[FloatArray, FloatArray]:
    """Times and values, ascending; a value may be None or NaN (undefined), a point without a time is left out."""
    times, values, bad = [], [], 0
    for point in points:
        time = number(point.get(form[0])) if isinstance(point, Mapping) else None
        raw = point.get(form[1]) if isinstance(point, Mapping) else None
        value = math.nan if raw is None or (isinstance(raw, float) and math.isnan(raw)) else number(raw)
        if time is None or value is None:
            bad += 1
            continue
        times.append(time)
        values.append(value)
    if bad:
        problems.add(Sentence("json.layer_bad_points", under=under, name=name, count=bad, total=len(points)))
    t, v = np.array(times, np.float64), np.array(values, np.float64)
    if (np.diff(t) < 0).any():
        order = np.argsort(t, kind="stable")
        t, v = t[order], v[order]
    return t, v


def _read_style(name: str, layer: Mapping[str, Any], problems: Problems, under: str) -> dict[str, Any]:
    style = {key: value for key, value in layer.items() if key != "data" and value is not None}
    for key in NUMERIC_STYLE:
        if key in style and number(style[key]) is None:
            problems.add(Sentence("json.layer_style", under=under, name=name, key=key, given=shown(style[key])))
            del style[key]
    return style


def _resampled(uniform: Any, times: FloatArray, values: FloatArray) -> tuple[Any, float, float] | None:
    """Samples, start and hop of a layer that says it is uniform, if its points (still) lie on its samples."""
    if not isinstance(uniform, Mapping):
        return None
    start, hop, n = (number(uniform.get(key)) for key in ("start", "hop", "n"))
    if start is None or hop is None or n is None or hop <= 0 or not 0 <= n <= 1e9:
        return None
    index = np.rint((times - start) / hop)
    on = np.abs(start + index * hop - times) <= 1e-6 * hop
    if len(times) > n or not (on & (index >= 0) & (index < n)).all():
        return None
    samples = np.full(int(n), np.nan, np.float32)
    samples[index.astype(np.int64)] = values
    return samples, start, hop


def layer_key(curve: Curve) -> str:
    """Key that the layer stands under: ``line_data`` or ``curve_data``."""
    form = curve.style.get(FORM_KEY)
    return "curve_data" if isinstance(form, Mapping) and form.get("under") == "curve_data" else "line_data"


def write_layer(curve: Curve, pixels_per_beat: float) -> tuple[str, Any]:
    """Key that the layer stands under (``line_data`` or ``curve_data``) and the layer."""
    style = FrozenMap(curve.style).thaw()
    form = style.pop(FORM_KEY, None)
    if curve.pins:
        style["pins"] = [FrozenMap(pin).thaw() for pin in curve.pins]
    if curve.vibratos:
        style["vibratos"] = [FrozenMap(kept).thaw() for kept in curve.vibratos]
    if curve.is_edited:
        style["original"] = curve.original_to_json()
    form = form if isinstance(form, dict) else {}
    under = layer_key(curve)
    data = _write_points(curve, pixels_per_beat, form)
    rows = _pixel_form(curve, form)
    if rows is not None:
        style |= {key: rows[key] for key in ("yMin", "yMax") if key in rows}
        style |= {key: rows[name] for key, name in (("unit", "unit"), ("dataType", "target")) if rows.get(name)}
        # Said where nothing else would say it of other values than these.
        if not is_in_pixels(style.get("dataType", infer_target(curve.name)), style, np.zeros(0)):
            style[Y_UNIT_KEY] = "px"
        if rows["offset"]:
            style[Y_OFFSET_KEY] = rows["offset"]
        return under, style | {"data": data}
    says_more = style or curve.unit or curve.is_uniform or curve.target != infer_target(curve.name)
    if form.get("bare") and not says_more:
        return under, data
    if curve.target:
        style["dataType"] = curve.target
    if curve.unit:
        style["unit"] = curve.unit
    if not data and curve.time == "s":
        style[BASE_KEY] = "s"
    if curve.time == "beats" and is_in_pixels(curve.target, style, curve.values.astype(np.float64)):
        # Nobody shall take Hz for pixels.
        style[Y_UNIT_KEY] = curve.unit or "Hz"
    if curve.is_uniform:
        style["uniform"] = {"start": curve.start, "hop": curve.hop, "n": len(curve)}
    return under, style | {"data": data}


def _pixels(beats: FloatArray, pixels_per_beat: float) -> FloatArray:
    """Pixels that read back to exactly these beats wherever such a number exists."""
    pixels = beats * pixels_per_beat
    for neighbour in (np.nextafter(pixels, np.inf), np.nextafter(pixels, -np.inf)):
        off = settle(pixels / pixels_per_beat) != beats
        pixels = np.where(off & (settle(neighbour / pixels_per_beat) == beats), neighbour, pixels)
    return pixels


def _pixel_form(curve: Curve, form: Mapping[str, Any]) -> Mapping[str, Any] | None:
    """Form of the pixels that the curve was read from; None when it was not, or is something else now."""
    rows = form.get("pixels")
    if not isinstance(rows, Mapping) or curve.time != "beats" or curve.is_uniform or curve.unit != "Hz":
        return None
    return rows if number(rows.get("offset")) is not None and is_on_grid(curve.target, curve.style) else None


def _write_points(curve: Curve, pixels_per_beat: float, form: Mapping[str, Any]) -> list[dict[str, Any]]:
    times, values = curve.sample_times(), values_to_json(curve.values)
    rows = _pixel_form(curve, form)
    if rows is not None:
        y = pixels_of_hz(curve.values.astype(np.float64), float(rows["offset"]))
        values = [v if math.isfinite(v) else None for v in y.tolist()]
    if curve.time == "beats":
        pairs = zip(_pixels(times, pixels_per_beat).tolist(), values, strict=True)
        points = [{"x": x, "y": y} for x, y in pairs]
    else:
        key = "time" if form.get("keys") == "time" else "seconds"
        points = [{key: t, "value": v} for t, v in zip(times.tolist(), values, strict=True)]
    if curve.is_uniform:
        # The samples without a value come back from the sampling; programs that draw points want none of them.
        points = [point for point, value in zip(points, values, strict=True) if value is not None]
    return points
