"""How the sounds of Korean are written: one name for each onset, vowel and coda."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from gradio_pianoroll.errors import G2PError
from gradio_pianoroll.i18n.sentence import Sentence

from .hangul import CODAS, ONSETS, SILENT, VOWELS, is_hangul, split

SAID_CODAS = "ㄱㄴㄷㄹㅁㅂㅇ"


@dataclass(frozen=True)
class Notation:
    """Names of sounds; a name may be several sounds with blanks between them.

    Parameters
    ----------
    onsets
        19 names, ㄱ ㄲ ㄴ … ㅎ; that of ㅇ is empty.
    vowels
        21 names, ㅏ ㅐ ㅑ … ㅣ.
    codas
        7 names: ㄱ ㄴ ㄷ ㄹ ㅁ ㅂ ㅇ.
    alone
        Names of whole lyrics that have a notation of their own.
    """

    onsets: Sequence[str]
    vowels: Sequence[str]
    codas: Sequence[str]
    alone: Mapping[str, str] = field(default_factory=dict)
    _known: dict[str, str] = field(default_factory=dict, init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        found = len(self.onsets), len(self.vowels), len(self.codas)
        if found != (len(ONSETS), len(VOWELS), len(SAID_CODAS)):
            raise G2PError(Sentence("g2p.names", onsets=found[0], vowels=found[1], codas=found[2]))

    def coda_name(self, coda: int) -> str:
        """Name of a coda as it is said at the end of a word, by its number among those that are written."""
        return self.codas[SAID_CODAS.index(SAID[CODAS[coda]])] if coda else ""

    def write(self, syllable: str) -> str:
        """Sounds of a syllable as it is said, with blanks between them."""
        written = self._known.get(syllable)
        if written is None:
            onset, vowel, coda = split(syllable)
            parts = (self.onsets[onset], self.vowels[vowel], self.coda_name(coda))
            written = self._known[syllable] = " ".join(part for part in parts if part)
        return written

    def write_all(self, text: str) -> str:
        """Sounds of all syllables of a text."""
        if text in self.alone:
            return self.alone[text]
        return " ".join(self.write(letter) for letter in text if is_hangul(letter))


# A syllable by itself has one of seven codas (articles 8-11).
SAID = {
    **{coda: coda for coda in SAID_CODAS},
    **dict.fromkeys("ㄲㅋㄳㄺ", "ㄱ"), **dict.fromkeys("ㅅㅆㅈㅊㅌㅎ", "ㄷ"), **dict.fromkeys("ㅍㅄㄿ", "ㅂ"),
    **dict.fromkeys("ㄼㄽㄾㅀ", "ㄹ"), **dict.fromkeys("ㄵㄶ", "ㄴ"), "ㄻ": "ㅁ",
}  # fmt: skip
_ROMAN_ONSETS = "g kk n d tt r m b pp s ss - j jj ch k t p h".replace("-", "").split(" ")
_ROMAN_VOWELS = [
    "a",
    "ae",
    "y a",
    "y ae",
    "eo",
    "e",
    "y eo",
    "y e",
    "o",
    "w a",
    "w ae",
    "w e",
    "y o",
    "u",
    "w eo",
    "w e",
    "w i",
    "y u",
    "eu",
    "eu i",
    "i",
]
_OPEN_A = list(map(chr, range(0xAC00, 0xD7A4, 588)))

ROMAN = Notation(_ROMAN_ONSETS, _ROMAN_VOWELS, ["k", "n", "t", "l", "m", "p", "ng"])
_DEMO_ONSETS = ["l" if name == "r" else name for name in _ROMAN_ONSETS]
NOTATIONS: dict[str, Notation] = {
    # What the package's own voices sing: Revised Romanization.
    "roman": ROMAN,
    # Of the first demo of this component, as far as its examples tell: 사랑 `s a l a ng`, 라 `l aa`, 아 `aa`.
    "demo": Notation(
        _DEMO_ONSETS,
        _ROMAN_VOWELS,
        ["k", "n", "t", "l", "m", "p", "ng"],
        {letter: f"{_DEMO_ONSETS[split(letter)[0]]} aa".strip() for letter in _OPEN_A},
    ),
    "jamo": Notation([letter if rank != SILENT else "" for rank, letter in enumerate(ONSETS)], VOWELS, SAID_CODAS),
    "ipa": Notation(
        "k k͈ n t t͈ ɾ m p p͈ s s͈ - tɕ t͈ɕ tɕʰ kʰ tʰ pʰ h".replace("-", "").split(" "),
        [
            "a",
            "ɛ",
            "ja",
            "jɛ",
            "ʌ",
            "e",
            "jʌ",
            "je",
            "o",
            "wa",
            "wɛ",
            "we",
            "jo",
            "u",
            "wʌ",
            "we",
            "wi",
            "ju",
            "ɯ",
            "ɰi",
            "i",
        ],
        ["k̚", "n", "t̚", "l", "m", "p̚", "ŋ"],
    ),
    # Of the Korean voices of DiffSinger that OpenUtau sings: glides apart, codas in capitals.
    "diffsinger": Notation(
        _ROMAN_ONSETS,
        [vowel.replace("ae", "e") for vowel in _ROMAN_VOWELS],
        ["K", "N", "T", "L", "M", "P", "NG"],
    ),
}
