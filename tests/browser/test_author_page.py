"""A page as authors make one, with rolls and plots in every place of Gradio: where they stand, and that each of them works there."""

import pytest
from playwright.sync_api import expect

from tests.browser.roll import RollPage

# A step is taken out of the page when another one is shown, so only places that are in it are looked at.
SHOWN = """() => [...document.querySelectorAll("[id^=roll-], [id^=plot-]")]
    .filter(e => e.checkVisibility() && !e.closest(".sidebar"))
    .map(e => [e.id, e.getBoundingClientRect()])
    .map(([id, b]) => [id, [b.left, b.top + scrollY, b.right, b.bottom + scrollY]])"""
# What sticks out of its roll, or is wider than the room that it has.
OUTSIDE = """() => [...document.querySelectorAll(".gradio-pianoroll")].filter(e => e.checkVisibility()).flatMap(roll => {
    const block = roll.getBoundingClientRect();
    // What is wider than its line and is reached by scrolling that line lies in it.
    const scrolled = e => e !== roll && (e.scrollWidth > e.clientWidth + 1 && getComputedStyle(e).overflowX === "auto" || scrolled(e.parentElement));
    return [...roll.querySelectorAll("canvas, button, input, select")].filter(e => e.checkVisibility() && !scrolled(e))
        .map(e => [e, e.getBoundingClientRect()])
        .filter(([, b]) => b.width > 1 && (b.left < block.left - 1 || b.right > block.right + 1 || b.bottom > block.bottom + 1))
        .map(([e]) => [roll.getAttribute("aria-label"), e.dataset.testid ?? e.dataset.surface ?? e.outerHTML.slice(0, 80)]);
})"""
# A canvas that does not have the size of what it is drawn on is stale.
STALE = """() => [...document.querySelectorAll(".gradio-pianoroll canvas[data-surface]")].filter(e => e.checkVisibility())
    .filter(e => Math.abs(e.getBoundingClientRect().width - e.parentElement.clientWidth) > 1)
    .map(e => [e.closest(".gradio-pianoroll").getAttribute("aria-label"), e.dataset.surface])"""
# The inner width of the column, row or tab; what has no box of its own stands for its parent.
ROOM = """e => {
    let room = e.parentElement;
    while (room.getBoundingClientRect().width === 0) room = room.parentElement;
    const [box, style] = [room.getBoundingClientRect(), getComputedStyle(room)];
    return [box.left + parseFloat(style.paddingLeft), box.right - parseFloat(style.paddingRight)];
}"""
# These share a row with others.
BESIDE = {f"roll-{name}" for name in ("left", "right", "tab", "render-1", "render-2")}
ERRORS = "[data-testid=toast-text].error"


@pytest.fixture(scope="module")
def server(serve):
    return serve("author")


@pytest.fixture
def opened(server, open_page):
    def open_(width=1400, **how):
        page = open_page(server.url, width=width, height=1000, **how)
        page.locator("#roll-render-2 canvas").first.wait_for()
        page.locator("#plot-row img").wait_for()
        if width < 768 and page.locator("#side.open").count():
            # On a telephone the sidebar lies over the page.
            page.locator("#side .toggle-button").click()
            page.locator("#side:not(.open)").wait_for()
        server.mark()
        return page

    return open_


def within(page, name):
    """The roll in the block `#roll-NAME`, with its notes."""
    rolls = page.locator(".gradio-pianoroll")
    page.locator(f"#roll-{name} .gradio-pianoroll").wait_for()
    for i in range(rolls.count()):
        if rolls.nth(i).locator(f"xpath=ancestor::*[@id='roll-{name}']").count():
            return RollPage(page, i).wait_ready()
    raise AssertionError(name)


def raise_all(roll, server, name, pitches):
    """An edit by key arrives in the handler of this very roll, and of no other."""
    server.mark()
    roll.focus()
    roll.press("Control+a", "ArrowUp")
    assert server.wait_for(name)[-1]["pitches"] == pitches
    assert {event["name"] for event in server.fresh()} <= {name, "drawn"}


def overlapping(boxes):
    pairs = [(a, b) for i, a in enumerate(boxes) for b in boxes[i + 1 :]]
    return [
        (a, b)
        for (a, (l1, t1, r1, b1)), (b, (l2, t2, r2, b2)) in pairs
        if min(r1, r2) - max(l1, l2) > 0.5 and min(b1, b2) - max(t1, t2) > 0.5
    ]


def check_layout(page, names):
    boxes = page.evaluate(SHOWN)
    assert {name for name, _ in boxes} == names
    assert overlapping(boxes) == []
    assert page.evaluate("() => document.documentElement.scrollWidth <= window.innerWidth")
    assert page.evaluate(OUTSIDE) == []
    page.wait_for_function(f"() => ({STALE})().length === 0")
    for name, (left, top, right, bottom) in boxes:
        if not name.startswith("roll-"):
            continue
        assert bottom - top == 380, name
        # A roll fills the column or group that it stands in.
        room = page.locator(f"#{name}").evaluate(ROOM)
        assert left >= room[0] - 0.5, name
        assert right <= room[1] + 0.5, name
        if name not in BESIDE:
            assert (left, right) == pytest.approx(room, abs=1), name
    return dict(boxes)


AT_FIRST = {"roll-left", "roll-right", "plot-row", "roll-wide", "roll-narrow", "plot-column", "roll-step-1"}
AT_FIRST |= {"roll-render-1", "roll-render-2", "roll-input", "roll-output"}


def test_everything_has_its_place_at_1400(opened):
    page = opened()
    box = check_layout(page, AT_FIRST)
    # Three of one row share its width; a column of two thirds, one of one third.
    widths = [box[name][2] - box[name][0] for name in ("roll-left", "roll-right", "plot-row")]
    assert widths == pytest.approx([widths[0]] * 3, abs=1)
    assert {box[name][1] for name in ("roll-left", "roll-right", "plot-row")} == {box["roll-left"][1]}
    wide, narrow = (box[f"roll-{name}"][2] - box[f"roll-{name}"][0] for name in ("wide", "narrow"))
    gap = box["roll-narrow"][0] - box["roll-wide"][2]
    # Gradio gives a column at least 320 pixels.
    assert wide == pytest.approx(2 * narrow, rel=0.05)
    assert wide + gap + narrow == pytest.approx(sum(widths) + 2 * gap, abs=1)
    assert box["roll-wide"][0] == box["roll-left"][0]
    assert box["roll-narrow"][2] == pytest.approx(box["plot-row"][2], abs=1)
    assert page.locator("#words").bounding_box()["y"] >= box["roll-wide"][3] - page.evaluate("scrollY")
    side = page.locator("#roll-sidebar").bounding_box()
    assert side["x"] >= 0
    assert side["x"] + side["width"] < box["roll-left"][0]
    assert page.locator(ERRORS).count() == 0


def test_everything_has_its_place_at_420(opened):
    page = opened(width=420)
    box = check_layout(page, AT_FIRST)
    # One under the other, each as wide as the page has room.
    full = box["roll-left"][0], box["roll-left"][2]
    assert full[1] - full[0] > 340
    for name in ("roll-right", "plot-row", "roll-wide", "roll-narrow", "plot-column", "roll-render-1", "roll-output"):
        assert (box[name][0], box[name][2]) == pytest.approx(full, abs=1), name


@pytest.mark.parametrize("width", [1400, 420])
def test_what_is_shown_later_lays_itself_out_and_works(opened, server, width):
    page = opened(width)
    page.get_by_role("tab", name="Roll").click()
    tab = within(page, "tab")
    box = check_layout(page, AT_FIRST | {"roll-tab", "plot-tab"})
    assert box["roll-tab"][2] - box["roll-tab"][0] > 300
    raise_all(tab, server, "tab", [63, 64, 65])

    page.locator("#more").get_by_role("button").first.click()
    hidden = within(page, "accordion")
    box = check_layout(page, AT_FIRST | {"roll-tab", "plot-tab", "roll-accordion"})
    assert box["roll-accordion"][2] - box["roll-accordion"][0] > 300
    raise_all(hidden, server, "accordion", [65, 66, 67])

    raise_all(within(page, "step-1"), server, "step-1", [67, 68, 69])
    page.locator("#on").click()
    second = within(page, "step-2")
    page.locator("#roll-step-1").wait_for(state="hidden")
    check_layout(page, AT_FIRST - {"roll-step-1"} | {"roll-step-2", "roll-tab", "plot-tab", "roll-accordion"})
    raise_all(second, server, "step-2", [69, 70, 71])

    # Away and back: the tab has what was done in it.
    page.get_by_role("tab", name="Text").click()
    page.locator("#roll-tab").wait_for(state="hidden")
    page.get_by_role("tab", name="Roll").click()
    assert [note["pitch"] for note in within(page, "tab").notes()] == [63, 64, 65]
    check_layout(page, AT_FIRST - {"roll-step-1"} | {"roll-step-2", "roll-tab", "plot-tab", "roll-accordion"})


def rolls_in_memory(page):
    """How many rolls the browser holds, after it has thrown away what nobody needs."""
    session = page.context.new_cdp_session(page)
    session.send("HeapProfiler.collectGarbage")
    kind = "document.querySelector('.gradio-pianoroll').pianoRoll.constructor.prototype"
    found = session.send("Runtime.evaluate", {"expression": kind})["result"]["objectId"]
    objects = session.send("Runtime.queryObjects", {"prototypeObjectId": found})["objects"]["objectId"]
    count = session.send(
        "Runtime.callFunctionOn",
        {"objectId": objects, "functionDeclaration": "function() { return this.length }", "returnByValue": True},
    )["result"]["value"]
    session.send("Runtime.releaseObject", {"objectId": objects})
    session.detach()
    return count


def test_rolls_that_are_rendered_again_work_and_leak_nothing(opened, server):
    page = opened()

    def again(times):
        for _ in range(times):
            server.mark()
            within(page, "left").idle()
            page.locator("#again").click()
            server.wait_for("drawn")
            within(page, "render-2").idle()

    raise_all(within(page, "render-2"), server, "render-2", [72, 73, 74])
    again(2)
    # The one with a key keeps what was done to it, the other one begins anew; both are heard.
    assert [note["pitch"] for note in within(page, "render-2").notes()] == [72, 73, 74]
    raise_all(within(page, "render-1"), server, "render-1", [71, 72, 73])
    raise_all(within(page, "render-2"), server, "render-2", [73, 74, 75])
    # Some that are gone are kept for the case that their component comes back.
    again(6)
    before = rolls_in_memory(page)
    again(5)
    assert rolls_in_memory(page) <= before
    check_layout(page, AT_FIRST)
    assert page.locator(ERRORS).count() == 0


def test_a_roll_is_given_to_a_chat_and_comes_out_of_it(opened, server):
    page = opened()
    raise_all(within(page, "input"), server, "input", [49, 50, 51])
    page.locator("textarea[placeholder='Type a message...']").fill("Higher")
    page.keyboard.press("Enter")
    assert server.wait_for("chat")[-1]["pitches"] == [49, 50, 51]
    expect(page.locator("#chat")).to_contain_text("3 notes")
    out = within(page, "output")
    page.wait_for_function(
        "root => root.pianoRoll.doc.toRows().pitch.join() === '50,51,52'", arg=out.root.element_handle()
    )
    raise_all(out, server, "output", [51, 52, 53])
