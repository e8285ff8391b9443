"""Texts of users in a real browser: shown as text, never run."""

from tests.browser.apps.hostile import TRAP
from tests.browser.roll import RollPage


def test_no_text_of_a_score_is_run(serve, open_page):
    page = open_page(serve("hostile").url)
    roll = RollPage(page)
    assert sorted(n["lyric"] for n in roll.notes()) == sorted([TRAP, "a\ufffdb\u202ec"])
    # The editor of lyrics and whatever appears under the pointer.
    roll.focus()
    roll.press("Control+a", "Enter", "Escape")
    box = roll.root.bounding_box()
    page.mouse.move(box["x"] + 150, box["y"] + 200)
    page.mouse.dblclick(box["x"] + 150, box["y"] + 200)
    page.wait_for_function("() => document.readyState === 'complete'")
    assert page.evaluate("() => window.__run") is None
    assert page.locator("img[src=x]").count() == 0
