"""The bytes of a track chunk from its events."""

from __future__ import annotations

from itertools import chain

import numpy as np
from numpy.typing import ArrayLike, NDArray

# Order of events at one tick. What sets up comes before what sounds, ends before beginnings.
HEAD, NOTE_END, SYSTEM, SETUP, VALUE, WORD, NOTE = range(7)
_END_OF_TRACK = b"\x00\xff\x2f\x00"
_TWO_BYTE_KINDS = (0xC, 0xD)


def number(value: int) -> bytes:
    """Number of variable length."""
    result = [value & 0x7F]
    while value := value >> 7:
        result.append(value & 0x7F | 0x80)
    return bytes(reversed(result))


def meta(kind: int, data: bytes) -> bytes:
    """Meta event."""
    return bytes((0xFF, kind)) + number(len(data)) + data


def system(kind: int, data: bytes) -> bytes:
    """System exclusive message (0xF0) or its continuation (0xF7)."""
    return bytes((kind,)) + number(len(data)) + data


class ChunkWriter:
    """Gathers the events of a chunk in any order."""

    def __init__(self) -> None:
        self._singles: list[tuple[int, int, bytes]] = []
        self._ticks: list[NDArray[np.int64]] = []
        self._ranks: list[NDArray[np.int64]] = []
        self._messages: list[bytes] = []

    def add(self, tick: int, rank: int, message: bytes) -> None:
        """Add one event; those of one tick and rank stay in the order in which they are added."""
        self._singles.append((tick, rank, message))

    def add_channel(
        self, ticks: NDArray[np.int64], rank: int, status: ArrayLike, data1: ArrayLike, data2: ArrayLike
    ) -> None:
        """Channel messages of one kind."""
        n = len(ticks)
        if not n:
            return
        self._ticks.append(ticks)
        self._ranks.append(np.full(n, rank))
        columns = [np.broadcast_to(np.asarray(column, np.uint8), (n,)) for column in (status, data1, data2)]
        size = 2 if int(columns[0][0]) >> 4 in _TWO_BYTE_KINDS else 3
        data = np.stack(columns[:size], axis=1).tobytes()
        self._messages += [data[i : i + size] for i in range(0, n * size, size)]

    def last_tick(self) -> int:
        """Tick of the last event."""
        return max([0, *(tick for tick, _, _ in self._singles), *(int(ticks.max()) for ticks in self._ticks)])

    def to_bytes(self) -> bytes:
        """Chunk with its head."""
        ticks = np.concatenate(([tick for tick, _, _ in self._singles], *self._ticks)).astype(np.int64)
        ranks = np.concatenate(([rank for _, rank, _ in self._singles], *self._ranks))
        messages = [message for _, _, message in self._singles] + self._messages
        order = np.lexsort((ranks, ticks))
        deltas = np.diff(ticks[order], prepend=0).tolist()
        known = {delta: number(delta) for delta in set(deltas)}
        pairs = ((known[delta], messages[i]) for delta, i in zip(deltas, order.tolist(), strict=True))
        body = b"".join(chain.from_iterable(pairs)) + _END_OF_TRACK
        return b"MTrk" + len(body).to_bytes(4, "big") + body
