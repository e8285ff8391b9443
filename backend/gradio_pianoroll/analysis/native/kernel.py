"""Functions that become machine code: how they are declared and called."""

from __future__ import annotations

import ctypes
import re
import struct
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from gradio_pianoroll.errors import PianoRollError

# What a declaration may say: NumPy's letters, and F and C for the precision of the sound, real and complex.
_TYPE = re.compile(r"(b1|u1|i2|i4|i8|f4|f8|c8|c16|F|C)(?:\[(:(?:,:)*)\])?")
_PRECISIONS = {"f4": ("f4", "c8"), "f8": ("f8", "c16")}
_VARIANT_OF = {np.dtype(name): variant for variant, names in _PRECISIONS.items() for name in names}
# What the code returns when an array is another than declared.
REFUSED = -(2**63)
# Loading and compiling is done by one thread at a time; the loaded code runs in as many as want to.
_lock = threading.RLock()


class KernelError(PianoRollError, RuntimeError):
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
    def letter(self) -> str:
        """How it is handed over, as `struct` writes it; an array as the address of its NumPy object."""
        return "d" if not self.n_dims and self.dtype == "f8" else "q"

    def check(self, value: Any) -> None:
        """Raise TypeError when an array does not fit."""
        if not isinstance(value, np.ndarray):
            raise TypeError(f"a kernel takes NumPy arrays, not {type(value).__name__}")
        flags = value.flags
        if value.dtype != self.dtype or value.ndim != self.n_dims or not (flags.c_contiguous and flags.aligned):
            raise TypeError(
                f"a kernel needs a C-contiguous array of {np.dtype(self.dtype)} in {self.n_dims} dimensions, not one "
                f"of {value.dtype} in {value.ndim} with strides {value.strides}"
            )


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

    @property
    def order(self) -> tuple[list[int], list[int]]:
        """Which arguments are arrays and which are scalars.

        Handed over are eight bytes for each: addresses of the array objects, the scalars, and, for the code to check
        them by, the address of NumPy's array type and those of the arrays' dtypes.
        """
        numbers = range(len(self.arguments))
        return [i for i in numbers if self.arguments[i].n_dims], [i for i in numbers if not self.arguments[i].n_dims]

    def _caller(self, address: int, variant: str) -> Callable[..., int]:
        arguments = [a.of(variant) for a in self.arguments]
        arrays_at, scalars_at = self.order
        n_given = len(arguments)
        # Held by the closure, so that their addresses stay theirs.
        dtypes = [np.dtype(arguments[i].dtype) for i in arrays_at]
        expected = struct.pack(f"={1 + len(dtypes)}q", id(np.ndarray), *map(id, dtypes))
        pack = struct.Struct("=" + "".join(arguments[i].letter for i in arrays_at + scalars_at)).pack
        # numba's calling convention: where the result goes, where an exception goes, then the arguments; a status.
        code = ctypes.CFUNCTYPE(ctypes.c_int32, ctypes.c_void_p, ctypes.c_void_p, ctypes.c_char_p)(address)
        cells = ctypes.c_int64 * 2

        def run(given: Sequence[Any]) -> int:
            out = cells()
            at = ctypes.addressof(out)
            handed_over = pack(*[id(given[i]) for i in arrays_at], *[given[i] for i in scalars_at])
            status = code(at, at + 8, handed_over + expected)
            if status:
                raise KernelError(f"the kernel {self.name} ended with status {status}")
            result: int = out[0]
            return result

        def call(*given: Any) -> int:
            # Kept short: small blocks of sound come a hundred times a second.
            if len(given) != n_given:
                raise TypeError(f"{self.name} takes {n_given} arguments, not {len(given)}")
            result = run(given)
            if result == REFUSED:
                # The code has looked at the arrays, and done nothing.
                result = run(fitting(given))
                if result == REFUSED:
                    raise KernelError(f"the kernel {self.name} does not know this NumPy's arrays")
            return result

        def fitting(given: tuple[Any, ...]) -> list[Any]:
            """The same arrays with the very dtypes that the code knows; TypeError where one is another."""
            for argument, value in zip(arguments, given, strict=True):
                if argument.n_dims:
                    argument.check(value)
            known = dict(zip(arrays_at, dtypes, strict=True))
            return [value.view(known[i], np.ndarray) if i in known else value for i, value in enumerate(given)]

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
