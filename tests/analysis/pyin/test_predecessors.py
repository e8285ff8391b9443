"""The decoder's way back against the full matrix: the lowest of the states from which a state is reached best."""

import numpy as np
import pytest

from gradio_pianoroll.analysis.pyin.decoder import Recursion
from gradio_pianoroll.analysis.pyin.parameters import PyinParameters
from gradio_pianoroll.analysis.pyin.records import LOG_TINY, PAD
from gradio_pianoroll.analysis.pyin.tables import transitions


def full_matrix(t):
    """Log probability of each step, shape (2 n, 2 n), without the padding of the states."""
    n = t.n_bins
    dense = np.full((2 * n, 2 * n), LOG_TINY)
    for source in range(n):
        for target in range(max(0, source - t.half), min(n, source + t.half + 1)):
            column = target - source + t.half + PAD
            stay, switch = t.stay[t.row[source], column], t.switch[t.row[source], column]
            dense[source, target] = dense[n + source, n + target] = stay
            dense[source, n + target] = dense[n + source, target] = switch
    return dense


@pytest.mark.parametrize(
    ("fmin", "fmax", "sr", "hop"),
    [(65, 1000, 8_000, 80), (50, 800, 22_050, 512), (200, 600, 22_050, 512), (65, 2093, 44_100, 64)],
)
def test_the_best_and_lowest_predecessor_is_found(fmin, fmax, sr, hop):
    p = PyinParameters(fmin, fmax, sr, 2048, hop, 100, (2, 18), 2, 0.1, 35.92, 0.01, 0.01)
    t, recursion = transitions(p), Recursion(p)
    dense, n, padded = full_matrix(t), t.n_bins, len(t.row)
    rng = np.random.default_rng(0)
    for kind in range(4):
        values = rng.normal(-50, 10, 2 * n)
        if kind:
            values[rng.random(2 * n) < 0.9] = -np.inf
        if kind == 2:
            values = np.round(values, -1)
        if kind == 3:
            values -= np.where(np.arange(2 * n) == n // 3, 0.0, 900.0)
        wide = np.full(2 * padded, -np.inf)
        wide[:n], wide[padded : padded + n] = values[:n], values[n:]
        for state in range(0, 2 * n, 7):
            found = recursion.predecessor(wide, float(values.max()), state % n + (padded if state >= n else 0))
            expected = int(np.argmax(values + dense[:, state]))
            assert found % padded < n
            assert (found if found < padded else found - padded + n) == expected, (kind, state)


@pytest.mark.parametrize(("sr", "hop"), [(8_000, 256), (22_050, 512)])
def test_a_single_source_is_found_from_all_around_it(sr, hop):
    p = PyinParameters(65, 1000, sr, 2048, hop, 100, (2, 18), 2, 0.1, 35.92, 0.01, 0.01)
    t, recursion = transitions(p), Recursion(p)
    padded = len(t.row)
    for source in range(t.n_bins):
        for shift in (0, padded):
            values = np.full(2 * padded, -np.inf)
            values[source + shift] = -3.0
            for target in (source - t.half, source - 3, source, source + 5, source + t.half):
                if 0 <= target < t.n_bins:
                    for state in (target, target + padded):
                        assert recursion.predecessor(values, -3.0, state) == source + shift
