"""Loading and saving by suffix, and files that cannot be."""

import json
import os
import random
import warnings

import pytest

from gradio_pianoroll.formats import FormatError, load, readable_suffixes, save, writable_suffixes
from gradio_pianoroll.score import NoteTable, PianoRollWarning, Score, TempoMap
from tests.formats.midi_bytes import midi, note
from tests.songs import song

SCORE = Score(
    NoteTable.from_columns([0, 1], [1, 1], [60, 62], lyric=["안녕", None], ref=["a", None]),
    TempoMap(96),
    name="s",
    extra={"x": [1]},
)


@pytest.fixture
def write(tmp_path):
    def write(name, data):
        path = tmp_path / name
        path.write_bytes(data)
        return path

    return write


def test_json(tmp_path):
    path = save(SCORE, tmp_path / "s.json")
    assert json.loads(path.read_text(encoding="utf-8")) == SCORE.to_dict()
    assert load(path).to_dict() == SCORE.to_dict()


def test_json_with_a_byte_order_mark(write):
    path = write("s.JSON", b"\xef\xbb\xbf" + json.dumps(SCORE.to_dict()).encode())
    assert len(load(path).notes) == 2


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32"])
def test_json_in_every_unicode(write, encoding):
    # RFC 4627, section 3, allowed all of them; json.loads reads the same bytes.
    data = json.dumps(SCORE.to_dict(), ensure_ascii=False).encode(encoding)
    assert json.loads(data) == SCORE.to_dict()
    assert load(write("s.json", data)).to_dict() == SCORE.to_dict()


def test_the_end_of_a_note_gives_its_length(write):
    # `start` is in pixels, 80 to a beat unless the score says otherwise; so is `end`.
    notes = [{"start": 0, "end": 80, "pitch": 60}, {"start": 80, "end": 81, "pitch": 62, "duration": 160, "x": 1}]
    score = load(write("s.json", json.dumps({"notes": notes}).encode()))
    assert score.notes.duration_beats.tolist() == [1, 2]
    # Beside a duration it is a key that nobody here knows, and is kept; as the length it would be wrong after an edit.
    assert [dict(note.extra) for note in score.notes] == [{}, {"end": 81, "x": 1}]
    assert load(save(score, write("t.json", b"{}"))).notes.duration_beats.tolist() == [1, 2]
    wide = {"pixelsPerBeat": 40, "notes": [{"start": 10, "end": 30, "pitch": 60}, {"start": 10, "end": 5, "pitch": 61}]}
    with pytest.warns(PianoRollWarning, match=r"note 1: duration -0\.125 beats is not positive"):
        assert load(write("s.json", json.dumps(wide).encode())).notes.duration_beats.tolist() == [0.5]


@pytest.mark.parametrize("end", [None, "soon", [1]])
def test_an_end_that_is_no_number_gives_no_length(end):
    score = Score.from_dict(
        {"notes": [{"start": 0, "end": end, "pitch": 60}, {"startBeats": 2, "end": 1, "pitch": 61}]}
    )
    assert score.notes.duration_beats.tolist() == [1, 1]


def test_a_bare_list_of_notes_is_a_score(write):
    score = load(write("s.json", b'[{"start": 0, "duration": 480, "pitch": 60}]'))
    assert (score.notes.duration_beats.tolist(), score.notes.pitch.tolist()) == ([6], [60])


def test_a_failed_save_keeps_the_former_file(tmp_path):
    path = save(SCORE, tmp_path / "s.json")
    before = path.read_bytes()
    with pytest.raises(FormatError, match="foreign key"):
        save(SCORE.replace(extra={"x": {1, 2}}), path)
    assert path.read_bytes() == before
    assert os.listdir(tmp_path) == ["s.json"]


@pytest.mark.parametrize(
    ("name", "data", "reason"),
    [
        ("a.mid", b"", "the file is empty"),
        ("a.json", b"", "the file is empty"),
        ("a.mid", b"RIFF1234WAVE", "this is a sound"),
        ("a.mid", b"MThd\0\0\0\6", "cut off in its header"),
        ("a.mid", midi(note(60))[:-3], "cut off: 3 bytes are missing"),
        ("a.mid", midi(note(60))[:14], "no tracks"),
        ("a.mid", b"MThd\0\0\0\6\0\1\0\1\xe7\0MTrk\0\0\0\4\0\xff\x2f\0", "0 ticks in each of 25 frames"),
        ("a.mid", b"MThd\0\0\0\6\0\1\0\1\0\x60MTrk\0\0\0\3\0\x40\x40", "damaged"),
        ("a.mid", b"MThd\0\0\0\6\0\1\0\1\0\x60MTrk\0\0\0\3\0\x90\x40", "damaged"),
        ("a.json", b"{", "not JSON (line 1, column 2"),
        ("a.json", b"\xff\xfe\x00", "not text in utf-16-le"),
        ("a.json", b"\x80\x01{}", "not a text file"),
        ("a.json", b"[1]", "not a score"),
        ("a.json", b'{"a": 1}', "not a score"),
        ("a.json", b"[" * 200_000, "nested too deeply"),
        ("a.xyz", b"1", "supported are .json, .mid, .midi, .kar"),
        ("a", b"1", "a name without a suffix"),
    ],
)
def test_unreadable_files(write, name, data, reason):
    with pytest.raises(FormatError) as error:
        load(write(name, data))
    assert str(error.value).startswith(f"{name}: ")
    assert reason in str(error.value)


def test_files_that_are_not_there(tmp_path):
    with pytest.raises(FormatError, match=r"gone\.mid: there is no such file"):
        load(tmp_path / "gone.mid")
    (tmp_path / "folder.mid").mkdir()
    with pytest.raises(FormatError, match=r"folder\.mid: this is a folder"):
        load(tmp_path / "folder.mid")
    with pytest.raises(FormatError, match="cannot be written"):
        save(SCORE, tmp_path / "no" / "folder.mid")


def test_unknown_suffixes_are_told_the_known_ones(tmp_path):
    assert set(writable_suffixes()) < set(readable_suffixes())
    for name in ("a.kar", "a.xyz", "a"):
        with pytest.raises(FormatError, match=r"supported are \.json, \.mid, \.midi"):
            save(SCORE, tmp_path / name)


def test_damaged_files_give_a_score_or_a_reason(write):
    """A hundred real files with random damage: never another error, never a crash."""
    original = song("test20.mid").read_bytes()
    rng = random.Random(7)
    scores = reasons = 0
    for _ in range(100):
        data = bytearray(original)
        for _ in range(rng.randint(1, 6)):
            data[rng.randrange(len(data))] = rng.randrange(256)
        if rng.random() < 0.3:
            del data[rng.randrange(len(data)) :]
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            try:
                load(write("damaged.mid", bytes(data) or b"M"))
                scores += 1
            except FormatError:
                reasons += 1
    assert scores > 10
    assert reasons > 10
