"""A score as a figure for print, by its size in centimetres."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..score import Score
from ..score.plot.picture import picture_bytes as figure_bytes
from ..score.units import pitch_name

if TYPE_CHECKING:
    from matplotlib.figure import Figure

__all__ = ["figure_bytes", "pitch_name", "score_figure"]


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
    """Figure of a score in a width and height in centimetres; `Score.plot` can do more.

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
    return score.plot(
        title=title,
        size_in=(width_cm / 2.54, height_cm / 2.54),
        lyrics=show_lyrics,
        f0=show_f0,
        time="seconds" if seconds else "beats",
        font_size_pt=font_size_pt,
    )
