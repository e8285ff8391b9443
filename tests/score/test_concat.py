"""What one score has more than another, and tables put together."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gradio_pianoroll.score import Insert, NoteTable, Score, Set, Shift, diff
from gradio_pianoroll.score.diff import appended_notes
from gradio_pianoroll.score.notes.builder import concat, renumbered

from .strategies import scores, tables


@st.composite
def two_tables(draw):
    first = draw(tables())
    return first, draw(tables(used=first.id.tolist()))


@given(scores(), st.data())
def test_what_was_inserted_is_found(score, data):
    more = data.draw(tables(used=score.notes.id.tolist()))
    grown = score.replace(notes=concat(score.notes, more))
    found = appended_notes(score, grown)
    if not len(more):
        assert found is None
        return
    assert found.same(more)
    assert [type(op) for op in diff(score, grown)] == [Insert]
    assert grown.same_document(score.apply([Insert(more)])[0])
    assert appended_notes(grown, score) is None


@given(two_tables())
def test_joining_keeps_every_note(pair):
    a, b = pair
    whole = concat(a, b)
    assert whole.same(concat(b, a))
    for table in (a, b):
        rows = whole.rows_of(table.id)
        assert whole.take(np.sort(rows)).same(table)
    assert len(whole) == len(a) + len(b)
    assert concat(a).same(a)
    assert len(concat()) == 0


@given(tables(), tables())
def test_renumbered_notes_are_the_same_notes_with_free_ids(a, used):
    new = renumbered(a, used)
    assert not (used.rows_of(new.id) >= 0).any()
    clash = bool((used.rows_of(a.id) >= 0).any())
    assert (new is a) == (not clash)
    assert len(concat(used, new)) == len(used) + len(a)
    for name in ("onset_beats", "duration_beats", "pitch", "velocity", "track"):
        assert sorted(getattr(new, name).tolist()) == sorted(getattr(a, name).tolist())
    assert sorted(map(str, new.extra.values())) == sorted(map(str, a.extra.values()))


def test_notes_without_ids_are_numbered_on():
    used = NoteTable.from_columns([0, 1], 1, 60, id=[3, 0])
    new = renumbered(NoteTable.from_columns([5, 4, 3], 1, [1, 2, 3], extra={0: {"x": 1}}), used)
    assert new.id.tolist() == [6, 5, 4]
    assert dict(new.extra[4]) == {"x": 1}


@pytest.mark.parametrize(
    "change",
    [
        lambda score: score.apply([Shift(np.array([0], np.uint32), 1, 0)])[0],
        lambda score: score.apply([Set(np.array([0], np.uint32), "lyric", "x")])[0],
        lambda score: score.replace(tempo_map=90),
        lambda score: score.replace(segments=[]),
        lambda score: score.replace(notes=score.notes.take(np.array([1]))),
        lambda score: score,
    ],
)
def test_any_other_change_is_no_growth(change):
    from gradio_pianoroll.score import Segment

    score = Score(notes=NoteTable.from_columns([0, 1], 1, 60), segments=[Segment(0, 1, "word", "a")])
    changed = change(score)
    assert appended_notes(score, changed) is None
    more = NoteTable.from_columns([9], 1, 60, id=[77])
    grown = changed.replace(notes=concat(changed.notes, more))
    assert (appended_notes(score, grown) is not None) == (changed is score)
