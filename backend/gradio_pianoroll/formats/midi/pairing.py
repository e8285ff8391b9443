"""Note-ons and their ends in a chunk: the first struck is the first released, on each key of each channel."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from .scan import DamagedError, Events, Ints

NOTE_OFF, NOTE_ON = 0x8, 0x9
# What a note-off means that says nothing of how fast the key went up.
PLAIN_RELEASES = (0, 64)


class Struck(NamedTuple):
    """The notes of a chunk in the order in which they begin.

    `place` is the number of channel messages before the note-on; `release` the velocity of its end, 64 where the file
    says nothing; `unclosed` how many have no end and last until the end of the chunk.
    """

    onset: Ints
    end: Ints
    channel: NDArray[np.uint8]
    pitch: NDArray[np.uint8]
    velocity: NDArray[np.uint8]
    release: NDArray[np.uint8]
    place: Ints
    unclosed: int


def pair(events: Events) -> Struck:
    """The notes of a chunk.

    Raises
    ------
    DamagedError
        If a pitch or velocity has its highest bit set.
    """
    kind = events.status >> 4
    rows = np.flatnonzero((kind == NOTE_ON) | (kind == NOTE_OFF))
    pitch, velocity, status = events.data1[rows], events.data2[rows], events.status[rows]
    if ((pitch | velocity) & 0x80).any():
        raise DamagedError("a note with a pitch or velocity above 127")
    is_on = (status >> 4 == NOTE_ON) & (velocity > 0)
    channel = (status & 0xF).astype(np.uint8)
    key = (channel.astype(np.uint16) << 7 | pitch).astype(np.uint16)
    on, off = _matched(key, is_on)
    struck = np.flatnonzero(is_on)
    end = np.full(len(rows), events.end_tick, np.int64)
    release = np.full(len(rows), 64, np.uint8)
    tick = events.tick[rows]
    end[on] = tick[off]
    release[on] = np.where(status[off] >> 4 == NOTE_OFF, velocity[off], 64)
    onset = tick[struck]
    return Struck(
        onset,
        np.maximum(end[struck], onset),
        channel[struck],
        pitch[struck],
        velocity[struck],
        release[struck],
        rows[struck],
        len(struck) - len(on),
    )


def _matched(key: NDArray[np.uint16], is_on: NDArray[np.bool_]) -> tuple[Ints, Ints]:
    """Rows of the note-ons that have an end, and of their ends; a release of a key that is not held ends nothing."""
    order = np.argsort(key, kind="stable")
    sorted_key, on = key[order], is_on[order]
    n = len(order)
    if not n:
        return np.zeros(0, np.int64), np.zeros(0, np.int64)
    if n % 2 == 0 and on[::2].all() and not on[1::2].any() and (sorted_key[::2] == sorted_key[1::2]).all():
        # No two notes of a key overlap, as in most files.
        return order[::2], order[1::2]
    first = np.flatnonzero(np.concatenate(([True], sorted_key[1:] != sorted_key[:-1])))
    sizes = np.diff(np.append(first, n))
    step = np.where(on, 1, -1)
    # How many are held, as a walk that starts at 0 for each key. A release that takes the walk below all it was before
    # finds nothing held. The keys follow each other far below, so that one running minimum serves them all.
    walk = np.cumsum(step)
    walk -= np.repeat(walk[first] - step[first], sizes)
    shift = np.repeat(np.arange(len(first)) * (2 * n + 2), sizes)
    lowest = np.minimum.accumulate(walk - shift) + shift
    before = np.empty_like(lowest)
    before[1:] = lowest[:-1]
    before[first] = 0
    ends = ~on & (walk >= np.minimum(before, 0))
    group = np.repeat(np.arange(len(first)), sizes)
    ons, offs = np.flatnonzero(on), np.flatnonzero(ends)
    # The k-th note-on of a key ends with its k-th release.
    n_ons, n_offs = np.bincount(group[ons], minlength=len(first)), np.bincount(group[offs], minlength=len(first))
    rank = np.arange(len(ons)) - np.repeat(np.cumsum(n_ons) - n_ons, n_ons)
    closed = rank < n_offs[group[ons]]
    target = (np.cumsum(n_offs) - n_offs)[group[ons[closed]]] + rank[closed]
    return order[ons[closed]], order[offs[target]]
