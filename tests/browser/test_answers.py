"""What an answer sets off: a value that a button sets fires `change` on the roll that it set, once, and `input` never."""

import time

import pytest

from tests.browser.roll import RollPage

QUIET_S = 3.0


@pytest.fixture
def page(serve, open_page):
    server = serve("phonemes")
    opened = open_page(server.url, height=2400)
    for index in range(4):
        RollPage(opened, index).wait_ready()
    server.mark()
    opened.server = server
    return opened


def phonemes(roll):
    rows = roll.rows()
    return [(rows.get("phoneme") or {}).get(str(i)) for i in range(len(rows["id"]))]


def runs(page, *names):
    """How often the handlers ran, once nothing more comes."""
    page.evaluate("() => window.gradioIdle()")
    time.sleep(QUIET_S)
    page.evaluate("() => window.gradioIdle()")
    return [len(page.server.fresh(name)) for name in names]


@pytest.mark.parametrize(("index", "name"), [(0, "change"), (1, "slow")])
def test_a_button_sets_off_the_change_handler_once(page, index, name):
    roll = RollPage(page, index)
    page.locator(f"#clear-{name}").click()
    page.server.wait_for(name)
    assert runs(page, "clear_all", name) == [1, 1]
    assert page.server.fresh(name)[0]["phonemes"] == [None, None, None]
    assert phonemes(roll) == ["p-도", "p-레", "p-미"]
    # Each answer is one step back, and a step back is an edit: the handler fills the gaps again, and no more.
    roll.focus()
    roll.press("Control+z")
    assert runs(page, "clear_all", name) == [1, 2]


def test_an_edit_sets_it_off_once(page):
    roll = RollPage(page)
    roll.focus()
    roll.press("Control+a", "ArrowUp")
    page.server.wait_for("change")
    assert runs(page, "change") == [1]
    assert phonemes(roll) == ["a", "a", "a"]


def test_two_presses_are_two_causes_at_most(page):
    for _ in range(2):
        page.locator("#clear-slow").click()
    page.server.wait_for("slow")
    cleared, filled = runs(page, "clear_all", "slow")
    assert cleared == 2
    assert filled <= 2
    assert phonemes(RollPage(page, 1)) == ["p-도", "p-레", "p-미"]


def test_what_is_cleared_stays_cleared_under_input(page):
    page.locator("#clear-input").click()
    page.server.wait_for("clear_all")
    assert runs(page, "clear_all", "input") == [1, 0]
    assert phonemes(RollPage(page, 2)) == [None, None, None]


def test_a_dict_that_names_no_notes_leaves_them_and_can_be_undone(page):
    roll = RollPage(page, 3)
    roll.focus()
    roll.press("Control+a", "ArrowUp")
    before = roll.rows()
    page.locator("#tempo").click()
    page.wait_for_function("root => root.pianoRoll.doc.toJson().tempos[0][1] === 90", arg=roll.root.element_handle())
    assert roll.rows() == before
    roll.focus()
    roll.press("Control+z")
    assert roll.eval("r => r.doc.toJson().tempos[0][1]") == 120
    assert roll.rows() == before
    roll.press("Control+z")
    assert [n["pitch"] for n in roll.notes()] == [60, 62, 64]


def test_notes_that_are_all_invalid_do_not_empty_the_roll(page):
    roll = RollPage(page, 3)
    before = roll.rows()
    page.locator("#invalid").click()
    page.server.wait_for("all_invalid")
    time.sleep(QUIET_S / 2)
    assert roll.rows() == before
