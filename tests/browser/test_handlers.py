"""What handlers of 0.0.9's programs return, seen in the page: notes with ids of their own stay the notes they are."""

import time

import pytest

from tests.browser.roll import RollPage

pytestmark = pytest.mark.gradio

OWN = ["note_0", "note_1", "note_2", "note_3"]


def rolls(serve, open_page):
    server = serve("handlers")
    page = open_page(server.url, height=1600)
    first, second = RollPage(page), RollPage(page, 1).wait_ready()
    server.mark()
    return server, page, first, second


def wait_until(roll, condition):
    roll.page.wait_for_function(
        f"root => (({condition}))(root.pianoRoll.doc.toRows())", arg=roll.root.element_handle(), timeout=120_000
    )


def names(roll):
    return roll.eval("r => r.doc.toRows().id.map(id => r.doc.store.externalId(r.doc.store.slotOf(id)))")


def test_two_buttons_at_once_change_the_same_notes(serve, open_page):
    server, page, roll, _ = rolls(serve, open_page)
    page.locator("#up").click()
    page.locator("#softer").click()
    wait_until(roll, "rows => rows.velocity.every(v => v === 40) && rows.pitch.every(p => p >= 72)")
    assert [e["ids"] for e in server.fresh()] == [OWN, OWN]
    assert [(n["pitch"], n["velocity"], n["lyric"]) for n in roll.notes()] == [
        (72, 40, "도"), (74, 40, "레"), (76, 40, "미"), (78, 40, "파"),
    ]  # fmt: skip
    assert names(roll) == OWN
    # Each of the two is one step back.
    roll.focus()
    roll.press("Control+z")
    roll.press("Control+z")
    assert [(n["pitch"], n["velocity"]) for n in roll.notes()] == [(60, 100), (62, 100), (64, 100), (66, 100)]
    roll.press("Control+y")
    assert len(roll.notes()) == 4


def test_an_edit_made_while_a_handler_runs_is_kept(serve, open_page):
    server, page, roll, _ = rolls(serve, open_page)
    page.locator("#up").click()
    server.wait_for("up")
    roll.click(roll.middle_of(roll.notes()[0]))
    roll.press("Delete")
    wait_until(roll, "rows => rows.pitch.every(p => p >= 72)")
    assert [n["pitch"] for n in roll.notes()] == [74, 76, 78]
    page.locator("#read").click()
    (seen,) = server.wait_for("read")
    assert [n["id"] for n in seen["notes"]] == OWN[1:]


def test_an_answer_that_went_through_json_is_one_step_of_the_same_document(serve, open_page):
    server, page, roll, _ = rolls(serve, open_page)
    roll.focus()
    roll.click(roll.middle_of(roll.notes()[3]))
    roll.press("ArrowUp")
    page.locator("#json").click()
    server.wait_for("json")
    # Where the answer were a document of its own, it would bring back the note that goes meanwhile.
    roll.click(roll.middle_of(roll.notes()[0]))
    roll.press("Delete")
    wait_until(roll, "rows => rows.pitch.every(p => p >= 72)")
    assert [n["pitch"] for n in roll.notes()] == [74, 76, 79]
    assert names(roll) == OWN[1:]
    roll.focus()
    for _ in range(3):
        roll.press("Control+z")
    assert [(n["pitch"], n["lyric"]) for n in roll.notes()] == [(60, "도"), (62, "레"), (64, "미"), (66, "파")]
    assert not roll.eval("r => r.doc.canUndo")
    for _ in range(3):
        roll.press("Control+y")
    assert [n["pitch"] for n in roll.notes()] == [74, 76, 79]


def test_two_quick_edits_under_a_slow_change_handler_both_stay(serve, open_page):
    server, page, _, roll = rolls(serve, open_page)
    roll.focus()
    roll.press("Control+a", "ArrowUp")
    server.wait_for("change")
    roll.press("ArrowUp")
    wait_until(roll, "rows => Object.keys(rows.phoneme ?? {}).length === 4")
    server.wait_for("change", 2)
    time.sleep(4)  # the second run, and a third one if there were a loop
    assert [n["pitch"] for n in roll.notes()] == [62, 64, 66, 68]
    assert [e["pitches"] for e in server.fresh("change")] == [[61, 63, 65, 67], [62, 64, 66, 68]]
    page.locator("#read-other").click()
    (seen,) = server.wait_for("read")
    assert [(n["id"], n["pitch"], n["phoneme"]) for n in seen["notes"]] == [
        (id, pitch, "a") for id, pitch in zip(OWN, (62, 64, 66, 68), strict=True)
    ]
