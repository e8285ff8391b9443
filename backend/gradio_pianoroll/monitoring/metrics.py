"""Counters, gauges and timings of a running program, cheap enough to be always on.

An event costs about a microsecond (``gradio-pianoroll bench monitoring``): a lock, an addition, a slot of a ring of
fixed size. Memory is bounded: `MAX_NAMES` names, `RECENT` values for each timing.
"""

from __future__ import annotations

import threading
import time
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

MAX_NAMES = 1_000
RECENT = 256


class Timing:
    """How long something took, over all calls and over the last `RECENT` ones. Safe for several threads.

    Attributes
    ----------
    count : int
        Calls.
    total_s, last_s, min_s, max_s : float
        Seconds; `min_s` is infinite before the first call.
    """

    __slots__ = ("_lock", "_recent", "count", "last_s", "max_s", "min_s", "total_s")

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._recent: deque[float] = deque(maxlen=RECENT)
        self.count = 0
        self.total_s = self.last_s = self.max_s = 0.0
        self.min_s = float("inf")

    def add(self, seconds: float) -> None:
        """Count one call that took `seconds`."""
        with self._lock:
            self.count += 1
            self.total_s += seconds
            self.last_s = seconds
            if seconds < self.min_s:
                self.min_s = seconds
            if seconds > self.max_s:
                self.max_s = seconds
            self._recent.append(seconds)

    @property
    def mean_s(self) -> float:
        """Mean over all calls in seconds, 0 before the first."""
        return self.total_s / self.count if self.count else 0.0

    def quantile_s(self, q: float) -> float:
        """Quantile of the last `RECENT` calls in seconds (nearest rank), 0 before the first.

        Parameters
        ----------
        q
            From 0 to 1: 0.5 is the median.

        Raises
        ------
        ValueError
            If `q` is outside.
        """
        if not 0 <= q <= 1:
            raise ValueError(f"q must lie between 0 and 1, not {q!r}")
        with self._lock:
            ordered = sorted(self._recent)
        return ordered[min(len(ordered) - 1, int(q * len(ordered)))] if ordered else 0.0

    def summary(self) -> dict[str, float]:
        """``count, total_s, mean_s, last_s, min_s, max_s, median_s, p99_s`` as plain numbers."""
        return {
            "count": self.count,
            "total_s": self.total_s,
            "mean_s": self.mean_s,
            "last_s": self.last_s,
            "min_s": self.min_s if self.count else 0.0,
            "max_s": self.max_s,
            "median_s": self.quantile_s(0.5),
            "p99_s": self.quantile_s(0.99),
        }


class Metrics:
    """A registry of counters, gauges and timings by name (``area.what``). Safe for several threads.

    Raises
    ------
    ValueError
        From any method, when more than `MAX_NAMES` names are used: a name must not hold an id or a file name.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._counters: dict[str, float] = {}
        self._gauges: dict[str, Callable[[], float]] = {}
        self._timings: dict[str, Timing] = {}

    def count(self, name: str, amount: float = 1) -> None:
        """Add `amount` (not negative) to a counter."""
        if amount < 0:
            raise ValueError(f"counter {name!r} can only grow; use a gauge for {amount!r}")
        with self._lock:
            if name not in self._counters:
                self._check_room(name)
            self._counters[name] = self._counters.get(name, 0) + amount

    def gauge(self, name: str, read: Callable[[], float]) -> None:
        """Show what `read()` gives whenever somebody looks; a later one of the same name takes its place."""
        with self._lock:
            if name not in self._gauges:
                self._check_room(name)
            self._gauges[name] = read

    def timing(self, name: str) -> Timing:
        """The timing of this name, made at the first use."""
        found = self._timings.get(name)
        if found is None:
            with self._lock:
                found = self._timings.get(name)
                if found is None:
                    self._check_room(name)
                    found = self._timings[name] = Timing()
        return found

    @contextmanager
    def timed(self, name: str) -> Iterator[None]:
        """Time the body of a ``with`` statement; one that fails is timed too and counted as ``<name>.errors``."""
        start_s = time.perf_counter()
        try:
            yield
        except BaseException:
            self.count(f"{name}.errors")
            raise
        finally:
            self.timing(name).add(time.perf_counter() - start_s)

    def snapshot(self) -> dict[str, dict[str, Any]]:
        """All values now: ``{"counters": {name: n}, "gauges": {name: value}, "timings": {name: summary}}``.

        A gauge that fails gives NaN: one broken part does not hide the others.
        """
        with self._lock:
            counters, gauges, timings = dict(self._counters), dict(self._gauges), dict(self._timings)
        return {
            "counters": counters,
            "gauges": {name: _value_of(read) for name, read in gauges.items()},
            "timings": {name: timing.summary() for name, timing in timings.items()},
        }

    def clear(self) -> None:
        """Forget everything."""
        with self._lock:
            self._counters.clear()
            self._gauges.clear()
            self._timings.clear()

    def _check_room(self, name: str) -> None:
        if len(self._counters) + len(self._gauges) + len(self._timings) >= MAX_NAMES:
            raise ValueError(f"there are {MAX_NAMES} metrics already, {name!r} is too many; names must be few")


def _value_of(read: Callable[[], float]) -> float:
    try:
        return float(read())
    except Exception:  # noqa: BLE001 - whatever a foreign function raises
        return float("nan")


#: The registry of this process.
METRICS = Metrics()


def get_metrics() -> Metrics:
    """The registry of this process, with its memory as ``process.rss_mb``."""
    if "process.rss_mb" not in METRICS._gauges:
        METRICS.gauge("process.rss_mb", _rss_mb)
    return METRICS


def _rss_mb() -> float:
    import psutil

    return float(psutil.Process().memory_info().rss / (1 << 20))
