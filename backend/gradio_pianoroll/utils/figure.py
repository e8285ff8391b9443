"""A score as a figure for print: vector or pixels, without a screen."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any

import numpy as np

from ..constants import NOTE_NAMES
from ..extras import require
from ..score import Curve, Score

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

NOTE_COLORS = ("#7fa3dc", "#eab27a", "#86c2ae", "#d095c0", "#b8ae74", "#93a0ba")
FONTS = ("DejaVu Sans", "NanumGothic", "Noto Sans CJK KR", "Noto Sans KR", "Malgun Gothic", "Apple SD Gothic Neo")
# Beyond this the names of notes would lie on top of each other.
MOST_LABELS = 120
_BLACK_KEYS = (1, 3, 6, 8, 10)


def score_figure(
    score: Score,
    *,
    title: str = "",
    width_cm: float = 16.0,
    height_cm: float = 8.0,
    show_lyrics: bool = True,
    show_f0: bool = True,
    seconds: bool = True,
    font_size_pt: float = 9.0,
) -> Figure:
    """A piano roll on white paper: notes, lyrics, F0 curves.

    Parameters
    ----------
    score
        What is drawn.
    title
        Above it; empty for none.
    width_cm, height_cm
        Size of the figure.
    show_lyrics, show_f0
        Whether lyrics stand on the notes, and curves with the target ``"f0"`` (Hz) over them.
    seconds
        Time in seconds, or in beats.
    font_size_pt
        Of all text.

    Returns
    -------
    matplotlib.figure.Figure
        Drawn by Agg or as SVG and PDF; it belongs to no window.

    Raises
    ------
    ImportError
        Without matplotlib; the message says how to install it.
    ValueError
        If a size is not positive.
    """
    if not (width_cm > 0 and height_cm > 0 and font_size_pt > 0):
        raise ValueError("width_cm, height_cm and font_size_pt must be above 0")
    rc_context = require("matplotlib", "a figure").rc_context
    NewFigure = require("matplotlib.figure", "a figure").Figure
    with rc_context({"font.size": font_size_pt, "font.family": _installed_fonts(), "axes.unicode_minus": False}):
        figure: Figure = NewFigure(figsize=(width_cm / 2.54, height_cm / 2.54), layout="constrained")
        axes = figure.subplots()
        low, high = _pitch_range(score, show_f0)
        _draw_keys(axes, low, high)
        _draw_notes(axes, score, seconds, show_lyrics, font_size_pt)
        if show_f0:
            _draw_f0(axes, score, seconds)
        _finish(axes, score, low, high, seconds, title)
    return figure


def figure_bytes(figure: Figure, format: str = "png", dpi: int = 300) -> bytes:
    """A figure as a file.

    Parameters
    ----------
    figure
        As from `score_figure`.
    format
        ``"png"``, ``"svg"`` or ``"pdf"``.
    dpi
        Pixels per inch of PNG.
    """
    from matplotlib import rc_context

    data = io.BytesIO()
    # Text stays text in SVG and PDF, so that it can be searched and edited.
    with rc_context({"svg.fonttype": "none", "pdf.fonttype": 42, "font.family": _installed_fonts()}):
        figure.savefig(data, format=format, dpi=dpi, facecolor="white")
    return data.getvalue()


def pitch_name(pitch: int) -> str:
    """``C4`` for 60."""
    return f"{NOTE_NAMES[pitch % 12]}{pitch // 12 - 1}"


def _installed_fonts() -> list[str]:
    from matplotlib import font_manager

    there = set(font_manager.get_font_names())
    return [name for name in FONTS if name in there] or ["sans-serif"]


def _f0_curves(score: Score) -> list[Curve]:
    return [curve for curve in score.curves.values() if curve.target == "f0" and curve.style.get("visible", True)]


def _semitones(hz: Any) -> Any:
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(hz > 0, 69 + 12 * np.log2(np.maximum(hz, 1e-9) / 440.0), np.nan)


def _pitch_range(score: Score, show_f0: bool) -> tuple[int, int]:
    values = [score.notes.pitch.astype(float)]
    if show_f0:
        values += [_semitones(curve.values.astype(float)) for curve in _f0_curves(score)]
    every = np.concatenate(values)
    every = every[np.isfinite(every)]
    if not len(every):
        return 57, 75
    low, high = np.percentile(every, (0.5, 99.5)) if len(every) > 1000 else (every.min(), every.max())
    return int(max(np.floor(low) - 2, 0)), int(min(np.ceil(high) + 2, 127))


def _draw_keys(axes: Axes, low: int, high: int) -> None:
    """Rows of black keys shaded, a line below each C."""
    for pitch in range(low, high + 1):
        if pitch % 12 in _BLACK_KEYS:
            axes.axhspan(pitch - 0.5, pitch + 0.5, color="#f3f4f7", linewidth=0, zorder=0)
        if pitch % 12 == 0:
            axes.axhline(pitch - 0.5, color="#c9ccd4", linewidth=0.6, zorder=1)


def _draw_notes(axes: Axes, score: Score, seconds: bool, show_lyrics: bool, font_size_pt: float) -> None:
    from matplotlib.collections import PolyCollection

    notes, tempo = score.notes, score.tempo_map
    start, end = (tempo.seconds_at(b) if seconds else b for b in (notes.onset_beats, notes.end_beats))
    pitch = notes.pitch.astype(float)
    corners = [(start, pitch - 0.42), (end, pitch - 0.42), (end, pitch + 0.42), (start, pitch + 0.42)]
    boxes = np.stack([np.stack(corner, axis=1) for corner in corners], axis=1)
    colors = [_note_color(score, track) for track in notes.track.tolist()]
    axes.add_collection(
        PolyCollection(list(boxes), facecolors=colors, edgecolors="white", linewidths=0.5, zorder=3), autolim=True
    )
    if not show_lyrics or len(notes) > MOST_LABELS:
        return
    for row, text in enumerate(notes.lyric.to_list()):
        if text:
            axes.annotate(
                text, (start[row], pitch[row] + 0.5), xytext=(1, 1), textcoords="offset points", va="bottom",
                fontsize=font_size_pt * 0.85, color="#23262d", zorder=5,
                bbox={"facecolor": "white", "alpha": 0.75, "linewidth": 0, "pad": 0.4},
            )  # fmt: skip


def _note_color(score: Score, track: int) -> str:
    own = score.tracks[track].color if track < len(score.tracks) else None
    return own or NOTE_COLORS[track % len(NOTE_COLORS)]


def _draw_f0(axes: Axes, score: Score, seconds: bool) -> None:
    for curve in _f0_curves(score):
        times = curve.sample_times()
        if seconds and curve.time == "beats":
            times = score.tempo_map.seconds_at(times)
        elif not seconds and curve.time == "s":
            times = score.tempo_map.beats_at(times)
        color = curve.style.get("color") or "#d6336c"
        axes.plot(times, _semitones(curve.values.astype(float)), color=color, linewidth=1.2, zorder=4)


def _finish(axes: Axes, score: Score, low: int, high: int, seconds: bool, title: str) -> None:
    end = score.end_seconds if seconds else score.end_beats
    for curve in _f0_curves(score):
        last = float(curve.sample_times().max()) if len(curve) else 0.0
        if (curve.time == "s") == seconds:
            end = max(end, last)
    axes.set_xlim(0, end * 1.01 or 1)
    axes.set_ylim(low - 0.5, high + 0.5)
    named = [pitch for pitch in range(low, high + 1) if pitch % 12 in (0, 4, 7)]
    axes.set_yticks(named, [pitch_name(pitch) for pitch in named])
    axes.set_xlabel("Time (s)" if seconds else "Time (beats)")
    axes.set_ylabel("Pitch")
    axes.spines[["top", "right"]].set_visible(False)
    axes.tick_params(length=3, color="#8a8f99")
    if title:
        axes.set_title(title, loc="left")
