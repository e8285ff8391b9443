"""What is wrong with a file is said in Korean on a Korean page."""

import re

import numpy as np
import pytest

from gradio_pianoroll import NoteTable, Score
from gradio_pianoroll.analysis import extract_f0
from gradio_pianoroll.extras import missing_sentence
from gradio_pianoroll.formats import load, save
from gradio_pianoroll.formats.audio import load_audio
from gradio_pianoroll.i18n.reasons import REASONS, reason_in
from gradio_pianoroll.studio.texts import say

MIDI = b"MThd\0\0\0\6\0\1\0\1\1\xe0"
FILES = {
    "empty.mid": b"",
    "no.mid": b"no MIDI",
    "head.mid": MIDI[:10],
    "cut.mid": MIDI + b"MTrk\0\0\0\xff\0\xff\x2f\0",
    "broken.json": b'{"notes": [',
    "broken.musicxml": b"<score-partwise><part>",
    "other.xml": b"<html/>",
    "broken.mxl": b"PK\3\4 and no more",
    "broken.TextGrid": b'File type = "ooTextFile"\nObject class = "TextGrid"\n\nxmin = zero\n',
    "binary.TextGrid": b"ooBinaryFile\x08TextGrid",
    "nothing.lab": b"\n\n",
    "unknown.xyz": b"?",
    "name": b"?",
    "noise.wav": b"RIFF and no sound",
    "empty.wav": b"",
}


@pytest.mark.parametrize("name", FILES)
def test_a_file_that_cannot_be_read_is_explained_in_korean(tmp_path, name):
    file = tmp_path / name
    file.write_bytes(FILES[name])
    with pytest.raises(ValueError) as caught:
        load_audio(file) if file.suffix == ".wav" else load(file)
    korean = say("ko", "cannot", reason=caught.value)
    assert name in korean
    reason = korean.split(f"{name}: ", 1)[1]
    assert re.search("[가-힣]", reason), korean
    assert "cannot" not in reason
    # Programs and logs read what they did.
    assert str(caught.value) in say("en", "cannot", reason=caught.value)


def test_what_cannot_be_written_and_what_is_not_there(tmp_path):
    score = Score(NoteTable.from_columns([0], [1], [60]))
    for do in (
        lambda: load(tmp_path / "away.mid"),
        lambda: load(tmp_path.with_suffix(".mid")),
        lambda: save(score, tmp_path / "no" / "where.mid"),
        lambda: save(score, tmp_path / "a.xyz"),
        lambda: extract_f0(np.zeros(0, np.float32), 22_050),
        lambda: extract_f0(np.full(9_000, np.nan, np.float32), 22_050),
        lambda: extract_f0(np.zeros(9_000, np.float32), 22_050, fmin=500, fmax=100),
    ):
        with pytest.raises(ValueError) as caught:
            do()
        assert re.search("[가-힣]", reason_in("ko", caught.value)), caught.value


@pytest.mark.parametrize("name", ["", "song.m4a: "])
def test_a_missing_package_keeps_the_line_that_installs_it(name):
    sentence = name + missing_sentence("av", "a sound that libsndfile does not read (Format not recognised)")
    korean = reason_in("ko", sentence)
    assert korean == f"{name}설치할 패키지가 있습니다(av): pip install 'gradio_pianoroll[analysis]'"


def test_what_nobody_knows_stays_as_it_was_said():
    assert reason_in("ko", "song.mid: the moon is full") == "song.mid: the moon is full"
    assert reason_in("en", "song.mid: there is no such file") == "song.mid: there is no such file"
    assert reason_in("ko", "a: b.mid: there is no such file").endswith("there is no such file")


def test_each_text_has_a_pattern_with_its_gaps():
    from gradio_pianoroll.i18n import texts

    assert [key for key, _ in REASONS] == list(texts("en", "reasons"))
    for key, pattern in REASONS:
        assert set(re.findall(r"\{(\w+)\}", texts("ko", "reasons")[key])) == set(pattern.groupindex)
