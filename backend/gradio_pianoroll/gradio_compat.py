"""Every touch of what Gradio does not document, each with its reason. No other module of the package has one.

What is missing after an upgrade of Gradio is an `AttributeError` or an `ImportError` here, never a silent None:
`tests/component/test_gradio_compat.py` touches each of these against the Gradio that is installed, and
`tests/test_structure.py` holds that no other file does. Which files a client may name is decided without Gradio's
helpers, in `wire/verified.py`.
"""

from __future__ import annotations

import functools
import inspect
import itertools
import secrets
import weakref
from collections.abc import Awaitable, Callable, Iterable, Iterator, Mapping
from contextvars import ContextVar
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, Self

import gradio as gr
from gradio import processing_utils, route_utils, utils
from gradio.blocks import BlocksConfig
from gradio.components.base import server as server
from gradio.context import LocalContext
from gradio.exceptions import InvalidPathError as InvalidPathError
from starlette.requests import Request

# --- files ---------------------------------------------------------------------------------------------------------

#: Where Gradio's server gives files out. An MCP client names a file that it uploaded by its address.
FILE_ROUTE = "/gradio_api/file="

#: Context in which `gr.FileData` refuses plain data without its mark, as Gradio does with what a client sends.
MARKS_ARE_ASKED_FOR: Mapping[str, Any] = {"validate_meta": True}


def cache_folder() -> Path:
    """Folder that Gradio serves files from.

    ``GRADIO_TEMP_DIR`` is documented, what holds without it is not.
    """
    return Path(utils.get_upload_folder()).resolve()


def new_cache_folder() -> Path:
    """Make an empty folder of its own in the cache, for files that are handed out under their own names."""
    folder = cache_folder() / secrets.token_hex(16)
    folder.mkdir(parents=True)
    return folder


def keep_while_app_runs(component: Any, path: str) -> None:
    """Let Gradio remove a file of the cache together with the app (and by ``delete_cache``), not before.

    Gradio knows the files that pass through its own functions alone. Of a component that is not set up yet it knows
    none: such a file stays.
    """
    if is_set_up(component):
        component.temp_files.add(path)


def own_copy(path: str, component: Any) -> str:
    """Path in the cache of a file of the application, wherever that lies.

    The documented way asks whether a visitor may see the file; this one is for files that no visitor can have named.
    """
    return str(component.move_resource_to_block_cache(path))


def served_copy(path: str, component: Any) -> str:
    """Path in the cache of a file, if Gradio may serve it.

    Gradio does this itself with what a handler returns, but writes a refusal into its log alone.

    Raises
    ------
    InvalidPathError
        When it lies outside of what the app may serve.
    """
    file = gr.FileData(path=path).model_dump()
    return str(processing_utils.move_files_to_cache(file, component, postprocess=True)["path"])


def moved_for_page(value: Any, component: Any) -> Any:
    """Plain value as Gradio writes it into the page: its constructor does this once, setters need it again."""
    return processing_utils.move_files_to_cache(value, component, postprocess=True, keep_in_cache=True)


def with_addresses(answer: dict[str, Any], component: Any, request: gr.Request | Request | None) -> dict[str, Any]:
    """Answer of a server function with the addresses of its files, which Gradio fills in for values alone."""
    moved: dict[str, Any] = processing_utils.move_files_to_cache(answer, component, postprocess=True)
    raw = starlette_request(request)
    if raw is None:
        return moved
    path = raw.url.path.rstrip("/")
    route = path[path.rfind("/gradio_api/") :]
    root = route_utils.get_root_url(raw, route, raw.scope.get("root_path") or None)
    return dict(with_root_address(moved, root))


def with_root_address(data: Any, root: str) -> Any:
    """Data whose files have whole addresses; Gradio does this for events, not for what an MCP tool answers."""
    return processing_utils.add_root_url(data, root, None)


def is_static(path: str) -> bool:
    """Whether the app named the file in `gr.set_static_paths`: what it said there can be asked nowhere else."""
    return bool(utils.is_static_file(path))


async def download(address: str) -> str:
    """Path in the cache of what lies at an address on the internet, never in the server's own network."""
    return str(await processing_utils.async_ssrf_protected_download(address, str(cache_folder())))


# --- who asks ------------------------------------------------------------------------------------------------------

Asker = Literal["page", "program"]

# Pages send "app" since Gradio 5, the clients for Python and JavaScript "api", its MCP server "mcp".
_HEADER, _PAGE = "x-gradio-user", "app"
#: With the value "handle" a program asks for what pages get: few bytes, and files beside them. (This one is ours.)
FORM_HEADER = "x-pianoroll-form"
_ASKER: ContextVar[Asker | None] = ContextVar("gradio_pianoroll_asker", default=None)


def asker() -> Asker | None:
    """Who is answered at this moment; None outside of an event, and when it cannot be told."""
    return _ASKER.get()


def remember_askers(visitor: ContextVar[str | None]) -> None:
    """Let all apps of the process know, while they work on an event, who asked, and in `visitor` whose event it is.

    A page gets the handle, a program the dict form, and Gradio does not tell a component whom it answers. Every event
    goes through `Blocks.process_api` with its request, and `postprocess` runs in the context of that call. All apps,
    because one that is shown inside of another one (`gr.TabbedInterface`) knows nothing of that one, which answers in
    its place.
    """
    given = gr.Blocks.process_api
    if hasattr(given, "remembers_asker"):
        return

    @functools.wraps(given)
    async def process_api(*args: Any, **kwargs: Any) -> Any:
        asked = (kwargs.get("request"), kwargs.get("session_hash"), kwargs.get("event_id"))
        former, former_visitor = _ASKER.set(_who(*asked)), visitor.set(_visitor(*asked))
        try:
            return await given(*args, **kwargs)
        finally:
            visitor.reset(former_visitor)
            _ASKER.reset(former)

    process_api.remembers_asker = True  # type: ignore[attr-defined]
    gr.Blocks.process_api = process_api


def _who(request: Any, session: str | None, event: str | None) -> Asker | None:
    requests = request if isinstance(request, list) else [request]
    headers = [headers_of(one) for one in requests]
    found = {_one(one, session, event) for one in headers if one is not None}
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
    # A page has a session; for a call without one Gradio takes the event's own name. More cannot be told.
    return asker_of(headers) or ("program" if session is None or session == event else None)


def asker_of(headers: Mapping[str, str]) -> Asker | None:
    """Who sends these headers: Gradio's pages and clients name themselves in one that it does not speak of."""
    named = headers.get(_HEADER)
    return ("page" if named == _PAGE else "program") if named else None


def headers_of(request: gr.Request | Request | None) -> Mapping[str, str] | None:
    """Headers of a request; None where a handler is called without one, in which case `gr.Request` has none either."""
    try:
        return None if request is None else request.headers
    except AttributeError:
        return None


def starlette_request(request: gr.Request | Request | None) -> Request | None:
    """Request itself: a server function is given the bare one or Gradio's wrapping, as the version likes."""
    return request.request if isinstance(request, gr.Request) else request


# --- the event that runs -------------------------------------------------------------------------------------------


def running_app() -> Any:
    """App whose event runs at this moment, None elsewhere: a component may stand in an app inside of that one."""
    return LocalContext.blocks.get(None)


def is_in_request() -> bool:
    """Whether a visitor's request is worked on: what is set then is that visitor's, before it is everybody's."""
    return LocalContext.request.get(None) is not None


def running_event() -> str | None:
    """Name of the event that runs at this moment, the same for all values of a generator; None outside of the queue."""
    name = LocalContext.event_id.get(None)
    return name if isinstance(name, str) else None


def request_now() -> gr.Request | Request | None:
    """Request that is worked on at this moment; None elsewhere."""
    return LocalContext.request.get(None)


def session_config() -> Any:
    """Weak reference to what `gr.render` builds into at this moment: the events of one visitor; None elsewhere."""
    config = LocalContext.blocks_config.get(None)
    return None if config is None else weakref.ref(config)


def for_this_session(component: Any) -> Any:
    """Component that a handler may change: inside a request a copy that only this visitor's session uses.

    Gradio looks a session's components up in a table before it reads or writes their values, and has no documented
    way to put one there.
    """
    config = LocalContext.blocks_config.get(None)
    if not is_in_request() or config is None:
        return component
    current = config.blocks.get(component._id, component)
    if not isinstance(current, type(component)):
        return component
    mine = object.__new__(type(current))
    mine.__dict__.update(current.__dict__)
    config.blocks[component._id] = mine
    return mine


# --- the queue -----------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class QueuedEvent:
    """Event that waits or runs.

    `outputs` are ids of components, `targets` pairs of a component's id and the event's name, `trigger` the id of the
    component that fired it, where that is known.
    """

    name: str
    inputs: tuple[Any, ...]
    outputs: frozenset[int]
    targets: tuple[tuple[int | None, str], ...]
    trigger: int | None

    @classmethod
    def of(cls, event: Any) -> Self:
        """Read an event of Gradio's queue; it has no data until its request is complete."""
        data = event.data
        return cls(
            event._id,
            () if data is None else tuple(data.data),
            frozenset(block._id for block in event.fn.outputs),
            tuple(event.fn.targets),
            None if data is None else data.trigger_id,
        )


def queue_of(app: Any) -> Any:
    """Queue of an app; None for a component that stands alone.

    Only the inputs of the events that run tell an echo from a wish to go back, and only the queue knows whether an
    event ended well: `session/running.py`, `session/arrivals.py`.
    """
    return app._queue if isinstance(app, gr.Blocks) else None


def running_events(app: Any) -> list[QueuedEvent]:
    """Events of the queue that run at this moment."""
    queue = queue_of(app)
    jobs = () if queue is None else tuple(queue.active_jobs)
    return [QueuedEvent.of(event) for job in jobs if job for event in tuple(job)]


def waiting_events(app: Any) -> Iterator[QueuedEvent]:
    """Events that wait in the queue."""
    queue = queue_of(app)
    lines = () if queue is None else tuple(queue.event_queue_per_concurrency_id.values())
    return (QueuedEvent.of(event) for line in lines for event in tuple(line.queue))


def status_in(queue: Any, event: str) -> str | None:
    """What a queue says of an event: ``queued``, ``processing``, ``success``, ``failed`` …; None when it forgot it."""
    known = None if queue is None else queue.event_analytics.get(event)
    return None if known is None else known["status"]


def queue_length(app: gr.Blocks) -> int:
    """How many events wait, for the studio's monitor."""
    return len(app._queue)


# --- components and their events -----------------------------------------------------------------------------------


@dataclass(frozen=True)
class BoundFunction:
    """Function of an app with the ids of its inputs and outputs."""

    fn: Any
    inputs: frozenset[int]
    outputs: frozenset[int]
    is_queued: bool


@dataclass(frozen=True)
class Roles:
    """Whether some event has a component among its inputs, and among its outputs."""

    is_read: bool
    is_written: bool


def functions_of(app: Any) -> list[BoundFunction]:
    """Functions of an app (or of what `gr.render` built for a visitor); none of a component that stands alone."""
    given = tuple(app.fns.values()) if isinstance(app, gr.Blocks | BlocksConfig) else ()
    return [BoundFunction(one.fn, _ids(one.inputs), _ids(one.outputs), one.queue is not False) for one in given]


def roles_of(component: Any, app: Any, session: Any) -> Roles:
    """What the events of an app do with a component: Gradio says only to its page which ones are outputs alone.

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
    loading = component.load_event_to_attach
    first = loading[0] if loading else None
    of_session = None if session is None else session()
    functions = [
        one for where in (app, of_session) for one in functions_of(where) if first is None or one.fn is not first
    ]
    number = id_of(component)
    return Roles(any(number in one.inputs for one in functions), any(number in one.outputs for one in functions))


def id_of(component: Any) -> int:
    """Number of a component in its app, by which events name it."""
    return int(component._id)


def is_set_up(component: Any) -> bool:
    """Whether Gradio has made a component a block of an app: in a handler it only notes the arguments of an update."""
    return "_id" in vars(component)


def is_rendered(component: Any) -> bool:
    """Whether a component stands in an app already."""
    return bool(component.is_rendered)


def outermost(component: Any) -> Any:
    """Outermost block that a component was built in; itself when it stands alone."""
    root = component
    while is_set_up(root) and root.parent is not None:
        root = root.parent
    return root


def app_of(component: Any) -> Any:
    """App that answers: while an event runs Gradio names it, else what the component was built in.

    The two differ where one app is shown inside of another one, and Gradio takes the parent away from whatever fired
    an event.
    """
    running = running_app()
    return outermost(component) if running is None else running


# All components of the process that Gradio may make anew, by a number of their own.
_COMPONENTS: weakref.WeakValueDictionary[int, Remade] = weakref.WeakValueDictionary()
_SERIALS = itertools.count(1)


class Remade:
    """Part of a component that is known again when Gradio makes it anew from its arguments, as for `gr.update`.

    Values that came from the former one go back as changes then, and what was set in Python is kept. No component by
    itself: Gradio keeps a list of those.
    """

    # Whether Gradio made this component of an update that a handler returned.
    _is_update = False

    def _register(self, serial: int | None) -> Any:
        """Register this component; gives the one that it is made from, which had that number."""
        self._serial = next(_SERIALS)
        _COMPONENTS[self._serial] = self
        return None if serial is None else _COMPONENTS.get(serial)

    def _take_the_place_of(self, former: Any) -> None:
        self._id: int = former._id
        self.parent: Any = former.parent
        self._is_update = True

    @property
    def constructor_args(self) -> dict[str, Any]:
        """Arguments that Gradio makes this component anew from."""
        given = dict(super().constructor_args)  # type: ignore[misc]
        # Without an id it is no component of an app but an update that a handler returns.
        return {**given, "_former": self._serial} if is_set_up(self) else given


# --- the studio ----------------------------------------------------------------------------------------------------

#: What turns off the run history of an app at `launch`, which Gradio has since 6.24 and earlier ones do not.
NO_RUN_HISTORY: Mapping[str, Any] = (
    {"run_history": False} if "run_history" in inspect.signature(gr.Blocks.launch).parameters else {}
)


def is_running(app: gr.Blocks) -> bool:
    """Whether the server of an app runs: `launch` raises when it does but a busy machine is slow to answer."""
    return bool(app.is_running)


def local_address(app: gr.Blocks) -> str:
    """Address of a running app on this machine, also when `launch` raised before it could return it."""
    return str(app.local_url)


def end_at_once(app: gr.Blocks) -> None:
    """Close an app without waiting for pages that are open, and remove its files, which it does not do itself then."""
    app.server.force_exit = True
    app.close(verbose=False)
    route_utils.delete_files_created_by_app(app, age=None)


def mcp_server_of(app: gr.Blocks) -> Any:
    """MCP server of a launched app; None when it has none."""
    return app.mcp_server_obj


def offer_tools(mcp: Any, names: Iterable[str]) -> None:
    """Let an MCP server offer these tools alone: Gradio offers every endpoint, also those of an open page."""
    kept = set(names)
    mcp.tool_to_endpoint = {name: end for name, end in mcp.tool_to_endpoint.items() if name in kept}


def wrap_tool_calls(
    mcp: Any,
    call: Callable[[Any, Any, Callable[[Any], Awaitable[Any]]], Awaitable[Any]],
    convert: Callable[[Mapping[str, Any], Callable[[Mapping[str, Any]], dict[str, Any]]], dict[str, Any]],
) -> None:
    """Put two functions around what an MCP server does with a call, which has no documented place for them.

    Parameters
    ----------
    mcp
        `mcp_server_of` an app.
    call
        Is given the call, the HTTP request that brought it, and what Gradio does with a call.
    convert
        Is given the arguments, and what Gradio does with arguments to turn text into files.
    """
    from mcp import types

    handlers = mcp.mcp_server.request_handlers
    given_call, given_convert = handlers[types.CallToolRequest], mcp.convert_strings_to_filedata

    async def called(request: Any) -> Any:
        return await call(request, mcp.mcp_server.request_context.request, given_call)

    def converted(value: Mapping[str, Any], positions: list[list[str | int]]) -> dict[str, Any]:
        return convert(value, lambda rest: given_convert(rest, positions))

    handlers[types.CallToolRequest] = called
    mcp.convert_strings_to_filedata = converted


def wrap_tool_answers(mcp: Any, answer: Callable[[Any, str, Callable[[], list[Any]]], list[Any]]) -> None:
    """Put a function around how an MCP server writes answers: it is given outputs, root address, and Gradio's own."""
    given = mcp.postprocess_output_data
    mcp.postprocess_output_data = lambda data, root: answer(data, root, lambda: given(data, root))


def _ids(blocks: Iterable[Any]) -> frozenset[int]:
    return frozenset(block._id for block in blocks)
