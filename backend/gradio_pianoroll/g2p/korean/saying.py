"""Hangul as spoken: every boundary looked up in the table, one by one in a line, all at once in a long text."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray

from . import boundary
from .boundary import VOWEL_CLASS, Kind
from .entries import Entries
from .hangul import FIRST, N_CODAS, N_ONSETS, N_SYLLABLES, N_VOWELS, ONSETS, SILENT
from .marks import find_marks
from .phrases import BOUND, ENDINGS, I_OR_Y, TAILS, WITH_N, between_words, within_word
from .sieve import WORD_END, PairFilter, sieve_of

# From so many letters on arrays are faster than a loop.
LONG = 400
# Arrays of so many letters are not too long for the memory near the processor.
PIECE = 1 << 18
Codes = NDArray[np.int32]
Places = NDArray[np.int64]


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
    if len(text) <= LONG:
        return _speak_line(text, sources, link, is_free)
    return "".join(_speak_array(piece, sources, link, is_free) for piece in _pieces(text))


def _pieces(text: str) -> Iterator[str]:
    """Pieces of a long text, cut at ends of lines, which nothing passes."""
    start = 0
    while len(text) - start > PIECE:
        end = text.rfind("\n", start, start + PIECE) + 1 or text.find("\n", start + PIECE) + 1 or len(text)
        yield text[start:end]
        start = end
    if start < len(text):
        yield text[start:]


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
    said_onset = codes[0] // 588
    written = SILENT if places[0] in respelled else said_onset
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
        if respelled and rank < last and places[rank + 1] in respelled:
            # Article 5 is about what is written: this is written as it is said.
            written = SILENT
    return "".join(letters)


@dataclass(frozen=True)
class _Tables:
    """Tables as arrays, and the parts of each syllable that they ask for."""

    boundary: Codes
    vowel: Codes
    coda: Codes
    left: Codes
    right: Codes
    onset_and_vowel: Codes
    onset: Codes


@cache
def _tables() -> _Tables:
    onset, rest = np.divmod(np.arange(N_SYLLABLES, dtype=np.int32), np.int32(588))
    vowel, coda = np.divmod(rest, np.int32(28))
    return _Tables(
        np.array(boundary.table(), np.int32),
        np.array(boundary.vowel_table(), np.int32) * 28 + FIRST,
        coda,
        coda * (N_ONSETS * 4),
        onset * 4 + np.array(VOWEL_CLASS, np.int32)[vowel],
        onset * (N_ONSETS * N_VOWELS) + vowel,
        onset,
    )


def _speak_array(text: str, sources: Sequence[Entries], link: bool, is_free: bool) -> str:
    of = _tables()
    codes = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), np.int32)
    # As unsigned what lies before the first syllable is far behind the last.
    is_syllable = (codes - np.int32(FIRST)).view(np.uint32) < N_SYLLABLES
    places = np.flatnonzero(is_syllable)
    if not len(places):
        return text
    own = codes[is_syllable] - np.int32(FIRST)
    kinds, said_as = _kinds(text, codes, places, own, sources, link, is_free)
    own[list(said_as)] = [ord(syllable) - FIRST for syllable in said_as.values()]
    asked = of.onset_and_vowel[own]
    # Article 5 is about what is written: this is written as it is said.
    asked[list(said_as)] += np.int32(N_ONSETS * N_VOWELS) * (np.int32(SILENT) - of.onset[own[list(said_as)]])
    at = kinds * np.int32(N_CODAS * N_ONSETS * 4)
    at += of.left[own]
    at[:-1] += of.right[own[1:]]
    said = of.boundary[at]
    said_onset = np.empty_like(own)
    said_onset[0], said_onset[1:] = of.onset[own[0]], said[:-1] & 31
    asked += said_onset * np.int32(N_VOWELS)
    vowel = of.vowel[asked]
    spoken = codes.copy()
    said >>= 5
    said += vowel
    said_onset *= np.int32(588)
    said += said_onset
    spoken[is_syllable] = said
    return spoken.tobytes().decode("utf-32-le", "surrogatepass")


def _kinds(
    text: str,
    codes: Codes,
    places: Places,
    syllables: Codes,
    sources: Sequence[Entries],
    link: bool,
    is_free: bool,
) -> tuple[Codes, dict[int, str]]:
    """Kind of the boundary behind each syllable, and what some are read as, both by their rank among the syllables."""
    gap = np.diff(places)
    follows = gap == 1
    marked, respelled = _lexical(text, syllables, places, follows, sources, is_free)
    kinds = np.full(len(places), int(Kind.STOP), np.int32)
    kinds[:-1] = np.where(follows, marked[:-1], np.int32(Kind.STOP))
    following = np.full(len(places), WORD_END, np.int32)
    following[:-1] = np.where(follows, syllables[1:], np.int32(WORD_END))
    coda = _tables().coda[syllables[:-1]]
    asked = np.flatnonzero(follows & (marked[:-1] == 0) & ((coda == _CODA["ㄹ"]) | (coda == _CODA["ㄴ"])))
    right, third = following[asked], following[asked + 1]
    is_l = coda[asked] == _CODA["ㄹ"]
    asked = asked[np.where(is_l, _filters()["endings"](right, third), _tails()[right])]
    for rank, place in zip(asked.tolist(), places[asked].tolist(), strict=True):
        kinds[rank] = int(within_word(text, place))
    if link:
        linked = _linked(text, codes, places, gap)
        kinds[linked] = int(Kind.EDGE)
        over = linked[_asks_over_space(syllables[linked], syllables[linked + 1], following[linked + 1])]
        for rank, left, place in zip(over.tolist(), places[over].tolist(), places[over + 1].tolist(), strict=True):
            kinds[rank] = int(between_words(text, left, place))
    return kinds, respelled


def _linked(text: str, codes: Codes, places: Places, gap: Places) -> Places:
    """Syllables that nothing but blanks parts from the next."""
    by_one = np.flatnonzero(gap == 2)
    between = codes[places[by_one] + 1]
    by_more = [
        rank
        for rank in np.flatnonzero(gap > 2).tolist()
        if not text[int(places[rank]) + 1 : int(places[rank + 1])].strip(" \t")
    ]
    return np.concatenate([by_one[(between == 32) | (between == 9)], np.array(by_more, np.int64)])


def _lexical(
    text: str,
    syllables: Codes,
    places: Places,
    follows: NDArray[np.bool_],
    sources: Sequence[Entries],
    is_free: bool,
) -> tuple[Codes, dict[int, str]]:
    """Marks of the words that the sources have, by rank, 0 for none; and syllables that are read as others."""
    is_first = np.ones(len(places), bool)
    is_first[1:] = ~follows
    starts = np.flatnonzero(is_first).astype(np.int32)
    ends = np.concatenate([starts[1:], np.array([len(places)], np.int32)])
    in_word = np.repeat(ends, ends - starts) - np.arange(len(places), dtype=np.int32)
    kinds = np.zeros(len(places), np.int32)
    respelled: dict[int, str] = {}
    taken = np.zeros(len(places), bool)
    marks: list[tuple[Places, Places, Places]] = []
    for entries in sources:
        sieve = sieve_of(entries)
        number = sieve.find(syllables, in_word, is_first, is_free, text, places)
        number[taken] = -1
        ranks = np.flatnonzero(number >= 0)
        taken[ranks] = True
        of = sieve.marks[number[ranks]]
        for column in range(of.shape[1]):
            has = of[:, column, 0] >= 0
            if not has.any():
                break
            marks.append((ranks[has], ranks[has] + of[has, column, 0], of[has, column, 1]))
        for rank in ranks[sieve.respells[number[ranks]]].tolist():
            for offset, syllable in enumerate(sieve.entries[number[rank]].respelled or ""):
                respelled.setdefault(rank + offset, syllable)
    if marks:
        begin, rank, kind = (np.concatenate(column) for column in zip(*marks, strict=True))
        # Where two words speak of one place the first of the text is right: it is written last.
        order = np.argsort(-begin, kind="stable")
        kinds[rank[order]] = kind[order]
    return kinds, respelled


_CODA = {"ㄹ": 8, "ㄴ": 4}
_LAX = np.isin(np.arange(N_ONSETS), [ONSETS.index(letter) for letter in "ㄱㄷㅂㅅㅈ"])
_I_OR_Y = np.isin(np.arange(N_VOWELS), sorted(I_OR_Y))


@cache
def _filters() -> dict[str, PairFilter]:
    return {"endings": PairFilter(ENDINGS), "bound": PairFilter(BOUND), "with n": PairFilter(WITH_N)}


@cache
def _tails() -> NDArray[np.bool_]:
    return np.isin(np.arange(N_SYLLABLES), [ord(tail) - FIRST for tail in TAILS])


def _asks_over_space(left: Codes, right: Codes, behind: Codes) -> NDArray[np.bool_]:
    """Places where `between_words` may find more than the edge of a word."""
    coda, onset, vowel = left % 28, right // 588, right % 588 // 28
    bound = (coda == _CODA["ㄹ"]) & _LAX[onset] & _filters()["bound"](right, behind)
    inserts = _filters()["with n"](right, behind) | (left == ord("못") - FIRST)
    return np.asarray(bound | ((coda > 0) & (onset == SILENT) & _I_OR_Y[vowel] & inserts))


__all__ = ["LONG", "speak"]
