"""What programs with MIDI models do, in examples of ours: notes that are right, sound that has their pitches, files."""

import re

import numpy as np
import pytest
from gradio_client import handle_file

from gradio_pianoroll import NoteTable, Score, Track
from gradio_pianoroll.formats import load, save
from gradio_pianoroll.formats.audio import load_audio
from tests.browser.roll import RollPage
from tests.client import Client

WAIT_MS = 60_000


@pytest.fixture
def program(serve, open_page):
    """`program(name)` opens one of them; its address, its page."""

    def open_(name):
        url = f"{serve('midi_programs').url}{name}/"
        return url, open_page(url)

    return open_


def press(page, name):
    page.get_by_role("button", name=name, exact=True).click()


def pitches(roll):
    return [note["pitch"] for note in roll.notes()]


def wait(roll, condition):
    roll.page.wait_for_function(
        f"(root) => (({condition}))(root.pianoRoll)", arg=roll.root.element_handle(), timeout=WAIT_MS
    )


def downloaded(page, suffix, folder, before=""):
    """The file that the page offers under a name with this ending, once its address is another than before; that too."""
    link = f"a[href$='{suffix}' i]"
    address = page.wait_for_function(
        "([link, before]) => [...document.querySelectorAll(link)].map((a) => a.href).find((href) => href !== before)",
        arg=[link, before],
        timeout=WAIT_MS,
    ).json_value()
    found = folder / address.rsplit("/", 1)[1]
    found.write_bytes(page.request.get(address).body())
    return found, address


def loudest_hz(sound, sr, at_s, length_s=0.3, low=60, high=1_000):
    piece = sound[int(at_s * sr) : int((at_s + length_s) * sr)]
    strength = np.abs(np.fft.rfft(piece * np.hanning(len(piece)), 1 << 17))
    hz = np.fft.rfftfreq(1 << 17, 1 / sr)
    band = (hz > low) & (hz < high)
    return float(hz[band][strength[band].argmax()])


def cents(hz, pitch):
    return 1200 * np.log2(hz / (440 * 2 ** ((pitch - 69) / 12)))


def song_file(folder):
    notes = NoteTable.from_columns([0, 1, 2, 0, 1], 1, [60, 64, 67, 36, 38], track=[0, 0, 0, 1, 1])
    return save(Score(notes, tracks=(Track("Lead", 73), Track("Drums", channel=9, is_drum=True))), folder / "song.mid")


def test_four_takes_stream_in_are_mended_and_gone_on_from(program, tmp_path):
    _, page = program("multitrack_model")
    rolls = [RollPage(page, index) for index in range(4)]
    page.get_by_label("Events").first.fill("16")
    press(page, "Generate")
    for roll in rolls:
        wait(roll, "r => r.doc.toRows().onset.length === 16")
    assert len({str(pitches(roll)) for roll in rolls}) == 4, "takes are to differ"
    sound, _ = downloaded(page, ".mp3", tmp_path)
    samples, _ = load_audio(sound)
    assert np.sqrt(np.mean(np.square(samples))) > 0.005
    _, first_file = downloaded(page, "take-1.mid", tmp_path)
    # A person mends the second take; the model goes on from that.
    generated = pitches(rolls[1])
    rolls[1].root.scroll_into_view_if_needed()
    rolls[1].focus()
    rolls[1].press("Control+a", "Shift+ArrowUp")
    mended = pitches(rolls[1])
    assert mended != generated
    page.get_by_label("Go on from").click()
    page.get_by_role("option", name="Take 2").click()
    rolls[0].idle()
    press(page, "Generate")
    for roll in rolls:
        wait(roll, "r => r.doc.toRows().onset.length === 32")
        first = sorted((n["onset"], n["pitch"]) for n in roll.notes())[:16]
        assert sorted(p for _, p in first) == sorted(mended)
    file, _ = downloaded(page, "take-1.mid", tmp_path, first_file)
    take = load(file)
    assert sorted(take.notes.pitch.tolist()) == sorted(pitches(rolls[0]))
    assert [(track.name, track.is_drum) for track in take.tracks] == [
        ("Piano", False),
        ("Bass", False),
        ("Drums", True),
    ]


def test_a_midi_file_becomes_picture_sound_and_file(program, tmp_path):
    _, page = program("midi_player")
    page.locator("input[type=file]").first.set_input_files(song_file(tmp_path))
    _, uploaded = downloaded(page, "song.mid", tmp_path)
    page.get_by_label("Transpose").first.fill("5")
    page.get_by_label("SoundFont").click()
    page.get_by_role("option", name="Own voices").click()
    press(page, "Render")
    roll = RollPage(page)
    # Drums stay what they are.
    wait(roll, "r => [...r.doc.toRows().pitch].sort((a, b) => a - b).join() === '36,38,65,69,72'")
    assert page.get_by_label("What it is").input_value().startswith("Notes: 5, tracks: 2")
    samples, sr = load_audio(downloaded(page, ".mp3", tmp_path)[0])
    mono = samples.reshape(len(samples), -1).mean(axis=1)
    for at_s, pitch in ((0.1, 65), (0.6, 69), (1.1, 72)):
        assert abs(cents(loudest_hz(mono, sr, at_s, low=250), pitch)) < 20
    picture = page.locator("img[src*='song']").first
    picture.wait_for(timeout=WAIT_MS)
    assert picture.evaluate("i => i.naturalWidth") > 500
    assert sorted(load(downloaded(page, "song.mid", tmp_path, uploaded)[0]).notes.pitch.tolist()) == [
        36,
        38,
        65,
        69,
        72,
    ]


def test_what_was_sung_is_corrected_before_it_is_a_file(program, tmp_path):
    _, page = program("singing_to_midi")
    roll = RollPage(page)
    press(page, "Example")
    wait(roll, "r => r.doc.toRows().pitch.join() === '60,62,64,67,64'")
    roll.root.scroll_into_view_if_needed()
    roll.click(roll.middle_of(roll.notes()[3]))
    roll.press("ArrowDown", "ArrowDown")
    roll.idle()
    press(page, "To the grid")
    wait(roll, "r => r.doc.toRows().onset.every(tick => tick % 3840 === 0)")
    roll.idle()
    press(page, "Write the file")
    found = load(downloaded(page, "melody.mid", tmp_path)[0])
    assert found.notes.pitch.tolist() == [60, 62, 64, 65, 64]
    assert found.notes.onset_beats.tolist() == [0, 1, 2, 3, 4]


def test_a_singing_synthesizer_sings_what_was_corrected(program, tmp_path):
    _, page = program("singing_synthesis")
    roll = RollPage(page)
    press(page, "Example")
    wait(roll, "r => r.doc.toRows().pitch.join() === '57,60,64,60'")
    assert [note["lyric"] for note in roll.notes()] == ["la"] * 4
    roll.root.scroll_into_view_if_needed()
    roll.click(roll.middle_of(roll.notes()[2]))
    roll.press("ArrowUp", "ArrowUp", "ArrowUp")
    roll.idle()

    def sung(before=""):
        press(page, "Sing")
        file, address = downloaded(page, "/audio.wav", tmp_path, before)
        samples, sr = load_audio(file)
        return [loudest_hz(samples, sr, at_s, 0.25) for at_s in (0.15, 0.65, 1.2, 1.7)], address

    hz, first = sung()
    target = load(downloaded(page, ".soulx.json", tmp_path)[0])
    assert target.notes.pitch.tolist() == [57, 60, 67, 60]
    assert target.notes.phoneme.to_list() == ["en_L-AA1"] * 4
    assert np.abs([cents(h, p) for h, p in zip(hz, (57, 60, 67, 60), strict=True)]).max() < 10
    # By the F0, which is still that of the voice.
    page.get_by_label("melody").check()
    hz, _ = sung(first)
    assert np.abs([cents(h, p) for h, p in zip(hz, (57, 60, 64, 60), strict=True)]).max() < 20


def test_a_client_of_a_daw_sends_a_path_and_gets_one(program, tmp_path):
    url, page = program("daw_endpoint")
    client = Client(url)
    about = client.predict(api_name="/controls")
    assert [part["type"] for part in about["inputs"]] == ["midi_track", "slider", "slider"]
    assert [part["label"] for part in about["outputs"]] == ["Canon"]
    song = song_file(tmp_path)
    answer = load(client.predict(handle_file(str(song)), 12, 2, api_name="/process"))
    lead = answer.notes.take(np.flatnonzero(answer.notes.track == 0))
    assert list(zip(lead.onset_beats, lead.pitch, strict=True)) == [
        (0, 60),
        (1, 64),
        (2, 67),
        (2, 72),
        (3, 76),
        (4, 79),
    ]
    named = set(client.view_api(return_format="dict", print_info=False)["named_endpoints"])
    assert named >= {"/controls", "/process", "/cancel"}
    assert not any(re.search("lambda", name) for name in named)
    # The same by hand, which shows both.
    page.locator("input[type=file]").first.set_input_files(song)
    before, after = RollPage(page, 0), RollPage(page, 1)
    wait(before, "r => r.doc.toRows().pitch.length === 5")
    before.idle()
    press(page, "Process")
    wait(after, "r => r.doc.toRows().pitch.length === 10")
    assert max(pitches(after)) == 67 + 7
