"""Japanese: words read by Open JTalk (`pyopenjtalk-plus`, which carries its dictionary), morae written as phonemes."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

from gradio_pianoroll.extras import require

from .pronunciations import Pronunciations

_SMALL = "ァィゥェォャュョヮ"
_MORA = re.compile(rf"[ァ-ヴ][{_SMALL}]?|ー")
_LETTERS = re.compile(r"[^\W_]", re.UNICODE)
_VOWELS = dict(zip("アイウエオ", "aiueo", strict=True))
_ROWS = {
    "": "アイウエオ", "k": "カキクケコ", "s": "サ スセソ", "t": "タ  テト", "n": "ナニヌネノ", "h": "ハヒ ヘホ",
    "m": "マミムメモ", "r": "ラリルレロ", "g": "ガギグゲゴ",
    "z": "ザ ズゼゾ", "d": "ダ  デド", "b": "バビブベボ", "p": "パピプペポ", "y": "ヤ ユ ヨ", "w": "ワ   ヲ",
}  # fmt: skip
_ALONE = {
    "シ": "sh i", "チ": "ch i", "ツ": "ts u", "フ": "f u", "ジ": "j i", "ヂ": "j i", "ヅ": "z u", "ヲ": "o",
    "ヰ": "i", "ヱ": "e", "ン": "N", "ッ": "cl", "ヴ": "v u",
}  # fmt: skip
_SMALL_VOWELS = dict(zip("ァィゥェォャュョヮ", "aiueoauoa", strict=True))
# Consonant before a small kana: of ティ it is that of テ, of ファ that of フ, of キャ a palatal one.
_PALATAL = {
    "k": "ky",
    "g": "gy",
    "n": "ny",
    "h": "hy",
    "m": "my",
    "r": "ry",
    "b": "by",
    "p": "py",
    "t": "ty",
    "d": "dy",
    "f": "fy",
    "v": "by",
    "": "y",
}
_IPA = {
    "a": "a", "i": "i", "u": "ɯ", "e": "e", "o": "o", "N": "ɴ", "cl": "ʔ", "k": "k", "ky": "kʲ", "s": "s", "sh": "ɕ",
    "t": "t", "ty": "tʲ", "ch": "tɕ",
    "ts": "ts", "n": "n", "ny": "ɲ", "h": "h", "hy": "ç", "f": "ɸ", "fy": "ɸʲ", "m": "m", "my": "mʲ", "r": "ɾ",
    "ry": "ɾʲ", "g": "ɡ", "gy": "ɡʲ", "z": "z",
    "j": "dʑ", "d": "d", "dy": "dʲ", "b": "b", "by": "bʲ", "p": "p", "py": "pʲ", "y": "j", "w": "ɰ", "v": "v",
}  # fmt: skip
NOTATIONS: Mapping[str, str] = {
    "roman": "names of Open JTalk",
    "ipa": "broad",
    "kana": "Katakana",
}


def _table() -> dict[str, str]:
    table = dict(_ALONE)
    for consonant, row in _ROWS.items():
        for kana, vowel in zip(row, "aiueo", strict=True):
            if kana != " ":
                table.setdefault(kana, f"{consonant} {vowel}".strip())
    for kana, said in list(table.items()):
        if kana in "ンッ":
            continue
        consonant = " ".join(said.split()[:-1])
        for small, vowel in _SMALL_VOWELS.items():
            before = _PALATAL.get(consonant, consonant) if small in "ャュョ" else consonant
            if not consonant and said != "i" and small not in "ャュョ":
                # ウィ ウェ ウォ.
                before = "w" if said == "u" else ""
            if small in "ヮ" and consonant:
                before = f"{consonant} w"
            table[kana + small] = f"{before} {vowel}".strip()
    return table


_SAID = _table()


def katakana(text: str) -> str:
    """Text with its Hiragana as Katakana."""
    return "".join(chr(ord(letter) + 96) if "ぁ" <= letter <= "ゖ" else letter for letter in text)


def morae(kana: str) -> list[str]:
    """Morae of a text in Katakana; what is none is passed over."""
    return _MORA.findall(kana)


def write(of: list[str], notation: str) -> list[str]:
    """Phonemes of morae; ー and ッ take after what stands before."""
    written: list[str] = []
    vowel = "a"
    for mora in of:
        said = vowel if mora == "ー" else _SAID.get(mora, mora)
        last = said.split()[-1]
        vowel = last if last in _VOWELS.values() else vowel
        if notation == "kana":
            written.append(mora)
        elif notation == "ipa":
            written.append(" ".join(_IPA.get(sound, sound) for sound in said.split()))
        else:
            written.append(said)
    return written


def reader(notation: str, own: Pronunciations | None) -> Callable[[str, bool], tuple[list[str], list[str]]]:
    """Function that reads Japanese: phonemes of each mora, and the words that could not be read.

    Raises
    ------
    MissingPackageError
        If the extra ``g2p-ja`` is not installed.
    """
    openjtalk = require("pyopenjtalk", "Japanese pronunciation")
    words = {word: katakana(said) for word, language, said in own or () if language == "ja"}
    longest = re.compile("|".join(map(re.escape, sorted(words, key=len, reverse=True)))) if words else None

    def read(text: str, link: bool) -> tuple[list[str], list[str]]:
        if longest is not None:
            text = longest.sub(lambda found: words[found[0]], text)
        units: list[str] = []
        unread: list[str] = []
        for line in text.splitlines():
            for word in openjtalk.run_frontend(line) if line.strip() else ():
                found = morae(word["pron"])
                units += write(found, notation)
                if not found and _LETTERS.search(word["string"]):
                    unread.append(word["string"])
                    units.append(word["string"])
        return units, unread

    return read
