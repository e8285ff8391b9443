"""`gr.render` gives a component its first value again: one with a key keeps what was done to it, one without begins anew."""

import pytest

from tests.browser.roll import RollPage
from tests.browser.test_faults import FIRST, edit, pitches, press, wait_for_pitches

RAISED = [61, 63, 65]


@pytest.fixture
def server(serve):
    return serve("keyed")


@pytest.fixture
def page(server, open_page):
    page = open_page(server.url, height=1200)
    page.locator("#bare .gradio-pianoroll canvas").first.wait_for()
    return page


def inside(page, name):
    rolls = page.locator(".gradio-pianoroll")
    for i in range(rolls.count()):
        if rolls.nth(i).locator(f"xpath=ancestor::*[@id='{name}']").count():
            return RollPage(page, i).wait_ready()
    raise AssertionError(name)


def draw_again(page, server):
    drawn = len(server.fresh("drawn"))
    press(inside(page, "keyed"), "again")
    server.wait_for("drawn", drawn + 1)
    page.evaluate("() => window.gradioIdle()")


def test_a_roll_with_a_key_keeps_its_edits_and_its_history(page, server):
    edit(inside(page, "keyed"))
    edit(inside(page, "bare"))
    for _ in range(3):
        draw_again(page, server)
        wait_for_pitches(inside(page, "bare"), FIRST)
        assert pitches(inside(page, "keyed")) == RAISED
    roll = inside(page, "keyed")
    roll.focus()
    roll.press("Control+z")
    assert pitches(roll) == FIRST
    assert not roll.eval("r => r.doc.canUndo")


@pytest.mark.parametrize("button", ["first", "same"])
def test_a_handler_gives_the_first_value_back_as_often_as_it_is_asked(page, server, button):
    press(inside(page, "keyed"), "keep")
    for _ in range(2):
        roll = inside(page, "keyed")
        edit(roll)
        wait_for_pitches(roll, RAISED)
        press(roll, button)
        wait_for_pitches(roll, FIRST)
        draw_again(page, server)
        wait_for_pitches(inside(page, "keyed"), FIRST)
