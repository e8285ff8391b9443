"""A document is replaced only in a way that can be taken back: by Ctrl+Z, like an edit, and Python hears of it."""

import pytest

from tests.browser.roll import RollPage
from tests.browser.test_faults import FIRST, edit, own, pitches, press, wait_for_kept, wait_for_pitches

__all__ = ["own"]

RAISED = [61, 63, 65]


@pytest.fixture
def server(serve):
    return serve("replaced")


@pytest.fixture
def roll(server, open_page):
    return RollPage(open_page(server.url))


def wait_for_size(roll, count):
    roll.page.wait_for_function(
        "([root, count]) => root.pianoRoll.doc.store.size === count && root.pianoRoll.doc.loading.loaded === count",
        arg=[roll.root.element_handle(), count],
    )


def replaced_by(name, size):
    return pytest.param(name, size, id=name)


ANSWERS = [replaced_by("fresh", 2), replaced_by("invalid", 0), replaced_by("nothing", 0), replaced_by("many", 5000)]


@pytest.mark.parametrize(("button", "size"), ANSWERS)
def test_what_a_handler_put_in_the_place_of_the_work_is_taken_back(server, roll, button, size):
    edit(roll)
    press(roll, button)
    wait_for_size(roll, size)
    roll.focus()
    roll.press("Control+z")
    assert pitches(roll) == RAISED
    press(roll, "read")
    assert server.wait_for("read")[-1]["pitches"] == RAISED
    # Its own history came back with it, and all of it can be done again.
    roll.focus()
    roll.press("Control+z")
    assert pitches(roll) == FIRST
    assert not roll.eval("r => r.doc.canUndo")
    roll.press("Control+Shift+z", "Control+Shift+z")
    wait_for_size(roll, size)
    press(roll, "read")
    assert len(server.wait_for("read", 2)[-1]["pitches"] or []) == size


def test_the_first_value_of_a_page_is_nothing_to_take_back(roll):
    assert not roll.eval("r => r.doc.canUndo")


def test_what_a_run_yields_one_after_the_other_is_one_step(server, roll):
    edit(roll)
    press(roll, "steps")
    server.wait_for("steps", 3)
    wait_for_pitches(roll, [52])
    roll.focus()
    roll.press("Control+z")
    assert pitches(roll) == RAISED


def test_an_edit_after_undo_ends_what_could_be_shown_again(server, roll):
    press(roll, "fresh")
    wait_for_size(roll, 2)
    roll.focus()
    roll.press("Control+z")
    assert pitches(roll) == FIRST
    edit(roll)
    assert not roll.eval("r => r.doc.canRedo")
    roll.press("Control+Shift+z")
    assert pitches(roll) == RAISED


def test_edits_of_the_document_that_came_lie_between(server, roll):
    edit(roll)
    press(roll, "fresh")
    wait_for_size(roll, 2)
    edit(roll)
    assert pitches(roll) == [41, 42]
    press(roll, "read")
    assert server.wait_for("read")[-1]["pitches"] == [41, 42]
    seen = []
    roll.focus()
    for _ in range(3):
        roll.press("Control+z")
        seen.append(pitches(roll))
    assert seen == [[40, 41], RAISED, FIRST]
    press(roll, "read")
    assert server.wait_for("read", 2)[-1]["pitches"] == FIRST


def test_a_handler_that_answers_each_change_with_a_document_of_its_own_can_be_undone(server, open_page):
    roll = RollPage(open_page(server.url), 1)
    edit(roll)
    server.wait_for("normalised")
    roll.page.wait_for_function(
        "root => root.pianoRoll.doc.toRows().velocity.every(v => v === 64)", arg=roll.root.element_handle()
    )
    roll.focus()
    roll.press("Control+z")
    wait_for_pitches(roll, FIRST)


def test_the_keys_go_on_after_the_button_that_clears(roll):
    roll.use("clear")
    roll.settle()
    roll.settle()
    assert pitches(roll) == []
    assert roll.page.evaluate("document.activeElement.matches('.stage > .grid')")
    roll.press("Control+z")
    assert pitches(roll) == FIRST
    # The undo button has just disabled itself as well.
    edit(roll)
    roll.root.get_by_test_id("undo").click()
    roll.settle()
    roll.settle()
    roll.press("Control+Shift+z")
    assert pitches(roll) == RAISED


def test_a_reload_after_a_replacement_loses_no_work(roll):
    edit(roll)
    press(roll, "fresh")
    wait_for_size(roll, 2)
    roll.page.reload()
    again = RollPage(roll.page).wait_ready()
    wait_for_pitches(again, RAISED)
    press(again, "fresh")
    wait_for_size(again, 2)
    edit(again)
    wait_for_kept(again.page, 1)
    again.page.wait_for_timeout(800)
    again.page.reload()
    last = RollPage(again.page).wait_ready()
    wait_for_pitches(last, [41, 42])
    last.focus()
    # The edit, the answer in the place of the first score, and what was done to that.
    last.press("Control+z", "Control+z")
    assert pitches(last) == RAISED
    last.press("Control+z")
    assert pitches(last) == FIRST


def test_a_reload_keeps_what_was_done_to_each_score_that_was_replaced(roll):
    """First score, then one of the program, edited, then that one once more, edited: three steps of work."""
    edit(roll)
    for _ in range(2):
        press(roll, "fresh")
        wait_for_pitches(roll, [40, 41])
        edit(roll)
    wait_for_kept(roll.page, 1)
    roll.page.reload()
    again = RollPage(roll.page).wait_ready()
    wait_for_pitches(again, [41, 42])
    again.focus()
    seen = []
    while again.eval("r => r.doc.canUndo"):
        again.press("Control+z")
        seen.append(pitches(again))
    assert seen == [[40, 41], [41, 42], [40, 41], RAISED, FIRST]
