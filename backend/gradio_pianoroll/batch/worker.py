"""What runs in a worker process of `WorkerPool`: tasks from standard input, results to standard output."""

from __future__ import annotations

import os
import pickle
import sys
import threading
import time
import traceback
from typing import Any, BinaryIO

from gradio_pianoroll.batch.messages import read_frame, write_frame
from gradio_pianoroll.errors import TaskPickleError

# Kinds of messages to the pool.
READY, BEGUN, RESULT, ERROR = range(4)
PARENT_LOOK_S = 1.0


def main() -> None:
    """Work until standard input ends: the pool has closed it, or its process is gone."""
    tasks, results = _private_pipes()
    threading.Thread(target=_follow_parent, args=(os.getppid(),), daemon=True).start()
    setup = read_frame(tasks)
    if setup is None:
        return
    initializer, memory_mb = pickle.loads(setup)
    if initializer is not None:
        initializer()
    _limit_memory(memory_mb)
    write_frame(results, pickle.dumps((READY, None)))
    while (data := read_frame(tasks)) is not None:
        write_frame(results, pickle.dumps((BEGUN, None)))
        for task in pickle.loads(data):
            write_frame(results, _run(task))


def _follow_parent(parent: int) -> None:
    """End with the program, in the midst of a long task, too (POSIX: its orphans get another parent)."""
    while os.getppid() == parent:
        time.sleep(PARENT_LOOK_S)
    os._exit(1)


def _private_pipes() -> tuple[BinaryIO, BinaryIO]:
    """Pipes to the pool; what tasks print goes to standard error and cannot get between the messages."""
    tasks, results = os.fdopen(os.dup(0), "rb"), os.fdopen(os.dup(1), "wb")
    with open(os.devnull, "rb") as nothing:
        os.dup2(nothing.fileno(), 0)
    os.dup2(2, 1)
    sys.stdout = sys.stderr
    return tasks, results


def _limit_memory(memory_mb: float | None) -> None:
    """Let this process take so much more than it has now; beyond, allocations fail with MemoryError."""
    if memory_mb is None:
        return
    try:
        import resource
    except ImportError:  # not a POSIX system: the pool says so in its documentation
        return
    import psutil

    limit = psutil.Process().memory_info().vms + int(memory_mb * 1e6)
    resource.setrlimit(resource.RLIMIT_AS, (limit, limit))


def _run(task: bytes) -> bytes:
    try:
        function, args, kwargs = pickle.loads(task)
        value: Any = function(*args, **kwargs)
    except Exception as error:  # noqa: BLE001 - anybody's code
        return _packed_error(error)
    try:
        return pickle.dumps((RESULT, value), pickle.HIGHEST_PROTOCOL)
    except Exception as error:  # noqa: BLE001 - __reduce__ is anybody's code too
        return _packed_error(
            TaskPickleError(f"the result, a {type(value).__name__}, cannot be sent between processes ({error})")
        )


def _packed_error(error: Exception) -> bytes:
    text = "".join(traceback.format_exception(error))
    try:
        data = pickle.dumps((ERROR, (error, text)), pickle.HIGHEST_PROTOCOL)
        # Some exceptions pickle and cannot be read again.
        pickle.loads(data)
    except Exception:  # noqa: BLE001 - as above
        told = RuntimeError(f"{type(error).__name__}: {error}")
        data = pickle.dumps((ERROR, (told, text)))
    return data
