"""Warnings about a file, in one form."""

from __future__ import annotations

import warnings
from pathlib import Path

from ...score import PianoRollWarning


def warn(path: Path, message: str) -> None:
    """Say what is left out of a file, or was mended in it; the message begins with the file's name."""
    warnings.warn(f"{path.name}: {message}", PianoRollWarning, stacklevel=5)
