"""One worker process as its pool sees it."""

from __future__ import annotations

import contextlib
import json
import os
import pickle
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from typing import Any

from gradio_pianoroll.batch import worker
from gradio_pianoroll.batch.messages import read_frame, write_frame
from gradio_pianoroll.errors import TaskPickleError, WorkerDiedError

_BOOT = (
    "import json, sys; sys.path[:] = json.loads(sys.argv[1]); from gradio_pianoroll.batch.worker import main; main()"
)
# One process per core: threads below it would only get into each other's way, and each costs memory.
_ONE_THREAD = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "NUMBA_NUM_THREADS"), "1")
END_WAIT_S = 5.0


class WorkerProcess:
    """Starts a process that answers `run`.

    A fresh interpreter and not a fork: the program may have threads, and needs no `if __name__ == "__main__"`.

    Parameters
    ----------
    initializer
        Called in the process before its first task; a function of a module.
    memory_mb
        How much the process may take on top of what it has then.
    """

    def __init__(self, initializer: Callable[[], object] | None, memory_mb: float | None) -> None:
        # In a group of its own, Ctrl-C reaches only the program, which then decides.
        group: dict[str, Any] = {"process_group": 0} if os.name == "posix" else {}
        self._process = subprocess.Popen(
            [sys.executable, "-c", _BOOT, json.dumps([str(place) for place in sys.path])],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env={**os.environ, **_ONE_THREAD},
            **group,
        )
        self._due_s: float | None = None
        self._timed_out = False
        self._lock = threading.Lock()
        self._send(pickle.dumps((initializer, memory_mb)))

    @property
    def pid(self) -> int:
        """Number of the process."""
        return self._process.pid

    @property
    def timed_out(self) -> bool:
        """True if it was ended because a task took too long."""
        return self._timed_out

    def _send(self, data: bytes) -> bool:
        pipe = self._process.stdin
        try:
            write_frame(pipe, data)  # type: ignore[arg-type]
        except (OSError, ValueError):
            return False
        return True

    def send(self, tasks: list[bytes]) -> bool:
        """Give it pickled tasks; False when it is gone."""
        return self._send(pickle.dumps(tasks))

    def receive(self) -> tuple[int, Any] | None:
        """Wait for the next message of the process; None when it is gone."""
        try:
            data = read_frame(self._process.stdout)  # type: ignore[arg-type]
        except (OSError, ValueError):
            return None
        if data is None:
            return None
        try:
            kind, value = pickle.loads(data)
        except Exception as error:  # noqa: BLE001 - whatever the classes of a result do when they are read
            told = TaskPickleError(f"the result cannot be read in this process ({type(error).__name__}: {error})")
            return worker.ERROR, (told, "")
        return kind, value

    def wait_until_ready(self) -> bool:
        """Return True if it came up."""
        message = self.receive()
        return message is not None and message[0] == worker.READY

    def allow(self, timeout_s: float | None) -> None:
        """Allow it so long from now on, until `allow` is called again; None is for ever."""
        self._due_s = None if timeout_s is None else time.monotonic() + timeout_s

    def end_if_due(self) -> None:
        """End it when it has taken longer than allowed."""
        due_s = self._due_s
        if due_s is not None and time.monotonic() > due_s and not self._timed_out:
            self._timed_out = True
            self.kill()

    def kill(self) -> None:
        """End it now."""
        with self._lock, contextlib.suppress(OSError):
            self._process.kill()

    def died(self) -> WorkerDiedError:
        """Return why it is gone (after `receive` said so)."""
        try:
            self._process.wait(END_WAIT_S)
        except subprocess.TimeoutExpired:
            # It has closed its pipe and lives: nothing can be had from it.
            self.kill()
            self._process.wait()
        return WorkerDiedError(self._process.returncode)

    def close(self) -> None:
        """Let it end by itself, or end it."""
        with contextlib.suppress(OSError, ValueError):
            self._process.stdin.close()  # type: ignore[union-attr]
        try:
            self._process.wait(END_WAIT_S)
        except subprocess.TimeoutExpired:
            self.kill()
            self._process.wait()
        with contextlib.suppress(OSError, ValueError):
            self._process.stdout.close()  # type: ignore[union-attr]
