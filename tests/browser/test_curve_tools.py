"""Curves and notes by hand: each tool by mouse, key or finger, to the values that Python has, and to pixels at known pitches."""

import math

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import shared_page
from tests.browser.roll import TICKS_PER_BEAT

BEAT = TICKS_PER_BEAT
# In `apps/curve_tools.py`: A3 until 1 s, a gap of 0.2 s, C4 until 2 s, F4 until 4 s; samples every 10 ms; notes of 2, 2 and 4 beats.
HOP_S = 0.01
A3, C4, F4 = 57, 60, 65


@pytest.fixture(scope="module")
def shared(serve, browser):
    with shared_page(serve("curve_tools"), browser) as found:
        # Hands that most visits do not need come when somebody does.
        found.root.hover()
        fetched = (
            "() => performance.getEntriesByType('resource').some(e => /allLateHands/.test(e.name) && e.responseEnd)"
        )
        found.page.wait_for_function(fetched)
        found.settle()
        yield found


@pytest.fixture
def roll(shared):
    shared.focus()
    shared.tool("curve")
    shared.eval(
        "r => { r.doc.selection.clear(); r.view.set({scrollTick: 0, pxPerTick: 80 / 15360, topPitch: 74, row_px: 20}) }"
    )
    shared.eval("r => { r.seek(0); r.setHands({curveMode: 'free', curveShape: 'line'}) }")
    shared.settle()
    shared.server.mark()
    yield shared
    shared.press("Escape", "Escape")
    shared.eval("r => { while (r.doc.isEdited) r.doc.undo() }")
    # What is undone is on its way to Python: the next test must not take it for its own.
    shared.idle()


def until(roll, holds, what="the value"):
    return roll.server.wait_until("change", lambda seen: seen and holds(seen[-1]), what, timeout_s=60)[-1]


def spot(roll, time_s, pitch):
    return roll.at(time_s * 2 * BEAT, pitch)


def pitch_at(facts, time_s):
    """Of the F0 in Python; None in a gap."""
    hz = facts["f0"][round(time_s / HOP_S)]
    return None if hz is None else 69 + 12 * math.log2(hz / 440)


def near(pitch, within=0.03):
    return pytest.approx(pitch, abs=within)


def palette(roll, title):
    roll.page.keyboard.press("Control+k")
    roll.root.get_by_test_id("palette-query").fill(title)
    roll.page.keyboard.press("Enter")
    roll.focus()
    roll.settle()


def select_span(roll, start_s, end_s, pitch):
    roll.eval("r => r.setHands({curveMode: 'span'})")
    roll.drag(spot(roll, start_s, pitch), spot(roll, end_s, pitch))


def test_a_span_is_raised_moved_stretched_and_reset(roll):
    # Out of the span nothing changes, to the last bit.
    before = roll.eval("r => Array.from(r.doc.curves.get('f0').values).map(String)")
    select_span(roll, 0.2, 0.6, A3)
    x, y = spot(roll, 0.4, A3)
    roll.drag((x, y), (x, y - 2 * 20))
    raised = until(roll, lambda facts: pitch_at(facts, 0.4) == near(A3 + 2), "raised by two semitones")
    assert raised["original"] == raised["came"]
    assert [pitch_at(raised, t) for t in (0.1, 0.7)] == [near(A3)] * 2
    after = roll.eval("r => Array.from(r.doc.curves.get('f0').values).map(String)")
    assert after[:15] + after[65:] == before[:15] + before[65:]
    # Its own end, dragged to 0.9 s.
    roll.drag(spot(roll, 0.6, A3 + 4), spot(roll, 0.9, A3 + 4))
    until(roll, lambda facts: pitch_at(facts, 0.8) == near(A3 + 2), "stretched")
    roll.press("ArrowDown")
    until(roll, lambda facts: pitch_at(facts, 0.5) == near(A3 + 1.9), "ten cents lower by key")
    roll.press("Alt+Backspace")
    until(roll, lambda facts: facts["f0"] == facts["came"] and not facts["edited"], "as it came")


def test_a_piece_is_copied_and_pasted_at_the_playhead(roll):
    select_span(roll, 1.25, 1.45, C4)
    roll.press("Control+c")
    roll.eval("(r, tick) => r.seek(tick)", 0.4 * 2 * BEAT)
    roll.press("Control+v")
    pasted = until(roll, lambda facts: pitch_at(facts, 0.5) == near(C4), "C4 in the midst of A3")
    assert [pitch_at(pasted, t) for t in (0.35, 0.65)] == [near(A3)] * 2
    roll.press("Control+z")
    until(roll, lambda facts: facts["f0"] == facts["came"], "one step back")


def test_points_are_joined_as_the_menu_says(roll):
    palette(roll, "Curve pencil: points, held")
    for time_s, pitch in ((0.1, 62), (0.5, 66), (0.8, 64), (0.8, 64)):
        roll.click(spot(roll, time_s, pitch))
    held = until(roll, lambda facts: pitch_at(facts, 0.3) == near(62, 0.2), "held")
    assert [pitch_at(held, t) for t in (0.45, 0.6)] == [near(62, 0.2), near(66, 0.2)]


def test_a_straight_line_is_drawn_with_a_finger_and_no_key(roll):
    roll.eval("r => r.setHands({curveMode: 'line'})")
    session = roll.page.context.new_cdp_session(roll.page)

    def finger(kind, *points):
        session.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": [{"x": x, "y": y} for x, y in points]})

    finger("touchStart", spot(roll, 0.2, 60))
    for time_s, pitch in ((0.3, 70), (0.5, 66), (0.6, 64)):
        finger("touchMove", spot(roll, time_s, pitch))
    finger("touchEnd")
    session.detach()
    line = until(roll, lambda facts: pitch_at(facts, 0.4) == near(62, 0.3), "a line")
    assert pitch_at(line, 0.3) == near(61, 0.3)


def test_a_vibrato_has_handles_and_python_has_what_they_say(roll):
    mouse, keyboard = roll.page.mouse, roll.page.keyboard
    x, y = spot(roll, 2.5, F4)
    keyboard.down("Alt")
    keyboard.down("Shift")
    roll.drag((x, y), (x, y - 20))
    keyboard.up("Shift")
    keyboard.up("Alt")
    written = until(roll, lambda facts: facts["vibratos"], "a vibrato")["vibratos"]
    assert written == [
        pytest.approx(
            {"depth_cents": 80, "rate_hz": 5.5, "onset_s": 0.5, "fade_in_s": 0.25, "fade_out_s": 0.1}, abs=0.02
        )
    ]
    # The handle of its onset lies on the note; the chip tells what becomes of it.
    mouse.move(*spot(roll, 2.5, F4))
    mouse.down()
    mouse.move(*spot(roll, 2.75, F4), steps=6)
    expect(roll.root.get_by_test_id("readout")).to_contain_text("0.75 s")
    mouse.up()
    later = until(roll, lambda facts: facts["vibratos"][0]["onset_s"] > 0.7, "a later onset")
    assert later["vibratos"][0]["onset_s"] == pytest.approx(0.75, abs=0.02)
    cents = [100 * (pitch_at(later, i * HOP_S) - F4) for i in range(200, 400)]
    assert max(abs(c) for c in cents[:70]) < 0.1
    assert max(cents) == pytest.approx(80, rel=0.05)
    palette(roll, "Take the vibrato away")
    still = until(roll, lambda facts: not facts["vibratos"], "no vibrato")
    assert max(abs(100 * (pitch_at(still, i * HOP_S) - F4)) for i in range(200, 400)) < 0.1


def test_a_vibrato_of_a_span_is_moved_along_the_curve_and_taken_away(roll):
    select_span(roll, 2.4, 3.0, F4)
    roll.press("Alt+v")
    made = until(roll, lambda facts: facts["spans"], "a vibrato of a span")
    assert [made["spans"][0][name] for name in ("start", "end")] == pytest.approx([2.4, 3.0], abs=0.02)
    # Inside, beside the curve: half a second later.
    roll.drag(spot(roll, 2.7, F4 - 4), spot(roll, 3.2, F4 - 4))
    later = until(roll, lambda facts: facts["spans"] and facts["spans"][0]["start"] > 2.8, "a later vibrato")
    assert later["spans"][0]["start"] == pytest.approx(2.9, abs=0.02)
    cents = [100 * (pitch_at(later, i * HOP_S) - F4) for i in range(200, 400)]
    waved = [i for i, c in enumerate(cents) if abs(c) > 5]
    assert min(waved) >= 88
    assert max(abs(c) for c in cents) == pytest.approx(60, rel=0.1)
    roll.press("Delete")
    until(roll, lambda facts: not facts["spans"], "no vibrato")
    until(roll, lambda facts: max(abs(pitch_at(facts, i * HOP_S) - F4) for i in range(200, 400)) < 0.01, "a flat line")


def test_notes_take_the_pitch_of_their_f0_and_are_cut_where_it_jumps(roll):
    roll.eval("r => r.doc.edit([{op: 'set', ids: [0, 3], column: 'pitch', value: 62}], 'x')")
    until(roll, lambda facts: facts["pitches"] == [62, 62, 62], "other pitches")
    roll.press("u")
    snapped = until(roll, lambda facts: facts["pitches"] == [A3, C4, F4], "pitches of the F0")
    assert snapped["cents"] == [0.0, 0.0, 0.0]
    roll.eval(
        "r => r.doc.edit([{op: 'delete', ids: [1, 1]}, {op: 'set', ids: [0, 1], column: 'duration', value: 4 * 15360}], 'x')"
    )
    until(roll, lambda facts: facts["pitches"] == [A3, F4], "one note less")
    roll.press("Shift+S")
    until(roll, lambda facts: facts["pitches"] == [A3, C4, F4], "the first note in two")


def test_a_note_is_made_of_a_span_between_its_neighbours(roll):
    roll.eval("r => r.doc.edit([{op: 'delete', ids: [1, 1]}], 'x')")
    select_span(roll, 0.8, 2.4, C4)
    roll.press("Alt+n")
    made = until(roll, lambda facts: len(facts["pitches"]) == 3, "a note")
    assert made["times"][1] == pytest.approx([2, 2], abs=1e-3)


def test_the_loudness_is_smoothed_in_its_lane_by_menu(roll):
    lane = roll.root.locator("canvas[data-surface=curves][data-part=loudness]")
    box = lane.bounding_box()
    middle = box["y"] + box["height"] / 2
    keyboard = roll.page.keyboard
    keyboard.down("Shift")
    roll.drag((spot(roll, 0.3, 60)[0], middle), (spot(roll, 1.7, 60)[0], middle))
    keyboard.up("Shift")
    lane.click(
        button="right", modifiers=["Control"], position={"x": spot(roll, 1, 60)[0] - box["x"], "y": box["height"] / 2}
    )
    roll.root.get_by_role("menuitem", name="Smooth the curve").click()
    smooth = until(roll, lambda facts: facts["loudness"] != facts["loudness_came"], "smoother")
    rough = [abs(b - a) for a, b in zip(smooth["loudness_came"][8:32], smooth["loudness_came"][9:33], strict=True)]
    now = [abs(b - a) for a, b in zip(smooth["loudness"][8:32], smooth["loudness"][9:33], strict=True)]
    assert max(now) < max(rough) / 2
    assert smooth["loudness"][:5] == smooth["loudness_came"][:5]


def test_pixels_show_the_curve_at_its_pitch_and_the_ghost_where_it_came_from(roll):
    def rows_with_ink(time_s):
        """Pitches between F#3 and F#4 at which the notes' canvas is not ground, in a column without a grid line."""
        box = roll.surface("notes")
        x = spot(roll, time_s, A3)[0] - box["x"]
        return roll.eval(
            """(r, x) => {
                const canvas = document.querySelector('canvas[data-surface=notes]');
                const dpr = canvas.width / canvas.clientWidth;
                const ctx = canvas.getContext('2d');
                const at = (pitch) => Array.from(ctx.getImageData(Math.round(x * dpr), Math.round((r.view.yOf(Math.round(pitch)) + (Math.round(pitch) - pitch + 0.5) * r.view.rowPx) * dpr), 1, 1).data).join();
                return [61.3, 61.6].map(at);
            }""",
            x,
        )

    flat = rows_with_ink(0.43)
    select_span(roll, 0.2, 0.7, A3)
    x, y = spot(roll, 0.4, A3)
    roll.drag((x, y), (x, y - 4.3 * 20))
    until(roll, lambda facts: pitch_at(facts, 0.43) == near(61.3), "raised by 4.3 semitones")
    roll.settle()
    raised = rows_with_ink(0.43)
    assert raised[0] != flat[0]
    assert raised[1] == flat[1]
