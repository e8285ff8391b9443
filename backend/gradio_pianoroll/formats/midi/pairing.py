"""Note-ons and their ends in a chunk: the first struck is the first released, on each key of each channel."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from gradio_pianoroll.i18n.sentence import Sentence

from .scan import DamagedError, Events, Ints

NOTE_OFF, NOTE_ON = 0x8, 0x9
# What a note-off means that says nothing of how fast the key went up.
PLAIN_RELEASES = (0, 64)


class PairedNotes(NamedTuple):
    """Notes of a chunk in the order in which they begin.

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

    def between(self, rows: slice, unclosed: int) -> PairedNotes:
        """Notes of one chunk."""
        return PairedNotes(
            self.onset[rows],
            self.end[rows],
            self.channel[rows],
            self.pitch[rows],
            self.velocity[rows],
            self.release[rows],
            self.place[rows],
            unclosed,
        )


def pair(chunks: Sequence[Events]) -> list[PairedNotes]:
    """Notes of each chunk.

    Raises
    ------
    DamagedError
        If a pitch or velocity has its highest bit set.
    """
    status, data1, data2, ticks = (
        np.concatenate([getattr(events, name) for events in chunks]) for name in ("status", "data1", "data2", "tick")
    )
    sizes = [len(events) for events in chunks]
    first = np.concatenate(([0], np.cumsum(sizes)))
    kind = status >> 4
    rows = np.flatnonzero((kind == NOTE_ON) | (kind == NOTE_OFF))
    chunk = np.repeat(np.arange(len(chunks)), sizes)[rows]
    pitch, velocity, status, tick = data1[rows], data2[rows], status[rows], ticks[rows]
    bad = np.flatnonzero((pitch | velocity) & 0x80)
    if len(bad):
        raise DamagedError(Sentence("midi.note_above"), int(chunk[bad[0]]))
    is_on = (status >> 4 == NOTE_ON) & (velocity > 0)
    channel = (status & 0xF).astype(np.uint8)
    on, off = _matched(_keys(chunk, channel, pitch), is_on)
    end = np.array([events.end_tick for events in chunks], np.int64)[chunk]
    release = np.full(len(rows), 64, np.uint8)
    end[on] = tick[off]
    release[on] = np.where(status[off] >> 4 == NOTE_OFF, velocity[off], 64)
    on_rows = np.flatnonzero(is_on)
    is_open = np.ones(len(rows), np.bool_)
    is_open[on] = False
    chunk = chunk[on_rows]
    whole = PairedNotes(
        tick[on_rows],
        end[on_rows],
        channel[on_rows],
        pitch[on_rows],
        velocity[on_rows],
        release[on_rows],
        rows[on_rows] - first[chunk],
        0,
    )
    unclosed = np.bincount(chunk[is_open[on_rows]], minlength=len(chunks)).tolist()
    borders = np.searchsorted(chunk, np.arange(len(chunks) + 1)).tolist()
    return [whole.between(slice(*rows), unclosed[i]) for i, rows in enumerate(pairwise(borders))]


def _keys(chunk: NDArray[np.intp], channel: NDArray[np.uint8], pitch: NDArray[np.uint8]) -> NDArray[np.integer]:
    """Number for each key of each channel of each chunk; in 16 bits where it fits, which sort much faster."""
    key = chunk << 11 | channel.astype(np.int64) << 7 | pitch
    if len(key) and int(key[-1]) >> 16:
        lanes, dense = np.unique(key >> 7, return_inverse=True)
        if len(lanes) <= 1 << 9:
            key = dense.reshape(-1) << 7 | pitch
    return key.astype(np.uint16) if not len(key) or int(key.max()) < 1 << 16 else key


def _matched(key: NDArray[np.integer], is_on: NDArray[np.bool_]) -> tuple[Ints, Ints]:
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
