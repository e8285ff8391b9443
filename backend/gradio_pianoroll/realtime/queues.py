"""The two ends of a processor with the methods of `queue.Queue`, for programs that know it so."""

from __future__ import annotations

import queue
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from numpy.typing import ArrayLike

    from gradio_pianoroll.realtime.stats import BlockResult


class InputQueue:
    """Where sound goes in: `put` is `RealtimeProcessor.add_audio`, and never waits."""

    def __init__(self, add: Callable[[ArrayLike], int], waiting: Callable[[], int], maxsize: int) -> None:
        """`maxsize`: blocks that may wait."""
        self._add, self._waiting, self.maxsize = add, waiting, maxsize

    def put(self, audio: ArrayLike, block: bool = True, timeout: float | None = None) -> None:
        """Give sound to the stream; when too much waits, some of it is dropped and counted, whatever `block` says."""
        self._add(audio)

    def put_nowait(self, audio: ArrayLike) -> None:
        """As `put`."""
        self._add(audio)

    def qsize(self) -> int:
        """Blocks that wait."""
        return self._waiting()

    def empty(self) -> bool:
        """Whether no block waits."""
        return self.qsize() == 0

    def full(self) -> bool:
        """Whether the next block pushes out another one."""
        return self.qsize() >= self.maxsize


class OutputQueue:
    """Where results come out, each a `BlockResult`."""

    def __init__(self, get: Callable[[float | None], BlockResult | None], waiting: Callable[[], int]) -> None:
        self._get, self._waiting = get, waiting

    def get(self, block: bool = True, timeout: float | None = None) -> BlockResult:
        """The next result.

        Parameters
        ----------
        block, timeout
            Whether to wait for it, and how many seconds at most; without `timeout` as long as the stream runs.

        Raises
        ------
        queue.Empty
            When there is none, or none came in time.
        """
        found = self._get(timeout if block else 0.0)
        if found is None:
            raise queue.Empty
        return found

    def get_nowait(self) -> BlockResult:
        """The next result, or `queue.Empty`."""
        return self.get(block=False)

    def qsize(self) -> int:
        """Results that wait."""
        return self._waiting()

    def empty(self) -> bool:
        """Whether no result waits."""
        return self.qsize() == 0

    def task_done(self) -> Any:
        """Accepted for the sake of `queue.Queue`; nobody counts."""
        return None
