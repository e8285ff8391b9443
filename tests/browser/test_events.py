"""Each event of the contract, once per gesture, and no loop."""

import time

import pytest

from tests.browser.roll import TICKS_PER_BEAT, RollPage
from tests.browser.test_faults import skip_minutes

pytestmark = pytest.mark.gradio

QUIET_S = 1.5


@pytest.fixture
def roll(serve, open_page):
    server = serve("basic")
    found = RollPage(open_page(server.url))
    found.server = server
    server.mark()
    found.focus()
    return found


def settled_changes(roll, expected):
    """The change events once `expected` have come and nothing more comes."""
    roll.server.wait_for("change", expected)
    roll.idle()
    time.sleep(QUIET_S)  # a loop would show as more events in this time
    return roll.server.fresh("change")


def test_opening_a_page_is_no_change(roll):
    time.sleep(QUIET_S)
    assert roll.server.fresh() == []


def test_one_gesture_is_one_change_though_the_handler_returns_to_the_roll(roll):
    note = roll.notes()[0]
    x, y = roll.middle_of(note)
    dx = roll.at(TICKS_PER_BEAT, 60)[0] - roll.at(0, 60)[0]
    roll.drag((x, y), (x + 5 * dx, y), steps=25)
    events = settled_changes(roll, 1)
    assert len(events) == 1
    moved = next(n for n in events[0]["notes"] if n["id"] == "a")
    assert (moved["start"], moved["startBeats"], moved["lyric"]) == (400, 5, "도")
    assert roll.note(note["id"])["onset"] == 5 * TICKS_PER_BEAT


def test_undo_and_redo_are_changes_too(roll):
    roll.press("Control+a", "ArrowUp")
    assert len(settled_changes(roll, 1)) == 1
    roll.press("Control+z")
    events = settled_changes(roll, 2)
    assert len(events) == 2
    assert [n["pitch"] for n in events[-1]["notes"]] == [60, 62, 64]
    assert roll.rev() == roll.eval("r => r.doc.baseHash")


def test_edits_made_while_the_handler_runs_are_kept(roll):
    roll.press("Control+a", "ArrowUp", "ArrowUp", "ArrowUp", "ArrowUp")
    end = time.monotonic() + 120
    while time.monotonic() < end and last_change(roll) != [64, 66, 68]:
        time.sleep(0.1)
    assert settled_changes(roll, 1)
    assert last_change(roll) == [64, 66, 68]
    assert [n["pitch"] for n in roll.notes()] == [64, 66, 68]


def last_change(roll):
    return [n["pitch"] for n in (roll.server.fresh("change") or [{"notes": []}])[-1]["notes"]]


def test_what_python_sees_last_is_what_was_done_last(roll):
    """Gradio starts a listener a second time while it gathers the inputs of the first: the older value could arrive last."""
    skip_minutes(roll.page, 2)
    # The page looks after its files before the first event goes out, and the server is slow.
    roll.page.evaluate(
        """async (root) => {
            const fetched = window.fetch;
            let joins = 0;
            const pause = (ms) => new Promise((done) => setTimeout(done, ms));
            window.fetch = async (...request) => {
                if (request[1]?.method === "HEAD") await pause(400);
                else if (String(request[0]).includes("/queue/join") && joins++ === 0) await pause(800);
                return fetched(...request);
            };
            const { doc } = root.pianoRoll;
            const up = { op: "shift", ids: [0, 1], ticks: 0, pitch: 1 };
            for (let i = 0; i < 4; i++) {
                doc.edit([up], "up");
                await pause(100);
            }
        }""",
        roll.root.element_handle(),
    )
    events = settled_changes(roll, 1)
    assert last_change(roll)[0] == 64
    assert [event["notes"][0]["pitch"] for event in events] == sorted(e["notes"][0]["pitch"] for e in events)


def test_play_pause_stop_tell_where(roll):
    roll.press("Space")
    played = roll.server.wait_for("play")[0]["data"]
    assert played["action"] == "play"
    assert played["tempo"] == 120
    assert {"position", "duration", "timestamp", "currentPosition", "use_backend_audio"} <= set(played)
    assert played["duration"] == pytest.approx(2.0, abs=0.6)
    roll.page.wait_for_function(
        "([root, tick]) => root.pianoRoll.player.positionTick() > tick",
        arg=[roll.root.element_handle(), TICKS_PER_BEAT / 2],
    )
    roll.press("Space")
    paused = roll.server.wait_for("pause")[0]["data"]
    assert 0.1 < paused["position"] < 1.9
    assert paused["currentPosition"] == pytest.approx(paused["position"] * 705_600_000, rel=1e-6)
    roll.root.locator("[data-testid=stop]").click()
    assert roll.server.wait_for("stop")[0]["data"]["action"] == "stop"


def test_stop_comes_at_the_natural_end_too(roll):
    roll.press("Space")
    roll.server.wait_for("play")
    assert len(roll.server.wait_for("stop", timeout_s=120)) == 1
    assert roll.eval("r => r.player.state") == "stopped"


def test_clear_comes_and_can_be_undone(roll):
    roll.use("clear")
    assert len(roll.server.wait_for("clear")) == 1
    assert roll.notes() == []
    roll.focus()
    roll.press("Control+z")
    assert len(roll.notes()) == 3


def test_reading_by_a_button(roll):
    roll.press("Control+a", "ArrowUp")
    roll.idle()
    roll.page.locator("#read").click()
    roll.page.get_by_text("startFlicks").first.wait_for()
