"""Latencies in fixed memory: counts in logarithmic classes, as HdrHistogram does it, and the exact worst."""

from __future__ import annotations

import math
from dataclasses import dataclass

# A class is 2^(1/16) wide, 4.4 %: finer than latencies repeat.
CLASSES_PER_OCTAVE = 16
SMALLEST_S = 1e-6
# Up to 2^27 µs, more than two minutes.
OCTAVES = 27


@dataclass(frozen=True)
class LatencySummary:
    """What a `LatencyHistogram` says, in seconds; zeros when nothing was counted."""

    count: int = 0
    mean_s: float = 0.0
    p50_s: float = 0.0
    p99_s: float = 0.0
    worst_s: float = 0.0


class LatencyHistogram:
    """Counts durations of one writer; others may read at any time."""

    def __init__(self) -> None:
        self._counts = [0] * (CLASSES_PER_OCTAVE * OCTAVES + 1)
        self.count = 0
        self.total_s = 0.0
        self.worst_s = 0.0

    def add(self, duration_s: float) -> None:
        """Count one duration in seconds."""
        place = 0
        if duration_s > SMALLEST_S:
            place = min(math.ceil(math.log2(duration_s / SMALLEST_S) * CLASSES_PER_OCTAVE), len(self._counts) - 1)
        self._counts[place] += 1
        self.count += 1
        self.total_s += duration_s
        self.worst_s = max(self.worst_s, duration_s)

    def percentile_s(self, percent: float) -> float:
        """The duration in seconds that `percent` of all (0-100) do not exceed, at most 4.4 % too large.

        Raises
        ------
        ValueError
            When `percent` is outside 0-100.
        """
        if not 0 <= percent <= 100:
            raise ValueError(f"a percentile lies between 0 and 100, not {percent}")
        counts = list(self._counts)
        wanted, seen = max(1, math.ceil(sum(counts) * percent / 100)), 0
        for place, count in enumerate(counts):
            seen += count
            if seen >= wanted:
                return min(self.worst_s, SMALLEST_S * 2 ** (place / CLASSES_PER_OCTAVE))
        return 0.0

    def summary(self) -> LatencySummary:
        """Count, mean, median, 99th percentile and worst."""
        if not self.count:
            return LatencySummary()
        mean_s = self.total_s / self.count
        return LatencySummary(self.count, mean_s, self.percentile_s(50), self.percentile_s(99), self.worst_s)
