"""Viterbi's recursion under pins, compiled: pYIN's own step, what pins cost, and where it is the former one again.

States and tables as in `pyin.viterbi_kernels`. The values of a frame are relative to its best; a number that follows
from all of them, its mark, tells whether a frame has the values that it had before.
"""

from __future__ import annotations

from typing import Annotated, Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from gradio_pianoroll.analysis.compiled import ArrayType, FloatRows, Floats, Integers, ShortIntegers, helper, kernel
from gradio_pianoroll.analysis.pyin.path_kernels import predecessor_of
from gradio_pianoroll.analysis.pyin.records import BLOCK, StepRoom, Transitions
from gradio_pianoroll.analysis.pyin.viterbi_kernels import (
    FEW,
    begin,
    block_extremes,
    find_live,
    find_selves,
    largest,
    raise_band,
    smallest,
    spread,
    step,
)

# Units of a nat, and how a candidate is packed: its bin above, what it costs in these units below.
SCALE = 2.0**38
COST_BITS = 48
# More than this pins that are not hard do not cost together, in nats: beyond it sums would be rounded.
MOST_COST = 1000.0
# Frames from one mark to the next.
MARK_EVERY = 4
# What stands for a state that is not possible in the sum that makes a mark.
IMPOSSIBLE = -(1 << 60)

Words = Annotated[NDArray[np.uint64], ArrayType("u8", 1, read_only=True)]
Marks = Annotated[NDArray[np.uint64], ArrayType("u8", 1)]
Counts = Annotated[NDArray[np.uint16], ArrayType("u2", 1, read_only=True)]
GivenFloats = Annotated[NDArray[np.float64], ArrayType("f8", 1, read_only=True)]
States = Annotated[NDArray[np.uint16], ArrayType("u2", 1, read_only=True)]


class Seen(NamedTuple):
    """What frames say, as the lattice keeps it, and room for the candidates of one.

    Attributes
    ----------
    words
        Candidates of all frames: bin and cost of each.
    counts : (n_frames,)
        How many each frame has.
    log_unvoiced : (n_frames,)
        Log probability of each unvoiced state, rounded.
    bins, log_prob
        Room for as many as a frame can have.
    """

    words: Words
    counts: Counts
    log_unvoiced: GivenFloats
    bins: Integers
    log_prob: Floats


class Costs(NamedTuple):
    """What pins ask of frames, of the first ones where there are more; they ask nothing of the others.

    Attributes
    ----------
    low, high : (n_frames,)
        The voiced bins that are allowed, `high` not included.
    unvoiced, voiced : (n_frames,)
        What an unvoiced and a voiced state cost; infinity forbids them.
    ends : (n_frames,)
        Where the rows of `terms` end that belong to a frame.
    terms : (n, 5)
        Costs of pitch: lowest and highest bin without costs, width, most, and whether inside is meant. A width of 0
        costs all of the most outside; else it is half the square of the distance in widths.
    """

    low: ShortIntegers
    high: ShortIntegers
    unvoiced: Floats
    voiced: Floats
    ends: Integers
    terms: FloatRows


class Watch(NamedTuple):
    """When the recursion may end, and what it leaves.

    Attributes
    ----------
    first
        Number of the first frame.
    check_from
        From this frame on it ends where the former mark is met.
    former, marks
        Marks of every fourth frame, counted from the start of the recording; `marks` are filled in.
    weights : (n_states,)
        What the mark is made with.
    """

    first: int
    check_from: int
    former: Words
    marks: Marks
    weights: Words


@helper
def mark_of(values, weights):  # type: ignore[no-untyped-def]
    """A number that two rows of values share only if they are equal, but for one in 2^60 cases."""
    total = np.uint64(0)
    for i in range(np.uint64(len(values))):
        x = values[i]
        units = np.int64(x * SCALE) if x > -np.inf else np.int64(IMPOSSIBLE)
        total += np.uint64(units) * weights[i]
    return total


@helper
def unpack(words, at, count, bins, log_prob):  # type: ignore[no-untyped-def]
    """Take the candidates of a frame out of their words."""
    for c in range(count):
        word = words[at + c]
        bins[c] = np.int64(word >> np.uint64(COST_BITS))
        log_prob[c] = -np.float64(np.int64(word & np.uint64((1 << COST_BITS) - 1))) / SCALE


@helper
def within(bins, log_prob, count, low, high):  # type: ignore[no-untyped-def]
    """Keep the candidates from bin `low` to `high`, and return how many they are."""
    kept = 0
    for c in range(count):
        if low <= bins[c] < high:
            bins[kept], log_prob[kept] = bins[c], log_prob[c]
            kept += 1
    return kept


@helper
def charge(voiced, i, start, stop, costs):  # type: ignore[no-untyped-def]
    """Take from the voiced states of a frame what its pins cost."""
    low, high, all_of_them = costs.low[i], costs.high[i], costs.voiced[i]
    if all_of_them == np.inf or low >= high:
        voiced[:] = -np.inf
        return
    voiced[:low] = -np.inf
    voiced[high:] = -np.inf
    if start == stop and all_of_them == 0.0:
        return
    for j in range(low, high):
        if voiced[j] == -np.inf:
            continue
        cost = all_of_them
        for k in range(start, stop):
            least, most_bin, width, most = costs.terms[k, 0], costs.terms[k, 1], costs.terms[k, 2], costs.terms[k, 3]
            apart = max(least - j, j - most_bin, 0.0)
            if costs.terms[k, 4] > 0.0:
                cost += most if apart == 0.0 else 0.0
            elif apart > 0.0:
                cost += most if width == 0.0 else min(most, 0.5 * (apart / width) ** 2)
        if cost == np.inf:
            voiced[j] = -np.inf
        else:
            voiced[j] -= np.rint(min(cost, MOST_COST) * SCALE) / SCALE


@helper
def hold(previous, out, low, high, bins, log_prob, n_live, model, room):  # type: ignore[no-untyped-def]
    """Do what `step` does where pins leave nothing but the voiced bins `low` to `high`: nothing else is computed."""
    row, half, size, base = model.row, model.half, len(model.row), model.jump
    width, work = model.stay.shape[1], room.extremes
    low_v, top_v, top_u, floors = work[0], work[1], work[3], work[4]
    voiced, unvoiced, voiced_out = previous[:size], previous[size:], out[:size]
    out[:] = -np.inf
    first, last = low // BLOCK, (high - 1) // BLOCK
    for j in range(BLOCK * first, BLOCK * last + BLOCK):
        x = unvoiced[j] + room.selves[1, j]
        voiced_out[j] = x if x > base else base
    if n_live <= FEW:
        target = voiced_out[: BLOCK * last + BLOCK]
        for i in range(n_live):
            raise_band(voiced[room.live[i]], room.live[i], row, model.stay, half, target)
    else:
        block_extremes(voiced, low_v, top_v)
        floors_of(voiced_out, first, last, floors)
        spread(voiced, top_v, row, model.flat_stay, width, model.reach_stay, half, voiced_out, floors)
    if largest(top_u) > -np.inf:
        floors_of(voiced_out, first, last, floors)
        spread(unvoiced, top_u, row, model.flat_switch, width, model.reach_switch, half, voiced_out, floors)
    c = 0
    for j in range(low, high):
        if c < len(bins) and bins[c] == j:
            voiced_out[j] += log_prob[c]
            c += 1
        else:
            voiced_out[j] += model.tiny
    voiced_out[:low] = -np.inf
    voiced_out[high:] = -np.inf
    top_u[:] = -np.inf


@helper
def floors_of(values, first, last, floors):  # type: ignore[no-untyped-def]
    """Smallest value of the blocks `first` to `last`; nothing raises the others."""
    floors[:] = np.inf
    for b in range(first, last + 1):
        floors[b] = smallest(values[BLOCK * b : BLOCK * b + BLOCK])


@helper
def what_is_left(voiced, low, high, live):  # type: ignore[no-untyped-def]
    """List the possible bins of `low` to `high` as `find_live` does; returns how many there are, and their best."""
    count, best = 0, -np.inf
    for k in range(low, high):
        x = voiced[k]
        if x > -np.inf:
            if count < FEW:
                live[count] = k
            count += 1
            best = x if x > best else best
    return min(count, FEW + 1), best


@helper
def lower(out, high, tops, size, n_live, live):  # type: ignore[no-untyped-def]
    """Make the values relative to the best one."""
    for j in range(np.uint64(size)):
        out[np.uint64(size) + j] -= high
    if n_live <= FEW:
        for i in range(n_live):
            out[live[i]] -= high
    else:
        for j in range(np.uint64(size)):
            out[j] -= high
    for b in range(len(tops)):
        tops[b] -= high


@kernel
def forward(
    previous: GivenFloats, seen: Seen, costs: Costs, watch: Watch, model: Transitions, room: StepRoom, values: FloatRows
) -> int:
    """Fill `values` (n_frames, n_states), going on from the frame `previous`; an empty one begins.

    Returns how many frames were done, fewer than there are where the former values were met; minus the number of the
    frame, counted from 1, when pins leave no state to it.
    """
    seen, costs, watch = Seen(*seen), Costs(*costs), Watch(*watch)
    model, room = Transitions(*model), StepRoom(*room)
    size = len(model.row)
    find_selves(model, room)
    tops = room.extremes[3]
    n_live = FEW + 1
    if len(previous) > 0:
        n_live = find_live(previous[:size], room.live)
        block_extremes(previous[size:], room.extremes[0], tops)
    at, term = np.int64(0), np.int64(0)
    for i in range(len(seen.counts)):
        count = np.int64(seen.counts[i])
        unpack(seen.words, at, count, seen.bins, seen.log_prob)
        at += count
        log_unvoiced = seen.log_unvoiced[i]
        is_pinned = False
        if i < len(costs.low):
            is_pinned = (
                costs.low[i] > 0
                or costs.high[i] < model.n_bins
                or costs.unvoiced[i] > 0.0
                or costs.voiced[i] > 0.0
                or costs.ends[i] > term
            )
        if is_pinned:
            count = within(seen.bins, seen.log_prob, count, costs.low[i], costs.high[i])
            log_unvoiced -= costs.unvoiced[i]
        bins, log_prob = seen.bins[:count], seen.log_prob[:count]
        out = values[i]
        if i == 0 and len(previous) == 0:
            high = begin(out, bins, log_prob, log_unvoiced, model)
            block_extremes(out[size:], room.extremes[0], tops)
        elif is_pinned and costs.unvoiced[i] == np.inf and costs.low[i] < costs.high[i]:
            before = previous if i == 0 else values[i - 1]
            hold(before, out, costs.low[i], costs.high[i], bins, log_prob, n_live, model, room)
            high = 0.0
        elif i == 0:
            high, n_live = step(previous, out, 0.0, bins, log_prob, log_unvoiced, n_live, model, room)
        else:
            high, n_live = step(values[i - 1], out, 0.0, bins, log_prob, log_unvoiced, n_live, model, room)
        if is_pinned:
            stop = costs.ends[i]
            charge(out[:size], i, term, stop, costs)
            term = stop
            n_live, high = what_is_left(out[:size], costs.low[i], costs.high[i], room.live)
            high = max(high, largest(tops))
        if high == -np.inf:
            return -(i + 1)
        lower(out, high, tops, size, n_live, room.live)
        frame = watch.first + i
        if frame % MARK_EVERY == 0:
            mark = mark_of(out, watch.weights)
            place = frame // MARK_EVERY
            watch.marks[place - watch.first // MARK_EVERY] = mark
            if frame >= watch.check_from and mark == watch.former[place - watch.first // MARK_EVERY]:
                return i + 1
    return len(seen.counts)


@kernel
def trace_until(
    values: FloatRows, maxima: Floats, state: int, former: States, meet_below: int, model: Transitions, path: Integers
) -> int:
    """Follow one path back, to the first frame or until, before frame `meet_below`, it is on the former path.

    `path[-1]` becomes `state`; returns the frame that was reached last.
    """
    model = Transitions(*model)
    row, table, reach, width, tiny = model.row, model.table, model.reach, model.stay.shape[1], model.tiny
    last = len(path) - 1
    path[last] = state
    for t in range(last, 0, -1):
        if t < meet_below and path[t] == former[t]:
            return t
        state = predecessor_of(values[t - 1], maxima[t - 1], state, row, table, reach, width, tiny)
        path[t - 1] = state
    return 0


def weights_of(n_states: int) -> NDArray[np.uint64]:
    """Odd numbers without a pattern, the same on every machine (Steele, Lea and Flood, 2014: SplitMix)."""
    z = np.arange(1, n_states + 1, dtype=np.uint64) * np.uint64(0x9E3779B97F4A7C15)
    z = (z ^ (z >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    z = (z ^ (z >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    mixed: NDArray[Any] = z ^ (z >> np.uint64(31)) | np.uint64(1)
    return mixed
