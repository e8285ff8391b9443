"""Keys of a program's own that hold arrays: models give NumPy, pandas and PyTorch, and nobody calls tolist first."""

import copy
import json

import numpy as np
import pandas as pd
import pytest

from gradio_pianoroll import PianoRoll, PianoRollValue, Score
from gradio_pianoroll.score import PianoRollWarning
from tests.client import Client

pytestmark = pytest.mark.gradio

ARRAYS = {
    "array": (np.arange(3), [0, 1, 2]),
    "empty": (np.array([]), []),
    "nested": ({"a": [np.arange(2)]}, {"a": [[0, 1]]}),
    "series": (pd.Series([1.5, 2.5]), [1.5, 2.5]),
    "scalar": (np.float32(1.5), 1.5),
}
PLACES = ["top", "note", "curve", "track", "segment"]


def song(place, value):
    made = {
        "notes": [{"id": "a", "start": 0, "duration": 80, "pitch": 60}],
        "line_data": {"c": {"data": [{"x": 0, "y": 1}]}},
        "tracks": [{"name": "A"}],
        "segment_data": [{"start": 0, "end": 1}],
    }
    within(made, place)["mine"] = value
    return made


def within(made, place):
    return {
        "top": made,
        "note": made["notes"][0],
        "curve": made["line_data"]["c"],
        "track": made["tracks"][0],
        "segment": made["segment_data"][0],
    }[place]


@pytest.mark.parametrize("name", ARRAYS)
@pytest.mark.parametrize("place", PLACES)
def test_they_go_through_a_roll_as_lists(place, name):
    array, expected = ARRAYS[name]
    given = song(place, array)
    score = Score.from_dict(given)
    assert score == Score.from_dict(given)
    assert copy.deepcopy(score) == score
    roll = PianoRoll(render=False)
    value = roll.preprocess(roll.postprocess(given))
    assert within(value, place)["mine"] == expected
    # Written over what is there already, by the handler and in a dict of its own.
    value.update(song(place, array))
    assert within(roll.preprocess(roll.postprocess(value)), place)["mine"] == expected
    again = roll.preprocess(roll.postprocess({**value, "tempo": 90, **given}))
    assert within(again, place)["mine"] == expected
    assert within(json.loads(json.dumps(PianoRollValue.from_score(score))), place)["mine"] == expected
    # What was given stays as it was.
    assert type(within(given, place)["mine"]) is type(array)


@pytest.mark.parametrize("what", [b"x", object()])
@pytest.mark.parametrize("place", PLACES)
def test_what_has_no_json_form_costs_itself_alone(place, what):
    roll = PianoRoll(render=False)
    before = roll.preprocess(roll.postprocess(song(place, 1)))
    with pytest.warns(PianoRollWarning, match="'mine' is left out of what the browser gets: .* has no JSON form"):
        payload = roll.postprocess({**before, **song(place, what)})
    assert payload is not None
    with pytest.warns(PianoRollWarning, match="'mine' is left out"):
        payload = roll.postprocess(song(place, what))
    assert len(roll.preprocess(payload)["notes"]) == 1


def test_an_event_whose_answer_holds_arrays(app):
    def analyse(value):
        value["f0_mean"] = np.array([220.0, 221.0])
        value["notes"][0]["scores"] = np.arange(2)
        return value

    client = Client(app(analyse=analyse).url)
    first = client.predict(song("top", [1]), api_name="/analyse")
    second = client.predict(first, api_name="/analyse")
    assert (second["f0_mean"], second["notes"][0]["scores"]) == ([220.0, 221.0], [0, 1])
