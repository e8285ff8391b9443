"""Where rolls stand beside other things: as a component of Gradio's own does in the same arrangement."""

import pytest

BOXES = """() => Object.fromEntries([...document.querySelectorAll("[id^=roll-], [id^=picture-]")]
    .map(e => [e.id, e.getBoundingClientRect()])
    .map(([id, box]) => [id, [box.left, box.width, box.height]]))"""
RENDERED = "() => document.querySelectorAll('#roll-render-2 canvas, #picture-render-2').length > 1"


def opened(serve, open_page, width, **options):
    page = open_page(serve("arrangements").url, width=width, **options)
    page.wait_for_function(RENDERED, timeout=60_000)
    return page


def test_side_by_side_in_rows(serve, open_page):
    """What the two widths and their sum must be follows from the row alone."""
    page = opened(serve, open_page, 1400)
    box = {name: page.locator(f"#roll-{name}").bounding_box() for name in ("pair-1", "pair-2", "scale-1", "scale-2")}
    row = page.locator("#roll-alone").bounding_box()
    gap = box["pair-2"]["x"] - box["pair-1"]["x"] - box["pair-1"]["width"]
    for first, second, share in (("pair-1", "pair-2", 1 / 2), ("scale-1", "scale-2", 2 / 3)):
        one, other = box[first], box[second]
        assert one["y"] == other["y"]
        assert one["x"] == row["x"]
        assert one["width"] == pytest.approx((row["width"] - gap) * share, abs=1)
        assert other["x"] + other["width"] == pytest.approx(row["x"] + row["width"], abs=1)


@pytest.mark.parametrize("width", [420, 900, 1400])
def test_every_arrangement_is_that_of_a_component_of_gradio(serve, open_page, width):
    page = opened(serve, open_page, width)
    boxes = page.evaluate(BOXES)
    names = [name.removeprefix("roll-") for name in boxes if name.startswith("roll-")]
    assert len(names) == 29
    for name in names:
        assert boxes[f"roll-{name}"] == pytest.approx(boxes[f"picture-{name}"], abs=1), (name, width)
    assert page.evaluate("() => document.documentElement.scrollWidth <= window.innerWidth + 1")


def test_a_width_that_was_asked_for_is_kept_in_a_row(serve, open_page):
    page = opened(serve, open_page, 1400)
    narrow, rest = (page.locator(f"#{name}").bounding_box() for name in ("narrow", "rest"))
    row, half = (page.locator(f"#{name}").bounding_box() for name in ("roll-alone", "half"))
    assert narrow["width"] == 300
    assert narrow["y"] == rest["y"]
    assert rest["x"] + rest["width"] == pytest.approx(row["x"] + row["width"], abs=1)
    assert half["width"] == pytest.approx(row["width"] / 2, abs=1)


def test_no_tool_is_cut_off_on_a_phone(serve, open_page):
    page = opened(serve, open_page, 420)
    cut = page.evaluate(
        """() => [...document.querySelectorAll("[id^=roll-] button")].filter(button => {
            const [at, block] = [button, button.closest("[id^=roll-]")].map(e => e.getBoundingClientRect());
            return at.width > 0 && (at.left < block.left || at.right > block.right);
        }).map(button => button.closest("[id^=roll-]").id)"""
    )
    # Somebody asked for those.
    assert {name.removesuffix("-1").removesuffix("-2") for name in cut} <= {"roll-asked"}


# A text box of Gradio has the same sentence: what it shows is what is right.
INFO_HTML = """e => e.innerHTML.replace(/<!--.*?-->/g, "").replace(/ (class|target|rel)="[^"]*"/g, "").trim()"""


def test_info_is_shown_under_the_label_as_gradio_shows_it(serve, open_page):
    page = opened(serve, open_page, 1400)
    ours, theirs = page.locator("#informed [data-testid=block-info]"), page.locator("#words .info-text")
    assert ours.evaluate(INFO_HTML) == theirs.evaluate(INFO_HTML)
    assert ours.inner_text().startswith("Draw notes with 2, then read more <b>here</b>.")
    label, info = page.locator("#informed [data-testid=block-label]").bounding_box(), ours.bounding_box()
    tools = page.locator("#informed canvas").first.bounding_box()
    assert label["y"] + label["height"] <= info["y"]
    assert info["y"] + info["height"] <= tools["y"]
    for name in ("color", "font-size", "font-weight"):
        look = f"e => getComputedStyle(e).getPropertyValue('{name}')"
        assert ours.evaluate(look) == theirs.evaluate(look), name
    # The block keeps the height that it was given; a screen reader says the sentence with the roll.
    assert page.locator("#informed").bounding_box()["height"] == 300
    described = page.locator("#informed [role=application]").get_attribute("aria-describedby").split()
    assert ours.get_attribute("id") in described
    assert page.locator("#unlabelled [data-testid=block-info]").is_visible()
    assert page.locator("#roll-alone [data-testid=block-info]").count() == 0
