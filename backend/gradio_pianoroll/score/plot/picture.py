"""`plot`: a score as a matplotlib figure, and the figure as a file."""

from __future__ import annotations

import io
import logging
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from gradio_pianoroll.i18n.sentence import Sentence

from ...errors import ScoreError
from ...extras import require
from ..score_data import ScoreData
from .fonts import fonts
from .grid import draw_keys, draw_rows, draw_ruler, draw_times
from .lanes import draw_f0, draw_lane
from .notes import ColourBy, draw_notes
from .theme import Theme, theme_of
from .view import TimeAxis, View, two_numbers, view_of

if TYPE_CHECKING:
    from matplotlib.figure import Figure

FORMATS = ("png", "svg", "pdf")
PT_AN_INCH = 72.0
KEYS_PT, RULER_PT, LANE_PT, SEGMENTS_PT, TITLE_PT = 34.0, 26.0, 46.0, 18.0, 20.0
# What a wide picture of a few rows leaves for the notes at least.
LEAST_NOTES_PT = 60.0
MOST_IN = 200.0
MOST_PIXELS = 200_000_000


def plot(
    score: ScoreData,
    path: str | PathLike[str] | None = None,
    *,
    span: tuple[float, float] | None = None,
    time: TimeAxis = "beats",
    pitches: tuple[int, int] | None = None,
    tracks: Sequence[int] | None = None,
    colour_by: ColourBy = "track",
    lanes: Sequence[str] = (),
    lyrics: bool = True,
    f0: bool = True,
    theme: Literal["light", "dark"] = "light",
    title: str = "",
    size_in: tuple[float, float] = (7.0, 3.2),
    font_size_pt: float = 8.0,
    dpi: int = 300,
) -> Figure:
    """Draw a score as the roll shows it; see `Score.plot`."""
    size = two_numbers(size_in)
    if size is None or not all(0 < side <= MOST_IN for side in size):
        raise ScoreError(
            f"size_in must be a width and a height in inches, above 0 and up to {MOST_IN:g}, not {size_in!r}"
        )
    if not isinstance(font_size_pt, int | float) or not 1 <= font_size_pt <= 100:
        raise ScoreError(f"font_size_pt must lie between 1 and 100, not {font_size_pt!r}")
    if path is not None:
        _format_of(path)
        _check_dpi(size, dpi)
    colours = theme_of(theme)
    view = view_of(score, time, span, pitches, tracks)
    with drawing(settings(colours, font_size_pt)):
        figure: Figure = require("matplotlib.figure", Sentence("needs.picture")).Figure(
            size_in, facecolor=colours.ground
        )
        grid, keys, ruler, below = _areas(figure, view, title, lanes, size_in, colours)
        width_pt, height_pt = (
            size * PT_AN_INCH * part for size, part in zip(size_in, grid.get_position().size, strict=True)
        )
        draw_rows(grid, view, colours)
        draw_times(grid, view, colours, width_pt)
        draw_notes(grid, view, colours, colour_by, (width_pt, height_pt), font_size_pt if lyrics else 0.0)
        if f0:
            draw_f0(grid, view, colours)
        draw_keys(keys, view, colours, font_size_pt * 0.9)
        draw_ruler(ruler, view, colours, width_pt, font_size_pt)
        for name, axes in below:
            draw_lane(axes, name, view, colours, colour_by, font_size_pt)
            if name != "segments":
                draw_times(axes, view, colours, width_pt)
        if title:
            figure.suptitle(title, x=0.01, y=0.99, ha="left", va="top", fontsize=font_size_pt * 1.4, fontweight="bold")
        # Texts take their fonts when they are laid out.
        figure.draw_without_rendering()
    if path is not None:
        Path(path).write_bytes(picture_bytes(figure, _format_of(path), dpi))
    return figure


def picture_bytes(figure: Figure, format: str = "png", dpi: int = 300) -> bytes:
    """Figure as a file.

    Parameters
    ----------
    figure
        Of `plot`.
    format
        ``"png"``, ``"svg"`` or ``"pdf"``. Texts stay texts in SVG and PDF, so that they can be searched and edited.
    dpi
        Pixels an inch of PNG, and of what is drawn as pixels elsewhere.

    Raises
    ------
    ScoreError
        If the format is another one.
    """
    if format not in FORMATS:
        raise ScoreError(f"a picture is written as {', '.join(FORMATS)}, not as {format!r}")
    data = io.BytesIO()
    settings = {"svg.fonttype": "none", "pdf.fonttype": 42, "font.family": fonts(), "axes.unicode_minus": False}
    # Nothing that changes from one minute to the next: the same score gives the same bytes.
    still: dict[str, Any] = {"svg": {"Date": None}, "pdf": {"CreationDate": None}, "png": {}}[format]
    with drawing({**settings, "svg.hashsalt": "gradio-pianoroll"}):
        figure.savefig(data, format=format, dpi=dpi, facecolor=figure.get_facecolor(), metadata=still)
    return data.getvalue()


def _check_dpi(size_in: tuple[float, float], dpi: float) -> None:
    """Refuse a picture that no memory holds: a page of A4 at 1200 dpi has 139 million pixels."""
    is_number = isinstance(dpi, int | float) and dpi >= 1
    if not is_number or size_in[0] * size_in[1] * dpi * dpi > MOST_PIXELS:
        raise ScoreError(f"dpi must be a number from 1 up that gives at most {MOST_PIXELS:,} pixels, not {dpi!r}")


def _format_of(path: str | PathLike[str]) -> str:
    suffix = Path(path).suffix.lower().lstrip(".")
    if suffix not in FORMATS:
        raise ScoreError(f"{Path(path).name}: a picture ends in {', '.join('.' + name for name in FORMATS)}")
    return suffix


@contextmanager
def drawing(settings: dict[str, Any]) -> Iterator[None]:
    """Matplotlib with these settings; fonts without a bold face are no news."""
    loggers = [logging.getLogger(name) for name in ("matplotlib.font_manager", "fontTools.subset")]
    levels = [logger.level for logger in loggers]
    for logger in loggers:
        logger.setLevel(logging.ERROR)
    try:
        with require("matplotlib", Sentence("needs.picture")).rc_context(settings):
            yield
    finally:
        for logger, level in zip(loggers, levels, strict=True):
            logger.setLevel(level)


def settings(theme: Theme, font_size_pt: float) -> dict[str, Any]:
    """Matplotlib's settings for a theme."""
    return {
        "font.family": fonts(),
        "font.size": font_size_pt,
        "axes.unicode_minus": False,
        "text.parse_math": False,
        "text.color": theme.text,
        "axes.edgecolor": theme.line,
        "axes.linewidth": 0.6,
        "axes.facecolor": theme.ground,
        "xtick.color": theme.muted,
        "ytick.color": theme.muted,
        "ytick.labelsize": font_size_pt * 0.85,
    }


def _areas(
    figure: Any, view: View, title: str, lanes: Sequence[str], size_in: tuple[float, float], theme: Theme
) -> tuple[Any, Any, Any, list[tuple[str, Any]]]:
    """Axes of the grid, the keys, the ruler and the lanes, whose edges meet."""
    width_pt, height_pt = (size * PT_AN_INCH for size in size_in)
    edge_pt = 3.0
    kinds = len({segment.type for segment in view.score.segments})
    heights = [max(kinds, 1) * SEGMENTS_PT if name == "segments" else LANE_PT for name in lanes]
    top_pt = edge_pt + (TITLE_PT if title else 0.0)
    notes_pt = height_pt - top_pt - RULER_PT - sum(heights) - edge_pt
    if notes_pt < LEAST_NOTES_PT:
        needed = (height_pt - notes_pt + LEAST_NOTES_PT) / PT_AN_INCH
        raise ScoreError(f"size_in: this picture needs {needed:.1f} inches of height, not {size_in[1]:g}")
    if width_pt < KEYS_PT + LEAST_NOTES_PT:
        raise ScoreError(f"size_in: a picture is at least {(KEYS_PT + LEAST_NOTES_PT) / PT_AN_INCH:.1f} inches wide")

    def place(left_pt: float, from_top_pt: float, wide_pt: float, high_pt: float) -> Any:
        bottom = (height_pt - from_top_pt - high_pt) / height_pt
        axes = figure.add_axes((left_pt / width_pt, bottom, wide_pt / width_pt, high_pt / height_pt))
        axes.set_xticks([])
        axes.set_yticks([])
        return axes

    left_pt, wide_pt = edge_pt + KEYS_PT, width_pt - KEYS_PT - 2 * edge_pt
    ruler = place(left_pt, top_pt, wide_pt, RULER_PT)
    ruler.set_ylim(0, 1)
    corner = place(edge_pt, top_pt, KEYS_PT, RULER_PT)
    corner.set_facecolor(theme.panel)
    grid = place(left_pt, top_pt + RULER_PT, wide_pt, notes_pt)
    keys = place(edge_pt, top_pt + RULER_PT, KEYS_PT, notes_pt)
    keys.set_xlim(0, 1)
    for axes in (grid, keys):
        axes.set_ylim(view.low - 0.5, view.high + 0.5)
    below, at_pt = [], top_pt + RULER_PT + notes_pt
    for name, high_pt in zip(lanes, heights, strict=True):
        axes = place(left_pt, at_pt, wide_pt, high_pt)
        below.append((name, axes))
        at_pt += high_pt
    for axes in (ruler, grid, *(axes for _, axes in below)):
        axes.set_xlim(view.start, view.end)
    return grid, keys, ruler, below
