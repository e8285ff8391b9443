"""The events of a track chunk, read once.

Where an event begins depends on all events before it, so one loop has to walk through the bytes. NumPy works out
beforehand how long an event would be at every place, and eight of them in a row; the loop only adds these lengths, and
looks at what is no plain event. Everything else (times, running status, data) is taken out of the bytes by column
afterwards.
"""

from __future__ import annotations

from array import array
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]
Bytes = NDArray[np.uint8]

SYSTEM_EXCLUSIVE, CONTINUATION, META = 0xF0, 0xF7, 0xFF
END_OF_TRACK = 0x2F
# Data bytes of the other system messages, which have no place in a file; sequencers pass over them.
_SYSTEM_SIZES = {0xF1: 1, 0xF2: 2, 0xF3: 1}
_MOST_DELTA_BYTES = 4
_BLOCK = 1 << 16


class DamagedError(ValueError):
    """The bytes of a chunk are not those of a track; the message says why."""


class SystemEvent(NamedTuple):
    """A meta event (`kind` 0 to 127) or a system message (`kind` from 0xF0 on).

    `place` is the number of channel messages before it in the chunk.
    """

    tick: int
    place: int
    kind: int
    data: bytes


@dataclass(frozen=True)
class System:
    """Meta and system events in columns: when, after how many channel messages, what, and where its bytes are."""

    tick: Ints
    place: Ints
    kind: Bytes
    start: NDArray[np.integer]
    size: Ints
    body: bytes

    @classmethod
    def empty(cls) -> System:
        """No events."""
        none = np.zeros(0, np.int64)
        return cls(none, none, none.astype(np.uint8), none, none, b"")

    def __len__(self) -> int:
        return len(self.tick)

    def of_kinds(self, kinds: frozenset[int]) -> list[SystemEvent]:
        """Those of some kinds."""
        return self._listed(np.flatnonzero(np.isin(self.kind, list(kinds))))

    def not_of_kinds(self, kinds: frozenset[int]) -> list[SystemEvent]:
        """Those of all other kinds."""
        return self._listed(np.flatnonzero(~np.isin(self.kind, list(kinds))))

    def _listed(self, rows: NDArray[np.intp]) -> list[SystemEvent]:
        body = self.body
        columns = (self.tick, self.place, self.kind, self.start, self.start + self.size)
        values = zip(*(column[rows].tolist() for column in columns), strict=True)
        return [SystemEvent(tick, place, kind, body[start:end]) for tick, place, kind, start, end in values]


@dataclass(frozen=True)
class Events:
    """The channel messages of a chunk in columns, in the order of the file, and its other events."""

    tick: Ints
    status: Bytes
    data1: Bytes
    data2: Bytes
    system: System
    end_tick: int = 0

    def __len__(self) -> int:
        return len(self.tick)


def _sizes(running: int) -> bytes:
    """How many bytes a channel message has from its status on, by its first byte; 0 where the loop must look.

    `running` is the number of data bytes of the running status, which a first byte below 0x80 belongs to.
    """
    sizes = bytearray(256)
    for byte in range(0xF0):
        if byte < 0x80:
            sizes[byte] = running
        elif (byte >> 4 in (0xC, 0xD)) == (running == 1):
            sizes[byte] = 1 + running
    return bytes(sizes)


_SIZES = {running: _sizes(running) for running in (1, 2)}


def scan(body: bytes) -> Events:
    """The events of the body of a track chunk.

    Raises
    ------
    DamagedError
        If an event cannot be read.
    """
    try:
        starts, special = _walk(body)
    except IndexError as error:
        raise DamagedError("an event breaks off") from error
    return _columns(body, starts, special)


def _steps(data: bytes, running: int, end: int) -> Bytes:
    """Length of the event that would begin at each place, with its delta time; 0 where the loop must look."""
    byte = np.frombuffer(data, np.uint8)
    steps = np.zeros(len(data), np.uint8)
    steps[:-1] = np.frombuffer(data.translate(_SIZES[running]), np.uint8)[1:]
    steps[steps > 0] += 1
    # Meta events: a byte of delta time, 0xFF, the kind, a length, so many bytes.
    meta = np.flatnonzero(byte[1:-2] == META)
    meta = meta[(byte[meta + 2] != END_OF_TRACK) & (byte[meta + 3] < 0x80)]
    steps[meta] = byte[meta + 3] + 4
    # A byte with its highest bit set goes before a delta time that begins at the next place.
    high = np.flatnonzero(byte[:-1] >= 0x80)
    steps[high] = 0
    for _ in range(_MOST_DELTA_BYTES - 1):
        high = high[steps[high] == 0]
        longer = steps[high + 1]
        steps[high[longer > 0]] = longer[longer > 0] + 1
    steps[end:] = 0
    return steps


def _doubled(steps: Bytes) -> Bytes:
    """Length of two such steps one after the other; 0 where one of them is, or when it is beyond a byte."""
    result = np.zeros(len(steps), np.uint8)
    for first in range(0, len(steps), _BLOCK):
        # In blocks, so that what is computed on the way stays in the processor's cache.
        block = steps[first : first + _BLOCK].astype(np.int32)
        target = np.arange(first, first + len(block), dtype=np.int32)
        target += block
        second = steps[np.minimum(target, len(steps) - 1)]
        both = block + second
        both[(block == 0) | (second == 0) | (both > 255)] = 0
        result[first : first + _BLOCK] = both
    return result


class _Tables:
    """Steps of one and of eight events for a number of data bytes of the running status."""

    def __init__(self, data: bytes, running: int, end: int) -> None:
        one = _steps(data, running, end)
        two = _doubled(one)
        four = _doubled(two)
        self.levels = (one, two, four)
        self.one, self.eight = one.tobytes(), _doubled(four).tobytes()
        self.singles, self.runs = array("i"), array("i")

    def starts(self) -> NDArray[np.int32]:
        """All places that the loop has walked over by these tables, in no order."""
        places = _as_int32(self.runs)
        for level in reversed(self.levels):
            places = np.concatenate((places, places + level[places]))
        return np.concatenate((places, _as_int32(self.singles)))


def _walk(body: bytes) -> tuple[NDArray[np.int32], array[int]]:
    """Where each event begins, and of those that are no channel messages: their place, kind, start and size."""
    # Zeros at the end: the last event may be looked at beyond its end before it is found to break off.
    data, end = body + bytes(8), len(body)
    tables = {2: _Tables(data, 2, end)}
    running, special = 2, array("q")
    now = tables[2]
    one, eight, add, add_run = now.one, now.eight, now.singles.append, now.runs.append
    at = 0
    while at < end:
        while size := eight[at]:
            add_run(at)
            at += size
        if size := one[at]:
            add(at)
            at += size
            continue
        if at >= end:
            break
        status_at = at
        while data[status_at] >= 0x80:
            status_at += 1
        status_at += 1
        if status_at - at > _MOST_DELTA_BYTES:
            raise DamagedError("a pause without an end")
        status = data[status_at]
        if 0x80 <= status < 0xF0:
            # A channel message with another number of data bytes than the running status: read again by its table.
            running = 3 - running
            if running not in tables:
                tables[running] = _Tables(data, running, end)
            now = tables[running]
            one, eight, add, add_run = now.one, now.eight, now.singles.append, now.runs.append
            continue
        if status == META:
            kind = data[status_at + 1]
            length, start = _number(data, status_at + 2)
        elif status in (SYSTEM_EXCLUSIVE, CONTINUATION):
            kind = status
            length, start = _number(data, status_at + 1)
        else:
            kind, length, start = status, _SYSTEM_SIZES.get(status, 0), status_at + 1
        special.extend((at, kind, start, length))
        at = start + length
        if kind == END_OF_TRACK:
            at = min(at, end)
            break
    if at > end:
        raise DamagedError("an event breaks off")
    return np.concatenate([table.starts() for table in tables.values()]), special


def _as_int32(values: array[int]) -> NDArray[np.int32]:
    return np.frombuffer(values, np.int32) if len(values) else np.zeros(0, np.int32)


def _number(data: bytes, at: int) -> tuple[int, int]:
    """Number of variable length at a place, and the place after it."""
    value = 0
    for byte in data[at : at + _MOST_DELTA_BYTES]:
        at += 1
        value = value << 7 | byte & 0x7F
        if byte < 0x80:
            return value, at
    raise DamagedError("a length without an end")


def _columns(body: bytes, starts: NDArray[np.int32], special: array[int]) -> Events:
    data = np.frombuffer(body + bytes(8), np.uint8)
    rows = np.frombuffer(special, np.int64).reshape(-1, 4) if len(special) else np.zeros((0, 4), np.int64)
    at = np.concatenate((starts, rows[:, 0].astype(np.int32)))
    at.sort(kind="stable")
    delta, status_at = _deltas(data, at)
    tick = np.cumsum(delta, dtype=np.int64)
    end_tick = int(tick[-1]) if len(tick) else 0
    first = data[status_at]
    is_system = first >= SYSTEM_EXCLUSIVE
    system = System.empty()
    if is_system.any():
        system = _system(data, body, rows, tick, at, status_at, np.flatnonzero(is_system))
        tick, status_at, first = tick[~is_system], status_at[~is_system], first[~is_system]
    explicit = first >= 0x80
    status = first
    if not explicit.all():
        if not explicit[0]:
            raise DamagedError("data without a status")
        last = np.where(explicit, np.arange(len(first), dtype=np.int32), np.int32(0))
        status = first[np.maximum.accumulate(last)]
    data_at = status_at + explicit
    return Events(tick, status, data[data_at], data[data_at + 1], system, end_tick)


def _system(
    data: Bytes,
    body: bytes,
    rows: Ints,
    tick: Ints,
    at: NDArray[np.int32],
    status_at: NDArray[np.int32],
    which: NDArray[np.intp],
) -> System:
    """The events `which` that are no channel messages; what the loop looked at is in `rows`."""
    place_at = status_at[which]
    kind, start = data[place_at + 1], place_at + 3
    size = data[place_at + 2].astype(np.int64)
    looked_at = np.searchsorted(at[which], rows[:, 0])
    kind[looked_at], start[looked_at], size[looked_at] = rows[:, 1], rows[:, 2], rows[:, 3]
    return System(tick[which], which - np.arange(len(which)), kind, start, size, body)


def _deltas(data: Bytes, at: NDArray[np.int32]) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
    """The delta time of each event, and where its status is."""
    byte = data[at]
    delta = (byte & 0x7F).astype(np.int32)
    next_at = at + 1
    longer = np.flatnonzero(byte >= 0x80)
    while len(longer):
        byte = data[next_at[longer]]
        delta[longer] = delta[longer] << 7 | byte & 0x7F
        next_at[longer] += 1
        longer = longer[byte >= 0x80]
    return delta, next_at
