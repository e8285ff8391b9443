"""In which encoding the texts of a MIDI file are. The format does not say; programs of each country use their own."""

from __future__ import annotations

import codecs
import re
from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from pathlib import Path

from gradio_pianoroll.i18n.sentence import Sentence

from ...errors import FormatError
from .languages import ASCII_LETTER, BROKEN, FOREIGN_LETTER, LANGUAGES

# So many bytes of one kind are looked at.
_SAMPLE_BYTES = 100_000
# Texts of another kind are likelier in an encoding that was found already.
_SAME_AS_OTHERS = 2.0
_LONE_LETTER = re.compile(r"(?<![^\x00-\x7f])[^\x00-\x7f](?![^\x00-\x7f])")
_LETTERS_TOGETHER = re.compile(r"[^\x00-\x7f](?=[^\x00-\x7f])")
_THREE_BYTES = re.compile(rb"[\xe0-\xf4]")
_ASCII_LETTER = re.compile(r"[A-Za-z]")


class Decoder:
    """Reads the texts of a file, those of each kind (lyrics, track names …) in their own encoding.

    Parameters
    ----------
    texts
        All texts by their kind.
    encoding
        The encoding of all, where somebody knows it.
    path
        For messages.

    Raises
    ------
    FormatError
        If there is no such encoding.
    """

    def __init__(self, texts: Mapping[int, Collection[bytes]], encoding: str | None, path: Path) -> None:
        self._given = encoding is not None
        if encoding is not None:
            self._encodings = dict.fromkeys(texts, checked(encoding, path))
            return
        self._encodings = {}
        for kind in sorted(texts, key=lambda kind: -len(texts[kind])):
            self._encodings[kind] = detect_encoding(texts[kind], set(self._encodings.values()))

    def decode(self, kind: int, text: bytes) -> str:
        """Text without line ends and NULs; what cannot be decoded is shown as such."""
        encoding = self._encodings.get(kind, "utf-8")
        if encoding != "utf-8" and not self._given and _is_surely_utf8(text):
            encoding = "utf-8"
        return text.decode(encoding, "replace").strip("\r\n\0")


def checked(encoding: str, path: Path) -> str:
    """Name of an encoding of texts.

    Raises
    ------
    FormatError
        If Python knows none of this name.
    """
    try:
        info = codecs.lookup(encoding)
        b"a".decode(encoding, "replace")
    except (LookupError, ValueError, TypeError) as error:
        raise FormatError(path, Sentence("midi.no_encoding", encoding=encoding)) from error
    return info.name


def detect_encoding(texts: Iterable[bytes], found: Collection[str] = ()) -> str:
    """Encoding of texts that are in the same one.

    UTF-8 when they are valid in it; else the one in which they look most like a language that is written in it.

    Parameters
    ----------
    texts
        As they are in the file.
    found
        Encodings of other texts of the file.
    """
    beyond_ascii = [text for text in texts if not text.isascii()]
    if all(_is_utf8(text) for text in beyond_ascii):
        return "utf-8"
    sample, size = [], 0
    for text in dict.fromkeys(beyond_ascii):
        if not _is_surely_utf8(text) and size < _SAMPLE_BYTES:
            sample.append(text)
            size += len(text)
    # No text ends within a character: a line end is no second byte of any encoding here.
    joined = b"\n".join(sample)
    read = {name: joined.decode(name, "replace") for name in {language.encoding for language in LANGUAGES}}
    counted = {name: Counter(text) for name, text in read.items()}
    runs = {name: (len(_LONE_LETTER.findall(t)), len(_LETTERS_TOGETHER.findall(t))) for name, t in read.items()}
    scores: dict[str, float] = {}
    for language in LANGUAGES:
        name = language.encoding
        lone, together = runs[name]
        score = language.prior + together * language.together + lone * language.lone
        score += _SAME_AS_OTHERS * (name in found)
        for char, times in counted[name].items():
            if char == "\ufffd" or "\ue000" <= char <= "\uf8ff" or "\x80" <= char <= "\x9f":
                score += BROKEN * times
            elif char > "\x7f":
                score += language.cost(char) * times
            elif _ASCII_LETTER.match(char):
                score += (ASCII_LETTER if language.is_latin else FOREIGN_LETTER) * times
            else:
                score += ASCII_LETTER * times
        scores[name] = max(score, scores.get(name, score))
    return max(scores, key=lambda name: scores[name])


def _is_utf8(text: bytes) -> bool:
    try:
        text.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _is_surely_utf8(text: bytes) -> bool:
    """Return True if a text by itself cannot well be anything else: valid, with a character of three bytes."""
    return not text.isascii() and _THREE_BYTES.search(text) is not None and _is_utf8(text)
