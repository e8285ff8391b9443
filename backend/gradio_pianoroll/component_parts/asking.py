"""Who an event is answered to: a page that shows rolls, or a program that wants data.

A page gets the handle, a program the dict form. Gradio does not tell a component whom it answers; apps are told to
remember it while they work on an event. `tests/component/test_asking.py` pins what is used of Gradio here: that every
event goes through `Blocks.process_api` with its request, that `postprocess` runs in the context of that call, and that
its pages name themselves in the header.
"""

from __future__ import annotations

import functools
import secrets
from collections.abc import Mapping
from contextvars import ContextVar
from typing import Any, Literal

import gradio as gr

from gradio_pianoroll.transport.revision import VISITOR

Asker = Literal["page", "program"]

# Pages send "app" since Gradio 5, the clients for Python and JavaScript "api", its MCP server "mcp".
HEADER, PAGE = "x-gradio-user", "app"
# With the value "handle" a program asks for what pages get: few bytes, and files beside them.
FORM_HEADER = "x-pianoroll-form"
_ASKER: ContextVar[Asker | None] = ContextVar("gradio_pianoroll_asker", default=None)


def asker() -> Asker | None:
    """Who is answered at this moment; None outside of an event, and when it cannot be told."""
    return _ASKER.get()


def remember_askers() -> None:
    """Let all apps of the process know, while they work on an event, who asked.

    All, because an app that is shown inside of another one (`gr.TabbedInterface`) knows nothing of that one, which
    answers in its place.
    """
    given = gr.Blocks.process_api
    if hasattr(given, "remembers_asker"):
        return

    @functools.wraps(given)
    async def process_api(*args: Any, **kwargs: Any) -> Any:
        token = _ASKER.set(_who(kwargs.get("request"), kwargs.get("session_hash"), kwargs.get("event_id")))
        visitor = VISITOR.set(_visitor(kwargs.get("request"), kwargs.get("session_hash"), kwargs.get("event_id")))
        try:
            return await given(*args, **kwargs)
        finally:
            VISITOR.reset(visitor)
            _ASKER.reset(token)

    process_api.remembers_asker = True  # type: ignore[attr-defined]
    gr.Blocks.process_api = process_api


def _who(request: Any, session: str | None, event: str | None) -> Asker | None:
    requests = request if isinstance(request, list) else [request]
    found = {_one(one.headers, session, event) for one in requests if getattr(one, "headers", None) is not None}
    # Of a batch for both everybody gets what both can read.
    return next((kind for kind in ("program", "page") if kind in found), None)


def _visitor(request: Any, session: str | None, event: str | None) -> str:
    """Whose event it is; a batch of several visitors, for which Gradio names one of them, is nobody's later on."""
    if session is None or (isinstance(request, list) and len(request) > 1):
        return f"event {event or secrets.token_hex(8)}"
    return f"session {session}"


def _one(headers: Mapping[str, str], session: str | None, event: str | None) -> Asker | None:
    if headers.get(FORM_HEADER) == "handle":
        return "page"
    named = headers.get(HEADER)
    if named:
        return "page" if named == PAGE else "program"
    # A page has a session; for a call without one Gradio takes the event's own name. More cannot be told.
    return "program" if session is None or session == event else None
