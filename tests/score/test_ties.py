"""Phones that follow their notes: the vectors that the browser runs too, and what holds for any voice."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gradio_pianoroll import NoteTable, PianoRoll, Score
from gradio_pianoroll.score import OpError, Segment, edit
from tests.score.vectors import load

CASES = load("ties.json")


def voice(notes, tier=(), type="phones"):
    onset, duration, lyric, phoneme = zip(*notes, strict=True)
    table = NoteTable.from_columns(
        onset, duration, [60 + i for i in range(len(notes))], id=range(len(notes)), lyric=lyric, phoneme=phoneme
    )
    return Score(table, segments=[Segment(a, b, type, text) for a, b, text in tier])


def rows(score, type="phones"):
    return [(pytest.approx(s.start, abs=1e-4), pytest.approx(s.end, abs=1e-4), s.text) for s in score.tiers[type]]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_vectors(case):
    score = voice(case["notes"], case["before"])
    assert [tie.kind for tie in edit.broken_ties(score, case["rule"])] == case["broken"]
    tied = edit.tie_phones(score, case["rule"], ids=case["ids"])
    assert [tuple(row) for row in case["after"]] == rows(tied)
    assert edit.tie_phones(tied, case["rule"], ids=case["ids"]) is tied
    assert tied.notes == score.notes


def test_other_tiers_confidence_and_keys_stay():
    mine = Segment(0.4, 0.5, "phones", "s", 0.25, {"by": "aligner"})
    word = Segment(0.4, 1.0, "words", "사")
    score = voice([[1, 1, "사", "s a"]]).replace(segments=[word, mine, Segment(0.5, 0.9, "phones", "a")])
    tied = edit.tie_phones(score)
    assert tied.segments == (word, mine, Segment(0.5, 1.0, "phones", "a"))
    assert edit.tie_phones(score, type="other").tiers.names == ("words", "phones", "other")


def test_what_cannot_be_is_refused():
    score = voice([[1, 1, "사", "s a"]])
    for wrong in ({"rule": "x"}, {"type": 3}, {"ids": [7]}):
        with pytest.raises(OpError):
            edit.tie_phones(score, **wrong)
    with pytest.raises(OpError, match="no note has phonemes"):
        edit.tie_phones(Score(NoteTable.from_columns([0], 1, 60)))
    assert edit.broken_ties(Score()) == []


def test_each_kind_has_its_sentence_in_both_languages():
    gap = voice([[1, 1, "사", "s a"], [3, 1, "랑", "r a"]], [[0.44, 0.5, "s"], [0.53, 0.9, "a"], [2, 3, "x"]])
    found = {tie.kind: tie for tie in edit.broken_ties(gap)}
    assert set(found) == {"foreign", "onset", "gap", "end", "missing"}
    assert str(found["onset"].reason) == "“a” begins 30 ms after its note"
    assert found["onset"].reason.in_language("ko") == "“a”이(가) 음표보다 30 ms 늦게 시작합니다"
    assert (found["foreign"].note, found["missing"].note) == (None, 1)


PHONES = st.lists(st.sampled_from(["a", "i", "s", "k", "ng"]), min_size=1, max_size=4).map(" ".join)
NOTES = st.lists(
    st.tuples(st.floats(0.01, 2), st.floats(0, 1), st.sampled_from(["가", "-"]), st.none() | PHONES),
    min_size=1,
    max_size=8,
)


@given(NOTES, st.sampled_from(["svs", "free"]), st.data())
def test_no_gaps_and_nothing_broken(notes, rule, data):
    """Whatever the notes are: phones lie in order, fill their phrase, and only what has no room breaks a rule."""
    laid, at = [], 0.5
    for length, rest, lyric, phoneme in notes:
        laid.append([at, length, lyric, phoneme])
        at += length + rest
    if not any(row[3] for row in laid):
        return
    score = edit.tie_phones(voice(laid), rule)
    tier = list(score.tiers["phones"])
    assert all(s.end >= s.start for s in tier)
    assert all(b.start >= a.end - 1e-9 for a, b in pairwise(tier))
    said = [phone for row in laid for phone in (row[3] or "").split()]
    assert [s.text for s in tier] == said
    broken = {tie.kind for tie in edit.broken_ties(score, rule)}
    assert broken <= ({"onset"} if rule == "svs" else set())
    # A note that is moved takes its phones along, and all is right again.
    number = data.draw(st.integers(0, len(laid) - 1))
    moved = edit.scale_time(score, 1.25, ids=[number]) if laid[number][1] < 1 else score
    again = edit.tie_phones(moved, rule, ids=[number])
    assert all(b.start >= a.end - 1e-9 for a, b in pairwise(again.segments))


def test_what_a_program_chooses_for_its_page():
    assert PianoRoll(render=False).ties is None
    assert PianoRoll(ties="svs", render=False).ties == {"rule": "svs", "tier": "phones"}
    assert PianoRoll(ties={"rule": "free", "tier": "phoneme"}, render=False).ties == {"rule": "free", "tier": "phoneme"}
    for wrong in ("x", 3, {"rule": "x"}, {"tier": 3}, {"rul": "svs"}):
        with pytest.raises(OpError):
            PianoRoll(ties=wrong, render=False)
