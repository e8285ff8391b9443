"""A vibrato of a span is part of the document: it goes wherever the curve goes, and by one small operation."""

import pickle

import numpy as np
import pytest

from gradio_pianoroll import Curve, NoteTable, Score
from gradio_pianoroll.score import CurveRange, OpError, SetCurve, diff, edit
from gradio_pianoroll.score.ops_json import ops_from_json, ops_to_json

WAVE = {"depth_cents": 80.0, "rate_hz": 6.0, "onset_s": 0.0, "fade_in_s": 0.1, "fade_out_s": 0.1}


@pytest.fixture
def score():
    curve = Curve("f0", np.full(300, 220.0), target="f0", unit="Hz", hop=0.01, start=0.5)
    return Score(NoteTable.from_columns([0], 2, [57]), curves={"f0": curve})


@pytest.fixture
def sung(score):
    return edit.vibrato(score, **WAVE, span_s=(1.0, 2.0))


def kept(score):
    return [dict(one) for one in score.curves["f0"].vibratos]


def test_it_is_kept_from_the_start_of_the_curve_and_waves_about_it(sung):
    assert kept(sung) == [{"start": 0.5, "end": 1.5} | WAVE]
    x = 1200 * np.log2(sung.curves["f0"].values / 220)
    inside = slice(60, 140)
    # Samples lie beside the tops of a wave of 17 samples by at most half a sample.
    assert np.abs(x[inside]).max() == pytest.approx(80, rel=0.02)
    assert np.argmax(np.abs(np.fft.rfft(x[50:150]))) == WAVE["rate_hz"]
    assert not x[:50].any()
    assert not x[150:].any()


def test_a_change_of_it_is_one_operation_on_the_samples_of_its_span(score, sung):
    (op,) = diff(score, sung)
    assert isinstance(op, CurveRange)
    assert (op.start >= 50, len(op.values) <= 100) == (True, True)
    (again,) = ops_from_json(ops_to_json([op]))
    assert again.vibratos == op.vibratos
    after, undo = score.apply([again])
    assert after.same_document(sung)
    assert after.apply(undo)[0].same_document(score)
    said = score.curves["f0"].with_vibratos(sung.curves["f0"].vibratos)
    assert not score.same_document(score.replace(curves={"f0": said}))


def test_every_form_of_the_document_has_it(sung):
    curve = sung.curves["f0"]
    assert Curve.from_json(curve.to_json()) == curve
    assert kept(Score.from_dict(sung.to_dict())) == kept(sung)
    assert pickle.loads(pickle.dumps(curve)) == curve
    # Of a version that had none.
    state = {name: value for name, value in curve.__dict__.items() if name != "vibratos"}
    old = object.__new__(Curve)
    old.__setstate__(state)
    assert old.vibratos == ()


def test_what_is_no_list_of_objects_is_refused_by_name(score):
    for wrong in ("trill", [1]):
        with pytest.raises(ValueError, match="'f0': vibratos must be a list of objects"):
            score.curves["f0"].with_vibratos(wrong)
    with pytest.raises(OpError, match="vibratos"):
        CurveRange("f0", 0, np.zeros(0), vibratos=[1])
    form = score.to_dict()
    (layer,) = form["line_data"].values()
    layer["vibratos"] = [1]
    with pytest.warns(UserWarning, match="vibratos must be a list of objects"):
        assert kept(Score.from_dict(form)) == []


def test_free_points_keep_it_too():
    times = np.arange(0, 3, 0.02)
    curve = Curve("f0", np.full(len(times), 220.0), times, target="f0", unit="Hz")
    sung = edit.vibrato(Score(curves={"f0": curve}), **WAVE, span_s=(1.0, 2.0))
    assert kept(sung) == [{"start": 1.0, "end": 2.0} | WAVE]
    assert all(isinstance(op, SetCurve) for op in diff(Score(curves={"f0": curve}), sung))
    moved = edit.move_vibrato(sung, (1.0, 2.0), (0.5, 1.5))
    assert kept(moved) == [{"start": 0.5, "end": 1.5} | WAVE]
