"""Curves of F0 of any form as frames: pins, notes and resynthesis take even times in seconds."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gradio_pianoroll.analysis.checks import AnalysisError
from gradio_pianoroll.analysis.engines.types import F0Result
from gradio_pianoroll.formats.pitch.frames import DEFAULT_HOP_S, MAX_FRAMES, resampled
from gradio_pianoroll.i18n.sentence import Sentence
from gradio_pianoroll.score import Curve, TempoMap

Floats = NDArray[np.float64]


def curve_in_frames(curve: Curve, tempo_map: TempoMap | None = None, *, hop_s: float | None = None) -> Curve:
    """A curve of F0 with even steps in seconds, with what it came with, its looks and its pins.

    Between two voiced samples the frequency goes in a straight line; a frame between a voiced and an unvoiced one has
    the voicing of the nearer one. Frames begin at the first sample and end at the last.

    Parameters
    ----------
    curve
        Of F0 in Hz: samples in seconds or beats, or free points.
    tempo_map
        What tells where beats lie; a curve in seconds needs none.
    hop_s
        Distance of frames. By default that of the curve where it is even in seconds, which is given back as it is;
        else 10 ms.

    Raises
    ------
    AnalysisError
        When a curve in beats comes without a tempo map, or the distance is none that frames can have.

    Examples
    --------
    >>> from gradio_pianoroll import Curve, TempoMap
    >>> from gradio_pianoroll.analysis import curve_in_frames
    >>> drawn = Curve("f0", [220, 220, 440], [0, 1, 2], target="f0", unit="Hz", time="beats")
    >>> curve_in_frames(drawn, TempoMap(120), hop_s=0.25).values.tolist()
    [220.0, 220.0, 220.0, 330.0, 440.0]
    """
    if hop_s is not None and not (np.isfinite(hop_s) and hop_s > 0):
        raise AnalysisError(Sentence("curve_frames.hop", given=repr(hop_s)))
    is_even = curve.is_uniform and curve.time == "s"
    if is_even and hop_s in (None, curve.hop):
        return curve
    if curve.time == "beats" and tempo_map is None:
        raise AnalysisError(Sentence("curve_frames.beats", name=curve.name))
    step = DEFAULT_HOP_S if hop_s is None else hop_s
    times = _seconds(curve, tempo_map)
    came = curve.as_original()
    first = _seconds(came, tempo_map)
    both = np.concatenate([times, first])
    start_s, end_s = (float(both.min()), float(both.max())) if len(both) else (0.0, 0.0)
    n = int(np.floor((end_s - start_s) / step + 1e-6)) + 1 if len(both) else 0
    if n > MAX_FRAMES:
        raise AnalysisError(Sentence("curve_frames.many", name=curve.name, count=n, most=MAX_FRAMES))

    def values(at: Floats, hz: NDArray[np.float32]) -> NDArray[np.float32]:
        return resampled(at, hz.astype(np.float64), step, n, start_s).astype(np.float32)

    return Curve(
        curve.name, values(times, curve.values), None, curve.target, curve.unit, "s", start_s, step, curve.style,
        pins=[_moved(pin, _start_s(curve, tempo_map) - start_s) for pin in curve.pins],
        kept_values=values(first, came.values) if curve.is_edited else None,
    )  # fmt: skip


def f0_of_curve(curve: Curve, tempo_map: TempoMap | None = None, *, hop_s: float | None = None) -> F0Result:
    """F0 of a curve as an analysis gives it, so that notes are found in it and engines are compared with it.

    Parameters
    ----------
    curve, tempo_map, hop_s
        As in `curve_in_frames`.

    Raises
    ------
    AnalysisError
        As there.
    """
    even = curve_in_frames(curve, tempo_map, hop_s=hop_s)
    voiced = np.isfinite(even.values) & (even.values > 0)
    hz = np.where(voiced, even.values, np.nan).astype(np.float32)
    return F0Result(even.sample_times(), hz, voiced, voiced.astype(np.float32))


def _seconds(curve: Curve, tempo_map: TempoMap | None) -> Floats:
    times = curve.sample_times()
    return np.asarray(times if tempo_map is None or curve.time == "s" else tempo_map.seconds_at(times), np.float64)


def _start_s(curve: Curve, tempo_map: TempoMap | None) -> float:
    """Seconds from which the times of a curve's pins count."""
    return float(tempo_map.seconds_at(curve.start)) if curve.time == "beats" and tempo_map else curve.start


def _moved(pin: Mapping[str, Any], by_s: float) -> dict[str, Any]:
    moved = {key: value + by_s if key in ("start", "end") else value for key, value in pin.items()}
    if pin.get("points"):
        moved["points"] = [[time_s + by_s, hz] for time_s, hz in pin["points"]]
    return moved
