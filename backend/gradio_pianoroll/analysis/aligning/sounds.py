"""Broad classes of speech sounds, and the classes that a phoneme's name stands for."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

#: The classes that the model tells apart.
CLASSES = (
    "silence", "a", "e", "i", "o", "u", "schwa", "nasal", "l", "r", "j",
    "s", "sh", "f", "h", "z", "v", "voiced stop", "stop", "affricate",
)  # fmt: skip
VOWELS = frozenset(("a", "e", "i", "o", "u", "schwa"))
# Any sound but silence: what a name that nobody knows may be.
ANY = CLASSES[1:]
# Frames of 5 ms that a part of a phoneme lasts at least, and as a rule; what each further one costs.
_LASTING = {"vowel": (5, 9, -0.01), "half": (4, 7, -0.02), "hiss": (5, 10, -0.06), "other": (4, 7, -0.06)}
HISSES = frozenset(("s", "sh", "f", "h", "affricate", "stop"))

#: Names of what is no phoneme but a pause or a breath.
PAUSES = frozenset(
    ("", "sil", "sp", "spn", "pau", "ssil", "ap", "br", "r_", "#", "_", "<sp>", "<ap>", "<sil>", "<pau>")
)


@dataclass(frozen=True)
class Part:
    """A stretch of a phoneme with one sound.

    Attributes
    ----------
    classes
        That it may belong to.
    least, usual
        Frames that it lasts at least, and at least as a rule.
    stay
        What a further frame costs, 0 or less.
    is_vowel
        Whether a note begins with it.
    """

    classes: tuple[str, ...]
    least: int
    usual: int
    stay: float = 0.0
    is_vowel: bool = False


# Classes of a name, or of each half of a sound that moves (`>`). Names of ARPAbet, of romanised Korean, Japanese and
# Chinese, and signs of the IPA stand in one table: where they differ, a name stands for both.
_TABLE = """
aa a o|ae a e|ah schwa a|ao o a|aw a>u o|ay a>i e|eh e|er r schwa|ey e>i|ih i schwa e|iy i|ow o>u
oy o>i|uh u schwa o|uw u i|ax schwa|axr r schwa|ix i schwa|ux u i|eo o schwa a|eu u schwa i|oe e o
ui u i|ou o>u|ai a>i e|ei e>i|ao a>o u|hh h f|jh affricate z voiced+stop|dh v voiced+stop z l|th f s
sh sh|zh z sh affricate|ng nasal|ny nasal|ch affricate sh|ts affricate s|tt stop|kk stop|pp stop
ss s|jj affricate|dx r voiced+stop|el l|em nasal|en nasal|wh u h|cl silence stop
q silence stop affricate|dz affricate z|dj affricate|tsh affricate|ph stop f|kh stop h
gh h voiced+stop|ll l|rr r|mm nasal|nn nasal|pt stop|bt stop voiced+stop|a a|e e|i i|o o|u u
b voiced+stop stop v|c affricate stop|d voiced+stop stop|f f h|g voiced+stop stop|h h f
j j affricate z|k stop|l l|m nasal|n nasal|p stop|r r l|s s|t stop|v v f|w u v o l|x h sh s|y j i u
z z s affricate|ɑ a o|ɐ a schwa|ɒ o a|æ a e|ʌ schwa a o|ɔ o|ə schwa|ɘ schwa|ɚ r schwa|ɝ r schwa
ɜ schwa e|ɛ e|ɪ i e schwa|ɨ i schwa|ɯ u i schwa|ɤ o schwa|ʊ u o schwa|ʉ u i|ø e o|œ e o|ɵ o schwa
ɶ a|ß s|ç sh h|ð v voiced+stop z|θ f s|ʃ sh|ʒ z sh|ʂ sh|ʐ z r|ɕ sh|ʑ z sh|χ h|ħ h|ɦ h|ŋ nasal
ɲ nasal|ɱ nasal|ɳ nasal|ɴ nasal|ɹ r|ɻ r|ɾ r voiced+stop l|ʁ r h|ʀ r|ɽ r|ɫ l|ɭ l|ʎ l j|ʝ j z|ɥ j u
ɰ u schwa|β v voiced+stop|ʋ v|ɟ voiced+stop affricate|ɡ voiced+stop stop|ɢ voiced+stop|ʈ stop
ɖ voiced+stop|ʔ silence stop|ɣ h voiced+stop|ɸ f h|ㄱ voiced+stop stop|ㄲ stop|ㄴ nasal
ㄷ voiced+stop stop|ㄸ stop|ㄹ r l|ㅁ nasal|ㅂ voiced+stop stop|ㅃ stop|ㅅ s|ㅆ s|ㅇ nasal|ㅈ affricate
ㅉ affricate|ㅊ affricate|ㅋ stop|ㅌ stop|ㅍ stop|ㅎ h f|ㅏ a|ㅐ e|ㅑ j>a|ㅒ j>e|ㅓ o schwa a|ㅔ e|ㅕ j>o schwa a
ㅖ j>e|ㅗ o|ㅘ u>a|ㅙ u>e|ㅚ u>e|ㅛ j>o|ㅜ u|ㅝ u>o schwa a|ㅞ u>e|ㅟ u>i|ㅠ j>u|ㅡ u schwa i|ㅢ u schwa>i|ㅣ i
"""


def _row(text: str) -> tuple[str, tuple[Part, ...]]:
    name, _, said = text.strip().partition(" ")
    halves = [tuple(one.replace("+", " ") for one in half.split()) for half in said.split(">")]
    return name, tuple(_part(classes, len(halves) > 1) for classes in halves)


def _part(classes: tuple[str, ...], is_half: bool) -> Part:
    is_vowel = classes[0] in VOWELS
    kind = "half" if is_half else "vowel" if is_vowel else "hiss" if classes[0] in HISSES else "other"
    return Part(classes, *_LASTING[kind], is_vowel)


_NAMES = dict(_row(row) for line in _TABLE.split("\n") for row in line.split("|") if row.strip())
_LONGEST = max(map(len, _NAMES))
_PREFIX = re.compile(r"^[a-z]{2,3}[_/](?=.)")
_ENDING = re.compile(r"[0-9ː:ˑˈˌ'`^~_-]+")


def is_pause(name: str) -> bool:
    """Whether a name is no phoneme but a pause or a breath."""
    return name.strip().lower() in PAUSES


@lru_cache(maxsize=4096)
def parts_of(name: str) -> tuple[Part, ...]:
    """Sounds that a phoneme's name stands for; any sound for a name that is not known.

    Tones, stress, length and the language before the name (``en_HH``, ``zh/ni3``) do not matter.
    """
    bare = unicodedata.normalize("NFD", _PREFIX.sub("", name.strip().lower()))
    bare = "".join(letter for letter in bare if not unicodedata.combining(letter) and letter not in "ʰʲʷˠˤ͡˺̚")
    bare = _ENDING.sub("", bare)
    found: list[Part] = []
    at = 0
    while at < len(bare):
        for length in range(min(_LONGEST, len(bare) - at), 0, -1):
            parts = _NAMES.get(bare[at : at + length])
            if parts is not None:
                found += parts
                at += length
                break
        else:
            at += 1
    return tuple(found) or (Part(ANY, *_LASTING["other"]),)


def is_known(name: str) -> bool:
    """Whether a name stands for something narrower than any sound."""
    return parts_of(name)[0].classes != ANY
