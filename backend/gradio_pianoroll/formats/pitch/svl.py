"""Layers of Sonic Visualiser and Tony.

| layer | here |
| --- | --- |
| time values in Hz | ``f0``, the first of them; others are curves under their names |
| ``f0_original`` | what ``f0`` came with before it was edited (`Curve.original`); so of other curves |
| notes, flexi notes | notes with `cents`, labels as lyrics, levels as velocities |
| regions, time instants, texts | segments of the layer's name |

Where unvoiced frames have no points (Tony's do not), the frames are there again, as NaN. Layers that are pictures or
sound are left out.

Source: files that Sonic Visualiser 4.5.1 wrote and read; its manual, "Importing and exporting annotation layers".
"""

from __future__ import annotations

import dataclasses
import math
import re
from collections.abc import Iterable
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

import numpy as np

from gradio_pianoroll.i18n.sentence import Sentence, sentence_of

from ...errors import FormatError
from ...score import Curve, NoteTable, Score, Segment, Track
from ...score.immutable import FloatArray
from ...score.well_formed import utf8
from ..bounds import refuse_more
from ..midi.controllers import lane_of
from .conventions import checked_number, checked_unit, count_guesses, hz_of, pitch_of_hz, say
from .frames import Frames, curve_of, f0_curve, frames_of
from .hz_notes import DEFAULT_VELOCITY, columns_of, notes_of
from .originals import named, owner
from .svl_points import Layer, layers_of

MAX_SEGMENTS = 1_000_000
_NOTES = ("note", "flexinote", "")
_SOUND = ("wavefile", "writablewavefile", "alignment")
#: Rates that sound has; the first one on whose samples all frames lie is written.
_RATES = (44_100, 48_000, 32_000, 96_000, 1_000_000)
_ON_SAMPLE = 1e-4
#: XML has no place for control characters.
_NO_XML = re.compile("[\0-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_ATTRIBUTE = {'"': "&quot;", "\n": "&#10;", "\r": "&#13;", "\t": "&#9;"}


def read(data: bytes, path: Path, encoding: str | None = None, *, unit: str | None = None) -> Score:
    """Score of the bytes of a layer file (``.svl``) or a session (``.sv``, ``.ton``).

    Parameters
    ----------
    data, path, encoding
        The file, which says itself in which encoding it is.
    unit
        Of the first layer of time values, when the file does not say it: that one is the pitch then.

    Raises
    ------
    FormatError
        If it is no such file, or there is nothing in it that a score has a place for.

    Warns
    -----
    PianoRollWarning
        For layers that are left out.
    """
    given = checked_unit(path, unit)
    score, found, skipped = Score(), 0, []
    for layer in layers_of(data, path):
        dimensions, subtype = layer.model.get("dimensions"), layer.model.get("subtype", "")
        if layer.model.get("type") in _SOUND:
            continue
        if layer.model.get("type") != "sparse":
            skipped.append(layer.name or layer.model.get("type", "?"))
            continue
        rate = _rate(layer, path)
        if dimensions == "2" and subtype == "":
            score = _with_values(score, layer, rate, path, given)
            given = None
        elif dimensions == "3" and subtype in _NOTES:
            score = _with_notes(score, layer, rate, path)
        elif dimensions == "1" or subtype in ("region", "text"):
            score = _with_segments(score, layer, rate, path)
        else:
            skipped.append(layer.name or subtype)
            continue
        if not found:
            score = score.replace(sample_rate=round(rate))
        found += 1
    score = _paired(score)
    if skipped:
        say(path, Sentence("layer.left_out", layers=", ".join(map(repr, skipped))))
    if not found:
        raise FormatError(path, Sentence("layer.none"))
    return score


def _rate(layer: Layer, path: Path) -> float:
    said = layer.model.get("sampleRate", "")
    try:
        rate = float(said)
    except ValueError:
        rate = math.nan
    if not 1 <= rate <= 1e9:
        raise FormatError(path, Sentence("layer.rate", layer=layer.name, rate=said))
    return rate


def _times(layer: Layer, rate: float, path: Path) -> tuple[FloatArray, Any]:
    frame = layer.columns[0]
    if not np.isfinite(frame).all():
        raise FormatError(
            path, Sentence("layer.no_time", layer=layer.name, number=int(np.flatnonzero(~np.isfinite(frame))[0]) + 1)
        )
    order = np.argsort(frame, kind="stable")
    return frame[order] / rate, order


def _with_values(score: Score, layer: Layer, rate: float, path: Path, unit: str | None) -> Score:
    times, order = _times(layer, rate, path)
    values = layer.columns[1][order]
    said = layer.model.get("units", "")
    is_pitch = unit is not None or said.lower() == "hz"
    name = _free(score, "f0" if is_pitch and "f0" not in score.curves else layer.name or "values")
    if is_pitch:
        if unit in (None, "Hz"):
            count_guesses(path, values)
        hz = hz_of(values, unit or "Hz")
        # Frames are on whole samples, and so far apart as the model says, unless that is one sample.
        curve = curve_of(name, times, hz, "f0", "Hz", fill=True, hop=_hop_s(layer, rate), tolerance_s=0.5 / rate)
    else:
        with np.errstate(invalid="ignore"):
            values = np.where(np.abs(values) < np.finfo(np.float32).max, values, np.nan)
        curve = curve_of(name, times, values, layer.name or "values", said, tolerance_s=0.5 / rate)
    return score.replace(curves={**score.curves, name: curve})


def _paired(score: Score) -> Score:
    """Score in which curves have what they came with, which lies in layers of their own."""
    curves = dict(score.curves)
    for name, came in score.curves.items():
        curve = curves.get(owner(name, curves) or "")
        if curve is None or curve.unit != came.unit or not (curve.is_uniform and came.is_uniform):
            continue
        # Layers have no points where nothing is voiced, so that one may begin and end before the other.
        ahead, rest = divmod((came.start - curve.start) / curve.hop + 0.25, 1)
        if abs(came.hop / curve.hop - 1) * len(came) > 0.25 or rest > 0.5:
            continue
        first = min(0, int(ahead))
        n = max(len(curve), int(ahead) + len(came)) - first
        values = np.full((2, n), np.nan, np.float32)
        values[0, -first : len(curve) - first] = curve.values
        values[1, int(ahead) - first : int(ahead) - first + len(came)] = came.values
        start = curve.start + first * curve.hop
        curves[curve.name] = dataclasses.replace(curve, values=values[0], start=start, kept_values=values[1])
        del curves[name]
    return score.replace(curves=curves)


def _hop_s(layer: Layer, rate: float) -> float | None:
    said = layer.model.get("resolution", "")
    return int(said) / rate if said.isdecimal() and 1 < int(said) < rate else None


def _free(score: Score, name: str) -> str:
    number, free = 1, name
    while free in score.curves:
        number += 1
        free = f"{name} ({number})"
    return free


def _with_notes(score: Score, layer: Layer, rate: float, path: Path) -> Score:
    frame, value, duration, level = layer.columns
    is_hz = layer.model.get("units", "").lower() == "hz"
    pitch = pitch_of_hz(value) if is_hz else value
    possible = np.isfinite(pitch) & (pitch >= -0.5) & (pitch < 127.5) & (duration > 0) & (frame >= 0)
    if not possible.all():
        say(path, Sentence("layer.notes", count=int((~possible).sum())))
    velocity = np.where(np.isfinite(level), np.clip(np.rint(level * 127), 0, 127), DEFAULT_VELOCITY)
    lyric = [text or None for text, there in zip(layer.label, possible.tolist(), strict=True) if there]
    rows = possible.nonzero()[0]
    number = len(score.tracks) if len(score.notes) else 0
    try:
        notes = notes_of(frame[rows] / rate, duration[rows] / rate, pitch[rows], velocity[rows], lyric)
    except ValueError as error:
        raise FormatError(path, Sentence("layer.error", layer=layer.name, error=sentence_of(error))) from error
    track = Track(layer.name)
    if not number:
        return score.replace(notes=notes, tracks=(track,))
    return score.replace(notes=_together(score.notes, notes, number), tracks=(*score.tracks, track))


def _together(one: NoteTable, two: NoteTable, track: int) -> NoteTable:
    """Notes of two layers, the second one's on a track of their own."""
    first = int(one.id.max()) + 1

    def both(name: str) -> Any:
        return np.concatenate((getattr(one, name), getattr(two, name)))

    return NoteTable.from_columns(
        both("onset_beats"),
        both("duration_beats"),
        both("pitch"),
        both("velocity"),
        np.concatenate((one.track, np.full(len(two), track))),
        np.concatenate((one.id, two.id + np.uint32(first))),
        one.lyric.to_list() + two.lyric.to_list(),
        extra={**one.extra, **{id + first: said for id, said in two.extra.items()}},
    )


def _with_segments(score: Score, layer: Layer, rate: float, path: Path) -> Score:
    refuse_more(path, len(layer.frame) + len(score.segments), MAX_SEGMENTS, Sentence("amount.labels"))
    times, order = _times(layer, rate, path)
    length = np.nan_to_num(np.maximum(layer.columns[2][order], 0)) / rate
    kind = layer.name or layer.model.get("subtype") or "instants"
    texts = [layer.label[i] for i in order.tolist()]
    rows = zip(times.tolist(), (times + length).tolist(), texts, strict=True)
    segments = [*score.segments, *(Segment(start, end, kind, text) for start, end, text in rows)]
    return score.replace(segments=tuple(sorted(segments, key=lambda s: (s.start, s.end))))


def write(score: Score, path: Path, *, curve: str | None = None, sr: float | None = None) -> bytes:
    """Bytes of a layer file: F0, notes, other visible curves and labels, a layer each.

    Parameters
    ----------
    score, path
        What and where to.
    curve
        Name of the curve that is the pitch; by default the first one of F0.
    sr
        Sample rate that the frames count in; by default the score's, or one on whose samples the frames of F0 lie.

    Raises
    ------
    FormatError
        If there is nothing to write.
    """
    given = checked_number(path, "sr", sr)
    f0 = frames_of(score, path, curve) if curve is not None or f0_curve(score) is not None else None
    rate = given or _rate_for(score, f0)
    layers: list[tuple[str, str, str, list[str]]] = []
    if f0 is not None:
        layers.append(_values_layer(f0.name, f0.times_s, f0.hz, "Hz", rate, f0.hop_s))
        came = score.curves.get(f0.name)
        if came is not None and came.is_edited and named(f0.name) not in score.curves:
            layers.append(_of_curve(score, dataclasses.replace(came.as_original(), name=named(f0.name)), rate))
    layers += [_notes_layer(score, track, rate) for track in np.unique(score.notes.track).tolist()]
    for other in score.curves.values():
        if (f0 is not None and other.name == f0.name) or lane_of(other) is not None:
            continue
        if other.style.get("visible", True):
            layers.append(_of_curve(score, other, rate))
    for kind in dict.fromkeys(segment.type for segment in score.segments):
        layers += _labels(score, kind, rate)
    if not layers:
        raise FormatError(path, Sentence("layer.nothing"))
    return utf8("".join(_document(layers, rate)))


def _rate_for(score: Score, f0: Frames | None) -> float:
    if f0 is None or f0.hop_s is None:
        return score.sample_rate
    on_samples = (f0.hop_s, f0.start_s)
    return next(
        (
            rate
            for rate in (score.sample_rate, *_RATES)
            if all(abs(time * rate - round(time * rate)) < _ON_SAMPLE for time in on_samples)
        ),
        score.sample_rate,
    )


def _frames(times: FloatArray, rate: float) -> list[int]:
    frames: list[int] = np.rint(times * rate).astype(np.int64).tolist()
    return frames


def _numbers(values: FloatArray) -> list[str]:
    # Nine digits tell every float32.
    return [f"{value:.9g}" for value in values.tolist()]


def _values_layer(
    name: str, times: FloatArray, values: FloatArray, unit: str, rate: float, hop_s: float | None
) -> tuple[str, str, str, list[str]]:
    known = np.isfinite(values)
    rows = zip(_frames(times[known], rate), _numbers(values[known]), strict=True)
    points = [f'<point frame="{frame}" value="{value}" label=""/>' for frame, value in rows]
    step = max(1, round((hop_s or 0.0) * rate))
    model = f'dimensions="2" resolution="{step}" {_extent(values[known])} units="{_quoted(unit)}"'
    return name, "timevalues", model, points


def _of_curve(score: Score, curve: Curve, rate: float) -> tuple[str, str, str, list[str]]:
    times = curve.sample_times()
    if curve.time == "beats":
        times = score.tempo_map.seconds_at(times)
    hop_s = curve.hop if curve.is_uniform and curve.time == "s" else None
    return _values_layer(curve.name, times, curve.values.astype(np.float64), curve.unit, rate, hop_s)


def _notes_layer(score: Score, track: int, rate: float) -> tuple[str, str, str, list[str]]:
    mine = np.flatnonzero(score.notes.track == track)
    onset, duration, hz = (column[mine] for column in columns_of(score))
    lyric = score.notes.lyric.to_list()
    rows = zip(
        _frames(onset, rate),
        np.maximum(np.rint((onset + duration) * rate) - np.rint(onset * rate), 1).astype(np.int64).tolist(),
        _numbers(hz),
        _numbers(score.notes.velocity[mine] / 127),
        [lyric[row] or "" for row in mine.tolist()],
        strict=True,
    )
    points = [
        f'<point frame="{frame}" value="{value}" duration="{length}" level="{level}" label="{_quoted(text)}"/>'
        for frame, length, value, level, text in rows
    ]
    model = f'dimensions="3" resolution="1" subtype="note" valueQuantization="0" {_extent(hz)} units="Hz"'
    name = score.tracks[track].name if track < len(score.tracks) else ""
    return name or "notes", "notes", model, points


def _labels(score: Score, kind: str, rate: float) -> Iterable[tuple[str, str, str, list[str]]]:
    """Regions of a type, and instants of it."""
    mine = [segment for segment in score.segments if segment.type == kind]
    regions = [segment for segment in mine if segment.end > segment.start]
    if regions:
        start, end = (
            np.rint(np.array([getattr(s, at) for s in regions]) * rate).astype(int) for at in ("start", "end")
        )
        rows = zip(start.tolist(), np.maximum(end - start, 1).tolist(), regions, strict=True)
        points = [
            f'<point frame="{frame}" value="0" duration="{length}" label="{_quoted(segment.text)}"/>'
            for frame, length, segment in rows
        ]
        model = 'dimensions="3" resolution="1" subtype="region" valueQuantization="0" minimum="0" maximum="0" units=""'
        yield kind or "regions", "regions", model, points
    instants = [segment for segment in mine if segment.end == segment.start]
    if instants:
        points = [
            f'<point frame="{round(segment.start * rate)}" label="{_quoted(segment.text)}"/>' for segment in instants
        ]
        yield kind or "instants", "timeinstants", 'dimensions="1" resolution="1"', points


def _extent(values: FloatArray) -> str:
    low, high = (float(values.min()), float(values.max())) if len(values) else (0.0, 0.0)
    return f'minimum="{low:.9g}" maximum="{high:.9g}"'


def _document(layers: list[tuple[str, str, str, list[str]]], rate: float) -> Iterable[str]:
    yield '<?xml version="1.0" encoding="UTF-8"?>\n<!DOCTYPE sonic-visualiser>\n<sv>\n  <data>\n'
    shown = []
    for i, (name, kind, model, points) in enumerate(layers):
        dataset, id, layer = 3 * i, 3 * i + 1, 3 * i + 2
        called = _quoted(name)
        yield f'    <model id="{id}" name="{called}" sampleRate="{rate:g}" type="sparse" {model} notifyOnAdd="true" '
        yield f'dataset="{dataset}"/>\n    <dataset id="{dataset}" dimensions="{model[12]}">\n      '
        yield "\n      ".join(points)
        yield "\n    </dataset>\n"
        shown.append(f'    <layer id="{layer}" type="{kind}" name="{called}" model="{id}"/>\n')
    yield "  </data>\n  <display>\n" + "".join(shown) + "  </display>\n</sv>\n"


def _quoted(text: str) -> str:
    return escape(_NO_XML.sub("", text), _ATTRIBUTE)
