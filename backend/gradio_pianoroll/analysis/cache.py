"""Results of analyses by the content of the sound: in memory, and on disk for the next process.

Each feature is an entry of its own, named by the sound and by the parameters that it depends on. A changed parameter
therefore recomputes only what depends on it.
"""

from __future__ import annotations

import logging
import os
import threading
import time
from collections import OrderedDict
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from gradio_pianoroll.analysis.blob_store import Blob, BlobStore, BlobStoreError, content_digest, content_key

if TYPE_CHECKING:
    from numpy.typing import NDArray

logger = logging.getLogger(__name__)

MEMORY_BYTES = 64_000_000
STORE_NAME = "analysis.sqlite"
_REMEMBERED_FILES = 4_096
# A file that was changed so recently may be changed again without its time stamp showing it.
_SETTLED_S = 2.0


class AnalysisCache:
    """Entries in memory, least recently used ones dropped first, above a store on disk.

    Parameters
    ----------
    store
        Where entries outlive the process; None: in memory only.
    memory_bytes
        Most bytes of arrays in memory.
    """

    def __init__(self, store: BlobStore | None = None, *, memory_bytes: int = MEMORY_BYTES) -> None:
        self.store = store
        self._memory_bytes = memory_bytes
        self._memory: OrderedDict[str, Blob] = OrderedDict()
        self._used_bytes = 0
        self._files: OrderedDict[tuple[Any, ...], bytes] = OrderedDict()
        self._lock = threading.Lock()
        self._has_warned = False

    def digest(self, content: NDArray[Any] | bytes | Path) -> bytes:
        """blake2b of a sound; that of a file is remembered while its size, time stamps and inode stay the same.

        Raises
        ------
        OSError
            When the file cannot be read.
        """
        if not isinstance(content, Path):
            return content_digest(content)
        name = _file_state(content)
        with self._lock:
            known = self._files.get(name)
        if known is not None:
            return known
        found = content_digest(content)
        if _file_state(content) == name and time.time() - name[2] / 1e9 > _SETTLED_S:
            with self._lock:
                self._files[name] = found
                while len(self._files) > _REMEMBERED_FILES:
                    self._files.popitem(last=False)
        return found

    def key(self, digest: bytes, parameters: Mapping[str, Any]) -> str:
        """Name of an entry; see `content_key`."""
        return content_key(digest, parameters)

    def get(self, key: str) -> Blob | None:
        """An entry, None when there is none."""
        with self._lock:
            if (known := self._memory.get(key)) is not None:
                self._memory.move_to_end(key)
                return known
        if self.store is None:
            return None
        try:
            found = self.store.get(key)
        except BlobStoreError as error:
            self._warn(error)
            return None
        if found is not None:
            self._remember(key, found)
        return found

    def put(self, key: str, blob: Blob) -> None:
        """Keep an entry; a disk that cannot be written costs a warning, not the analysis."""
        self._remember(key, blob)
        if self.store is None:
            return
        try:
            self.store.put(key, blob.arrays, blob.meta)
        except BlobStoreError as error:
            self._warn(error)

    def clear_memory(self) -> None:
        """Forget what is in memory; the disk keeps it."""
        with self._lock:
            self._memory.clear()
            self._files.clear()
            self._used_bytes = 0

    def _remember(self, key: str, blob: Blob) -> None:
        for array in blob.arrays.values():
            # Entries are handed out more than once: nobody may change them.
            array.flags.writeable = False
        with self._lock:
            if (former := self._memory.pop(key, None)) is not None:
                self._used_bytes -= former.size_bytes
            self._memory[key] = blob
            self._used_bytes += blob.size_bytes
            while self._used_bytes > self._memory_bytes:
                _, dropped = self._memory.popitem(last=False)
                self._used_bytes -= dropped.size_bytes

    def _warn(self, error: BlobStoreError) -> None:
        if not self._has_warned:
            logger.warning("analyses are not kept on disk: %s", error)
        self._has_warned = True


def _file_state(path: Path) -> tuple[Any, ...]:
    status = os.stat(path)
    changed_ns = max(status.st_mtime_ns, status.st_ctime_ns)
    return os.path.abspath(path), status.st_size, changed_ns, status.st_mtime_ns, status.st_ino, status.st_dev


@lru_cache(maxsize=4)
def _cache_at(folder: Path, max_bytes: int) -> AnalysisCache:
    try:
        return AnalysisCache(BlobStore(folder / STORE_NAME, max_bytes=max_bytes))
    except BlobStoreError as error:
        logger.warning("analyses are kept in memory only: %s", error)
        return AnalysisCache()


def default_cache() -> AnalysisCache | None:
    """The cache of the settings (`cache_dir`, `cache_max_mb`); None when `enable_cache` is off."""
    from gradio_pianoroll.settings import get_settings

    settings = get_settings()
    if not settings.enable_cache:
        return None
    return _cache_at(Path(settings.cache_dir), settings.cache_max_mb * 1_000_000)


def choose_cache(cache: AnalysisCache | bool | None) -> AnalysisCache | None:
    """The cache that a call means: one given, none for False, that of the settings for None, a usual one for True."""
    if cache is False:
        return None
    if cache is None:
        return default_cache()
    if cache is True:
        return default_cache() or _memory_cache()
    return cache


@lru_cache(maxsize=1)
def _memory_cache() -> AnalysisCache:
    return AnalysisCache()
