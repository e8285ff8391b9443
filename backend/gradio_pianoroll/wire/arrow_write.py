"""Arrow IPC streams from NumPy columns.

Written by hand because nothing light can: pyarrow weighs 170 MB, nanoarrow writes no dictionaries. The result is
what pyarrow reads and validates (the tests hold that).
"""

from __future__ import annotations

import struct
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from gradio_pianoroll.errors import TransportError
from gradio_pianoroll.score.well_formed import utf8

from .flatbuf import Node, Structs, Table, Writer

BATCH_ROWS = 16_384
END_OF_STREAM = b"\xff\xff\xff\xff\0\0\0\0"

_METADATA_V5 = 4
_HEADER_SCHEMA, _HEADER_DICTIONARY, _HEADER_BATCH = 1, 2, 3
_TYPE_INT, _TYPE_UTF8 = 2, 5


@dataclass(frozen=True)
class IntColumn:
    """Fixed-width integers without nulls; ``values`` is int8-32 or uint8-32."""

    name: str
    values: npt.NDArray[np.integer]


@dataclass(frozen=True)
class CodedColumn:
    """Texts as codes into a pool, -1 for null; ``as_dictionary`` false writes each text in its row."""

    name: str
    codes: npt.NDArray[np.int32]
    texts: Sequence[str]
    as_dictionary: bool = True


Column = IntColumn | CodedColumn


def write_stream(columns: Sequence[Column], metadata: Mapping[str, str], batch_rows: int = BATCH_ROWS) -> bytes:
    """Encode columns of equal length as an Arrow IPC stream.

    Parameters
    ----------
    columns
        The columns in their order; all of the same number of rows.
    metadata
        Key-value metadata of the schema.
    batch_rows
        Rows in a record batch. A stream without rows has no batch.

    Returns
    -------
    bytes
        The stream with its end marker.
    """
    n_rows = len(_rows_of(columns[0])) if columns else 0
    parts: list[bytes | memoryview] = list(_message(_HEADER_SCHEMA, _schema(columns, metadata), []))
    for number, column in enumerate(columns):
        if isinstance(column, CodedColumn) and column.as_dictionary:
            parts.extend(_dictionary_message(number, column.texts))
    prepared = [_prepare(column) for column in columns]
    for start in range(0, n_rows, batch_rows):
        parts.extend(_batch_message(prepared, start, min(start + batch_rows, n_rows)))
    parts.append(END_OF_STREAM)
    return b"".join(parts)


def index_dtype(n_texts: int) -> np.dtype[np.signedinteger]:
    """The smallest signed type that can index ``n_texts`` entries."""
    for dtype in (np.int8, np.int16):
        if n_texts <= np.iinfo(dtype).max + 1:
            return np.dtype(dtype)
    return np.dtype(np.int32)


def _rows_of(column: Column) -> npt.NDArray[np.integer]:
    return column.values if isinstance(column, IntColumn) else column.codes


def _prepare(column: Column) -> Column:
    if isinstance(column, IntColumn):
        return IntColumn(column.name, np.ascontiguousarray(column.values))
    return CodedColumn(column.name, np.ascontiguousarray(column.codes, np.int32), column.texts, column.as_dictionary)


# --- metadata -----------------------------------------------------------------------------------------------------


def _int_type(dtype: np.dtype[np.integer]) -> Table:
    return Table({0: ("i32", dtype.itemsize * 8), 1: ("bool", int(dtype.kind == "i"))})


def _field(number: int, column: Column) -> Table:
    scalars: dict[int, tuple[str, int]] = {1: ("bool", int(isinstance(column, CodedColumn)))}
    children: dict[int, Node] = {0: column.name, 5: []}
    if isinstance(column, IntColumn):
        scalars[2] = ("u8", _TYPE_INT)
        children[3] = _int_type(column.values.dtype)
    else:
        scalars[2] = ("u8", _TYPE_UTF8)
        children[3] = Table()
        if column.as_dictionary:
            children[4] = Table({0: ("i64", number)}, {1: _int_type(index_dtype(len(column.texts)))})
    return Table(scalars, children)  # type: ignore[arg-type]


def _schema(columns: Sequence[Column], metadata: Mapping[str, str]) -> Table:
    fields: list[Node] = [_field(i, column) for i, column in enumerate(columns)]
    pairs: list[Node] = [Table({}, {0: key, 1: value}) for key, value in metadata.items()]
    return Table({0: ("i16", 0)}, {1: fields, 2: pairs})


# --- bodies -------------------------------------------------------------------------------------------------------


def _message(kind: int, header: Table, buffers: Iterable[bytes | memoryview]) -> Iterator[bytes | memoryview]:
    body: list[bytes | memoryview] = []
    length = 0
    for buffer in buffers:
        padding = -len(buffer) % 8
        body.append(buffer)
        if padding:
            body.append(bytes(padding))
        length += len(buffer) + padding
    message = Table({0: ("i16", _METADATA_V5), 1: ("u8", kind), 3: ("i64", length)}, {2: header})
    metadata = Writer().finish(message)
    yield struct.pack("<Ii", 0xFFFFFFFF, len(metadata))
    yield metadata
    yield from body


def _record_batch(n_rows: int, nodes: Sequence[tuple[int, int]], buffers: Sequence[bytes | memoryview]) -> Table:
    spans: list[tuple[int, int]] = []
    offset = 0
    for buffer in buffers:
        spans.append((offset, len(buffer)))
        offset += len(buffer) + -len(buffer) % 8
    return Table({0: ("i64", n_rows)}, {1: Structs(nodes), 2: Structs(spans)})


def _dictionary_message(number: int, texts: Sequence[str]) -> Iterator[bytes | memoryview]:
    buffers = [b"", *_utf8_buffers([utf8(text) for text in texts])]
    batch = _record_batch(len(texts), [(len(texts), 0)], buffers)
    return _message(_HEADER_DICTIONARY, Table({0: ("i64", number)}, {1: batch}), buffers)


def _batch_message(columns: Sequence[Column], start: int, stop: int) -> Iterator[bytes | memoryview]:
    nodes: list[tuple[int, int]] = []
    buffers: list[bytes | memoryview] = []
    for column in columns:
        if isinstance(column, IntColumn):
            nodes.append((stop - start, 0))
            buffers += [b"", _raw(column.values[start:stop])]
        else:
            null_count, column_buffers = _coded_buffers(column, start, stop)
            nodes.append((stop - start, null_count))
            buffers += column_buffers
    return _message(_HEADER_BATCH, _record_batch(stop - start, nodes, buffers), buffers)


def _coded_buffers(column: CodedColumn, start: int, stop: int) -> tuple[int, list[bytes | memoryview]]:
    codes = column.codes[start:stop]
    valid = codes >= 0
    null_count = int(len(codes) - np.count_nonzero(valid))
    validity = _raw(np.packbits(valid, bitorder="little")) if null_count else b""
    if column.as_dictionary:
        indices = np.where(valid, codes, 0).astype(index_dtype(len(column.texts)))
        return null_count, [validity, _raw(indices)]
    texts = column.texts
    return null_count, [validity, *_utf8_buffers([utf8(texts[c]) if c >= 0 else b"" for c in codes.tolist()])]


def _utf8_buffers(encoded: Sequence[bytes]) -> list[bytes | memoryview]:
    ends = np.cumsum(np.fromiter(map(len, encoded), np.int64, len(encoded)))
    if len(ends) and ends[-1] > np.iinfo(np.int32).max:
        raise TransportError("the texts of one batch are longer than 2 GiB")
    return [_raw(np.concatenate(([0], ends)).astype(np.int32)), b"".join(encoded)]


def _raw(values: npt.NDArray[np.generic]) -> memoryview:
    little = values.astype(values.dtype.newbyteorder("<"), copy=False)
    return np.ascontiguousarray(little).view(np.uint8).data if len(little) else memoryview(b"")
