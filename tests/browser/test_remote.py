"""A page that comes from another machine: the notes travel compressed, and are drawn while they arrive."""

import shutil
from urllib.parse import urlsplit

import pytest

from tests.browser.conftest import CHROMIUM_FLAGS
from tests.browser.roll import RollPage

N = 1_000_000
LOAD_MS = 240_000
SLOW_BYTES_PER_S = 1_000_000
NAME = "rolls.example.org"
# Looks once a frame, as the eye does, for the first drawn notes of a score that has not come as a whole.
WATCH = """(() => {
    window.early = null;
    const look = () => {
        const r = document.querySelector(".gradio-pianoroll")?.pianoRoll;
        if (r && r.stats.drawn > 0 && r.doc.loading.loaded < r.doc.loading.total) window.early = { ...r.doc.loading };
        else requestAnimationFrame(look);
    };
    requestAnimationFrame(look);
})()"""
SUMS = """r => {
    const { store, index } = r.doc;
    let onset = 0, duration = 0, pitch = 0, id = 0;
    for (const s of index.order.subarray(0, index.length)) {
        onset = (onset * 31 + store.onset[s]) | 0; duration = (duration * 31 + store.duration[s]) | 0;
        pitch = (pitch * 31 + store.pitch[s]) | 0; id = (id * 31 + store.id[s]) | 0;
    }
    return [index.length, onset, duration, pitch, id];
}"""


@pytest.fixture
def far(browser):
    """A browser that knows this machine by a name, as it would know another one."""
    system = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    rule = f"--host-resolver-rules=MAP {NAME} 127.0.0.1"
    opened = browser.browser_type.launch(executable_path=system, args=[*CHROMIUM_FLAGS, rule])
    yield opened
    opened.close()


def test_the_first_notes_are_drawn_before_the_last_have_come_compressed(serve, far, open_page):
    server = serve("million")
    expected = RollPage(open_page(server.url, wait=False)).wait_ready(LOAD_MS).eval(SUMS)

    page = far.new_page()
    asked, errors = [], []
    page.on("request", lambda request: asked.append((request.url, request.post_data or "")))
    page.on("pageerror", lambda error: errors.append(str(error)))
    network = page.context.new_cdp_session(page)
    network.send("Network.enable")
    slow = {"offline": False, "latency": 0, "downloadThroughput": SLOW_BYTES_PER_S, "uploadThroughput": -1}
    arrived = []
    network.on("Network.loadingFinished", lambda event: arrived.append(event["encodedDataLength"]))
    network.send("Network.emulateNetworkConditions", slow)
    page.add_init_script(WATCH)
    page.goto(f"http://{NAME}:{urlsplit(server.url).port}/")
    roll = RollPage(page).wait_ready(LOAD_MS)
    early = page.evaluate("() => window.early")
    assert 0 < early["loaded"] < early["total"] == N
    assert roll.eval(SUMS) == expected
    assert [body for url, body in asked if url.endswith("/component_server/") and '"packed"' in body]
    assert not [url for url, _ in asked if url.endswith(".arrows")]
    assert sum(size for size in arrived if size > 1_000_000) < 6 * N
    assert errors == []
