"""What goes wrong between a browser and its server, and what must not be lost by it."""

import json
import time
import urllib.request
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psutil
import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Server, start_server
from tests.browser.roll import RollPage

FIRST = [60, 62, 64]
APP = "tests.browser.apps.faults"


def pitches(roll):
    return [n["pitch"] for n in sorted(roll.notes(), key=lambda n: (n["onset"], n["pitch"]))]


def wait_for_pitches(roll, wanted):
    """Also over a load of the page by Gradio itself, when its server has come back."""
    roll.page.wait_for_function(
        """([index, wanted]) => {
            const root = document.querySelectorAll(".gradio-pianoroll")[index];
            return JSON.stringify(root?.pianoRoll?.doc.toRows().pitch) === JSON.stringify(wanted);
        }""",
        arg=[roll.index, wanted],
        timeout=120_000,
    )


def edit(roll, *keys):
    roll.focus()
    roll.press("Control+a", *(keys or ("ArrowUp",)))


def press(roll, button):
    """A click when the page is at rest: Gradio drops one on a button whose last event is under way."""
    roll.idle()
    roll.page.locator(f"#{button}").click()


def show_tab(page, name):
    page.get_by_role("tab", name=name).click()


@dataclass
class Own:
    """A server of one test, which may be ended and started again on its port."""

    folder: Path
    server: Server

    def kill(self):
        self.server.process.kill()
        self.server.process.wait(timeout=60)

    def start(self):
        port = int(self.server.url.rstrip("/").rsplit(":", 1)[-1])
        self.server = start_server(APP, self.folder, port=port)
        self.server.mark()

    def files(self, suffix):
        return list((self.folder / "gradio").rglob(f"*{suffix}"))


@pytest.fixture
def own(tmp_path):
    found = Own(tmp_path, start_server(APP, tmp_path))
    yield found
    found.server.process.terminate()
    found.server.process.wait(timeout=60)


@pytest.fixture
def server(serve):
    return serve("faults")


@pytest.fixture
def roll(server, open_page):
    return RollPage(open_page(server.url))


def test_unsent_edits_survive_a_reload(roll):
    edit(roll, "ArrowUp", "ArrowUp")
    roll.page.reload()
    again = RollPage(roll.page).wait_ready()
    wait_for_pitches(again, [62, 64, 66])
    again.focus()
    again.press("Control+z")
    assert pitches(again) == FIRST


def test_edits_that_the_database_no_longer_gets_survive_a_reload(roll):
    """A page that goes has no time for its database, and a browser that is busy may not give it any."""
    roll.page.evaluate("() => { IDBDatabase.prototype.transaction = () => { throw new Error('too late'); }; }")
    edit(roll, "ArrowUp", "ArrowUp")
    roll.page.reload()
    again = RollPage(roll.page).wait_ready()
    wait_for_pitches(again, [62, 64, 66])
    with heard_of(again.page):
        press(again, "read")
    again.focus()
    again.press("Control+z")
    assert pitches(again) == FIRST


KEPT = """(wanted) => new Promise(done => {
    const request = indexedDB.open("gradio-pianoroll", 1);
    // Before the page has made it there is nothing to count, and nothing must come of asking.
    request.onupgradeneeded = () => request.transaction.abort();
    request.onerror = () => done(wanted === 0);
    request.onsuccess = () => {
        const count = request.result.transaction("unsent").objectStore("unsent").count();
        count.onsuccess = () => { request.result.close(); done(count.result === wanted); };
    };
})"""


def wait_for_kept(page, count):
    """Wait until the browser's database holds so many entries. (`wait_for_function` takes a promise itself for true.)"""
    end = time.monotonic() + 30
    while not page.evaluate(KEPT, count):
        assert time.monotonic() < end, f"the browser does not keep {count} entries"
        page.evaluate("() => new Promise(requestAnimationFrame)")


@contextmanager
def heard_of(page):
    """The page asks a moment after each event what became of it, until it is settled; that is how it knows.

    What it asks after an earlier event says nothing of this one, whose question would still be open.
    """
    has_begun = False
    asked = []

    def listen(request):
        nonlocal has_begun
        has_begun |= "/queue/join" in request.url
        if has_begun and asks(request):
            asked.append(request)

    page.on("request", listen)
    try:
        with page.expect_response(
            lambda response: response.request in asked and response.text() != '"running"', timeout=120_000
        ):
            yield
    finally:
        page.remove_listener("request", listen)


def asks(request):
    return request.url.rstrip("/").endswith("/component_server") and '"arrived"' in (request.post_data or "")


def test_sent_edits_are_not_restored_over_what_python_says(server, roll):
    edit(roll)
    with heard_of(roll.page):
        press(roll, "read")
    assert server.wait_for("read")[-1]["pitches"] == [61, 63, 65]
    wait_for_kept(roll.page, 0)
    roll.page.reload()
    assert pitches(RollPage(roll.page).wait_ready()) == FIRST


def test_edits_while_a_window_is_reloaded_stay_with_their_window(server, roll):
    other_page = roll.page.context.new_page()
    other_page.goto(roll.page.url)
    other = RollPage(other_page).wait_ready()
    edit(roll, "ArrowUp")
    edit(other, "Shift+ArrowUp")
    assert (pitches(roll), pitches(other)) == ([61, 63, 65], [72, 74, 76])
    other_page.reload()
    other = RollPage(other_page).wait_ready()
    wait_for_pitches(other, [72, 74, 76])
    roll.page.reload()
    roll = RollPage(roll.page).wait_ready()
    wait_for_pitches(roll, [61, 63, 65])
    press(roll, "raise")
    assert server.wait_for("raise")[-1]["given"] == [61, 63, 65]
    press(other, "raise")
    assert server.wait_for("raise", 2)[-1]["given"] == [72, 74, 76]
    wait_for_pitches(roll, [62, 64, 66])
    wait_for_pitches(other, [73, 75, 77])


def kill_browser(profile):
    """What a full memory or a power button does to the browser of this profile."""
    ours = [p for p in psutil.process_iter(["cmdline"]) if f"--user-data-dir={profile}" in (p.info["cmdline"] or ())]
    assert ours
    for process in ours:
        process.kill()
    psutil.wait_procs(ours, timeout=30)


def open_in(context, url):
    page = context.new_page()
    page.goto(url)
    return RollPage(page).wait_ready()


def test_unsent_edits_survive_a_killed_browser(server, launch_profile, tmp_path):
    profile = tmp_path / "profile"
    before = launch_profile(profile)
    roll = open_in(before, server.url)
    edit(roll, "ArrowUp", "ArrowUp")
    wait_for_kept(roll.page, 1)
    with before.expect_event("close"):
        kill_browser(profile)
    after = launch_profile(profile)
    again = open_in(after, server.url)
    wait_for_pitches(again, [62, 64, 66])
    wait_for_kept(again.page, 1)
    again.focus()
    again.press("Control+z")
    assert pitches(again) == FIRST
    # Only once: they belong to the window that took them.
    assert pitches(open_in(after, server.url)) == FIRST
    after.close()


def test_edits_of_a_tab_that_was_closed_come_with_the_next_visit(server, launch_profile, tmp_path):
    context = launch_profile(tmp_path / "profile")
    bystander = open_in(context, server.url)
    roll = open_in(context, server.url)
    edit(roll, "ArrowUp")
    # At once: the last gesture before a tab is closed counts as well.
    roll.page.close(run_before_unload=False)
    # A window that was open all along keeps what it shows, also when it is loaded again.
    bystander.page.reload()
    assert pitches(RollPage(bystander.page).wait_ready()) == FIRST
    visit = open_in(context, server.url)
    wait_for_pitches(visit, [61, 63, 65])
    visit.focus()
    visit.press("Control+z")
    assert pitches(visit) == FIRST
    # Only once: they belong to the window that took them.
    assert pitches(open_in(context, server.url)) == FIRST
    context.close()


def test_a_third_window_starts_with_what_python_gave(roll):
    edit(roll)
    wait_for_kept(roll.page, 1)
    other_page = roll.page.context.new_page()
    other_page.goto(roll.page.url)
    assert pitches(RollPage(other_page).wait_ready()) == FIRST


def test_a_server_that_was_started_again_gets_everything(own, open_page):
    roll = RollPage(open_page(own.server.url))
    edit(roll)
    press(roll, "raise")
    wait_for_pitches(roll, [62, 64, 66])
    edit(roll)
    # A server that dies while Gradio still listens makes it load the page again, seconds later: another test's matter.
    roll.idle()
    own.kill()
    edit(roll)
    own.start()
    wait_for_pitches(roll, [64, 66, 68])
    press(roll, "raise")
    assert own.server.wait_for("raise")[-1] == {"name": "raise", "given": [64, 66, 68], "result": [65, 67, 69]}
    wait_for_pitches(roll, [65, 67, 69])


def test_an_event_that_failed_on_a_dead_server_is_kept_for_the_reload(own, open_page):
    roll = RollPage(open_page(own.server.url))
    own.kill()
    edit(roll)
    with roll.page.expect_event("requestfailed", asks, timeout=120_000):
        press(roll, "read")
    assert pitches(roll) == [61, 63, 65]
    own.start()
    roll.page.reload()
    wait_for_pitches(RollPage(roll.page).wait_ready(), [61, 63, 65])


@pytest.mark.parametrize("cut", ["", "/queue/join"], ids=["look-after-files", "event"])
def test_a_cut_connection_loses_nothing(server, roll, cut):
    edit(roll)
    roll.page.context.set_offline(True)
    with roll.page.expect_event("requestfailed", lambda request: cut in request.url):
        press(roll, "raise")
    edit(roll)
    roll.page.context.set_offline(False)
    # Gradio drops what is pressed while it looks for its server, and then loads the page again.
    end = time.monotonic() + 120
    while not server.fresh("read") and time.monotonic() < end:
        press(roll, "read")
        roll.page.wait_for_timeout(3000)
    assert server.wait_for("read")[-1]["pitches"] == pitches(roll)
    assert pitches(roll)[0] >= 62


def test_a_hidden_roll_ends_equal_with_python(server, roll):
    edit(roll)
    show_tab(roll.page, "Words")
    for count in (1, 2, 3):
        press(roll, "raise")
        server.wait_for("raise", count)
    show_tab(roll.page, "Music")
    wait_for_pitches(roll, [64, 66, 68])
    edit(roll)
    press(roll, "read")
    assert server.wait_for("read")[-1]["pitches"] == [65, 67, 69]


def test_a_generator_is_applied_once_per_value_shown_or_hidden(server, roll):
    press(roll, "climb")
    server.wait_for("climb", 4)
    wait_for_pitches(roll, [64, 66, 68])
    show_tab(roll.page, "Words")
    press(roll, "climb")
    server.wait_for("climb", 8)
    show_tab(roll.page, "Music")
    wait_for_pitches(roll, [68, 70, 72])
    press(roll, "read")
    assert server.wait_for("read")[-1]["pitches"] == [68, 70, 72]


@pytest.mark.parametrize("button", ["linger", "linger-elsewhere"])
def test_an_edit_after_a_generators_last_value_is_neither_doubled_nor_lost(server, roll, button):
    """Gradio sends the last value once more when the generator ends."""
    press(roll, button)
    result = server.wait_for("linger")[-1]["result"]
    wait_for_pitches(roll, result)
    edit(roll)
    server.wait_for("lingered")
    roll.page.wait_for_timeout(1000)
    assert pitches(roll) == [pitch + 1 for pitch in result]
    roll.focus()
    roll.press("Control+z")
    assert pitches(roll) == result
    roll.press("Control+z")
    assert pitches(roll) == FIRST


def skip_minutes(page, minutes):
    """The page's clock, on: it does not look after its files at every event."""
    page.evaluate("(ms) => { const now = Date.now.bind(Date); Date.now = () => now() + ms; }", minutes * 60_000)


def test_a_removed_file_is_replaced_by_what_the_browser_has(own, open_page):
    roll = RollPage(open_page(own.server.url))
    edit(roll)
    for file in own.files(".arrows"):
        file.unlink()
    skip_minutes(roll.page, 2)
    press(roll, "raise")
    assert own.server.wait_for("raise")[-1]["given"] == [61, 63, 65]
    wait_for_pitches(roll, [62, 64, 66])
    edit(roll)
    press(roll, "read")
    assert own.server.wait_for("read")[-1]["pitches"] == [63, 65, 67]
    # Removed again, a moment ago: the event that is under way fails at most, the next one brings the whole.
    for file in own.files(".arrows"):
        file.unlink()
    edit(roll)
    with heard_of(roll.page):
        press(roll, "read")
    press(roll, "read")
    assert own.server.wait_for("read", 2)[-1]["pitches"] == [64, 66, 68] == pitches(roll)


def test_a_page_whose_file_is_gone_says_so_and_takes_the_next_value(server, open_page):
    page = open_page("about:blank", wait=False)
    page.route("**/*.arrows", lambda route: route.fulfill(status=403, body="Forbidden"))
    page.goto(server.url)
    roll = RollPage(page)
    message = roll.root.locator("[data-testid=status]")
    message.get_by_text("removed this file").wait_for()
    page.unroute("**/*.arrows")
    press(roll, "raise")
    assert server.wait_for("raise")[-1]["given"] == FIRST
    wait_for_pitches(roll, [61, 63, 65])
    expect(message).to_have_text("")


def ask(server, question, session="somebody"):
    with urllib.request.urlopen(server.url + "config") as answer:
        config = json.load(answer)
    component = next(c["id"] for c in config["components"] if c["type"] == "pianoroll")
    body = {"component_id": component, "fn_name": "sync", "session_hash": session, "data": question}
    request = urllib.request.Request(
        server.url + "gradio_api/component_server/",
        json.dumps(body).encode(),
        {"Content-Type": "application/json"},
    )
    with urllib.request.urlopen(request) as answer:
        return json.load(answer)


def test_nobody_gets_a_document_by_guessing(server, roll):
    first = roll.rev()
    edit(roll)
    press(roll, "raise")
    wait_for_pitches(roll, [62, 64, 66])
    doc, rev = roll.eval("r => [r.doc.baseHash, r.doc.rev]")
    edit(roll)
    own_rev = roll.rev()
    press(roll, "read")
    server.wait_for("read")
    wrong = [
        {"doc": doc, "rev": own_rev, "key": ""},
        {"doc": doc, "rev": "0" * 20, "key": ""},
        {"doc": "", "rev": "", "key": ""},
        {"doc": doc, "rev": rev[:-1], "key": "0" * 40},
        {"doc": doc, "rev": first, "key": "f" * 40},
        {"rev": [rev], "key": {"$ne": ""}},
        {},
        None,
    ]
    assert [ask(server, question) for question in wrong] == [None] * len(wrong)
    known = ask(server, {"doc": doc, "rev": rev, "key": ""})
    assert known["blob"]["url"].endswith(".arrows")


def test_a_handler_that_answers_with_much_more_while_the_user_goes_on(server, roll):
    edit(roll)
    press(roll, "grow")
    server.wait_for("grow")
    roll.page.wait_for_function("root => root.pianoRoll.doc.store.size === 600", arg=roll.root.element_handle())
    edit(roll)
    press(roll, "read")
    assert server.wait_for("read")[-1]["pitches"] == pitches(roll)
