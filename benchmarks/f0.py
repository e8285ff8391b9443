"""How fast is pYIN against librosa's, with the same result; how much memory does it take, and how soon is it there?"""

from __future__ import annotations

import json
import statistics
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import librosa
import numpy as np
import soundfile
import soxr

from benchmarks.f0_agreement import compare
from gradio_pianoroll.analysis.pyin import pyin
from gradio_pianoroll.analysis.warmup import warm_up
from gradio_pianoroll.monitoring import Report, Row, measure
from scripts import fetch_test_data

SR = 22_050
RANGES = {"50-800 Hz": (50.0, 800.0), "C2-C7": (65.40639, 2093.0045)}
CHILD = Path(__file__).with_name("f0_child.py")


def run(runs: int = 5, quick: bool = False) -> Report:
    """Measure with `runs` counted repetitions; `quick` takes short sounds, to see that it works."""
    report = Report("F0")
    warm_up(background=False)
    short_s, long_s, hour_s = (3.0, 12.0, 60.0) if quick else (30.0, 600.0, 3600.0)
    short, long = speech(short_s), speech(long_s)
    for name, (fmin, fmax) in RANGES.items():
        _against_librosa(report, f"pYIN, {short_s:g} s, {name}", short, fmin, fmax, runs)
    for name, (fmin, fmax) in RANGES.items():
        # librosa takes a minute for ten: one pair, after the shorter one has warmed both up.
        _against_librosa(report, f"pYIN, {long_s:g} s, {name}", long, fmin, fmax, 1 if not quick else runs)
    _cores(report, long, runs)
    _memory(report, long_s, hour_s)
    _first_call(report, runs)
    _agreement(report, quick)
    return report


def speech(duration_s: float) -> np.ndarray:
    """Recorded sentences one after another at 22 050 Hz, repeated where there are not enough."""
    parts, size, wanted = [], 0, int(duration_s * SR)
    files = sorted(fetch_test_data.prompts().rglob("*.wav"))
    for path in files:
        y, sr = soundfile.read(path, dtype="float32")
        parts.append(soxr.resample(y, sr, SR))
        size += len(parts[-1])
        if size >= wanted:
            break
    return np.resize(np.concatenate(parts), wanted).astype(np.float32)


def _against_librosa(report: Report, name: str, y: np.ndarray, fmin: float, fmax: float, runs: int) -> None:
    found: dict[str, Any] = {}

    def ours() -> None:
        found["ours"] = pyin(y, fmin=fmin, fmax=fmax)

    def theirs() -> None:
        found["theirs"] = librosa.pyin(y, fmin=fmin, fmax=fmax)

    ours_s, theirs_s, ratio = measure(ours, theirs, runs=runs, warmup=0)
    (f0, voiced, _), (other_f0, other_voiced, _) = found["ours"], found["theirs"]
    differ = int(np.count_nonzero((voiced != other_voiced) | ~np.isclose(f0, other_f0, rtol=0, atol=0, equal_nan=True)))
    reach = "≥ 90 ×" if fmax < 1000 else "≥ 140 ×"
    note = f"one thread against librosa {librosa.__version__}; {differ} of {len(f0):,} frames differ"
    report.add(Row(name, "s", ours_s, theirs_s, ratio, reach, note))
    factor = len(y) / SR / ours_s
    report.add(Row(f"{name}, times real time", "×", factor, reach="≥ 600 ×"))


def _cores(report: Report, y: np.ndarray, runs: int) -> None:
    two_s, one_s, ratio = measure(
        lambda: pyin(y, fmin=50, fmax=800, workers=2), lambda: pyin(y, fmin=50, fmax=800), runs=runs
    )
    if one_s is None or ratio is None:
        raise RuntimeError("one thread was not measured")
    note = "`workers=2` against one; on the clock, so another program on the second core takes it away"
    report.add(Row("two cores", "s", two_s, one_s, ratio, "≥ 1.8 ×", note))


def child(*arguments: str) -> dict[str, float]:
    """Run one measurement in a fresh process."""
    done = subprocess.run([sys.executable, str(CHILD), *arguments], capture_output=True, text=True, check=True)
    return json.loads(done.stdout.splitlines()[-1])


def _memory(report: Report, long_s: float, hour_s: float) -> None:
    ours, theirs = child("whole", str(long_s)), child("librosa", str(long_s))
    ratio = theirs["over_mb"] / max(ours["over_mb"], 1e-3)
    note = "peak resident memory over that before the call, in a process of its own each"
    report.add(Row(f"memory, {long_s:g} s", "MB", ours["over_mb"], theirs["over_mb"], ratio, "≤ 20 MB", note))
    streamed = child("stream", str(hour_s))
    note = f"one thread, blocks of 1 s of float32; {streamed['forced']:.0f} frames decided by force"
    report.add(Row(f"streamed {hour_s:g} s", "s", streamed["time_s"], reach="≤ 6 s an hour", note=note))
    report.add(Row(f"streamed {hour_s:g} s, CPU", "s", streamed["cpu_s"], reach="≤ 6 s an hour"))
    report.add(Row(f"streamed {hour_s:g} s, memory", "MB", streamed["over_mb"], reach="≤ 40 MB"))


def _first_call(report: Report, runs: int) -> None:
    several = [child("first") for _ in range(max(3, runs))]
    for key, name, reach in (("call_s", "import and call", ""), ("cpu_s", "import and call, CPU", "≤ 0.7 s")):
        value = statistics.median(one[key] for one in several)
        note = "fresh process, NumPy loaded, kernels on disk, 1 s of sound"
        report.add(Row(f"first call: {name}", "s", value, reach=reach, note=note))


def _agreement(report: Report, quick: bool) -> None:
    start_s = time.perf_counter()
    groups = list(compare(quick))
    frames = sum(group.frames for group in groups)
    differ = sum(group.voicing + group.f0 for group in groups)
    note = "; ".join(f"{g.sounds} × {g.name}: {g.frames:,} frames" for g in groups)
    note += f"; probabilities within {max(g.probability for g in groups):.0e}"
    report.add(Row(f"differences from librosa in {frames:,} frames", "", differ, reach="0 of ≥ 100,000", note=note))
    note = "voicing, F0 and probability, blocks of random sizes"
    report.add(Row("differences, streamed from whole", "", sum(g.streamed for g in groups), reach="0", note=note))
    report.notes.append(f"The comparison took {time.perf_counter() - start_s:.0f} s.")
    report.notes += [f"Differs: {failure}" for group in groups for failure in group.failures]


if __name__ == "__main__":
    print(run().to_table())
