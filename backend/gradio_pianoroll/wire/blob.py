"""The frame of the files that carry layers and peaks: four letters, a JSON header, aligned data."""

from __future__ import annotations

import json
import struct
from typing import Any

from gradio_pianoroll.errors import TransportError

from .jsonable import dumps

ALIGNMENT = 8


def aligned(length: int) -> int:
    """`length` rounded up to a multiple of 8."""
    return length + -length % ALIGNMENT


def pack(magic: bytes, header: dict[str, Any], parts: list[bytes]) -> bytes:
    """Frame a header and data; each part is padded to a multiple of 8."""
    encoded = dumps(header).encode("utf-8")
    start = len(magic) + 4 + len(encoded)
    padded = [part + bytes(-len(part) % ALIGNMENT) for part in parts]
    return b"".join([magic, struct.pack("<I", len(encoded)), encoded, bytes(-start % ALIGNMENT), *padded])


def unpack(magic: bytes, data: bytes) -> tuple[dict[str, Any], memoryview]:
    """Header and data of a frame.

    Raises
    ------
    TransportError
        When it is another kind of file, cut off, or its header is not a JSON object.
    """
    what = magic.decode()
    if data[:4] != magic or len(data) < 8:
        raise TransportError(f"not a {what} file")
    (length,) = struct.unpack_from("<I", data, 4)
    if 8 + length > len(data):
        raise TransportError(f"damaged {what} file: cut off inside its header")
    try:
        header = json.loads(data[8 : 8 + length])
    except (ValueError, RecursionError) as error:
        raise TransportError(f"damaged {what} file: its header is not JSON") from error
    if not isinstance(header, dict):
        raise TransportError(f"damaged {what} file: its header is not an object")
    return header, memoryview(data)[aligned(8 + length) :]


class Budget:
    """Hands out spans of the data; all together may not be more than there is."""

    def __init__(self, data: memoryview, what: str) -> None:
        self._data = data
        self._what = what
        self._left = len(data)

    def take(self, offset: Any, length: int) -> memoryview:
        """The bytes at `offset`, which came from the header and is checked here."""
        if type(offset) is not int or offset < 0 or offset % ALIGNMENT or offset + length > len(self._data):
            raise TransportError(f"damaged {self._what} file: data lies outside of it")
        self._left -= length
        if self._left < 0:
            raise TransportError(f"damaged {self._what} file: its parts overlap")
        return self._data[offset : offset + length]


def count(value: Any, what: str) -> int:
    """A number of items from a header.

    Raises
    ------
    TransportError
        When it is not a whole number from 0 to 2**31 - 1.
    """
    if type(value) is not int or not 0 <= value < 2**31:
        raise TransportError(f"damaged {what} file: {value!r} is no number of items")
    return value
