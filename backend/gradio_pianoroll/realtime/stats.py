"""What a processor tells of itself."""

from __future__ import annotations

from collections import Counter, deque
from dataclasses import dataclass, field
from typing import Any, Literal

from gradio_pianoroll.realtime.histogram import LatencyHistogram, LatencySummary

Pressure = Literal["ok", "high", "overloaded"]
KEPT_ERRORS = 32
# How long after a drop the state still says so.
OVERLOAD_SHOWN_S = 1.0


@dataclass(frozen=True)
class BlockResult:
    """What was found in a block.

    Attributes
    ----------
    position, n_samples, time_s
        Which samples of the stream it was, and when they began in seconds; 0 samples in the last result of a stream,
        which holds what the analysers said at the end.
    values
        Answer of each analyser by name; one that failed is absent.
    queued_s, compute_s
        How long the block waited and how long the analysers took.
    late
        Whether the result came after the deadline.
    """

    position: int
    n_samples: int
    time_s: float
    values: dict[str, Any]
    queued_s: float
    compute_s: float
    late: bool = False


@dataclass(frozen=True)
class AnalyserError:
    """One failure of an analyser: its name, the block's position, the exception and its traceback as text."""

    analyser: str
    position: int
    error: Exception
    traceback: str


@dataclass(frozen=True)
class ProcessorStats:
    """Counters of a stream; blocks: received = processed + dropped + skipped_late + waiting (+ 1 in work).

    Attributes
    ----------
    received_samples
        Samples that the producer gave.
    dropped, skipped_late, late
        Blocks lost because the ring was full; passed over because they were too old; processed after their deadline.
    results_dropped
        Results that nobody fetched in time.
    errors
        Failures by analyser.
    compute, queue_to_result
        Time in the analysers; from push to result.
    nbytes
        Memory of the ring.
    """

    received: int
    received_samples: int
    processed: int
    dropped: int
    skipped_late: int
    late: int
    waiting: int
    results_dropped: int
    errors: dict[str, int]
    compute: LatencySummary
    queue_to_result: LatencySummary
    pressure: Pressure
    nbytes: int


@dataclass
class Counters:
    """What the worker counts; it is the only writer."""

    processed: int = 0
    skipped_late: int = 0
    late: int = 0
    results_dropped: int = 0
    errors: Counter[str] = field(default_factory=Counter)
    kept_errors: deque[AnalyserError] = field(default_factory=lambda: deque(maxlen=KEPT_ERRORS))
    compute: LatencyHistogram = field(default_factory=LatencyHistogram)
    queue_to_result: LatencyHistogram = field(default_factory=LatencyHistogram)
