"""Analysis: which engine, which range, what to show."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import gradio as gr

from gradio_pianoroll.analysis import available_engines
from gradio_pianoroll.analysis.f0 import DEFAULT_FMAX_HZ, DEFAULT_FMIN_HZ
from gradio_pianoroll.formats.audio import audio_info
from gradio_pianoroll.formats.errors import FormatError
from gradio_pianoroll.studio.describe import status_line
from gradio_pianoroll.studio.opening import ANALYSED, Options, analyse_file, with_features
from gradio_pianoroll.studio.panels.stage import Stage, explain, score_of
from gradio_pianoroll.studio.session import ANALYSIS_AT_ONCE, MAX_ANALYSIS_S, Session, StudioError
from gradio_pianoroll.studio.texts import LABELS, language_of, say
from gradio_pianoroll.transport import PianoRollValue

if TYPE_CHECKING:
    from gradio_pianoroll.score import Score

# All that reads and analyses sound shares these places.
CONCURRENCY: dict[str, Any] = {"concurrency_id": "analysis", "concurrency_limit": ANALYSIS_AT_ONCE}


@dataclass(frozen=True)
class AnalysisPanel:
    """The panel's fields, in the order of `Options`."""

    engine: gr.Dropdown
    fmin: gr.Number
    fmax: gr.Number
    show: gr.CheckboxGroup
    run: gr.Button

    @property
    def inputs(self) -> list[Any]:
        """Fields that make `Options`."""
        return [self.engine, self.fmin, self.fmax, self.show]


def build_analysis() -> AnalysisPanel:
    """Lay out the panel."""
    gr.Markdown(LABELS("analysis"), elem_classes="studio-title", container=False)
    with gr.Row(equal_height=True):
        engine = gr.Dropdown(
            [info.name for info in available_engines()], value="pyin", label=LABELS("engine"), min_width=90
        )
        fmin = gr.Number(DEFAULT_FMIN_HZ, label=LABELS("fmin"), minimum=1, min_width=90)
        fmax = gr.Number(DEFAULT_FMAX_HZ, label=LABELS("fmax"), minimum=1, min_width=90)
    show = gr.CheckboxGroup(
        [(LABELS(name), name) for name in ANALYSED], value=[*ANALYSED], label=LABELS("show"), min_width=200
    )
    run = gr.Button(LABELS("analyze"), size="sm", elem_id="studio-analyze")
    return AnalysisPanel(engine, fmin, fmax, show, run)


def options_of(engine: str, fmin: float | None, fmax: float | None, show: list[str]) -> Options:
    """Options of the fields; an emptied field has its default."""
    return Options(
        engine,
        DEFAULT_FMIN_HZ if fmin is None else float(fmin),
        DEFAULT_FMAX_HZ if fmax is None else float(fmax),
        tuple(name for name in ANALYSED if name in show),
    )


def _sound_of(score: Score, session: Session, language: str) -> Path:
    if score.audio is None:
        raise StudioError(say(language, "no_sound"))
    if session.stem_path is not None:
        return Path(session.stem_path)
    if score.audio.kind != "path":
        raise StudioError(say(language, "remote_sound"))
    return Path(score.audio.source)


def wire_analysis(panel: AnalysisPanel, stage: Stage) -> None:
    """Connect the button; API name `analyze`."""

    def analyze(
        value: PianoRollValue | None,
        engine: str,
        fmin: float | None,
        fmax: float | None,
        show: list[str],
        session: Session,
        request: gr.Request,
        progress: gr.Progress = gr.Progress(),  # noqa: B008  (Gradio finds it by its default)
    ) -> tuple[Any, str]:
        language = language_of(request)
        try:
            score, options = score_of(value), options_of(engine, fmin, fmax, show)
            path = _sound_of(score, session, language)
            if audio_info(path).duration_s > MAX_ANALYSIS_S:
                raise StudioError(say(language, "too_long", minutes=MAX_ANALYSIS_S // 60))
            found = analyse_file(path, options, language, lambda share, step: progress(share, desc=step))
        except (StudioError, FormatError) as error:
            return gr.skip(), status_line(explain(error, request), failed=True)
        sentence = say(language, "analysed", seconds=f"{found.duration_s:.1f}", engine=engine)
        return with_features(score, found), status_line(sentence)

    panel.run.click(
        analyze,
        [stage.roll, *panel.inputs, stage.session],
        [stage.roll, stage.status],
        api_name="analyze",
        show_progress_on=stage.status,
        **CONCURRENCY,
    )
