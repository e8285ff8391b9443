"""Sound: the score played into a file, with font, format, loudness and stems."""

from __future__ import annotations

import threading
from dataclasses import dataclass
from typing import Any

import gradio as gr

from gradio_pianoroll.errors import FormatError, ScoreError
from gradio_pianoroll.studio.describe import status_line
from gradio_pianoroll.studio.panels.stage import Stage, explain, page_of, score_of
from gradio_pianoroll.studio.scripts import start_download
from gradio_pianoroll.studio.session import OF_THE_PAGE, StudioError
from gradio_pianoroll.studio.sounding import FORMATS, LOUDNESSES, OWN_VOICES, font_names, write_sound
from gradio_pianoroll.studio.texts import LABELS, language_of, say
from gradio_pianoroll.studio.work import RUNNING, Cancelled
from gradio_pianoroll.transport import PianoRollValue

AS_PLAYED = "as played"
AT_ONCE = 1


@dataclass(frozen=True)
class SoundPanel:
    """Its fields, the button and the hidden download behind it."""

    font: gr.Dropdown
    format: gr.Dropdown
    loudness: gr.Dropdown
    stems: gr.Checkbox
    run: gr.Button
    stop: gr.Button
    file: gr.DownloadButton


def build_sound() -> SoundPanel:
    """Lay out the panel."""
    gr.Markdown(LABELS("sound_title"), elem_classes="studio-title", container=False)
    with gr.Row(elem_id="studio-sound"):
        font = gr.Dropdown(
            [(LABELS("sound_own"), OWN_VOICES), *((name, name) for name in font_names())],
            value=OWN_VOICES, label=LABELS("sound_font"), min_width=130, elem_id="studio-sound-font",
        )  # fmt: skip
        format_ = gr.Dropdown(
            [(suffix[1:].upper(), suffix) for suffix in FORMATS],
            value=FORMATS[0], label=LABELS("format"), min_width=90, elem_id="studio-sound-format",
        )  # fmt: skip
        loudness = gr.Dropdown(
            [(LABELS("sound_as_played"), AS_PLAYED), *((f"−{-lufs:g} LUFS", str(lufs)) for lufs in LOUDNESSES)],
            value=AS_PLAYED, label=LABELS("sound_loudness"), min_width=130, elem_id="studio-sound-loudness",
        )  # fmt: skip
    stems = gr.Checkbox(False, label=LABELS("sound_stems"), container=False, elem_id="studio-sound-stems")
    with gr.Row():
        run = gr.Button(LABELS("sound_render"), size="sm", variant="primary", elem_id="studio-sound-run")
        stop = gr.Button(LABELS("sound_stop"), size="sm", elem_id="studio-sound-stop")
    file = gr.DownloadButton("sound", visible="hidden", elem_id="studio-sound-file")
    return SoundPanel(font, format_, loudness, stems, run, stop, file)


def _save_sound(
    value: PianoRollValue | None,
    font: str,
    suffix: str,
    loudness: str,
    stems: bool,
    request: gr.Request,
    progress: gr.Progress = gr.Progress(),  # noqa: B008  (Gradio finds it by its default)
) -> tuple[Any, str]:
    language = language_of(request)
    stopped = threading.Event()

    def tell(share: float) -> None:
        if stopped.is_set():
            raise Cancelled
        progress(share, desc=say(language, "sounding", share=f"{share:.0%}"))

    progress(0, desc=say(language, "sounding_begins"))
    lufs = None if loudness == AS_PLAYED else float(loudness)
    try:
        with RUNNING.stoppable(page_of(request), stopped.set):
            path = write_sound(
                score_of(value), suffix, font=font or OWN_VOICES, loudness_lufs=lufs, stems=stems, on_share=tell
            )
    except Cancelled:
        return gr.skip(), status_line(say(language, "cancelled"))
    except (FormatError, ImportError, ScoreError, StudioError, OSError, ValueError) as error:
        return gr.skip(), status_line(say(language, "cannot_save", reason=explain(error, request)), failed=True)
    return str(path), status_line(say(language, "saved", name=path.name))


def _stop(request: gr.Request) -> None:
    RUNNING.cancel(page_of(request))


def wire_sound(panel: SoundPanel, stage: Stage) -> None:
    """Connect the buttons; API name `save_sound`."""
    saved = panel.run.click(
        _save_sound,
        [stage.roll, panel.font, panel.format, panel.loudness, panel.stems],
        [panel.file, stage.status],
        show_progress_on=stage.status,
        concurrency_id="sound",
        concurrency_limit=AT_ONCE,
        api_name="save_sound",
        **OF_THE_PAGE,
    )
    saved.success(None, None, None, js=start_download(str(panel.file.elem_id)), api_visibility="private")
    # Beside the queue: a place in it would come after the work that is to be stopped.
    panel.stop.click(_stop, None, None, queue=False, show_progress="hidden", api_visibility="private")
