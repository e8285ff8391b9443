"""A part of a binary file as a file of its own, a few bytes replaced: what a header left open can be filled in."""

from __future__ import annotations

import io
import os
from collections.abc import Mapping
from typing import IO, Any


def size_of(file: IO[bytes]) -> int:
    """Length in bytes of a file that can seek; where it stands afterwards is its beginning."""
    size = file.seek(0, os.SEEK_END)
    file.seek(0)
    return size


class FileView(io.RawIOBase):
    """Bytes `start` to `end` of a binary file; reads only.

    Several views of one file may be read in turn, not at the same time.

    Parameters
    ----------
    file
        Can seek.
    start, end
        In bytes; the second is exclusive, None the end of the file.
    patches
        Bytes that are read instead of those at a place, by their place in the view.
    name
        What libraries take for the file's name.
    """

    def __init__(
        self,
        file: IO[bytes],
        start: int = 0,
        end: int | None = None,
        patches: Mapping[int, bytes] | None = None,
        name: str = "sound",
    ) -> None:
        super().__init__()
        self._file, self._start = file, start
        self._size = (size_of(file) if end is None else end) - start
        self._patches = dict(patches or {})
        self._at = 0
        self.name = name

    @property
    def size(self) -> int:
        """Length in bytes."""
        return self._size

    def readable(self) -> bool:
        """True, always."""
        return True

    def seekable(self) -> bool:
        """True, always."""
        return True

    def tell(self) -> int:
        """Position of the next byte."""
        return self._at

    def seek(self, offset: int, whence: int = os.SEEK_SET) -> int:
        """Go to a place and return it; a place before the beginning, as broken heads name it, changes nothing."""
        place = {os.SEEK_SET: 0, os.SEEK_CUR: self._at, os.SEEK_END: self._size}[whence] + offset
        self._at = place if place >= 0 else self._at
        return self._at

    def readinto(self, buffer: Any) -> int:
        """Fill a buffer as far as there is something; returns the number of bytes."""
        target = memoryview(buffer).cast("B")
        wanted = max(0, min(len(target), self._size - self._at))
        self._file.seek(self._start + self._at)
        data = self._file.read(wanted)
        target[: len(data)] = data
        for place, patch in self._patches.items():
            first, last = max(place, self._at), min(place + len(patch), self._at + len(data))
            if first < last:
                target[first - self._at : last - self._at] = patch[first - place : last - place]
        self._at += len(data)
        return len(data)
