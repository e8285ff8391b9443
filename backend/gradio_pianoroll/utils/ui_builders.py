"""A roll, or a whole app, around data in one line."""

from __future__ import annotations

from typing import Any

import gradio as gr

from ..component import PianoRoll
from .converters import from_notes
from .keywords import also_named

DEMO_TITLE = "Piano roll"


@also_named(piano_roll_data="data")
def create_pianoroll_with_data(data: Any, **kw: Any) -> PianoRoll:
    """A `PianoRoll` that shows data.

    Parameters
    ----------
    data
        The dict form, a `Score`, or notes as in `from_notes`.
    **kw
        As for `PianoRoll`.

    Returns
    -------
    PianoRoll
        The component, placed where it is called; outside of an app ``.launch()`` shows it alone.
    """
    return PianoRoll(from_notes(data) if isinstance(data, list | tuple) else data, **kw)


def quick_demo(notes: Any, title: str = DEMO_TITLE, tempo: float = 120, **kw: Any) -> gr.Blocks:
    """An app that shows notes, ready to ``.launch()``.

    Parameters
    ----------
    notes
        ``(pitch, start_s, duration_s)`` each, or the dict form, or a `Score`.
    title
        The heading.
    tempo
        Beats per minute, for notes in seconds.
    **kw
        As for `PianoRoll`.

    Returns
    -------
    gradio.Blocks
        The app.
    """
    with gr.Blocks(title=title) as app:
        gr.Markdown(f"# {title}")
        create_pianoroll_with_data(from_notes(notes, tempo) if isinstance(notes, list | tuple) else notes, **kw)
    return app
