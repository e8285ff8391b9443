"""A model that writes notes, streamed into the roll while it works."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any

import gradio as gr

from ...component import PianoRoll
from ...score import Score
from ...transport import ScoreStream
from ..converters import from_midi_generation
from ..melody_model import MelodyModel, first_phrase
from .app import ROLL_HEIGHT_PX, TemplateApp, heading, score_of
from .words import say

# Notes that are sent together: few enough to see them come, many enough not to wait for each.
BATCH_NOTES = 8
Generate = Callable[[dict[str, Any], int, float, int], Iterable[Any]]


def create_midi_generation_template(generate: Generate | None = None) -> gr.Blocks:
    """An app in which a model continues the notes of the roll; they stream in while it works.

    Parameters
    ----------
    generate
        The model: called with the value of the roll, the number of notes, the temperature and the seed; it yields
        notes ``{pitch, start, duration[, velocity]}`` in seconds, counted from the end of what is there. By default
        a small Markov model that learns from the roll.

    Returns
    -------
    gradio.Blocks
        The app, to be launched.
    """
    with TemplateApp(title="MIDI generation") as app:
        build_generation(generate)
    return app


def build_generation(generate: Generate | None = None) -> None:
    """The content of the app, for the blocks that are open."""
    heading(
        "MIDI generation", "A model learns from the melody in the roll and continues it; notes arrive while it works."
    )
    with gr.Row():
        n_notes = gr.Slider(8, 512, 64, step=8, label=say("Number of notes"), min_width=160)
        temperature = gr.Slider(0.2, 3, 1, step=0.1, label=say("Temperature"), min_width=160)
        seed = gr.Number(1, label=say("Seed"), precision=0, min_width=110)
    with gr.Row():
        run = gr.Button(say("Continue the melody"), variant="primary")
        stop = gr.Button(say("Stop"))
    roll = PianoRoll(first_phrase(), label=say("Notes"), width="100%", height=ROLL_HEIGHT_PX)

    def stream(value: Any, n: float, heat: float, number: float | None) -> Iterator[Score]:
        yield from continued(value, generate, int(n), float(heat), int(number or 0))

    running = run.click(
        stream, [roll, n_notes, temperature, seed], roll, api_name="continue_melody", show_progress="hidden"
    )
    stop.click(None, None, None, cancels=[running])


def continued(
    value: Any, generate: Generate | None, n_notes: int, temperature: float, seed: int, order: int = 2
) -> Iterator[Score]:
    """The scores to show while a model works, from the first batch of notes to the last.

    Parameters
    ----------
    value
        What the handler received; it is learned from and added to.
    generate
        As for `create_midi_generation_template`.
    n_notes, temperature, seed, order
        What the model is asked for; `order` is of the Markov model.
    """
    score = score_of(value)
    stream = ScoreStream(score, total_notes=len(score.notes) + n_notes)
    batch: list[Any] = []
    for note in _notes(value, score, generate, n_notes, temperature, seed, order):
        batch.append(note)
        if len(batch) >= BATCH_NOTES:
            yield stream.append(batch)
            batch = []
    if batch:
        stream.append(batch)
    yield stream.done()


def _notes(
    value: Any, score: Score, generate: Generate | None, n_notes: int, temperature: float, seed: int, order: int
) -> Iterator[Any]:
    if generate is None:
        start_beats = score.end_beats
        yield from MelodyModel(score, order).continuation(
            n_notes, start_beats=start_beats, temperature=temperature, seed=seed
        )
        return
    end_s = score.end_seconds
    given = {} if value is None else value
    for note in generate(given, n_notes, temperature, seed):
        for item in from_midi_generation([note], score.tempo_map.tempos[0][1])["notes"]:
            times = {"startSeconds": item["startSeconds"] + end_s, "durationSeconds": item["durationSeconds"]}
            texts = {key: item[key] for key in ("pitch", "velocity", "lyric", "phoneme", "track") if key in item}
            yield {**texts, **times}
