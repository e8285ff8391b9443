"""How far a run is, how fast, and how long it still takes."""

from __future__ import annotations

import time
from dataclasses import dataclass


@dataclass(frozen=True)
class Progress:
    """Moment of a run.

    Attributes
    ----------
    total, done, failed, skipped
        Files: all, finished (failed ones too), failed, and not looked at because their results were there.
    sound_s
        Seconds of sound that were analysed.
    elapsed_s, left_s
        Time since the run began, and until it ends at this rate (None when that cannot be said yet).
    files_per_s
        Finished per second, without the skipped ones.
    """

    total: int
    done: int
    failed: int
    skipped: int
    sound_s: float
    elapsed_s: float
    files_per_s: float
    left_s: float | None


class Pace:
    """Counts what a run has done; the time left follows from bytes, as files differ in length."""

    def __init__(self, total: int, skipped: int, bytes_to_do: int) -> None:
        self._total, self._skipped, self._bytes_to_do = total, skipped, bytes_to_do
        self._begin_s = time.monotonic()
        self._finished = self._failed = self._bytes_done = 0
        self.sound_s = 0.0

    @property
    def failed(self) -> int:
        """Files that failed."""
        return self._failed

    def count(self, size_bytes: int, sound_s: float, failed: bool) -> None:
        """Count one more file that is finished."""
        self._finished += 1
        self._failed += failed
        self._bytes_done += max(0, size_bytes)
        self.sound_s += sound_s

    def now(self) -> Progress:
        """State at this moment."""
        elapsed_s = time.monotonic() - self._begin_s
        left_bytes = self._bytes_to_do - self._bytes_done
        left_s = elapsed_s * left_bytes / self._bytes_done if self._bytes_done else None
        if self._finished + self._skipped == self._total:
            left_s = 0.0
        return Progress(
            total=self._total,
            done=self._finished + self._skipped,
            failed=self._failed,
            skipped=self._skipped,
            sound_s=self.sound_s,
            elapsed_s=elapsed_s,
            files_per_s=self._finished / elapsed_s if elapsed_s > 0 else 0.0,
            left_s=left_s,
        )
