"""Sound in blocks, analysed as it comes, by a worker that can never hold up whoever brings it."""

from __future__ import annotations

import logging
import statistics
import threading
import time
import traceback
import weakref
from collections import deque
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any, Self

import numpy as np

from gradio_pianoroll.errors import PianoRollError
from gradio_pianoroll.realtime.analysers import Analyser, default_analysers
from gradio_pianoroll.realtime.queues import InputQueue, OutputQueue
from gradio_pianoroll.realtime.ring import Block, BlockRing, DropPolicy
from gradio_pianoroll.realtime.samples import as_mono
from gradio_pianoroll.realtime.stats import (
    OVERLOAD_SHOWN_S,
    AnalyserError,
    BlockResult,
    Counters,
    Pressure,
    ProcessorStats,
)

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

_log = logging.getLogger(__name__)
# Only how soon a worker sees that its processor was forgotten; pushes and stops wake it at once.
IDLE_WAKE_S = 1.0
# Blocks whose times say whether the worker keeps up: a median, so that one slow block is not a slow worker.
RECENT_BLOCKS = 9


class RealtimeError(PianoRollError, RuntimeError):
    """A stream that cannot go on as asked; the message says what to do."""


def _work(processor: weakref.ref[RealtimeProcessor], ring: BlockRing) -> None:
    """What the thread does: it knows its processor only while there is something to do."""
    while (alive := processor()) is not None and alive._worker_loop(ring):
        del alive
        ring.wait(IDLE_WAKE_S)


class _Callback:
    """A user's function as an analyser."""

    name = "process"

    def __init__(self, function: Callable[[NDArray[np.float32]], Any]) -> None:
        self._function = function

    def process(self, block: Block) -> Any:
        return self._function(block.samples)

    def finish(self) -> None:
        return None

    def restart(self) -> None:
        return None


class RealtimeProcessor:
    """Analyses a stream of sound block by block in a thread of its own.

    `add_audio` copies into a ring of fixed size and returns; it never waits. When the worker cannot keep up, blocks are
    dropped and counted, and positions stay true. One thread adds audio at a time; any thread may read. A processor that
    nobody refers to any more ends with its thread, as if it were stopped without draining.

    Parameters
    ----------
    buffer_size
        Samples of a block; pieces of any length are put together to blocks.
    sr
        Sample rate in Hz of what is added.
    process
        Called with each block (float32, shape (n,)); its answer is `values["process"]`. Without it and without
        `analysers`, `default_analysers` run.
    analysers
        What to find in each block.
    capacity_blocks
        Blocks that may wait; 16 of 1 024 at 22 050 Hz bridge a stall of 0.7 s.
    drop
        Which block goes when the ring is full: the `oldest` (the newest sound matters) or the `newest` (what was
        begun is finished).
    deadline_s
        Results later than this after their block came are counted as late. While the worker is slower than the blocks
        come, blocks that are past it already are passed over, so that what is analysed is new; after a mere stall all
        are worked off.
    on_result
        Called with each `BlockResult` in the worker's thread. Results are kept for `results` as well.
    results_capacity
        Results that are kept for `results`; older ones go and are counted.

    Raises
    ------
    ValueError
        For sizes that cannot be.
    """

    def __init__(
        self,
        buffer_size: int = 1_024,
        *,
        sr: int = 22_050,
        process: Callable[[NDArray[np.float32]], Any] | None = None,
        analysers: Iterable[Analyser] | None = None,
        capacity_blocks: int = 16,
        drop: DropPolicy = "oldest",
        deadline_s: float | None = None,
        on_result: Callable[[BlockResult], None] | None = None,
        results_capacity: int = 1_024,
    ) -> None:
        if sr <= 0:
            raise ValueError(f"the sample rate must be positive, not {sr}")
        if results_capacity < 1:
            raise ValueError(f"at least 1 result must be kept, not {results_capacity}")
        if deadline_s is not None and deadline_s <= 0:
            raise ValueError(f"the deadline must be a positive time in seconds, not {deadline_s}")
        self.buffer_size, self.sr, self.deadline_s = buffer_size, sr, deadline_s
        chosen = list(analysers) if analysers is not None else [] if process else default_analysers(sr)
        self.analysers: list[Analyser] = [_Callback(process), *chosen] if process else chosen
        self._capacity_blocks, self._drop = capacity_blocks, drop
        self._on_result, self._results_capacity = on_result, results_capacity
        self._thread: threading.Thread | None = None
        self._clear()
        self._on_drop = weakref.finalize(self, self._ring.wake)

    def _clear(self) -> None:
        self._ring = BlockRing(self.buffer_size, self._capacity_blocks, self._drop)
        self._counters = Counters()
        self._results: deque[BlockResult] = deque(maxlen=self._results_capacity)
        self._published = threading.Condition()
        self._stopping, self._abandon = False, False
        self._partial = np.zeros(self.buffer_size, np.float32)
        self._filled, self._position = 0, 0
        self._compute_s: deque[float] = deque(maxlen=RECENT_BLOCKS)
        self._between_s: deque[float] = deque(maxlen=RECENT_BLOCKS)
        self._last_arrival_s: float | None = None
        self._seen_drops, self._dropped_at_s = 0, float("-inf")

    # The producer's side.

    def start_processing(self) -> Self:
        """Begin a new stream: position 0, counters at zero. Returns the processor.

        Raises
        ------
        RealtimeError
            When it is running.
        """
        if self.running:
            raise RealtimeError("the processor is running already; call stop() before it is started again")
        self._clear()
        for analyser in self.analysers:
            analyser.restart()
        # The worker must not keep alive what nobody else knows: a processor that is dropped ends its thread.
        self._thread = threading.Thread(
            target=_work, args=(weakref.ref(self), self._ring), name="pianoroll-realtime", daemon=True
        )
        self._on_drop.detach()
        self._on_drop = weakref.finalize(self, self._ring.wake)
        self._on_drop.atexit = False
        self._thread.start()
        return self

    def add_audio(self, audio: ArrayLike) -> int:
        """Give sound to the stream, any number of samples; returns how many blocks the ring took.

        Parameters
        ----------
        audio
            Shape (n,) or (n, channels), floating point or signed integers; copied.

        Raises
        ------
        RealtimeError
            When the processor is not running.
        ValueError
            When it is not sound.
        """
        if not self.running or self._stopping:
            raise RealtimeError("the processor is not running; call start_processing() first or use it in a with block")
        samples, taken = as_mono(audio), 0
        while len(samples):
            part = samples[: self.buffer_size - self._filled]
            self._partial[self._filled : self._filled + len(part)] = part
            self._filled += len(part)
            samples = samples[len(part) :]
            if self._filled == self.buffer_size:
                taken += self._flush()
        return taken

    def _flush(self) -> bool:
        taken = self._ring.push(self._partial[: self._filled], self._position)
        self._position += self._filled
        self._filled = 0
        return taken

    def stop(self, *, drain: bool = True, timeout_s: float = 10.0) -> None:
        """End the stream and its thread; what was found stays readable. Nothing happens when it is not running.

        Parameters
        ----------
        drain
            Work off what waits (the last, short block too) and say what the analysers know at the end; False drops it.
        timeout_s
            How long the worker may take for that.

        Raises
        ------
        RealtimeError
            When an analyser does not come back in time.
        """
        thread = self._thread
        if thread is None:
            return
        if thread is threading.current_thread():
            raise RealtimeError("on_result must not stop its own processor; set a flag and stop it from another thread")
        if drain and self._filled and not self._stopping:
            # Who stops a stream may wait; the last block must not push out another one.
            self.wait_for_room(timeout_s)
            self._flush()
        self._abandon = not drain
        self._stopping = True
        self._ring.wake()
        thread.join(timeout_s)
        if thread.is_alive():
            raise RealtimeError(
                f"the worker did not end within {timeout_s:g} s: an analyser is still busy with its block; "
                "call stop() again with a longer timeout_s"
            )
        self._thread = None

    def __enter__(self) -> Self:
        return self if self.running else self.start_processing()

    def __exit__(self, *_: object) -> None:
        self.stop()

    # What anybody may ask.

    @property
    def running(self) -> bool:
        """Whether the worker lives."""
        return self._thread is not None and self._thread.is_alive()

    @property
    def input_queue(self) -> InputQueue:
        """Where sound goes in, with the methods of `queue.Queue`."""
        return InputQueue(self.add_audio, lambda: self._ring.waiting, self._capacity_blocks)

    @property
    def output_queue(self) -> OutputQueue:
        """Where results come out, with the methods of `queue.Queue`."""
        return OutputQueue(self.get_result, lambda: len(self._results))

    @property
    def errors(self) -> list[AnalyserError]:
        """The last failures of analysers, at most 32; `stats().errors` counts them all."""
        return list(self._counters.kept_errors)

    @property
    def pressure(self) -> Pressure:
        """`ok`; `high` when half the ring waits; `overloaded` while blocks are lost and for a second after."""
        self._notice_drops()
        if time.perf_counter() - self._dropped_at_s < OVERLOAD_SHOWN_S:
            return "overloaded"
        return "high" if 2 * self._ring.waiting >= max(2, self._ring.capacity_blocks) else "ok"

    def _notice_drops(self) -> None:
        dropped = self._ring.dropped + self._counters.skipped_late
        if dropped > self._seen_drops:
            self._seen_drops, self._dropped_at_s = dropped, time.perf_counter()

    def results(self) -> list[BlockResult]:
        """All results that were not fetched yet, in the order of the stream."""
        found: list[BlockResult] = []
        while self._results:
            found.append(self._results.popleft())
        return found

    def get_result(self, timeout_s: float | None = None) -> BlockResult | None:
        """The next result; waits for it at most `timeout_s` seconds (None: as long as the stream runs), then None."""
        end_s = None if timeout_s is None else time.perf_counter() + timeout_s
        with self._published:
            while not self._results:
                left_s = IDLE_WAKE_S if end_s is None else end_s - time.perf_counter()
                if left_s <= 0 or not self.running:
                    break
                self._published.wait(min(left_s, IDLE_WAKE_S))
            return self._results.popleft() if self._results else None

    def wait_for_room(self, timeout_s: float) -> bool:
        """Wait until the ring can take a block; for producers that may wait, such as a file."""
        with self._published:
            return self._published.wait_for(lambda: self._ring.waiting < self._ring.capacity_blocks, timeout_s)

    def stats(self) -> ProcessorStats:
        """Counters as they are now."""
        ring, count = self._ring, self._counters
        return ProcessorStats(
            received=ring.pushed,
            received_samples=self._position + self._filled,
            processed=count.processed,
            dropped=ring.dropped,
            skipped_late=count.skipped_late,
            late=count.late,
            waiting=ring.waiting,
            results_dropped=count.results_dropped,
            errors=dict(count.errors),
            compute=count.compute.summary(),
            queue_to_result=count.queue_to_result.summary(),
            pressure=self.pressure,
            nbytes=ring.nbytes,
        )

    # The worker's side.

    def _worker_loop(self, ring: BlockRing) -> bool:
        """Do what is there to do; False when that was the last of the stream."""
        while not self._abandon:
            block = ring.take()
            if block is not None:
                self._process_block(block)
            elif self._stopping:
                self._publish_end()
                break
            else:
                return True
        with self._published:
            self._published.notify_all()
        return False

    def _process_block(self, block: Block) -> None:
        begin_s = time.perf_counter()
        queued_s = begin_s - block.arrived_s
        if self._last_arrival_s is not None:
            self._between_s.append(block.arrived_s - self._last_arrival_s)
        self._last_arrival_s = block.arrived_s
        if self._should_skip(queued_s):
            self._counters.skipped_late += 1
            return
        values = self._run_analysers(block)
        end_s = time.perf_counter()
        self._compute_s.append(end_s - begin_s)
        late = self.deadline_s is not None and end_s - block.arrived_s > self.deadline_s
        count = self._counters
        count.processed += 1
        count.late += late
        count.compute.add(end_s - begin_s)
        count.queue_to_result.add(end_s - block.arrived_s)
        self._publish(block.position, len(block.samples), values, queued_s, end_s - begin_s, late)

    def _should_skip(self, queued_s: float) -> bool:
        """Too old, and the worker is slower than blocks come in (blocks that were dropped between count as none)."""
        if self.deadline_s is None or queued_s <= self.deadline_s or not self._compute_s:
            return False
        due_s = self.buffer_size / self.sr
        if self._between_s:
            due_s = min(due_s, statistics.median(self._between_s))
        return statistics.median(self._compute_s) > due_s

    def _run_analysers(self, block: Block) -> dict[str, Any]:
        values, finite = {}, bool(np.isfinite(block.samples).all())
        for analyser in self.analysers:
            try:
                if not finite:
                    raise ValueError("the block holds samples that are NaN or infinite")
                values[analyser.name] = analyser.process(block)
            except Exception as error:  # noqa: BLE001 - anybody's code; the stream goes on without it
                self._record_error(analyser, block.position, error)
        return values

    def _record_error(self, analyser: Analyser, position: int, error: Exception) -> None:
        count = self._counters
        count.errors[analyser.name] += 1
        text = "".join(traceback.format_exception(error))
        count.kept_errors.append(AnalyserError(analyser.name, position, error, text))
        level = logging.WARNING if count.errors[analyser.name] == 1 else logging.DEBUG
        _log.log(level, "analyser %s failed at sample %d: %s", analyser.name, position, error)
        # Whatever it was in the midst of is not to be trusted.
        analyser.restart()

    def _publish_end(self) -> None:
        values, begin_s = {}, time.perf_counter()
        for analyser in self.analysers:
            try:
                last = analyser.finish()
            except Exception as error:  # noqa: BLE001 - as above
                self._record_error(analyser, self._position, error)
            else:
                if last is not None:
                    values[analyser.name] = last
        if values:
            self._publish(self._position, 0, values, 0.0, time.perf_counter() - begin_s, False)

    def _publish(
        self, position: int, n: int, values: dict[str, Any], queued_s: float, compute_s: float, late: bool
    ) -> None:
        result = BlockResult(position, n, position / self.sr, values, queued_s, compute_s, late)
        with self._published:
            if len(self._results) == self._results.maxlen:
                self._counters.results_dropped += 1
            self._results.append(result)
            self._published.notify_all()
        if self._on_result is not None:
            try:
                self._on_result(result)
            except Exception as error:  # noqa: BLE001 - as above
                count = self._counters
                count.errors["on_result"] += 1
                text = "".join(traceback.format_exception(error))
                count.kept_errors.append(AnalyserError("on_result", position, error, text))
                _log.warning("on_result failed at sample %d: %s", position, error)
