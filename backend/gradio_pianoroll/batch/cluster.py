"""A Dask cluster as an executor that says when the cluster is gone.

Dask's client waits for ever for a scheduler that does not answer any more, for workers that never come back, and for
tasks that were lost together with a connection. Here a task whose connection was lost is given again once there is a
new one, and a cluster that stays away fails all tasks that wait for it.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Executor, Future
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import Any

from gradio_pianoroll.errors import BatchError, ClusterLostError, MissingBatchPackageError
from gradio_pianoroll.extras import require
from gradio_pianoroll.i18n.sentence import Sentence

#: How long a new connection is tried for, at the start and after one broke.
CONNECT_TIMEOUT_S = 20.0
#: A scheduler that answers nothing for so long is gone, however slow the network.
SILENT_S = 120.0
#: Workers may come late (a cluster that grows), and a nanny starts a new one for one that died.
NO_WORKERS_S = 120.0
LOOK_EVERY_S = 0.25
ASK_EVERY_S = 2.0
FETCH_EVERY_S = 0.05
CLOSE_WAIT_S = 5.0
_log = logging.getLogger(__name__)


@dataclass(eq=False)
class _Task:
    """Call, what the program waits for, and the cluster's own future; `lost` is a task that must be given again."""

    outer: Future[Any]
    function: Callable[..., Any]
    arguments: tuple[Any, ...]
    inner: Any = None
    lost: bool = False


class ClusterExecutor(Executor):
    """Gives tasks to a Dask client and watches the cluster meanwhile.

    Parameters
    ----------
    client
        A connected `distributed.Client`.
    address
        Of its scheduler, for messages.
    """

    def __init__(self, client: Any, address: str) -> None:
        self._client, self._address = client, address
        self._lock = threading.Lock()
        self._open: set[_Task] = set()
        self._gone: ClusterLostError | None = None
        self._closing = threading.Event()
        now_s = time.monotonic()
        self._running_s = self._answer_s = self._workers_s = now_s
        # Each may wait for a peer that is silent, so that the watcher does nothing but watch.
        self._watcher = self._thread("watch", LOOK_EVERY_S, self._watch)
        self._thread("ask", ASK_EVERY_S, self._ask)
        self._thread("fetch", FETCH_EVERY_S, self._fetch)

    def _thread(self, name: str, every_s: float, act: Callable[[], None]) -> threading.Thread:
        def again_and_again() -> None:
            while not self._closing.wait(every_s) and self._gone is None:
                act()

        thread = threading.Thread(target=again_and_again, name=f"pianoroll-cluster-{name}", daemon=True)
        thread.start()
        return thread

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        """Give a task; when the cluster is gone its future says so at once."""
        if kwargs:
            raise TypeError("tasks of a cluster take positional arguments")
        task = _Task(Future(), fn, args)
        with self._lock:
            if self._closing.is_set():
                raise RuntimeError("the executor is shut down")
            if self._gone is not None:
                task.outer.set_exception(self._gone)
                return task.outer
            self._open.add(task)
        self._give(task)
        return task.outer

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        """End it: tasks that are not finished are cancelled, as far as the cluster can still be told."""
        self._closing.set()
        with self._lock:
            left, self._open = list(self._open), set()
        for task in left:
            task.outer.cancel()
        given = [task.inner for task in left if task.inner is not None]
        if given and self._gone is None:
            _within(CLOSE_WAIT_S, lambda: self._client.cancel(given, force=True))
        if wait:
            self._watcher.join()

    def _give(self, task: _Task) -> None:
        task.lost = False
        try:
            task.inner = self._client.submit(task.function, *task.arguments, pure=False, retries=0)
        except Exception as error:  # noqa: BLE001 - a client that is about to close raises whatever comes to hand
            # Without a connection it is given again later; with one it is the task that cannot travel.
            if self._client.status == "running":
                self._finish(task, error=error)
            else:
                self._lose(task)

    def _fetch(self) -> None:
        """Take what is finished from the cluster; what was lost on the way is given again."""
        with self._lock:
            given = [task for task in self._open if task.inner is not None]
        ready = []
        for task in given:
            status = task.inner.status
            if status == "finished":
                ready.append(task)
            elif status == "error":
                self._finish(task, error=task.inner.exception())
            elif status == "cancelled":
                # Nobody here cancels: the connection broke, and with it Dask forgot its tasks.
                self._lose(task)
        if not ready:
            return
        try:
            values = self._client.gather([task.inner for task in ready])
        except Exception as error:  # noqa: BLE001 - tasks that failed are not among them: it is the connection
            _log.debug("results were lost on their way: %s", error)
            for task in ready:
                self._lose(task)
            return
        for task, value in zip(ready, values, strict=True):
            self._finish(task, value=value)

    def _lose(self, task: _Task) -> None:
        task.inner, task.lost = None, True

    def _finish(self, task: _Task, value: Any = None, error: BaseException | None = None) -> None:
        with self._lock:
            if task not in self._open:
                return
            self._open.discard(task)
        if not task.outer.set_running_or_notify_cancel():
            return
        if error is not None:
            task.outer.set_exception(error)
        else:
            task.outer.set_result(value)

    def _watch(self) -> None:
        """Give lost tasks again, or give up."""
        now_s = time.monotonic()
        status = self._client.status
        if status == "running":
            self._running_s = now_s
            with self._lock:
                lost = [task for task in self._open if task.lost]
            for task in lost:
                self._give(task)
        if reason := self._why_gone(status, now_s):
            self._give_up(ClusterLostError(f"the cluster at {self._address} is gone: {reason}"))

    def _why_gone(self, status: str, now_s: float) -> str:
        if status in ("closing", "closed") or now_s - self._running_s > CONNECT_TIMEOUT_S + LOOK_EVERY_S:
            return f"the connection to its scheduler broke, and there was no new one within {CONNECT_TIMEOUT_S:g} s"
        if status == "running" and now_s - self._answer_s > SILENT_S:
            return f"its scheduler has answered nothing for {SILENT_S:g} s"
        if now_s - self._workers_s > NO_WORKERS_S and self._answer_s > self._workers_s:
            return f"it has had no worker for {NO_WORKERS_S:g} s"
        return ""

    def _ask(self) -> None:
        """Ask who works there: an answer says that the scheduler lives."""
        try:
            workers = self._client.nthreads()
        except Exception as error:  # noqa: BLE001 - no answer is what is looked for
            _log.debug("the scheduler gave no answer: %s", error)
            return
        self._answer_s = time.monotonic()
        if workers:
            self._workers_s = self._answer_s

    def _give_up(self, error: ClusterLostError) -> None:
        with self._lock:
            self._gone = error
            left = list(self._open)
        for task in left:
            self._finish(task, error=error)


@contextmanager
def open_cluster(address: str) -> Iterator[tuple[ClusterExecutor, int]]:
    """Executor of the cluster whose scheduler is at `address`, and how many tasks it does at once.

    Raises
    ------
    BatchError
        When Dask is missing, or nobody answers there.
    """
    Client = require("distributed", Sentence("needs.cluster"), MissingBatchPackageError).Client
    with _quiet():
        try:
            client = Client(address, timeout=CONNECT_TIMEOUT_S)
        except (OSError, TimeoutError, ValueError) as error:
            raise BatchError(f"no Dask scheduler answers at {address} ({error}); check the address") from error
        try:
            threads = client.nthreads()
            executor = ClusterExecutor(client, address)
            try:
                yield executor, max(1, sum(threads.values()))
            finally:
                executor.shutdown(wait=False)
        finally:
            _within(CLOSE_WAIT_S, lambda: client.close(timeout=CLOSE_WAIT_S))


@contextmanager
def _quiet() -> Iterator[None]:
    """Silence what Dask logs about broken connections: it is told by us in a sentence."""
    names = [name for name in logging.root.manager.loggerDict if name.split(".")[0] in ("distributed", "tornado")]
    levels = {logger: logger.level for logger in map(logging.getLogger, names)}
    for logger in levels:
        logger.setLevel(logging.CRITICAL)
    try:
        yield
    finally:
        for logger, level in levels.items():
            logger.setLevel(level)


def _within(seconds: float, act: Callable[[], object]) -> None:
    """Do something that may wait for a peer that is gone; go on after a while."""

    def quietly() -> None:
        with suppress(Exception):
            act()

    thread = threading.Thread(target=quietly, name="pianoroll-cluster-close", daemon=True)
    thread.start()
    thread.join(seconds)
