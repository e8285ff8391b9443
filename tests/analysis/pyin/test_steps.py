"""A step of the decoder against the full matrix: what is left out because a neighbour offers more changes no bit."""

import numpy as np
import pytest

from gradio_pianoroll.analysis.pyin.decoder import Recursion
from gradio_pianoroll.analysis.pyin.observe import Observations
from gradio_pianoroll.analysis.pyin.parameters import PyinParameters
from gradio_pianoroll.analysis.pyin.records import PAD
from gradio_pianoroll.analysis.pyin.tables import transitions
from tests.analysis.pyin.test_predecessors import full_matrix

SETTINGS = [(65, 1000, 8_000, 80), (50, 800, 22_050, 512), (200, 600, 22_050, 512), (65, 2093, 44_100, 64)]
NOTHING_SEEN = Observations(np.empty(0, np.int64), np.empty(0), np.zeros(1, np.int64), np.array([-0.25]), np.zeros(1))


def parameters(fmin, fmax, sr, hop, **more):
    return PyinParameters(fmin, fmax, sr, 2048, hop, 100, (2, 18), 2, 0.1, 35.92, 0.01, 0.01, **more)


def landscapes(t, rng):
    """Values of the unvoiced bins: noise, slopes as steep as the steps, ties, peaks, and those of long recordings."""
    n = t.n_bins
    yield rng.normal(-50, 10, n)
    yield np.cumsum(rng.normal(0, 0.1, n))
    yield np.round(np.cumsum(rng.normal(0, 1, n)))
    yield np.zeros(n)
    step = t.stay[t.row[n // 2], PAD : PAD + 2 * t.half + 1]
    hill = np.full(n, -600.0)
    for peak in rng.integers(0, n, 6):
        first, last = max(0, peak - t.half), min(n, peak + t.half + 1)
        hill[first:last] = np.maximum(hill[first:last], step[first - peak + t.half : last - peak + t.half])
    yield hill
    yield hill + rng.normal(0, 1e-13, n)
    yield hill + rng.normal(0, 1e-3, n)
    yield np.where(rng.random(n) < 0.03, 0.0, -rng.uniform(0, 700, n))
    yield hill - 12_345.678
    yield hill - 3e7
    yield hill - 4e9


@pytest.mark.parametrize("setting", SETTINGS)
def test_unvoiced_bins_get_what_the_full_matrix_gives_them(setting):
    p = parameters(*setting)
    t, recursion = transitions(p), Recursion(p)
    # Otherwise nothing is left out in this way.
    assert len(t.nearest) == len(t.farthest) > 0
    dense, n, padded = full_matrix(t), t.n_bins, len(t.row)
    rng = np.random.default_rng(1)
    for kind, unvoiced in enumerate(landscapes(t, rng)):
        previous = np.full(2 * padded, -np.inf)
        previous[padded : padded + n] = unvoiced
        previous[rng.integers(0, n, 3)] = unvoiced.max() - 2.0
        values, maxima = np.empty((1, 2 * padded)), np.empty(1)
        recursion.forward(previous, float(previous.max()), NOTHING_SEEN, values, maxima)
        states = np.concatenate([previous[:n], unvoiced])
        expected = (states[:, None] + dense[:, n:]).max(axis=0) - 0.25
        np.testing.assert_array_equal(values[0, padded : padded + n], expected, err_msg=f"landscape {kind}")


def test_steps_that_are_not_concave_are_all_looked_at():
    assert not len(transitions(parameters(50, 800, 22_050, 512, transition_min_prob=1e-4)).nearest)
