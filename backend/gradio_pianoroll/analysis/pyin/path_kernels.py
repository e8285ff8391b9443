"""The way back through the kept values of pYIN's decoder, compiled: predecessors, paths, and where survivors merge.

States and tables as in `viterbi_kernels`. Of equally good predecessors the lowest state counts, as in librosa.

References
----------
G. D. Forney: The Viterbi algorithm. Proceedings of the IEEE 61 (3), 1973 (merging of survivors).
"""

from __future__ import annotations

import numpy as np

from gradio_pianoroll.analysis.native import helper, kernel
from gradio_pianoroll.analysis.pyin.tables import LOG_TINY, PAD


@helper
def offer(values, row, table, base, k):  # type: ignore[no-untyped-def]
    """What source `k` offers; `base - k` is the column of the step from it."""
    i = np.uint64(k)
    return values[i] + table[np.uint64(row[i]), np.uint64(base - k)]


@helper
def best_in_band(values, row, table, base, low, high):  # type: ignore[no-untyped-def]
    """The most that a source from `low` to `high` offers; four maxima in turn, as one would wait for itself."""
    x0, x1, x2, x3 = -np.inf, -np.inf, -np.inf, -np.inf
    k = low
    while k + 4 <= high:
        y0 = offer(values, row, table, base, k)
        y1 = offer(values, row, table, base, k + 1)
        y2 = offer(values, row, table, base, k + 2)
        y3 = offer(values, row, table, base, k + 3)
        x0 = y0 if y0 > x0 else x0
        x1 = y1 if y1 > x1 else x1
        x2 = y2 if y2 > x2 else x2
        x3 = y3 if y3 > x3 else x3
        k += 4
    while k < high:
        y0 = offer(values, row, table, base, k)
        x0 = y0 if y0 > x0 else x0
        k += 1
    x0 = x0 if x0 > x1 else x1
    x2 = x2 if x2 > x3 else x3
    return x0 if x0 > x2 else x2


@helper
def first_in_band(values, row, table, base, low, high, x):  # type: ignore[no-untyped-def]
    """The lowest source from `low` to `high` that offers `x`, or -1."""
    for k in range(low, high):
        if offer(values, row, table, base, k) == x:
            return k
    return -1


@kernel("f8[:] f8 i8 i4[:] f8[:,:] f8[:,:] i8 -> i8")
def predecessor(values, best, state, row, stay, switch, half):  # type: ignore[no-untyped-def]
    """The state of the frame `values` from which `state` of the next frame comes; the lowest among equals."""
    n = len(row)
    j = state if state < n else state - n
    same, other = (stay, switch) if state < n else (switch, stay)
    low, high = max(0, j - half), min(n, j + half + 1)
    base = j + half + PAD
    x = best_in_band(values[:n], row, same, base, low, high)
    y = best_in_band(values[n:], row, other, base, low, high)
    if best + LOG_TINY < max(x, y):
        if x >= y:
            return first_in_band(values[:n], row, same, base, low, high, x)
        return n + first_in_band(values[n:], row, other, base, low, high, y)
    # A step out of the band is as good: look at all states in their order.
    x = -np.inf
    for k in range(2 * n):
        i = k if k < n else k - n
        if low <= i < high:
            table = same if k < n else other
            y = values[k] + table[row[i], j - i + half + PAD]
        else:
            y = values[k] + LOG_TINY
        if y > x:
            x = y
            found = k
    return found


@kernel("f8[:,:] f8[:] i8 i4[:] f8[:,:] f8[:,:] i8 i8[:]")
def trace(values, maxima, state, row, stay, switch, half, path):  # type: ignore[no-untyped-def]
    """Follow one path back through `values`; `path[-1]` becomes `state`."""
    last = len(path) - 1
    path[last] = state
    for t in range(last, 0, -1):
        state = predecessor(values[t - 1], maxima[t - 1], state, row, stay, switch, half)
        path[t - 1] = state


@kernel("f8[:,:] f8[:] i8[:] i4[:] f8[:,:] f8[:,:] i8 i8[:] i8[:] i8[:] i8[:,:]")
def survivors(  # type: ignore[no-untyped-def]
    values, maxima, states, row, stay, switch, half, roots, found, place, work
):
    """Follow the paths of all `states` of the last frame back, until they are one or the first frame is reached.

    `found` becomes the frame at which one state was left, or -1, and that state; `roots[i]` becomes the state of the
    first frame on the path of `states[i]` when they did not merge. `place` (n_states,) and `work` (4, number of
    states) are room to work in.
    """
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
            s = predecessor(values[t - 1], maxima[t - 1], current[i], row, stay, switch, half)
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


@kernel("f8[:,:] f8[:] i8 i8 i4[:] f8[:,:] f8[:,:] i8 i8[:] -> i8")
def decide_behind(values, maxima, first, lookahead, row, stay, switch, half, decided):  # type: ignore[no-untyped-def]
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
            state = predecessor(values[back - 1], maxima[back - 1], state, row, stay, switch, half)
        decided[at] = state
        at += 1
    return at
