"""From a kernel's source to an object file, by numba; imported only where there is no object file yet."""

from __future__ import annotations

import logging
import re
from collections.abc import Callable
from types import FunctionType
from typing import Any

import llvmlite.binding as llvm
import numba
import numpy as np
from llvmlite import ir
from numba import types
from numba.core import typing
from numba.core.codegen import get_host_cpu_features
from numba.extending import intrinsic
from numba.np.arrayobj import populate_array

from gradio_pianoroll.analysis.native.kernel import Argument, External, Kernel, KernelError
from gradio_pianoroll.analysis.native.loader import SYMBOL
from gradio_pianoroll.analysis.native.sources import externals, used

logger = logging.getLogger(__name__)

# Without numba's own memory management and without wrappers for Python the code needs nothing of numba to run.
OPTIONS: dict[str, Any] = {
    "error_model": "numpy",
    "nogil": True,
    "_nrt": False,
    "no_cpython_wrapper": True,
    "no_cfunc_wrapper": True,
}
# Where a NumPy array object keeps its data, shape and strides, in words after the head that all objects have.
DATA, SHAPE, STRIDES = 0, 2, 3
# Functions of the C library, which each process has.
C_LIBRARY = frozenset(("ceil", "cos", "exp", "floor", "fmod", "log", "log2", "memcpy", "memset", "pow", "sin", "sqrt"))
_dispatchers: dict[Any, Any] = {}


def _view_of(argument: Argument) -> Any:
    """A function of compiled code that turns the address of an array object into the array."""
    dtype = np.dtype(argument.dtype)
    array_type = types.Array(numba.from_dtype(dtype), argument.n_dims, "C")
    word = ir.IntType(64)

    @intrinsic
    def view(typing_context, address):  # type: ignore[no-untyped-def]  # noqa: ANN001
        def generate(context: Any, builder: Any, signature: Any, values: Any) -> Any:
            def words(at: Any) -> Callable[[int], Any]:
                base = builder.inttoptr(at, word.as_pointer())
                return lambda i: builder.load(builder.gep(base, [ir.Constant(word, i)]))

            head = words(builder.add(values[0], ir.Constant(word, object.__basicsize__)))
            shape, strides = words(head(SHAPE)), words(head(STRIDES))
            array = context.make_array(array_type)(context, builder)
            populate_array(
                array,
                data=builder.inttoptr(head(DATA), array.data.type),
                shape=[shape(i) for i in range(argument.n_dims)],
                strides=[strides(i) for i in range(argument.n_dims)],
                itemsize=ir.Constant(word, dtype.itemsize),
                meminfo=None,
            )
            return array._getvalue()

        return array_type(address), generate

    return view


def _compilable(value: Any) -> Any:
    """What stands for a function, a kernel or an external function in compiled code."""
    if isinstance(value, External):
        result = types.float64 if value.returns_real else types.void
        return types.ExternalFunction(value.name, typing.signature(result, *[types.voidptr] * value.n_arguments))
    function = value.function if isinstance(value, Kernel) else value
    if function not in _dispatchers:
        names = {name: _compilable(inner) for name, inner in used(function)}
        twin = FunctionType(function.__code__, {**function.__globals__, **names}, function.__name__)
        _dispatchers[function] = numba.njit(**OPTIONS)(twin)
    return _dispatchers[function]


def _entry(kernel: Kernel, arguments: list[Argument]) -> Any:
    """A compiled function that takes addresses and scalars, views the arrays and calls the kernel."""
    names = [f"a{i}" for i in range(len(arguments))]
    views = {f"view{i}": _view_of(a) for i, a in enumerate(arguments) if a.n_dims}
    passed = [f"view{i}(a{i})" if a.n_dims else f"a{i}" for i, a in enumerate(arguments)]
    call = f"kernel({', '.join(passed)})"
    body = f"return {call}" if kernel.returns else f"{call}\n    return 0"
    scope: dict[str, Any] = {"kernel": _compilable(kernel), **views}
    exec(f"def entry({', '.join(names)}):\n    {body}\n", scope)
    given = [types.float64 if a.c_type.__name__ == "c_double" else types.int64 for a in arguments]
    return numba.njit(types.int64(*given), **OPTIONS)(scope["entry"])


def compile_kernel(kernel: Kernel, variant: str) -> tuple[bytes, bool]:
    """Compile a kernel for this machine.

    Parameters
    ----------
    kernel
        What to compile.
    variant
        Precision of the sound, one of `kernel.variants`.

    Returns
    -------
    code : bytes
        An object file in which the function is `SYMBOL`.
    portable : bool
        Whether it runs in a process without numba too.
    """
    arguments = [a.of(variant) for a in kernel.arguments]
    jit_off, numba.config.DISABLE_JIT = numba.config.DISABLE_JIT, 0
    try:
        compiled = _entry(kernel, arguments)
    finally:
        numba.config.DISABLE_JIT = jit_off
    (signature,) = compiled.signatures
    module = llvm.parse_assembly(compiled.inspect_llvm(signature))
    function = module.get_function(compiled.overloads[signature].fndesc.llvm_func_name)
    passed = ["double" if a.c_type.__name__ == "c_double" else "i64" for a in arguments]
    expected = f"i32 (ptr, ptr, {', '.join(passed)})"
    if re.sub(r"\w+\*", "ptr", str(function.global_value_type)) != expected:
        raise KernelError(
            f"this version of numba ({numba.__version__}) calls functions otherwise ({function.global_value_type}); "
            "install an older one"
        )
    function.name = SYMBOL
    known = {SYMBOL, *C_LIBRARY, *(one.name for one in externals(kernel.function))}
    needed = [*module.functions, *module.global_variables]
    foreign = [v.name for v in needed if v.is_declaration and not v.name.startswith("llvm.") and v.name not in known]
    if foreign:
        logger.debug("the code of %s is not kept: it needs %s of numba", kernel.name, foreign)
    machine = llvm.Target.from_triple(module.triple).create_target_machine(
        cpu=numba.config.CPU_NAME or llvm.get_host_cpu_name(),
        features=get_host_cpu_features() if numba.config.CPU_FEATURES is None else numba.config.CPU_FEATURES,
        opt=int(numba.config.OPT),
        reloc="static" if module.triple.startswith(("x86", "i686")) else "default",
        codemodel="jitdefault",
        jit=True,
    )
    return bytes(machine.emit_object(module)), not foreign
