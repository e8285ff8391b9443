"""Files whose suffix is not that of what they hold: the content counts, and it is said."""

import io
import time
import warnings

import numpy as np
import pytest

from gradio_pianoroll import Curve, NoteTable, Score
from gradio_pianoroll.errors import FormatError, PianoRollWarning, collected_warnings
from gradio_pianoroll.formats import libresvip, load, readable_suffixes, save, writable_suffixes
from gradio_pianoroll.formats.content import SOUND, guess_of, kind_of
from gradio_pianoroll.score import Segment

F0 = Curve("f0", [220.0, 220.0, np.nan, 230.0, 231.0], target="f0", unit="Hz", hop=0.01)
SUNG = Score(
    NoteTable.from_columns(
        [0, 1, 2.5], [1, 1.5, 0.5], [60, 62, 64], lyric=["la", "lo", "le"], phoneme=["l a", "l o", "l e"]
    )
)
SPOKEN = Score(segments=[Segment(0, 0.5, "word", "hello"), Segment(0.5, 1, "word", "world")])
# What a format is surely known by. The others are texts that could be anything: labels, tables.
SURE = (
    ".mid", ".musicxml", ".mxl", ".abc", ".textgrid", ".eaf", ".srt", ".vtt", ".lrc",
    ".jams", ".pitch", ".pitchtier", ".svl", ".npy", ".npz", ".ust", ".ustx", ".vvproj", ".ds",
)  # fmt: skip
PITCHED = (".pitch", ".pitchtier", ".svl", ".npy", ".npz")
SPEECH = (".textgrid", ".eaf", ".srt", ".vtt", ".lrc", ".jams")


def score_for(suffix):
    return Score(curves=[F0]) if suffix in PITCHED else SPOKEN if suffix in SPEECH else SUNG


def written(suffix, tmp_path):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", PianoRollWarning)
        return save(score_for(suffix), tmp_path / f"right{suffix}").read_bytes()


def same(one, other):
    assert one.notes == other.notes
    assert one.segments == other.segments
    assert dict(one.curves) == dict(other.curves)


@pytest.mark.parametrize("suffix", SURE)
def test_a_file_under_a_wrong_suffix_is_what_it_holds(suffix, tmp_path):
    data = written(suffix, tmp_path)
    with collected_warnings():
        right = load(tmp_path / f"right{suffix}")
    for wrong in (".json", ".txt", ".lab", ".mid", ".musicxml", ".csv", ".bak", ""):
        # The reader of JSON knows JAMS; packed and plain MusicXML have one reader.
        if wrong == suffix or (wrong, suffix) in ((".musicxml", ".mxl"), (".json", ".jams")):
            continue
        file = tmp_path / f"wrong{wrong}"
        file.write_bytes(data)
        with collected_warnings() as said:
            score = load(file)
        same(score, right)
        assert any("by its content" in warning for warning in said), (wrong, said)


def test_every_file_that_is_written_is_still_read_as_what_its_suffix_says(tmp_path):
    # Projects of libresvip need its environment: test_libresvip has them.
    for suffix in set(writable_suffixes()) - {f".{name}" for name in libresvip.PROJECTS}:
        data = written(suffix, tmp_path)
        sure = kind_of(data)
        with collected_warnings() as said:
            load(tmp_path / f"right{suffix}")
        assert not any("by its content" in warning for warning in said), (suffix, sure, said)


def test_a_table_and_labels_without_a_suffix_that_anybody_knows(tmp_path):
    for name, text, check in (
        (
            "table.dat",
            "onset_beats,duration_beats,pitch\n0,1,60\n1,1,62\n",
            lambda s: s.notes.pitch.tolist() == [60, 62],
        ),
        (
            "labels.md",
            "0.0\t0.5\thello\n0.5\t1.0\tworld\n",
            lambda s: [x.text for x in s.segments] == ["hello", "world"],
        ),
        ("song", "#TITLE:A\n#BPM:120\n#GAP:0\n: 0 4 0 la\nE\n", lambda s: s.notes.lyric[0] == "la"),
        ("table.txt", "time_s,f0_hz\n0,220\n0.01,221\n", lambda s: len(s.curves) == 1),
    ):
        file = tmp_path / name
        file.write_text(text)
        with pytest.warns(PianoRollWarning, match="by its content"):
            assert check(load(file)), name


def test_a_sound_is_no_score_and_says_what_to_do(tmp_path):
    import soundfile

    for kind in ("WAV", "FLAC", "OGG", "AIFF", "MP3"):
        stream = io.BytesIO()
        soundfile.write(stream, np.zeros(4096, np.float32), 22_050, format=kind)
        assert kind_of(stream.getvalue()) == SOUND, kind
        file = tmp_path / "song.mid"
        file.write_bytes(stream.getvalue())
        with pytest.raises(FormatError, match=r"song\.mid: this is a sound"):
            load(file)


def test_what_nobody_knows_stays_an_error(tmp_path):
    for name, data, why in (
        ("a.bak", b"\x00\x01\x02", "cannot be read; supported"),
        ("b", b"hello", "without a suffix cannot be read"),
        ("c.txt", "라라라 하늘".encode(), "neither a label track"),
        ("d.mid", b"hello", "not a MIDI file|MThd"),
        ("e.bak", b"MThd", r"e\.bak: the MIDI"),
        ("f.bak", b"PK\x03\x04" + bytes(40), "cannot be read; supported"),
    ):
        file = tmp_path / name
        file.write_bytes(data)
        with pytest.raises(FormatError, match=why):
            load(file)


@pytest.mark.parametrize("size", [0, 1, 3, 8, 30, 100_000])
def test_any_bytes_have_a_kind_or_none(size):
    bytes_of = np.random.default_rng(size).integers(0, 256, size, np.uint8).tobytes()
    assert kind_of(bytes_of) in (None, SOUND)
    assert guess_of(bytes_of) is None
    for head in (b"MThd", b"PK\x03\x04", b"RIFF", b"<?xml", b"{", b"[", b"\xff\xfe", b"BZh"):
        assert kind_of(head + bytes_of) in (None, SOUND, *readable_suffixes())


def test_no_text_takes_long():
    for text in (
        "<!-- a -->" * 6000,
        "<!DOCTYPE a [ ]>" * 4000,
        "[ti:a]\n" * 9000,
        "% a\n" * 16_000,
        "{" * 60_000,
        '{"notes"' * 8000,
    ):
        began = time.process_time()
        assert kind_of(text.encode()) in (None, ".json")
        assert time.process_time() - began < 1


def test_a_text_is_known_in_any_encoding(tmp_path):
    grid = written(".textgrid", tmp_path).decode()
    for encoding in ("utf-8-sig", "utf-16"):
        assert kind_of(grid.encode(encoding)) == ".textgrid"
