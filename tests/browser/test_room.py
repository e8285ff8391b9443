"""How the roll uses the room it has: sizes, what closes first, what can be read and reached.

Sizes and shares are those of the design: the note area at least 540 px high at 1400 x 900 with all four lanes, 60 % of the
area for a score without a recording; WCAG 2.2 AA for contrast (1.4.3), 40 px for fingers (2.5.8 asks for 24).
"""

from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.browser.roll import TICKS_PER_BEAT, RollPage

AUDIT = (Path(__file__).parent / "audit.js").read_text(encoding="utf-8")
SIZES = [(1920, 1080), (1400, 900), (1280, 720), (820, 900), (420, 900), (360, 740), (266, 480)]
TIERS = {1920: "xl", 1400: "l", 1280: "l", 820: "m", 420: "s", 360: "s", 266: "xs"}


@pytest.fixture
def room(serve, open_page):
    """`room("song", width=…)` opens a scene of the app that fills its window."""

    def open_(scene: str, **kwargs) -> RollPage:
        page = open_page(serve("room").url + f"?scene={scene}", **kwargs)
        roll = RollPage(page).wait_ready()
        if scene in ("song", "plain"):
            page.wait_for_function(
                "root => root.pianoRoll.doc.store.size > 0 && root.pianoRoll.stats.drawn > 0",
                arg=roll.root.element_handle(),
            )
        if scene in ("song", "spoken"):
            # Curves and segments come after the notes.
            page.wait_for_function(
                "root => [...root.pianoRoll.doc.segments].length > 0", arg=roll.root.element_handle()
            )
        roll.idle()
        roll.settle()
        return roll

    return open_


def resize(roll: RollPage, width: int, height: int) -> None:
    roll.page.set_viewport_size({"width": width, "height": height})
    roll.page.wait_for_function(
        "([root, width]) => root.clientWidth === width", arg=[roll.root.element_handle(), width]
    )
    roll.settle()


def lanes(roll: RollPage) -> list[str]:
    return roll.root.locator("[data-lane]").evaluate_all("rows => rows.map(row => row.dataset.lane)")


@pytest.mark.parametrize("scene", ["song", "empty"])
def test_everything_can_be_read_and_reached(room, scene):
    roll = room(scene, width=1400, height=900)
    page = roll.page
    faults = []
    for dark in (False, True):
        page.evaluate("dark => document.body.classList.toggle('dark', dark)", dark)
        for language in ("en", "ko"):
            page.evaluate("lang => { document.documentElement.lang = lang; }", language)
            for width, height in SIZES:
                resize(roll, width, height)
                assert roll.root.get_attribute("data-room") == TIERS[width]
                touch = TIERS[width] == "s"
                found = roll.root.evaluate(f"(root, touch) => ({AUDIT.strip().rstrip(';')})(root, touch)", touch)
                faults += [f"{width} {'dark' if dark else 'light'} {language}: {fault}" for fault in found]
    assert faults == [], "\n".join(faults)


def test_the_notes_have_the_room(room):
    roll = room("song", width=1400, height=900)
    assert lanes(roll) == ["velocity", "curve:loudness", "tier:phoneme", "tier:word"]
    assert roll.surface("notes")["height"] >= 540
    assert 18 <= roll.eval("r => r.view.row_px") <= 20
    shares = {}
    for width, height in SIZES:
        resize(roll, width, height)
        shares[width, height] = roll.surface("notes")["height"] / height
    # What the design measures, less a row of pixels or two for borders.
    assert {size: round(share, 2) for size, share in shares.items() if share < 0.55} == {}


def test_a_score_without_a_recording_is_mostly_notes(room):
    roll = room("plain", width=1400, height=900)
    box = roll.surface("notes")
    assert lanes(roll) == ["velocity"]
    assert box["width"] * box["height"] >= 0.6 * 1400 * 900


def test_lanes_close_by_height_and_what_a_person_opened_stays(room):
    roll = room("song", width=1400, height=900)
    resize(roll, 1400, 700)
    assert lanes(roll) == ["velocity", "tier:phoneme"]
    roll.root.get_by_test_id("lane-curve:loudness").click()
    assert "curve:loudness" in lanes(roll)
    resize(roll, 1400, 500)
    assert lanes(roll) == ["curve:loudness", "tier:phoneme"]


def test_a_score_of_segments_alone_shows_them_at_any_height(room):
    roll = room("spoken", width=820, height=420)
    assert lanes(roll) == ["tier:phoneme", "tier:word"]


def test_what_can_have_no_notes_has_no_row_of_their_fields(room):
    """A roll to write in shows what the next note will be; a recording to look at has neither notes nor a next one."""
    for scene, row_px in {"empty": 32, "empty&locked": 0, "spoken&locked": 0, "plain&locked": 32}.items():
        roll = room(scene, width=1400, height=900)
        expect(roll.root.get_by_test_id("info-line")).to_have_count(1 if row_px else 0)
        # Its place is kept until it is known what there will be.
        roll.page.wait_for_function(
            """([root, row_px]) => {
                const bar = root.querySelector("[role=toolbar]").getBoundingClientRect();
                return root.querySelector(".body").getBoundingClientRect().top - bar.bottom === row_px;
            }""",
            arg=[roll.root.element_handle(), row_px],
        )
    line = roll.root.get_by_test_id("info-line")
    expect(line.locator(".count")).to_have_text("Select notes to see their values")
    expect(line.locator("input")).to_have_count(0)


@pytest.mark.parametrize("width", [1400, 1100, 900])
def test_fields_of_the_selection_run_under_no_button(room, width):
    roll = room("song", width=width, height=900)
    line = roll.root.get_by_test_id("info-line")
    # Letters as wide as those of a system without the theme's font.
    line.evaluate("it => { it.style.letterSpacing = '1.5px'; }")
    roll.focus()
    roll.press("Control+a")
    ends = """line => {
        const right = [...line.querySelectorAll('.one')].map(it => it.getBoundingClientRect().right);
        return Math.max(...right) <= line.querySelector('.actions').getBoundingClientRect().left + 0.5;
    }"""
    roll.page.wait_for_function(ends, arg=line.element_handle())
    expect(line.get_by_test_id("inspect-velocity")).to_be_visible()


def test_the_words_under_the_tools_of_a_telephone_are_whole(room):
    roll = room("song", width=420, height=900)
    # Read aloud it has its whole name.
    for language, name in (("en", "Pitch curve"), ("ko", "음높이 곡선")):
        roll.page.evaluate("lang => { document.documentElement.lang = lang; }", language)
        expect(roll.root.get_by_role("button", name=name)).to_be_visible()
        for button in roll.root.get_by_role("toolbar").last.locator("[aria-pressed]").all():
            assert button.evaluate("it => it.scrollWidth <= it.clientWidth"), button.inner_text()


def test_a_lane_has_the_height_that_one_gives_it(room):
    roll = room("song", width=1400, height=900)
    lane = roll.root.locator("[data-lane=velocity]")
    before = lane.bounding_box()["height"]
    splitter = roll.root.get_by_test_id("lane-velocity-size")
    box = splitter.bounding_box()
    at = (box["x"] + 600, box["y"] + 3)
    roll.drag(at, (at[0], at[1] - 30))
    assert lane.bounding_box()["height"] == pytest.approx(before + 30, abs=1)
    splitter.focus()
    roll.press("ArrowUp")
    assert lane.bounding_box()["height"] == pytest.approx(before + 38, abs=1)
    splitter.dblclick(position={"x": 300, "y": 3})
    assert lane.bounding_box()["height"] == before


def test_lanes_are_added_removed_and_ordered(room):
    roll = room("song", width=1400, height=900)
    before = roll.rev()
    roll.use("lanes")
    panel = roll.page.get_by_test_id("lanes-panel")
    panel.get_by_test_id("lane-shown-audio").check()
    panel.get_by_test_id("lane-shown-tier:word").uncheck()
    panel.get_by_test_id("lane-up-tier:phoneme").click()
    assert lanes(roll) == ["velocity", "curve:loudness", "tier:phoneme", "audio"]
    # Nothing of it is in the score.
    assert roll.rev() == before


def test_the_first_note_moves_no_view(room):
    roll = room("empty", width=1400, height=900)
    expect(roll.root.get_by_test_id("empty-card")).to_be_visible()
    assert roll.eval("r => r.tool") == "draw"
    look = "r => [r.view.scrollTick, r.view.topPitch, r.view.row_px, r.view.pxPerTick]"
    before = roll.eval(look)
    roll.click(roll.at(3 * TICKS_PER_BEAT, 60))
    assert len(roll.notes()) == 1
    assert roll.eval(look) == before
    assert roll.root.get_by_test_id("empty-card").count() == 0


def test_a_button_that_disables_itself_keeps_the_keyboard(serve, open_page):
    roll = RollPage(open_page(serve("basic").url)).wait_ready()
    roll.focus()
    roll.press("Control+a", "ArrowUp")
    first = roll.notes()[0]["pitch"]
    roll.root.get_by_test_id("undo").focus()
    roll.press("Enter")
    assert roll.notes()[0]["pitch"] == first - 1
    assert roll.root.get_by_test_id("undo").get_attribute("aria-disabled") == "true"
    roll.press("ArrowUp")
    assert roll.notes()[0]["pitch"] == first


def test_clearing_is_out_of_the_way_and_undone_from_where_it_is_told(room):
    roll = room("song", width=1400, height=900)
    count = len(roll.notes())
    assert roll.root.get_by_test_id("clear").count() == 0
    roll.use("clear")
    assert len(roll.notes()) == 0
    roll.root.get_by_test_id("cleared-undo").click()
    assert len(roll.notes()) == count
    assert roll.root.get_by_test_id("cleared").count() == 0


def test_tips_say_what_a_control_is_and_its_key(room):
    roll = room("song", width=1400, height=900)
    tip = roll.root.locator(".tip")
    roll.root.get_by_test_id("loop").hover()
    tip.wait_for()
    assert tip.inner_text().endswith(" · L")
    roll.root.get_by_test_id("record").hover()
    # At once, as one moves along.
    roll.settle()
    assert tip.inner_text().endswith(" · R")


def test_notes_out_of_sight_are_named_and_found(room):
    roll = room("song", width=1400, height=900)
    pill = roll.root.get_by_test_id("notes-below")
    pill.wait_for()
    # Three notes of the drums below the rows, sixteen of the bass.
    assert "장구" in pill.inner_text()
    roll.eval("r => r.view.set({ topPitch: 110 })")
    pill.wait_for()
    top = roll.eval("r => r.view.topPitch")
    pill.click()
    roll.page.wait_for_function(
        "([root, top]) => root.pianoRoll.view.topPitch < top - 5", arg=[roll.root.element_handle(), top]
    )


def test_twice_the_text_is_half_the_width(room):
    roll = room("song", width=1400, height=900)
    roll.page.evaluate("() => { document.documentElement.style.fontSize = '200%'; }")
    resize(roll, 1399, 900)
    assert roll.root.get_attribute("data-room") == "m"
    bar = roll.root.locator("[role=toolbar]").first
    assert bar.evaluate("bar => bar.scrollWidth <= bar.clientWidth")
    assert roll.eval("r => r.view.row_px") == 38


def test_the_invitation_of_an_empty_roll_is_not_doubled_over_its_lanes(room):
    roll = room("empty", width=420, height=900)
    # The card is a part that comes when it is wanted.
    expect(roll.root.get_by_test_id("empty-card")).to_be_visible(timeout=60_000)
    expect(roll.root.get_by_test_id("status")).not_to_be_visible()


def test_the_invitation_is_as_wide_as_its_words_and_records(room):
    """At the middle of the place an element has half of it by itself: three lines for five words, one of a syllable."""
    roll = room("empty", width=420, height=900)
    roll.page.evaluate("document.documentElement.lang = 'ko'")
    card = roll.root.get_by_test_id("empty-card")
    title = card.get_by_text("여기에 음표를 그려 보세요")
    expect(title).to_be_visible(timeout=60_000)
    font_px = title.evaluate("it => parseFloat(getComputedStyle(it).fontSize)")
    assert title.bounding_box()["height"] < 2 * font_px
    ways = [button.bounding_box() for button in card.get_by_role("button").all()]
    assert len(ways) == 3
    assert all(box["height"] >= 40 for box in ways)
    assert len({box["y"] for box in ways}) == 1
    # No microphone is here: that it was asked for is told.
    card.get_by_test_id("empty-record").click()
    expect(roll.root).to_contain_text("마이크")
    card.get_by_test_id("empty-example").click()
    expect(card).not_to_be_attached()
    # The card goes with the first note; the tracks come with the song's next piece.
    roll.page.wait_for_function("root => root.pianoRoll.doc.tracks.length === 2", arg=roll.root.element_handle())
    assert "랑" in roll.rows()["lyric"].values()


def test_the_name_of_a_black_key_is_whole_on_narrow_keys(room):
    """Cut at the left, "F#4" was "#4": its first column of ink lies inside the key, the paper of the key left of it."""
    roll = room("plain", width=420, height=900)
    x, y = roll.at(0, 66)
    roll.page.mouse.move(x + 80, y)
    roll.settle()
    box = roll.surface("keys")
    edge = {roll.pixel((box["x"] + 0.5, y + dy)) for dy in range(-5, 6)}
    roll.page.mouse.move(x + 80, roll.at(0, 72)[1])
    roll.settle()
    plain = {roll.pixel((box["x"] + 0.5, y + dy)) for dy in range(-5, 6)}
    assert len(edge) == len(plain)
