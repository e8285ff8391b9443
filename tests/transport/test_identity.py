"""Notes that a handler hands back as dicts of its own are the notes that they were, whatever their ids look like."""

import copy
import json
import warnings

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gradio_pianoroll.score import Delete, Insert, PianoRollWarning, Score, Set, Shift, diff
from gradio_pianoroll.transport import PianoRollValue
from gradio_pianoroll.value.document_state import DocumentState, attached
from gradio_pianoroll.wire.delta import encode_delta

OWN = ["note_0", "note_1", "note_2", "note_3"]
OURS = ["n0", "n1", "n2", "n3"]
STAMPED = [f"note-176441040{i}123-ab{i}z9" for i in range(4)]


def score_of(ids, **more):
    notes = [{"id": id, "start": 80 * i, "duration": 60, "pitch": 60 + i % 60} for i, id in enumerate(ids)]
    return Score.from_dict({"notes": notes, **more})


def shown(score, doc="doc"):
    """The value that a handler gets for a score in the page."""
    return PianoRollValue.from_score(attached(score, DocumentState(doc, "rev", "key", score, 1)))


def answered(score, handler):
    """What the handler's answer makes of the score."""
    return PianoRollValue.of(handler(shown(score))).score


def told(score, handler):
    """The operations that the page is told for the handler's answer."""
    return diff(score, answered(score, handler))


def ids_of(score):
    return [note.id for note in score.notes]


def with_notes(song, notes):
    return {**song, "notes": list(notes)}


@pytest.mark.parametrize("ids", [OURS, OWN, STAMPED, [7, 8, 9, 10], [None] * 4, ["note_0", "n5", 3, None]])
def test_dicts_of_the_same_notes_are_told_as_changes_of_them(ids):
    score = score_of(ids)
    (op,) = told(score, lambda song: with_notes(song, ({**n, "lyric": "라"} for n in song["notes"])))
    assert isinstance(op, Set)
    assert (op.column, op.value, op.ids.tolist()) == ("lyric", "라", sorted(score.notes.id.tolist()))


@pytest.mark.parametrize("ids", [OURS, OWN, STAMPED])
@pytest.mark.parametrize(
    "copied",
    [
        lambda song: [{**n} for n in song["notes"]],
        lambda song: [dict(n) for n in song["notes"]],
        lambda song: [n.copy() for n in song["notes"]],
        lambda song: copy.deepcopy(list(song["notes"])),
        lambda song: json.loads(json.dumps(song["notes"])),
    ],
)
def test_a_transposition_is_one_shift_however_the_notes_were_copied(ids, copied):
    def up(song):
        notes = copied(song)
        for note in notes:
            note["pitch"] += 12
        return with_notes(song, notes)

    (op,) = told(score_of(ids), up)
    assert isinstance(op, Shift)
    assert (op.ids.tolist(), op.beats, op.pitch) == ([0, 1, 2, 3], 0.0, 12)


def test_the_delta_is_as_small_for_ids_of_their_own():
    def sizes(ids):
        ops = told(
            score_of(ids),
            lambda song: with_notes(song, ({**n, "velocity": i % 128} for i, n in enumerate(song["notes"]))),
        )
        return len(encode_delta("rev", ops))

    many = range(500)
    assert sizes([f"note_{i}" for i in many]) == sizes([f"n{i}" for i in many])


@pytest.mark.parametrize("ids", [OURS, OWN, STAMPED])
def test_order_one_note_dropped_one_added(ids):
    def handler(song):
        kept = [{**n} for n in song["notes"]][::-1]
        del kept[1]  # the third note
        return with_notes(song, [{"id": "mine", "start": 400, "duration": 40, "pitch": 50}, *kept])

    gone, new = told(score_of(ids), handler)
    assert isinstance(gone, Delete)
    assert gone.ids.tolist() == [2]
    assert isinstance(new, Insert)
    # A number that nobody had: what was done meanwhile to the dropped note is no business of the new one.
    assert new.notes.id.tolist() == [4]
    assert ids_of(answered(score_of(ids), handler)) == [ids[0], ids[1], ids[3], "mine"]


def test_an_id_that_looks_like_ours_but_is_another_notes_number():
    # note_3 has the number 3; the program calls a new note n3.
    score = score_of(OWN)
    handler = lambda song: with_notes(  # noqa: E731
        song, [{"id": "n3", "start": 0, "duration": 80, "pitch": 30}, *({**n} for n in song["notes"])]
    )
    (op,) = told(score, handler)
    assert isinstance(op, Insert)
    assert op.notes.id.tolist() == [4]
    assert ids_of(answered(score, handler)) == ["n3", *OWN] or sorted(ids_of(answered(score, handler))) == sorted(
        ["n3", *OWN]
    )


def test_such_a_note_is_the_same_when_it_comes_back():
    score = answered(
        score_of(OWN),
        lambda song: with_notes(song, [*song["notes"], {"id": "n3", "start": 0, "duration": 80, "pitch": 30}]),
    )
    (op,) = told(score, lambda song: with_notes(song, ({**n, "pitch": n["pitch"] + 1} for n in song["notes"])))
    assert isinstance(op, Shift)
    assert sorted(op.ids.tolist()) == [0, 1, 2, 3, 4]


def test_notes_of_another_song_are_no_changes_of_these():
    other = shown(score_of(OURS), doc="another")
    ops = told(score_of(OURS), lambda song: with_notes(song, other["notes"]))
    assert [type(op) for op in ops] == [Delete, Insert]
    both = answered(score_of(OURS), lambda song: with_notes(song, [*song["notes"], *other["notes"]]))
    assert len(set(ids_of(both))) == len(both.notes) == 8


@pytest.mark.parametrize("ids", [OURS, OWN])
def test_copies_beside_their_originals_get_ids_of_their_own(ids):
    handler = lambda song: with_notes(  # noqa: E731
        song, [*({**n} for n in song["notes"]), *({**n, "pitch": n["pitch"] + 7} for n in song["notes"])]
    )
    (op,) = told(score_of(ids), handler)
    assert isinstance(op, Insert)
    assert op.notes.id.tolist() == [4, 5, 6, 7]
    found = ids_of(answered(score_of(ids), handler))
    assert set(ids) < set(found)
    assert len(set(found)) == 8


def test_an_id_that_a_score_has_twice():
    # Only operations can make it; a handler sees two notes of one name.
    score, _ = score_of(OWN).apply([Set(np.array([1], np.uint32), "ref", "note_0")])
    assert ids_of(score) == ["note_0", "note_0", "note_2", "note_3"]
    ops = told(score, lambda song: with_notes(song, ({**n, "pitch": n["pitch"] + 1} for n in song["notes"])))
    assert all(isinstance(op, Set | Shift) for op in ops)
    assert len(ids_of(answered(score, lambda song: with_notes(song, ({**n} for n in song["notes"]))))) == 4


@pytest.mark.parametrize("bad", [[1], {"a": 1}, 1.5, True])
def test_an_id_that_is_none_is_named_and_costs_nothing_else(bad):
    with pytest.warns(PianoRollWarning, match=r"note 1: id .* is not a text") as caught:
        score = answered(
            score_of(OWN),
            lambda song: with_notes(song, [{**n, "id": bad} if i == 1 else {**n} for i, n in enumerate(song["notes"])]),
        )
    assert len(caught) == 1
    assert len(score.notes) == 4
    assert score.notes.rows_of([0, 2, 3]).tolist() == [0, 2, 3]


def test_a_bad_note_is_named_by_its_place_and_its_own_id():
    def handler(song):
        song["notes"][2]["pitch"] = 400
        return song

    with pytest.warns(PianoRollWarning, match=r"note 2 \(id 'note_2'\): pitch 400") as caught:
        assert len(answered(score_of(OWN), handler).notes) == 3
    assert len(caught) == 1


def test_swapped_ids_stay_with_their_notes():
    """Whoever takes a note in his hand and writes a new id into it renames it; nothing is deleted."""

    def handler(song):
        first, second = song["notes"][:2]
        first["id"], second["id"] = second["id"], first["id"]
        return song

    score = score_of(OWN)
    (op,) = told(score, handler)
    assert isinstance(op, Set)
    assert op.column == "ref"
    assert ids_of(answered(score, handler)) == ["note_1", "note_0", "note_2", "note_3"]


def test_a_note_without_the_id_it_had_keeps_it():
    def handler(song):
        for note in song["notes"]:
            del note["id"]
            note["velocity"] = 1
        return song

    (op,) = told(score_of(OWN), handler)
    assert op.column == "velocity"


FIELDS = {
    "pitch": st.integers(0, 127),
    "velocity": st.integers(0, 127),
    "lyric": st.sampled_from(["가", "나", "la"]),
    "start": st.integers(0, 40).map(lambda step: step * 20),
    "duration": st.integers(1, 8).map(lambda step: step * 20),
}
NAMES = st.sampled_from([*(f"note_{i}" for i in range(9)), *(f"n{i}" for i in range(9)), *range(9), "note-1-abc", "말"])
EDITS = st.sampled_from(list(FIELDS)).flatmap(lambda key: st.tuples(st.just(key), FIELDS[key]))


@settings(max_examples=300, deadline=None)
@given(st.data())
def test_any_edit_of_dicts_touches_only_the_notes_it_changed(data):
    names = data.draw(st.lists(NAMES, min_size=1, max_size=8, unique_by=str))
    score = score_of(names)
    by_name = {note.id: note.number for note in score.notes}
    song = shown(score)
    notes = [{**n} for n in song["notes"]]
    before = copy.deepcopy(notes)
    places = st.sampled_from(range(len(notes)))
    changed = data.draw(st.dictionaries(places, EDITS, max_size=3))
    dropped = data.draw(st.sets(places, max_size=2))
    for place, (key, value) in changed.items():
        notes[place][key] = value
    different = {
        str(n["id"]) for i, (n, old) in enumerate(zip(notes, before, strict=True)) if n != old and i not in dropped
    }
    gone = {str(notes[i]["id"]) for i in dropped}
    added = data.draw(st.lists(NAMES.filter(lambda name: str(name) not in by_name), max_size=2, unique_by=str))
    kept = [n for i, n in enumerate(notes) if i not in dropped]
    more = [{"id": name, "start": 900, "duration": 20, "pitch": 40} for name in added]
    answer = data.draw(st.permutations([*kept, *more]))
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        after = PianoRollValue.of({**song, "notes": answer}).score
    ops = diff(score, after)
    touched = {id for op in ops if isinstance(op, Set | Shift) for id in op.ids.tolist()}
    deleted = {id for op in ops if isinstance(op, Delete) for id in op.ids.tolist()}
    inserted = {id for op in ops if isinstance(op, Insert) for id in op.notes.id.tolist()}
    assert touched == {by_name[name] for name in different}
    assert deleted == {by_name[name] for name in gone}
    assert len(inserted) == len(added)
    assert not inserted & set(by_name.values())
    assert sorted(ids_of(after)) == sorted([*(str(n["id"]) for n in kept), *map(str, added)])
    applied, _ = score.apply(ops)
    assert applied.same_document(after)


HANDED_ON = {
    "the note itself": lambda note: note,
    "a copy": lambda note: note.copy(),
    "a dict": lambda note: {**note},
    "without times but beats": lambda note: {
        k: note[k] for k in ("id", "startBeats", "durationBeats", "pitch", "velocity")
    },
    "through JSON": lambda note: json.loads(json.dumps(note)),
}


@settings(max_examples=300, deadline=None)
@given(st.data())
def test_notes_may_be_handed_on_in_any_mixture(data):
    names = data.draw(st.lists(NAMES, min_size=1, max_size=8, unique_by=str))
    score = score_of(names)
    song = shown(score)
    handed_on = [HANDED_ON[data.draw(st.sampled_from(list(HANDED_ON)))](note) for note in song["notes"]]
    changed = data.draw(st.sets(st.sampled_from(range(len(names)))))
    for place in changed:
        handed_on[place]["velocity"] = 7
    answer = data.draw(st.permutations(handed_on))
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        after = PianoRollValue.of({**song, "notes": list(answer)}).score
    ops = diff(score, after)
    numbers = [note.number for note in score.notes]
    if changed:
        (op,) = ops
        assert (op.column, op.value, op.ids.tolist()) == ("velocity", 7, sorted(numbers[place] for place in changed))
    else:
        assert ops == []
    assert ids_of(after) == ids_of(score)
