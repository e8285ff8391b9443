"""
What became of the events that carried a state of a roll: the only answer on which a browser may forget what it keeps.

That a server answers something says nothing about an event that was sent a moment before: it may have failed, or never
have come. The events are those of Gradio's queue, as in `session/running.py`; of one outside of the queue nothing can
be told, and the browser goes on keeping its edits.
"""

from __future__ import annotations

import threading
import weakref
from collections import OrderedDict
from dataclasses import dataclass
from typing import Any

from gradio_pianoroll.gradio_compat import (
    QueuedEvent,
    id_of,
    queue_of,
    running_events,
    status_in,
    waiting_events,
)

from .running import handles_of

MAX_STATES = 10_000
MAX_EVENTS_A_STATE = 16
UNDER_WAY = ("queued", "processing")


@dataclass(frozen=True)
class _Event:
    """An event that was given a state."""

    name: str
    queue: weakref.ref[Any]
    # Fired by the roll itself: nobody asked for it, and it makes the edits nobody's but the page's.
    is_own: bool

    @property
    def status(self) -> str | None:
        return status_in(self.queue(), self.name)


class Arrivals:
    """States of rolls by document and revision, with the events that brought them; the oldest are forgotten."""

    def __init__(self) -> None:
        self._events: OrderedDict[tuple[str, str], dict[str, _Event]] = OrderedDict()
        self._lock = threading.Lock()

    def note(self, app: Any, component: Any, doc: str, rev: str) -> None:
        """Remember which running events brought this state.

        Parameters
        ----------
        app
            The `gr.Blocks` of the component.
        component
            The roll.
        doc, rev
            Document and revision, as they stand in the handle.
        """
        queue = queue_of(app)
        found = {event.name: event for event in running_events(app) if (doc, rev) in handles_of(event)}
        with self._lock:
            known = self._events.setdefault((doc, rev), {})
            self._events.move_to_end((doc, rev))
            for name, event in found.items():
                if name not in known and len(known) < MAX_EVENTS_A_STATE:
                    known[name] = _Event(name, weakref.ref(queue), _is_own(event, component))
            while len(self._events) > MAX_STATES:
                self._events.popitem(last=False)

    def answer(self, app: Any, doc: str, rev: str) -> str | None:
        """What became of this state.

        Parameters
        ----------
        app
            The `gr.Blocks` of the component.
        doc, rev
            Document and revision.

        Returns
        -------
        str or None
            ``"done"``: an event that somebody asked for ended well with it. ``"running"``: one is under way or waits.
            ``"read"``: only the roll's own events (`change` and its kind) ended well with it, or one outside of the
            queue was given it. ``"failed"``: none ended well. None: none brought it.
        """
        with self._lock:
            known = self._events.get((doc, rev))
            events = list((known or {}).values())
        statuses = {(event.status, event.is_own) for event in events}
        if ("success", False) in statuses:
            return "done"
        if any(status in UNDER_WAY for status, _ in statuses):
            return "running"
        if ("success", True) in statuses:
            return "read"
        if any(status is not None for status, _ in statuses):
            return "failed"
        if any((doc, rev) in handles_of(event) for event in waiting_events(app)):
            return "running"
        return None if known is None else "read"


def _is_own(event: QueuedEvent, component: Any) -> bool:
    """Whether the roll itself fired the event, or one that this event came after."""
    number = id_of(component)
    if event.trigger is not None:
        return event.trigger == number
    return bool(event.targets) and all(target == number for target, _ in event.targets)
