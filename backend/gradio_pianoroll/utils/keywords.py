"""Arguments that have another name in published programs."""

from __future__ import annotations

import functools
import inspect
from collections.abc import Callable
from typing import ParamSpec, TypeVar

P = ParamSpec("P")
R = TypeVar("R")


def also_named(**names: str) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """Let arguments be given under other names too.

    Parameters
    ----------
    **names
        Other name → name.
    """

    def decorate(function: Callable[P, R]) -> Callable[P, R]:
        parameters = list(inspect.signature(function).parameters)

        @functools.wraps(function)
        def call(*args: P.args, **kwargs: P.kwargs) -> R:
            for other, name in names.items():
                if other not in kwargs:
                    continue
                if name in kwargs or parameters.index(name) < len(args):
                    raise TypeError(f"{function.__name__}() got {name!r} twice, the second time as {other!r}")
                kwargs[name] = kwargs.pop(other)
            return function(*args, **kwargs)

        return call

    return decorate
