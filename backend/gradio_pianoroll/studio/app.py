"""The application: panels side by side, launched with the studio's own settings."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import gradio as gr

from gradio_pianoroll.studio.example import build_example
from gradio_pianoroll.studio.panels.analysis import build_analysis, wire_analysis
from gradio_pianoroll.studio.panels.open import build_open, wire_open
from gradio_pianoroll.studio.panels.save import build_save, wire_save
from gradio_pianoroll.studio.panels.stage import build_stage, wire_stage
from gradio_pianoroll.studio.session import CACHE_AGE_S, CACHE_CHECK_S, MAX_FILE_MB, QUEUE_SIZE
from gradio_pianoroll.studio.texts import LABELS

CSS = Path(__file__).with_name("studio.css")
TITLE = "Piano roll studio"


def studio_theme() -> gr.themes.Base:
    """Quiet colours and the system's fonts: no page may need the internet."""
    theme = gr.themes.Base(
        primary_hue="blue",
        neutral_hue="slate",
        radius_size="md",
        font=[
            "system-ui",
            "-apple-system",
            "Segoe UI",
            "Noto Sans KR",
            "Noto Sans CJK KR",
            "NanumGothic",
            "sans-serif",
        ],
        font_mono=["ui-monospace", "SFMono-Regular", "Menlo", "Consolas", "monospace"],
    )
    # The default is too pale to read at the size of a hint.
    return theme.set(body_text_color_subdued="*neutral_500", body_text_color_subdued_dark="*neutral_400")


class Studio(gr.Blocks):  # type: ignore[misc]
    """Blocks that launch with the studio's translations, looks and limits unless told otherwise."""

    def launch(self, *args: Any, **kwargs: Any) -> Any:
        """Like `gradio.Blocks.launch`."""
        own: dict[str, Any] = {
            "i18n": LABELS,
            "css_paths": CSS,
            "theme": studio_theme(),
            "max_file_size": MAX_FILE_MB * 1_000_000,
            "footer_links": [],
            "run_history": False,
        }
        return super().launch(*args, **{**own, **kwargs})


def build_app(example_folder: Path | None = None) -> Studio:
    """Build the studio, opened on the example.

    Parameters
    ----------
    example_folder
        Where the example's sound is kept between starts; the user's cache folder by default.
    """
    example = build_example(example_folder)
    cache = (CACHE_CHECK_S, CACHE_AGE_S)
    app = Studio(title=TITLE, fill_width=True, analytics_enabled=False, delete_cache=cache)
    with app:
        stage = build_stage(example)
        with gr.Row(elem_id="studio-panels"):
            with gr.Column(min_width=280, elem_classes="studio-panel"):
                open_panel = build_open()
            with gr.Column(min_width=280, elem_classes="studio-panel"):
                analysis_panel = build_analysis()
            with gr.Column(min_width=280, elem_classes="studio-panel"):
                save_panel = build_save()
        wire_stage(app, stage, example)
        wire_open(open_panel, analysis_panel, stage)
        wire_analysis(analysis_panel, stage)
        wire_save(save_panel, stage)
    app.queue(max_size=QUEUE_SIZE)
    return app
