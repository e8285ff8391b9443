"""In which encoding the texts of a MIDI file are. The format does not say; Korean and Japanese files use their own."""

from __future__ import annotations

from collections.abc import Iterable

_CANDIDATES = ("cp949", "cp932")


def detect_encoding(texts: Iterable[bytes]) -> str:
    """Encoding of all texts of a file together.

    UTF-8 when they are valid in it; else cp949 (Korean) or cp932 (Shift-JIS, Japanese) when what comes out looks like
    the language; else what charset-normalizer finds; at last Latin-1, which reads anything.
    """
    joined = [text for text in texts if not text.isascii()]
    if not joined or _decodes(joined, "utf-8"):
        return "utf-8"
    scores = {name: _score(joined, name) for name in _CANDIDATES if _decodes(joined, name)}
    best = max(scores, key=lambda name: scores[name], default=None)
    if best is not None and scores[best] > 0:
        return best
    return _by_statistics(b"\n".join(joined)) or "latin-1"


def _decodes(texts: list[bytes], encoding: str) -> bool:
    try:
        for text in texts:
            text.decode(encoding)
    except UnicodeDecodeError:
        return False
    return True


def _score(texts: list[bytes], encoding: str) -> float:
    """How much the characters look like a song: common Hangul and kana speak for, rare forms against."""
    total = 0.0
    for text in texts:
        for char in text.decode(encoding):
            total += _weight(char)
    return total


def _weight(char: str) -> float:
    code = ord(char)
    if code < 0x80:
        return 0.0
    if 0xAC00 <= code <= 0xD7A3:
        # The 2350 syllables of KS X 1001 are those in use; the rest appears when Japanese bytes are read as Korean.
        return 2.0 if _is_common_hangul(char) else -2.0
    if 0x3041 <= code <= 0x30FF:
        return 2.0
    if 0xFF61 <= code <= 0xFF9F:
        # Half-width katakana is what Korean bytes become when they are read as Shift-JIS.
        return -1.0
    if 0x4E00 <= code <= 0x9FFF:
        return 0.5
    return -0.5


def _is_common_hangul(char: str) -> bool:
    """Whether both of its bytes in cp949 lie in the range of KS X 1001."""
    return all(byte >= 0xA1 for byte in char.encode("cp949", "replace"))


def _by_statistics(data: bytes) -> str | None:
    from charset_normalizer import from_bytes

    best = from_bytes(data).best()
    return None if best is None else best.encoding


def decode(text: bytes, encoding: str) -> str:
    """The text without line ends and NULs; what cannot be decoded is shown as such."""
    return text.decode(encoding, "replace").strip("\r\n\0")
