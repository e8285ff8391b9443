"""The ruler and the transport with real hands: what is done there arrives in Python."""

import numpy as np
import pytest
from playwright.sync_api import expect

from tests.browser.roll import TICKS_PER_BEAT, RollPage
from tests.browser.test_sound import Ear, press_play

BEAT = TICKS_PER_BEAT


@pytest.fixture
def rolls(serve, open_page):
    """Rolls of the page: with marks, with a recording, to look at."""
    server = serve("ruler")
    page = open_page(server.url, width=1500, height=1000)
    server.mark()
    found = [RollPage(page, index).wait_ready() for index in range(3)]
    for roll in found:
        roll.server = server
    return found


def told(roll: RollPage, name: str) -> dict:
    """What Python has of the roll now."""
    roll.idle()
    count = len(roll.server.fresh("tell"))
    roll.page.locator(f"#tell-{name}").click()
    return roll.server.wait_for("tell", count + 1)[-1]


def chip(roll: RollPage, name: str):
    return roll.root.get_by_test_id(f"mark-{name}")


def tool(roll: RollPage, name: str):
    """A control of the toolbar, or of the panel that has what the toolbar has no room for."""
    found = roll.root.get_by_test_id(name)
    if not found.count():
        roll.root.get_by_test_id("more").click()
    return found


def x_of(roll: RollPage, beat: float) -> float:
    return roll.surface("ruler")["x"] + roll.eval("(r, t) => r.view.xOf(t)", beat * BEAT)


def middle(roll: RollPage, name: str) -> tuple[float, float]:
    box = chip(roll, name).bounding_box()
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


def marks_y(roll: RollPage) -> float:
    box = roll.root.get_by_test_id("marks").bounding_box()
    return box["y"] + box["height"] / 2


def status(roll: RollPage) -> str:
    return roll.root.get_by_test_id("status").inner_text()


def test_chips_are_named_edited_in_place_and_python_has_it(rolls):
    roll = rolls[0]
    chips = roll.root.get_by_test_id("marks").get_by_role("button")
    chips.first.wait_for()
    # Two chips at bar 1 are tempo and meter, then key and marker; B stands at bar 3.
    assert [name.get_attribute("aria-label") for name in chips.all()] == [
        "Tempo 120, at 1.1.00",
        "Meter 4/4, at 1.1.00",
        "Key G major, at 1.1.00",
        "Marker 메기는 소리, at 1.1.00",
        "Marker B, at 3.1.00",
    ]
    chip(roll, "tempo-0").click()
    field = roll.root.get_by_test_id("mark-bpm")
    field.fill("fast")
    field.press("Enter")
    assert "10 000" in roll.root.get_by_test_id("mark-editor").get_by_role("alert").inner_text()
    field.fill("92.5")
    field.press("Enter")
    chip(roll, "meter-0").click()
    roll.root.get_by_test_id("mark-numerator").fill("3")
    roll.root.get_by_test_id("mark-done").click()
    chip(roll, "key-0").click()
    roll.root.get_by_test_id("mark-mode").select_option("minor")
    roll.root.get_by_test_id("mark-sharps").select_option("-3")
    roll.root.get_by_test_id("mark-done").click()
    chip(roll, "marker-1").click()
    roll.root.get_by_test_id("mark-text").fill("받는 소리")
    roll.page.keyboard.press("Enter")
    value = told(roll, "marked")
    assert (value["tempos"], value["signatures"]) == ([[0, 92.5]], [[0, 3, 4]])
    assert (value["keys"], value["markers"]) == ([[0, "C minor"]], [[0, "메기는 소리"], [8, "받는 소리"]])
    assert value["dict_markers"][1] == {"beat": 8, "text": "받는 소리"}
    for _ in range(4):
        roll.eval("r => r.commands.undo()")
    value = told(roll, "marked")
    assert (value["tempos"], value["signatures"]) == ([[0, 120]], [[0, 4, 4]])
    assert (value["keys"], value["markers"]) == ([[0, "G major"]], [[0, "메기는 소리"], [8, "B"]])


def test_chips_are_dragged_added_and_removed(rolls):
    roll = rolls[0]
    y = marks_y(roll)
    start = middle(roll, "marker-1")
    # The snap is a beat: 5.3 beats to the left of 8 is 2.7, which is beat 3.
    to = (start[0] + x_of(roll, 2.7) - x_of(roll, 8), start[1])
    mouse = roll.page.mouse
    mouse.move(*start)
    mouse.down()
    mouse.move(*to, steps=5)
    roll.page.keyboard.press("Escape")
    mouse.up()
    assert roll.eval("r => r.doc.markers.map(m => m[0])") == [0, 8 * BEAT]
    roll.drag(middle(roll, "marker-1"), to)
    assert roll.eval("r => r.doc.markers.map(m => m[0])") == [0, 3 * BEAT]
    # Alt leaves the grid.
    start = middle(roll, "marker-1")
    roll.page.keyboard.down("Alt")
    roll.drag(start, (start[0] + 37, start[1]))
    roll.page.keyboard.up("Alt")
    free = roll.eval("r => r.doc.markers[1][0]")
    assert free == pytest.approx(3 * BEAT + 37 / roll.eval("r => r.view.pxPerTick"), abs=BEAT / 20)
    # The first tempo stays where music begins.
    start = middle(roll, "tempo-0")
    roll.drag(start, (start[0] + 100, start[1]))
    assert "stay" in status(roll)
    for kind, fill in (("tempo", "mark-bpm"), ("marker", "mark-text")):
        roll.page.mouse.dblclick(x_of(roll, 6.1 if kind == "tempo" else 10.2), y)
        roll.root.get_by_test_id(f"add-{kind}").click()
        roll.root.get_by_test_id(fill).fill("77" if kind == "tempo" else "C")
        roll.page.keyboard.press("Enter")
    chip(roll, "marker-1").click(button="right")
    roll.root.get_by_test_id("mark-remove").click()
    value = told(roll, "marked")
    assert value["tempos"] == [[0, 120], [6, 77]]
    assert value["markers"] == [[0, "메기는 소리"], [10, "C"]]
    assert value["onsets"] == [0, 2, 8]


def test_chips_by_keyboard_alone(rolls):
    roll = rolls[0]
    press = roll.page.keyboard.press
    focused = "() => document.activeElement.dataset.mark ?? ''"
    chip(roll, "tempo-0").focus()
    seen = []
    for key in ("ArrowRight", "ArrowRight", "End", "Home"):
        press(key)
        roll.settle()
        seen.append(roll.page.evaluate(focused))
    assert seen == ["meter 0", "key 0", "marker 1", "tempo 0"]
    press("ArrowUp")
    press("Shift+ArrowUp")
    press("Delete")
    assert "stay" in status(roll)
    press("End")
    roll.settle()
    press("Alt+ArrowLeft")
    roll.settle()
    press("Enter")
    roll.root.get_by_test_id("mark-text").fill("끝")
    press("Enter")
    # A command of the notes' own, at the playhead.
    roll.focus()
    roll.eval("(r, t) => r.player.seek(t)", 5 * BEAT)
    press("Shift+M")
    roll.root.get_by_test_id("mark-text").fill("A2")
    press("Enter")
    roll.focus()
    press(",")
    assert roll.eval("r => r.player.positionTick()") == 0
    press(".")
    assert roll.eval("r => r.player.positionTick()") == 5 * BEAT
    chip(roll, "key-0").focus()
    press("Delete")
    value = told(roll, "marked")
    assert value["tempos"] == [[0, 131]]
    assert (value["keys"], value["markers"]) == ([], [[0, "메기는 소리"], [5, "A2"], [7, "끝"]])


def test_a_change_of_tempo_asks_once_what_stays(rolls):
    roll = rolls[1]
    roll.root.scroll_into_view_if_needed()
    roll.eval("(r, loop) => r.setLoop(loop)", [2 * BEAT, 8 * BEAT])
    chip(roll, "tempo-0").click()
    roll.root.get_by_test_id("mark-bpm").fill("60")
    roll.page.keyboard.press("Enter")
    roll.root.get_by_test_id("keep-seconds").click()
    # Half the tempo: a second is one beat instead of two; the recording stays in seconds, so do the notes.
    value = told(roll, "sung")
    assert (value["tempos"], value["onsets"]) == ([[0, 60]], [0, 1, 4])
    assert roll.eval("r => r.loop") == [1 * BEAT, 4 * BEAT]
    roll.eval("r => r.commands.undo()")
    assert told(roll, "sung")["onsets"] == [0, 2, 8]
    # The answer is remembered, for the field in the panel "more" as well.
    field = roll.control("tempo")
    field.fill("240")
    field.press("Enter")
    value = told(roll, "sung")
    assert (value["tempos"], value["onsets"]) == ([[0, 240]], [0, 4, 16])
    chip(roll, "tempo-0").click()
    roll.root.get_by_test_id("keep-beats").click()
    roll.root.get_by_test_id("mark-bpm").fill("120")
    roll.root.get_by_test_id("mark-done").click()
    value = told(roll, "sung")
    assert (value["tempos"], value["onsets"]) == ([[0, 120]], [0, 4, 16])


def test_positions_and_the_loop_are_typed_in_any_unit(rolls):
    roll = rolls[0]
    test_id = roll.root.get_by_test_id

    def go_to(text: str) -> float:
        test_id("position-edit").click()
        test_id("position-field").fill(text)
        roll.page.keyboard.press("Enter")
        return roll.eval("r => r.player.positionTick()") / BEAT

    # 120 beats a minute, 4/4, 44 100 samples a second, 480 ticks a beat.
    assert go_to("2.3.50") == 6.5
    assert go_to("2.1.240") == 4.5
    assert go_to("0:03.5") == 7
    assert go_to("44100 smp") == 2
    assert go_to("nowhere") == 2
    assert "nowhere" in status(roll)
    roll.page.keyboard.press("Escape")
    shown = test_id("position-bars")
    assert shown.inner_text() == "1.3.00"
    test_id("position-unit").click()
    assert shown.inner_text() == "0:01.0"
    test_id("position-unit").click()
    assert shown.inner_text() == "44100"
    assert go_to("88200") == 4
    test_id("position-edit").click(button="right")
    test_id("unit-bars").click()
    test_id("loop-from").fill("3")
    test_id("loop-to").fill("2")
    test_id("loop-set").click()
    assert "must end after" in test_id("position-menu").inner_text()
    test_id("loop-to").fill("4.2")
    test_id("loop-set").click()
    assert roll.eval("r => r.loop") == [8 * BEAT, 13 * BEAT]
    roll.focus()
    roll.page.keyboard.press("g")
    test_id("position-field").fill("5.1")
    roll.page.keyboard.press("Enter")
    roll.page.keyboard.press("]")
    assert roll.eval("r => r.loop") == [8 * BEAT, 16 * BEAT]


def test_a_roll_to_look_at_refuses_and_still_shows(rolls):
    roll = rolls[2]
    roll.root.scroll_into_view_if_needed()
    before = roll.rev()
    chip(roll, "tempo-0").click()
    expect(roll.root.get_by_test_id("status")).to_contain_text("read-only")
    start = middle(roll, "marker-1")
    roll.drag(start, (start[0] - 100, start[1]))
    chip(roll, "marker-1").focus()
    roll.page.keyboard.press("Delete")
    roll.page.keyboard.press("ArrowUp")
    chip(roll, "marker-1").click(button="right")
    entries = roll.root.get_by_test_id("ruler-box").get_by_role("menuitem")
    assert [entry.inner_text() for entry in entries.all()] == ["Loop this section"]
    entries.first.click()
    assert roll.eval("r => r.loop") == [8 * BEAT, 12 * BEAT]
    assert roll.rev() == before
    assert roll.root.get_by_test_id("mark-editor").count() == 0


def test_who_edits_while_only_the_recording_is_heard_hears_both(rolls):
    marked, roll = rolls[:2]
    off = marked.root.get_by_test_id("source-recording")
    assert off.get_attribute("aria-disabled") == "true"
    assert "no recording" in off.get_attribute("data-tip")
    off.click(force=True)
    assert marked.root.get_by_test_id("source-notes").get_attribute("aria-checked") == "true"
    tool(roll, "source-recording").click()
    assert roll.eval("r => [r.player.notesOn, r.player.audioOn]") == [False, True]
    roll.focus()
    roll.press("Control+a", "ArrowUp")
    assert roll.root.get_by_test_id("source-both").get_attribute("aria-checked") == "true"
    assert roll.eval("r => [r.player.notesOn, r.player.audioOn]") == [True, True]
    assert "now the notes are heard" in status(roll)
    assert told(roll, "sung")["pitches"] == [61, 65, 68]


def onsets(ear: Ear, from_s: float, apart_s: float = 0.1) -> list[float]:
    """Times at which something begins after silence, on the audio clock."""
    data, first_s, rate = ear.samples()
    loud = np.flatnonzero(np.abs(data) > 0.05)
    starts = loud[np.flatnonzero(np.diff(loud, prepend=-(10**9)) > apart_s * rate)]
    return [first_s + start / rate for start in starts if first_s + start / rate > from_s]


def test_sound_the_metronome_clicks_on_the_sample(rolls):
    roll = rolls[0]
    ear = Ear(roll)
    roll.eval("(r, beat) => r.doc.edit([{ op: 'set', ids: [0, 3], column: 'velocity', value: 0 }], 'mute')", BEAT)
    roll.focus()
    roll.page.keyboard.press("k")
    assert tool(roll, "metronome").get_attribute("aria-pressed") == "true"
    tool(roll, "speed").select_option("200")
    roll.page.keyboard.press("Escape")
    # A bar counted in, then the music: eight clicks, a quarter of a second apart at twice 120 beats a minute.
    roll.eval("r => void r.player.play({ countInBars: 1 })")
    roll.page.wait_for_function(
        "(root) => root.pianoRoll.player.positionTick() > 4.5 * 15360", arg=roll.root.element_handle()
    )
    at_s = ear.now_s()
    ear.wait_until(at_s)
    found = onsets(ear, 0)[:8]
    data, first_s, rate = ear.samples()
    roll.root.get_by_test_id("stop").click()
    assert len(found) == 8
    # Browsers start a buffer at the nearest sample.
    assert np.abs(np.diff(found) - 0.25).max() < 1.5 / rate
    loud = [float(np.abs(data[round((at - first_s) * rate) :][:200]).max()) for at in found]
    # One is accented: 0.5 against 0.32.
    assert [level > 0.42 for level in loud] == [True, False, False, False] * 2


def test_sound_a_slower_recording_keeps_pitch_and_place(rolls):
    roll = rolls[1]
    roll.root.scroll_into_view_if_needed()
    ear = Ear(roll)
    tool(roll, "source-recording").click()
    tool(roll, "speed").select_option("50")
    roll.page.keyboard.press("Escape")
    # The loop from beat 2 to 4 is the second that begins at 1 s: a tone for its first half. It takes two seconds.
    roll.eval("(r, loop) => r.setLoop(loop)", [2 * BEAT, 4 * BEAT])
    press_play(roll)
    ear.wait_until(ear.now_s() + 5.8)
    roll.root.get_by_test_id("stop").click()
    # The recorder of the test may join in the middle of the first pass.
    found = onsets(ear, 0, apart_s=0.4)[1:]
    assert len(found) >= 2
    # A stretched tone may begin 30 ms beside its place, each pass in the same way: the loop itself is exact.
    assert np.abs(np.diff(found) - 2).max() < 0.002
    for at in found[:1]:
        # MIDI 57 is 220 Hz.
        assert ear.pitch(at + 0.15, at + 0.85) == pytest.approx(57, abs=0.1)
        assert ear.level(at + 0.1, at + 0.9) > 0.2
        assert ear.level(at + 1.1, at + 1.9) < 0.01


def test_where_chips_are_crowded_words_give_way_and_numbers_stay_whole(rolls):
    """Of "♩ = 120" cut to "♩ = 1…" a reader would take another tempo."""
    roll = rolls[0]
    roll.eval("r => r.view.set({ pxPerTick: 180 / (8 * 15360) })")
    roll.settle()
    cut = "all => all.map(e => e.scrollWidth > e.clientWidth)"
    chips = roll.root.get_by_test_id("marks").locator(".chip")
    assert chips.locator("span").nth(3).evaluate("e => e.scrollWidth > e.clientWidth")
    numbers = roll.root.get_by_test_id("marks").locator(".chip.tempo span, .chip.meter span")
    assert numbers.evaluate_all(cut) == [False, False]
