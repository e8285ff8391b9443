"""Decoding and measuring notes, compiled; see `note_path`."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from gradio_pianoroll.analysis.compiled import (
    ByteRows,
    Flags,
    Floats,
    GivenFlags,
    GivenFloats,
    GivenIntegers,
    Indices,
    Integers,
    helper,
    kernel,
)

STAY, CHANGE, ENTER, REPEAT = 0, 1, 2, 3
REST = -1


class NoteCosts(NamedTuple):
    """Costs of another note and of the same anew; of a semitone for a frame, up to the `farthest`."""

    change: float
    repeat: float
    farthest: float
    step: float


class Origins(NamedTuple):
    """Where each state came from: of notes (n, k), of the rest (n,), and the cheapest two notes of each frame (n,)."""

    came: ByteRows
    rest_came: Flags
    firsts: Indices
    seconds: Indices


@kernel
def decode(
    pitch: GivenFloats,
    voiced: GivenFlags,
    rest_cost: GivenFloats,
    note_cost: GivenFloats,
    dip_cost: GivenFloats,
    centres: GivenFloats,
    costs: NoteCosts,
    origins: Origins,
    cost: Floats,
    state: Indices,
    begins: Flags,
) -> None:
    """Fill `state` and `begins`; `origins` and `cost` (k,) are room to work in."""
    change_cost, repeat_cost, farthest, step = costs
    came, rest_came, firsts, seconds = origins
    n, k = len(pitch), len(centres)
    cost[:] = change_cost
    silent = 0.0
    for t in range(n):
        first, second = 0, 0
        best, next_best = np.inf, np.inf
        for j in range(k):
            if cost[j] < best:
                next_best, second = best, first
                best, first = cost[j], j
            elif cost[j] < next_best:
                next_best, second = cost[j], j
        firsts[t], seconds[t] = first, second
        dip = dip_cost[t]
        enter = silent + change_cost
        for j in range(k):
            least, how = cost[j] + dip, STAY
            other = (next_best if j == first else best) + change_cost
            if other < least:
                least, how = other, CHANGE
            if enter < least:
                least, how = enter, ENTER
            if cost[j] + repeat_cost < least:
                least, how = cost[j] + repeat_cost, REPEAT
            came[t, j] = how
            if voiced[t]:
                least += step * min(abs(pitch[t] - centres[j]), farthest)
            else:
                least += note_cost[t]
            cost[j] = least
        if best < silent:
            silent = best
            rest_came[t] = True
        silent += rest_cost[t]
    walk_back(came, rest_came, firsts, seconds, cost, silent, state, begins)


@helper
def walk_back(came, rest_came, firsts, seconds, cost, silent, state, begins):  # type: ignore[no-untyped-def]
    """Fill `state` and `begins` from the last frame back."""
    n = len(firsts)
    least = 0
    for j in range(len(cost)):
        if cost[j] < cost[least]:
            least = j
    now = REST if silent <= cost[least] else least
    for t in range(n - 1, -1, -1):
        state[t] = now
        if now == REST:
            if rest_came[t]:
                now = firsts[t]
            continue
        how = came[t, now]
        begins[t] = how != STAY
        if how == CHANGE:
            now = seconds[t] if now == firsts[t] else firsts[t]
        elif how == ENTER:
            now = REST
    # What sounds from the first frame on has begun there.
    if n and state[0] != REST:
        begins[0] = True


@kernel
def measure(
    first: GivenIntegers,
    last: GivenIntegers,
    pitch: GivenFloats,
    voiced: GivenFlags,
    level_db: GivenFloats,
    edge_db: float,
    reach: int,
    begins: Integers,
    stops: Integers,
    median: Floats,
    level: Floats,
    room: Floats,
) -> None:
    """Fill `median` and `level`, move `begins` and `stops`; `room` holds the frames of one note."""
    for i in range(len(first)):
        a, b = first[i], last[i]
        n_voiced = 0
        for t in range(a, b):
            n_voiced += voiced[t]
        skipped, n = n_voiced // 5, 0
        for t in range(a, b):
            if voiced[t] and skipped > 0:
                skipped -= 1
            elif voiced[t]:
                room[n] = pitch[t]
                n += 1
        if n:
            median[i] = kth_smallest(room, n, n // 2)
        if len(level_db) == 0 or b <= a:
            continue
        for t in range(a, b):
            room[t - a] = level_db[t]
        level[i] = kth_smallest(room, b - a, (b - a) * 3 // 4)
        while begins[i] < min(b - 1, a + reach) and level_db[begins[i]] < level[i] - edge_db:
            begins[i] += 1
        while stops[i] > max(begins[i] + 1, b - reach) and level_db[stops[i] - 1] < level[i] - edge_db:
            stops[i] -= 1


@helper
def kth_smallest(x, n, k):  # type: ignore[no-untyped-def]
    """The k-th smallest, from 0 on, of the first `n` values, which are reordered; NaN comes last.

    C. A. R. Hoare: Algorithm 65, FIND. Communications of the ACM 4 (7), 1961.
    """
    numbers = 0
    for i in range(n):
        if x[i] == x[i]:
            x[numbers], x[i] = x[i], x[numbers]
            numbers += 1
    if k >= numbers:
        return x[k]
    low, high = 0, numbers - 1
    while low < high:
        pivot = x[k]
        i, j = low, high
        while i <= j:
            while x[i] < pivot:
                i += 1
            while pivot < x[j]:
                j -= 1
            if i <= j:
                x[i], x[j] = x[j], x[i]
                i += 1
                j -= 1
        if j < k:
            low = i
        if k < i:
            high = j
    return x[k]
