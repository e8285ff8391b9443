"""How soon is the path there when somebody says what the pitch of a span is, and what does a lattice cost?"""

from __future__ import annotations

import statistics
import time
from typing import Any

import numpy as np

from benchmarks.f0 import SR, speech
from benchmarks.pitch_errors import add_errors
from gradio_pianoroll.analysis import ContradictoryPins, Pin, PitchLattice
from gradio_pianoroll.analysis.warmup import warm_up
from gradio_pianoroll.monitoring import Report, Row

LENGTHS_S = {"30 s": 30.0, "10 min": 600.0, "1 h": 3600.0}
QUICK_LENGTHS_S = {"10 s": 10.0, "30 s": 30.0}
# Fewer say nothing about one in a hundred.
PINS, QUICK_PINS = 400, 40


def run(runs: int = 5, quick: bool = False) -> Report:
    """Measure with `runs` counted repetitions of what takes long; `quick` takes short sounds, to see that it works."""
    report = Report("Pitch under pins")
    warm_up(background=False)
    lengths = QUICK_LENGTHS_S if quick else LENGTHS_S
    for hop_length in (256, 512):
        for name, length_s in lengths.items():
            label = f"{name}, hop {hop_length}"
            lattice = _lattice(report, label, speech(length_s), hop_length, runs if length_s < 1000 else 1)
            _pins(report, label, lattice, QUICK_PINS if quick else PINS)
            _readings(report, label, lattice, 5 if quick else 40)
    add_errors(report, quick)
    report.notes.append(
        "Processor time, one thread, recorded sentences at 22 050 Hz, 65-1000 Hz. Each pin is put on another place "
        "with a voice and taken away; the other way is to decode the whole recording anew, with the observations kept. "
        "Reaches are for an hour."
    )
    return report


def _lattice(report: Report, label: str, y: np.ndarray, hop_length: int, runs: int) -> PitchLattice:
    times = []
    for _ in range(runs):
        start_s = time.process_time()
        lattice = PitchLattice.of(y, SR, hop_length=hop_length, cache=False)
        times.append(time.process_time() - start_s)
    note = f"{lattice.n_frames:,} frames; {1e6 * min(times) / lattice.n_frames:.1f} µs a frame"
    report.add(Row(f"{label}: observe and decode", "s", statistics.median(times), reach="≤ 5 s an hour", note=note))
    report.add(Row(f"{label}: memory, with what pins go on from", "MB", lattice.n_bytes / 1e6, reach="≤ 45 MB"))
    note = "observations, path and marks alone"
    per_frame = lattice.observation_bytes / lattice.n_frames
    report.add(Row(f"{label}: memory a frame", "B", per_frame, reach="≤ 80 B", note=note))
    return lattice


def _places(lattice: PitchLattice) -> tuple[np.ndarray, np.ndarray]:
    """Times at which a hand has something to do, within half a second of a voice, and those in long silence."""
    path = lattice.path
    near = np.zeros(len(path.voiced) + 1, np.int64)
    near[1:] = np.cumsum(path.voiced)
    at, reach, far = np.arange(len(path.voiced)), round(0.5 / lattice.hop_s), round(5 / lattice.hop_s)
    around = [near[np.minimum(at + n, len(at))] - near[np.maximum(at - n, 0)] for n in (reach, far)]
    inside = (path.times_s > 0.5) & (path.times_s < path.times_s[-1] - 1.0)
    return path.times_s[inside & (around[0] > 0)], path.times_s[inside & (around[1] == 0)]


def _some_pin(lattice: PitchLattice, rng: np.random.Generator, places_s: np.ndarray) -> Pin:
    """A pin as a hand makes it, half of them on the segment that is there."""
    time_s = float(rng.choice(places_s))
    segment = lattice.segment(time_s)
    length_s = min(segment.end_s - time_s, float(rng.uniform(0.02, 0.4)))
    hz = float(rng.uniform(90, 400))
    kinds = (
        lambda: lattice.touch(time_s, hz)[0] if segment.is_voiced else Pin.voiced(time_s, time_s + length_s),
        lambda: Pin(time_s, time_s + length_s, hz, 1.3 * hz),
        lambda: Pin.unvoiced(time_s, time_s + length_s),
        lambda: Pin.near([(time_s, hz), (time_s + length_s, 1.1 * hz)], 120),
        lambda: Pin.near([(time_s, hz), (time_s + length_s, 1.1 * hz)], 120, weight=30),
        lambda: Pin.octave(segment.start_s, min(segment.end_s, segment.start_s + 0.4), int(rng.choice([-1, 1]))),
    )
    return kinds[rng.integers(len(kinds))]()


def _pins(report: Report, label: str, lattice: PitchLattice, count: int) -> None:
    rng = np.random.default_rng(0)
    lattice.update([Pin.unvoiced(0, 0)])
    lattice.update([])
    unpinned = lattice.path.f0_hz
    voices_s, silence_s = _places(lattice)
    times: list[float] = []
    frames: list[int] = []
    different = compared = 0
    wholes = []
    for number in range(count):
        pin = _some_pin(lattice, rng, voices_s)
        for pins in ([pin], []):
            start_s = time.process_time()
            try:
                lattice.update(pins)
            except ContradictoryPins:
                # An octave may lie outside of the range.
                continue
            times.append(time.process_time() - start_s)
            frames.append(lattice.computed_frames)
            if pins and number % max(1, count // 5) == 0:
                start_s = time.process_time()
                whole = _decode_all(lattice, pins)
                wholes.append(time.process_time() - start_s)
                compared += 1
                different += int(not np.array_equal(whole, lattice.path.f0_hz, equal_nan=True))
    different += int(not np.array_equal(unpinned, lattice.path.f0_hz, equal_nan=True))
    took_ms = 1e3 * np.array(times)
    whole_ms = 1e3 * statistics.median(wholes)
    median_ms, p99_ms = (float(np.percentile(took_ms, share)) for share in (50, 99))
    note = f"{len(times)} changes; frames computed: median {np.median(frames):.0f}, at most {max(frames)}"
    report.add(Row(f"{label}: pin → path, median", "ms", median_ms, whole_ms, whole_ms / median_ms, "≤ 0.3 ms", note))
    note = f"at most {took_ms.max():.2f} ms"
    report.add(Row(f"{label}: pin → path, p99", "ms", p99_ms, reach="≤ 1 ms", note=note))
    if len(silence_s):
        _in_silence(report, label, lattice, silence_s)
    note = f"of {compared} decoded anew, and of the path after the last pin was taken away"
    report.add(Row(f"{label}: paths that differ", "", different, reach="0", note=note))


def _in_silence(report: Report, label: str, lattice: PitchLattice, silence_s: np.ndarray) -> None:
    """What a pin costs where nothing follows that would make the path forget it."""
    rng = np.random.default_rng(2)
    times, frames = [], []
    for _ in range(20):
        time_s = float(rng.choice(silence_s))
        for pins in ([Pin.voiced(time_s, time_s + 0.1)], []):
            start_s = time.process_time()
            lattice.update(pins)
            times.append(time.process_time() - start_s)
            frames.append(lattice.computed_frames)
    note = f"5 s and more from any voice; frames computed: median {np.median(frames):.0f}, at most {max(frames)}"
    report.add(Row(f"{label}: pin in a long silence → path, median", "ms", 1e3 * statistics.median(times), note=note))


def _decode_all(lattice: PitchLattice, pins: list[Pin]) -> Any:
    """Decode every frame: a pin of no weight over all of them asks for it and says nothing."""
    everything = Pin.voiced(0.0, lattice.n_frames * lattice.hop_s, weight=0.0)
    return lattice.decode([*pins, everything]).f0_hz


def _readings(report: Report, label: str, lattice: PitchLattice, count: int) -> None:
    rng = np.random.default_rng(1)
    times = []
    while len(times) < count:
        time_s = float(rng.uniform(0.5, lattice.n_frames * lattice.hop_s - 0.5))
        segment = lattice.segment(time_s)
        if not segment.is_voiced:
            continue
        start_s = time.process_time()
        lattice.alternatives(segment.start_s, segment.end_s)
        times.append(time.process_time() - start_s)
    note = f"five and `unvoiced`; p95 {1e3 * float(np.percentile(times, 95)):.1f} ms"
    report.add(Row(f"{label}: other readings of a segment", "ms", 1e3 * statistics.median(times), note=note))


if __name__ == "__main__":
    print(run().to_table())
