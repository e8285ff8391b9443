"""Every case of the operation vectors, which the browser's engine runs too."""

import json

import pytest

from gradio_pianoroll.score import OpError, ops_from_json, ops_to_json
from tests.score.vectors import as_json, document, load

CASES = load("ops.json")
ACCEPTED = [case for case in CASES if "error" not in case]
REFUSED = [case for case in CASES if "error" in case]


def ids(case):
    return case["name"]


@pytest.mark.parametrize("case", ACCEPTED, ids=ids)
def test_accepted(case):
    before = document(case["before"])
    after, inverse = before.apply(ops_from_json(case["ops"]), lenient=case.get("lenient", False))
    assert as_json(after) == case["after"]
    assert as_json(before) == case["before"]
    assert after.same_document(document(case["after"]))
    back, _ = after.apply(inverse)
    assert back.same_document(before)
    back, _ = after.apply(ops_from_json(case["inverse"]))
    assert back.same_document(before)
    assert ops_to_json(inverse) == case["inverse"]


@pytest.mark.parametrize("case", REFUSED, ids=ids)
def test_refused(case):
    before = document(case["before"])
    with pytest.raises(OpError) as refusal:
        before.apply(ops_from_json(case["ops"]), lenient=case.get("lenient", False))
    assert case["error"] in refusal.value.message
    assert as_json(before) == case["before"]


@pytest.mark.parametrize("case", ACCEPTED, ids=ids)
def test_wire_form_round_trip(case):
    ops = ops_from_json(case["ops"])
    assert ops_to_json(ops_from_json(json.loads(json.dumps(ops_to_json(ops))))) == ops_to_json(ops)
