"""Keys of ABC: tonic, mode, accidentals of their own, clef and transposition (standard, sections 3.1.14 and 4.6)."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from fractions import Fraction

from ...score.marks import MAX_SHARPS, MODES, KeySignature

SHARPS, FLATS = "FCGDAEB", "BEADGCF"
_MODES = {name[:3]: name for name in MODES} | {"m": "minor"}
_KEY = re.compile(r"\s*([A-G])([#b]?)\s*([A-Za-z]*)")
_WORD = re.compile(r'([\w%-]+)\s*=\s*("[^"]*"|\S+)|\S+')
ALTER = re.compile(r"([\^_](?:\d{1,3}/\d{1,3}|/\d{0,3})|\^\^?|__?|=)")
_OWN = re.compile(ALTER.pattern + r"([A-Ga-g])")
_OCTAVES = {"-8va": "-1", "+8va": "1", "-8": "-1", "+8": "1"}
_CLEFS = ("treble", "bass", "alto", "tenor", "baritone", "soprano", "mezzo", "mezzosoprano", "perc", "none")


@dataclass
class Key:
    """Value of a ``K:`` field.

    Attributes
    ----------
    sharps, mode
        None where it says no signature.
    alters
        Semitones by letter, of the signature and of accidentals of its own.
    is_plain
        False where a `KeySignature` cannot say it.
    words
        Clef, octave, transpose and the rest, by name.
    """

    sharps: int | None = None
    mode: str = "major"
    alters: dict[str, Fraction] = field(default_factory=dict)
    is_plain: bool = True
    words: dict[str, str] = field(default_factory=dict)


def alter_of(sign: str) -> Fraction:
    """Semitones of an accidental; ``^/`` and ``^3/2`` are parts of them."""
    if sign == "=":
        return Fraction(0)
    direction = 1 if sign[0] == "^" else -1
    if "/" in sign:
        above, _, below = sign[1:].partition("/")
        parts = Fraction(int(above or 1), int(below or 2) or 1)
        return direction * min(parts, Fraction(3))
    return Fraction(direction * len(sign))


def signature(sharps: int) -> dict[str, Fraction]:
    """Semitones by letter of a number of sharps or, below 0, flats."""
    letters = SHARPS[:sharps] if sharps > 0 else FLATS[:-sharps]
    return {letter: Fraction(1 if sharps > 0 else -1) for letter in letters}


def parse_key(text: str) -> Key:
    """Key of the text of a ``K:`` field; what is no key has none."""
    text = text.strip()
    key = Key()
    match = _KEY.match(text)
    rest = text
    if text.lower().startswith("none"):
        key.sharps, rest = 0, text[4:]
    elif text.startswith("HP"):
        key.sharps, rest = 0, text[2:]
    elif text.startswith("Hp"):
        key.sharps, rest = 2, text[2:]
        key.alters = signature(2)
    elif match and not _is_word(text):
        rest = _tonic(key, match, text)
    for word in _WORD.finditer(rest):
        own = _OWN.fullmatch(word[0])
        if own:
            key.is_plain = False
            key.alters[own[2].upper()] = alter_of(own[1])
        elif word[1]:
            key.words[word[1].lower()] = word[2].strip('"')
        elif word[0] in _OCTAVES:
            key.words["octave"] = _OCTAVES[word[0]]
        elif word[0].lower().startswith(_CLEFS):
            key.words["clef"] = word[0]
    return key


def _is_word(text: str) -> bool:
    """Return True if a clef or a name such as ``Clef=bass`` begins where a tonic could."""
    return re.match(r"[\w%-]+=", text) is not None or text[0] in "_=^"


def _tonic(key: Key, match: re.Match[str], text: str) -> str:
    """Signature of tonic and mode; what follows them is left."""
    letter, sign, word = match.groups()
    short = word.lower()[:3]
    rest = text[match.end() :]
    mode = _MODES.get(word.lower() if word.lower() == "m" else short)
    if not word or text[match.end() :].lstrip().startswith("="):
        # The name of a property, not a mode.
        mode, rest = "major", text[match.start(3) :]
    elif short == "exp":
        # Accidentals of its own alone.
        key.sharps, key.is_plain = 0, False
        return rest
    elif mode is None:
        mode, rest = "major", text[match.start(3) :]
    fifths = SHARPS.index(letter) - 1 + (7 if sign == "#" else -7 if sign == "b" else 0) - MODES[mode]
    key.sharps, key.mode = fifths, mode
    if abs(fifths) <= MAX_SHARPS:
        key.alters = signature(fifths)
    else:
        # Eight sharps or flats and more: some letters twice.
        key.is_plain = False
        letters = SHARPS if fifths > 0 else FLATS
        step = 1 if fifths > 0 else -1
        for i in range(min(abs(fifths), 14)):
            key.alters[letters[i % 7]] = key.alters.get(letters[i % 7], Fraction(0)) + step
    return rest


def transposed(sharps: int, semitones: int) -> int:
    """Sharps of a key as it sounds, so many semitones higher than it is written."""
    moved = (sharps + 7 * semitones + 5) % 12 - 5
    return sharps if semitones % 12 == 0 else moved


def key_text(key: KeySignature) -> str:
    """Text of a ``K:`` field."""
    tonic, mode = key.name.split()
    return tonic + ("" if mode == "major" else "m" if mode == "minor" else mode[:3])
