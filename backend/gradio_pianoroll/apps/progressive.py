"""Rolls for very many notes: drawn where one looks, and filled while one looks."""

from __future__ import annotations

import inspect
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

import gradio as gr

from ..component import PianoRoll
from ..score import NoteTable, Score
from ..score.dictform.read import read_times
from ..session.score_stream import score_of
from ..transport import ScoreStream

# The first batch is on the screen at once; the following ones are larger, so that they are few.
FIRST_NOTES = 4096
MOST_NOTES = 131_072
# A value is sent when so much has come since the last one: a part of what is there, or a part of the time it took.
PART = 8
PAUSE_S = 0.25
VIEWPORT = {"virtualScrolling": True, "bufferSize": 200, "renderThreshold": 4000}


def create_virtualized_pianoroll(**kw: Any) -> PianoRoll:
    """`PianoRoll` with a `viewport_config` for very many notes.

    Parameters
    ----------
    **kw
        As for `PianoRoll`. Members of `viewport_config` win over those that are set here: ``virtualScrolling`` on,
        ``bufferSize`` 200 pixels beside the window drawn too, ``renderThreshold`` 4000 notes in the window up to
        which each one is drawn with outline and text.

    Returns
    -------
    PianoRoll
        The component, placed where it is called, as `PianoRoll` would be.
    """
    viewport = {**VIEWPORT, **(kw.pop("viewport_config", None) or {})}
    return PianoRoll(**kw, viewport_config=viewport)


def create_progressive_piano_roll(
    load_full_note_data: Callable[[], Any], *, total_notes: int | None = None, **kw: Any
) -> gr.Blocks:
    """App that shows an empty roll at once and fills it while the notes arrive.

    Parameters
    ----------
    load_full_note_data
        Called without arguments at each opening of the page, in a thread. It returns the dict form, a `Score`, a
        list of notes in the dict form, or yields batches (lists of notes, single notes, `NoteTable`, `Score`, dict
        form; the first whole one gives tempo, tracks and the rest too).
    total_notes
        How many notes there will be, for a generator that knows; shown from the first batch on.
    **kw
        As for `create_virtualized_pianoroll`.

    Returns
    -------
    gradio.Blocks
        The app; ``.launch()`` it, or ``.render()`` it inside of another one.

    Raises
    ------
    TypeError
        If `load_full_note_data` cannot be called.
    """
    if not callable(load_full_note_data):
        raise TypeError("load_full_note_data must be a function that gives the notes, or yields batches of them")

    def fill() -> Iterator[Score]:
        yield from growing_scores(load_full_note_data(), total_notes)

    with gr.Blocks() as app:
        roll = create_virtualized_pianoroll(**{"value": Score(), **kw})
        app.load(fill, None, roll, show_progress="hidden", api_name="load_notes")
    return app


def growing_scores(
    loaded: Any, total_notes: int | None = None, clock: Callable[[], float] = time.monotonic
) -> Iterator[Score]:
    """Values that show what was loaded, from the first notes to the whole score.

    Parameters
    ----------
    loaded
        What `load_full_note_data` gave.
    total_notes
        How many notes an iterator will give, if that is known.
    clock
        Monotonic seconds.

    Yields
    ------
    Score
        The score so far; each one has the notes of the one before.

    Raises
    ------
    TypeError
        If it is no notes.
    """
    if isinstance(loaded, Score | NoteTable | Mapping | list | tuple):
        stream, batches = _whole(loaded)
        for batch in batches:
            yield stream.append(batch)
    elif isinstance(loaded, Iterator):
        stream = ScoreStream(total_notes=total_notes)
        yield from _paced(stream, loaded, clock)
    elif inspect.isawaitable(loaded) or inspect.isasyncgen(loaded):
        raise TypeError("load_full_note_data must be a plain function or generator; it runs in a thread of its own")
    else:
        raise TypeError(
            "load_full_note_data must give the dict form, a Score or a list of notes, or yield batches, "
            f"not {type(loaded).__name__}"
        )
    yield stream.done()


def _whole(loaded: Any) -> tuple[ScoreStream, Iterator[Any]]:
    """Stream of a score that is there as a whole, and its notes in slices."""
    if isinstance(loaded, NoteTable):
        loaded = Score(notes=loaded)
    if isinstance(loaded, list | tuple):
        loaded = {"notes": loaded}
    if isinstance(loaded, Mapping) and isinstance(loaded.get("notes"), list | tuple) and not hasattr(loaded, "score"):
        return _of_dicts(loaded, list(loaded["notes"]))
    score = score_of(loaded)
    table = score.notes
    stream = ScoreStream(score.replace(notes=NoteTable()), total_notes=len(table), end_beats=score.end_beats)
    return stream, (table.take(rows) for rows in _rows(len(table)))


def _of_dicts(data: Mapping[str, Any], notes: list[Any]) -> tuple[ScoreStream, Iterator[Any]]:
    """Notes in the dict form become columns slice by slice: the first ones need not wait for the last."""
    onset, duration = read_times(data, notes)
    end = onset + duration
    known = end[end < float("inf")]
    stream = ScoreStream(
        Score.from_dict({**data, "notes": []}),
        total_notes=len(notes),
        end_beats=float(known.max()) if len(known) else 0.0,
    )
    return stream, (notes[rows[0] : rows[-1] + 1] for rows in _rows(len(notes)))


def _rows(n: int) -> Iterator[Any]:
    import numpy as np

    start, size = 0, FIRST_NOTES
    while start < n:
        yield np.arange(start, min(start + size, n))
        start, size = start + size, min(size * 2, MOST_NOTES)


def _paced(stream: ScoreStream, batches: Iterable[Any], clock: Callable[[], float]) -> Iterator[Score]:
    """Few values however small the batches are: the work for each grows with what is there."""
    begun = last = clock()
    pending: list[Any] = []
    waiting = 0
    for batch in batches:
        pending.append(batch)
        waiting += _size(batch)
        shown, now = len(stream.score.notes), clock()
        due = waiting >= max(FIRST_NOTES, shown // PART) or now - last >= max(PAUSE_S, (now - begun) / PART)
        if waiting and (due or not shown):
            yield _appended(stream, pending)
            pending, waiting, last = [], 0, clock()
    if pending:
        yield _appended(stream, pending)


def _size(batch: Any) -> int:
    if isinstance(batch, Score):
        return len(batch.notes)
    if isinstance(batch, Mapping):
        return 1 if _is_note(batch) else len(batch.get("notes") or ())
    return len(batch) if hasattr(batch, "__len__") else 1


def _is_note(batch: Any) -> bool:
    return isinstance(batch, Mapping) and "notes" not in batch and "pitch" in batch


def _appended(stream: ScoreStream, batches: list[Any]) -> Score:
    """Read all batches at once; runs of notes in the dict form are read together."""
    run: list[Any] = []
    for batch in batches:
        if _is_note(batch):
            run.append(batch)
        elif isinstance(batch, list | tuple):
            run.extend(batch)
        else:
            if run:
                stream.append(run)
                run = []
            stream.append(batch)
    return stream.append(run) if run else stream.score
