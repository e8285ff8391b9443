"""Segments, labels and points of curves by the real mouse and keyboard; each ends with the value in Python."""

import pytest
from playwright.sync_api import expect

from tests.browser.roll import RollPage


@pytest.fixture(scope="module")
def shared(serve, browser):
    """One page for all: a test takes back what it did."""
    server = serve("tiers")
    context = browser.new_context(viewport={"width": 1400, "height": 1000}, locale="en-US")
    page = context.new_page()
    errors = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.goto(server.url)
    found = RollPage(page).wait_ready()
    found.server = server
    yield found
    context.close()
    assert errors == []


@pytest.fixture
def roll(shared):
    shared.focus()
    shared.tool("select")
    yield shared
    shared.page.keyboard.press("Escape")
    shared.eval("r => { while (r.doc.isEdited) r.doc.undo() }")
    shared.settle()


def on_lane(roll, surface, part, at_s, share=0.5):
    """The page position of a second on a lane."""
    canvas = roll.root.locator(f"canvas[data-surface={surface}][data-part={part}]")
    canvas.wait_for()
    box = canvas.bounding_box()
    x = roll.eval("(r, s) => r.view.xOf(r.doc.tempo.ticksAt(s))", at_s)
    return box["x"] + x, box["y"] + box["height"] * share


def words(change, type="word"):
    return [(round(start, 3), round(end, 3), text) for kind, start, end, text, _ in change["segments"] if kind == type]


def python_has(roll, check):
    roll.server.wait_until("change", lambda changes: bool(changes) and check(changes[-1]), timeout_s=30)


def test_a_boundary_is_dragged_typed_beside_and_joined_away(roll):
    page = roll.page
    start, end = on_lane(roll, "tiers", "word", 0.5), on_lane(roll, "tiers", "word", 0.75)
    page.mouse.move(*start)
    expect(roll.root.locator("canvas[data-surface=tiers][data-part=word]")).to_have_css("cursor", "col-resize")
    page.keyboard.down("Alt")
    roll.drag(start, end)
    page.keyboard.up("Alt")
    python_has(roll, lambda c: words(c) == [(0, 0.75, "아"), (0.75, 1, "리"), (1, 2, "랑")])
    # The boundary is selected now, and Delete makes one segment of its two.
    roll.press("Delete")
    python_has(roll, lambda c: words(c) == [(0, 1, "아리"), (1, 2, "랑")])
    roll.press("Control+z", "Control+z")
    python_has(roll, lambda c: words(c) == [(0, 0.5, "아"), (0.5, 1, "리"), (1, 2, "랑")])


def test_labels_are_typed_with_tab_and_an_input_method(roll):
    page = roll.page
    page.mouse.dblclick(*on_lane(roll, "tiers", "word", 0.25))
    box = roll.root.get_by_test_id("label-input")
    expect(box).to_be_focused()
    session = page.context.new_cdp_session(page)
    for text in ("ㅅ", "스", "슬"):
        session.send("Input.imeSetComposition", {"text": text, "selectionStart": 1, "selectionEnd": 1})
    session.send("Input.insertText", {"text": "슬"})
    page.keyboard.press("Tab")
    expect(box).to_have_value("리")
    box.fill("기")
    page.keyboard.press("Enter")
    expect(box).to_be_hidden()
    python_has(roll, lambda c: words(c) == [(0, 0.5, "슬"), (0.5, 1, "기"), (1, 2, "랑")])
    # The keys stay with the tier: to the next one, which is taken away.
    roll.press("Control+ArrowRight", "Delete")
    python_has(roll, lambda c: words(c) == [(0, 0.5, "슬"), (0.5, 1, "기")] and len(c["notes"]) == 4)


def test_a_menu_cuts_and_the_keyboard_alone_reaches_a_tier(roll):
    page = roll.page
    page.mouse.click(*on_lane(roll, "tiers", "word", 1.5), button="right")
    page.get_by_role("menuitem", name="Split here").click()
    python_has(roll, lambda c: words(c)[2:] == [(1, 1.5, "랑"), (1.5, 2, "")])
    roll.root.get_by_test_id("tier-phoneme").focus()
    page.keyboard.press("Shift+T")
    page.keyboard.press("Control+ArrowRight")
    page.keyboard.press("Enter")
    expect(roll.root.get_by_test_id("label-input")).to_have_value("i")
    page.keyboard.type("ee")
    page.keyboard.press("Enter")
    python_has(roll, lambda c: words(c, "phoneme") == [(0.5, 0.58, "r"), (0.58, 1, "ee")])


def test_a_roll_that_is_read_only_says_so_and_keeps_its_segments(roll):
    locked = RollPage(roll.page, 1)
    locked.root.scroll_into_view_if_needed()
    lane = locked.root.locator("canvas[data-surface=tiers]").first
    if not lane.count():
        locked.root.get_by_test_id("lane-tier:word").click()
    type_ = lane.get_attribute("data-part")
    at = 0.58 if type_ == "phoneme" else 0.5
    before = locked.eval("r => JSON.stringify(r.doc.segments)")
    start, end = on_lane(locked, "tiers", type_, at), on_lane(locked, "tiers", type_, at + 0.2)
    locked.drag(start, end)
    expect(locked.root.get_by_test_id("status")).to_contain_text("read-only")
    assert locked.eval("r => JSON.stringify(r.doc.segments)") == before
    roll.root.scroll_into_view_if_needed()
