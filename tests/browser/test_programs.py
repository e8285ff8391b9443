"""Programs in the published style as a user sees them."""

import io
import time

import pytest
from PIL import Image

from tests.browser.roll import TICKS_PER_BEAT, RollPage

WAIT_MS = 60_000


@pytest.fixture
def open_program(serve, open_page):
    def open_(name, **options):
        return open_page(f"{serve('programs').url}{name}", **options)

    return open_


def wait_for(roll, expression, arg=None):
    """Wait until something is true of the roll."""
    roll.page.wait_for_function(
        f"([root, arg]) => ((r, arg) => {expression})(root.pianoRoll, arg)",
        arg=[roll.root.element_handle(), arg],
        timeout=WAIT_MS,
    )


def test_a_roll_without_a_value_greets(open_program):
    roll = RollPage(open_program(""))
    assert [note["lyric"] for note in roll.notes()] == ["안녕", "하세요", "반가워요"]


def test_the_async_interface_returns_to_its_roll_without_looping(open_program):
    page = open_program("async_interface/")
    calls = []
    page.on("request", lambda request: calls.append(request.url) if "/queue/join" in request.url else None)
    roll = RollPage(page)
    note = roll.notes()[0]
    for count in (1, 2):
        before = roll.note(note["id"])["onset"]
        # Off the grid: what comes back lies on it.
        roll.eval("(r, id) => r.doc.edit([{ op: 'shift', ids: [id, 1], ticks: 9000, pitch: 0 }], 'Move')", note["id"])
        wait_for(
            roll,
            "r.doc.toRows().onset.every(t => t % 3840 === 0) && !r.doc.toRows().onset.includes(arg)",
            before,
        )
        assert len(calls) == count
    # An edit that the handler leaves as it is: one call more, and nothing was called in between.
    roll.focus()
    roll.press("Control+a", "ArrowUp")
    end = time.monotonic() + WAIT_MS / 1000
    while len(calls) < 3 and time.monotonic() < end:
        page.wait_for_timeout(50)
    wait_for(roll, "r.doc.toRows().pitch.join() === arg", "61,63,65")
    assert len(calls) == 3
    assert [n["onset"] % (TICKS_PER_BEAT // 4) for n in roll.notes()] == [0, 0, 0]


def test_a_change_handler_that_changes_its_roll_runs_once_per_edit(open_program):
    page = open_program("change_that_changes/")
    calls = []
    page.on("request", lambda request: calls.append(request.url) if "/queue/join" in request.url else None)
    roll = RollPage(page)
    for count in (1, 2):
        roll.focus()
        roll.press("Control+a", "ArrowUp")
        wait_for(roll, "r.doc.toRows().velocity[0] === arg", 50 + count)
        assert len(calls) == count
    assert roll.notes()[0]["pitch"] == 62


def test_handlers_are_told_of_lyrics_playing_and_clearing(open_program):
    page = open_program("event_data/")
    roll = RollPage(page)
    told = page.locator("#told textarea, #told input").first

    def wait_told(text):
        page.wait_for_function(
            "([field, text]) => field.value.startsWith(text)", arg=[told.element_handle(), text], timeout=WAIT_MS
        )

    page.mouse.dblclick(*roll.middle_of(roll.notes()[0]))
    field = roll.root.get_by_test_id("lyric-input")
    field.fill("라")
    field.press("Enter")
    wait_told("안 > 라 @ 60")
    roll.root.get_by_test_id("play").click()
    wait_told("play 0.0")
    wait_told("stop stop")
    roll.use("clear")
    wait_told("clear 0")


def test_an_update_changes_the_roll_and_its_label_and_can_be_undone(open_program):
    page = open_program("gr_update/")
    roll = RollPage(page)
    page.get_by_role("button").filter(has_text="Run").first.click()
    page.get_by_text("renamed", exact=True).first.wait_for(timeout=WAIT_MS)
    wait_for(roll, "r.doc.tempo.bpmAt(0) === 200")
    roll.focus()
    roll.press("Control+z")
    wait_for(roll, "r.doc.tempo.bpmAt(0) === 120")


def test_templates_stream_notes_and_give_files(open_program):
    page = open_program("template_all/", height=1200)
    with page.expect_download(timeout=WAIT_MS) as midi:
        page.get_by_role("button", name="Save MIDI").click()
    assert midi.value.suggested_filename.endswith(".mid")
    page.get_by_role("tab", name="MIDI generation").click()
    button = page.get_by_role("button", name="Continue the melody")
    button.wait_for(timeout=WAIT_MS)
    roll = RollPage(page, visible_roll(page))
    roll.wait_ready()
    before = len(roll.notes())
    button.click()
    wait_for(roll, "r.doc.toRows().onset.length === arg", before + 64)
    page.get_by_role("tab", name="Figure for a paper").click()
    page.get_by_role("button", name="Draw the figure").click()
    png = page.get_by_role("button", name="Download PNG")
    page.wait_for_function("b => !b.disabled", arg=png.element_handle(), timeout=WAIT_MS)
    with page.expect_download(timeout=WAIT_MS) as drawn:
        png.click()
    with open(drawn.value.path(), "rb") as file:
        assert Image.open(io.BytesIO(file.read())).width > 1000


def visible_roll(page):
    """Which of the rolls on the page is the one in the open tab."""
    rolls = page.locator(".gradio-pianoroll")
    rolls.locator("visible=true").first.wait_for(timeout=WAIT_MS)
    return next(i for i in range(rolls.count()) if rolls.nth(i).is_visible())
