"""Files that are dropped on a roll, pasted or chosen there come to Python as one change and one step to undo."""

import json
import re
from xml.etree import ElementTree

import mido
import numpy as np
import pytest
import soundfile
from PIL import Image
from playwright.sync_api import expect

from gradio_pianoroll import NoteTable, Score, TempoMap
from gradio_pianoroll.formats import save
from tests.browser.roll import RollPage

PITCHES = [45, 69, 71, 72, 74, 48]


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("files")


def song(folder, name, pitches=(60, 64, 67), bpm=90, lyric=None):
    notes = NoteTable.from_columns(range(len(pitches)), 1, pitches, lyric=lyric)
    return save(Score(notes, TempoMap(bpm)), folder / name)


@pytest.fixture
def server(serve):
    return serve("files")


@pytest.fixture
def page(server, open_page):
    page = open_page(server.url)
    RollPage(page).wait_ready()
    return page


def drop(roll, *paths, release=True):
    """What a hand does with the system's files: real events of the browser, with real files."""
    box = roll.surface()
    spot = {"x": box["x"] + box["width"] / 2, "y": box["y"] + box["height"] / 2}
    data = {"items": [], "files": [str(path) for path in paths], "dragOperationsMask": 1}
    session = roll.page.context.new_cdp_session(roll.page)
    for kind in ("dragEnter", "dragOver", "dragOver", *(("drop",) if release else ())):
        session.send("Input.dispatchDragEvent", {"type": kind, "data": data, **spot})
    session.detach()


def paste(roll, text):
    """As the browser tells of it, whatever the system's clipboard holds."""
    roll.root.evaluate(
        """(root, text) => {
            const clipboardData = new DataTransfer();
            clipboardData.setData("text/plain", text);
            root.dispatchEvent(new ClipboardEvent("paste", { bubbles: true, cancelable: true, clipboardData }));
        }""",
        text,
    )


def state(roll):
    return roll.eval("r => JSON.stringify(r.doc.toJson())")


def test_a_dropped_song_takes_the_place_or_comes_as_tracks(page, server, folder):
    roll = RollPage(page)
    before = state(roll)
    server.mark()
    drop(roll, song(folder, "three.mid"), release=False)
    expect(roll.root.get_by_test_id("drop-veil")).to_be_visible()
    drop(roll, folder / "three.mid")
    card = roll.root.get_by_test_id("file-card")
    expect(card).to_contain_text("3 notes")
    expect(roll.root.get_by_test_id("drop-veil")).to_have_count(0)
    card.get_by_test_id("file-replace").click()
    # 90 beats a minute, as mido wrote it in microseconds a beat.
    [change] = server.wait_until("change", lambda all: bool(all) and all[-1]["pitches"] == [60, 64, 67])
    assert change["tempo"] == pytest.approx(90, abs=0.001)
    roll.press("Control+z")
    server.wait_until("change", lambda all: all[-1]["pitches"] == PITCHES)
    assert state(roll) == before
    # As further tracks, from the playhead (beat 8) on: what is there stays, and the tempo too. Of two files that are dropped
    # quickly the second is asked about when the first has its answer.
    server.mark()
    roll.eval("r => r.seek(8 * 15360)")
    drop(roll, folder / "three.mid")
    drop(roll, song(folder, "four.mid"))
    expect(card).to_contain_text("three.mid")
    roll.idle()
    expect(card).to_have_count(1)
    card.get_by_test_id("file-add").click()
    expect(card).to_contain_text("four.mid")
    roll.page.keyboard.press("Escape")
    expect(card).to_have_count(0)
    [change] = server.wait_until("change", lambda all: bool(all) and len(all[-1]["pitches"]) == 9)
    assert change["pitches"][-3:] == [60, 64, 67]
    assert change["onsets"][-3:] == [8, 9, 10]
    assert change["track"][-3:] == [2, 2, 2]
    assert change["tracks"][:2] == ["노래", "Bass"]
    assert change["tempo"] == 120
    assert change["curves"] == ["f0"]
    roll.page.wait_for_function("root => root.contains(document.activeElement)", arg=roll.root.element_handle())
    roll.press("Control+z")
    server.wait_until("change", lambda all: all[-1]["pitches"] == PITCHES, timeout_s=20)
    assert json.loads(state(roll)) == json.loads(before)


def test_a_sound_is_laid_under_the_notes(page, server, folder):
    roll = RollPage(page)
    soundfile.write(folder / "voice.wav", 0.1 * np.sin(np.arange(16_000) / 5), 16_000)
    server.mark()
    drop(roll, folder / "voice.wav")
    [change] = server.wait_for("change")
    assert change["audio"]
    assert change["pitches"] == PITCHES
    # A reload keeps it, and undo takes it away all the same.
    page.reload()
    roll.wait_ready()
    expect(roll.root.get_by_test_id("lane-audio")).to_be_visible()
    expect(roll.root).to_contain_text("Your edits were restored")
    server.mark()
    roll.focus()
    roll.press("Control+z")
    # What was restored is told as well, before or together with it.
    server.wait_until("change", lambda told: told and not told[-1]["audio"], "the sound is gone")


def test_what_cannot_be_read_says_so_and_costs_nothing(page, server, folder):
    roll = RollPage(page)
    before = state(roll)
    server.mark()
    (folder / "broken.mid").write_bytes(b"MThd and no more")
    drop(roll, folder / "broken.mid")
    expect(roll.root).to_contain_text("The file was not opened: broken.mid")
    (folder / "picture.gif").write_bytes(b"GIF89a")
    drop(roll, folder / "picture.gif")
    expect(roll.root).to_contain_text("picture.gif: a roll does not open this kind of file")
    assert state(roll) == before
    assert server.fresh("change") == []
    locked = RollPage(page, 1)
    locked.root.scroll_into_view_if_needed()
    kept = state(locked)
    drop(locked, song(folder, "three.mid"))
    expect(locked.root).to_contain_text("This roll is read-only")
    assert state(locked) == kept


def test_a_pasted_text_is_sung_on_the_selected_notes_and_a_pasted_score_is_opened(page, server):
    roll = RollPage(page)
    roll.focus()
    server.mark()
    paste(roll, "나를 버리고")
    expect(roll.root).to_contain_text("Select the notes")
    roll.eval(
        "r => r.doc.selection.setAll([...r.doc.index.order.subarray(0, 6)].filter(s => r.doc.store.track[s] === 0))"
    )
    paste(roll, "가 시 는 <i>")
    [change] = server.wait_for("change")
    assert change["lyrics"] == [None, "가", "시", "는", "<i>", None]
    roll.press("Control+z")
    paste(roll, '{"notes": [{"start": 0, "duration": 80, "pitch": 50}], "tempo": 70}')
    roll.root.get_by_test_id("file-replace").click()
    server.wait_until("change", lambda all: all[-1]["pitches"] == [50])


def test_a_file_is_chosen_by_key_and_one_roll_takes_it(page, server, folder):
    roll = RollPage(page)
    roll.focus()
    server.mark()
    with page.expect_file_chooser() as chooser:
        page.keyboard.press("Control+o")
    chooser.value.set_files(song(folder, "sung.musicxml", lyric=["도", "레", "미"]))
    page.keyboard.press("Tab")
    roll.root.get_by_test_id("file-replace").click()
    [change] = server.wait_for("change")
    assert change["lyrics"] == ["도", "레", "미"]
    assert RollPage(page, 1).eval("r => r.doc.store.size") == 6
    (folder / "words.txt").write_bytes("하늘 땅".encode("cp949"))
    roll.eval("r => r.doc.selection.setToEverything()")
    drop(roll, folder / "words.txt", song(folder, "three.mid"))
    change = server.wait_until("change", lambda all: len(all) > 1)[-1]
    assert change["lyrics"] == ["하늘", "땅", "미"]
    expect(roll.root).to_contain_text("One file at a time")
    # What a text is its content says.
    (folder / "notes.txt").write_bytes((folder / "three.mid").read_bytes())
    drop(roll, folder / "notes.txt")
    roll.root.get_by_test_id("file-replace").wait_for()
    expect(roll.root).to_contain_text("it is read by its content, as Standard MIDI file")


def test_mido_and_the_roll_agree_on_a_saved_file(page, server, folder):
    """What the roll writes is read by somebody else."""
    roll = RollPage(page)
    roll.focus()
    page.keyboard.press("Control+s")
    sheet = roll.root.get_by_test_id("export")
    sheet.get_by_test_id("export-format").select_option(".mid")
    with page.expect_download() as waiting:
        sheet.get_by_test_id("export-save").click()
    path = folder / waiting.value.suggested_filename
    waiting.value.save_as(path)
    assert path.name == "아리랑.mid"
    file = mido.MidiFile(path)
    pitches = sorted(m.note for track in file.tracks for m in track if m.type == "note_on" and m.velocity > 0)
    assert pitches == sorted(PITCHES)


def exported(roll, folder, suffix, *fields):
    """Open the sheet by key, fill it in, save; gives the file."""
    roll.focus()
    roll.page.keyboard.press("Control+Shift+e")
    sheet = roll.root.get_by_test_id("export")
    sheet.get_by_test_id("export-format").select_option(suffix)
    for name, value in fields:
        field = sheet.get_by_test_id(f"export-{name}")
        if isinstance(value, bool):
            field.set_checked(value)
        elif name in ("part", "look", "scale"):
            field.select_option(value)
        else:
            field.fill(value)
    with roll.page.expect_download() as waiting:
        sheet.get_by_test_id("export-save").click()
    path = folder / waiting.value.suggested_filename
    waiting.value.save_as(path)
    expect(sheet).to_have_count(0)
    return path


def test_pictures_of_the_roll(page, folder):
    roll = RollPage(page)
    before = state(roll)
    whole = [("part", "whole"), ("look", "light"), ("heading", "아리랑 <1>"), ("velocity", True), ("tier:words", True)]
    path = exported(roll, folder, ".svg", *whole)
    assert path.name == "아리랑.svg"
    svg = ElementTree.parse(path).getroot()
    texts = [element.text for element in svg.iter("{http://www.w3.org/2000/svg}text")]
    for said in ("아리랑 <1>", "아", "리", "랑", "<b>&\"'", "아리"):
        assert said in texts
    size = [float(svg.get(name)) for name in ("width", "height")]
    # The same picture as pixels, twice as many each way; its ground is the light one.
    picture = Image.open(exported(roll, folder, ".png", *whole, ("scale", "2"))).convert("RGB")
    assert list(picture.size) == [round(2 * side) for side in size]
    assert picture.getpixel((picture.width - 40, 150)) > (230, 230, 230)
    colours = {colour for _, colour in picture.getcolors(1 << 24)}
    fills = {rect.get("fill") for rect in svg.iter("{http://www.w3.org/2000/svg}rect")}
    exact = [fill for fill in fills - {None} if tuple(bytes.fromhex(fill[1:])) in colours]
    assert len(exact) > len(fills) / 2
    # And as a PDF of that size: a pixel is 1/96 inch, a point 1/72.
    data = exported(roll, folder, ".pdf", *whole).read_bytes()
    box = re.search(rb"/MediaBox \[\s*0 0 ([\d.]+) ([\d.]+)\s*\]", data)
    assert [float(side) for side in box.groups()] == pytest.approx([0.75 * side for side in size], abs=0.01)
    assert b"/FontFile2" in data
    # A smaller part, dark, without anything around it.
    roll.eval("r => r.doc.selection.setAll([r.doc.store.slotOf(0)])")
    path = exported(roll, folder, ".svg", ("part", "selection"), ("look", "dark"), ("keys", False), ("width", "700"))
    svg = ElementTree.parse(path).getroot()
    assert svg.get("width") == "700"
    assert "C4" not in [element.text for element in svg.iter("{http://www.w3.org/2000/svg}text")]
    assert state(roll) == before
    # A roll that is read-only gives pictures, too.
    assert exported(RollPage(page, 1), folder, ".svg", ("part", "visible")).stat().st_size > 1000
