"""The cheapest way through rests and notes: dynamic programming, one pass over the frames."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from gradio_pianoroll.analysis import note_kernels as kernels

if TYPE_CHECKING:
    from numpy.typing import NDArray

REST = kernels.REST


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
) -> tuple[NDArray[np.int16], NDArray[np.bool_]]:
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
    state, begins = np.full(n, REST, np.int16), np.zeros(n, np.bool_)
    costs = kernels.NoteCosts(float(change_cost), float(repeat_cost), float(farthest), float(step))
    origins = kernels.Origins(
        np.zeros((n, k), np.uint8), np.zeros(n, np.bool_), np.zeros(n, np.int16), np.zeros(n, np.int16)
    )
    kernels.decode(pitch, voiced, rest_cost, note_cost, dip_cost, centres, costs, origins, np.empty(k), state, begins)
    return state, begins


def measure_notes(
    first: NDArray[np.int64],
    last: NDArray[np.int64],
    pitch: NDArray[np.float64],
    voiced: NDArray[np.bool_],
    level_db: NDArray[np.float64],
    edge_db: float,
    reach: int,
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.float64], NDArray[np.float64]]:
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
    level_db = np.ascontiguousarray(level_db)
    kernels.measure(
        first, last, pitch, voiced, level_db, edge_db, reach, begins, stops, median, level, np.empty(len(pitch))
    )
    return begins, stops, median, level
