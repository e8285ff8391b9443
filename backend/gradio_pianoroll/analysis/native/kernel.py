"""Functions that become machine code: how they are declared and called."""

from __future__ import annotations

import ctypes
import operator
import re
import threading
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

# What a declaration may say: NumPy's letters, and F and C for the precision of the sound, real and complex.
_TYPE = re.compile(r"(b1|u1|i2|i4|i8|f4|f8|c8|c16|F|C)(?:\[(:(?:,:)*)\])?")
_PRECISIONS = {"f4": ("f4", "c8"), "f8": ("f8", "c16")}
_VARIANT_OF = {np.dtype(name): variant for variant, names in _PRECISIONS.items() for name in names}
# Loading and compiling is done by one thread at a time; the loaded code runs in as many as want to.
_lock = threading.RLock()


class KernelError(RuntimeError):
    """Machine code ended with an error, or could not be made."""


@dataclass(frozen=True)
class Argument:
    """Type of a kernel's argument: a scalar (`n_dims` 0) or a C-contiguous array."""

    dtype: str
    n_dims: int

    def of(self, variant: str) -> Argument:
        """The same with the precision of the sound filled in."""
        real, complex_ = _PRECISIONS.get(variant, ("F", "C"))
        return Argument({"F": real, "C": complex_}.get(self.dtype, self.dtype), self.n_dims)

    @property
    def c_type(self) -> Any:
        """How it is handed over; an array as the address of its NumPy object."""
        return ctypes.c_double if not self.n_dims and self.dtype == "f8" else ctypes.c_int64

    def converter(self) -> Callable[[Any], Any]:
        """A function that checks a value and turns it into what is handed over."""
        if not self.n_dims:
            return float if self.dtype == "f8" else operator.index
        dtype, n_dims = np.dtype(self.dtype), self.n_dims

        def address(array: Any) -> int:
            if not isinstance(array, np.ndarray):
                raise TypeError(f"a kernel takes NumPy arrays, not {type(array).__name__}")
            if array.dtype != dtype or array.ndim != n_dims or not array.flags.c_contiguous:
                raise TypeError(
                    f"a kernel needs a C-contiguous array of {dtype} in {n_dims} dimensions, not one of {array.dtype} "
                    f"in {array.ndim} with strides {array.strides}"
                )
            return id(array)

        return address


@dataclass(frozen=True, eq=False)
class External:
    """A C function that kernels call: its arguments are addresses.

    Attributes
    ----------
    name
        Of the symbol, for this process.
    n_arguments
        Number of addresses.
    returns_real
        Whether it returns a float64, else nothing.
    locate
        Finds its address.
    """

    name: str
    n_arguments: int
    returns_real: bool
    locate: Callable[[], int]

    def __call__(self, *addresses: Any) -> float:
        """Only compiled code can call it."""
        raise KernelError(f"{self.name} is there for compiled kernels only")


class Kernel:
    """A function that runs as machine code, compiled or loaded on its first call; made by `kernel`.

    Attributes
    ----------
    function
        The Python source.
    arguments
        Types of its arguments.
    returns
        Whether it returns an integer.
    """

    def __init__(self, function: Callable[..., Any], declaration: str) -> None:
        self.function = function
        self.name = f"{function.__module__.rpartition('.')[2]}.{function.__name__}"
        self.__doc__ = function.__doc__
        taken, arrow, returned = declaration.partition("->")
        if arrow and returned.strip() != "i8":
            raise ValueError(f"a kernel returns i8 or nothing, not {returned.strip()!r}")
        self.arguments = tuple(_argument(word) for word in taken.split())
        self.returns = bool(arrow)
        varying = [i for i, a in enumerate(self.arguments) if a.dtype in "FC"]
        self._decides = varying[0] if varying else None
        self._calls: dict[str, Callable[..., int]] = {}

    @property
    def variants(self) -> tuple[str, ...]:
        """Precisions of the sound for which there is code of its own."""
        return tuple(_PRECISIONS) if self._decides is not None else ("",)

    def __call__(self, *arguments: Any) -> int:
        """Run it; returns what the function returns, or 0 where that is nothing. The GIL is released meanwhile."""
        variant = ""
        if self._decides is not None:
            variant = _VARIANT_OF.get(arguments[self._decides].dtype, "")
            if not variant:
                raise TypeError(f"{self.name} takes float32 or float64, not {arguments[self._decides].dtype}")
        return (self._calls.get(variant) or self.ready(variant))(*arguments)

    def ready(self, variant: str) -> Callable[..., int]:
        """Load the machine code, or compile it where that was not done before."""
        from gradio_pianoroll.analysis.native.loader import load

        with _lock:
            if variant not in self._calls:
                self._calls[variant] = self._caller(load(self, variant), variant)
            return self._calls[variant]

    def _caller(self, address: int, variant: str) -> Callable[..., int]:
        arguments = [a.of(variant) for a in self.arguments]
        convert = [a.converter() for a in arguments]
        # numba's calling convention: where the result goes, where an exception goes, then the arguments; a status.
        prototype = ctypes.CFUNCTYPE(
            ctypes.c_int32, ctypes.c_void_p, ctypes.c_void_p, *(a.c_type for a in arguments), use_errno=False
        )
        code = prototype(address)

        def call(*given: Any) -> int:
            result, problem = ctypes.c_int64(), ctypes.c_void_p()
            values = [check(value) for check, value in zip(convert, given, strict=True)]
            status = code(ctypes.addressof(result), ctypes.addressof(problem), *values)
            if status:
                raise KernelError(f"the kernel {self.name} ended with status {status}")
            return result.value

        return call


def _argument(word: str) -> Argument:
    match = _TYPE.fullmatch(word)
    if match is None:
        raise ValueError(f"{word!r} is no type of a kernel's argument")
    dtype, dimensions = match.groups()
    if dimensions is None and dtype not in ("i8", "f8"):
        raise ValueError(f"a scalar must be i8 or f8, not {dtype}")
    return Argument(dtype, 0 if dimensions is None else dimensions.count(":"))


def helper(function: Callable[..., Any]) -> Callable[..., Any]:
    """Mark a function that kernels call: it is compiled with each of them, and runs as Python when called by itself."""
    return function


def kernel(declaration: str) -> Callable[[Callable[..., Any]], Kernel]:
    """Declare a kernel.

    The function must not allocate: arrays to work in are arguments. It may call helpers, other kernels and
    `External` ones that are globals of its module.

    Parameters
    ----------
    declaration
        Types of the arguments, separated by spaces: `i8` and `f8` are scalars, `f8[:]`, `i4[:,:]` and so on arrays;
        `F[:]` and `C[:]` are arrays in the precision of the sound, real and complex, and decide which code is run.
        `-> i8` at the end: it returns an integer.
    """
    return lambda function: Kernel(function, declaration)
