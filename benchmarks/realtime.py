"""Does streamed analysis keep up, what does overload cost, and how far is the stream from the whole sound?"""

from __future__ import annotations

import threading
import time
from collections.abc import Iterable, Iterator

import numpy as np
import psutil

from benchmarks.microphone import measure_microphone
from gradio_pianoroll.analysis.pyin import pyin
from gradio_pianoroll.formats.audio import load_audio
from gradio_pianoroll.monitoring import Report, Row
from gradio_pianoroll.realtime import Block, RealtimeProcessor, StreamingF0, blocks_of, default_analysers, feed
from gradio_pianoroll.realtime.analysers import LOOKAHEAD_FRAMES
from gradio_pianoroll.realtime.ring import BlockRing
from scripts import fetch_test_data

SR, BLOCK = 22_050, 1_024
BLOCK_S = BLOCK / SR
FULL_S, QUICK_S = 600.0, 5.0
OVERLOAD_S, QUICK_OVERLOAD_S = 20.0, 3.0
STALL_S = 0.7
#: Blocks of the overload take this many times as long as they last.
OVERLOAD = 4
DEADLINE_S = 0.25
#: Up to this voicing probability a frame says little: what is around it has most of the say.
WEAK_PROB = 0.05
CHECKED_FILES, QUICK_FILES = 60, 4
SUNG_S, QUICK_SUNG_S = 60.0, 5.0


def run(runs: int = 5, quick: bool = False) -> Report:
    """Measure; `runs` repeats the short parts, `quick` shortens all to seconds. The full run takes some 12 minutes."""
    seconds = QUICK_S if quick else FULL_S
    report = Report(f"Real time: blocks of {BLOCK} samples at {SR} Hz, {seconds:g} s")
    sound = speech(60.0)
    _warm_up(sound)
    _measure_pace(report, sound, seconds)
    _measure_speed(report, sound, 2 if quick else runs)
    _measure_overload(report, sound, QUICK_OVERLOAD_S if quick else OVERLOAD_S)
    _measure_stall(report, sound, 1 if quick else runs)
    _measure_agreement(report, QUICK_FILES if quick else CHECKED_FILES)
    measure_microphone(report, QUICK_SUNG_S if quick else SUNG_S)
    report.notes.append(
        "Every block is asked for peak, level, F0 with voicing (pYIN, 65-1,000 Hz, hop 512, 186 ms of look-ahead, with "
        "provisional values) and onsets. Times on the wall, other work on the machine included."
    )
    return report


def speech(seconds: float) -> np.ndarray:
    """Real speech of that length, 22 050 Hz."""
    sounds, total = [], 0
    for path in sorted(fetch_test_data.prompts().glob("*.wav"), key=lambda path: -path.stat().st_size):
        sounds.append(load_audio(path, SR)[0])
        total += len(sounds[-1])
        if total >= seconds * SR:
            break
    return np.resize(np.concatenate(sounds), int(seconds * SR))


def _warm_up(sound: np.ndarray) -> None:
    with RealtimeProcessor(BLOCK) as processor:
        feed(processor, blocks_of(sound[: 2 * SR], BLOCK), speed=None)


def _for_so_long(sound: np.ndarray, seconds: float) -> Iterator[np.ndarray]:
    left = int(seconds * SR / BLOCK)
    while left > 0:
        for block in blocks_of(sound, BLOCK):
            yield block
            left -= 1
            if not left:
                return


def _measure_pace(report: Report, sound: np.ndarray, seconds: float) -> None:
    """At the speed of a microphone."""
    worst_push_s = 0.0
    with RealtimeProcessor(BLOCK, results_capacity=64) as processor:
        begin_s, given = time.perf_counter(), 0
        wait = threading.Event().wait
        for block in _for_so_long(sound, seconds):
            given += len(block)
            wait(max(0.0, begin_s + given / SR - time.perf_counter()))
            push_s = time.perf_counter()
            processor.add_audio(block)
            worst_push_s = max(worst_push_s, time.perf_counter() - push_s)
    stats = processor.stats()
    note = f"{stats.processed:,} blocks at real time"
    compute, queue = stats.compute, stats.queue_to_result
    report.add(Row("compute, p50", "ms", compute.p50_s * 1e3, note=note))
    report.add(Row("compute, p99", "ms", compute.p99_s * 1e3, reach="≤ 0.3 ms", note=note))
    report.add(Row("compute, worst", "ms", compute.worst_s * 1e3, note=note))
    report.add(Row("queue to result, p50", "ms", queue.p50_s * 1e3, note=note))
    report.add(Row("queue to result, p99", "ms", queue.p99_s * 1e3, reach="≤ 10 ms", note=note))
    report.add(Row("queue to result, worst", "ms", queue.worst_s * 1e3, note=note))
    report.add(Row("add_audio, worst", "ms", worst_push_s * 1e3, note="what the producer waits"))
    report.add(Row("blocks dropped", "blocks", stats.dropped + stats.skipped_late, reach="0", note=note))
    report.add(Row("errors", "", sum(stats.errors.values()), reach="0", note=note))


def _measure_speed(report: Report, sound: np.ndarray, runs: int) -> None:
    """How fast blocks are worked off one after the other, beside the plain way: librosa on a window that moves."""
    speeds, peers, cpu_s = [], [], []
    for _ in range(runs):
        analysers = default_analysers(SR)
        blocks = [Block(samples, n * BLOCK, 0.0) for n, samples in enumerate(blocks_of(sound, BLOCK))]
        begin_s = time.perf_counter()
        for block in blocks:
            cpu_begin_s = time.thread_time()
            for analyser in analysers:
                analyser.process(block)
            cpu_s.append(time.thread_time() - cpu_begin_s)
        speeds.append(len(sound) / SR / (time.perf_counter() - begin_s))
        peers.append(_librosa_speed(sound))
    ours, peer = float(np.median(speeds)), float(np.median(peers))
    ratio = float(np.median(np.array(speeds) / peers))
    p50_s, p99_s = np.percentile(cpu_s, [50, 99])
    report.add(
        Row("compute, CPU time, p50", "ms", p50_s * 1e3, note="the thread's own time, without others on the machine")
    )
    report.add(Row("compute, CPU time, p99", "ms", p99_s * 1e3, reach="≤ 0.3 ms", note="the same"))
    note = "largest sustainable speed of one stream; peer: librosa.pyin over the last 0.5 s at each block"
    report.add(Row("speed", "× real time", ours, peer, ratio, note=note))


def _librosa_speed(sound: np.ndarray, blocks: int = 20) -> float:
    import librosa

    window = int(0.5 * SR)
    begin_s = time.perf_counter()
    for number in range(blocks):
        at = SR + number * BLOCK
        librosa.pyin(sound[at : at + window], sr=SR, fmin=65, fmax=1_000, hop_length=512)
    return blocks * BLOCK_S / (time.perf_counter() - begin_s)


class _Slow:
    """An analyser that takes so many times as long as its block lasts."""

    name = "slow"

    def __init__(self, factor: float) -> None:
        self._wait_s = factor * BLOCK_S
        self._never = threading.Event()

    def process(self, block: Block) -> None:
        self._never.wait(self._wait_s)

    def finish(self) -> None:
        return None

    def restart(self) -> None:
        return None


def _measure_overload(report: Report, sound: np.ndarray, seconds: float) -> None:
    """Four times as much as can be done."""
    analysers = [StreamingF0(SR), _Slow(OVERLOAD)]
    processor = RealtimeProcessor(BLOCK, analysers=analysers, deadline_s=DEADLINE_S, results_capacity=16)
    rss, resident = psutil.Process(), []
    with processor:
        for number, block in enumerate(_for_so_long(sound, seconds)):
            if number % 20 == 0:
                resident.append(rss.memory_info().rss)
            feed(processor, [block])
    stats = processor.stats()
    lost = stats.dropped + stats.skipped_late
    note = f"analysers take {OVERLOAD} × as long as a block; deadline {DEADLINE_S * 1e3:g} ms"
    unaccounted = stats.received - stats.processed - lost - stats.waiting
    last_third = resident[-len(resident) // 3 :]
    growth_mb = (max(last_third) - min(last_third)) / 1e6
    report.add(Row("overload: lost, counted", "blocks", lost, note=f"of {stats.received}; {note}"))
    report.add(Row("overload: not accounted for", "blocks", unaccounted, reach="0", note=note))
    report.add(Row("overload: memory growth", "MB", growth_mb, reach="0", note="RSS over the last third"))
    queued = stats.queue_to_result
    report.add(
        Row(
            "overload: queue to result, p50",
            "ms",
            queued.p50_s * 1e3,
            16 * OVERLOAD * BLOCK_S * 1e3,
            16 * OVERLOAD * BLOCK_S / queued.p50_s,
            f"≈ {1e3 * (DEADLINE_S + OVERLOAD * BLOCK_S):.0f} ms",
            "the newest is on time; peer: what a queue of 16 that only drops when full would wait (computed)",
        )
    )


def _measure_stall(report: Report, sound: np.ndarray, runs: int) -> None:
    """The worker stands still for 0.7 s."""
    lost = []
    for _ in range(runs):
        stall = threading.Event()

        class _Stall(_Slow):
            def process(self, block: Block, stall: threading.Event = stall) -> None:
                if block.position == 20 * BLOCK:
                    stall.wait(STALL_S)

        with RealtimeProcessor(BLOCK, analysers=[StreamingF0(SR), _Stall(0)], deadline_s=0.01) as processor:
            feed(processor, blocks_of(sound[: 3 * SR], BLOCK))
        stats = processor.stats()
        lost.append(stats.dropped + stats.skipped_late)
    kilobytes = BlockRing(BLOCK, 16).nbytes / 1e3
    report.add(
        Row(
            "stall of 0.7 s: blocks lost",
            "blocks",
            max(lost),
            reach="0",
            note=f"worst of {runs}; ring {kilobytes:.0f} kB",
        )
    )


def _measure_agreement(report: Report, count: int) -> None:
    """Final frames of the stream against pYIN over the whole recording."""
    for name, files in (
        ("prompts", _spread(fetch_test_data.prompts().glob("*.wav"), count)),
        ("sentences", _spread(fetch_test_data.sentences().glob("*.wav"), count)),
    ):
        frames, voicing, f0, weak_frames, weak_wrong, beyond = 0, 0, 0, 0, 0, 0
        for path in files:
            sound = load_audio(path, SR)[0]
            voiced, f0_hz = _streamed(sound)
            whole_hz, whole, prob = pyin(sound, sr=SR, fmin=65, fmax=1_000, hop_length=512, frame_length=2_048)
            same = voiced == whole
            weak = prob <= WEAK_PROB
            weak_frames, weak_wrong = weak_frames + int(weak.sum()), weak_wrong + int((weak & ~same).sum())
            beyond += _in_long_runs(weak, LOOKAHEAD_FRAMES)
            both = voiced & whole
            frames, voicing = frames + len(voiced), voicing + int(same.sum())
            same[both] = np.abs(f0_hz[both] / whole_hz[both] - 1) < 1e-6
            f0 += int(same.sum())
        note = f"{frames:,} frames of {len(files)} recordings ({name}), look-ahead 186 ms"
        report.add(Row("frames voiced as offline", "%", 100 * voicing / frames, reach="≥ 99.6 %", note=note))
        report.add(Row("… and with the same F0", "%", 100 * f0 / frames, reach="≥ 99.6 %", note=note))
        clear = 1 - (frames - voicing - weak_wrong) / max(1, frames - weak_frames)
        note = (
            f"frames with a voicing probability above {WEAK_PROB:g}; {100 * weak_frames / frames:.0f} % of all "
            f"are below, {100 * beyond / frames:.0f} % of all in stretches of such frames longer than the look-ahead"
        )
        report.add(Row("… of those above a low voicing probability", "%", 100 * clear, note=note))


def _in_long_runs(weak: np.ndarray, longest: int) -> int:
    """How many frames lie in runs of more than `longest` weak ones."""
    edges = np.flatnonzero(np.diff(np.concatenate([[False], weak, [False]]).astype(np.int8)))
    lengths = edges[1::2] - edges[::2]
    return int(lengths[lengths > longest].sum())


def _spread(paths: Iterable, count: int) -> list:
    found = sorted(paths, key=lambda path: (path.stat().st_size, path.name))
    return found[:: max(1, len(found) // count)][:count]


def _streamed(sound: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    analyser = StreamingF0(SR)
    updates = [analyser.process(Block(block, n * BLOCK, 0.0)) for n, block in enumerate(blocks_of(sound, BLOCK))]
    updates.append(analyser.finish())
    final = [(u.voiced[: u.n_final], u.f0_hz[: u.n_final]) for u in updates if u is not None]
    return np.concatenate([voiced for voiced, _ in final]), np.concatenate([f0_hz for _, f0_hz in final])


if __name__ == "__main__":
    print(run().to_table())
