"""Rows and sounds of voices that players in every language have; tests/vectors/make_soundfont_vectors.py says how."""

import base64
import json
from pathlib import Path

import numpy as np
import pytest

from gradio_pianoroll.synth import FontCut
from gradio_pianoroll.synth.soundfont.rows import concave_curve, voice_row
from tests.vectors.make_soundfont_vectors import STRIDE, sound_of, sources_with

VECTORS = json.loads((Path(__file__).parents[1] / "vectors/soundfont.json").read_text())


@pytest.fixture(scope="module")
def cut():
    return FontCut.from_bytes(base64.b64decode(VECTORS["cut"]))


def test_notes_sound_the_zones_of_the_vectors(cut):
    np.testing.assert_array_equal(concave_curve(), VECTORS["curve"])
    for case in VECTORS["zones"]:
        found = cut.zones_of(case["bank"], case["program"], case["key"], case["velocity"])
        assert found.tolist() == case["zones"]
    assert max(len(case["zones"]) for case in VECTORS["zones"]) == 2


def test_rows_are_those_of_the_vectors_exactly(cut):
    for case in VECTORS["rows"]:
        row = voice_row(cut, case["zone"], case["key"], case["velocity"], sources_with(case["sources"]), case["gain"])
        assert row.tolist() == case["row"]


@pytest.mark.parametrize("case", VECTORS["sounds"], ids=lambda case: f"{case['sr']} Hz, off {case['off']}")
def test_sounds_are_those_of_the_vectors(cut, case):
    sides, done = sound_of(cut, case)
    assert done == case["done"]
    for side, said in zip(sides, (case["left"], case["right"]), strict=True):
        np.testing.assert_allclose(side[::STRIDE], said, atol=1e-6)
    assert max(np.abs(case["left"] + case["right"])) > 0.003
