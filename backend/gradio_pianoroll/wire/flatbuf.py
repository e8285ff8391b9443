"""As much of FlatBuffers as the metadata of Arrow needs: a writer and a bounds-checked reader.

The writer lays objects out front to back: a parent before its children, so that all offsets are positive as the
format demands. The reader never trusts a position: every access goes through :meth:`Reader.number`.
"""

from __future__ import annotations

import struct
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

from gradio_pianoroll.errors import TransportError
from gradio_pianoroll.score.well_formed import utf8

ScalarKind = Literal["bool", "u8", "i16", "i32", "i64"]

_FORMAT: dict[str, str] = {"bool": "<B", "u8": "<B", "i16": "<h", "i32": "<i", "i64": "<q", "u32": "<I", "u16": "<H"}
_SIZE: dict[str, int] = {kind: struct.calcsize(fmt) for kind, fmt in _FORMAT.items()}


@dataclass
class Table:
    """A table to be written: slot number → a scalar ``(kind, value)`` or a child object."""

    scalars: Mapping[int, tuple[ScalarKind, int]] = field(default_factory=dict)
    children: Mapping[int, Node] = field(default_factory=dict)


@dataclass
class Structs:
    """A vector of structs that are pairs of int64 (Arrow's ``Buffer`` and ``FieldNode``)."""

    pairs: Sequence[tuple[int, int]]


Node = Table | Structs | str | list["Node"]


class Writer:
    """Writes one root table into a growing buffer."""

    def __init__(self) -> None:
        self._buf = bytearray()

    def finish(self, root: Table) -> bytes:
        """The encoded bytes, padded to a multiple of 8."""
        self._buf = bytearray(4)
        self._patch(0, self._write(root))
        self._align(8)
        return bytes(self._buf)

    def _align(self, to: int, ahead: int = 0) -> None:
        self._buf.extend(bytes(-(len(self._buf) + ahead) % to))

    def _patch(self, at: int, target: int) -> None:
        struct.pack_into("<I", self._buf, at, target - at)

    def _write(self, node: Node) -> int:
        if isinstance(node, Table):
            return self._write_table(node)
        if isinstance(node, str):
            return self._write_string(node)
        if isinstance(node, Structs):
            return self._write_structs(node)
        return self._write_vector(node)

    def _write_string(self, text: str) -> int:
        data = utf8(text)
        self._align(4)
        start = len(self._buf)
        self._buf += struct.pack("<I", len(data)) + data + b"\0"
        return start

    def _write_structs(self, node: Structs) -> int:
        self._align(8, ahead=4)
        start = len(self._buf)
        self._buf += struct.pack("<I", len(node.pairs))
        for pair in node.pairs:
            self._buf += struct.pack("<qq", *pair)
        return start

    def _write_vector(self, items: Sequence[Node]) -> int:
        self._align(4)
        start = len(self._buf)
        self._buf += struct.pack("<I", len(items)) + bytes(4 * len(items))
        for i, item in enumerate(items):
            self._patch(start + 4 + 4 * i, self._write(item))
        return start

    def _write_table(self, table: Table) -> int:
        kinds: dict[int, str] = {slot: kind for slot, (kind, _) in table.scalars.items()}
        kinds |= dict.fromkeys(table.children, "u32")
        n_slots = max(kinds, default=-1) + 1
        vtable_size = 4 + 2 * n_slots
        # The widest fields first, so that alignment needs no holes but one before the first int64.
        offsets: dict[int, int] = {}
        self._align(2)
        vtable_at = len(self._buf)
        table_at = vtable_at + vtable_size
        table_at += -table_at % 4
        end = table_at + 4
        for slot in sorted(kinds, key=lambda s: -_SIZE[kinds[s]]):
            end += -end % _SIZE[kinds[slot]]
            offsets[slot] = end - table_at
            end += _SIZE[kinds[slot]]
        self._buf += bytes(end - vtable_at)
        entries = [offsets.get(slot, 0) for slot in range(n_slots)]
        struct.pack_into(f"<HH{n_slots}H", self._buf, vtable_at, vtable_size, end - table_at, *entries)
        struct.pack_into("<i", self._buf, table_at, table_at - vtable_at)
        for slot, (kind, value) in table.scalars.items():
            struct.pack_into(_FORMAT[kind], self._buf, table_at + offsets[slot], value)
        for slot, child in table.children.items():
            self._patch(table_at + offsets[slot], self._write(child))
        return table_at


class Reader:
    """Reads tables of one FlatBuffer; every position is checked against the buffer."""

    def __init__(self, data: memoryview) -> None:
        self._data = data

    def number(self, kind: str, at: int) -> int:
        """The number of the given kind at byte ``at``."""
        if at < 0 or at + _SIZE[kind] > len(self._data):
            raise TransportError("damaged snapshot: metadata points outside itself")
        return int(struct.unpack_from(_FORMAT[kind], self._data, at)[0])

    def root(self) -> int:
        """Position of the root table."""
        return self.number("u32", 0)

    def _field(self, table: int, slot: int) -> int | None:
        vtable = table - self.number("i32", table)
        entry = 4 + 2 * slot
        if entry + 2 > self.number("u16", vtable):
            return None
        offset = self.number("u16", vtable + entry)
        return table + offset if offset else None

    def scalar(self, table: int, slot: int, kind: str, default: int = 0) -> int:
        """A scalar field, or ``default`` where it is absent."""
        at = self._field(table, slot)
        return default if at is None else self.number(kind, at)

    def child(self, table: int, slot: int) -> int | None:
        """Position of a child table, vector or string; None where it is absent."""
        at = self._field(table, slot)
        return None if at is None else at + self.number("u32", at)

    def text(self, table: int, slot: int) -> str:
        """A string field, empty where it is absent."""
        at = self.child(table, slot)
        if at is None:
            return ""
        length = self.number("u32", at)
        if at + 4 + length > len(self._data):
            raise TransportError("damaged snapshot: a name runs over the end of the metadata")
        try:
            return bytes(self._data[at + 4 : at + 4 + length]).decode("utf-8")
        except UnicodeDecodeError as error:
            raise TransportError("damaged snapshot: a name is not UTF-8") from error

    def _vector(self, table: int, slot: int, item_size: int) -> tuple[int, int]:
        at = self.child(table, slot)
        if at is None:
            return 0, 0
        count = self.number("u32", at)
        if at + 4 + count * item_size > len(self._data):
            raise TransportError("damaged snapshot: a list runs over the end of the metadata")
        return at + 4, count

    def tables(self, table: int, slot: int) -> list[int]:
        """Positions of the tables of a vector."""
        start, count = self._vector(table, slot, 4)
        return [at + self.number("u32", at) for at in range(start, start + 4 * count, 4)]

    def structs(self, table: int, slot: int) -> list[tuple[int, int]]:
        """The pairs of int64 of a vector of structs."""
        start, count = self._vector(table, slot, 16)
        values = struct.unpack_from(f"<{2 * count}q", self._data, start)
        return list(zip(values[::2], values[1::2], strict=True))
