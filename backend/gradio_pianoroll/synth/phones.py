"""Speech sounds for the singing voice: formants of a soprano, and how the consonants of Korean are made.

Phonemes are written in the Revised Romanization, separated by blanks: `n eo m`, `pp y eo ng`.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal

from gradio_pianoroll.g2p.korean.hangul import N_CODAS, is_hangul
from gradio_pianoroll.g2p.korean.notations import ROMAN

Kind = Literal["vowel", "glide", "nasal", "liquid", "stop", "fricative"]
Formants = tuple[float, float, float, float]


@dataclass(frozen=True)
class Phone:
    """One sound.

    Attributes
    ----------
    formants_hz
        Where the vocal tract resonates.
    amplitude
        Of the voiced part, a vowel is 1.
    noise
        Level and band (`hiss` 5-9 kHz, `hush` 2.5-6 kHz, `breath` 0.8-4 kHz) of the unvoiced part.
    duration_s
        Of a consonant.
    burst
        Level of the noise when a closure opens.
    """

    kind: Kind
    formants_hz: Formants
    amplitude: float = 1.0
    noise: float = 0.0
    band: Literal["hiss", "hush", "breath"] = "breath"
    duration_s: float = 0.06
    burst: float = 0.0


VOWELS: dict[str, Formants] = {
    "a": (860, 1380, 2850, 3900),
    "eo": (660, 1130, 2800, 3850),
    "o": (470, 860, 2750, 3800),
    "u": (370, 830, 2700, 3750),
    "eu": (400, 1480, 2750, 3850),
    "i": (330, 2650, 3300, 4100),
    "ae": (640, 2150, 2950, 3950),
    "e": (520, 2250, 2950, 4000),
}


def _stop(f2: float, amplitude: float, burst: float, duration_s: float) -> Phone:
    return Phone("stop", (280, f2, 2700, 3700), amplitude, 0.0, "breath", duration_s, burst)


def _nasal(f2: float) -> Phone:
    return Phone("nasal", (270, f2, 2400, 3500), 0.42, duration_s=0.075)


PHONES: dict[str, Phone] = {
    **{name: Phone("vowel", formants) for name, formants in VOWELS.items()},
    "y": Phone("glide", (310, 2500, 3200, 4100), 0.85, duration_s=0.08),
    "w": Phone("glide", (330, 750, 2500, 3600), 0.8, duration_s=0.08),
    "n": _nasal(1650),
    "m": _nasal(1050),
    "ng": _nasal(2100),
    "r": Phone("liquid", (420, 1500, 2500, 3600), 0.4, duration_s=0.04),
    "l": Phone("liquid", (380, 1250, 2700, 3700), 0.6, duration_s=0.075),
    "g": _stop(1800, 0.10, 0.25, 0.055),
    "d": _stop(1750, 0.10, 0.25, 0.05),
    "b": _stop(950, 0.10, 0.2, 0.05),
    "j": replace(_stop(2100, 0.08, 0.3, 0.07), band="hush"),
    "kk": _stop(1800, 0.0, 0.45, 0.085),
    "tt": _stop(1750, 0.0, 0.45, 0.085),
    "pp": _stop(950, 0.0, 0.4, 0.085),
    "jj": replace(_stop(2100, 0.0, 0.45, 0.09), band="hush"),
    "k": replace(_stop(1800, 0.0, 0.5, 0.1), noise=0.1),
    "t": replace(_stop(1750, 0.0, 0.5, 0.1), noise=0.1),
    "p": replace(_stop(950, 0.0, 0.45, 0.1), noise=0.1),
    "ch": replace(_stop(2100, 0.0, 0.5, 0.11), noise=0.2, band="hush"),
    "s": Phone("fricative", (400, 1700, 2700, 3800), 0.0, 0.5, "hiss", 0.105),
    "ss": Phone("fricative", (400, 1700, 2700, 3800), 0.0, 0.6, "hiss", 0.12),
    "h": Phone("fricative", (600, 1500, 2700, 3800), 0.15, 0.3, "breath", 0.08),
}

ONSETS = tuple(ROMAN.onsets)
NUCLEI = tuple(ROMAN.vowels)
# Only seven consonants are spoken at the end of a syllable.
CODAS = tuple(ROMAN.coda_name(coda) for coda in range(N_CODAS))


def hangul_phones(syllable: str) -> str:
    """Phonemes of one Hangul syllable as it stands alone (`한` → `h a n`), empty for anything else."""
    return ROMAN.write(syllable) if len(syllable) == 1 and is_hangul(syllable) else ""


@dataclass(frozen=True)
class Syllable:
    """What is sung on one note: consonants before, vowels, consonants after."""

    onset: tuple[Phone, ...]
    nucleus: tuple[Phone, ...]
    coda: tuple[Phone, ...]


def parse_syllable(phoneme: str | None, lyric: str | None = None) -> Syllable:
    """Read phonemes; without any, the lyric's Hangul; without that, sing `a`. Unknown phonemes are left out."""
    text = phoneme or hangul_phones((lyric or "").strip()[:1]) or "a"
    names = [name for name in text.split() if name in PHONES]
    vowels = [index for index, name in enumerate(names) if name in VOWELS]
    if not vowels:
        names, vowels = [*names, "a"], [len(names)]
    onset = tuple(_onset_phone(names, index) for index in range(vowels[0]))
    nucleus = tuple(PHONES[names[index]] for index in vowels)
    coda = tuple(PHONES[name] for name in names[vowels[-1] + 1 :])
    return Syllable(onset, nucleus, coda)


def _onset_phone(names: list[str], index: int) -> Phone:
    phone = PHONES[names[index]]
    # Before i and y the Korean s is palatal.
    before_i = index + 1 < len(names) and names[index + 1] in ("i", "y")
    return replace(phone, band="hush", noise=phone.noise * 0.8) if names[index] in ("s", "ss") and before_i else phone
