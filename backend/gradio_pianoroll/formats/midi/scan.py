"""The events of a track chunk, read once.

Where an event begins depends on all events before it, so one loop has to walk through the bytes. NumPy works out
beforehand how long an event would be at every place, and eight of them in a row; the loop only adds these lengths, and
looks at what is no plain event. Everything else (times, running status, data) is taken out of the bytes by column
afterwards.
"""

from __future__ import annotations

from array import array
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from gradio_pianoroll.errors import PianoRollError
from gradio_pianoroll.i18n.sentence import Sentence, sentence_of

Ints = NDArray[np.int64]
Bytes = NDArray[np.uint8]

SYSTEM_EXCLUSIVE, CONTINUATION, META = 0xF0, 0xF7, 0xFF
END_OF_TRACK = 0x2F
# Data bytes of the other system messages, which have no place in a file; sequencers pass over them.
_SYSTEM_SIZES = {0xF1: 1, 0xF2: 2, 0xF3: 1}
_MOST_DELTA_BYTES = 4
_BLOCK = 1 << 16
_PADDING = bytes(8)
_NO_TICKS = np.zeros(0, np.int64)


class DamagedError(PianoRollError, ValueError):
    """Damage of a chunk: its bytes are not those of a track; the message says why, `chunk` which."""

    def __init__(self, reason: str, chunk: int = 0) -> None:
        super().__init__(reason)
        self.chunk = chunk


@lru_cache(maxsize=64)
def among(numbers: frozenset[int]) -> NDArray[np.bool_]:
    """Table that says for each byte if it is one of the numbers."""
    table = np.zeros(256, np.bool_)
    table[list(numbers)] = True
    return table


class SystemEvent(NamedTuple):
    """Meta event (`kind` 0 to 127) or a system message (`kind` from 0xF0 on).

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

    def between(self, rows: slice, first_place: int) -> System:
        """Events of a chunk, in front of which so many channel messages stand in other chunks."""
        place = self.place[rows] - first_place
        return System(self.tick[rows], place, self.kind[rows], self.start[rows], self.size[rows], self.body)

    def __len__(self) -> int:
        return len(self.tick)

    def of_kind(self, kind: int) -> tuple[Ints, list[bytes]]:
        """Ticks and bytes of the events of one kind."""
        rows = np.flatnonzero(self.kind == kind)
        if not len(rows):
            return _NO_TICKS, []
        body, start = self.body, self.start[rows]
        ends = (start + self.size[rows]).tolist()
        return self.tick[rows], [body[a:b] for a, b in zip(start.tolist(), ends, strict=True)]

    def of_kinds(self, kinds: frozenset[int]) -> list[SystemEvent]:
        """Events of some kinds."""
        return self._listed(np.flatnonzero(among(kinds)[self.kind]))

    def not_of_kinds(self, kinds: frozenset[int]) -> list[SystemEvent]:
        """Events of all other kinds."""
        return self._listed(np.flatnonzero(~among(kinds)[self.kind]))

    def _listed(self, rows: NDArray[np.intp]) -> list[SystemEvent]:
        if not len(rows):
            return []
        body = self.body
        columns = (self.tick, self.place, self.kind, self.start, self.start + self.size)
        values = zip(*(column[rows].tolist() for column in columns), strict=True)
        return [SystemEvent(tick, place, kind, body[start:end]) for tick, place, kind, start, end in values]


@dataclass(frozen=True)
class Events:
    """Channel messages of a chunk in columns, in the order of the file, and its other events."""

    tick: Ints
    status: Bytes
    data1: Bytes
    data2: Bytes
    system: System
    end_tick: int = 0

    def __len__(self) -> int:
        return len(self.tick)


# How many bytes a channel message has from its status on, by its first byte: two data bytes, with the status or without
# (running status). 0 where the loop must look.
_SIZES = bytes(2 if byte < 0x80 else 3 if byte < 0xF0 and byte >> 4 not in (0xC, 0xD) else 0 for byte in range(256))


def scan(bodies: Sequence[bytes]) -> list[Events]:
    """Events of the bodies of track chunks, all read in one go: small chunks cost little then.

    Raises
    ------
    DamagedError
        If an event cannot be read.
    """
    # Zeros behind each: its last event may be looked at beyond its end before it is found to break off.
    data = b"".join(body + _PADDING for body in bodies)
    ends, at = [], 0
    for body in bodies:
        ends.append(at + len(body))
        at += len(body) + len(_PADDING)
    starts, special = _walk(data, ends)
    return _columns(data, np.array(ends, np.int64), starts, special)


def _steps(data: bytes, ends: list[int]) -> Bytes:
    """Length of the event that would begin at each place, with its delta time; 0 where the loop must look."""
    byte = np.frombuffer(data, np.uint8)
    steps = np.zeros(len(data), np.uint8)
    steps[:-1] = np.frombuffer(data.translate(_SIZES), np.uint8)[1:]
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
    for end in ends:
        steps[end : end + len(_PADDING)] = 0
    return steps


def _doubled(steps: Bytes) -> Bytes:
    """Length of two such steps one after the other; 0 where one of them is, or when it is beyond a byte."""
    result = np.empty(len(steps), np.uint8)
    for first in range(0, len(steps), _BLOCK):
        # In blocks, so that what is computed on the way stays in the processor's cache.
        block = steps[first : first + _BLOCK]
        places = np.arange(first, first + len(block))
        places += block
        both = block + steps.take(places, mode="clip")
        # A sum beyond a byte starts again at 0.
        both *= (both > block) & (block > 0)
        result[first : first + _BLOCK] = both
    return result


class _Walk:
    """Goes through chunks from event to event. `singles` are places of events, `runs` of eight events in a row."""

    def __init__(self, data: bytes, ends: list[int]) -> None:
        self.data = data
        one = _steps(data, ends)
        two = _doubled(one)
        four = _doubled(two)
        self.levels = (four, two, one)
        self.one, self.eight = one.tobytes(), _doubled(four).tobytes()
        self.singles, self.runs = array("i"), array("i")
        # Of what is no channel message and was looked at: place, kind, start and size.
        self.special = array("q")

    def through(self, at: int, end: int) -> None:
        """Walk through a chunk."""
        data, one, eight = self.data, self.one, self.eight
        add, add_run = self.singles.append, self.runs.append
        # Whether the running status is one with a single data byte; the tables are for two.
        is_short = False
        while at < end:
            if not is_short:
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
                raise DamagedError(Sentence("midi.pause"))
            status = data[status_at]
            if status < 0xF0:
                add(at)
                if status >= 0x80:
                    is_short = status >> 4 in (0xC, 0xD)
                    status_at += 1
                at = status_at + (1 if is_short else 2)
                continue
            kind, start, size = _system_message(data, status_at, status)
            self.special.extend((at, kind, start, size))
            at = start + size
            if kind == END_OF_TRACK:
                at = min(at, end)
                break
        if at > end:
            raise DamagedError(Sentence("midi.event"))

    def places(self) -> NDArray[np.int32]:
        """Places where all channel messages and plain meta events begin, in no order."""
        places = _as_int32(self.runs)
        for level in self.levels:
            places = np.concatenate((places, places + level[places]))
        return np.concatenate((places, _as_int32(self.singles)))


def _walk(data: bytes, ends: list[int]) -> tuple[NDArray[np.int32], array[int]]:
    """Place where each event begins, and what was looked at."""
    walk, at = _Walk(data, ends), 0
    for chunk, end in enumerate(ends):
        try:
            walk.through(at, end)
        except IndexError as error:
            raise DamagedError(Sentence("midi.event"), chunk) from error
        except DamagedError as error:
            raise DamagedError(sentence_of(error), chunk) from error
        at = end + len(_PADDING)
    return walk.places(), walk.special


def _system_message(data: bytes, at: int, status: int) -> tuple[int, int, int]:
    """Kind, start and size of what follows a status of 0xF0 or above."""
    if status == META:
        size, start = _number(data, at + 2)
        return data[at + 1], start, size
    if status in (SYSTEM_EXCLUSIVE, CONTINUATION):
        size, start = _number(data, at + 1)
        return status, start, size
    return status, at + 1, _SYSTEM_SIZES.get(status, 0)


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
    raise DamagedError(Sentence("midi.length"))


def _columns(data: bytes, ends: Ints, starts: NDArray[np.int32], special: array[int]) -> list[Events]:
    byte = np.frombuffer(data, np.uint8)
    rows = np.frombuffer(special, np.int64).reshape(-1, 4) if len(special) else np.zeros((0, 4), np.int64)
    at = np.concatenate((starts, rows[:, 0].astype(np.int32)))
    at.sort()
    bounds = np.concatenate(([0], np.searchsorted(at, ends)))
    delta, status_at = _deltas(byte, at)
    tick, end_ticks = _ticks(delta, bounds)
    first = byte[status_at]
    is_system = first >= SYSTEM_EXCLUSIVE
    which = np.flatnonzero(is_system)
    system = _system(byte, data, rows, tick, at, status_at, which)
    system_bounds = np.searchsorted(which, bounds)
    if len(which):
        tick, status_at, first = tick[~is_system], status_at[~is_system], first[~is_system]
    bounds -= system_bounds
    explicit = first >= 0x80
    status = first
    if not explicit.all():
        for chunk, begin in enumerate(bounds[:-1].tolist()):
            if begin < bounds[chunk + 1] and not explicit[begin]:
                raise DamagedError(Sentence("midi.status"), chunk)
        last = np.where(explicit, np.arange(len(first), dtype=np.int32), np.int32(0))
        status = first[np.maximum.accumulate(last)]
    data_at = status_at + explicit
    data1, data2 = byte[data_at], byte[data_at + 1]
    borders = zip(_spans(bounds), _spans(system_bounds), end_ticks, strict=True)
    return [
        Events(tick[rows], status[rows], data1[rows], data2[rows], system.between(others, rows.start), end)
        for rows, others, end in borders
    ]


def _spans(bounds: Ints) -> list[slice]:
    return [slice(a, b) for a, b in pairwise(bounds.tolist())]


def _ticks(delta: NDArray[np.int32], bounds: Ints) -> tuple[Ints, list[int]]:
    """Ticks from the beginning of each chunk, and the last one of each."""
    total = np.concatenate(([0], np.cumsum(delta, dtype=np.int64)))
    tick = total[1:] - np.repeat(total[bounds[:-1]], np.diff(bounds))
    return tick, (total[bounds[1:]] - total[bounds[:-1]]).tolist()


def _system(
    byte: Bytes,
    data: bytes,
    rows: Ints,
    tick: Ints,
    at: NDArray[np.int32],
    status_at: NDArray[np.int32],
    which: NDArray[np.intp],
) -> System:
    """Events `which` that are no channel messages; what the loop looked at is in `rows`."""
    place_at = status_at[which]
    kind, start = byte[place_at + 1], place_at + 3
    size = byte[place_at + 2].astype(np.int64)
    looked_at = np.searchsorted(at[which], rows[:, 0])
    kind[looked_at], start[looked_at], size[looked_at] = rows[:, 1], rows[:, 2], rows[:, 3]
    return System(tick[which], which - np.arange(len(which)), kind, start, size, data)


def _deltas(data: Bytes, at: NDArray[np.int32]) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
    """Delta time of each event, and where its status is."""
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
