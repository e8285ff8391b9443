"""Pieces of a picture as pixels: what a video scrolls by, the keys beside it."""

from __future__ import annotations

import dataclasses
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gradio_pianoroll.i18n.sentence import Sentence

from ...extras import require
from .grid import draw_keys, draw_rows, draw_ruler, draw_times
from .lanes import draw_f0
from .notes import ColourBy, draw_notes
from .picture import PT_AN_INCH, RULER_PT, drawing, settings
from .theme import Theme
from .view import View

DPI = 100.0
PX_A_PT = DPI / PT_AN_INCH


@dataclasses.dataclass(frozen=True, eq=False)
class Look:
    """Looks of the pieces of one video. `px` is the height of notes and ruler together."""

    theme: Theme
    colour_by: ColourBy
    lyrics: bool
    f0: bool
    height_px: int
    font_size_pt: float

    @property
    def ruler_px(self) -> int:
        """Height of the ruler."""
        return round(RULER_PT * self.font_size_pt / 8.0 * PX_A_PT)


def strip_pixels(view: View, look: Look, width_px: int) -> tuple[NDArray[np.uint8], NDArray[np.uint8]]:
    """Notes and ruler of a view, uint8 [height, width, 3]: in silence, and with every note as it looks in sound."""
    with drawing(settings(look.theme, look.font_size_pt)):
        figure, place = _sheet(look, width_px)
        ruler = place(0, look.ruler_px)
        grid = place(look.ruler_px, look.height_px - look.ruler_px)
        ruler.set_ylim(0, 1)
        grid.set_ylim(view.low - 0.5, view.high + 0.5)
        for axes in (ruler, grid):
            axes.set_xlim(view.start, view.end)
        width_pt, height_pt = width_px / PX_A_PT, (look.height_px - look.ruler_px) / PX_A_PT
        draw_rows(grid, view, look.theme)
        draw_times(grid, view, look.theme, width_pt)
        if look.f0:
            draw_f0(grid, view, look.theme)
        draw_ruler(ruler, view, look.theme, width_pt, look.font_size_pt)
        lyrics_pt = look.font_size_pt if look.lyrics else 0.0
        drawn = draw_notes(grid, view, look.theme, look.colour_by, (width_pt, height_pt), lyrics_pt)
        dull = _pixels(figure)
        if not drawn:
            return dull, dull
        for artist in drawn:
            artist.remove()
        draw_notes(grid, view, look.theme, look.colour_by, (width_pt, height_pt), lyrics_pt, lit=True)
        return dull, _pixels(figure)


def keys_pixels(view: View, look: Look, width_px: int) -> NDArray[np.uint8]:
    """Keys of a view under a corner as high as the ruler, uint8 [height, width, 3]."""
    with drawing(settings(look.theme, look.font_size_pt)):
        figure, place = _sheet(look, width_px)
        place(0, look.ruler_px).set_facecolor(look.theme.panel)
        keys = place(look.ruler_px, look.height_px - look.ruler_px)
        keys.set_xlim(0, 1)
        keys.set_ylim(view.low - 0.5, view.high + 0.5)
        draw_keys(keys, view, look.theme, look.font_size_pt * 0.9)
        return _pixels(figure)


def _sheet(look: Look, width_px: int) -> tuple[Any, Any]:
    """Figure of that size and a way to place axes on it, over its whole width."""
    figure = require("matplotlib.figure", Sentence("needs.picture")).Figure(
        (width_px / DPI, look.height_px / DPI), dpi=DPI, facecolor=look.theme.ground
    )

    def place(from_top_px: int, high_px: int) -> Any:
        axes = figure.add_axes((0, 1 - (from_top_px + high_px) / look.height_px, 1, high_px / look.height_px))
        axes.set_xticks([])
        axes.set_yticks([])
        for side in ("left", "right", "top"):
            axes.spines[side].set_visible(False)
        return axes

    return figure, place


def _pixels(figure: Any) -> NDArray[np.uint8]:
    canvas = require("matplotlib.backends.backend_agg", Sentence("needs.picture")).FigureCanvasAgg(figure)
    canvas.draw()
    return np.ascontiguousarray(np.asarray(canvas.buffer_rgba())[..., :3])
