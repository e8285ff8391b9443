"""The note table and the operations on it: errors that name the item, sharing, speed."""

import time

import numpy as np
import pytest

from gradio_pianoroll.score import (
    Curve,
    CurveRange,
    Delete,
    Insert,
    NoteTable,
    OpError,
    Score,
    Segment,
    Set,
    SetTempo,
    Shift,
    TempoMap,
    TextColumn,
    Track,
    diff,
    ops_from_json,
)


def table(**columns):
    return NoteTable.from_columns(**({"onset_beats": [2, 0, 1], "duration_beats": 1, "pitch": [62, 60, 61]} | columns))


def test_rows_are_sorted_and_ids_follow_the_callers_order():
    notes = table(lyric=["c", None, "b"], extra={2: {"x": 1}}, ref=TextColumn([-1, 0, -1], ["a"]))
    assert notes.onset_beats.tolist() == [0, 1, 2]
    assert notes.id.tolist() == [1, 2, 0]
    assert [note.id for note in notes] == ["a", "n2", "n0"]
    assert [note.lyric for note in notes] == [None, "b", "c"]
    assert notes.note(1).extra == {"x": 1}
    assert notes.note(-1).pitch == 62
    assert (notes.row_of(2), notes.next_id) == (1, 3)
    assert repr(notes.note(1)) == "<Note n2: beat 1, 1 long, pitch 61 'b'>"
    with pytest.raises(IndexError, match="row 3"):
        notes.note(3)
    with pytest.raises(KeyError, match="id 9"):
        notes.row_of(9)


def test_ties_are_sorted_by_pitch_and_id():
    notes = NoteTable.from_columns([1, 0, 1, 1, 0], 1, [60, 61, 60, 59, 60], id=[9, 4, 2, 3, 1])
    assert notes.id.tolist() == [1, 4, 3, 2, 9]


def test_the_callers_arrays_are_neither_kept_nor_frozen():
    onset = np.arange(3.0)
    notes = NoteTable.from_columns(onset, 1, 60)
    onset[0] = 7
    assert notes.onset_beats[0] == 0
    assert not notes.onset_beats.flags.writeable


@pytest.mark.parametrize(
    ("columns", "reason"),
    [
        ({"pitch": [60, 128, 60]}, "row 1: pitch 128"),
        ({"pitch": [60, 61]}, r"pitch has the shape \(2,\), expected \(3,\)"),
        ({"pitch": [60.5, 61, 62]}, "row 0: pitch 60.5"),
        ({"pitch": "abc"}, "pitch must be a whole number"),
        ({"velocity": -1}, "row 0: velocity -1"),
        ({"track": [0, 256, 0]}, "row 1: track 256"),
        ({"onset_beats": [0, np.nan, 1]}, "row 1: onset nan"),
        ({"onset_beats": [0, -1, 1]}, "row 1: onset -1"),
        ({"duration_beats": [1, 1, 0]}, "row 2: duration 0"),
        ({"duration_beats": [1, np.inf, 1]}, "row 1: end inf"),
        ({"onset_beats": [0, 0, 139_810]}, "row 2: end 139811"),
        ({"id": [1, 2, 1]}, "note n1: the id is used twice"),
        ({"id": [1, 2, 2**32]}, "note ids"),
        ({"id": [1, 2]}, "id has the shape"),
        ({"lyric": ["a"]}, "lyric has 1 rows, expected 3"),
        ({"lyric": ["a", 5, None]}, "row 1: a text must be a string"),
    ],
)
def test_bad_columns_are_named(columns, reason):
    with pytest.raises(ValueError, match=reason):
        table(**columns)


@pytest.mark.parametrize(
    ("make", "reason"),
    [
        (lambda: TempoMap(0), "tempo 0 is 0 beats per minute"),
        (lambda: TempoMap([(0, 120), (0, 90)]), "tempo 1 at beat 0 must come after"),
        (lambda: TempoMap([]), "at least one tempo"),
        (lambda: TempoMap(120, [(0, 4, 6)]), "time signature 0 4/6"),
        (lambda: TempoMap(120, [(1, 4, 4)]), "time signature 0 must be at beat 0"),
        (lambda: Track("x", program=128), "track 'x': program 128"),
        (lambda: Track("x", volume=float("nan")), "track 'x': volume nan"),
        (lambda: Segment(1, 0, text="la"), "segment 'la': end 0 s lies before start 1 s"),
        (lambda: Curve("c", [1, 2], [0.0]), "curve 'c': 1 time for 2 values"),
        (lambda: Curve("c", [1, 2], [1.0, 0.0]), "curve 'c': times must be finite and ascending"),
        (lambda: Curve("c", [1], hop=0), "curve 'c'.*hop positive"),
        (lambda: Score(ppqn=0), "ppqn must be a number between 1 and"),
        (lambda: Score(curves=[Curve("c", []), Curve("c", [])]), "two curves have the same name"),
    ],
)
def test_bad_parts_are_named(make, reason):
    with pytest.raises(ValueError, match=reason):
        make()


SCORE = Score(table(ref=["x", None, None]), curves=[Curve("f0", [1, 2, 3]), Curve("p", [1], [0.0])])


@pytest.mark.parametrize(
    ("ops", "item"),
    [
        ([Shift([0], -3)], "x"),
        ([Shift([1], 0, 100)], "n1"),
        ([Shift([0, 5], 1)], "n5"),
        ([Delete([1]), Shift([1], 1)], "n1"),
        ([Insert(NoteTable.from_columns([0], 1, 60, id=[2]))], "n2"),
        ([Set([1], "duration", 0.0)], "n1"),
        ([Set([1, 2], "onset", values=[0, 1e9])], "n2"),
        ([CurveRange("nothing", 0, [1])], "nothing"),
        ([CurveRange("f0", 2, [1, 2])], "f0"),
        ([CurveRange("p", 0, [1])], "p"),
    ],
)
def test_refusals_name_the_item(ops, item):
    with pytest.raises(OpError) as error:
        SCORE.apply(ops)
    assert error.value.item == item
    assert item in error.value.message


@pytest.mark.parametrize(
    "make",
    [
        lambda: Shift([1, 1], 1),
        lambda: Shift([1], float("nan")),
        lambda: Shift([1], 0, 1.5),
        lambda: Shift([-1], 1),
        lambda: Set([1], "colour", 5),
        lambda: Set([1], "pitch", 60.5),
        lambda: Set([1], "pitch", True),
        lambda: Set([1], "lyric", 5),
        lambda: Set([1], "extra", 5),
        lambda: Set([1, 2], "pitch", values=[60]),
        lambda: SetTempo([(0, 0)]),
        lambda: ops_from_json({"op": "delete"}),
        lambda: ops_from_json(["delete"]),
        lambda: ops_from_json([{"op": "delete"}]),
        lambda: ops_from_json([{"op": "delete", "ids": [0, 2**32 + 1]}]),
        lambda: ops_from_json([{"op": "delete", "ids": [0, 2**31]}]),
        lambda: ops_from_json([{"op": "delete", "ids": [1.0, 1]}]),
        lambda: ops_from_json([{"op": "shift", "ids": [1, 1], "ticks": "1", "pitch": 0}]),
        lambda: ops_from_json([{"op": "insert", "rows": {"id": [1]}}]),
        lambda: ops_from_json([{"op": "tracks", "tracks": [5]}]),
        lambda: ops_from_json([{"op": "curve", "name": "a", "curve": {"name": "b"}}]),
        lambda: ops_from_json([{"op": "curve_range", "curve": "a", "start": -1, "values": []}]),
        lambda: SCORE.apply([5]),
    ],
)
def test_impossible_operations_are_refused(make):
    with pytest.raises(OpError):
        make()


def test_values_follow_ids_in_any_order():
    after, _ = SCORE.apply([Set([2, 0, 1], "velocity", values=[12, 10, 11])])
    assert [after.notes.velocity[after.notes.row_of(i)] for i in range(3)] == [10, 11, 12]


def test_what_did_not_change_is_shared():
    after, _ = SCORE.apply([Set([1], "velocity", 5)])
    assert after.curves is SCORE.curves
    assert after.tempo_map is SCORE.tempo_map
    assert after.notes.stored("pitch") is SCORE.notes.stored("pitch")
    assert after.notes.ref is SCORE.notes.ref
    assert SCORE.apply([])[0] is SCORE


def test_a_third_stays_a_third():
    score = Score(NoteTable.from_columns([1 / 3], [1 / 3], [60]))
    for _ in range(300):
        score, _ = score.apply([Shift([0], 1 / 3)])
    assert score.notes.onset_beats[0] == 301 * 5120 / 15360


def test_a_million_notes():
    """Far above what it takes (some tens of milliseconds), far below what a loop over notes would take."""
    n = 1_000_000
    rng = np.random.default_rng(1)
    score = Score(NoteTable.from_columns(np.sort(rng.integers(0, 10**9, n)) / 15360, 0.5, rng.integers(0, 128, n)))
    start = time.process_time()
    one, undo = score.apply([Shift([500_000], 100.0, 0)])
    some, _ = one.apply([Delete(np.arange(0, n, 100)), Set(np.arange(1, n, 100), "lyric", "가")])
    ops = diff(score, one)
    back, _ = one.apply(undo)
    assert time.process_time() - start < 3
    assert back.same_document(score)
    assert [type(op).__name__ for op in ops] == ["Shift"]
    assert len(some.notes) == n - n // 100
