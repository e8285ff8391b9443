"""NumPy columns from an Arrow IPC stream that somebody else sent.

Nothing in the bytes is trusted: every length and offset is checked before memory is touched, and what is allocated
is bounded by the number of bytes that came.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from gradio_pianoroll.errors import TransportError

from .flatbuf import Reader

_HEADER_SCHEMA, _HEADER_DICTIONARY, HEADER_BATCH = 1, 2, 3
_TYPE_INT, _TYPE_UTF8 = 2, 5
_MAX_COLUMNS = 32


@dataclass(frozen=True)
class Texts:
    """A text column: int32 codes (-1 null) into ``texts``."""

    codes: npt.NDArray[np.int32]
    texts: tuple[str, ...]


@dataclass
class Stream:
    """A decoded stream: the schema's metadata and its columns by name."""

    metadata: dict[str, str]
    columns: dict[str, npt.NDArray[np.integer] | Texts]
    n_rows: int


@dataclass
class _Field:
    name: str
    dtype: np.dtype[np.integer]  # of the values, or of the indices of a dictionary
    is_text: bool
    dictionary: int | None
    parts: list[npt.NDArray[np.integer]] = field(default_factory=list)
    texts: list[str] = field(default_factory=list)  # of texts that are written in their rows


@dataclass
class _Dictionary:
    """All entries that ever came, and where the current dictionary starts among them."""

    texts: list[str] = field(default_factory=list)
    base: int = 0


def read_stream(data: bytes | memoryview) -> Stream:
    """Decode an Arrow IPC stream of integer, utf8 and dictionary<utf8> columns.

    Parameters
    ----------
    data
        The complete stream; a missing end marker is accepted, a cut message is not.

    Raises
    ------
    TransportError
        When the bytes are no such stream.
    """
    metadata: dict[str, str] | None = None
    fields: list[_Field] = []
    dictionaries: dict[int, _Dictionary] = {}
    n_rows = 0
    whole = memoryview(data)
    for _, place, reader in messages(whole):
        body = whole[place.start : place.stop]
        message = reader.root()
        kind = reader.scalar(message, 1, "u8")
        header = reader.child(message, 2)
        if header is None:
            raise TransportError("damaged snapshot: a message without a header")
        if kind == _HEADER_SCHEMA:
            if metadata is not None:
                raise TransportError("damaged snapshot: two schemas")
            metadata, fields = _read_schema(reader, header)
        elif metadata is None:
            raise TransportError("not a snapshot: it does not begin with a schema")
        elif kind == _HEADER_DICTIONARY:
            _read_dictionary(reader, header, body, dictionaries)
        elif kind == HEADER_BATCH:
            n_rows += _read_batch(reader, header, body, fields, dictionaries)
        else:
            raise TransportError(f"not a snapshot: unknown kind of message {kind}")
    if metadata is None:
        raise TransportError("not a snapshot: no schema")
    return Stream(metadata, {f.name: _joined(f, dictionaries) for f in fields}, n_rows)


def messages(data: memoryview) -> Iterator[tuple[int, range, Reader]]:
    """The messages of a stream: where each begins, where its body lies, and a reader of its metadata.

    Raises
    ------
    TransportError
        When the bytes are no such stream.
    """
    at = 0
    while at < len(data):
        if at + 8 > len(data):
            raise TransportError("damaged snapshot: cut off inside a message")
        marker, size = struct.unpack_from("<Ii", data, at)
        if marker != 0xFFFFFFFF:
            raise TransportError("not a snapshot: no Arrow stream")
        if size == 0:
            return
        start = at + 8
        if size < 0 or start + size > len(data):
            raise TransportError("damaged snapshot: cut off inside a message")
        reader = Reader(data[start : start + size])
        length = reader.scalar(reader.root(), 3, "i64")
        if length < 0 or start + size + length > len(data):
            raise TransportError("damaged snapshot: cut off inside a batch")
        yield at, range(start + size, start + size + length), reader
        at = start + size + length


# --- schema -------------------------------------------------------------------------------------------------------


def _read_schema(reader: Reader, header: int) -> tuple[dict[str, str], list[_Field]]:
    if reader.scalar(header, 0, "i16") != 0:
        raise TransportError("this snapshot is big-endian; write it little-endian")
    metadata = {reader.text(t, 0): reader.text(t, 1) for t in reader.tables(header, 2)}
    tables = reader.tables(header, 1)
    if len(tables) > _MAX_COLUMNS:
        raise TransportError(f"not a snapshot: {len(tables)} columns")
    fields = [_read_field(reader, table) for table in tables]
    if len({f.name for f in fields}) != len(fields):
        raise TransportError("not a snapshot: two columns of the same name")
    return metadata, fields


def _read_field(reader: Reader, table: int) -> _Field:
    name = reader.text(table, 0)
    kind = reader.scalar(table, 2, "u8")
    if kind not in (_TYPE_INT, _TYPE_UTF8) or reader.tables(table, 5):
        raise TransportError(f"not a snapshot: column {name!r} has an unknown type")
    encoding = reader.child(table, 4)
    if kind == _TYPE_INT:
        if encoding is not None:
            raise TransportError(f"not a snapshot: column {name!r} has an unknown type")
        return _Field(name, _int_dtype(reader, reader.child(table, 3), name), False, None)
    if encoding is None:
        return _Field(name, np.dtype(np.int32), True, None)
    index = reader.child(encoding, 1)
    dtype = np.dtype(np.int32) if index is None else _int_dtype(reader, index, name)
    return _Field(name, dtype, True, reader.scalar(encoding, 0, "i64"))


def _int_dtype(reader: Reader, table: int | None, name: str) -> np.dtype[np.integer]:
    bits = 0 if table is None else reader.scalar(table, 0, "i32")
    if table is None or bits not in (8, 16, 32):
        raise TransportError(f"not a snapshot: column {name!r} has {bits}-bit integers")
    return np.dtype(f"<{'i' if reader.scalar(table, 1, 'bool') else 'u'}{bits // 8}")


# --- batches ------------------------------------------------------------------------------------------------------


@dataclass
class _Batch:
    n_rows: int
    buffers: Iterator[memoryview]
    nodes: Iterator[tuple[int, int]]

    def node(self) -> int:
        """Number of nulls of the next column."""
        length, nulls = next(self.nodes, (-1, 0))
        if length != self.n_rows or not 0 <= nulls <= length:
            raise TransportError("damaged snapshot: columns of different length")
        return nulls

    def buffer(self) -> memoryview:
        found = next(self.buffers, None)
        if found is None:
            raise TransportError("damaged snapshot: too few buffers")
        return found

    def array(self, dtype: np.dtype[np.integer], count: int) -> npt.NDArray[np.integer]:
        found = self.buffer()
        if count * dtype.itemsize > len(found):
            raise TransportError("damaged snapshot: a column is shorter than its batch")
        return np.frombuffer(found, dtype, count)

    def valid(self, nulls: int) -> npt.NDArray[np.bool_] | None:
        bitmap = self.buffer()
        if nulls == 0:
            return None
        if len(bitmap) * 8 < self.n_rows:
            raise TransportError("damaged snapshot: a column is shorter than its batch")
        bits = np.unpackbits(np.frombuffer(bitmap, np.uint8), count=self.n_rows, bitorder="little")
        return bits.astype(np.bool_)


def _open_batch(reader: Reader, header: int, body: memoryview) -> _Batch:
    n_rows = reader.scalar(header, 0, "i64")
    if n_rows < 0:
        raise TransportError("damaged snapshot: a batch of negative length")
    if reader.child(header, 3) is not None:
        raise TransportError("this snapshot is compressed inside; write it without")
    spans = reader.structs(header, 2)
    for offset, length in spans:
        if offset < 0 or length < 0 or offset + length > len(body):
            raise TransportError("damaged snapshot: a column lies outside its batch")
    # Spans that share bytes would let a small file unfold into a large one.
    if sum(length for _, length in spans) > len(body):
        raise TransportError("damaged snapshot: columns overlap")
    buffers = (body[offset : offset + length] for offset, length in spans)
    return _Batch(n_rows, buffers, iter(reader.structs(header, 1)))


def _read_dictionary(reader: Reader, header: int, body: memoryview, known: dict[int, _Dictionary]) -> None:
    inner = reader.child(header, 1)
    if inner is None:
        raise TransportError("damaged snapshot: a dictionary without entries")
    batch = _open_batch(reader, inner, body)
    if batch.node():
        raise TransportError("not a snapshot: a dictionary holds null")
    batch.buffer()
    target = known.setdefault(reader.scalar(header, 0, "i64"), _Dictionary())
    if not reader.scalar(header, 2, "bool"):
        target.base = len(target.texts)
    target.texts += _read_texts(batch)


def _read_texts(batch: _Batch) -> list[str]:
    # A column without rows may leave its offsets out.
    if batch.n_rows == 0:
        batch.buffer(), batch.buffer()
        return []
    offsets = batch.array(np.dtype("<i4"), batch.n_rows + 1)
    data = bytes(batch.buffer())
    if offsets[0] < 0 or int(offsets[-1]) > len(data) or np.any(offsets[1:] < offsets[:-1]):
        raise TransportError("damaged snapshot: texts run over their end")
    bounds = offsets.tolist()
    try:
        return [data[a:b].decode("utf-8") for a, b in pairwise(bounds)]
    except UnicodeDecodeError as error:
        raise TransportError("damaged snapshot: a text is not UTF-8") from error


def _read_batch(
    reader: Reader, header: int, body: memoryview, fields: list[_Field], dictionaries: dict[int, _Dictionary]
) -> int:
    batch = _open_batch(reader, header, body)
    for column in fields:
        nulls = batch.node()
        valid = batch.valid(nulls)
        if not column.is_text:
            if valid is not None:
                raise TransportError(f"not a snapshot: column {column.name!r} has nulls")
            column.parts.append(batch.array(column.dtype, batch.n_rows))
        elif column.dictionary is None:
            column.parts.append(_row_codes(column, batch, valid))
        else:
            column.parts.append(_dictionary_codes(column, batch, valid, dictionaries))
    return batch.n_rows


def _row_codes(column: _Field, batch: _Batch, valid: npt.NDArray[np.bool_] | None) -> npt.NDArray[np.int32]:
    base = len(column.texts)
    texts = _read_texts(batch)
    if valid is None:
        column.texts += texts
        return np.arange(base, base + len(texts), dtype=np.int32)
    column.texts += [text for text, keep in zip(texts, valid.tolist(), strict=True) if keep]
    codes = base + np.cumsum(valid, dtype=np.int64) - 1
    return np.where(valid, codes, -1).astype(np.int32)


def _dictionary_codes(
    column: _Field,
    batch: _Batch,
    valid: npt.NDArray[np.bool_] | None,
    dictionaries: dict[int, _Dictionary],
) -> npt.NDArray[np.int32]:
    raw = batch.array(column.dtype, batch.n_rows).astype(np.int64)
    entries = dictionaries.get(-1 if column.dictionary is None else column.dictionary, _Dictionary())
    used = raw if valid is None else raw[valid]
    if len(used) and (used.min() < 0 or used.max() >= len(entries.texts) - entries.base):
        raise TransportError(f"damaged snapshot: column {column.name!r} points outside its dictionary")
    codes = raw + entries.base
    return (codes if valid is None else np.where(valid, codes, -1)).astype(np.int32)


def _joined(column: _Field, dictionaries: dict[int, _Dictionary]) -> npt.NDArray[np.integer] | Texts:
    dtype = np.dtype(np.int32) if column.is_text else column.dtype
    codes = np.concatenate(column.parts) if column.parts else np.zeros(0, dtype)
    if not column.is_text:
        return codes
    if column.dictionary is None:
        return Texts(codes.astype(np.int32, copy=False), tuple(column.texts))
    entries = dictionaries.get(column.dictionary, _Dictionary())
    return Texts(codes.astype(np.int32, copy=False), tuple(entries.texts))
