"""What was heard lies behind the notes: at the right pitches and times, through a change of tempo, and goes away again."""

import pytest

from tests.browser.apps.spectrogram import START_S, TONES
from tests.browser.roll import RollPage

SHOWN = "r => r.scenery.showsSpectrogram"


def tick_at(roll: RollPage, time_s: float) -> float:
    return roll.eval("(r, s) => r.doc.tempo.ticksAt(s)", START_S + time_s)


def warmth(roll: RollPage, time_s: float, pitch: float) -> float:
    """How much redder than blue the pixels around a place are."""
    return roll.eval(
        """(r, [tick, pitch]) => {
            const canvas = document.querySelectorAll(".gradio-pianoroll canvas[data-surface=notes]")[0];
            const scale = canvas.width / r.view.widthPx;
            const x = Math.round(r.view.xOf(tick) * scale), y = Math.round(r.view.centreOf(pitch) * scale);
            const { data } = canvas.getContext("2d").getImageData(x - 2, y - 1, 5, 3);
            let sum = 0;
            for (let i = 0; i < data.length; i += 4) sum += data[i] - data[i + 2];
            return sum / (data.length / 4);
        }""",
        [tick_at(roll, time_s), pitch],
    )


def show(roll: RollPage, on: bool) -> None:
    box = roll.layers().get_by_test_id("spectrogram")
    box.wait_for()
    box.set_checked(on)
    roll.page.wait_for_function(
        "([root, on]) => root.pianoRoll.scenery.showsSpectrogram === on", arg=[roll.root.element_handle(), on]
    )
    roll.page.keyboard.press("Escape")
    roll.settle()


@pytest.fixture
def roll(serve, open_page):
    roll = RollPage(open_page(serve("spectrogram").url))
    roll.eval("r => r.view.set({ scrollTick: 0, pxPerTick: 900 / (15360 * 6), rowPx: 9, topPitch: 76 })")
    roll.settle()
    return roll


def test_tones_lie_at_their_pitches_and_times(roll):
    assert not roll.eval(SHOWN)
    show(roll, True)
    for begin_s, end_s, pitch in TONES:
        middle_s = (begin_s + end_s) / 2
        tone = warmth(roll, middle_s, pitch)
        assert tone > 40, (pitch, tone)
        assert warmth(roll, begin_s + 0.08, pitch) > 0.7 * tone
        assert warmth(roll, end_s - 0.08, pitch) > 0.7 * tone
        for time_s, other in (
            (begin_s - 0.15, pitch),
            (end_s + 0.15, pitch),
            (middle_s, pitch + 3),
            (middle_s, pitch - 3),
        ):
            assert warmth(roll, time_s, other) < 0.3 * tone, (time_s, other)
    show(roll, False)
    assert all(abs(warmth(roll, (begin_s + end_s) / 2, pitch)) < 15 for begin_s, end_s, pitch in TONES)


def test_a_program_can_ask_for_it(roll):
    shown = RollPage(roll.page, 1)
    roll.page.wait_for_function("root => root.pianoRoll.scenery.showsSpectrogram", arg=shown.root.element_handle())
    assert not roll.eval(SHOWN)
