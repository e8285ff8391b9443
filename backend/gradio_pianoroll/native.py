"""Calls into C++ that Python must not end under.

Until 3.13 CPython ends a daemon thread that comes back from native code after the interpreter began to go by unwinding
its stack (gh-87135). SciPy's transforms, soxr and ONNX Runtime are C++ that forbids that: the whole process dies with
"terminate called without an active exception" and exit code -6, though the program had ended well. A server's threads
are daemons: those of Gradio that run handlers, and ours that load kernels or decode pitch. So such calls are counted
here, and the interpreter's exit waits for those that run; a thread that comes later ends.
"""

from __future__ import annotations

import atexit
import os
import threading
from collections.abc import Callable
from functools import wraps
from typing import ParamSpec, TypeVar

P = ParamSpec("P")
T = TypeVar("T")

# A call that takes longer than this is a fault of its own; the program shall end in spite of it.
PATIENCE_S = 10.0


class _Calls:
    """A context in which native code runs; it may be entered by many threads at once, and within itself."""

    def __init__(self) -> None:
        self._begin()

    def _begin(self) -> None:
        self._changed = threading.Condition(threading.Lock())
        self._running = 0
        self._closed = False

    def __enter__(self) -> None:
        with self._changed:
            # What has nobody to wait for it any more; the main thread may still work while it cleans up.
            if self._closed and threading.current_thread() is not threading.main_thread():
                raise SystemExit
            self._running += 1

    def __exit__(self, *_: object) -> None:
        with self._changed:
            self._running -= 1
            if self._closed:
                self._changed.notify_all()

    def close(self) -> None:
        """Let no thread but the main one begin another call, and wait until those that run are back."""
        with self._changed:
            self._closed = True
            self._changed.wait_for(lambda: not self._running, PATIENCE_S)


native_call = _Calls()
# Exit handlers run before daemon threads are ended.
atexit.register(native_call.close)
# The threads that are in such a call stay with the parent.
if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=native_call._begin)


def as_native_call(function: Callable[P, T]) -> Callable[P, T]:
    """Give a function that does the same, its calls counted.

    Examples
    --------
    >>> as_native_call(sum)([1, 2])
    3
    """

    @wraps(function)
    def counted(*args: P.args, **kwargs: P.kwargs) -> T:
        with native_call:
            return function(*args, **kwargs)

    return counted
