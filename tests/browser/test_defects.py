"""One test for each defect of the older releases that a browser shows; the others are in tests/contract/test_defects.py."""

import numpy as np
import pytest
import soundfile

from tests.browser.roll import TICKS_PER_BEAT, RollPage

BEAT = TICKS_PER_BEAT


@pytest.fixture
def page(serve, open_page):
    return open_page(serve("defects").url, height=2400)


@pytest.fixture
def roll(serve, page):
    found = labelled(page, "Full")
    found.server = serve("defects")
    found.focus()
    return found


def labelled(page, label):
    rolls = page.locator(".gradio-pianoroll")
    for i in range(rolls.count()):
        if rolls.nth(i).get_attribute("aria-label") == label:
            return RollPage(page, i).wait_ready()
    raise AssertionError(f"no roll labelled {label}")


def read(roll):
    """Ask the server for the value and wait for its answer: what came before it has been handled."""
    before = len(roll.server.fresh("read"))
    roll.idle()
    roll.idle()
    roll.page.locator("#read").click()
    roll.server.wait_for("read", before + 1)


def test_defect_11_letters_stay_in_the_text_box(roll):
    field = roll.page.locator("#beside textarea, #beside input").first
    field.click()
    roll.page.keyboard.type("Lol, all L and l")
    assert field.input_value() == "Lol, all L and l"


def test_defect_12_dragging_several_notes_keeps_their_distances(roll):
    before = [(n["onset"], n["pitch"]) for n in roll.notes()]
    roll.press("Control+a")
    start = roll.middle_of(roll.notes()[0])
    to = roll.at(2.5 * BEAT, 62)
    roll.drag(start, to, steps=12)
    after = [(n["onset"], n["pitch"]) for n in roll.notes()]
    moved = {(a[0] - b[0], a[1] - b[1]) for a, b in zip(after, before, strict=True)}
    assert moved == {(2 * BEAT, 2)}


def test_defect_13_another_zoom_is_scaled_once_and_curves_follow(roll):
    assert [n["onset"] for n in roll.notes()] == [0, BEAT, 2 * BEAT]
    roll.press("Control+a", "ArrowUp")
    told = roll.server.wait_for("full", 1)[-1]
    assert [n["start"] for n in told["notes"]] == [0, 160, 320]
    assert (told["x"], told["zoom"]) == ([0, 320], 160)
    times = roll.eval("r => { const c = r.doc.curves.get('f0'); return c.toJson ? c.toJson() : c; }")
    assert times["time"] == "beats"


def test_defect_14_a_new_tempo_moves_the_seconds_and_drops_nothing(roll):
    field = roll.control("tempo")
    field.fill("60")
    field.press("Enter")
    # The score has a recording and a curve in seconds, so it is asked what stays; the notes keep their beats here.
    roll.root.get_by_test_id("keep-beats").click()
    told = roll.server.wait_for("full", 1)[-1]
    assert told["tempo"] == 60
    assert [n["startSeconds"] for n in told["notes"]] == [0, 1, 2]
    assert told["parts"] == [True, True, True]
    roll.control("snap").select_option("1/16")
    roll.tool("draw")
    roll.eval("r => r.view.set({ pxPerTick: r.view.pxPerTick * 2 })")
    roll.focus()
    roll.tool("select")
    roll.press("Control+a", "ArrowDown")
    assert roll.server.wait_for("full", 2)[-1]["parts"] == [True, True, True]


def test_defect_15_not_interactive_is_not_editable_and_the_label_is_shown(serve, page):
    server = serve("defects")
    roll = labelled(page, "Locked")
    assert page.get_by_text("Locked", exact=True).first.is_visible()
    before = roll.rows()
    roll.focus()
    roll.press("Control+a", "Delete", "ArrowUp")
    roll.drag(roll.middle_of(roll.notes()[0]), roll.at(6 * BEAT, 66))
    assert roll.rows() == before
    assert server.fresh("locked") == []


def test_defect_16_moving_the_mouse_does_not_draw_the_song_again(roll):
    x, y = roll.at(2 * BEAT, 58)
    roll.page.mouse.move(x, y)
    roll.settle()
    before = roll.eval("r => ({ ...r.stats.draws })")
    roll.page.mouse.move(x + 240, y + 30, steps=20)
    roll.settle()
    assert roll.eval("r => r.stats.draws.notes") == before["notes"]
    start = roll.middle_of(roll.notes()[2])
    roll.page.mouse.move(*start)
    roll.page.mouse.down()
    roll.page.mouse.move(start[0] + 40, start[1], steps=3)
    roll.settle()
    lifted = roll.eval("r => ({ ...r.stats.draws })")
    roll.page.mouse.move(start[0] + 200, start[1] - 20, steps=20)
    roll.settle()
    dragged = roll.eval("r => ({ ...r.stats.draws })")
    roll.page.keyboard.press("Escape")
    roll.page.mouse.up()
    assert dragged["notes"] == lifted["notes"]
    assert dragged["overlay"] > lifted["overlay"]


def test_defect_17_and_24_one_drag_is_one_call_and_no_loop(roll):
    note = roll.notes()[0]
    roll.drag(roll.middle_of(note), roll.at(4.5 * BEAT, 65), steps=30)
    roll.server.wait_for("full", 1)
    # The handler returns to the roll. A loop would have gone on during two more questions to the server.
    read(roll)
    read(roll)
    assert len(roll.server.fresh("full")) == 1


def test_defect_18_seek_stop_and_the_end(roll):
    button = roll.root.get_by_test_id("play")
    idle = button.get_attribute("aria-label")
    button.click()
    roll.page.wait_for_function("r => r.pianoRoll.player.positionTick() > 0", arg=roll.root.element_handle())
    assert button.get_attribute("aria-label") != idle
    # Half a second is left of the song: the page itself looks where it gets to.
    roll.eval(
        """(r, t) => {
            window.reached = 0;
            const look = () => { window.reached = Math.max(window.reached, r.player.positionTick()); };
            r.player.seek(t);
            setInterval(look, 5);
        }""",
        3 * BEAT,
    )
    roll.page.wait_for_function("r => r.pianoRoll.player.state === 'stopped'", arg=roll.root.element_handle())
    assert roll.page.evaluate("() => window.reached") > 3 * BEAT
    roll.page.wait_for_function(
        "([b, label]) => b.getAttribute('aria-label') === label", arg=[button.element_handle(), idle]
    )
    button.click()
    roll.page.wait_for_function("r => r.pianoRoll.player.positionTick() > 0", arg=roll.root.element_handle())
    roll.root.get_by_test_id("stop").click()
    assert roll.eval("r => r.player.state") == "stopped"
    position = roll.eval("r => r.player.positionTick()")
    roll.settle()
    assert roll.eval("r => r.player.positionTick()") == position


def test_defect_19_a_short_song_downloads_short(page, tmp_path):
    roll = labelled(page, "Locked")
    roll.use("mix")
    with page.expect_download() as waiting:
        roll.root.get_by_test_id("download-wav").click()
    waiting.value.save_as(tmp_path / "song.wav")
    samples, rate = soundfile.read(tmp_path / "song.wav")
    assert 2 <= len(samples) / rate <= 4


def rows_of(roll, rgb):
    """The row of each pixel of a colour among the notes, as a part of their height. The rail names the colours beside them."""
    picture = np.asarray(roll.picture_of("notes")).astype(int)
    return np.nonzero(np.abs(picture - np.array(rgb)).sum(axis=2) < 60)[0] / picture.shape[0]


def test_defect_20_layers_obey_visible_opacity_range_and_independent_range(page):
    loud, quiet = labelled(page, "Loud"), labelled(page, "Quiet")
    assert len(rows_of(loud, (255, 0, 0))) == 0
    high, low = rows_of(loud, (255, 0, 255)), rows_of(quiet, (255, 0, 255))
    assert min(len(high), len(low)) > 300
    # -3 and -57 of -60 to 0: with yMax 0 ignored both would lie outside, or in the same place.
    assert np.median(low) - np.median(high) > 0.2
    own = rows_of(loud, (0, 176, 255))
    assert len(own) > 300
    assert own.max() - own.min() > 0.2


def test_defect_21_nothing_is_fixed_over_the_page_and_no_id_is_shared(page):
    fixed = page.evaluate(
        """() => [...document.querySelectorAll('.gradio-pianoroll, .gradio-pianoroll *')]
            .filter(e => getComputedStyle(e).position === 'fixed' && e.getBoundingClientRect().width > 0).length"""
    )
    assert fixed == 0
    ids = page.evaluate("() => [...document.querySelectorAll('.gradio-pianoroll [id]')].map(e => e.id)")
    assert len(ids) == len(set(ids))


def test_defect_22_sharp_on_dense_screens_and_the_wheel_scrolls_the_page(serve, open_page):
    page = open_page(serve("defects").url, height=420, scale=2)
    roll = labelled(page, "Full")
    device, css = roll.root.locator("canvas[data-surface=notes]").evaluate(
        "c => [c.width, c.getBoundingClientRect().width]"
    )
    assert abs(device - 2 * css) <= 1
    box = roll.surface()
    page.mouse.move(box["x"] + 200, box["y"] + 50)
    for _ in range(40):
        page.mouse.wheel(0, 400)
    page.wait_for_function("() => window.scrollY > 0 || document.scrollingElement.scrollTop > 0")
