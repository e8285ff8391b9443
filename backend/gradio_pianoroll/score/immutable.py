"""Arrays and mappings that nobody can change."""

from __future__ import annotations

import copy
from collections.abc import Iterator, Mapping
from typing import Any, Generic, TypeVar

import numpy as np
from numpy.typing import ArrayLike, DTypeLike, NDArray

from gradio_pianoroll.i18n.sentence import Sentence

# Deeper nothing is nested, and longer no number, that somebody meant: what writes it comes to Python's limits.
MAX_DEPTH = 100
MAX_BITS = 4096
K = TypeVar("K")
V = TypeVar("V")
FloatArray = NDArray[np.float64]
# How ids are kept; what is handed out is as wide as all whole numbers of NumPy.
IdArray = NDArray[np.uint32]
IntArray = NDArray[np.int64]
RowArray = NDArray[np.int64]


def freeze(array: NDArray[Any]) -> NDArray[Any]:
    """Make an array that we own read-only and return it."""
    array.flags.writeable = False
    return array


def frozen_copy(values: ArrayLike, dtype: DTypeLike) -> NDArray[Any]:
    """Read-only array of `values`; copies unless it is a read-only array that owns its memory already."""
    array = np.asarray(values, dtype=dtype)
    if array is values and not array.flags.writeable and array.base is None:
        return array
    if array is values or array.base is not None:
        array = array.copy()
    return freeze(np.ascontiguousarray(array))


class FrozenMap(Mapping[K, V], Generic[K, V]):
    """Read-only dict that can be pickled (``types.MappingProxyType`` cannot)."""

    __slots__ = ("_items",)

    def __init__(self, items: Mapping[K, V] | None = None) -> None:
        self._items: dict[K, V] = dict(items or {})

    def __getitem__(self, key: K) -> V:
        return self._items[key]

    def __iter__(self) -> Iterator[K]:
        return iter(self._items)

    def __len__(self) -> int:
        return len(self._items)

    def __repr__(self) -> str:
        return f"FrozenMap({self._items!r})"

    def __reduce__(self) -> tuple[Any, ...]:
        return type(self), (self._items,)

    def thaw(self) -> dict[K, V]:
        """Deep copy that the caller may change."""
        return copy.deepcopy(self._items)


EMPTY_MAP: FrozenMap[Any, Any] = FrozenMap()


def own_copy(value: Any) -> Any:
    """Deep copy in which arrays and their scalars (NumPy, pandas, PyTorch) are lists and numbers.

    So they travel, and so two values can be compared: of two arrays nobody can say with one word whether they differ.
    """
    if isinstance(value, Mapping):
        return {key: own_copy(item) for key, item in value.items()}
    if isinstance(value, list):
        return [own_copy(item) for item in value]
    if type(value) is tuple:
        return tuple(own_copy(item) for item in value)
    if callable(given := getattr(value, "tolist", None)) and not isinstance(value, type):
        return given()
    return copy.deepcopy(value)


def differ(one: Any, other: Any) -> bool:
    """Return True if two values that programs wrote differ; what cannot be compared does."""
    try:
        return bool(one != other)
    except (ValueError, RuntimeError):
        return True


def why_not_kept(value: Any) -> str:
    """Return why a value of a key that nobody here knows cannot be written anywhere; empty when it can."""
    level = [value]
    for _ in range(MAX_DEPTH):
        inner: list[Any] = []
        for item in level:
            if isinstance(item, Mapping):
                inner += item.values()
            elif isinstance(item, list | tuple):
                inner += item
            elif type(item) is int and item.bit_length() > MAX_BITS:
                return Sentence("value.bits", bits=item.bit_length())
        level = inner
        if not level:
            return ""
    return Sentence("value.deep", most=MAX_DEPTH)


def frozen_map(items: Mapping[K, V] | None) -> FrozenMap[K, V]:
    """`items` as a `FrozenMap` with copies of its values (see `own_copy`); a `FrozenMap` passes as it is.

    Raises
    ------
    ValueError
        If they cannot be written anywhere; see `why_not_kept`.
    """
    if isinstance(items, FrozenMap):
        return items
    if items and (reason := why_not_kept(items)):
        raise ValueError(reason)
    return FrozenMap(own_copy(dict(items))) if items else EMPTY_MAP
