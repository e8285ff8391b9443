"""Pitch: from a recording to a corrected melody, step by step; what is found, corrected and written as files."""

from __future__ import annotations

import asyncio
import threading
from dataclasses import dataclass, replace
from html import escape
from typing import Any

import gradio as gr
import numpy as np

from gradio_pianoroll.analysis import AnalysisError
from gradio_pianoroll.errors import FormatError, MissingPackageError
from gradio_pianoroll.formats.audio import audio_info
from gradio_pianoroll.score import AudioRef, Score, ScoreError
from gradio_pianoroll.studio.analysing import analyse, with_found, with_notes
from gradio_pianoroll.studio.describe import clock, status_line
from gradio_pianoroll.studio.panels.analysis import CONCURRENCY, DEFAULTS, sound_of
from gradio_pianoroll.studio.panels.stage import Stage, explain, page_of, score_of
from gradio_pianoroll.studio.pitch import (
    FILES,
    Stopped,
    edited_frames,
    found_again,
    pitch_curve,
    without_edits,
    write_pitch,
)
from gradio_pianoroll.studio.scripts import start_download
from gradio_pianoroll.studio.session import OF_THE_PAGE, Session, StudioError
from gradio_pianoroll.studio.texts import LABELS, language_of, say
from gradio_pianoroll.studio.work import RUNNING, Cancelled
from gradio_pianoroll.transport import PianoRollValue

# pYIN: the engine whose every candidate is kept, so that its pitch can be corrected by pins.
ENGINE = "pyin"


@dataclass(frozen=True)
class PitchPanel:
    """Panel's fields."""

    state: gr.HTML
    fmin: gr.Number
    fmax: gr.Number
    find: gr.Button
    reset: gr.Button
    notes: gr.Button
    format: gr.Dropdown
    download: gr.Button
    file: gr.DownloadButton


def build_pitch() -> PitchPanel:
    """Lay out the panel: the steps, one below the other."""
    with gr.Row(elem_classes="studio-columns"):
        with gr.Column(min_width=280, elem_classes="studio-panel"):
            _step("pitch_open")
            state = gr.HTML(state_html(Score(), "en"), elem_id="studio-pitch-state", container=False, padding=False)
            with gr.Row(equal_height=True):
                fmin = gr.Number(DEFAULTS.fmin, label=LABELS("fmin"), minimum=1, min_width=80)
                fmax = gr.Number(DEFAULTS.fmax, label=LABELS("fmax"), minimum=1, min_width=80)
            find = gr.Button(LABELS("pitch_find"), size="md", variant="primary", elem_id="studio-pitch-find")
            _step("pitch_listen")
            _step("pitch_correct")
            reset = gr.Button(LABELS("pitch_reset"), size="sm", elem_id="studio-pitch-reset")
        with gr.Column(min_width=280, elem_classes="studio-panel"):
            _step("pitch_notes")
            notes = gr.Button(LABELS("pitch_notes_make"), size="sm", elem_id="studio-pitch-notes")
            _step("pitch_save")
            with gr.Row(equal_height=True):
                format = gr.Dropdown(
                    [(LABELS(name), suffix) for suffix, name in FILES.items()],
                    value=next(iter(FILES)),
                    label=LABELS("format"),
                    show_label=False,
                    container=False,
                    min_width=150,
                    elem_id="studio-pitch-format",
                )
                download = gr.Button(LABELS("download"), size="sm", min_width=100, elem_id="studio-pitch-download")
            file = gr.DownloadButton("file", visible="hidden", elem_id="studio-pitch-file")
    return PitchPanel(state, fmin, fmax, find, reset, notes, format, download, file)


def _step(name: str) -> None:
    gr.Markdown(LABELS(name), elem_classes="studio-title", container=False)
    gr.Markdown(LABELS(f"{name}_hint"), elem_classes="studio-hint", container=False)


def state_html(score: Score, language: str) -> str:
    """Table of how far a melody is: recording, F0, pins, what is edited, notes."""
    none = say(language, "pitch_none")
    curve = score.curves.get("f0")
    facts = {"pitch_recording": none, "pitch_f0": none}
    if score.audio is not None:
        facts["pitch_recording"] = _length(score.audio) or say(language, "pitch_there")
    if curve is not None and len(curve.values):
        voiced = curve.values[np.isfinite(curve.values) & (curve.values > 0)]
        median = f"{np.median(voiced):.1f} Hz" if len(voiced) else "–"
        share = 100 * len(voiced) / len(curve.values)
        facts["pitch_f0"] = say(language, "pitch_median", median=median, percent=f"{share:.0f}")
        facts["pitch_pins"] = str(len(curve.pins))
        times = np.asarray(curve.sample_times())
        hop_s = float(np.median(np.diff(times))) if len(times) > 1 else 0.0
        facts["pitch_edited"] = f"{edited_frames(curve).sum() * hop_s:.2f} s"
    facts["pitch_note_count"] = f"{len(score.notes):,}"
    rows = "".join(
        f"<tr><th>{escape(say(language, name))}</th><td>{escape(fact)}</td></tr>" for name, fact in facts.items()
    )
    return f'<div class="studio-results"><table class="studio-facts"><tbody>{rows}</tbody></table></div>'


def _length(audio: AudioRef) -> str:
    """Length of a recording on this machine; empty where it cannot be told."""
    try:
        return clock(audio_info(audio.source).duration_s) if audio.kind == "path" else ""
    except (FormatError, OSError):
        return ""


def wire_pitch(app: gr.Blocks, panel: PitchPanel, stage: Stage) -> None:
    """Connect the buttons; API names `find_pitch`, `reset_pitch`, `pitch_notes` and `save_pitch`."""

    async def find_pitch(
        value: PianoRollValue | None,
        fmin: float | None,
        fmax: float | None,
        session: Session,
        request: gr.Request,
        progress: gr.Progress = gr.Progress(),  # noqa: B008  (Gradio finds it by its default)
    ) -> tuple[Any, ...]:
        language = language_of(request)
        low, high = fmin or DEFAULTS.fmin, fmax or DEFAULTS.fmax
        options = replace(DEFAULTS, engine=ENGINE, fmin=float(low), fmax=float(high))
        try:
            score = await asyncio.to_thread(score_of, value)
            path = sound_of(score, session, language)
            job = analyse(path, options, language, lambda share, step: progress(share, desc=step))
            found = await RUNNING.run(page_of(request), job)
        except StudioError as error:
            return gr.skip(), status_line(explain(error, request), failed=True), gr.skip(), gr.skip()
        except Cancelled:
            return gr.skip(), status_line(say(language, "cancelled")), gr.skip(), gr.skip()
        shown = await asyncio.to_thread(with_found, score, found, options)
        seconds = f"{found.features.duration_s:.1f}"
        sentence = status_line(say(language, "pitch_found", seconds=seconds))
        return shown, sentence, state_html(shown, language), replace(session, analysed=(path, options))

    def changed(make: Any, key: str) -> Any:
        def change(value: PianoRollValue | None, request: gr.Request) -> tuple[Any, ...]:
            language = language_of(request)
            try:
                score = make(score_of(value), language)
            except (StudioError, AnalysisError, ScoreError) as error:
                return gr.skip(), status_line(explain(error, request), failed=True), gr.skip()
            sentence = say(language, key, n=f"{len(score.notes):,}")
            return score, status_line(sentence), state_html(score, language)

        return change

    def save_pitch(
        value: PianoRollValue | None,
        suffix: str,
        request: gr.Request,
        progress: gr.Progress = gr.Progress(),  # noqa: B008  (Gradio finds it by its default)
    ) -> tuple[Any, str]:
        language = language_of(request)
        stopped = threading.Event()
        words = say(language, "pitch_singing")
        try:
            if suffix not in FILES:
                raise StudioError(say(language, "pitch_no_format", formats=", ".join(FILES)))
            with RUNNING.stoppable(page_of(request), stopped.set):
                path = write_pitch(
                    score_of(value), suffix, language, lambda share: progress(share, desc=words), stopped
                )
        except Stopped:
            return gr.skip(), status_line(say(language, "cancelled"))
        except (StudioError, MissingPackageError, ScoreError, ValueError, OSError) as error:
            reason = say(language, "cannot_save", reason=explain(error, request))
            return gr.skip(), status_line(reason, failed=True)
        return str(path), status_line(say(language, "saved", name=path.name))

    def tell(value: PianoRollValue | None, request: gr.Request) -> str:
        return state_html(score_of(value), language_of(request))

    seen: dict[str, Any] = {"show_progress_on": stage.status, **OF_THE_PAGE}
    panel.find.click(
        find_pitch,
        [stage.roll, panel.fmin, panel.fmax, stage.session],
        [stage.roll, stage.status, panel.state, stage.session],
        api_name="find_pitch",
        **seen,
        **CONCURRENCY,
    )
    outputs = [stage.roll, stage.status, panel.state]
    panel.reset.click(changed(without_edits, "pitch_was_reset"), stage.roll, outputs, api_name="reset_pitch", **seen)
    panel.notes.click(changed(_noted, "pitch_noted"), stage.roll, outputs, api_name="pitch_notes", **seen)
    written = panel.download.click(
        save_pitch,
        [stage.roll, panel.format],
        [panel.file, stage.status],
        api_name="save_pitch",
        **seen,
        **CONCURRENCY,
    )
    written.success(None, None, None, js=start_download(str(panel.file.elem_id)), api_visibility="private")
    quiet: dict[str, Any] = {"show_progress": "hidden", "api_visibility": "private"}
    stage.roll.change(tell, stage.roll, panel.state, trigger_mode="always_last", **quiet)
    app.load(tell, stage.roll, panel.state, **quiet)


def _noted(score: Score, language: str) -> Score:
    """Score with the notes of its corrected F0."""
    pitch_curve(score, language)
    start_s = score.audio.start_s if score.audio else 0.0
    return with_notes(score, found_again(score, language), start_s)
