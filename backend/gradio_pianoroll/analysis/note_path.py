"""The cheapest way through rests and notes: dynamic programming, one pass over the frames."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numba
import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

STAY, CHANGE, ENTER, REPEAT = 0, 1, 2, 3
REST = -1


@numba.njit(cache=True, nogil=True)
def cheapest_path(
    pitch: NDArray[np.float64],
    voiced: NDArray[np.bool_],
    rest_cost: NDArray[np.float64],
    note_cost: NDArray[np.float64],
    dip_cost: NDArray[np.float64],
    centres: NDArray[np.float64],
    change_cost: float,
    repeat_cost: float,
    farthest: float,
    step: float,
) -> tuple[NDArray[np.int16], NDArray[np.bool_]]:  # pragma: no cover  (compiled)
    """Decode notes from pitch: Viterbi over one state per semitone and one for silence.

    A frame in a note costs its distance from the note's pitch, at most `farthest` semitones, so that vibrato balances
    out and an octave error is no more than a miss. A frame in silence costs `rest_cost`. Each new note costs
    `change_cost`, the same note anew `repeat_cost`; going on where the voice dips costs `dip_cost`.

    Parameters
    ----------
    pitch
        In semitones, shape (n,); looked at where `voiced`.
    voiced
        Shape (n,).
    rest_cost, note_cost
        Per frame, of calling it silent, and of calling an unvoiced one part of a note; shape (n,).
    dip_cost
        Per frame, of going on with a note there; shape (n,).
    centres
        Pitches of the states, ascending, shape (k,).
    change_cost
        Of another note.
    repeat_cost
        Of a second note of the same pitch.
    farthest
        Semitones beyond which a distance costs no more.
    step
        What one semitone costs for one frame.

    Returns
    -------
    state : int16 array, shape (n,)
        Index into `centres`, or `REST`.
    begins : bool array, shape (n,)
        Whether a note begins at the frame.
    """
    n, k = len(pitch), len(centres)
    came = np.zeros((n, k), np.uint8)
    rest_came = np.zeros(n, np.bool_)
    firsts = np.zeros(n, np.int16)
    seconds = np.zeros(n, np.int16)
    cost = np.full(k, change_cost)
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
    state = np.full(n, np.int16(REST))
    begins = np.zeros(n, np.bool_)
    _walk_back(came, rest_came, firsts, seconds, cost, silent, state, begins)
    return state, begins


@numba.njit(cache=True, nogil=True)
def _walk_back(
    came: NDArray[np.uint8],
    rest_came: NDArray[np.bool_],
    firsts: NDArray[np.int16],
    seconds: NDArray[np.int16],
    cost: NDArray[np.float64],
    silent: float,
    state: NDArray[np.int16],
    begins: NDArray[np.bool_],
) -> None:  # pragma: no cover  (compiled)
    n = len(firsts)
    now = REST if silent <= cost.min() else int(cost.argmin())
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


@numba.njit(cache=True, nogil=True)
def measure_notes(
    first: NDArray[np.int64],
    last: NDArray[np.int64],
    pitch: NDArray[np.float64],
    voiced: NDArray[np.bool_],
    level_db: NDArray[np.float64],
    edge_db: float,
    reach: int,
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.float64], NDArray[np.float64]]:  # pragma: no cover
    """Edges, pitch and level of notes that were decoded.

    Parameters
    ----------
    first, last
        Frames of each note, the second exclusive, shape (n_notes,).
    pitch, voiced
        As in `cheapest_path`.
    level_db
        Level per frame, shape (n,); or empty, then edges stay and levels are NaN.
    edge_db, reach
        Notes are drawn in, by `reach` frames at most on either side, to where they are no further than `edge_db` below
        their own level.

    Returns
    -------
    first, last : int64 arrays
    median : float64 array
        Of the pitch, without the first fifth, which glides towards it; NaN where nothing is voiced.
    level : float64 array
        Third quartile of the level in dB.
    """
    n = len(first)
    begins, stops = first.copy(), last.copy()
    median, level = np.full(n, np.nan), np.full(n, np.nan)
    for i in range(n):
        a, b = first[i], last[i]
        inside = pitch[a:b][voiced[a:b]]
        inside = inside[len(inside) // 5 :]
        if len(inside):
            median[i] = np.partition(inside, len(inside) // 2)[len(inside) // 2]
        if len(level_db) == 0 or b <= a:
            continue
        level[i] = np.partition(level_db[a:b], (b - a) * 3 // 4)[(b - a) * 3 // 4]
        while begins[i] < min(b - 1, a + reach) and level_db[begins[i]] < level[i] - edge_db:
            begins[i] += 1
        while stops[i] > max(begins[i] + 1, b - reach) and level_db[stops[i] - 1] < level[i] - edge_db:
            stops[i] -= 1
    return begins, stops, median, level
