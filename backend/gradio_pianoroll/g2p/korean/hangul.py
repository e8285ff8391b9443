"""Hangul syllables as numbers: onset, vowel and coda of a code point, and back."""

from __future__ import annotations

FIRST, LAST = 0xAC00, 0xD7A3
N_SYLLABLES = LAST - FIRST + 1
ONSETS = "ㄱㄲㄴㄷㄸㄹㅁㅂㅃㅅㅆㅇㅈㅉㅊㅋㅌㅍㅎ"
VOWELS = "ㅏㅐㅑㅒㅓㅔㅕㅖㅗㅘㅙㅚㅛㅜㅝㅞㅟㅠㅡㅢㅣ"
# A blank stands for no coda.
CODAS = " ㄱㄲㄳㄴㄵㄶㄷㄹㄺㄻㄼㄽㄾㄿㅀㅁㅂㅄㅅㅆㅇㅈㅊㅋㅌㅍㅎ"
N_ONSETS, N_VOWELS, N_CODAS = len(ONSETS), len(VOWELS), len(CODAS)
NO_CODA = 0
SILENT = ONSETS.index("ㅇ")


def is_hangul(letter: str) -> bool:
    """Return True for a whole syllable."""
    return "가" <= letter <= "힣"


def split(letter: str) -> tuple[int, int, int]:
    """Numbers of onset, vowel and coda of a syllable."""
    code = ord(letter) - FIRST
    return code // 588, code % 588 // 28, code % 28


def join(onset: int, vowel: int, coda: int) -> str:
    """Syllable of three numbers."""
    return chr(FIRST + onset * 588 + vowel * 28 + coda)


def coda_of(letter: str) -> str:
    """Coda of a syllable as a letter; a blank for none, and for what is no syllable."""
    return CODAS[(ord(letter) - FIRST) % 28] if is_hangul(letter) else " "
