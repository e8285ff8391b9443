"""The pool: every task has its answer, whatever happens to the others."""

import os
import signal
import subprocess
import sys
import threading
import time
from concurrent.futures import CancelledError, wait
from pathlib import Path

import pytest

from gradio_pianoroll.batch import WorkerPool
from gradio_pianoroll.errors import BatchError, TaskPickleError, TaskTimeoutError, WorkerDiedError
from tests.batch import jobs

WAIT_S = 120
ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def pool():
    with WorkerPool(2) as made:
        yield made


def test_tasks_come_back_in_order_and_in_several_processes(pool):
    assert list(pool.map(jobs.double, range(2_000), timeout=WAIT_S)) == list(range(0, 4_000, 2))
    assert len(pool.pids) == 2
    assert os.getpid() not in pool.map(jobs.pid, range(50))


def test_an_error_comes_back_as_it_was_with_its_traceback(pool):
    with pytest.raises(LookupError, match="no such song") as caught:
        pool.submit(jobs.fail, "no such song").result(WAIT_S)
    assert "jobs.py" in str(caught.value.__cause__)
    with pytest.raises(RuntimeError, match="Strange: one and two"):
        pool.submit(jobs.strange).result(WAIT_S)


def test_what_cannot_travel_is_an_error_of_that_task_alone(pool):
    with pytest.raises(TaskPickleError, match="result, a lock"):
        pool.submit(jobs.lock).result(WAIT_S)
    with pytest.raises(TaskPickleError, match="cannot be sent"):
        pool.submit(jobs.double, threading.Lock())
    with pytest.raises(TaskPickleError, match="cannot be sent"):
        pool.submit(lambda: 1)
    assert pool.submit(jobs.double, 4).result(WAIT_S) == 8


def test_large_arguments_and_results_travel_whole(pool):
    data = os.urandom(5_000_000)
    assert pool.submit(jobs.echo, data).result(WAIT_S) == data


def test_what_a_task_prints_does_not_get_between_the_messages(pool):
    assert pool.submit(jobs.talk, "hello " * 1_000).result(WAIT_S) == ""


@pytest.mark.parametrize(
    ("how", "told"),
    [("kill", "SIGKILL"), ("crash", "SIGSEGV"), ("exit", "exit code 7"), ("sys.exit", "exit code 3")],
)
def test_a_deadly_task_costs_itself_and_is_told_why(pool, how, told):
    deadly = pool.submit(jobs.die, how)
    others = [pool.submit(jobs.double, n) for n in range(20)]
    with pytest.raises(WorkerDiedError, match=told):
        deadly.result(WAIT_S)
    assert [future.result(WAIT_S) for future in others] == list(range(0, 40, 2))


def test_of_groups_of_small_tasks_only_the_deadly_ones_are_lost(pool):
    list(pool.map(jobs.double, range(500)))  # it learns that they are small, and sends them in groups
    deadly = frozenset({50, 51, 333})
    futures = [pool.submit(jobs.double_or_die, n, deadly) for n in range(400)]
    wait(futures, WAIT_S)
    lost = {n for n, future in enumerate(futures) if future.exception() is not None}
    assert lost == deadly
    assert all(isinstance(futures[n].exception(), WorkerDiedError) for n in deadly)
    assert all(future.result() == 2 * n for n, future in enumerate(futures) if n not in deadly)


def test_a_worker_killed_from_outside_in_mid_run_costs_what_it_was_at(pool, tmp_path):
    victim = pool.submit(jobs.say_where, str(tmp_path))
    others = [pool.submit(jobs.double, n) for n in range(300)]
    while not (left := list(tmp_path.glob("*.pid"))):
        assert not victim.done()
        time.sleep(0.01)
    os.kill(int(left[0].stem), signal.SIGKILL)
    with pytest.raises(WorkerDiedError, match="SIGKILL"):
        victim.result(WAIT_S)
    assert [future.result(WAIT_S) for future in others] == [2 * n for n in range(300)]


def test_a_worker_killed_while_it_has_nothing_to_do_costs_nothing(pool):
    list(pool.map(jobs.double, range(50)))
    for number in pool.pids:
        os.kill(number, signal.SIGKILL)
    assert list(pool.map(jobs.double, range(50), timeout=WAIT_S)) == [2 * n for n in range(50)]


def test_time_out_ends_the_task_and_its_process_and_no_other():
    with WorkerPool(2, timeout_s=5.0) as pool:
        stuck = pool.submit(jobs.hang)
        assert list(pool.map(jobs.double, range(100), timeout=WAIT_S)) == [2 * n for n in range(100)]
        with pytest.raises(TaskTimeoutError, match="longer than 5 s"):
            stuck.result(WAIT_S)
        assert pool.submit(jobs.double, 1).result(WAIT_S) == 2


def test_a_memory_hog_costs_itself():
    with WorkerPool(1, memory_mb=300) as pool:
        hog, small = pool.submit(jobs.hog, 2_000), pool.submit(jobs.hog, 100)
        with pytest.raises(MemoryError):
            hog.result(WAIT_S)
        assert small.result(WAIT_S) == 100_000_000


def test_cancelled_tasks_do_not_run_and_shutdown_waits(tmp_path):
    gate = tmp_path / "gate"
    with WorkerPool(1) as pool:
        running = pool.submit(jobs.wait_for, str(gate))
        while not running.running():
            time.sleep(0.01)
        waiting = [pool.submit(jobs.double, n) for n in range(5)]
        assert waiting[2].cancel()
        # Opened when the shutdown is under way.
        threading.Timer(0.3, gate.touch).start()
    assert running.done()
    assert [f.cancelled() for f in waiting] == [False, False, True, False, False]
    with pytest.raises(RuntimeError, match="shut down"):
        pool.submit(jobs.double, 1)


def test_kill_leaves_no_process_no_thread_and_no_open_future():
    pool = WorkerPool(2)
    futures = [pool.submit(jobs.hang) for _ in range(6)]
    while len(pool.pids) < 2 or not futures[1].running():
        time.sleep(0.01)
    numbers = pool.pids
    pool.kill()
    for future in futures:
        with pytest.raises((WorkerDiedError, CancelledError)):
            future.result(WAIT_S)
    for number in numbers:
        with pytest.raises(ProcessLookupError):
            os.kill(number, 0)
    assert not [t for t in threading.enumerate() if t.name.startswith("pianoroll-pool-") and t in pool._threads]


def test_workers_are_set_up_first_with_one_thread_each():
    with WorkerPool(1, initializer=jobs.set_up) as pool:
        assert pool.submit(jobs.was_set_up).result(WAIT_S) == ("yes", "1")


def test_workers_that_do_not_come_up_are_one_clear_error():
    with WorkerPool(1, initializer=jobs.refuse_to_start) as pool:
        futures = [pool.submit(jobs.double, n) for n in range(3)]
        for future in futures:
            with pytest.raises(BatchError, match="do not come up"):
                future.result(WAIT_S)


def test_a_script_without_a_main_guard_works_and_leaves_no_process(tmp_path):
    script = tmp_path / "plain.py"
    script.write_text(
        "import os\nfrom gradio_pianoroll.batch import WorkerPool\nfrom tests.batch import jobs\n"
        "pool = WorkerPool(1)\nprint(pool.submit(jobs.pid).result(), flush=True)\n"
        "def own(): pass\n"
        "try:\n    pool.submit(own)\nexcept TypeError as error:\n    print(error)\n"
    )
    env = {**os.environ, "PYTHONPATH": os.pathsep.join([str(ROOT), str(ROOT / "backend")])}
    done = subprocess.run([sys.executable, script], capture_output=True, text=True, env=env, timeout=WAIT_S, check=True)
    number, told = done.stdout.splitlines()
    assert "own is defined in the script itself" in told
    end_s = time.monotonic() + WAIT_S
    while Path(f"/proc/{number}").exists() and time.monotonic() < end_s:
        time.sleep(0.01)
    assert not Path(f"/proc/{number}").exists()


@pytest.mark.parametrize("bad", [{"workers": -1}, {"timeout_s": 0}, {"memory_mb": -5}])
def test_impossible_pools_are_refused(bad):
    with pytest.raises(ValueError, match="must"):
        WorkerPool(**bad)
