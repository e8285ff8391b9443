"""Viterbi decoding of pYIN's hidden Markov model, compiled.

The number of pitch bins is rounded up to whole blocks, n; states 0 to n - 1 are voiced, n to 2 n - 1 unvoiced, and
what does not exist has the value minus infinity. A step within the band has the probability
of a table; any other has the smallest positive number. The results are bit for bit those of the full matrix recursion

    value[t, j] = log_prob[t, j] + max over k of (value[t - 1, k] + log_transition[k, j])

because only what provably cannot be the maximum is left out, and each sum is made as it is there. Predecessors are not
stored: the path looks them up again, with the lowest state among equals, in the kept values.

References
----------
M. Mauch, S. Dixon: pYIN: a fundamental frequency estimator using probabilistic threshold distributions. ICASSP 2014.
G. D. Forney: The Viterbi algorithm. Proceedings of the IEEE 61 (3), 1973 (merging of survivors).
"""

from __future__ import annotations

import numpy as np

from gradio_pianoroll.analysis.native import helper, kernel

LOG_TINY = float(np.log(np.float64(0.0) + np.finfo(np.float64).tiny))
# Columns of minus infinity on both sides of a row of the transition table, so that whole blocks may be read.
PAD = 24
# States are handled in blocks of this many.
BLOCK = 8


@helper
def smallest(values):  # type: ignore[no-untyped-def]
    """Smallest of some values, which are numbers."""
    least = values[0]
    for i in range(1, len(values)):
        least = min(least, values[i])
    return least


@helper
def largest(values):  # type: ignore[no-untyped-def]
    """Largest of some values, which are numbers."""
    most = values[0]
    for i in range(1, len(values)):
        most = max(most, values[i])
    return most


@helper
def block_extremes(values, low, high):  # type: ignore[no-untyped-def]
    """Smallest and largest value of each block of eight states."""
    for b in range(len(low)):
        i = np.uint64(8 * b)
        v0, v1, v2, v3 = values[i], values[i + np.uint64(1)], values[i + np.uint64(2)], values[i + np.uint64(3)]
        i += np.uint64(4)
        v4, v5, v6, v7 = values[i], values[i + np.uint64(1)], values[i + np.uint64(2)], values[i + np.uint64(3)]
        low[b] = min(min(min(v0, v1), min(v2, v3)), min(min(v4, v5), min(v6, v7)))
        high[b] = max(max(max(v0, v1), max(v2, v3)), max(max(v4, v5), max(v6, v7)))


@helper
def raise_run(source, block, start, stop, row, flat, width, half, target):  # type: ignore[no-untyped-def]
    """Raise the targets `start` to `stop` to the best that the eight sources of a block offer them.

    Indices are unsigned: numba then does not look for negative ones, and the loop becomes vector code.
    """
    first = 8 * block
    k = np.uint64(first)
    s0, s1, s2, s3 = source[k], source[k + np.uint64(1)], source[k + np.uint64(2)], source[k + np.uint64(3)]
    k += np.uint64(4)
    s4, s5, s6, s7 = source[k], source[k + np.uint64(1)], source[k + np.uint64(2)], source[k + np.uint64(3)]
    column = start - first + half + PAD
    o0 = np.uint64(row[first] * width + column)
    o1 = np.uint64(row[first + 1] * width + column - 1)
    o2 = np.uint64(row[first + 2] * width + column - 2)
    o3 = np.uint64(row[first + 3] * width + column - 3)
    o4 = np.uint64(row[first + 4] * width + column - 4)
    o5 = np.uint64(row[first + 5] * width + column - 5)
    o6 = np.uint64(row[first + 6] * width + column - 6)
    o7 = np.uint64(row[first + 7] * width + column - 7)
    base = np.uint64(start)
    for i in range(np.uint64(stop - start)):
        j = np.uint64(i)
        # The old value comes first: choosing it last would become a masked store, which is slow.
        x = target[base + j]
        y = s0 + flat[o0 + j]
        x = x if x > y else y
        y = s1 + flat[o1 + j]
        z = s2 + flat[o2 + j]
        y = y if y > z else z
        x = x if x > y else y
        y = s3 + flat[o3 + j]
        z = s4 + flat[o4 + j]
        y = y if y > z else z
        z = s5 + flat[o5 + j]
        w = s6 + flat[o6 + j]
        z = z if z > w else w
        w = s7 + flat[o7 + j]
        z = z if z > w else w
        y = y if y > z else z
        target[base + j] = x if x > y else y


@helper
def spread(source, tops, row, flat, width, reach, half, target, floors):  # type: ignore[no-untyped-def]
    """Raise all targets to the best that any source in the band offers them.

    `tops` are the largest values of the blocks of sources, `floors` the smallest of the blocks of targets, `reach[d]`
    the largest log probability of a step between blocks d apart. A pair of blocks that cannot raise anything is left
    out; rounding is monotonic, so what is left is exact. `flat` is the table, `width` the length of its rows.
    """
    n_blocks = len(tops)
    far = len(reach) - 1
    for block in range(n_blocks):
        top = tops[block]
        if top == -np.inf:
            continue
        first, last = max(0, block - far), min(n_blocks - 1, block + far)
        while first <= last and top + reach[np.uint64(abs(first - block))] <= floors[np.uint64(first)]:
            first += 1
        while first <= last and top + reach[np.uint64(abs(last - block))] <= floors[np.uint64(last)]:
            last -= 1
        if first <= last:
            raise_run(source, block, 8 * first, 8 * last + 8, row, flat, width, half, target)


@helper
def best_offer(source, tops, top, row, table, reach, half, j, x):  # type: ignore[no-untyped-def]
    """The best that any source in the band offers target `j`, or `x` if that is more; no source is above `top`."""
    block = j // 8
    for apart in range(len(reach)):
        if top + reach[apart] <= x:
            return x
        for other in (block - apart, block + apart):
            if 0 <= other < len(tops) and tops[other] + reach[apart] > x:
                for k in range(8 * other, 8 * other + 8):
                    y = source[k] + table[row[k], j - k + half + PAD]
                    x = y if y > x else x
    return x


@helper
def step(  # type: ignore[no-untyped-def]
    previous, out, best, bins, log_prob, log_unvoiced, row, stay, switch, flat_stay, flat_switch, reach_stay,
    reach_switch, selves, bounds, work,
):  # fmt: skip
    """One frame: fill `out` from `previous`, whose largest value is `best`; returns the largest of `out`.

    Voiced states that are no candidates and can never matter again are left at minus infinity.
    """
    half, highest, lowest_self, n_bins = bounds
    size, width = len(row), stay.shape[1]
    voiced, unvoiced = previous[:size], previous[size:]
    voiced_out, unvoiced_out = out[:size], out[size:]
    low_v, top_v, low_u, top_u, floors = work[0], work[1], work[2], work[3], work[4]
    block_extremes(voiced, low_v, top_v)
    block_extremes(unvoiced, low_u, top_u)
    base = best + LOG_TINY
    self_stay, self_switch = selves[0], selves[1]
    for j in range(size):
        x = unvoiced[j] + self_stay[j]
        unvoiced_out[j] = x if x > base else base
    block_extremes(unvoiced_out, floors, low_v)
    spread(voiced, top_v, row, flat_switch, width, reach_switch, half, unvoiced_out, floors)
    block_extremes(unvoiced_out, floors, low_v)
    spread(unvoiced, top_u, row, flat_stay, width, reach_stay, half, unvoiced_out, floors)
    for j in range(size):
        unvoiced_out[j] += log_unvoiced
    for j in range(n_bins, size):
        unvoiced_out[j] = unvoiced_out[0]
    block_extremes(unvoiced_out, floors, low_v)
    low, high = smallest(floors), largest(low_v)
    for j in range(n_bins, size):
        unvoiced_out[j] = -np.inf
    # What a voiced state without a candidate can have at most, against what makes it idle in the next frame.
    if best + highest + LOG_TINY + highest + 1.0 < low + lowest_self:
        voiced_out[:] = -np.inf
        highest_v, highest_u = largest(top_v), largest(top_u)
        for c in range(len(bins)):
            j = bins[c]
            x = unvoiced[j] + self_switch[j]
            x = best_offer(voiced, top_v, highest_v, row, stay, reach_stay, half, j, x if x > base else base)
            x = best_offer(unvoiced, top_u, highest_u, row, switch, reach_switch, half, j, x) + log_prob[c]
            voiced_out[j] = x
            high = x if x > high else high
        return high
    for j in range(size):
        x = unvoiced[j] + self_switch[j]
        voiced_out[j] = x if x > base else base
    block_extremes(voiced_out, floors, low_v)
    spread(voiced, top_v, row, flat_stay, width, reach_stay, half, voiced_out, floors)
    block_extremes(voiced_out, floors, low_v)
    spread(unvoiced, top_u, row, flat_switch, width, reach_switch, half, voiced_out, floors)
    c = 0
    for j in range(n_bins):
        if c < len(bins) and bins[c] == j:
            voiced_out[j] += log_prob[c]
            c += 1
        else:
            voiced_out[j] += LOG_TINY
        high = voiced_out[j] if voiced_out[j] > high else high
    voiced_out[n_bins:] = -np.inf
    return high


@kernel(
    "f8[:] f8 i8[:] f8[:] i8[:] f8[:] i4[:] f8[:,:] f8[:,:] f8[:] f8[:] f8[:] f8[:] "
    "i8 f8 f8 i8 f8 f8[:,:] f8[:] f8[:,:] f8[:,:]"
)
def forward(  # type: ignore[no-untyped-def]
    previous, best, bins, log_prob, ends, log_unvoiced, row, stay, switch, flat_stay, flat_switch, reach_stay,
    reach_switch, half, highest, lowest_self, n_bins, log_initial, values, maxima, work, selves,
):  # fmt: skip
    """Fill `values` (n_frames, n_states) and `maxima` (n_frames,), going on from the frame `previous`.

    An empty `previous` begins the recursion with `log_initial`. `flat_stay` and `flat_switch` are the tables in one
    row; `work` (5, size / 8) and `selves` (2, size) are room to work in.
    """
    size = len(row)
    bounds = (half, highest, lowest_self, n_bins)
    for j in range(size):
        selves[0, j] = stay[row[j], half + PAD]
        selves[1, j] = switch[row[j], half + PAD]
    start = 0
    for t in range(len(ends)):
        end = ends[t]
        if t == 0 and len(previous) == 0:
            values[0, :] = -np.inf
            values[0, :n_bins] = LOG_TINY + log_initial
            values[0, size : size + n_bins] = log_unvoiced[0] + log_initial
            for c in range(start, end):
                values[0, bins[c]] = log_prob[c] + log_initial
            best = largest(values[0])
        else:
            before = previous if t == 0 else values[t - 1]
            best = step(
                before, values[t], best, bins[start:end], log_prob[start:end], log_unvoiced[t],
                row, stay, switch, flat_stay, flat_switch, reach_stay, reach_switch, selves, bounds, work,
            )  # fmt: skip
        maxima[t] = best
        start = end


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


@kernel(
    "f8[:] f8 i8[:] f8[:] i8[:] f8[:] i4[:] f8[:,:] f8[:,:] f8[:] f8[:] f8[:] f8[:] "
    "i8 f8 f8 i8 f8 f8[:,:] f8[:] f8[:,:] f8[:,:] i8 i8 i8[:] -> i8"
)
def advance(  # type: ignore[no-untyped-def]
    previous, best, bins, log_prob, ends, log_unvoiced, row, stay, switch, flat_stay, flat_switch, reach_stay,
    reach_switch, half, highest, lowest_self, n_bins, log_initial, values, maxima, work, selves, first, lookahead,
    states,
):  # fmt: skip
    """`forward` into `values[first:]`, `decide_behind` for these frames and `trace` through the last `lookahead` ones.

    One call, because the way into compiled code costs as much as the work when frames come one by one. Returns where in
    `states` the decided frames end; those of the path follow.
    """
    forward(
        previous, best, bins, log_prob, ends, log_unvoiced, row, stay, switch, flat_stay, flat_switch, reach_stay,
        reach_switch, half, highest, lowest_self, n_bins, log_initial, values[first:], maxima[first:], work, selves,
    )  # fmt: skip
    n = decide_behind(values, maxima, first, lookahead, row, stay, switch, half, states)
    count = len(values)
    n_open = min(lookahead, count)
    if n_open > 0:
        state = 0
        for k in range(values.shape[1]):
            if values[count - 1, k] > values[count - 1, state]:
                state = k
        begin = count - n_open
        trace(values[begin:], maxima[begin:], state, row, stay, switch, half, states[n : n + n_open])
    return n
