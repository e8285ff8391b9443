"""What a handler returns is an echo when it came with the same event, and a wish when an earlier event kept it."""

import pytest

from tests.browser.roll import RollPage

pytestmark = pytest.mark.gradio


@pytest.fixture
def roll(serve, open_page):
    server = serve("versions")
    found = RollPage(open_page(server.url))
    found.server = server
    found.focus()
    return found


def wait_for_pitches(roll, pitches):
    roll.page.wait_for_function(
        "([root, pitches]) => root.pianoRoll.doc.toRows().pitch.join() === pitches",
        arg=[roll.root.element_handle(), ",".join(map(str, pitches))],
    )


def test_a_kept_version_comes_back(roll):
    roll.press("Control+a", "ArrowUp")
    roll.page.locator("#keep").click()
    roll.server.wait_for("kept")
    roll.focus()
    roll.press("Control+a", "Shift+ArrowUp")
    wait_for_pitches(roll, [73, 75, 77])
    roll.page.locator("#back").click()
    wait_for_pitches(roll, [61, 63, 65])


def test_the_echo_of_a_slow_handler_undoes_nothing(roll):
    gate = roll.server.log.with_suffix(".gate")
    gate.unlink(missing_ok=True)
    roll.page.locator("#slow").click()
    roll.server.wait_for("begun")
    roll.focus()
    roll.press("Control+a", "ArrowUp")
    wait_for_pitches(roll, [61, 63, 65])
    gate.touch()
    assert roll.server.wait_for("slow")[0]["pitches"] == [60, 62, 64]
    roll.idle()
    roll.page.locator("#slow").click()
    assert roll.server.wait_for("slow", 2)[1]["pitches"] == [61, 63, 65]
    wait_for_pitches(roll, [61, 63, 65])


def test_a_page_says_that_it_is_one(roll):
    """By this header the server tells pages from programs (gradio_compat.py)."""
    with roll.page.expect_request("**/queue/join**") as asked:
        roll.page.locator("#keep").click()
    assert asked.value.headers["x-gradio-user"] == "app"
    roll.server.wait_for("kept")
