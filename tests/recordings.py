"""Real recordings for tests; fetched from Debian packages at the first use (scripts/fetch_test_data.py)."""

from functools import lru_cache
from pathlib import Path

from scripts import fetch_test_data


@lru_cache
def spoken_words(name: str = "Front_Center.wav") -> Path:
    """A woman says two words, 48 kHz, 1.4 s; also Rear_Left.wav, Side_Right.wav … and Noise.wav."""
    return fetch_test_data.speech() / name


@lru_cache
def spoken_sentences(name: str = "vm-intro.wav") -> Path:
    """A woman says a sentence, 8 kHz, 5 s; 500 more prompts lie beside it."""
    return fetch_test_data.prompts() / name
