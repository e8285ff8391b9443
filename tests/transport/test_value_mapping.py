"""A value is a dict: each method does what it does on a plain dict of the same content, read before or not."""

import copy

import pytest

from gradio_pianoroll.score import NoteTable, Score
from gradio_pianoroll.transport import PianoRollValue
from gradio_pianoroll.value.note_view import EAGER_NOTES

DATA = {
    "notes": [{"id": "a", "start": 0, "duration": 80, "pitch": 60}, {"start": 80, "duration": 40, "pitch": 62}],
    "tempo": 100,
    "line_data": {"f0": {"data": [{"x": 0, "y": 220}, {"x": 80, "y": 230}]}},
    "segment_data": [{"start": 0, "end": 1, "type": "word", "value": "안녕"}],
    "my_key": {"deep": [1, 2]},
}


def plain():
    """A plain dict of the same content, its keys in the order of the value."""
    value = PianoRollValue(DATA)
    data = value.to_dict()
    assert data.keys() == set(value)
    return {key: data[key] for key in value}


def untouched():
    return PianoRollValue(DATA)


def read():
    value = PianoRollValue(DATA)
    for key in value:
        assert value[key] is value[key]
    return value


METHODS = {
    "get": lambda d: [d.get(key, 7) for key in ("notes", "tempo", "line_data", "nothing")] + [d.get("nothing")],
    "pop a key": lambda d: [d.pop("line_data"), d.pop("tempo", 5), d.pop("notes", 5)],
    "pop what is not there": lambda d: [d.pop("nothing", 5), d.pop("nothing", None)],
    "pop without a default": lambda d: d.pop("nothing"),
    "popitem": lambda d: [d.popitem(), d.popitem()],
    "setdefault": lambda d: [d.setdefault("my_key", 1), d.setdefault("new", 2), d.setdefault("notes", [])],
    "update": lambda d: d.update({"my_key": 1, "new": 2}, more=3),
    "update with pairs": lambda d: d.update([("my_key", 1)]),
    "del": lambda d: [d.__delitem__("segment_data"), d.__delitem__("notes")],
    "del what is not there": lambda d: d.__delitem__("nothing"),
    "clear": lambda d: d.clear(),
    "in": lambda d: ["notes" in d, "line_data" in d, "nothing" in d, len(d)],
    "keys": lambda d: [list(d), list(d.keys()), list(reversed(d))],
    "values": lambda d: list(d.values()),
    "items": lambda d: list(d.items()),
    "or": lambda d: [d | {"new": 1, "tempo": 5}, {"new": 1, "tempo": 5} | d],
    "equal": lambda d: [d == plain(), d != plain(), d == {**plain(), "tempo": 99}, d == 5, {**plain()} == d],
    "missing": lambda d: d["nothing"],
    "unpack": lambda d: {**d},
}


@pytest.mark.parametrize("make", [untouched, read, lambda: copy.copy(read()), lambda: untouched().copy()])
@pytest.mark.parametrize("name", METHODS)
def test_each_method_does_what_it_does_on_a_dict(make, name):
    method, ours, theirs = METHODS[name], make(), plain()
    assert ours == theirs
    try:
        expected = method(theirs)
    except KeyError as error:
        with pytest.raises(KeyError, match=error.args[0]):
            method(ours)
    else:
        assert method(ours) == expected
    assert list(ours) == list(theirs)
    assert ours == theirs


def test_or_in_place_is_the_same_value():
    value = untouched()
    same = value
    value |= {"new": 1}
    assert value is same
    assert value == {**plain(), "new": 1}


def test_attributes_are_keys():
    value = untouched()
    assert value.segment_data == value["segment_data"]
    assert (value.pixelsPerBeat, value.pixels_per_beat) == (80.0, 80.0)
    value.pixels_per_beat = 100
    assert value["pixelsPerBeat"] == 100
    assert "pixels_per_beat" not in value
    value.own = 5
    assert value["own"] == 5
    assert (value.audio_data, value.curve_data, value.viewport_config) == (None, None, None)
    with pytest.raises(AttributeError, match=r"has no 'nothing'; it has .*tempo"):
        _ = value.nothing
    for name in ("score", "origin"):
        with pytest.raises(AttributeError, match=f"{name} cannot be set"):
            setattr(value, name, 1)


def test_values_differ_by_what_is_in_them():
    assert untouched() == read()
    assert (untouched() != read()) is False
    other = untouched()
    other["notes"][1]["pitch"] = 63
    assert other != untouched()
    with pytest.raises(TypeError, match="unhashable"):
        hash(other)


@pytest.mark.parametrize("n", [EAGER_NOTES, EAGER_NOTES + 1])
def test_a_list_of_notes_that_is_emptied_is_no_notes_and_one_that_is_not_named_stays(n):
    def value():
        return PianoRollValue.from_score(Score(NoteTable.from_columns([float(i) for i in range(n)], 1, 60)))

    assert len(value().score.notes) == n
    popped = value()
    popped.pop("notes")
    assert len(popped.score.notes) == n
    for change in (lambda v: v.__setitem__("notes", []), lambda v: v["notes"].clear()):
        v = value()
        change(v)
        assert len(v.score.notes) == 0
        again = value()
        assert len(again["notes"]) == n
        change(again)
        assert len(again.score.notes) == 0
