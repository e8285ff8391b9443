"""Open: drop a file or choose one."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import gradio as gr

from gradio_pianoroll.formats.audio import AUDIO_SUFFIXES
from gradio_pianoroll.studio.opening import SCORE_SUFFIXES, open_path
from gradio_pianoroll.studio.panels.analysis import CONCURRENCY, AnalysisPanel, empty_results, options_of
from gradio_pianoroll.studio.panels.stage import (
    Stage,
    explain,
    failed,
    page_of,
    score_of,
    shown,
)
from gradio_pianoroll.studio.results import results_html
from gradio_pianoroll.studio.session import OF_THE_PAGE, Session, StudioError
from gradio_pianoroll.studio.texts import LABELS, language_of, say
from gradio_pianoroll.transport import PianoRollValue

DROP_HEIGHT_PX = 118


@dataclass(frozen=True)
class OpenPanel:
    """Drop zone and what to do with a sound (`add` or `replace`)."""

    file: gr.File
    on_sound: gr.Radio


def build_open() -> OpenPanel:
    """Lay out the panel."""
    gr.Markdown(LABELS("open"), elem_classes="studio-title", container=False)
    file = gr.File(
        label=LABELS("open"),
        show_label=False,
        file_types=[*SCORE_SUFFIXES, *AUDIO_SUFFIXES],
        type="filepath",
        height=DROP_HEIGHT_PX,
        elem_id="studio-file",
    )
    gr.Markdown(LABELS("drop"), elem_classes="studio-hint", container=False)
    on_sound = gr.Radio(
        [(LABELS("add"), "add"), (LABELS("replace"), "replace")],
        value="add",
        label=LABELS("on_sound"),
        elem_id="studio-on-sound",
    )
    return OpenPanel(file, on_sound)


def wire_open(panel: OpenPanel, options: AnalysisPanel, stage: Stage) -> None:
    """Connect the drop zone; API name `open_file`."""

    async def open_file(
        file: str | None,
        on_sound: str,
        value: PianoRollValue | None,
        engine: str,
        fmin: float | None,
        fmax: float | None,
        show: list[str],
        second: str | None,
        hop_ms: float | None,
        notes: bool,
        request: gr.Request,
        progress: gr.Progress = gr.Progress(),  # noqa: B008  (Gradio finds it by its default)
    ) -> tuple[Any, ...]:
        language = language_of(request)
        try:
            if not file:
                raise StudioError(say(language, "no_file"))
            selected = options_of(engine, fmin, fmax, show, second, hop_ms, notes)
            opened = await open_path(
                Path(file),
                await asyncio.to_thread(score_of, value),
                add_sound=on_sound == "add",
                options=selected,
                language=language,
                page=page_of(request),
                progress=lambda share, step: progress(share, desc=step),
            )
        except StudioError as error:
            # The drop zone is emptied in any case: the same file can be dropped again once it is mended.
            return (*failed(explain(error, request)), None, gr.skip())
        session, table = Session(), empty_results(language)
        if opened.found is not None and opened.sound is not None:
            session = Session(analysed=(opened.sound, selected))
            engines = (selected.engine, selected.second)
            table = await asyncio.to_thread(results_html, opened.found, engines, opened.score, language)
        return (*shown(opened.score, opened.message, session, language), None, table)

    panel.file.upload(
        open_file,
        [panel.file, panel.on_sound, stage.roll, *options.inputs],
        [*stage.outputs, panel.file, options.results],
        api_name="open_file",
        **OF_THE_PAGE,
        show_progress_on=stage.status,
        **CONCURRENCY,
    )
    stage.open.upload(
        open_file,
        [stage.open, panel.on_sound, stage.roll, *options.inputs],
        [*stage.outputs, stage.open, options.results],
        **{**OF_THE_PAGE, "api_visibility": "private"},
        show_progress_on=stage.status,
        **CONCURRENCY,
    )
