"""Corpus: several files or a folder, analysed on all cores; a table and the data set to download."""

from __future__ import annotations

import asyncio
import threading
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import gradio as gr

from gradio_pianoroll.formats.audio import AUDIO_SUFFIXES
from gradio_pianoroll.studio.analysing import PROGRESS_EVERY_S, check_options
from gradio_pianoroll.studio.corpus_run import CorpusFound, analyse_corpus, corpus_html
from gradio_pianoroll.studio.describe import status_line
from gradio_pianoroll.studio.panels.analysis import AnalysisPanel, options_of
from gradio_pianoroll.studio.panels.stage import Stage, explain, page_of
from gradio_pianoroll.studio.session import OF_THE_PAGE, StudioError
from gradio_pianoroll.studio.texts import LABELS, language_of, say
from gradio_pianoroll.studio.work import RUNNING

DROP_HEIGHT_PX = 118
# One corpus keeps all cores busy.
AT_ONCE: dict[str, Any] = {"concurrency_id": "corpus", "concurrency_limit": 1}


@dataclass(frozen=True)
class CorpusPanel:
    """Two drop zones, the button, the table and the data set."""

    files: gr.File
    folder: gr.File
    run: gr.Button
    table: gr.HTML
    archive: gr.File


def build_corpus() -> CorpusPanel:
    """Lay out the panel."""
    with gr.Row(elem_classes="studio-columns"):
        with gr.Column(min_width=280, scale=2, elem_classes="studio-panel"):
            gr.Markdown(LABELS("corpus_drop"), elem_classes="studio-title", container=False)
            with gr.Row(equal_height=True):
                files = gr.File(
                    label=LABELS("corpus_files"),
                    file_count="multiple",
                    file_types=[*AUDIO_SUFFIXES],
                    type="filepath",
                    height=DROP_HEIGHT_PX,
                    min_width=260,
                    elem_id="studio-corpus-files",
                )
                folder = gr.File(
                    label=LABELS("corpus_folder"),
                    file_count="directory",
                    type="filepath",
                    height=DROP_HEIGHT_PX,
                    min_width=260,
                    elem_id="studio-corpus-folder",
                )
            gr.Markdown(LABELS("corpus_hint"), elem_classes="studio-hint", container=False)
            run = gr.Button(LABELS("corpus_run"), size="md", variant="primary", elem_id="studio-corpus-run")
        with gr.Column(min_width=300, scale=3, elem_classes="studio-panel"):
            table = gr.HTML(empty_table("en"), elem_id="studio-corpus-table", container=False, padding=False)
            archive = gr.File(
                label=LABELS("corpus_download"), interactive=False, visible=False, elem_id="studio-corpus-archive"
            )
    return CorpusPanel(files, folder, run, table, archive)


def empty_table(language: str) -> str:
    """Text that stands where the table will be."""
    return f'<div class="studio-empty">{say(language, "corpus_empty")}</div>'


def _sentence(found: CorpusFound, language: str) -> str:
    if found.is_stopped:
        return say(language, "corpus_stopped", n=found.done, total=found.total)
    return say(
        language,
        "corpus_done",
        n=found.done,
        total=found.total,
        minutes=f"{found.sound_s / 60:.1f}",
        seconds=f"{found.elapsed_s:.1f}",
        failed=found.failed,
    )


def wire_corpus(panel: CorpusPanel, options: AnalysisPanel, stage: Stage) -> None:
    """Connect the button; API name `analyze_corpus`."""

    async def analyze_corpus(
        files: list[str] | None,
        folder: list[str] | None,
        engine: str,
        fmin: float | None,
        fmax: float | None,
        hop_ms: float | None,
        request: gr.Request,
        progress: gr.Progress = gr.Progress(),  # noqa: B008  (Gradio finds it by its default)
    ) -> tuple[Any, ...]:
        language = language_of(request)
        chosen = options_of(engine, fmin, fmax, ["f0"], None, hop_ms)
        paths = [Path(path) for path in [*(files or ()), *(folder or ())]]
        state: list[tuple[float, str]] = [(0.0, say(language, "step_read"))]
        stop = threading.Event()
        try:
            check_options(chosen, language)
            with RUNNING.stoppable(page_of(request), stop.set):
                job = asyncio.ensure_future(
                    asyncio.to_thread(
                        analyse_corpus,
                        paths,
                        chosen,
                        language,
                        lambda share, step: state.__setitem__(0, (share, step)),
                        stop.is_set,
                    )
                )
                try:
                    while not job.done():
                        await asyncio.wait({job}, timeout=PROGRESS_EVERY_S)
                        share, step = state[0]
                        progress(share, desc=say(language, "step_stopping") if stop.is_set() else step)
                finally:
                    # A request that is gone does not leave the run behind.
                    stop.set()
            found = job.result()
        except StudioError as error:
            return gr.skip(), gr.skip(), status_line(explain(error, request), failed=True)
        archive = gr.update(value=str(found.archive) if found.archive else None, visible=found.archive is not None)
        return corpus_html(found, language), archive, status_line(_sentence(found, language))

    panel.run.click(
        analyze_corpus,
        [panel.files, panel.folder, options.engine, options.fmin, options.fmax, options.hop],
        [panel.table, panel.archive, stage.status],
        api_name="analyze_corpus",
        **OF_THE_PAGE,
        show_progress_on=stage.status,
        **AT_ONCE,
    )
