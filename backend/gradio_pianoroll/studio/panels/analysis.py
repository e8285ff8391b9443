"""Analysis: which engine, which range, what to show; the figures that were found, and files of them."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import gradio as gr

from gradio_pianoroll.analysis import AnalysisError, available_engines, engine_names
from gradio_pianoroll.analysis.engines.registry import engine_info
from gradio_pianoroll.analysis.engines.types import F0Options
from gradio_pianoroll.analysis.export import EXPORT_FORMATS, export_analysis
from gradio_pianoroll.errors import FormatError
from gradio_pianoroll.extras import EXTRA_OF, install_line
from gradio_pianoroll.gradio_compat import new_cache_folder
from gradio_pianoroll.monitoring import get_metrics
from gradio_pianoroll.studio.analysing import HOP_MS, SHOWABLE, analyse, with_found
from gradio_pianoroll.studio.describe import status_line
from gradio_pianoroll.studio.panels.save import file_name
from gradio_pianoroll.studio.panels.stage import Stage, explain, page_of, score_of
from gradio_pianoroll.studio.results import results_html, sung_notes
from gradio_pianoroll.studio.scripts import start_download
from gradio_pianoroll.studio.session import ANALYSIS_AT_ONCE, OF_THE_PAGE, Options, Session, StudioError
from gradio_pianoroll.studio.texts import LABELS, language_of, say
from gradio_pianoroll.studio.work import RUNNING, Cancelled
from gradio_pianoroll.transport import PianoRollValue

if TYPE_CHECKING:
    from gradio_pianoroll.score import Score

# All that reads and analyses sound shares these places.
CONCURRENCY: dict[str, Any] = {"concurrency_id": "analysis", "concurrency_limit": ANALYSIS_AT_ONCE}
DEFAULTS = Options()


@dataclass(frozen=True)
class AnalysisPanel:
    """Panel's fields."""

    engine: gr.Dropdown
    second: gr.Dropdown
    missing: gr.Markdown
    fmin: gr.Number
    fmax: gr.Number
    hop: gr.Number
    show: gr.CheckboxGroup
    notes: gr.Checkbox
    run: gr.Button
    results: gr.HTML
    format: gr.Dropdown
    download: gr.Button
    file: gr.DownloadButton

    @property
    def inputs(self) -> list[Any]:
        """Fields that make `Options`, in the order of `options_of`."""
        return [self.engine, self.fmin, self.fmax, self.show, self.second, self.hop, self.notes]


def missing_engines() -> list[str]:
    """Lines that install the engines that are not there."""
    ready = {info.name for info in available_engines()}
    missing = [engine_info(name) for name in engine_names() if name not in ready]
    # What needs options is not in the list of engines, whatever is installed.
    extras = dict.fromkeys(EXTRA_OF[i.package] for i in missing if i.package in EXTRA_OF and not i.needs_options)
    return [install_line(extra) for extra in extras]


def missing_hint(language: str) -> str:
    """Lines that install the engines that are not there; empty when all are."""
    lines = ", ".join(f"`{line}`" for line in missing_engines())
    return say(language, "engines_missing", lines=lines) if lines else ""


def build_analysis() -> AnalysisPanel:
    """Lay out the panel: fields on the left, figures on the right."""
    ready = [info.name for info in available_engines()]
    with gr.Row(elem_classes="studio-columns"):
        with gr.Column(min_width=300, elem_classes="studio-panel"):
            with gr.Row(equal_height=True):
                engine = gr.Dropdown(ready, value="pyin", label=LABELS("engine"), min_width=120)
                second = gr.Dropdown(
                    [(LABELS("none"), ""), *ready],
                    value="",
                    label=LABELS("second"),
                    min_width=120,
                    elem_id="studio-second",
                )
            hint = missing_hint("en")
            missing = gr.Markdown(hint, visible=bool(hint), elem_classes="studio-hint", container=False)
            with gr.Row(equal_height=True):
                fmin = gr.Number(F0Options.fmin, label=LABELS("fmin"), minimum=1, min_width=80)
                fmax = gr.Number(F0Options.fmax, label=LABELS("fmax"), minimum=1, min_width=80)
                hop = gr.Number(
                    DEFAULTS.hop_ms, label=LABELS("hop"), minimum=HOP_MS[0], maximum=HOP_MS[1], min_width=80
                )
            show = gr.CheckboxGroup(
                [(LABELS(name), name) for name in SHOWABLE],
                value=[*DEFAULTS.show],
                label=LABELS("show"),
                min_width=200,
                elem_id="studio-show",
            )
            notes = gr.Checkbox(False, label=LABELS("notes_too"), container=False, elem_id="studio-notes")
            run = gr.Button(LABELS("analyze"), size="md", variant="primary", elem_id="studio-analyze")
        with gr.Column(min_width=300, elem_classes="studio-panel"):
            results = gr.HTML(empty_results("en"), elem_id="studio-results", container=False, padding=False)
            with gr.Row(equal_height=True, elem_id="studio-download-row"):
                format = gr.Dropdown(
                    [(name, name) for name in EXPORT_FORMATS],
                    value="csv",
                    label=LABELS("format"),
                    show_label=False,
                    container=False,
                    min_width=110,
                    elem_id="studio-format",
                )
                download = gr.Button(LABELS("download"), size="sm", min_width=110, elem_id="studio-download")
            file = gr.DownloadButton("file", visible="hidden", elem_id="studio-result-file")
    return AnalysisPanel(engine, second, missing, fmin, fmax, hop, show, notes, run, results, format, download, file)


def empty_results(language: str) -> str:
    """Text that stands where the figures will be."""
    return f'<div class="studio-empty">{say(language, "results_empty")}</div>'


def options_of(
    engine: str,
    fmin: float | None,
    fmax: float | None,
    show: list[str],
    second: str | None = None,
    hop_ms: float | None = None,
    notes: bool = False,
) -> Options:
    """Options of the fields; an emptied field has its default, a second engine that is the first is none."""
    return Options(
        engine,
        F0Options.fmin if fmin is None else float(fmin),
        F0Options.fmax if fmax is None else float(fmax),
        tuple(name for name in SHOWABLE if name in show),
        "" if second == engine else second or "",
        DEFAULTS.hop_ms if hop_ms is None else float(hop_ms),
        notes,
    )


def sound_of(score: Score, session: Session, language: str) -> Path:
    """File to analyse.

    Raises
    ------
    StudioError
        When there is none on this machine.
    """
    if score.audio is None:
        raise StudioError(say(language, "no_sound"))
    if session.stem_path is not None:
        return Path(session.stem_path)
    if score.audio.kind != "path":
        raise StudioError(say(language, "remote_sound"))
    return Path(score.audio.source)


def wire_analysis(panel: AnalysisPanel, stage: Stage) -> None:
    """Connect the buttons; API names `analyze` and `download_results`."""

    async def analyze(
        value: PianoRollValue | None,
        engine: str,
        fmin: float | None,
        fmax: float | None,
        show: list[str],
        second: str | None,
        hop_ms: float | None,
        notes: bool,
        session: Session,
        request: gr.Request,
        progress: gr.Progress = gr.Progress(),  # noqa: B008  (Gradio finds it by its default)
    ) -> tuple[Any, ...]:
        language = language_of(request)
        try:
            score = await asyncio.to_thread(score_of, value)
            options = options_of(engine, fmin, fmax, show, second, hop_ms, notes)
            path = sound_of(score, session, language)
            job = analyse(path, options, language, lambda share, step: progress(share, desc=step))
            found = await RUNNING.run(page_of(request), job)
        except StudioError as error:
            return gr.skip(), status_line(explain(error, request), failed=True), gr.skip(), gr.skip()
        except Cancelled:
            return gr.skip(), status_line(say(language, "cancelled")), gr.skip(), gr.skip()
        engines = " + ".join(filter(None, (options.engine, options.second)))
        key = "remembered" if found.is_remembered else "analysed"
        sentence = say(language, key, seconds=f"{found.features.duration_s:.1f}", engine=engines)
        shown = await asyncio.to_thread(with_found, score, found, options)
        table = await asyncio.to_thread(results_html, found, (options.engine, options.second), shown, language)
        return shown, status_line(sentence), table, replace(session, analysed=(path, options))

    async def download_results(
        value: PianoRollValue | None, format: str, session: Session, request: gr.Request
    ) -> tuple[Any, str]:
        language = language_of(request)
        try:
            if session.analysed is None:
                raise StudioError(say(language, "not_analysed"))
            path, options = session.analysed
            found = await RUNNING.run(page_of(request), analyse(path, options, language, lambda share, step: None))
            score = await asyncio.to_thread(score_of, value)
            written = await asyncio.to_thread(write_results, found.features, score, format, path.stem)
        except Cancelled:
            return gr.skip(), status_line(say(language, "cancelled"))
        except (StudioError, AnalysisError, FormatError, OSError) as error:
            reason = say(language, "cannot_save", reason=explain(error, request))
            return gr.skip(), status_line(reason, failed=True)
        return str(written), status_line(say(language, "saved", name=written.name))

    panel.run.click(
        analyze,
        [stage.roll, *panel.inputs, stage.session],
        [stage.roll, stage.status, panel.results, stage.session],
        api_name="analyze",
        **OF_THE_PAGE,
        show_progress_on=stage.status,
        **CONCURRENCY,
    )
    written = panel.download.click(
        download_results,
        [stage.roll, panel.format, stage.session],
        [panel.file, stage.status],
        api_name="download_results",
        **OF_THE_PAGE,
        show_progress_on=stage.status,
        **CONCURRENCY,
    )
    written.success(None, None, None, js=start_download(str(panel.file.elem_id)), api_visibility="private")


def write_results(found: Any, score: Score, format: str, stem: str) -> Path:
    """Write features into a folder of its own in Gradio's cache, from where they may be downloaded.

    Parameters
    ----------
    found
        `AudioFeatures`.
    score
        Notes of its track that was sung are in the picture, JSON and TextGrid; MIDI holds those that are heard.
    format
        One of `EXPORT_FORMATS`.
    stem
        Of the file's name.

    Raises
    ------
    AnalysisError
        When there is nothing to write, or no such format.
    """
    if format not in EXPORT_FORMATS:
        raise AnalysisError(f"there is no format {format!r}; there are {', '.join(EXPORT_FORMATS)}")
    folder = new_cache_folder()
    named = score.replace(name=score.name or stem)
    start_s = score.audio.start_s if score.audio else 0.0
    own = sung_notes(found, named, start_s) if len(score.notes) and format != "midi" else None
    with get_metrics().timed("studio.export"):
        return export_analysis(found, folder / file_name(named, EXPORT_FORMATS[format]), score=own, title=named.name)
