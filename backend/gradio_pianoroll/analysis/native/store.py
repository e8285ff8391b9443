"""What was made once per machine, on disk: named by what decides it, written whole, believed when its digest is right.

Files lie beside the source, as Python's own compiled files do; in `NUMBA_CACHE_DIR` where that is set; and in the cache
folder of the settings where the others cannot be written.
"""

from __future__ import annotations

import hashlib
import logging
import os
import threading
from collections.abc import Iterator
from pathlib import Path

logger = logging.getLogger(__name__)

# Files of a kind that are kept in a folder: those of other sources, compilers and processors that share it.
KEPT = 8
DIGEST_BYTES = 32
SUFFIX = ".bin"


def folders(source: str) -> Iterator[Path]:
    """Where something made from a source file may lie, best first."""
    named = os.environ.get("NUMBA_CACHE_DIR")
    if named:
        yield Path(named) / "gradio_pianoroll"
    else:
        yield Path(source).parent / "__pycache__"
    from gradio_pianoroll.errors import SettingsError
    from gradio_pianoroll.settings import get_settings

    try:
        yield get_settings().cache_dir / "kernels"
    except SettingsError as error:
        logger.debug("no cache folder: %s", error)


def find(source: str, kind: str, key: bytes) -> bytes | None:
    """What was saved under a key, if it is there and sound.

    Parameters
    ----------
    source
        File that it was made from.
    kind
        What it is, as the beginning of a file name.
    key
        Digest of all that decides it.
    """
    for folder in folders(source):
        path = folder / f"{kind}-{key.hex()}{SUFFIX}"
        try:
            data = path.read_bytes()
        except OSError:
            # Not there, or not for us.
            continue
        if data[:DIGEST_BYTES] == _digest(key, data[DIGEST_BYTES:]):
            return data[DIGEST_BYTES:]
        logger.debug("%s is damaged; it is made anew", path)
    return None


def _digest(key: bytes, data: bytes) -> bytes:
    return hashlib.blake2b(key + data, digest_size=DIGEST_BYTES).digest()


def save(source: str, kind: str, key: bytes, data: bytes) -> Path | None:
    """Keep something in the first folder that can be written; None where there is no such folder."""
    name = f"{kind}-{key.hex()}{SUFFIX}"
    for folder in folders(source):
        part = folder / f".{name}.{os.getpid()}.{threading.get_ident()}"
        try:
            folder.mkdir(parents=True, exist_ok=True)
            part.write_bytes(_digest(key, data) + data)
            # Processes that make the same at once: the last one wins, and each has a whole file.
            os.replace(part, folder / name)
        except OSError as error:
            logger.debug("nothing compiled can be kept in %s: %s", folder, error)
            _remove(part)
            continue
        _forget_old(folder, kind, len(key))
        return folder / name
    return None


def _forget_old(folder: Path, kind: str, key_bytes: int) -> None:
    """Remove what former versions of the source left."""
    try:
        found = folder.glob(f"{kind}-{'[0-9a-f]' * 2 * key_bytes}{SUFFIX}")
        files = sorted(found, key=lambda path: path.stat().st_mtime_ns)
    except OSError as error:
        logger.debug("old compiled code stays in %s: %s", folder, error)
        return
    for path in files[:-KEPT]:
        _remove(path)


def _remove(path: Path) -> None:
    try:
        path.unlink(missing_ok=True)
    except OSError as error:
        logger.debug("%s cannot be removed: %s", path, error)
