"""Who does the tasks: processes of this machine or a Dask cluster."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import Executor
from contextlib import contextmanager

from gradio_pianoroll.batch.cluster import open_cluster
from gradio_pianoroll.batch.pool import WorkerPool, available_cores


@contextmanager
def open_executor(
    workers: int,
    scheduler: str | None,
    timeout_s: float | None,
    memory_mb: float | None,
    initializer: Callable[[], object] | None,
) -> Iterator[tuple[Executor, int, bool]]:
    """Executor, how many tasks it does at once, and whether tasks must look after their time-out themselves.

    When the block is left by an error or Ctrl-C, tasks at work are ended and the others cancelled.
    """
    if scheduler is not None:
        with open_cluster(scheduler) as (executor, count):
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
    """Number of workers that the settings say, else one per core."""
    from gradio_pianoroll.settings import get_settings

    return get_settings().batch_workers or available_cores()
