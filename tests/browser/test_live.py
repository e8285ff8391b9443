"""A microphone in a real browser: Chromium plays a file into it, sung by our own synthesizer, and looks at what comes of it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest
import soundfile
from playwright.sync_api import Browser, Page

from gradio_pianoroll.score import NoteTable, Score
from gradio_pianoroll.synth import render
from tests.browser.apps.live import PITCHES, song
from tests.browser.conftest import Server
from tests.browser.roll import TICKS_PER_BEAT, RollPage

SR = 48_000
BEAT_S = 0.5
LIMIT_MS = 60_000
FAKE_DEVICE = "--use-fake-device-for-media-stream"
FAKE_CONSENT = "--use-fake-ui-for-media-stream"
# Keeps what the page was given, so that a test can see whether it was let go.
KEEP_STREAMS = """() => {
    window.streams = [];
    const media = navigator.mediaDevices;
    const ask = media?.getUserMedia.bind(media);
    if (ask) media.getUserMedia = async (wanted) => {
        const stream = await ask(wanted);
        window.streams.push(stream);
        return stream;
    };
}"""


def write_melody(path: Path) -> Path:
    """Four notes that begin again without a seam when the file does."""
    sound = np.zeros(round(3.2 * SR), np.float32)
    sung = render(song(), SR, voice="flute", reverb=0)[: len(sound)]
    sound[: len(sung)] = sung
    soundfile.write(path, sound, SR, subtype="PCM_16")
    return path


def write_tone(path: Path, pitch: float) -> Path:
    """Ten seconds of one note, a fraction of a semitone included."""
    held = NoteTable.from_columns(onset_beats=[0.0], duration_beats=[20.0], pitch=[69], velocity=100)
    tone = render(Score(notes=held), SR, voice="flute", reverb=0)[: 9 * SR]
    # Read at another speed it has another pitch.
    step = 2 ** ((pitch - 69) / 12)
    at = np.arange(SR, len(tone) - SR, step)
    soundfile.write(path, np.interp(at, np.arange(len(tone)), tone).astype(np.float32), SR, subtype="PCM_16")
    return path


@pytest.fixture(scope="module")
def singers(
    launch: Callable[..., Browser], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Callable[[str], Browser]]:
    """`singers("melody")`, `singers("sharp")`: a browser whose microphone hears that; `singers("deaf")`: it asks first."""
    folder = tmp_path_factory.mktemp("microphones")
    hear = {
        "melody": lambda: [FAKE_CONSENT, heard(write_melody(folder / "melody.wav"))],
        # 30 cents above C5.
        "sharp": lambda: [FAKE_CONSENT, heard(write_tone(folder / "sharp.wav", 72.3))],
        "deaf": lambda: ["--host-resolver-rules=MAP studio.test 127.0.0.1"],
    }
    opened: dict[str, Browser] = {}

    def singer(name: str) -> Browser:
        if name not in opened:
            opened[name] = launch(FAKE_DEVICE, *hear[name]())
        return opened[name]

    yield singer
    for browser in opened.values():
        browser.close()


def heard(path: Path) -> str:
    return f"--use-file-for-fake-audio-capture={path}"


@pytest.fixture
def stage(serve, singers) -> Iterator[Callable[..., RollPage]]:
    """`stage("melody", 0)`: that singer before that roll of the app; a script error fails the test."""
    errors: list[str] = []
    contexts = []

    def enter(name: str, index: int = 0, host: str = "127.0.0.1") -> RollPage:
        context = singers(name).new_context(viewport={"width": 1400, "height": 1050}, locale="en-US")
        contexts.append(context)
        page: Page = context.new_page()
        page.on("pageerror", lambda error: errors.append(str(error)))
        page.add_init_script(f"({KEEP_STREAMS})()")
        page.goto(serve("live").url.replace("127.0.0.1", host))
        return RollPage(page, index).wait_ready()

    yield enter
    for context in contexts:
        context.close()
    assert errors == []


def begin(roll: RollPage) -> None:
    roll.focus()
    roll.page.keyboard.press("r")


def until(roll: RollPage, condition: str, arg=None) -> None:
    """Wait until `(roll, arg) => …` is true."""
    roll.page.wait_for_function(
        f"([root, arg]) => (({condition}))(root.pianoRoll, arg)",
        arg=[roll.root.element_handle(), arg],
        timeout=LIMIT_MS,
    )


def sing(roll: RollPage, seconds: float) -> None:
    until(roll, "(r, s) => r.live && r.live.finalLength * r.live.hop_s > s", seconds)


def end(roll: RollPage) -> None:
    roll.page.keyboard.press("r")
    until(roll, "r => !r.live && r.doc.curves.size > 0")


def pitches(roll: RollPage) -> list[int]:
    return [note["pitch"] for note in roll.notes()]


def told(server: Server, name: str, wanted: Callable[[dict], bool]) -> dict:
    """The fresh event of that roll that is wanted, once Python has it."""
    for count in range(1, 20):
        found = [event for event in server.wait_for(name, count) if wanted(event)]
        if found:
            return found[-1]
    raise AssertionError(f"none of {server.fresh(name)} is what was wanted")


def follows_melody(found: list[int], melody=PITCHES) -> bool:
    """Whether these are notes of the melody in its order; the take may begin anywhere in it."""
    turns = [melody[start:] + melody * 8 for start in range(len(melody))]
    return len(found) > 1 and any(list(turn[: len(found)]) == found for turn in turns)


# In the middle of a note that is over: the same pitch before and after.
ON_THE_CURVE = """r => { const { view, live, doc } = r;
    let i = live.finalLength - 30;
    const same = (a, b) => Math.abs(Math.log2(live.f0_hz[a] / live.f0_hz[b])) < 0.002;
    while (i > 20 && !(same(i, i - 6) && same(i, i + 6))) i--;
    return [view.xOf(doc.tempo.ticksAt(live.start_s + i * live.hop_s)),
            view.centreOf(69 + 12 * Math.log2(live.f0_hz[i] / 440))]; }"""


def wait_for_red_curve(roll, tries=20):
    """The curve is drawn where its pitch lies. The view goes on while one looks, so one may look beside it at first."""
    for _ in range(tries):
        x, y = roll.eval(ON_THE_CURVE)
        box = roll.surface("overlay")
        red, green, blue = roll.pixel((box["x"] + x, box["y"] + y))
        if red > green + 60 and red > blue + 30:
            return
    raise AssertionError(f"no curve at {x:.0f}, {y:.0f}: the colour there is {red}, {green}, {blue}")


def test_the_stop_button_ends_a_take(stage):
    """Who looks for a way to end a recording presses the square; it ended the playback alone, and the take went on."""
    roll = stage("melody")
    roll.root.get_by_test_id("record").click()
    sing(roll, 2.0)
    roll.root.get_by_test_id("stop").click()
    until(roll, "r => !r.live && r.doc.curves.size > 0")
    assert follows_melody(pitches(roll))


def test_a_song_is_sung_into_an_empty_roll(stage, serve):
    roll, server = stage("melody"), serve("live")
    begin(roll)
    sing(roll, 4.0)
    live = roll.eval(
        """r => ({ notes: r.live.notes.map((n) => n.pitch), lost: r.live.lost,
                   f0: Array.from(r.live.f0_hz.slice(0, r.live.finalLength)) })"""
    )
    # While it is sung: notes, and a curve at the right height, seen on the screen.
    assert follows_melody(live["notes"][:-1])
    assert live["lost"] == 0
    wait_for_red_curve(roll)
    end(roll)

    # In the score: the same notes, in time, the curve, and the recording.
    assert follows_melody(pitches(roll)[:-1])
    notes = roll.notes()
    steps = np.diff([note["onset"] for note in notes[1:-1]]) / TICKS_PER_BEAT * BEAT_S
    assert np.abs(steps - 0.8).max() < 0.12
    kept = told(server, "empty", lambda event: event["audio"] is not None)
    assert kept["pitches"] == pitches(roll)
    recorded, sr = soundfile.read(kept["audio"])
    assert sr in (44_100, 48_000)
    assert len(recorded) / sr > 4.0
    assert kept["start_s"] == 0
    # Heard at the server as sung: no block is missing, so the loud stretches are as long as they were.
    loud = np.abs(recorded[: len(recorded) // 480 * 480]).reshape(-1, 480).max(axis=1) > 0.05
    assert 0.6 < loud.mean() < 0.95
    assert roll.page.evaluate("() => streams.map(s => s.getTracks()[0].readyState)") == ["ended"]
    # The recording has a lane; in a roll so low it is closed until somebody opens it.
    lane = roll.root.get_by_test_id("lane-audio")
    if lane.get_attribute("aria-expanded") == "false":
        lane.click()
    roll.root.locator("canvas[data-surface=strip]").wait_for()


def test_a_take_is_corrected_as_any_recording_is(stage, serve):
    """An octave by a key, no pitch by a key, the notes after it, and all of it back; Python has what the page has."""
    roll, server = stage("melody"), serve("live")
    begin(roll)
    sing(roll, 2.5)
    end(roll)
    taken = pitches(roll)
    told(server, "empty", lambda event: event["audio"] is not None and event["pitches"] == taken)
    # The second note is whole: the take may have begun within the first.
    note = roll.notes()[1]
    f0 = """(r, [from, to]) => {
        const { values, start, hop } = [...r.doc.curves.values()][0];
        const at = tick => Math.round((r.doc.tempo.secondsAt(tick) - start) / hop);
        const sung = Array.from(values.slice(at(from), at(to))).filter(hz => hz > 0).sort((a, b) => a - b);
        return sung.length > 0 ? 69 + 12 * Math.log2(sung[sung.length >> 1] / 440) : null;
    }"""
    inside = [note["onset"] + note["duration"] // 4, note["onset"] + note["duration"] * 3 // 4]
    assert roll.eval(f0, inside) == pytest.approx(taken[1], abs=0.5)
    roll.tool("curve")
    roll.eval("(r, id) => r.doc.selection.setAll([r.doc.store.slotOf(id)])", note["id"])
    roll.focus()
    # Below, a flute has a candidate in every frame; above it has none.
    roll.press("Control+ArrowDown")
    until(roll, "r => [...r.doc.curves.values()][0].pins?.length > 0")
    assert roll.eval(f0, inside) == pytest.approx(taken[1] - 12, abs=0.5)
    # Notes follow what is sung.
    roll.eval("(r, id) => { r.doc.selection.setAll([r.doc.store.slotOf(id)]); r.commands.snapToF0(); }", note["id"])
    lower = [taken[0], taken[1] - 12, *taken[2:]]
    until(roll, "(r, wanted) => r.doc.toRows().pitch.join() === wanted.join()", lower)
    told(server, "empty", lambda event: event["pitches"] == lower)
    roll.press("Control+Backspace")
    until(roll, "r => [...r.doc.curves.values()][0].pins?.some(pin => pin.kind === 'unvoiced')")
    assert roll.eval(f0, inside) is None
    roll.press("Control+z", "Control+z", "Control+z")
    assert roll.eval(f0, inside) == pytest.approx(taken[1], abs=0.5)
    assert pitches(roll) == taken


def test_undo_takes_a_take_back_in_one_step_and_redo_brings_it_again(stage, serve):
    roll, server = stage("melody"), serve("live")
    begin(roll)
    sing(roll, 2.5)
    end(roll)
    taken = pitches(roll)
    assert taken
    told(server, "empty", lambda event: event["audio"] is not None)
    roll.press("Control+z")
    assert roll.notes() == []
    assert roll.eval("r => r.doc.curves.size") == 0
    told(server, "empty", lambda event: event["pitches"] == [] and event["audio"] is None)
    server.mark()
    roll.press("Control+Shift+z")
    assert pitches(roll) == taken
    told(server, "empty", lambda event: event["pitches"] == taken and event["audio"] is not None)


def test_one_sings_along_and_sees_how_far_off_one_is(stage, serve):
    roll, server = stage("sharp", 1), serve("live")
    begin(roll)
    roll.root.get_by_test_id("live-cents").filter(has_text="+").wait_for(timeout=LIMIT_MS)
    sing(roll, 3.0)
    # 30 cents are near, not right; between two notes of the song there is nothing to compare with.
    roll.root.locator("[data-testid=live-bar].near").wait_for(timeout=LIMIT_MS)
    assert roll.eval("r => r.player.state") == "playing"
    # An octave and 30 cents above the song's C4.
    cents = roll.eval("r => Array.from(r.live.cents.slice(0, r.live.finalLength)).filter((c) => !Number.isNaN(c))")
    assert len(cents) > 40
    assert np.median(cents) == pytest.approx(30, abs=4)
    scrolled = roll.eval("r => r.player.positionTick()")
    assert scrolled > 2 * TICKS_PER_BEAT
    end(roll)
    assert roll.eval("r => r.player.state") == "paused"
    # The song is as it was; what was sung has a track of its own, silent so that nothing sounds twice.
    assert sum(note["track"] == 0 and note["pitch"] == 60 for note in roll.notes()) == 12
    assert {note["pitch"] for note in roll.notes() if note["track"] == 1} == {72}
    assert roll.eval("r => r.doc.tracks[1].muted") is True
    assert told(server, "along", lambda event: event["audio"] is not None)["curves"] == ["Take 1"]


def test_two_users_at_once_do_not_hear_each_other(stage):
    one, other = stage("melody"), stage("sharp")
    begin(one)
    begin(other)
    sing(one, 3.0)
    sing(other, 3.0)
    assert one.eval("r => r.live.lost") == other.eval("r => r.live.lost") == 0
    end(one)
    end(other)
    assert follows_melody(pitches(one)[:-1])
    assert set(pitches(other)) == {72}


def test_a_broken_connection_in_mid_take_loses_nothing(stage, serve):
    roll, server = stage("sharp"), serve("live")
    begin(roll)
    sing(roll, 1.5)
    roll.page.context.set_offline(True)
    roll.root.get_by_text("Waiting for the server").wait_for(timeout=LIMIT_MS)
    heard_until = roll.eval("r => r.live.finalLength")
    began = roll.eval("r => r.live.nowTick")
    until(roll, "(r, t) => r.live.nowTick > t", began + 3 * TICKS_PER_BEAT)
    roll.page.context.set_offline(False)
    until(roll, "(r, n) => r.live.finalLength > n", heard_until + round(2.5 / 0.0232))
    assert roll.eval("r => r.live.lost") == 0
    # One unbroken tone: no frame of what was kept back is silent.
    gaps = roll.eval("(r, n) => r.live.f0_hz.slice(4, n).filter(Number.isNaN).length", heard_until + 100)
    assert gaps == 0
    end(roll)
    kept = told(server, "empty", lambda event: event["audio"] is not None)
    recorded, _ = soundfile.read(kept["audio"])
    assert np.abs(recorded[: len(recorded) // 480 * 480]).reshape(-1, 480).max(axis=1).min() > 0.01


def test_a_take_ends_when_its_roll_leaves_the_page(stage):
    roll = stage("melody")
    begin(roll)
    sing(roll, 0.5)
    roll.root.get_by_test_id("live-bar").wait_for()
    states = "() => streams.map(s => s.getTracks()[0].readyState)"
    assert roll.page.evaluate(states) == ["live"]
    roll.page.get_by_role("button", name="Away").click()
    roll.page.wait_for_function("() => streams.every(s => s.getTracks()[0].readyState === 'ended')", timeout=LIMIT_MS)


def test_a_refused_microphone_is_said_and_nothing_happens(stage):
    roll = stage("deaf")
    roll.root.get_by_test_id("record").click()
    roll.root.get_by_text("The microphone was refused").wait_for(timeout=LIMIT_MS)
    assert roll.root.get_by_test_id("live-bar").count() == 0
    assert roll.eval("r => [r.doc.store.size, r.live]") == [0, None]


def test_a_page_that_is_not_secure_says_what_to_do(stage):
    roll = stage("deaf", host="studio.test")
    roll.root.get_by_test_id("record").click()
    roll.root.get_by_text("only to pages over https").wait_for(timeout=LIMIT_MS)


def test_without_a_microphone_it_is_said(open_page, serve):
    page = open_page(serve("live").url, locale="ko-KR")
    roll = RollPage(page).wait_ready()
    page.evaluate(
        """() => { navigator.mediaDevices.getUserMedia = () =>
            Promise.reject(new DOMException("Requested device not found", "NotFoundError")); }"""
    )
    roll.root.get_by_test_id("record").click()
    roll.root.get_by_text("마이크를 찾을 수 없습니다").wait_for(timeout=LIMIT_MS)
