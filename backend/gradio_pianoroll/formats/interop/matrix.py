"""Piano-roll matrices, as models take and give them: 128 pitches by frames."""

from __future__ import annotations

from itertools import pairwise
from typing import Any, Literal

import numpy as np
from numpy.typing import ArrayLike, DTypeLike, NDArray

from ...score import NoteTable, Score, TempoMap, settle

PITCHES = 128
MAX_BYTES = 2_000_000_000
#: Frames that are written at once; bounds the memory of long chords.
BLOCK_FRAMES = 4_000_000

Values = Literal["velocity", "binary", "onsets"]


def to_matrix(
    score: Score,
    frame_rate_hz: float = 100.0,
    *,
    values: Values = "velocity",
    track: int | None = None,
    n_frames: int | None = None,
    dtype: DTypeLike = np.int32,
) -> NDArray[Any]:
    """Matrix of a score, a row for each pitch and a column for each frame.

    A note lasts from the frame nearest to its onset to the one nearest to its end, at least one frame. Where notes of
    one pitch overlap, the loudest is seen.

    Parameters
    ----------
    score
        The notes.
    frame_rate_hz
        Frames per second.
    values
        ``"velocity"``: 1-127 while a note sounds (a velocity of 0 gives 1); ``"binary"``: 1; ``"onsets"``: 1 in the
        first frame of each note.
    track
        Only this one; all by default.
    n_frames
        Columns; by default until the last end.
    dtype
        Of the cells. The default is signed and wide enough to compute with; ``numpy.uint8`` takes a quarter of the
        memory, and wraps around in differences.

    Returns
    -------
    numpy.ndarray
        [128, n_frames] of `dtype`.

    Raises
    ------
    ValueError
        If an argument is wrong or the matrix would take more than 2 · 10⁹ bytes.
    """
    if values not in ("velocity", "binary", "onsets"):
        raise ValueError(f"values must be 'velocity', 'binary' or 'onsets', not {values!r}")
    if not 0 < frame_rate_hz < float("inf"):
        raise ValueError(f"frame_rate_hz must be positive, not {frame_rate_hz!r}")
    notes = score.notes
    rows = np.arange(len(notes)) if track is None else np.flatnonzero(notes.stored("track") == track)
    start = _frames(score.tempo_map, notes.onset_beats[rows], frame_rate_hz)
    stop = np.maximum(_frames(score.tempo_map, notes.end_beats[rows], frame_rate_hz), start + 1)
    width = (int(stop.max()) if len(stop) else 0) if n_frames is None else int(n_frames)
    if width < 0 or width * PITCHES * np.dtype(dtype).itemsize > MAX_BYTES:
        raise ValueError(f"{width} frames are not possible; choose a lower frame_rate_hz or n_frames, or a small dtype")
    matrix = np.zeros((PITCHES, width), dtype)
    pitch = notes.pitch[rows]
    if values == "onsets":
        inside = start < width
        matrix[pitch[inside], start[inside]] = 1
        return matrix
    value = np.maximum(notes.velocity[rows], 1) if values == "velocity" else np.ones(len(rows), np.int64)
    # The loudest last: what is written later stays.
    order = np.argsort(value, kind="stable")
    _fill(matrix, pitch[order], np.minimum(start[order], width), np.minimum(stop[order], width), value[order])
    return matrix


def from_matrix(
    matrix: ArrayLike,
    frame_rate_hz: float = 100.0,
    *,
    onsets: ArrayLike | None = None,
    tempo: float | TempoMap = 120.0,
    velocity: int = 100,
    threshold: float = 0.0,
) -> Score:
    """Score of a matrix: a note for each run of frames above the threshold.

    Parameters
    ----------
    matrix
        [128, n_frames]; velocities when of a whole-number type with values above 1, else activations, whose notes all
        get `velocity`.
    frame_rate_hz
        Frames per second.
    onsets
        [128, n_frames]; a note starts anew where it is above the threshold. Without it notes of one pitch that touch
        are one note, unless their velocity differs.
    tempo
        Beats per minute, or a map.
    velocity
        Of the notes of a binary matrix.
    threshold
        Frames with a greater value sound.

    Raises
    ------
    ValueError
        If a shape or an argument is wrong.
    """
    values = np.asarray(matrix)
    if values.ndim != 2 or values.shape[0] != PITCHES:
        raise ValueError(f"the matrix must have the shape (128, n_frames), not {values.shape}")
    if not 0 < frame_rate_hz < float("inf"):
        raise ValueError(f"frame_rate_hz must be positive, not {frame_rate_hz!r}")
    tempo_map = tempo if isinstance(tempo, TempoMap) else TempoMap(tempo)
    starts = np.zeros(values.shape, bool)
    if onsets is not None:
        starts = np.asarray(onsets) > threshold
        if starts.shape != values.shape:
            raise ValueError(f"onsets must have the shape of the matrix, {values.shape}, not {starts.shape}")
    is_velocity = values.dtype.kind in "iu" and bool((values > 1).any())
    pitch, start, stop = _runs(values > threshold, starts, values if is_velocity and onsets is None else None)
    found = np.clip(values[pitch, start], 1, 127) if is_velocity else np.full(len(pitch), velocity)
    onset = settle(tempo_map.beats_at(start / frame_rate_hz))
    duration = settle(tempo_map.beats_at(stop / frame_rate_hz) - onset)
    return Score(NoteTable.from_columns(onset, duration, pitch, found), tempo_map)


def _frames(tempo_map: TempoMap, beats: ArrayLike, frame_rate_hz: float) -> NDArray[np.int64]:
    return np.rint(np.maximum(tempo_map.seconds_at(beats), 0) * frame_rate_hz).astype(np.int64)


def _fill(
    matrix: NDArray[Any],
    pitch: NDArray[np.int64],
    start: NDArray[np.int64],
    stop: NDArray[np.int64],
    value: NDArray[np.integer],
) -> None:
    """Write notes in the order given, block by block of about `BLOCK_FRAMES`."""
    flat = matrix.reshape(-1)
    length = stop - start
    block = np.cumsum(length) // BLOCK_FRAMES
    for first, last in _blocks(block):
        lengths = length[first:last]
        begins = pitch[first:last] * matrix.shape[1] + start[first:last]
        offsets = np.arange(int(lengths.sum())) - np.repeat(np.cumsum(lengths) - lengths, lengths)
        flat[np.repeat(begins, lengths) + offsets] = np.repeat(value[first:last], lengths)


def _blocks(numbers: NDArray[np.int64]) -> list[tuple[int, int]]:
    """First and last row of each stretch of equal numbers."""
    if not len(numbers):
        return []
    cuts = np.flatnonzero(np.diff(numbers)) + 1
    bounds = [0, *cuts.tolist(), len(numbers)]
    return list(pairwise(bounds))


def _runs(
    sounding: NDArray[np.bool_], starts: NDArray[np.bool_], values: NDArray[np.generic] | None
) -> tuple[NDArray[np.intp], NDArray[np.intp], NDArray[np.intp]]:
    """Pitch, first frame and frame after the last of each note."""
    before = np.zeros_like(sounding)
    before[:, 1:] = sounding[:, :-1]
    begins = sounding & (~before | starts)
    if values is not None:
        begins[:, 1:] |= sounding[:, 1:] & before[:, 1:] & (values[:, 1:] != values[:, :-1])
    pitch, start = np.nonzero(begins)
    # A note ends where silence or the next note of the pitch begins.
    ends = np.zeros((len(sounding), sounding.shape[1] + 1), bool)
    ends[:, :-1] = begins | (before & ~sounding)
    ends[:, -1] = True
    width = ends.shape[1]
    all_ends = np.flatnonzero(ends)
    stop = all_ends[np.searchsorted(all_ends, pitch * width + start, side="right")] - pitch * width
    return pitch, start, stop
