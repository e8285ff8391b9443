"""Curves in pixels of the piano grid, as programs of 0.0.9 send them, are F0 at the pitch where they were drawn.

The grid of 0.0.9: 20 pixels a row, pitch 127 at the top. ``y = (127 - pitch) * 20``, half a row (10) more in its demo.
The right values: A4 is pitch 69 and 440 Hz, each semitone the twelfth root of 2 (equal temperament).
"""

import copy
import json

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gradio_pianoroll.score import Curve, Score, SetCurve

A4, C4, C6 = 440.0, 261.6255653, 1046.5022612
DEMO = {
    "color": "#FF6B6B", "lineWidth": 3, "yMin": 0, "yMax": 2560, "position": "overlay", "renderMode": "piano_grid",
    "visible": True, "opacity": 0.8, "dataType": "f0", "unit": "Hz",
}  # fmt: skip


def y_of(pitch, offset=0):
    return (127 - pitch) * 20 + offset


def layer(pitches, offset=0, **keys):
    return {**keys, "data": [{"x": 10 * i, "y": y_of(pitch, offset)} for i, pitch in enumerate(pitches)]}


def curve_of(given, name="f0_curve"):
    return Score.from_dict({"line_data": {name: given}}).curves[name]


@pytest.mark.parametrize("offset", [0, 10])
@pytest.mark.parametrize(
    "keys",
    [
        DEMO,
        {"yMin": 0, "yMax": 2560, "dataType": "f0"},
        {"yMax": 2540},
        {"renderMode": "piano_grid"},
        {"renderMode": "piano_grid", "yMin": 0, "yMax": 1},
        {"unit": "px"},
        {"unit": "Hz", "yUnit": "px"},
        {"dataType": "f0", "originalRange": {"minHz": C4, "maxHz": C6}},
        {"dataType": "f0", "unit": "Hz", "originalRange": {"min": C4, "max": C6}},
        {"dataType": "f0", "originalRange": {"minMidi": 60, "maxMidi": 84, "minHz": C4, "maxHz": C6}},
    ],
)
def test_known_pitches(keys, offset):
    curve = curve_of(layer([69, 60, 84], offset, **keys))
    assert curve.values.tolist() == pytest.approx([A4, C4, C6], rel=1e-6)
    assert (curve.unit, curve.target) == ("Hz", "f0")
    assert not {"yMin", "yMax", "yUnit", "yOffset"} & set(curve.style)


def test_between_the_rows_the_original_range_tells_the_half_row():
    glide = np.linspace(57.3, 71.8, 30).tolist()
    hz = [440 * 2 ** ((pitch - 69) / 12) for pitch in glide]
    span = {"minHz": min(hz), "maxHz": max(hz), "minMidi": 57.3, "maxMidi": 71.8}
    for offset in (0, 10):
        for given_range in (span, {"minHz": min(hz), "maxHz": max(hz)}):
            curve = curve_of(layer(glide, offset, **DEMO, originalRange=given_range))
            assert curve.values.tolist() == pytest.approx(hz, rel=1e-6)
    # Without it, what lies between the rows is taken by the formula.
    assert curve_of(layer(glide, 0, **DEMO)).values.tolist() == pytest.approx(hz, rel=1e-6)


@pytest.mark.parametrize(
    "keys",
    [
        {"dataType": "f0"},
        {"dataType": "f0", "unit": "Hz"},
        {"dataType": "f0", "unit": "Hz", "renderMode": "piano_grid"},
        {"dataType": "f0", "yMin": 50, "yMax": 800},
        {"dataType": "f0", "yMin": 0, "yMax": 1000, "renderMode": "piano_grid"},
        {"dataType": "f0", "originalRange": {"minHz": 200, "maxHz": 500}},
        {"renderMode": "piano_grid", "yUnit": "Hz"},
        {"renderMode": "independent_range", "yMin": 0, "yMax": 2560},
    ],
)
def test_hz_stay_hz(keys):
    curve = curve_of({**keys, "data": [{"x": 0, "y": 220}, {"x": 80, "y": 440.5}]})
    assert curve.values.tolist() == [220, 440.5]


def test_other_points_and_other_features_are_no_pixels():
    assert curve_of({**DEMO, "data": [{"seconds": 0, "value": 440}]}).values.tolist() == [440]
    assert curve_of({**DEMO, "data": [{"time": 0, "value": 440}]}).values.tolist() == [440]
    loud = {"dataType": "loudness", "yMin": 0, "yMax": 2560, "data": [{"x": 0, "y": 1160}]}
    assert curve_of(loud, "loudness").values.tolist() == [1160]
    midi = {"unit": "midi", "renderMode": "piano_grid", "data": [{"x": 0, "y": 69}]}
    assert curve_of(midi).values.tolist() == [69]
    assert curve_of(midi).unit == "midi"


def test_a_gap_stays_a_gap():
    data = [{"x": 0, "y": y_of(69)}, {"x": 10, "y": None}, {"x": 20, "y": y_of(60)}]
    curve = curve_of({**DEMO, "data": data})
    assert np.isnan(curve.values[1])
    assert Score.from_dict({"line_data": {"f0": {**DEMO, "data": data}}}).to_dict()["line_data"]["f0"]["data"] == data


@pytest.mark.parametrize("offset", [0, 10])
@pytest.mark.parametrize(
    "keys",
    [
        DEMO,
        {"renderMode": "piano_grid"},
        {"unit": "px"},
        {"dataType": "f0", "originalRange": {"minHz": C4, "maxHz": C6}},
    ],
)
def test_a_program_finds_its_pixels_again(keys, offset):
    given = layer([69, 60, 84], offset, **keys)
    before = copy.deepcopy(given)
    score = Score.from_dict({"line_data": {"f0_curve": given}})
    written = score.to_dict()["line_data"]["f0_curve"]
    assert given == before
    assert {key: written[key] for key in given} == given
    again = Score.from_dict(json.loads(json.dumps({"line_data": {"f0_curve": written}})))
    assert again.curves["f0_curve"] == score.curves["f0_curve"]


@given(
    st.lists(st.floats(30, 100), min_size=1, max_size=6),
    st.sampled_from([0, 10]),
    st.sampled_from(["scale", "mode", "range"]),
)
def test_what_is_edited_keeps_its_form(pitches, offset, kind):
    keys = {
        "scale": DEMO,
        "mode": {"renderMode": "piano_grid"},
        "range": {"dataType": "f0", "originalRange": {"minMidi": 60, "maxMidi": 84}},
    }[kind]
    score = Score.from_dict({"line_data": {"f0_curve": layer([69, 60, 84], offset, **keys)}})
    curve = score.curves["f0_curve"]
    hz = 440 * 2 ** ((np.array(pitches) - 69) / 12)
    edited = Curve("f0_curve", hz, np.arange(len(hz)) * 0.5, "f0", "Hz", "beats", style=curve.style)
    score, _ = score.apply([SetCurve("f0_curve", edited)])
    data = score.to_dict()
    found = [point["y"] for point in data["line_data"]["f0_curve"]["data"]]
    assert found == pytest.approx([y_of(pitch, offset) for pitch in pitches], abs=1e-3)
    again = Score.from_dict(data).curves["f0_curve"]
    assert again.values.tolist() == pytest.approx(hz.tolist(), rel=1e-6)


@given(
    st.lists(st.floats(20, 3000, width=32), min_size=1, max_size=6),
    st.sampled_from(["", "Hz"]),
    st.booleans(),
    st.booleans(),
)
def test_hz_in_beats_are_never_read_as_pixels(values, unit, on_grid, scaled):
    style = {"renderMode": "piano_grid"} if on_grid else {}
    style |= {"yMin": 0, "yMax": 2560} if scaled else {}
    curve = Curve("f0", values, np.arange(len(values)), "f0", unit, "beats", style=style)
    again = Score.from_dict(Score(curves=[curve]).to_dict()).curves["f0"]
    assert again.values.tolist() == curve.values.tolist()
    assert again.unit == unit
