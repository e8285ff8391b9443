"""The one error that reading or writing a file raises."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from gradio_pianoroll import extras


class FormatError(ValueError):
    """A file that cannot be read or written.

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
        super().__init__(f"{self.path.name}: {reason}")


class MissingPackageError(FormatError, extras.MissingPackageError):  # type: ignore[misc]
    """A package that reads or writes this file is not installed; the message has the line that installs it.

    Its `path` is that of the file, which an `ImportError` uses for a module.
    """


def require(module: str, path: str | Path, what: str) -> Any:
    """Import a module of a package that comes with an extra, to read or write a file.

    Parameters
    ----------
    module
        As it is imported.
    path
        The file.
    what
        What needs it, as the sentence's subject.

    Raises
    ------
    MissingPackageError
        When it is not installed.
    """
    return extras.require(module, what, lambda sentence: MissingPackageError(path, sentence))
