"""What pYIN and YIN refuse, and that they say why."""

import numpy as np
import pytest

from gradio_pianoroll.analysis.checks import AnalysisError
from gradio_pianoroll.analysis.pyin import pyin
from gradio_pianoroll.analysis.yin import yin

TONE = np.sin(np.arange(8_000) * 0.05).astype(np.float32)
RANGE = {"fmin": 65, "fmax": 800}


def with_sample(value):
    y = TONE.copy()
    y[17] = value
    return y


@pytest.mark.parametrize(
    ("y", "match"),
    [
        (with_sample(np.nan), "index 17"),
        (with_sample(np.inf), "index 17"),
        ((TONE * 32_767).astype(np.int16), "int16.*32768"),
        (TONE.astype(complex), "complex128"),
        (np.zeros((0, 5_000)), "no channel"),
        (np.float32(1), "mono"),
        (np.stack([TONE, with_sample(np.nan)]), "index 17"),
    ],
)
@pytest.mark.parametrize("function", [pyin, yin])
def test_sound(function, y, match):
    with pytest.raises(AnalysisError, match=match):
        function(y, **RANGE)


@pytest.mark.parametrize(
    ("options", "match"),
    [
        ({"fmin": 800, "fmax": 800}, "must be below fmax"),
        ({"fmin": 900, "fmax": 800}, "must be below fmax"),
        ({"fmin": 0, "fmax": 800}, "positive"),
        ({"fmin": 65, "fmax": np.nan}, "positive"),
        ({"fmin": None, "fmax": 800}, "both fmin and fmax"),
        ({"fmin": 65, "fmax": 12_000}, "half the sample rate"),
        ({"fmin": 10, "fmax": 800}, "frame_length=2207"),
        ({**RANGE, "sr": 0}, "sample rate"),
        ({**RANGE, "hop_length": 0}, "hop_length"),
        ({**RANGE, "frame_length": 2}, "frame_length"),
        ({**RANGE, "frame_length": 16_384, "hop_length": 512, "center": False}, "needs 16384"),
        ({**RANGE, "y": np.zeros(0), "center": False}, "needs 2048"),
        ({**RANGE, "y": np.zeros(0), "pad_mode": "reflect"}, "empty: .*'reflect'"),
    ],
)
@pytest.mark.parametrize("function", [pyin, yin])
def test_arguments_of_both(function, options, match):
    with pytest.raises(AnalysisError, match=match):
        function(**{"y": TONE, **options})


@pytest.mark.parametrize(
    ("options", "match"),
    [
        ({"fmin": 100, "fmax": 110}, "lower max_transition_rate"),
        ({"fmin": 100, "fmax": 100.1}, "one pitch bin"),
        ({"resolution": 0.0001}, "more than the decoder can hold"),
        ({"resolution": 0}, "resolution"),
        ({"n_thresholds": 0}, "n_thresholds"),
        ({"beta_parameters": (0, 1)}, "beta_parameters"),
        ({"boltzmann_parameter": 0}, "boltzmann_parameter"),
        ({"switch_prob": 1.5}, "switch_prob"),
        ({"no_trough_prob": -1}, "no_trough_prob"),
        ({"max_transition_rate": 0}, "max_transition_rate"),
        ({"workers": 0}, "workers"),
    ],
)
def test_arguments_of_pyin(options, match):
    with pytest.raises(AnalysisError, match=match):
        pyin(TONE, **{**RANGE, **options})


def test_less_than_two_periods_are_warned_about():
    with pytest.warns(UserWarning, match="two periods"):
        pyin(TONE, fmin=15, fmax=400)
