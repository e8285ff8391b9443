"""What a curve came with goes wherever the curve goes, and no edit touches it."""

import json
import pickle

import numpy as np
import pytest

from gradio_pianoroll import Curve, NoteTable, Score
from gradio_pianoroll.errors import OpError, TransportError
from gradio_pianoroll.score import CurveRange, SetCurve, diff, edit
from gradio_pianoroll.wire.layers import decode_layers, encode_layers

NAN = float("nan")
CAME = [220.0, NAN, 440.0, 441.5]
TIMES = [None, [0.5, 0.6, 0.7, 0.8]]


def curve(times=None, **more):
    return Curve("f0", CAME, times, hop=0.01, start=0.5 if times is None else 0.0, target="f0", unit="Hz", **more)


def score(of):
    return Score(NoteTable.from_columns([0], 1, [60])).replace(curves={"f0": of})


@pytest.mark.parametrize("times", TIMES)
def test_it_is_the_values_until_they_are_edited(times):
    came = curve(times)
    assert came.original is came.values
    assert not came.is_edited
    once = came.with_values([1, 2, 3, 4])
    twice = once.edited([5, 6, 7, 8], None if times is None else [1, 2, 3, 4])
    for edited in (once, twice):
        assert edited.is_edited
        assert np.array_equal(edited.original, came.values, equal_nan=True)
        assert edited.as_original() == came
        assert edited != Curve.from_json(edited.to_json() | {"original": None})
        with pytest.raises(ValueError, match="read-only"):
            edited.original[0] = 1
    assert twice.edited(CAME, times) == came
    assert not twice.edited(CAME, times).is_edited
    assert "original" not in came.to_json()


@pytest.mark.parametrize("times", TIMES)
def test_it_goes_through_json_layers_pickles_and_the_dict_form(times):
    edited = curve(times).edited([1, 2, NAN, 4], None if times is None else [0.5, 0.55, 0.7, 0.9])
    other = Curve("g", [1.0, 2.0])
    assert Curve.from_json(json.loads(json.dumps(edited.to_json()))) == edited
    assert decode_layers(encode_layers({"f0": edited, "g": other}, []))[0] == {"f0": edited, "g": other}
    assert pickle.loads(pickle.dumps(edited)) == edited
    data = json.loads(json.dumps(score(edited).to_dict()))
    again = Score.from_dict(data).curves["f0"]
    assert np.array_equal(again.original, edited.original, equal_nan=True)
    assert again.is_edited


def test_an_older_pickle_has_none():
    came = curve()
    state = {key: value for key, value in came.__dict__.items() if not key.startswith("kept")}
    old = Curve.__new__(Curve)
    old.__setstate__(state)
    assert old == came
    assert old.original is old.values


def test_samples_that_a_program_moves_in_time_keep_what_they_came_with():
    data = score(curve().with_values([1, 2, 3, 4])).to_dict()
    data["line_data"]["f0"]["data"][0]["seconds"] = 0.503
    moved = Score.from_dict(data).curves["f0"]
    assert not moved.is_uniform
    assert moved.original_times.tolist() == pytest.approx([0.5, 0.51, 0.52, 0.53])
    assert np.array_equal(moved.original, np.float32(CAME), equal_nan=True)


@pytest.mark.parametrize("bad", [["a"], [[1]], [1, [2]]])
def test_a_bad_one_in_the_dict_form_costs_itself_alone(bad):
    layer = {"data": [{"seconds": 0.0, "value": 220.0}], "dataType": "f0", "original": bad}
    with pytest.warns(UserWarning, match="'f0': the original must be a list"):
        read = Score.from_dict({"notes": [], "line_data": {"f0": layer}}).curves["f0"]
    assert read.values.tolist() == [220.0]
    assert not read.is_edited


def test_a_bad_one_on_the_wire_is_told():
    data = encode_layers({"f0": curve().with_values([1, 2, 3, 4])}, [])
    with pytest.raises(TransportError, match="damaged"):
        decode_layers(
            data.replace(b'"original":{', b'"original":7,"x":{').replace(b'"original": {', b'"original": 7,"x":{')
        )


def test_a_range_leaves_it_and_a_new_analysis_replaces_it():
    before = score(curve())
    edited, undo = before.apply([CurveRange("f0", 1, [230.0])])
    assert edited.curves["f0"].original[0] == 220
    assert np.isnan(edited.curves["f0"].original[1])
    assert edited.apply(undo)[0].same_document(before)
    again = score(Curve.from_json(curve().to_json() | {"values": [220, 225, 440, 441.5]}))
    (op,) = diff(edited, again)
    assert isinstance(op, CurveRange)
    assert len(op.values) == 1
    done, inverse = edited.apply([op])
    assert done.same_document(again)
    assert not done.curves["f0"].is_edited
    assert done.apply(inverse)[0].same_document(edited)
    longer = score(Curve("f0", [1, 2, 3, 4, 5], hop=0.01, start=0.5, target="f0", unit="Hz"))
    assert isinstance(diff(edited, longer)[0], SetCurve)
    with pytest.raises(OpError, match="samples of the original"):
        CurveRange("f0", 0, [1.0, 2.0], original=[1.0])


def test_it_moves_in_time_with_its_curve():
    edited = score(curve().with_values([1, 2, 3, 4]))
    slower = edit.set_tempo(edited, [(0, 60)], keep="beats", layers="follow").curves["f0"]
    assert slower.start == 1.0
    assert np.array_equal(slower.original, np.float32(CAME), equal_nan=True)
    varied = edit.set_tempo(edited, [(0, 120), (1.02, 30)], keep="beats", layers="follow").curves["f0"]
    assert len(varied.original) == len(varied)
    assert varied.original[0] == 220
    assert varied.values[0] == 1


def test_it_must_have_the_form_of_the_curve():
    with pytest.raises(ValueError, match="the original must be"):
        Curve("f0", CAME, kept_values=[[1.0]])
    with pytest.raises(ValueError, match="the original must be"):
        Curve("f0", CAME, kept_values=[1.0], kept_times=[0.0])
