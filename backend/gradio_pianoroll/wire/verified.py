"""Which files a client may name. Decided here, and by the system's own paths alone.

Gradio checks what it validates as well, before the component is asked. Nothing here leans on that: a version of Gradio
that checked less would open nothing more. `Inbound` asks these of every payload.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

MARK = "gradio.FileData"


def is_inside(path: str | Path, folder: str | Path) -> bool:
    """Whether a path leads into a folder (or is it), with links followed; False for what is no path."""
    try:
        return Path(path).resolve().is_relative_to(Path(folder).resolve())
    except (OSError, ValueError, RuntimeError):
        # A NUL, a circle of links.
        return False


def is_address(source: object) -> bool:
    """Whether a source is an address of the internet, which no server opens as a file."""
    return isinstance(source, str) and source.lower().startswith(("http://", "https://"))


def is_file_mark(value: object) -> bool:
    """Whether plain data is what Gradio serves as a file: ``{path, meta: {_type: "gradio.FileData"}}``."""
    return (
        isinstance(value, Mapping)
        and isinstance(value.get("path"), str)
        and isinstance(value.get("meta"), Mapping)
        and value["meta"].get("_type") == MARK
    )
