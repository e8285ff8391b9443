"""The main job, on real input: files in, notes on the screen, edits by hand, results in Python, files out read by other libraries."""

from __future__ import annotations

import json
from xml.etree import ElementTree

import mido
import numpy as np
import pytest
import soundfile
from PIL import Image
from playwright.sync_api import expect

from tests.browser.conftest import start_server
from tests.browser.roll import TICKS_PER_BEAT, RollPage
from tests.browser.studio_page import open_panels
from tests.recordings import spoken_sentences, spoken_words
from tests.songs import song


@pytest.fixture
def studio(serve, open_page):
    page = open_page(serve("studio").url, height=1200)
    found = RollPage(page)
    wait_for_curves(found)
    open_panels(page)
    return found


def wait_for_curves(studio, at_most_s=60):
    """Curves come in a file of their own, after the notes; those of another sound have another length."""
    studio.page.wait_for_function(
        """([root, longest]) => [...root.pianoRoll.doc.curves.values()]
             .some(c => c.target === "f0" && c.values.length * c.hop <= longest)""",
        arg=[studio.root.element_handle(), at_most_s],
    )


def open_file(studio, path, words):
    """Give a file to the drop zone and wait for the status line to say `words`."""
    studio.page.locator("#studio-file input[type=file]").set_input_files(path)
    status = studio.page.locator("#studio-status")
    studio.page.wait_for_function(
        "([status, words]) => words.some(w => status.textContent.includes(w))",
        arg=[status.element_handle(), words],
        timeout=240_000,
    )
    studio.wait_ready()


def save(studio, kind, folder):
    with studio.page.expect_download() as waiting:
        studio.page.locator(f"#studio-save-{kind}").click()
    path = folder / waiting.value.suggested_filename
    waiting.value.save_as(path)
    return path


def midi_notes(path):
    """(onset in beats, duration in beats, pitch, velocity) by mido, in order."""
    file = mido.MidiFile(path)
    found = []
    for track in file.tracks:
        now, sounding = 0, {}
        for message in track:
            now += message.time
            if message.type == "note_on" and message.velocity:
                sounding.setdefault((message.channel, message.note), []).append((now, message.velocity))
            elif message.type in ("note_off", "note_on"):
                begun = sounding.get((message.channel, message.note))
                if begun:
                    start, velocity = begun.pop(0)
                    found.append(
                        (start / file.ticks_per_beat, (now - start) / file.ticks_per_beat, message.note, velocity)
                    )
    return sorted(found)


def a_note_to_grab(studio):
    """The first note in sight that a press takes hold of where its middle is: of the active track, as notes of others are ghosts."""
    on_top = studio.eval(
        """r => {
          const { store, index } = r.doc;
          const { active } = r.tracks;
          const held = new Uint8Array(256);
          held[active] = 1;
          const seen = index.inRect(r.view.tickAt(20), r.view.tickAt(r.view.widthPx - 200), 0, 127);
          for (const slot of seen) {
            const middle = store.onset[slot] + store.duration[slot] / 2;
            const y = r.view.yOf(store.pitch[slot]);
            const wide = r.view.xOf(store.onset[slot] + store.duration[slot]) - r.view.xOf(store.onset[slot]) > 24;
            const inside = r.view.xOf(store.onset[slot]) > 20 && r.view.xOf(middle) < r.view.widthPx - 200 && y > 20 && y < r.view.heightPx - 40;
            if (wide && inside && store.track[slot] === active && index.hitTest(middle, store.pitch[slot], 0, held) === slot) return store.id[slot];
          }
          return null;
        }"""
    )
    assert on_top is not None
    return studio.note(on_top)


def test_it_opens_on_arirang(studio):
    notes = [n for n in studio.notes() if n.get("lyric")]
    words = "".join(n["lyric"].strip("-ー~") for n in sorted(notes, key=lambda n: n["onset"]))
    assert words.startswith("아리랑아리랑아라리요아리랑고개로넘어간다")
    assert studio.eval("r => r.doc.tempo.signatureAt(0)")[1:] == [3, 4]
    assert set(studio.eval("r => [...r.doc.curves.values()].map(c => c.target)")) >= {"f0", "loudness", "voicing"}
    assert studio.eval("r => r.stats.drawn") > 10


def test_the_sung_pitch_lies_on_its_notes(studio):
    """The F0 that the program found in its own singing, at the middle of each long sung note, against the note."""
    found = studio.eval(
        """r => {
          const curve = [...r.doc.curves.values()].find(c => c.target === "f0");
          const rows = r.doc.toRows();
          return rows.id.map((_, i) => i).filter(i => rows.lyric?.[i] && rows.duration[i] >= 15360).map(i => {
            const t = r.doc.tempo.secondsAt(rows.onset[i] + rows.duration[i] * 0.5);
            const at = Math.round((t - curve.start) / curve.hop);
            return [rows.pitch[i], curve.values[at]];
          });
        }"""
    )
    voiced = [(pitch, f0) for pitch, f0 in found if f0]
    assert len(voiced) > 15
    errors = [abs(69 + 12 * np.log2(f0 / 440) - pitch) for pitch, f0 in voiced]
    assert np.median(errors) < 0.35


def test_a_real_midi_file_goes_in_is_edited_and_comes_out(studio, tmp_path):
    source = song("k525MIDIMvt1.mid")
    open_file(studio, source, ["k525"])
    before = midi_notes(source)
    shown = sorted(
        (n["onset"] / TICKS_PER_BEAT, n["duration"] / TICKS_PER_BEAT, n["pitch"], n["velocity"]) for n in studio.notes()
    )
    assert len(shown) == len(before)
    assert np.allclose(np.array(shown), np.array(before), atol=1e-4)
    assert studio.eval("r => r.doc.tracks.length") >= 5

    # Pixels: a note's colour where the engine says it is.
    first = a_note_to_grab(studio)
    studio.tool("select")
    x, y = studio.middle_of(first)
    assert studio.pixel((x, y)) != studio.pixel((x, studio.surface()["y"] + studio.surface()["height"] - 4))

    # By mouse: one note moved; by keyboard: raised by a semitone.
    studio.drag((x, y), (x + studio.at(TICKS_PER_BEAT, 60)[0] - studio.at(0, 60)[0], y))
    moved = studio.note(first["id"])
    assert moved["onset"] > first["onset"]
    studio.focus()
    studio.press("ArrowUp")
    assert studio.note(first["id"])["pitch"] == first["pitch"] + 1

    after = midi_notes(save(studio, "midi", tmp_path))
    expected = list(before)
    key = (first["onset"] / TICKS_PER_BEAT, first["duration"] / TICKS_PER_BEAT, first["pitch"], first["velocity"])
    expected.remove(min(expected, key=lambda n: sum(abs(a - b) for a, b in zip(n, key, strict=True))))
    expected.append((moved["onset"] / TICKS_PER_BEAT, key[1], first["pitch"] + 1, first["velocity"]))
    assert len(after) == len(expected)
    tick = 1 / mido.MidiFile(source).ticks_per_beat
    assert np.allclose(np.array(after), np.array(sorted(expected)), atol=tick)


def test_real_speech_goes_in_with_its_pitch(studio, tmp_path):
    source = spoken_sentences("vm-intro.wav")
    studio.page.locator("#studio-on-sound").get_by_role("radio").nth(1).check()
    open_file(studio, source, ["vm-intro"])
    wait_for_curves(studio, at_most_s=10)
    duration_s = soundfile.info(source).duration
    curve = studio.eval(
        """r => { const c = [...r.doc.curves.values()].find(c => c.target === "f0");
                  return { hop: c.hop, n: c.values.length, voiced: [...c.values].filter(v => v > 0).length,
                           low: Math.min(...[...c.values].filter(v => v > 0)), high: Math.max(...[...c.values].filter(v => v > 0)) }; }"""
    )
    assert curve["n"] * curve["hop"] == pytest.approx(duration_s, abs=0.2)
    assert curve["voiced"] > 0.2 * curve["n"]
    assert 60 < curve["low"] < curve["high"] < 1000
    studio.focus()
    studio.press("Space")
    studio.page.wait_for_function(
        "root => root.pianoRoll.player.positionTick() > 3000", arg=studio.root.element_handle()
    )
    studio.press("Space")
    saved = json.loads(save(studio, "json", tmp_path).read_text(encoding="utf-8"))
    assert saved["notes"] == []
    assert saved["line_data"]


def test_a_file_can_be_dropped_with_the_mouse(studio):
    data = list(song("k525MIDIMvt1.mid").read_bytes())
    studio.page.locator("#studio-file button").first.evaluate(
        """(zone, bytes) => {
          const transfer = new DataTransfer();
          transfer.items.add(new File([new Uint8Array(bytes)], "dropped.mid", { type: "audio/midi" }));
          for (const type of ["dragenter", "dragover", "drop"]) zone.dispatchEvent(new DragEvent(type, { bubbles: true, cancelable: true, dataTransfer: transfer }));
        }""",
        data,
    )
    studio.page.get_by_text("dropped", exact=False).first.wait_for()
    studio.page.wait_for_function("root => root.pianoRoll.doc.store.size > 6000", arg=studio.root.element_handle())


def test_a_file_that_is_dropped_on_the_roll_is_opened(studio):
    """The drop zone lies in the drawer, which is closed at first."""
    page = studio.page
    page.locator("#studio-close").click()
    data = list(song("k525MIDIMvt1.mid").read_bytes())
    edge = studio.root.locator("canvas[data-surface=overlay]").evaluate(
        """(canvas, bytes) => {
          const transfer = new DataTransfer();
          transfer.items.add(new File([new Uint8Array(bytes)], "dropped.mid", { type: "audio/midi" }));
          const tell = (type) => canvas.dispatchEvent(new DragEvent(type, { bubbles: true, cancelable: true, dataTransfer: transfer }));
          tell("dragover");
          const edge = getComputedStyle(document.getElementById("studio-roll")).outlineStyle;
          tell("drop");
          return [edge, getComputedStyle(document.getElementById("studio-roll")).outlineStyle];
        }""",
        data,
    )
    assert edge == ["dashed", "none"]
    page.wait_for_function("root => root.pianoRoll.doc.store.size > 6000", arg=studio.root.element_handle())
    expect(page.locator("#studio-status")).to_contain_text("dropped")
    # Undo brings back what was there.
    before = studio.rows()
    studio.wait_ready()
    studio.focus()
    studio.press("Control+z")
    assert len(studio.notes()) == 138
    assert studio.rows() != before


def test_a_broken_file_is_told_in_words_and_costs_nothing(studio, tmp_path):
    before = studio.rows()
    broken = tmp_path / "broken.mid"
    broken.write_bytes(song("k525MIDIMvt1.mid").read_bytes()[:200])
    open_file(studio, broken, ["broken.mid"])
    assert "failed" in (
        studio.page.locator("#studio-status > *, #studio-status .failed").last.get_attribute("class") or ""
    )
    assert studio.rows() == before


def test_sound_is_added_to_the_open_score(studio):
    before = studio.rows()
    open_file(studio, spoken_words(), ["Front_Center"])
    wait_for_curves(studio, at_most_s=3)
    assert studio.rows() == before
    assert "f0" in studio.eval("r => [...r.doc.curves.values()].map(c => c.target)")


def test_the_header_opens_and_saves(studio, tmp_path):
    """Without the panels: open a file of another project, raise a note, save, and read the file again."""
    page = studio.page
    page.locator("#studio-close").click()
    expect(page.locator("#studio-drawer")).to_be_hidden()
    with page.expect_file_chooser() as asked:
        page.locator("#studio-open").click()
    asked.value.set_files(song("k525MIDIMvt1.mid"))
    page.wait_for_function("root => root.pianoRoll.doc.store.size > 6000", arg=studio.root.element_handle())
    studio.wait_ready()
    first = a_note_to_grab(studio)
    studio.click(studio.middle_of(first))
    studio.press("ArrowUp")
    with page.expect_download() as waiting:
        page.locator("#studio-save").click()
    waiting.value.save_as(tmp_path / "saved.json")
    saved = json.loads((tmp_path / "saved.json").read_text(encoding="utf-8"))
    raised = [
        n
        for n in saved["notes"]
        if n["start"] == pytest.approx(first["onset"] / TICKS_PER_BEAT * saved["pixelsPerBeat"])
    ]
    assert first["pitch"] + 1 in [n["pitch"] for n in raised]
    assert len(saved["notes"]) == len(midi_notes(song("k525MIDIMvt1.mid")))


def test_pictures_and_sound_go_out_as_files(studio, tmp_path):
    with Image.open(save(studio, "png", tmp_path)) as picture:
        picture = picture.convert("RGB")
        assert picture.width > 2 * picture.height > 1000
        # The colour of the voice's track is in it.
        assert sum(count for count, colour in picture.getcolors(1 << 24) if colour[2] > 200 > 150 > colour[0]) > 500
    assert save(studio, "pdf", tmp_path).read_bytes().startswith(b"%PDF")
    svg = ElementTree.parse(save(studio, "svg", tmp_path)).getroot()
    assert svg.tag == "{http://www.w3.org/2000/svg}svg"
    samples, sr = soundfile.read(save(studio, "wav", tmp_path))
    assert sr == 44_100
    assert len(samples) / sr > 30
    assert np.abs(samples).max() > 0.1


@pytest.mark.parametrize(("width", "height"), [(1400, 900), (1920, 1080), (900, 700)])
def test_the_roll_fills_the_window_and_the_drawer_takes_its_part(serve, open_page, width, height):
    page = open_page(serve("studio").url, width=width, height=height)
    roll = RollPage(page)
    wait_for_curves(roll)
    box = page.locator("#studio-roll").bounding_box()
    assert box["y"] < 80
    assert height - 60 <= box["y"] + box["height"] <= height
    assert page.evaluate("() => document.scrollingElement.scrollHeight") <= height
    alone = box["width"]
    page.locator("#studio-panels").focus()
    page.keyboard.press("Enter")
    drawer = page.locator("#studio-drawer")
    expect(drawer).to_be_visible()
    page.wait_for_function("() => document.querySelector('#studio-drawer').getAnimations().length === 0")
    right = drawer.bounding_box()
    assert right["x"] + right["width"] <= width
    if width >= 1180:
        # Beside it.
        page.wait_for_function("w => document.querySelector('#studio-roll').clientWidth < w - 300", arg=alone)
        box = page.locator("#studio-roll").bounding_box()
        assert box["x"] + box["width"] <= right["x"]
    else:
        assert page.locator("#studio-roll").bounding_box()["width"] == alone
    page.locator("#studio-close").click()
    expect(drawer).to_be_hidden()


@pytest.mark.parametrize("width", [360, 390, 420])
def test_a_telephone_has_the_roll_for_fingers_from_edge_to_edge(serve, open_page, width):
    """From 360 px on the roll has its tools below the notes (`LEAST_REM` of ui/room.svelte.ts: 22.5 rem)."""
    page = open_page(serve("studio").url, width=width, height=900)
    roll = RollPage(page)
    wait_for_curves(roll)
    assert roll.root.get_attribute("data-room") == "s"
    assert roll.root.evaluate("root => root.clientWidth") == width
    assert page.evaluate("() => document.scrollingElement.scrollWidth") == width
    assert roll.root.get_by_test_id("tool-draw").bounding_box()["height"] >= 40
    # What is around it does not touch the edge.
    assert all(page.locator(f"#studio-{name}").bounding_box()["x"] >= 8 for name in ("new", "status", "tabs"))


def test_it_speaks_korean(serve, open_page):
    page = open_page(serve("studio").url, locale="ko-KR")
    open_panels(page)
    page.locator("#studio-save-midi").wait_for()
    assert any("가" <= letter <= "힣" for letter in page.locator("#studio-save-midi").inner_text())
    assert any("가" <= letter <= "힣" for letter in page.locator(".gradio-pianoroll").first.inner_text())


def test_curves_and_reasons_are_korean_on_a_korean_page(serve, open_page):
    page = open_page(serve("studio").url, locale="ko-KR")
    studio = RollPage(page)
    wait_for_curves(studio)
    # What a lane writes on its canvas, as the panel beside it.
    assert studio.eval("r => ['loudness', 'voicing', 'mine'].map(name => r.scenery.curveTitle(name))") == [
        "크기",
        "유성음",
        "mine",
    ]
    panel = studio.layers()
    panel.get_by_text("크기", exact=True).wait_for()
    assert panel.get_by_label("유성음 보기").is_checked()
    assert "loudness" not in panel.inner_text()
    # The server is out of reach when the spectrogram is asked for: the browser says "Failed to fetch".
    page.route("**/component_server**", lambda route: route.abort())
    # The box is empty again as soon as the request has failed.
    page.get_by_test_id("spectrogram").click()
    page.get_by_text("스펙트로그램을 표시할 수 없습니다: 서버").first.wait_for()


def wait_for_rows(studio, rows):
    studio.page.wait_for_function(
        "([root, rows]) => JSON.stringify(root.pianoRoll.doc.toRows()) === JSON.stringify(rows)",
        arg=[studio.root.element_handle(), rows],
    )


@pytest.fixture
def own_studio(tmp_path, open_page):
    """A studio with a home of its own."""
    server = start_server(
        "tests.browser.apps.studio", tmp_path, {"XDG_CACHE_HOME": str(tmp_path), "HOME": str(tmp_path)}
    )
    found = RollPage(open_page(server.url, height=1200))
    wait_for_curves(found)
    yield found
    server.stop()


@pytest.mark.parametrize("button", ["new", "example"])
def test_new_and_example_can_be_taken_back_and_cost_no_work(own_studio, button):
    studio = own_studio
    first = studio.rows()
    studio.focus()
    studio.press("Control+a", "ArrowUp", "ArrowUp")
    edited = studio.rows()
    assert edited != first
    curves = studio.eval("r => [...r.doc.curves.keys()]")
    studio.page.locator(f"#studio-{button}").click()
    if button == "example":
        wait_for_rows(studio, first)
    else:
        studio.page.wait_for_function("root => root.pianoRoll.doc.store.size === 0", arg=studio.root.element_handle())
    studio.focus()
    studio.press("Control+z")
    assert studio.rows() == edited
    assert studio.eval("r => [...r.doc.curves.keys()]") == curves
    # What the studio says of the score is true again.
    studio.page.locator("#studio-info", has_text=f"{len(edited['id'])}").wait_for()
    studio.press("Control+Shift+z")
    assert studio.rows() != edited
    # Nor does a reload lose the work that was replaced.
    studio.page.reload()
    again = RollPage(studio.page).wait_ready()
    expect(again.root).to_contain_text("Your edits were restored")
    if button == "new":
        # What has taken its place is here, too, and undo leads back from it.
        assert again.eval("r => r.doc.store.size") == 0
        again.focus()
        again.press("Control+z")
    wait_for_rows(again, edited)
