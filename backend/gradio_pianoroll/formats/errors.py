"""The one error that reading or writing a file raises."""

from __future__ import annotations

from pathlib import Path


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
