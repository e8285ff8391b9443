"""Memory of the process and of Python."""

import gc
import tracemalloc

import numpy as np
import psutil
import pytest

from gradio_pianoroll.performance import monitor_memory_usage, process_with_monitoring

KEYS = ["rss_mb", "vms_mb", "python_current_mb", "python_peak_mb"]


def test_figures_follow_what_is_allocated():
    with monitor_memory_usage() as monitor:
        before = monitor()
        block = np.ones(5_000_000)
        during = monitor()
        del block
        after = monitor()
    assert list(before) == KEYS
    assert during["python_current_mb"] - before["python_current_mb"] == pytest.approx(40e6 / 2**20, abs=1)
    assert after["python_current_mb"] - before["python_current_mb"] == pytest.approx(0, abs=1)
    assert after["python_peak_mb"] >= during["python_current_mb"] - 0.1
    assert during["rss_mb"] == pytest.approx(psutil.Process().memory_info().rss / 2**20, rel=0.5)


def test_tracing_lasts_as_long_as_somebody_asks():
    assert not tracemalloc.is_tracing()
    first, second = monitor_memory_usage(), monitor_memory_usage()
    first.stop()
    first.stop()
    assert tracemalloc.is_tracing()
    assert first()["python_current_mb"] >= 0
    del second
    gc.collect()
    assert not tracemalloc.is_tracing()


def test_a_trace_of_the_program_is_left_alone():
    tracemalloc.start()
    try:
        with monitor_memory_usage():
            pass
        assert tracemalloc.is_tracing()
    finally:
        tracemalloc.stop()


def test_without_tracing_only_the_process_is_read():
    monitor = monitor_memory_usage(trace_python=False)
    found = monitor()
    assert not tracemalloc.is_tracing()
    assert found["rss_mb"] > 1
    assert found["python_current_mb"] == found["python_peak_mb"] == 0


def test_a_function_with_its_memory():
    def work(n, scale=1):
        np.ones(n * 2)  # freed at once: seen by the peak alone
        return np.full(n, scale, np.float64)

    result, before, after, increase = process_with_monitoring(work, 1_000_000, scale=3)
    assert result[0] == 3
    assert list(before) == list(after) == list(increase) == KEYS
    assert increase["python_current_mb"] == pytest.approx(8e6 / 2**20, abs=0.5)
    assert increase["python_peak_mb"] == pytest.approx(16e6 / 2**20, abs=0.5)
    assert not tracemalloc.is_tracing()


def test_errors_are_passed_on_and_tracing_ends():
    with pytest.raises(ZeroDivisionError):
        process_with_monitoring(lambda: 1 / 0)
    assert not tracemalloc.is_tracing()
