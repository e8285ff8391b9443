"""The slow course of a curve and what wavers about it: smoothing, vibrato and drift made more or less.

The course is a mean weighted by a Hann window. A window of 0.4 s leaves nothing of 5 Hz and at most 3 % (-31 dB) of
what is faster (F. J. Harris, "On the use of windows for harmonic analysis with the discrete Fourier transform", Proc.
IEEE 66, 1978), which is where singers' vibrato lies (5 to 7 Hz; E. Prame, "Measurements of the vibrato rate of ten
singers", JASA 96, 1994), and nine tenths of a drift of 1 Hz. It never reaches over a gap: beyond both ends of a stretch
the curve goes on turned round its last sample, so that a straight line stays one and the ends stay where they are.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from ..immutable import FloatArray, FrozenMap
from ..ops import Op, Set
from ..score_data import ScoreData, ScoreT
from .arguments import number
from .changes import applied
from .chosen import Chosen
from .curve_pieces import Piece, changed_pieces, curve_of, faded, pieces, runs
from .curve_scale import seconds_of
from .span_waves import scaled, with_waves
from .vibrato_key import KEY, MAX_DEPTH_CENTS, vibrato_of, without

COURSE_S = 0.4
SMOOTH_S = 0.1
MIN_WINDOW_S, MAX_WINDOW_S = 0.001, 60.0
MAX_FACTOR = 100.0
MAX_FADE_S = 60.0


def course(times: FloatArray, x: FloatArray, window_s: float) -> FloatArray:
    """Mean of defined values about each of ascending times, weighted by a Hann window that is `window_s` long."""
    if len(x) < 2:
        return x
    half = window_s / 2
    all_t, all_x = _gone_on(times, x, half)
    low = np.searchsorted(all_t, times - half)
    high = np.searchsorted(all_t, times + half, side="right")
    # The window is half of 1 + cos(a - b): running sums of the cosines and sines of all times give every mean at once.
    turn = 2 * np.pi / window_s
    angle, own = (all_t - times[0]) * turn, (times - times[0]) * turn

    def total(values: FloatArray) -> FloatArray:
        sums = np.concatenate(([0.0], np.cumsum(values)))
        return np.asarray(sums[high] - sums[low])

    cos, sin, cos_own, sin_own = np.cos(angle), np.sin(angle), np.cos(own), np.sin(own)
    # Near 0, where sums are exact.
    centre = float(x[0])
    away = all_x - centre
    weighted = total(away) + cos_own * total(away * cos) + sin_own * total(away * sin)
    weight = (high - low) + cos_own * total(cos) + sin_own * total(sin)
    return np.asarray(centre + weighted / weight)


def _gone_on(times: FloatArray, x: FloatArray, reach_s: float) -> tuple[FloatArray, FloatArray]:
    """Samples and those beyond both ends, as far as the window reaches."""
    t, v = times, x
    while t[0] > times[0] - reach_s:
        n = int(np.searchsorted(t, 2 * t[0] - times[0] + reach_s, side="right"))
        t, v = np.concatenate((2 * t[0] - t[1:n][::-1], t)), np.concatenate((2 * v[0] - v[1:n][::-1], v))
        if n < 2:
            break
    while t[-1] < times[-1] + reach_s:
        n = int(np.searchsorted(t, 2 * t[-1] - times[-1] - reach_s))
        t, v = np.concatenate((t, 2 * t[-1] - t[n:-1][::-1])), np.concatenate((v, 2 * v[-1] - v[n:-1][::-1]))
        if n > len(t) - 2:
            break
    return t, v


def courses(times: FloatArray, x: FloatArray, window_s: float) -> FloatArray:
    """Course of each stretch without a gap; NaN in gaps."""
    slow = np.full(len(x), np.nan)
    for first, end in runs(~np.isnan(x)):
        slow[first:end] = course(times[first:end], x[first:end], window_s)
    return slow


def smooth_curve(
    score: ScoreT,
    curve: str | None = None,
    *,
    window_s: float | None = None,
    amount: float = 1.0,
    span_s: Sequence[float] | None = None,
    ids: Chosen = None,
) -> ScoreT:
    """Smooth a curve, F0 in semitones. Gaps stay gaps, and each stretch keeps its two ends.

    Parameters
    ----------
    score
        Stays as it is.
    curve
        Its name; None: the F0.
    window_s
        Length of the window: what is faster than 2 / `window_s` Hz goes. None: 0.1 s, or six samples where those are
        longer.
    amount
        0 leaves the curve, 1 smooths it wholly.
    span_s, ids
        A span in seconds, or notes, each by itself; neither: the whole curve.

    Raises
    ------
    OpError
        If an argument cannot be; the message names it.

    Examples
    --------
    >>> from gradio_pianoroll import Curve, Score
    >>> from gradio_pianoroll.score import edit
    >>> score = Score(curves={"f0": Curve("f0", [220, 220, 230, 220, 220], target="f0", unit="Hz")})
    >>> edit.smooth_curve(score, window_s=0.04).curves["f0"].values.round().tolist()
    [220.0, 222.0, 225.0, 222.0, 220.0]
    """
    found = curve_of(score, curve)
    if window_s is None:
        times = seconds_of(score, found)
        window = SMOOTH_S if len(times) < 2 else max(SMOOTH_S, 6 * float(times[-1] - times[0]) / (len(times) - 1))
    else:
        window = number("window_s", window_s, MIN_WINDOW_S, MAX_WINDOW_S)
    amount = number("amount", amount, 0, 1)

    def change(_: Piece, times: FloatArray, x: FloatArray) -> FloatArray:
        return np.asarray(x + amount * (courses(times, x, window) - x))

    return applied(score, changed_pieces(score, found, pieces(score, found, span_s, ids), change))


def scale_vibrato(
    score: ScoreT,
    factor: float,
    curve: str | None = None,
    *,
    window_s: float = COURSE_S,
    span_s: Sequence[float] | None = None,
    ids: Chosen = None,
) -> ScoreT:
    """Make what wavers about the slow course of a curve more or less: 0 takes vibrato away, 2 doubles it.

    Parameters
    ----------
    score
        Stays as it is.
    factor
        0 and up.
    curve
        Its name; None: the F0.
    window_s
        The course is a mean over so long; 2 / `window_s` Hz is the slowest that is vibrato.
    span_s, ids
        A span in seconds, or notes, each by itself; neither: the whole curve.

    Raises
    ------
    OpError
        If an argument cannot be; the message names it.
    """
    found = curve_of(score, curve)
    factor = number("factor", factor, 0, MAX_FACTOR)
    window_s = number("window_s", window_s, MIN_WINDOW_S, MAX_WINDOW_S)

    def change(_: Piece, times: FloatArray, x: FloatArray) -> FloatArray:
        return np.asarray(x + (factor - 1) * (x - courses(times, x, window_s)))

    where = pieces(score, found, span_s, ids)
    ops = with_waves(found, changed_pieces(score, found, where, change), scaled(found, where, factor))
    return applied(score, [*ops, *_kept_ops(score, where, factor)])


def _kept_ops(score: ScoreData, where: Sequence[Piece], factor: float) -> list[Op]:
    """Notes that keep a vibrato keep it as deep as it is now."""
    notes = score.notes
    numbers: list[int] = []
    extras: list[Any] = []
    for piece in where if notes.extra and factor != 1 else ():
        id = int(notes.id[piece.row]) if piece.row >= 0 else -1
        old = FrozenMap(notes.extra.get(id, {})).thaw()
        wave = vibrato_of(old)
        if wave is None:
            continue
        depth = min(MAX_DEPTH_CENTS, wave["depth_cents"] * factor)
        numbers.append(id)
        extras.append((without(old) | ({KEY: {**wave, "depth_cents": depth}} if depth > 0 else {})) or None)
    return [Set(np.array(numbers), "extra", values=extras)] if numbers else []


def scale_drift(
    score: ScoreT,
    factor: float,
    curve: str | None = None,
    *,
    window_s: float = COURSE_S,
    fade_s: float = 0.0,
    span_s: Sequence[float] | None = None,
    ids: Chosen = None,
) -> ScoreT:
    """Make the slow course of each note more or less: 0 makes it level at its median, and vibrato stays.

    Parameters
    ----------
    score
        Stays as it is.
    factor
        0 and up.
    curve
        Its name; None: the F0.
    window_s
        The course is a mean over so long.
    fade_s
        The change comes and goes over so long at both ends, so that nothing leaps to what is beside.
    span_s, ids
        A span in seconds, or notes; neither: all notes, each by itself.

    Raises
    ------
    OpError
        If an argument cannot be; the message names it.
    """
    found = curve_of(score, curve)
    factor = number("factor", factor, 0, MAX_FACTOR)
    window_s = number("window_s", window_s, MIN_WINDOW_S, MAX_WINDOW_S)
    fade_s = number("fade_s", fade_s, 0, MAX_FADE_S)

    def change(piece: Piece, times: FloatArray, x: FloatArray) -> FloatArray:
        slow = courses(times, x, window_s)
        known = slow[~np.isnan(slow)]
        if not len(known):
            return x
        return np.asarray(x + faded(piece, times, (factor - 1) * (slow - np.median(known)), fade_s))

    return applied(score, changed_pieces(score, found, pieces(score, found, span_s, ids, whole=False), change))
