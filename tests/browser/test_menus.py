"""Inspector, context menu, command palette, help sheet, table of notes and history, by mouse, key and finger, to Python's value."""

from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.browser.roll import TICKS_PER_BEAT, RollPage

BEAT = TICKS_PER_BEAT
AXE = Path(__file__).parents[2] / "frontend" / "node_modules" / "axe-core" / "axe.min.js"
FIRST = [0, 1, 60, 70, 0, "아"]


@pytest.fixture
def open_roll(serve, open_page):
    server = serve("menus")

    def open_(**how):
        page = open_page(server.url, **how)
        found = RollPage(page)
        found.server = server
        server.mark()
        found.focus()
        return found

    return open_


@pytest.fixture
def roll(open_roll):
    return open_roll()


def select(roll, *pitches):
    roll.eval(
        "(r, p) => r.doc.selection.setAll([...r.doc.index.order.slice(0, r.doc.index.length)].filter(s => p.includes(r.doc.store.pitch[s])))",
        list(pitches),
    )
    roll.settle()


def field(roll, name):
    return roll.root.get_by_test_id(f"inspect-{name}").first


def value(roll, count=1):
    """What Python has after the `count`-th change."""
    return roll.server.wait_for("change", count)[-1]


def until(roll, holds, timeout_s=60):
    """Wait for a value in Python; several quick edits may come in one change."""
    found = roll.server.wait_until("change", lambda seen: seen and holds(seen[-1]["notes"]), timeout_s=timeout_s)
    return found[-1]["notes"]


def axe(roll):
    """What axe-core has against all that lies in the roll, popovers and dialogs too."""
    page = roll.page
    if not page.evaluate("typeof axe !== 'undefined'"):
        page.add_script_tag(path=AXE)
    found = page.evaluate(
        "root => axe.run(root).then(r => r.violations.map(v => [v.id, v.nodes.map(n => n.html.slice(0, 160))]))",
        roll.root.element_handle(),
    )
    return found


# --- inspector


def test_a_typed_value_is_one_step_and_one_change(roll):
    select(roll, 60)
    expect(field(roll, "pitch")).to_have_value("C4")
    expect(field(roll, "cents")).to_have_value("+10")
    field(roll, "pitch").fill("C#4")
    field(roll, "pitch").press("Enter")
    assert value(roll)["notes"][0] == [0, 1, 61, 70, 0, "아"]
    field(roll, "start").fill("2.1.00")
    field(roll, "start").press("Enter")
    assert value(roll, 2)["notes"][-1] == [4, 1, 61, 70, 0, "아"]
    roll.focus()
    roll.press("Control+z", "Control+z")
    until(roll, lambda notes: notes[0] == FIRST)
    assert roll.eval("r => r.doc.canUndo") is False


def test_mixed_values_are_dashed_and_change_together(roll):
    select(roll, 60, 64)
    velocity = field(roll, "velocity")
    expect(velocity).to_have_value("70 – 104")
    expect(velocity).to_have_attribute("aria-label", "Velocity: the notes differ")
    assert velocity.evaluate("e => getComputedStyle(e.parentElement).borderStyle") == "dashed"
    velocity.fill("+12")
    velocity.press("Enter")
    assert [n[3] for n in value(roll)["notes"]] == [82, 116, 90, 80]
    velocity.fill("*0.5")
    velocity.press("Enter")
    assert [n[3] for n in value(roll, 2)["notes"]] == [41, 58, 90, 80]
    velocity.press("ArrowUp")
    velocity.press("Shift+ArrowUp")
    until(roll, lambda notes: [n[3] for n in notes] == [52, 69, 90, 80])
    field(roll, "lyric").fill("도레")
    field(roll, "lyric").press("Enter")
    until(roll, lambda notes: [n[5] for n in notes][:3] == ["도", "레", "랑"])
    field(roll, "track").select_option(label="Bass")
    until(roll, lambda notes: [n[4] for n in notes] == [1, 1, 0, 1])
    field(roll, "lyric").press("Escape")
    assert roll.root.evaluate("root => document.activeElement === root.querySelector('.stage > .grid')")


def test_a_label_is_dragged_and_what_cannot_be_read_is_told(roll):
    select(roll, 60)
    box = roll.root.get_by_text("Pitch", exact=True).bounding_box()
    x, y = box["x"] + 5, box["y"] + box["height"] / 2
    roll.drag((x, y), (x + 43, y), steps=8)
    assert value(roll)["notes"][0][2] == 67
    field(roll, "length").fill("soon")
    field(roll, "length").press("Enter")
    expect(field(roll, "length")).to_have_attribute("aria-invalid", "true")
    expect(roll.root.get_by_text("“soon” cannot be read here")).to_be_visible()
    field(roll, "cents").fill("0")
    field(roll, "cents").press("Enter")
    # The note is at G4 now, the F0 ten cents above C4: it moves to G4 = 391.995 Hz (equal temperament, A4 = 440 Hz).
    assert value(roll, 2)["f0"] == pytest.approx(391.995, abs=0.05)


def test_with_nothing_selected_the_next_note_is_set(roll):
    field(roll, "length").fill("2")
    field(roll, "length").press("Enter")
    field(roll, "velocity").fill("33")
    field(roll, "velocity").press("Enter")
    roll.tool("draw")
    roll.click(roll.at(8 * BEAT + 100, 62))
    assert value(roll)["notes"][-1][:4] == [8, 2, 62, 33]


# --- context menu


def test_the_right_button_opens_a_menu_that_keys_walk_through(roll):
    page = roll.page
    roll.click(roll.at(1.2 * BEAT, 64), button="right")
    menu = page.get_by_role("menu", name="Context menu")
    expect(menu).to_be_visible()
    assert roll.selected() == 1
    items = menu.get_by_role("menuitem").all_inner_texts()
    assert "Edit the lyric" in items[0]
    assert "Delete" in items[-1]
    assert axe(roll) == []
    page.keyboard.press("ArrowUp")
    assert page.evaluate("document.activeElement.dataset.id") == "delete"
    page.keyboard.press("Home")
    while page.evaluate("document.activeElement.dataset.id") != "toTrack":
        page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowRight")
    track = page.get_by_role("menu", name="To track")
    expect(track.get_by_role("menuitemradio", name="Voice")).to_have_attribute("aria-checked", "true")
    page.keyboard.press("ArrowLeft")
    expect(track).to_have_count(0)
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    assert value(roll)["notes"][1] == [1, 0.5, 64, 104, 1, "리"]
    expect(menu).to_have_count(0)
    assert roll.root.evaluate("root => document.activeElement === root.querySelector('.stage > .grid')")


@pytest.mark.parametrize("key", ["Shift+F10", "ContextMenu"])
def test_the_menu_key_opens_it_at_the_selection(roll, key):
    select(roll, 67)
    roll.press(key)
    box = roll.page.get_by_role("menu").bounding_box()
    x, y = roll.at(2 * BEAT, 67)
    assert abs(box["x"] - x) < 30
    assert 0 < box["y"] - y < 60
    roll.press("End", "Enter")
    assert [n[2] for n in value(roll)["notes"]] == [60, 64, 48]


def test_on_empty_ground_it_pastes_where_the_pointer_is(roll):
    select(roll, 60)
    roll.press("Control+c")
    roll.click(roll.at(8 * BEAT + 600, 62), button="right")
    roll.page.get_by_role("menuitem", name="Paste here").click()
    assert value(roll)["notes"][-1] == [8, 1, 60, 70, 0, "아"]


def test_in_the_draw_tool_the_right_button_erases_and_ctrl_brings_the_menu(roll):
    roll.tool("draw")
    roll.page.keyboard.down("Control")
    roll.click(roll.at(2.5 * BEAT, 67), button="right")
    roll.page.keyboard.up("Control")
    expect(roll.page.get_by_role("menu")).to_be_visible()
    roll.press("Escape")
    assert len(roll.notes()) == 4
    roll.click(roll.at(2.5 * BEAT, 67), button="right")
    expect(roll.page.get_by_role("menu")).to_have_count(0)
    assert [n[2] for n in value(roll)["notes"]] == [60, 64, 48]


def test_a_finger_that_rests_opens_it(open_roll):
    roll = open_roll(width=480, height=900, touch=True)
    x, y = roll.at(0.4 * BEAT, 60)
    client = roll.page.context.new_cdp_session(roll.page)
    client.send("Input.dispatchTouchEvent", {"type": "touchStart", "touchPoints": [{"x": x, "y": y}]})
    menu = roll.page.get_by_role("menu")
    # It comes while the finger rests, and stays when it goes.
    expect(menu).to_have_count(1)
    client.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
    roll.settle()
    expect(menu).to_have_count(1)
    assert menu.get_by_role("menuitem").first.bounding_box()["height"] >= 40
    menu.get_by_role("menuitem", name="Delete").tap()
    assert [n[2] for n in value(roll)["notes"]] == [64, 67, 48]


def test_on_a_telephone_the_fields_are_a_card_with_buttons(open_roll):
    roll = open_roll(width=480, height=900, touch=True)
    expect(roll.root.get_by_test_id("info-line")).to_have_count(0)
    select(roll, 60)
    roll.root.get_by_role("button", name="Pitch: more").tap()
    roll.root.get_by_role("button", name="Velocity: less").tap()
    until(roll, lambda notes: notes[0] == [0, 1, 61, 69, 0, "아"])


# --- command palette and help


def test_the_palette_finds_in_both_languages_and_remembers(roll):
    page = roll.page
    select(roll, 60)
    roll.press("Control+k")
    query = page.get_by_test_id("palette-query")
    query.fill("octup")
    expect(page.locator("[role=option][aria-selected=true]")).to_have_attribute("data-command", "octaveUp")
    assert axe(roll) == []
    query.fill("ㅎㅇㅌㅂㅇㄹ")
    expect(page.locator("[role=option][aria-selected=true]")).to_have_attribute("data-command", "octaveUp")
    page.keyboard.press("Enter")
    assert value(roll)["notes"][0][2] == 72
    roll.press("Control+Shift+P")
    expect(page.get_by_test_id("palette").get_by_role("option").first).to_have_attribute("data-command", "octaveUp")
    page.keyboard.press("Escape")
    assert roll.root.evaluate("root => document.activeElement === root.querySelector('.stage > .grid')")


def test_an_edit_with_options_shows_what_it_would_do(roll):
    page = roll.page
    select(roll, 60, 64)
    roll.press("Control+k")
    page.get_by_test_id("palette-query").fill("조옮김")
    page.keyboard.press("Enter")
    form = page.get_by_test_id("edit-form")
    semitones = form.get_by_label("Semitones")
    expect(semitones).to_have_value("12")
    semitones.fill("100")
    expect(page.get_by_test_id("edit-told")).to_contain_text("would leave the keys, at pitch 160")
    semitones.fill("3")
    semitones.press("ArrowUp")
    expect(page.get_by_test_id("edit-told")).to_have_text("2 notes would change")
    expect(page.get_by_test_id("edit-picture").locator("rect.after")).to_have_count(4)
    assert axe(roll) == []
    assert roll.eval("r => r.doc.canUndo") is False
    page.keyboard.press("Enter")
    assert [n[2] for n in value(roll)["notes"]] == [64, 68, 67, 48]
    assert roll.root.evaluate("root => document.activeElement === root.querySelector('.stage > .grid')")


def test_an_expression_selects(roll):
    roll.press("Control+k")
    roll.page.get_by_test_id("palette-query").fill("velocity >= 90 and lyric ~ '^[리랑]'")
    roll.page.keyboard.press("Enter")
    roll.press("Delete")
    assert [n[2] for n in value(roll)["notes"]] == [60, 48]


def test_the_help_sheet_has_every_key_and_gesture_and_takes_others(roll):
    page = roll.page
    roll.press("?")
    sheet = page.get_by_test_id("help-panel")
    # The sheet is a part of its own, which may still be on its way.
    expect(sheet).to_be_visible()
    commands = roll.eval("r => Object.keys(r.commands)")
    expect(sheet.locator("[data-change]")).to_have_count(len(commands))
    rows = sheet.get_by_test_id("help-gestures").locator("tr").count()
    assert rows > 20
    assert axe(roll) == []
    page.get_by_test_id("help-query").fill("quant")
    expect(sheet.locator("[data-change=quantize]")).to_be_visible()
    assert 1 <= sheet.locator("[data-change]").count() < 5
    sheet.locator("[data-change=quantize]").click()
    page.keyboard.press("Control+d")
    expect(sheet.get_by_role("alert")).to_contain_text("Ctrl+D is the key of “Duplicate”")
    page.get_by_test_id("keys-replace").click()
    expect(sheet.locator("[data-change=quantize] kbd")).to_have_text("Ctrl+D")
    page.keyboard.press("Escape")
    roll.eval("r => r.setSnap('1/1')")
    roll.focus()
    roll.press("Control+d")
    # The third note is of a track that is not active.
    assert [n[0] for n in value(roll)["notes"]] == [0, 0, 3, 4]
    # Kept for the next visit, and given back.
    page.reload()
    again = RollPage(page).wait_ready()
    assert "quantize" in [k["command"] for k in again.eval("r => r.keymap") if k["key"] == "d" and k.get("mod")]
    again.focus()
    again.press("?")
    page.get_by_test_id("keys-reset").click()
    page.get_by_test_id("key-profile").select_option("singing")
    page.keyboard.press("Escape")
    again.focus()
    select(again, 60)
    again.press("ArrowRight")
    assert again.eval("r => r.doc.store.pitch[r.doc.selection.slots()[0]]") == 64


# --- table and history


def test_the_table_sorts_filters_and_is_edited_in_place(roll):
    page = roll.page
    roll.press("Control+e")
    grid = page.get_by_test_id("note-table")
    expect(grid).to_have_attribute("aria-rowcount", "5")
    assert axe(roll) == []
    page.get_by_test_id("table-sort-pitch").click()
    first = grid.locator("[aria-rowindex='2']")
    expect(first.locator("[data-column=pitch]")).to_have_text("C3")
    first.locator("[data-column=velocity]").dblclick()
    page.keyboard.type("33")
    page.keyboard.press("Enter")
    assert value(roll)["notes"][3][3] == 33
    assert roll.selected() == 1
    page.get_by_test_id("table-filter").fill("리")
    expect(grid).to_have_attribute("aria-rowcount", "2")
    page.get_by_test_id("table-select").click()
    assert roll.eval("r => r.doc.store.pitch[r.doc.selection.slots()[0]]") == 64
    page.get_by_test_id("table-filter").fill("")
    select(roll, 67)
    expect(grid.locator("[aria-selected=true] [data-column=pitch]")).to_have_text("G4")
    grid.focus()
    page.keyboard.press("Home")
    page.keyboard.press("F2")
    page.keyboard.type("3.1")
    page.keyboard.press("Enter")
    assert value(roll, 2)["notes"][-1] == [8, 1, 67, 90, 0, "랑"]
    page.keyboard.press("Control+z")
    assert value(roll, 3)["notes"][2] == [2, 1, 67, 90, 0, "랑"]


def test_the_history_names_steps_and_jumps(roll):
    page = roll.page
    select(roll, 60)
    roll.press("ArrowUp", "Shift+ArrowUp", "Delete", "Control+Shift+H")
    steps = page.get_by_test_id("history")
    # The drawer is a part of its own, which may still be on its way.
    expect(steps.get_by_role("button")).to_have_count(4)
    assert [text.split("\n")[0] for text in steps.get_by_role("button").all_inner_texts()] == [
        "As it was opened",
        "Move by key",
        "Move by key",
        "Delete",
    ]
    assert axe(roll) == []
    until(roll, lambda notes: len(notes) == 3)
    roll.server.mark()
    steps.get_by_role("button").nth(1).click()
    expect(steps.locator("[aria-current=step]")).to_contain_text("Move by key")
    roll.page.wait_for_function("root => root.pianoRoll.doc.steps.done === 1", arg=roll.root.element_handle())
    assert value(roll)["notes"][0] == [0, 1, 61, 70, 0, "아"]
    steps.get_by_role("button").nth(3).click()
    expect(steps.locator("[aria-current=step]")).to_contain_text("Delete")
    assert len(roll.notes()) == 3


# --- read-only and languages


def test_korean_and_dark_have_nothing_against_them(open_roll):
    roll = open_roll(locale="ko-KR", dark=True)
    select(roll, 60, 64)
    roll.press("Control+i")
    expect(roll.page.get_by_test_id("drawer")).to_contain_text("음표 2개")
    assert axe(roll) == []
    field(roll, "velocity").focus()
    roll.page.keyboard.press("Escape")
    roll.press("Shift+F10")
    expect(roll.page.get_by_role("menuitem").first).to_contain_text("가사 편집")


@pytest.mark.parametrize("width", [1400, 420])
def test_dialogs_and_titles_are_whole(open_roll, width):
    """One scroll bar at most, none of them white in the dark, and no title of a column cut."""
    roll = open_roll(width=width, height=900, dark=True)
    over = "e => [e.scrollHeight - e.clientHeight, e.scrollWidth - e.clientWidth, getComputedStyle(e).colorScheme]"
    for key, name in (("?", "help-panel"), ("Control+k", "palette")):
        roll.focus()
        roll.press(key)
        sheet = roll.root.get_by_test_id(name)
        sheet.wait_for()
        assert sheet.evaluate(over) == [0, 0, "dark"], name
        roll.press("Escape")
    roll.focus()
    roll.press("Control+e")
    titles = roll.root.get_by_test_id("note-table").locator("[role=columnheader] button")
    titles.first.wait_for()
    assert titles.evaluate_all("all => all.filter(e => e.scrollWidth > e.clientWidth).map(e => e.innerText)") == []
