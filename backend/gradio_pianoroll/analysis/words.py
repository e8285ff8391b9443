"""Lyrics on notes, from words whose times are known (an aligner's or a speech recogniser's output)."""

from __future__ import annotations

import math
import warnings
from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from gradio_pianoroll.analysis.checks import AnalysisError
from gradio_pianoroll.i18n.sentence import Sentence, listed
from gradio_pianoroll.score import PianoRollWarning

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from gradio_pianoroll.score import Segment

    Word = tuple[str, float, float]

# What is sung on when a word has more notes than syllables.
HELD = "-"
# So many words are named in a warning.
NAMED = 5
HANGUL_FIRST, HANGUL_LAST = "가", "힣"


def check_words(words: Sequence[Word]) -> list[Word]:
    """Words in order of time.

    Raises
    ------
    AnalysisError
        When one is not (text, start, end) in seconds with the end after the start; the message names it.
    """
    checked: list[Word] = []
    for number, word in enumerate(words):
        if isinstance(word, str) or len(word) != 3 or not isinstance(word[0], str):
            raise AnalysisError(Sentence("words.form", number=number, word=word))
        text, start, end = word[0], float(word[1]), float(word[2])
        if not (math.isfinite(start) and math.isfinite(end) and 0 <= start < end):
            raise AnalysisError(Sentence("words.order", number=number, text=text, start=start, end=end))
        checked.append((text, start, end))
    return sorted(checked, key=lambda word: word[1])


def syllables_of(text: str) -> list[str]:
    """Parts of a word that can go on notes of their own: Hangul blocks one by one, hyphenated parts, else the whole."""
    stripped = text.strip()
    if any(HANGUL_FIRST <= letter <= HANGUL_LAST for letter in stripped):
        parts: list[str] = []
        for letter in stripped:
            if HANGUL_FIRST <= letter <= HANGUL_LAST or not parts:
                parts.append(letter)
            else:
                # Punctuation stays with the syllable before it.
                parts[-1] += letter
        return parts
    return [part for part in stripped.split("-") if part] or [stripped]


def assign_words(onset_s: NDArray[np.float64], end_s: NDArray[np.float64], words: Sequence[Word]) -> list[str | None]:
    """Lyric of each note.

    A note belongs to the word that it overlaps most. The syllables of a word go on its notes in order: further notes
    hold on (`-`), further syllables share the last note.

    Parameters
    ----------
    onset_s, end_s
        Seconds, sorted, shape (n_notes,).
    words
        As `check_words` returns them.

    Returns
    -------
    list of n_notes texts, None for notes without a word

    Warns
    -----
    PianoRollWarning
        With the words that are on no note.
    """
    lyrics: list[str | None] = [None] * len(onset_s)
    owner = _owners(onset_s, end_s, words)
    _say_unsung(words, owner)
    for number, (text, _, _) in enumerate(words):
        rows = np.flatnonzero(owner == number)
        parts = syllables_of(text)
        for place, row in enumerate(rows):
            last = place == len(rows) - 1
            lyrics[int(row)] = (
                "".join(parts[place:])
                if last and place < len(parts)
                else (parts[place] if place < len(parts) else HELD)
            )
    return lyrics


def _say_unsung(words: Sequence[Word], owner: NDArray[np.intp]) -> None:
    """Warn of words that got no note."""
    sung = set(owner.tolist())
    unsung = [
        Sentence("words.word", text=text, start=start)
        for number, (text, start, _) in enumerate(words)
        if number not in sung
    ]
    if unsung:
        said = {"count": len(unsung), "total": len(words), "words": listed(unsung[:NAMED])}
        more = len(unsung) - NAMED
        warnings.warn(
            Sentence("words.unsung_more", more=more, **said) if more > 0 else Sentence("words.unsung", **said),
            PianoRollWarning,
            stacklevel=4,
        )


def _owners(onset_s: NDArray[np.float64], end_s: NDArray[np.float64], words: Sequence[Word]) -> NDArray[np.intp]:
    """Number of the word that each note overlaps most, -1 for none."""
    owner = np.full(len(onset_s), -1)
    best = np.zeros(len(onset_s))
    for number, (_, start, end) in enumerate(words):
        # Notes do not overlap: both columns are sorted.
        rows = slice(np.searchsorted(end_s, start, side="right"), np.searchsorted(onset_s, end))
        shared = np.minimum(end_s[rows], end) - np.maximum(onset_s[rows], start)
        better = shared > best[rows]
        owner[rows] = np.where(better, number, owner[rows])
        best[rows] = np.maximum(best[rows], shared)
    return owner


def word_segments(words: Sequence[Word]) -> tuple[Segment, ...]:
    """Words as segments of a score."""
    from gradio_pianoroll.score import Segment

    return tuple(Segment(start, end, "word", text) for text, start, end in words)
