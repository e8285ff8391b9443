"""Chunks of a SoundFont file (RIFF), each within the bounds of the one around it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from .errors import SoundFontError
from .records import RECORDS

if TYPE_CHECKING:
    from numpy.typing import NDArray

# No font has as many records of a kind; a file that says so is not read any further.
MAX_RECORDS = 1_000_000
# Chunks beside each other: INFO has a dozen at most.
MAX_CHUNKS = 256
KNOWN = frozenset((*RECORDS, b"smpl", b"ifil", b"INAM", b"ICOP", b"LIST", b"sm24"))


class Chunks(NamedTuple):
    """What a file holds: records by the name of their chunk, place and size of the samples, texts."""

    records: dict[bytes, NDArray[Any]]
    sound: tuple[int, int]
    version: tuple[int, int]
    name: str
    copyright: str


def read_chunks(path: Path, data: NDArray[np.uint8]) -> Chunks:
    """Read the chunks of a font.

    Parameters
    ----------
    path
        For messages.
    data
        Its bytes, mapped or in memory.

    Raises
    ------
    SoundFontError
        If it is no SoundFont or is cut off.
    """
    if len(data) < 12 or _text(data, 0) != b"RIFF" or _text(data, 8) != b"sfbk":
        raise SoundFontError(path, "it is no SoundFont: it does not begin as one (RIFF … sfbk)")
    found: dict[bytes, tuple[int, int]] = {}
    for kind, first, size in _walk(path, data, 12, len(data)):
        if kind != b"LIST" or size < 4:
            continue
        for inner, at, length in _walk(path, data, first + 4, min(first + size, len(data))):
            found.setdefault(inner, (at, length))
    missing = [name.decode() for name in RECORDS if name not in found]
    if missing:
        raise SoundFontError(path, f"the chunk {missing[0]!r} is missing; the file is cut off or damaged")
    records = {name: _records(path, data, name, *found[name]) for name in RECORDS}
    version = found.get(b"ifil", (0, 0))
    numbers = data[version[0] : version[0] + 4].view("<u2").tolist() if version[1] >= 4 else [2, 1]
    return Chunks(
        records, found.get(b"smpl", (0, 0)), (numbers[0], numbers[1]),
        _string(data, found.get(b"INAM")), _string(data, found.get(b"ICOP")),
    )  # fmt: skip


def _walk(path: Path, data: NDArray[np.uint8], first: int, end: int) -> Iterator[tuple[bytes, int, int]]:
    """Kind, first byte and size of the chunks from `first` to `end`."""
    at = first
    for _ in range(MAX_CHUNKS):
        if at + 8 > end:
            return
        kind, size = _text(data, at), int(data[at + 4 : at + 8].view("<u4")[0])
        at += 8
        if at + size > end:
            if kind in RECORDS or kind == b"smpl":
                raise SoundFontError(
                    path, f"the chunk {kind.decode()!r} ends behind the file; the file is cut off or damaged"
                )
            size = end - at
        yield kind, at, size
        at += size
        # A chunk of odd size has a byte more; some writers of SF3 forget it.
        if size % 2 and not _begins(data, at, end):
            at += 1


def _begins(data: NDArray[np.uint8], at: int, end: int) -> bool:
    return at + 4 <= end and _text(data, at) in KNOWN


def _records(path: Path, data: NDArray[np.uint8], name: bytes, first: int, size: int) -> NDArray[Any]:
    kind = RECORDS[name]
    count = size // kind.itemsize
    if size % kind.itemsize or not count:
        raise SoundFontError(
            path, f"the chunk {name.decode()!r} has {size} bytes, which are no records of {kind.itemsize}"
        )
    if count > MAX_RECORDS:
        raise SoundFontError(
            path, f"the chunk {name.decode()!r} has {count} records; at most {MAX_RECORDS} can be read"
        )
    return np.frombuffer(data[first : first + size].tobytes(), kind)


def _text(data: NDArray[np.uint8], at: int) -> bytes:
    return data[at : at + 4].tobytes()


def _string(data: NDArray[np.uint8], place: tuple[int, int] | None) -> str:
    if place is None:
        return ""
    raw = data[place[0] : place[0] + min(place[1], 256)].tobytes()
    return raw.split(b"\0")[0].decode("utf-8", "replace").strip()
