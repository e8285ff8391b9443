"""Files that a page uploads are read by the package's readers, and what it shows is written by its writers."""

import io
import json
import zipfile

import gradio as gr
import mido
import numpy as np
import pytest
import soundfile

from gradio_pianoroll import Curve, NoteTable, PianoRoll, Score, TempoMap
from gradio_pianoroll.errors import PianoRollWarning, collected_warnings
from gradio_pianoroll.formats import load, save
from gradio_pianoroll.session import opened_files
from gradio_pianoroll.settings import Settings
from gradio_pianoroll.wire.layers import decode_layers
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


def test_files_of_pitch_come_as_curves(page, tmp_path):
    f0 = Curve("f0", [440, np.nan, 441], target="f0", unit="Hz", hop=0.01)
    for name in ("a.f0.csv", "a.Pitch", "a.PitchTier", "a.svl", "a.npz", "a.npy"):
        answer = opened(page, written(Score(curves=[f0]), tmp_path, name), name)
        layers = decode_layers(page.fetch(answer["handle"]["files"]["layers"]).content)[0]
        assert layers["f0"].values[~np.isnan(layers["f0"].values)].tolist() == pytest.approx([440, 441], rel=1e-3), name
        assert answer["kind"] == "score", name
        said = [
            "a.npy: it does not say how far its frames are apart; 0.01 s is taken (load takes hop_s, convert --hop)"
        ]
        assert answer["warnings"] == (said if name == "a.npy" else []), name
    refused = opened(page, b"x", "a.Pitch")
    assert "is neither Praat's nor a time and a frequency" in refused["refused"]


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


def test_the_content_says_what_a_file_is_and_a_text_that_is_no_score_is_lyrics(page, tmp_path):
    midi = written(SONG, tmp_path, "tune.mid")
    for name in ("tune.json", "tune.txt", "tune.wav", "tune"):
        answer = opened(page, midi, name)
        assert (answer["kind"], looked_at(page, answer["handle"])[0]) == ("score", [60, 62, 64]), name
        assert [f"{name}: the suffix is not that of what it holds" in one for one in answer["warnings"]] == [True]
    grid = b'File type = "ooTextFile"\nObject class = "TextGrid"\n\n0\n1\n<exists>\n1\n"IntervalTier"\n"w"\n0\n1\n1\n0\n1\n"a"\n'
    assert opened(page, grid, "a.txt")["kind"] == "score"
    assert opened(page, b"0.0\t0.5\thello\n", "labels.txt")["kind"] == "score"
    assert opened(page, b"#TITLE:A\n#BPM:120\n: 0 4 0 la\nE\n", "ultrastar.txt")["kind"] == "score"
    assert opened(page, b"[00:01.00]hello\n", "a.lrc")["kind"] == "score"
    wav = io.BytesIO()
    soundfile.write(wav, np.zeros(2_000, np.float32), 22_050, format="WAV")
    for name in ("a.mp3", "a.txt", "a.mid"):
        assert opened(page, wav.getvalue(), name)["kind"] == "sound", name
    for text, name in (
        ("하늘 땅".encode("cp949"), "a.txt"),
        ("하늘".encode("utf-16"), "b.txt"),
        (b"la la la", "c.lrc"),
    ):
        assert opened(page, text, name) == {"kind": "lyrics", "warnings": []}, name


def test_the_example_is_a_document_of_its_own_each_time(page):
    answers = [page.server("opened", {"example": True}).json() for _ in range(2)]
    assert answers[0]["handle"]["doc"] != answers[1]["handle"]["doc"]
    assert looked_at(page, answers[0]["handle"])[0][:4] == [43, 62, 50, 55]


def test_what_was_left_out_is_told(page):
    # A repeat is not unfolded: docs/formats.md.
    answer = opened(page, musicxml_with_a_repeat(), "again.musicxml")
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


def musicxml_with_a_repeat():
    notes = "<note><pitch><step>C</step><octave>4</octave></pitch><duration>1</duration></note>"
    measure = f"<measure number='1'><attributes><divisions>1</divisions></attributes>{notes}"
    repeat = "<barline location='right'><repeat direction='backward'/></barline></measure>"
    return (
        f"<score-partwise><part-list><score-part id='P1'/></part-list><part id='P1'>{measure}{repeat}</part>"
        "</score-partwise>"
    ).encode()


def midi_with_a_note_without_an_end():
    file = mido.MidiFile(type=1)
    file.add_track().append(mido.Message("note_on", note=60, time=0))
    plain = io.BytesIO()
    file.save(file=plain)
    return plain.getvalue()


def cut_wav():
    whole = io.BytesIO()
    soundfile.write(whole, np.zeros(8_000, np.float32), 8_000, format="WAV")
    return whole.getvalue()[:-2_000]


def test_a_korean_page_reads_in_korean_what_was_left_out_or_refused(page, tmp_path):
    page.http.headers["accept-language"] = "ko-KR,ko;q=0.9,en;q=0.8"
    bad_note = {"notes": [{"start": 0, "duration": 80, "pitch": 60}, {"start": 0, "duration": 80, "pitch": 200}]}
    told = {
        "again.musicxml": (musicxml_with_a_repeat(), "도돌이표는 펼치지 않았습니다. 마디마다 한 번씩 있습니다"),
        "open.mid": (midi_with_a_note_without_an_end(), "음표 1개에 끝이 없어 트랙 끝까지 이어집니다"),
        "hz.csv": (
            b"onset_s,duration_s,frequency,mood\n0,1,443,5\n",
            "음표와 관계없는 열 mood은(는) 뺐습니다",
        ),
        "bad.json": (
            json.dumps(bad_note).encode(),
            "음표 1: pitch 200은(는) 0에서 127 사이의 정수가 아닙니다. 이 음표를 뺐습니다",
        ),
        "korean.lab": (
            "0.0 0.5 노래\n0.5 1.0 가사\n".encode("cp949"),
            "글이 UTF-8이 아니어서 cp949(한국어, EUC-KR)로 읽었습니다. 글자가 틀리면 UTF-8로 저장하세요",
        ),
        "cut.wav": (
            cut_wav(),
            "파일이 잘렸습니다. 머리말에는 소리가 16,000바이트라고 되어 있으나 14,000바이트만 있습니다. "
            "0.9초까지 읽었습니다. 나머지가 필요하면 파일을 다시 복사하세요",
        ),
    }
    for name, (data, expected) in told.items():
        answer = opened(page, data, name)
        # A file that is read by its place begins with the name that it has there.
        assert [one.removeprefix(f"{name}: ") for one in answer["warnings"]] == expected.split(" | "), name
    for data, name, expected in (
        (b"GIF89a", "picture.gif", "picture.gif: 열 수 없는 종류의 파일입니다. 열 수 있는 것: "),
        (b"MThd nonsense", "bad.mid", "bad.mid: MIDI 파일이 머리말에서 끊겼습니다"),
        (b"onset_s,duration_s,pitch\n0,1,x\n", "bad.csv", "bad.csv: 2행: pitch 칸의 'x'은(는) 수가 아닙니다"),
        (b'File type = "ooTextFile"\n"x"', "a.TextGrid", "a.TextGrid: 읽을 수 있는 TextGrid가 아닙니다("),
        (b"no sound at all", "voice.wav", "voice.wav: 읽을 수 있는 소리 파일이 아닙니다."),
    ):
        assert opened(page, data, name)["refused"].startswith(expected), name
    phonemes = Score(NoteTable.from_columns([0], [1], [60], phoneme=["a"]))
    handle = opened(page, written(phonemes, tmp_path, "a.json"), "a.json")["handle"]
    saved = page.server("saved", {"value": handle, "suffix": ".musicxml", "name": "a"}).json()
    assert saved["warnings"] == ["a.musicxml: MusicXML에 담을 수 없는 것을 뺐습니다: 음소"]
    assert page.server("saved", {"suffix": ".exe"}).json() == {"refused": "'.exe' 형식으로는 저장할 수 없습니다"}


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
