"""The frames of curves are those that the page makes of them: both languages read the same vectors."""

import json
from pathlib import Path

import pytest

from tests.vectors.make_curve_frames_vectors import vectors

KEPT = json.loads((Path(__file__).parents[1] / "vectors" / "curve_frames.json").read_text("utf-8"))


@pytest.mark.parametrize(("made", "kept"), zip(vectors()["cases"], KEPT["cases"], strict=True), ids=lambda x: x["name"])
def test_frames_are_those_of_the_vectors(made, kept):
    assert json.loads(json.dumps(made)) == kept
