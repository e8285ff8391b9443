"""Viterbi decoding of pYIN's hidden Markov model, compiled.

The number of pitch bins is rounded up to whole blocks, n; states 0 to n - 1 are voiced, n to 2 n - 1 unvoiced, and
what does not exist has the value minus infinity. A step within the band has the probability
of a table; any other has the smallest positive number, or none where only steps of a least probability count. The
results are bit for bit those of the full matrix recursion

    value[t, j] = log_prob[t, j] + max over k of (value[t - 1, k] + log_transition[k, j])

because only what provably cannot be the maximum is left out, and each sum is made as it is there. Predecessors are not
stored: `path_kernels` looks them up again in the kept values.

References
----------
M. Mauch, S. Dixon: pYIN: a fundamental frequency estimator using probabilistic threshold distributions. ICASSP 2014.
"""

from __future__ import annotations

import numpy as np

from gradio_pianoroll.analysis.compiled import FloatRows, Floats, Integers, helper, inlined, kernel
from gradio_pianoroll.analysis.pyin.path_kernels import decide_behind, trace_back
from gradio_pianoroll.analysis.pyin.records import PAD, StepRoom, Transitions

# Up to so many voiced states that are possible at all each is looked at by itself; a frame has one to six of them,
# unless next to nothing tells its states apart.
FEW = 16
# Differences of values up to here are rounded by less than the tables of dominance leave for it.
LEAST_EXACT = -1e8


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


@inlined
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


@inlined
def raise_one(x, cost, target, j):  # type: ignore[no-untyped-def]
    """Raise one target to what a source of value `x` offers it."""
    y = x + cost
    z = target[np.uint64(j)]
    target[np.uint64(j)] = z if z > y else y


@helper
def offer_concave(offers, drops, source, row, flat, width, model, target):  # type: ignore[no-untyped-def]
    """Do as `spread` does, where the steps are a concave function of the distance.

    What a source offers at some distance counts only where neither of its neighbours offers more: of the distances one
    to three are left for most sources, on one side. Three in a row are taken without asking; one too many does no harm.
    `offers` is what each source offers itself, `drops` (2, size) is room to work in.
    """
    nearest, farthest, per_drop, n_bins = model.nearest, model.farthest, model.per_drop, model.n_bins
    top = float(len(nearest) - 1)
    centre = model.half + PAD
    # How far a source lies above the next one, and how far below: places in the tables.
    falls, rises = drops[0], drops[1]
    for j in range(np.uint64(n_bins - 1)):
        i = np.uint64(j)
        drop = (offers[i] - offers[i + np.uint64(1)]) * per_drop
        fall = drop if drop > 0.0 else 0.0
        rise = -drop if drop < 0.0 else 0.0
        falls[i] = np.int32(fall if fall < top else top)
        rises[i] = np.int32(rise if rise < top else top)
    # Beyond the edges there is no neighbour that could offer more.
    falls[n_bins - 1] = np.int32(top)
    rises[n_bins - 1] = 0
    before_fall, before_rise = np.int32(0), np.int32(top)
    for k in range(n_bins):
        fall, rise = falls[np.uint64(k)], rises[np.uint64(k)]
        far = np.int64(farthest[np.uint64(fall)])
        near = np.int64(nearest[np.uint64(before_fall)])
        x = source[np.uint64(k)]
        column = row[np.uint64(k)] * width + centre
        if near <= far:
            far = min(far, n_bins - 1 - k)
            near = min(near, n_bins - 3 - k)
            raise_one(x, flat[np.uint64(column + near)], target, k + near)
            raise_one(x, flat[np.uint64(column + near + 1)], target, k + near + 1)
            raise_one(x, flat[np.uint64(column + near + 2)], target, k + near + 2)
            for d in range(near + 3, far + 1):
                raise_one(x, flat[np.uint64(column + d)], target, k + d)
        far = np.int64(farthest[np.uint64(before_rise)])
        near = np.int64(nearest[np.uint64(rise)])
        if near <= far:
            far = min(far, np.int64(k))
            near = min(near, np.int64(k - 2))
            raise_one(x, flat[np.uint64(column - near)], target, k - near)
            raise_one(x, flat[np.uint64(column - near - 1)], target, k - near - 1)
            raise_one(x, flat[np.uint64(column - near - 2)], target, k - near - 2)
            for d in range(near + 3, far + 1):
                raise_one(x, flat[np.uint64(column - d)], target, k - d)
        before_fall, before_rise = fall, rise


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


@inlined
def raise_band(x, k, row, table, half, target):  # type: ignore[no-untyped-def]
    """Raise all targets in the band to what one source `k` of value `x` offers them."""
    low, high = max(0, k - half), min(len(target), k + half + 1)
    first = np.uint64(low)
    column = np.uint64(low - k + half + PAD)
    steps = table[row[k]]
    for i in range(np.uint64(high - low)):
        j = np.uint64(i)
        y = x + steps[column + j]
        z = target[first + j]
        target[first + j] = z if z > y else y


@helper
def few_offer(source, live, n_live, row, table, half, j, x):  # type: ignore[no-untyped-def]
    """The best that one of the sources `live` offers target `j`, or `x` if that is more."""
    for i in range(n_live):
        k = live[i]
        if abs(j - k) <= half:
            y = source[k] + table[row[k], j - k + half + PAD]
            x = y if y > x else x
    return x


@helper
def find_live(voiced, live):  # type: ignore[no-untyped-def]
    """List the voiced states that are possible at all, and return how many; those beyond `FEW` are not listed."""
    count = 0
    for k in range(len(voiced)):
        if voiced[k] > -np.inf:
            if count == FEW:
                return FEW + 1
            live[count] = k
            count += 1
    return count


@helper
def step(previous, out, best, bins, log_prob, log_unvoiced, n_live, model, room):  # type: ignore[no-untyped-def]
    """One frame: fill `out` from `previous`, whose largest value is `best`; returns the largest of `out`.

    Voiced states that are no candidates and can never matter again are left at minus infinity. Of the `n_live` voiced
    states of `previous` that are not, `room.live` is the list where they are `FEW`. Row 3 of `room.extremes` has the
    largest values of the blocks of unvoiced states of `previous`, and gets those of `out`; the second number that is
    returned is that of the voiced states of `out` that are left.
    """
    row, stay, switch, flat_stay, flat_switch, reach_stay, reach_switch = (
        model.row, model.stay, model.switch, model.flat_stay, model.flat_switch, model.reach_stay, model.reach_switch
    )  # fmt: skip
    half, highest, lowest_self, n_bins = model.half, model.highest, model.lowest_self, model.n_bins
    jump, tiny = model.jump, model.tiny
    work, selves, live = room.extremes, room.selves, room.live
    size, width = len(row), stay.shape[1]
    voiced, unvoiced = previous[:size], previous[size:]
    voiced_out, unvoiced_out = out[:size], out[size:]
    low_v, top_v, top_u, floors, tops = work[0], work[1], work[3], work[4], work[2]
    base = best + jump
    self_stay, self_switch = selves[0], selves[1]
    offers = room.offers
    for j in range(size):
        x = unvoiced[j] + self_stay[j]
        offers[j] = x
        unvoiced_out[j] = x if x > base else base
    if n_live <= FEW:
        for i in range(n_live):
            raise_band(voiced[live[i]], live[i], row, switch, half, unvoiced_out)
    else:
        block_extremes(voiced, low_v, top_v)
        block_extremes(unvoiced_out, floors, low_v)
        spread(voiced, top_v, row, flat_switch, width, reach_switch, half, unvoiced_out, floors)
    if len(model.nearest) > 0 and best > LEAST_EXACT and largest(top_u) > -np.inf:
        offer_concave(offers, room.drops, unvoiced, row, flat_stay, width, model, unvoiced_out)
    else:
        block_extremes(unvoiced_out, floors, low_v)
        spread(unvoiced, top_u, row, flat_stay, width, reach_stay, half, unvoiced_out, floors)
    for j in range(size):
        unvoiced_out[j] += log_unvoiced
    for j in range(n_bins, size):
        unvoiced_out[j] = unvoiced_out[0]
    block_extremes(unvoiced_out, floors, tops)
    low, high = smallest(floors), largest(tops)
    for j in range(n_bins, size):
        unvoiced_out[j] = -np.inf
    # What a voiced state without a candidate can have at most, against what makes it idle in the next frame.
    if best + highest + tiny + highest + 1.0 < low + lowest_self:
        voiced_out[:] = -np.inf
        highest_u = largest(top_u)
        highest_v = largest(top_v) if n_live > FEW else -np.inf
        for c in range(len(bins)):
            j = bins[c]
            x = unvoiced[j] + self_switch[j]
            x = x if x > base else base
            if n_live <= FEW:
                x = few_offer(voiced, live, n_live, row, stay, half, j, x)
            else:
                x = best_offer(voiced, top_v, highest_v, row, stay, reach_stay, half, j, x)
            x = best_offer(unvoiced, top_u, highest_u, row, switch, reach_switch, half, j, x) + log_prob[c]
            voiced_out[j] = x
            high = x if x > high else high
        top_u[:] = tops
        if len(bins) <= FEW:
            live[: len(bins)] = bins
        return high, len(bins)
    if n_live <= FEW:
        block_extremes(voiced, low_v, top_v)
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
            voiced_out[j] += tiny
        high = voiced_out[j] if voiced_out[j] > high else high
    voiced_out[n_bins:] = -np.inf
    top_u[:] = tops
    return high, FEW + 1


@helper
def find_selves(model, room):  # type: ignore[no-untyped-def]
    """Look up what it costs to stay at a bin, as `step` needs it."""
    centre = model.half + PAD
    for j in range(len(model.row)):
        room.selves[0, j] = model.stay[model.row[j], centre]
        room.selves[1, j] = model.switch[model.row[j], centre]


@helper
def begin(out, bins, log_prob, log_unvoiced, model):  # type: ignore[no-untyped-def]
    """Fill the first frame, and return its largest value."""
    size, n_bins, log_initial = len(model.row), model.n_bins, model.log_initial
    out[:] = -np.inf
    out[:n_bins] = model.tiny + log_initial
    out[size : size + n_bins] = log_unvoiced + log_initial
    for c in range(len(bins)):
        out[bins[c]] = log_prob[c] + log_initial
    return largest(out)


@helper
def go_forward(  # type: ignore[no-untyped-def]
    previous, best, bins, log_prob, ends, log_unvoiced, model, room, values, maxima
):
    """Fill `values` and `maxima` as `forward` says."""
    size, jump = len(model.row), model.jump
    if jump == -np.inf and len(previous) > 0:
        best = largest(previous)
    find_selves(model, room)
    n_live = FEW + 1
    if len(previous) > 0:
        n_live = find_live(previous[:size], room.live)
        block_extremes(previous[size:], room.extremes[0], room.extremes[3])
    start = 0
    for t in range(len(ends)):
        end = ends[t]
        if t == 0 and len(previous) == 0:
            best = begin(values[0], bins[start:end], log_prob[start:end], log_unvoiced[0], model)
            block_extremes(values[0, size:], room.extremes[0], room.extremes[3])
        else:
            before = previous if t == 0 else values[t - 1]
            best, n_live = step(
                before, values[t], best, bins[start:end], log_prob[start:end], log_unvoiced[t], n_live, model, room
            )
        # The way back asks whether a step out of the band is as good: where there is none it must never seem so.
        maxima[t] = best if jump > -np.inf else -np.inf
        start = end


@kernel
def forward(
    previous: Floats,
    best: float,
    bins: Integers,
    log_prob: Floats,
    ends: Integers,
    log_unvoiced: Floats,
    model: Transitions,
    room: StepRoom,
    values: FloatRows,
    maxima: Floats,
) -> None:
    """Fill `values` (n_frames, n_states) and `maxima` (n_frames,), going on from the frame `previous`.

    An empty `previous` begins the recursion. `best` is the largest value of that frame; `bins` to `log_unvoiced` are
    the fields of `Observations`. Where there is no step out of the band, `maxima` become minus infinity.
    """
    model, room = Transitions(*model), StepRoom(*room)
    go_forward(previous, best, bins, log_prob, ends, log_unvoiced, model, room, values, maxima)


@kernel
def advance(
    previous: Floats,
    best: float,
    bins: Integers,
    log_prob: Floats,
    ends: Integers,
    log_unvoiced: Floats,
    model: Transitions,
    room: StepRoom,
    values: FloatRows,
    maxima: Floats,
    first: int,
    lookahead: int,
    states: Integers,
) -> int:
    """`forward` into `values[first:]`, decide the frames `lookahead` behind these, and trace the path after them.

    One call, because the way into compiled code costs as much as the work when frames come one by one. Returns where in
    `states` the decided frames end; those of the path follow.
    """
    model, room = Transitions(*model), StepRoom(*room)
    go_forward(previous, best, bins, log_prob, ends, log_unvoiced, model, room, values[first:], maxima[first:])
    row, table, reach, width = model.row, model.table, model.reach, model.stay.shape[1]
    n: int = decide_behind(values, maxima, first, lookahead, row, table, reach, width, model.tiny, states)
    count = len(values)
    n_open = min(lookahead, count)
    if n_open > 0:
        state = 0
        for k in range(values.shape[1]):
            if values[count - 1, k] > values[count - 1, state]:
                state = k
        begin = count - n_open
        path = states[n : n + n_open]
        trace_back(values[begin:], maxima[begin:], state, row, table, reach, width, model.tiny, path)
    return n
