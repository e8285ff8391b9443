"""The best way through the states of a text, compiled; see `path`."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from gradio_pianoroll.analysis.compiled import (
    ByteRows,
    FloatRows,
    Floats,
    GivenFlags,
    GivenFloats,
    GivenIntegers,
    Integers,
    kernel,
)

STAY, STEP, SKIP = 0, 1, 2
NEVER = -1e30


class States(NamedTuple):
    """States of a text, in order, all arrays of shape (n_states,).

    `unit`: column of the emissions. `stay`: what another frame costs, `NEVER` where it may not last. `skip`: an earlier
    state that leads here, too, or -1. `skip_cost`: what that costs. `aim`: frame at which it should be entered, or -1.
    `rewarded`: whether entering it near a note is rewarded. Costs are 0 or negative.
    """

    unit: GivenIntegers
    stay: GivenFloats
    skip: GivenIntegers
    skip_cost: GivenFloats
    aim: GivenFloats
    rewarded: GivenFlags


class Rules(NamedTuple):
    """`width` of the band of states; frames in the whole; spread of the aim in frames and what it costs at most."""

    width: int
    n_frames: int
    spread: float
    most: float


@kernel
def forward(
    emission: FloatRows,
    reward: GivenFloats,
    first: int,
    states: States,
    rules: Rules,
    score: Floats,
    low: Integers,
    came: ByteRows,
) -> None:
    """Go on from `score` (n_states,) by the frames of `emission`, which begin at frame `first`.

    `low` has the first state of the band of each frame and of the one before the block; `came` (n, width), or (0, 0)
    when it is not wanted, gets where each state of the band came from.
    """
    unit, stay, skip, skip_cost, aim, rewarded = states
    width, n_frames, spread, most = rules
    n_states = len(unit)
    keeps = came.shape[0] > 0
    for row in range(emission.shape[0]):
        t = first + row
        old_low = low[row]
        old_high = min(old_low + width, n_states)
        best = -1
        for s in range(old_low, old_high):
            if best < 0 or score[s] > score[best]:
                best = s
        wanted = max(best - width // 2, old_low)
        # At least so far that the last state can still be reached.
        wanted = max(wanted, n_states - width - (n_frames - 1 - t))
        new_low = min(max(wanted, old_low), max(n_states - width, 0))
        high = min(new_low + width, n_states)
        low[row + 1] = new_low
        for s in range(high - 1, new_low - 1, -1):
            value, origin = np.float64(NEVER), STAY
            if s < old_high:
                value = score[s] + stay[s]
            entered = np.float64(NEVER)
            step = STEP
            if s > old_low and s - 1 < old_high:
                entered = score[s - 1]
            if skip[s] >= old_low and skip[s] < old_high and score[skip[s]] + skip_cost[s] > entered:
                entered, step = score[skip[s]] + skip_cost[s], SKIP
            if aim[s] >= 0:
                off = (t - aim[s]) / spread
                entered -= min(0.5 * off * off, most)
            if rewarded[s]:
                entered += reward[t]
            if entered > value:
                value, origin = entered, step
            score[s] = value + emission[row, unit[s]]
            if keeps:
                came[row, s - new_low] = origin


@kernel
def backward(last: int, skip: GivenIntegers, low: GivenIntegers, came: ByteRows, path: Integers) -> None:
    """Fill `path` (n + 1,): the state of the frame before a block and of each of its frames, backwards from `last`."""
    state = last
    for row in range(came.shape[0] - 1, -1, -1):
        path[row + 1] = state
        origin = came[row, state - low[row + 1]]
        if origin == STEP:
            state -= 1
        elif origin == SKIP:
            state = skip[state]
    path[0] = state
