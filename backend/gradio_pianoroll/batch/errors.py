"""What can befall one task; the pool and the run go on."""

from __future__ import annotations

import signal

from gradio_pianoroll import extras


class BatchError(RuntimeError):
    """A run that cannot begin; the message says what to change."""


class MissingPackageError(BatchError, extras.MissingPackageError):
    """A package that the run needs is not installed; the message has the line that installs it."""


class ClusterLostError(BatchError):
    """A cluster that is gone in mid-run; what was done by then is kept, and the next run goes on from there."""


class UnreadableError(ValueError):
    """A file that cannot be read or analysed, and never will be as it is; the message says why.

    The errors of the reading and analysing modules do not all survive the way between processes; this one does.
    """


class WorkerDiedError(RuntimeError):
    """The process that worked on this task is gone.

    Parameters
    ----------
    exit_code
        As `subprocess.Popen.returncode` has it: negative for a signal; None when unknown.
    """

    def __init__(self, exit_code: int | None) -> None:
        self.exit_code = exit_code
        super().__init__(_how(exit_code))


class TaskTimeoutError(TimeoutError):
    """The task took too long, and its process was ended."""

    def __init__(self, timeout_s: float) -> None:
        self.timeout_s = timeout_s
        super().__init__(f"took longer than {timeout_s:g} s and was ended")


class TaskPickleError(TypeError):
    """A task or its result cannot travel between processes; the message names what."""


class RemoteTraceback(Exception):
    """The traceback of an error in a worker process, as text."""

    def __init__(self, text: str) -> None:
        self.text = text
        super().__init__(text)

    def __str__(self) -> str:
        return f"\n{self.text}"


def _how(exit_code: int | None) -> str:
    if exit_code is None:
        return "the worker process is gone"
    if exit_code >= 0:
        return f"the worker process ended by itself with exit code {exit_code}"
    try:
        name = signal.Signals(-exit_code).name
    except ValueError:
        name = f"signal {-exit_code}"
    hint = ", perhaps because the machine ran out of memory" if name == "SIGKILL" else ""
    return f"the worker process was ended by {name}{hint}"
