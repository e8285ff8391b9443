"""What hands expect of a piano roll, by the real mouse, keyboard and finger; each ends with the value in Python."""

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import shared_page
from tests.browser.roll import TICKS_PER_BEAT, RollPage

BEAT = TICKS_PER_BEAT


@pytest.fixture(scope="module")
def shared(serve, browser):
    with shared_page(serve("basic"), browser) as found:
        yield found


@pytest.fixture
def roll(shared):
    shared.focus()
    shared.tool("select")
    shared.eval("r => { r.doc.selection.clear(); r.view.set({scrollTick: 0, pxPerTick: 80 / 15360}) }")
    yield shared
    shared.page.keyboard.press("Escape")
    shared.eval("r => { while (r.doc.isEdited) r.doc.undo() }")
    shared.settle()


def by_pitch(roll, pitch):
    return next(n for n in roll.notes() if n["pitch"] == pitch)


def python_has(roll, check, timeout_s=20):
    """Wait until the value that Python has fits: `(start, duration, pitch)` of each note, times in beats."""

    def has(changes):
        notes = changes[-1]["notes"] if changes else []
        return check([(n["start"] / 80, n["duration"] / 80, n["pitch"]) for n in notes])

    roll.server.wait_until("change", has, timeout_s=timeout_s)


def sung_in_python(roll, lyrics):
    roll.server.wait_until("change", lambda seen: seen and [n.get("lyric") for n in seen[-1]["notes"]] == lyrics)


def held(roll, keys, do):
    for key in keys:
        roll.page.keyboard.down(key)
    do()
    for key in reversed(keys):
        roll.page.keyboard.up(key)
    roll.settle()


def chip(roll):
    return roll.root.locator("[data-testid=readout]").inner_text().split("\n")


def test_a_double_click_on_empty_ground_writes_a_note(roll):
    roll.page.mouse.dblclick(*roll.at(5 * BEAT + 3000, 67))
    roll.settle()
    python_has(roll, lambda notes: notes[-1:] == [(5, 1, 67)])
    assert roll.selected() == 1
    roll.press("Control+z")
    assert len(roll.notes()) == 3


def test_shift_keeps_a_drag_to_one_axis_pressed_before_or_after(roll):
    x, y = roll.middle_of(by_pitch(roll, 62))
    target = roll.at(4.5 * BEAT, 60)
    held(roll, ["Shift"], lambda: roll.drag((x, y), target))
    python_has(roll, lambda notes: (4, 1, 62) in notes)
    mouse = roll.page.mouse
    mouse.move(*roll.middle_of(by_pitch(roll, 62)))
    mouse.down()
    roll.page.keyboard.down("Shift")
    mouse.move(roll.at(4.6 * BEAT, 62)[0], roll.at(0, 66)[1], steps=4)
    mouse.up()
    roll.page.keyboard.up("Shift")
    python_has(roll, lambda notes: (4, 1, 66) in notes)


def test_a_run_with_one_stroke(roll):
    roll.tool("draw")
    roll.root.locator("[data-testid=snap]").select_option("1/8")
    roll.eval("r => r.doc.selection.clear()")
    roll.drag(roll.at(5 * BEAT + 100, 68), roll.at(5.5 * BEAT - 100, 68))
    held(roll, ["Shift"], lambda: roll.drag(roll.at(6.25 * BEAT, 65), roll.at(7.75 * BEAT, 68), steps=12))
    python_has(roll, lambda notes: notes[-4:] == [(6, 0.5, 65), (6.5, 0.5, 66), (7, 0.5, 67), (7.5, 0.5, 68)])
    roll.press("Control+z")
    assert len(roll.notes()) == 4
    roll.root.locator("[data-testid=snap]").select_option("1/4")


def test_a_selection_is_stretched_and_a_pattern_slides(roll):
    roll.press("Control+a")
    x, y = roll.at(4 * BEAT, 64)
    held(roll, ["Alt", "Shift"], lambda: roll.drag((x - 3, y), (roll.at(8 * BEAT, 64)[0] - 3, y)))
    python_has(roll, lambda notes: notes == [(0, 2, 60), (2, 2, 62), (4, 4, 64)])
    x, y = roll.middle_of(by_pitch(roll, 60))
    held(roll, ["Alt", "Shift"], lambda: roll.drag((x, y), (roll.at(BEAT - 2 * BEAT, 60)[0], y)))
    python_has(roll, lambda notes: notes == [(0, 2, 62), (2, 4, 64), (6, 2, 60)])


def test_the_knife_cuts_along_its_line_and_glue_joins_again(roll):
    roll.press("Control+a")
    roll.tool("knife")
    roll.drag(roll.at(3.1 * BEAT, 65), roll.at(3.1 * BEAT, 63))
    python_has(roll, lambda notes: notes[2:] == [(2, 1, 64), (3, 1, 64)])
    roll.press("6")
    assert roll.eval("r => r.tool") == "join"
    roll.click(roll.at(2.5 * BEAT, 64))
    python_has(roll, lambda notes: notes[2:] == [(2, 2, 64)])


def test_the_chip_and_the_status_line_tell_what_the_hand_does(roll):
    mouse = roll.page.mouse
    x, y = roll.middle_of(by_pitch(roll, 62))
    mouse.move(x, y)
    roll.page.wait_for_function("() => document.querySelector('[data-testid=hovered]')?.textContent.includes('D4')")
    assert "1 beat" in roll.root.locator("[data-testid=hovered]").inner_text()
    mouse.down()
    mouse.move(*roll.at(4.5 * BEAT, 65), steps=4)
    roll.settle()
    # 120 bpm: a beat is half a second. 4/4: beat 4 is bar 2.
    assert chip(roll) == ["F4 · 2.1.00", "1 beat · 0.50 s · +3 semitones · +3 beats"]
    box = roll.root.locator("[data-testid=readout]").bounding_box()
    px, py = roll.at(4.5 * BEAT, 65)
    assert box["x"] == pytest.approx(px + 12, abs=2)
    assert box["y"] + box["height"] < py
    mouse.up()
    roll.page.wait_for_function(
        "() => document.querySelector('[data-testid=readout-spoken]')?.textContent.startsWith('F4')"
    )
    python_has(roll, lambda notes: (4, 1, 65) in notes)
    if roll.root.locator("canvas[data-surface=velocity]").count() == 0:
        roll.root.locator("[data-testid=lane-velocity]").click()
    lane = roll.surface("velocity")
    scale = roll.eval("(r, t) => r.view.xOf(t)", 4 * BEAT)
    mouse.move(lane["x"] + scale, lane["y"] + lane["height"] / 2)
    mouse.down()
    mouse.move(lane["x"] + scale, lane["y"] + lane["height"] / 2 + 4)
    roll.settle()
    velocity = int(chip(roll)[0])
    mouse.up()
    roll.settle()
    assert by_pitch(roll, 65)["velocity"] == velocity


def test_space_pans_while_held_and_plays_when_it_is_only_pressed(roll):
    roll.focus()
    roll.page.keyboard.down(" ")
    roll.drag(roll.at(6 * BEAT, 66), roll.at(3 * BEAT, 66))
    roll.page.keyboard.up(" ")
    assert roll.eval("r => r.view.scrollTick") == pytest.approx(3 * BEAT, rel=0.01)
    assert roll.eval("r => r.player.state") == "stopped"
    roll.press(" ")
    assert roll.eval("r => r.player.state") == "playing"
    roll.press(" ")
    roll.eval("r => r.commands.stop()")
    assert not roll.eval("r => r.doc.isEdited")


def test_a_paste_hangs_at_the_pointer_until_a_click(roll):
    roll.press("Control+a", "Control+c", "Control+Shift+v")
    roll.page.mouse.move(*roll.at(6 * BEAT + 200, 65))
    roll.settle()
    assert len(roll.notes()) == 3
    roll.press("Escape")
    roll.click(roll.at(6 * BEAT + 200, 65))
    assert len(roll.notes()) == 3
    roll.press("Control+a", "Control+Shift+v")
    roll.click(roll.at(6 * BEAT + 200, 65))
    # The first note lies under the pointer: its pitch 60 becomes 65, all others go along.
    python_has(roll, lambda notes: notes[3:] == [(6, 1, 65), (7, 1, 67), (8, 2, 69)])


def test_two_windows_exchange_notes_by_the_clipboard(roll, shared):
    page = shared.page.context.new_page()
    page.goto(shared.server.url)
    other = RollPage(page).wait_ready()
    other.eval("r => r.doc.edit([{op: 'shift', ids: [0, 3], ticks: 0, pitch: 7}], 'move')")
    other.focus()
    other.press("Control+a", "Control+c")
    page.close()
    shared.page.bring_to_front()
    roll.focus()
    roll.eval("r => r.player.seek(8 * 15360)")
    roll.press("Control+v")
    python_has(roll, lambda notes: notes[3:] == [(8, 1, 67), (9, 1, 69), (10, 2, 71)])
    assert [n.get("lyric") for n in roll.notes()[3:]] == ["도", "레", "미"]


def test_several_syllables_run_on_into_the_next_notes(roll):
    roll.page.mouse.dblclick(*roll.middle_of(by_pitch(roll, 60)))
    box = roll.root.locator("[data-testid=lyric-input]")
    box.wait_for()
    box.press_sequentially("하늘땅")
    expect(roll.root.locator("[data-testid=lyric-piece]")).to_have_text(["하", "늘", "땅"])
    roll.page.keyboard.press("Enter")
    roll.settle()
    assert [n["lyric"] for n in roll.notes()] == ["하", "늘", "땅"]
    roll.press("Control+z")
    assert [n["lyric"] for n in roll.notes()] == ["도", "레", "미"]
    roll.page.mouse.dblclick(*roll.middle_of(by_pitch(roll, 60)))
    box.fill("lu lo")
    roll.page.keyboard.press("Shift+Enter")
    roll.settle()
    assert [n["lyric"] for n in roll.notes()] == ["lu lo", "레", "미"]
    sung_in_python(roll, ["lu lo", "레", "미"])


def test_an_input_method_is_never_cut_into_pieces(roll):
    """A syllable that is still being composed is finished by Tab and goes on to the next note."""
    roll.page.mouse.dblclick(*roll.middle_of(by_pitch(roll, 60)))
    box = roll.root.locator("[data-testid=lyric-input]")
    box.wait_for()
    session = roll.page.context.new_cdp_session(roll.page)
    for text in ("ㅎ", "하", "한"):
        session.send("Input.imeSetComposition", {"text": text, "selectionStart": 1, "selectionEnd": 1})
        expect(box).to_have_value(text)
        expect(roll.root.locator("[data-testid=lyric-piece]")).to_have_count(0)
    session.send("Input.insertText", {"text": "한"})
    for text in ("ㄱ", "그", "글"):
        session.send("Input.imeSetComposition", {"text": text, "selectionStart": 1, "selectionEnd": 1})
    expect(box).to_have_value("한글")
    expect(roll.root.locator("[data-testid=lyric-piece]")).to_have_text(["한", "글"])
    session.send("Input.insertText", {"text": "글"})
    roll.page.keyboard.press("Tab")
    roll.settle()
    assert [n["lyric"] for n in roll.notes()] == ["한", "글", "미"]
    # The box stands on the note behind the last piece.
    expect(box).to_have_value("미")
    sung_in_python(roll, ["한", "글", "미"])


def test_scale_chord_and_magnet_are_chosen_in_a_panel(roll):
    roll.root.locator("[data-testid=hands]").click()
    panel = roll.root.locator("[data-testid=hands-panel]")
    panel.locator("[data-testid=hands-tonic]").select_option("2")
    panel.locator("[data-testid=hands-scale]").select_option("major")
    panel.locator("[data-testid=hands-chord]").select_option("triad")
    panel.locator("[data-testid=hands-scaleSnap]").check()
    panel.press("Escape")
    expect(panel).to_have_count(0)
    try:
        roll.tool("draw")
        # G natural is in D major; G sharp is not, and goes down to it. The third above it is B, then D.
        roll.click(roll.at(6 * BEAT + 100, 56))
        python_has(roll, lambda notes: [(n[0], n[2]) for n in notes[3:]] == [(6, 55), (6, 59), (6, 62)])
    finally:
        roll.eval("r => r.setHands({scale: 'none', chord: 'none', scaleSnap: false, tonic: 0})")


def test_the_pitch_curve_moves_with_its_note(roll):
    curve = {"name": "f0", "target": "f0", "unit": "Hz", "time": "s", "start": 0, "hop": 0.01, "values": [220.0] * 300}
    roll.eval("(r, curve) => r.doc.edit([{op: 'curve', name: 'f0', curve}], 'add')", curve)
    roll.eval("r => r.setHands({curvesFollow: true})")
    try:
        x, y = roll.middle_of(by_pitch(roll, 60))
        roll.drag((x, y), (x, roll.at(0, 67)[1]))
        python_has(roll, lambda notes: (0, 1, 67) in notes)
        # A fifth of equal temperament: 220 Hz * 2 ** (7 / 12) = 329.63 Hz, E4.
        values = roll.eval("r => Array.from(r.doc.curves.get('f0').values)")
        assert values[20] == pytest.approx(329.6276, abs=1e-3)
        assert values[60] == 220
        roll.press("Control+z")
        assert roll.eval("r => r.doc.curves.get('f0').values[20]") == 220
    finally:
        roll.eval("r => r.setHands({curvesFollow: false})")


def test_the_snap_is_adaptive_or_dotted_when_asked(roll):
    menu = roll.root.locator("[data-testid=snap]")
    menu.select_option("auto")
    roll.eval("r => r.view.set({pxPerTick: 160 / 15360})")
    roll.page.mouse.dblclick(*roll.at(2.9 * BEAT, 67))
    # At 160 px a beat a 1/32 is 20 px wide: the line before 2.9 beats is at 2.875.
    python_has(roll, lambda notes: 2.875 in [onset for onset, _, _ in notes[-2:]])
    menu.select_option("1/4D")
    roll.eval("r => r.doc.selection.clear()")
    roll.page.mouse.dblclick(*roll.at(3.4 * BEAT, 65))
    roll.settle()
    assert by_pitch(roll, 65)["onset"] == 3 * BEAT
    menu.select_option("1/4")


def test_one_finger_scrolls_on_empty_ground_and_edits_on_a_note(roll):
    session = roll.page.context.new_cdp_session(roll.page)

    def touch(kind, *points):
        session.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": [{"x": x, "y": y} for x, y in points]})

    def swipe(start, end):
        touch("touchStart", start)
        for i in range(1, 7):
            touch("touchMove", tuple(a + (b - a) * i / 6 for a, b in zip(start, end, strict=True)))
        touch("touchEnd")
        roll.settle()

    swipe(roll.at(6 * BEAT, 66), roll.at(4 * BEAT, 66))
    assert roll.eval("r => r.view.scrollTick") == pytest.approx(2 * BEAT, rel=0.02)
    roll.eval("r => r.view.set({scrollTick: 0})")
    assert not roll.eval("r => r.doc.isEdited")
    swipe(roll.middle_of(by_pitch(roll, 62)), roll.at(4.5 * BEAT, 62))
    python_has(roll, lambda notes: (4, 1, 62) in notes)


def test_the_middle_button_drags_the_score_and_pastes_nothing(roll):
    """On Linux Chromium pastes when the middle button is let go."""
    before = len(roll.notes())
    note = by_pitch(roll, 60)
    roll.click(roll.middle_of(note))
    roll.press("Control+c")
    # What the browser pastes comes some time after the button, unless the event that would ask for it is prevented.
    roll.page.evaluate(
        """document.addEventListener('paste', () => (window.pasted = true), {capture: true});
           document.addEventListener('mouseup', (event) => (window.prevented = event.defaultPrevented), {once: true})"""
    )
    first = roll.at(0, 60)[1]
    start = roll.at(8 * BEAT, 66)
    roll.drag(start, (start[0] - 60, start[1] + 20), button="middle")
    assert roll.page.evaluate("window.prevented") is True
    assert roll.at(0, 60)[1] > first
    assert len(roll.notes()) == before
    assert roll.page.evaluate("window.pasted") is None


def test_the_status_line_tells_what_lies_under_the_pointer_after_an_edit_too(roll):
    hovered = roll.root.get_by_test_id("hovered")
    note = by_pitch(roll, 64)
    roll.drag(roll.middle_of(note), roll.at(note["onset"] + note["duration"] / 2 + BEAT, 66))
    expect(hovered).to_contain_text("F♯4")
    roll.press("ArrowUp")
    expect(hovered).not_to_contain_text("velocity")
    roll.press("ArrowDown")
    expect(hovered).to_contain_text("velocity")
    roll.press("Delete")
    expect(hovered).not_to_contain_text("velocity")


def test_the_overview_keeps_no_colour_of_a_selection_that_is_gone(roll):
    # Away from the strip, so that nothing is lit there.
    roll.page.mouse.move(*roll.at(6 * BEAT, 72))
    before = roll.picture_of("overview")
    roll.press("Control+a", "ArrowUp", "Control+z", "Escape")
    roll.page.mouse.move(*roll.at(6 * BEAT, 72))
    roll.settle()
    assert roll.picture_of("overview").tobytes() == before.tobytes()


def test_settings_of_the_hands_are_there_after_a_reload(serve, open_page):
    roll = RollPage(open_page(serve("basic").url)).wait_ready()
    roll.root.locator("[data-testid=hands]").click()
    panel = roll.root.locator("[data-testid=hands-panel]")
    panel.locator("[data-testid=hands-scale]").select_option("dorian")
    panel.locator("[data-testid=hands-magnetic]").check()
    roll.page.reload()
    roll.wait_ready()
    roll.page.wait_for_function("root => root.pianoRoll.hands.scale === 'dorian'", arg=roll.root.element_handle())
    assert roll.eval("r => [r.hands.scale, r.hands.magnetic, r.hands.keySound]") == ["dorian", True, True]
