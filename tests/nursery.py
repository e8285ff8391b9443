"""Servers that are there at once: a process that has imported Gradio once forks each of them.

Importing Gradio takes 2.5 s of a core, and the tests start some seventy servers. What is forked runs as `python -m
tests.patient MODULE` does, in an environment of its own. Needs Linux (`pidfd_open`); elsewhere `start` opens processes.
"""

from __future__ import annotations

import json
import os
import select
import signal
import socket
import subprocess
import sys
from contextlib import suppress
from pathlib import Path
from typing import Protocol

ROOT = Path(__file__).parents[1]
CAN_FORK = hasattr(os, "pidfd_open") and hasattr(socket, "send_fds")


class Process(Protocol):
    """What the tests ask of the process of a server."""

    @property
    def pid(self) -> int: ...
    def poll(self) -> int | None: ...
    def wait(self, timeout: float | None = None) -> int: ...
    def terminate(self) -> None: ...
    def kill(self) -> None: ...


class Forked:
    """Process of another parent, as `subprocess.Popen` shows its own; how it ended is not known here."""

    def __init__(self, pid: int, pidfd: int) -> None:
        self.pid = pid
        self._pidfd = pidfd

    def __del__(self) -> None:
        os.close(self._pidfd)

    def _has_ended(self, timeout_s: float | None) -> bool:
        ends = select.poll()
        ends.register(self._pidfd, select.POLLIN)
        return bool(ends.poll(None if timeout_s is None else timeout_s * 1000))

    def poll(self) -> int | None:
        return 0 if self._has_ended(0) else None

    def wait(self, timeout: float | None = None) -> int:
        if not self._has_ended(timeout):
            raise subprocess.TimeoutExpired("tests.nursery", timeout or 0)
        return 0

    def _send(self, number: signal.Signals) -> None:
        with suppress(ProcessLookupError):
            signal.pidfd_send_signal(self._pidfd, number)

    def terminate(self) -> None:
        self._send(signal.SIGTERM)

    def kill(self) -> None:
        self._send(signal.SIGKILL)


class Nursery:
    """The process that forks; one for a run of tests."""

    def __init__(self) -> None:
        self._line, theirs = socket.socketpair()
        with theirs:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "tests.nursery", str(theirs.fileno())], cwd=ROOT, pass_fds=[theirs.fileno()]
            )

    def start(self, module: str, env: dict[str, str], output: Path) -> Forked:
        """Run a module as the main one of a new process."""
        order = json.dumps({"module": module, "env": env, "output": str(output)}).encode()
        self._line.sendall(len(order).to_bytes(4, "little") + order)
        answer, handles, _, _ = socket.recv_fds(self._line, 64, 1)
        if not handles:
            raise RuntimeError("the process that starts servers has ended; what it wrote is above")
        return Forked(int(answer), handles[0])

    def close(self) -> None:
        self._line.close()
        self._process.wait(timeout=60)


def _serve(line: socket.socket) -> None:
    while head := line.recv(4, socket.MSG_WAITALL):
        order = json.loads(line.recv(int.from_bytes(head, "little"), socket.MSG_WAITALL))
        with suppress(ChildProcessError):
            while os.waitpid(-1, os.WNOHANG)[0]:
                pass
        pid = os.fork()
        if pid == 0:
            line.close()
            return _become(**order)
        pidfd = os.pidfd_open(pid)
        socket.send_fds(line, [str(pid).encode()], [pidfd])
        os.close(pidfd)


def _become(module: str, env: dict[str, str], output: str) -> None:
    from tests import patient

    os.environ.clear()
    os.environ.update(env)
    target = os.open(output, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o644)
    os.dup2(target, 1)
    os.dup2(target, 2)
    os.close(target)
    sys.argv = ["tests.patient", module]
    patient.main()


if __name__ == "__main__":
    import gradio  # noqa: F401

    import gradio_pianoroll  # noqa: F401

    _serve(socket.socket(fileno=int(sys.argv[1])))
