"""Every case of the vectors of edits, which the browser's engine runs too."""

import math

import numpy as np
import pytest

from gradio_pianoroll.score import OpError, diff, edit
from gradio_pianoroll.score.edit.patterns import Pattern
from gradio_pianoroll.score.edit.quantizing import hashed
from tests.score.vectors import as_json, document, load

VECTORS = load("edit.json")
CASES = VECTORS["operations"]
SELECT = VECTORS["select"][0]


def name_of(case):
    return case["name"]


def numbers(value):
    """The vectors write what is no number as a text."""
    if isinstance(value, list):
        return [numbers(item) for item in value]
    return math.nan if value == "nan" else value


def run(case, score):
    options = {key: numbers(value) for key, value in case["options"].items()}
    return getattr(edit, case["op"])(score, **options, ids=case.get("ids"))


@pytest.mark.parametrize("case", [case for case in CASES if "after" in case], ids=name_of)
def test_an_operation_gives_what_the_vectors_say(case):
    before = document(case["before"])
    after = run(case, before)
    assert as_json(after)["rows"] == case["after"]
    assert as_json(before) == case["before"], "the score was changed in place"
    assert as_json(after) == case["before"] | {"rows": case["after"]}
    changes = diff(before, after)
    again, undo = before.apply(changes)
    assert again.same_document(after)
    assert again.apply(undo)[0].same_document(before)


@pytest.mark.parametrize("case", [case for case in CASES if "error" in case], ids=name_of)
def test_an_operation_that_cannot_be_is_refused(case):
    before = document(case["before"])
    with pytest.raises(OpError) as refusal:
        run(case, before)
    assert case["error"] in refusal.value.message
    assert as_json(before) == case["before"]


@pytest.mark.parametrize("case", SELECT["cases"], ids=lambda case: case["expression"][:60])
def test_an_expression_chooses_what_the_vectors_say(case):
    score = document(SELECT["score"])
    if "error" in case:
        with pytest.raises(OpError) as refusal:
            edit.select(score, case["expression"])
        assert case["error"] in refusal.value.message
        return
    found = edit.select(score, case["expression"])
    assert found.dtype == bool
    assert sorted(score.notes.id[found].tolist()) == case["ids"]


@pytest.mark.parametrize(
    "case", VECTORS["patterns"], ids=lambda case: f"{case['pattern'][:30]} in {case.get('text', '')[:20]}"
)
def test_a_pattern_is_found_where_the_vectors_say(case):
    if "error" in case:
        with pytest.raises(OpError, match=case["error"]):
            Pattern(case["pattern"])
    else:
        assert Pattern(case["pattern"]).found_in(case["text"]) is case["found"]


def test_the_numbers_of_chance_are_those_of_the_vectors():
    for seed, number, what, value in VECTORS["hash"]:
        assert hashed(seed, np.array([number], np.uint32), what).tolist() == [value]


def test_the_scales_are_those_of_the_vectors():
    assert {name: list(degrees) for name, degrees in edit.SCALES.items()} == VECTORS["scales"][0]
