"""How fast is a corpus analysed, how well on two processes, what does a task cost, and what does a second run?"""

from __future__ import annotations

import multiprocessing
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

import numpy as np

from benchmarks import batch_tasks
from gradio_pianoroll.batch import BatchParameters, WorkerPool
from gradio_pianoroll.batch import run as run_corpus
from gradio_pianoroll.batch.pool import available_cores
from gradio_pianoroll.batch.task import FileTask, analyse_file, warm_up
from gradio_pianoroll.formats.audio import audio_info
from gradio_pianoroll.monitoring import Report, Row
from scripts import fetch_test_data

QUICK_FILES = 24
#: librosa is measured on so many files, spread over the corpus, and scaled by their length.
LIBROSA_FILES = 4
#: As in the published guide: a new pool for each batch of so many files.
GUIDE_BATCH = 4
GUIDE_FILES = 40
TASKS, QUICK_TASKS = 5_000, 500
#: F0, loudness and voicing as librosa users compute them; notes have no peer.
FEATURES = ("f0", "loudness", "voicing")
ROOT = Path(__file__).resolve().parents[1]


def run(runs: int = 5, quick: bool = False) -> Report:
    """Measure on 620 recorded sentences (99 minutes); `quick` takes a few of them."""
    files = sorted(fetch_test_data.sentences().glob("*.wav"))
    if quick:
        files = files[:: len(files) // QUICK_FILES]
    minutes = _minutes(files)
    report = Report(f"Batch: {len(files)} recordings, {minutes:.0f} minutes")
    # A run of the corpus takes seconds: its repetitions are those of the table.
    rounds = 1 if quick else min(3, runs)
    _measure_corpus(report, files, rounds)
    _measure_peers(report, files, 1 if quick else 2)
    _measure_second_run(report, files, runs)
    _measure_overhead(report, QUICK_TASKS if quick else TASKS, runs)
    _measure_cluster(report, files[: max(24, len(files) // 4)], quick)
    report.notes.append(
        "F0 (pYIN, 65-1,000 Hz, hop 256), loudness and voicing of each file, at its own rate of 16 kHz; reading, "
        "hashing and storing included. 'All in' begins with nothing: the start of the worker processes is part of it."
    )
    return report


def _minutes(files: list[Path]) -> float:
    return sum(audio_info(path).duration_s for path in files) / 60


def _once(function: Callable[[], object]) -> float:
    begin_s = time.perf_counter()
    function()
    return time.perf_counter() - begin_s


def _corpus(files: list[Path], workers: int) -> float:
    with tempfile.TemporaryDirectory() as out:
        return _once(lambda: run_corpus(files, out, workers=workers, features=FEATURES))


def _warm(files: list[Path], workers: int) -> float:
    """The tasks alone, in processes that are ready: what efficiency is about."""
    parameters = BatchParameters(FEATURES)
    order = sorted(files, key=lambda path: -path.stat().st_size)
    with WorkerPool(workers, initializer=partial(warm_up, parameters)) as pool:
        ready = [pool.submit(batch_tasks.hold, 0.5) for _ in range(workers)]
        for future in ready:
            future.result()
        return _once(lambda: list(pool.map(analyse_file, [FileTask(str(path), parameters) for path in order])))


def _plain_loop(files: list[Path]) -> float:
    parameters = BatchParameters(FEATURES)
    warm_up(parameters)
    return _once(lambda: [analyse_file(FileTask(str(path), parameters)) for path in files])


def _measure_corpus(report: Report, files: list[Path], rounds: int) -> None:
    """All files on one and two processes and in a loop, in turn."""
    cores, minutes = available_cores(), _minutes(files)
    all_in, one, two, loop = [], [], [], []
    _corpus(files[:2], 2)
    for _ in range(rounds):
        all_in.append(_corpus(files, 2))
        one.append(_warm(files, 1))
        two.append(_warm(files, 2))
        loop.append(_plain_loop(files))
    told = f"{cores} cores; medians of {rounds} in turn"
    middle = float(np.median(all_in))
    reach = f"≤ 6 s for 100 min: here {0.06 * minutes:.1f} s"
    report.add(Row("corpus on 2 processes, all in", "s", middle, reach=reach, note=told))
    report.add(Row("files per second, all in", "/s", len(files) / middle, note=told))
    report.add(Row("tasks on 1 process", "s", float(np.median(one)), note=told))
    both_s = float(np.median(two))
    for peer_s, peer in ((one, "1 process"), (loop, "a plain loop")):
        speedup = float(np.median(np.array(peer_s) / two))
        report.add(Row("tasks on 2 processes", "s", both_s, float(np.median(peer_s)), speedup, note=f"peer: {peer}"))
        if peer_s is one:
            report.add(Row("parallel efficiency", "%", 50 * speedup, reach="≥ 90 %", note=told))


def _measure_peers(report: Report, files: list[Path], rounds: int) -> None:
    """Librosa in a loop, and the guide's pool for each batch of files with our analysis and with librosa's."""
    few = files[:: max(1, len(files) // LIBROSA_FILES)][:LIBROSA_FILES]
    share = _minutes(few) / _minutes(files)
    ratios, peers, mine = [], [], []
    for _ in range(rounds):
        ours_s = _warm(files, 2)
        peer_s = _once(lambda: [batch_tasks.librosa_features(str(path)) for path in few]) / share
        ratios.append(peer_s / ours_s)
        peers.append(peer_s)
        mine.append(ours_s)
    note = f"peer: a librosa loop (pyin, rms), measured on {len(few)} files and scaled by length"
    ours_s, peer_s, ratio = (float(np.median(values)) for values in (mine, peers, ratios))
    report.add(Row("corpus against librosa", "s", ours_s, peer_s, ratio, "≥ 100 ×", note))
    some = files[:GUIDE_FILES]
    guide_s = _once(lambda: _guide(some))
    ours_s = _corpus(some, 2)
    note = f"{len(some)} files; peer: a new multiprocessing.Pool(2) for every {GUIDE_BATCH} files, our analysis in it"
    report.add(Row("against a pool per batch", "s", ours_s, guide_s, guide_s / ours_s, note=note))


def _guide(files: list[Path]) -> None:
    spawn = multiprocessing.get_context("spawn")
    for at in range(0, len(files), GUIDE_BATCH):
        with spawn.Pool(2) as pool:
            pool.map(batch_tasks.our_features, [str(path) for path in files[at : at + GUIDE_BATCH]])


def _measure_second_run(report: Report, files: list[Path], runs: int) -> None:
    with tempfile.TemporaryDirectory() as out:
        first_s = _once(lambda: run_corpus(files, out, workers=2, features=FEATURES))
        again_s = float(np.median([_once(lambda: run_corpus(files, out, features=FEATURES)) for _ in range(runs)]))
        size = sum(path.stat().st_size for path in Path(out).glob("results.sqlite*"))
    report.add(Row("second run", "s", again_s, first_s, first_s / again_s, "≥ 50 ×", "peer: the first run"))
    report.add(Row("data set", "MB", size / 1e6, note=f"{size / _minutes(files) / 1e3:.0f} kB a minute of sound"))


def _measure_overhead(report: Report, tasks: int, runs: int) -> None:
    """Tasks that do nothing."""
    from concurrent.futures import ProcessPoolExecutor

    numbers = range(tasks)
    with WorkerPool(2) as ours, ProcessPoolExecutor(2, mp_context=multiprocessing.get_context("spawn")) as peer:
        list(ours.map(abs, numbers))
        list(peer.map(abs, numbers))
        pairs = [
            (_once(lambda: list(ours.map(abs, numbers))) / tasks, _once(lambda: list(peer.map(abs, numbers))) / tasks)
            for _ in range(runs)
        ]
    ours_s, peer_s = np.median([a for a, _ in pairs]), np.median([b for _, b in pairs])
    ratio = float(np.median([b / a for a, b in pairs]))
    note = f"{tasks:,} empty tasks on 2 processes; peer: ProcessPoolExecutor.map"
    report.add(Row("overhead a task", "ms", float(ours_s) * 1e3, float(peer_s) * 1e3, ratio, "≤ 0.2 ms", note))


@contextmanager
def _cluster() -> Iterator[str]:
    """A Dask scheduler and two workers of this machine."""
    from distributed import Client

    dask = Path(sys.executable).with_name("dask")
    env = {**os.environ, "PYTHONPATH": os.pathsep.join([str(ROOT), str(ROOT / "backend")])}
    quiet = {"env": env, "stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    with tempfile.TemporaryDirectory() as folder:
        told = Path(folder, "scheduler.json")
        common = ["--no-dashboard", "--scheduler-file", str(told)]
        scheduler = subprocess.Popen([dask, "scheduler", "--host", "127.0.0.1", "--port", "0", *common], **quiet)
        workers = subprocess.Popen([dask, "worker", "--nworkers", "2", "--nthreads", "1", *common], **quiet)
        try:
            while not told.exists():
                if scheduler.poll() is not None:
                    raise RuntimeError("the Dask scheduler did not start")
                time.sleep(0.05)
            with Client(scheduler_file=str(told), timeout=120) as client:
                client.wait_for_workers(2, timeout=120)
                client.run(warm_up, BatchParameters(FEATURES))
                address = client.scheduler.address
            yield address
        finally:
            for process in (workers, scheduler):
                process.terminate()
            for process in (workers, scheduler):
                process.wait(60)


def _measure_cluster(report: Report, files: list[Path], quick: bool) -> None:
    with _cluster() as address:
        pairs = []
        for _ in range(1 if quick else 3):
            local_s = _corpus(files, 2)
            with tempfile.TemporaryDirectory() as out:
                there_s = _once(lambda out=out: run_corpus(files, out, scheduler=address, features=FEATURES))
            pairs.append((local_s, there_s))
    ours_s, peer_s = np.median([a for a, _ in pairs]), np.median([b for _, b in pairs])
    note = f"{len(files)} files; local processes from nothing; peer: two Dask workers that are up and warm"
    ratio = float(np.median([b / a for a, b in pairs]))
    report.add(Row("local against Dask", "s", float(ours_s), float(peer_s), ratio, note=note))


if __name__ == "__main__":
    print(run().to_table())
