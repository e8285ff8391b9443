"""What happens between two syllables: the standard pronunciation (표준 발음법) by article.

A boundary is a coda, the onset and vowel behind it, and what is known of the place (`Kind`: the edge of a word, a
tense onset of a compound …). Nothing farther away matters, so that all boundaries there are stand in one table.
The order inside is that of the rules: article 23 looks at the cluster that is written, 18 at what is left of it.
"""

from __future__ import annotations

from enum import IntEnum
from functools import cache

from . import hangul
from .hangul import CODAS, NO_CODA, ONSETS, SILENT, VOWELS


class Kind(IntEnum):
    """Knowledge of the place between two syllables."""

    PLAIN = 0
    TENSE = 1
    """The onset is tense: articles 24-28."""
    INSERT = 2
    """ㄴ comes before i and y: article 29."""
    EDGE = 3
    """The edge of a word: the coda is neutral before it moves (article 15)."""
    DROP = 4
    """A ㅅ between the parts of a compound, which is not said before a tense onset: article 30."""
    NASAL = 5
    """ㄴㄹ is ㄴㄴ, not ㄹㄹ: article 20, proviso."""
    SECOND = 6
    """Of ㄼ and ㄺ the second is left: 밟-, 넓죽하다 (article 10, proviso), and nouns as 닭 (11)."""
    LAX = 7
    """Nothing becomes tense after ㄴ ㄹ ㅁ: 여덟, 삶, 굶기다."""
    STOP = 8
    """A pause: the coda is said alone, and nothing passes."""
    KEPT = 9
    """Within a word that somebody wrote as it is said."""


# Vowels by what boundaries ask of them.
OTHER, Y, YEO, I = range(4)  # noqa: E741
VOWEL_CLASS = tuple(
    YEO if vowel == "ㅕ" else I if vowel == "ㅣ" else Y if vowel in "ㅑㅒㅖㅛㅠ" else OTHER for vowel in VOWELS
)
CLASS_LETTERS = "ㅏㅑㅕㅣ"
N_CLASSES, N_KINDS = 4, len(Kind)

_TENSE = dict(zip("ㄱㄷㅂㅅㅈ", "ㄲㄸㅃㅆㅉ", strict=True))
_ASPIRATED = dict(zip("ㄱㄷㅂㅈ", "ㅋㅌㅍㅊ", strict=True))
_NASAL = dict(zip("ㄱㄷㅂ", "ㅇㄴㅁ", strict=True))
# Articles 9-11: seven codas are said, of a cluster one.
_NEUTRAL = {
    **dict.fromkeys("ㄲㅋㄳㄺ", "ㄱ"), **dict.fromkeys("ㅅㅆㅈㅊㅌㅎ", "ㄷ"), **dict.fromkeys("ㅍㅄㄿ", "ㅂ"),
    **dict.fromkeys("ㄼㄽㄾㅀ", "ㄹ"), **dict.fromkeys("ㄵㄶ", "ㄴ"), "ㄻ": "ㅁ",
}  # fmt: skip
_CLUSTERS: dict[str, tuple[str, str]] = {
    "ㄳ": ("ㄱ", "ㅅ"), "ㄵ": ("ㄴ", "ㅈ"), "ㄶ": ("ㄴ", "ㅎ"), "ㄺ": ("ㄹ", "ㄱ"),
    "ㄻ": ("ㄹ", "ㅁ"), "ㄼ": ("ㄹ", "ㅂ"), "ㄽ": ("ㄹ", "ㅅ"), "ㄾ": ("ㄹ", "ㅌ"),
    "ㄿ": ("ㄹ", "ㅍ"), "ㅀ": ("ㄹ", "ㅎ"), "ㅄ": ("ㅂ", "ㅅ"),
}  # fmt: skip
# Article 23 (and 25 for ㄼ ㄾ, 24 for ㄵ ㄻ of stems): what makes the next onset tense.
_TENSING = set("ㄱㄲㅋㄳㄺㄷㅅㅆㅈㅊㅌㅂㅍㄼㄿㅄㄵㄾㄽㅎ")


def spoken(coda: str, onset: str, vowel: str, kind: Kind) -> tuple[str, str]:
    """Coda and onset as they are said; a blank for no coda, ㅇ for no onset."""
    if kind is Kind.STOP:
        return _NEUTRAL.get(coda, coda), onset
    if kind is Kind.KEPT:
        return coda, onset
    if kind is Kind.INSERT and onset == "ㅇ" and coda != " " and vowel in "ㅑㅒㅕㅖㅛㅠㅣ":
        onset = "ㄴ"
    if kind is Kind.SECOND and onset not in "ㅇㅎ":
        coda = {"ㄼ": "ㅂ", "ㄺ": "ㄱ"}.get(coda, coda)
    if kind is Kind.DROP and coda == "ㅅ" and onset in _TENSE:
        return " ", _TENSE[onset]
    is_edge = kind in (Kind.EDGE, Kind.INSERT, Kind.DROP)
    if is_edge:
        # Article 15, 12.1: at the edge of a word what is said is neutral before anything else.
        tenses = coda in _TENSING and coda not in "ㄵㄼㄽㄾ"
        coda = _NEUTRAL.get(coda, coda)
        onset = _TENSE.get(onset, onset) if tenses else onset
    elif (moved := _within(coda, onset, vowel)) is not None:
        return moved
    if onset == "ㅎ" and (said := _NEUTRAL.get(coda, coda)) in _ASPIRATED:
        return " ", _ASPIRATED[said]
    if onset == "ㅇ":
        return (coda, onset) if coda in " ㅇ" else (" ", coda)
    return _assimilated(coda, onset, kind)


def _within(coda: str, onset: str, vowel: str) -> tuple[str, str] | None:
    """Within a word: articles 17, 12 and 13-14, which move consonants; None where nothing moves."""
    left, right = _CLUSTERS.get(coda, (" ", coda))
    if onset == "ㅇ":
        if right in "ㄷㅌ" and vowel in "ㅣㅕ":  # 17
            return left, "ㅈ" if right == "ㄷ" else "ㅊ"
        if right == "ㅎ":  # 12.4
            return (" ", left) if left != " " else (" ", "ㅇ")
        if right in " ㅇ":
            return None
        return left, _TENSE[right] if left != " " and right == "ㅅ" else right  # 13, 14
    if right == "ㅎ" and onset in "ㄱㄷㅈ":  # 12.1
        return left, _ASPIRATED[onset]
    if right == "ㅎ" and onset == "ㅅ":  # 12.2
        return left, "ㅆ"
    if onset == "ㅎ":
        if right in "ㄷㅈㅊ" and vowel in "ㅣㅕ":  # 17, 12.1
            return left, "ㅊ"
        if left == "ㄹ" or coda == "ㄵ":
            return (left, _ASPIRATED[right]) if right in _ASPIRATED else None
    return None


def _assimilated(coda: str, onset: str, kind: Kind) -> tuple[str, str]:
    """Articles 23-28, then 9-11, 19, 18 and 20: nothing moves, each takes after the other."""
    lax = kind is Kind.LAX
    if kind is Kind.TENSE or (coda in _TENSING and not (lax and coda == "ㄼ")) or (coda == "ㄻ" and not lax):
        # Article 24 speaks of ㄱㄷㅅㅈ alone; nothing with ㄻ is followed by another.
        onset = _TENSE.get(onset, onset)
    if coda == "ㄺ" and onset == "ㄲ" and kind is not Kind.SECOND:  # 11, proviso
        return "ㄹ", onset
    if coda == "ㅎ" and onset == "ㄴ":  # 12.3
        return "ㄴ", "ㄴ"
    coda = _NEUTRAL.get(coda, coda)
    if onset == "ㄹ" and coda in "ㅁㅇㄱㄷㅂ":  # 19
        onset = "ㄴ"
    if onset in "ㄴㅁ":  # 18
        coda = _NASAL.get(coda, coda)
    if coda == "ㄴ" and onset == "ㄹ":  # 20
        return ("ㄴ", "ㄴ") if kind is Kind.NASAL else ("ㄹ", "ㄹ")
    if coda == "ㄹ" and onset == "ㄴ":
        return "ㄹ", "ㄹ"
    return coda, onset


def place_of(kind: int, coda: int, onset: int, vowel_class: int) -> int:
    """Place of a boundary in the table."""
    return ((kind * hangul.N_CODAS + coda) * hangul.N_ONSETS + onset) * N_CLASSES + vowel_class


@cache
def table() -> tuple[int, ...]:
    """All boundaries: ``coda × 32 + onset`` as said, by `place_of`."""
    found = []
    for kind in Kind:
        for coda in CODAS:
            for onset in ONSETS:
                for vowel in CLASS_LETTERS:
                    said_coda, said_onset = spoken(coda, onset, vowel, kind)
                    found.append(CODAS.index(said_coda) * 32 + ONSETS.index(said_onset))
    return tuple(found)


@cache
def vowel_table() -> tuple[int, ...]:
    """Vowel as said, by ``(written onset × 19 + said onset) × 21 + vowel``: article 5."""
    found = []
    for written in ONSETS:
        for said in ONSETS:
            for vowel in VOWELS:
                if said in "ㅈㅉㅊ" and vowel == "ㅕ":  # 5.1
                    vowel = "ㅓ"
                elif written != "ㅇ" and vowel == "ㅢ":  # 5.3
                    vowel = "ㅣ"
                found.append(VOWELS.index(vowel))
    return tuple(found)


__all__ = ["NO_CODA", "SILENT", "VOWEL_CLASS", "Kind", "place_of", "spoken", "table", "vowel_table"]
