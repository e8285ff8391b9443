"""Any block of sound as float32 mono."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray


def as_mono(block: ArrayLike) -> NDArray[np.float32]:
    """Return a block as float32, mono, full scale ±1; without a copy when it is that already.

    Parameters
    ----------
    block
        Shape (n,) or (n, channels), floating point or signed integers (scaled by their full scale).

    Raises
    ------
    ValueError
        When it has another shape or type.
    """
    array = np.asarray(block)
    if array.ndim not in (1, 2):
        raise ValueError(f"a block of sound has the shape (n,) or (n, channels), not {array.shape}")
    if np.issubdtype(array.dtype, np.signedinteger):
        array = array.astype(np.float32) / np.float32(np.iinfo(array.dtype).max + 1.0)
    elif not np.issubdtype(array.dtype, np.floating):
        raise ValueError(f"a block of sound is floating point or signed integers, not {array.dtype}")
    if array.ndim == 2:
        array = array.mean(axis=1, dtype=np.float32)
    return array.astype(np.float32, copy=False)
