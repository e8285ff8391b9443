"""What a handler receives: a dict and an object, lazy, whose writes are seen."""

import copy
import json
import pickle
import time

import numpy as np
import orjson
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gradio_pianoroll.score import NoteTable, PianoRollWarning, Score, TempoMap
from gradio_pianoroll.transport import PianoRollValue
from gradio_pianoroll.value.document_state import DocumentState, attached
from gradio_pianoroll.value.note_view import EAGER_NOTES, UNREAD, NoteItem

from .scores import scores

DATA = {
    "notes": [
        {"id": "first", "start": 0, "duration": 80, "pitch": 60, "lyric": "안녕", "mine": {"a": [1]}},
        {"start": 80, "duration": 40, "pitch": 62, "velocity": 90},
        {"start": 160, "duration": 40, "pitch": 64},
    ],
    "tempo": 100,
    "timeSignature": {"numerator": 3, "denominator": 4},
    "line_data": {"f0": {"color": "#ff0000", "data": [{"x": 0, "y": 220}, {"x": 80, "y": 230}]}},
    "segment_data": [{"start": 0, "end": 1, "type": "word", "value": "안녕"}],
    "my_key": {"deep": [1, 2]},
}


def value():
    return PianoRollValue(DATA)


def large(n=EAGER_NOTES + 1000, step=1.0):
    return PianoRollValue.from_score(Score(notes=NoteTable.from_columns(np.arange(n) * step, 1, 60)))


def pitches(score):
    return score.notes.pitch.tolist()


# --- a dict --------------------------------------------------------------------------------------------------------


def test_it_is_a_dict_in_the_published_form():
    v = value()
    plain = v.score.to_dict()
    assert isinstance(v, dict)
    assert isinstance(v["notes"], list)
    assert isinstance(v["notes"][0], dict)
    assert json.loads(json.dumps(v)) == plain
    assert json.loads(json.dumps(v, indent=1, ensure_ascii=False)) == plain
    assert dict(v) == plain == {**v} == dict(v.items()) == v
    assert set(v) == set(plain) == set(v.keys())
    assert len(v) == len(plain)
    assert list(v.values())[list(v).index("tempo")] == 100
    assert v.get("nothing", 3) == 3
    assert "tempo" in v
    assert "nothing" not in v
    assert v.get("my_key") == {"deep": [1, 2]}
    assert (v | {"a": 1})["a"] == 1
    assert ({"a": 1} | v)["notes"] == plain["notes"]
    assert (lambda **keys: keys["notes"][0]["lyric"])(**v) == "안녕"


def test_it_is_an_object():
    v = value()
    assert v.tempo == 100
    assert v.time_signature.numerator == v.timeSignature.numerator == 3
    assert v.pixels_per_beat == v.pixelsPerBeat == 80
    assert v.notes[0].lyric == "안녕"
    assert v.notes[0].start_seconds == v.notes[0].startSeconds == 0
    assert v.notes[1].lyric is None
    assert v.audio_data is None
    assert v.my_key == {"deep": [1, 2]}
    with pytest.raises(AttributeError, match="nothing"):
        assert v.nothing
    with pytest.raises(AttributeError, match="nothing"):
        assert v.notes[0].nothing


def test_from_dict_and_to_dict():
    v = PianoRollValue.from_dict(DATA)
    plain = v.to_dict()
    assert type(plain) is dict
    assert type(plain["notes"]) is list
    assert type(plain["notes"][0]) is dict
    assert PianoRollValue.from_dict(plain) == v
    plain["notes"][0]["pitch"] = 1
    assert v["notes"][0]["pitch"] == 60
    note = NoteItem.from_dict({"pitch": 60})
    assert note.to_dict() == {"pitch": 60}


def test_the_data_given_stays_as_it_is():
    before = copy.deepcopy(DATA)
    v = value()
    v["notes"][0]["mine"]["a"].append(2)
    v["my_key"]["deep"].append(3)
    v["timeSignature"]["numerator"] = 7
    assert before == DATA


def test_c_code_that_reads_the_storage_gets_everything_or_an_error():
    def default(o):
        return orjson.loads(str(o))

    for v in (value(), large()):
        assert orjson.loads(orjson.dumps(v, default=default)) == v.score.to_dict()
    v = value()
    v["notes"][0]["pitch"] = 1
    assert orjson.loads(orjson.dumps(v, default=default))["notes"][0]["pitch"] == 1
    v = large()
    v["notes"][7]["pitch"] = 1
    assert orjson.loads(orjson.dumps(v, default=default))["notes"][7]["pitch"] == 1
    assert orjson.loads(orjson.dumps(v))["notes"][7]["pitch"] == 1
    with pytest.raises(TypeError, match="to_dict"):
        str(UNREAD)


# --- lazy ----------------------------------------------------------------------------------------------------------


def test_nothing_is_expanded_before_it_is_looked_at():
    n = 300_000
    v = large(n, 0.25)
    started = time.process_time()
    assert len(v["notes"]) == n
    assert v.notes[n - 1].start == 20 * (n - 1)
    assert v.notes[-1] is v.notes[n - 1]
    assert sum(item is not UNREAD for item in v.notes.raw()) == 1
    assert v.score.notes is v.score.notes
    assert time.process_time() - started < 0.25
    with pytest.raises(IndexError):
        v.notes[n]


def test_a_long_list_behaves_like_a_list():
    v = large(EAGER_NOTES + 3)
    notes = v["notes"]
    assert [note["start"] for note in notes[2:5]] == [160, 240, 320]
    assert notes[2] is notes[2]
    assert len([note for note in notes]) == len(list(notes)) == len(notes)  # noqa: C416
    assert list(reversed(notes))[0] is notes[-1]  # noqa: RUF015
    assert sorted(notes, key=lambda note: -note["start"])[0] is notes[-1]
    assert len([{}, *notes]) == len([{}] + notes) == len(notes + [{}]) == len(notes) + 1  # noqa: RUF005
    assert copy.deepcopy(notes) == notes
    assert pickle.loads(pickle.dumps(notes)) == notes
    assert notes == v.score.to_dict()["notes"]


# --- writes --------------------------------------------------------------------------------------------------------


def test_an_untouched_value_knows_its_score():
    v = value()
    first = v.score
    json.dumps(v)
    assert [note.pitch for note in v.notes] == [60, 62, 64]
    assert v["line_data"]
    assert v.score is first


@pytest.mark.parametrize("make", [value, large])
def test_every_way_of_writing_a_note_is_seen(make):
    def write(action):
        v = make()
        action(v["notes"])
        return v.score

    def note(score, row=0):
        return score.note_dict(row)

    assert note(write(lambda n: n[0].__setitem__("pitch", 1)))["pitch"] == 1
    assert note(write(lambda n: setattr(n[0], "pitch", 2)))["pitch"] == 2
    assert note(write(lambda n: n[0].update(pitch=3)))["pitch"] == 3
    assert note(write(lambda n: n[0].__ior__({"pitch": 4})))["pitch"] == 4
    assert note(write(lambda n: n[0].setdefault("phoneme", "a")))["phoneme"] == "a"
    assert "velocity" not in make()["notes"][0] or note(write(lambda n: n[0].pop("velocity")))["velocity"] == 100
    assert note(write(lambda n: n[0].__delitem__("velocity")))["velocity"] == 100
    assert "lyric" not in note(write(lambda n: n[0].pop("lyric", None)))
    count = len(make()["notes"])
    assert len(write(lambda n: n.pop()).notes) == count - 1
    assert len(write(lambda n: n.clear()).notes) == 0
    assert len(write(lambda n: n.append({"start": 0, "duration": 9, "pitch": 5})).notes) == count + 1
    assert len(write(lambda n: n.extend([{"start": 0, "duration": 9, "pitch": 5}] * 2)).notes) == count + 2
    assert len(write(lambda n: n.insert(0, {"start": 0, "duration": 9, "pitch": 5})).notes) == count + 1
    assert len(write(lambda n: n.__delitem__(slice(0, 2))).notes) == count - 2
    assert len(write(lambda n: n.remove(n[1])).notes) == count - 1
    assert write(lambda n: n.__setitem__(0, {"start": 0, "duration": 9, "pitch": 5})).notes.pitch[0] == 5
    assert len(write(lambda n: n.__iadd__([{"start": 0, "duration": 9, "pitch": 5}])).notes) == count + 1


def test_a_write_inside_a_nested_value_is_seen():
    v = value()
    v["notes"][0]["mine"]["a"].append(9)
    v["my_key"]["deep"].append(9)
    v["line_data"]["f0"]["data"][0]["y"] = 111
    v["segment_data"][0]["value"] = "반가워"
    score = v.score
    assert score.note_dict(0)["mine"] == {"a": [1, 9]}
    assert score.extra["my_key"] == {"deep": [1, 2, 9]}
    assert score.curves["f0"].values.tolist() == [111, 230]
    assert score.segments[0].text == "반가워"


def test_a_write_changes_only_what_was_written():
    v = value()
    before = v.score
    v["notes"][1]["pitch"] = 70
    after = v.score
    assert pitches(after) == [60, 70, 64]
    assert after.notes.id.tolist() == before.notes.id.tolist()
    assert after.notes.ref.to_list() == ["first", None, None]
    assert after.curves is before.curves
    assert after.segments is before.segments
    assert after.tempo_map is before.tempo_map


def test_notes_keep_their_ids_when_others_go_and_come():
    v = value()
    v["notes"] = [note for note in v["notes"] if note.pitch != 62]
    v["notes"].append({"start": 8, "duration": 8, "pitch": 1})
    v["notes"].append({"id": "mine", "start": 16, "duration": 8, "pitch": 2})
    v["notes"][0].pitch = 61
    notes = v.score.notes
    assert dict(zip(notes.pitch.tolist(), notes.id.tolist(), strict=True)) == {61: 0, 1: 3, 2: 4, 64: 2}
    assert notes.ref.to_list() == ["first", None, "mine", None]


def test_a_note_taken_twice_becomes_two_notes():
    v = value()
    v["notes"] = v["notes"] + v["notes"][:1]
    assert pitches(v.score) == [60, 60, 62, 64]
    assert len(set(v.score.notes.id.tolist())) == 4


def test_a_bad_note_costs_that_note_and_says_why():
    v = value()
    v["notes"].append({"start": 0, "duration": 9, "pitch": 900})
    v["notes"][1]["velocity"] = "loud"
    with pytest.warns(PianoRollWarning) as caught:
        score = v.score
    assert pitches(score) == [60, 64]
    text = " ".join(str(w.message) for w in caught)
    assert "900" in text
    assert "'loud'" in text


def test_a_time_written_in_one_unit_moves_the_others():
    note = value()["notes"][1]
    note.start_seconds = 1.2
    assert (note.start, note.startBeats, note.startTicks) == (160, 2, 960)
    note["durationBeats"] = 2
    assert (note.duration, note.end_seconds) == (160, pytest.approx(2.4))
    note.endSeconds = 1.8
    assert (note.start, note.duration_beats) == (160, 1)
    note["start"] = -4
    assert note["startBeats"] == 2


@pytest.mark.parametrize("make", [value, large])
def test_tempo_and_zoom_keep_the_notes_in_step(make):
    v = make()
    untouched, written = v.notes[1], v.notes[2]
    written.start_beats = 5
    beats, seconds = untouched.start_beats, untouched.start_seconds
    v["tempo"] = v["tempo"] / 2
    assert untouched.start_seconds == 2 * seconds
    v.pixels_per_beat = 160
    assert (untouched.start, untouched.start_beats) == (beats * 160, beats)
    assert (written.start, written.start_beats) == (800, 5)
    assert v.notes[0].duration == v.notes[0].duration_beats * 160
    score = v.score
    assert sorted(score.notes.onset_beats.tolist())[:2] == [0, 1]
    assert 5 in score.notes.onset_beats
    assert score.pixels_per_beat == 160


def test_curves_follow_the_zoom():
    v = value()
    assert v["line_data"]["f0"]["data"][1]["x"] == 80
    v["pixelsPerBeat"] = 40
    assert v["line_data"]["f0"]["data"][1]["x"] == 40
    assert v.score.curves["f0"].times.tolist() == [0, 1]


def test_only_the_first_tempo_is_written():
    score = Score(tempo_map=TempoMap([(0, 100), (4, 80)], [(0, 4, 4), (8, 3, 4)]))
    v = PianoRollValue.from_score(score)
    v["tempo"] = 120
    assert v.score.tempo_map == TempoMap([(0, 120), (4, 80)], [(0, 4, 4), (8, 3, 4)])


def test_keys_come_and_go():
    v = value()
    v["new"] = [1]
    del v["my_key"]
    v.pop("line_data")
    v.segment_data = []
    v["audio_data"] = "https://example.org/a.wav"
    score = v.score
    assert dict(score.extra) == {"new": [1]}
    assert not score.curves
    assert not score.segments
    assert score.audio.kind == "url"


# --- copies --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "make", [lambda v: v.copy(), copy.copy, copy.deepcopy, lambda v: pickle.loads(pickle.dumps(v))]
)
def test_copies_are_equal_and_independent(make):
    v = value()
    v["notes"][0]["pitch"] = 50
    other = make(v)
    assert isinstance(other, PianoRollValue)
    assert other["notes"][0]["pitch"] == 50
    assert other.score.same_document(v.score)
    other["notes"][0]["pitch"] = 40
    assert v["notes"][0]["pitch"] == 50


def origin(score):
    return DocumentState("doc", "rev", "key", score, 1)


def test_everything_made_from_a_value_knows_where_it_came_from():
    score = value().score
    v = PianoRollValue.from_score(attached(score, origin(score)))
    v["notes"][0]["pitch"] = 1
    again = PianoRollValue.of({**v, "tempo": 60})
    filtered = PianoRollValue.of({**v, "notes": [note for note in v["notes"] if note.pitch > 1]})
    for made in (v, v.copy(), copy.deepcopy(v), again, filtered):
        assert made.score.origin.rev == "rev"
    assert v.score.replace(name="x").origin.doc == "doc"
    assert again.score.tempo_map.tempos == ((0, 60),)
    assert pitches(again.score) == [1, 62, 64]
    assert pitches(filtered.score) == [62, 64]
    assert PianoRollValue.of(json.loads(json.dumps(v))).origin.rev == "rev"


def test_a_dict_around_notes_of_another_zoom_keeps_their_beats():
    v = value()
    v.notes[1].pitch = 1
    other = PianoRollValue.of({**v, "pixelsPerBeat": 160}).score
    assert other.notes.onset_beats.tolist() == [0, 1, 2]
    assert other.pixels_per_beat == 160


@settings(max_examples=60)
@given(scores(), st.data())
def test_reading_and_writing_back_the_same_changes_nothing(score, data):
    v = PianoRollValue.from_score(score)
    for i, note in enumerate(v["notes"]):
        if data.draw(st.booleans(), label=f"write {i}"):
            note["pitch"] = note["pitch"]
    assert v.score.same_document(score)
    assert PianoRollValue.of(dict(v)).score.same_document(score)


def test_a_dict_with_notes_of_its_own_is_a_change_of_the_value():
    score = Score.from_dict(DATA)
    origin = DocumentState("doc", "rev", "key", score, 1)
    value = PianoRollValue.from_score(attached(score, origin))
    own = {**value, "notes": [{**note, "pitch": 40} for note in value["notes"]]}
    made = PianoRollValue.of(own)
    assert made.origin is origin
    assert set(made.score.notes.pitch) == {40}
    assert PianoRollValue.of(json.loads(json.dumps(own))).origin is origin
    assert PianoRollValue.of(pickle.loads(pickle.dumps(own))).origin is origin


@pytest.mark.parametrize("protocol", range(pickle.HIGHEST_PROTOCOL + 1))
def test_pickled_values_are_equal(protocol):
    for v in (
        value(),
        large(3),
        PianoRollValue.from_score(attached(value().score, DocumentState("d", "r", "k", value().score, 1))),
    ):
        again = pickle.loads(pickle.dumps(v, protocol))
        assert again == v
        assert again.score == v.score
        assert again["notes"] == v["notes"]
        assert pickle.loads(pickle.dumps(v["notes"], protocol)) == v["notes"]
        assert pickle.loads(pickle.dumps(v["notes"][0], protocol)) == v["notes"][0]
        assert pickle.loads(pickle.dumps(v["timeSignature"], protocol)) == v["timeSignature"]
