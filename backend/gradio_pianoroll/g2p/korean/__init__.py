"""Korean: Hangul as spoken, by the standard pronunciation (표준 발음법)."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence

from .entries import Entries, lexicon
from .hangul import is_hangul
from .reading import read_aloud
from .saying import speak

__all__ = ["is_hangul", "normal", "read_aloud", "sources_of", "speak"]


def normal(text: str) -> str:
    """Text in composed form: syllables that came as single letters (as files of a Mac have them) are whole."""
    return text if text.isascii() or unicodedata.is_normalized("NFC", text) else unicodedata.normalize("NFC", text)


def sources_of(own: Entries | None) -> Sequence[Entries]:
    """List of where words are looked for: those of a session, then those of the package."""
    return (own, lexicon()) if own is not None and own.lengths else (lexicon(),)
