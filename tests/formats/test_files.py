"""Loading and saving by suffix, and files that cannot be."""

import json
import os
import random
import warnings

import pytest

from gradio_pianoroll.formats import FormatError, load, readable_suffixes, save, writable_suffixes
from gradio_pianoroll.score import NoteTable, Score, TempoMap
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
        ("a.mid", b"RIFF1234WAVE", "not a MIDI file"),
        ("a.mid", b"MThd\0\0\0\6", "cut off in its header"),
        ("a.mid", midi(note(60))[:-3], "cut off: 3 bytes are missing"),
        ("a.mid", midi(note(60))[:14], "no tracks"),
        ("a.mid", b"MThd\0\0\0\6\0\1\0\1\xe7\0MTrk\0\0\0\4\0\xff\x2f\0", "0 ticks in each of 25 frames"),
        ("a.mid", b"MThd\0\0\0\6\0\1\0\1\0\x60MTrk\0\0\0\3\0\x40\x40", "damaged"),
        ("a.mid", b"MThd\0\0\0\6\0\1\0\1\0\x60MTrk\0\0\0\3\0\x90\x40", "damaged"),
        ("a.json", b"{", "not JSON (line 1, column 2"),
        ("a.json", b"\xff\xfe\x00", "not UTF-8 text"),
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
    for name in ("a.kar", "a.txt", "a"):
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
