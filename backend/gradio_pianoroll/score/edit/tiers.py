"""Whole tiers: made of notes, so that their times can be set apart from them, and taken away."""

from __future__ import annotations

import re
from collections.abc import Iterator

import numpy as np

from ...errors import OpError
from ..problems import shown
from ..score_data import ScoreT
from ..segment import Segment
from .arguments import choice
from .chosen import Chosen, chosen_rows
from .segmenting import MIN_SEGMENT_S, SHARED_S, with_segments
from .texts import HOLDS

# What a consonant takes of its note; all of one note take at most half of it.
CONSONANT_S = 0.06
_CONSONANTS_SHARE = 0.5
# IPA, ARPAbet, romanizations and Hangul: a vowel begins with one of these. "y" is a glide in most of them.
_VOWEL = re.compile(r"[aeiou@æœøɐɑɒɔəɚɛɜɝɞɘɤɨɪɯɵʉʊʌㅏ-ㅣ]", re.IGNORECASE)
_BETWEEN_PHONES = re.compile(r"[\s·]+")
_TYPES = {"lyric": "syllable", "phoneme": "phoneme"}


def add_tier(score: ScoreT, column: str = "lyric", type: str | None = None, ids: Chosen = None) -> ScoreT:
    """Add a tier with a segment for each lyric, or for each phoneme of each note.

    A lyric ``-`` lengthens the segment before it. Of notes that begin together the lowest counts, and a segment ends
    where the next one begins. The phonemes of a note share its time: a consonant takes 60 ms, all of them at most half
    of it, and the vowels share the rest.

    Parameters
    ----------
    score
        Stays as it is.
    column
        ``"lyric"`` or ``"phoneme"``.
    type
        Of the segments; by default ``"syllable"`` and ``"phoneme"``.
    ids
        Which notes: None for all, an expression of `select`, True or False for each row, or ids.

    Raises
    ------
    OpError
        If there are segments of this type already, or no note has such a text.

    Examples
    --------
    >>> from gradio_pianoroll import NoteTable, Score
    >>> from gradio_pianoroll.score import edit
    >>> score = Score(NoteTable.from_columns([0, 1], 1, 60, phoneme=["r i", "r a ng"]))
    >>> [(round(s.start, 3), round(s.end, 3), s.text) for s in edit.add_tier(score, "phoneme").segments[:3]]
    [(0.0, 0.06, 'r'), (0.06, 0.5, 'i'), (0.5, 0.56, 'r')]
    """
    column = choice("column", column, tuple(_TYPES))
    kind = _TYPES[column] if type is None else type
    if not isinstance(kind, str):
        raise OpError(f"type must be a text, not {shown(kind)}", "type")
    if any(segment.type == kind for segment in score.segments):
        raise OpError(f"there are segments of the type {kind!r} already: delete that tier first", "type")
    spans = _spans(score, column, chosen_rows(score, ids))
    made: list[Segment] = []
    for start, end, text in spans:
        phones = [text] if column == "lyric" else _BETWEEN_PHONES.split(text.strip())
        made += (Segment(a, b, kind, phone) for a, b, phone in _shared_out(start, end, phones))
    if not made:
        raise OpError(f"no note here has a {column}", "ids")
    return with_segments(score, (*score.segments, *made))


def delete_tier(score: ScoreT, type: str) -> ScoreT:
    """Take all segments of a type away; the score as it is when there are none."""
    kept = tuple(segment for segment in score.segments if segment.type != type)
    return score if len(kept) == len(score.segments) else with_segments(score, kept)


def _spans(score: ScoreT, column: str, rows: np.ndarray) -> list[tuple[float, float, str]]:
    """Start, end and text of each note that has one, in order of time, none over the next."""
    notes = score.notes
    texts = notes.lyric if column == "lyric" else notes.phoneme
    onset_s = score.tempo_map.seconds_at(notes.onset_beats[rows]).tolist()
    end_s = score.tempo_map.seconds_at(notes.end_beats[rows]).tolist()
    spans: list[tuple[float, float, str]] = []
    for row, onset, end in zip(rows.tolist(), onset_s, end_s, strict=True):
        text = (texts[row] or "").strip()
        if not text:
            continue
        former = spans[-1] if spans else None
        if former is not None and onset - former[0] < MIN_SEGMENT_S:
            continue
        if former is not None and column == "lyric" and text == HOLDS and onset <= former[1] + SHARED_S:
            spans[-1] = (former[0], max(former[1], end), former[2])
            continue
        if former is not None and former[1] > onset:
            spans[-1] = (former[0], onset, former[2])
        spans.append((onset, end, text))
    return [span for span in spans if span[1] - span[0] >= MIN_SEGMENT_S]


def _shared_out(start: float, end: float, phones: list[str]) -> Iterator[tuple[float, float, str]]:
    length, vowels = end - start, [_VOWEL.match(phone) is not None for phone in phones]
    n_vowels = sum(vowels)
    n_consonants = len(phones) - n_vowels
    if n_vowels and n_consonants:
        consonant = min(CONSONANT_S, _CONSONANTS_SHARE * length / n_consonants)
        vowel = (length - n_consonants * consonant) / n_vowels
    else:
        consonant = vowel = length / len(phones)
    at = start
    for i, (phone, is_vowel) in enumerate(zip(phones, vowels, strict=True)):
        until = end if i == len(phones) - 1 else at + (vowel if is_vowel else consonant)
        yield at, until, phone
        at = until
