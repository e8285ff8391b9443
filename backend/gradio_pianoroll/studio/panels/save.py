"""Save: the score as a file to download."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import gradio as gr

from gradio_pianoroll.errors import FormatError, ScoreError
from gradio_pianoroll.gradio_compat import new_cache_folder
from gradio_pianoroll.monitoring import get_metrics
from gradio_pianoroll.score import Score
from gradio_pianoroll.session.saved_files import written_name
from gradio_pianoroll.studio.describe import status_line
from gradio_pianoroll.studio.panels.stage import Stage, explain, page_of, score_of
from gradio_pianoroll.studio.scripts import start_download
from gradio_pianoroll.studio.session import OF_THE_PAGE
from gradio_pianoroll.studio.texts import LABELS, language_of, say
from gradio_pianoroll.studio.work import RUNNING, Cancelled
from gradio_pianoroll.transport import PianoRollValue

# Ending of the file → the name of its button, and of its endpoint.
FORMATS = {
    ".mid": "midi",
    ".json": "json",
    ".musicxml": "musicxml",
    ".pdf": "pdf",
    ".svg": "svg",
    ".png": "png",
    ".wav": "wav",
    ".mp4": "mp4",
}
PICTURES = (".pdf", ".svg", ".png")
VIDEO = ".mp4"
# What takes as long as some analyses together.
SLOW, SLOW_AT_ONCE = (VIDEO, ".wav"), 1
PICTURE_IN = (10.0, 4.5)
SOUND_RATE = 44_100


@dataclass(frozen=True)
class SavePanel:
    """Buttons and the hidden downloads behind them, by the ending of their files."""

    buttons: Mapping[str, gr.Button]
    files: Mapping[str, gr.DownloadButton]


def build_save() -> SavePanel:
    """Lay out the panel."""
    gr.Markdown(LABELS("export"), elem_classes="studio-title", container=False)
    with gr.Row(elem_id="studio-saves"):
        buttons = {
            suffix: gr.Button(LABELS(f"save_{name}"), size="sm", min_width=120, elem_id=f"studio-save-{name}")
            for suffix, name in FORMATS.items()
        }
    gr.Markdown(LABELS("save_hint"), elem_classes="studio-hint", container=False)
    files = {
        suffix: gr.DownloadButton(name, visible="hidden", elem_id=f"studio-{name}-file")
        for suffix, name in FORMATS.items()
    }
    return SavePanel(buttons, files)


def file_name(score: Score, suffix: str) -> str:
    """Name that every system takes, from the score's own."""
    return written_name(score.name, suffix)


def write_score(
    score: Score,
    suffix: str,
    on_progress: Callable[[int, int], None] | None = None,
    on_share: Callable[[float], None] | None = None,
) -> Path:
    """Write the score into a folder of its own in Gradio's cache, from where it may be downloaded.

    Parameters
    ----------
    score
        What is written.
    suffix
        One of `FORMATS`.
    on_progress
        Of a video: called with the frames that are done and all of them; what it raises ends the work.
    on_share
        Of a sound: called with the share that is done; what it raises ends the work.

    Raises
    ------
    FormatError
        When it cannot be written in this format.
    """
    from gradio_pianoroll.formats import save
    from gradio_pianoroll.synth import render_file
    from gradio_pianoroll.video import render_video

    folder = new_cache_folder()
    path = folder / file_name(score, suffix)
    if suffix == ".json":
        # Where the sound lies on the server is nobody's business.
        score = score.replace(audio=None, use_backend_audio=False) if score.audio else score
    with get_metrics().timed("studio.save"):
        if suffix in PICTURES:
            score.plot(path, title=score.name, size_in=PICTURE_IN)
        elif suffix == VIDEO:
            recorded = score.audio is not None and score.audio.kind == "path" and Path(score.audio.source).is_file()
            sound = score.audio.source if recorded and score.audio and score.use_backend_audio else None
            render_video(score, path, audio=sound, on_progress=on_progress)
        elif suffix == ".wav":
            render_file(score, path, SOUND_RATE, on_progress=on_share)
        else:
            save(score, path)
    return path


def _saver(suffix: str) -> Any:
    def save_score(value: PianoRollValue | None, request: gr.Request) -> tuple[Any, str]:
        language = language_of(request)
        try:
            path = write_score(score_of(value), suffix)
        except (FormatError, ImportError, ScoreError, OSError) as error:
            return gr.skip(), status_line(say(language, "cannot_save", reason=explain(error, request)), failed=True)
        return str(path), status_line(say(language, "saved", name=path.name))

    return save_score


def _slow_saver(suffix: str) -> Any:
    """Handler of what takes its time: it tells how far it is, and can be stopped."""

    def save_slowly(
        value: PianoRollValue | None,
        request: gr.Request,
        progress: gr.Progress = gr.Progress(),  # noqa: B008  (Gradio finds it by its default)
    ) -> tuple[Any, str]:
        language = language_of(request)
        stopped = threading.Event()

        def tell_share(share: float) -> None:
            if stopped.is_set():
                raise Cancelled
            progress(share, desc=say(language, "sounding", share=f"{share:.0%}"))

        def tell(done: int, total: int) -> None:
            if stopped.is_set():
                raise Cancelled
            progress(done / total, desc=say(language, "filming", done=f"{done:,}", total=f"{total:,}"))

        progress(0, desc=say(language, "filming_begins" if suffix == VIDEO else "sounding_begins"))
        try:
            with RUNNING.stoppable(page_of(request), stopped.set):
                path = write_score(score_of(value), suffix, tell, tell_share)
        except Cancelled:
            return gr.skip(), status_line(say(language, "cancelled"))
        except (FormatError, ImportError, ScoreError, OSError) as error:
            return gr.skip(), status_line(say(language, "cannot_save", reason=explain(error, request)), failed=True)
        return str(path), status_line(say(language, "saved", name=path.name))

    return save_slowly


def wire_save(panel: SavePanel, stage: Stage) -> None:
    """Connect the buttons; API names `save_midi`, `save_json` … The header's saves everything, as JSON."""
    for suffix, name in FORMATS.items():
        named = {"api_name": f"save_{name}", **OF_THE_PAGE}
        _wire(panel.buttons[suffix], panel.files[suffix], suffix, stage, named)
    _wire(stage.save, panel.files[".json"], ".json", stage, {"api_visibility": "private"})


def _wire(button: gr.Button, target: gr.DownloadButton, suffix: str, stage: Stage, visibility: dict[str, Any]) -> None:
    saved = button.click(
        _slow_saver(suffix) if suffix in SLOW else _saver(suffix),
        stage.roll,
        [target, stage.status],
        show_progress_on=stage.status,
        **({"concurrency_id": suffix[1:], "concurrency_limit": SLOW_AT_ONCE} if suffix in SLOW else {}),
        **visibility,
    )
    saved.success(None, None, None, js=start_download(str(target.elem_id)), api_visibility="private")
