"""Snapshots for clients that are not on this machine: smaller, and readable while they arrive.

Deflate finds little in numbers of four bytes. Two steps help it, as in the shuffle filter of Blosc (F. Alted, "Why
modern CPUs are starving and what can be done about it", Computing in Science & Engineering 12(2), 2010): onsets and ids
are written as differences, and of four-byte columns all first bytes come before all second ones. The result is a
gzip stream that is flushed after each batch (docs/internals.md).
"""

from __future__ import annotations

import ipaddress
import zlib
from collections.abc import Iterator, Mapping
from itertools import pairwise
from typing import Any

import numpy as np
import numpy.typing as npt

from gradio_pianoroll.errors import TransportError

from .arrow_read import HEADER_BATCH, messages

MAGIC = b"PRF1"
# Number of the data buffer of a column in a batch, and whether its values are written as differences.
FILTERED = {1: True, 3: False, 11: True}  # onset, duration, id
# Higher levels take four times as long for a twentieth less.
_LEVEL = 1
_GZIP = 16 + zlib.MAX_WBITS
_BLOCK_BYTES = 256 * 1024
_FORWARDED = ("forwarded", "x-forwarded-for", "x-forwarded-host", "x-real-ip")
_LOOPBACK_NAMES = ("localhost", "localhost.")


def pack_snapshot(data: bytes) -> Iterator[bytes]:
    """A snapshot as gzip, piece by piece; each piece can be read as soon as it is there.

    Parameters
    ----------
    data
        The Arrow stream of `encode`.

    Yields
    ------
    bytes
        The pieces; together a gzip file of the filtered stream.

    Raises
    ------
    TransportError
        If the bytes are no Arrow stream.
    """
    packer = zlib.compressobj(_LEVEL, zlib.DEFLATED, _GZIP)
    waiting, at = MAGIC, 0
    for begin, body, reader in messages(memoryview(data)):
        message = reader.root()
        header = reader.child(message, 2)
        piece = bytes(data[begin : body.start])
        if header is not None and reader.scalar(message, 1, "u8") == HEADER_BATCH:
            spans = reader.structs(header, 2)
            pieces = [waiting + piece, *_columns_of(_filtered(data[body.start : body.stop], spans), spans)]
            # Each column gets a code of its own: what is frequent in one of them is rare in the next.
            yield b"".join(packer.compress(piece) + packer.flush(zlib.Z_SYNC_FLUSH) for piece in pieces)
            waiting = b""
        else:
            waiting += piece + data[body.start : body.stop]
        at = body.stop
    yield packer.compress(waiting + data[at:]) + packer.flush()


def pack_plain(data: bytes) -> Iterator[bytes]:
    """Any other file as gzip, piece by piece."""
    packer = zlib.compressobj(_LEVEL, zlib.DEFLATED, _GZIP)
    for start in range(0, len(data), _BLOCK_BYTES):
        yield packer.compress(data[start : start + _BLOCK_BYTES])
    yield packer.flush()


def unpack_snapshot(packed: bytes) -> bytes:
    """Undo `pack_snapshot`: byte for byte the snapshot.

    Raises
    ------
    TransportError
        If it is damaged.
    """
    try:
        data = zlib.decompress(packed, _GZIP)
    except zlib.error as error:
        raise TransportError("damaged packed snapshot: it cannot be inflated") from error
    if data[: len(MAGIC)] != MAGIC:
        raise TransportError("not a packed snapshot")
    result = bytearray(data[len(MAGIC) :])
    for _, body, reader in messages(memoryview(bytes(result))):
        message = reader.root()
        header = reader.child(message, 2)
        if header is not None and reader.scalar(message, 1, "u8") == HEADER_BATCH:
            for number, start, stop in _places(reader.structs(header, 2), body.stop - body.start):
                place = slice(body.start + start, body.start + stop)
                result[place] = _joined(np.frombuffer(bytes(result[place]), np.uint8), FILTERED[number])
    return bytes(result)


def _places(spans: list[tuple[int, int]], body_bytes: int) -> Iterator[tuple[int, int, int]]:
    """Number, start and stop of the filtered buffers in the body of a batch."""
    for number in FILTERED:
        if number >= len(spans):
            continue
        start, length = spans[number]
        if start < 0 or length < 0 or start + length > body_bytes:
            raise TransportError("damaged snapshot: a column lies outside its batch")
        yield number, start, start + length - length % 4


def _filtered(body: bytes, spans: list[tuple[int, int]]) -> bytes:
    result = bytearray(body)
    for number, start, stop in _places(spans, len(body)):
        result[start:stop] = _split(np.frombuffer(body[start:stop], "<u4"), FILTERED[number])
    return bytes(result)


def _columns_of(body: bytes, spans: list[tuple[int, int]]) -> Iterator[bytes]:
    """The body of a batch, cut where its columns begin (the bytes of a filtered one into its four planes)."""
    starts = {start for start, length in spans if length > 0}
    for _, start, stop in _places(spans, len(body)):
        starts.update(range(start, stop, max(1, (stop - start) // 4)))
    cuts = sorted({0, len(body), *starts})
    return (body[a:b] for a, b in pairwise(cuts))


def _split(values: npt.NDArray[np.uint32], differences: bool) -> bytes:
    """All lowest bytes, then all second ones, …, of the values or of the differences between them (modulo 2**32)."""
    if differences and len(values):
        values = np.diff(values, prepend=np.uint32(0))
    return values.view(np.uint8).reshape(-1, 4).T.tobytes()


def _joined(planes: npt.NDArray[np.uint8], differences: bool) -> bytes:
    values = np.ascontiguousarray(planes.reshape(4, -1).T).view("<u4").ravel()
    return (np.cumsum(values, dtype=np.uint32) if differences else values).astype("<u4").tobytes()


def is_on_this_machine(client: str | None, server: str | None, headers: Mapping[str, Any]) -> bool:
    """Whether a request surely comes from this machine, so that compressing the answer would only cost time.

    Parameters
    ----------
    client
        Address of the client as the server has resolved it; None when it is not known.
    server
        Address at which the request arrived.
    headers
        The request's headers, names in lower case.

    Returns
    -------
    bool
        False when in doubt: for an unknown client, and when a proxy stands between.
    """
    if not client or any(name in headers for name in _FORWARDED):
        return False
    # A proxy on this machine may say nothing of its clients, but the name by which they asked is then not ours.
    asked = _host_of(str(headers.get("host", "")))
    return _is_loopback(asked) if _is_loopback(client) else client == server == asked


def _host_of(host: str) -> str:
    """The name or address in a ``Host`` header."""
    if host.startswith("["):
        return host[1:].partition("]")[0]
    return host.partition(":")[0]


def _is_loopback(name: str) -> bool:
    if name in _LOOPBACK_NAMES or name.endswith(".localhost"):
        return True
    try:
        return ipaddress.ip_address(name).is_loopback
    except ValueError:
        return False
