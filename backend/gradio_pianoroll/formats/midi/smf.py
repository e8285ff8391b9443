"""What is in the bytes of a Standard MIDI file: texts, channels, program changes, where each event lies."""

from __future__ import annotations

import struct
from collections import defaultdict
from dataclasses import dataclass, field
from pathlib import Path

from ..bounds import MAX_MIDI_BYTES, refuse_more
from ..errors import FormatError

TEXT, TRACK_NAME, LYRIC = 0x01, 0x03, 0x05
_TEXT_KINDS = frozenset((TEXT, TRACK_NAME, LYRIC))
# Data bytes of a channel message by the high half of its status.
_SIZES = {0x8: 2, 0x9: 2, 0xA: 2, 0xB: 2, 0xC: 1, 0xD: 1, 0xE: 2}
PERCUSSION_CHANNEL = 9


@dataclass(frozen=True)
class TextEvent:
    """A text at a tick, as bytes in an unknown encoding."""

    tick: int
    kind: int
    data: bytes


@dataclass
class Group:
    """The notes of one channel and program in one chunk, as they were struck."""

    chunk: int
    channel: int
    program: int
    ticks: list[int] = field(default_factory=list)
    keys: list[int] = field(default_factory=list)  # pitch * 128 + velocity


@dataclass
class Chunk:
    """One MTrk chunk."""

    texts: list[TextEvent] = field(default_factory=list)
    groups: dict[tuple[int, int], Group] = field(default_factory=dict)
    volumes: dict[int, int] = field(default_factory=dict)
    end_tick: int = 0


@dataclass(frozen=True)
class MidiFile:
    """The header and the chunks of a file."""

    format: int
    ppqn: int
    chunks: list[Chunk]


def scan(data: bytes, path: Path) -> MidiFile:
    """Texts and struck notes of a file.

    Raises
    ------
    FormatError
        If it is no MIDI file, is cut off or uses a time base that has no beats.
    """
    refuse_more(path, len(data), MAX_MIDI_BYTES, "bytes")
    if data[:4] != b"MThd":
        raise FormatError(path, "it is not a MIDI file (it does not begin with MThd)")
    if len(data) < 14:
        raise FormatError(path, "the MIDI file is cut off in its header")
    size, kind, _, division = struct.unpack(">IHHH", data[4:14])
    if division & 0x8000 or division == 0:
        raise FormatError(path, "its time is counted in video frames, not in beats; export it with ticks per beat")
    chunks = []
    for index, (start, end) in enumerate(_chunks(data, 8 + size, path)):
        try:
            chunks.append(_scan_chunk(data[start:end], index))
        except IndexError as error:
            raise FormatError(path, f"track {index} of the MIDI file is damaged") from error
    return MidiFile(kind, division, chunks)


def _chunks(data: bytes, start: int, path: Path) -> list[tuple[int, int]]:
    """Where the MTrk chunks begin and end; unknown chunks are passed over."""
    found = []
    while start + 8 <= len(data):
        size = int.from_bytes(data[start + 4 : start + 8], "big")
        end = start + 8 + size
        if data[start : start + 4] == b"MTrk":
            if end > len(data):
                raise FormatError(path, f"the MIDI file is cut off: {end - len(data)} bytes are missing")
            found.append((start + 8, end))
        start = end
    if not found:
        raise FormatError(path, "the MIDI file has no tracks")
    return found


def _varlen(data: bytes, at: int) -> tuple[int, int]:
    """Number of variable length at a position, and the position after it."""
    value = 0
    while True:
        byte = data[at]
        at += 1
        value = value << 7 | byte & 0x7F
        if byte < 0x80:
            return value, at


def _scan_chunk(data: bytes, index: int) -> Chunk:
    """Walk through the events of a chunk. One look at each byte: this loop is what loading a long file costs."""
    chunk = Chunk()
    programs: dict[int, int] = defaultdict(int)
    groups = chunk.groups
    at, tick, status, end = 0, 0, 0, len(data)
    while at < end:
        delta = data[at]
        at += 1
        if delta >= 0x80:
            delta, at = _varlen(data, at - 1)
        tick += delta
        byte = data[at]
        if byte >= 0xF0:
            at = _skip_system(data, at, tick, chunk)
            continue
        if byte >= 0x80:
            status = byte
            at += 1
        elif not status:
            raise IndexError("data without a status")
        kind = status >> 4
        if kind == 0x9:
            velocity = data[at + 1]
            if velocity:
                channel = status & 0xF
                key = (channel, programs[channel])
                group = groups.get(key)
                if group is None:
                    group = groups[key] = Group(index, *key)
                group.ticks.append(tick)
                group.keys.append(data[at] << 7 | velocity)
        elif kind == 0xC:
            programs[status & 0xF] = data[at]
        elif kind == 0xB and data[at] == 7:
            chunk.volumes.setdefault(status & 0xF, data[at + 1])
        at += _SIZES[kind]
    chunk.end_tick = tick
    return chunk


def _skip_system(data: bytes, at: int, tick: int, chunk: Chunk) -> int:
    """Pass over a meta or system event, keeping its text; the position after it."""
    byte = data[at]
    if byte == 0xFF:
        kind = data[at + 1]
        size, start = _varlen(data, at + 2)
        if kind in _TEXT_KINDS:
            chunk.texts.append(TextEvent(tick, kind, data[start : start + size]))
        return len(data) if kind == 0x2F else start + size
    if byte in (0xF0, 0xF7):
        size, start = _varlen(data, at + 1)
        return start + size
    return at + 1


def set_channels(data: bytes, channels: list[int]) -> bytes:
    """The file with the events of its i-th MTrk chunk moved to the i-th channel."""
    result = bytearray(data)
    start, index = 14, 0
    while start + 8 <= len(data):
        end = start + 8 + int.from_bytes(data[start + 4 : start + 8], "big")
        if data[start : start + 4] == b"MTrk" and index < len(channels):
            _set_channel(result, start + 8, end, channels[index])
            index += 1
        start = end
    return bytes(result)


def _set_channel(data: bytearray, at: int, end: int, channel: int) -> None:
    size = 0
    while at < end:
        while data[at] >= 0x80:
            at += 1
        at += 1
        byte = data[at]
        if byte >= 0xF0:
            length, start = _varlen(data, at + (2 if byte == 0xFF else 1))  # type: ignore[arg-type]
            at = start + length
            continue
        if byte >= 0x80:
            size = _SIZES[byte >> 4]
            data[at] = byte & 0xF0 | channel
            at += 1
        at += size
