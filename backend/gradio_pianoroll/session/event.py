"""What the event that is being answered was given, so that an answer in parts can be put onto it.

A handler may return a dict that names no notes: those that the page shows stay. The dict says nothing about where it
belongs, and the component is one for all visitors. Gradio validates all inputs of an event in the task that later
answers it, so what is noted there is found again when the answer is made, and by no other event.
"""

from __future__ import annotations

import asyncio
import weakref
from contextvars import ContextVar
from typing import Any

from gradio_pianoroll.score import Score
from gradio_pianoroll.value.document_state import origin_of
from gradio_pianoroll.value.revision import VISITOR
from gradio_pianoroll.wire.handle import VALIDATED

from .store import DocumentStore


class _Event:
    """The scores that one event was given, by the component that they came from."""

    __slots__ = ("given", "task")

    def __init__(self, task: asyncio.Task[Any]) -> None:
        self.task = weakref.ref(task)
        self.given: dict[int, list[Score]] = {}


_EVENT: ContextVar[_Event | None] = ContextVar("gradio_pianoroll_event", default=None)


def begin() -> None:
    """An input is being validated: from now on this task is known as the event that got it."""
    try:
        task = asyncio.current_task()
    except RuntimeError:
        return
    if task is None:
        return
    known = _EVENT.get()
    # A task that was started by another one finds that one's event here; it is none of its business.
    if known is None or known.task() is not task:
        _EVENT.set(_Event(task))


VALIDATED.append(begin)


def is_given(component: int, score: Score, store: DocumentStore) -> None:
    """A handler is given a score of a component; later events of its visitor may return it by its mark."""
    event, origin = _EVENT.get(), origin_of(score)
    if event is not None:
        event.given.setdefault(component, []).append(score)
    # Programs that send the dict form keep it themselves.
    if origin is not None and origin.doc and origin.visitor is not None:
        # No client can name such a key: those are texts.
        store.put((origin.visitor, origin.revision), score)


def given_of(component: int) -> Score | None:
    """The score of a component that the event was given; None when it got none, or (in a batch) several."""
    event = _EVENT.get()
    given = event.given.get(component, []) if event is not None else []
    return given[0] if len(given) == 1 else None


def marked(mark: str, store: DocumentStore | None = None) -> Score | None:
    """The score with this mark that the event was given, or a former one of the same visitor; None when unknown."""
    event, visitor = _EVENT.get(), VISITOR.get()
    given = (score for scores in event.given.values() for score in scores) if event is not None else ()
    for score in given:
        origin = origin_of(score)
        if origin is not None and origin.revision == mark:
            return score
    return None if visitor is None or store is None else store.get((visitor, mark))
