"""Rows of the table in `docs/editing.md` that no other file tries to their end: by real mouse, keys and fingers, to Python's value."""

import pytest

from tests.browser.conftest import shared_page
from tests.browser.roll import TICKS_PER_BEAT

BEAT = TICKS_PER_BEAT
PAD_PX = 6
# Of the first track: onset and length in beats, pitch, velocity.
VOICE = [(0, 1, 64, 70), (1, 1, 67, 90), (2, 2, 69, 110), (4, 1, 67, 80), (6, 2, 64, 60)]


@pytest.fixture(scope="module")
def shared(serve, browser):
    with shared_page(serve("trial"), browser) as found:
        yield found


@pytest.fixture
def roll(shared):
    shared.focus()
    shared.tool("select")
    shared.eval(
        "r => { r.doc.selection.clear(); r.view.set({scrollTick: 0, pxPerTick: 80 / 15360, topPitch: 74, row_px: 18}) }"
    )
    shared.eval("r => { r.tracks.setActive(0); r.seek(0) }")
    shared.settle()
    shared.server.mark()
    yield shared
    shared.page.keyboard.press("Escape")
    shared.eval("r => { while (r.doc.isEdited) r.doc.undo() }")
    shared.settle()


def until(roll, holds, what="the value"):
    """Wait for a value in Python, which is given back; several quick edits may come in one change."""
    return roll.server.wait_until("change", lambda seen: seen and holds(seen[-1]), what, timeout_s=30)[-1]


def voice(facts):
    return [tuple(note[:4]) for note in facts["notes"] if note[4] == 0]


def times(facts):
    return [note[:3] for note in voice(facts)]


def note_at(roll, onset_beats, pitch):
    return next(n for n in roll.notes() if (n["onset"], n["pitch"]) == (onset_beats * BEAT, pitch))


def go_to(roll, position):
    """The position is typed."""
    roll.press("g")
    roll.page.keyboard.type(position)
    roll.page.keyboard.press("Enter")
    roll.focus()


def palette(roll, title):
    roll.page.keyboard.press("Control+k")
    roll.root.get_by_test_id("palette-query").fill(title)
    roll.page.keyboard.press("Enter")
    roll.focus()
    roll.settle()


def test_notes_are_selected_by_a_key_of_the_piano_by_arrows_all_and_the_others(roll):
    keys = roll.surface("keys")
    roll.click((keys["x"] + 10, roll.at(0, 67)[1]))
    assert roll.selected() == 2
    roll.focus()
    roll.press("ArrowUp")
    until(roll, lambda facts: [note[2] for note in voice(facts)] == [64, 68, 69, 68, 64])
    roll.press("Control+z", "Escape")
    assert roll.selected() == 0
    # From the playhead on, of the active track.
    roll.press("Control+ArrowRight", "Control+ArrowRight", "Control+ArrowRight", "Control+ArrowLeft", "Delete")
    until(roll, lambda facts: voice(facts) == [VOICE[0], *VOICE[2:]])
    roll.press("Control+z")
    roll.press("Control+a")
    assert roll.selected() == 5
    roll.press("Control+a")
    assert roll.selected() == 10
    roll.press("Escape")
    roll.click(roll.middle_of(note_at(roll, 2, 69)))
    roll.press("Alt+a", "Delete")
    until(roll, lambda facts: voice(facts) == [VOICE[2]])


def test_a_note_is_split_at_the_playhead_and_joined_again(roll):
    roll.click(roll.middle_of(note_at(roll, 2, 69)))
    go_to(roll, "1.3.50")
    roll.press("s")
    split = until(roll, lambda facts: len(voice(facts)) == 6)
    assert times(split)[2:4] == [(2, 0.5, 69), (2.5, 1.5, 69)]
    assert [note[5] for note in split["notes"] if note[2] == 69] == ["랑", "-"]
    roll.press("j")
    joined = until(roll, lambda facts: voice(facts) == VOICE)
    assert [note[5] for note in joined["notes"] if note[2] == 69] == ["랑"]


def test_copy_paste_and_duplicate_at_the_playhead(roll):
    roll.click(roll.middle_of(note_at(roll, 1, 67)))
    roll.press("Control+c")
    go_to(roll, "3.2.00")
    roll.press("Control+v")
    pasted = until(roll, lambda facts: len(voice(facts)) == 6)
    assert voice(pasted)[-1] == (9, 1, 67, 90)
    assert [note[5] for note in pasted["notes"]][-1] == "리"
    roll.press("Control+d")
    until(roll, lambda facts: voice(facts)[-2:] == [(9, 1, 67, 90), (10, 1, 67, 90)])


def test_edits_by_key_legato_reverse_invert_stretch_quantize_humanize(roll):
    def by_key(*keys):
        roll.server.mark()
        roll.press("Control+a", *keys)

    by_key("Shift+L")
    until(roll, lambda facts: times(facts) == [(0, 1, 64), (1, 1, 67), (2, 2, 69), (4, 2, 67), (6, 2, 64)])
    roll.press("Control+z")
    by_key("Shift+R")
    until(roll, lambda facts: times(facts) == [(0, 2, 64), (3, 1, 67), (4, 2, 69), (6, 1, 67), (7, 1, 64)])
    roll.press("Control+z")
    by_key("Shift+I")
    # About the middle of 64 and 69.
    until(roll, lambda facts: [note[2] for note in voice(facts)] == [69, 66, 64, 66, 69])
    roll.press("Control+z")
    roll.server.mark()
    roll.press("Control+a")
    palette(roll, "Half as fast")
    until(roll, lambda facts: times(facts)[-1] == (12, 4, 64))
    roll.press("Control+z")
    by_key("Shift+H")
    played = until(roll, lambda facts: len(voice(facts)) == 5 and voice(facts) != VOICE)
    # Within a hundredth of a second, which is 0.02 beats at 120.
    assert all(abs(is_[0] - was[0]) < 0.1 for is_, was in zip(voice(played), VOICE, strict=True))
    by_key("q")
    until(roll, lambda facts: [note[0] for note in voice(facts)] == [note[0] for note in VOICE])


def test_notes_of_a_chord_are_strummed_and_broken(roll):
    rows = {
        "id": [901, 902],
        "onset": [0, 0],
        "duration": [BEAT, BEAT],
        "pitch": [68, 71],
        "velocity": [80, 80],
        "track": [0, 0],
    }
    roll.eval("(r, rows) => r.doc.edit([{op: 'insert', rows}], 'draw')", rows)
    keys = roll.surface("keys")
    assert keys["width"] > 0
    roll.drag(roll.at(-0.01 * BEAT, 72), roll.at(0.2 * BEAT, 63))
    assert roll.selected() == 3
    palette(roll, "Strum upwards")
    strummed = until(roll, lambda facts: [note[0] for note in voice(facts)].count(0) == 1)
    # Each string a thirty-second of a beat later, ends where they were.
    assert [(note[2], note[0], note[0] + note[1]) for note in voice(strummed)[:3]] == [
        (64, 0, 1), (68, 1 / 32, 1), (71, 2 / 32, 1),
    ]  # fmt: skip
    roll.press("Control+z")
    roll.server.mark()
    palette(roll, "Arpeggio upwards")
    broken = until(roll, lambda facts: [note[0] for note in voice(facts)].count(0) == 1)
    # From the lowest up; a beat shared by three, of 15 360 ticks 5 120 each.
    assert [(note[2], note[0], note[0] + note[1]) for note in voice(broken)[:3]] == [
        (64, 0, 5120 / 15360), (68, 5120 / 15360, 10240 / 15360), (71, 10240 / 15360, 1),
    ]  # fmt: skip


def stem(roll, onset_beats, velocity):
    box = roll.surface("velocity")
    return roll.at(onset_beats * BEAT, 60)[0] + 1, box["y"] + box["height"] - velocity / 127 * (box["height"] - PAD_PX)


def test_velocities_are_dragged_alone_as_a_ramp_and_together(roll):
    roll.drag(stem(roll, 2, 110), stem(roll, 2, 40))
    one = until(roll, lambda facts: voice(facts)[2][3] < 60)
    assert voice(one)[2][3] == pytest.approx(40, abs=4)
    assert [note for i, note in enumerate(voice(one)) if i != 2] == [note for i, note in enumerate(VOICE) if i != 2]
    roll.press("Control+z")
    roll.drag(stem(roll, 0, 20), stem(roll, 6, 120), steps=12)
    ramp = until(roll, lambda facts: voice(facts)[0][3] < 40 and voice(facts)[4][3] > 100)
    velocities = [note[3] for note in voice(ramp)]
    assert velocities == sorted(velocities)
    # A straight line over time: 20 at the first onset, 120 at beat 6.
    assert velocities == pytest.approx([20 + 100 * note[0] / 6 for note in VOICE], abs=5)
    roll.press("Control+z", "Control+a")
    roll.drag(stem(roll, 1, 90), stem(roll, 1, 120))
    together = until(roll, lambda facts: voice(facts)[1][3] > 110)
    by = voice(together)[1][3] - 90
    assert [note[3] for note in voice(together)] == [min(127, note[3] + by) for note in VOICE]


def test_the_pitch_curve_is_drawn_smoothed_and_brought_back(roll):
    first = roll.eval("r => Array.from(r.doc.curves.get('f0').values)")
    roll.press("4")
    roll.drag(roll.at(0.5 * BEAT, 69), roll.at(3 * BEAT, 69), steps=10)
    # A4 is 440 Hz; a row is half a semitone high from its middle to its edge.
    drawn = until(roll, lambda facts: max(facts["f0"]) > 400)
    assert max(drawn["f0"]) == pytest.approx(440, rel=2 ** (0.5 / 12) - 1)
    assert drawn["f0"][-1] == 330
    mouse, keyboard = roll.page.mouse, roll.page.keyboard
    roll.drag(roll.at(0.2 * BEAT, 66), roll.at(3.5 * BEAT, 66), steps=14, button="right")
    until(roll, lambda facts: set(facts["f0"]) == {330.0}, "reset by the right button")
    assert roll.eval("r => Array.from(r.doc.curves.get('f0').values)") == first
    keyboard.down("Control")
    mouse.move(*roll.at(0.5 * BEAT, 64))
    mouse.down()
    mouse.move(*roll.at(3.5 * BEAT, 71), steps=3)
    mouse.up()
    keyboard.up("Control")
    until(roll, lambda facts: facts["f0"][2] < 400 < max(facts["f0"]), "a straight line")
    values = roll.eval("r => Array.from(r.doc.curves.get('f0').values).slice(30, 160)")
    assert values == sorted(values)
    roll.press("Control+z")
    x, y = roll.at(2.2 * BEAT, 69)
    keyboard.down("Alt")
    keyboard.down("Shift")
    roll.drag((x, y), (x, y - 60))
    keyboard.up("Shift")
    keyboard.up("Alt")
    shaken = until(roll, lambda facts: len(set(facts["f0"])) > 3, "a vibrato")
    assert shaken["f0"][:5] == [330.0] * 5


def test_the_loudness_is_drawn_in_its_lane(roll):
    lane = roll.root.locator("canvas[data-surface=curves][data-part=loudness]")
    box = lane.bounding_box()
    before = roll.eval("r => Array.from(r.doc.curves.get('loudness').values)")
    roll.press("2")
    top = box["y"] + 6
    roll.drag((roll.at(0.5 * BEAT, 60)[0], top), (roll.at(3 * BEAT, 60)[0], top), steps=10)
    until(roll, lambda facts: facts["curves"]["loudness"] is not None and len(facts["notes"]) == 10)
    after = roll.eval("r => Array.from(r.doc.curves.get('loudness').values)")
    # Samples from 0.25 s to 1.5 s, every 0.05 s, are the highest of the lane; the others are as they were.
    assert max(before) - 1 <= min(after[6:29])
    assert after[31:] == before[31:]


def beat_under(roll, x):
    return roll.eval("(r, x) => r.view.tickAt(x) / 15360", x - roll.surface()["x"])


def test_wheel_keys_overview_and_two_fingers_move_the_view_and_no_note(roll):
    mouse, keyboard = roll.page.mouse, roll.page.keyboard
    x, y = roll.at(4 * BEAT, 66)
    mouse.move(x, y)

    def turned(key, delta):
        keyboard.down(key)
        mouse.wheel(0, delta)
        keyboard.up(key)
        roll.settle()

    px = roll.eval("r => r.view.pxPerTick")
    turned("Control", -200)
    roll.page.wait_for_function(
        "([root, px]) => root.pianoRoll.view.pxPerTick > px * 1.2", arg=[roll.root.element_handle(), px]
    )
    assert beat_under(roll, x) == pytest.approx(4, abs=0.02)
    row = roll.eval("r => r.view.rowPx")
    turned("Alt", -200)
    roll.page.wait_for_function(
        "([root, row]) => root.pianoRoll.view.rowPx > row * 1.2", arg=[roll.root.element_handle(), row]
    )
    scroll = roll.eval("r => r.view.scrollTick")
    turned("Shift", 120)
    roll.page.wait_for_function(
        "([root, at]) => root.pianoRoll.view.scrollTick > at", arg=[roll.root.element_handle(), scroll]
    )
    roll.press("f")
    low, high = roll.eval("r => [r.view.xOf(0), r.view.xOf(r.doc.endTick)]")
    assert low >= -1
    assert high <= roll.surface()["width"] + 1
    roll.click(roll.middle_of(note_at(roll, 2, 69)))
    roll.press("Shift+F")
    wide = roll.eval("r => r.view.xOf(4 * 15360) - r.view.xOf(2 * 15360)")
    assert wide > roll.surface()["width"] / 2
    over = roll.surface("overview")
    mouse.move(over["x"] + over["width"] * 0.3, over["y"] + over["height"] / 2)
    mouse.down()
    mouse.move(over["x"] + over["width"] * 0.8, over["y"] + over["height"] / 2, steps=5)
    mouse.up()
    assert roll.eval("r => r.view.scrollTick") > 4 * BEAT
    touch = roll.page.context.new_cdp_session(roll.page)

    def fingers(kind, *points):
        touch.send(
            "Input.dispatchTouchEvent",
            {"type": kind, "touchPoints": [{"x": px, "y": py, "id": i} for i, (px, py) in enumerate(points)]},
        )

    px = roll.eval("r => r.view.pxPerTick")
    fingers("touchStart", (x - 40, y))
    fingers("touchStart", (x - 40, y), (x + 40, y))
    for spread in (60, 80, 110):
        fingers("touchMove", (x - spread, y), (x + spread, y))
    fingers("touchEnd")
    touch.detach()
    roll.settle()
    assert roll.eval("r => r.view.pxPerTick") != px
    # Looking changes nothing: Python has heard of nothing, and an edit comes upon the score as it was.
    assert roll.server.fresh("change") == []
    roll.focus()
    roll.press("Control+a", "ArrowDown")
    until(roll, lambda facts: voice(facts) == [(o, d, p - 1, v) for o, d, p, v in VOICE])


def test_a_track_is_named_and_locked_by_key(roll):
    rail = roll.layers()
    row = rail.get_by_test_id("track-row").nth(1)
    row.focus()
    roll.page.keyboard.press("F2")
    roll.page.keyboard.type("합창")
    roll.page.keyboard.press("Enter")
    until(roll, lambda facts: facts["tracks"][1]["name"] == "합창")
    rail.get_by_test_id("track-row").nth(1).focus()
    roll.page.keyboard.press("l")
    until(roll, lambda facts: facts["tracks"][1].get("locked") is True)
    roll.focus()
    roll.press("Control+a", "Control+a", "ArrowUp")
    moved = until(roll, lambda facts: voice(facts)[0][2] == 65)
    assert [note[2] for note in moved["notes"] if note[4] == 1] == [52, 50]


def edge(roll, note, end=True):
    """Just inside the end or the start of a note."""
    x, y = roll.at(note["onset"] + (note["duration"] if end else 0), note["pitch"])
    return x + (-3 if end else 3), y


def test_notes_are_drawn_moved_resized_copied_and_erased(roll):
    def has(*notes, what):
        until(roll, lambda facts: sorted(times(facts)[5:]) == sorted(notes), what)

    roll.eval("r => r.view.set({topPitch: 79, scrollTick: 6 * 15360})")
    roll.press("2")
    roll.click(roll.at(8.4 * BEAT, 74))
    has((8, 1, 74), what="a click with the pencil")
    roll.drag(roll.at(10.1 * BEAT, 76), roll.at(11.9 * BEAT, 76))
    has((8, 1, 74), (10, 2, 76), what="a drag with the pencil")
    roll.press("1")
    x, y = roll.middle_of(note_at(roll, 8, 74))
    roll.drag((x, y), (x + 80, roll.at(0, 73)[1]))
    has((9, 1, 73), (10, 2, 76), what="a move on the grid")
    roll.page.keyboard.down("Alt")
    roll.drag((x + 80, roll.at(0, 73)[1]), (x + 80 + 13, roll.at(0, 73)[1]))
    roll.page.keyboard.up("Alt")
    # 13 of 80 pixels a beat.
    has((9.1625, 1, 73), (10, 2, 76), what="a move off the grid")
    roll.press("Control+z")
    roll.drag(edge(roll, note_at(roll, 10, 76)), (edge(roll, note_at(roll, 10, 76))[0] + 80, roll.at(0, 76)[1]))
    has((9, 1, 73), (10, 3, 76), what="the right edge")
    start = edge(roll, note_at(roll, 10, 76), end=False)
    roll.drag(start, (start[0] + 80, start[1]))
    has((9, 1, 73), (11, 2, 76), what="the left edge")
    roll.press("Escape")
    roll.drag(roll.at(8.6 * BEAT, 77), roll.at(10.5 * BEAT, 72))
    assert roll.selected() == 1
    roll.page.keyboard.down("Shift")
    roll.drag(roll.at(10.6 * BEAT, 77), roll.at(13.5 * BEAT, 75))
    roll.page.keyboard.up("Shift")
    assert roll.selected() == 2
    end = edge(roll, note_at(roll, 11, 76))
    roll.drag(end, (end[0] + 80, end[1]))
    has((9, 2, 73), (11, 3, 76), what="the edges of a group")
    roll.page.keyboard.down("Control")
    roll.click(roll.middle_of(note_at(roll, 9, 73)))
    assert roll.selected() == 1
    roll.drag(roll.middle_of(note_at(roll, 11, 76)), roll.at(12.5 * BEAT, 78))
    roll.page.keyboard.up("Control")
    has((9, 2, 73), (11, 3, 76), (11, 3, 78), what="a copy by Ctrl")
    roll.press("Delete")
    has((9, 2, 73), (11, 3, 76), what="Delete")
    roll.press("3")
    roll.click(roll.middle_of(note_at(roll, 9, 73)))
    has((11, 3, 76), what="the eraser")
    roll.press("2")
    roll.click(roll.middle_of(note_at(roll, 11, 76)), button="right")
    has(what="the right button with the pencil")


def test_notes_are_moved_and_lengthened_by_key_and_undone(roll):
    roll.click(roll.middle_of(note_at(roll, 2, 69)))
    roll.press("ArrowUp", "Shift+ArrowDown", "ArrowRight", "Shift+ArrowRight")
    until(roll, lambda facts: (3, 3, 58, 110) in voice(facts), "arrows")
    roll.press("Shift+ArrowLeft", "Shift+ArrowLeft", "ArrowLeft", "Shift+ArrowUp")
    until(roll, lambda facts: (2, 1, 70, 110) in voice(facts), "and back")
    roll.press(*["Control+z"] * 8)
    until(roll, lambda facts: voice(facts) == VOICE, "undone")
    assert not roll.eval("r => r.doc.canUndo")
    roll.press(*["Control+Shift+z"] * 8)
    until(roll, lambda facts: (2, 1, 70, 110) in voice(facts), "done again")


def test_lyrics_and_phonemes_are_typed_one_by_one_and_all_at_once(roll):
    def sung(facts):
        return [note[5] for note in facts["notes"] if note[4] == 0]

    box = roll.root.get_by_test_id("lyric-input")
    roll.page.mouse.dblclick(*roll.middle_of(note_at(roll, 2, 69)))
    box.fill("산")
    box.press("Tab")
    box.fill("들")
    box.press("Shift+Tab")
    box.fill("강")
    box.press("Enter")
    until(roll, lambda facts: sung(facts) == ["아", "리", "강", "들", None], "Tab and Shift+Tab")
    roll.focus()
    roll.click(roll.middle_of(note_at(roll, 2, 69)))
    field = roll.root.get_by_test_id("inspect-phonemes").first
    field.fill("k a ng")
    field.press("Enter")
    until(roll, lambda facts: [note[6] for note in facts["notes"] if note[2] == 69] == ["k a ng"], "phonemes")
    roll.focus()
    roll.press("Control+a", "Enter")
    text = roll.root.get_by_test_id("lyrics-input")
    text.fill("하늘-땅물")
    text.press("Enter")
    until(roll, lambda facts: sung(facts) == ["하", "늘", "-", "땅", "물"], "one text for all")


def test_the_view_follows_the_playhead_when_it_is_asked_to(roll):
    roll.eval("r => r.view.set({pxPerTick: 500 / 15360})")
    roll.focus()
    roll.press("Space")
    roll.page.wait_for_function("root => root.pianoRoll.view.scrollTick > 15360", arg=roll.root.element_handle())
    roll.press("Space", "Home")
    assert roll.eval("r => r.view.scrollTick") == 0
    palette(roll, "Follow the playhead")
    assert roll.eval("r => r.follow") is False
    roll.press("Space")
    roll.page.wait_for_function(
        "root => root.pianoRoll.player.positionTick() > 3 * 15360", arg=roll.root.element_handle()
    )
    roll.press("Space")
    assert roll.eval("r => r.view.scrollTick") == 0
    palette(roll, "Follow the playhead")
    roll.press("Home", "Control+a", "ArrowUp")
    until(roll, lambda facts: voice(facts)[0][2] == 65)
