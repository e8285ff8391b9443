"""Curves over the notes and lanes below them: F0, velocity, any curve, segments."""

from __future__ import annotations

from typing import Any

import numpy as np

from gradio_pianoroll.i18n.sentence import Sentence

from ...errors import ScoreError
from ...extras import require
from ..curve import Curve
from .notes import ColourBy, fills
from .theme import Theme
from .view import View, f0_curves, semitones

# More points than this are no finer on paper.
MOST_POINTS = 8_000
# Bars of velocity beyond this are drawn as pixels in SVG and PDF.
MOST_BARS = 4_000


def draw_f0(axes: Any, view: View, theme: Theme) -> None:
    """Draw the curves of F0 over the notes, with a halo of the ground."""
    effects = require("matplotlib.patheffects", Sentence("needs.picture"))
    for i, curve in enumerate(f0_curves(view.score)):
        x, values = within(view, curve)
        x, values = thinned(x, semitones(values))
        colour = curve.style.get("color") or theme.f0
        halo = [effects.Stroke(linewidth=2.8, foreground=theme.ground, alpha=0.75), effects.Normal()]
        axes.plot(
            x,
            values,
            color=colour,
            linewidth=1.3,
            linestyle="-" if i == 0 else (0, (2, 1)),
            zorder=4,
            path_effects=halo,
            solid_capstyle="round",
            solid_joinstyle="round",
        )


def draw_lane(axes: Any, name: str, view: View, theme: Theme, colour_by: ColourBy, size_pt: float) -> None:
    """Draw a lane: ``"velocity"``, ``"segments"`` or a curve by its name.

    Raises
    ------
    ScoreError
        If the score has no such curve.
    """
    axes.set_facecolor(theme.panel)
    if name == "velocity":
        _draw_velocity(axes, view, theme, colour_by, size_pt)
    elif name == "segments":
        _draw_segments(axes, view, theme, size_pt)
    elif name in view.score.curves:
        _draw_curve(axes, view.score.curves[name], view, theme, size_pt)
    else:
        there = ", ".join(["velocity", "segments", *view.score.curves])
        raise ScoreError(f"there is no lane {name!r}; there are {there}")


def within(view: View, curve: Curve) -> tuple[Any, Any]:
    """Values of a curve in the span, with one more at each side, and where they lie."""
    times = curve.sample_times()
    first, last = np.searchsorted(times, view.span_of(curve))
    part = slice(max(int(first) - 1, 0), int(last) + 1)
    return view.x_of_times(curve, times[part]), curve.values[part].astype(np.float64)


def thinned(x: Any, values: Any) -> tuple[Any, Any]:
    """Lowest and highest value of each of so many groups, in their order: no peak is lost."""
    if len(x) <= MOST_POINTS:
        return x, values
    size = -(-len(x) // (MOST_POINTS // 2))
    rest = -len(x) % size
    padded = np.concatenate([values, np.full(rest, np.nan)]).reshape(-1, size)
    groups = np.arange(len(padded))[:, None] * size
    # Undefined values lose against every other one.
    lowest = np.argmin(np.where(np.isnan(padded), np.inf, padded), axis=1)
    highest = np.argmax(np.where(np.isnan(padded), -np.inf, padded), axis=1)
    at = np.unique(np.minimum(np.sort(np.c_[lowest, highest], axis=1) + groups, len(x) - 1).ravel())
    return x[at], values[at]


def write_scale(axes: Any, marks: list[tuple[float, str]], theme: Theme, size_pt: float) -> None:
    """Write values beside a lane, within its height: those of two lanes never meet."""
    low, high = axes.get_ylim()
    for value, text in marks:
        share = (value - low) / (high - low)
        va = "bottom" if share < 0.12 else "top" if share > 0.88 else "center"
        axes.annotate(
            text.replace("-", "−"),
            (0, share),
            xytext=(-3, 0),
            xycoords="axes fraction",
            textcoords="offset points",
            ha="right",
            va=va,
            fontsize=size_pt * 0.85,
            color=theme.muted,
            annotation_clip=False,
        )


def _draw_velocity(axes: Any, view: View, theme: Theme, colour_by: ColourBy, size_pt: float) -> None:
    axes.set_ylim(0, 132)
    write_scale(axes, [(0, "0"), (64, "64"), (127, "127")], theme, size_pt)
    if not len(view.shown):
        return
    x = view.x_of_beats(view.notes.onset_beats)
    velocity = view.notes.velocity
    colours = fills(view, theme, colour_by)
    collections = require("matplotlib.collections", Sentence("needs.picture"))
    lines = np.stack([np.c_[x, np.zeros(len(x))], np.c_[x, velocity]], axis=1)
    is_many = len(x) > MOST_BARS
    axes.add_collection(collections.LineCollection(lines, colors=colours, linewidths=1.6, rasterized=is_many, zorder=3))
    axes.scatter(x, velocity, s=4, c=colours, marker="s", linewidths=0, rasterized=is_many, zorder=3)


def _draw_curve(axes: Any, curve: Curve, view: View, theme: Theme, size_pt: float) -> None:
    x, values = thinned(*within(view, curve))
    colour = curve.style.get("color") or (theme.f0 if curve.target == "f0" else theme.loudness)
    finite = values[np.isfinite(values)]
    low, high = (float(finite.min()), float(finite.max())) if len(finite) else (0.0, 1.0)
    low, high = (float(curve.style.get(key, value)) for key, value in (("yMin", low), ("yMax", high)))
    if not high > low:
        low, high = low - 0.5, low + 0.5
    axes.set_ylim(low - 0.04 * (high - low), high + 0.06 * (high - low))
    axes.fill_between(x, low, values, color=colour, alpha=0.16, linewidth=0)
    axes.plot(x, values, color=colour, linewidth=1.1)
    unit = f" {curve.unit}" if curve.unit else ""
    write_scale(axes, [(low, f"{low:.3g}"), (high, f"{high:.3g}{unit}")], theme, size_pt)


def _draw_segments(axes: Any, view: View, theme: Theme, size_pt: float) -> None:
    """One row for each type, in the order in which they begin."""
    segments = view.score.segments
    kinds = list(dict.fromkeys(segment.type for segment in segments))
    axes.set_ylim(max(len(kinds), 1) - 0.5, -0.5)
    write_scale(axes, [(row, kind) for row, kind in enumerate(kinds)], theme, size_pt)
    edges = view.x_of_seconds([(segment.start, segment.end) for segment in segments]).reshape(-1, 2)
    for at in np.flatnonzero((edges[:, 1] >= view.start) & (edges[:, 0] <= view.end)).tolist():
        segment, (left, right) = segments[at], edges[at].tolist()
        row = kinds.index(segment.type)
        axes.vlines([left, right], row - 0.5, row + 0.5, color=theme.bar_line, linewidth=0.6)
        if segment.text:
            text = axes.text(
                (left + right) / 2, row, segment.text, ha="center", va="center", fontsize=size_pt, color=theme.text
            )
            transforms = require("matplotlib.transforms", Sentence("needs.picture"))
            box = transforms.TransformedBbox(transforms.Bbox([(left, row - 0.5), (right, row + 0.5)]), axes.transData)
            text.set_clip_on(True)
            text.set_clip_box(box)
