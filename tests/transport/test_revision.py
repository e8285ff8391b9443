"""A value carries its identity as data: whatever way a dict of it went, what comes back is a change of that value."""

import copy
import json
import warnings

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gradio_pianoroll.data_models import PianoRollData, validate_piano_roll_data
from gradio_pianoroll.score import Delete, Insert, NoteTable, Score, Set, SetTempo, Shift, diff
from gradio_pianoroll.score.dictform.revision import is_mark
from gradio_pianoroll.transport import PianoRollValue, ScoreStream
from gradio_pianoroll.value.document_state import DocumentState, attached
from gradio_pianoroll.value.note_view import EAGER_NOTES
from gradio_pianoroll.value.revision import VISITOR
from gradio_pianoroll.wire.delta import encode_delta

SONG = {
    "notes": [{"id": f"note_{i}", "start": 50 * i, "duration": 50, "pitch": 60 + i, "mine": [i]} for i in range(4)],
    "tempo": 100,
    "timeSignature": {"numerator": 3, "denominator": 4},
    "pixelsPerBeat": 50,
    "snapSetting": "1/8",
    "segment_data": [{"start": 0, "end": 1, "type": "word", "value": "가"}],
    "line_data": {"loud": {"dataType": "loudness", "data": [{"seconds": 0, "value": -20}]}},
    "my_key": {"deep": [1]},
}


def given_score(doc="doc", rev="rev", session=None, song=SONG, **more):
    score = Score.from_dict(song)
    return attached(score, DocumentState(doc, rev, "key", score, 1, visitor=session, **more))


def shown(**more):
    return PianoRollValue.from_score(given_score(**more))


def by_frame(song):
    """As by way of a table of pandas: NumPy's numbers, columns in any order."""
    pd = pytest.importorskip("pandas")
    frame = pd.DataFrame([dict(note) for note in song["notes"]])
    return {**{k: v for k, v in song.items() if k != "notes"}, "notes": frame.to_dict("records")}


WAYS = {
    "the value": lambda song: song,
    "a dict": dict,
    "a dict around plain notes": lambda song: {
        **song, "timeSignature": dict(song["timeSignature"]), "notes": [{**n} for n in song["notes"]],
    },
    "JSON": lambda song: json.loads(json.dumps(song)),
    "a deep copy of a dict": lambda song: copy.deepcopy(dict(song)),
    "to_dict": lambda song: song.to_dict(),
    "an object of the data classes": lambda song: PianoRollData.from_dict(json.loads(json.dumps(song))),
    "pandas": by_frame,
    "a few keys": lambda song: {
        "notes": [{**n} for n in song["notes"]], "tempo": song["tempo"], "revision": song["revision"],
    },
    "no notes": lambda song: {"tempo": song["tempo"], "revision": song["revision"]},
}  # fmt: skip


@pytest.mark.parametrize("way", WAYS)
def test_what_comes_back_unchanged_is_the_same_state(way):
    score = given_score()
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        back = PianoRollValue.of(WAYS[way](PianoRollValue.from_score(score))).score
    assert (back.origin, back.origin.score) == (score.origin, score.origin.score)
    assert diff(score, back) == []
    assert back.extra == score.extra == {"my_key": {"deep": [1]}}
    assert (back.pixels_per_beat, back.snap, back.audio) == (50, "1/8", None)


@pytest.mark.parametrize("way", [way for way in WAYS if way != "no notes"])
def test_a_change_of_one_note_is_one_small_operation(way):
    score = given_score()
    answer = WAYS[way](PianoRollValue.from_score(score))
    answer["notes"][2]["pitch"] = 72
    answer["tempo"] = 90
    tempo, op = sorted(diff(score, PianoRollValue.of(answer).score), key=lambda op: isinstance(op, Shift | Set))
    assert isinstance(tempo, SetTempo)
    assert op.ids.tolist() == [2]
    assert len(encode_delta("rev", [tempo, op])) < 200


FIELDS = {
    "pitch": st.integers(0, 127),
    "velocity": st.integers(0, 127),
    "lyric": st.sampled_from(["가", "나", "la"]),
    "startSeconds": st.integers(0, 40).map(lambda step: step * 0.3),
    "durationBeats": st.integers(1, 8).map(lambda step: step / 4),
}
EDITS = st.sampled_from(list(FIELDS)).flatmap(lambda key: st.tuples(st.just(key), FIELDS[key]))
COPIES = [way for way in WAYS if way not in ("the value", "no notes")]


@settings(max_examples=200, deadline=None)
@given(st.data())
def test_an_edit_means_the_same_whatever_way_the_dict_went(data):
    """The operations for a copy are those for the value itself, and no other note is touched."""
    score = given_score()
    count = len(score.notes)
    places = st.sampled_from(range(count))
    edits = data.draw(st.lists(st.tuples(places, EDITS), max_size=3, unique_by=lambda edit: edit[0]))
    dropped = data.draw(st.sets(places, max_size=2))
    tempo = data.draw(st.sampled_from([None, 80.0]))

    def edited(answer):
        for place, (key, value) in edits:
            answer["notes"][place][key] = value
        answer["notes"] = [note for place, note in enumerate(answer["notes"]) if place not in dropped]
        if tempo is not None:
            answer["tempo"] = tempo
        return answer

    wanted = edited(PianoRollValue.from_score(score)).score
    got = PianoRollValue.of(edited(WAYS[data.draw(st.sampled_from(COPIES))](PianoRollValue.from_score(score)))).score
    assert got.origin == score.origin
    ops = diff(score, got)
    assert {id for op in ops if isinstance(op, Delete) for id in op.ids.tolist()} == dropped
    assert not any(isinstance(op, Insert) for op in ops)
    touched = {id for op in ops if isinstance(op, Set | Shift) for id in op.ids.tolist()}
    assert touched <= {place for place, _ in edits}
    if tempo is None:
        assert got.same_document(wanted)


def test_the_key_is_small_and_of_the_types_of_json():
    mark = shown()["revision"]
    assert type(mark) is str
    assert is_mark(mark)
    assert len(mark) < 40
    assert shown().revision == mark, "one state, one mark: dicts of it are equal"
    assert dict(shown()) == dict(shown())
    others = [shown(doc="other"), shown(rev="other"), shown(session="other")]
    assert len({mark, *(value["revision"] for value in others)}) == 4


def test_values_of_one_content_are_equal_whatever_their_state():
    one, other, own = shown(), shown(rev="other"), PianoRollValue(SONG)
    assert one == other == own == own.to_dict()
    assert one == own.score.to_dict()
    assert not (one != own)  # noqa: SIM202
    other["notes"][0]["pitch"] = 1
    assert one != other
    assert (one == 5) is False


def test_programs_that_check_the_keys_find_nothing_wrong():
    value = shown()
    assert validate_piano_roll_data(value) == validate_piano_roll_data(json.loads(json.dumps(value))) == []
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        score = Score.from_dict(json.loads(json.dumps(value)), on_error="raise")
    assert dict(score.extra) == {"my_key": {"deep": [1]}}, "it is no part of a score"
    assert "revision" not in score.to_dict()
    assert list(value)[-1] == "revision"
    assert "revision" not in PianoRollValue(SONG)


@pytest.mark.parametrize("mark", ["rev-" + "0" * 32, "rev-", "", "main", 3, None, ["rev"], {"a": 1}])
def test_a_mark_that_is_stale_or_made_up_is_ignored(mark):
    notes = [{"id": "note_0", "start": 0, "duration": 50, "pitch": 61}]
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        made = PianoRollValue.of({"notes": notes, "revision": mark}, given_score())
    assert made.origin is None
    assert made.score.notes.pitch.tolist() == [61]
    own = {} if mark is None or is_mark(mark) else {"revision": mark}
    assert dict(made.score.extra) == own, "what is no mark of ours is the program's own"


@pytest.mark.parametrize("own", [7, "main", {"number": 3}])
def test_a_key_of_that_name_that_is_the_programs_own_passes_through(own):
    score = given_score(song={**SONG, "revision": own})
    value = PianoRollValue.from_score(score)
    assert value["revision"] == own
    back = PianoRollValue.of(json.loads(json.dumps(value)), score).score
    assert (back.extra["revision"], back.origin) == (own, score.origin)
    value["revision"] = 8
    assert PianoRollValue.of(dict(value)).score.extra["revision"] == 8


def test_nobody_reaches_the_score_of_another_visitor():
    token = VISITOR.set("session a")
    try:
        value = shown(session="session a")
        mine = {"tempo": 90, "revision": value["revision"]}
        assert len(PianoRollValue.of(mine).score.notes) == 4
        VISITOR.set("session b")
        for answer in (mine, {**mine, "notes": []}, json.loads(json.dumps({**value, "notes": []}))):
            made = PianoRollValue.of(answer)
            assert made.origin is None
            assert len(made.score.notes) == 0
    finally:
        VISITOR.reset(token)


def test_a_dict_of_a_few_keys_leaves_what_it_does_not_name():
    song = shown()
    made = PianoRollValue.of({"notes": [], "revision": song["revision"]}).score
    assert (len(made.notes), len(made.curves), len(made.segments), made.pixels_per_beat) == (0, 1, 1, 50)
    whole = {key: item for key, item in song.items() if key not in ("line_data", "my_key")}
    made = PianoRollValue.of(whole).score
    assert (len(made.notes), len(made.curves), len(made.segments), dict(made.extra)) == (4, 0, 1, {})


def test_a_dict_of_a_few_keys_without_the_mark_says_all_that_there_is():
    song = shown()
    made = PianoRollValue.of({"notes": song["notes"], "tempo": 90, "pixelsPerBeat": 50})
    assert made.origin.doc == "doc"
    assert (len(made.score.notes), len(made.score.curves), len(made.score.segments)) == (4, 0, 0)


def test_copies_of_an_object_that_was_made_of_a_dict_keep_the_mark():
    song = shown()
    made = PianoRollData.from_dict(json.loads(json.dumps(song))).copy()
    assert PianoRollValue.of(made).origin.doc == "doc"


def test_a_dict_without_the_mark_is_known_by_the_notes_that_the_event_was_given():
    score = given_score()
    song = PianoRollValue.from_score(score)
    notes = [{**note, "pitch": 50} for note in json.loads(json.dumps(song))["notes"]]
    assert PianoRollValue.of({"notes": notes, "tempo": 100}, score).origin is score.origin
    # Another song whose notes happen to have the same ids.
    moved = [{**note, "startFlicks": 1} for note in notes]
    assert PianoRollValue.of({"notes": moved, "tempo": 100}, score).origin is None
    assert PianoRollValue.of({"notes": SONG["notes"]}, score).origin is None


def test_a_growing_score_may_begin_with_a_dict():
    song = shown()
    stream = ScoreStream(json.loads(json.dumps(song)))
    assert stream.score.origin.doc == "doc"
    assert "revision" not in PianoRollValue.from_score(ScoreStream({"notes": []}).score)


def test_exact_beats_survive_a_dict_of_the_value():
    third = 1 / 3 + 1e-7
    score = Score(NoteTable.from_columns([third, 2.0], 1, 60))
    score = attached(score, DocumentState("doc", "rev", "key", score, 1))
    answer = json.loads(json.dumps(PianoRollValue.from_score(score)))
    answer["notes"][1]["pitch"] = 61
    assert PianoRollValue.of(answer).score.notes.onset_beats.tolist() == [third, 2]


def test_a_long_list_that_nobody_read_is_not_read_for_the_mark():
    n = EAGER_NOTES + 1000
    score = Score(NoteTable.from_columns([float(i) for i in range(n)], 1, 60))
    value = PianoRollValue.from_score(attached(score, DocumentState("doc", "rev", "key", score, 1)))
    made = PianoRollValue.of({"notes": value["notes"], "tempo": 80, "revision": value["revision"]})
    assert made.score.notes is score.notes
    assert value["notes"].unread == n
