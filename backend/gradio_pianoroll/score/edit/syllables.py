"""Which segments of a tier are the phones of which note.

A syllable is a note with phonemes, and the notes that hold it (``-``). Its phones are looked for in the tier one after
the other, by their texts: a note may have moved since, and its phones with it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from ..score_data import ScoreT
from ..segment import Segment
from .segmenting import MIN_SEGMENT_S, SHARED_S
from .texts import HOLDS

# Texts of segments that are no phones: silence and breaths.
PAUSES = frozenset(("SP", "AP", "sil", "pau", "br", "<SP>", "<AP>"))
# Shorter rests between notes are none.
GAP_S = 0.01
# So many syllables and segments are passed over in search of the next ones that go together.
REACH_SYLLABLES, REACH_SEGMENTS = 8, 48
_BETWEEN = re.compile(r"[\s·]+")
_LANGUAGE = re.compile(r"^.*/")
# IPA, ARPAbet, romanizations and Hangul; a syllabic nasal and a held stop of Japanese fill a note as well.
_VOWEL = re.compile(r"[aeiou@æœøɐɑɒɔəɚɛɜɝɞɘɤɨɪɯɵʉʊʌㅏ-ㅣ]", re.IGNORECASE)
_MORAS = frozenset(("N", "cl"))


@dataclass
class Syllable:
    """Note with phonemes and the notes that hold it.

    Attributes
    ----------
    rows
        Of its notes, the first one with the phonemes.
    start_s, end_s
        From its onset to the end of the last note that holds it, at most to the next onset.
    phones
        Its phonemes.
    lead
        How many of them are consonants before the vowel.
    found
        Segments that are these phones; empty where there are none.
    """

    rows: list[int]
    start_s: float
    end_s: float
    phones: list[str]
    lead: int
    found: list[Segment]


def is_vowel(phone: str) -> bool:
    """Return True if a phone fills its note; it may have the prefix of its language (``zh/a``)."""
    own = _LANGUAGE.sub("", phone)
    return own in _MORAS or _VOWEL.match(own) is not None


def lead_of(phones: Sequence[str]) -> int:
    """Count of the consonants before the first vowel; 0 where there is no vowel."""
    return next((i for i, phone in enumerate(phones) if is_vowel(phone)), 0)


def voice_of(score: ScoreT) -> int | None:
    """Track whose notes a tier of phones belongs to: the first one with phonemes; None where no note has any."""
    has = score.notes.phoneme.present()
    return int(score.notes.track[has].min()) if has.any() else None


def syllables_of(score: ScoreT, track: int) -> list[Syllable]:
    """Syllables of a track in order of time, none over the next; of notes that begin together the lowest counts."""
    notes = score.notes
    rows = np.flatnonzero(notes.track == track)
    onset_s = score.tempo_map.seconds_at(notes.onset_beats[rows]).tolist()
    end_s = score.tempo_map.seconds_at(notes.end_beats[rows]).tolist()
    found: list[Syllable] = []
    last_onset_s = -np.inf
    for row, onset, end in zip(rows.tolist(), onset_s, end_s, strict=True):
        phones = [phone for phone in _BETWEEN.split((notes.phoneme[row] or "").strip()) if phone]
        if onset - last_onset_s < MIN_SEGMENT_S:
            continue
        last_onset_s = onset
        former = found[-1] if found else None
        is_held = not phones and (notes.lyric[row] or "").strip() == HOLDS
        if former is not None and is_held and onset <= former.end_s + GAP_S:
            former.end_s = max(former.end_s, end)
            former.rows.append(row)
            continue
        if former is not None and former.end_s > onset - GAP_S:
            former.end_s = onset
        if phones:
            found.append(Syllable([row], onset, end, phones, lead_of(phones), []))
    return found


def match(syllables: Sequence[Syllable], segments: Sequence[Segment]) -> list[Segment]:
    """Give syllables their segments, which are no pauses and in order of time; returns those that are nobody's."""
    texts = [segment.text.strip() for segment in segments]
    others: list[Segment] = []
    at = number = 0
    while number < len(syllables):
        skipped = _next_together(syllables, texts, number, at)
        if skipped is None:
            break
        number += skipped[0]
        others += segments[at : at + skipped[1]]
        at += skipped[1]
        syllable = syllables[number]
        syllable.found = list(segments[at : at + len(syllable.phones)])
        at += len(syllable.phones)
        number += 1
    others += segments[at:]
    return _claimed(syllables, others)


def _next_together(syllables: Sequence[Syllable], texts: list[str], number: int, at: int) -> tuple[int, int] | None:
    """Number of syllables and segments to pass over until they go together; the least, None where they never do.

    As many phones as segments: then the phones of a syllable were changed, which is likelier than that some went and
    others came.
    """
    best: tuple[int, int] | None = None
    least = passed = 0
    for ahead, syllable in enumerate(syllables[number : number + REACH_SYLLABLES + 1]):
        phones = syllable.phones
        for over in range(min(REACH_SEGMENTS, len(texts) - at)):
            if texts[at + over] != phones[0] or texts[at + over : at + over + len(phones)] != phones:
                continue
            if passed == over == 0:
                return 0, 0
            cost = 2 * max(passed, over) + abs(passed - over)
            if best is None or cost < least:
                best, least = (ahead, over), cost
        passed += len(phones)
    return best


def _claimed(syllables: Sequence[Syllable], others: list[Segment]) -> list[Segment]:
    """Let syllables without segments have those of the others that say the same: their note went past another."""
    left = list(others)
    for syllable in syllables:
        count = len(syllable.phones)
        if syllable.found or len(left) < count:
            continue
        texts = [segment.text.strip() for segment in left]
        for at in range(len(left) - count + 1):
            run = left[at : at + count]
            if texts[at : at + count] == syllable.phones and _touch(run):
                syllable.found = run
                del left[at : at + count]
                break
    return left


def _touch(run: Sequence[Segment]) -> bool:
    return all(abs(a.end - b.start) <= SHARED_S for a, b in pairwise(run))
