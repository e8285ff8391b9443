"""Machine code into memory: from its file, or from the compiler where there is none that fits."""

from __future__ import annotations

import ctypes
import logging
from collections.abc import Callable
from functools import lru_cache, partial
from typing import TYPE_CHECKING, Any

import llvmlite.binding as llvm
import numpy as np

from gradio_pianoroll.analysis.native import store
from gradio_pianoroll.analysis.native.sources import externals, key_of

if TYPE_CHECKING:
    from gradio_pianoroll.analysis.native.kernel import Kernel

logger = logging.getLogger(__name__)

# Name of the function in each object file.
SYMBOL = "gradio_pianoroll_kernel"
# The code lives as long as its engine.
_engines: list[Any] = []


@lru_cache(maxsize=1)
def initialize() -> None:
    """Prepare LLVM, and make sure that kernels can read this NumPy's arrays."""
    llvm.initialize_native_target()
    llvm.initialize_native_asmprinter()
    probe = np.empty((3, 5))
    head = id(probe) + object.__basicsize__
    word = ctypes.c_ssize_t
    data, shape, strides = (word.from_address(head + 8 * i).value for i in (0, 2, 3))
    types = [word.from_address(head + 8 * i).value for i in (-1, 5)]
    n_dims, flags = (ctypes.c_int.from_address(head + 8 * i).value for i in (1, 6))
    if (
        data != probe.ctypes.data
        or n_dims != 2
        or flags != probe.flags.num
        or types != [id(np.ndarray), id(probe.dtype)]
        or ctypes.sizeof(word) != 8
    ):
        raise RuntimeError("compiled kernels need a 64-bit CPython; this one keeps arrays otherwise")
    if [word.from_address(at + 8 * i).value for at in (shape, strides) for i in (0, 1)] != [3, 5, 40, 8]:
        raise RuntimeError("compiled kernels need NumPy's usual arrays; this version keeps their shape otherwise")


def _stored(kernel: Kernel, variant: str) -> tuple[Callable[[bytes], object], bytes | None]:
    """What keeps the code of a kernel on disk, and the code that is there."""
    key, source = key_of(kernel, variant), kernel.function.__code__.co_filename
    if key is None:
        return lambda code: None, None
    kind = "-".join(filter(None, (kernel.name, variant)))
    return partial(store.save, source, kind, key), store.find(source, kind, key)


def is_stored(kernel: Kernel, variant: str) -> bool:
    """Whether the code of a kernel need not be compiled."""
    return _stored(kernel, variant)[1] is not None


def load(kernel: Kernel, variant: str) -> int:
    """Address of the code of a kernel, for as long as the process runs."""
    initialize()
    for function in externals(kernel.function):
        llvm.add_symbol(function.name, function.locate())
    keep, stored = _stored(kernel, variant)
    if stored is not None:
        try:
            return _address(stored)
        except RuntimeError as error:
            logger.debug("the stored code of %s cannot be loaded: %s", kernel.name, error)
    from gradio_pianoroll.analysis.native.build import compile_kernel

    logger.debug("compiling %s %s", kernel.name, variant)
    code, portable = compile_kernel(kernel, variant)
    if portable:
        keep(code)
    return _address(code)


def _address(code: bytes) -> int:
    machine = llvm.Target.from_default_triple().create_target_machine(jit=True)
    engine = llvm.create_mcjit_compiler(llvm.parse_assembly(""), machine)
    engine.add_object_file(llvm.ObjectFileRef.from_data(code))
    engine.finalize_object()
    address = int(engine.get_function_address(SYMBOL))
    if not address:
        raise RuntimeError(f"the object file has no function {SYMBOL}")
    _engines.append(engine)
    return address
