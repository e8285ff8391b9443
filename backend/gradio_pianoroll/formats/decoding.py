"""The text in the bytes of a text file: one rule for CSV, JSON, label files, TextGrids and MusicXML.

A byte order mark says what it is; so do the zero bytes of UTF-16 without one. Text that is valid UTF-8 is UTF-8. What
is left was written by an older program: Korean, Japanese and Chinese encodings when what comes out is made of the
characters that these languages use, Windows' Western one (of which Latin-1's letters are a part) when accents stand
among plain letters, otherwise what charset-normalizer finds. A guess is said in a warning.
"""

from __future__ import annotations

import codecs
import re
import warnings
from itertools import islice
from pathlib import Path

from gradio_pianoroll.i18n.sentence import Sentence, named

from ..errors import FormatError
from ..score import PianoRollWarning

# The longer ones first: UTF-32's mark begins with UTF-16's.
_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
# How much is looked at to find out.
_SAMPLE = 4_096
#: A share of the characters that must be usual ones of a language.
_USUAL = 0.8
_MOST_STATISTICS = 1 << 18
_ABOVE = re.compile("[^\0-\x7f]+")
_RUNS = re.compile(rb"[\x80-\xff]+")
_OTHER_SCRIPTS = ("cp1251", "koi8_r", "cp1253", "cp1255", "cp1256", "cp874")
_SIGN_IN_WORD = re.compile(r"[^\W\d_][¹³¿¶¼¾][^\W\d_]")
_NAMED = ("cp949", "cp932", "euc_jp", "gb18030", "cp1252", "cp1250")
_NO_TEXT = re.compile("[\0-\x08\x0e-\x1a\x1c-\x1f]")


def decode(data: bytes, path: Path, encoding: str | None = None) -> str:
    """Text of a file, without its byte order mark.

    Parameters
    ----------
    data
        All bytes.
    path
        For messages.
    encoding
        What it is in, when that is known.

    Raises
    ------
    FormatError
        If it is no text, or not in the encoding that is given or that its mark says.

    Warns
    -----
    PianoRollWarning
        When the encoding had to be guessed.
    """
    if encoding is None:
        encoding, mark = _marked(data)
        data = data[mark:]
    if encoding is not None:
        return strictly(data, encoding, path).removeprefix("\ufeff")
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        found = guess(data)
    text = strictly(data, found, path)
    if _NO_TEXT.search(text):
        raise FormatError(path, Sentence("file.no_text"))
    kind = Sentence(f"encoding_name.{found}" if found in _NAMED else "encoding_name.letters")
    said = named(path.name, Sentence("encoding.guessed", found=found, kind=kind))
    warnings.warn(said, PianoRollWarning, stacklevel=5)
    return text


def strictly(data: bytes, encoding: str, path: Path) -> str:
    """Text in a known encoding.

    Raises
    ------
    FormatError
        If there is no such encoding, or the bytes are not in it.
    """
    try:
        return data.decode(encoding)
    except LookupError:
        raise FormatError(path, Sentence("file.no_encoding", encoding=encoding)) from None
    except UnicodeError as error:
        said = Sentence("encoding.not_in", encoding=encoding)
        if isinstance(error, UnicodeDecodeError):
            said = Sentence("encoding.not_at", encoding=encoding, at=error.start)
        raise FormatError(path, said) from error


def _marked(data: bytes) -> tuple[str | None, int]:
    """Encoding that the first bytes tell, and the length of the mark."""
    for mark, name in _MARKS:
        if data.startswith(mark):
            return name, len(mark)
    head = data[:_SAMPLE]
    # Text has no zero characters: zero bytes are halves of Latin letters, digits and signs in UTF-16.
    zeros = (head[0::2].count(0), head[1::2].count(0))
    if len(head) > 1 and max(zeros) > len(head) // 8 and min(zeros) == 0:
        return ("utf-16-be", 0) if zeros[0] else ("utf-16-le", 0)
    return None, 0


def guess(data: bytes) -> str:
    """Encoding of text that is not UTF-8."""
    for name, is_usual in (("cp949", _hangul), ("euc_jp", _kana), ("cp932", _shift_jis), ("gb18030", _hanzi)):
        try:
            above = _some_above(data.decode(name))
        except UnicodeDecodeError:
            continue
        if above and sum(is_usual(char) for char in above) >= _USUAL * len(above) and _has_sign(name, above):
            return name
    if any(len(run[0]) > 2 for run in islice(_RUNS.finditer(data), _SAMPLE)):
        # Whole words above ASCII: an alphabet of another script, which statistics tell best.
        from charset_normalizer import from_bytes

        best = from_bytes(data[:_MOST_STATISTICS], cp_isolation=list(_OTHER_SCRIPTS)).best()
        if best is not None:
            return best.encoding
    western = data.decode("cp1252", "replace")
    if "\ufffd" in western:
        return "latin-1"
    # Polish and Czech letters are signs such as ¹ and ³ in the Western encoding: within words, those are letters.
    return "cp1250" if _SIGN_IN_WORD.search(western) else "cp1252"


def _some_above(text: str) -> list[str]:
    """First characters that are not ASCII."""
    return list(islice((char for run in _ABOVE.finditer(text) for char in run[0]), _SAMPLE))


def _has_sign(name: str, above: list[str]) -> bool:
    """Japanese in EUC is told from Korean and Chinese by its kana."""
    return name != "euc_jp" or any("\u3041" <= char <= "\u30ff" for char in above)


def _hangul(char: str) -> bool:
    """One of the 2 350 syllables of KS X 1001 that are in use: both of its bytes lie above 0xA0."""
    return "가" <= char <= "힣" and min(char.encode("cp949")) >= 0xA1


def _kana(char: str) -> bool:
    return "\u3000" <= char <= "\u30ff" or _level(char, "euc_jp", 0xB0, 0xCF)


def _shift_jis(char: str) -> bool:
    # Letters of other alphabets look like half-width katakana and like the rare characters of the second level.
    return "\u3000" <= char <= "\u30ff" or _level(char, "cp932", 0x88, 0x98)


def _hanzi(char: str) -> bool:
    return char in "，。、！？：；“”‘’（）《》" or _level(char, "gb2312", 0xB0, 0xD7)


def _level(char: str, encoding: str, first: int, last: int) -> bool:
    """Return True if it is one of the frequent characters of a standard: they come first in it."""
    try:
        return "\u4e00" <= char <= "\u9fff" and first <= char.encode(encoding)[0] <= last
    except UnicodeEncodeError:
        return False
