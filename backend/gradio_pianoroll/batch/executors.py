"""Who does the tasks: processes of this machine or a Dask cluster."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import Executor
from contextlib import contextmanager

from gradio_pianoroll.batch.errors import BatchError
from gradio_pianoroll.batch.pool import WorkerPool, available_cores

INSTALL_LINE = "pip install 'gradio_pianoroll[cluster]'"
CONNECT_TIMEOUT_S = 20


@contextmanager
def open_executor(
    workers: int,
    scheduler: str | None,
    timeout_s: float | None,
    memory_mb: float | None,
    initializer: Callable[[], object] | None,
) -> Iterator[tuple[Executor, int, bool]]:
    """An executor, how many tasks it does at once, and whether tasks must look after their time-out themselves.

    When the block is left by an error or Ctrl-C, tasks at work are ended and the others cancelled.
    """
    if scheduler is not None:
        with _cluster(scheduler) as (executor, count):
            yield executor, count, True
        return
    pool = WorkerPool(workers or default_workers(), timeout_s=timeout_s, memory_mb=memory_mb, initializer=initializer)
    try:
        yield pool, pool.workers, False
    except BaseException:
        pool.kill()
        raise
    pool.shutdown()


def default_workers() -> int:
    """What the settings say, else one per core."""
    from gradio_pianoroll.settings import get_settings

    return get_settings().batch_workers or available_cores()


@contextmanager
def _cluster(address: str) -> Iterator[tuple[Executor, int]]:
    try:
        from distributed import Client
    except ImportError as error:
        raise BatchError(f"a cluster needs the package distributed: {INSTALL_LINE}") from error
    try:
        client = Client(address, timeout=CONNECT_TIMEOUT_S)
    except (OSError, TimeoutError, ValueError) as error:
        raise BatchError(f"no Dask scheduler answers at {address} ({error}); check the address") from error
    try:
        executor = client.get_executor(pure=False, retries=0)
        try:
            yield executor, max(1, sum(client.nthreads().values()))
        finally:
            executor.shutdown(wait=False)
    finally:
        client.close()
