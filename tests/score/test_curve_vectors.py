"""Every case of the vectors of curves, which the browser's engine runs too."""

import math

import numpy as np
import pytest

from gradio_pianoroll.score import OpError, diff, edit
from tests.score.vectors import as_json, document, load

ALL = load("curves.json")
CASES = [case for case in ALL if "op" in case]
# What two arithmetics of 64 bits leave of a float32: one unit in its last place.
ONE_ULP = 2**-23


def name_of(case):
    return case["name"]


def run(case, score):
    ids = {"ids": case["ids"]} if "ids" in case else {}
    return getattr(edit, case["op"])(score, **case["options"], **ids)


def near(found, wanted):
    assert [value is None for value in found] == [value is None for value in wanted]
    pairs = [(float(np.float32(a)), float(np.float32(b))) for a, b in zip(found, wanted, strict=True) if a is not None]
    assert not [(a, b) for a, b in pairs if not math.isclose(a, b, rel_tol=ONE_ULP, abs_tol=1e-9)]


@pytest.mark.parametrize("case", [case for case in CASES if "error" not in case], ids=name_of)
def test_an_operation_gives_what_the_vectors_say(case):
    before = document(case["before"])
    after = run(case, before)
    assert as_json(before) == case["before"], "the score was changed in place"
    old, new = ({curve["name"]: curve for curve in as_json(score)["curves"]} for score in (before, after))
    name = case["after"]
    if "curve" in case:
        near(new[name]["values"], case["curve"])
        # What does not change stays byte for byte, and so does what the curve came with.
        was = before.curves[name]
        came = was.original.tolist()
        assert repr(after.curves[name].original.tolist()) == repr(came)
    elif "points" in case:
        near([t for t, _ in new[name]["points"]], [t for t, _ in case["points"]])
        near([v for _, v in new[name]["points"]], [v for _, v in case["points"]])
        assert after.curves[name].original_times.tolist() == before.curves[name].original_times.tolist()
    if name:
        # Numbers of two arithmetics again.
        rounded = [[{k: v if isinstance(v, str) else round(v, 9) for k, v in kept.items()} for kept in listed]
                   for listed in (new[name].get("vibratos", []), case.get("vibratos", old[name].get("vibratos", [])))]  # fmt: skip
        assert rounded[0] == rounded[1]
    assert {key: curve for key, curve in new.items() if key != name} == {
        key: curve for key, curve in old.items() if key != name
    }
    assert as_json(after)["rows"] == case.get("rows", case["before"]["rows"])
    again, undo = before.apply(diff(before, after))
    assert again.same_document(after)
    assert again.apply(undo)[0].same_document(before)


@pytest.mark.parametrize("case", [case for case in CASES if "error" in case], ids=name_of)
def test_an_operation_that_cannot_be_is_refused(case):
    before = document(case["before"])
    with pytest.raises(OpError) as refusal:
        run(case, before)
    assert case["error"] in refusal.value.message
    assert as_json(before) == case["before"]


@pytest.mark.parametrize("case", [case for case in ALL if "select" in case], ids=name_of)
def test_an_expression_finds_notes_by_how_much_of_them_is_voiced(case):
    score = document(case["before"])
    assert score.notes.id[edit.select(score, case["select"])].tolist() == case["found"]
    assert not edit.select(score.replace(curves={}), "voiced > 0").any()
