"""The way back through the kept values of pYIN's decoder, compiled: predecessors, paths, and where survivors merge.

States and tables as in `viterbi_kernels`. Of equally good predecessors the lowest state counts, as in librosa.

References
----------
G. D. Forney: The Viterbi algorithm. Proceedings of the IEEE 61 (3), 1973 (merging of survivors).
"""

from __future__ import annotations

import numpy as np

from gradio_pianoroll.analysis.compiled import FloatRows, Floats, IntegerRows, Integers, helper, inlined, kernel
from gradio_pianoroll.analysis.pyin.records import BLOCK, PAD, Transitions


@inlined
def offer(values, first, row, table, at, width, k):  # type: ignore[no-untyped-def]
    """What source `k` offers; `values[first]` is that of source 0, `table[at]` belongs to the step from it."""
    return values[np.uint64(first + k)] + table[np.uint64(at + row[np.uint64(k)] * width - k)]


@inlined
def best_in_band(values, first, row, table, at, width, low, high):  # type: ignore[no-untyped-def]
    """The most that a source from `low` to `high` offers; four maxima in turn, as one would wait for itself."""
    x0, x1, x2, x3 = -np.inf, -np.inf, -np.inf, -np.inf
    k = low
    while k + 4 <= high:
        y0 = offer(values, first, row, table, at, width, k)
        y1 = offer(values, first, row, table, at, width, k + 1)
        y2 = offer(values, first, row, table, at, width, k + 2)
        y3 = offer(values, first, row, table, at, width, k + 3)
        x0 = y0 if y0 > x0 else x0
        x1 = y1 if y1 > x1 else x1
        x2 = y2 if y2 > x2 else x2
        x3 = y3 if y3 > x3 else x3
        k += 4
    while k < high:
        y0 = offer(values, first, row, table, at, width, k)
        x0 = y0 if y0 > x0 else x0
        k += 1
    x0 = x0 if x0 > x1 else x1
    x2 = x2 if x2 > x3 else x3
    return x0 if x0 > x2 else x2


@inlined
def first_in_band(values, first, row, table, at, width, low, high, x):  # type: ignore[no-untyped-def]
    """The lowest source from `low` to `high` that offers `x`, or -1."""
    found = -1
    for k in range(low, high):
        if offer(values, first, row, table, at, width, k) == x:
            found = k
            break
    return found


@inlined
def radius(best, x, reach, begin, end, half):  # type: ignore[no-untyped-def]
    """Within how many bins a source of value `best` at most can offer `x`; negative where none can.

    `reach[begin + d]` is the largest log probability of a step between two blocks of bins that are d blocks apart.
    """
    at = begin
    while at < end and best + reach[at] >= x:
        at += 1
    return half if at == end else min(half, BLOCK * (at - begin - 1))


@helper
def predecessor_of(values, best, state, row, table, reach, width, tiny):  # type: ignore[no-untyped-def]
    """Return the state of the frame `values` from which `state` of the next comes; the lowest among equals.

    `table`, `reach` and `tiny` are those of `Transitions`, `width` is the length of a row of the table.
    """
    n, half = len(row), (width - 1) // 2 - PAD
    j = state if state < n else state - n
    base = j + half + PAD
    switch_at, reach_at = len(table) // 2, len(reach) // 2
    # Where the table and the reach of voiced sources begin, and those of unvoiced ones.
    table_v, table_u = (0, switch_at) if state < n else (switch_at, 0)
    reach_v, reach_u = (0, reach_at) if state < n else (reach_at, 0)
    near_v, near_u = half, half
    if best > -np.inf:
        # No value is above `best`: what is too far away to offer as much as the bin itself is not looked at.
        x = offer(values, 0, row, table, table_v + base, width, j)
        y = offer(values, n, row, table, table_u + base, width, j)
        x = x if x > y else y
        near_v = radius(best, x, reach, reach_v, reach_v + reach_at, half)
        near_u = radius(best, x, reach, reach_u, reach_u + reach_at, half)
    low_v, high_v = max(0, j - near_v), min(n, j + near_v + 1)
    low_u, high_u = max(0, j - near_u), min(n, j + near_u + 1)
    x = best_in_band(values, 0, row, table, table_v + base, width, low_v, high_v)
    y = best_in_band(values, n, row, table, table_u + base, width, low_u, high_u)
    if best + tiny < max(x, y):
        if x >= y:
            return first_in_band(values, 0, row, table, table_v + base, width, low_v, high_v, x)
        return n + first_in_band(values, n, row, table, table_u + base, width, low_u, high_u, y)
    # A step out of the band is as good: look at all states in their order.
    low, high = max(0, j - half), min(n, j + half + 1)
    x = -np.inf
    found = 0
    for k in range(2 * n):
        i = k if k < n else k - n
        if low <= i < high:
            y = offer(values, 0 if k < n else n, row, table, (table_v if k < n else table_u) + base, width, i)
        else:
            y = values[k] + tiny
        if y > x:
            x = y
            found = k
    return found


@kernel
def predecessor(values: Floats, best: float, state: int, model: Transitions) -> int:
    """Return the state of the frame `values` from which `state` of the next comes; the lowest among equals."""
    model = Transitions(*model)
    row, table, reach, width = model.row, model.table, model.reach, model.stay.shape[1]
    return predecessor_of(values, best, state, row, table, reach, width, model.tiny)  # type: ignore[no-any-return]


@helper
def trace_back(values, maxima, state, row, table, reach, width, tiny, path):  # type: ignore[no-untyped-def]
    """Follow one path back through `values`; `path[-1]` becomes `state`."""
    last = len(path) - 1
    path[last] = state
    for t in range(last, 0, -1):
        state = predecessor_of(values[t - 1], maxima[t - 1], state, row, table, reach, width, tiny)
        path[t - 1] = state


@kernel
def trace(values: FloatRows, maxima: Floats, state: int, model: Transitions, path: Integers) -> None:
    """Follow one path back through `values`; `path[-1]` becomes `state`."""
    model = Transitions(*model)
    trace_back(values, maxima, state, model.row, model.table, model.reach, model.stay.shape[1], model.tiny, path)


@kernel
def survivors(
    values: FloatRows,
    maxima: Floats,
    states: Integers,
    model: Transitions,
    roots: Integers,
    found: Integers,
    place: Integers,
    work: IntegerRows,
) -> None:
    """Follow the paths of all `states` of the last frame back, until they are one or the first frame is reached.

    `found` becomes the frame at which one state was left, or -1, and that state; `roots[i]` becomes the state of the
    first frame on the path of `states[i]` when they did not merge. `place` (n_states,) and `work` (4, number of
    states) are room to work in.
    """
    model = Transitions(*model)
    row, table, reach, width = model.row, model.table, model.reach, model.stay.shape[1]
    place[:] = -1
    group, current, moved, renamed = work[0], work[1], work[2], work[3]
    count = len(states)
    for i in range(count):
        group[i] = i
        current[i] = states[i]
    for t in range(len(values) - 1, 0, -1):
        if count == 1:
            found[0], found[1] = t, current[0]
            return
        merged = 0
        for i in range(count):
            s = predecessor_of(values[t - 1], maxima[t - 1], current[i], row, table, reach, width, model.tiny)
            if place[s] < 0:
                place[s] = merged
                moved[merged] = s
                merged += 1
            renamed[i] = place[s]
        for i in range(merged):
            place[moved[i]] = -1
        for i in range(len(states)):
            group[i] = renamed[group[i]]
        for i in range(merged):
            current[i] = moved[i]
        count = merged
    if count == 1:
        found[0], found[1] = 0, current[0]
        return
    for i in range(len(states)):
        roots[i] = current[group[i]]
    found[0], found[1] = -1, -1


@helper
def decide_behind(values, maxima, first, lookahead, row, table, reach, width, tiny, decided):  # type: ignore[no-untyped-def]
    """Decide frame t - lookahead from the best state of frame t, for each t from `first` on."""
    at = 0
    for t in range(first, len(values)):
        if t < lookahead:
            continue
        state = 0
        for k in range(values.shape[1]):
            if values[t, k] > values[t, state]:
                state = k
        for back in range(t, t - lookahead, -1):
            state = predecessor_of(values[back - 1], maxima[back - 1], state, row, table, reach, width, tiny)
        decided[at] = state
        at += 1
    return at
