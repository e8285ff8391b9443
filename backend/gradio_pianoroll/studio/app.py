"""The application: panels side by side, launched with the studio's own settings."""

from __future__ import annotations

import warnings
from pathlib import Path
from typing import Any

import gradio as gr

from gradio_pianoroll.analysis.warmup import warm_up
from gradio_pianoroll.extras import check_extra
from gradio_pianoroll.gradio_compat import NO_RUN_HISTORY, mcp_server_of
from gradio_pianoroll.i18n.sentence import Sentence
from gradio_pianoroll.monitoring import mount_metrics
from gradio_pianoroll.settings import get_settings
from gradio_pianoroll.studio.example import build_example
from gradio_pianoroll.studio.mcp_server import prepare_server
from gradio_pianoroll.studio.panels.analysis import build_analysis, empty_results, missing_hint, wire_analysis
from gradio_pianoroll.studio.panels.corpus import build_corpus, empty_table, wire_corpus
from gradio_pianoroll.studio.panels.monitor import build_monitor, register_gauges, wire_monitor
from gradio_pianoroll.studio.panels.open import build_open, wire_open
from gradio_pianoroll.studio.panels.pitch import build_pitch, wire_pitch
from gradio_pianoroll.studio.panels.save import build_save, wire_save
from gradio_pianoroll.studio.panels.sound import build_sound, wire_sound
from gradio_pianoroll.studio.panels.stage import build_stage, wire_stage
from gradio_pianoroll.studio.panels.words import build_words, wire_words
from gradio_pianoroll.studio.session import CACHE_AGE_S, CACHE_CHECK_S, max_file_mb
from gradio_pianoroll.studio.texts import LABELS, language_of
from gradio_pianoroll.studio.tools import build_tools
from gradio_pianoroll.synth.warmup import warm_up_voices

CSS = Path(__file__).with_name("studio.css")
TITLE = "Piano roll studio"
QUIETLY: dict[str, Any] = {"show_progress": "hidden", "api_visibility": "private"}


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
        """Launch as `gradio.Blocks.launch` does; the analysis is made ready meanwhile."""
        register_gauges(self)
        own: dict[str, Any] = {
            "i18n": LABELS,
            "css_paths": CSS,
            "theme": studio_theme(),
            "max_file_size": max_file_mb() * 1_000_000,
            "footer_links": [],
            **NO_RUN_HISTORY,
        }
        given = {**own, **kwargs}
        if given.get("mcp_server"):
            check_extra("mcp", "mcp_server=True")
        # The server must be there before something is added to it.
        returns_at_once = given.pop("prevent_thread_lock", False)
        with warnings.catch_warnings():
            # Endpoints that belong to a page are no tools; see below.
            warnings.filterwarnings("ignore", message="This MCP server includes a tool that has a gr.State input")
            started = super().launch(*args, **given, prevent_thread_lock=True)
        # Not before: Gradio gives its server three seconds to answer, and compiling takes the processor.
        warm_up_voices(after=warm_up())
        tools = mcp_server_of(self)
        if tools is not None:
            prepare_server(tools)
        settings = get_settings()
        if settings.metrics:
            token = settings.metrics_token
            mount_metrics(started[0], token=token.get_secret_value() if token else None)
        if not returns_at_once:
            self.block_thread()
        return started


def _in_language(request: gr.Request) -> tuple[str, str, str]:
    language = language_of(request)
    return empty_results(language), empty_table(language), missing_hint(language)


def build_app(example_folder: Path | None = None) -> Studio:
    """Build the studio, opened on the example.

    Parameters
    ----------
    example_folder
        Where the example's sound is kept between starts; the cache folder of the settings by default.

    Raises
    ------
    MissingPackageError
        When a package that it needs is not installed; the message has the line that installs it.
    """
    check_extra("analysis", Sentence("needs.studio"), install="studio")
    example = build_example(example_folder)
    cache = (CACHE_CHECK_S, CACHE_AGE_S)
    app = Studio(title=TITLE, fill_width=True, analytics_enabled=False, delete_cache=cache)
    with app:
        stage = build_stage(example)
        with stage.drawer, gr.Tabs(elem_id="studio-tabs"):
            with (
                gr.Tab(LABELS("score_tab"), elem_id="studio-tab-file") as file_tab,
                gr.Row(elem_classes="studio-columns"),
            ):
                with gr.Column(min_width=280, elem_classes="studio-panel"):
                    open_panel = build_open()
                with gr.Column(min_width=280, elem_classes="studio-panel"):
                    save_panel = build_save()
                    sound_panel = build_sound()
            with gr.Tab(LABELS("pitch"), elem_id="studio-tab-pitch") as pitch_tab:
                pitch_panel = build_pitch()
            with gr.Tab(LABELS("words"), elem_id="studio-tab-words") as words_tab:
                words_panel = build_words()
            with gr.Tab(LABELS("analysis"), elem_id="studio-tab-analysis") as analysis_tab:
                analysis_panel = build_analysis()
            with gr.Tab(LABELS("corpus"), elem_id="studio-tab-corpus") as corpus_tab:
                corpus_panel = build_corpus()
            with gr.Tab(LABELS("monitor"), elem_id="studio-tab-monitor") as monitor_tab:
                monitor_panel = build_monitor()
        wire_stage(app, stage, example)
        wire_open(open_panel, analysis_panel, stage)
        wire_analysis(analysis_panel, stage)
        wire_pitch(app, pitch_panel, stage)
        wire_words(app, words_panel, stage)
        wire_save(save_panel, stage)
        wire_sound(sound_panel, stage)
        wire_corpus(corpus_panel, analysis_panel, stage)
        wire_monitor(monitor_panel, monitor_tab, [file_tab, pitch_tab, words_tab, analysis_tab, corpus_tab])
        build_tools()
        # The page is built before its visitor's language is known.
        said = [analysis_panel.results, corpus_panel.table, analysis_panel.missing]
        app.load(_in_language, None, said, **QUIETLY)
    app.queue(max_size=get_settings().queue_size)
    return app
