"""
Questions about the server's state and the browser's cache.

Gradio's file route sends `Last-Modified` without `Cache-Control`: a browser may answer a `fetch` of such a file itself,
offline or from a dead server too, for a tenth of the file's age (RFC 9111, 4.2.2). In a test every file is a second old; in real life
it is minutes or days old. Here the files' clocks are set back before the page sees them.
"""

import os
import time

import pytest

from tests.browser.roll import RollPage
from tests.browser.test_faults import Own, edit, own, pitches, press, skip_minutes, wait_for_pitches

__all__ = ["own"]

AGES_S = {"a quarter of an hour": 15 * 60, "a day": 24 * 3600}
# The page asks after an event a little more than a second later.
ASKED_S = 4


@pytest.fixture(params=list(AGES_S))
def old(request, own):
    """A server whose files are so old."""
    set_back(own, AGES_S[request.param])
    return own


def set_back(own: Own, age_s: float):
    then = time.time() - age_s
    for file in (own.folder / "gradio").rglob("*"):
        if file.is_file():
            os.utime(file, (then, then))


def wait_until_asked(roll):
    roll.page.wait_for_timeout(ASKED_S * 1000)


def test_edits_survive_a_server_that_was_killed(old, open_page):
    roll = RollPage(open_page(old.server.url))
    edit(roll)
    old.kill()
    press(roll, "read")
    wait_until_asked(roll)
    old.start()
    roll.page.reload()
    wait_for_pitches(RollPage(roll.page).wait_ready(), [61, 63, 65])


def test_edits_survive_a_killed_server_with_an_event_in_between(old, open_page):
    roll = RollPage(open_page(old.server.url))
    edit(roll)
    press(roll, "read")
    assert old.server.wait_for("read")[-1]["pitches"] == [61, 63, 65]
    wait_until_asked(roll)
    edit(roll)
    old.kill()
    press(roll, "read")
    wait_until_asked(roll)
    old.start()
    roll.page.reload()
    wait_for_pitches(RollPage(roll.page).wait_ready(), [62, 64, 66])


def test_edits_survive_a_page_that_was_offline(old, open_page):
    roll = RollPage(open_page(old.server.url))
    edit(roll)
    roll.page.context.set_offline(True)
    press(roll, "read")
    wait_until_asked(roll)
    roll.page.context.set_offline(False)
    roll.page.reload()
    wait_for_pitches(RollPage(roll.page).wait_ready(), [61, 63, 65])


def test_a_base_that_is_gone_is_sent_again_whatever_the_cache_says(old, open_page):
    roll = RollPage(open_page(old.server.url))
    for file in old.files(".arrows"):
        file.unlink()
    skip_minutes(roll.page, 2)
    edit(roll)
    press(roll, "read")
    assert old.server.wait_for("read")[-1]["pitches"] == [61, 63, 65] == pitches(roll)
