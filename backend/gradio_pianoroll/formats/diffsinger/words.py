"""Which phones belong to which note.

In a file a word begins with its vowel and ends with the consonants of the next one, because vowels lie at the onsets of
notes. A singer knows it the other way: the phonemes of a note are its consonants and its vowel.
"""

from __future__ import annotations

from collections.abc import Sequence

#: Phones of rests.
SILENCE, BREATH = "SP", "AP"
PAUSES = frozenset((SILENCE, BREATH, "sil", "pau", "br", "<SP>", "<AP>"))
#: Phones that fill a note without a vowel, in Japanese.
MORAS = frozenset(("N", "cl"))
_VOWELS = frozenset("aeiouAEIOUɑɐɒæʌəɚɛɜɪɨɔøœʊʉɯɤyY")
#: Codas of the Korean set: in capitals, beside small letters.
_CODAS = frozenset(("K", "T", "P", "N", "M", "NG", "L"))


def is_vowel(phone: str) -> bool:
    """Return True if a phone can fill a note; it may have the prefix of its language (``zh/a``)."""
    own = phone.rpartition("/")[2]
    # `y` is a consonant in the sets of all languages but IPA, `ir`, `i0`, `van` are vowels.
    return own in MORAS or (own[:1] in _VOWELS and own not in ("y", "Y"))


def first_vowel(phones: Sequence[str]) -> int:
    """Place of the phone that lies at the onset of a note; 0 where none is a vowel."""
    found = next((i for i, phone in enumerate(phones) if is_vowel(phone)), None)
    if found is None:
        # The finals of pinyin with ü are written with a v.
        found = next((i for i, phone in enumerate(phones) if phone.rpartition("/")[2][:1] == "v"), 0)
    return found


def lead_of_next(phones: Sequence[str]) -> int:
    """Count the phones at the end of a word that are the consonants of the next note."""
    count = 0
    for phone in reversed(phones[first_vowel(phones) + 1 :]):
        own = phone.rpartition("/")[2]
        if is_vowel(phone) or phone in PAUSES or (own in _CODAS and phones[0].rpartition("/")[2].islower()):
            break
        count += 1
    return count


def phones_of_words(counts: Sequence[int], phones: Sequence[str], is_rest: Sequence[bool]) -> list[tuple[int, int]]:
    """First and one behind the last phone that each word sings: the consonants before it are its own.

    Parameters
    ----------
    counts
        Phones of each word, as files have them.
    phones
        All of them.
    is_rest
        Whether a word is a rest; what comes before one stays with its note.
    """
    bounds = [0]
    for count in counts:
        bounds.append(bounds[-1] + count)
    moved = list(bounds)
    for i in range(1, len(counts)):
        if not is_rest[i]:
            moved[i] = bounds[i] - lead_of_next(phones[bounds[i - 1] : bounds[i]])
    return [(moved[i], moved[i + 1]) for i in range(len(counts))]
