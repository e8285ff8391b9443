"""An app whose handler is a coroutine: the event loop stays free while it works."""

from __future__ import annotations

import asyncio
import inspect
from collections.abc import Awaitable, Callable
from typing import Any

import gradio as gr

from ..component import PianoRoll

Process = Callable[[Any], Any] | Callable[[Any], Awaitable[Any]]


def create_async_interface(process: Process | None = None, **kw: Any) -> gr.Blocks:
    """App whose `change` handler is async and returns to the roll it came from, without looping.

    Each edit calls `process` once; edits that a person makes while it runs are kept and handled after it, the latest
    state only. What `process` changes comes back as an edit that can be undone.

    Parameters
    ----------
    process
        Gets what a handler gets and returns what a handler returns; a coroutine function runs on the event loop,
        any other function in a thread beside it. None: each note is brought onto the nearest 1/16.
    **kw
        As for `PianoRoll`.

    Returns
    -------
    gradio.Blocks
        The app; ``.launch()`` it, or ``.render()`` it inside of another one.

    Raises
    ------
    TypeError
        If `process` cannot be called.
    """
    work: Any = snap_to_sixteenths if process is None else process
    if not callable(work):
        raise TypeError("process must be a function or coroutine function that takes the value of the roll")

    async def handle(value: Any) -> Any:
        return await _in_background(work, value)

    with gr.Blocks() as app:
        roll = PianoRoll(**kw)
        # "always_last": an edit while the handler runs is neither lost nor queued behind all others.
        roll.change(handle, roll, roll, trigger_mode="always_last", show_progress="hidden", api_name="process")
    return app


def snap_to_sixteenths(value: Any) -> Any:
    """Value with the start of each note on the nearest 1/16; the same value when all are there already.

    Parameters
    ----------
    value
        What a handler receives; None stays None.
    """
    import numpy as np

    if value is None:
        return None
    score = value.score
    onset = np.rint(score.notes.onset_beats * 4) / 4
    if np.array_equal(onset, score.notes.onset_beats):
        return value
    result = value.copy()
    for note, beat in zip(result["notes"], onset.tolist(), strict=True):
        if note["startBeats"] != beat:
            note["startBeats"] = beat
    return result


async def _in_background(work: Any, value: Any) -> Any:
    if inspect.iscoroutinefunction(work) or inspect.iscoroutinefunction(getattr(work, "__call__", None)):  # noqa: B004
        return await work(value)
    found = await asyncio.to_thread(work, value)
    return await found if inspect.isawaitable(found) else found
