"""The roll as a figure for print."""

from __future__ import annotations

import io
from typing import Any

import gradio as gr

from ...component import PianoRoll
from ...i18n.page import page_error
from ..converters import from_tts_output
from ..figure import figure_bytes, score_figure
from .app import ROLL_HEIGHT_PX, TemplateApp, cached_file, heading, score_of
from .speech import EXAMPLE_ALIGNMENT, EXAMPLE_F0_HZ, EXAMPLE_TEXT, parse_alignment
from .words import say

SHOWN_DPI = 150


def create_paper_figure_template() -> gr.Blocks:
    """An app that draws what is in the roll as a figure and gives it as PNG and SVG.

    Returns
    -------
    gradio.Blocks
        The app, to be launched. Drawing needs the extra ``plot``; without it the app says how to install it.
    """
    with TemplateApp(title="Figure for a paper") as app:
        build_paper()
    return app


def build_paper() -> None:
    """The content of the app, for the blocks that are open."""
    heading("Figure for a paper", "The roll as a figure for print, as PNG and SVG.")
    words, phonemes = parse_alignment(EXAMPLE_ALIGNMENT)
    example = from_tts_output(EXAMPLE_TEXT, words, EXAMPLE_F0_HZ, phonemes=phonemes)
    roll = PianoRoll(example, label=say("Notes"), width="100%", height=ROLL_HEIGHT_PX)
    with gr.Row():
        title = gr.Textbox(label=say("Title"), min_width=200)
        width = gr.Number(16, label=say("Width (cm)"), minimum=4, maximum=60, min_width=100)
        height = gr.Number(7, label=say("Height (cm)"), minimum=4, maximum=60, min_width=100)
        dpi = gr.Number(300, label=say("Resolution (dpi)"), minimum=50, maximum=1200, precision=0, min_width=100)
    with gr.Row():
        lyrics = gr.Checkbox(True, label=say("Lyrics"), min_width=120)
        f0 = gr.Checkbox(True, label=say("F0 curve"), min_width=120)
        run = gr.Button(say("Draw the figure"), variant="primary", min_width=160)
        png = gr.DownloadButton(say("Download PNG"), interactive=False, min_width=140)
        svg = gr.DownloadButton(say("Download SVG"), interactive=False, min_width=140)
    shown = gr.Image(label=say("Figure"), interactive=False)
    run.click(draw, [roll, title, width, height, dpi, lyrics, f0], [shown, png, svg], api_name="draw_figure")


def draw(
    value: Any, title: str, width_cm: float, height_cm: float, dpi: float, show_lyrics: bool, show_f0: bool
) -> tuple[Any, Any, Any]:
    """The figure to look at and its two files.

    Raises
    ------
    gradio.Error
        If it cannot be drawn; the message says what to do.
    """
    from PIL import Image

    try:
        figure = score_figure(
            score_of(value),
            title=title or "",
            width_cm=float(width_cm),
            height_cm=float(height_cm),
            show_lyrics=show_lyrics,
            show_f0=show_f0,
        )
        files = [figure_bytes(figure, "png", int(dpi)), figure_bytes(figure, "svg")]
    except (ImportError, ValueError, TypeError) as error:
        raise page_error(error) from error
    looked_at = Image.open(io.BytesIO(figure_bytes(figure, "png", SHOWN_DPI)))
    png, svg = (
        cached_file(data, title or "figure", suffix) for data, suffix in zip(files, (".png", ".svg"), strict=True)
    )
    return looked_at, gr.update(value=png, interactive=True), gr.update(value=svg, interactive=True)
