"""Rolls where programs put them."""

import pytest

from tests.browser.roll import TICKS_PER_BEAT, RollPage


@pytest.fixture
def page(serve, open_page):
    return open_page(serve("layouts").url, height=2600)


def labelled(page, label):
    """The roll whose label is shown as `label`."""
    rolls = page.locator(".gradio-pianoroll")
    for i in range(rolls.count()):
        if rolls.nth(i).get_attribute("aria-label") == label:
            return RollPage(page, i).wait_ready()
    raise AssertionError(f"no roll labelled {label}")


def nudge(roll):
    roll.focus()
    roll.press("Control+a", "ArrowUp")


def test_two_rolls_do_not_share_anything(serve, page):
    server = serve("layouts")
    left, right = labelled(page, "Left"), labelled(page, "Right")
    nudge(left)
    server.wait_for("left")
    assert [n["pitch"] for n in left.notes()] == [61, 62, 63]
    assert [n["pitch"] for n in right.notes()] == [72, 73, 74]
    assert server.fresh("right") == []
    ids = page.evaluate("() => [...document.querySelectorAll('.gradio-pianoroll [id]')].map(e => e.id)")
    assert len(ids) == len(set(ids))


def test_the_label_is_shown(page):
    labelled(page, "Left")
    assert page.get_by_text("Left", exact=True).first.is_visible()


def test_a_roll_in_a_tab_draws_when_it_is_shown(serve, page):
    server = serve("layouts")
    page.get_by_role("tab", name="Two").click()
    roll = labelled(page, "Tabbed")
    assert len(roll.notes()) == 3
    assert roll.surface("notes")["width"] > 200
    nudge(roll)
    server.wait_for("tabbed")
    page.get_by_role("tab", name="One").click()
    page.get_by_role("tab", name="Two").click()
    assert [n["pitch"] for n in labelled(page, "Tabbed").notes()] == [49, 50, 51]


def test_hidden_and_shown_again_keeps_edits(page):
    roll = labelled(page, "Shown")
    nudge(roll)
    box = page.locator("#toggle input")
    box.uncheck()
    page.locator("#shown").wait_for(state="hidden")
    box.check()
    page.locator("#shown").wait_for(state="visible")
    assert [n["pitch"] for n in labelled(page, "Shown").notes()] == [56, 57, 58]


def test_read_only_cannot_be_edited(serve, page):
    server = serve("layouts")
    roll = labelled(page, "Locked")
    before = roll.rows()
    roll.focus()
    roll.press("Control+a", "Delete", "ArrowUp", "Control+d", "2")
    roll.drag(roll.at(5 * TICKS_PER_BEAT, 70), roll.at(6 * TICKS_PER_BEAT, 70))
    roll.drag(roll.middle_of(roll.notes()[0]), roll.at(8 * TICKS_PER_BEAT, 66))
    roll.page.mouse.dblclick(*roll.middle_of(roll.notes()[1]))
    assert roll.root.locator("[data-testid=lyric-input]").count() == 0
    assert roll.rows() == before
    assert server.fresh("locked") == []


def test_a_value_goes_from_one_roll_to_another(page):
    nudge(labelled(page, "Left"))
    page.locator("#copy").click()
    target = labelled(page, "Target")
    page.wait_for_function(
        "root => root.pianoRoll.doc.toRows().pitch.join() === '61,62,63'", arg=target.root.element_handle()
    )


@pytest.mark.parametrize("width", [360, 420, 900, 1800])
def test_any_width(serve, open_page, width):
    page = open_page(serve("basic").url, width=width)
    box = page.locator(".gradio-pianoroll").first.bounding_box()
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= width + 1
    assert page.evaluate("() => document.documentElement.scrollWidth <= window.innerWidth + 1")
    assert RollPage(page).surface("notes")["height"] > 120


def test_interface_with_examples(serve, open_page):
    page = open_page(serve("interface").url, height=1600)
    into = labelled(page, "In")
    page.get_by_role("button", name="Submit").click()
    out = labelled(page, "Out")
    page.wait_for_function(
        "root => root.pianoRoll.doc.toRows().pitch.join() === '61,63,65'", arg=out.root.element_handle()
    )
    page.locator("tbody tr").nth(1).click()
    page.wait_for_function(
        "root => root.pianoRoll.doc.toRows().pitch.join() === '72,74,76'", arg=into.root.element_handle()
    )
    page.get_by_role("button", name="Submit").click()
    page.wait_for_function(
        "root => root.pianoRoll.doc.toRows().pitch.join() === '71,73,75'", arg=out.root.element_handle()
    )
