"""What is wrong with a file is said in Korean on a Korean page."""

import asyncio
import re

import numpy as np
import pytest

from gradio_pianoroll import NoteTable, Score
from gradio_pianoroll.analysis import extract_f0
from gradio_pianoroll.errors import FormatError, MissingCodecError, collected_warnings
from gradio_pianoroll.extras import missing_sentence
from gradio_pianoroll.formats import load, save
from gradio_pianoroll.formats.audio import load_audio
from gradio_pianoroll.i18n import texts
from gradio_pianoroll.i18n.reasons import REASONS, reason_in
from gradio_pianoroll.i18n.sentence import Sentence
from gradio_pianoroll.studio.opening import open_path
from gradio_pianoroll.studio.session import Options
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


@pytest.mark.parametrize("language", ["en", "ko"])
def test_what_a_reader_warns_of_is_said_with_what_was_opened(tmp_path, language):
    # A note that nobody ends, at pitch 60: the reader ends it with the track.
    file = tmp_path / "hanging.mid"
    track = b"\0\x90\x3c\x40\x83\x60\xff\x2f\0"
    file.write_bytes(MIDI + b"MTrk" + len(track).to_bytes(4, "big") + track)
    with collected_warnings() as warned:
        load(file)
    assert warned
    how = {"add_sound": False, "options": Options(), "language": language, "page": "a", "progress": lambda *_: None}
    opened = asyncio.run(open_path(file, Score(), **how))
    assert opened.message == f"{say(language, 'opened_score', name=file.name)} {reason_in(language, warned[0])}"
    assert bool(re.search("[가-힣]", opened.message)) == (language == "ko")


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


def test_a_missing_package_keeps_the_line_that_installs_it():
    sentence = missing_sentence("av", "to_sound")
    assert (
        reason_in("ko", sentence)
        == "to_sound에 필요한 패키지 av이(가) 없습니다. pip install 'gradio_pianoroll[analysis]'"
    )
    in_file = MissingCodecError("song.m4a", missing_sentence("numba", Sentence("needs.analysis")))
    assert reason_in("ko", in_file) == (
        "song.m4a: 소리 분석에 필요한 패키지 numba이(가) 없습니다. pip install 'gradio_pianoroll[analysis]'"
    )


def test_what_nobody_knows_stays_as_it_was_said():
    assert reason_in("ko", "song.mid: the moon is full") == "song.mid: the moon is full"
    assert reason_in("ko", FormatError("song.mid", "the moon is full")) == "song.mid: the moon is full"
    said = FormatError("a: b.mid", Sentence("file.missing"))
    assert reason_in("en", said) == str(said) == "a: b.mid: there is no such file"
    assert reason_in("ko", said) == "a: b.mid: 그런 파일이 없습니다"


def test_what_is_damaged_in_detail_has_one_text():
    assert [key for key, _ in REASONS] == list(texts("en", "reasons"))
    assert reason_in("ko", "damaged snapshot: a message without a header") == texts("ko", "reasons")["damaged"]
