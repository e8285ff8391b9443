"""A voice divided into phrases: those of the file that it was read from, or at its pauses."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np

from ...score.immutable import FloatArray, FrozenMap
from .voice import plain_number

#: Times closer than this are one.
SAME_S = 1e-6
START, END = "start_s", "end_s"


class Pauses(NamedTuple):
    """Rule by which a voice without phrases is divided, in seconds."""

    #: Longest pause within a phrase.
    longest_s: float
    #: Rest before its first note and after its last one, where there is room.
    lead_s: float
    tail_s: float
    #: Longest phrase.
    phrase_s: float


class Phrase(NamedTuple):
    """Stretch of time with some of the notes; `kept` is what its file said beside them."""

    start_s: float
    end_s: float
    #: Of the voice, first and one behind the last.
    first: int
    stop: int
    kept: Mapping[str, Any]


class Item(NamedTuple):
    """Note, or the rest between two (`note` is None); `note` counts within the voice."""

    start_s: float
    end_s: float
    note: int | None


def divided(onset_s: FloatArray, end_s: FloatArray, kept: Sequence[Mapping[str, Any]], pauses: Pauses) -> list[Phrase]:
    """Phrases of a voice; together they have all of its notes.

    Parameters
    ----------
    onset_s, end_s
        Of the notes, ascending.
    kept
        Phrases of the file, with their start and end; without any the pauses divide.
    pauses
        By which rule.
    """
    known = [(start, said) for said in kept if (start := _time(said, START)) is not None]
    known.sort(key=lambda item: item[0])
    phrases = [(start, max(start, _time(said, END) or start), said) for start, said in known]
    if not phrases:
        return _by_pauses(onset_s, end_s, pauses)
    starts = np.array([start for start, _, _ in phrases])
    owner = np.maximum(np.searchsorted(starts, onset_s + SAME_S, side="right") - 1, 0)
    result = []
    for i, (start, end, said) in enumerate(phrases):
        mine = np.flatnonzero(owner == i)
        first, stop = (int(mine[0]), int(mine[-1]) + 1) if len(mine) else (0, 0)
        inside = stop
        while inside > first and onset_s[inside - 1] > end + pauses.longest_s:
            # Far behind the end of the last phrase: new ones.
            inside -= 1
        if inside > first:
            start, end = min(start, float(onset_s[first])), max(end, float(end_s[inside - 1]))
        result.append(Phrase(start, end, first, inside, said))
        if inside < stop:
            result += [
                phrase._replace(first=phrase.first + inside, stop=phrase.stop + inside)
                for phrase in _by_pauses(onset_s[inside:stop], end_s[inside:stop], pauses)
            ]
    return result


def on_frames(phrases: list[Phrase], start_s: float, hop_s: float) -> list[Phrase]:
    """Phrases of which the new ones begin with a frame, where there is room for it: so values stay as they are."""
    result: list[Phrase] = []
    for phrase in phrases:
        start = start_s + math.floor((phrase.start_s - start_s) / hop_s + SAME_S) * hop_s
        before = result[-1].end_s if result else 0.0
        if start < 0 and phrase.start_s == 0:
            # The frames begin later than the song.
            start = start_s
        is_new = not phrase.kept and start >= before - SAME_S
        result.append(phrase._replace(start_s=max(start, 0.0)) if is_new else phrase)
    return result


def is_kept(phrase: Phrase) -> bool:
    """Return True if a phrase has the start and the end that its file said."""
    return all(
        (said := plain_number(phrase.kept.get(key))) is not None and abs(said - time) < SAME_S
        for key, time in ((START, phrase.start_s), (END, phrase.end_s))
    )


def items_of(phrase: Phrase, onset_s: FloatArray, end_s: FloatArray) -> list[Item]:
    """Notes of a phrase and the rests between them, without a gap."""
    items = []
    at = phrase.start_s
    for i in range(phrase.first, phrase.stop):
        onset, end = float(onset_s[i]), float(end_s[i])
        if onset > at + SAME_S:
            items.append(Item(at, onset, None))
            at = onset
        items.append(Item(at, max(at, end), i))
        at = max(at, end)
    if phrase.end_s > at + SAME_S:
        items.append(Item(at, phrase.end_s, None))
    return items


def _by_pauses(onset_s: FloatArray, end_s: FloatArray, pauses: Pauses) -> list[Phrase]:
    phrases: list[Phrase] = []
    n, first = len(onset_s), 0
    while first < n:
        stop = first + 1
        while (
            stop < n
            and onset_s[stop] - end_s[stop - 1] <= pauses.longest_s
            and end_s[stop] - onset_s[first] <= pauses.phrase_s
        ):
            stop += 1
        before = float(end_s[first - 1]) if first else 0.0
        room = float(onset_s[stop] - end_s[stop - 1]) - pauses.lead_s if stop < n else math.inf
        phrases.append(
            Phrase(
                max(before, float(onset_s[first]) - pauses.lead_s, 0.0),
                float(end_s[stop - 1]) + max(min(pauses.tail_s, room), 0.0),
                first,
                stop,
                FrozenMap(),
            )
        )
        first = stop
    return phrases


def _time(said: Mapping[str, Any], key: str) -> float | None:
    value = plain_number(said.get(key))
    return value if value is not None and value >= 0 else None
