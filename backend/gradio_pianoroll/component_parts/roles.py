"""What the events of an app do with a component."""

from __future__ import annotations

import weakref
from dataclasses import dataclass
from typing import Any

from gradio.context import LocalContext


@dataclass(frozen=True)
class Roles:
    """Whether some event has the component among its inputs, and among its outputs."""

    is_read: bool
    is_written: bool


def session_config() -> Any:
    """A weak reference to what `gr.render` builds into at this moment: the events of one visitor; None elsewhere."""
    config = LocalContext.blocks_config.get(None)
    return None if config is None else weakref.ref(config)


def roles_of(component: Any, app: Any, session: Any) -> Roles:
    """What the events of an app do with a component.

    Parameters
    ----------
    component
        The roll.
    app
        The `gr.Blocks` that it stands in.
    session
        What `session_config` gave when the component was made.

    Returns
    -------
    Roles
        The event by which a function gives the first value does not count.
    """
    first = component.load_event_to_attach[0] if component.load_event_to_attach else None
    of_session = None if session is None else session()
    functions = [*getattr(app, "fns", {}).values(), *getattr(of_session, "fns", {}).values()]
    counted = [function for function in functions if first is None or function.fn is not first]

    def among(blocks: Any) -> bool:
        return any(block._id == component._id for block in blocks)

    return Roles(any(among(f.inputs) for f in counted), any(among(f.outputs) for f in counted))
