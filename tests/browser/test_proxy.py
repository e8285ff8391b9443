"""Behind a proxy under a path of its own: the page, its files and uploads work."""

import contextlib
import threading

import httpx
import pytest
import uvicorn
from playwright.sync_api import expect
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import StreamingResponse
from starlette.routing import Route

from tests.browser.roll import RollPage
from tests.serving.conftest import free_port, start

PREFIX = "/music/roll"
WAIT_S = 60
HOP_BY_HOP = {"connection", "transfer-encoding", "content-length", "keep-alive", "host"}


def good_headers(host):
    """What docs/deployment.md asks a proxy to forward."""
    return [
        ("host", host),
        ("x-forwarded-host", host),
        ("x-forwarded-proto", "http"),
        ("x-forwarded-for", "203.0.113.7"),
    ]


def without_port(host):
    """What nginx forwards with `proxy_set_header Host $host`, and no more."""
    return [("host", host.partition(":")[0])]


def proxy_app(target, prefix=PREFIX, forwarded=good_headers):
    """A proxy that takes the prefix away and holds nothing back."""
    client = httpx.AsyncClient(base_url=target, timeout=None)

    async def forward(request: Request):
        path = request.url.path.removeprefix(prefix) or "/"
        headers = [(k, v) for k, v in request.headers.items() if k not in HOP_BY_HOP]
        headers += forwarded(request.headers["host"])
        onward = client.build_request(
            request.method, httpx.URL(path, query=request.url.query.encode()), headers=headers, content=request.stream()
        )
        answer = await client.send(onward, stream=True)
        kept = {k: v for k, v in answer.headers.items() if k not in HOP_BY_HOP}
        return StreamingResponse(answer.aiter_raw(), answer.status_code, kept)

    methods = ["GET", "POST", "HEAD", "PUT", "DELETE", "OPTIONS"]
    return Starlette(routes=[Route((prefix or "/") + "{rest:path}", forward, methods=methods)])


@contextlib.contextmanager
def behind(folder, prefix=PREFIX, forwarded=good_headers):
    """A studio behind a proxy; gives the outer address, without a slash at the end."""
    port = free_port()
    inner = start(folder, root_path=prefix)
    server = uvicorn.Server(uvicorn.Config(proxy_app(inner.url, prefix, forwarded), port=port, log_level="error"))
    thread = threading.Thread(target=server.run)
    thread.start()
    try:
        yield f"http://127.0.0.1:{port}{prefix}"
    finally:
        server.should_exit = server.force_exit = True
        thread.join(WAIT_S)
        inner.process.terminate()
        inner.process.wait(timeout=60)


@pytest.fixture(scope="module")
def proxied(tmp_path_factory):
    with behind(tmp_path_factory.mktemp("proxied")) as outer:
        yield outer


def wait_for_notes(roll, is_enough):
    roll.page.wait_for_function(
        f"root => ({is_enough})(root.pianoRoll.doc.toRows().pitch.length)",
        arg=roll.root.element_handle(),
        timeout=WAIT_S * 1000,
    )


def test_the_page_its_files_and_an_upload_work_behind_a_proxy(proxied, open_page, tmp_path):
    from gradio_pianoroll.formats import save
    from gradio_pianoroll.score import NoteTable, Score

    asked = []
    page = open_page(f"{proxied}/", wait=False)
    page.on("request", lambda request: asked.append(request.url))
    page.reload()
    roll = RollPage(page).wait_ready()
    wait_for_notes(roll, "n => n > 100")
    song = save(Score(NoteTable.from_columns([0, 1, 2], 1, [60, 62, 64]), name="three"), tmp_path / "three.mid")
    page.locator("#studio-file input[type=file]").set_input_files(str(song))
    expect(page.locator("#studio-status")).to_contain_text("three", timeout=WAIT_S * 1000)
    wait_for_notes(roll, "n => n === 3")
    assert [n["pitch"] for n in roll.notes()] == [60, 62, 64]
    ours = [url for url in asked if url.startswith("http://127.0.0.1")]
    assert ours
    assert all(url.startswith(proxied) for url in ours)


def test_files_follow_the_page_where_a_proxy_drops_the_port(open_page, tmp_path):
    """Gradio's own client does so; the server takes itself for one on port 80, where nobody listens."""
    with behind(tmp_path, "", without_port) as outer:
        fetched = []
        page = open_page(f"{outer}/", wait=False)
        page.on("response", lambda answer: fetched.append((answer.url, answer.status)))
        page.reload()
        roll = RollPage(page).wait_ready()
        wait_for_notes(roll, "n => n > 100")
        config = httpx.get(f"{outer}/config", timeout=60).json()
        assert "http://127.0.0.1/gradio_api/file=" in str(config["components"]), (
            "the server believes in another address"
        )
        page.locator("#studio-new").click()
        wait_for_notes(roll, "n => n === 0")
        page.locator("#studio-example").click()
        wait_for_notes(roll, "n => n > 100")
        # The sound, as it is played.
        roll.focus()
        roll.press("Space")
        page.wait_for_function("root => root.pianoRoll.player.positionTick() > 3000", arg=roll.root.element_handle())
        sounds = [(url, status) for url, status in fetched if url.endswith(".flac")]
        assert sounds
        assert all(url.startswith(outer) and status in (200, 206) for url, status in sounds)
