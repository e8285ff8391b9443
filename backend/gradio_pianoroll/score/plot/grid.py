"""The ground of a picture: rows, bars and beats, keys and the ruler."""

from __future__ import annotations

from typing import Any

import numpy as np

from gradio_pianoroll.i18n.sentence import Sentence

from ...extras import require
from ..tempo_map import TempoMap
from ..units import pitch_name
from .theme import Theme
from .view import View

BLACK_KEYS = (1, 3, 6, 8, 10)
# Lines and numbers closer than this are left out.
LINE_PT, NUMBER_PT = 4.0, 22.0
# Marks of a ruler in seconds, the finest that fits.
STEPS_S = (0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 1800, 3600)


def draw_rows(axes: Any, view: View, theme: Theme) -> None:
    """Shade the rows of black keys and draw the lines between rows."""
    for pitch in range(view.low, view.high + 1):
        if pitch % 12 in BLACK_KEYS:
            axes.axhspan(pitch - 0.5, pitch + 0.5, color=theme.black_row, linewidth=0, zorder=0)
        is_octave = pitch % 12 == 0
        axes.axhline(
            pitch - 0.5,
            color=theme.octave_line if is_octave else theme.row_line,
            linewidth=0.6 if is_octave else 0.4,
            zorder=1,
        )


def draw_times(axes: Any, view: View, theme: Theme, width_pt: float) -> None:
    """Draw the lines of bars and beats; of so many only those that leave room between them."""
    bars, beats = bar_and_beat_lines(view.score.tempo_map, *view.span_beats, width_pt)
    if len(beats):
        axes.vlines(view.x_of_beats(beats), *axes.get_ylim(), color=theme.beat_line, linewidth=0.4, zorder=1)
    lines = [beat for _, beat in bars]
    axes.vlines(view.x_of_beats(lines), *axes.get_ylim(), color=theme.bar_line, linewidth=0.6, zorder=1)


def bar_and_beat_lines(
    tempo_map: TempoMap, start: float, end: float, width_pt: float
) -> tuple[list[tuple[int, float]], list[float]]:
    """Bars as (number, beat) and beats between them, from `start` to `end` in beats, thinned to what has room."""
    pt = width_pt / max(end - start, 1e-9)
    first, last = tempo_map.bar_at(max(start, 0)).bar, tempo_map.bar_at(max(end, 0)).bar
    shortest = max(1.0, (end - start) / max(last - first, 1))
    every = 1
    while every * shortest * pt < LINE_PT:
        every *= 2
    bars = [(bar, tempo_map.bar_start(bar)) for bar in range(first, last + 1) if (bar - 1) % every == 0]
    bars = [(bar, beat) for bar, beat in bars if start - 1e-9 <= beat <= end + 1e-9]
    beats: list[float] = []
    if every == 1:
        for bar in range(first, last + 1):
            at, stop = tempo_map.bar_start(bar), tempo_map.bar_start(bar + 1)
            step = 4 / tempo_map.signature_at(at)[2]
            if step * pt >= LINE_PT:
                beats += [b for b in np.arange(at + step, stop - 1e-9, step).tolist() if start <= b <= end]
    return bars, beats


def draw_keys(axes: Any, view: View, theme: Theme, size_pt: float) -> None:
    """Draw the keys beside the rows, every C with its name."""
    patches = require("matplotlib.patches", Sentence("needs.picture"))
    axes.set_facecolor(theme.key_white)
    for pitch in range(view.low, view.high + 1):
        if pitch % 12 in BLACK_KEYS:
            axes.add_patch(patches.Rectangle((0, pitch - 0.5), 0.62, 1, color=theme.key_black, linewidth=0, zorder=2))
            axes.hlines(pitch, 0.62, 1, color=theme.bar_line, linewidth=0.4, zorder=1)
        elif pitch % 12 in (0, 5):
            # Two white keys lie side by side here, with no black one between them.
            axes.hlines(pitch - 0.5, 0, 1, color=theme.bar_line, linewidth=0.5, zorder=1)
        if pitch % 12 == 0:
            axes.text(
                0.95,
                pitch,
                pitch_name(pitch),
                ha="right",
                va="center_baseline",
                fontsize=size_pt,
                color="#1d202a",
                zorder=3,
            )


def draw_ruler(axes: Any, view: View, theme: Theme, width_pt: float, size_pt: float) -> None:
    """Draw bar numbers with tempo and metre above them, or seconds."""
    axes.set_facecolor(theme.panel)
    marks = _marks_of_seconds(view, width_pt) if view.time == "seconds" else _marks_of_bars(view, width_pt)
    for x, text in marks:
        axes.vlines(x, 0, 0.5, color=theme.bar_line, linewidth=0.6)
        axes.text(
            x,
            0.25,
            f" {text}",
            va="center",
            ha="left",
            fontsize=size_pt,
            fontweight="bold",
            color=theme.text,
            clip_on=True,
        )
    free_pt = -np.inf
    for x, text in _changes(view):
        at_pt = (x - view.start) / (view.end - view.start) * width_pt
        if at_pt >= free_pt:
            axes.text(
                x, 0.74, f" {text}", va="center", ha="left", fontsize=size_pt * 0.9, color=theme.muted, clip_on=True
            )
            free_pt = at_pt + len(text) * size_pt * 0.62


def _marks_of_bars(view: View, width_pt: float) -> list[tuple[float, str]]:
    start, end = view.span_beats
    bars, _ = bar_and_beat_lines(view.score.tempo_map, start, end, width_pt)
    found: list[tuple[float, str]] = []
    pt = width_pt / (view.end - view.start)
    for bar, beat in bars:
        x = float(view.x_of_beats(beat))
        if not found or (x - found[-1][0]) * pt >= NUMBER_PT:
            found.append((x, str(bar)))
    return found


def _marks_of_seconds(view: View, width_pt: float) -> list[tuple[float, str]]:
    pt = width_pt / (view.end - view.start)
    step = next((step for step in STEPS_S if step * pt >= NUMBER_PT * 1.6), STEPS_S[-1])
    first = int(np.ceil(view.start / step - 1e-9))
    last = int(np.floor(view.end / step + 1e-9))
    return [(i * step, _clock(i * step, step)) for i in range(first, last + 1)]


def _clock(seconds: float, step: float) -> str:
    digits = 0 if step >= 1 else 1 if step >= 0.1 else 2
    minutes, rest = divmod(round(seconds, digits), 60)
    width = 2 if digits == 0 else 3 + digits
    return f"{int(minutes)}:{rest:0{width}.{digits}f}"


def _changes(view: View) -> list[tuple[float, str]]:
    """Tempos and metres, with what holds at the start at its edge."""
    tempo_map = view.score.tempo_map
    start, end = view.span_beats
    texts: dict[float, list[str]] = {}
    for beat, bpm in tempo_map.tempos:
        texts.setdefault(float(beat), []).append(f"♩={bpm:.4g}")
    for beat, numerator, denominator in tempo_map.signatures:
        texts.setdefault(float(beat), []).append(f"{numerator}/{denominator}")
    if not any(abs(beat - start) < 1e-9 for beat in texts):
        _, numerator, denominator = tempo_map.signature_at(start)
        texts[start] = [f"♩={float(tempo_map.bpm_at([start])[0]):.4g}", f"{numerator}/{denominator}"]
    return [
        (float(view.x_of_beats(beat)), "  ".join(text)) for beat, text in sorted(texts.items()) if start <= beat < end
    ]
