"""What is running for each page, so that its visitor can stop it and a closed page does not go on working."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable, Coroutine, Iterator
from contextlib import contextmanager
from typing import Any, TypeVar

from gradio_pianoroll.monitoring import get_metrics

T = TypeVar("T")
Stop = Callable[[], object]


class Cancelled(Exception):
    """Signal that the visitor stopped the work."""


class Running:
    """Work under way, by page (Gradio's session)."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._stops: dict[str, list[Stop]] = {}

    @property
    def count(self) -> int:
        """Number of pieces of work that are under way."""
        with self._lock:
            return sum(len(stops) for stops in self._stops.values())

    def cancel(self, page: str) -> bool:
        """Stop all that runs for a page; False when nothing did. From any thread."""
        with self._lock:
            stops = list(self._stops.get(page, ()))
        for stop in stops:
            stop()
        if stops:
            get_metrics().count("studio.cancelled")
        return bool(stops)

    @contextmanager
    def stoppable(self, page: str, stop: Stop) -> Iterator[None]:
        """Let `cancel` call `stop` while the body runs."""
        with self._lock:
            self._stops.setdefault(page, []).append(stop)
        try:
            yield
        finally:
            with self._lock:
                self._stops[page].remove(stop)
                if not self._stops[page]:
                    del self._stops[page]

    async def run(self, page: str, job: Coroutine[Any, Any, T]) -> T:
        """Await a job that `cancel` ends.

        Raises
        ------
        Cancelled
            When it was cancelled.
        asyncio.CancelledError
            When the request itself was.
        """
        loop = asyncio.get_running_loop()
        task = loop.create_task(job)
        with self.stoppable(page, lambda: loop.call_soon_threadsafe(task.cancel)):
            try:
                return await task
            except asyncio.CancelledError:
                request = asyncio.current_task()
                if request is not None and request.cancelling():
                    raise
                raise Cancelled from None


RUNNING = Running()
