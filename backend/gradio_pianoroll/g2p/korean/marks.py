"""What is known of each place of a text: words of the lexicon and of a dictionary, ends of words, spaces."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from .boundary import Kind
from .entries import Entries
from .hangul import coda_of, is_hangul
from .phrases import WITHIN, WITHIN_FIRST, within_word

Marks = dict[int, int]


def find_marks(
    text: str, places: Iterable[int], sources: Sequence[Entries], is_free: bool
) -> tuple[Marks, dict[int, str]]:
    """Kinds of boundaries by the place of the syllable before, and syllables that are read as others.

    Parameters
    ----------
    text
        In composed form.
    places
        Syllables at which something may begin, in order.
    sources
        The first that has a word at a place is asked alone.
    is_free
        Words may begin anywhere: nothing tells where one ends.
    """
    marks: Marks = {}
    respelled: dict[int, str] = {}
    last = len(text) - 1
    for place in places:
        is_first = place == 0 or not is_hangul(text[place - 1])
        for entries in sources:
            if text[place] not in entries.lengths:
                continue
            found = entries.find(text, place, is_first, is_free)
            if found is None:
                continue
            for offset, kind in found.marks:
                marks.setdefault(place + offset, kind)
            if found.respelled:
                for offset, syllable in enumerate(found.respelled):
                    respelled.setdefault(place + offset, syllable)
            break
        if place < last and text[place + 1] in WITHIN and text[place + 1] in WITHIN_FIRST.get(coda_of(text[place]), ()):
            kind = within_word(text, place)
            if kind is not Kind.PLAIN:
                marks.setdefault(place, int(kind))
    return marks, respelled
