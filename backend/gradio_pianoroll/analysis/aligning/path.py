"""The best way of a recording through the states of a text, by dynamic programming in bounded memory."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import numpy as np

from .align_kernels import NEVER, Rules, States, backward, forward

if TYPE_CHECKING:
    from numpy.typing import NDArray

# States that are followed at once around the best one: about three minutes of speech.
WIDTH = 8192
# Bytes of a block of the way back.
ROOM = 1 << 25


def best_path(
    n_frames: int,
    emissions: Callable[[int, int], NDArray[np.float64]],
    states: States,
    ends: tuple[int, ...],
    reward: NDArray[np.float64],
    spread: float,
    most: float,
    look: Callable[[float], None],
    *,
    width: int = WIDTH,
    room: int = ROOM,
) -> NDArray[np.int64] | None:
    """State of each frame, shape (n_frames,), None when the states do not fit into the frames.

    The scores are kept once a block; the blocks are computed again on the way back, so that memory grows with the
    number of blocks, not with frames times states.

    Parameters
    ----------
    n_frames
        Of the recording.
    emissions
        Gives the logarithms of likelihoods of the frames from one to another, by unit.
    states, reward, spread, most
        As in `align_kernels`; state 0 is where everything begins, before the first frame.
    ends
        States in one of which it ends.
    look
        Hears of the share done.
    width, room
        States that are followed at once, bytes of a block.
    """
    n_states = len(states.unit)
    width = min(width, n_states)
    rules = Rules(width, n_frames, spread, most)
    block = max(room // width, 64)
    firsts = range(0, n_frames, block)
    score = np.full(n_states, NEVER)
    score[0] = 0.0
    low = np.zeros(n_frames + 1, np.int64)
    kept: list[tuple[int, NDArray[np.float64]]] = []
    nothing = np.zeros((0, 0), np.uint8)
    for first in firsts:
        end = min(first + block, n_frames)
        begin = int(low[first])
        kept.append((begin, score[begin : begin + width].copy()))
        forward(emissions(first, end), reward, first, states, rules, score, low[first : end + 1], nothing)
        look(0.5 * end / n_frames)
    reached = [state for state in ends if low[-1] <= state < low[-1] + width]
    state = max(reached, key=lambda one: score[one])
    if score[state] <= NEVER / 2:
        return None
    path = np.empty(n_frames, np.int64)
    for first, (begin, before) in zip(reversed(firsts), reversed(kept), strict=True):
        end = min(first + block, n_frames)
        score[begin : begin + width] = before
        came = np.empty((end - first, width), np.uint8)
        lows = low[first : end + 1]
        forward(emissions(first, end), reward, first, states, rules, score, lows, came)
        part = np.empty(end - first + 1, np.int64)
        backward(state, states.skip, lows, came, part)
        path[first:end] = part[1:]
        state = int(part[0])
        look(1 - 0.5 * first / n_frames)
    return path
