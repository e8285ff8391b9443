"""The cache of analyses, watched: what came out of it and what had to be computed."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from gradio_pianoroll.analysis.cache import AnalysisCache, default_cache
from gradio_pianoroll.monitoring import get_metrics

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from gradio_pianoroll.analysis.blob_store import Blob


class WatchedCache(AnalysisCache):
    """Hands on to the cache of the settings and counts.

    Attributes
    ----------
    hits, misses : int
        Entries that were there, and those that were not.
    """

    def __init__(self) -> None:
        super().__init__()
        self._kept = default_cache()
        self.hits = self.misses = 0

    @property
    def is_complete(self) -> bool:
        """True if everything that was asked for was there."""
        return self.hits > 0 and self.misses == 0

    def digest(self, content: NDArray[Any] | bytes | Path) -> bytes:
        """Digest of a sound, as the cache behind this one has it."""
        return self._kept.digest(content) if self._kept is not None else super().digest(content)

    def get(self, key: str) -> Blob | None:
        """Entry; counted."""
        found = self._kept.get(key) if self._kept is not None else None
        if found is None:
            self.misses += 1
            get_metrics().count("cache.misses")
        else:
            self.hits += 1
            get_metrics().count("cache.hits")
        return found

    def put(self, key: str, blob: Blob) -> None:
        """Keep an entry, if the settings want that."""
        if self._kept is not None:
            self._kept.put(key, blob)
