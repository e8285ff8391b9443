"""Broken files of singing synthesizers end in sentences of ours that name the item."""

import json

import pytest

from gradio_pianoroll.formats import FormatError, load

SOULX = {
    "time": [0, 1000], "duration": "0.5 0.5", "text": "a b", "phoneme": "en_AH0 en_B", "note_pitch": "60 62",
    "note_type": "2 2", "f0": "1 2",
}  # fmt: skip
DS = {
    "offset": 0, "ph_seq": "SP a", "ph_dur": "0.5 0.5", "ph_num": "1 1", "note_seq": "rest C4", "note_dur": "0.5 0.5",
    "note_slur": "0 0", "f0_seq": "1 2", "f0_timestep": "0.005",
}  # fmt: skip
USTX = "voice_parts:\n- {position: 0, notes: [{position: 0, duration: 10, tone: 60, lyric: a}], curves: []}\n"
VV_NOTE = {"id": "a", "position": 0, "duration": 1, "noteNumber": 60, "lyric": "a"}


def vvproj(**changes):
    song = {"tpqn": 480, "tempos": [], "timeSignatures": [], "tracks": [{"notes": [VV_NOTE]}]}
    return json.dumps({"appVersion": "1.0.0", "song": song | changes})


def soulx(**changes):
    return json.dumps([SOULX, SOULX | changes])


def ds(**changes):
    return json.dumps([DS, DS | changes])


CASES = [
    ("a.json", soulx(duration="0.5 -0.5"), "phrase 2: value 2 of duration is -0.5; it must be at least 0"),
    ("a.json", soulx(duration="0.5 nan"), "phrase 2: value 2 of duration is 'nan', not a finite number"),
    ("a.json", soulx(duration="0.5"), "phrase 2: text has 2 values, duration has 1; they must be as many"),
    ("a.json", soulx(note_pitch="60 200"), "phrase 2: value 2 of note_pitch is 200.0, which is no pitch"),
    ("a.json", soulx(note_pitch="60 60.5"), "phrase 2: value 2 of note_pitch is 60.5, which is no pitch"),
    ("a.json", soulx(f0="1 x"), "phrase 2: value 2 of f0 is 'x', not a finite number"),
    ("a.json", soulx(time=["x"]), "phrase 2: value 1 of time is 'x', not a finite number"),
    ("a.json", soulx(time=[-5, 1]), "phrase 2: value 1 of time is -5; it must be at least 0"),
    ("a.json", soulx(text=None), "phrase 2: text is missing"),
    ("a.json", soulx(text=5), "phrase 2: text must be a text with values between blanks, not 5"),
    ("a.json", json.dumps([SOULX, 5]), "phrase 2 must be an object, not 5"),
    ("a.json", soulx(time=[1e15, 1e15 + 1]), None),
    ("a.json", '[{"note_pitch": "60", "duration": ' + "[" * 100_000, "nested too deeply"),
    ("a.json", '[{"note_pitch": 1, "duration": ' + "9" * 5_000 + "}]", "a number that cannot be read"),
    ("a.json", json.dumps([SOULX])[:-30], "not JSON"),
    ("a.ds", ds(ph_dur="0.5 -1"), "phrase 2: value 2 of ph_dur is -1; it must be at least 0"),
    ("a.ds", ds(ph_dur="0.5"), "phrase 2: ph_dur has 1 value, ph_seq has 2"),
    ("a.ds", ds(ph_num="1 2"), "phrase 2: ph_num counts 3 phones, but ph_seq has 2"),
    ("a.ds", ds(ph_num="1 0.5"), "phrase 2: value 2 of ph_num is 0.5"),
    ("a.ds", ds(note_seq="rest H4"), "phrase 2: value 2 of note_seq is 'H4', which is no pitch"),
    ("a.ds", ds(note_seq="rest C10"), "phrase 2: value 2 of note_seq is 'C10', which is no pitch"),
    ("a.ds", ds(note_dur="0.5 inf"), "phrase 2: value 2 of note_dur is 'inf', not a finite number"),
    ("a.ds", ds(note_slur="0"), "phrase 2: note_slur has 1 value, note_seq has 2"),
    ("a.ds", ds(f0_timestep="0"), "phrase 2: value 1 of f0_timestep is 0; it must be at least 0.0001"),
    ("a.ds", ds(offset="x"), "phrase 2: value 1 of offset is 'x', not a finite number"),
    ("a.ds", json.dumps([DS | {"f0_timestep": 0.0001}, DS | {"f0_timestep": 0.0001, "offset": 60_000}]), "frames; at most"),
    ("a.ds", '[{"x": 1}]', "not DiffSinger's"),
    ("a.ds", "[]", "not DiffSinger's"),
    ("transcriptions.csv", "name,ph_seq,ph_dur\n", "no row below its header"),
    ("transcriptions.csv", "name,ph_seq,ph_dur\na,b,x\n", "phrase 1: value 1 of ph_dur is 'x'"),
    ("a.ustx", USTX.replace("tone: 60", "tone: 200"), "note 1 of voice part 1: tone is 200; it must be a whole number"),
    ("a.ustx", USTX.replace("tone: 60", "tone: .nan"), "note 1 of voice part 1: value 1 of tone is '.nan'"),
    ("a.ustx", USTX.replace("duration: 10", "duration: -10"), "note 1 of voice part 1: duration is -10"),
    ("a.ustx", USTX.replace("position: 0, notes", "position: x, notes"), "voice part 1: value 1 of position is 'x'"),
    ("a.ustx", USTX.replace("curves: []", "curves: [{abbr: dyn, xs: [1], ys: []}]"), "dyn ys has 0 values, xs has 1"),
    ("a.ustx", USTX + "tempos: [{position: 0, bpm: -1}]", "tempo 0"),
    ("a.ustx", USTX + "resolution: 0", "the project: resolution is 0; it must be a whole number"),
    ("a.ustx", USTX + "time_signatures: [{bar_position: 0, beat_per_bar: 0, beat_unit: 4}]", "beat_per_bar is 0"),
    ("a.ustx", USTX + "tracks: 5", "tracks must be a list of objects, not 5"),
    ("a.ustx", "voice_parts: [5]", "voice part 1 must be an object, not 5"),
    ("a.ustx", "name: x", "not a project of OpenUtau's"),
    ("a.ustx", "voice_parts: [" + "[" * 5_000, "nested more than 50 levels"),
    ("a.ust", "[#VERSION]\n", "there is no block such as"),
    ("a.ust", "[#0000]\nLength=x\nLyric=a\n", "block '0000': value 1 of Length is 'x', not a finite number"),
    ("a.ust", "[#0000]\nLength=-1\nLyric=a\n", "block '0000': value 1 of Length is -1; it must be at least 0"),
    ("a.ust", "[#0000]\nLength=10\nLyric=a\nNoteNum=128\n", "value 1 of NoteNum is '128', which is no pitch"),
    ("a.ust", "[#0000]\nLength=10\nLyric=a\nTempo=0\n", "a tempo of 0 beats per minute is not possible"),
    ("a.ust", "[#0000]\nLength=10\nLyric=a\nVBR=1,nan\n", "value 1 of VBR is 'nan', not a finite number"),
    ("a.ust", "[#0000]\nLength=1e12\nLyric=a\n", "beyond the last possible beat"),
    ("a.ust", "[#VERSION]\nCharset=UTF-99\n[#0000]\nLength=1\n", "there is no encoding 'UTF-99'"),
    ("a.vvproj", vvproj(tracks=5), "the song: tracks is missing"),
    ("a.vvproj", vvproj(tracks=[{"notes": [VV_NOTE | {"noteNumber": "x"}]}]), "note 1 of track 1: value 1 of noteNumber"),
    ("a.vvproj", vvproj(tracks=[{"notes": [VV_NOTE | {"duration": -5}]}]), "note 1 of track 1: duration is -5"),
    ("a.vvproj", vvproj(tpqn=0), "the song: tpqn is 0; it must be a whole number"),
    ("a.vvproj", vvproj(tempos=[{"position": 0, "bpm": None}]), "value 1 of bpm is None, not a finite number"),
    ("a.vvproj", vvproj(tracks=[{"pitchEditData": ["x"]}]), "track 1: value 1 of pitchEditData is 'x'"),
    ("a.vvproj", "[]", "not a VOICEVOX project"),
    ("a.lab", "5 1 a^b-c+d=e_x/A:x/E:x/F:x", "line 1: it goes from"),
    ("a.lab", "0 1 a^b-c+d=e_x/A:x/E:x/F:x\n0 1 x\n", "line 2 is no full-context label: '0 1 x'"),
    ("a.lab", "x@a^b-c+d=e_x/A:x/E:H4]0^0=4/4~100!1@60#24+xx]/F:x", "'H4' is no pitch of a note"),
]  # fmt: skip


@pytest.mark.parametrize(("name", "text", "words"), CASES, ids=range(len(CASES)))
def test_broken_files_are_refused_with_the_item(tmp_path, name, text, words):
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")
    with pytest.raises(FormatError) as error:
        load(path)
    said = str(error.value)
    assert said.startswith(f"{name}: ")
    if words is not None:
        assert words in said


@pytest.mark.parametrize(
    ("name", "text"), [("a.json", soulx()), ("a.ds", ds()), ("a.ustx", USTX), ("a.vvproj", vvproj()), ("a.ust", "[#0000]\nLength=9\nLyric=a\n")]
)  # fmt: skip
@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-32", "utf-8-sig"])
def test_other_encodings_are_read(tmp_path, name, text, encoding):
    path = tmp_path / name
    path.write_bytes(text.encode(encoding))
    assert len(load(path).notes)


@pytest.mark.parametrize("name", ["a.json", "a.ds", "a.ustx", "a.vvproj"])
def test_bytes_that_are_no_text(tmp_path, name):
    path = tmp_path / name
    path.write_bytes(b"\x00\x01\x02\xff\xfe\xff" * 50)
    with pytest.raises(FormatError, match=name):
        load(path)
