"""Observations of many pieces on several threads, in order."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from typing import TYPE_CHECKING

from gradio_pianoroll.analysis.pyin.observe import Observations, Observer

if TYPE_CHECKING:
    from gradio_pianoroll.analysis.pyin.padding import Piece
    from gradio_pianoroll.analysis.pyin.parameters import PyinParameters


# Observers of analyses that are over, for the next ones: their buffers are some megabytes. Appending and removing are
# atomic; what is too much falls out.
_left: deque[Observer] = deque(maxlen=4)


def _observer(p: PyinParameters) -> Observer:
    """Return an observer that nobody uses."""
    for observer in tuple(_left):
        if observer.parameters == p:
            try:
                _left.remove(observer)
            except ValueError:
                # Another thread was faster.
                continue
            return observer
    return Observer(p)


class Observers:
    """As many observers as there are workers; each is used by one thread at a time."""

    def __init__(self, p: PyinParameters, workers: int) -> None:
        self._p = p
        self._idle: list[Observer] = []
        self._workers = workers

    def observe(self, piece: Piece) -> Observations:
        """Observe one piece, whatever the thread."""
        # list.pop and list.append are atomic.
        observer = self._idle.pop() if self._idle else _observer(self._p)
        try:
            return observer.observe(*piece)
        finally:
            self._idle.append(observer)

    def leave(self) -> None:
        """Give the buffers to the next analysis, when nothing is left to observe."""
        while self._idle:
            _left.append(self._idle.pop())

    def in_order(self, pieces: Iterable[Piece]) -> Iterator[Observations]:
        """Observe all pieces, ahead of the caller on the other threads.

        The caller decodes, which has to go in order. Whenever the next piece is still being observed, the calling
        thread takes one itself, so that no thread waits while there is work.
        """
        if self._workers <= 1:
            yield from map(self.observe, pieces)
            return
        with ThreadPoolExecutor(self._workers - 1, "pyin") as pool:
            yield from self._ahead(iter(pieces), pool)

    def _ahead(self, pieces: Iterator[Piece], pool: ThreadPoolExecutor) -> Iterator[Observations]:
        depth = 2 * self._workers
        waiting: deque[tuple[Piece, Future[Observations]]] = deque()
        own: dict[int, Observations] = {}
        try:
            while True:
                while len(waiting) < depth and (piece := next(pieces, None)) is not None:
                    waiting.append((piece, pool.submit(self.observe, piece)))
                if not waiting:
                    return
                self._help(waiting, own)
                piece, future = waiting.popleft()
                mine = own.pop(id(future), None)
                yield future.result() if mine is None else mine
        finally:
            for _, future in waiting:
                future.cancel()

    def _help(self, waiting: deque[tuple[Piece, Future[Observations]]], own: dict[int, Observations]) -> None:
        """Until the first piece is there, observe the first that no thread has begun."""
        first = waiting[0][1]
        for piece, future in waiting:
            if first.done() or id(first) in own:
                return
            if future.cancel():
                own[id(future)] = self.observe(piece)
