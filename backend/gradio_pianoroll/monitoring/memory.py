"""What memory a process and a piece of work take: psutil for the process, tracemalloc for Python, while asked for."""

from __future__ import annotations

import threading
import tracemalloc
import weakref
from collections.abc import Callable
from types import TracebackType
from typing import Any, NamedTuple, Self

BYTES_PER_MB = 1 << 20
Sample = dict[str, float]


class _Tracing:
    """tracemalloc runs as long as somebody wants it; whoever started it before us keeps it."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._users = 0
        self._started = False

    def acquire(self) -> None:
        with self._lock:
            if self._users == 0 and not tracemalloc.is_tracing():
                tracemalloc.start()
                self._started = True
            self._users += 1

    def release(self) -> None:
        with self._lock:
            self._users -= 1
            if self._users == 0 and self._started:
                tracemalloc.stop()
                self._started = False


_TRACING = _Tracing()


class MemoryMonitor:
    """Gives the memory in use whenever it is called; stop it, or use it in a ``with`` statement.

    Parameters
    ----------
    trace_python
        Follow Python's allocations with tracemalloc until `stop`. That slows Python down several times; without it
        the two Python figures are 0.

    See Also
    --------
    monitor_memory_usage : makes one.
    """

    def __init__(self, *, trace_python: bool = True) -> None:
        import psutil

        self._process = psutil.Process()
        self._release: Callable[[], Any] | None = None
        if trace_python:
            _TRACING.acquire()
            # A monitor that is dropped without `stop` must not slow the program down for ever.
            self._release = weakref.finalize(self, _TRACING.release)
        self._python = (0, 0)

    def __call__(self) -> Sample:
        """Memory now, in MB of 2²⁰ bytes, as system monitors show it.

        Returns
        -------
        dict
            ``rss_mb`` and ``vms_mb`` of the process; ``python_current_mb`` and ``python_peak_mb`` of what Python
            allocated since tracing began (after `stop`: until then).
        """
        if self._release is not None:
            self._python = tracemalloc.get_traced_memory()
        memory = self._process.memory_info()
        return {
            "rss_mb": memory.rss / BYTES_PER_MB,
            "vms_mb": memory.vms / BYTES_PER_MB,
            "python_current_mb": self._python[0] / BYTES_PER_MB,
            "python_peak_mb": self._python[1] / BYTES_PER_MB,
        }

    def stop(self) -> None:
        """Stop following Python's allocations; may be called again."""
        if self._release is not None:
            self._python = tracemalloc.get_traced_memory()
            self._release()
            self._release = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()


def monitor_memory_usage(*, trace_python: bool = True) -> MemoryMonitor:
    """Begin to watch memory.

    Parameters
    ----------
    trace_python
        As for `MemoryMonitor`.

    Returns
    -------
    MemoryMonitor
        Call it for ``{rss_mb, vms_mb, python_current_mb, python_peak_mb}``; tracing ends with its `stop`, with a
        ``with`` statement around it, or when it is dropped.
    """
    return MemoryMonitor(trace_python=trace_python)


class Monitored(NamedTuple):
    """What a function gave, and the memory around it.

    Attributes
    ----------
    result
        What the function returned.
    before, after, increase
        As a `MemoryMonitor` gives them, and their difference; `increase` of ``python_peak_mb`` is how far Python's
        memory rose above what it was before, whatever was freed again.
    """

    result: Any
    before: Sample
    after: Sample
    increase: Sample


def process_with_monitoring(fn: Callable[..., Any], *args: Any, **kwargs: Any) -> Monitored:
    """Call a function and say what memory it took.

    Parameters
    ----------
    fn
        The function; its errors are passed on.
    *args, **kwargs
        Given to it.

    Returns
    -------
    Monitored
        ``result, before, after, increase``.
    """
    with monitor_memory_usage() as monitor:
        # Python's peak is that of this call, unless somebody else is following it too.
        if _TRACING._users == 1 and _TRACING._started:
            tracemalloc.reset_peak()
        before = monitor()
        result = fn(*args, **kwargs)
        after = monitor()
    increase = {name: after[name] - before[name] for name in after}
    increase["python_peak_mb"] = after["python_peak_mb"] - before["python_current_mb"]
    return Monitored(result, before, after, increase)
