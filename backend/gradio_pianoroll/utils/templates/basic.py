"""A roll, its statistics at each edit, transposition, files to download."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any

import gradio as gr

from ...component import PianoRoll
from ...formats import save
from ..analysis import analyze_notes
from ..figure import pitch_name
from .app import ROLL_HEIGHT_PX, TemplateApp, cached_file, download_button, heading, score_of
from .words import say, spoken


def create_basic_template() -> gr.Blocks:
    """An app with one roll: its statistics follow each edit, buttons transpose it, MIDI and JSON can be downloaded.

    Returns
    -------
    gradio.Blocks
        The app, to be launched.
    """
    with TemplateApp(title="Piano roll") as app:
        build_basic()
    return app


def build_basic() -> None:
    """The content of the app, for the blocks that are open."""
    heading("Piano roll", "Draw and edit notes; what is in the roll is counted below at each edit.")
    roll = PianoRoll(label=say("Notes"), width="100%", height=ROLL_HEIGHT_PX)
    with gr.Row():
        down = gr.Button(say("Transpose down"), size="sm")
        up = gr.Button(say("Transpose up"), size="sm")
        download_button("Save MIDI", lambda value: downloadable(score_of(value), ".mid"), roll, "template-save-midi")
        download_button("Save JSON", lambda value: downloadable(score_of(value), ".json"), roll, "template-save-json")
    table = gr.Dataframe(label=say("Statistics"), interactive=False)
    quiet: dict[str, Any] = {"show_progress": "hidden"}
    # Without triggers: when the page is opened, and at each change.
    gr.on(None, statistics, roll, table, trigger_mode="always_last", api_name="statistics", **quiet)
    up.click(lambda value: transposed(value, 1), roll, roll, **quiet)
    down.click(lambda value: transposed(value, -1), roll, roll, **quiet)


def transposed(value: Any, semitones: int) -> Any:
    """The value with all notes moved; unchanged when one would leave the keyboard."""
    if value is None or not value["notes"]:
        return value
    pitches = [note["pitch"] + semitones for note in value["notes"]]
    if not 0 <= min(pitches) <= max(pitches) <= 127:
        return value
    for note, pitch in zip(value["notes"], pitches, strict=True):
        note["pitch"] = pitch
    return value


def statistics(value: Any, request: gr.Request | None = None) -> dict[str, Any]:
    """The table: what is counted, with its smallest, mean and largest value."""
    found = analyze_notes(score_of(value))
    pitch, velocity, duration = found["pitch"], found["velocity"], found["duration"]

    def shown(number: float | None, places: int) -> str:
        return "–" if number is None else f"{number:.{places}f}"

    def named(number: float | None) -> str:
        return "–" if number is None else f"{pitch_name(round(number))} ({number:.1f})"

    rows = [
        ["Pitch", named(pitch["min"]), named(pitch["mean"]), named(pitch["max"])],
        ["Velocity", *(shown(velocity[key], 0) for key in ("min", "mean", "max"))],
        ["Duration (s)", *(shown(duration[key], 3) for key in ("min", "mean", "max"))],
        ["Notes per second", "", f"{found['notes_per_second']:.2f}", ""],
    ]
    title = f"{found['total_notes']} ♪, {found['total_duration_s']:.2f} s"
    headers = [title, *(spoken(name, request) for name in ("Lowest", "Mean", "Highest"))]
    return {"headers": headers, "data": [[spoken(name, request), *cells] for name, *cells in rows]}


def downloadable(score: Any, suffix: str) -> str:
    """The score as a file in Gradio's cache."""
    if score.audio is not None:
        # Where the sound lies on the server is nobody's business.
        score = score.replace(audio=None, use_backend_audio=False)
    with tempfile.TemporaryDirectory() as folder:
        path = save(score, Path(folder) / f"score{suffix}")
        return cached_file(path.read_bytes(), score.name or "score", suffix)
