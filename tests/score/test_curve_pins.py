"""A curve's pins go wherever the curve goes."""

import json
import pickle
from types import MappingProxyType

import numpy as np
import pytest

from gradio_pianoroll import Curve, NoteTable, Score
from gradio_pianoroll.analysis import Pin
from gradio_pianoroll.errors import OpError
from gradio_pianoroll.score import CurveRange
from gradio_pianoroll.score.diff import diff
from gradio_pianoroll.wire.layers import decode_layers, encode_layers

PINS = [
    Pin.near([(0.1, 220.0), (0.3, 233.0)], 80, weight=30).to_json() | {"madeBy": "somebody"},
    Pin.unvoiced(0.5, 0.75).to_json(),
]
VALUES = [220.0, np.nan, 440.0, 441.5]


def pinned(**more):
    return Curve("f0", VALUES, hop=0.01, start=0.5, target="f0", unit="Hz", pins=PINS, **more)


def plain(curve):
    return json.loads(json.dumps(curve.to_json()["pins"]))


def test_they_are_part_of_the_json_form():
    curve = pinned()
    again = Curve.from_json(json.loads(json.dumps(curve.to_json())))
    assert again == curve
    assert plain(again) == PINS
    assert [Pin.from_json(pin) for pin in again.pins] == [Pin.from_json(pin) for pin in PINS]
    assert "pins" not in Curve("f0", VALUES).to_json()
    assert curve != curve.__class__.from_json(curve.to_json() | {"pins": PINS[:1]})
    assert plain(curve.with_values([1, 2, 3, 4])) == PINS
    assert plain(pickle.loads(pickle.dumps(curve))) == PINS


def test_nobody_can_change_them():
    given = [dict(pin) for pin in PINS]
    curve = Curve("f0", VALUES, pins=given)
    given[0]["start"] = 7
    assert curve.pins[0]["start"] == PINS[0]["start"]
    with pytest.raises(TypeError):
        curve.pins[0]["start"] = 7
    assert Curve("f0", VALUES, pins=[MappingProxyType(pin) for pin in PINS]).pins == curve.pins


@pytest.mark.parametrize("bad", [3, "no", [3], {"start": 1}])
def test_what_is_no_list_of_objects_is_refused(bad):
    with pytest.raises(ValueError, match="curve 'f0': pins must be a list"):
        Curve("f0", VALUES, pins=bad)
    with pytest.raises(ValueError, match="curve 'f0': pins must be a list"):
        Curve.from_json({"name": "f0", "values": [], "pins": bad})


def test_they_go_to_the_browser_and_back():
    curves, _ = decode_layers(encode_layers({"f0": pinned()}, []))
    assert curves["f0"] == pinned()


@pytest.mark.parametrize("times", [None, [0.5, 0.6, 0.7, 0.8]])
def test_they_are_in_the_dict_form(times):
    curve = pinned() if times is None else pinned(times=np.array(times))
    score = Score(NoteTable.from_columns([0], 1, [60])).replace(curves={"f0": curve})
    data = json.loads(json.dumps(score.to_dict()))
    assert data["line_data"]["f0"]["pins"] == PINS
    assert plain(Score.from_dict(data).curves["f0"]) == PINS


@pytest.mark.parametrize("bad", [3, "no", [3], [{"a": float("nan")}, 3]])
def test_bad_ones_in_the_dict_form_cost_themselves_alone(bad):
    layer = {"data": [{"seconds": 0.0, "value": 220.0}], "dataType": "f0", "pins": bad}
    with pytest.warns(UserWarning, match="'f0': pins must be a list"):
        score = Score.from_dict({"notes": [], "line_data": {"f0": layer}})
    assert score.curves["f0"].pins == ()
    assert score.curves["f0"].values.tolist() == [220.0]


def test_one_operation_changes_values_and_pins():
    score = Score(NoteTable.from_columns([0], 1, [60])).replace(curves={"f0": pinned()})
    moved, _ = score.apply([CurveRange("f0", 1, np.array([230.0], np.float32))])
    assert plain(moved.curves["f0"]) == PINS
    other = Curve.from_json(pinned().to_json() | {"pins": PINS[1:], "values": [220, 225, 440, 441.5]})
    for after in (score.replace(curves={"f0": other}), score.replace(curves={"f0": pinned().with_pins(PINS[1:])})):
        (op,) = diff(score, after)
        assert isinstance(op, CurveRange)
        assert len(op.values) <= 1
        done, inverse = score.apply([op])
        assert done.curves["f0"] == after.curves["f0"]
        assert done.apply(inverse)[0].curves["f0"] == pinned()
    with pytest.raises(OpError, match="curve 'f0': pins must be a list"):
        CurveRange("f0", 0, [1.0], pins=[3])
