"""The two ends of a processor with the methods of `queue.Queue`, for programs that know it so."""

from __future__ import annotations

import queue
from typing import TYPE_CHECKING, Any, cast

if TYPE_CHECKING:
    from numpy.typing import ArrayLike

    from gradio_pianoroll.realtime.processor import RealtimeProcessor
    from gradio_pianoroll.realtime.stats import BlockResult


class InputQueue:
    """Where sound goes in: `put` is `RealtimeProcessor.add_audio`, and never waits."""

    def __init__(self, processor: RealtimeProcessor) -> None:
        self._processor = processor

    @property
    def maxsize(self) -> int:
        """Blocks that may wait."""
        return self._processor._capacity_blocks

    def put(self, audio: ArrayLike, block: bool = True, timeout: float | None = None) -> None:
        """Give sound to the stream; when too much waits, some of it is dropped and counted, whatever `block` says."""
        self._processor.add_audio(audio)

    def put_nowait(self, audio: ArrayLike) -> None:
        """As `put`."""
        self._processor.add_audio(audio)

    def qsize(self) -> int:
        """Blocks that wait."""
        return self._processor.stats().waiting

    def empty(self) -> bool:
        """Whether no block waits."""
        return self.qsize() == 0

    def full(self) -> bool:
        """Whether the next block pushes out another one."""
        return self.qsize() >= self.maxsize


class OutputQueue:
    """Where results come out, each a `BlockResult`."""

    def __init__(self, processor: RealtimeProcessor) -> None:
        self._processor = processor

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
        found = self._processor.get_result(timeout if block else 0.0)
        if found is None:
            raise queue.Empty
        return found

    def get_nowait(self) -> BlockResult:
        """The next result, or `queue.Empty`."""
        return self.get(block=False)

    def qsize(self) -> int:
        """Results that wait."""
        return len(self._processor._results)

    def empty(self) -> bool:
        """Whether no result waits."""
        return self.qsize() == 0

    def task_done(self) -> Any:
        """Accepted for the sake of `queue.Queue`; nobody counts."""
        return None


class Queues:
    """What a processor has of both."""

    @property
    def input_queue(self) -> InputQueue:
        """Where sound goes in, with the methods of `queue.Queue`."""
        return InputQueue(cast("RealtimeProcessor", self))

    @property
    def output_queue(self) -> OutputQueue:
        """Where results come out, with the methods of `queue.Queue`."""
        return OutputQueue(cast("RealtimeProcessor", self))
