"""The Arrow writer and reader, with pyarrow as the oracle."""

import contextlib
import time

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gradio_pianoroll.errors import TransportError
from gradio_pianoroll.wire.arrow_read import Texts, read_stream
from gradio_pianoroll.wire.arrow_write import CodedColumn, IntColumn, index_dtype, write_stream

TEXT = st.text(st.characters(codec="utf-8"), max_size=6)


def as_list(column):
    if isinstance(column, Texts):
        return [None if code < 0 else column.texts[code] for code in column.codes]
    return column.tolist()


@st.composite
def columns(draw):
    n = draw(st.integers(0, 70))
    texts = tuple(draw(st.lists(TEXT, unique=True, min_size=1, max_size=8)))
    codes = st.lists(st.integers(-1, len(texts) - 1), min_size=n, max_size=n)
    numbers = st.lists(st.integers(0, 255), min_size=n, max_size=n)
    return [
        IntColumn("onset", np.array(draw(numbers), np.int32)),
        IntColumn("pitch", np.array(draw(numbers), np.uint8)),
        IntColumn("id", np.array(draw(numbers), np.uint32)),
        CodedColumn("lyric", np.array(draw(codes), np.int32), texts),
        CodedColumn("ref", np.array(draw(codes), np.int32), texts, as_dictionary=False),
    ]


def expected(column):
    if isinstance(column, IntColumn):
        return column.values.tolist()
    return [None if code < 0 else column.texts[code] for code in column.codes]


@settings(max_examples=60, deadline=None)
@given(columns(), st.dictionaries(TEXT, TEXT, max_size=3), st.integers(1, 40))
def test_pyarrow_reads_what_we_write_and_so_do_we(cols, metadata, batch_rows):
    data = write_stream(cols, metadata, batch_rows)
    table = pa.ipc.open_stream(data).read_all()
    table.validate(full=True)
    assert {k.decode(): v.decode() for k, v in (table.schema.metadata or {}).items()} == metadata
    ours = read_stream(data)
    assert ours.metadata == metadata
    for column in cols:
        assert table[column.name].to_pylist() == expected(column)
        assert as_list(ours.columns[column.name]) == expected(column)


@settings(max_examples=40, deadline=None)
@given(columns(), st.integers(1, 40))
def test_we_read_what_pyarrow_writes(cols, batch_rows):
    arrays = []
    for column in cols:
        coded = isinstance(column, CodedColumn)
        values = pa.array(expected(column), pa.string() if coded else pa.from_numpy_dtype(column.values.dtype))
        if coded and column.as_dictionary:
            values = values.dictionary_encode()
        arrays.append(values)
    table = pa.table(arrays, names=[c.name for c in cols]).replace_schema_metadata({"k": "v"})
    sink = pa.BufferOutputStream()
    with pa.ipc.new_stream(sink, table.schema, options=pa.ipc.IpcWriteOptions(emit_dictionary_deltas=True)) as out:
        for batch in table.to_batches(max_chunksize=batch_rows):
            out.write_batch(batch)
    ours = read_stream(sink.getvalue().to_pybytes())
    assert ours.metadata == {"k": "v"}
    for column in cols:
        assert as_list(ours.columns[column.name]) == expected(column)


def test_a_replaced_and_a_grown_dictionary_are_followed():
    first = pa.array(["a", None, "b"]).dictionary_encode()
    second = pa.array(["c", "a", "c"]).dictionary_encode()
    grown = pa.DictionaryArray.from_arrays(pa.array([2, 0], pa.int32()), pa.array(["c", "a", "z"]))
    schema = pa.schema([("lyric", first.type)])
    for deltas in (False, True):
        sink = pa.BufferOutputStream()
        options = pa.ipc.IpcWriteOptions(emit_dictionary_deltas=deltas)
        with pa.ipc.new_stream(sink, schema, options=options) as out:
            for part in (first, second, grown):
                out.write_batch(pa.record_batch([part], schema=schema))
        found = read_stream(sink.getvalue().to_pybytes()).columns["lyric"]
        assert as_list(found) == ["a", None, "b", "c", "a", "c", "z", "c"]


def test_the_index_is_the_smallest_that_fits():
    sizes = {1: 8, 128: 8, 129: 16, 32_768: 16, 32_769: 32}
    assert {n: index_dtype(n).itemsize * 8 for n in sizes} == sizes
    for n in (128, 129, 32_769):
        texts = [f"가{i}" for i in range(n)]
        codes = np.arange(n, dtype=np.int32)
        table = pa.ipc.open_stream(write_stream([CodedColumn("lyric", codes, texts)], {})).read_all()
        table.validate(full=True)
        assert table.schema.field("lyric").type.index_type.bit_width == index_dtype(n).itemsize * 8
        assert table["lyric"].to_pylist() == texts


def test_a_million_rows_are_written_in_16384_row_batches():
    n = 1_000_000
    rng = np.random.default_rng(3)
    cols = [
        IntColumn("onset", np.sort(rng.integers(0, 2**30, n)).astype(np.int32)),
        IntColumn("duration", rng.integers(1, 9000, n).astype(np.int32)),
        IntColumn("pitch", rng.integers(0, 128, n).astype(np.uint8)),
        IntColumn("velocity", rng.integers(0, 128, n).astype(np.uint8)),
        IntColumn("track", np.zeros(n, np.uint8)),
        IntColumn("id", np.arange(n, dtype=np.uint32)),
    ]
    times = []
    for _ in range(5):
        started = time.process_time()
        data = write_stream(cols, {"pianoroll": "{}"})
        times.append(time.process_time() - started)
    assert min(times) < 0.06
    batches = pa.ipc.open_stream(data)
    assert [b.num_rows for b in batches][:2] == [16_384, 16_384]
    ours = read_stream(data)
    for column in cols:
        np.testing.assert_array_equal(ours.columns[column.name], column.values)


def small_stream():
    return write_stream(
        [
            IntColumn("onset", np.arange(5, dtype=np.int32)),
            CodedColumn("lyric", np.array([0, -1, 1, 0, -1], np.int32), ("가", "나")),
            CodedColumn("ref", np.array([0, -1, 1, 0, -1], np.int32), ("x", "yy"), as_dictionary=False),
        ],
        {"pianoroll": "{}"},
        batch_rows=3,
    )


def read_or_refuse(data):
    """Anything but a TransportError is a failure."""
    with contextlib.suppress(TransportError):
        read_stream(data)


def test_every_cut_stream_is_refused_or_ends_at_a_message():
    data = small_stream()
    for length in range(len(data)):
        read_or_refuse(data[:length])


def test_every_single_changed_byte_is_survived():
    data = small_stream()
    for at in range(len(data)):
        for value in (0, 1, 0x7F, 0x80, 0xFF):
            read_or_refuse(data[:at] + bytes([value]) + data[at + 1 :])


@settings(max_examples=150, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 10_000), st.binary(min_size=1, max_size=8)), min_size=1, max_size=6))
def test_hostile_bytes_never_crash(edits):
    data = bytearray(small_stream())
    for at, replacement in edits:
        at %= len(data)
        data[at : at + len(replacement)] = replacement
    read_or_refuse(bytes(data))


@pytest.mark.parametrize(
    "data", [b"", b"no", b"PK\x03\x04" + bytes(60), b"\xff\xff\xff\xff\xff\xff\xff\x7f" + bytes(9)]
)
def test_something_else_is_refused_with_a_reason(data):
    with pytest.raises(TransportError, match="snapshot"):
        read_stream(data)


def test_a_batch_that_claims_more_rows_than_it_has_costs_no_memory():
    data = bytearray(small_stream())
    five = (3).to_bytes(8, "little")
    huge = (2**40).to_bytes(8, "little")
    at = data.find(five)
    while at >= 0:
        read_or_refuse(bytes(data[:at] + huge + data[at + 8 :]))
        at = data.find(five, at + 1)
