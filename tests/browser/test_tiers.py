"""Segments, labels and points of curves by the real mouse and keyboard; each ends with the value in Python."""

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import shared_page
from tests.browser.roll import RollPage


@pytest.fixture(scope="module")
def shared(serve, browser):
    with shared_page(serve("tiers"), browser) as found:
        yield found


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
    if surface == "tiers":
        # What the hands do there has been fetched.
        roll.root.get_by_test_id(f"tier-{part}").wait_for(state="attached")
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
    # What lies at the playhead, or after it, is selected: the first of its tier.
    page.keyboard.press("Control+ArrowRight")
    page.keyboard.press("Enter")
    expect(roll.root.get_by_test_id("label-input")).to_have_value("i")
    page.keyboard.type("ee")
    page.keyboard.press("Enter")
    python_has(roll, lambda c: words(c, "phoneme") == [(0.5, 0.58, "r"), (0.58, 1, "ee")])


def test_points_of_a_curve_are_dragged_set_and_taken_away(roll):
    page = roll.page

    def points(change):
        return [(round(at, 3), round(value)) for at, value in change["breath"]]

    def lane(at_s, value):
        # Five pixels of air above and below the scale of 0 to 100.
        box = roll.root.locator("canvas[data-surface=curves][data-part=breath]").bounding_box()
        x, _ = on_lane(roll, "curves", "breath", at_s)
        return x, box["y"] + box["height"] - 5 - (box["height"] - 10) * value / 100

    roll.drag(lane(1, 80), lane(1.5, 30))
    python_has(roll, lambda c: points(c)[1][0] == 1.5 and abs(points(c)[1][1] - 30) <= 3)
    page.mouse.dblclick(*lane(0.5, 90))
    python_has(roll, lambda c: [at for at, _ in points(c)] == [0, 0.5, 1.5, 2.5])
    roll.press("Delete", "Control+z", "Control+z", "Control+z")
    python_has(roll, lambda c: points(c) == [(0, 20), (1, 80), (2.5, 40)])


def test_doubtful_places_are_gone_through_and_confirmed(roll):
    roll.eval("r => r.seek(0)")
    roll.press("F8")
    expect(roll.root.get_by_test_id("status")).to_contain_text("(1 / 2)")
    roll.press("F8")
    expect(roll.root.get_by_test_id("status")).to_contain_text("(2 / 2)")
    roll.press("Alt+Enter")
    python_has(roll, lambda c: {s[3]: s[4] for s in c["segments"]}["r"] == 1)


def test_a_new_track_asks_for_its_name_and_the_inspector_runs_on(roll):
    page = roll.page
    roll.layers()
    roll.root.get_by_test_id("track-add").click()
    field = roll.root.get_by_test_id("track-name-field")
    expect(field).to_be_focused()
    field.fill("둘째")
    page.keyboard.press("Enter")
    python_has(roll, lambda c: c["tracks"][-1] == "둘째")
    roll.press("Control+z", "Control+z")
    roll.focus()
    roll.eval("r => r.doc.selection.setAll([r.doc.index.order[0]])")
    lyric = roll.root.get_by_test_id("inspect-lyric")
    lyric.fill("가 나 다")
    page.keyboard.press("Enter")
    python_has(roll, lambda c: c["lyrics"] == ["가", "나", "다", "고"])


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
