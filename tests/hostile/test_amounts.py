"""What a few bytes may cost: work in proportion to them, and numbers of any size end in words of ours."""

import json
import time
import warnings

import gradio as gr
import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gradio_pianoroll import PianoRoll
from gradio_pianoroll.score import Curve, NoteTable, OpError, Score, ScoreError, ops_from_json
from gradio_pianoroll.transport import TransportError, decode_delta
from gradio_pianoroll.wire.delta import MAX_NAMED, MAX_OPS

N_NOTES = 100
INSERTED = {"id": [1000], "onset": [1], "duration": [5], "pitch": [60], "velocity": [1], "track": [0]}
TEMPOS = {"op": "tempo", "tempos": [[i * 10, 100 + i % 7] for i in range(20_000)]}
KINDS = {
    "set lyric": lambda i: {"op": "set", "ids": [i % N_NOTES, 1], "column": "lyric", "value": f"x{i}"},
    "set extra": lambda i: {"op": "set", "ids": [i % N_NOTES, 1], "column": "extra", "value": {"x": i}},
    "insert, delete": lambda i: (
        {"op": "insert", "rows": {**INSERTED, "lyric": {"0": f"x{i}"}}} if i % 2 else {"op": "delete", "ids": [1000, 1]}
    ),
    "shift": lambda i: {"op": "shift", "ids": [0, 10], "ticks": 1, "pitch": 0},
    "curve_range": lambda i: {"op": "curve_range", "curve": "long", "start": i, "values": [1.0]},
    "signature": lambda i: {"op": "signature", "signatures": [[0, 3 + i % 2, 4]]} if i else TEMPOS,
}


@pytest.fixture(scope="module")
def base():
    notes = NoteTable.from_columns(np.arange(N_NOTES) * 1.0, 1, 60, lyric=["a"] * N_NOTES)
    more = NoteTable.from_columns([1.0], 1, 60, id=[1000])
    with_more = Score(notes).apply(ops_from_json([{"op": "insert", "rows": INSERTED}]))[0]
    assert len(with_more.notes) == N_NOTES + len(more)
    return with_more.replace(curves={"long": Curve("long", np.zeros(2_000_000, np.float32))})


def cpu_s(base, kind, n):
    text = json.dumps({"base": "b", "ops": [KINDS[kind](i) for i in range(n)]})
    start = time.process_time()
    after, inverse = base.apply(decode_delta(text)[1])
    spent = time.process_time() - start
    assert after.apply(inverse)[0].same_document(base)
    return spent


@pytest.mark.parametrize("kind", KINDS)
def test_many_operations_cost_in_proportion_to_their_number(base, kind):
    """Four times the operations cost about four times the time; with the whole copied at each they cost sixteen times."""
    few = min(cpu_s(base, kind, 2_000) for _ in range(2))
    many = min(cpu_s(base, kind, 8_000) for _ in range(2))
    assert many < 8 * few + 0.2, (few, many)


def test_there_are_at_most_so_many_operations_and_notes_named_by_them(base):
    op = {"op": "set", "ids": [0, 1], "column": "velocity", "value": 1}
    assert len(decode_delta(json.dumps({"base": "b", "ops": [op] * 1000}))[1]) == 1000
    with pytest.raises(TransportError, match=f"{MAX_OPS + 1} edits; at most {MAX_OPS}"):
        decode_delta(json.dumps({"base": "b", "ops": [op] * (MAX_OPS + 1)}))
    # A hundred operations in 5 kB would ask for 13 GB of note numbers.
    wide = {"op": "shift", "ids": [0, 2**25], "ticks": 1, "pitch": 0}
    with pytest.raises(TransportError, match=f"more than {MAX_NAMED} notes"):
        decode_delta(json.dumps({"base": "b", "ops": [wide] * 100}))
    less = {"op": "shift", "ids": [0, 1], "ids2": [0, -(10**12)], "ticks": 1, "pitch": 0}
    with pytest.raises(TransportError, match=f"more than {MAX_NAMED} notes"):
        decode_delta(json.dumps({"base": "b", "ops": [less, {**less, "ids": [5, -(10**12)]}, *[wide] * 3]}))


# --- values of any size and kind -------------------------------------------------------------------------------------

DIGITS = 10**5_000
HUGE = [10**30, -(10**30), DIGITS, -DIGITS, 2**31, 2**53, 2**63, 1e308, -1e308, 5e-324, 0.5, 0, -1, 1, 60, 127, 128]
NESTED = [[[[[]]]], {"a": {"b": [1]}}, {}]
# What Python says of its own accord; ours name the item and say what is expected.
PYTHONESE = (
    "unhashable", "not supported between", "too large to convert", "too big", "Exceeds the limit", "cannot convert",
    "object is not", "has no attribute", "unexpected keyword", "takes ", "must be real number", "indices must",
    "not iterable", "out of bounds", "ambiguous", "inhomogeneous", "unpack", "could not convert", "has no len",
)  # fmt: skip


def deep(levels=20_000):
    value = []
    for _ in range(levels):
        value = [value]
    return value


scalars = st.none() | st.booleans() | st.sampled_from(HUGE) | st.sampled_from(["", "n0", "a\ud800", "end", "start"])
values = (
    scalars
    | st.lists(scalars, max_size=3)
    | st.lists(st.lists(scalars, max_size=3), max_size=3)
    | st.dictionaries(
        st.sampled_from(["0", "a", "start", "end", "name", "points", "values", "hop"]), scalars, max_size=3
    )
    | st.sampled_from(NESTED)
)
GOOD = [
    {"op": "insert", "rows": {**INSERTED, "id": [2000]}},
    {"op": "delete", "ids": [0, 1]},
    {"op": "shift", "ids": [0, 2], "ticks": 3, "pitch": 1},
    {"op": "resize", "ids": [0, 1], "ticks": 10, "edge": "end"},
    {"op": "set", "ids": [0, 1], "column": "lyric", "value": "x"},
    {"op": "set", "ids": [0, 2], "column": "velocity", "values": [1, 2]},
    {"op": "set", "ids": [0, 1], "column": "onset", "value": 1},
    {"op": "set", "ids": [0, 1], "column": "extra", "value": {"a": 1}},
    {"op": "tempo", "tempos": [[0, 120], [10, 90]]},
    {"op": "signature", "signatures": [[0, 3, 4]]},
    {"op": "tracks", "tracks": [{"name": "A", "program": 3, "volume": 1}]},
    {"op": "segments", "segments": [{"start": 0, "end": 1, "type": "word", "text": "a", "confidence": 1}]},
    {"op": "curve", "name": "x", "curve": {"name": "x", "points": [[0, 1]]}},
    {
        "op": "curve",
        "name": "x",
        "curve": {"name": "x", "start": 0, "hop": 1, "values": [1, 2], "time": "s", "style": {}},
    },
    {"op": "curve_range", "curve": "long", "start": 0, "values": [1]},
]


def places(value, path=()):
    """Every place in a nested value, the whole excepted."""
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, item in items:
        yield (*path, key)
        yield from places(item, (*path, key))


def with_value(value, path, new):
    if not path:
        return new
    copy = dict(value) if isinstance(value, dict) else list(value)
    copy[path[0]] = with_value(value[path[0]], path[1:], new)
    return copy


@st.composite
def spoilt_op(draw):
    op = draw(st.sampled_from(GOOD))
    for _ in range(draw(st.integers(1, 2))):
        found = list(places(op))
        if found:
            op = with_value(op, draw(st.sampled_from(found)), draw(values))
    return op


def in_our_words(error):
    text = str(error)
    assert text
    assert not [words for words in PYTHONESE if words in text], text


def take_op(base, op):
    """An operation as a program gives it and, where JSON can write it, as a browser does."""
    try:
        after, inverse = base.apply(ops_from_json([op]))
    except OpError as error:
        in_our_words(error)
        return
    assert after.apply(inverse)[0].same_document(base)
    json.dumps(after.to_dict(), allow_nan=False)


@settings(max_examples=600, deadline=None, database=None, suppress_health_check=list(HealthCheck))
@given(op=spoilt_op())
def test_any_value_in_an_operation_is_taken_or_refused_in_our_words(op):
    notes = NoteTable.from_columns(np.arange(3) * 1.0, 1, 60, lyric=["a"] * 3)
    take_op(Score(notes, curves={"long": Curve("long", np.zeros(9, np.float32))}), op)


@pytest.mark.parametrize("new", [*HUGE, None, True, "x", [], [1], {}, {"a": 1}, deep()], ids=lambda v: str(type(v)))
def test_each_value_at_each_place_of_each_operation(new):
    notes = NoteTable.from_columns(np.arange(3) * 1.0, 1, 60, lyric=["a"] * 3)
    base = Score(notes, curves={"long": Curve("long", np.zeros(9, np.float32))})
    for op in GOOD:
        for path in places(op):
            take_op(base, with_value(op, path, new))


def test_numbers_without_end_in_a_delta_are_refused():
    text = '{"base": "b", "ops": [{"op": "shift", "ids": [0, 1], "ticks": ' + "9" * 5_000 + ', "pitch": 0}]}'
    with pytest.raises(TransportError):
        decode_delta(text)
    with pytest.raises(TransportError):
        decode_delta('{"base": "b", "ops": ' + "[" * 200_000 + "]" * 200_000 + "}")


SCORE_KEYS = {
    "tempo": 120, "timeSignature": {"numerator": 4, "denominator": 4}, "tempos": [{"beat": 0, "bpm": 120}],
    "timeSignatures": [{"beat": 0, "numerator": 4, "denominator": 4}], "editMode": "select", "snapSetting": "1/4",
    "pixelsPerBeat": 80, "sampleRate": 44100, "ppqn": 480, "audio_data": "http://a/b.wav", "audio_start_s": 1,
    "line_data": {"f0": {"data": [{"x": 0, "y": 440}], "yMin": 0, "yMax": 1}}, "curve_data": {"a": {"data": [{"x": 0, "y": 1}]}},
    "segment_data": [{"start": 0, "end": 1, "type": "word", "value": "a", "confidence": 1}],
    "viewport_config": {"bufferSize": 1}, "tracks": [{"name": "A", "program": 1}], "name": "x", "x": 1,
    "notes": [{"id": "a", "start": 0, "duration": 80, "pitch": 60, "velocity": 1, "track": 0, "lyric": "a", "startBeats": 0}],
}  # fmt: skip


@pytest.fixture(scope="module")
def roll(tmp_path_factory):
    patch = pytest.MonkeyPatch()
    patch.setenv("GRADIO_TEMP_DIR", str(tmp_path_factory.mktemp("cache")))
    yield PianoRoll(render=False)
    patch.undo()


def take_value(roll, value):
    """A value as a handler returns it, and as a page asks `sync` about it: both are answered, or refused in our words."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        for ask in (lambda: roll.postprocess(value).model_dump(), lambda: roll.sync({"value": value})):
            try:
                answer = ask()
            except (ScoreError, TransportError, gr.Error) as error:
                in_our_words(error)
                continue
            json.dumps(answer, allow_nan=False)
            assert answer["meta"]["pixels_per_beat"] >= 1e-3
            assert 1 <= answer["meta"]["ppqn"] <= 1_000_000
            assert answer["meta"]["sample_rate"] >= 1
        # NaN is no JSON, and a browser could not read it.
        json.dumps(Score.from_dict(value).to_dict(), allow_nan=False)


@pytest.mark.parametrize("new", [*HUGE, None, True, "x", [], [1], {}, {"a": 1}], ids=lambda v: str(type(v)))
def test_each_value_under_each_key_of_a_score(roll, new):
    for path in places(SCORE_KEYS):
        take_value(roll, with_value(SCORE_KEYS, path, new))


@pytest.mark.parametrize("key", SCORE_KEYS)
def test_what_is_nested_without_end_is_refused_in_our_words(roll, key):
    for new in (deep(), {"a": deep()}, [{"start": 0, "end": 1, "pitch": 60, "duration": 1, "name": "n", "x": deep()}]):
        take_value(roll, {**SCORE_KEYS, key: new})
    take_value(roll, {**SCORE_KEYS, key: {"data": [{"x": 0, "y": 1}], "x": deep()}})
    take_value(roll, {**SCORE_KEYS, key: {"f0": {"data": [{"x": 0, "y": 1}], "x": deep()}, "a": deep()}})


@settings(max_examples=150, deadline=None, database=None, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_any_values_under_any_keys_of_a_score(roll, data):
    value = SCORE_KEYS
    for _ in range(data.draw(st.integers(1, 4))):
        found = list(places(value))
        value = with_value(value, data.draw(st.sampled_from(found)), data.draw(values))
    take_value(roll, value)
