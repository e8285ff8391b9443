"""How every panel and lane looks, kept as small pictures.

What is compared: the roll at half its size, in a font of bars (machines have different ones) and in the colours of its own
theme (versions of Gradio have different ones). A pixel differs when one of its channels is off by more than 40 of 255; a
picture may have 1 in 500 that do, which edges that another Chromium draws otherwise need, and a lost button of 20 x 20 has not.

`PIANOROLL_LOOKS=write pytest tests/browser/test_looks.py` takes the pictures anew, after a look at each:
`PIANOROLL_LOOKS=FOLDER` puts them in a folder at their full size, in the machine's own fonts.
"""

import base64
import io
import os
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from PIL import Image, ImageChops
from playwright.sync_api import expect

from tests.browser.bars_font import bars_font
from tests.browser.roll import TICKS_PER_BEAT, RollPage
from tests.browser.test_room import resize

FOLDER = Path(__file__).parent / "looks"
HOW = os.environ.get("PIANOROLL_LOOKS", "")
OFF_BY = 40
MOST_SHARE = 1 / 500
SIZES = {1400: (1400, 900), 1024: (1024, 768), 420: (420, 900), 360: (360, 740)}

# Variables that say nothing leave the roll its own colours.
OWN_COLOURS = """.gradio-container, .gradio-container * { --background-fill-secondary: ; --background-fill-primary: ; --input-background-fill: ;
    --border-color-primary: ; --body-text-color: ; --body-text-color-subdued: ; --color-accent: ; --color-accent-soft: ;
    --error-text-color: ; --block-background-fill: ; }"""
# What comes by itself, a moment later on a busy machine: a count of notes out of sight, a sentence, how far something is.
STILL = ".gradio-pianoroll :is(.pill, .message, .progress, .tip) { visibility: hidden !important; } @container roll (max-width: 42.49rem) { .gradio-pianoroll .status { visibility: hidden !important; } }"
BARS = ".gradio-container, .gradio-container * { font-family: Bars !important; }"


def open_menu(roll: RollPage) -> None:
    roll.page.mouse.click(*roll.at(0.7 * TICKS_PER_BEAT, 62), button="right")
    expect(roll.root.get_by_role("menu")).to_be_visible()


def open_drawer(tab: str) -> Callable[[RollPage], None]:
    def open_(roll: RollPage) -> None:
        roll.page.mouse.click(*roll.at(0.7 * TICKS_PER_BEAT, 62))
        roll.focus()
        roll.use("panels")
        roll.root.get_by_test_id(f"drawer-{tab}").click()

    return open_


def by_key(key: str) -> Callable[[RollPage], None]:
    def open_(roll: RollPage) -> None:
        roll.focus()
        roll.press(key)
        expect(roll.root.get_by_role("dialog").first).to_be_visible()

    return open_


def by_button(testid: str) -> Callable[[RollPage], None]:
    def open_(roll: RollPage) -> None:
        roll.use(testid)
        expect(roll.root.get_by_role("dialog").first).to_be_visible()

    return open_


def dragging(roll: RollPage) -> None:
    mouse = roll.page.mouse
    roll.eval(
        "r => r.doc.selection.setAll([...r.doc.index.order.slice(0, 40)].filter(s => r.doc.store.track[s] === 0))"
    )
    x, y = roll.at(6.3 * TICKS_PER_BEAT, 71)
    mouse.move(x, y)
    mouse.down()
    mouse.move(x, y - 40, steps=3)
    roll.settle()


def pitch_tool(roll: RollPage) -> None:
    roll.tool("curve")


def all_lanes(roll: RollPage) -> None:
    roll.use("lanes")
    panel = roll.page.get_by_test_id("lanes-panel")
    for box in panel.locator("input[type=checkbox]:not(:checked)").all():
        box.check()


def chip(roll: RollPage) -> None:
    roll.root.get_by_test_id("mark-tempo-0").click()
    expect(roll.root.get_by_test_id("mark-bpm")).to_be_visible()


def looped(roll: RollPage) -> None:
    roll.eval(
        "r => { r.doc.selection.setAll([...r.doc.index.order.slice(0, 20)]); r.commands.toggleLoop(); r.doc.selection.clear(); }"
    )
    roll.use("position-unit")


def locked(roll: RollPage) -> None:
    roll.eval(
        "r => r.doc.edit([{ op: 'tracks', tracks: r.doc.tracks.map((t, i) => ({ ...t, locked: i === 1 })) }], 'lock')"
    )


def rail(roll: RollPage) -> None:
    roll.layers()


def nothing(roll: RollPage) -> None:
    return


PLAY = {"en": re.compile("^Play"), "ko": re.compile("^재생")}
# Name, width, dark, language, what is done first. The scene "song" unless the name says another.
LOOKS = [
    ("song", 1400, False, "en", nothing),
    ("song", 1400, True, "ko", nothing),
    ("song", 1024, False, "ko", nothing),
    ("song", 1024, True, "en", nothing),
    ("song", 420, False, "ko", nothing),
    ("song", 420, True, "en", nothing),
    ("song", 360, False, "en", nothing),
    ("song", 360, True, "ko", nothing),
    ("dragging", 1400, False, "ko", dragging),
    ("pitch", 1024, False, "en", pitch_tool),
    ("lanes", 1400, True, "en", all_lanes),
    ("lanes", 420, False, "ko", all_lanes),
    ("loop", 1024, True, "ko", looped),
    ("menu", 1400, True, "ko", open_menu),
    ("menu", 360, False, "ko", open_menu),
    ("inspector", 1400, False, "ko", open_drawer("inspector")),
    ("inspector", 420, True, "ko", open_drawer("inspector")),
    ("notes", 1400, True, "en", open_drawer("notes")),
    ("history", 1024, False, "ko", open_drawer("history")),
    ("help", 1024, True, "ko", by_key("?")),
    ("help", 360, False, "en", by_key("?")),
    ("palette", 1024, False, "ko", by_key("Control+k")),
    ("palette", 420, True, "en", by_key("Control+k")),
    ("more", 1400, False, "ko", by_button("more")),
    ("more", 360, True, "ko", by_button("more")),
    ("mix", 1024, True, "en", by_button("mix")),
    ("tracks", 1024, False, "en", rail),
    ("tracks", 360, True, "ko", rail),
    ("tempo", 1400, True, "ko", chip),
    ("tempo", 360, False, "ko", chip),
    ("empty", 1400, False, "ko", nothing),
    ("empty", 420, True, "en", nothing),
    ("spoken", 1024, False, "en", nothing),
]


@pytest.fixture(scope="module")
def pages(browser, serve):
    """`pages(scene)` gives the one page of a scene, as it was when it was opened."""
    context = browser.new_context(viewport={"width": 1400, "height": 900}, locale="en-US", color_scheme="light")
    context.set_default_timeout(60_000)
    context.add_init_script(path=Path(__file__).parent / "idle.js")
    server = serve("room")
    opened: dict[str, RollPage] = {}
    font = base64.b64encode(bars_font()).decode()

    def open_(scene: str) -> RollPage:
        if scene in opened:
            return opened[scene]
        page = context.new_page()
        page.goto(f"{server.url}?scene={scene}&__theme=light")
        roll = RollPage(page).wait_ready()
        if scene == "song":
            page.wait_for_function(
                "root => [...root.pianoRoll.doc.segments].length > 0", arg=roll.root.element_handle()
            )
        if scene != "empty":
            roll.root.get_by_test_id("track-rail").wait_for()
        roll.root.locator("[data-mark]").first.wait_for()
        roll.idle()
        page.add_style_tag(content=OWN_COLOURS + STILL)
        if HOW in ("", "write"):
            page.evaluate(
                "async font => document.fonts.add(await new FontFace('Bars', `url(data:font/ttf;base64,${font})`, { weight: '100 900' }).load())",
                font,
            )
            page.add_style_tag(content=BARS)
        # Canvases take colours and font over when the page turns dark or light.
        for is_dark in (True, False):
            page.evaluate("dark => document.body.classList.toggle('dark', dark)", is_dark)
            roll.settle()
        roll.eval("r => { r.history0 = r.doc.rev; }")
        opened[scene] = roll
        return roll

    yield open_
    context.close()


def put_back(roll: RollPage) -> None:
    """Everything that a look opened is closed, what it changed is undone."""
    page = roll.page
    page.mouse.up()
    for _ in range(3):
        page.keyboard.press("Escape")
    if roll.root.get_by_test_id("drawer").count():
        roll.root.get_by_test_id("drawer-close").click()
    roll.eval(
        "r => { while (r.doc.rev !== r.history0 && r.doc.canUndo) r.commands.undo(); r.doc.selection.clear(); r.setTool('select'); if (r.loop) r.commands.toggleLoop(); }"
    )
    while roll.root.get_by_test_id("position-bars").get_attribute("data-unit") != "bars":
        roll.eval("r => r.commands.nextTimeUnit()")
        roll.settle()
    if roll.root.locator("[data-lane=audio], [data-testid=lane-tab-audio]").count():
        roll.use("lanes")
        roll.page.get_by_test_id("lane-shown-audio").uncheck()
        page.keyboard.press("Escape")
    page.mouse.move(0, 0)


@pytest.mark.parametrize(
    ("name", "width", "dark", "language", "prepare"), LOOKS, ids=lambda it: it if isinstance(it, str) else None
)
def test_look(pages, name, width, dark, language, prepare):
    scene = name if name in ("empty", "spoken") else "song"
    roll = pages(scene)
    page = roll.page
    page.bring_to_front()
    page.evaluate(
        "([dark, lang]) => { document.body.classList.toggle('dark', dark); document.documentElement.lang = lang; }",
        [dark, language],
    )
    # Its words come as a file of their own. And a ring is for who comes by key, whatever the look before this one did.
    expect(roll.root.get_by_test_id("play")).to_have_attribute("aria-label", PLAY[language])
    page.evaluate("() => document.activeElement?.blur()")
    resize(roll, *SIZES[width])
    roll.eval("r => r.view.set({ scrollTick: 0, topPitch: 77 })")
    prepare(roll)
    roll.settle()
    shot = Image.open(io.BytesIO(page.screenshot(animations="disabled", caret="hide"))).convert("RGB")
    put_back(roll)
    path = FOLDER / f"{name}-{width}-{'dark' if dark else 'light'}-{language}.webp"
    if HOW and HOW != "write":
        Path(HOW).mkdir(parents=True, exist_ok=True)
        shot.save(Path(HOW) / f"{path.stem}.png")
        return
    small = shot.resize((shot.width // 2, shot.height // 2), Image.Resampling.BOX)
    if HOW == "write":
        FOLDER.mkdir(exist_ok=True)
        small.save(path, lossless=True, quality=100, method=6)
        return
    with Image.open(path) as image:
        kept = image.convert("RGB")
    assert small.size == kept.size
    off = ImageChops.difference(small, kept)
    worst = ImageChops.lighter(ImageChops.lighter(off.getchannel(0), off.getchannel(1)), off.getchannel(2))
    count = sum(worst.histogram()[OFF_BY + 1 :])
    if count > MOST_SHARE * small.width * small.height:
        seen = FOLDER.parents[2] / "screenshots" / path.name
        seen.parent.mkdir(exist_ok=True)
        small.save(seen, lossless=True)
        where = worst.point(lambda value: 255 if value > OFF_BY else 0).getbbox()
        pytest.fail(f"{count} of {small.width * small.height} pixels differ from {path}, within {where}; see {seen}")


def test_the_pictures_are_few_and_small():
    files = sorted(FOLDER.glob("*.webp"))
    assert [file.stem for file in files] == sorted(
        f"{n}-{w}-{'dark' if d else 'light'}-{lang}" for n, w, d, lang, _ in LOOKS
    )
    assert sum(file.stat().st_size for file in files) < 1_000_000
