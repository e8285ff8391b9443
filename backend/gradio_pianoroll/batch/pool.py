"""Processes that work on tasks, where the death of one costs the task that it was at and nothing else.

`concurrent.futures.ProcessPoolExecutor` loses all that is under way when one process dies. Here each process has a
thread of its own that tends it: it hands out tasks, notices an end, and starts another process. Small tasks travel in
groups; results come back one by one, so that it is known which task was at work.
"""

from __future__ import annotations

import atexit
import logging
import os
import pickle
import threading
import time
import weakref
from collections import deque
from collections.abc import Callable
from concurrent.futures import Executor, Future
from typing import Any, ParamSpec, TypeVar

from gradio_pianoroll.batch import worker
from gradio_pianoroll.batch.process import WorkerProcess
from gradio_pianoroll.errors import BatchError, RemoteTraceback, TaskPickleError, TaskTimeoutError, WorkerDiedError

P = ParamSpec("P")
T = TypeVar("T")

_log = logging.getLogger(__name__)
# A group of small tasks takes about so long: short beside what a person waits, long beside sending it.
GROUP_S = 0.02
GROUP_MAX = 64
WATCH_S = 0.05
STARTS_TRIED = 3


class _Task:
    __slots__ = ("data", "future")

    def __init__(self, data: bytes) -> None:
        self.data = data
        self.future: Future[Any] = Future()


class WorkerPool(Executor):
    """Local processes behind the interface of `concurrent.futures.Executor`.

    A task that ends its process gets `WorkerDiedError`, one that takes longer than `timeout_s` `TaskTimeoutError`, one
    that takes more memory than `memory_mb` (on POSIX) `MemoryError` or, when a library cannot bear that,
    `WorkerDiedError`. The others are not touched. Processes start when there is work for them.

    Parameters
    ----------
    workers
        Processes at most; 0 is one per core.
    timeout_s
        Longest time for a task; None is no limit.
    memory_mb
        How much each process may take on top of what it has when it is ready; None is no limit.
    initializer
        Called in each process before its first task; a function of a module.
    """

    def __init__(
        self,
        workers: int = 0,
        *,
        timeout_s: float | None = None,
        memory_mb: float | None = None,
        initializer: Callable[[], object] | None = None,
    ) -> None:
        if workers < 0:
            raise ValueError(f"the number of workers must not be negative, not {workers}")
        if timeout_s is not None and timeout_s <= 0:
            raise ValueError(f"the time-out must be positive, not {timeout_s} s")
        if memory_mb is not None and memory_mb <= 0:
            raise ValueError(f"the memory limit must be positive, not {memory_mb} MB")
        self.workers = workers or available_cores()
        self._timeout_s, self._memory_mb, self._initializer = timeout_s, memory_mb, initializer
        self._tasks: deque[_Task] = deque()
        self._changed = threading.Condition()
        self._idle = 0
        self._closing = False
        self._killed = False
        self._task_s: float | None = None
        self._processes: dict[int, WorkerProcess] = {}
        self._threads: list[threading.Thread] = []
        self._broken: BatchError | None = None
        _pools.add(self)

    def submit(self, fn: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> Future[T]:
        """Have a function of a module called in a worker.

        Raises
        ------
        TaskPickleError
            When the function or an argument cannot travel, e.g. a function of the script itself.
        RuntimeError
            After `shutdown`.
        """
        task = _Task(_packed(fn, args, kwargs))
        with self._changed:
            if self._closing:
                raise RuntimeError("the pool is shut down; make a new one")
            self._tasks.append(task)
            if self._idle < len(self._tasks) and len(self._threads) < self.workers:
                self._add_thread()
            self._changed.notify()
        return task.future

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        """Take no more tasks; finish those that there are, or cancel what has not begun."""
        with self._changed:
            self._closing = True
            cancelled = [*self._tasks] if cancel_futures else []
            if cancel_futures:
                self._tasks.clear()
            self._changed.notify_all()
        for task in cancelled:
            task.future.cancel()
        if wait:
            for thread in self._threads:
                thread.join()

    def kill(self) -> None:
        """End all processes now and cancel what has not begun; tasks at work get `WorkerDiedError`."""
        self._killed = True
        self.shutdown(wait=False, cancel_futures=True)
        for process in list(self._processes.values()):
            process.kill()
        for thread in self._threads:
            thread.join()

    @property
    def pids(self) -> list[int]:
        """Numbers of the processes that live now."""
        return [process.pid for process in list(self._processes.values())]

    def _add_thread(self) -> None:
        number = len(self._threads)
        thread = threading.Thread(
            target=self._worker_loop, args=(number,), name=f"pianoroll-pool-{number}", daemon=True
        )
        self._threads.append(thread)
        if number == 0 and self._timeout_s is not None:
            threading.Thread(target=self._watch, name="pianoroll-pool-watch", daemon=True).start()
        thread.start()

    def _watch(self) -> None:
        while not self._closing or any(thread.is_alive() for thread in self._threads):
            for process in list(self._processes.values()):
                process.end_if_due()
            # A thread of its own and not a wait on a condition: what it looks at is a clock.
            time.sleep(WATCH_S)

    # In the thread of one worker process.

    def _worker_loop(self, number: int) -> None:
        """Work on groups of tasks until there are none and the pool closes."""
        try:
            while (group := self._next_group()) is not None:
                group = [task for task in group if task.future.set_running_or_notify_cancel()]
                while group:
                    group = self._work_on(number, group)
        finally:
            process = self._processes.pop(number, None)
            if process is not None:
                process.close()

    def _next_group(self) -> list[_Task] | None:
        with self._changed:
            self._idle += 1
            try:
                self._changed.wait_for(lambda: self._tasks or self._closing)
            finally:
                self._idle -= 1
            if not self._tasks:
                return None
            count = 1
            if self._task_s is not None:
                # Few are left: they are divided among all.
                fair = -(-len(self._tasks) // (2 * self.workers))
                count = max(1, min(GROUP_MAX, int(GROUP_S / max(self._task_s, 1e-6)), fair))
            return [self._tasks.popleft() for _ in range(min(count, len(self._tasks)))]

    def _work_on(self, number: int, group: list[_Task]) -> list[_Task]:
        """Have a group done; returns what is left of it when the process is gone."""
        try:
            process = self._process(number)
        except (BatchError, WorkerDiedError) as error:
            for task in group:
                task.future.set_exception(error)
            return []
        process.allow(None)
        # A process that ended while it had nothing to do is nobody's fault.
        if not process.send([task.data for task in group]) or process.receive() is None:
            self._reap(number)
            if self._killed:
                for task in group:
                    task.future.set_exception(WorkerDiedError(None))
                return []
            return group
        for place, task in enumerate(group):
            process.allow(self._timeout_s)
            begin_s = time.perf_counter()
            message = process.receive()
            if message is None:
                died = self._reap(number)
                timed_out = process.timed_out and self._timeout_s is not None
                task.future.set_exception(TaskTimeoutError(self._timeout_s or 0.0) if timed_out else died)
                rest = group[place + 1 :]
                if self._killed:
                    for other in rest:
                        other.future.set_exception(died)
                    return []
                return rest
            self._learn(time.perf_counter() - begin_s)
            _settle(task.future, message)
        process.allow(None)
        return []

    def _learn(self, took_s: float) -> None:
        before_s = self._task_s
        self._task_s = took_s if before_s is None else 0.8 * before_s + 0.2 * took_s

    def _process(self, number: int) -> WorkerProcess:
        if number in self._processes:
            return self._processes[number]
        for _ in range(STARTS_TRIED):
            if self._broken is not None or self._killed:
                break
            process = WorkerProcess(self._initializer, self._memory_mb)
            self._processes[number] = process
            if self._killed:
                process.kill()
            if process.wait_until_ready():
                return process
            _log.warning("a worker process did not come up: %s", self._reap(number))
        if self._killed:
            raise WorkerDiedError(None)
        self._broken = self._broken or BatchError("the worker processes do not come up; see standard error for why")
        raise self._broken

    def _reap(self, number: int) -> WorkerDiedError:
        """Take away a process that is gone; returns why it is."""
        process = self._processes.pop(number)
        died = process.died()
        process.close()
        return died


def available_cores() -> int:
    """Cores that this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def _packed(fn: Callable[..., Any], args: tuple[Any, ...], kwargs: dict[str, Any]) -> bytes:
    if getattr(fn, "__module__", None) == "__main__":
        raise TaskPickleError(
            f"{getattr(fn, '__name__', fn)} is defined in the script itself, where worker processes cannot import it; "
            "put it into a module of its own"
        )
    try:
        return pickle.dumps((fn, args, kwargs), pickle.HIGHEST_PROTOCOL)
    except Exception as error:
        raise TaskPickleError(f"the task cannot be sent to a worker process: {error}") from error


def _settle(future: Future[Any], message: tuple[int, Any]) -> None:
    kind, value = message
    if kind == worker.RESULT:
        future.set_result(value)
        return
    error, text = value
    error.__cause__ = RemoteTraceback(text)
    future.set_exception(error)


_pools: weakref.WeakSet[WorkerPool] = weakref.WeakSet()


@atexit.register
def _end_all() -> None:
    for pool in list(_pools):
        for process in list(pool._processes.values()):
            process.kill()
