"""The same tasks on a Dask cluster: a real scheduler, real worker processes, one of them killed in mid-run."""

import os
import signal

import pytest

from gradio_pianoroll.batch import BatchError, Dataset, batch_process_audio, run
from tests.batch.clusters import started
from tests.batch.corpora import endless, real_recordings, spoil


@pytest.fixture(scope="module")
def cluster(tmp_path_factory):
    with started(tmp_path_factory.mktemp("cluster")) as cluster:
        yield cluster


def test_a_cluster_gives_what_local_processes_give_though_a_worker_is_killed(cluster, tmp_path):
    corpus = tmp_path / "corpus"
    corpus.mkdir()
    real_recordings(corpus, 12)
    spoiled = spoil(corpus)
    victim, killed = cluster.worker_pids()[0], []

    def kill_one(now):
        if now.done >= 3 and not killed:
            os.kill(victim, signal.SIGKILL)
            killed.append(victim)

    report = run(corpus, tmp_path / "there", scheduler=cluster.address, on_progress=kill_one)
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
    outcomes = batch_process_audio([endless(tmp_path / "endless.wav"), *good], scheduler=cluster.address, timeout_s=8.0)
    assert [outcome.kind for outcome in outcomes] == ["timeout", None, None]


def test_a_scheduler_that_does_not_answer_is_said(tmp_path, monkeypatch):
    monkeypatch.setattr("gradio_pianoroll.batch.cluster.CONNECT_TIMEOUT_S", 1)
    real_recordings(tmp_path, 1)
    with pytest.raises(BatchError, match=r"no Dask scheduler answers at tcp://127\.0\.0\.1:9"):
        run(tmp_path, tmp_path / "out", scheduler="tcp://127.0.0.1:9")
