"""The operations between two revisions as they travel: JSON in the handle, or deflated in a file."""

from __future__ import annotations

import json
import zlib
from collections.abc import Sequence
from typing import Any

from gradio_pianoroll.errors import TransportError
from gradio_pianoroll.score import Op, OpError, ops_from_json, ops_to_json

from .jsonable import dumps

INLINE_BYTES = 8 * 1024
# What a delta may unfold to. A longer one would have come as a snapshot.
MAX_BYTES = 64 * 1024 * 1024
# Operations, and notes that they name together: a few bytes name millions. Beyond that the browser sends a snapshot.
MAX_OPS = 100_000
MAX_NAMED = 2**26


def encode_delta(base: str, ops: Sequence[Op]) -> str:
    """``{"base": …, "ops": […]}`` of operations on the revision `base`."""
    return dumps({"base": base, "ops": ops_to_json(list(ops))})


def decode_delta(text: str | bytes) -> tuple[str, list[Op]]:
    """Base revision and operations.

    Raises
    ------
    TransportError
        When it is no delta, or costs more work than its bytes; the message says which operation is wrong.
    """
    try:
        data = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise TransportError("the list of edits is not JSON") from error
    if not isinstance(data, dict) or not isinstance(data.get("base"), str) or not isinstance(data.get("ops"), list):
        raise TransportError("the list of edits must be an object with base and ops")
    _check_amount(data["ops"])
    try:
        return data["base"], ops_from_json(data["ops"])
    except (OpError, ValueError, TypeError, KeyError) as error:
        raise TransportError(f"the list of edits cannot be read: {error}") from error


def _check_amount(ops: list[Any]) -> None:
    if len(ops) > MAX_OPS:
        raise TransportError(f"the list has {len(ops)} edits; at most {MAX_OPS} are taken, send a snapshot")
    runs = (op.get("ids") for op in ops if isinstance(op, dict))
    named = sum(
        count for ids in runs if isinstance(ids, list) for count in ids[1::2] if type(count) is int and count > 0
    )
    if named > MAX_NAMED:
        raise TransportError(f"the edits name more than {MAX_NAMED} notes together; send a snapshot")


def deflate(text: str) -> bytes:
    """Raw deflate, what the browser's ``DecompressionStream("deflate-raw")`` reads."""
    packer = zlib.compressobj(6, zlib.DEFLATED, -zlib.MAX_WBITS)
    return packer.compress(text.encode("utf-8")) + packer.flush()


def inflate(data: bytes) -> bytes:
    """Undo :func:`deflate`.

    Raises
    ------
    TransportError
        When the bytes are damaged or unfold to more than 64 MiB.
    """
    unpacker = zlib.decompressobj(-zlib.MAX_WBITS)
    try:
        text = unpacker.decompress(data, MAX_BYTES)
    except zlib.error as error:
        raise TransportError("the file of edits is damaged") from error
    if unpacker.unconsumed_tail:
        raise TransportError(f"the file of edits unfolds to more than {MAX_BYTES >> 20} MiB; send a snapshot")
    if not unpacker.eof:
        raise TransportError("the file of edits is cut off")
    return text
