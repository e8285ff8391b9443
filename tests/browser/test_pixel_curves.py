"""F0 that a program gives in pixels lies on the row of its pitch."""

import pytest

from tests.browser.roll import TICKS_PER_BEAT, RollPage

RED, BLUE = (255, 0, 0), (0, 0, 255)


@pytest.fixture
def roll(serve, open_page):
    server = serve("pixel_curves")
    found = RollPage(open_page(server.url))
    found.server = server
    server.mark()
    found.page.locator("#analyze").click()
    found.page.wait_for_function("root => root.pianoRoll.doc.curves.size === 2", arg=found.root.element_handle())
    found.settle()
    return found


def near(color, wanted):
    return max(abs(a - b) for a, b in zip(color, wanted, strict=True)) < 60


def test_pixels_are_drawn_on_the_row_of_their_pitch(roll):
    for pitch, color in ((69, RED), (64, BLUE)):
        for beat in (2, 4, 6):
            assert near(roll.pixel(roll.at(beat * TICKS_PER_BEAT, pitch)), color), (pitch, beat)
            for other in (pitch - 1, pitch + 1):
                assert not near(roll.pixel(roll.at(beat * TICKS_PER_BEAT, other)), color)
    # Not 32 semitones higher and upside down, where 1170 Hz lies.
    assert roll.eval("r => [...r.doc.curves.values()].map(c => [c.unit, Math.round(c.values[0] * 1000) / 1000])") == [
        ["Hz", 440],
        ["Hz", 329.628],
    ]


def test_the_program_reads_its_own_pixels(roll):
    roll.idle()
    roll.page.locator("#read").click()
    (seen,) = roll.server.wait_for("read")
    assert seen["ys"] == {"f0_curve": [1170], "f0_plain": [1260]}
