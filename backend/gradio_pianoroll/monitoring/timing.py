"""The decorator that says how long a function takes."""

from __future__ import annotations

import functools
import inspect
import logging
import time
from collections.abc import Callable
from typing import Any, TypeVar, overload

from gradio_pianoroll.i18n import say

from .metrics import Metrics, Timing, get_metrics
from .told import language_of_terminal

F = TypeVar("F", bound=Callable[..., Any])
_LOG = logging.getLogger("gradio_pianoroll.benchmark")


@overload
def benchmark(fn: F) -> F: ...


@overload
def benchmark(
    fn: None = None, *, name: str | None = None, metrics: Metrics | None = None, level: int = logging.INFO
) -> Callable[[F], F]: ...


def benchmark(
    fn: Any = None, *, name: str | None = None, metrics: Metrics | None = None, level: int = logging.INFO
) -> Any:
    """Decorate a function so that each call is timed, told and kept.

    It is told by a line in the log where that is shown, else by one on standard output, in Korean or English as the
    terminal is.

    Works on plain functions, coroutines, generators and asynchronous generators. Of a generator the time inside it is
    counted, not that of whoever waits between its values. A call that raises is timed too and counted as an error.

    Parameters
    ----------
    fn
        The function, when the decorator is used without arguments.
    name
        Of the timing; by default the function's qualified name.
    metrics
        Where it is kept; by default the registry of the process.
    level
        Of the line in the log (logger ``gradio_pianoroll.benchmark``); below ``INFO`` nothing is printed.

    Returns
    -------
    callable
        The function of the same kind, with the figures as its attribute ``timing`` (`Timing`).
    """
    if fn is None:
        return lambda decorated: benchmark(decorated, name=name, metrics=metrics, level=level)
    registry = get_metrics() if metrics is None else metrics
    title = name or f"{fn.__module__}.{fn.__qualname__}"
    record = _Record(title, registry, level)
    if inspect.isasyncgenfunction(fn):
        wrapped = _of_async_generator(fn, record)
    elif inspect.isgeneratorfunction(fn):
        wrapped = _of_generator(fn, record)
    elif inspect.iscoroutinefunction(fn):
        wrapped = _of_coroutine(fn, record)
    else:
        wrapped = _of_function(fn, record)
    wrapped.timing = record.timing
    return wrapped


class _Record:
    """Where the figures of one function go."""

    def __init__(self, title: str, metrics: Metrics, level: int) -> None:
        self.title = title
        self.level = level
        self._metrics = metrics
        self.timing: Timing = metrics.timing(title)

    def add(self, seconds: float, failed: bool) -> None:
        self.timing.add(seconds)
        if failed:
            self._metrics.count(f"{self.title}.errors")
        _LOG.log(self.level, "%s %s %.3f ms", self.title, "failed after" if failed else "took", seconds * 1e3)
        if self.level >= logging.INFO and not (_LOG.isEnabledFor(self.level) and _LOG.hasHandlers()):
            what = "failed" if failed else "took"
            print(say(language_of_terminal(), "timing", what, title=self.title, ms=seconds * 1e3))


def _of_function(fn: Callable[..., Any], record: _Record) -> Any:
    @functools.wraps(fn)
    def call(*args: Any, **kwargs: Any) -> Any:
        start_s, failed = time.perf_counter(), True
        try:
            result = fn(*args, **kwargs)
            failed = False
            return result
        finally:
            record.add(time.perf_counter() - start_s, failed)

    return call


def _of_coroutine(fn: Callable[..., Any], record: _Record) -> Any:
    @functools.wraps(fn)
    async def call(*args: Any, **kwargs: Any) -> Any:
        start_s, failed = time.perf_counter(), True
        try:
            result = await fn(*args, **kwargs)
            failed = False
            return result
        finally:
            record.add(time.perf_counter() - start_s, failed)

    return call


class _Stopwatch:
    """Seconds that were spent between `go` and `halt`."""

    def __init__(self) -> None:
        self.spent_s = 0.0
        self._since_s = 0.0

    def go(self) -> None:
        self._since_s = time.perf_counter()

    def halt(self) -> None:
        self.spent_s += time.perf_counter() - self._since_s


def _of_generator(fn: Callable[..., Any], record: _Record) -> Any:
    @functools.wraps(fn)
    def call(*args: Any, **kwargs: Any) -> Any:
        watch, failed = _Stopwatch(), True
        watch.go()
        generator = fn(*args, **kwargs)
        watch.halt()
        try:
            result = yield from _watched(generator, watch)
            failed = False
            return result
        except GeneratorExit:
            # Whoever took the values has enough of them: that is no error.
            failed = False
            raise
        finally:
            record.add(watch.spent_s, failed)

    return call


def _watched(generator: Any, watch: _Stopwatch) -> Any:
    """The same generator, `send`, `throw` and `close` included, with the time inside it added up."""
    step: Callable[[], Any] = functools.partial(next, generator)
    while True:
        watch.go()
        try:
            value = step()
        except StopIteration as stop:
            return stop.value
        finally:
            watch.halt()
        try:
            sent = yield value
        except GeneratorExit:
            generator.close()
            raise
        except BaseException as error:  # noqa: BLE001 - handed to the generator, which it was meant for
            step = functools.partial(generator.throw, error)
        else:
            step = functools.partial(generator.send, sent)


def _of_async_generator(fn: Callable[..., Any], record: _Record) -> Any:
    @functools.wraps(fn)
    async def call(*args: Any, **kwargs: Any) -> Any:
        watch, failed = _Stopwatch(), True
        generator = fn(*args, **kwargs)
        step = generator.__anext__
        try:
            while True:
                watch.go()
                try:
                    value = await step()
                except StopAsyncIteration:
                    failed = False
                    return
                finally:
                    watch.halt()
                try:
                    sent = yield value
                except GeneratorExit:
                    failed = False
                    await generator.aclose()
                    raise
                except BaseException as error:  # noqa: BLE001 - handed to the generator, which it was meant for
                    step = functools.partial(generator.athrow, error)
                else:
                    step = functools.partial(generator.asend, sent)
        finally:
            record.add(watch.spent_s, failed)

    return call
