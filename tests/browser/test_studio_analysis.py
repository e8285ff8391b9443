"""The studio's panels by hand: a recording in, its pitch where it belongs, two engines, cancel, memory, files out."""

from __future__ import annotations

import csv
import io
import json
import secrets
import time
import urllib.request
import zipfile

import numpy as np
import pytest
from PIL import Image

from gradio_pianoroll.analysis.resonances import COLORS
from gradio_pianoroll.formats.audio import load_audio, save_audio
from tests.analysis.signals import constant, harmonic_tone
from tests.analysis.test_resonances import SR as VOWEL_SR
from tests.analysis.test_resonances import VOWELS, sung
from tests.browser.conftest import start_server
from tests.browser.roll import TICKS_PER_BEAT, RollPage
from tests.browser.studio_page import open_panels, open_tab
from tests.browser.test_studio import open_file, wait_for_curves
from tests.recordings import spoken_sentences

SR = 22_050
# One tone a beat at 120 bpm, the third a quarter tone sharp.
PITCHES = (57.0, 64.0, 60.5, 69.0)
TONE_S, BEAT_S = 0.4, 0.5
FIRST, SECOND = (239, 93, 143), (34, 163, 90)
LONG_MS = 120_000


@pytest.fixture
def melody(tmp_path):
    """Tones of known pitch; a trace of noise makes each run's file new to every cache."""
    noise = np.random.default_rng(secrets.randbits(64)).normal(0, 1e-4, round(len(PITCHES) * BEAT_S * SR))
    sound = noise.astype(np.float32)
    for beat, pitch in enumerate(PITCHES):
        tone = harmonic_tone(constant(440 * 2 ** ((pitch - 69) / 12), TONE_S))
        first = round(beat * BEAT_S * SR)
        sound[first : first + len(tone)] += tone
    return save_audio(tmp_path / f"melody-{secrets.token_hex(4)}.wav", sound, SR)


@pytest.fixture
def studio(serve, open_page):
    page = open_page(serve("studio").url, height=1200)
    found = RollPage(page)
    wait_for_curves(found)
    return found


def tab(studio, name):
    open_tab(studio.page, name)


def choose(studio, field, name):
    studio.page.locator(f"#{field} input").click()
    studio.page.get_by_role("option", name=name, exact=True).click()


def open_alone(studio, path, words=("Opened",)):
    """Open a sound as a new score."""
    tab(studio, "file")
    studio.page.locator("#studio-on-sound").get_by_role("radio").nth(1).check()
    open_file(studio, path, [f"{word} {path.name}" for word in words])


def status(studio, *words):
    studio.page.wait_for_function(
        "words => words.some(w => document.querySelector('#studio-status').textContent.includes(w))",
        arg=list(words),
        timeout=LONG_MS,
    )
    studio.settle()


def curves(studio):
    return studio.eval(
        """r => Object.fromEntries([...r.doc.curves.values()].map(c =>
             [c.name, { hop: c.hop, start: c.start, values: [...c.values].map(v => v > 0 ? v : null) }]))"""
    )


def fit(studio, end_s, low, high):
    """Show the whole sound, and these pitches."""
    ticks = end_s / BEAT_S * TICKS_PER_BEAT
    studio.eval("(r, [end, low, high]) => r.view.fit(0, end, low, high)", [ticks, low, high])
    studio.settle()


def line_at(studio, picture, time_s, colour, near_pitch, reach=2.0):
    """Pitch at which a line of this colour crosses a time, read from the pixels; None when there is none."""
    box = studio.surface("overlay")
    root = studio.root.bounding_box()
    x, ys = studio.eval(
        """(r, [tick, pitches]) => [r.view.xOf(tick), pitches.map(p => r.view.centreOf(p))]""",
        [time_s / BEAT_S * TICKS_PER_BEAT, [near_pitch + reach, near_pitch - reach]],
    )
    left, top = box["x"] - root["x"] + x, box["y"] - root["y"]
    rows = np.arange(int(ys[0]), int(ys[1]) + 1)
    pixels = np.array([picture.getpixel((round(left), round(top + y))) for y in rows], float)
    hits = rows[np.abs(pixels - colour).sum(axis=1) < 110]
    if not len(hits):
        return None
    per_pitch = (ys[1] - ys[0]) / (2 * reach)
    return near_pitch + reach - (hits.mean() - ys[0]) / per_pitch


def picture(studio):
    return Image.open(io.BytesIO(studio.root.screenshot())).convert("RGB")


def test_pitch_is_drawn_where_it_is_known_to_be(studio, melody):
    open_alone(studio, melody)
    wait_for_curves(studio, at_most_s=3)
    fit(studio, len(PITCHES) * BEAT_S, 54, 72)
    seen = picture(studio)
    for beat, pitch in enumerate(PITCHES):
        for share in (0.3, 0.5, 0.7):
            at = line_at(studio, seen, beat * BEAT_S + TONE_S * share, FIRST, pitch)
            assert at == pytest.approx(pitch, abs=0.25)
    # The silence between two tones has no line at either of them.
    gap_s = 1.5 * BEAT_S + (TONE_S + BEAT_S) / 2 - BEAT_S / 2
    assert all(line_at(studio, seen, gap_s, FIRST, pitch, reach=1.0) is None for pitch in PITCHES)


def test_notes_from_the_sound_lie_under_its_pitch(studio, melody):
    open_alone(studio, melody)
    tab(studio, "analysis")
    studio.page.locator("#studio-notes input").check()
    studio.idle()
    studio.page.locator("#studio-analyze").click()
    studio.page.wait_for_function(
        "root => root.pianoRoll.doc.store.size > 0", arg=studio.root.element_handle(), timeout=LONG_MS
    )
    studio.settle()
    notes = sorted(studio.notes(), key=lambda note: note["onset"])
    assert [note["onset"] / TICKS_PER_BEAT for note in notes] == pytest.approx([0, 1, 2, 3], abs=0.12)
    assert all(abs(note["pitch"] - pitch) <= 0.5 for note, pitch in zip(notes, PITCHES, strict=True))
    listed = studio.page.locator("#studio-results .studio-notes tbody tr")
    assert listed.count() == len(PITCHES)
    assert "A3" in listed.first.inner_text()
    # It is an edit like any other: undo takes the notes away.
    studio.focus()
    studio.press("Control+z")
    assert studio.notes() == []


def test_formants_lie_over_the_notes(studio, tmp_path):
    """A vowel whose first two resonances are known, at 700 and 1220 Hz."""
    vowel = tmp_path / f"a-{secrets.token_hex(4)}.wav"
    noise = np.random.default_rng(secrets.randbits(64)).normal(0, 1e-5, 2 * VOWEL_SR).astype(np.float32)
    open_alone(studio, save_audio(vowel, sung("a", seconds=2) + noise, VOWEL_SR))
    tab(studio, "analysis")
    studio.page.locator("#studio-show").get_by_label("Formants").check()
    studio.idle()
    studio.page.locator("#studio-analyze").click()
    studio.page.wait_for_function(
        "root => [...root.pianoRoll.doc.curves.values()].some(c => c.name === 'formant 2' && c.values.length > 0)",
        arg=studio.root.element_handle(),
        timeout=LONG_MS,
    )
    fit(studio, 2, 70, 95)
    seen = picture(studio)
    for colour, hz in zip(COLORS, VOWELS["a"][0][:2], strict=False):
        pitch = 69 + 12 * np.log2(hz / 440)
        drawn = line_at(studio, seen, 1.0, tuple(bytes.fromhex(colour[1:])), pitch, reach=3)
        assert drawn == pytest.approx(pitch, abs=1.2)
    # Without them the next analysis takes them away.
    studio.page.locator("#studio-show").get_by_label("Formants").uncheck()
    studio.idle()
    studio.page.locator("#studio-analyze").click()
    studio.page.wait_for_function(
        "root => ![...root.pianoRoll.doc.curves.values()].some(c => c.name.startsWith('formant'))",
        arg=studio.root.element_handle(),
        timeout=LONG_MS,
    )


def test_a_second_time_comes_from_memory(studio, melody):
    open_alone(studio, melody)
    tab(studio, "analysis")
    studio.idle()
    studio.page.locator("#studio-analyze").click()
    status(studio, "remembered from before")
    # Another range is another analysis; the first one is still known.
    studio.page.get_by_label("Lowest F0 (Hz)").fill("100")
    studio.idle()
    studio.page.locator("#studio-analyze").click()
    studio.page.wait_for_function(
        """() => { const said = document.querySelector('#studio-status').textContent;
                   return said.includes("Analysed 2.0 s") && !said.includes("remembered"); }""",
        timeout=LONG_MS,
    )
    studio.page.get_by_label("Lowest F0 (Hz)").fill("65")
    studio.idle()
    studio.page.locator("#studio-analyze").click()
    status(studio, "remembered from before")


def test_two_engines_are_two_lines(studio):
    """Real speech: where both engines hear a voice, both lines are on the screen at what each of them found."""
    source = spoken_sentences("vm-intro.wav")
    open_alone(studio, source)
    tab(studio, "analysis")
    choose(studio, "studio-second", "dio")
    studio.idle()
    studio.page.locator("#studio-analyze").click()
    status(studio, "with pyin + dio")
    studio.page.wait_for_function(
        "root => [...root.pianoRoll.doc.curves.values()].some(c => c.name === 'f0 · dio' && c.values.length > 0)",
        arg=studio.root.element_handle(),
        timeout=LONG_MS,
    )
    found = curves(studio)
    one, other = found["f0"], found["f0 · dio"]
    assert one["hop"] == pytest.approx(0.0116, abs=1e-4)
    pitch = 69 + 12 * np.log2(np.array([one["values"], other["values"]], float) / 440)
    apart = np.abs(pitch[0] - pitch[1])
    steady = [row for row in range(5, len(apart) - 5) if (apart[row - 3 : row + 4] < 3).all()]
    assert len(steady) > 20
    audio, sr = load_audio(source)
    fit(studio, len(audio) / sr, float(np.nanmin(pitch)) - 1, float(np.nanmax(pitch)) + 1)
    seen = picture(studio)
    for colour, row in ((FIRST, 0), (SECOND, 1)):
        drawn = [line_at(studio, seen, at * one["hop"], colour, pitch[row][at], reach=1.5) for at in steady[::4]]
        # F0 lies on the line beside it where both agree.
        there = [abs(at - pitch[row][i]) for at, i in zip(drawn, steady[::4], strict=True) if at is not None]
        assert len(there) > (0.5 if row else 0.9) * len(drawn)
        assert np.median(there) < 0.5
    heads = studio.page.locator("#studio-results .studio-facts thead th")
    assert [text.strip("● \n") for text in heads.all_inner_texts()] == ["", "pyin", "dio"]
    # One engine again: the second line goes.
    choose(studio, "studio-second", "none")
    studio.idle()
    studio.page.locator("#studio-analyze").click()
    studio.page.wait_for_function(
        "root => ![...root.pianoRoll.doc.curves.values()].some(c => c.name.includes('dio'))",
        arg=studio.root.element_handle(),
        timeout=LONG_MS,
    )


def long_sound(folder):
    """Five minutes that no cache knows."""
    noise = np.random.default_rng(secrets.randbits(64)).normal(0, 1e-3, 300 * 8_000).astype(np.float32)
    tone = np.tile(harmonic_tone(constant(200, 1, 8_000), 8_000), 300) + noise
    return save_audio(folder / f"long-{secrets.token_hex(4)}.wav", tone, 8_000)


def test_cancel_stops_and_changes_nothing(studio, tmp_path):
    path = long_sound(tmp_path)
    assert not studio.page.locator("#studio-cancel").is_visible()
    tab(studio, "analysis")
    studio.page.get_by_label("Hop (ms)").fill("1")
    tab(studio, "file")
    studio.page.locator("#studio-on-sound").get_by_role("radio").nth(1).check()
    studio.page.locator("#studio-file input[type=file]").set_input_files(path)
    studio.page.locator("#studio-cancel").wait_for(state="visible", timeout=LONG_MS)
    studio.page.locator("#studio-cancel").click()
    status(studio, f"Opened {path.name}; its analysis was cancelled")
    assert studio.eval("r => r.doc.curves.size") == 0
    studio.page.locator("#studio-cancel").wait_for(state="hidden")
    tab(studio, "analysis")
    studio.idle()
    studio.page.locator("#studio-analyze").click()
    studio.page.locator("#studio-cancel").wait_for(state="visible", timeout=LONG_MS)
    studio.page.locator("#studio-cancel").click()
    status(studio, "Cancelled: nothing was changed")
    assert studio.eval("r => r.doc.curves.size") == 0


def test_a_closed_page_does_not_go_on_working(open_page, tmp_path):
    server = start_server("tests.browser.apps.studio", tmp_path, {"GRADIO_PIANOROLL_METRICS": "true"})
    try:
        page = open_page(server.url)
        open_tab(page, "analysis")
        page.get_by_label("Hop (ms)").fill("1")
        open_tab(page, "file")
        page.locator("#studio-file input[type=file]").set_input_files(long_sound(tmp_path))
        page.locator("#studio-cancel").wait_for(state="visible", timeout=LONG_MS)
        # The button comes with the event, the analysis when the sound has been read.
        reaches(server, "studio_running", 1)
        page.close()
        reaches(server, "studio_cancelled_total", 1)
        reaches(server, "studio_running", 0)
    finally:
        server.process.terminate()
        server.process.wait(timeout=60)


def reaches(server, name, value):
    end = time.monotonic() + 60
    while time.monotonic() < end and metric(server, name) != value:
        time.sleep(0.2)
    assert metric(server, name) == value


def metric(server, name):
    with urllib.request.urlopen(f"{server.url}metrics", timeout=60) as answer:
        lines = answer.read().decode().splitlines()
    found = [line for line in lines if line.startswith(f"gradio_pianoroll_{name} ")]
    return float(found[0].split()[1]) if found else 0


def test_results_go_out_as_files(studio, melody, tmp_path):
    open_alone(studio, melody)
    tab(studio, "analysis")
    files = {}
    for kind in ("csv", "png", "TextGrid"):
        choose(studio, "studio-format", kind.lower())
        with studio.page.expect_download(timeout=LONG_MS) as waiting:
            studio.page.locator("#studio-download").click()
        files[kind] = tmp_path / waiting.value.suggested_filename
        waiting.value.save_as(files[kind])
        assert files[kind].suffix == f".{kind}"
    with files["csv"].open() as file:
        rows = list(csv.DictReader(file))
    middle = next(row for row in rows if float(row["time_s"]) >= TONE_S / 2)
    assert float(middle["f0_hz"]) == pytest.approx(220, abs=2)
    assert Image.open(files["png"]).size[0] > 800
    assert '"voiced"' in files["TextGrid"].read_text(encoding="utf-8")


def test_a_corpus_becomes_a_table_and_a_data_set(studio, melody, tmp_path):
    broken = tmp_path / "broken.wav"
    broken.write_bytes(b"RIFF....WAVE")
    tab(studio, "corpus")
    studio.page.locator("#studio-corpus-files input[type=file]").set_input_files([melody, broken])
    studio.page.locator("#studio-corpus-files").get_by_text("broken").first.wait_for()
    studio.page.locator("#studio-corpus-run").click()
    rows = studio.page.locator("#studio-corpus-table tbody tr")
    rows.first.wait_for(timeout=LONG_MS)
    texts = rows.all_inner_texts()
    assert "broken.wav" in texts[0]
    assert "cannot be read" in texts[0]
    assert melody.name in texts[1]
    assert "done" in texts[1]
    status(studio, "Analysed 1 of 2 files")
    with studio.page.expect_download(timeout=LONG_MS) as waiting:
        studio.page.locator("#studio-corpus-archive a").first.click()
    waiting.value.save_as(tmp_path / "set.zip")
    with zipfile.ZipFile(tmp_path / "set.zip") as archive:
        names = archive.namelist()
        report = json.loads(archive.read("analysis/report.json"))
    assert {"analysis/results.sqlite", "analysis/report.html", "analysis/summary.csv"} <= set(names)
    assert [file["name"] for file in report["files"] if file["kind"] is None] == [melody.name]


def test_the_monitor_shows_the_server_and_this_browser(studio):
    tab(studio, "monitor")
    tile = studio.page.locator('[data-tile="tile_frame"] b')
    tile.wait_for(timeout=LONG_MS)
    studio.page.wait_for_function(
        """() => /^[\\d.]+ ms$/.test(document.querySelector('[data-tile="tile_frame"] b')?.textContent)""",
        timeout=LONG_MS,
    )
    memory = studio.page.locator('[data-tile="tile_memory"] b').inner_text()
    assert float(memory.split()[0].replace(",", "")) > 50


CALL = """async ([bytes, name, more]) => {
  const form = new FormData();
  form.append("files", new File([new Uint8Array(bytes)], "melody.wav"));
  const [path] = await (await fetch("/gradio_api/upload", { method: "POST", body: form })).json();
  const data = [{ path, meta: { _type: "gradio.FileData" } }, ...more];
  const headers = { "Content-Type": "application/json" };
  const asked = await fetch(`/gradio_api/call/${name}`, { method: "POST", headers, body: JSON.stringify({ data }) });
  const { event_id } = await asked.json();
  const events = await (await fetch(`/gradio_api/call/${name}/${event_id}`)).text();
  const [, kind, said] = events.match(/event: (complete|error)\\ndata: (.*)/);
  return [kind, JSON.parse(said)];
}"""


def test_a_script_calls_the_tools(studio, melody):
    """JavaScript without any library, as Gradio documents it."""
    sound = list(melody.read_bytes())
    kind, (notes, midi) = studio.page.evaluate(CALL, [sound, "transcribe", ["pyin", 65, 1000, 120]])
    assert kind == "complete"
    assert [abs(note["pitch"] - pitch) <= 0.5 for note, pitch in zip(notes, PITCHES, strict=True)] == [True] * 4
    assert studio.page.evaluate("async url => (await (await fetch(url)).text()).slice(0, 4)", midi["url"]) == "MThd"
    kind, _ = studio.page.evaluate(CALL, [sound, "transcribe", ["pyin", 900, 90, 120]])
    assert kind == "error"


@pytest.mark.parametrize(("width", "dark", "locale"), [(420, True, "ko-KR"), (1400, False, "en-US")])
def test_no_panel_is_wider_than_the_page(serve, open_page, width, dark, locale):
    page = open_page(serve("studio").url, width=width, dark=dark, locale=locale)
    open_panels(page)
    names = page.locator("#studio-tabs button[role=tab]")
    for number, words in enumerate(
        (
            "#studio-file",
            "#studio-pitch-find",
            "#studio-words-align",
            "#studio-analyze",
            "#studio-corpus-run",
            "#studio-monitor",
        )
    ):
        names.nth(number).click()
        page.locator(words).first.wait_for()
        assert page.evaluate("() => document.scrollingElement.scrollWidth") <= width
        assert "[object" not in names.nth(number).inner_text()
        if locale == "ko-KR":
            assert any("가" <= letter <= "힣" for letter in names.nth(number).inner_text())
