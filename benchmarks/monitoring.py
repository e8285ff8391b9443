"""What watching costs: an event of each kind beside the work that it watches.

"ours" is what one call adds; the peer, where there is one, is the same with prometheus-client, or without tracing.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Any

from gradio_pianoroll.monitoring import Metrics, Report, Row, benchmark, measure, monitor_memory_usage

CALLS, QUICK_CALLS = 100_000, 2_000


def run(runs: int = 5, quick: bool = False) -> Report:
    """Measure with `runs` counted repetitions of each figure; `quick` makes fewer calls, to see that it works."""
    calls = QUICK_CALLS if quick else CALLS
    report = Report(f"Monitoring, {calls:,} calls each")
    _measure_events(report, calls, runs)
    _measure_decorator(report, calls, runs)
    _measure_memory(report, calls // 20, runs)
    return report


def _repeat(function: Callable[[], Any], calls: int) -> Callable[[], None]:
    def work() -> None:
        for _ in range(calls):
            function()

    return work


def _nothing() -> int:
    return 0


def _measure_events(report: Report, calls: int, runs: int) -> None:
    from prometheus_client import CollectorRegistry, Counter, Summary

    metrics, registry = Metrics(), CollectorRegistry()
    counter, summary = Counter("events", "events", registry=registry), Summary("took", "took", registry=registry)
    timing = metrics.timing("took")
    pairs = (
        ("counter", lambda: metrics.count("events"), counter.inc),
        ("timing", lambda: timing.add(0.001), lambda: summary.observe(0.001)),
    )
    for name, ours, peer in pairs:
        ours_s, peer_s, ratio = measure(_repeat(ours, calls), _repeat(peer, calls), runs=runs)
        assert peer_s is not None
        report.add(Row(name, "µs", ours_s / calls * 1e6, peer_s / calls * 1e6, ratio, "≤ 2 µs", "prometheus-client"))


def _measure_decorator(report: Report, calls: int, runs: int) -> None:
    metrics = Metrics()
    timed = benchmark(name="nothing", metrics=metrics, level=logging.DEBUG)(_nothing)
    ours_s, plain_s, _ = measure(_repeat(timed, calls), _repeat(_nothing, calls), runs=runs)
    assert plain_s is not None
    added_us = (ours_s - plain_s) / calls * 1e6
    report.add(Row("@benchmark adds to a call", "µs", added_us, reach="≤ 5 µs", note="a function that does nothing"))


def _work() -> list[dict[str, int]]:
    return [{"pitch": i, "start": i} for i in range(2_000)]


def _measure_memory(report: Report, calls: int, runs: int) -> None:
    plain = monitor_memory_usage(trace_python=False)
    sample_s, _, _ = measure(_repeat(plain, calls), runs=runs)
    report.add(Row("memory sample", "µs", sample_s / calls * 1e6, reach="≤ 100 µs", note="process only"))

    def traced() -> None:
        with monitor_memory_usage():
            _repeat(_work, 20)()

    traced_s, free_s, ratio = measure(traced, _repeat(_work, 20), runs=runs)
    assert free_s is not None
    note = "making dicts with tracemalloc and without; the ratio is what tracing slows down, while it is asked for"
    report.add(Row("work under tracing", "ms", traced_s * 1e3, free_s * 1e3, 1 / ratio if ratio else None, "", note))


if __name__ == "__main__":
    print(run().to_table())
