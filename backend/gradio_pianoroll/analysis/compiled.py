"""Functions that numba compiles, and their machine code on disk, which many processes may write and read at once.

The annotations of a kernel are the types that it is compiled for: `int` and `float`, the arrays below, and records,
which are named tuples of these, so that what belongs together is one argument. numba takes a plain tuple three times as
fast as a named one: a record comes in as a plain one, and the kernel begins with `record = Record(*record)`.

numba keeps an index that leads from types to numbered files of code, and writes it before the code. Processes that
write one index for different types, or from different versions of a source, can leave a number that leads to code for
other arguments, and calling that ends the process. Here every kernel has one set of types and a name with a digest of
all that decides its code. Who writes under such a name writes the same as everybody else, so that no moment at which
another process looks is a wrong one.
"""

from __future__ import annotations

import hashlib
import logging
import os
import pickle
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from types import FunctionType
from typing import Annotated, Any, get_type_hints

import numpy as np
from numpy.typing import NDArray

from gradio_pianoroll.analysis.extras import check_packages, require

# Not at the first call, deep in a stream: whoever imports a kernel needs them.
check_packages()
llvm, llvmlite, numba = require("llvmlite.binding"), require("llvmlite"), require("numba")

logger = logging.getLogger(__name__)

# No `fastmath`: sums are made in the order in which they are written, as the results have to be those of librosa.
OPTIONS: dict[str, Any] = {"nogil": True, "error_model": "numpy"}
# Files of the package whose text becomes machine code; kernels take functions and numbers from no others.
DECIDING = ("analysis/compiled.py", "analysis/pyin/records.py", "analysis/**/*kernels.py", "synth/**/*kernels.py")
# Precisions of the sound, real and complex.
PRECISIONS = {"f4": ("f4", "c8"), "f8": ("f8", "c16")}
_VARIANT_OF = {np.dtype(name): variant for variant, names in PRECISIONS.items() for name in names}
# What unpickling a file raises that was cut off or overwritten.
DAMAGED = (EOFError, pickle.UnpicklingError, ValueError, IndexError, KeyError, AttributeError, ImportError)
# Versions of the code of a kernel that stay on disk.
KEPT = 8
# One thread at a time compiles or loads; what is there runs in as many as want to.
_lock = threading.RLock()


@dataclass(frozen=True)
class ArrayType:
    """Type of a C-contiguous array in a kernel's annotations.

    Attributes
    ----------
    dtype
        As NumPy writes it; `F` and `C` are the precision of the sound, real and complex.
    n_dims
        Number of dimensions.
    read_only
        Whether the kernel only reads it, so that arrays that cannot be written fit, too.
    """

    dtype: str
    n_dims: int
    read_only: bool = False

    def example(self, variant: str) -> NDArray[Any]:
        """Return an array of this type, in a precision of the sound."""
        real, complex_ = PRECISIONS.get(variant, ("", ""))
        array = np.zeros((1,) * self.n_dims, {"F": real, "C": complex_}.get(self.dtype, self.dtype))
        array.flags.writeable = not self.read_only
        return array


Floats = Annotated[NDArray[np.float64], ArrayType("f8", 1)]
FloatRows = Annotated[NDArray[np.float64], ArrayType("f8", 2)]
Integers = Annotated[NDArray[np.int64], ArrayType("i8", 1)]
IntegerRows = Annotated[NDArray[np.int64], ArrayType("i8", 2)]
ShortIntegers = Annotated[NDArray[np.int32], ArrayType("i4", 1)]
ShortIntegerRows = Annotated[NDArray[np.int32], ArrayType("i4", 2)]
Indices = Annotated[NDArray[np.int16], ArrayType("i2", 1)]
ByteRows = Annotated[NDArray[np.uint8], ArrayType("u1", 2)]
Flags = Annotated[NDArray[np.bool_], ArrayType("b1", 1)]
GivenFloats = Annotated[NDArray[np.float64], ArrayType("f8", 1, read_only=True)]
GivenIntegers = Annotated[NDArray[np.int64], ArrayType("i8", 1, read_only=True)]
GivenFlags = Annotated[NDArray[np.bool_], ArrayType("b1", 1, read_only=True)]
# In the precision of the sound.
Sound = Annotated[NDArray[Any], ArrayType("F", 1, read_only=True)]
SoundRows = Annotated[NDArray[Any], ArrayType("F", 2)]
SpectrumRows = Annotated[NDArray[Any], ArrayType("C", 2)]


class Kernel:
    """A function that runs as machine code, without the GIL; made by `kernel`.

    Attributes
    ----------
    function
        The Python source.
    """

    def __init__(self, function: Callable[..., Any]) -> None:
        self.function: Any = function
        self.name = f"{function.__module__.rpartition('.')[2]}.{function.__name__}"
        self.__doc__ = function.__doc__
        hints = _hints(function)
        self._by_precision = any(_depends_on_sound(hint) for hint in hints.values())
        self._records = tuple(i for i, hint in enumerate(hints.values()) if _fields(hint))
        self._loaded: dict[str, Callable[..., Any]] = {}

    @property
    def variants(self) -> tuple[str, ...]:
        """Precisions of the sound for which there is code of its own."""
        return tuple(PRECISIONS) if self._by_precision else ("",)

    def __call__(self, *arguments: Any) -> Any:
        """Run it, compiled or loaded at the first call; the first argument decides the precision of the sound."""
        variant = ""
        if self._by_precision:
            variant = _VARIANT_OF.get(arguments[0].dtype, "")
            if not variant:
                raise TypeError(f"{self.name} takes float32 or float64, not {arguments[0].dtype}")
        run = self._loaded.get(variant) or self.load(variant)
        if not self._records:
            return run(*arguments)
        given = list(arguments)
        for i in self._records:
            given[i] = tuple(given[i])
        return run(*given)

    def load(self, variant: str) -> Any:
        """Load the machine code, or compile it where that was not done before; return numba's dispatcher."""
        with _lock:
            if variant not in self._loaded:
                self._loaded[variant] = self._compiled(variant)
            return self._loaded[variant]

    def signature(self, variant: str) -> Any:
        """Return the types of arguments and result."""
        hints = dict(_hints(self.function))
        result = hints.pop("return")
        arguments = [numba.typeof(_example(hint, variant)) for hint in hints.values()]
        return (numba.void if result is type(None) else numba.typeof(_example(result, variant)))(*arguments)

    def _twin(self, variant: str) -> tuple[Callable[..., Any], bool]:
        """Return the function under the name that it has on disk, and whether it can be there."""
        digest = deciding_digest()
        twin = FunctionType(self.function.__code__, self.function.__globals__, self.function.__name__)
        twin.__qualname__ = "-".join(filter(None, (self.function.__name__, variant, digest)))
        twin.__module__ = self.function.__module__
        return twin, digest is not None

    def _compiled(self, variant: str) -> Any:
        function, can_cache = self._twin(variant)
        signature = self.signature(variant)
        if can_cache:
            try:
                return self._stored(function, signature, variant)
            except (RuntimeError, OSError) as error:
                # numba finds no folder that can be written, or the disk is full.
                logger.debug("the code of %s is not kept on disk: %s", self.name, error)
        return numba.njit(signature, **OPTIONS)(function)

    def _stored(self, function: Callable[..., Any], signature: Any, variant: str) -> Any:
        try:
            made = _cached(function, signature)
        except DAMAGED as error:
            logger.debug("the stored code of %s cannot be loaded and is compiled anew: %r", self.name, error)
            for path in self.files(variant):
                path.unlink(missing_ok=True)
            made = _cached(function, signature)
        if made.stats.cache_misses:
            self._forget_old(variant)
        return made

    def _forget_old(self, variant: str) -> None:
        """Remove the code of former sources, compilers and processors, but for the last few that share the folder."""
        mine = self.files(variant)
        if not mine:
            return
        start = mine[0].name.partition(str(deciding_digest()))[0]
        try:
            found = sorted(mine[0].parent.glob(f"{start}*.nb[ic]"), key=lambda path: -path.stat().st_mtime_ns)
            digests = list(dict.fromkeys(path.name[len(start) :].partition("-")[0] for path in found))
            for path in found:
                if path.name[len(start) :].partition("-")[0] in digests[KEPT:]:
                    path.unlink(missing_ok=True)
        except OSError as error:
            # Another process removes the same ones, or they are not ours to remove.
            logger.debug("old compiled code stays in %s: %s", mine[0].parent, error)

    def files(self, variant: str) -> list[Path]:
        """List the files in which numba keeps the machine code, index and data."""
        function, can_cache = self._twin(variant)
        if not can_cache:
            return []
        try:
            # Without types nothing is compiled; numba only says where it would look.
            folder = _cached(function, None).stats.cache_path
        except (RuntimeError, OSError) as error:
            logger.debug("there is no folder for the code of %s: %s", self.name, error)
            return []
        return sorted(Path(folder).glob(f"{self.name.partition('.')[0]}.{function.__qualname__}-*.nb[ic]"))


def _cached(function: Callable[..., Any], signature: Any) -> Any:
    """Compile a function with its code on disk: where numba keeps it, else in the cache folder of the settings."""
    try:
        return numba.njit(signature, cache=True, **OPTIONS)(function)
    except RuntimeError:
        folder = _own_folder()
        if folder is None:
            raise
    with _lock:
        given, numba.config.CACHE_DIR = numba.config.CACHE_DIR, folder
        try:
            return numba.njit(signature, cache=True, **OPTIONS)(function)
        finally:
            numba.config.CACHE_DIR = given


def _own_folder() -> str | None:
    from gradio_pianoroll.errors import SettingsError
    from gradio_pianoroll.settings import get_settings

    try:
        return str(get_settings().cache_dir / "kernels")
    except SettingsError as error:
        logger.debug("no cache folder: %s", error)
        return None


def _hints(function: Callable[..., Any]) -> dict[str, Any]:
    return get_type_hints(function, include_extras=True)


def _array_type(hint: Any) -> ArrayType | None:
    """Return what an annotation says of an array."""
    return next((part for part in getattr(hint, "__metadata__", ()) if isinstance(part, ArrayType)), None)


def _fields(hint: Any) -> dict[str, Any]:
    """Return the annotations of a named tuple's fields."""
    return _hints(hint) if isinstance(hint, type) and issubclass(hint, tuple) else {}


def _depends_on_sound(hint: Any) -> bool:
    array = _array_type(hint)
    if array is not None:
        return array.dtype in ("F", "C")
    return any(_depends_on_sound(field) for field in _fields(hint).values())


def _example(hint: Any, variant: str) -> Any:
    """Return a value of an annotated type."""
    array = _array_type(hint)
    if array is not None:
        return array.example(variant)
    if hint in (int, float):
        return hint(0)
    fields = _fields(hint)
    if not fields:
        raise TypeError(f"{hint!r} is no type of a kernel's argument")
    return tuple(_example(field, variant) for field in fields.values())


@lru_cache(maxsize=1)
def deciding_digest() -> str | None:
    """Return a digest of all that decides the machine code on this machine; None when a source cannot be read."""
    package = Path(__file__).parents[1]
    told = {k: v for k, v in os.environ.items() if k.startswith("NUMBA_") and k != "NUMBA_CACHE_DIR"}
    parts = [
        numba.__version__,
        llvmlite.__version__,
        llvm.get_process_triple(),
        llvm.get_host_cpu_name(),
        llvm.get_host_cpu_features().flatten(),
        repr(sorted(told.items())),
    ]
    digest = hashlib.blake2b("\n".join(parts).encode(), digest_size=8)
    try:
        for path in sorted({path for pattern in DECIDING for path in package.glob(pattern)}):
            digest.update(path.read_bytes())
    except OSError as error:
        logger.debug("compiled code is not kept: %s", error)
        return None
    return digest.hexdigest()


def helper(function: Callable[..., Any]) -> Any:
    """Mark a function that kernels call: it becomes part of their machine code."""
    return numba.njit(**OPTIONS)(function)


def inlined(function: Callable[..., Any]) -> Any:
    """Mark a helper that is called so often that the way into it would count: it is compiled as part of its callers."""
    return numba.njit(inline="always", **OPTIONS)(function)


def kernel(function: Callable[..., Any]) -> Kernel:
    """Make a kernel of a function, or of a helper, that must not allocate: arrays to work in are arguments."""
    return Kernel(getattr(function, "py_func", function))


def kernels_of(*modules: Any) -> Iterator[tuple[Kernel, str]]:
    """Yield the kernels of modules with each precision for which they are compiled."""
    for module in modules:
        for value in vars(module).values():
            if isinstance(value, Kernel):
                yield from ((value, variant) for variant in value.variants)
