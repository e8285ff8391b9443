"""
Gradio's run history keeps the values of events in the browser (on by default since Gradio 6.24) and brings them back, also
when the server has been started again since and knows neither their documents nor has their files any more.
"""

from pathlib import Path

import pytest

from tests.browser.conftest import start_server
from tests.browser.roll import RollPage
from tests.browser.test_faults import edit, press, wait_for_pitches

APP = "tests.browser.apps.history"
EDITED = [41, 43, 45]


def brought_back(page):
    """What a person does: open the list of runs, and load the newest into the app."""
    page.goto(page.url.split("?")[0] + "gradio_api/runs")
    page.get_by_role("button", name="Load run").first.click()
    return RollPage(page).wait_ready()


@pytest.mark.parametrize("files", ["kept", "removed"])
def test_a_value_of_an_earlier_run_shows_its_notes_after_a_restart(tmp_path, open_page, files):
    server = start_server(APP, tmp_path)
    try:
        page = open_page(server.url)
        roll = RollPage(page)
        press(roll, "fresh")
        wait_for_pitches(roll, [40, 42, 44])
        edit(roll)
        press(roll, "read")
        assert server.wait_for("read")[-1]["pitches"] == EDITED
        page.get_by_text("3 notes").last.wait_for()
        # Gradio loads a page again whose server dies while it still listens: that would cut short what follows.
        roll.idle()
        server.process.kill()
        server.process.wait(timeout=60)
        if files == "removed":
            for file in Path(tmp_path / "gradio").rglob("*.arrows"):
                file.unlink()
        server = start_server(APP, tmp_path, port=int(server.url.rstrip("/").rsplit(":", 1)[-1]))
        again = brought_back(page)
        wait_for_pitches(again, EDITED)
        # And it can be used: Python gets what is shown.
        press(again, "read")
        assert server.wait_for("read", 2)[-1]["pitches"] == EDITED
    finally:
        server.stop()
