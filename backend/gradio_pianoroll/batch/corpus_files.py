"""Which files a corpus is."""

from __future__ import annotations

import os
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from gradio_pianoroll.errors import BatchError


@dataclass(frozen=True)
class CorpusFile:
    """File of a corpus.

    Attributes
    ----------
    path
        Where it is.
    name
        How the data set calls it: its path below the corpus's folder, with `/`.
    size_bytes, mtime_ns
        As they are now; -1 when it is not there.
    """

    path: Path
    name: str
    size_bytes: int
    mtime_ns: int


def find_files(source: str | os.PathLike[str] | Iterable[str | os.PathLike[str]]) -> list[CorpusFile]:
    """List a corpus: a folder with all sound files below it, one file, or the files that are named.

    Folders that are symbolic links are not followed. Files that are named are taken whatever they are; one that is
    missing is listed, and will be in the report.

    Raises
    ------
    BatchError
        When there is nothing to do.
    """
    given = [Path(source)] if isinstance(source, str | os.PathLike) else [Path(path) for path in source]
    if len(given) == 1 and given[0].is_dir():
        root = given[0]
        found = [(path, path.relative_to(root).as_posix()) for path in _walk(root)]
        if not found:
            raise BatchError(f"there is no sound file in {root}")
    else:
        found = []
        for path in given:
            inside = [*_walk(path)] if path.is_dir() else [path]
            found += [(one, one.absolute().as_posix()) for one in inside]
        if not found:
            raise BatchError("no files are given: name sound files or a folder that holds some")
    unique = {text: _stat(path, text) for path, name in found for text in [as_text(name)]}
    return list(unique.values())


def as_text(name: str) -> str:
    """File's name as text that can be stored: bytes that are no UTF-8 are written as escapes."""
    return name.encode("utf-8", "backslashreplace").decode()


def _walk(root: Path) -> Iterable[Path]:
    from gradio_pianoroll.formats.audio import AUDIO_SUFFIXES

    for folder, folders, names in os.walk(root):
        folders.sort()
        for name in sorted(names):
            if os.path.splitext(name)[1].lower() in AUDIO_SUFFIXES:
                yield Path(folder, name)


def _stat(path: Path, name: str) -> CorpusFile:
    try:
        state = path.stat()
    except OSError:
        return CorpusFile(path, name, -1, -1)
    return CorpusFile(path, name, state.st_size, state.st_mtime_ns)
