"""Which revisions the events that run at this moment were given.

A handler may return a value that it got in its own event (an echo: the browser may have gone on since, nothing is to
be undone) or one that an earlier event kept in a `gr.State` (a wish to go back). The value is the same object in both
cases; only the inputs of the running events tell them apart.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from gradio_pianoroll.gradio_compat import QueuedEvent, functions_of, id_of, running_events


def running_revisions(app: Any, component: Any) -> set[tuple[str, str]] | None:
    """``(doc, rev)`` of all handles among the inputs of running events.

    Parameters
    ----------
    app
        The `gr.Blocks` of the component.
    component
        The roll that a value is returned to.

    Returns
    -------
    set or None
        None when it cannot be told: outside of the queue, or when an unqueued event reads and writes the roll.
    """
    events = running_events(app)
    if not events:
        return None
    number = id_of(component)
    if any(not fn.is_queued and number in fn.inputs and number in fn.outputs for fn in functions_of(app)):
        return None
    return {handle for event in events for handle in handles_of(event)}


def answers_own_change(app: Any, component: Any, doc: str | None, rev: str | None = None) -> bool:
    """Whether a value that is about to be sent is what a `change` handler of the roll returns to that very roll.

    Parameters
    ----------
    app
        The `gr.Blocks` of the component.
    component
        The roll that the value is returned to.
    doc
        The document that the event was given or that the value came from, by which the event is known among those of
        other visitors; None when that is not known.
    rev
        The revision that the event was given, if it was given the roll: other visitors may have the same document.

    Returns
    -------
    bool
        False when it cannot be told: outside of the queue, or when other events write to the roll at this moment.
    """
    number = id_of(component)
    events = [event for event in running_events(app) if number in event.outputs]
    if doc is not None:
        events = [event for event in events if _was_given(event, doc, rev)]
    return bool(events) and all((number, "change") in event.targets for event in events)


def handles_of(event: QueuedEvent) -> set[tuple[str, str]]:
    """``(doc, rev)`` of the handles among the inputs of an event of the queue."""
    return set(_handles(event.inputs))


def _was_given(event: QueuedEvent, doc: str, rev: str | None) -> bool:
    return any(named == doc and rev in (None, known) for named, known in handles_of(event))


def _handles(inputs: Iterable[Any]) -> Iterable[tuple[str, str]]:
    for value in inputs:
        if isinstance(value, Mapping) and "doc" in value and "rev" in value:
            yield str(value["doc"]), str(value["rev"])
