"""The order of notes: by (onset, pitch, id)."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..immutable import FloatArray, IdArray, RowArray

# With fewer descents than this the array is a few sorted runs, which timsort merges in linear time.
_FEW_RUNS = 64


def sort_order(onset: FloatArray, pitch: NDArray[Any], ids: IdArray) -> RowArray | None:
    """Row numbers in the order (onset, pitch, id), or None when the rows are in that order already.

    Sorting by onset alone and then repairing the groups of equal onset that need it is several times faster than
    a sort by three keys, and nearly free for the common case of a table with a few moved notes.
    """
    descents = int(np.count_nonzero(onset[1:] < onset[:-1]))
    if descents == 0:
        return _repair_ties(onset, pitch, ids, None)
    order = np.argsort(onset, kind="stable" if descents < _FEW_RUNS else "quicksort")
    repaired = _repair_ties(onset[order], pitch[order], ids[order], order)
    return order if repaired is None else repaired


def _repair_ties(onset: FloatArray, pitch: NDArray[Any], ids: IdArray, order: RowArray | None) -> RowArray | None:
    """`order` with groups of equal onset sorted by (pitch, id); None when nothing has to move."""
    tied = onset[1:] == onset[:-1]
    later = (pitch[1:] < pitch[:-1]) | ((pitch[1:] == pitch[:-1]) & (ids[1:] < ids[:-1]))
    wrong = np.flatnonzero(tied & later)
    if not len(wrong):
        return None
    group = np.zeros(len(onset), np.int64)
    np.cumsum(~tied, out=group[1:])
    bad = np.zeros(int(group[-1]) + 1, bool)
    bad[group[wrong]] = True
    rows = np.flatnonzero(bad[group])
    inside = rows[np.lexsort((ids[rows], pitch[rows], group[rows]))]
    result = np.arange(len(onset)) if order is None else order.copy()
    result[rows] = result[inside]
    return result
