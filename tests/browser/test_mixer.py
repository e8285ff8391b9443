"""Layers and tracks as the mixer sets them, heard before the loudspeaker; its meters; pre-roll; a page in the background."""

from __future__ import annotations

import re
from collections.abc import Iterator

import numpy as np
import pytest
from playwright.sync_api import expect

from tests.browser.conftest import shared_page
from tests.browser.roll import TICKS_PER_BEAT, RollPage
from tests.browser.test_sound import SILENT, Ear, press_play

# What sounds: two tracks (A3 and G5), F0 as a tone, the recording. None is a partial of another one.
TONES_HZ = {"low": 220.0, "high": 783.991, "sine": 330.0, "audio": 1500.0}
LISTEN_S = 0.4
BEAT_S = 0.5
# What a page in the background does to its own timers, without the help of a window that is really hidden.
HIDE = """() => {
    Object.defineProperty(document, "hidden", { get: () => true, configurable: true });
    Object.defineProperty(document, "visibilityState", { get: () => "hidden", configurable: true });
    document.dispatchEvent(new Event("visibilitychange"));
    const late = window.setTimeout.bind(window);
    window.requestAnimationFrame = () => 0;
    window.setTimeout = (act, ms = 0, ...rest) => late(act, Math.max(1000, ms), ...rest);
    window.setInterval = () => 0;
}"""


@pytest.fixture(scope="module")
def roll(serve, browser) -> Iterator[RollPage]:
    with shared_page(serve("mixer"), browser, height=1100) as found:
        yield found


@pytest.fixture(scope="module")
def shaped(roll) -> RollPage:
    found = RollPage(roll.page, 1).wait_ready()
    found.server = roll.server
    return found


@pytest.fixture(scope="module")
def ear(roll) -> Ear:
    return Ear(roll)


@pytest.fixture(autouse=True)
def stopped(roll, shaped) -> Iterator[None]:
    yield
    for one in (roll, shaped):
        one.eval("r => { r.player.stop(); r.setLoop(null); r.player.preRollBars = 0; }")


def levels(ear: Ear, side: int = 0) -> dict[str, float]:
    """Amplitude of each tone in what is heard from now on."""
    # What was recorded before would be read with it, again and again.
    ear.page.evaluate("() => { for (const blocks of window.heard.blocks) blocks.length = 0; }")
    from_s = ear.now_s() + 0.1
    ear.wait_until(from_s + LISTEN_S)
    part = ear.part(from_s, from_s + LISTEN_S, side)
    window = np.hanning(len(part))
    time_s = np.arange(len(part)) * LISTEN_S / len(part)
    bins = {name: part * window @ np.exp(-2j * np.pi * hz * time_s) for name, hz in TONES_HZ.items()}
    return {name: 2 * abs(bin_) / window.sum() for name, bin_ in bins.items()}


def mixer(roll: RollPage):
    panel = roll.root.get_by_test_id("mix-panel")
    if not panel.count():
        roll.focus()
        roll.press("x")
    expect(panel).to_be_visible()
    return panel


def meter_db(roll: RollPage, key: str) -> float:
    return float(mixer(roll).get_by_test_id(f"meter-{key}").get_attribute("aria-valuenow"))


def test_layers_and_tracks_are_heard_as_the_mixer_has_them(roll, ear):
    panel = mixer(roll)
    # A busy machine may need longer for this than the song lasts.
    roll.eval("(r, loop) => r.setLoop(loop)", [0, 64 * TICKS_PER_BEAT])
    press_play(roll)
    both = levels(ear)
    assert both["low"] > 0.01
    assert both["high"] > 0.01
    assert both["audio"] == pytest.approx(0.25, rel=0.1)
    assert both["sine"] < 0.004
    # A layer off, another at half its volume.
    panel.get_by_test_id("mix-notes-mute").click()
    panel.get_by_test_id("mix-audio-gain").fill("0.5")
    heard = levels(ear)
    assert heard["low"] < 0.002
    assert heard["audio"] == pytest.approx(0.125, rel=0.1)
    assert meter_db(roll, "audio") == pytest.approx(20 * np.log10(0.125), abs=7)  # it holds the peak of before
    # Alone, though it is off; and M and S by key.
    panel.get_by_test_id("mix-sine-solo").click()
    heard = levels(ear)
    assert heard["sine"] == pytest.approx(0.125, rel=0.15)
    assert heard["audio"] < 0.002
    roll.page.keyboard.press("s")
    panel.get_by_test_id("mix-notes-mute").focus()
    roll.page.keyboard.press("m")
    # Tracks: one alone, at half its volume, at the right.
    panel.get_by_test_id("mix-audio-mute").click()
    panel.get_by_test_id("mix-track-1-solo").click()
    panel.get_by_test_id("mix-track-1-gain").fill("0.5")
    heard = levels(ear)
    assert heard["low"] < 0.002
    assert heard["high"] == pytest.approx(both["high"] / 2, rel=0.25)
    panel.get_by_test_id("mix-track-1-pan").fill("1")
    left, right = levels(ear), levels(ear, 1)
    assert left["high"] < 0.1 * right["high"]
    # Its meter moves, that of the track that is silent does not; the row of the rail has the same one.
    expect(panel.get_by_test_id("meter-1")).not_to_have_attribute("aria-valuenow", "-60")
    expect(panel.get_by_test_id("meter-0")).to_have_attribute("aria-valuenow", "-60")
    expect(roll.root.get_by_test_id("track-rail").get_by_test_id("meter-1")).to_have_attribute(
        "aria-valuetext", re.compile(r"^−\d+ dB")
    )
    # The whole layer to the left: what was on the right alone is heard there.
    panel.get_by_test_id("mix-notes-pan").fill("-1")
    left, right = levels(ear), levels(ear, 1)
    assert right["high"] < 0.1 * left["high"]
    expect(panel.get_by_test_id("latency")).to_have_text(re.compile(r"^Output latency \d+ ms$"))
    # Space in a slider starts and stops; silence, and the meters come to rest.
    roll.page.keyboard.press(" ")
    stopped_s = ear.now_s()
    ear.wait_until(stopped_s + 0.6)
    assert ear.level(stopped_s + 0.15, stopped_s + 0.6) < SILENT
    expect(panel.get_by_test_id("meter-1")).to_have_attribute("aria-valuetext", "silent")
    frames = "() => new Promise((done) => { const own = window.requestAnimationFrame; let n = 0; window.requestAnimationFrame = (act) => (n++, own(act)); setTimeout(() => { window.requestAnimationFrame = own; done(n); }, 400); })"
    # The last meter comes to rest a moment after the first.
    assert any(roll.page.evaluate(frames) == 0 for _ in range(20))
    while roll.eval("r => r.doc.canUndo"):
        roll.eval("r => r.commands.undo()")
    roll.page.keyboard.press("Escape")


def test_a_loop_is_come_into_by_a_pre_roll(roll, ear):
    roll.focus()
    roll.press("Shift+K")
    expect(roll.root.get_by_text("Pre-roll of loops: 1 bar").first).to_be_visible()
    loop = [8 * TICKS_PER_BEAT, 12 * TICKS_PER_BEAT]
    roll.eval("(r, loop) => { r.player.stop(); r.setLoop(loop); }", loop)
    roll.root.get_by_test_id("play").click()
    roll.page.wait_for_function("root => root.pianoRoll.player.positionTick() > 0", arg=roll.root.element_handle())
    place = "(r, t) => { const s = r.player.sounding.scheduler.timeline; return [s.tickAt(t), s.last.fromTick, s.last.at_s]; }"
    tick, from_tick, at_s = roll.eval(place, ear.now_s())
    assert 4 <= tick / TICKS_PER_BEAT < 12
    assert from_tick == 4 * TICKS_PER_BEAT
    # A bar and the loop later it begins at the loop, and without a bar before from then on.
    ear.wait_until(at_s + 8 * BEAT_S - 0.2)
    tick, from_tick, next_s = roll.eval(place, at_s + 8 * BEAT_S + 0.01)
    assert from_tick == loop[0]
    assert next_s == pytest.approx(at_s + 8 * BEAT_S, abs=1e-6)


def test_pedal_bend_and_expression_are_heard_and_kept(shaped, ear):
    shaped.root.scroll_into_view_if_needed()
    press_play(shaped)
    at_s = shaped.eval("r => r.player.sounding.scheduler.timeline.last.at_s")
    ear.wait_until(at_s + 5.1)
    # The key is up after a beat, the pedal after three.
    assert ear.level(at_s + 0.8, at_s + 1.4) > 0.01
    assert ear.level(at_s + 1.75, at_s + 1.95) < SILENT
    # E4 is bent two semitones up after a beat.
    assert ear.pitch(at_s + 2.15, at_s + 2.45) == pytest.approx(64, abs=0.15)
    assert ear.pitch(at_s + 2.6, at_s + 2.95) == pytest.approx(66, abs=0.15)
    # MIDI's 45 of 127 is an eighth of the amplitude.
    loud, soft = ear.level(at_s + 4.15, at_s + 4.45), ear.level(at_s + 4.65, at_s + 4.95)
    assert soft / loud == pytest.approx((45 / 127) ** 2, rel=0.15)
    # What is drawn there is what Python has.
    curve = "{ ...r.doc.curves.get('pitch bend (track 1)') }"
    drawn = "[[4, 0], [5, -4096], [8, 0]]"
    shaped.eval(
        f"r => {{ const c = {curve}; r.doc.edit([{{ op: 'curve', name: c.name, curve: {{ name: c.name, target: c.target, "
        f"unit: c.unit, time: c.time, style: c.style, points: {drawn} }} }}], 'Curve'); }}"
    )
    shaped.server.mark()
    shaped.page.locator("#read").click()
    kept = shaped.server.wait_for("read")[0]["curves"]
    assert kept["pitch bend (track 1)"] == [[4, 5, 8], [0, -4096, 0]]
    assert kept["sustain pedal (track 1)"] == [[0, 3], [127, 0]]


def test_a_page_in_the_background_keeps_the_time(serve, browser):
    """The page's own timers come to nothing; each click of the metronome is on its sample all the same."""
    with shared_page(serve("mixer"), browser) as roll:
        ear = Ear(roll)
        roll.eval("r => { r.player.setMix({ notesOn: false, audioOn: false }); r.player.setMetronome(true); }")
        roll.eval("r => r.player.setLoop([0, 3 * 15360])")
        press_play(roll)
        at_s = roll.eval("r => r.player.sounding.scheduler.timeline.last.at_s")
        roll.page.evaluate(HIDE)
        ear.page.wait_for_timeout(6000)
        data, first_s, rate = ear.samples()
        loud = np.flatnonzero(np.abs(data) > 0.2)
        starts = loud[np.concatenate([[True], np.diff(loud) > 0.2 * rate])] / rate + first_s
        # The recorder of the test may join in the middle.
        found = starts[starts > at_s + 1]
        assert len(found) >= 8
        beats = (found - at_s) / BEAT_S
        assert np.abs(beats - np.rint(beats)).max() * BEAT_S < 0.002
        assert np.diff(np.rint(beats)).tolist() == [1] * (len(found) - 1)


def test_a_page_without_a_sound_device_says_so(serve, browser):
    refuse = (
        "window.AudioContext = class { constructor() { throw new DOMException('no device', 'NotSupportedError'); } };"
    )
    with shared_page(serve("mixer"), browser, script=refuse) as roll:
        roll.root.get_by_test_id("play").click()
        said = roll.root.get_by_text("The audio could not be played: the sound device could not be opened").first
        expect(said).to_be_visible()
        assert roll.eval("r => r.player.state") == "stopped"


def test_a_page_without_https_plays_plainly_and_says_so(serve, browser):
    """There are no worklets then, the test's recorder neither: what sounds is seen by the meters."""
    with shared_page(serve("mixer"), browser, script="delete BaseAudioContext.prototype.audioWorklet;") as roll:
        panel = mixer(roll)
        press_play(roll)
        expect(panel.get_by_test_id("plain-sound")).to_be_visible()
        expect(roll.root.get_by_text("is not served by https").first).to_be_visible()
        expect(panel.get_by_test_id("meter-1")).not_to_have_attribute("aria-valuenow", "-60")
