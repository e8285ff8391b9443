"""Segments by hand: the vectors that the browser runs too, and what holds for any list."""

import functools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gradio_pianoroll import NoteTable, Score
from gradio_pianoroll.score import OpError, Segment, diff, edit, ops_from_json, ops_to_json
from tests.score.vectors import load

CASES = load("segments.json")


def notes_of(case):
    if "notes" not in case:
        return NoteTable()
    onset, duration, pitch = zip(*case["notes"], strict=True)
    return NoteTable.from_columns(
        onset, duration, pitch, id=range(len(onset)), lyric=case["lyrics"], phoneme=case["phonemes"]
    )


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_vectors(case):
    score = Score(notes_of(case), segments=[Segment.from_json(item) for item in case["before"]])
    function = getattr(edit, case["edit"])
    if "ids" in case:
        function = functools.partial(function, ids=case["ids"])
    if "error" in case:
        with pytest.raises(OpError) as caught:
            function(score, *case["args"])
        assert caught.value.item == case["error"]
        return
    if "found" in case:
        assert function(score, *case["args"]) == case["found"]
        return
    after = function(score, *case["args"]).segments
    wanted = [Segment.from_json(item) for item in case["after"]]
    assert [(s.type, s.text, s.confidence, s.extra) for s in after] == [
        (s.type, s.text, s.confidence, s.extra) for s in wanted
    ]
    assert [(s.start, s.end) for s in after] == [pytest.approx((s.start, s.end), abs=1e-9) for s in wanted]
    assert score.segments == tuple(Segment.from_json(item) for item in case["before"])


def test_segment_at():
    score = Score(segments=[Segment(0, 1, "word", "a"), Segment(0, 1, "phone", "b"), Segment(1, 2, "word", "c")])
    assert [edit.segment_at(score, "word", at) for at in (0, 0.5, 1)] == [0, 0, 2]
    with pytest.raises(OpError, match="'phone' covers 1 s"):
        edit.segment_at(score, "phone", 1)


TIERS = st.lists(st.floats(0.002, 2), min_size=1, max_size=6)
EDITS = st.lists(
    st.tuples(
        st.sampled_from(["start", "end", "move", "alone", "cut", "join", "boundary", "all", "rubber", "write"]),
        st.integers(0, 9),
        st.floats(-5, 15),
    ),
    max_size=12,
)


@given(TIERS, EDITS)
def test_a_tier_stays_in_order_and_never_overlaps(lengths, edits):
    """Whatever is done to it, as in Praat: no interval is empty, none lies over another."""
    segments, at = [], 0.0
    for length in lengths:
        segments.append(Segment(at, at + length, "word", "x"))
        at += length
    score = Score(segments=segments)
    for name, index, value in edits:
        index %= len(score.segments)
        try:
            if name in ("start", "end"):
                score = edit.move_boundary(score, index, name, value)
            elif name in ("move", "alone"):
                score = edit.move_segment(score, index, value, name == "move")
            elif name == "cut":
                score = edit.split_segment(score, index, value)
            elif name == "all":
                score = edit.move_boundaries(score, score.segments[index].end, value)
            elif name == "rubber":
                last = min(index + 2, len(score.segments) - 1)
                held = score.segments[index + (last > index)].start
                score = edit.stretch_segments(score, score.segments[index].start, score.segments[last].end, held, value)
            elif name == "write":
                score = edit.write_segment(score, "word", abs(value), abs(value) + 0.5, "y")
            elif name == "join":
                score = edit.join_segments(score, index)
            else:
                score = edit.insert_boundary(score, "word", value)
        except OpError:
            continue
        for a, b in zip(score.segments, score.segments[1:], strict=False):
            assert a.start < a.end <= b.start + 1e-9
        assert score.segments[0].start >= 0


def test_a_tier_of_many_is_edited_in_its_place():
    """A gesture says what it changed, not 20 000 segments."""
    words = [Segment(i / 4, (i + 1) / 4, "word", str(i)) for i in range(10_000)]
    phones = [Segment(i / 4, (i + 1) / 4, "phone", str(i)) for i in range(10_000)]
    score = Score(segments=[*words, *phones])
    moved = edit.move_boundaries(score, 1000, 1000.125)
    ops = diff(score, moved)
    assert [(op.start, len(op.former), len(op.segments)) for op in ops] == [(13_999, 2, 2), (3_999, 2, 2)]
    after, inverse = score.apply(ops)
    assert after.segments == moved.segments
    assert after.apply(inverse)[0].segments == score.segments
    cut = edit.split_segment(score, 9_999, 2499.9)
    assert [(op.start, len(op.former), len(op.segments)) for op in diff(score, cut)] == [(9_999, 1, 2)]


SEGMENTS = st.lists(st.builds(Segment, st.integers(0, 2), st.integers(3, 4), st.sampled_from("ab")), max_size=12)


@given(SEGMENTS, SEGMENTS)
def test_any_list_becomes_any_other_and_comes_back(before, after):
    score, wanted = Score(segments=before), Score(segments=after)
    ops = diff(score, wanted)
    made, inverse = score.apply(ops_from_json(ops_to_json(ops)))
    assert made.segments == wanted.segments
    assert made.apply(inverse)[0].segments == score.segments


def test_cut_then_join_is_what_it_was():
    score = Score(segments=[Segment(0, 1, "word", "가나", 0.5, {"by": "me"}), Segment(1, 2, "word", "다")])
    cut = edit.split_segment(score, 0, 0.3)
    joined = edit.join_segments(cut, 0).segments
    # The second part of a cut is nobody's estimate: what is joined with it has no confidence.
    assert [(s.start, s.end, s.text, s.extra) for s in joined] == [
        (s.start, s.end, s.text, s.extra) for s in score.segments
    ]


def test_a_tier_is_taken_away():
    score = Score(segments=[Segment(0, 1, "word", "a"), Segment(0, 1, "phone", "b")])
    assert [s.type for s in edit.delete_tier(score, "word").segments] == ["phone"]
    assert edit.delete_tier(score, "none") is score


def test_confirmed_notes_are_sure_and_keep_what_else_they_have():
    extra = {3: {"confidence": 0.2, "hand": "left"}, 5: {"confidence": 0.4}, 6: {"confidence": "low"}}
    score = Score(NoteTable.from_columns([0, 1, 2], 1, 60, id=[3, 5, 6], extra=extra))
    sure = edit.confirm_notes(score, [3, 6]).notes.extra
    assert {number: dict(value) for number, value in sure.items()} == extra | {3: {"confidence": 1.0, "hand": "left"}}
    assert edit.confirm_notes(edit.confirm_notes(score)) == edit.confirm_notes(score)
    assert score.notes.extra[3]["confidence"] == 0.2
