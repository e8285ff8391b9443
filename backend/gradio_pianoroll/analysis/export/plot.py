"""A picture of an analysis: F0 over its notes on a grid of semitones, loudness and voicing below."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from gradio_pianoroll.analysis.checks import AnalysisError
from gradio_pianoroll.analysis.extras import require
from gradio_pianoroll.i18n.sentence import Sentence
from gradio_pianoroll.score.plot.fonts import fonts
from gradio_pianoroll.score.plot.grid import BLACK_KEYS
from gradio_pianoroll.score.units import pitch_name

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from gradio_pianoroll.analysis.audio_features import AudioFeatures
    from gradio_pianoroll.score import Score

WIDTH_IN, HEIGHT_IN, DPI = 10.0, 5.2, 144
# More points than this are no finer on paper.
MOST_POINTS = 8_000
# A label needs about this much of the width.
LABEL_SHARE = 0.012
SHOWN_DB = 60.0


@dataclass(frozen=True)
class Theme:
    """Colours of a picture."""

    paper: str
    ink: str
    faint: str
    black_row: str
    note: str
    note_edge: str
    f0: str
    loudness: str
    voicing: str


THEMES = {
    "light": Theme("#ffffff", "#1f2430", "#8a91a0", "#f2f4f8", "#c9dcff", "#7ea6ea", "#d6336c", "#1f8f88", "#7a66c9"),
    "dark": Theme("#14171f", "#e7eaf1", "#7d8597", "#1b1f2a", "#2c4673", "#5f8fdc", "#ff6b9d", "#4fc4bb", "#a794f0"),
}


def _thinned(times: NDArray[np.floating], values: NDArray[np.floating]) -> tuple[Any, Any]:
    """Every so-manieth point, so that a picture of an hour is no heavier than one of a minute."""
    step = max(1, len(times) // MOST_POINTS)
    return times[::step], values[::step]


def _draw_notes(axes: Any, score: Score, theme: Theme, span_s: float) -> None:
    collections = require("matplotlib.collections", Sentence("needs.picture"))
    onset = score.tempo_map.seconds_at(score.notes.onset_beats)
    end = score.tempo_map.seconds_at(score.notes.end_beats)
    pitch = score.notes.pitch.astype(float)
    low, high = pitch - 0.42, pitch + 0.42
    corners = np.stack([np.c_[onset, low], np.c_[onset, high], np.c_[end, high], np.c_[end, low]], axis=1)
    axes.add_collection(
        collections.PolyCollection(corners, facecolors=theme.note, edgecolors=theme.note_edge, linewidths=0.8, zorder=2)
    )
    free_from = -np.inf
    for row in range(len(score.notes)):
        lyric = score.notes.lyric[row]
        # A label that would lie on the one before is left out.
        if lyric and onset[row] >= free_from:
            axes.text(onset[row], high[row] + 0.15, lyric, fontsize=8, color=theme.ink, va="bottom", zorder=4)
            free_from = onset[row] + LABEL_SHARE * span_s * max(1, len(lyric))


def _draw_grid(axes: Any, low: float, high: float, theme: Theme) -> None:
    axes.set_ylim(low, high)
    for pitch in range(int(np.floor(low)), int(np.ceil(high)) + 1):
        if pitch % 12 in BLACK_KEYS:
            axes.axhspan(pitch - 0.5, pitch + 0.5, color=theme.black_row, linewidth=0, zorder=0)
    every = 1 if high - low <= 14 else 2 if high - low <= 26 else 12
    ticks = [p for p in range(int(np.ceil(low)), int(high) + 1) if p % 12 % every == 0]
    axes.set_yticks(ticks, [pitch_name(p) for p in ticks])


def _draw_pitch(axes: Any, found: AudioFeatures, score: Score | None, theme: Theme) -> None:
    pitches: list[float] = []
    if score is not None and len(score.notes):
        _draw_notes(axes, score, theme, max(found.duration_s, 1e-3))
        pitches += [float(score.notes.pitch.min()), float(score.notes.pitch.max())]
    if found.f0_hz is not None and np.isfinite(found.f0_hz).any():
        semitones = 69 + 12 * np.log2(found.f0_hz.astype(np.float64) / 440)
        axes.plot(*_thinned(found.times_s, semitones), color=theme.f0, linewidth=1.6, solid_capstyle="round", zorder=3)
        # One wild frame must not press the rest flat.
        pitches += [float(v) for v in np.nanpercentile(semitones, (0.5, 99.5))]
    low, high = (min(pitches), max(pitches)) if pitches else (57.0, 72.0)
    _draw_grid(axes, low - 2, high + 2.5, theme)
    axes.set_ylabel("pitch")


def _draw_levels(axes: Any, found: AudioFeatures, theme: Theme) -> None:
    if found.loudness_db is not None:
        times, level = _thinned(found.times_s, found.loudness_db)
        top = float(np.nanmax(found.loudness_db)) if len(found.loudness_db) else 0.0
        floor = top - SHOWN_DB
        axes.fill_between(times, floor, np.maximum(level, floor), color=theme.loudness, alpha=0.25, linewidth=0)
        axes.plot(times, np.maximum(level, floor), color=theme.loudness, linewidth=1.1)
        axes.set_ylim(floor, top + 4)
    axes.set_ylabel("loudness, dB", color=theme.loudness)
    if found.voicing is not None:
        other = axes.twinx()
        other.plot(*_thinned(found.times_s, found.voicing), color=theme.voicing, linewidth=1.0, alpha=0.9)
        other.set_ylim(-0.04, 1.08)
        other.set_yticks([0, 0.5, 1])
        other.set_ylabel("voicing", color=theme.voicing)
        _dress(other, theme)


def _dress(axes: Any, theme: Theme) -> None:
    axes.set_facecolor("none")
    axes.tick_params(colors=theme.faint, labelcolor=theme.ink, labelsize=8, length=3)
    axes.yaxis.label.set_fontsize(9)
    for side, spine in axes.spines.items():
        spine.set_visible(side in ("left", "bottom"))
        spine.set_color(theme.faint)


def plot_analysis(
    found: AudioFeatures,
    *,
    score: Score | None = None,
    theme: str = "light",
    title: str = "",
    size_in: tuple[float, float] = (WIDTH_IN, HEIGHT_IN),
) -> Any:
    """Draw what an analysis found.

    Parameters
    ----------
    found
        Features of a sound; what is there is drawn.
    score
        Notes and lyrics to draw below the F0.
    theme
        `light` or `dark`.
    title
        Above the picture.
    size_in
        Width and height in inches.

    Returns
    -------
    matplotlib.figure.Figure
        Not known to pyplot: nothing needs to be closed.

    Raises
    ------
    AnalysisError
        When the theme is unknown.
    MissingPackageError
        When matplotlib is not installed.
    """
    if theme not in THEMES:
        raise AnalysisError(Sentence("export.theme", known=", ".join(THEMES), theme=theme))
    matplotlib = require("matplotlib", Sentence("needs.picture"))
    figures = require("matplotlib.figure", Sentence("needs.picture"))
    colours = THEMES[theme]
    has_levels = found.loudness_db is not None or found.voicing is not None
    with matplotlib.rc_context(
        {"font.family": fonts(), "axes.unicode_minus": False, "text.parse_math": False, "text.color": colours.ink}
    ):
        figure = figures.Figure(figsize=size_in, facecolor=colours.paper, layout="constrained")
        rows = figure.subplots(2, 1, sharex=True, height_ratios=(3, 1)) if has_levels else [figure.subplots()]
        for axes in rows:
            _dress(axes, colours)
            axes.yaxis.label.set_color(colours.ink)
        _draw_pitch(rows[0], found, score, colours)
        if has_levels:
            _draw_levels(rows[1], found, colours)
        rows[-1].set_xlim(0, max(found.duration_s, 1e-3))
        rows[-1].set_xlabel("time, s", color=colours.ink, fontsize=9)
        if title:
            rows[0].set_title(title, loc="left", fontsize=11, color=colours.ink)
        # Texts take their fonts when they are laid out.
        figure.draw_without_rendering()
    return figure


def save_plot(figure: Any, path: Path) -> None:
    """Write a figure as PNG or SVG, by the suffix; letters in an SVG become outlines, to look the same everywhere."""
    matplotlib = require("matplotlib", Sentence("needs.picture"))
    with matplotlib.rc_context({"font.family": fonts(), "axes.unicode_minus": False, "svg.fonttype": "path"}):
        figure.savefig(path, dpi=DPI, facecolor=figure.get_facecolor(), format=path.suffix.lower().lstrip("."))
