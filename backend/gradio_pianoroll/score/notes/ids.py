"""Note numbers: their external names, runs on the wire, lookup by number."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from ...errors import OpError
from ..immutable import IdArray, RowArray, freeze

MAX_ID = 2**32 - 1
# More ids than any document holds: a hostile run of four thousand million shall not fill the memory.
MAX_IDS_IN_RUNS = 2**25
_CANONICAL = re.compile(r"n(0|[1-9][0-9]{0,9})")

_ALL_CANONICAL = re.compile(r"n(?:0|[1-9][0-9]{0,9}+)(?:,n(?:0|[1-9][0-9]{0,9}+))*+")


def external_name(number: int) -> str:
    """External id of a note that has no foreign one."""
    return f"n{number}"


def parse_external(text: str) -> int | None:
    """Number in ``n<digits>``, None for any other text."""
    match = _CANONICAL.fullmatch(text)
    if match is None:
        return None
    number = int(match[1])
    return number if number <= MAX_ID else None


def parse_all_external(texts: Sequence[str]) -> IdArray | None:
    """Numbers of texts that are all ``n<digits>``, uint32 [len(texts)]; None when one is not.

    The same as `parse_external` of each, many times faster.
    """
    listed = ",".join(texts)
    if _ALL_CANONICAL.fullmatch(listed) is None:
        return None
    numbers = np.array(listed.replace("n", "").split(","), np.int64)
    # A comma inside of a text gives more numbers than texts.
    if len(numbers) != len(texts) or int(numbers.max()) > MAX_ID:
        return None
    return numbers.astype(np.uint32)


def has_duplicates(ids: NDArray[np.integer]) -> bool:
    """Return True if a number occurs twice. Sorting beats `numpy.unique` several times over."""
    if not len(ids) or (ids[1:] > ids[:-1]).all():
        return False
    ordered = np.sort(ids)
    return bool((ordered[1:] == ordered[:-1]).any())


def as_ids(values: ArrayLike) -> IdArray:
    """Ids as uint32 in the order given.

    Raises
    ------
    OpError
        If a value is not a whole number between 0 and 2**32 - 1.
    """
    array = np.atleast_1d(np.asarray(values))
    if array.dtype == np.uint32:
        return array
    if not array.size:
        return np.zeros(0, np.uint32)
    if array.dtype.kind not in "iu" or int(array.min()) < 0 or int(array.max()) > MAX_ID:
        raise OpError("note ids must be whole numbers between 0 and 4294967295")
    return array.astype(np.uint32)


def to_runs(ids: NDArray[np.integer]) -> list[int]:
    """Ascending ids as the flat list ``[first, count, first, count, …]``."""
    if not len(ids):
        return []
    wide = ids.astype(np.int64)
    starts = np.concatenate(([0], np.flatnonzero(np.diff(wide) != 1) + 1))
    counts = np.diff(np.append(starts, len(wide)))
    return np.stack((wide[starts], counts), axis=1).ravel().tolist()


def from_runs(runs: Sequence[Any]) -> IdArray:
    """Ids of a flat list of runs.

    Raises
    ------
    OpError
        If the list is not pairs of whole numbers, ascending and apart.
    """
    if not isinstance(runs, list | tuple) or len(runs) % 2 or any(type(v) is not int for v in runs):
        raise OpError("ids must be a list of pairs of whole numbers [first, count, …]")
    firsts, counts = runs[::2], runs[1::2]
    end = -1
    for first, count in zip(firsts, counts, strict=True):
        if first <= end or count < 1 or first + count - 1 > MAX_ID:
            raise OpError("runs of ids must be ascending and lie between 0 and 4294967295")
        end = first + count - 1
    if sum(counts) > MAX_IDS_IN_RUNS:
        raise OpError(f"an operation may name at most {MAX_IDS_IN_RUNS} notes")
    if len(firsts) == 1:
        return freeze(np.arange(firsts[0], firsts[0] + counts[0], dtype=np.uint32))
    sizes = np.array(counts, np.int64)
    offsets = np.repeat(np.array(firsts, np.int64) - (np.cumsum(sizes) - sizes), sizes)
    return freeze((offsets + np.arange(len(offsets))).astype(np.uint32))


class IdIndex:
    """Rows by id. A plain table when the ids are dense, a sorted list when they are not."""

    __slots__ = ("_order", "_sorted", "_table")

    def __init__(self, ids: IdArray) -> None:
        n = len(ids)
        top = int(ids.max()) + 1 if n else 0
        self._table: NDArray[np.int32] | None = None
        if top <= 4 * n + 65536:
            self._table = np.full(top + 1, -1, np.int32)
            self._table[ids] = np.arange(n, dtype=np.int32)
        else:
            self._order = np.argsort(ids, kind="stable")
            self._sorted = ids[self._order]

    def rows(self, ids: IdArray) -> RowArray:
        """Row of each id, -1 when there is none; int64 [len(ids)]."""
        if self._table is not None:
            # The last entry of the table is always -1 and stands for every id beyond it.
            return self._table[np.minimum(ids, len(self._table) - 1)].astype(np.int64)
        at = np.minimum(np.searchsorted(self._sorted, ids), len(self._sorted) - 1)
        return np.where(self._sorted[at] == ids, self._order[at], -1)


def _distinct(numbers: NDArray[np.int64]) -> NDArray[np.int64]:
    ordered = np.sort(numbers)
    return ordered[np.concatenate(([True], ordered[1:] != ordered[:-1]))] if len(ordered) else ordered


def free_ids(used: IdArray, count: int, start: int = 0) -> IdArray:
    """`count` smallest ids not below `start` that are not in `used`."""
    if not count:
        return np.zeros(0, np.uint32)
    taken = _distinct(used[used >= start].astype(np.int64))
    candidates = np.arange(start, start + count + len(taken), dtype=np.int64)
    inside = taken[taken < start + len(candidates)] - start
    free = np.ones(len(candidates), bool)
    free[inside] = False
    result = candidates[free][:count]
    if count and int(result[-1]) > MAX_ID:
        raise OpError("no free note ids are left")
    return result.astype(np.uint32)
