"""Keyboards in a real browser: the computer's own keys, and MIDI devices.

No MIDI device is to be had on a machine without sound hardware (ALSA's virtual ones need a kernel with sound), so the
*devices* are the test's: an access given to the page before it loads. Whatever hears them, or is sent to, is real. What the
browser says when there are none to be had is its own.
"""

import contextlib
import http.server
import threading

import numpy as np
import pytest
from playwright.sync_api import expect

from tests.browser.conftest import shared_page
from tests.browser.roll import TICKS_PER_BEAT, RollPage
from tests.browser.test_sound import Ear

BEAT = TICKS_PER_BEAT
DEVICES = """
window.midi = (() => {
    class Port extends EventTarget {
        constructor(id) { super(); Object.assign(this, { id, name: id, manufacturer: "", state: "connected", sent: [] }); }
        async open() { return this; }
        send(bytes, at) { this.sent.push([at ?? performance.now(), ...bytes]); }
        play(...bytes) {
            this.dispatchEvent(Object.assign(new Event("midimessage"), { data: Uint8Array.from(bytes) }));
        }
    }
    const access = new EventTarget();
    access.inputs = new Map([["piano", new Port("piano")], ["pad", new Port("pad")]]);
    access.outputs = new Map([["synth", new Port("synth")]]);
    const told = () => access.dispatchEvent(new Event("statechange"));
    return {
        access,
        asked: 0,
        piano: access.inputs.get("piano"),
        pad: access.inputs.get("pad"),
        synth: access.outputs.get("synth"),
        pull: (port) => { port.state = "disconnected"; told(); },
        plug: (port) => { port.state = "connected"; told(); },
    };
})();
navigator.requestMIDIAccess = async () => { window.midi.asked++; return window.midi.access; };
"""


def wait_for_layer(roll):
    """What hears the keys comes after the notes."""
    fetched = (
        "() => performance.getEntriesByType('resource').some(e => e.name.endsWith('/MidiLayer.js') && e.responseEnd)"
    )
    roll.page.wait_for_function(fetched)
    roll.page.wait_for_load_state("networkidle")
    roll.settle()


@pytest.fixture(scope="module")
def shared(serve, browser):
    with shared_page(serve("midi"), browser, height=1100, script=DEVICES) as found:
        found.root.hover()
        wait_for_layer(found)
        yield found


@pytest.fixture
def roll(shared):
    shared.server.mark()
    shared.focus()
    shared.eval("r => { r.setSnap('1/4'); r.doc.selection.clear(); r.commands.toStart(); }")
    yield shared
    shared.focus()
    shared.page.keyboard.press("Escape")
    shared.eval(
        """r => { if (r.player.state === 'playing') r.player.stop(); r.setLoop(null); r.player.countInBars = 0;
                  while (r.doc.isEdited) r.doc.undo(); }"""
    )
    shared.settle()


def bar(roll):
    return roll.root.get_by_test_id("midi-bar")


def panel(roll):
    """The panel, opened from the toolbar's ⋯."""
    roll.use("midi")
    found = roll.root.get_by_test_id("midi-panel")
    expect(found).to_be_visible()
    return found


def connect(roll):
    found = panel(roll)
    if found.get_by_test_id("midi-connect").count():
        found.get_by_test_id("midi-connect").click()
    expect(found.get_by_test_id("midi-input")).to_be_visible()
    return found


def switch_on(roll, key, testid):
    """Press a mode's key."""
    roll.focus()
    roll.page.keyboard.press(key)
    expect(bar(roll).get_by_test_id(testid)).to_have_attribute("aria-pressed", "true")


def play(roll, *messages, port="piano"):
    for message in messages:
        roll.page.evaluate("([port, bytes]) => window.midi[port].play(...bytes)", [port, list(message)])


def chord(roll, *pitches, velocity=80):
    play(roll, *((0x90, pitch, velocity) for pitch in pitches), *((0x80, pitch, 0) for pitch in pitches))


def lit(roll):
    scene = "r => r.withEditor(e => Array.from(e.scene.played).flatMap((n, pitch) => n ? [pitch] : []))"
    return roll.eval(scene)


def python_has(roll, check, what):
    return roll.server.wait_until("change", lambda changes: bool(changes) and check(changes[-1]), what)[-1]


def test_the_letters_are_a_piano_while_it_is_on(roll):
    page = roll.page
    # Off: the letters are the editor's.
    page.keyboard.press("k")
    assert roll.eval("r => r.player.metronome")
    page.keyboard.press("k")
    assert (bar(roll).count(), roll.rows()["pitch"]) == (0, [])

    switch_on(roll, "m", "midi-bar-piano")
    page.keyboard.down("KeyK")
    page.keyboard.down("KeyU")
    assert lit(roll) == [70, 72]
    # Seen on the keys: the middle of C5's white part has the accent's colour, that of D5 has not.
    keys = roll.surface("keys")
    seen = {}
    for pitch in (72, 74):
        y = roll.at(0, pitch)[1]
        seen[pitch] = np.array(roll.pixel((keys["x"] + keys["width"] - 18, y - 4)), int)
    page.keyboard.up("KeyK")
    page.keyboard.up("KeyU")
    roll.settle()
    assert np.abs(seen[72] - seen[74]).max() > 60
    assert lit(roll) == []
    assert not roll.eval("r => r.player.metronome")
    # With Ctrl they are the editor's still, and what is no key of the piano is, too.
    page.keyboard.press("2")
    assert roll.eval("r => r.tool") == "draw"
    page.keyboard.press("1")
    # A key that is down when the focus goes is let go of.
    page.keyboard.down("KeyA")
    assert lit(roll) == [60]
    page.locator("body").evaluate("() => document.activeElement.blur()")
    assert lit(roll) == []
    page.keyboard.up("KeyA")
    roll.focus()
    page.keyboard.press("Escape")
    expect(bar(roll)).to_have_count(0)
    page.keyboard.press("k")
    assert roll.eval("r => r.player.metronome")
    page.keyboard.press("k")


def test_a_mode_that_is_asked_for_before_its_part_has_come_begins_when_it_comes(serve, open_page):
    server = serve("midi")
    page = open_page("about:blank", wait=False)
    page.add_init_script(DEVICES)
    held = []
    page.route("**/MidiLayer.js", lambda route: held.append(route))
    page.goto(server.url)
    roll = RollPage(page)
    roll.root.hover()
    roll.focus()
    page.keyboard.press("m")
    page.wait_for_timeout(100)
    for route in held:
        route.continue_()
    page.unroute("**/MidiLayer.js")
    expect(bar(roll).get_by_test_id("midi-bar-piano")).to_have_attribute("aria-pressed", "true")


def test_steps_are_written_by_the_letters_of_any_layout(roll):
    page = roll.page
    switch_on(roll, "m", "midi-bar-piano")
    switch_on(roll, "Shift+n", "midi-bar-step")
    # A Korean input method gives ㅁ on the place of A.
    keyboard = page.context.new_cdp_session(page)
    for kind in ("keyDown", "keyUp"):
        keyboard.send(
            "Input.dispatchKeyEvent", {"type": kind, "code": "KeyA", "key": "ㅁ", "windowsVirtualKeyCode": 229}
        )
    expect(bar(roll).get_by_test_id("midi-range")).to_have_text("C4 – F5")
    page.keyboard.press("x")
    expect(bar(roll).get_by_test_id("midi-range")).to_have_text("C5 – F6")
    page.keyboard.press("v")
    expect(bar(roll).get_by_test_id("midi-velocity")).to_have_text("120")
    # A chord: E and G are down together.
    page.keyboard.down("d")
    page.keyboard.down("g")
    page.keyboard.up("d")
    page.keyboard.up("g")
    page.keyboard.press("s")
    page.keyboard.press("Backspace")
    page.keyboard.press("f")
    told = python_has(roll, lambda change: len(change["notes"]) == 4 and change["notes"][-1][2] == 77, "the last note")
    assert told["notes"] == [[0, 1, 60, 100], [1, 1, 76, 120], [1, 1, 79, 120], [2, 1, 77, 120]]
    # Back where it was for whoever comes next; undo takes back step by step, and the playhead with it.
    page.keyboard.press("z")
    page.keyboard.press("c")
    page.keyboard.press("Escape")
    page.keyboard.press("Control+z")
    assert len(roll.notes()) == 4 - 1
    page.keyboard.press("Control+z")
    assert len(roll.notes()) == 4
    assert roll.eval("r => r.doc.steps.done") == 3


def test_devices_are_asked_for_when_they_are_wanted_and_write_steps(roll):
    assert roll.page.evaluate("() => window.midi.asked") == 0
    found = connect(roll)
    assert roll.page.evaluate("() => window.midi.asked") == 1
    assert found.get_by_test_id("midi-input").locator("option").all_inner_texts() == ["all devices", "piano", "pad"]
    found.get_by_test_id("midi-channel").select_option("1")
    found.get_by_test_id("midi-step").click()
    expect(found).to_have_count(0)
    expect(bar(roll).get_by_test_id("midi-bar-step")).to_have_attribute("aria-pressed", "true")
    roll.eval("r => r.setSnap('1/8')")
    chord(roll, 60, 64, 67, velocity=33)
    # A rest by the pedal, a note of two steps, active sensing, another channel.
    play(roll, (0xB0, 64, 127), (0xB0, 64, 0), (0xFE,), (0x91, 50, 99), (0x81, 50, 0))
    play(roll, (0x90, 62, 64), (0xB0, 64, 127), (0xB0, 64, 0), (0x90, 62, 0))
    told = python_has(roll, lambda change: len(change["notes"]) == 4 and change["notes"][-1][1] == 1, "the long note")
    assert told["notes"] == [[0, 0.5, 60, 33], [0, 0.5, 64, 33], [0, 0.5, 67, 33], [1, 1, 62, 64]]
    assert roll.eval("r => r.player.positionTick()") == 2 * BEAT
    # Pulled out with a key down: the light goes out. The other device goes on, and the chosen one when it is back.
    play(roll, (0x90, 70, 80))
    assert lit(roll) == [70]
    roll.page.evaluate("() => window.midi.pull(window.midi.piano)")
    assert lit(roll) == []
    chord(roll, 72)
    assert len(roll.notes()) == 5
    roll.page.evaluate("() => window.midi.plug(window.midi.piano)")
    chord(roll, 72)
    assert len(roll.notes()) == 6
    connect(roll).get_by_test_id("midi-channel").select_option("0")
    roll.page.keyboard.press("Escape")


def test_sound_a_take_is_counted_in_and_is_one_step_of_undo(roll):
    page = roll.page
    found = connect(roll)
    found.get_by_test_id("count-in").select_option("1")
    found.get_by_test_id("midi-pedal").select_option("curve")
    found.get_by_test_id("midi-record").click()
    # A bar at 120 beats a minute: two seconds before anything moves.
    page.wait_for_function("root => root.pianoRoll.player.state === 'playing'", arg=roll.root.element_handle())
    assert roll.eval("r => r.player.positionTick()") == 0
    at = "([root, beat]) => root.pianoRoll.player.positionTick() >= beat * 15360"

    def wait_until(beat):
        page.wait_for_function(at, arg=[roll.root.element_handle(), beat], polling=5)
        return roll.eval("r => r.player.positionTick()") / BEAT

    around = []
    for beat, message in ((1, (0x90, 60, 90)), (1.5, (0xB0, 64, 127)), (2, (0x80, 60, 0)), (3, (0xB0, 64, 0))):
        before = wait_until(beat)
        play(roll, message)
        around.append((before, roll.eval("r => r.player.positionTick()") / BEAT))
    # What sounds is shown while it is played.
    assert roll.eval("r => r.live.notes.length") == 1
    page.keyboard.press("Alt+r")
    told = python_has(roll, lambda change: len(change["notes"]) == 1, "the take")
    [[onset, duration, pitch, velocity]] = told["notes"]
    times, values = told["curves"]["sustain pedal (track 1)"]
    assert (pitch, velocity, values) == (60, 90, [127, 0])
    # Each lies between what was heard before and after its message.
    for found_at, (before, after) in zip((onset, times[0], onset + duration, times[1]), around, strict=True):
        assert before - 0.05 <= found_at <= after + 0.05
    assert roll.eval("r => [r.doc.steps.done, r.live, r.player.state]") == [1, None, "paused"]
    roll.press("Control+z")
    assert roll.eval("r => [r.doc.store.size, r.doc.curves.size]") == [0, 0]
    connect(roll).get_by_test_id("midi-pedal").select_option("lengthen")
    page.keyboard.press("Escape")


def test_sound_what_is_played_is_heard(serve, open_page):
    page = open_page(serve("midi").url, wait=False)
    page.add_init_script(DEVICES)
    page.reload()
    roll = RollPage(page).wait_ready()
    roll.root.hover()
    wait_for_layer(roll)
    ear = Ear(roll)
    connect(roll)
    page.keyboard.press("Escape")
    play(roll, (0x90, 69, 110), (0x90, 76, 110))
    page.wait_for_function("() => window.heard.blocks[0]?.length > 0")
    ear.wait_until(ear.now_s() + 0.2)
    play(roll, (0x80, 69, 0))
    ear.wait_until(ear.now_s() + 0.6)
    now_s = ear.now_s()
    play(roll, (0x80, 76, 0))
    # The fifth alone is left: E5.
    assert ear.pitch(now_s - 0.4, now_s - 0.05) == pytest.approx(76, abs=0.1)
    ear.wait_until(now_s + 0.9)
    # Held, it sounds on; let go of, it is gone.
    held = ear.level(now_s - 0.3, now_s)
    assert held > 2e-3
    assert ear.level(now_s + 0.7, now_s + 0.9) < held / 10


def test_sound_the_output_has_the_playback_and_all_notes_off(roll):
    page = roll.page
    connect(roll).get_by_test_id("midi-output").select_option("synth")
    page.keyboard.press("Escape")
    rows = {
        "id": [1, 2],
        "onset": [0, BEAT],
        "duration": [BEAT, 8 * BEAT],
        "pitch": [60, 64],
        "velocity": [90, 70],
        "track": [0, 0],
    }
    roll.eval("(r, rows) => r.doc.edit([{ op: 'insert', rows }], 'x')", rows)
    page.evaluate("() => { window.midi.synth.sent = []; }")
    roll.focus()
    page.keyboard.press("Space")
    page.wait_for_function("root => root.pianoRoll.player.positionTick() > 1.5 * 15360", arg=roll.root.element_handle())
    # When the page hears beat 0, by the same clock that the device is told times of.
    zero_ms = roll.eval("r => performance.now() - 1000 * r.doc.tempo.secondsAt(r.player.positionTick())")
    page.keyboard.press("Space")
    stopped_ms = page.evaluate("() => performance.now()")
    sent = page.evaluate("() => window.midi.synth.sent")
    notes = [message for message in sent if message[1] & 0xE0 == 0x80]
    assert [message[1:] for message in notes] == [[0x90, 60, 90], [0x80, 60, 64], [0x90, 64, 70], [0x80, 64, 64]]
    for message, beats in zip(notes, (0, 1, 1), strict=False):
        assert message[0] - zero_ms == pytest.approx(500 * beats, abs=60)
    assert notes[-1][0] <= stopped_ms + 5
    assert [message[1:] for message in sent][-1] == [0xB0, 123, 0]
    # Unplugged it is said; nothing is sent to who is not there.
    page.evaluate("() => { window.midi.synth.sent = []; window.midi.pull(window.midi.synth); }")
    expect(roll.root.get_by_test_id("status")).to_contain_text("unplugged")
    page.keyboard.press("Space")
    page.wait_for_function("root => root.pianoRoll.player.state === 'playing'", arg=roll.root.element_handle())
    page.keyboard.press("Space")
    assert page.evaluate("() => window.midi.synth.sent") == []
    page.evaluate("() => window.midi.plug(window.midi.synth)")
    connect(roll).get_by_test_id("midi-output").select_option("")
    page.keyboard.press("Escape")


def test_a_roll_that_is_read_only_is_played_but_not_written_into(shared):
    roll = RollPage(shared.page, 1)
    before = roll.notes()
    roll.focus()
    switch_on(roll, "m", "midi-bar-piano")
    roll.page.keyboard.press("Shift+n")
    expect(roll.root.get_by_test_id("status")).to_contain_text("read-only")
    roll.page.keyboard.press("Alt+r")
    roll.page.keyboard.press("a")
    assert roll.notes() == before
    assert roll.eval("r => r.player.state") == "stopped"
    roll.page.keyboard.press("Escape")
    expect(bar(roll)).to_have_count(0)


@contextlib.contextmanager
def framed(url):
    """A page of another site with the app in a frame that may do nothing special."""

    class Outer(http.server.BaseHTTPRequestHandler):
        def do_GET(self):
            body = f'<iframe src="{url}" style="width:1300px;height:900px"></iframe>'.encode()
            self.send_response(200)
            self.send_header("Content-Type", "text/html")
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_):
            pass

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Outer)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://localhost:{server.server_port}/"
    server.shutdown()
    server.server_close()


@pytest.mark.parametrize(
    ("place", "sentence"),
    [
        # Chromium without a window answers its own question with no.
        ("tab", "MIDI devices were refused"),
        ("frame", "Open it in a tab of its own"),
        ("old", "This browser has no Web MIDI"),
    ],
)
def test_a_refusal_is_told_by_the_browser_s_own_reason(serve, open_page, place, sentence):
    server = serve("midi")
    with framed(server.url) if place == "frame" else contextlib.nullcontext(server.url) as url:
        page = open_page("about:blank?", wait=False)
        if place == "old":
            page.add_init_script("delete Navigator.prototype.requestMIDIAccess")
        page.goto(url)
        inside = page.frame_locator("iframe") if place == "frame" else page
        root = inside.locator(".gradio-pianoroll").first
        root.hover()
        root.get_by_test_id("more").click()
        root.get_by_test_id("midi").click()
        root.get_by_test_id("midi-connect").click()
        expect(root.get_by_test_id("midi-problem")).to_contain_text(sentence)
        # The computer's keys are there all the same.
        root.get_by_test_id("midi-piano").click()
        expect(root.get_by_test_id("midi-bar")).to_be_visible()
