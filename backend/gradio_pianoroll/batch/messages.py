"""Messages between the pool and its workers: a length and that many bytes, over pipes."""

from __future__ import annotations

import struct
from typing import BinaryIO

_HEAD = struct.Struct("<Q")


def write_frame(pipe: BinaryIO, data: bytes) -> None:
    """Send one message.

    Raises
    ------
    OSError
        When nobody reads any more.
    """
    if len(data) < 1 << 16:
        pipe.write(_HEAD.pack(len(data)) + data)
    else:
        pipe.write(_HEAD.pack(len(data)))
        pipe.write(data)
    pipe.flush()


def read_frame(pipe: BinaryIO) -> bytes | None:
    """Receive one message; None when the other end is gone, in the midst of a message too."""
    head = pipe.read(_HEAD.size)
    if len(head) < _HEAD.size:
        return None
    (length,) = _HEAD.unpack(head)
    data = pipe.read(length)
    return data if len(data) == length else None
