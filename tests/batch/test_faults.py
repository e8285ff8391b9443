"""What goes wrong in mid-run, and what is there afterwards."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import psutil
import pytest

from gradio_pianoroll.batch import BatchParameters, Dataset, run
from tests.batch.corpora import endless, real_recordings

WAIT_S = 240
ROOT = Path(__file__).parents[2]
COUNT = 12


@pytest.fixture
def corpus(tmp_path):
    folder = tmp_path / "corpus"
    folder.mkdir()
    real_recordings(folder, COUNT)
    return folder


def _is_worker(child):
    try:
        return "gradio_pianoroll.batch" in str(child.cmdline())
    except psutil.NoSuchProcess:  # it has ended and is not waited for yet
        return False


def _command(corpus: Path, out: Path, *more: str) -> list[str]:
    return [sys.executable, "-m", "gradio_pianoroll.cli", "analyze", str(corpus), "--out", str(out), *more]


def _environment() -> dict[str, str]:
    return {**os.environ, "PYTHONPATH": str(ROOT / "backend")}


def _results(out: Path) -> int:
    if not (out / "results.sqlite").exists():
        return 0
    with Dataset(out) as dataset:
        return sum(1 for _ in dataset.items())


def _wait_for(condition, process=None):
    end_s = time.monotonic() + WAIT_S
    while not (found := condition()):
        assert time.monotonic() < end_s
        assert process is None or process.poll() is None
        time.sleep(0.05)
    return found


def test_a_worker_killed_in_mid_run_costs_its_file_and_the_next_run_gets_it(corpus, tmp_path):
    out, killed = tmp_path / "out", []

    def kill_one(now):
        if now.done >= 2 and not killed:
            children = [child for child in psutil.Process().children() if _is_worker(child)]
            killed.append(children[0].pid)
            os.kill(children[0].pid, signal.SIGKILL)

    report = run(corpus, out, workers=1, on_progress=kill_one)
    assert killed
    # A worker that had nothing to do at that moment costs nothing.
    assert len(report.failed) <= 1
    assert all(record.kind == "crash" and "SIGKILL" in record.reason for record in report.failed)
    assert report.analysed + len(report.failed) == COUNT
    again = run(corpus, out, workers=1)
    assert (again.skipped, again.failed) == (report.analysed, [])
    assert again.analysed == len(report.failed)


def test_a_file_without_an_end_costs_its_time_and_nothing_else(corpus, tmp_path):
    endless(corpus / "endless.wav")
    report = run(corpus, tmp_path / "out", workers=2, timeout_s=6.0)
    assert [(record.name, record.kind) for record in report.failed] == [("endless.wav", "timeout")]
    assert report.analysed == COUNT


def test_a_file_that_needs_too_much_memory_costs_itself(corpus, tmp_path):
    # 1 024 channels: one block of it is hundreds of megabytes.
    endless(corpus / "wide.wav", channels=1_024, size=1 << 28)
    report = run(corpus, tmp_path / "out", workers=1, memory_mb=150, features=("loudness",))
    assert [(record.name, record.kind) for record in report.failed] == [("wide.wav", "memory")]
    assert report.analysed == COUNT


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGKILL], ids=["Ctrl-C", "kill -9"])
def test_what_an_ended_program_leaves_is_usable_and_the_next_run_goes_on(corpus, tmp_path, how):
    out = tmp_path / "out"
    endless(corpus / "endless.wav")  # one worker is at it, and the run does not end before it is stopped
    with subprocess.Popen(
        _command(corpus, out, "--workers", "2"),
        env=_environment(),
        stderr=subprocess.PIPE,
        text=True,
        # Where tests run in the background, Ctrl-C is ignored, and that is inherited.
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
    ) as process:
        _wait_for(lambda: _results(out) >= 3, process)
        workers = [child.pid for child in psutil.Process(process.pid).children(recursive=True)]
        assert len(workers) >= 2
        process.send_signal(how)
        try:
            told = process.communicate(timeout=WAIT_S)[1]
        finally:
            process.kill()
    assert process.returncode == (130 if how == signal.SIGINT else -signal.SIGKILL)
    if how == signal.SIGINT:
        assert "goes on from there" in told
        assert '"interrupted": true' in (out / "report.json").read_text()
    _wait_for(lambda: not any(psutil.pid_exists(pid) for pid in workers))
    done = _results(out)
    assert 3 <= done <= COUNT
    (corpus / "endless.wav").unlink()
    report = run(corpus, out, workers=1, hop_s=256 / 22_050)  # as the command asks for it
    assert (report.skipped, report.analysed, report.failed) == (done, COUNT - done, [])
    with Dataset(out) as dataset:
        assert all(len(blob.arrays["f0_hz"]) == blob.meta["n_frames"] > 0 for _, blob in dataset.items())


def test_a_full_disk_ends_the_run_with_a_sentence_and_what_is_written_stays(corpus, tmp_path):
    out = tmp_path / "out"
    limited = (
        "import resource, sys; resource.setrlimit(resource.RLIMIT_FSIZE, (120_000, 120_000)); "
        "from gradio_pianoroll.batch import BatchError, run\n"
        "try:\n    run(sys.argv[1], sys.argv[2], workers=1, features=('loudness',), hop_length=16)\n"
        "except BatchError as error:\n    print(error)\n    sys.exit(5)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", limited, str(corpus), str(out)],
        env=_environment(),
        capture_output=True,
        text=True,
        timeout=WAIT_S,
    )
    assert done.returncode == 5, done.stderr
    assert "cannot be written" in done.stdout
    assert "run again" in done.stdout
    parameters = BatchParameters(("loudness",), hop_length=16)
    with Dataset(out) as dataset:
        kept = [blob.meta["n_frames"] for _, blob in dataset.items(parameters)]
    assert 0 < len(kept) < COUNT
    report = run(corpus, out, workers=1, features=("loudness",), hop_length=16)
    assert (report.skipped, report.analysed, report.failed) == (len(kept), COUNT - len(kept), [])


def test_a_damaged_entry_is_computed_again(corpus, tmp_path):
    out = tmp_path / "out"
    run(corpus, out, workers=1, features=("loudness",))
    data = (out / "results.sqlite").read_bytes()
    with Dataset(out) as dataset:
        record, blob = next(dataset.items(BatchParameters(("loudness",))))
        found = data.find(blob.arrays["loudness_db"].tobytes()[:64])
    assert found > 0
    with (out / "results.sqlite").open("r+b") as file:
        file.seek(found)
        file.write(bytes(32))
    with Dataset(out) as dataset:
        assert dataset.get(record.name, BatchParameters(("loudness",))) is None
    report = run(corpus, out, workers=1, features=("loudness",))
    assert (report.skipped, report.analysed) == (COUNT - 1, 1)
