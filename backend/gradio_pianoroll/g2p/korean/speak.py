"""Hangul as spoken: every boundary looked up in the table, one by one in a line, all at once in a long text."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

import numpy as np
from numpy.typing import NDArray

from . import boundary
from .boundary import VOWEL_CLASS, Kind
from .entries import Entries
from .hangul import FIRST, N_CODAS, N_ONSETS, N_SYLLABLES, N_VOWELS, ONSETS, is_hangul
from .marks import find_marks
from .phrases import BOUND, I_OR_Y, WITH_N, WITHIN_FIRST, between_words

# From so many letters on arrays are faster than a loop.
LONG = 400
Codes = NDArray[np.int64]
_PAIRS = 1 << 22


def speak(text: str, sources: Sequence[Entries], *, link: bool = True, is_free: bool = False) -> str:
    """Hangul of a text as spoken; everything else stays where it is.

    Parameters
    ----------
    text
        In composed form.
    sources
        Words with marks, the most important first.
    link
        Whether words that only spaces part are said without a pause.
    is_free
        Whether words may begin anywhere.
    """
    if len(text) > LONG:
        return _speak_array(text, sources, link, is_free)
    return _speak_line(text, sources, link, is_free)


def _speak_line(text: str, sources: Sequence[Entries], link: bool, is_free: bool) -> str:
    table, vowels = boundary.table(), boundary.vowel_table()
    places = [place for place, letter in enumerate(text) if "가" <= letter <= "힣"]
    if not places:
        return text
    marks, respelled = find_marks(text, places, sources, is_free)
    letters = list(text)
    for place, syllable in respelled.items():
        letters[place] = syllable
    codes = [ord(letters[place]) - FIRST for place in places]
    written = said_onset = codes[0] // 588
    last = len(places) - 1
    for rank, place in enumerate(places):
        code = codes[rank]
        vowel = code % 588 // 28
        following = codes[rank + 1] if rank < last else 0
        if rank == last:
            kind = int(Kind.STOP)
        elif places[rank + 1] == place + 1:
            kind = marks.get(place, 0)
        elif link and not text[place + 1 : places[rank + 1]].strip(" \t"):
            kind = int(between_words(text, place, places[rank + 1]))
        else:
            kind = int(Kind.STOP)
        onset = following // 588
        at = ((kind * N_CODAS + code % 28) * N_ONSETS + onset) * 4 + VOWEL_CLASS[following % 588 // 28]
        said = table[at]
        vowel = vowels[(written * N_ONSETS + said_onset) * N_VOWELS + vowel]
        letters[place] = chr(FIRST + said_onset * 588 + vowel * 28 + (said >> 5))
        written, said_onset = onset, said & 31
    return "".join(letters)


@cache
def _arrays() -> tuple[Codes, Codes, Codes]:
    """Tables as arrays: boundaries, vowels, classes of vowels."""
    return (
        np.array(boundary.table(), np.int64),
        np.array(boundary.vowel_table(), np.int64),
        np.array(VOWEL_CLASS, np.int64),
    )


def _speak_array(text: str, sources: Sequence[Entries], link: bool, is_free: bool) -> str:
    table, vowel_table, classes = _arrays()
    codes = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), np.uint32).astype(np.int64)
    syllables = codes - FIRST
    is_syllable = (syllables >= 0) & (syllables < N_SYLLABLES)
    places = np.flatnonzero(is_syllable)
    if not len(places):
        return text
    kinds, said_as = _kinds(text, codes, is_syllable, places, sources, link, is_free)
    own = syllables[places]
    own[list(said_as)] = [ord(syllable) - FIRST for syllable in said_as.values()]
    onset, rest = np.divmod(own, 588)
    vowel, coda = np.divmod(rest, 28)
    next_onset, next_class = np.zeros_like(onset), np.zeros_like(onset)
    next_onset[:-1], next_class[:-1] = onset[1:], classes[vowel[1:]]
    said = table[((kinds * N_CODAS + coda) * N_ONSETS + next_onset) * 4 + next_class]
    said_onset = np.empty_like(onset)
    said_onset[0], said_onset[1:] = onset[0], said[:-1] & 31
    said_vowel = vowel_table[(onset * N_ONSETS + said_onset) * N_VOWELS + vowel]
    codes[places] = FIRST + said_onset * 588 + said_vowel * 28 + (said >> 5)
    return codes.astype(np.uint32).tobytes().decode("utf-32-le", "surrogatepass")


def _kinds(
    text: str,
    codes: Codes,
    is_syllable: NDArray[np.bool_],
    places: Codes,
    sources: Sequence[Entries],
    link: bool,
    is_free: bool,
) -> tuple[Codes, dict[int, str]]:
    """Kind of the boundary behind each syllable, and what some are read as, both by their rank among the syllables."""
    syllables = codes[places] - FIRST
    kinds = np.full(len(places), int(Kind.STOP), np.int64)
    gap = np.diff(places)
    kinds[:-1][gap == 1] = int(Kind.PLAIN)
    parts = np.cumsum(~is_syllable & (codes != 32) & (codes != 9))
    linked = np.flatnonzero((gap > 1) & (parts[places[1:]] == parts[places[:-1]])) if link else np.empty(0, np.int64)
    kinds[linked] = int(Kind.EDGE)
    follows = np.zeros(len(places), bool)
    follows[1:] = gap == 1
    begins = _beginnings(syllables, follows, sources, is_free)
    rank_of = np.cumsum(is_syllable) - 1
    marks, respelled = find_marks(text, places[begins].tolist(), sources, is_free)
    if marks:
        marked = rank_of[np.fromiter(marks, np.int64, len(marks))]
        values = np.fromiter(marks.values(), np.int64, len(marks))
        inside = kinds[marked] == int(Kind.PLAIN)
        kinds[marked[inside]] = values[inside]
    right = syllables[linked + 1]
    asked = linked[_asks_over_space(syllables[linked], right)]
    for rank, left, following in zip(asked.tolist(), places[asked].tolist(), places[asked + 1].tolist(), strict=True):
        kinds[rank] = int(between_words(text, left, following))
    return kinds, {int(rank_of[place]): syllable for place, syllable in respelled.items()}


def _beginnings(
    syllables: Codes, follows: NDArray[np.bool_], sources: Sequence[Entries], is_free: bool
) -> NDArray[np.bool_]:
    """Syllables at which a word with marks, or what `within_word` looks for, may begin."""
    following = np.zeros_like(syllables)
    following[:-1] = syllables[1:]
    hashed = (syllables * 11173 + following) & (_PAIRS - 1)
    found = np.zeros(len(syllables), bool)
    for entries in sources:
        for (alone, pairs), may_begin in ((_filters(entries, False), None), (_filters(entries, True), ~follows)):
            hits = alone[syllables] | pairs[hashed]
            found |= hits if may_begin is None or is_free else hits & may_begin
    coda = syllables % 28
    for letter, firsts in WITHIN_FIRST.items():
        is_first = np.zeros(N_SYLLABLES, bool)
        is_first[[ord(first) - FIRST for first in firsts]] = True
        found[:-1] |= (coda[:-1] == _CODA[letter]) & is_first[following[:-1]] & follows[1:]
    return found


def _filters(entries: Entries, anchored: bool) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """Which syllables are words of their own, and which pairs begin a longer one; anchored words, or those anywhere."""
    if anchored not in entries.filters:
        alone, pairs = np.zeros(N_SYLLABLES, bool), np.zeros(_PAIRS, bool)
        for words in (entries.words, entries.ending):
            for letters, entry in words.items():
                if entry.floats is anchored:
                    continue
                first = ord(letters[0]) - FIRST
                if len(letters) == 1:
                    alone[first] = True
                else:
                    pairs[(first * 11173 + ord(letters[1]) - FIRST) & (_PAIRS - 1)] = True
        entries.filters[anchored] = alone, pairs
    return entries.filters[anchored]


_CODA = {"ㄹ": 8, "ㄴ": 4}
_LAX = [ONSETS.index(letter) for letter in "ㄱㄷㅂㅅㅈ"]


def _asks_over_space(left: Codes, right: Codes) -> NDArray[np.bool_]:
    """Where `between_words` may find more than the edge of a word."""
    coda, onset, vowel = left % 28, right // 588, right % 588 // 28
    bound = (coda == _CODA["ㄹ"]) & np.isin(onset, _LAX) & np.isin(right, [ord(word[0]) - FIRST for word in BOUND])
    firsts = [ord(word[0]) - FIRST for word in WITH_N]
    inserts = np.isin(right, firsts) | (left == ord("못") - FIRST)
    return np.asarray(bound | ((coda > 0) & (onset == ONSETS.index("ㅇ")) & np.isin(vowel, sorted(I_OR_Y)) & inserts))


__all__ = ["LONG", "is_hangul", "speak"]
