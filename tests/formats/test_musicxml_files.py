"""MusicXML as files: encodings, archives, damage, and files that want to do harm."""

import io
import re
import warnings
import zipfile
from pathlib import Path

import pytest

from gradio_pianoroll.formats import FormatError
from gradio_pianoroll.formats.musicxml import container, read, write
from gradio_pianoroll.score import NoteTable, PianoRollWarning, Score, TempoMap
from tests.formats.musicxml_scores import PLACE, note


@pytest.mark.parametrize(
    ("declared", "encoding", "word"),
    [
        ("Shift_JIS", "cp932", "あ①"), ("windows-31j", "cp932", "さくら"), ("EUC-JP", "euc_jp", "桜"), ("EUC-KR", "cp949", "안녕"),
        ("GB2312", "gb18030", "我爱你"), ("ISO-8859-1", "latin-1", "été"), ("windows-1251", "cp1251", "мир"), ("macintosh", "mac-roman", "é"),
        ("UTF-16", "utf-16", "안녕"), ("UTF-16", "utf-16-le", "été"), ("UTF-16BE", "utf-16-be", "été"),
        # Declared wrongly, as some programs do: the bytes win.
        ("UTF-16", "utf-8", "안녕"), ("Shift_JIS", "utf-8-sig", "안녕"), ("UTF-8", "utf-16", "안녕"),
    ],
)  # fmt: skip
def test_encodings(declared, encoding, word):
    inside = f'<lyric number="1"><text>{word}</text></lyric>'
    xml = f'<?xml version="1.0" encoding="{declared}"?><score-partwise><part id="P"><measure>{note(inside=inside)}</measure></part></score-partwise>'
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert read(xml.encode(encoding), PLACE).notes.lyric.to_list() == [word]


def test_an_encoding_that_is_declared_wrongly_is_guessed_and_that_is_said():
    xml = f'<?xml version="1.0" encoding="UTF-8"?><score-partwise><part id="P"><measure>{note(inside="<lyric><text>été</text></lyric>")}</measure></part></score-partwise>'
    with pytest.warns(PianoRollWarning, match="read as cp1252"):
        assert read(xml.encode("latin-1"), PLACE).notes.lyric.to_list() == ["été"]


@pytest.mark.parametrize("name", ["nonsense", "unicode_escape", "punycode", "zip", "idna"])
def test_encodings_that_no_score_is_in(name):
    xml = f'<?xml version="1.0" encoding="{name}"?><score-partwise><part id="P"><measure>{note()}</measure></part></score-partwise>'
    if name == "nonsense":
        with pytest.raises(FormatError, match="declares the encoding 'nonsense'"):
            read(xml.encode(), PLACE)
    else:
        assert len(read(xml.encode(), PLACE).notes) == 1


def test_resource_forks_of_macos_are_passed_over():
    out = io.BytesIO()
    xml = f'<score-partwise><part id="P"><measure>{note()}</measure></part></score-partwise>'
    with zipfile.ZipFile(out, "w") as archive:
        for name in ("__MACOSX/._song.xml", "__MACOSX/META-INF/._container.xml", "folder/._song.xml"):
            archive.writestr(name, b"\0\5\x16\7\0\2\0\0Mac OS X")
        archive.writestr("song.xml", xml)
    assert read(out.getvalue(), Path("a.mxl")).notes.pitch.tolist() == [60]


BOMB = (
    '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]><score-partwise>&b;</score-partwise>'
)
OUTSIDE = (
    '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]><score-partwise>&a;</score-partwise>'
)


def zipped(**files):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name.replace("_", "."), content)
    return out.getvalue()


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"<score-partwise>", "not well-formed XML"),
        (b"no", "not well-formed XML"),
        (b"<html/>", "its root is <html>"),
        (b"<score-partwise/>", "without parts"),
        (BOMB.encode(), "declares XML entities"),
        (OUTSIDE.encode(), "declares XML entities"),
        (b"PK\x03\x04 and no more", "the archive is damaged"),
        (zipped(a_txt="x"), "no score in the archive"),
        (zipped(a_xml="x" * 10_000)[:-30], "the archive is damaged"),
        (score_text := b'<score-partwise><part id="P"><measure number="7">%s</measure></part></score-partwise>' % note(duration="1e999999999").encode(), "measure 7: a duration is '1e999999999'"),
        (score_text.replace(b"1e999999999", b"x"), "measure 7: a duration is 'x'"),
        (b'<score-partwise><part id="P"><measure number="1"><attributes><divisions>0</divisions></attributes></measure></part></score-partwise>', "divisions must be above 0"),
    ],
)  # fmt: skip
def test_files_that_cannot_be_read(data, reason):
    with pytest.raises(FormatError) as error:
        read(data, PLACE)
    assert reason in str(error.value)


def test_an_archive_that_unpacks_to_too_much_is_refused(monkeypatch):
    monkeypatch.setattr(container, "MAX_XML_BYTES", 100_000)
    with pytest.raises(FormatError, match="holds more than"):
        read(zipped(score_xml=b" " * 200_000), Path("bomb.mxl"))


def test_a_score_that_would_be_endless_is_refused():
    far = Score(NoteTable.from_columns([100_000], [1], [60]), TempoMap(120, [(0, 1, 64)]))
    with pytest.raises(FormatError, match="more than 400000 measures"):
        write(far, PLACE)


def test_damaged_files_give_a_score_or_a_reason():
    import random

    notes = NoteTable.from_columns(
        [0, 1, 2.5, 3.75], [1, 1.5, 3, 5 / 7], [60, 62, 60, 71], lyric=["가", None, "a-", "b"]
    )
    original = write(Score(notes, TempoMap([(0, 120), (2, 90)])), PLACE).decode()
    rng = random.Random(3)
    tokens = re.findall(r"<[^>]*>|[^<]+", original)
    scores = reasons = 0
    for _ in range(150):
        damaged = list(tokens)
        for _ in range(rng.randint(1, 4)):
            i = rng.randrange(len(damaged))
            damaged[i] = rng.choice(["", "<note/>", "-5", "9" * 30, "nan", damaged[i] * 2])
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            try:
                read("".join(damaged).encode(), PLACE)
                scores += 1
            except FormatError:
                reasons += 1
    assert scores > 5
    assert reasons > 20
