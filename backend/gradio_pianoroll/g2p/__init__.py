"""Lyrics to phonemes: Korean by the standard pronunciation, English and Japanese with an extra each."""

from .korean.notations import NOTATIONS, Notation
from .languages import phonemes, pronounce, read_words
from .pronunciations import Pronunciations
from .scores import phonemise

__all__ = ["NOTATIONS", "Notation", "Pronunciations", "phonemes", "phonemise", "pronounce", "read_words"]
