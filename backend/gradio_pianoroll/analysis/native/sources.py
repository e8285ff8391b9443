"""What a kernel is made of: the functions that it calls, and a key that changes with any of them."""

from __future__ import annotations

import hashlib
import logging
import os
from collections.abc import Callable, Iterator
from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path
from types import FunctionType
from typing import Any

import llvmlite
import llvmlite.binding as llvm

from gradio_pianoroll.analysis.native.kernel import External, Kernel

logger = logging.getLogger(__name__)


def used(function: Callable[..., Any]) -> Iterator[tuple[str, Any]]:
    """Names and values of the functions, kernels and externals that a function calls by its module's globals."""
    code, values = function.__code__, function.__globals__
    for name in code.co_names:
        value = values.get(name)
        if isinstance(value, (FunctionType, Kernel, External)):
            yield name, value


def _closure(function: Callable[..., Any]) -> list[Any]:
    """A function and all that it calls, each once."""
    found: list[Any] = [function]
    for one in found:
        if isinstance(one, External):
            continue
        for _, value in used(one):
            inner = value.function if isinstance(value, Kernel) else value
            if inner not in found:
                found.append(inner)
    return found


def _constants(function: Callable[..., Any]) -> list[tuple[str, Any]]:
    """Numbers that a function takes from its module, which may have them from another one: they become code."""
    found = ((name, function.__globals__.get(name)) for name in sorted(function.__code__.co_names))
    return [(name, value) for name, value in found if isinstance(value, int | float)]


def externals(function: Callable[..., Any]) -> list[External]:
    """The C functions that a kernel calls, directly or not."""
    return [one for one in _closure(function) if isinstance(one, External)]


@lru_cache(maxsize=64)
def _digest(path: str) -> bytes:
    return hashlib.blake2b(Path(path).read_bytes(), digest_size=16).digest()


@lru_cache(maxsize=1)
def _compiler() -> bytes:
    """What else the code depends on: compiler, processor, and how numba is told to compile."""
    spec = find_spec("numba")
    if spec is None or spec.origin is None:
        raise ModuleNotFoundError("numba is not installed; install gradio_pianoroll with its dependencies")
    version = Path(spec.origin).with_name("_version.py")
    if version.is_file():
        numba = version.read_bytes()
    else:
        from importlib.metadata import version as version_of

        numba = version_of("numba").encode()
    told = {k: v for k, v in os.environ.items() if k.startswith("NUMBA_") and k != "NUMBA_CACHE_DIR"}
    parts = [
        llvmlite.__version__,
        llvm.get_process_triple(),
        llvm.get_host_cpu_name(),
        llvm.get_host_cpu_features().flatten(),
        repr(object.__basicsize__),
        repr(sorted(told.items())),
    ]
    here = Path(__file__).parent
    ours = b"".join(_digest(str(here / name)) for name in ("build.py", "kernel.py", "loader.py"))
    return numba + "\n".join(parts).encode() + ours


def machine_key() -> bytes:
    """A digest of this machine and of the versions that decide what is computed on it."""
    return hashlib.blake2b(_compiler(), digest_size=20).digest()


def key_of(kernel: Kernel, variant: str) -> bytes | None:
    """A digest of all that decides the machine code of a kernel; None when its source cannot be read."""
    functions = [one for one in _closure(kernel.function) if not isinstance(one, External)]
    files = {one.__code__.co_filename for one in functions}
    constants = sorted({f"{one.__name__} {_constants(one)!r}" for one in functions})
    try:
        digest = hashlib.blake2b(_compiler(), digest_size=20)
        digest.update(f"{kernel.name} {variant} {kernel.arguments} {kernel.returns} {constants}".encode())
        for path in sorted(files):
            digest.update(_digest(path))
    except OSError as error:
        logger.debug("the source of %s cannot be read: %s", kernel.name, error)
        return None
    return digest.digest()
