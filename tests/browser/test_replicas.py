"""A server whose temporary folder is another one takes the place of the first: every file of the value heals, not only its notes."""

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import start_server
from tests.browser.roll import RollPage
from tests.browser.test_faults import edit, heard_of, press, skip_minutes

APP = "tests.browser.apps.replicas"
SENTENCE = {
    "en-US": "The server did not take the last event",
    "ko-KR": "서버가 마지막 요청을 받지 않았습니다",
}


class Replicas:
    """Two servers behind one address, one after the other."""

    def __init__(self, folder):
        self.folder = folder
        self.server = start_server(APP, folder)

    def turn(self, roll):
        """The other one answers from now on. Gradio's page loads itself anew when its server goes in the midst of an event."""
        roll.idle()
        self.server.process.kill()
        self.server.process.wait(timeout=60)
        port = int(self.server.url.rstrip("/").rsplit(":", 1)[-1])
        self.server = start_server(APP, self.folder, {"GRADIO_TEMP_DIR": str(self.folder / "other")}, port=port)
        self.server.mark()


@pytest.fixture
def replicas(tmp_path):
    found = Replicas(tmp_path)
    yield found
    found.server.stop()


def open_sung(replicas, open_page, **how):
    roll = RollPage(open_page(replicas.server.url, **how))
    press(roll, "sung")
    roll.page.wait_for_function(
        "root => root.pianoRoll.doc.curves.size === 1 && root.querySelector('canvas[data-surface=strip]')",
        arg=roll.root.element_handle(),
    )
    return roll


def hear(roll):
    """Whoever has heard the sound has it."""
    roll.focus()
    roll.press("Space")
    roll.page.wait_for_function("root => root.pianoRoll.player.positionTick() > 2000", arg=roll.root.element_handle())
    roll.press("Space")


def test_every_file_of_the_value_heals(replicas, open_page):
    roll = open_sung(replicas, open_page)
    hear(roll)
    press(roll, "read")
    before = replicas.server.wait_for("read")[-1]
    assert before["sound"] > 40_000
    replicas.turn(roll)
    skip_minutes(roll.page, 2)
    edit(roll)
    press(roll, "read")
    after = replicas.server.wait_for("read")[-1]
    assert after == {**before, "pitches": [61, 63, 65]}
    # Once healed it stays so, and is heard from its new place.
    hear(roll)
    edit(roll)
    press(roll, "read")
    assert replicas.server.wait_for("read", 2)[-1] == {**before, "pitches": [62, 64, 66]}
    expect(roll.root.locator("[data-testid=status]")).to_have_text("")


@pytest.mark.parametrize("locale", list(SENTENCE))
def test_an_event_that_was_refused_is_explained_and_the_next_one_comes_through(replicas, open_page, locale):
    roll = open_sung(replicas, open_page, locale=locale)
    hear(roll)
    roll.page.evaluate("() => { window.then = [Date.now(), performance.now()]; }")
    with heard_of(roll.page):
        press(roll, "read")
    replicas.server.wait_for("read")
    edit(roll)
    # The servers change within the minute in which the page does not look after its files, however slow the machine is.
    roll.page.evaluate("() => { const [d, p] = window.then; Date.now = () => d; performance.now = () => p; }")
    replicas.turn(roll)
    press(roll, "read")
    roll.page.get_by_text(SENTENCE[locale]).first.wait_for()
    press(roll, "read")
    assert replicas.server.wait_for("read")[-1]["pitches"] == [61, 63, 65]


def test_a_sound_that_nobody_has_any_more_is_named_and_stops_nothing(replicas, open_page):
    roll = open_sung(replicas, open_page)
    replicas.turn(roll)
    skip_minutes(roll.page, 2)
    edit(roll)
    press(roll, "read")
    after = replicas.server.wait_for("read")[-1]
    assert (after["pitches"], after["sound"]) == ([61, 63, 65], None)
    roll.page.get_by_text("no longer has the recorded sound").first.wait_for()
