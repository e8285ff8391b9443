"""The stage: title, the roll, the line about the score and the status line; every other panel writes to these."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import gradio as gr

from gradio_pianoroll import PianoRoll
from gradio_pianoroll.gradio_compat import asker_of, headers_of
from gradio_pianoroll.session.own_sound import with_own_sound
from gradio_pianoroll.studio.describe import describe, status_line
from gradio_pianoroll.studio.session import OF_THE_PAGE, Session
from gradio_pianoroll.studio.texts import LABELS, language_of, say
from gradio_pianoroll.studio.work import RUNNING
from gradio_pianoroll.transport import PianoRollValue

if TYPE_CHECKING:
    from gradio_pianoroll.score import Score
    from gradio_pianoroll.studio.example import Example

ROLL_HEIGHT_PX = 720


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

    @property
    def outputs(self) -> list[Any]:
        """Components that a panel which opens something writes: roll, info, status, session."""
        return [self.roll, self.info, self.status, self.session]


def build_stage(example: Example) -> Stage:
    """Lay out header and roll; the roll opens with `example`."""
    session = gr.State(Session(str(example.voice_path)))
    with gr.Row(elem_id="studio-header"):
        info = gr.HTML(describe(example.score, "en"), elem_id="studio-info", container=False, padding=False)
        new = gr.Button(LABELS("new"), size="sm", variant="secondary", scale=0, min_width=90, elem_id="studio-new")
        button = gr.Button(
            LABELS("example"), size="sm", variant="secondary", scale=0, min_width=150, elem_id="studio-example"
        )
    roll = PianoRoll(
        example.score, show_label=False, width="100%", height=ROLL_HEIGHT_PX, elem_id="studio-roll", interactive=True
    )
    with gr.Row(elem_id="studio-status-row"):
        status = gr.HTML(status_line(say("en", "example")), elem_id="studio-status", container=False, padding=False)
        cancel = gr.Button(LABELS("cancel"), size="sm", variant="stop", scale=0, min_width=90, elem_id="studio-cancel")
    return Stage(roll, info, status, cancel, session, new, button)


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
