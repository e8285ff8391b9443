"""Which text the bytes of a text file are. What is right is what was encoded."""

import warnings
from pathlib import Path

import pytest

from gradio_pianoroll.formats import FormatError
from gradio_pianoroll.formats.decoding import decode
from gradio_pianoroll.score import PianoRollWarning

PLACE = Path("a.txt")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "ascii"])
def test_what_the_first_bytes_tell(encoding):
    text = "0 1 hello\n" if encoding == "ascii" else "0 1 안녕 é\n"
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert decode(text.encode(encoding), PLACE) == text


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        ("안녕 나의 사랑", "cp949"), ("가", "cp949"), ("あ", "cp932"), ("さくら さくら", "cp932"), ("愛", "cp932"), ("メロディ", "cp932"),
        ("さくら", "euc_jp"), ("桜の花", "euc_jp"), ("我爱你中国月亮代表我的心", "gb2312"), ("he said \"é\"", "latin-1"),
        ("été déjà vécu", "latin-1"), ("Größe über alles", "latin-1"), ("coração não", "cp1252"), ("“quoted” – dash", "cp1252"),
        ("¿Qué pasó?", "latin-1"), ("Ä", "latin-1"), ("sinä näet yön", "latin-1"), ("żółć gęślą jaźń", "cp1250"),
        ("Привет мир как дела", "cp1251"), ("Καλημέρα κόσμε", "cp1253"),
    ],
)  # fmt: skip
def test_older_encodings_are_guessed_and_that_is_said(text, encoding):
    lines = f"0 100000 {text}\n"
    with pytest.warns(PianoRollWarning, match=r"a\.txt: its text is not UTF-8; it is read as"):
        assert decode(lines.encode(encoding), PLACE) == lines


def test_an_encoding_that_is_told_is_not_guessed():
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert decode("é".encode("cp850"), PLACE, "cp850") == "é"
    with pytest.raises(FormatError, match="not text in utf-8"):
        decode(b"\xe9", PLACE, "utf-8")
    with pytest.raises(FormatError, match="no encoding 'nonsense'"):
        decode(b"a", PLACE, "nonsense")


@pytest.mark.parametrize("data", [b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", b"\xff\xfb\x90\x01\x02", b"\xff\xfea"])
def test_what_is_no_text_is_said(data):
    with pytest.raises(FormatError, match=r"not a text file|not text in"):
        decode(data, PLACE)
