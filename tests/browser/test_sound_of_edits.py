"""What is drawn over the F0 of a recording is what one hears: at the drawn pitch, at once, and with undo the former sound."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator

import numpy as np
import pytest
from playwright.sync_api import Request, Route, expect

from gradio_pianoroll.synth import resynthesise
from tests.browser.conftest import shared_page
from tests.browser.roll import TICKS_PER_BEAT, RollPage
from tests.browser.test_sound import Ear

SUNG = 57.0  # 220 Hz
# Each drawn line is another one, also when a test runs again: what was sung once needs no question.
PITCHES = itertools.count(60)
# Between these seconds of the first note; the second one, 3.2 to 5.2 s, is never touched.
FROM_S, TO_S = 0.9, 2.1
BEATS_A_SECOND = 2
# When a place of the score sounds. Playing is planned anew from where it is as soon as the document changes (an answer
# of the server that comes late is enough), so that the last span of the timeline need not begin where playing began.
SOUNDED_AT = """(r, t) => {
    const { at_s, fromTick, tempo } = r.player.sounding.scheduler.timeline.last;
    return at_s + tempo.secondsAt(t) - tempo.secondsAt(fromTick);
}"""


@pytest.fixture(scope="module")
def sings() -> None:
    """What sings is compiled once on a machine; where that is busy it takes longer than a page waits."""
    time_s = np.arange(22_050) / 22_050
    voice = np.sin(2 * np.pi * 220 * time_s).astype(np.float32)
    frames_s = np.arange(0, 1, 0.01)
    resynthesise(voice, 22_050, (frames_s, np.full(100, 220.0)), np.full(100, 247.0))


@pytest.fixture(scope="module")
def roll(sings, serve, browser) -> Iterator[RollPage]:
    with shared_page(serve("edited"), browser, height=700) as found:
        yield found


@pytest.fixture(autouse=True)
def as_it_was(roll) -> Iterator[None]:
    """The recording as it was sung, also after a run that failed."""
    yield
    roll.page.unroute_all()
    roll.eval(
        """r => {
            r.player.stop();
            r.player.setRate(1);
            r.player.setMix({ audioOn: true, sineOn: false });
            r.setLoop(null);
            while (r.doc.canUndo) r.doc.undo();
        }"""
    )
    roll.root.get_by_test_id("source-recording").click()


@pytest.fixture(scope="module")
def ear(roll) -> Ear:
    return Ear(roll)


@pytest.fixture(scope="module")
def questions(roll) -> list[str]:
    """Bodies of what the page asks the server's function `sung`."""
    asked: list[str] = []

    def note(request: Request) -> None:
        if '"sung"' in (request.post_data or ""):
            asked.append(request.post_data)

    roll.page.on("request", note)
    return asked


def tick(time_s: float) -> int:
    return round(time_s * BEATS_A_SECOND * TICKS_PER_BEAT)


def draw_line(roll: RollPage, from_s: float, to_s: float, pitch: float) -> None:
    """A straight line over F0 with the curve tool, as a hand draws it."""
    roll.eval("r => r.view.set({ scrollTick: 0, pxPerTick: 900 / (15360 * 12), topPitch: 70 })")
    roll.tool("curve")
    roll.settle()
    roll.page.keyboard.down("Control")
    roll.drag(roll.at(tick(from_s), pitch), roll.at(tick(to_s), pitch))
    roll.page.keyboard.up("Control")


def play_from(roll: RollPage, ear: Ear, time_s: float, for_s: float) -> float:
    """Play so long from a place of the recording; when on the audio clock that place was."""
    roll.eval("(r, t) => r.player.seek(t)", tick(time_s))
    roll.root.get_by_test_id("play").click()
    roll.page.wait_for_function("root => root.pianoRoll.player.state === 'playing'", arg=roll.root.element_handle())
    moving = "([root, t]) => root.pianoRoll.player.positionTick() > t"
    roll.page.wait_for_function(moving, arg=[roll.root.element_handle(), tick(time_s)])
    start_s = roll.eval(SOUNDED_AT, tick(time_s))
    ear.wait_until(start_s + for_s)
    # What is planned anew while it plays goes on in time: no place has moved.
    assert roll.eval(SOUNDED_AT, tick(time_s)) == pytest.approx(start_s, abs=0.005)
    roll.root.get_by_test_id("stop").click()
    return start_s


def test_what_is_drawn_is_heard_and_undo_brings_the_recording_back(roll, ear, questions):
    source = roll.root.get_by_test_id("source-recording")
    edited = roll.root.get_by_test_id("source-edited")
    expect(source).to_have_attribute("aria-checked", "true")
    expect(edited).to_have_count(0)
    drawn = float(next(PITCHES))
    questions.clear()
    draw_line(roll, FROM_S, TO_S, drawn)
    # Whoever heard the recording hears the edit, without asking for it.
    expect(edited).to_have_attribute("aria-checked", "true")
    expect(edited).not_to_have_class(re.compile("waits"))
    start_s = play_from(roll, ear, 0.5, 3.7)
    heard = [ear.pitch(start_s + a - 0.5, start_s + b - 0.5) for a, b in [(0.55, 0.8), (1.1, 1.9), (3.4, 4.1)]]
    assert heard == pytest.approx([SUNG, drawn, SUNG], abs=0.15)
    assert len(questions) == 1
    # One key: the recording as it was, the notes, the edit again.
    roll.focus()
    roll.press("a")
    expect(source).to_have_attribute("aria-checked", "true")
    start_s = play_from(roll, ear, 1.0, 0.9)
    assert ear.pitch(start_s + 0.2, start_s + 0.9) == pytest.approx(SUNG, abs=0.15)
    roll.focus()
    roll.press("a", "a")
    expect(edited).to_have_attribute("aria-checked", "true")
    # Undo and redo while it plays: each is heard at once, and asked for once only.
    roll.eval("(r, t) => r.player.seek(t)", tick(1.0))
    roll.eval("r => r.setLoop([15360 * 2, 15360 * 4])")
    roll.root.get_by_test_id("play").click()
    wait_for_pitch(roll, ear, drawn)
    roll.eval("r => r.commands.undo()")
    wait_for_pitch(roll, ear, SUNG)
    expect(edited).to_have_count(0)
    roll.eval("r => r.commands.redo()")
    wait_for_pitch(roll, ear, drawn)
    # Half as fast it is the same pitch; and so it is sung by a tone alone.
    roll.eval("r => r.player.setRate(0.5)")
    wait_for_pitch(roll, ear, drawn)
    roll.eval("r => r.player.setMix({ audioOn: false, sineOn: true })")
    wait_for_pitch(roll, ear, drawn)
    roll.eval("r => r.commands.undo()")
    wait_for_pitch(roll, ear, SUNG)
    roll.root.get_by_test_id("stop").click()
    assert len(questions) == 1


def test_until_the_server_answers_the_recording_is_heard_and_says_so(roll, ear):
    edited = roll.root.get_by_test_id("source-edited")

    def lose(route: Route) -> None:
        if '"sung"' in (route.request.post_data or ""):
            route.abort()
        else:
            route.fallback()

    roll.page.route("**/component_server**", lose)
    drawn = float(next(PITCHES))
    draw_line(roll, FROM_S, TO_S, drawn)
    expect(edited).to_have_class(re.compile("waits"))
    start_s = play_from(roll, ear, 1.1, 0.9)
    assert ear.pitch(start_s + 0.2, start_s + 0.9) == pytest.approx(SUNG, abs=0.15)
    roll.page.unroute("**/component_server**", lose)
    # It comes by itself.
    expect(edited).not_to_have_class(re.compile("waits"))
    start_s = play_from(roll, ear, 1.1, 0.9)
    assert ear.pitch(start_s + 0.2, start_s + 0.9) == pytest.approx(drawn, abs=0.15)


def wait_for_pitch(roll: RollPage, ear: Ear, pitch: float) -> None:
    """Until what has just been heard is this pitch; it may take as long as the machine does."""
    for _ in range(40):
        now_s = ear.now_s()
        ear.wait_until(now_s + 0.25)
        if abs(ear.pitch(now_s, now_s + 0.25) - pitch) < 0.15:
            return
    raise AssertionError(f"{pitch} was not heard")
