"""Every gesture of the roll, by the real mouse and keyboard, read back from the engine and from Python."""

import pytest
from playwright.sync_api import expect

from tests.browser.roll import TICKS_PER_BEAT, RollPage

BEAT = TICKS_PER_BEAT


@pytest.fixture
def roll(serve, open_page):
    server = serve("basic")
    page = open_page(server.url)
    found = RollPage(page)
    found.server = server
    found.focus()
    return found


def by_pitch(roll, pitch):
    return next(n for n in roll.notes() if n["pitch"] == pitch)


def test_notes_of_the_value_are_there(roll):
    notes = roll.notes()
    assert [(n["onset"], n["duration"], n["pitch"], n["velocity"], n["lyric"]) for n in notes] == [
        (0, BEAT, 60, 100, "도"),
        (BEAT, BEAT, 62, 90, "레"),
        (2 * BEAT, 2 * BEAT, 64, 80, "미"),
    ]


def test_notes_are_drawn_where_they_are(roll):
    for note in roll.notes():
        x, y = roll.at(note["onset"] + note["duration"] * 0.8, note["pitch"])
        empty = roll.at(note["onset"] + note["duration"] * 0.8, note["pitch"] + 5)
        assert roll.pixel((x, y)) != roll.pixel(empty)


def test_draw_snaps_and_takes_the_last_length(roll):
    roll.tool("draw")
    roll.click(roll.at(4 * BEAT + 200, 67))
    first = by_pitch(roll, 67)
    assert (first["onset"], first["duration"]) == (4 * BEAT, BEAT)
    roll.drag(roll.at(6 * BEAT + 100, 69), roll.at(8 * BEAT - 300, 69))
    assert (by_pitch(roll, 69)["onset"], by_pitch(roll, 69)["duration"]) == (6 * BEAT, 2 * BEAT)
    roll.click(roll.at(9 * BEAT + 100, 65))
    assert by_pitch(roll, 65)["duration"] == 2 * BEAT


def test_drag_moves_in_time_and_pitch(roll):
    x, y = roll.middle_of(by_pitch(roll, 62))
    dx = roll.at(3 * BEAT, 62)[0] - roll.at(0, 62)[0]
    dy = roll.at(0, 59)[1] - roll.at(0, 62)[1]
    roll.drag((x, y), (x + dx, y + dy))
    assert (by_pitch(roll, 59)["onset"], by_pitch(roll, 59)["lyric"]) == (4 * BEAT, "레")
    roll.press("Control+z")
    assert by_pitch(roll, 62)["onset"] == BEAT


def test_several_notes_keep_their_distances(roll):
    roll.press("Control+a")
    assert roll.selected() == 3
    before = roll.notes()
    x, y = roll.middle_of(by_pitch(roll, 64))
    dx = roll.at(2 * BEAT, 64)[0] - roll.at(0, 64)[0]
    roll.drag((x, y), (x + dx, y))
    after = roll.notes()
    assert [(n["onset"] - m["onset"], n["pitch"] - m["pitch"]) for n, m in zip(after, before, strict=True)] == [
        (2 * BEAT, 0)
    ] * 3
    assert [n["lyric"] for n in after] == ["도", "레", "미"]


def test_a_group_stops_at_the_start_of_time(roll):
    roll.press("Control+a")
    x, y = roll.middle_of(by_pitch(roll, 64))
    far = roll.at(0, 64)[0] - 30
    roll.drag((x, y), (far, y))
    assert [n["onset"] for n in roll.notes()] == [0, BEAT, 2 * BEAT]


@pytest.mark.parametrize(("edge", "expected"), [("end", (BEAT, 2 * BEAT)), ("start", (0, 2 * BEAT))])
def test_resize_at_either_edge(roll, edge, expected):
    note = by_pitch(roll, 62)
    tick = note["onset"] + note["duration"] if edge == "end" else note["onset"]
    x, y = roll.at(tick, 62)
    inside = -3 if edge == "end" else 3
    width = roll.at(BEAT, 62)[0] - roll.at(0, 62)[0]
    roll.drag((x + inside, y), (x + inside + (width if edge == "end" else -width), y))
    after = by_pitch(roll, 62)
    assert (after["onset"], after["duration"]) == expected


def test_resize_of_several_keeps_their_relation(roll):
    roll.press("Control+a")
    note = by_pitch(roll, 64)
    x, y = roll.at(note["onset"] + note["duration"], 64)
    width = roll.at(BEAT, 62)[0] - roll.at(0, 62)[0]
    roll.drag((x - 3, y), (x - 3 + width, y))
    assert [n["duration"] for n in roll.notes()] == [2 * BEAT, 2 * BEAT, 3 * BEAT]


def test_alt_suspends_the_snap(roll):
    x, y = roll.middle_of(by_pitch(roll, 62))
    roll.page.mouse.move(x, y)
    roll.page.mouse.down()
    roll.page.mouse.move(x + 4, y, steps=2)
    roll.page.keyboard.down("Alt")
    roll.page.mouse.move(x + 7, y, steps=3)
    roll.page.mouse.up()
    roll.page.keyboard.up("Alt")
    roll.settle()
    assert 0 < by_pitch(roll, 62)["onset"] - BEAT < BEAT / 2


def test_rubber_band_and_extending(roll):
    roll.tool("select")
    roll.drag(roll.at(0, 66), roll.at(2 * BEAT - 200, 59))
    assert roll.selected() == 2
    roll.page.keyboard.down("Shift")
    roll.click(roll.middle_of(by_pitch(roll, 64)))
    roll.page.keyboard.up("Shift")
    assert roll.selected() == 3
    roll.press("Escape")
    assert roll.selected() == 0


def test_erase_by_click_and_by_dragging(roll):
    roll.tool("erase")
    roll.click(roll.middle_of(by_pitch(roll, 60)))
    assert [n["pitch"] for n in roll.notes()] == [62, 64]
    roll.drag(roll.middle_of(by_pitch(roll, 62)), roll.middle_of(by_pitch(roll, 64)), steps=24)
    assert roll.notes() == []
    roll.press("Control+z")
    assert [n["pitch"] for n in roll.notes()] == [62, 64]
    roll.press("Control+z")
    assert [n["lyric"] for n in roll.notes()] == ["도", "레", "미"]


def test_one_text_for_all_selected_notes(roll):
    roll.press("Control+a")
    roll.press("Enter")
    box = roll.root.locator("[data-testid=lyrics-input]")
    expect(box).to_be_focused()
    expect(box).to_have_value("도 레 미")
    box.fill("하늘-땅")
    preview = roll.root.locator("[data-testid=lyrics-preview] li span")
    expect(preview).to_have_text(["하", "늘", "-", "땅"])
    expect(roll.root.locator("[data-testid=lyrics-count]")).to_contain_text("1")
    box.press("Enter")
    expect(box).to_have_count(0)
    assert [n["lyric"] for n in roll.notes()] == ["하", "늘", "-"]
    # The keyboard is the roll's again, and all of it was one step.
    roll.page.keyboard.press("Control+z")
    assert [n["lyric"] for n in roll.notes()] == ["도", "레", "미"]
    roll.page.keyboard.press("Enter")
    box.press("Escape")
    expect(box).to_have_count(0)
    assert [n["lyric"] for n in roll.notes()] == ["도", "레", "미"]


def test_lyrics_with_tab_to_the_next_note(roll):
    roll.tool("select")
    roll.page.mouse.dblclick(*roll.middle_of(by_pitch(roll, 60)))
    box = roll.root.locator("[data-testid=lyric-input]")
    box.wait_for()
    box.fill("솔")
    roll.page.keyboard.press("Tab")
    box.fill("라")
    roll.page.keyboard.press("Enter")
    roll.settle()
    assert [n["lyric"] for n in roll.notes()] == ["솔", "라", "미"]
    events = roll.server.wait_for("input", 2)
    assert [(e["data"]["noteId"], e["data"]["oldLyric"], e["data"]["newLyric"]) for e in events] == [
        ("a", "도", "솔"),
        ("b", "레", "라"),
    ]
    assert events[0]["data"]["note"]["pitch"] == 60


def test_keyboard_moves_deletes_copies_and_undoes(roll):
    roll.press("Control+a", "ArrowUp")
    assert [n["pitch"] for n in roll.notes()] == [61, 63, 65]
    roll.press("Shift+ArrowDown")
    assert [n["pitch"] for n in roll.notes()] == [49, 51, 53]
    roll.press("Control+z", "Control+z")
    assert [n["pitch"] for n in roll.notes()] == [60, 62, 64]
    roll.press("Control+Shift+z")
    assert [n["pitch"] for n in roll.notes()] == [61, 63, 65]
    roll.press("Control+y")
    assert [n["pitch"] for n in roll.notes()] == [49, 51, 53]
    roll.press("Control+z", "Control+z", "Control+a", "Delete")
    assert roll.notes() == []
    roll.press("Control+z")
    assert len(roll.notes()) == 3


def test_copy_cut_paste_and_duplicate(roll):
    roll.press("Control+a", "Control+c", "Control+v")
    assert len(roll.notes()) == 6
    assert len({n["id"] for n in roll.notes()}) == 6
    assert sorted(n["lyric"] for n in roll.notes()) == sorted(["도", "레", "미"] * 2)
    roll.press("Control+z", "Control+a", "Control+x")
    assert roll.notes() == []
    roll.press("Control+v")
    assert [n["duration"] for n in roll.notes()] == [BEAT, BEAT, 2 * BEAT]
    roll.press("Control+a", "Control+d")
    assert len(roll.notes()) == 6


def test_quantize(roll):
    roll.eval("r => r.doc.edit([{op: 'shift', ids: [r.doc.store.id[0], 1], ticks: 900, pitch: 0}], 'nudge')")
    roll.press("Control+a", "q")
    assert [n["onset"] % BEAT for n in roll.notes()] == [0, 0, 0]


def test_zoom_about_the_pointer_and_scroll(roll):
    box = roll.surface()
    x, y = box["x"] + 300, box["y"] + 100
    tick = roll.eval("(r, x) => r.view.tickAt(x)", 300)
    scale = roll.eval("r => r.view.pxPerTick")
    roll.page.mouse.move(x, y)
    roll.page.keyboard.down("Control")
    roll.page.mouse.wheel(0, -240)
    roll.page.keyboard.up("Control")
    roll.settle()
    roll.page.wait_for_function(
        "([root, s]) => root.pianoRoll.view.pxPerTick > s", arg=[roll.root.element_handle(), scale]
    )
    assert abs(roll.eval("(r, t) => r.view.xOf(t)", tick) - 300) < 1.5
    undo = roll.eval("r => r.doc.canUndo")
    assert undo is False, "zoom is not an edit"
    roll.page.keyboard.down("Shift")
    roll.page.mouse.wheel(0, 400)
    roll.page.keyboard.up("Shift")
    roll.page.wait_for_function("root => root.pianoRoll.view.scrollTick > 0", arg=roll.root.element_handle())


def test_snap_menu_offers_triplets(roll):
    roll.root.locator("[data-testid=snap]").select_option("1/8T")
    roll.tool("draw")
    third = BEAT // 3
    roll.click(roll.at(4 * BEAT + third + 500, 66))
    assert by_pitch(roll, 66)["onset"] == 4 * BEAT + third


def test_tempo_and_signature_fields(roll):
    roll.root.locator("[data-testid=more]").click()
    field = roll.root.locator("[data-testid=tempo]")
    field.fill("90")
    field.press("Enter")
    # What a tempo does to curves and sound is fetched at the first change.
    changed = roll.server.wait_for("change", 1)[-1]
    assert roll.eval("r => r.doc.tempo.bpmAt(0)") == 90
    assert changed["tempo"] == 90
    assert changed["notes"][1]["startSeconds"] == pytest.approx(60 / 90)
    roll.root.locator("[data-testid=numerator]").fill("3")
    roll.root.locator("[data-testid=numerator]").press("Enter")
    assert roll.eval("r => r.doc.tempo.signatureAt(0)[1]") == 3


def test_keys_act_only_with_the_focus(roll):
    roll.page.locator("#beside textarea, #beside input").first.click()
    roll.page.keyboard.type("ql 1 2 3 ㄹ delete me")
    roll.page.keyboard.press("Backspace")
    assert roll.page.locator("#beside textarea, #beside input").first.input_value() == "ql 1 2 3 ㄹ delete m"
    assert len(roll.notes()) == 3


@pytest.mark.parametrize("scale", [1, 1.5, 2])
def test_sharp_at_any_pixel_ratio(serve, open_page, scale):
    roll = RollPage(open_page(serve("basic").url, scale=scale))
    width, css = roll.root.locator("canvas[data-surface=notes]").evaluate(
        "c => [c.width, c.getBoundingClientRect().width]"
    )
    assert abs(width - css * scale) <= 1


def test_a_plain_wheel_at_the_edge_scrolls_the_page(serve, open_page):
    page = open_page(serve("basic").url, height=420)
    roll = RollPage(page)
    box = roll.surface()
    page.mouse.move(box["x"] + 200, box["y"] + 50)
    for _ in range(40):
        page.mouse.wheel(0, 400)
    page.wait_for_function("() => window.scrollY > 0 || document.scrollingElement.scrollTop > 0")
