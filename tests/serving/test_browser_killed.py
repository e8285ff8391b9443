"""A browser that is killed without a word: what its user had drawn is there when it is opened again."""

import shutil

import psutil
import pytest
from playwright.sync_api import sync_playwright

from tests.browser.conftest import CHROMIUM_FLAGS, start_server
from tests.browser.roll import RollPage

pytestmark = pytest.mark.browser
KEPT = """() => new Promise(done => {
    const request = indexedDB.open("gradio-pianoroll", 1);
    request.onsuccess = () => {
        const count = request.result.transaction("unsent").objectStore("unsent").count();
        count.onsuccess = () => { request.result.close(); done(count.result === 1); };
    };
})"""


def test_edits_survive_a_killed_browser(tmp_path):
    server = start_server("tests.browser.apps.faults", tmp_path)
    try:
        assert after_a_kill(server.url, tmp_path / "profile") == [62, 64, 66]
    finally:
        server.process.terminate()
        server.process.wait(timeout=60)


def after_a_kill(url, profile):
    """Pitches that a second browser shows, which has the profile of one that was killed after two edits."""
    with sync_playwright() as playwright:

        def launch():
            return playwright.chromium.launch_persistent_context(
                str(profile),
                executable_path=shutil.which("chromium") or shutil.which("google-chrome"),
                args=[*CHROMIUM_FLAGS, "--restore-last-session"],
            )

        context = launch()
        page = context.pages[0]
        page.goto(url)
        roll = RollPage(page).wait_ready()
        roll.focus()
        roll.press("Control+a", "ArrowUp", "ArrowUp")
        page.wait_for_function(KEPT, timeout=60_000)
        kill(profile)
        for lock in profile.glob("Singleton*"):
            lock.unlink()
        context = launch()
        pages = [page for page in context.pages if page.url.startswith(url)]
        page = pages[0] if pages else context.pages[0]
        if not pages:
            page.goto(url)
        roll = RollPage(page).wait_ready()
        found = sorted(note["pitch"] for note in roll.notes())
        context.close()
        return found


def kill(profile):
    """Kill (-9) each process of the browser that uses this profile, none other."""
    ours = [p for p in psutil.process_iter() if any(str(profile) in part for part in _command(p))]
    assert ours
    for process in ours:
        process.kill()
    psutil.wait_procs(ours, timeout=60)


def _command(process):
    try:
        return process.cmdline()
    except psutil.Error:
        return []
