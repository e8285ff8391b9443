"""Viterbi decoding of pYIN's hidden Markov model, compiled.

States 0 to n - 1 are the voiced pitch bins, n to 2 n - 1 the unvoiced ones. A step within the band has the probability
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

from gradio_pianoroll.analysis.pyin.jit import compiled

LOG_TINY = float(np.log(np.float64(0.0) + np.finfo(np.float64).tiny))
GROUP = 8
# With more candidates than this all voiced states are computed at once, which vectorises.
MANY_CANDIDATES = 24


@compiled()
def extremes(row):  # type: ignore[no-untyped-def]
    """Smallest and largest number of an array; eight at a time, since a single chain of comparisons is slow."""
    n = len(row)
    low = np.full(8, row[0])
    high = np.full(8, row[0])
    whole = n - n % 8
    for i in range(0, whole, 8):
        for lane in range(8):
            x = row[i + lane]
            low[lane] = x if x < low[lane] else low[lane]
            high[lane] = x if x > high[lane] else high[lane]
    for i in range(whole, n):
        x = row[i]
        low[0] = x if x < low[0] else low[0]
        high[0] = x if x > high[0] else high[0]
    return low.min(), high.max()


@compiled()
def spread(source, first, n, row, table, half, target):  # type: ignore[no-untyped-def]
    """Raise each target to the best that eight neighbouring sources from `first` on offer."""
    offers = np.full(8, -np.inf)
    at = np.zeros(8, np.int64)
    width = table.shape[1]
    flat = table.reshape(-1)
    for i in range(min(8, n - first)):
        offers[i] = source[first + i]
        at[i] = row[first + i] * width - i
    low = max(0, first - half)
    high = min(n, first + 8 + half)
    s0, s1, s2, s3, s4, s5, s6, s7 = (
        offers[0], offers[1], offers[2], offers[3], offers[4], offers[5], offers[6], offers[7],
    )  # fmt: skip
    column = low - first + half + GROUP
    count = high - low
    out = target[low:high]
    a0 = flat[at[0] + column : at[0] + column + count]
    a1 = flat[at[1] + column : at[1] + column + count]
    a2 = flat[at[2] + column : at[2] + column + count]
    a3 = flat[at[3] + column : at[3] + column + count]
    a4 = flat[at[4] + column : at[4] + column + count]
    a5 = flat[at[5] + column : at[5] + column + count]
    a6 = flat[at[6] + column : at[6] + column + count]
    a7 = flat[at[7] + column : at[7] + column + count]
    for j in range(count):
        x = s0 + a0[j]
        y = s1 + a1[j]
        x = x if x > y else y
        z = s2 + a2[j]
        y = s3 + a3[j]
        z = z if z > y else y
        x = x if x > z else z
        z = s4 + a4[j]
        y = s5 + a5[j]
        z = z if z > y else y
        w = s6 + a6[j]
        y = s7 + a7[j]
        w = w if w > y else y
        z = z if z > w else w
        x = x if x > z else z
        out[j] = x if x > out[j] else out[j]


@compiled()
def spread_active(source, floor, row, table, half, target):  # type: ignore[no-untyped-def]
    """`spread` for all groups of sources of which one reaches `floor`."""
    n = len(row)
    for first in range(0, n, 8):
        reached = False
        for k in range(first, min(n, first + 8)):
            if source[k] >= floor:
                reached = True
        if reached:
            spread(source, first, n, row, table, half, target)


@compiled()
def step(previous, out, best, bins, log_prob, log_unvoiced, row, stay, switch, bounds):  # type: ignore[no-untyped-def]
    """One frame: fill `out` from `previous`, whose largest value is `best`; returns the largest of `out`.

    Voiced states that are no candidates and can never matter again are left at minus infinity.
    """
    half, highest, lowest_self = bounds
    n = len(row)
    voiced, unvoiced = previous[:n], previous[n:]
    base = best + LOG_TINY
    low, _ = extremes(unvoiced)
    # No target gets less than this, so a source that cannot offer it need not be looked at.
    floor = max(base, low + lowest_self) - highest
    out[n:] = base
    spread_active(voiced, floor, row, switch, half, out[n:])
    spread_active(unvoiced, floor, row, stay, half, out[n:])
    for j in range(n, 2 * n):
        out[j] += log_unvoiced
    low, high = extremes(out[n:])
    # What a voiced state without a candidate can have at most, against what makes it idle in the next frame.
    idle = best + highest + LOG_TINY + highest + 1.0 < low + lowest_self
    if idle and len(bins) <= MANY_CANDIDATES:
        out[:n] = -np.inf
        for c in range(len(bins)):
            j = bins[c]
            x = base
            for k in range(max(0, j - half), min(n, j + half + 1)):
                column = j - k + half + GROUP
                y = unvoiced[k] + switch[row[k], column]
                x = y if y > x else x
                if voiced[k] >= floor:
                    y = voiced[k] + stay[row[k], column]
                    x = y if y > x else x
            out[j] = x + log_prob[c]
            high = max(high, out[j])
        return high
    out[:n] = base
    spread_active(voiced, floor, row, stay, half, out[:n])
    spread_active(unvoiced, floor, row, switch, half, out[:n])
    c = 0
    for j in range(n):
        if c < len(bins) and bins[c] == j:
            out[j] += log_prob[c]
            c += 1
        else:
            out[j] += LOG_TINY
        high = max(high, out[j])
    return high


@compiled()
def forward(  # type: ignore[no-untyped-def]
    previous, best, bins, log_prob, ends, log_unvoiced, row, stay, switch, bounds, log_initial, values, maxima
):
    """Fill `values` (n_frames, 2 n) and `maxima` (n_frames,), going on from the frame `previous`.

    An empty `previous` begins the recursion with `log_initial`.
    """
    n = len(row)
    start = 0
    for t in range(len(ends)):
        end = ends[t]
        if t == 0 and len(previous) == 0:
            values[0, :n] = LOG_TINY + log_initial
            values[0, n:] = log_unvoiced[0] + log_initial
            for c in range(start, end):
                values[0, bins[c]] = log_prob[c] + log_initial
            best = values[0].max()
        else:
            before = previous if t == 0 else values[t - 1]
            best = step(
                before,
                values[t],
                best,
                bins[start:end],
                log_prob[start:end],
                log_unvoiced[t],
                row,
                stay,
                switch,
                bounds,
            )
        maxima[t] = best
        start = end


@compiled()
def predecessor(values, best, state, row, stay, switch, half):  # type: ignore[no-untyped-def]
    """The state of the frame `values` from which `state` of the next frame comes; the lowest among equals."""
    n = len(row)
    j = state if state < n else state - n
    same, other = (stay, switch) if state < n else (switch, stay)
    low, high = max(0, j - half), min(n, j + half + 1)
    x = -np.inf
    found = 0
    for k in range(low, high):
        y = values[k] + same[row[k], j - k + half + GROUP]
        if y > x:
            x = y
            found = k
    for k in range(low, high):
        y = values[n + k] + other[row[k], j - k + half + GROUP]
        if y > x:
            x = y
            found = n + k
    if best + LOG_TINY < x:
        return found
    # A step out of the band is as good: look at all states in their order.
    x = -np.inf
    for k in range(2 * n):
        i = k if k < n else k - n
        if low <= i < high:
            table = same if k < n else other
            y = values[k] + table[row[i], j - i + half + GROUP]
        else:
            y = values[k] + LOG_TINY
        if y > x:
            x = y
            found = k
    return found


@compiled()
def trace(values, maxima, state, row, stay, switch, half, path):  # type: ignore[no-untyped-def]
    """Follow one path back through `values`; `path[-1]` becomes `state`."""
    last = len(path) - 1
    path[last] = state
    for t in range(last, 0, -1):
        state = predecessor(values[t - 1], maxima[t - 1], state, row, stay, switch, half)
        path[t - 1] = state


@compiled()
def survivors(values, maxima, states, row, stay, switch, half, roots):  # type: ignore[no-untyped-def]
    """Follow the paths of all `states` of the last frame back, until they are one or the first frame is reached.

    Returns the frame at which one state was left, or -1, and that state; `roots[i]` becomes the state of the first
    frame on the path of `states[i]` when they did not merge.
    """
    n_states = 2 * len(row)
    place = np.full(n_states, -1, np.int64)
    group = np.arange(len(states))
    current = states.copy()
    count = len(states)
    moved = np.empty(len(states), np.int64)
    renamed = np.empty(len(states), np.int64)
    for t in range(len(values) - 1, 0, -1):
        if count == 1:
            return t, current[0]
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
        if merged < count:
            for i in range(len(states)):
                group[i] = renamed[group[i]]
        else:
            for i in range(len(states)):
                group[i] = renamed[group[i]]
        current[:merged] = moved[:merged]
        count = merged
    if count == 1:
        return 0, current[0]
    for i in range(len(states)):
        roots[i] = current[group[i]]
    return -1, -1


@compiled()
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
