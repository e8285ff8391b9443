"""Percentiles out of classes against NumPy's."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gradio_pianoroll.realtime import LatencyHistogram, LatencySummary


@given(
    durations=st.lists(st.floats(2e-6, 100.0), min_size=1, max_size=300),
    percent=st.sampled_from([0, 1, 50, 90, 99, 100]),
)
def test_percentiles_are_those_of_the_sorted_durations_within_a_class(durations, percent):
    histogram = LatencyHistogram()
    for duration_s in durations:
        histogram.add(duration_s)
    exact = float(np.percentile(durations, percent, method="inverted_cdf"))
    assert exact * (1 - 1e-9) <= histogram.percentile_s(percent) <= exact * 2 ** (1 / 16) * (1 + 1e-9)
    assert histogram.summary().worst_s == max(durations)
    assert histogram.summary().mean_s == pytest.approx(np.mean(durations))


def test_an_empty_histogram_says_zeros_and_strange_percents_are_refused():
    assert LatencyHistogram().summary() == LatencySummary()
    with pytest.raises(ValueError, match="between 0 and 100"):
        LatencyHistogram().percentile_s(101)


def test_very_short_and_very_long_durations_are_counted():
    histogram = LatencyHistogram()
    histogram.add(0.0)
    histogram.add(1e9)
    assert histogram.summary().worst_s == 1e9
    assert histogram.count == 2
