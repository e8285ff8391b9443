"""Two models side by side, and what they wrote in numbers."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import zip_longest
from typing import Any

import gradio as gr

from ...component import PianoRoll
from ...score import Score
from ..analysis import analyze_notes
from ..melody_model import first_phrase
from .app import TemplateApp, heading, score_of
from .generation import Generate, continued
from .words import say, spoken

ROLL_HEIGHT_PX = 380
ROWS = (
    ("Notes", "total_notes"), ("Lowest pitch", "lowest_pitch"), ("Highest pitch", "highest_pitch"),
    ("Mean pitch", "mean_pitch"), ("Mean duration (s)", "mean_duration_s"), ("Notes per second", "notes_per_second"),
    ("Length (s)", "total_duration_s"),
)  # fmt: skip


def create_comparison_template(model_a: Generate | None = None, model_b: Generate | None = None) -> gr.Blocks:
    """An app with two rolls that two models continue from the same notes, and a table of both.

    Parameters
    ----------
    model_a, model_b
        As `generate` of `create_midi_generation_template`; by default Markov models of order 1 and 4.

    Returns
    -------
    gradio.Blocks
        The app, to be launched.
    """
    with TemplateApp(title="Two models") as app:
        build_comparison(model_a, model_b)
    return app


def build_comparison(model_a: Generate | None = None, model_b: Generate | None = None) -> None:
    """The content of the app, for the blocks that are open."""
    heading("Two models", "The same melody continued by two models; the table compares what they wrote.")
    with gr.Row():
        n_notes = gr.Slider(8, 256, 32, step=8, label=say("Number of notes"), min_width=160)
        seed = gr.Number(1, label=say("Seed"), precision=0, min_width=110)
        run = gr.Button(say("Generate"), variant="primary", min_width=110)
    with gr.Row():
        with gr.Column(min_width=360):
            left = PianoRoll(first_phrase(), label=say("Model A"), width="100%", height=ROLL_HEIGHT_PX)
        with gr.Column(min_width=360):
            right = PianoRoll(Score(), interactive=True, label=say("Model B"), width="100%", height=ROLL_HEIGHT_PX)
    table = gr.Dataframe(headers=[" ", "A", "B"], label=say("Comparison"), interactive=False)

    def generate(value: Any, n: float, number: float | None, request: gr.Request) -> Iterator[tuple[Any, Any, Any]]:
        yield from both(value, model_a, model_b, int(n), int(number or 0), request)

    run.click(generate, [left, n_notes, seed], [left, right, table], api_name="compare_models", show_progress="hidden")


def both(
    value: Any,
    model_a: Generate | None,
    model_b: Generate | None,
    n_notes: int,
    seed: int,
    request: gr.Request | None = None,
) -> Iterator[tuple[Any, Any, Any]]:
    """Both rolls while both models work in turns, and the table at the end."""
    prompt = score_of(value)
    first = continued(value, model_a, n_notes, 1.0, seed, order=1)
    # The right roll shows a document of its own: the same notes, without the left one's history.
    own = None if value is None else type(value).from_dict(prompt.to_dict())
    second = continued(own, model_b, n_notes, 1.0, seed, order=4)
    last = prompt, prompt
    for pair in _in_turns(first, second, last):
        last = pair
        yield *pair, gr.skip()
    yield *last, compared(*last, request)


def compared(a: Score, b: Score, request: gr.Request | None = None) -> list[list[Any]]:
    """The rows of the table."""
    of_a, of_b = analyze_notes(a), analyze_notes(b)
    return [[spoken(name, request), _shown(of_a[key]), _shown(of_b[key])] for name, key in ROWS]


def _in_turns(
    first: Iterator[Score], second: Iterator[Score], begun: tuple[Score, Score]
) -> Iterator[tuple[Score, Score]]:
    """Both streams step by step, until both are at their end."""
    a, b = begun
    for new_a, new_b in zip_longest(first, second):
        a, b = new_a or a, new_b or b
        yield a, b


def _shown(value: Any) -> str:
    if value is None:
        return "–"
    return str(value) if isinstance(value, int) else f"{value:.2f}"
