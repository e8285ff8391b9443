"""Errors of this package. All of them are `PianoRollError`, and what Python would raise in their place as well."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from pathlib import Path

from gradio_pianoroll.i18n.sentence import named, sentence_of

_COLLECTED: ContextVar[list[str] | None] = ContextVar("gradio_pianoroll_warnings", default=None)


class PianoRollWarning(UserWarning):
    """Warning that something in the data was left out or replaced; the message names the item and the reason."""

    def __init__(self, *args: object) -> None:
        super().__init__(*args)
        collected = _COLLECTED.get()
        if collected is not None:
            collected.append(sentence_of(self))


@contextmanager
def collected_warnings() -> Iterator[list[str]]:
    """Messages of the warnings that this package gives in the body, in this thread or task alone.

    `warnings.catch_warnings` changes what the whole process does with warnings, and a server works for many at once.
    They go their usual way as well.
    """
    messages: list[str] = []
    token = _COLLECTED.set(messages)
    try:
        yield messages
    finally:
        _COLLECTED.reset(token)


class PianoRollError(Exception):
    """Base of every error that this package raises on purpose; the message says what to do."""


class MissingPackageError(PianoRollError, ImportError):
    """A package of an extra is not installed; the message says what needs it and the line that installs it.

    What is missing for a file, a run or an analysis is an error of that kind, too.
    """


class SettingsError(PianoRollError, ValueError):
    """Error of a variable of the environment whose value cannot be; the message names both in one sentence."""


class ScoreError(PianoRollError, ValueError):
    """Error of data that is no score; the message names the item and says what is expected."""


class OpError(PianoRollError, ValueError):
    """Refusal of an operation; nothing was changed.

    Parameters
    ----------
    message
        What is wrong, with the name of the note.
    item
        The external id of the note, or the name of the curve, track or tempo; empty when none applies.
    """

    def __init__(self, message: str, item: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.item = item


class FormatError(PianoRollError, ValueError):
    """Error of a file that cannot be read or written.

    Parameters
    ----------
    path
        The file; its name (not its folder) begins the message.
    reason
        What is wrong and what to do, in words.
    """

    def __init__(self, path: str | Path, reason: str) -> None:
        self.path = Path(path)
        self.reason = reason
        super().__init__(named(self.path.name, reason))


class MissingCodecError(FormatError, MissingPackageError):  # type: ignore[misc]
    """The package that reads this file is not installed; the message has the line that installs it.

    Its `path` is that of the file, which an `ImportError` uses for a module.
    """


class G2PError(PianoRollError, ValueError):
    """Error of a language, a notation or a pronunciation that cannot be; the message says what is expected."""


class TransportError(PianoRollError, ValueError):
    """Bytes or a handle that cannot be read; the message says what is wrong with them."""


class BatchError(PianoRollError, RuntimeError):
    """Error of a run that cannot begin; the message says what to change."""


class MissingBatchPackageError(BatchError, MissingPackageError):
    """A package that the run needs is not installed; the message has the line that installs it."""


class ClusterLostError(BatchError):
    """Loss of a cluster in mid-run; what was done by then is kept, and the next run goes on from there."""


class UnreadableError(PianoRollError, ValueError):
    """Error of a file that cannot be read or analysed, and never will be as it is; the message says why.

    The errors of the reading and analysing modules do not all survive the way between processes; this one does.
    """


class WorkerDiedError(PianoRollError, RuntimeError):
    """Death of the process that worked on a task.

    Parameters
    ----------
    exit_code
        As `subprocess.Popen.returncode` has it: negative for a signal; None when unknown.
    """

    def __init__(self, exit_code: int | None) -> None:
        self.exit_code = exit_code
        super().__init__(_how(exit_code))


class TaskTimeoutError(PianoRollError, TimeoutError):
    """End of a task that took too long; its process was ended."""

    def __init__(self, timeout_s: float) -> None:
        self.timeout_s = timeout_s
        super().__init__(f"took longer than {timeout_s:g} s and was ended")


class TaskPickleError(PianoRollError, TypeError):
    """Error of a task or result that cannot travel between processes; the message names what."""


class RemoteTraceback(Exception):
    """Traceback of an error in a worker process, as text."""

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
