"""Which note a lyric of a MIDI file belongs to."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from .parts import Notes
from .scan import Ints
from .song import DRUM_CHANNEL

# Part of a beat that a word may lie before or after its note: played files are a little apart.
_REACH = 1 / 8
NOBODY = -1


@dataclass(frozen=True)
class Words:
    """Lyrics of one source in the order of their ticks.

    `chunk` is the chunk that they stand in (`NOBODY`: none of the notes'); `channel` the one that a karaoke chunk names
    for the tune, or `NOBODY`.
    """

    ticks: Ints
    texts: list[str]
    chunk: int = NOBODY
    channel: int = NOBODY


@dataclass(frozen=True)
class Tied:
    """Index of a text by note (-1: none), the texts, and the lyrics that no note begins with as (tick, text)."""

    codes: NDArray[np.int32]
    texts: list[str]
    lost: list[tuple[int, str, int]]


def tie(sources: list[Words], notes: Notes, near: Callable[[Ints], Ints]) -> Tied:
    """Lyrics with their notes.

    Words belong to a part of their own chunk, or, when that has no notes, to any part. The part that sings them is the
    one whose notes the words fit most closely, near ones as well as exact ones; what is left may fit others.

    Parameters
    ----------
    sources
        Lyrics by where they stand.
    notes
        Sorted by onset, then from low to high.
    near
        Reach in ticks at each tick.
    """
    codes = np.full(len(notes.onset), -1, np.int32)
    texts: dict[str, int] = {}
    lost: list[tuple[int, str, int]] = []
    for words in sources:
        left = np.arange(len(words.texts))
        own, parts = _candidates(words, notes)
        for order, rows in enumerate(_by_fit(words, parts, notes, near)):
            if order and not own and not _is_sung(rows, notes, words.ticks[left], near):
                continue
            left = _tie_to(words, left, rows, notes, near, codes, texts)
            if not len(left):
                break
        lost += [(int(words.ticks[i]), words.texts[i], words.chunk) for i in left.tolist()]
    return Tied(codes, list(texts), lost)


def reach_of(ppqn: int) -> Callable[[Ints], Ints]:
    """Reach where a beat has always the same number of ticks."""
    ticks = int(ppqn * _REACH)
    return lambda at: np.full(np.shape(at), ticks)


def _candidates(words: Words, notes: Notes) -> tuple[bool, list[int]]:
    """Return True if the words stand in a chunk with notes, and the parts that may sing them."""
    everyone = range(len(notes.parts))
    own = [i for i in everyone if notes.parts[i].chunk == words.chunk]
    if own:
        return True, own
    named = [i for i in everyone if notes.parts[i].channel == words.channel]
    if named:
        return False, named
    tuned = [i for i in everyone if notes.parts[i].channel != DRUM_CHANNEL]
    return False, tuned or list(everyone)


def _by_fit(words: Words, parts: list[int], notes: Notes, near: Callable[[Ints], Ints]) -> list[NDArray[np.intp]]:
    """Rows of the parts' notes, the part first that the words fit most closely."""
    rows_of = [np.flatnonzero(notes.part == part) for part in parts]
    rows_of = [rows for rows in rows_of if len(rows)]
    if len(rows_of) < 2:
        return rows_of
    ticks = np.unique(words.ticks)
    fits = []
    for rows in rows_of:
        onsets = np.unique(notes.onset[rows])
        found, exact = _together(ticks, onsets, near)
        # An accompaniment strikes at every lyric too, and often between: the tune is what the words fit closely.
        fits.append((found * found / len(onsets), exact))
    return [rows_of[i] for i in sorted(range(len(rows_of)), key=lambda i: fits[i], reverse=True)]


def _together(ticks: Ints, onsets: Ints, near: Callable[[Ints], Ints]) -> tuple[int, int]:
    """Numbers of ticks that have an onset in reach, and one of their own."""
    at = np.searchsorted(onsets, ticks)
    before = ticks - onsets[np.maximum(at - 1, 0)]
    after = onsets[np.minimum(at, len(onsets) - 1)] - ticks
    distance = np.where(at == 0, after, np.where(at == len(onsets), before, np.minimum(np.abs(before), np.abs(after))))
    return int((distance <= near(ticks)).sum()), int((distance == 0).sum())


def _is_sung(rows: NDArray[np.intp], notes: Notes, ticks: Ints, near: Callable[[Ints], Ints]) -> bool:
    """Return True if words that another part does not sing are those of this one: most of its notes have one."""
    onsets = np.unique(notes.onset[rows])
    return 2 * _together(np.unique(ticks), onsets, near)[0] > len(onsets)


def _tie_to(
    words: Words,
    left: NDArray[np.intp],
    rows: NDArray[np.intp],
    notes: Notes,
    near: Callable[[Ints], Ints],
    codes: NDArray[np.int32],
    texts: dict[str, int],
) -> NDArray[np.intp]:
    """Give the words `left` to the notes in `rows`; the words that no note begins with."""
    rows = rows[codes[rows] < 0]
    if not len(rows):
        return left
    # The highest of a chord first.
    rows = rows[np.lexsort((-notes.pitch[rows].astype(np.int64), notes.onset[rows]))]
    onsets, first = np.unique(notes.onset[rows], return_index=True)
    ticks, group = np.unique(words.ticks[left], return_inverse=True)
    target = _targets(ticks, onsets, near)
    target_of_word = target[group.reshape(-1)]
    lost = left[target_of_word < 0]
    tied, at = left[target_of_word >= 0], target_of_word[target_of_word >= 0]
    if not len(tied):
        return lost
    order = np.argsort(at, kind="stable")
    tied, at = tied[order], at[order]
    rank = np.arange(len(at)) - np.searchsorted(at, at)
    size = np.diff(np.append(first, len(rows)))[at]
    row = rows[first[at] + np.minimum(rank, size - 1)]
    said = [words.texts[i] for i in tied.tolist()]
    codes[row] = [texts.setdefault(text, len(texts)) for text in said]
    crowded = np.flatnonzero(rank >= size - 1)
    if (rank >= size).any():
        # More syllables than notes: the last note takes the rest.
        joined: dict[int, str] = {}
        for place, i in zip(row[crowded].tolist(), crowded.tolist(), strict=True):
            joined[place] = joined.get(place, "") + said[i]
        codes[list(joined)] = [texts.setdefault(text, len(texts)) for text in joined.values()]
    return lost


def _targets(ticks: Ints, onsets: Ints, near: Callable[[Ints], Ints]) -> Ints:
    """Index of the onset of each tick, -1 where none is in reach. Each onset has the words of one tick."""
    at = np.searchsorted(onsets, ticks)
    exact = onsets[np.minimum(at, len(onsets) - 1)] == ticks
    target = np.where(exact, at, -1)
    others = np.flatnonzero(~exact)
    if not len(others):
        return target
    taken = set(at[exact].tolist())
    for i, tick, after, reach in zip(
        others.tolist(), ticks[others].tolist(), at[others].tolist(), near(ticks[others]).tolist(), strict=True
    ):
        free = [
            (abs(int(onsets[j]) - tick), j)
            for j in (after - 1, after)
            if 0 <= j < len(onsets) and j not in taken and abs(int(onsets[j]) - tick) <= reach
        ]
        if free:
            target[i] = min(free)[1]
            taken.add(min(free)[1])
    return target
