"""The tempo and pixel vectors, computed elsewhere with exact fractions."""

import numpy as np
import pytest

from gradio_pianoroll.score import TICKS_PER_BEAT, Score, TempoMap
from tests.score.vectors import load

TEMPO = load("tempo.json")
PIXELS = load("pixels.json")


@pytest.mark.parametrize("case", TEMPO, ids=lambda case: case["name"])
def test_tempo_map(case):
    tempo = TempoMap.from_ticks(case["tempos"], case["signatures"])
    beats = np.array([at["tick"] for at in case["at"]]) / TICKS_PER_BEAT
    seconds = np.array([at["seconds"] for at in case["at"]])
    np.testing.assert_allclose(tempo.seconds_at(beats), seconds, rtol=1e-12, atol=1e-12)
    np.testing.assert_allclose(tempo.beats_at(seconds), beats, rtol=1e-12, atol=1e-12)
    assert tempo.bpm_at(beats).tolist() == [at["bpm"] for at in case["at"]]
    for beat, at in zip(beats.tolist(), case["at"], strict=True):
        place = tempo.bar_at(beat)
        assert (place.bar, place.beat) == (at["bar"], at["beat"])
        assert place.rest_beats * TICKS_PER_BEAT == pytest.approx(at["rest"], abs=1e-6)
        assert list(tempo.signature_at(beat)[1:]) == at["signature"][1:]
    for bar, tick in case["bars"]:
        assert tempo.bar_start(bar) * TICKS_PER_BEAT == tick


@pytest.mark.parametrize("case", PIXELS, ids=lambda case: case["name"])
def test_dict_form_units(case):
    given = case["note"] | {"pitch": 60}
    note = Score.from_dict(case["score"] | {"notes": [given]}, on_error="raise").note_dict(0)
    for key, value in (case["note"] | case["times"]).items():
        assert note[key] == pytest.approx(value, rel=1e-12, abs=1e-9), key
        whole = key.endswith(("Flicks", "Ticks", "Sample", "Samples"))
        assert type(note[key]) is (int if whole else float), key
