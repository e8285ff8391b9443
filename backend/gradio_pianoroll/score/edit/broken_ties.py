"""Where a tier of phones and its notes do not go together; told, never changed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

from gradio_pianoroll.i18n.sentence import Sentence

from ..score_data import ScoreT
from ..segment import Segment
from .arguments import choice
from .segmenting import SHARED_S
from .syllables import GAP_S, PAUSES, Syllable, match, syllables_of, voice_of
from .tying import PHONES, RULES

Kind = Literal["missing", "foreign", "onset", "gap", "overlap", "end"]
# What lies nearer to its place is there.
NEAR_S = 0.01


@dataclass(frozen=True)
class BrokenTie:
    """Place where a rule is broken.

    Attributes
    ----------
    kind
        ``"missing"`` (a note without its phones), ``"foreign"`` (phones without a note), ``"onset"`` (a vowel, or with
        ``"free"`` the first phone, that does not begin with its note), ``"gap"`` and ``"overlap"`` (between the phones
        of a phrase), ``"end"`` (a note that goes on without phones, or ends before them).
    start_s, end_s
        Where, in seconds.
    note
        Number of the note; None of a foreign segment.
    reason
        What is wrong, as a sentence that knows its other languages.
    """

    kind: Kind
    start_s: float
    end_s: float
    note: int | None
    reason: Sentence


def broken_ties(score: ScoreT, rule: str = "svs", type: str = PHONES) -> list[BrokenTie]:
    """Places where the phones of a tier do not lie as a rule has them, in order of time.

    Parameters
    ----------
    score
        Stays as it is.
    rule, type
        As for `tie_phones`.

    Raises
    ------
    OpError
        If there is no such rule.

    Examples
    --------
    >>> from gradio_pianoroll import NoteTable, Score
    >>> from gradio_pianoroll.score import edit
    >>> score = edit.tie_phones(Score(NoteTable.from_columns([1, 2], 1, 60, phoneme=["s a", "r a ng"])))
    >>> edit.broken_ties(score)
    []
    >>> [tie.kind for tie in edit.broken_ties(edit.move_boundary(score, 0, "end", 0.54))]
    ['onset']
    """
    rule = choice("rule", rule, RULES)
    track = voice_of(score)
    tier = sorted((s for s in score.segments if s.type == type), key=lambda s: (s.start, s.end))
    phones = [s for s in tier if s.text.strip() not in PAUSES]
    syllables = [] if track is None else syllables_of(score, track)
    found = [_foreign(segment) for segment in match(syllables, phones)]
    ids = score.notes.stored("id")
    for i, syllable in enumerate(syllables):
        following = syllables[i + 1] if i + 1 < len(syllables) else None
        found += _of_syllable(syllable, following, rule, int(ids[syllable.rows[0]]))
    return sorted(found, key=lambda tie: (tie.start_s, tie.end_s))


def _foreign(segment: Segment) -> BrokenTie:
    return BrokenTie("foreign", segment.start, segment.end, None, Sentence("ties.foreign", phone=segment.text))


def _between(kind: Kind, a_s: float, b_s: float, note: int, reason: Sentence) -> BrokenTie:
    return BrokenTie(kind, min(a_s, b_s), max(a_s, b_s), note, reason)


def _of_syllable(syllable: Syllable, following: Syllable | None, rule: str, note: int) -> list[BrokenTie]:
    phones = " ".join(syllable.phones)
    if not syllable.found:
        reason = Sentence("ties.missing", phones=phones)
        return [BrokenTie("missing", syllable.start_s, syllable.end_s, note, reason)]
    first = syllable.found[syllable.lead if rule == "svs" else 0]
    found: list[BrokenTie] = []
    late_s = first.start - syllable.start_s
    if abs(late_s) > NEAR_S:
        ms = round(1000 * abs(late_s))
        reason = Sentence("ties.late" if late_s > 0 else "ties.early", phone=first.text, ms=ms)
        found.append(_between("onset", first.start, syllable.start_s, note, reason))
    run: Sequence[Segment] = syllable.found
    if following is not None and following.start_s - syllable.end_s <= GAP_S:
        run = [*run, *following.found[:1]]
    elif abs(run[-1].end - syllable.end_s) > NEAR_S and not _gives_way(syllable, following):
        more_s = run[-1].end - syllable.end_s
        ms = round(1000 * abs(more_s))
        reason = Sentence("ties.over" if more_s > 0 else "ties.under", phone=run[-1].text, ms=ms)
        found.append(_between("end", run[-1].end, syllable.end_s, note, reason))
    for a, b in pairwise(run):
        if abs(b.start - a.end) > SHARED_S:
            kind: Kind = "gap" if b.start > a.end else "overlap"
            reason = Sentence("ties.gap" if kind == "gap" else "ties.overlap", before=a.text, after=b.text)
            found.append(_between(kind, a.end, b.start, note, reason))
    return found


def _gives_way(syllable: Syllable, following: Syllable | None) -> bool:
    """Tell if a note ends earlier for the consonants of the next one, which reach beyond the rest between them."""
    if following is None or not following.found:
        return False
    return (
        following.found[0].start < syllable.end_s and abs(syllable.found[-1].end - following.found[0].start) <= SHARED_S
    )
