"""The roll for readers with settings of their own: forced colours, less motion, large text, pages from the right, one hand.

One page for all: the settings change while it is open, as a reader changes them.
"""

import pytest
from playwright.sync_api import expect

from tests.browser.roll import TICKS_PER_BEAT, RollPage
from tests.browser.test_room import AUDIT, resize

# 3:1 is what WCAG 2.2 (1.4.11) asks of what is not text.
LEAST_CONTRAST = 3


def luminance(colour):
    linear = [v / 255 / 12.92 if v <= 10 else ((v / 255 + 0.055) / 1.055) ** 2.4 for v in colour]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one, other):
    low, high = sorted((luminance(one) + 0.05, luminance(other) + 0.05))
    return high / low


def faults(roll, touch=False):
    return roll.root.evaluate(f"(root, touch) => ({AUDIT.strip().rstrip(';')})(root, touch)", touch)


def chosen(roll):
    return roll.eval("r => [...r.doc.selection.slots()].map(slot => r.doc.store.id[slot])")


def whole(roll):
    """Everything that comes after the first notes has come."""
    roll.root.get_by_test_id("track-rail").or_(roll.root.get_by_test_id("track-button")).first.wait_for()
    roll.root.locator("[data-mark]").first.wait_for()
    roll.settle()


@pytest.fixture
def song(serve, open_page):
    def open_(scene="song", **kwargs):
        page = open_page(serve("room").url + f"?scene={scene}", **kwargs)
        roll = RollPage(page).wait_ready()
        page.wait_for_function(
            "root => root.pianoRoll.doc.store.size > 0 && [...root.pianoRoll.doc.segments].length > 0",
            arg=roll.root.element_handle(),
        )
        roll.idle()
        whole(roll)
        return roll

    return open_


def system_colours(page):
    return page.evaluate("""() => Object.fromEntries(["Canvas", "CanvasText", "Highlight", "HighlightText", "GrayText"].map((name) => {
        const probe = document.createElement("i");
        probe.style.cssText = `forced-color-adjust: none; color: ${name}`;
        document.body.append(probe);
        const [r, g, b, alpha = 1] = getComputedStyle(probe).color.match(/[0-9.]+/g).map(Number);
        probe.style.color = "Canvas";
        const ground = getComputedStyle(probe).color.match(/[0-9.]+/g).map(Number);
        probe.remove();
        return [name, [r, g, b].map((value, i) => Math.round(value * alpha + ground[i] * (1 - alpha)))];
    }))""")


# The presets write `#rrggbb`, what the system says comes as `rgb()`.
FORCED = "root => root.style.getPropertyValue('--pr-ground').startsWith('rgb')"


def stroke(picture, x, y, reach=4):
    """The colours along a short line across an edge."""
    return [picture.getpixel((round(x + d), round(y))) for d in range(-reach, reach + 1)]


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_forced_colours_show_what_colours_said(song, dark):
    roll = song(width=1400, height=900, dark=dark)
    page = roll.page
    page.emulate_media(forced_colors="active", color_scheme="dark" if dark else "light")
    page.wait_for_function(FORCED, arg=roll.root.element_handle())
    roll.settle()
    system = system_colours(page)
    ground, _ink, highlight = (tuple(system[name]) for name in ("Canvas", "CanvasText", "Highlight"))
    # Chromium's two palettes differ in every colour; a canvas that kept its own would be seen here.
    assert (luminance(ground) < 0.5) == dark
    sung = [note for note in roll.notes() if note["track"] == 0]
    roll.click(roll.middle_of(sung[2]))
    page.mouse.move(700, 5)
    roll.settle()
    picture = roll.picture()
    edges = {}
    for at, note in (("selected", sung[2]), ("plain", sung[4])):
        x, y = roll.at(note["onset"], note["pitch"])
        top = y - roll.eval("r => r.view.row_px") / 2
        seen = [picture.getpixel((round(x) + 14, round(top) + d)) for d in range(-4, 2)]
        edges[at] = max(contrast(colour, ground) for colour in seen)
        if at == "selected":
            assert min(sum(abs(a - b) for a, b in zip(colour, highlight, strict=True)) for colour in seen) < 90
    x, y = roll.at(0, 80)
    edges["playhead"] = max(contrast(colour, ground) for colour in stroke(picture, x, y))
    box = roll.surface("velocity")
    x = roll.at(sung[4]["onset"], 60)[0] + 3
    column = [picture.getpixel((round(x), round(box["y"] + dy))) for dy in range(2, int(box["height"]) - 2)]
    edges["velocity"] = max(contrast(colour, ground) for colour in column)
    box = roll.surface("tier:phoneme") if roll.root.locator("canvas[data-surface='tier:phoneme']").count() else None
    assert min(edges.values()) >= LEAST_CONTRAST, edges

    # What is pressed, chosen, and cannot be used is told by the system's colours.
    def style(testid, what):
        css = roll.root.get_by_test_id(testid).first.evaluate(f"it => getComputedStyle(it).{what}")
        *colour, alpha = [*(float(part) for part in css[css.index("(") + 1 : -1].split(",")), 1.0][:4]
        return tuple(round(value * alpha + under * (1 - alpha)) for value, under in zip(colour, ground, strict=True))

    assert style("tool-select", "backgroundColor") == highlight
    assert style("tool-draw", "backgroundColor") == ground
    assert style("redo", "color") == tuple(system["GrayText"])
    assert style("undo", "color") != style("redo", "color") or roll.eval("r => !r.doc.canUndo")
    assert style("track-row", "outlineColor") == highlight
    # A slider has a track and the rail its colours.
    row = roll.root.get_by_test_id("track-row").first
    assert row.locator(".grip").evaluate("it => getComputedStyle(it, '::before').backgroundColor") != f"rgb{ground}"
    slider = row.get_by_test_id("track-volume").bounding_box()
    line = [
        picture.getpixel((round(slider["x"] + share * slider["width"]), round(slider["y"] + slider["height"] / 2)))
        for share in (0.1, 0.3, 0.5)
    ]
    assert min(contrast(colour, ground) for colour in line) >= LEAST_CONTRAST
    # The keyboard's place is framed, on the notes and on a button.
    roll.root.get_by_test_id("play").focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Tab")
    assert page.evaluate("() => getComputedStyle(document.activeElement).outlineStyle") == "solid"
    assert faults(roll) == []
    page.emulate_media(forced_colors="none")
    page.wait_for_function(f"root => !({FORCED})(root)", arg=roll.root.element_handle())


MOVING = """root => [...root.querySelectorAll("*"), root].flatMap(it => ["", "::before", "::after"].map(part => [it, getComputedStyle(it, part)]))
    .filter(([it, style]) => style.transitionDuration.split(", ").some(s => parseFloat(s) > 0)
        || (style.animationName !== "none" && parseFloat(style.animationDuration) > 0))
    .map(([it]) => it.className.baseVal ?? it.className)"""


def test_who_wants_less_motion_has_none(song):
    roll = song(width=1400, height=900)
    page = roll.page
    assert roll.root.evaluate(MOVING) != []
    page.emulate_media(reduced_motion="reduce")
    roll.use("panels")
    page.mouse.click(*roll.at(TICKS_PER_BEAT, 80), button="right")
    expect(roll.root.get_by_role("menu")).to_be_visible()
    assert roll.root.evaluate(MOVING) == []
    page.keyboard.press("Escape")
    # A view that would glide is there at once.
    pill = roll.root.get_by_test_id("notes-below")
    pill.wait_for()
    moved = pill.evaluate("""async (pill, root) => {
        const { view } = document.querySelector(".gradio-pianoroll").pianoRoll;
        const places = new Set([view.topPitch]);
        pill.click();
        for (let frame = 0; frame < 15; frame++) {
            places.add(view.topPitch);
            await new Promise(requestAnimationFrame);
        }
        return places.size;
    }""")
    assert moved == 2


def test_large_text_cuts_nothing_and_hides_no_tool(song):
    """WCAG 2.2, 1.4.4. Zoomed by the browser a page is a narrower one, which the sizes of `test_room` are."""
    roll = song(width=1400, height=900)
    page = roll.page
    found = []
    page.evaluate("() => { document.documentElement.style.fontSize = '200%'; }")
    for width, height in ((1399, 900), (820, 900), (720, 740), (420, 900)):
        resize(roll, width, height)
        found += [f"{width}: {fault}" for fault in faults(roll)]
        tools = roll.root.get_by_test_id("tool-draw")
        if not tools.count():
            roll.root.get_by_test_id("tool").or_(roll.root.get_by_test_id("more")).first.click()
        expect(tools.first).to_be_visible()
        tools.first.click()
        assert roll.eval("r => r.tool") == "draw"
        roll.eval("r => r.setTool('select')")
        page.keyboard.press("Escape")
    assert found == [], "\n".join(found)


def test_a_click_hits_what_it_is_on_when_the_page_is_zoomed(song):
    roll = song(width=1400, height=900)
    roll.page.evaluate("() => { document.documentElement.style.zoom = 1.5; }")
    roll.settle()
    note = next(note for note in roll.notes() if note["track"] == 0 and note["pitch"] == 71)
    box = roll.surface("overlay")
    share = roll.eval(
        "(r, [t, p]) => [r.view.xOf(t) / r.view.width_px, (r.view.yOf(p) + r.view.row_px / 2) / r.view.height_px]",
        [note["onset"] + note["duration"] / 2, note["pitch"]],
    )
    roll.click((box["x"] + share[0] * box["width"], box["y"] + share[1] * box["height"]))
    assert chosen(roll) == [note["id"]]


def test_a_page_from_the_right_leaves_time_as_it_is(song):
    roll = song(width=1400, height=900)
    page = roll.page
    before = {name: roll.surface(name) for name in ("ruler", "keys", "notes", "velocity")}
    page.evaluate("() => { document.documentElement.dir = 'rtl'; }")
    roll.settle()
    assert {name: roll.surface(name) for name in before} == before
    note = next(note for note in roll.notes() if note["track"] == 0 and note["pitch"] == 71)
    roll.click(roll.middle_of(note))
    assert chosen(roll) == [note["id"]]
    # A menu opens at the pointer, a sentence keeps its full stop at its end, a name in Hebrew begins at the right.
    at = roll.at(2 * TICKS_PER_BEAT, 80)
    page.mouse.click(*at, button="right")
    menu = roll.root.get_by_role("menu").bounding_box()
    assert at[0] - 2 <= menu["x"] <= at[0] + 12
    page.keyboard.press("Escape")
    assert roll.root.evaluate("it => getComputedStyle(it).direction") == "ltr"
    for width, height in ((1400, 900), (420, 900), (266, 480)):
        resize(roll, width, height)
        assert faults(roll, width == 420) == []


def test_a_page_that_was_dark_for_a_while_looks_as_before(song):
    """Gradio's own switch: a class of the body. What the roll reads of the page then must not be its own former look."""
    roll = song(width=1400, height=900)
    looks = []
    for dark in (False, True, False):
        roll.page.evaluate("dark => document.body.classList.toggle('dark', dark)", dark)
        roll.settle()
        looks.append(roll.root.get_attribute("style"))
    assert looks[0] == looks[2] != looks[1]


PANELS = ("more", "layers", "lanes", "mix", "panels")


def test_panels_fit_a_narrow_telephone_and_a_thumb(song):
    roll = song(width=420, height=900, touch=True)
    page = roll.page
    resize(roll, 360, 740)
    found = []
    for panel in PANELS:
        roll.use(panel)
        roll.page.get_by_role("dialog").or_(roll.root.locator(".drawer > *")).first.wait_for()
        roll.settle()
        found += [f"{panel}: {fault}" for fault in faults(roll, True)]
        page.keyboard.press("Escape")
        if panel == "panels":
            roll.use(panel)
    assert found == [], "\n".join(found)
