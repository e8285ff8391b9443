"""Canaries: each touch of what Gradio does not document, against the Gradio that is installed.

A test here that fails after an upgrade names what Gradio has changed; `gradio_compat.py` is the place to mend it.
"""

import asyncio
import inspect
import os
import threading
import time
import urllib.request
from pathlib import Path

import gradio as gr
import pytest
from starlette.requests import Request

from gradio_pianoroll import PianoRoll, gradio_compat
from gradio_pianoroll.value.revision import VISITOR
from gradio_pianoroll.wire.verified import is_address, is_file_mark, is_inside

from .conftest import Page

pytestmark = pytest.mark.gradio
NOTE = {"start": 0, "duration": 80, "pitch": 60}
MARK = {"_type": "gradio.FileData"}


def public():
    """Everything that the module offers, what it takes over from Gradio too."""
    own = gradio_compat.__name__
    defined = {name for name, value in vars(gradio_compat).items() if getattr(value, "__module__", None) == own}
    constants = {name for name in vars(gradio_compat) if name.isupper()}
    return {name for name in defined | constants | {"server", "InvalidPathError"} if not name.startswith("_")}


def test_every_touch_has_a_canary():
    told = "\n".join(inspect.getsource(test) for name, test in globals().items() if name.startswith("test_"))
    assert {name for name in public() if f"gradio_compat.{name}" not in told} - {"Asker"} == set()


def request(*headers, url="http://host:7860/gradio_api/component_server", root_path=""):
    path = "/" + url.split("/", 3)[3]
    scope = {
        "type": "http",
        "method": "POST",
        "scheme": "http",
        "path": path,
        "query_string": b"",
        "root_path": root_path,
    }
    sent = [(b"host", b"host:7860"), *[(name.encode(), value.encode()) for name, value in headers]]
    return Request(scope | {"headers": sent, "server": ("host", 7860), "client": ("10.0.0.1", 5)})


# --- files ---------------------------------------------------------------------------------------------------------


def test_the_cache(gradio_cache):
    assert gradio_compat.cache_folder() == gradio_cache.resolve()
    fresh = [gradio_compat.new_cache_folder() for _ in range(2)]
    assert fresh[0] != fresh[1]
    assert all(folder.parent == gradio_cache.resolve() and not list(folder.iterdir()) for folder in fresh)


def test_files_that_belong_to_a_component(gradio_cache, tmp_path):
    with gr.Blocks() as demo:
        roll = PianoRoll({"notes": [NOTE]})
    own = tmp_path / "a.txt"
    own.write_text("mine")
    copy = gradio_compat.own_copy(str(own), roll)
    assert is_inside(copy, gradio_cache)
    assert open(copy).read() == "mine"  # noqa: SIM115
    gradio_compat.keep_while_app_runs(roll, "/x/y")
    assert {copy, "/x/y"} <= set().union(*demo.temp_file_sets)
    moved = gradio_compat.moved_for_page({"path": str(own), "meta": MARK}, roll)
    assert moved["path"] in roll.keep_in_cache
    assert moved["url"] == f"{gradio_compat.FILE_ROUTE}{moved['path']}"


def test_what_may_be_served(serve, sound, tmp_path_factory, monkeypatch):
    """Gradio serves the working folder, the temporary one, and what `launch` allows."""
    elsewhere = tmp_path_factory.mktemp("elsewhere")
    monkeypatch.setattr("tempfile.tempdir", str(sound.parent / "gradio-cache"))
    monkeypatch.chdir(elsewhere)
    said = []

    def ask():
        try:
            said.append(gradio_compat.served_copy(str(sound), roll))
        except gradio_compat.InvalidPathError as error:
            said.append(error)
        return ""

    with gr.Blocks() as demo:
        roll = PianoRoll()
        gr.Button().click(ask, None, gr.Textbox(), api_name="ask")
    Page(serve(demo)).call("ask")
    demo.close(verbose=False)
    Page(serve(demo, allowed_paths=[str(sound.parent)]), session="other").call("ask")
    assert isinstance(said[0], gradio_compat.InvalidPathError)
    assert open(said[1], "rb").read() == sound.read_bytes()  # noqa: SIM115


def test_addresses_of_files_in_answers(gradio_cache):
    path = gradio_cache / "a.txt"
    path.write_text("x")
    roll = PianoRoll(render=False)
    answer = {"file": {"path": str(path), "meta": MARK}}
    plain = gradio_compat.with_addresses(answer, roll, None)["file"]["url"]
    assert plain == f"/gradio_api/file={path}"
    for asked, root in (
        (request(), "http://host:7860"),
        (request(("x-forwarded-host", "far"), ("x-forwarded-proto", "https")), "https://far"),
        (request(root_path="/under"), "http://host:7860/under"),
    ):
        assert gradio_compat.with_addresses(answer, roll, asked)["file"]["url"] == root + plain
        assert gradio_compat.with_addresses(answer, roll, gr.Request(asked))["file"]["url"] == root + plain
    data = [{"path": "a", "url": "/b", "meta": MARK}]
    assert gradio_compat.with_root_address(data, "http://host")[0]["url"] == "http://host/b"


def test_static_files(tmp_path, monkeypatch):
    monkeypatch.setattr("gradio.data_classes._StaticFiles.all_paths", [])
    path = tmp_path / "a.wav"
    path.write_bytes(b"x")
    assert not gradio_compat.is_static(str(path))
    gr.set_static_paths([tmp_path])
    assert gradio_compat.is_static(str(path))


def test_a_download_never_asks_the_servers_own_network(gradio_cache):
    with pytest.raises(Exception, match=r"(?i)valid|private|allowed|public"):
        asyncio.run(gradio_compat.download("http://127.0.0.1:9/a.wav"))


def test_a_file_without_a_mark_is_none():
    with pytest.raises(ValueError, match="meta"):
        gr.FileData.model_validate({"path": "a"}, context=gradio_compat.MARKS_ARE_ASKED_FOR)
    assert (
        gr.FileData.model_validate({"path": "a", "meta": MARK}, context=gradio_compat.MARKS_ARE_ASKED_FOR).path == "a"
    )


# What Gradio takes for a file of a value, and for an address, we must take for one too.
@pytest.mark.parametrize(
    "value",
    [
        {"path": "a", "meta": MARK},
        {"path": "a", "meta": MARK, "url": None},
        {"path": "a", "meta": {"_type": "x"}},
        {"path": "a"},
        {"path": 3, "meta": MARK},
        {"meta": MARK},
        {"path": "a", "meta": {}},
        "path",
    ],
)
def test_marks_of_files_are_those_of_gradio(value):
    from gradio_client.utils import is_file_obj_with_meta

    assert is_file_mark(value) == is_file_obj_with_meta(value)


@pytest.mark.parametrize("source", ["http://a/b", "https://a", "HTTP://a", "ftp://a", "/http://a", "", "httpx://a"])
def test_addresses_are_no_fewer_than_those_of_gradio(source):
    from gradio_client.utils import is_http_url_like

    assert is_address(source) >= is_http_url_like(source)


# --- who asks, and the event that runs -----------------------------------------------------------------------------


def test_who_asks_and_what_runs(serve):
    seen, held = [], threading.Event()

    def look(value, request: gr.Request):
        seen.append(
            {
                "asker": gradio_compat.asker(),
                "visitor": VISITOR.get(),
                "app": gradio_compat.running_app(),
                "answers": gradio_compat.app_of(roll),
                "request": gradio_compat.is_in_request(),
                "headers": gradio_compat.headers_of(request),
                "now": gradio_compat.headers_of(gradio_compat.request_now()),
                "raw": gradio_compat.starlette_request(request),
                "mine": gradio_compat.for_this_session(roll),
                "events": gradio_compat.running_events(demo),
            }
        )
        return value

    def wait():
        held.wait(30)

    with gr.Blocks() as demo:
        roll = PianoRoll({"notes": [NOTE]})
        button, other = gr.Button(), gr.Button()
        button.click(look, roll, roll, api_name="look", concurrency_limit=1)
        waits = other.click(wait, None, None, api_name="wait", concurrency_limit=1)
    assert isinstance(waits, gr.events.Dependency)
    assert (gradio_compat.running_app(), gradio_compat.is_in_request(), gradio_compat.session_config()) == (
        None,
        False,
        None,
    )
    assert gradio_compat.request_now() is None
    assert gradio_compat.for_this_session(roll) is roll
    gradio_compat.remember_askers(VISITOR)
    url = serve(demo)
    page = Page(url)
    for header, kind in (("app", "page"), ("api", "program"), ("mcp", "program")):
        page.http.headers["x-gradio-user"] = header
        page.call("look", page.value())
        assert seen[-1]["asker"] == kind, header
        assert gradio_compat.asker_of(seen[-1]["headers"]) == kind
        assert seen[-1]["now"]["x-gradio-user"] == header
    page.http.headers[gradio_compat.FORM_HEADER] = "handle"
    page.call("look", page.value())
    found = seen[-1]
    assert (found["asker"], found["app"], found["answers"], found["request"]) == ("page", demo, demo, True)
    assert found["visitor"] == "session page"
    assert found["mine"] is not roll
    assert type(found["mine"]) is PianoRoll
    assert gradio_compat.id_of(found["mine"]) == gradio_compat.id_of(roll)
    (event,) = found["events"]
    assert isinstance(event, gradio_compat.QueuedEvent)
    assert event.inputs[0]["doc"] == page.value()["doc"]
    assert event.outputs == {gradio_compat.id_of(roll)}
    assert event.targets == ((gradio_compat.id_of(button), "click"),)

    # The queue: what is over, what runs, what waits.
    queue = gradio_compat.queue_of(demo)
    assert gradio_compat.status_in(queue, event.name) == "success"
    assert gradio_compat.status_in(queue, "unknown") is None
    assert (gradio_compat.queue_of(roll), gradio_compat.status_in(None, event.name)) == (None, None)
    assert (gradio_compat.running_events(roll), list(gradio_compat.waiting_events(roll))) == ([], [])
    for _ in range(2):
        page.http.post(f"{url}gradio_api/call/wait", json={"data": [], "session_hash": "s"}).raise_for_status()
    until_s = time.monotonic() + 30
    while not (gradio_compat.running_events(demo) and list(gradio_compat.waiting_events(demo))):
        assert time.monotonic() < until_s
        time.sleep(0.02)
    (running,), (waiting,) = gradio_compat.running_events(demo), gradio_compat.waiting_events(demo)
    assert gradio_compat.status_in(queue, running.name) == "processing"
    assert gradio_compat.status_in(queue, waiting.name) == "queued"
    assert gradio_compat.queue_length(demo) == 1
    assert running.name != waiting.name
    held.set()


def test_a_page_names_the_component_that_fired(serve):
    """The trigger: what the queue has of it tells a roll's own events from those that somebody asked for."""
    seen = []
    with gr.Blocks() as demo:
        roll = PianoRoll({"notes": [NOTE]})
        roll.change(lambda value: seen.extend(gradio_compat.running_events(demo)), roll, None, api_name="look")
    page = Page(serve(demo))
    number = gradio_compat.id_of(roll)
    body = {"data": [page.value()], "fn_index": 0, "session_hash": "page", "trigger_id": number}
    page.http.post(f"{page.url}/gradio_api/queue/join", json=body).raise_for_status()
    until_s = time.monotonic() + 30
    while not seen:
        assert time.monotonic() < until_s
        time.sleep(0.02)
    assert (seen[0].trigger, seen[0].targets) == (number, ((number, "change"),))


def test_a_request_with_nothing_behind_it():
    assert gradio_compat.headers_of(None) is None
    assert gradio_compat.headers_of(gr.Request()) is None
    assert gradio_compat.starlette_request(None) is None
    bare = request()
    assert gradio_compat.starlette_request(bare) is bare
    assert gradio_compat.headers_of(bare)["host"] == "host:7860"


# --- components and their events -----------------------------------------------------------------------------------


def test_what_the_events_of_an_app_do_with_a_roll():
    def make():
        return {"notes": [NOTE]}

    with gr.Blocks() as demo, gr.Row():
        read, written, loaded = PianoRoll(), PianoRoll(), PianoRoll(make)
        gr.Button().click(print, read, written, queue=False)
    roles = [gradio_compat.roles_of(roll, demo, None) for roll in (read, written, loaded)]
    assert roles == [gradio_compat.Roles(*role) for role in ((True, False), (False, True), (False, False))]
    first = gradio_compat.functions_of(demo)[0]
    assert isinstance(first, gradio_compat.BoundFunction)
    assert (first.fn, first.is_queued) == (print, False)
    assert (first.inputs, first.outputs) == ({gradio_compat.id_of(read)}, {gradio_compat.id_of(written)})
    assert gradio_compat.functions_of(read) == gradio_compat.functions_of(None) == []
    assert gradio_compat.outermost(read) is gradio_compat.app_of(read) is demo
    alone = PianoRoll(render=False)
    assert gradio_compat.outermost(alone) is alone
    assert (gradio_compat.is_rendered(read), gradio_compat.is_rendered(alone)) == (True, False)
    assert gradio_compat.is_set_up(alone)


def test_what_is_rendered_for_one_visitor(serve):
    """`gr.render` builds into a table of the visitor's own, which knows its events."""
    seen = []
    with gr.Blocks() as demo:

        @gr.render()
        def build():
            config = gradio_compat.session_config()
            roll = PianoRoll()
            roll.change(print, roll, None)
            seen.append((gradio_compat.functions_of(config()), gradio_compat.roles_of(roll, demo, config).is_read))

    page = Page(serve(demo))
    body = {"data": [], "fn_index": page.config["dependencies"][0]["id"], "session_hash": "page"}
    page.http.post(f"{page.url}/gradio_api/queue/join", json=body).raise_for_status()
    until_s = time.monotonic() + 30
    while not seen:
        assert time.monotonic() < until_s
        time.sleep(0.02)
    assert len(seen[0][0]) >= 1
    assert seen[0][1] is True


def test_a_component_that_is_made_anew(app):
    """In a handler Gradio notes the arguments of an update; for the page it makes the component anew from all."""
    made = []

    def taller(value):
        made.append(PianoRoll(height=300))
        return made[-1]

    page = app({"notes": [NOTE]}, taller=taller)
    roll = page.demo.roll
    assert issubclass(PianoRoll, gradio_compat.Remade)
    assert roll.constructor_args["_former"] > 0
    update = page.call("taller", page.value())
    assert update["height"] == 300
    assert not gradio_compat.is_set_up(made[0])
    assert made[0].constructor_args["height"] == 300
    assert "_former" not in made[0].constructor_args
    again = PianoRoll(**roll.constructor_args, render=False)
    assert gradio_compat.id_of(again) == gradio_compat.id_of(roll)


def test_server_functions_answer_on_their_route(app):
    page = app({"notes": [NOTE]})
    functions = {name for name, value in inspect.getmembers(PianoRoll) if getattr(value, "_is_server_fn", False)}
    exchange = {"sync", "arrived", "packed", "live", "opened", "saved"}
    assert functions == exchange | {"spectrogram", "sound_window", "sung", "pitch_pins", "lyric_phonemes", "font_cut"}
    assert set(page.rolls()[0]["props"]["server_fns"]) == functions
    assert getattr(gradio_compat.server(lambda: None), "_is_server_fn") is True  # noqa: B009
    assert page.server("sync", page.value()).json()["blob"]
    assert page.server("packed", {"path": page.value()["blob"]["path"]}).content
    assert page.server("preprocess", {}).status_code == 404


# --- the studio ----------------------------------------------------------------------------------------------------


def test_an_app_that_ends_at_once(gradio_cache):
    with gr.Blocks() as demo:
        roll = PianoRoll({"notes": [NOTE]})
    demo.launch(prevent_thread_lock=True, quiet=True, **gradio_compat.NO_RUN_HISTORY)
    assert gradio_compat.is_running(demo)
    assert urllib.request.urlopen(gradio_compat.local_address(demo), timeout=30).status == 200
    assert gradio_compat.mcp_server_of(demo) is None
    left = gradio_compat.new_cache_folder() / "a.txt"
    left.write_text("x")
    gradio_compat.keep_while_app_runs(roll, str(left))
    gradio_compat.end_at_once(demo)
    assert not gradio_compat.is_running(demo)
    assert not os.path.exists(left)


def test_run_history_is_off_where_there_is_one():
    launch = inspect.signature(gr.Blocks.launch).parameters
    assert dict(gradio_compat.NO_RUN_HISTORY) == ({"run_history": False} if "run_history" in launch else {})
    assert "footer_links" in launch


def test_the_tools_of_an_mcp_server():
    types = pytest.importorskip("mcp").types

    def twice(text: str) -> str:
        """Say it twice."""
        return text * 2

    def hidden(text: str) -> str:
        """Say it."""
        return text

    with gr.Blocks() as demo:
        text = gr.Textbox()
        for function in (twice, hidden):
            gr.Button().click(function, text, text, api_name=function.__name__)
    demo.launch(prevent_thread_lock=True, quiet=True, mcp_server=True)
    try:
        mcp = gradio_compat.mcp_server_of(demo)
        assert set(mcp.tool_to_endpoint) >= {"twice", "hidden"}
        gradio_compat.offer_tools(mcp, ["twice"])
        assert set(mcp.tool_to_endpoint) == {"twice"}

        async def call(called, request, as_gradio_does):
            called.params.arguments = {"text": called.params.arguments["text"].upper()}
            return await as_gradio_does(called)

        gradio_compat.wrap_tool_calls(mcp, call, lambda value, convert: convert({"text": f"<{value['text']}>"}))
        gradio_compat.wrap_tool_answers(
            mcp, lambda data, root, as_gradio_does: [*as_gradio_does(), types.TextContent(type="text", text=root)]
        )
        told = asyncio.run(_ask(gradio_compat.local_address(demo), "twice", {"text": "ab"}))
    finally:
        demo.close(verbose=False)
    assert told == ["<AB><AB>", gradio_compat.local_address(demo).rstrip("/")]


async def _ask(url, tool, arguments):
    from mcp import ClientSession
    from mcp.client.streamable_http import streamable_http_client

    async with (
        streamable_http_client(f"{url}gradio_api/mcp/") as (read, write, _),
        ClientSession(read, write) as session,
    ):
        await session.initialize()
        answer = await session.call_tool(tool, arguments)
        return [content.text for content in answer.content]


# --- what Gradio's page gives a component --------------------------------------------------------------------------


def test_the_page_says_which_events_have_a_listener():
    # Without this, `select` is computed and told to nobody's handler (`isHeard` of frontend/src/ui/gradio.ts).
    assets = Path(inspect.getfile(gr)).parent / "templates" / "frontend" / "assets"
    assert any(".shared_props.attached_events=" in file.read_text("utf-8") for file in assets.glob("*.js"))
