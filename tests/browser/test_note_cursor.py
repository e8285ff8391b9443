"""A roll for somebody who does not see it: what is written, changed, heard and saved by key alone."""

import pytest
from playwright.sync_api import expect

from gradio_pianoroll import formats
from tests.browser.ear import Ear
from tests.browser.roll import TICKS_PER_BEAT, RollPage
from tests.browser.test_menus import axe

BEAT = TICKS_PER_BEAT
# "나비야", a German folk tune ("Hänschen klein") that every child in Korea sings; quarters, and halves where a bar ends.
TUNE = [
    "G4",
    "E4",
    "E4-",
    "F4",
    "D4",
    "D4-",
    "C4",
    "D4",
    "E4",
    "F4",
    "G4",
    "G4",
    "G4-",
    "G4",
    "E4",
    "E4",
    "E4",
    "F4",
    "D4",
    "D4-",
    "C4",
    "E4",
    "G4",
    "G4",
    "E4",
    "E4",
    "E4-",
]
WORDS = ["나비야", "나비야", "이리날아", "오너라", "노랑나비", "흰나비", "춤을추며", "오너라"]
PITCHES = {"C4": 60, "D4": 62, "E4": 64, "F4": 65, "G4": 67}
# Every note that is sounded under the cursor, as the player is asked for it.
LISTEN = """() => {
    const { player } = document.querySelector(".gradio-pianoroll").pianoRoll;
    const preview = player.preview.bind(player);
    window.played = [];
    player.preview = (pitch, ...rest) => { window.played.push(pitch); preview(pitch, ...rest); };
}"""


@pytest.fixture
def cursor_page(serve, open_page):
    server = serve("note_cursor")
    page = open_page(server.url)
    roll = RollPage(page)
    # What is fetched when somebody comes.
    expect(roll.root.get_by_test_id("info-line")).to_be_visible()
    return server, roll


def to_pitch(ear, name, now):
    """Up or down, a semitone a key, until the name of the pitch is heard."""
    steps = PITCHES[name] - now
    ear.press(*["ArrowUp" if steps > 0 else "ArrowDown"] * abs(steps))
    ear.until(lambda h: h.active.split(",")[0] == name, name)


def test_eight_bars_with_lyrics_are_written_changed_heard_and_saved(cursor_page):
    server, roll = cursor_page
    page = roll.page
    ear = Ear(page)
    page.evaluate(LISTEN)
    ear.go("Tab", "application", "Song: Notes")
    ear.press("n")
    ear.until(lambda h: h.active == "Note cursor on, rest, bar 1 beat 1", "the cursor")

    # -- eight bars, a note at a time
    now, beats = 60, 0
    for note in TUNE:
        name, is_half = note.removesuffix("-"), note.endswith("-")
        if PITCHES[name] != now:
            to_pitch(ear, name, now)
        now = PITCHES[name]
        ear.press("2" if is_half else "3")
        ear.news("Enter", f"{name}, {'half' if is_half else 'quarter'}, written")
        beats += 2 if is_half else 1
        bar, beat = divmod(beats, 4)
        where = f"beat {beat + 1}" if beat else f"bar {bar + 1} beat 1"
        ear.hear("Alt+ArrowRight", f"rest, {where}")
    # What is written is heard, and what the cursor passes.
    assert page.evaluate("window.played.length") >= len(TUNE)

    # -- lyrics: the first bar syllable by syllable, the others in one breath
    ear.hear("Home", "G4, quarter, bar 1 beat 1")
    ear.press("Enter")
    ear.until(lambda h: h.role == "textbox" and "G4, quarter, bar 1 beat 1: lyric" in h.status, "the field")
    page.keyboard.insert_text("나")
    ear.press("Tab")
    ear.until(lambda h: h.status == "E4, quarter, beat 2: lyric", "the next note")
    page.keyboard.insert_text("비")
    ear.press("Tab")
    ear.until(lambda h: h.status == "E4, half, beat 3: lyric", "the next note")
    page.keyboard.insert_text("".join(WORDS)[2:])
    ear.press("Enter")
    ear.until(lambda h: (h.role, h.active) == ("application", "E4, 야, half, bar 1 beat 3"), "back at the notes")
    ear.hear("Control+ArrowRight", "F4, 나, quarter, bar 2 beat 1")

    # -- edits, each told by its new value, and taken back
    ear.news("Shift+ArrowLeft", "eighth")
    ear.news("Shift+ArrowRight", "dotted quarter")
    ear.news("Control+z", "undone: Change of length")
    ear.news("Control+z", "undone: Change of length")
    ear.news("Alt+ArrowUp", "velocity 108")
    ear.news("Control+Shift+ArrowUp", "F sharp 4")
    ear.news("Control+Shift+ArrowDown", "F4")
    ear.news("Delete", "note deleted, undo available")
    ear.news("Control+z", "undone: Delete")
    ear.news("w", "F4, 나, quarter, bar 2 beat 1, velocity 108, track 1, 2.00 to 2.50 seconds")
    ear.news("x", "selected, 1 in all")
    ear.hear("Control+ArrowRight", "D4, 비, quarter, beat 2")
    ear.news("Shift+x", "selected, 2 in all")
    ear.news("Alt+ArrowDown", "2 notes changed")
    ear.press("Escape")
    ear.news("Shift+w", "27 notes, 8 bars, tempo 120, 4 4 time, grid: quarter, writes: half")

    # -- it sounds, from the cursor
    ear.hear("PageDown", "C4, 이, quarter, bar 3 beat 1")
    ear.press("Space")
    ear.until(lambda h: "button Pause" in h.names, "that it plays")
    page.wait_for_function("document.querySelector('.gradio-pianoroll').pianoRoll.player.positionTick() > 8.5 * 15360")
    ear.press("Space")
    ear.until(lambda h: "button Play" in h.names and h.status.startswith("stopped, bar 3 beat "), "that it has stopped")

    # -- saved, and in Python
    ear.go("Tab", "button", "Save")
    ear.press("Enter")
    ear.until(lambda h: "textbox Answer Saved 27 notes" in h.names, "the answer")
    (saved,) = server.wait_for("save")
    expected, at = [], 0
    for note, syllable in zip(TUNE, "".join(WORDS), strict=True):
        duration = 2 if note.endswith("-") else 1
        expected.append((at, duration, PITCHES[note.removesuffix("-")], syllable))
        at += duration
    found = [(n["start"] / 80, n["duration"] / 80, n["pitch"], n["lyric"]) for n in saved["notes"]]
    assert found == expected
    assert at == 8 * 4
    assert [n["velocity"] for n in saved["notes"]][3:6] == [100, 92, 100]
    # The file that Python wrote has them, read anew.
    notes = formats.load(saved["path"]).notes
    assert list(zip(notes.onset_beats, notes.duration_beats, notes.pitch, notes.lyric, strict=True)) == expected


def test_every_way_of_the_cursor_is_without_a_fault_of_axe_and_f6_goes_round(cursor_page):
    _, roll = cursor_page
    ear = Ear(roll.page)
    roll.root.locator(".stage > .grid").focus()
    assert axe(roll) == []
    ear.press("n")
    ear.until(lambda h: h.active.startswith("Note cursor on"), "the cursor")
    ear.press("Enter")
    ear.hear("Alt+ArrowRight", "rest, beat 2")
    assert axe(roll) == []
    # SPEC 11: tools, fields, ruler row 1, rail, notes, lanes, overview, status; and back.
    seen = []
    for _ in range(9):
        ear.press("F6")
        seen.append(
            roll.page.evaluate(
                "document.activeElement.closest('.toolbar, .info, .marks, .rail, .grid, .lanes, .overview, .status').classList[0]"
            )
        )
    assert seen == ["lanes", "overview", "status", "toolbar", "info", "marks", "rail", "grid", "lanes"]
    ear.press("Shift+F6")
    # Where the notes are it goes on as it was.
    ear.until(lambda h: (h.role, h.active) == ("application", "rest, bar 1 beat 2"), "the notes")
    # A toolbar is one stop; arrows go along its buttons and leave the notes alone.
    ear.press(*["Shift+F6"] * 4)
    first = ear.until(lambda h: h.role == "button", "a button").name
    ear.press("ArrowRight")
    assert ear.look().name != first
    ear.press("ArrowLeft")
    assert ear.look().name == first
    assert len(roll.notes()) == 1
    # Off again, the arrows are the key map's.
    roll.root.locator(".stage > .grid").focus()
    ear.news("n", "Note cursor off")
    assert not roll.root.locator("[data-testid^=note-cursor]").count()


def test_the_cursor_comes_back_with_the_page_and_speaks_korean(serve, open_page):
    page = open_page(serve("note_cursor").url, locale="ko-KR")
    roll, ear = RollPage(page), Ear(page)
    roll.root.locator(".stage > .grid").focus()
    ear.press("n")
    ear.until(lambda h: h.active == "음표 커서 켜짐, 쉼, 1마디 1박", "the cursor")
    page.reload()
    roll.wait_ready()
    roll.root.locator(".stage > .grid").focus()
    ear = Ear(page)
    ear.until(lambda h: h.active == "쉼, 1마디 1박", "the cursor")
    ear.news("Enter", "C4, 4분음표, 썼습니다")
    # At once and again: the same text twice is told twice.
    ear.hear("ArrowUp", "C샵 4")
    # The cursor is seen: a frame in the colour of the accent about the cell.
    frame = roll.root.locator("[data-testid^=note-cursor].active").bounding_box()
    x, y = roll.at(0, 61)
    assert abs(frame["x"] - x) < 1.5
    assert frame["y"] < y < frame["y"] + frame["height"]
