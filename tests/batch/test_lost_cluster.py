"""A Dask cluster that goes away in mid-run, in every way: the run ends as after Ctrl-C, and can be gone on with."""

import json
import os
import signal
import subprocess
import sys
import threading
import time

import psutil
import pytest

from gradio_pianoroll.batch import ClusterLostError, Dataset, batch_process_audio, cluster, run
from tests.batch.clusters import ROOT, WAIT_S, SlowNetwork, started
from tests.batch.corpora import endless, real_recordings

COUNT = 8
pytestmark = pytest.mark.timeout(180)
# As `gradio-pianoroll analyze` asks for it.
HOP_S = 256 / 22_050


@pytest.fixture
def corpus(tmp_path):
    folder = tmp_path / "corpus"
    folder.mkdir()
    real_recordings(folder, COUNT)
    return folder


@pytest.fixture
def dask(tmp_path):
    (tmp_path / "dask").mkdir()
    with started(tmp_path / "dask") as dask:
        yield dask


def results(out):
    if not (out / "results.sqlite").exists():
        return 0
    with Dataset(out) as dataset:
        return sum(1 for _ in dataset.items())


def wait_for(condition, process=None):
    end_s = time.monotonic() + WAIT_S
    while not condition():
        assert time.monotonic() < end_s
        assert process is None or process.poll() is None
        time.sleep(0.05)


def analyze(corpus, out, address):
    return subprocess.Popen(
        [
            sys.executable,
            "-m",
            "gradio_pianoroll.cli",
            "analyze",
            str(corpus),
            "--out",
            str(out),
            "--scheduler",
            address,
        ],
        env={**os.environ, "PYTHONPATH": str(ROOT / "backend")},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        # Where tests run in the background, Ctrl-C is ignored, and that is inherited.
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
    )


@pytest.mark.parametrize("how", ["scheduler killed", "Ctrl-C", "Ctrl-C twice"])
def test_the_command_ends_as_after_an_interruption(corpus, tmp_path, dask, how):
    out = tmp_path / "out"
    endless(corpus / "endless.wav")  # the run does not end by itself
    process = analyze(corpus, out, dask.address)
    try:
        wait_for(lambda: results(out) >= 3, process)
        begin_s = time.monotonic()
        if how == "scheduler killed":
            os.kill(dask.scheduler.pid, signal.SIGKILL)
        else:
            process.send_signal(signal.SIGINT)
            if how == "Ctrl-C twice":
                time.sleep(0.2)
                process.send_signal(signal.SIGINT)
        _, told = process.communicate(timeout=WAIT_S)
    finally:
        process.kill()
    assert time.monotonic() - begin_s < cluster.CONNECT_TIMEOUT_S + 40
    # Shells show 130 for both; the second signal may come when Python is already done.
    assert process.returncode in ((130, -signal.SIGINT) if how == "Ctrl-C twice" else (130,)), told
    assert "Traceback" not in told
    if how != "Ctrl-C twice":
        assert f"interrupted: {out} holds what is done; the same command goes on from there" in told
        assert json.loads((out / "report.json").read_text())["interrupted"] is True
        assert (out / "report.html").exists()
    if how == "scheduler killed":
        assert f"the cluster at {dask.address} is gone: the connection to its scheduler broke" in told
    # Nothing that was done is lost, and nothing is marked as failed.
    done = results(out)
    assert 3 <= done <= COUNT
    (corpus / "endless.wav").unlink()
    report = run(corpus, out, workers=1, hop_s=HOP_S)
    assert (report.skipped, report.analysed, report.failed) == (done, COUNT - done, [])


def test_a_list_of_files_keeps_what_was_found_before_the_cluster_went(corpus, tmp_path, dask, monkeypatch):
    monkeypatch.setattr(cluster, "CONNECT_TIMEOUT_S", 3.0)
    files = [*sorted(corpus.rglob("*.*")), endless(tmp_path / "endless.wav")]

    def kill(now):
        if now.done == 3:
            os.kill(dask.scheduler.pid, signal.SIGKILL)

    outcomes = batch_process_audio(files, scheduler=dask.address, on_progress=kill)
    assert len(outcomes) == len(files)
    assert all(outcome.ok for outcome in outcomes[:3])
    assert (outcomes[-1].kind, "is gone" in outcomes[-1].error) == ("crash", True)


def test_workers_that_all_die_end_the_run(corpus, tmp_path, dask, monkeypatch):
    monkeypatch.setattr(cluster, "NO_WORKERS_S", 4.0)
    endless(corpus / "endless.wav")
    killed = []

    def kill(now):
        if now.done >= 2 and not killed:
            parents = [
                dask.workers.pid,
                *(child.pid for child in psutil.Process(dask.workers.pid).children(recursive=True)),
            ]
            for pid in parents:
                os.kill(pid, signal.SIGKILL)
            killed.extend(parents)

    with pytest.raises(ClusterLostError, match="it has had no worker for 4 s"):
        run(corpus, tmp_path / "out", scheduler=dask.address, on_progress=kill)
    assert killed
    assert json.loads((tmp_path / "out" / "report.json").read_text())["interrupted"] is True
    assert results(tmp_path / "out") >= 2


def test_a_scheduler_that_is_silent_ends_the_run_and_one_that_pauses_does_not(corpus, tmp_path, dask, monkeypatch):
    monkeypatch.setattr(cluster, "SILENT_S", 8.0)
    paused = []

    def pause(now):
        if not paused:
            os.kill(dask.scheduler.pid, signal.SIGSTOP)
            paused.append(threading.Timer(3.0, os.kill, (dask.scheduler.pid, signal.SIGCONT)))
            paused[0].start()

    report = run(corpus, tmp_path / "out", scheduler=dask.address, on_progress=pause)
    assert paused
    assert (report.analysed, report.failed) == (COUNT, [])

    endless(corpus / "endless.wav")
    try:
        with pytest.raises(ClusterLostError, match="has answered nothing for 8 s"):
            run(
                corpus,
                tmp_path / "again",
                scheduler=dask.address,
                on_progress=lambda now: os.kill(dask.scheduler.pid, signal.SIGSTOP),
            )
    finally:
        os.kill(dask.scheduler.pid, signal.SIGCONT)
    assert results(tmp_path / "again") >= 1


def test_a_slow_network_and_one_that_breaks_for_a_moment_cost_nothing(corpus, tmp_path, dask):
    network = SlowNetwork(dask.address, delay_s=0.3)
    cuts = []

    def cut(now):
        if now.done >= 2 and len(cuts) < 2:
            cuts.append(network.connections)
            network.cut()

    try:
        report = run(corpus, tmp_path / "out", scheduler=network.address, on_progress=cut)
    finally:
        network.close()
    assert len(cuts) == 2
    # After the second cut there may be nothing left to ask for.
    assert network.connections > cuts[0]
    assert (report.analysed, report.failed, report.interrupted) == (COUNT, [], False)


def test_a_network_that_stays_away_ends_the_run(corpus, tmp_path, dask, monkeypatch):
    monkeypatch.setattr(cluster, "CONNECT_TIMEOUT_S", 4.0)
    network = SlowNetwork(dask.address, delay_s=0.05)
    endless(corpus / "endless.wav")
    with pytest.raises(ClusterLostError, match="the connection to its scheduler broke"):
        run(corpus, tmp_path / "out", scheduler=network.address, on_progress=lambda now: network.close())
    assert results(tmp_path / "out") >= 1
    assert not [t for t in threading.enumerate() if t.name.startswith("pianoroll-cluster") and t.is_alive()]
