"""Words of a lexicon found in a long text at once: windows of syllables as numbers, looked up in sorted arrays."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from .entries import Entries, Entry
from .hangul import FIRST, N_SYLLABLES

Numbers = NDArray[np.int64]
Codes = NDArray[np.int32]
Mask = NDArray[np.bool_]
# A syllable has 14 bits: four of them are one number, longer words are known by their first four and looked at again.
_BITS, _PACKED = 14, 4
_MOST_MARKS = 8
# Stands for the end of a word where a pair of syllables is asked for.
WORD_END = N_SYLLABLES
_PAIRS = 1 << 20


class PairFilter:
    """Filter for syllables that, with the one behind them, may begin something."""

    def __init__(self, allowed: dict[str, str]) -> None:
        self._any = np.zeros(N_SYLLABLES, bool)
        self._pairs = np.zeros(_PAIRS, bool)
        for letters, after in allowed.items():
            first = ord(letters[0]) - FIRST
            if len(letters) > 1:
                self._put(first, ord(letters[1]) - FIRST)
            elif after.startswith("*"):
                self._any[first] = True
            else:
                for sign in after:
                    self._put(first, WORD_END if sign == " " else ord(sign) - FIRST)

    def _put(self, first: int, second: int) -> None:
        self._pairs[(first * 11177 + second) & (_PAIRS - 1)] = True

    def __call__(self, first: Codes, second: Codes) -> Mask:
        """True where it may; never False where it does."""
        return np.asarray(self._any[first] | self._pairs[(first * 11177 + second) & (_PAIRS - 1)])


@dataclass
class _Length:
    """Words of one length, sorted by their number, and which entry each is."""

    length: int
    keys: Numbers
    numbers: Numbers


class Sieve:
    """Words of a lexicon as arrays.

    Parameters
    ----------
    entries
        Not changed afterwards.
    """

    def __init__(self, entries: Entries) -> None:
        self.entries: list[Entry] = []
        self.letters: list[str] = []
        self._numbers: dict[tuple[str, bool], int] = {}
        by_length: dict[tuple[int, bool], list[tuple[int, int]]] = {}
        for at_end, words in ((True, entries.ending), (False, entries.words)):
            for letters, entry in words.items():
                number = len(self.entries)
                self.entries.append(entry)
                self.letters.append(letters)
                self._numbers[letters, at_end] = number
                by_length.setdefault((len(letters), at_end), []).append((_packed(letters), number))
        self._by_length = {
            of: _Length(of[0], *(np.array(column, np.int64) for column in zip(*sorted(found), strict=True)))
            for of, found in by_length.items()
        }
        self._floats = np.array([entry.floats for entry in self.entries], bool)
        self.marks = np.full((len(self.entries), _MOST_MARKS, 2), -1, np.int64)
        for number, entry in enumerate(self.entries):
            for rank, mark in enumerate(entry.marks[:_MOST_MARKS]):
                self.marks[number, rank] = mark
        self.respells = np.array([entry.respelled is not None for entry in self.entries], bool)
        self._first, self._anywhere = np.zeros(N_SYLLABLES, bool), np.zeros(N_SYLLABLES, bool)
        for letters, entry in zip(self.letters, self.entries, strict=True):
            (self._anywhere if entry.floats else self._first)[ord(letters[0]) - FIRST] = True
        self._begins = PairFilter({letters: "*" if len(letters) == 1 else "" for letters in self.letters})

    def find(
        self, syllables: Codes, in_word: Codes, is_first: Mask, is_free: bool, text: str, places: Numbers
    ) -> Codes:
        """Number of the longest word that begins at each syllable, -1 for none.

        Parameters
        ----------
        syllables
            Syllables of the text, other signs left out.
        in_word
            How many syllables of its word follow each, itself too.
        is_first
            Which begin a word.
        is_free
            Whether words of two syllables and more may begin anywhere.
        text, places
            Where the syllables stand.
        """
        found = np.full(len(syllables), -1, np.int32)
        at = np.flatnonzero(self._anywhere[syllables] | (self._first[syllables] & (is_first | is_free)))
        beyond = np.minimum(at + 1, len(syllables) - 1)
        following = np.where(in_word[at] > 1, syllables[beyond], np.int32(WORD_END))
        at = at[self._begins(syllables[at], following)]
        for length in sorted({length for length, _ in self._by_length}, reverse=True):
            long_enough = at[in_word[at] >= length]
            keys = np.zeros(len(long_enough), np.int64)
            for offset in range(min(length, _PACKED)):
                keys = (keys << _BITS) | syllables[long_enough + offset]
            number = self._look_up(length, False, keys)
            ending = self._look_up(length, True, keys)
            ending[in_word[long_enough] != length] = -1
            number = np.where(ending >= 0, ending, number)
            if length > _PACKED:
                for rank in np.flatnonzero(number >= 0).tolist():
                    place = int(places[long_enough[rank]])
                    letters = self.letters[number[rank]]
                    if text[place : place + length] != letters:
                        number[rank] = self._again(
                            text[place : place + length], bool(in_word[long_enough[rank]] == length)
                        )
            anywhere = self._floats[number] | (is_free and length > 1)
            allowed = (number >= 0) & (is_first[long_enough] | anywhere)
            hit = long_enough[allowed]
            found[hit] = number[allowed]
            at = at[found[at] < 0]
        return found

    def _again(self, letters: str, ends: bool) -> int:
        """Number of a long word; its first four syllables may be those of another."""
        number = self._numbers.get((letters, True), -1) if ends else -1
        return number if number >= 0 else self._numbers.get((letters, False), -1)

    def _look_up(self, length: int, at_end: bool, keys: Numbers) -> Numbers:
        of = self._by_length.get((length, at_end))
        if of is None:
            return np.full(len(keys), -1, np.int64)
        rank = np.minimum(np.searchsorted(of.keys, keys), len(of.keys) - 1)
        return np.where(of.keys[rank] == keys, of.numbers[rank], -1)


def sieve_of(entries: Entries) -> Sieve:
    """Sieve of a lexicon, made on use."""
    if "sieve" not in entries.made:
        entries.made["sieve"] = Sieve(entries)
    sieve: Sieve = entries.made["sieve"]
    return sieve


def _packed(letters: str) -> int:
    number = 0
    for letter in letters[:_PACKED]:
        number = (number << _BITS) | (ord(letter) - FIRST)
    return number
