"""Memory of this process, for programs that measure one thing and end."""

from __future__ import annotations

import gc
import threading
import time

import psutil

_process = psutil.Process()
_LOOK_S = 0.005


class _Peak(threading.Thread):
    """Looks at the resident memory again and again: the system's own peak counts what was before, too."""

    def __init__(self) -> None:
        super().__init__(daemon=True)
        self.bytes = 0

    def run(self) -> None:
        while True:
            self.bytes = max(self.bytes, _process.memory_info().rss)
            time.sleep(_LOOK_S)


_peak = _Peak()


def base_mb() -> float:
    """Memory now; from now on the peak is watched."""
    gc.collect()
    now = _process.memory_info().rss
    _peak.bytes = now
    _peak.start()
    return now / 1e6


def peak_mb() -> float:
    """The most there was since `base_mb`."""
    return max(_peak.bytes, _process.memory_info().rss) / 1e6


def told(base: float, peak: float, seconds: float, result: float) -> None:
    """Print the four figures for the program that asked."""
    print(base, peak, seconds, result)
