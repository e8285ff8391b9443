"""The set of pictures to look at: empty, the built-in example, ten thousand notes; light and dark; wide and narrow.

The pictures are written to `screenshots/`. What a program can see of them is asserted: something is drawn, nothing overflows, the theme is the asked one.
"""

from pathlib import Path

import pytest

from tests.browser.roll import RollPage

FOLDER = Path(__file__).parents[2] / "screenshots"
SIZES = {1400: 1000, 420: 900}
DRAWN = "root => root.pianoRoll.stats.drawn > 0"


def brightness(image):
    return image.convert("L").resize((1, 1)).getpixel((0, 0))


# Every width and theme of the roll alone is in `test_looks`.
@pytest.mark.parametrize(
    ("what", "width", "dark"),
    [
        ("blank", 420, False),
        ("blank", 1400, True),
        ("studio", 420, True),
        ("studio", 1400, False),
        ("studio", 1400, True),
        ("dense", 1400, False),
    ],
)
def test_picture(serve, open_page, what, width, dark):
    page = open_page(serve(what).url, width=width, height=SIZES[width], dark=dark)
    roll = RollPage(page)
    page.mouse.move(0, 0)
    if what != "blank":
        # The studio's song comes by an event after the page is up.
        page.wait_for_function(DRAWN, arg=roll.root.element_handle(), timeout=240_000)
    roll.settle()
    FOLDER.mkdir(exist_ok=True)
    page.screenshot(path=FOLDER / f"{what}-{width}-{'dark' if dark else 'light'}.png", full_page=what != "studio")
    picture = roll.picture()
    assert page.evaluate("() => document.documentElement.scrollWidth <= window.innerWidth + 1"), (
        "the page scrolls sideways"
    )
    assert (brightness(picture) < 100) == dark
    colours = picture.getcolors(maxcolors=1 << 24) or []
    assert len(colours) > (20 if what == "blank" else 60)
    assert (roll.eval("r => r.stats.drawn") > 0) == (what != "blank")
