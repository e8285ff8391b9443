"""A ring of sound blocks between one producer and one consumer, in fixed memory and without a lock.

The producer only copies its block into a slot and moves `_head`; the consumer only moves `_tail`. Each counter has one
writer, which is all that a single-producer single-consumer ring needs (L. Lamport, "Proving the correctness of
multiprocess programs", 1977). To let the *oldest* block go without touching the consumer's counter, the producer
overwrites it; the consumer sees from `_head` that a block was overwritten, before or while it copied it, and counts it
as dropped (a sequence lock: readers check afterwards, the writer never waits).
"""

from __future__ import annotations

import contextlib
import threading
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

DropPolicy = Literal["oldest", "newest"]


@dataclass(frozen=True)
class Block:
    """A block of sound on its way.

    Attributes
    ----------
    samples
        float32, shape (n,), the consumer's own copy.
    position
        Of its first sample in the stream; dropped samples count.
    arrived_s
        When it was pushed, by `time.perf_counter`.
    """

    samples: NDArray[np.float32]
    position: int
    arrived_s: float


class BlockRing:
    """Bounded queue of blocks for one producing and one consuming thread.

    Parameters
    ----------
    block_samples
        Largest length of a block.
    capacity_blocks
        Blocks that may wait.
    drop
        What goes when it is full: the `oldest` block that waits or the `newest`, which is the one being pushed.
    """

    def __init__(self, block_samples: int, capacity_blocks: int, drop: DropPolicy = "oldest") -> None:
        if block_samples < 1:
            raise ValueError(f"a block has at least 1 sample, not {block_samples}")
        if capacity_blocks < 1:
            raise ValueError(f"the ring must hold at least 1 block, not {capacity_blocks}")
        if drop not in ("oldest", "newest"):
            raise ValueError(f'drop must be "oldest" or "newest", not {drop!r}')
        self.block_samples, self.capacity_blocks, self.drop = block_samples, capacity_blocks, drop
        # One slot more than may wait: the one that is being written.
        self._slots = np.zeros((capacity_blocks + 1, block_samples), np.float32)
        self._about: list[tuple[int, int, float]] = [(0, 0, 0.0)] * (capacity_blocks + 1)
        self._head = 0  # blocks written; producer's
        self._refused = 0  # blocks that were not taken; producer's
        self._tail = 0  # blocks taken or passed over; consumer's
        self._overwritten = 0  # of those, passed over; consumer's
        # A binary semaphore: held while nothing is new. The producer releases it and never waits for anything.
        self._asleep = threading.Lock()
        self._asleep.acquire()

    @property
    def nbytes(self) -> int:
        """Bytes of the slots; the ring never takes more."""
        return self._slots.nbytes

    @property
    def waiting(self) -> int:
        """Blocks that wait."""
        return min(self._head - self._tail, self.capacity_blocks)

    @property
    def pushed(self) -> int:
        """Blocks that were offered, dropped ones too."""
        return self._head + self._refused

    @property
    def dropped(self) -> int:
        """Blocks that were lost: overwritten or not taken."""
        overrun = max(0, self._head - self._tail - self.capacity_blocks)
        return self._refused + self._overwritten + overrun

    def push(self, samples: NDArray[np.float32], position: int) -> bool:
        """Offer a block (producer's thread); False when it was dropped. Never waits.

        Parameters
        ----------
        samples
            Shape (n,), n at most `block_samples`; copied.
        position
            Of the first sample in the stream.
        """
        if self.drop == "newest" and self._head - self._tail >= self.capacity_blocks:
            self._refused += 1
            return False
        slot = self._head % len(self._about)
        self._slots[slot, : len(samples)] = samples
        self._about[slot] = (position, len(samples), time.perf_counter())
        self._head += 1
        self.wake()
        return True

    def take(self) -> Block | None:
        """The block whose turn it is (consumer's thread), None when nothing waits."""
        while True:
            mine = max(self._tail, self._head - self.capacity_blocks)
            self._overwritten += mine - self._tail
            self._tail = mine
            if mine == self._head:
                return None
            slot = mine % len(self._about)
            position, length, arrived_s = self._about[slot]
            samples = self._slots[slot, :length].copy()
            self._tail = mine + 1
            if self._head - mine <= self.capacity_blocks:
                return Block(samples, position, arrived_s)
            # The producer came round while it was being copied.
            self._overwritten += 1

    def wait(self, timeout_s: float) -> None:
        """Sleep until something was pushed or `wake` was called (consumer's thread)."""
        self._asleep.acquire(timeout=timeout_s)

    def wake(self) -> None:
        """End the consumer's sleep, or its next one."""
        if self._asleep.locked():
            # Two threads may wake at once (a push and a stop): then one of them finds it done.
            with contextlib.suppress(RuntimeError):
                self._asleep.release()
