"""One measurement of pYIN in a process of its own; prints JSON. For `benchmarks/f0.py`."""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

SR = 22_050
RANGE = {"fmin": 50.0, "fmax": 800.0}


def memory_mb(field: str) -> float:
    """Resident memory, `VmRSS` now or `VmHWM` at most (Linux)."""
    # Not `getrusage`: its peak is inherited from the process that started this one.
    for line in Path("/proc/self/status").read_text().splitlines():
        if line.startswith(f"{field}:"):
            return int(line.split()[1]) / 1024
    raise RuntimeError(f"the system does not say {field}")


def sound(duration_s: float) -> np.ndarray:
    """A vibrato with noise and pauses, float32, made without large intermediate arrays."""
    n = int(duration_s * SR)
    y = np.empty(n, np.float32)
    rng = np.random.default_rng(2)
    for start in range(0, n, SR):
        time_s = np.arange(start, min(n, start + SR)) / SR
        phase = 2 * np.pi * 220 * time_s + 3 * np.sin(2 * np.pi * 5.5 * time_s)
        voice = sum(np.sin(k * phase) / k for k in range(1, 5)) * (start // SR % 4 > 0)
        y[start : start + SR] = 0.2 * voice + 0.01 * rng.standard_normal(len(time_s))
    return y


def over(function: Callable[[], Any]) -> dict[str, float]:
    """Time, and peak memory over what there was before."""
    # The kernel forgets the highest use so far.
    Path("/proc/self/clear_refs").write_text("5")
    before_mb, start_s, cpu_s = memory_mb("VmRSS"), time.perf_counter(), time.process_time()
    function()
    return {
        "time_s": time.perf_counter() - start_s,
        "cpu_s": time.process_time() - cpu_s,
        "over_mb": memory_mb("VmHWM") - before_mb,
    }


def whole(duration_s: float) -> dict[str, float]:
    """`pyin` of a sound in memory."""
    from gradio_pianoroll.analysis.pyin import pyin

    y = sound(duration_s)
    pyin(y[: 4 * SR], **RANGE)
    return over(lambda: pyin(y, **RANGE))


def peer(duration_s: float) -> dict[str, float]:
    """`librosa.pyin` of the same."""
    import librosa

    y = sound(duration_s)
    librosa.pyin(y[: 2 * SR], **RANGE)
    return over(lambda: librosa.pyin(y, **RANGE))


def stream(duration_s: float) -> dict[str, float]:
    """A stream of as many seconds, from a minute that is heard again and again."""
    from gradio_pianoroll.analysis.pyin import PyinStream, pyin

    minute = sound(min(60.0, duration_s))
    pyin(minute[: 2 * SR], **RANGE)
    running = PyinStream(**RANGE)

    def go() -> None:
        frames = 0
        for second in range(int(duration_s)):
            at = second * SR % len(minute)
            frames += len(running.push(minute[at : at + SR]))
        frames += len(running.finish())
        if frames != 1 + int(duration_s) * SR // 512:
            raise RuntimeError(f"{frames} frames came out")

    return {**over(go), "forced": float(running.forced)}


def first() -> dict[str, float]:
    """Import and first call, with NumPy loaded already."""
    y = sound(1.0)
    start_s, cpu_s = time.perf_counter(), time.process_time()
    from gradio_pianoroll.analysis.pyin import pyin

    pyin(y, **RANGE)
    return {"call_s": time.perf_counter() - start_s, "cpu_s": time.process_time() - cpu_s}


if __name__ == "__main__":
    kind, *rest = sys.argv[1:]
    seconds = float(rest[0]) if rest else 0.0
    kinds: dict[str, Callable[[], dict[str, float]]] = {
        "whole": lambda: whole(seconds),
        "librosa": lambda: peer(seconds),
        "stream": lambda: stream(seconds),
        "first": first,
    }
    print(json.dumps(kinds[kind]()))
