"""Files that a page uploads are read by the package's readers, and what it shows is written by its writers."""

import io
import json
import zipfile

import gradio as gr
import mido
import numpy as np
import pytest
import soundfile

from gradio_pianoroll import NoteTable, PianoRoll, Score, TempoMap
from gradio_pianoroll.errors import PianoRollWarning, collected_warnings
from gradio_pianoroll.formats import load, save
from gradio_pianoroll.session import opened_files
from gradio_pianoroll.settings import Settings
from tests.component.conftest import Page

pytestmark = pytest.mark.gradio

SONG = Score(
    NoteTable.from_columns([0, 1, 2.5], [1, 1.5, 0.5], [60, 62, 64], lyric=["도", "레", None]), TempoMap(90), name="봄"
)


@pytest.fixture
def page(serve):
    with gr.Blocks() as demo:
        roll = PianoRoll({"notes": [{"start": 0, "pitch": 72, "duration": 80}], "tempo": 100})
        shown = gr.JSON()
        gr.Button().click(
            lambda value: [[n["pitch"] for n in value["notes"]], bool(value.get("audio_data"))],
            roll,
            shown,
            api_name="look",
        )
    return Page(serve(demo))


def written(score, tmp_path, name):
    return save(score, tmp_path / name).read_bytes()


def opened(page, data, name, **more):
    file = page.upload(data, name)
    return page.server("opened", {"path": file["path"], "name": name, **more}).json()


def looked_at(page, handle):
    return page.call("look", handle)


def test_a_score_of_each_format_comes_as_a_document_of_its_own(page, tmp_path):
    for name in ("tune.mid", "tune.musicxml", "tune.mxl", "tune.json", "tune.csv", "봄노래.mid"):
        answer = opened(page, written(SONG, tmp_path, name), name)
        assert (answer["kind"], answer["warnings"]) == ("score", []), name
        assert answer["handle"]["meta"]["n"] == 3, name
        assert page.fetch(answer["handle"]["blob"]).status_code == 200, name
        assert looked_at(page, answer["handle"]) == [[60, 62, 64], False], name
    # Karaoke, and MIDI in a RIFF file.
    file = mido.MidiFile(type=1)
    track = file.add_track()
    for text, delta in (("La", 0), ("la", 480)):
        track.append(mido.MetaMessage("text", text=text, time=delta if text == "La" else 0))
        track.append(mido.Message("note_on", note=60, time=0))
        track.append(mido.Message("note_off", note=60, time=480))
    plain = io.BytesIO()
    file.save(file=plain)
    data = plain.getvalue()
    riff = b"RIFF" + (len(data) + 12).to_bytes(4, "little") + b"RMIDdata" + len(data).to_bytes(4, "little") + data
    for name, content in (("a.kar", data), ("a.rmi", riff)):
        assert looked_at(page, opened(page, content, name)["handle"])[0] == [60, 60]


def test_what_was_left_out_is_told(page):
    # A repeat is not unfolded: docs/formats.md.
    notes = "<note><pitch><step>C</step><octave>4</octave></pitch><duration>1</duration></note>"
    measure = f"<measure number='1'><attributes><divisions>1</divisions></attributes>{notes}"
    repeat = "<barline location='right'><repeat direction='backward'/></barline></measure>"
    parts = f"<part-list><score-part id='P1'/></part-list><part id='P1'>{measure}{repeat}</part>"
    xml = f"<score-partwise>{parts}</score-partwise>"
    answer = opened(page, xml.encode(), "again.musicxml")
    assert ["epeat" in one for one in answer["warnings"]] == [True]


def test_a_file_that_cannot_be_read_is_refused_with_its_name(page, monkeypatch):
    monkeypatch.setattr(opened_files, "get_settings", lambda: Settings(max_upload_mb=1))
    bomb = io.BytesIO()
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as archive:
        container = "<container><rootfiles><rootfile full-path='a.xml'/></rootfiles></container>"
        archive.writestr("META-INF/container.xml", container)
        with archive.open("a.xml", "w", force_zip64=True) as entry:
            for _ in range(300):
                entry.write(b" " * 1_000_000)
    for data, name, told in (
        (b"MThd nonsense", "bad.mid", "bad.mid: "),
        (b"GIF89a", "picture.gif", "picture.gif: a roll does not open this kind of file"),
        (b"no sound at all", "voice.wav", "voice.wav: not a sound file"),
        (bomb.getvalue(), "bomb.mxl", "bomb.mxl: "),
        (b"\0" * 1_000_001, "long.mid", "long.mid: a file may have 1 MB"),
    ):
        answer = opened(page, data, name)
        assert answer.get("refused", "").startswith(told), answer


def test_only_files_that_were_uploaded(page, tmp_path):
    path = tmp_path / "secret.mid"
    save(SONG, path)
    for named in (str(path), "/etc/passwd", "a\0b", 3, None):
        assert "refused" in page.server("opened", {"path": named, "name": "x.mid"}).json()
    inside = page.upload(json.dumps({"notes": [], "audio_data": str(path)}).encode(), "a.json")
    answer = page.server("opened", {"path": inside["path"], "name": "a.json"}).json()
    assert answer["handle"]["files"]["audio"] is None
    assert "secret.mid" in answer["warnings"][0]


def test_a_sound_comes_with_its_waveform(page):
    sound = io.BytesIO()
    soundfile.write(sound, np.zeros(8000), 8000, format="WAV")
    answer = opened(page, sound.getvalue(), "voice.wav")
    assert answer["kind"] == "sound"
    assert page.fetch(answer["audio"]).content == sound.getvalue()
    assert page.fetch(answer["peaks"]).status_code == 200
    assert answer["span"] == {"start_s": 0.0, "duration_s": 1.0}


def test_what_is_shown_is_written(page, tmp_path):
    handle = opened(page, written(SONG, tmp_path, "a.mid"), "a.mid")["handle"]
    for suffix in (".mid", ".musicxml", ".json", ".csv"):
        answer = page.server("saved", {"value": handle, "suffix": suffix, "name": "봄 / 여름"}).json()
        assert answer["file"]["orig_name"] == f"봄   여름{suffix}"
        again = tmp_path / f"again{suffix}"
        again.write_bytes(page.fetch(answer["file"]).content)
        assert load(again).notes.pitch.tolist() == [60, 62, 64], suffix
        assert load(again).notes.lyric.to_list() == ["도", "레", None], suffix
    for question in ({"suffix": ".exe"}, {"suffix": None}, None, {"suffix": ".mid", "value": "x"}):
        assert set(page.server("saved", question).json()) == {"refused"}, question


def test_warnings_of_one_request_are_not_those_of_another():
    import contextvars
    import warnings

    def work(text):
        with collected_warnings() as told, warnings.catch_warnings():
            warnings.simplefilter("ignore")
            warnings.warn(text, PianoRollWarning, stacklevel=1)
            inner = contextvars.Context().run(other)
        return told, inner

    def other():
        with collected_warnings() as told:
            warnings.warn("inner", PianoRollWarning, stacklevel=1)
        return told

    assert work("outer") == (["outer"], ["inner"])
