"""The same tasks on a Dask cluster: a real scheduler, real worker processes, one of them killed in mid-run."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import psutil
import pytest

from gradio_pianoroll.batch import BatchError, Dataset, batch_process_audio, run
from tests.batch.corpora import endless, real_recordings, spoil

WAIT_S = 120
ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def cluster(tmp_path_factory):
    """Address of a scheduler with two workers that have a nanny each; ended with everything below them."""
    folder = tmp_path_factory.mktemp("cluster")
    env = {**os.environ, "PYTHONPATH": os.pathsep.join([str(ROOT), str(ROOT / "backend")])}
    told = folder / "scheduler.json"
    dask = Path(sys.executable).with_name("dask")
    common = {"env": env, "cwd": folder, "stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    scheduler = subprocess.Popen(
        [dask, "scheduler", "--host", "127.0.0.1", "--port", "0", "--no-dashboard", "--scheduler-file", told], **common
    )
    workers = subprocess.Popen(
        [dask, "worker", "--nworkers", "2", "--nthreads", "1", "--no-dashboard", "--scheduler-file", told], **common
    )
    try:
        from distributed import Client

        end_s = time.monotonic() + WAIT_S
        while not told.exists():
            assert time.monotonic() < end_s
            assert scheduler.poll() is None
            time.sleep(0.05)
        with Client(scheduler_file=str(told), timeout=WAIT_S) as client:
            client.wait_for_workers(2, timeout=WAIT_S)
            address = client.scheduler.address
        yield address
    finally:
        below = [child for parent in (workers, scheduler) for child in _tree(parent.pid)]
        for process in [*below, workers, scheduler]:
            process.terminate()
        _, alive = psutil.wait_procs(below, timeout=20)
        for process in alive:
            process.kill()
        workers.wait(20)
        scheduler.wait(20)


def _tree(pid):
    return psutil.Process(pid).children(recursive=True) if psutil.pid_exists(pid) else []


def _worker_pids(address):
    from distributed import Client

    with Client(address) as client:
        return list(client.run(os.getpid).values())


def test_a_cluster_gives_what_local_processes_give_though_a_worker_is_killed(cluster, tmp_path):
    corpus = tmp_path / "corpus"
    corpus.mkdir()
    real_recordings(corpus, 12)
    spoiled = spoil(corpus)
    victim, killed = _worker_pids(cluster)[0], []

    def kill_one(now):
        if now.done >= 3 and not killed:
            os.kill(victim, signal.SIGKILL)
            killed.append(victim)

    report = run(corpus, tmp_path / "there", scheduler=cluster, on_progress=kill_one)
    assert killed
    # Dask repeats elsewhere what a dead worker was at.
    assert {record.name: record.kind for record in report.failed} == spoiled
    assert report.analysed == 12
    run(corpus, tmp_path / "here", workers=1)
    with Dataset(tmp_path / "there") as there, Dataset(tmp_path / "here") as here:
        assert {n: r.key for n, r in there.records().items()} == {n: r.key for n, r in here.records().items()}
        for (_, one), (_, other) in zip(there.items(), here.items(), strict=True):
            assert {n: a.tobytes() for n, a in one.arrays.items()} == {n: a.tobytes() for n, a in other.arrays.items()}


def test_time_outs_hold_on_a_cluster_too(cluster, tmp_path):
    good = real_recordings(tmp_path, 2)
    outcomes = batch_process_audio([endless(tmp_path / "endless.wav"), *good], scheduler=cluster, timeout_s=8.0)
    assert [outcome.kind for outcome in outcomes] == ["timeout", None, None]


def test_a_scheduler_that_does_not_answer_is_said(tmp_path, monkeypatch):
    monkeypatch.setattr("gradio_pianoroll.batch.executors.CONNECT_TIMEOUT_S", 1)
    real_recordings(tmp_path, 1)
    with pytest.raises(BatchError, match=r"no Dask scheduler answers at tcp://127\.0\.0\.1:9"):
        run(tmp_path, tmp_path / "out", scheduler="tcp://127.0.0.1:9")
