"""Tiers over a recording, without a note: gestures by the real mouse and keyboard; each ends with the value in Python."""

import pytest
from playwright.sync_api import expect

from tests.browser.apps.speech import PHONES, WORDS
from tests.browser.conftest import shared_page
from tests.browser.test_tiers import on_lane, python_has, words

# What the page asks the sound device for: from which second of the recording on, and for how long.
HEARD = """
window.heard = [];
const start = AudioBufferSourceNode.prototype.start;
AudioBufferSourceNode.prototype.start = function (when, offset, duration) {
    if (duration !== undefined) window.heard.push([offset, duration]);
    return start.call(this, when, offset, duration);
};
"""


@pytest.fixture(scope="module")
def shared(serve, browser):
    with shared_page(serve("speech"), browser, script=HEARD) as found:
        yield found


@pytest.fixture
def roll(shared):
    shared.focus()
    shared.tool("select")
    yield shared
    shared.page.keyboard.press("Escape")
    shared.eval("r => { r.player?.pause(); while (r.doc.isEdited) r.doc.undo() }")
    shared.settle()


def drag(roll, start, end, *keys):
    for key in keys:
        roll.page.keyboard.down(key)
    roll.drag(start, end)
    for key in keys:
        roll.page.keyboard.up(key)


def test_lanes_are_open_and_large_and_nothing_hides_them(roll):
    """A value that has only tiers and a sound: issue 14, diarisation and transcription without a note."""
    for type_ in ("phone", "word", "speaker", "tone"):
        on_lane(roll, "tiers", type_, 1)
        assert roll.root.locator(f"canvas[data-surface=tiers][data-part={type_}]").bounding_box()["height"] >= 36
    assert roll.root.locator("canvas[data-surface=strip]").bounding_box()["height"] >= 120
    expect(roll.root.get_by_test_id("empty-card")).to_have_count(0)
    # Two speakers at once lie beneath each other: each is selected in its own row.
    for share, name in ((0.25, "민수"), (0.75, "영희")):
        roll.page.mouse.click(*on_lane(roll, "tiers", "speaker", 2.75, share))
        expect(roll.root.get_by_test_id("tier-speaker")).to_have_accessible_name(f"Speakers: 4 segments · {name}")


def test_equal_boundaries_move_together_and_several_stretch_like_rubber(roll):
    drag(roll, on_lane(roll, "tiers", "word", 1.25), on_lane(roll, "tiers", "word", 1.1), "Shift", "Alt")
    python_has(
        roll,
        lambda c: (
            abs(words(c)[1][1] - 1.1) < 0.005
            and words(c)[1][1] == words(c)[2][0] == words(c, "phone")[2][1] == words(c, "phone")[3][0]
        ),
    )
    roll.press("Control+z")
    python_has(roll, lambda c: words(c) == WORDS)
    # 0.5-1.25-2-3 s, the end drawn to 4 s: 2.5 s become 3.5.
    roll.page.mouse.click(*on_lane(roll, "tiers", "word", 0.9))
    roll.page.keyboard.down("Shift")
    roll.page.mouse.click(*on_lane(roll, "tiers", "word", 2.5))
    roll.page.keyboard.up("Shift")
    expect(roll.root.get_by_test_id("status")).to_contain_text("3 segments selected · 2.500 s")
    drag(roll, on_lane(roll, "tiers", "word", 3), on_lane(roll, "tiers", "word", 4), "Alt")

    def stretched(change):
        (_, first), (_, second), (_, third) = [w[:2] for w in words(change)[1:4]]
        return abs(third - 4) < 0.005 and first == pytest.approx(0.5 + 0.3 * (third - 0.5), abs=2e-3) and second > first

    python_has(roll, stretched)


def test_segments_are_found_by_text_and_labelled_together(roll):
    page = roll.page
    page.mouse.click(*on_lane(roll, "tiers", "phone", 0.6))
    roll.press("/")
    box = roll.root.get_by_test_id("tier-pattern")
    expect(box).to_be_focused()
    box.fill("[ʌɯ]")
    page.keyboard.press("Enter")
    expect(roll.root.get_by_test_id("status")).to_contain_text("(3)")
    page.keyboard.press("Enter")
    label = roll.root.get_by_test_id("label-input")
    expect(label).to_be_focused()
    label.fill("V")
    page.keyboard.press("Enter")
    python_has(roll, lambda c: [w[2] for w in words(c, "phone")] == ["a", "nʲ", "V", "V", "V", "min", "s*u"])
    roll.press("Control+z")
    python_has(roll, lambda c: words(c, "phone") == PHONES)
    roll.root.get_by_test_id("tier-bar-close").click()
    expect(roll.root.get_by_test_id("tier-bar")).to_have_count(0)


def test_enter_sets_a_boundary_where_one_points_and_tab_plays(roll):
    page = roll.page
    # Into an empty stretch: nothing is selected.
    page.mouse.click(*on_lane(roll, "tiers", "phone", 3.5))
    page.mouse.move(*on_lane(roll, "tiers", "word", 5.25))
    page.keyboard.press("Enter")
    # 100 Hz crosses zero every 5 ms, 5.25 s among them: the pixel that is pointed at is wider.
    python_has(roll, lambda c: [w[2] for w in words(c)][5:] == ["반가워요", ""] and abs(words(c)[5][1] - 5.25) < 0.02)
    page.mouse.move(*on_lane(roll, "tiers", "tone", 4))
    roll.press("Escape")
    page.mouse.move(*on_lane(roll, "tiers", "tone", 4.01))
    page.keyboard.press("Enter")
    python_has(roll, lambda c: [w[2] for w in words(c, "tone")] == ["H*", "L+H*", "", "L%"])
    roll.press("Control+z", "Control+z")
    page.evaluate("heard.length = 0")
    page.mouse.click(*on_lane(roll, "tiers", "word", 0.9))
    page.keyboard.press("Tab")
    page.wait_for_function("heard.length === 1")
    page.keyboard.press("Tab")
    page.wait_for_function("heard.length === 2")
    assert [[round(x, 6) for x in span] for span in page.evaluate("heard")] == [[0.5, 0.75], [1.25, 0.75]]
    expect(roll.root.get_by_test_id("status")).to_contain_text("저는")
    # Esc lets go: Tab is the page's again.
    page.keyboard.press("Escape")
    page.keyboard.press("Tab")
    assert page.evaluate("heard.length") == 2


def test_a_number_that_is_held_writes_its_label(roll):
    page = roll.page
    page.mouse.click(*on_lane(roll, "tiers", "speaker", 5))
    roll.press("Alt+l")
    box = roll.root.get_by_test_id("tier-labels")
    expect(box).to_be_focused()
    box.fill("민수, 웃음")
    page.keyboard.press("Enter")
    # Nothing plays: the number names what is selected.
    roll.press("1")
    python_has(roll, lambda c: [w[2] for w in words(c, "speaker")] == ["민수", "영희", "철수", "민수"])
    roll.press("Control+z", "Escape")
    roll.eval("r => r.seek(r.doc.tempo.ticksAt(6.2))")
    roll.eval("r => r.player.play()")
    seconds = "r => r.doc.tempo.secondsAt(r.player.positionTick())"
    page.wait_for_function(
        "() => document.querySelector('.gradio-pianoroll').pianoRoll.player.positionTick() > 12.6 * 15360"
    )
    page.keyboard.down("2")
    began = roll.eval(seconds)
    page.wait_for_function(
        "end => document.querySelector('.gradio-pianoroll').pianoRoll.player.positionTick() > end",
        arg=(began + 0.4) * 2 * 15360,
    )
    page.keyboard.up("2")
    python_has(
        roll,
        lambda c: (
            words(c, "speaker")[-1][2] == "웃음" and words(c, "speaker")[-1][1] - words(c, "speaker")[-1][0] > 0.3
        ),
    )
    roll.eval("r => r.player.pause()")
    roll.root.get_by_test_id("tier-bar-close").click()
