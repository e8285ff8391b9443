"""F0 as an array that is also the three arrays of `librosa.pyin`."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray


class F0Array(np.ndarray):
    """F0 in Hz, NaN where unvoiced: an array for every calculation, and three arrays when it is unpacked.

    ``np.nanmean(f0)`` is the mean pitch, and ``f0, voiced_flag, voiced_prob = f0`` works as with `librosa.pyin`, by
    number too (``f0[1]`` is `voiced_flag`). Slices, masks and calculations are those of an array, and give arrays like
    any other; `tolist()` or `np.asarray` is for who wants frame by frame.

    Attributes
    ----------
    voiced_flag
        bool [n].
    voiced_prob
        float [n], 0-1.
    """

    voiced_flag: NDArray[np.bool_] | None
    voiced_prob: NDArray[np.floating] | None

    def __new__(
        cls, f0: NDArray[np.floating], voiced_flag: NDArray[np.bool_], voiced_prob: NDArray[np.floating]
    ) -> F0Array:
        """The three arrays of shape [n]; nothing is copied."""
        made = np.asarray(f0).view(cls)
        made.voiced_flag, made.voiced_prob = voiced_flag, voiced_prob
        return made

    def __array_finalize__(self, source: Any) -> None:
        self.voiced_flag = self.voiced_prob = None

    def __iter__(self) -> Iterator[Any]:
        if self.voiced_flag is None:
            return super().__iter__()
        return iter((np.asarray(self), self.voiced_flag, self.voiced_prob))

    def __getitem__(self, index: Any) -> Any:
        if self.voiced_flag is not None and isinstance(index, int) and not isinstance(index, bool) and 0 <= index <= 2:
            return (np.asarray(self), self.voiced_flag, self.voiced_prob)[index]
        return np.asarray(self)[index]

    def __array_ufunc__(self, ufunc: Any, method: str, *inputs: Any, **kwargs: Any) -> Any:
        return getattr(ufunc, method)(*_plain(inputs), **_plain(kwargs))

    def __array_function__(self, function: Any, types: Any, args: Any, kwargs: Any) -> Any:
        return function(*_plain(args), **_plain(kwargs))

    def __reduce__(self) -> Any:
        if self.voiced_flag is None:
            return np.asarray(self).__reduce__()
        return F0Array, (np.asarray(self), self.voiced_flag, self.voiced_prob)


def _plain(value: Any) -> Any:
    """The same with plain arrays, inside of lists, tuples and dicts as well."""
    if isinstance(value, F0Array):
        return np.asarray(value)
    if isinstance(value, list | tuple):
        return type(value)([_plain(item) for item in value])
    return {key: _plain(item) for key, item in value.items()} if isinstance(value, dict) else value
