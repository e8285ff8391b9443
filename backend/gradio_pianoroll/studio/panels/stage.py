"""The stage: header, roll and status line, which fill the window, and the drawer beside them for the panels.

The roll is as high as the window leaves it. The drawer stands beside it where there is room, lies over it where there
is less, and is the rest of the page on a telephone (`studio.css`).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import gradio as gr

from gradio_pianoroll import PianoRoll
from gradio_pianoroll.formats.audio import AUDIO_SUFFIXES
from gradio_pianoroll.gradio_compat import asker_of, headers_of
from gradio_pianoroll.session.own_sound import with_own_sound
from gradio_pianoroll.studio.describe import describe, status_line
from gradio_pianoroll.studio.opening import SCORE_SUFFIXES
from gradio_pianoroll.studio.scripts import CLOSE_DRAWER, SHOW_FILES, TAKE_DROPS, TOGGLE_DRAWER
from gradio_pianoroll.studio.session import OF_THE_PAGE, Session
from gradio_pianoroll.studio.texts import LABELS, language_of, say
from gradio_pianoroll.studio.work import RUNNING
from gradio_pianoroll.transport import PianoRollValue

if TYPE_CHECKING:
    from gradio_pianoroll.score import Score
    from gradio_pianoroll.studio.example import Example

# What header, status line and margins leave of the window.
ROLL_HEIGHT = "calc(100dvh - 118px)"


@dataclass(frozen=True)
class Stage:
    """Components that panels share."""

    roll: PianoRoll
    info: gr.HTML
    status: gr.HTML
    cancel: gr.Button
    session: gr.State
    new: gr.Button
    example: gr.Button
    open: gr.UploadButton
    save: gr.Button
    drawer: gr.Column

    @property
    def outputs(self) -> list[Any]:
        """Components that a panel which opens something writes: roll, info, status, session."""
        return [self.roll, self.info, self.status, self.session]


def build_stage(example: Example) -> Stage:
    """Lay out header, roll and an empty drawer; the roll opens with `example`."""
    session = gr.State(Session(str(example.voice_path)))
    with gr.Row(elem_id="studio-header"):
        info = gr.HTML(describe(example.score, "en"), elem_id="studio-info", container=False, padding=False)
        new = _header_button("new", 84)
        button = _header_button("example", 132)
        opened = gr.UploadButton(
            LABELS("open"), file_types=[*SCORE_SUFFIXES, *AUDIO_SUFFIXES], type="filepath", size="sm",
            variant="secondary", scale=0, min_width=76, elem_id="studio-open",
        )  # fmt: skip
        save = _header_button("save", 76)
        export = _header_button("export", 92)
        panels = _header_button("panels", 84)
    with gr.Row(elem_id="studio-main"):
        with gr.Column(elem_id="studio-stage"):
            roll = PianoRoll(
                example.score,
                show_label=False,
                width="100%",
                height=ROLL_HEIGHT,
                elem_id="studio-roll",
                interactive=True,
            )
            with gr.Row(elem_id="studio-status-row"):
                status = gr.HTML(
                    status_line(say("en", "example")), elem_id="studio-status", container=False, padding=False
                )
                cancel = gr.Button(
                    LABELS("cancel"), size="sm", variant="stop", scale=0, min_width=90, elem_id="studio-cancel"
                )
        with gr.Column(elem_id="studio-drawer") as drawer:
            close = gr.Button(LABELS("close"), size="sm", variant="secondary", elem_id="studio-close")
    panels.click(None, None, None, js=TOGGLE_DRAWER, api_visibility="private")
    export.click(None, None, None, js=SHOW_FILES, api_visibility="private")
    close.click(None, None, None, js=CLOSE_DRAWER, api_visibility="private")
    return Stage(roll, info, status, cancel, session, new, button, opened, save, drawer)


def _header_button(name: str, min_width_px: int) -> gr.Button:
    return gr.Button(
        LABELS(name), size="sm", variant="secondary", scale=0, min_width=min_width_px, elem_id=f"studio-{name}"
    )


def wire_stage(app: gr.Blocks, stage: Stage, example: Example) -> None:
    """Greet in the visitor's language, connect the buttons, keep the line about the score in step with edits."""

    def new_score(request: gr.Request) -> tuple[Any, ...]:
        from gradio_pianoroll.score import Score

        language = language_of(request)
        return shown(Score(), say(language, "new"), Session(), language)

    def open_example(request: gr.Request) -> tuple[Any, ...]:
        language = language_of(request)
        score = with_own_sound(example.score, stage.roll)
        return shown(score, say(language, "example"), Session(str(example.voice_path)), language)

    def greet(request: gr.Request) -> tuple[str, str]:
        language = language_of(request)
        return describe(example.score, language), status_line(say(language, "example"))

    def edited(value: PianoRollValue | None, request: gr.Request) -> str:
        return describe(score_of(value), language_of(request))

    def cancel(request: gr.Request) -> Any:
        is_running = RUNNING.cancel(page_of(request))
        return gr.skip() if is_running else status_line(say(language_of(request), "nothing_runs"))

    def leave(request: gr.Request) -> None:
        RUNNING.cancel(page_of(request))

    quiet: dict[str, Any] = {"show_progress": "hidden"}
    app.load(greet, None, [stage.info, stage.status], api_visibility="private", **quiet)
    app.load(None, None, None, js=TAKE_DROPS, api_visibility="private")
    app.unload(leave)
    stage.new.click(new_score, None, stage.outputs, api_name="new", **OF_THE_PAGE, **quiet)
    stage.example.click(open_example, None, stage.outputs, api_name="example", **OF_THE_PAGE, **quiet)
    stage.cancel.click(cancel, None, stage.status, api_name="cancel", queue=False, **OF_THE_PAGE, **quiet)
    stage.roll.change(edited, stage.roll, stage.info, trigger_mode="always_last", api_visibility="private", **quiet)


def page_of(request: gr.Request | None) -> str:
    """Name of the page that asks: Gradio's session."""
    return (request and request.session_hash) or "nobody"


def score_of(value: PianoRollValue | None) -> Score:
    """Score in the roll; an empty one when there is no value.

    What `replace` makes of it still belongs to the roll's document: it arrives there as an edit, and undo stays.
    """
    from gradio_pianoroll.score import Score

    return Score() if value is None else value.score


def shown(score: Score, sentence: str, session: Session, language: str) -> tuple[Any, ...]:
    """Values for `Stage.outputs` when something was opened."""
    return score, describe(score, language), status_line(sentence), session


def failed(sentence: str) -> tuple[Any, ...]:
    """Values for `Stage.outputs` when it was not: everything stays, the status line says why."""
    return gr.skip(), gr.skip(), status_line(sentence, failed=True), gr.skip()


def is_program(request: gr.Request | None) -> bool:
    """Return True if an API client asks: it gets an exception, where a visitor gets a sentence."""
    headers = headers_of(request)
    return headers is not None and asker_of(headers) == "program"


def explain(error: Exception, request: gr.Request | None) -> str:
    """Sentence of an error for the status line; for an API client it is raised.

    Raises
    ------
    gradio.Error
        When a program asked.
    """
    if is_program(request):
        raise gr.Error(str(error), print_exception=False) from error
    return str(error)
