"""Each limit from both sides: the last value that is taken, the first that is refused (docs/internals.md, "Operations")."""

import math

import numpy as np
import pytest

from gradio_pianoroll.score import (
    Curve,
    CurveRange,
    NoteTable,
    OpError,
    Resize,
    Score,
    Segment,
    Set,
    Shift,
    TempoMap,
    TextColumn,
    Track,
)
from gradio_pianoroll.score.notes.ids import (
    MAX_IDS_IN_RUNS,
    as_ids,
    free_ids,
    from_runs,
    parse_all_external,
    parse_external,
)
from gradio_pianoroll.score.ticks import MAX_BEATS, MAX_TICK, TICKS_PER_BEAT

LAST_TICK = 2**31 - 1
LAST_BEAT = LAST_TICK / 15360


def table(**columns):
    return NoteTable.from_columns(**({"onset_beats": [0.0], "duration_beats": [1.0], "pitch": [60]} | columns))


def curve(**fields):
    return Curve("c", fields.pop("values", [1.0, 2.0]), **fields)


@pytest.mark.parametrize(
    ("make", "taken", "refused"),
    [
        (lambda v: table(pitch=[v]), [0, 127, 127.0], [-1, 128, 0.5, 126.5]),
        (lambda v: table(velocity=[v]), [0, 127], [-1, 128]),
        (lambda v: table(track=[v]), [0, 255, np.uint8(255)], [-1, 256]),
        (lambda v: table(velocity=np.array([v], np.uint8)), [127], [128, 255]),
        (lambda v: table(onset_beats=[v]), [0, LAST_BEAT - 1], [-1e-9, LAST_BEAT - 1 + 1e-4]),
        (lambda v: table(duration_beats=[v]), [1e-9, LAST_BEAT], [0, -1e-9, LAST_BEAT + 1e-4]),
        (lambda v: table(id=[v]), [0, 2**32 - 1], [-1, 2**32]),
        (lambda v: TempoMap(v), [0.001, 10_000], [0, 0.0009, -1, 10_001, math.nan]),
        (lambda v: TempoMap([(0, 120), (v, 90)]), [1e-9, LAST_BEAT], [0, LAST_BEAT + 1e-4, math.inf, math.nan]),
        (lambda v: TempoMap(120, [(0, v, 4)]), [1, 255], [0, 256, 4.5, True]),
        (lambda v: TempoMap(120, [(0, 4, v)]), [1, 2, 1024], [0, 3, 1023, 2048, 4.5]),
        (lambda v: TempoMap(120, [(0, 4, 4), (v, 3, 4)]), [1e-9, LAST_BEAT], [0, LAST_BEAT + 1e-4]),
        (lambda v: Track(program=v), [0, 127], [-1, 128, True, 1.0]),
        (lambda v: Track(channel=v), [0, 15], [-1, 16, False]),
        (lambda v: Track(volume=v), [0, 0.5, 9], [-1e-9, math.inf, True, "1"]),
        (lambda v: Segment(1.0, v), [1.0, 2], [0.999, math.inf, "2", True]),
        (lambda v: Segment(v, 1.0), [1.0, -5], [1.001, math.nan]),
        (lambda v: Segment(0, 1, confidence=v), [None, 0, 1], [math.nan, "0.5"]),
        (lambda v: curve(hop=v), [1e-9, 1], [0, -1, math.inf]),
        (lambda v: curve(start=v), [-1, 0], [math.inf, math.nan]),
        (lambda v: curve(times=[1.0, v]), [1.0, 2.0], [0.999, math.inf]),
        (lambda v: curve(time=v), ["s", "beats"], ["samples", ""]),
        (lambda v: Score(ppqn=v), [1, 960], [0, -1, math.inf, True, "480"]),
        (lambda v: Score(pixels_per_beat=v), [1e-3], [0, math.nan]),
        (lambda v: TextColumn([v], ["a"]), [-1, 0], [-2, 1]),
        (lambda v: from_runs([v, 1]), [0, 2**32 - 1], [-1, 2**32]),
        (lambda v: from_runs([3, v]), [1, MAX_IDS_IN_RUNS], [0, MAX_IDS_IN_RUNS + 1, True, 1.0]),
        (lambda v: from_runs([0, 3, v, 1]), [3, 4], [2, 0]),
        (lambda v: as_ids([v]), [0, 2**32 - 1], [-1, 2**32, 0.5]),
    ],
)  # fmt: skip
def test_values(make, taken, refused):
    for value in taken:
        make(value)
    for value in refused:
        with pytest.raises(ValueError):
            make(value)


def test_the_last_tick_is_that_of_the_wire():
    assert (MAX_TICK, TICKS_PER_BEAT, MAX_BEATS) == (LAST_TICK, 15360, LAST_BEAT)


SCORE = Score(
    NoteTable.from_columns([1.0, LAST_BEAT - 2], [1.0, 1.0], [3, 124], id=[5, 6]), curves=[Curve("f0", [1.0, 2.0, 3.0])]
)


@pytest.mark.parametrize(
    ("make", "taken", "refused"),
    [
        (lambda v: Shift([5], v), [-1.0], [-1.0 - 1 / 15360]),
        (lambda v: Shift([6], v), [1.0], [1.0 + 1 / 15360]),
        (lambda v: Shift([5], 0, v), [-3, 124], [-4, 125]),
        (lambda v: Shift([5, 6], 0, v), [-3, 3], [-4, 4]),
        (lambda v: Resize([5], v, "end"), [-1 + 1 / 15360], [-1.0]),
        (lambda v: Resize([5], v, "start"), [1 - 1 / 15360, -1.0], [1.0, -1 - 1 / 15360]),
        (lambda v: Resize([6], v, "end"), [1.0], [1 + 1 / 15360]),
        (lambda v: Set([5], "pitch", v), [0, 127], [-1, 128]),
        (lambda v: Set([5], "track", v), [0, 255], [-1, 256]),
        (lambda v: Set([5], "onset", v), [0.0, LAST_BEAT - 1], [-1.0, LAST_BEAT - 0.5]),
        (lambda v: Set([5], "duration", v), [1 / 15360], [0.0]),
        (lambda v: CurveRange("f0", v, [7.0]), [0, 2, np.int64(1)], [3, -1, 0.0, "0", True]),
        (lambda v: CurveRange("f0", 1, [7.0] * v), [0, 2], [3]),
    ],
)
def test_operations(make, taken, refused):
    for value in taken:
        after, inverse = SCORE.apply([make(value)])
        assert after.apply(inverse)[0].same_document(SCORE)
    for value in refused:
        with pytest.raises(OpError):
            SCORE.apply([make(value)])


def test_numbers_in_external_ids():
    texts = ["n0", "n9", "n4294967295"]
    assert [parse_external(text) for text in texts] == [0, 9, 2**32 - 1] == parse_all_external(texts).tolist()
    for text in ["n4294967296", "n00", "n01", "n", "7", "N7", "n7 ", "n-1", "n1,n2", ""]:
        assert parse_external(text) is None
        assert parse_all_external(["n1", text]) is None


def test_free_ids_end_with_the_last_number():
    most = np.arange(5, dtype=np.uint32)
    assert free_ids(most, 2).tolist() == [5, 6]
    assert free_ids(np.array([1, 3], np.uint32), 3).tolist() == [0, 2, 4]
    assert free_ids(np.array([1, 3, 2**32 - 2], np.uint32), 2, start=2**32 - 3).tolist() == [2**32 - 3, 2**32 - 1]
    with pytest.raises(OpError, match="no free note ids"):
        free_ids(np.array([2**32 - 1], np.uint32), 2, start=2**32 - 2)
