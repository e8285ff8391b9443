"""Bytes as files of Gradio's cache, by their content."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable
from pathlib import Path

# Puts bytes under a name into a folder of this key, inside Gradio's cache; gives the path.
Save = Callable[[bytes, str, str], str]


def write_once(data: bytes, path: Path) -> None:
    """Write a file that is named after its content, unless it is there; then it counts as used just now."""
    if path.exists() and path.stat().st_size == len(data):
        os.utime(path)
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    # Written aside and renamed: another request may be serving the same content.
    descriptor, staging = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(data)
        os.replace(staging, path)
    except BaseException:
        Path(staging).unlink(missing_ok=True)
        raise
