"""What a page fetches before the first note is there, and what comes when it is wanted."""

import re
import urllib.request

import pytest
from playwright.sync_api import expect

from tests.browser.roll import RollPage
from tests.browser.test_proxy import behind

# Issue 12: "Bundle: ≤ 450 kB JavaScript before compression for the first paint, the rest on demand."
FIRST_PAINT_MAX_BYTES = 450_000
FIRST = {"index.js", "roll.js", "svelte.js", "svelte_runtime_entry.js"}
OURS = re.compile(r"/custom_component/[^/]+/client/component/([\w.]+\.js)$")


def follow(page):
    """File name → address of what the page fetches of the component's scripts from now on."""
    files = {}

    def note(answer):
        found = OURS.search(answer.url)
        if found and answer.status in (200, 304):
            files[found.group(1)] = answer.url

    page.on("response", note)
    return files


def size_of(url):
    with urllib.request.urlopen(url) as answer:
        return len(answer.read())


def loaded(page, url):
    files = follow(page)
    page.goto(url)
    return RollPage(page).wait_ready(), files


# When the first notes are drawn, and what the page has asked for until then.
WATCH = """
window.firstNotes = new Promise((done) => {
    const look = () => {
        const roll = document.querySelector(".gradio-pianoroll")?.pianoRoll;
        if (roll && roll.doc.store.size > 0 && roll.stats.drawn > 0) done(performance.now());
        else requestAnimationFrame(look);
    };
    requestAnimationFrame(look);
});
"""
ASKED = """async () => {
    const drawn = await window.firstNotes;
    const entries = performance.getEntriesByType("resource").filter((entry) => entry.startTime < drawn);
    return entries.map((entry) => entry.name);
}"""


def test_the_first_paint_needs_little_and_the_rest_comes_with_the_visitor(serve, open_page):
    page = open_page(serve("basic").url, wait=False)
    page.add_init_script(WATCH)
    page.mouse.move(1399, 999)
    roll, files = loaded(page, page.url)
    before = {found.group(1) for found in map(OURS.search, page.evaluate(ASKED)) if found}
    assert before == FIRST
    sizes = {name: size_of(files[name]) for name in FIRST}
    assert sum(sizes.values()) <= FIRST_PAINT_MAX_BYTES, sizes
    # The line of fields comes by itself, what opens by a click with whoever comes to the roll.
    expect(roll.root.get_by_test_id("info-line")).to_be_visible()
    assert "HelpSheet.js" not in files
    with page.expect_response(re.compile(r"/component/HelpSheet\.js$")):
        roll.root.hover()
    roll.focus()
    page.keyboard.press("?")
    expect(roll.root.get_by_role("dialog")).to_be_visible()


def test_an_edit_of_the_catalogue_is_done_when_it_has_come(serve, open_page):
    """Asked for in the moment in which the roll is there, before anything was fetched for it."""
    roll = RollPage(open_page(serve("basic").url))
    before = roll.eval("r => r.doc.toRows().duration.length")
    roll.eval("r => { r.doc.selection.setToEverything(); r.commands.reverse(); }")
    roll.page.wait_for_function("root => root.pianoRoll.doc.canUndo", arg=roll.root.element_handle())
    assert roll.eval("r => r.doc.toRows().duration.length") == before
    assert roll.eval("r => r.doc.undo() && !r.doc.canUndo")


@pytest.mark.parametrize("key", ["?", "Control+k"])
def test_a_part_opens_by_its_key_and_takes_the_focus(serve, open_page, key):
    roll = RollPage(open_page(serve("basic").url))
    roll.focus()
    roll.page.keyboard.press(key)
    dialog = roll.root.get_by_role("dialog")
    expect(dialog).to_be_visible()
    roll.page.wait_for_function("dialog => dialog.contains(document.activeElement)", arg=dialog.element_handle())
    roll.page.keyboard.press("Escape")
    expect(dialog).to_have_count(0)


def test_a_part_that_cannot_be_fetched_says_so_and_the_roll_goes_on(serve, open_page):
    page = open_page(serve("basic").url, wait=False)
    page.route("**/component/HelpSheet.js", lambda route: route.abort())
    page.reload()
    roll = RollPage(page).wait_ready()
    roll.focus()
    page.keyboard.press("?")
    expect(roll.root).to_contain_text("could not be fetched")
    roll.press("Control+a")
    assert roll.eval("r => r.doc.selection.size === r.doc.store.size")


def test_a_korean_page_begins_in_korean(serve, open_page):
    page = open_page(serve("basic").url, wait=False, locale="ko-KR")
    roll, files = loaded(page, page.url)
    assert "koFirst.js" in files
    assert "enLater.js" not in files
    assert re.search("[가-힣]", roll.root.inner_text())


# Elements that are called by nothing or by the key of a text.
NAMELESS = r"""all => all.filter(it => [it.ariaLabel, it.dataset.tip].some(name =>
    name !== null && name !== undefined && (!name.trim() || /^(undefined|[a-z]+(\.\w+)+)\b/.test(name)))).map(it => it.outerHTML.slice(0, 300))"""


@pytest.mark.parametrize("locale", ["en-GB", "ko-KR"])
def test_what_stands_on_the_page_from_the_beginning_has_its_text(serve, open_page, locale):
    """While the second half of the texts is on its way: nothing on the page is called by an empty text or by a key."""
    page = open_page(serve("basic").url, wait=False, locale=locale)
    held = []
    page.route(re.compile(r"/(en|ko)Later\.js$"), lambda route: held.append(route))
    roll, _ = loaded(page, page.url)
    named = roll.root.locator("[aria-label], [data-tip]")
    assert named.count() > 20
    assert named.evaluate_all(NAMELESS) == []
    for route in held:
        route.continue_()
    roll.root.hover()
    expect(roll.root.get_by_test_id("info-line")).to_be_visible()
    assert named.evaluate_all(NAMELESS) == []


def test_parts_are_found_behind_a_proxy_with_a_path_of_its_own(open_page, tmp_path):
    with behind(tmp_path) as outer:
        page = open_page(f"{outer}/", wait=False)
        asked = []
        page.on("request", lambda request: asked.append(request.url))
        roll, _ = loaded(page, f"{outer}/")
        roll.focus()
        page.keyboard.press("?")
        expect(roll.root.get_by_role("dialog")).to_be_visible()
        ours = [url for url in asked if OURS.search(url)]
        assert {OURS.search(url).group(1) for url in ours} >= FIRST | {"HelpSheet.js"}
        assert all(url.startswith(f"{outer}/") for url in ours)
