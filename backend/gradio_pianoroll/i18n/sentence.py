"""Sentences that know how they are said in other languages: English for programs and logs, on a page its own."""

from __future__ import annotations

from collections.abc import Mapping
from functools import reduce
from typing import Any

from gradio_pianoroll.i18n import texts
from gradio_pianoroll.i18n.filled import filled

SECTION = "sentences"
#: Key of a sentence behind the name of what it is about, mostly a file: ``{name}: {reason}``.
NAMED = "named"


class Sentence(str):
    """Text in English that carries its key in the section ``sentences`` and the values of its gaps.

    It is a `str`: errors and warnings have it as their message, and `sentence_of` asks them for it. What is made of its
    letters (`str` of an error, an f-string, a part) is plain text; a sentence around another one has that as a value.

    Parameters
    ----------
    key
        Of the text.
    **values
        Of its gaps. An error stands for its message.

    Raises
    ------
    KeyError
        If there is no such text, or a gap has no value.

    Examples
    --------
    >>> from gradio_pianoroll.i18n.sentence import Sentence
    >>> Sentence("midi.no_end", count=3)
    '3 notes have no end; they last until the end of their track'
    >>> Sentence("midi.no_end", count=3).in_language("ko")
    '음표 3개에 끝이 없어 트랙 끝까지 이어집니다'
    """

    __slots__ = ("key", "values")
    key: str
    values: Mapping[str, Any]

    def __new__(cls, key: str, /, **values: Any) -> Sentence:
        """Fill the gaps of the English text."""
        given = {name: sentence_of(value) if isinstance(value, Exception) else value for name, value in values.items()}
        sentence = super().__new__(cls, filled(texts("en", SECTION)[key], given))
        sentence.key, sentence.values = key, given
        return sentence

    def __reduce__(self) -> tuple[Any, ...]:
        return _again, (self.key, self.values)

    def in_language(self, language: str) -> str:
        """Say it in a language as plain text, with all sentences among its values."""
        values = {
            name: value.in_language(language) if isinstance(value, Sentence) else value
            for name, value in self.values.items()
        }
        return filled(texts(language, SECTION)[self.key], values)


def sentence_of(said: object) -> str:
    """Message of an error or a warning, or a text: a `Sentence` where it is one."""
    if isinstance(said, Exception):
        # Plain: `str` of it has no key.
        return said.args[0] if said.args and isinstance(said.args[0], Sentence) else str(said)
    return said if isinstance(said, str) else str(said)


def named(name: str, reason: str) -> Sentence:
    """Sentence behind the name of what it is about."""
    return Sentence(NAMED, name=name, reason=reason)


def joined(words: list[Sentence]) -> Sentence:
    """Enumeration of at least one word with "and" between them."""
    return reduce(lambda before, word: Sentence("and", before=before, word=word), words)


def listed(words: list[Sentence]) -> Sentence:
    """Enumeration of at least one word with commas between them."""
    return reduce(lambda before, word: Sentence("list", before=before, word=word), words)


def _again(key: str, values: Mapping[str, Any]) -> Sentence:
    return Sentence(key, **values)
