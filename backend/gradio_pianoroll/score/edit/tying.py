"""Phones that follow their notes: a tier laid from the phonemes of a voice, by the rules of singing synthesis."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import numpy as np

from ...errors import OpError
from ..problems import shown
from ..score_data import ScoreT
from ..segment import Segment
from ..segment_runs import segment_ops
from .arguments import choice
from .changes import applied
from .chosen import Chosen, chosen_rows
from .segmenting import MIN_SEGMENT_S, SHARED_S
from .syllables import GAP_S, PAUSES, Syllable, is_vowel, match, syllables_of, voice_of
from .tiers import CONSONANT_S

RULES = ("free", "svs")
PHONES = "phones"
# What consonants may take of the time between two onsets, or of a note.
_SHARE = 0.5


def tie_phones(score: ScoreT, rule: str = "svs", type: str = PHONES, ids: Chosen = None) -> ScoreT:
    """Lay the phones of notes into a tier, without gaps within a phrase.

    Parameters
    ----------
    score
        Stays as it is.
    rule
        ``"svs"``: the vowel begins with its note and lasts until the consonants of the next one, consonants lie before
        the onset (in the rest, or at the end of the note before), as DiffSinger and OpenUtau have it; codas lie at the
        end of the note. ``"free"``: all phones lie within their note. Notes that hold (``-``) lengthen the vowel.
    type
        Of the tier. Phones that it has keep the lengths of their consonants, their confidence and their extras.
    ids
        Which notes: None for all, an expression of `select`, True or False for each row, or ids. Phones of other notes
        stay where they are; where they touch those of a chosen note they go on touching them.

    Returns
    -------
    Score
        With the tier. Pauses (``SP``, ``AP``) stay between phones and are as long as these leave them. Segments that
        belong to no note go where a chosen note's phones lie now; `broken_ties` names the others.

    Raises
    ------
    OpError
        If there is no such rule, or no note has phonemes.

    Examples
    --------
    >>> from gradio_pianoroll import NoteTable, Score
    >>> from gradio_pianoroll.score import edit
    >>> score = Score(NoteTable.from_columns([1, 2], 1, 60, phoneme=["s a", "r a ng"]))
    >>> [(round(s.start, 2), round(s.end, 2), s.text) for s in edit.tie_phones(score).segments]
    [(0.44, 0.5, 's'), (0.5, 0.94, 'a'), (0.94, 1.0, 'r'), (1.0, 1.44, 'a'), (1.44, 1.5, 'ng')]
    """
    rule = choice("rule", rule, RULES)
    if not isinstance(type, str):
        raise OpError(f"type must be a text, not {shown(type)}", "type")
    track = voice_of(score)
    if track is None:
        raise OpError("no note has phonemes: write them first (g2p.phonemise)", "ids")
    chosen = np.zeros(len(score.notes), bool)
    chosen[chosen_rows(score, ids)] = True
    tier = sorted((s for s in score.segments if s.type == type), key=lambda s: (s.start, s.end))
    syllables = syllables_of(score, track)
    others = match(syllables, [s for s in tier if s.text.strip() not in PAUSES])
    fresh = [bool(chosen[syllable.rows].any()) for syllable in syllables]
    laid = _laid(syllables, fresh, _left_alone(syllables, fresh, tier), rule, type)
    made = [segment for run in laid for segment in run]
    covered = [(run[0].start, run[-1].end) for run, is_fresh in zip(laid, fresh, strict=True) if is_fresh]
    made += [s for s in others if not any(a < s.end - SHARED_S and s.start + SHARED_S < b for a, b in covered)]
    made += _pauses(tier, made, syllables, laid)
    made.sort(key=lambda s: (s.start, s.end))
    if made == tier:
        return score
    at = next((i for i, segment in enumerate(score.segments) if segment.type == type), len(score.segments))
    rest = [segment for segment in score.segments[at:] if segment.type != type]
    return applied(score, segment_ops(score.segments, (*score.segments[:at], *made, *rest)))


def _left_alone(syllables: Sequence[Syllable], fresh: Sequence[bool], tier: Sequence[Segment]) -> list[bool]:
    """Tell whether nothing that a syllable's last phone touches is laid anew: before the edit or after it."""
    moved = {
        id(segment)
        for syllable, is_fresh in zip(syllables, fresh, strict=True)
        if is_fresh
        for segment in syllable.found
    }
    behind = {id(a): id(b) for a, b in pairwise(tier)}
    return [
        not (syllable.found and behind.get(id(syllable.found[-1])) in moved)
        and not (i + 1 < len(fresh) and fresh[i + 1])
        for i, syllable in enumerate(syllables)
    ]


def _laid(
    syllables: Sequence[Syllable], fresh: Sequence[bool], alone: Sequence[bool], rule: str, type: str
) -> list[list[Segment]]:
    """Segments of each syllable."""
    starts: list[float] = []
    for i, syllable in enumerate(syllables):
        if fresh[i]:
            lead_s = sum(_consonants(syllable)[: syllable.lead]) if rule == "svs" else 0.0
            starts.append(syllable.start_s - min(lead_s, _room(syllables, fresh, i)))
        else:
            starts.append(syllable.found[0].start if syllable.found else syllable.start_s)
    laid: list[list[Segment]] = []
    for i, syllable in enumerate(syllables):
        until = syllable.end_s
        if i + 1 < len(syllables):
            is_next = syllables[i + 1].start_s - syllable.end_s <= GAP_S
            until = starts[i + 1] if is_next or starts[i + 1] < until else until
        if fresh[i]:
            laid.append(_spread(syllable, starts[i], until, rule, type))
        else:
            laid.append(syllable.found if alone[i] else _ending(syllable.found, until))
    return laid


def _room(syllables: Sequence[Syllable], fresh: Sequence[bool], i: int) -> float:
    """Time before the onset of a syllable that its consonants may take."""
    onset = syllables[i].start_s
    if i == 0:
        return onset
    former = syllables[i - 1]
    if fresh[i - 1] or not former.found:
        return max(onset - former.end_s, _SHARE * (onset - former.start_s))
    return max(onset - former.end_s, onset - former.found[-1].start - MIN_SEGMENT_S, 0.0)


def _consonants(syllable: Syllable) -> list[float]:
    """Length of each phone that is a consonant: as it was, else the usual one; 0 for vowels."""
    lengths = []
    for i, phone in enumerate(syllable.phones):
        if is_vowel(phone) and i >= syllable.lead:
            lengths.append(0.0)
        else:
            lengths.append(syllable.found[i].end - syllable.found[i].start if syllable.found else CONSONANT_S)
    return lengths


def _spread(syllable: Syllable, start: float, until: float, rule: str, type: str) -> list[Segment]:
    """Segments of a syllable from the first consonant to the end; consonants before the onset lie before it."""
    lengths = _consonants(syllable)
    lead = syllable.lead if rule == "svs" and syllable.start_s - start >= MIN_SEGMENT_S else 0
    before, room = sum(lengths[:lead]), syllable.start_s - start
    scale = room / before if before > 0 else 1.0
    sizes = [length * scale for length in lengths[:lead]]
    onset = syllable.start_s if lead else start
    body = lengths[lead:]
    vowels = [i for i, length in enumerate(body) if length == 0.0]
    whole = max(until - onset, MIN_SEGMENT_S)
    taken = sum(body)
    if not vowels:
        sizes += [length * whole / taken for length in body]
    else:
        shrink = min(1.0, _SHARE * whole / taken) if taken > 0 else 1.0
        weights = (
            [syllable.found[lead + i].end - syllable.found[lead + i].start for i in vowels] if syllable.found else []
        )
        if not weights or sum(weights) <= 0:
            weights = [1.0] * len(vowels)
        rest = whole - taken * shrink
        shares = {i: rest * weight / sum(weights) for i, weight in zip(vowels, weights, strict=True)}
        sizes += [shares.get(i, length * shrink) for i, length in enumerate(body)]
    bounds = [start]
    for size in sizes:
        bounds.append(bounds[-1] + size)
    if lead:
        bounds[lead] = syllable.start_s
    bounds[-1] = max(until, bounds[-2])
    made = []
    for i, phone in enumerate(syllable.phones):
        if syllable.found:
            found = syllable.found[i]
            made.append(Segment(bounds[i], bounds[i + 1], type, found.text, found.confidence, found.extra))
        else:
            made.append(Segment(bounds[i], bounds[i + 1], type, phone))
    return made


def _ending(found: list[Segment], until: float) -> list[Segment]:
    """Segments that stay, the last one until the next syllable begins."""
    if not found or until - found[-1].start < MIN_SEGMENT_S:
        return found
    last = found[-1]
    return [*found[:-1], Segment(last.start, until, last.type, last.text, last.confidence, last.extra)]


def _pauses(
    tier: Sequence[Segment], made: Sequence[Segment], syllables: Sequence[Syllable], laid: Sequence[Sequence[Segment]]
) -> list[Segment]:
    """Pauses of a tier as long as the phones around them leave them."""
    now = {
        id(former): segment
        for syllable, run in zip(syllables, laid, strict=True)
        for former, segment in zip(syllable.found, run, strict=False)
    }
    spans = sorted((s.start, s.end) for s in made)
    starts = np.array([a for a, _ in spans])
    found: list[Segment] = []
    for i, pause in enumerate(tier):
        if pause.text.strip() not in PAUSES:
            continue
        start, end = pause.start, pause.end
        if i > 0 and abs(tier[i - 1].end - start) <= SHARED_S and id(tier[i - 1]) in now:
            start = now[id(tier[i - 1])].end
        if i + 1 < len(tier) and abs(tier[i + 1].start - end) <= SHARED_S and id(tier[i + 1]) in now:
            end = now[id(tier[i + 1])].start
        # What lies in it now takes its end, or its beginning.
        for a, b in spans[max(int(np.searchsorted(starts, start, side="right")) - 1, 0) :]:
            if a >= end:
                break
            if b > start:
                start, end = (b, end) if a <= start else (start, a)
        if end - start >= MIN_SEGMENT_S:
            found.append(Segment(start, end, pause.type, pause.text, pause.confidence, pause.extra))
    return found
