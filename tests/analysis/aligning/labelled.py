"""Recorded sentences whose phones are known, and how far an alignment is from them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import soundfile as sf

from gradio_pianoroll.analysis import align_lyrics
from gradio_pianoroll.analysis.aligning.sounds import is_pause, parts_of
from gradio_pianoroll.formats import load
from scripts import fetch_test_data

AFTER_S = 0.1
PHRASES = ("im_twelve", "three_plus_five", "two_plus_two")


@dataclass(frozen=True)
class Sentence:
    """A file, its phones (start and end in seconds, name; pauses too), and the names of each word."""

    name: str
    path: object
    phones: tuple[tuple[float, float, str], ...]
    words: tuple[str, ...]


def _of_tiers(name, wav, grid, words_tier="word"):
    score = load(grid)
    tiers = {tier: [(s.start, s.end, s.text.strip()) for s in score.segments if s.type == tier] for tier in score.tiers}
    phones = [phone for phone in tiers["phone"] if not is_pause(phone[2])]
    spans = [word for word in tiers.get(words_tier, ()) if not is_pause(word[2])]
    if not spans:
        # No tier of words: each phrase is one.
        spans = [(phones[0][0], phones[-1][1], "")]
    words = [
        " ".join(text for start, end, text in phones if first <= (start + end) / 2 < last) for first, last, _ in spans
    ]
    return Sentence(name, wav, tuple(phones), tuple(word for word in words if word))


@lru_cache
def sentences() -> tuple[Sentence, ...]:
    """English phrases of five voices; none of them was used to train the model."""
    folder, found = fetch_test_data.labelled(), []
    for name, grid in (("bobby", "bobby_phones"), ("mary", "mary")):
        found.append(_of_tiers(name, folder / f"{name}.wav", folder / f"{grid}.TextGrid"))
    folder = fetch_test_data.phrases()
    found += [_of_tiers(name, folder / f"{name}.wav", folder / f"{name}.TextGrid") for name in PHRASES]
    folder = fetch_test_data.arctic()
    phones = []
    for line in (folder / "arctic_a0009_phone.lab").read_text().splitlines():
        start, end, context = line.split()
        phones.append((int(start) / 1e7, int(end) / 1e7, re.search(r"-([a-z]+)\+", context).group(1)))
    phones = [phone for phone in phones if not is_pause(phone[2])]
    found.append(
        Sentence("arctic_a0009", folder / "arctic_a0009.wav", tuple(phones), (" ".join(p[2] for p in phones),))
    )
    return tuple(found)


def errors_s(sentence: Sentence) -> tuple[np.ndarray, np.ndarray]:
    """How far each phone's start is from its label in seconds, and which of them are vowels."""
    audio, sr = sf.read(sentence.path, dtype="float32", always_2d=True)
    # Two recordings go on with words that have no labels.
    labelled = audio[: round((sentence.phones[-1][1] + AFTER_S) * sr)].mean(axis=1)
    found = align_lyrics(labelled, sr, phonemes=sentence.words).phones
    names = [name for _, _, name in sentence.phones]
    assert found.text.to_list() == names
    is_vowel = np.array([parts_of(name)[0].is_vowel for name in names])
    return found.start_s - np.array([start for start, _, _ in sentence.phones]), is_vowel
