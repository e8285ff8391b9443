"""Words that have marks of their own: what stands in `lexicon.txt`, found in a text."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from typing import Any

from .boundary import Kind
from .hangul import is_hangul
from .lists import named_lists

MARKS = {
    "'": Kind.TENSE,
    "+": Kind.INSERT,
    "|": Kind.EDGE,
    "^": Kind.DROP,
    "~": Kind.NASAL,
    "*": Kind.SECOND,
    "-": Kind.LAX,
}
# Article 24: stems that end in ㄴ or ㅁ, and how the endings begin that follow them.
STEMS = tuple(named_lists()["stems in ㄴ ㅁ"])
STEM_ENDINGS = [
    "고",
    "다",
    "지",
    "게",
    "던",
    "더라",
    "더니",
    "도록",
    "자",
    "거든",
    "거라",
    "거니",
    "겠",
    "습",
    "소",
    "구나",
    "군",
    "든지",
]
FLOATS, AT_END, RESPELLED = ".", "$", ">"


@dataclass(frozen=True, slots=True)
class Entry:
    """Word: its marks by the syllable that they stand behind, and how it is read."""

    marks: tuple[tuple[int, int], ...]
    respelled: str | None = None
    floats: bool = False
    at_end: bool = False


@dataclass
class Entries:
    """Words by their letters; the longest at a place is found by trying the lengths that begin with its syllable."""

    words: dict[str, Entry] = field(default_factory=dict)
    ending: dict[str, Entry] = field(default_factory=dict)
    lengths: dict[str, tuple[int, ...]] = field(default_factory=dict)
    #: What is made of the words for long texts; gone with the next word.
    made: dict[str, Any] = field(default_factory=dict, repr=False)

    def add(self, written: str) -> None:
        """Add a word as the lexicon writes it."""
        text, _, respelled = written.partition(RESPELLED)
        floats, at_end = text.startswith(FLOATS), text.endswith(AT_END)
        letters, marks = read_marks(text.strip(FLOATS + AT_END))
        self.put(letters, Entry(marks, respelled or None, floats, at_end))

    def put(self, letters: str, entry: Entry) -> None:
        """Add a word, in place of a former one of the same letters."""
        (self.ending if entry.at_end else self.words)[letters] = entry
        self.made.clear()
        known = self.lengths.get(letters[0], ())
        if len(letters) not in known:
            self.lengths[letters[0]] = tuple(sorted({*known, len(letters)}, reverse=True))

    def find(self, text: str, place: int, is_first: bool, is_free: bool) -> Entry | None:
        """Longest word that begins at a place; with `is_free` any of two syllables and more may."""
        for length in self.lengths.get(text[place], ()):
            letters = text[place : place + length]
            end = place + length
            entry = self.ending.get(letters)
            if entry and (end < len(text) and is_hangul(text[end])):
                entry = None
            entry = entry or self.words.get(letters)
            if entry and (is_first or entry.floats or (is_free and length > 1)):
                return entry
        return None


def read_marks(written: str) -> tuple[str, tuple[tuple[int, int], ...]]:
    """Letters of a word with marks, and the marks by the syllable that they stand behind."""
    letters: list[str] = []
    marks: list[tuple[int, int]] = []
    for sign in written:
        if sign in MARKS:
            marks.append((len(letters) - 1, int(MARKS[sign])))
        else:
            letters.append(sign)
    return "".join(letters), tuple(marks)


@cache
def lexicon() -> Entries:
    """Words of the package, read once."""
    entries = Entries()
    for stem in STEMS:
        for ending in STEM_ENDINGS:
            marks = ((len(stem) - 1, int(Kind.TENSE)),)
            entries.put(stem + ending, Entry(marks, floats=len(stem) > 1))
    for word in written_words(files(__package__).joinpath("lexicon.txt").read_text(encoding="utf-8")):
        entries.add(word)
    return entries


def written_words(text: str) -> Iterable[str]:
    """Words of a lexicon's text, without its comments and headings."""
    for line in text.splitlines():
        if not line.startswith(("#", "[")):
            yield from line.split()
