"""Selecting tells Python what is selected; what Python proposes is seen, heard, accepted or rejected, by mouse and key."""

import pytest
from playwright.sync_api import expect

from tests.browser.roll import TICKS_PER_BEAT, RollPage

pytestmark = pytest.mark.gradio


@pytest.fixture
def roll(serve, open_page):
    server = serve("proposals")
    found = RollPage(open_page(server.url))
    found.server = server
    server.mark()
    # What follows the selection comes after the first paint, and hears nothing of a box that was drawn before.
    found.page.wait_for_function(
        "(root) => root.pianoRoll.withEditor((editor) => editor.boxed !== null)", arg=found.root.element_handle()
    )
    found.focus()
    return found


def ask(roll, button):
    roll.page.locator(f"#{button}").click()
    expect(roll.root.get_by_test_id("proposal-bar")).to_be_visible()


def pitches(roll):
    return [note["pitch"] for note in roll.notes()]


def test_a_box_a_key_and_nothing_are_told_as_select_data(roll):
    x0, y0 = roll.at(4 * TICKS_PER_BEAT + 400, 65)
    x1, y1 = roll.at(8 * TICKS_PER_BEAT - 300, 61)
    roll.drag((x0, y0), (x1, y1))
    (box,) = roll.server.wait_for("select", 1)
    # The grid's lines beside the edges: an empty bar has no notes to say where it lies.
    assert (box["index"], box["source"], box["count"], box["pitches"]) == ([4, 8], "box", 0, [])
    assert (box["start_s"], box["end_s"], box["low"], box["high"]) == (2, 4, 61, 65)
    roll.press("Control+a")
    every = roll.server.wait_for("select", 2)[-1]
    assert (every["index"], every["source"], every["count"]) == ([0, 4], "notes", 3)
    assert (every["value"], every["pitches"]) == (["n0", "n1", "n2"], [60, 62, 64])
    roll.press("Control+ArrowLeft", "Control+ArrowLeft", "Control+ArrowRight")
    one = roll.server.wait_for("select", 3)[-1]
    assert (one["index"], one["count"]) == ([1, 2], 1)
    roll.press("Escape")
    none = roll.server.wait_for("select", 4)[-1]
    assert (none["index"], none["selected"], none["source"]) == (None, False, "none")
    assert roll.server.fresh("change") == []


def test_alternatives_are_looked_at_and_one_is_accepted_in_one_step(roll):
    ask(roll, "several")
    assert pitches(roll) == [60, 62, 64]
    which = roll.root.get_by_test_id("proposal-alternative")
    expect(which).to_have_text("1/2 · calm")
    roll.focus()
    roll.press("Alt+]")
    expect(which).to_have_text("2/2 · lively")
    roll.press("Shift+Enter")
    expect(roll.root.get_by_test_id("proposal-bar")).to_have_count(0)
    assert pitches(roll) == [60, 62, 64, 57, 59, 62]
    (change,) = roll.server.wait_for("change", 1)
    assert change == {**change, "pitches": [60, 62, 64, 57, 59, 62], "proposals": []}
    (accepted,) = roll.server.wait_for("accept", 1)
    assert accepted["data"] == {**accepted["data"], "name": "Fill", "label": "lively", "count": 3, "whole": True}
    roll.press("Control+z")
    assert pitches(roll) == [60, 62, 64]
    # Undo brings the question back, and redo the answer.
    expect(roll.root.get_by_test_id("proposal-bar")).to_be_visible()
    roll.press("Control+Shift+z")
    expect(roll.root.get_by_test_id("proposal-bar")).to_have_count(0)
    assert pitches(roll) == [60, 62, 64, 57, 59, 62]


def test_a_rejected_proposal_leaves_nothing(roll):
    ask(roll, "several")
    roll.page.locator("#read").click()
    assert roll.server.wait_for("change", 1)[0]["proposals"] == [
        "<Proposal 'Fill': 2 alternatives of 2 to 3 notes for beats 4 to 8>"
    ]
    roll.root.get_by_test_id("rejectProposal").click()
    expect(roll.root.get_by_test_id("proposal-bar")).to_have_count(0)
    roll.server.wait_for("reject", 1)
    assert pitches(roll) == [60, 62, 64]
    assert roll.eval("r => r.doc.canUndo") is False
    roll.page.locator("#read").click()
    assert roll.server.wait_for("change", 2)[-1]["proposals"] == []


def test_notes_are_accepted_and_rejected_one_by_one(roll):
    ask(roll, "several")
    roll.page.mouse.dblclick(*roll.at(4.5 * TICKS_PER_BEAT, 60))
    assert pitches(roll) == [60, 62, 64, 60]
    ask(roll, "several")
    # The bar was there already: this one is the second.
    expect(roll.root.get_by_test_id("nextProposal")).to_have_text("2/2")
    roll.focus()
    roll.press("Alt+]", "w")
    expect(roll.root.get_by_test_id("proposal-note")).to_have_text("A3 1/3")
    roll.press("Shift+Y")
    expect(roll.root.get_by_test_id("proposal-note")).to_have_text("B3 1/2")
    roll.press("y")
    assert pitches(roll) == [60, 62, 64, 60, 59]
    x, y = roll.at(6.5 * TICKS_PER_BEAT, 62)
    roll.page.keyboard.down("Alt")
    roll.page.mouse.click(x, y)
    roll.page.keyboard.up("Alt")
    assert pitches(roll) == [60, 62, 64, 60, 59]
    assert roll.server.wait_for("reject", 2)[-1]["data"]["whole"] is False


def test_what_is_replaced_goes_with_the_same_step(roll):
    ask(roll, "instead")
    roll.root.get_by_test_id("acceptProposal").click()
    assert pitches(roll) == [72, 74, 76]
    roll.focus()
    roll.press("Control+z")
    assert pitches(roll) == [60, 62, 64]


def test_it_grows_while_it_is_made_and_is_cancelled(roll):
    ask(roll, "slowly")
    state = roll.root.get_by_test_id("proposal-state")
    expect(state).to_contain_text("so far")
    roll.page.wait_for_function("(root) => root.pianoRoll.withEditor(e => e.scene.proposals?.shown[0].rows.onset.length > 3)",
                                arg=roll.root.element_handle())  # fmt: skip
    roll.root.get_by_test_id("rejectProposal").click()
    expect(roll.root.get_by_test_id("proposal-bar")).to_have_count(0)
    roll.idle()
    made = len(roll.server.fresh("yield"))
    assert made < 40
    expect(roll.root.get_by_test_id("proposal-bar")).to_have_count(0)
    assert roll.eval("r => r.doc.canUndo") is False


def test_a_reload_keeps_it_and_what_was_decided_of_it(roll):
    ask(roll, "several")
    roll.focus()
    roll.press("w", "Shift+Y")
    expect(roll.root.get_by_test_id("proposal-state")).to_have_text("1 note")
    roll.page.reload()
    roll.wait_ready()
    expect(roll.root.get_by_test_id("proposal-state")).to_have_text("1 note")
    roll.page.locator("#read").click()
    assert "of 1 to 3 notes" in roll.server.wait_for("change", 1)[-1]["proposals"][0]


def test_another_visitor_sees_nothing_of_it(roll, open_page):
    ask(roll, "several")
    other = RollPage(open_page(roll.server.url))
    assert other.root.get_by_test_id("proposal-bar").count() == 0
    other.page.locator("#read").click()
    assert roll.server.wait_for("change", 1)[-1]["proposals"] == []
