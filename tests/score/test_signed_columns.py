"""What is handed out can be computed with: signed, and as wide as NumPy's own whole numbers.

The right values are those of Python's integers. A uint8 column gave 244 for 57 - 69 and 249 for the step from 64 to 57.
"""

import copy
import pickle
from itertools import pairwise

import numpy as np
import pytest

from gradio_pianoroll.score import Curve, Delete, NoteTable, Score, Segment, Set, Shift, Track, diff
from gradio_pianoroll.score.notes.delta import DeltaNoteTable

PITCHES = [64, 57, 0, 127]
WHOLE = ("pitch", "velocity", "track", "id")


def song():
    return Score(
        NoteTable.from_columns(
            [0, 1, 2, 3], 1, PITCHES, [100, 1, 127, 0], [0, 255, 1, 0], id=[7, 4294967295, 0, 3],
            lyric=["가", None, "나", None], ref=["a", None, None, "b"], extra={7: {"mine": [1]}},
        ),
        tempo_map=[(0, 100.0), (2, 90.0)],
        tracks=(Track("Voice"), Track("Piano", program=3)),
        curves=[
            Curve("f0", [440.0, np.nan], target="f0", hop=0.01),
            Curve("free", [1.0, np.nan], times=[0.0, 2.0], time="beats", style={"color": "#fff"}),
        ],
        segments=[Segment(0.5, 1.0, "word", "가", 0.5)],
        extra={"viewport_config": {"virtualScrolling": True}},
    )  # fmt: skip


def edited():
    """A large table after a small edit: its columns are put together when they are read."""
    n = 10_000
    large = Score(NoteTable.from_columns(np.arange(n), 1, np.arange(n) % 128, np.arange(n) % 128))
    score, _ = large.apply([Set([5, 6], "pitch", values=[64, 57])])
    assert isinstance(score.notes, DeltaNoteTable)
    return score


@pytest.mark.parametrize("make", [song, edited])
@pytest.mark.parametrize("name", WHOLE)
def test_columns_compute_like_whole_numbers(make, name):
    score = make()
    column = getattr(score.notes, name)
    exact = [int(value) for value in column.tolist()]
    assert column.dtype == np.int64
    assert (column - 69).tolist() == [value - 69 for value in exact]
    assert (column * 1_000_000).tolist() == [value * 1_000_000 for value in exact]
    assert (-column).tolist() == [-value for value in exact]
    assert np.diff(column).tolist() == [b - a for a, b in pairwise(exact)]
    assert not column.flags.writeable
    assert getattr(score.notes, name) is column


def test_the_reported_values():
    notes = song().notes
    assert (notes.pitch[:2] - 69).tolist() == [-5, -12]
    assert np.diff(notes.pitch[:2]).tolist() == [-7]
    assert (notes.id[2] - notes.id[0], notes.track[2] - notes.track[1]) == (-7, -254)


def test_notes_one_by_one_and_in_the_dict_form_are_whole_numbers_of_python():
    score = song()
    for note in score.notes:
        assert [type(value) for value in (note.pitch, note.velocity, note.track, note.number)] == [int] * 4
    assert {type(note[key]) for note in score.to_dict()["notes"] for key in ("pitch", "velocity")} == {int}
    assert [note.pitch - 69 for note in score.notes] == [-5, -12, -69, 58]


def test_storage_stays_small():
    notes = song().notes
    assert [str(notes.stored(name).dtype) for name in WHOLE] == ["uint8", "uint8", "uint8", "uint32"]
    assert notes.stored("pitch").tolist() == notes.pitch.tolist() == PITCHES
    size = len(pickle.dumps(edited().notes))
    assert size < 10_000 * 24 + 20_000
    read = edited().notes
    for name in WHOLE:
        getattr(read, name)
    assert len(pickle.dumps(read)) <= size  # what was read is not carried along


def test_operations_hand_out_signed_numbers():
    a = song()
    b, inverse = a.apply([Shift([7], 0.5, -3), Set([0, 3], "pitch", values=[64, 57])])
    for op in (*diff(a, b), *inverse, Delete([3, 0])):
        assert op.ids.dtype == np.int64
        if isinstance(op, Set) and op.column == "pitch" and op.values is not None:
            assert op.values.dtype == np.int64
    (values,) = (op.values for op in diff(a, a.apply([Set([0, 3], "pitch", values=[64, 57])])[0]))
    assert np.diff(values).tolist() == [-7]


def test_a_column_can_be_given_back():
    notes = song().notes
    again = NoteTable.from_columns(
        notes.onset_beats, notes.duration_beats, notes.pitch, notes.velocity, notes.track, notes.id,
        notes.lyric, notes.phoneme, notes.ref, notes.extra,
    )  # fmt: skip
    assert again == notes
    with pytest.raises(ValueError, match="pitch -5 is not a whole number"):
        NoteTable.from_columns(notes.onset_beats, 1, notes.pitch - 69)
    assert notes.rows_of(notes.id).tolist() == [0, 1, 2, 3]


@pytest.mark.parametrize("protocol", range(pickle.HIGHEST_PROTOCOL + 1))
@pytest.mark.parametrize("make", [song, edited, Score])
def test_pickled_scores_and_their_parts_are_equal(make, protocol):
    score = make()
    again = pickle.loads(pickle.dumps(score, protocol))
    assert again == score
    assert again.notes == score.notes
    assert hash(again) == hash(score)
    assert hash(again.notes) == hash(score.notes)
    assert dict(again.curves) == dict(score.curves)
    for name, curve in score.curves.items():
        assert again.curves[name] == curve
        assert hash(again.curves[name]) == hash(curve)
    for name in ("lyric", "phoneme", "ref"):
        assert getattr(again.notes, name) == getattr(score.notes, name)
    assert again.segments == score.segments
    assert again.tracks == score.tracks
    assert copy.deepcopy(score) == score


@pytest.mark.parametrize(
    "change",
    [
        {"name": "another"},
        {"snap": "1/8"},
        {"ppqn": 960},
        {"curves": {}},
        {"segments": ()},
        {"extra": {}},
        {"tempo_map": 120.0},
        {"tracks": ()},
        {"notes": NoteTable()},
    ],
)
def test_scores_that_differ_are_not_equal(change):
    assert song().replace(**change) != song()
    assert song() != "a score"


def test_tables_and_curves_that_differ_are_not_equal():
    score = song()
    moved, _ = score.apply([Shift([7], 0.25)])
    assert moved.notes != score.notes
    curve = score.curves["f0"]
    assert curve.with_values([441.0, np.nan]) != curve
    assert score.notes.lyric != score.notes.ref
    plain = edited().notes
    assert pickle.loads(pickle.dumps(plain)) == plain
