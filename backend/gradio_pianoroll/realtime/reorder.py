"""Numbered blocks that come in any order, put in order within bounds."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


class Reorder:
    """Gives blocks back in the order of their numbers.

    A missing block is waited for until `capacity_blocks` later ones wait or the first of them has waited `patience_s`;
    then it is lost. A block that comes after that, or twice, is ignored and counted.

    Parameters
    ----------
    capacity_blocks
        Later blocks that may wait for a missing one.
    patience_s
        How long they may.
    """

    def __init__(self, capacity_blocks: int = 32, patience_s: float = 1.0) -> None:
        if capacity_blocks < 1:
            raise ValueError(f"at least 1 block must be allowed to wait, not {capacity_blocks}")
        self.capacity_blocks, self.patience_s = capacity_blocks, patience_s
        self._waiting: dict[int, NDArray[np.float32]] = {}
        self._since_s = 0.0
        self.next_seq = 0
        self.lost = 0
        self.ignored = 0

    @property
    def waiting(self) -> int:
        """Blocks that wait for a missing one."""
        return len(self._waiting)

    def push(self, seq: int, block: NDArray[np.float32], now_s: float) -> list[tuple[int, NDArray[np.float32]]]:
        """The blocks, with their numbers, that can go on now; gaps in the numbers are lost blocks.

        Parameters
        ----------
        seq
            Number of the block, from 0.
        block
            Kept as it is.
        now_s
            The time, of any steady clock.
        """
        if seq < self.next_seq or seq in self._waiting:
            self.ignored += 1
            return self.overdue(now_s)
        if not self._waiting:
            self._since_s = now_s
        self._waiting[seq] = block
        ready = self._in_a_row(now_s)
        while len(self._waiting) > self.capacity_blocks:
            ready += self._skip(now_s)
        return ready + self.overdue(now_s)

    def overdue(self, now_s: float) -> list[tuple[int, NDArray[np.float32]]]:
        """The blocks that go on because they have waited long enough."""
        ready: list[tuple[int, NDArray[np.float32]]] = []
        while self._waiting and now_s - self._since_s >= self.patience_s:
            ready += self._skip(now_s)
        return ready

    def rest(self) -> list[tuple[int, NDArray[np.float32]]]:
        """All that waits: nothing more will come."""
        ready: list[tuple[int, NDArray[np.float32]]] = []
        while self._waiting:
            ready += self._skip(self._since_s)
        return ready

    def _in_a_row(self, now_s: float) -> list[tuple[int, NDArray[np.float32]]]:
        ready = []
        while self.next_seq in self._waiting:
            ready.append((self.next_seq, self._waiting.pop(self.next_seq)))
            self.next_seq += 1
        if ready:
            # What is missing now was not known to be missing before.
            self._since_s = now_s
        return ready

    def _skip(self, now_s: float) -> list[tuple[int, NDArray[np.float32]]]:
        first = min(self._waiting)
        self.lost += first - self.next_seq
        self.next_seq = first
        return self._in_a_row(now_s)
