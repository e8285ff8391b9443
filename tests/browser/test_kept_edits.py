"""What a browser keeps of edits: for whom, how long, and whatever its clock says."""

import pytest

from tests.browser.roll import RollPage
from tests.browser.test_faults import FIRST, edit, heard_of, own, pitches, press, wait_for_kept, wait_for_pitches

__all__ = ["own"]

RAISED = [61, 63, 65]
DAY_MS = 24 * 3600 * 1000


@pytest.fixture
def server(serve):
    return serve("faults")


@pytest.fixture
def roll(server, open_page):
    return RollPage(open_page(server.url))


def test_edits_that_a_handler_only_read_survive_gradios_own_reload(server, roll):
    page = roll.page
    edit(roll)
    with heard_of(page):
        press(roll, "read")
    wait_for_kept(page, 0)
    page.context.set_offline(True)
    press(roll, "read")
    page.get_by_text("Connection to the server was lost").wait_for()
    # Gradio looks for its server every two seconds, and loads the page again when it is there.
    with page.expect_navigation(timeout=120_000):
        page.context.set_offline(False)
    wait_for_pitches(RollPage(page).wait_ready(), RAISED)


SHIFT_CLOCK = "{ const now = Date.now.bind(Date); Date.now = () => now() + (%d); }"
FILL = """([count, savedAt]) => new Promise((done, failed) => {
    const request = indexedDB.open("gradio-pianoroll", 1);
    request.onsuccess = () => {
        const work = request.result.transaction("unsent", "readwrite");
        for (let i = 0; i < count; i++) {
            work.objectStore("unsent").put({ key: `other|/elsewhere|${i}|x`, savedAt: savedAt + i, snapshot: null, ops: [] });
        }
        work.oncomplete = () => { request.result.close(); done(); };
        work.onerror = failed;
    };
})"""


def test_a_clock_that_was_set_back_loses_nothing(roll):
    """Twenty entries of other scores were kept while the clock was a year ahead; no more than that are kept at all."""
    edit(roll)
    wait_for_kept(roll.page, 1)
    roll.page.evaluate(FILL, [20, roll.page.evaluate("Date.now()") + 365 * DAY_MS])
    roll.page.reload()
    again = RollPage(roll.page).wait_ready()
    wait_for_pitches(again, RAISED)
    edit(again)
    again.page.wait_for_timeout(1500)
    again.page.reload()
    wait_for_pitches(RollPage(again.page).wait_ready(), [62, 64, 66])


def test_a_clock_that_goes_wrong_loses_nothing(roll):
    edit(roll)
    wait_for_kept(roll.page, 1)
    roll.page.add_init_script(SHIFT_CLOCK % (60 * DAY_MS))
    roll.page.reload()
    wait_for_pitches(RollPage(roll.page).wait_ready(), RAISED)


def test_edits_that_only_the_rolls_own_events_heard_survive_a_reload(serve, open_page):
    """`change` reads each edit: nobody asked for it, and after a reload the page begins with the first value again."""
    server = serve("basic")
    roll = RollPage(open_page(server.url))
    edit(roll)
    with heard_of(roll.page):
        server.wait_for("change")
    roll.page.reload()
    wait_for_pitches(RollPage(roll.page).wait_ready(), RAISED)


def test_what_was_drawn_into_an_empty_roll_survives_a_reload(serve, open_page):
    server = serve("blank")
    roll = RollPage(open_page(server.url, wait=False))
    roll.root.wait_for()
    roll.settle()
    roll.eval(
        """r => r.doc.edit([{ op: "insert", rows: {
            id: [1], onset: [0], duration: [15360], pitch: [64], velocity: [90], track: [0] } }], "draw")"""
    )
    wait_for_kept(roll.page, 1)
    roll.page.reload()
    wait_for_pitches(RollPage(roll.page), [64])


def test_a_recorded_curve_and_a_large_edit_survive_a_reload_together(server, roll):
    """A large edit goes out as a snapshot of its own; curves that were drawn before it lie in another file."""
    roll.eval(
        """r => {
            const curve = { name: "bend", target: "bend", unit: "", time: "s", points: [[0, 1], [1, 2]] };
            r.doc.edit([{ op: "curve", name: "bend", curve }], "draw");
            const ids = Array.from({ length: 4000 }, (_, i) => 100 + i);
            const all = (value) => ids.map(() => value);
            const onset = ids.map((_, i) => i * 15360);
            const rows = { id: ids, onset, duration: all(15360), pitch: all(70), velocity: all(90), track: all(0) };
            r.doc.edit([{ op: "insert", rows }], "paste");
        }"""
    )
    press(roll, "read")
    server.wait_for("read")
    edit(roll)
    before = pitches(roll)
    roll.page.wait_for_timeout(1500)
    roll.page.reload()
    again = RollPage(roll.page).wait_ready()
    wait_for_pitches(again, before)
    assert again.eval("r => [...r.doc.curves.keys()]") == ["bend"]
    again.focus()
    while again.eval("r => r.doc.canUndo"):
        again.press("Control+z")
    assert pitches(again) == FIRST
