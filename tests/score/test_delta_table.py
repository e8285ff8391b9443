"""Tables made of another one and a few changed notes are the tables that writing all columns gives."""

import contextlib
import json
import pickle
from unittest import mock

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gradio_pianoroll.score import Delete, Insert, NoteTable, OpError, Score, Set, Shift, diff, ops_to_json
from gradio_pianoroll.score.diff import appended_notes
from gradio_pianoroll.score.notes import delta
from gradio_pianoroll.score.notes.builder import concat
from gradio_pianoroll.score.notes.table import columns_of
from gradio_pianoroll.session.store import DocumentStore, table_bytes
from gradio_pianoroll.transport import encode
from tests.score import strategies as own

ARRAYS = ("onset_beats", "duration_beats", "pitch", "velocity", "track", "id")
TEXTS = ("lyric", "phoneme", "ref")


@contextlib.contextmanager
def limits(min_notes, max_changed):
    with mock.patch.object(delta, "MIN_NOTES", min_notes), mock.patch.object(delta, "MAX_CHANGED", max_changed):
        yield


@st.composite
def histories(draw):
    """A score, steps that each change it, and the states by the plain way; the columns read in between are random."""
    score = draw(own.scores())
    most = draw(st.sampled_from([3, 10, 1000]))
    steps, now = [], score
    for _ in range(draw(st.integers(1, 6))):
        ops = [draw(own.operations(now)) for _ in range(draw(st.integers(1, 2)))]
        try:
            with limits(10**9, most):
                now, inverse = now.apply(ops, lenient=True)
        except OpError:
            continue
        read = draw(st.lists(st.sampled_from([*ARRAYS, *TEXTS, "extra", "end_beats"]), max_size=3))
        steps.append((ops, now, inverse, read))
    return score, steps, most


def assert_equal(table, plain):
    assert len(table) == len(plain)
    for name in ARRAYS:
        np.testing.assert_array_equal(getattr(table, name), getattr(plain, name), strict=True)
        assert not getattr(table, name).flags.writeable
    for name in TEXTS:
        assert getattr(table, name).to_list() == getattr(plain, name).to_list()
        assert len(set(getattr(table, name).texts)) == len(getattr(table, name).texts)
    assert dict(table.extra) == dict(plain.extra)


def assert_found(table, plain):
    """What is answered without columns, on a table whose columns nobody has read."""
    ids = np.concatenate((plain.id, [4_000_000_123])).astype(np.uint32)
    np.testing.assert_array_equal(table.light().rows_of(ids), plain.rows_of(ids))
    fresh = table.light()
    assert fresh.next_id == plain.next_id
    assert fresh.last_end == plain.last_end
    for row in range(len(plain)):
        note, expected = table.light().note(row), plain.note(row)
        assert (note.row, note.id, note.number, note.pitch) == (row, expected.id, expected.number, expected.pitch)
        assert (note.onset_beats, note.lyric, dict(note.extra)) == (
            expected.onset_beats,
            expected.lyric,
            dict(expected.extra),
        )


@settings(max_examples=150)
@given(histories())
def test_edits_on_edits_give_what_the_plain_way_gives(case):
    score, steps, most = case
    now = score
    with limits(0, most):
        for ops, plain, inverse, read in steps:
            before = now
            now, undo = now.apply(ops, lenient=True)
            for name in read:
                getattr(now.notes, name)
            assert ops_to_json(undo) == ops_to_json(inverse)
            assert_found(now.notes, plain.notes)
            assert_equal(now.notes, plain.notes)
            assert now.same_document(plain)
            assert encode(now) == encode(plain)
            assert_equal(now.apply(undo)[0].notes, before.notes)


@settings(max_examples=100)
@given(histories())
def test_the_difference_of_related_tables_is_that_of_plain_ones(case):
    score, steps, most = case
    states = [score]
    with limits(0, most):
        for ops, *_ in steps:
            states.append(states[-1].apply(ops, lenient=True)[0])
    plains = [score, *(plain for _, plain, *_ in steps)]
    for a, plain_a in zip(states, plains, strict=True):
        for b, plain_b in zip(states, plains, strict=True):
            assert ops_to_json(diff(a, b)) == ops_to_json(diff(plain_a, plain_b))
            assert a.notes.same(b.notes) == plain_a.notes.same(plain_b.notes)


@given(histories())
def test_pickles_are_plain_tables(case):
    score, steps, most = case
    with limits(0, most):
        for ops, *_ in steps:
            score = score.apply(ops, lenient=True)[0]
    again = pickle.loads(pickle.dumps(score))
    assert type(again.notes) is NoteTable
    assert_equal(again.notes, score.notes)


def large_score(n=20_000):
    rng = np.random.default_rng(3)
    onset = np.sort(rng.integers(0, n, n)) / 4
    texts = [f"t{i % 50}" if i % 3 else None for i in range(n)]
    pitch = rng.integers(30, 90, n)
    return Score(notes=NoteTable.from_columns(onset, 0.5, pitch, lyric=texts, ref=[f"r{i}" for i in range(n)]))


def test_a_small_edit_of_a_large_score_writes_no_column():
    score = large_score()
    after, undo = score.apply([Shift([77, 9000], 3.0), Set([5], "velocity", 1), Delete([100])])
    assert isinstance(after.notes, delta.DeltaNoteTable)
    assert not set(ARRAYS) & set(after.notes.__dict__)
    assert len(after.notes) == 19_999
    assert {"shift", "set", "delete"} == {op["op"] for op in ops_to_json(diff(score, after))}
    assert not set(ARRAYS) & set(after.notes.__dict__), "neither finding the difference"
    assert (
        after.notes.note(after.notes.row_of(77)).onset_beats == score.notes.note(score.notes.row_of(77)).onset_beats + 3
    )
    assert not set(ARRAYS) & set(after.notes.__dict__), "nor looking at a note"
    assert after.apply(undo)[0].same_document(score)


def test_columns_that_did_not_change_are_shared():
    score = large_score()
    after, _ = score.apply([Set([5], "velocity", 1)])
    for name in ("onset_beats", "duration_beats", "pitch", "id", "lyric", "ref"):
        assert getattr(after.notes, name) is getattr(score.notes, name)
    assert after.notes.velocity[after.notes.row_of(5)] == 1
    assert score.notes.velocity[score.notes.row_of(5)] == 100


def test_many_changed_notes_are_written_out():
    score = large_score()
    for start in range(0, 2000, 400):
        score, _ = score.apply([Set(np.arange(start, start + 400), "velocity", 1)])
    assert int((score.notes.velocity == 1).sum()) == 2000
    assert len(score.notes.base) == 20_000
    whole, _ = score.apply([Set(np.arange(10_000), "velocity", 2)])
    assert type(whole.notes) is NoteTable


def test_refused_edits_name_the_note_and_change_nothing():
    score = large_score()
    for ops, reason in (
        ([Delete([3]), Shift([3], 1.0)], "note n3 does not exist"),
        ([Shift([7], -9999.0)], "note r7: onset"),
        ([Insert(NoteTable.from_columns(0, 1, 60, id=[8]))], "note n8 exists already"),
        ([Delete([3_000_000])], "note n3000000 does not exist"),
    ):
        with pytest.raises(OpError, match=reason):
            score.apply(ops)
    gone, _ = score.apply([Delete([8])])
    back, _ = gone.apply([Insert(NoteTable.from_columns(0, 1, 60, id=[8]))])
    assert back.notes.note(back.notes.row_of(8)).onset_beats == 0


def test_tables_join_and_grow_from_edited_ones():
    score, _ = large_score().apply([Shift([77], 3.0)])
    more = NoteTable.from_columns([1, 2], 1, 60, id=[30_000, 30_001])
    grown = score.replace(notes=concat(score.notes, more))
    assert appended_notes(score, grown).same(more)
    assert NoteTable.from_columns(**columns_of(score.notes)).same(score.notes)


def test_the_store_keeps_no_columns_that_can_be_made_again():
    base = large_score()
    store = DocumentStore()
    store.put("base", base)
    alone = store.n_bytes
    edited = base.apply([Set([5], "velocity", 1), Shift([9], 1.0)])[0]
    store.put("edited", edited)
    _ = edited.notes.onset_beats
    _ = store.get("edited").notes.onset_beats
    assert store.n_bytes < alone + 20_000
    assert "onset_beats" not in store.get("edited").notes.__dict__
    assert store.get("edited").same_document(edited)
    store.forget("base")
    assert store.n_bytes >= table_bytes(base.notes), "the columns are still held by what was made from them"
    store.forget("edited")
    assert store.n_bytes == 0


def test_the_dict_form_of_one_note_reads_no_column():
    edited = large_score().apply([Set([5], "velocity", 1), Shift([9], 1.0)])[0]
    row = edited.notes.row_of(9)
    one = edited.note_dict(row)
    assert not set(ARRAYS) & set(edited.notes.__dict__)
    assert json.loads(json.dumps(one)) == edited.to_dict()["notes"][row]
