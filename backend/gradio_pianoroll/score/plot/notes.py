"""Notes of a picture: rounded boxes with an edge, and their lyrics."""

from __future__ import annotations

from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from gradio_pianoroll.i18n.sentence import Sentence

from ...errors import ScoreError
from ...extras import require
from .theme import Colours, Theme, note_text_is_dark, note_texts, pitch_class_colours, rgb
from .view import View

ColourBy = Literal["track", "velocity", "pitch class"]
# Notes beyond this are drawn as plain boxes, and as pixels in SVG and PDF: nobody sees the corners.
MOST_ROUNDED = 4_000
# Share of the row that a note fills.
FILLED = 0.86
RADIUS_PT = 1.6
# A velocity moves a fill towards the ground by so much at most, as in the roll.
FADE_OF_VELOCITY = 0.06
# How far a note that sounds moves towards the colour of the texts.
LIT = 0.35
# Share of a note's height that letters take, and the smallest that are read on paper.
LETTERS, SMALLEST_PT = 0.82, 4.5
_ARC = np.linspace(0, np.pi / 2, 4)


def fills(view: View, theme: Theme, colour_by: ColourBy) -> Colours:
    """Colours of the notes that are shown, [n, 3].

    Raises
    ------
    ScoreError
        If `colour_by` is unknown.
    """
    notes = view.notes
    velocity = notes.velocity / 127.0
    if colour_by == "pitch class":
        return pitch_class_colours(dark=rgb(theme.ground)[0] < 0.5)[notes.pitch % 12]
    if colour_by == "velocity":
        ground, full = np.array(rgb(theme.ground)), np.array(rgb(theme.tracks[0]))
        return np.asarray(ground + (full - ground) * (0.25 + 0.75 * velocity[:, None]))
    if colour_by != "track":
        raise ScoreError(f'colour_by must be "track", "velocity" or "pitch class", not {colour_by!r}')
    track = notes.track
    palette = np.array([rgb(track_colour(view, theme, i)) for i in range(int(track.max(initial=0)) + 1)])
    fade = FADE_OF_VELOCITY * (1 - velocity[:, None])
    return np.asarray(palette[track] * (1 - fade) + np.array(rgb(theme.ground)) * fade)


def track_colour(view: View, theme: Theme, track: int) -> str:
    """Colour of a track: its own, else that of its place."""
    tracks = view.score.tracks
    own = tracks[track].color if track < len(tracks) else None
    return own or theme.tracks[track % len(theme.tracks)]


def draw_notes(
    axes: Any,
    view: View,
    theme: Theme,
    colour_by: ColourBy,
    pt: tuple[float, float],
    lyrics_pt: float,
    lit: bool = False,
) -> list[Any]:
    """Draw the notes of a view; the artists, which can be removed.

    Parameters
    ----------
    axes
        Of the grid.
    view
        What is shown.
    theme
        Colours.
    colour_by
        What a fill says.
    pt
        Width and height of the axes in points.
    lyrics_pt
        Size of the lyrics; 0 for none.
    lit
        As notes look while they sound.
    """
    if not len(view.shown):
        return []
    notes = view.notes
    start, end = view.x_of_beats(notes.onset_beats), view.x_of_beats(notes.end_beats)
    pitch = notes.pitch.astype(np.float64)
    colours = fills(view, theme, colour_by)
    if lit:
        colours = colours + (np.array(rgb(theme.text)) - colours) * LIT
    x_pt, y_pt = pt[0] / (view.end - view.start), pt[1] / (view.high - view.low + 1)
    collections = require("matplotlib.collections", Sentence("needs.picture"))
    is_fine = len(start) <= MOST_ROUNDED
    radius_pt = np.minimum(RADIUS_PT, np.minimum((end - start) * x_pt, FILLED * y_pt) / 2.5) if is_fine else None
    boxes = collections.PolyCollection(
        _boxes(start, end, pitch, radius_pt, x_pt, y_pt),
        facecolors=colours,
        edgecolors=rgb(theme.text) if lit else colours * (1 - theme.edge_darken),
        linewidths=(1.2 if lit else 0.6) if is_fine else 0.0,
        rasterized=not is_fine,
        zorder=3,
    )
    axes.add_collection(boxes)
    if not (lyrics_pt and is_fine):
        return [boxes]
    return [boxes, *_draw_lyrics(axes, view, colours, theme, (start, end, pitch), (x_pt, y_pt), lyrics_pt)]


def _boxes(
    start: NDArray[np.float64],
    end: NDArray[np.float64],
    pitch: NDArray[np.float64],
    radius_pt: Any,
    x_pt: float,
    y_pt: float,
) -> NDArray[np.float64]:
    """Outlines [n, corners, 2]."""
    low, high = pitch - FILLED / 2, pitch + FILLED / 2
    if radius_pt is None:
        return np.stack([np.c_[start, low], np.c_[end, low], np.c_[end, high], np.c_[start, high]], axis=1)
    rx, ry = (radius_pt / x_pt)[:, None], (radius_pt / y_pt)[:, None]
    cos, sin = np.cos(_ARC)[None], np.sin(_ARC)[None]
    left, right, bottom, top = start[:, None] + rx, end[:, None] - rx, low[:, None] + ry, high[:, None] - ry
    x = np.hstack([right + rx * cos, left - rx * sin, left - rx * cos, right + rx * sin])
    y = np.hstack([top + ry * sin, top + ry * cos, bottom - ry * sin, bottom - ry * cos])
    return np.stack([x, y], axis=2)


def _draw_lyrics(
    axes: Any,
    view: View,
    colours: Colours,
    theme: Theme,
    at: tuple[Any, Any, Any],
    pt: tuple[float, float],
    size_pt: float,
) -> list[Any]:
    """Texts in their notes, or above them where rows are too low for letters; each cut where the next one begins."""
    start, end, pitch = at
    x_pt, y_pt = pt
    inside_pt = min(size_pt, y_pt * FILLED * LETTERS)
    is_inside = inside_pt >= SMALLEST_PT
    used_pt = inside_pt if is_inside else max(size_pt * 0.8, SMALLEST_PT)
    dark = note_text_is_dark(colours)
    texts = note_texts()
    lyric = view.notes.lyric
    free = -np.inf
    labels = []
    for i in np.flatnonzero(lyric.present()).tolist():
        text = lyric[i]
        x = max(start[i], view.start)
        if not text or (x < free if not is_inside else (end[i] - x) * x_pt < used_pt * 0.9):
            continue
        label = axes.annotate(
            text,
            (x, pitch[i] if is_inside else pitch[i] + FILLED / 2),
            xytext=(1.6 if is_inside else 0, 0 if is_inside else 1),
            textcoords="offset points",
            va="center_baseline" if is_inside else "bottom",
            fontsize=used_pt,
            fontweight="bold" if is_inside else "normal",
            zorder=5,
            annotation_clip=True,
            color=theme.text if not is_inside else texts[0] if dark[i] else texts[1],
            bbox={
                "facecolor": colours[i] if is_inside else theme.ground,
                "linewidth": 0,
                "pad": 0.5,
                "alpha": 1.0 if is_inside else 0.7,
            },
        )
        labels.append(label)
        if is_inside:
            transforms = require("matplotlib.transforms", Sentence("needs.picture"))
            corners = [(start[i], pitch[i] - 0.5), (end[i], pitch[i] + 0.5)]
            box = transforms.TransformedBbox(transforms.Bbox(corners), axes.transData)
            label.set_clip_box(box)
            label.get_bbox_patch().set_clip_box(box)
        else:
            free = x + len(text) * used_pt * 0.95 / x_pt
    return labels
