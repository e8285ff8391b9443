"""Operations at the edge of what is allowed, as both languages must take or refuse them (docs/internals.md)."""

import json

import pytest

from gradio_pianoroll.score import OpError, ops_from_json, ops_to_json
from tests.score.vectors import as_json, document, load

VECTORS = load("limits.json")


@pytest.mark.parametrize("case", VECTORS["cases"], ids=lambda case: json.dumps(case["op"]))
def test_limits(case):
    before = document(VECTORS["before"])
    if not case["taken"]:
        with pytest.raises((OpError, ValueError)):
            before.apply(ops_from_json([case["op"]]))
        return
    ops = ops_from_json([case["op"]])
    after, inverse = before.apply(ops)
    assert document(json.loads(json.dumps(as_json(after)))).same_document(after)
    assert after.apply(ops_from_json(ops_to_json(inverse)))[0].same_document(before)
