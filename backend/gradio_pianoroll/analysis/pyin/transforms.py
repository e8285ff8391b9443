"""The three functions of `scipy.fft` that F0 needs, by SciPy's own transform library without the package around it.

Importing `scipy.fft` takes longer than analysing a minute of speech. Where the library is not where it is expected,
`scipy.fft` itself is used; both give the same bits.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import numpy as np

from gradio_pianoroll.analysis.native.scipy_parts import extension

if TYPE_CHECKING:
    from numpy.typing import NDArray

# Normalisation of a backward transform: by its length.
BY_LENGTH = 2


@lru_cache(maxsize=1)
def _library() -> Any:
    """SciPy's transform library, or None where it is not the one that is known here."""
    try:
        library = extension("scipy.fft._pocketfft.pypocketfft")
        if library.good_size(17, True) != 18:
            return None
        forward = library.r2c(np.array([[1.0, 0.0]]), (1,), True, 0, None, 1)
        backward = library.c2r(forward, (1,), 2, False, BY_LENGTH, None, 1)
    except (ImportError, AttributeError, TypeError, ValueError):
        return None
    return library if np.array_equal(backward, [[1.0, 0.0]]) else None


@lru_cache(maxsize=256)
def next_fast_len(n: int) -> int:
    """The next length from `n` on that is transformed quickly, for real input."""
    library = _library()
    if library is not None:
        return int(library.good_size(n, True))
    import scipy.fft

    return int(scipy.fft.next_fast_len(n, real=True))


def rfft(x: NDArray[Any], n: int) -> NDArray[Any]:
    """Spectra of the rows of a float32 or float64 array, filled up with zeros to `n` samples."""
    library = _library()
    if library is None:
        return _scipy("rfft")(x, n=n)
    return library.r2c(_with_columns(x, n), (1,), True, 0, None, 1)  # type: ignore[no-any-return]


def irfft(x: NDArray[Any], n: int) -> NDArray[Any]:
    """The `n` samples of which the rows are spectra; real rows too."""
    library = _library()
    if library is None:
        return _scipy("irfft")(x, n=n)
    spectra = x if x.dtype.kind == "c" else x + 0j
    return library.c2r(_with_columns(spectra, n // 2 + 1), (1,), n, False, BY_LENGTH, None, 1)  # type: ignore[no-any-return]


def _scipy(name: str) -> Callable[..., NDArray[Any]]:
    import scipy.fft

    return getattr(scipy.fft, name)  # type: ignore[no-any-return]


def _with_columns(x: NDArray[Any], n: int) -> NDArray[Any]:
    if x.shape[1] >= n:
        return x[:, :n]
    wide = np.zeros((len(x), n), x.dtype)
    wide[:, : x.shape[1]] = x
    return wide
