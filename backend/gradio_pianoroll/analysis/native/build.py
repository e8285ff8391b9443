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

from gradio_pianoroll.analysis.native.kernel import REFUSED, Argument, External, Kernel, KernelError
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
# The type of an object is the last word of its head.
TYPE, DTYPE = -1, 5
# There too: the number of dimensions, and flags, of which these must be set: C-contiguous, aligned.
N_DIMS, FLAGS, NEEDED = 1, 6, 0x101
# Functions of the C library, which each process has.
C_LIBRARY = frozenset(("ceil", "cos", "exp", "floor", "fmod", "log", "log2", "memcpy", "memset", "pow", "sin", "sqrt"))
_dispatchers: dict[Any, Any] = {}


def _reader(result: Any, generate: Callable[[Any, Any, list[Any]], Any]) -> Any:
    """A function of compiled code that makes something from three of the words that are handed over."""
    word = ir.IntType(64)

    @intrinsic
    def read(typing_context, packed, first, second, third):  # type: ignore[no-untyped-def]  # noqa: ANN001
        def from_words(context: Any, builder: Any, signature: Any, values: Any) -> Any:
            base = builder.inttoptr(values[0], word.as_pointer())
            return generate(context, builder, [builder.load(builder.gep(base, [slot])) for slot in values[1:]])

        return result(packed, first, second, third), from_words

    return read


def _field(builder: Any, array: Any, i: int, kind: Any) -> Any:
    """A field of a NumPy array object: the i-th word after its head."""
    at = builder.add(array, ir.Constant(array.type, object.__basicsize__ + 8 * i))
    return builder.load(builder.inttoptr(at, kind.as_pointer()))


def _scalar(argument: Argument) -> Any:
    """What reads a scalar."""
    if argument.letter == "d":
        return _reader(types.float64, lambda context, builder, words: builder.bitcast(words[0], ir.DoubleType()))
    return _reader(types.int64, lambda context, builder, words: words[0])


def _view_of(argument: Argument) -> Any:
    """What turns the address of an array object into the array."""
    dtype = np.dtype(argument.dtype)
    array_type = types.Array(numba.from_dtype(dtype), argument.n_dims, "C")

    def generate(context: Any, builder: Any, given: list[Any]) -> Any:
        address = given[0]

        def words(field: int) -> list[Any]:
            base = builder.inttoptr(_field(builder, address, field, address.type), address.type.as_pointer())
            return [builder.load(builder.gep(base, [ir.Constant(address.type, i)])) for i in range(argument.n_dims)]

        array = context.make_array(array_type)(context, builder)
        populate_array(
            array,
            data=builder.inttoptr(_field(builder, address, DATA, address.type), array.data.type),
            shape=words(SHAPE),
            strides=words(STRIDES),
            itemsize=ir.Constant(address.type, dtype.itemsize),
            meminfo=None,
        )
        return array._getvalue()

    return _reader(array_type, generate)


def _fits(argument: Argument) -> Any:
    """What tells whether an object is an array of the given type, with the dimensions and layout of an argument."""
    number = ir.IntType(32)

    def generate(context: Any, builder: Any, given: list[Any]) -> Any:
        address, _, dtype = given
        flags = builder.and_(_field(builder, address, FLAGS, number), ir.Constant(number, NEEDED))
        tests = [
            builder.icmp_signed("==", _field(builder, address, DTYPE, dtype.type), dtype),
            builder.icmp_signed("==", _field(builder, address, N_DIMS, number), ir.Constant(number, argument.n_dims)),
            builder.icmp_signed("==", flags, ir.Constant(number, NEEDED)),
        ]
        return builder.and_(builder.and_(*tests[:2]), tests[2])

    return _reader(types.boolean, generate)


def _is_array() -> Any:
    """What tells whether an object is a NumPy array, and no subclass."""

    def generate(context: Any, builder: Any, given: list[Any]) -> Any:
        return builder.icmp_signed("==", _field(builder, given[0], TYPE, given[1].type), given[1])

    return _reader(types.boolean, generate)


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
    """A compiled function of the address of what is handed over: looks at the arrays and calls the kernel."""
    arrays, scalars = kernel.order
    slots = {i: slot for slot, i in enumerate(arrays + scalars)}
    scope: dict[str, Any] = {"kernel": _compilable(kernel)}
    scope |= {f"read{i}": _view_of(a) if a.n_dims else _scalar(a) for i, a in enumerate(arguments)}
    scope |= {"is_array": _is_array()} | {f"fits{i}": _fits(arguments[i]) for i in arrays}
    # After the arguments: the type of arrays, and the dtype of each.
    known = len(arguments)
    words = [
        f"packed, {slots[i]}, {known}, {known + 1 + slots[i] if a.n_dims else known}" for i, a in enumerate(arguments)
    ]
    lines = [f"if not (is_array({words[i]}) and fits{i}({words[i]})): return {REFUSED}" for i in arrays]
    call = f"kernel({', '.join(f'read{i}({words[i]})' for i in range(len(arguments)))})"
    lines += [f"return {call}"] if kernel.returns else [call, "return 0"]
    exec("def entry(packed):\n    " + "\n    ".join(lines) + "\n", scope)
    return numba.njit(types.int64(types.int64), **OPTIONS)(scope["entry"])


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
    expected = "i32 (ptr, ptr, i64)"
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
