"""Times and frequencies of a score's F0, and curves of what a file says.

Frames are even where their times are, to a rounding of the file; where rows are left out as unvoiced, the frames
between are there again, as NaN. What has no even times keeps them (`Curve.times`).
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from gradio_pianoroll.i18n.sentence import Sentence

from ...errors import FormatError
from ...score import Curve, Score
from ...score.curve import TimeBase
from ...score.immutable import FloatArray, FrozenMap
from .conventions import say
from .note_frames import f0_of_notes

DEFAULT_HOP_S = 0.01
#: How far times may lie from even spacing: files round them, our own analysis to a microsecond.
TIME_TOLERANCE = 2e-6
# A table of F0 that leaves out what is unvoiced may have so many times the frames.
MOST_GAPS = 50
#: More than a day at 10 ms.
MAX_FRAMES = 10_000_000


class Frames(NamedTuple):
    """F0 in seconds and Hz, NaN where unvoiced; `hop_s` and `start_s` where the times are even."""

    times_s: FloatArray
    hz: FloatArray
    hop_s: float | None
    start_s: float
    name: str
    #: Voicing or confidence on the same times.
    voicing: FloatArray | None


def curve_of(
    name: str,
    times: FloatArray,
    values: FloatArray,
    target: str,
    unit: str = "",
    time: TimeBase = "s",
    *,
    fill: bool = False,
    hop: float | None = None,
    tolerance_s: float = TIME_TOLERANCE,
    style: Mapping[str, Any] | None = None,
) -> Curve:
    """Curve of samples, uniform if their times are.

    Parameters
    ----------
    name, target, unit, time, style
        Of the curve.
    times, values
        Samples; the times ascend.
    fill
        Whether rows that are left out within even times become NaN.
    hop
        Distance of frames, where the file says it; else what is usual between the rows.
    tolerance_s
        How far times may lie from even spacing.
    """
    if fill:
        times, values = _with_gaps(times, values, tolerance_s, hop)
    samples = values.astype(np.float32)
    given = style or FrozenMap()
    step = (times[-1] - times[0]) / (len(times) - 1) if len(times) > 1 else 0.0
    if step > 0 and np.abs(times - (times[0] + np.arange(len(times)) * step)).max() <= tolerance_s:
        return Curve(name, samples, None, target, unit, time, float(times[0]), float(step), given)
    return Curve(name, samples, times, target, unit, time, style=given)


def _with_gaps(
    times: FloatArray, values: FloatArray, tolerance_s: float, hop: float | None
) -> tuple[FloatArray, FloatArray]:
    """Evenly spaced samples with NaN where a table has no rows; as it was when the times are not even."""
    steps = np.diff(times)
    if not len(steps) or not (steps > 0).all():
        return times, values
    places = np.rint(np.minimum((times - times[0]) / (hop or np.median(steps)), 2**53)).astype(np.int64)
    n = int(places[-1]) + 1
    if n == len(times) or n > MOST_GAPS * len(times) or not (np.diff(places) > 0).all():
        return times, values
    even = times[0] + np.arange(n) * ((times[-1] - times[0]) / (n - 1))
    if np.abs(even[places] - times).max() > tolerance_s:
        return times, values
    filled = np.full(n, np.nan)
    filled[places] = values
    return even, filled


def f0_curve(score: Score) -> Curve | None:
    """Curve with the F0 of a score: the one of that name, else the first that says it is one."""
    curves = score.curves
    named = curves.get("f0")
    if named is not None and named.target in ("", "f0"):
        return named
    return next((curve for curve in curves.values() if curve.target == "f0"), None)


def frames_of(score: Score, path: Path, curve: str | None = None) -> Frames:
    """F0 of a score, for a file.

    Parameters
    ----------
    score
        With a curve of F0; without one its notes say it, with their bends and cents.
    path
        Of the file.
    curve
        Name of the curve, when it is not the first one.

    Raises
    ------
    FormatError
        If there is no such curve, or nothing that has a pitch.

    Warns
    -----
    PianoRollWarning
        When the notes stand in for a curve.
    """
    if curve is not None:
        found = score.curves.get(curve)
        if found is None:
            raise FormatError(path, Sentence("pitch.no_curve", name=curve, names=", ".join(score.curves) or "–"))
    else:
        found = f0_curve(score)
    if found is None:
        if not len(score.notes):
            raise FormatError(path, Sentence("pitch.nothing"))
        found = f0_of_notes(score)
        say(path, Sentence("pitch.of_notes"))
    times = found.sample_times()
    hz = found.values.astype(np.float64)
    hz = np.where((hz > 0) & np.isfinite(hz), hz, np.nan)
    even = found.is_uniform and found.time == "s"
    if found.time == "beats":
        times = score.tempo_map.seconds_at(times)
    return Frames(times, hz, found.hop if even else None, found.start, found.name, _voicing(score, found))


def _voicing(score: Score, f0: Curve) -> FloatArray | None:
    """Confidence of the frames, where a curve of it lies on the same times."""
    for curve in score.curves.values():
        if (
            curve.target == "voicing"
            and curve.time == f0.time
            and len(curve) == len(f0)
            and np.allclose(curve.sample_times(), f0.sample_times(), rtol=0, atol=TIME_TOLERANCE)
        ):
            return curve.values.astype(np.float64)
    return None


def even_frames(curve: Curve, hop_s: float, n: int | None = None, start_s: float = 0.0) -> FloatArray:
    """Values of a curve of F0 in seconds at even times; NaN where it is unvoiced.

    Between two voiced samples the frequency goes in a straight line, as Praat has it; a frame between a voiced and an
    unvoiced one has the voicing of the nearer one, of the later one in their middle. Before the first and after the
    last there is nothing.

    Parameters
    ----------
    curve
        Of F0, in seconds.
    hop_s
        Distance of frames.
    n
        Number of frames; by default as many as reach to the last sample.
    start_s
        Time of the first one.

    Examples
    --------
    >>> from gradio_pianoroll import Curve
    >>> from gradio_pianoroll.formats.pitch import even_frames
    >>> f0 = Curve("f0", [200, 200, float("nan")], hop=0.01, target="f0")
    >>> even_frames(f0, 0.004).tolist()
    [200.0, 200.0, 200.0, 200.0, nan, nan]
    """
    times, hz = curve.sample_times(), curve.values.astype(np.float64)
    return resampled(times, hz, hop_s, n, start_s)


def resampled(times: FloatArray, hz: FloatArray, hop_s: float, n: int | None, start_s: float) -> FloatArray:
    """Frequencies at even times; see `even_frames`."""
    if not len(times):
        return np.full(n or 0, np.nan)
    if n is None:
        # A hair more: the last sample lies on a frame in spite of rounding.
        n = max(0, int(np.floor((times[-1] - start_s) / hop_s + 1e-6)) + 1)
    at = start_s + np.arange(n) * hop_s
    after = np.clip(np.searchsorted(times, at - TIME_TOLERANCE), 0, len(times) - 1)
    before = np.maximum(after - 1, 0)
    known = np.where(hz > 0, hz, np.nan)
    with np.errstate(invalid="ignore", divide="ignore"):
        share = (at - times[before]) / (times[after] - times[before])
    # A frame that is a sample to a rounding has its value.
    share = np.where((times[after] - at <= TIME_TOLERANCE) | (after == before), 1.0, np.clip(share, 0, 1))
    low, high = known[before], known[after]
    found = low + (high - low) * share
    found = np.where(np.isnan(found) | (share == 1), np.where(share < 0.5 - 1e-6, low, high), found)
    inside = (at >= times[0] - TIME_TOLERANCE) & (at <= times[-1] + TIME_TOLERANCE)
    return np.where(inside, found, np.nan)
