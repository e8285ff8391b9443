"""Notes to a grid, and away from it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ...errors import OpError
from ..immutable import FloatArray, IdArray
from ..problems import shown
from ..score_data import ScoreT
from ..ticks import TICKS_PER_BEAT
from .arguments import grid_ticks, is_list, number, whole
from .changes import applied, time_ops, whole_ops
from .chosen import Chosen, chosen_times
from .lines import Lines
from .times import half_up, within

MIN_SWING_PERCENT, MAX_SWING_PERCENT = 50.0, 75.0
MAX_TIMING_S = 1.0
MAX_SEED = 2**32 - 1
# What of a note is varied: each has random numbers of its own.
ONSET, DURATION, VELOCITY = 0, 1, 2
_TICKS_PER_SECOND_AT_1_BPM = TICKS_PER_BEAT / 60


def quantize(
    score: ScoreT,
    grid: float | str = 0.25,
    strength: float = 1.0,
    swing_percent: float = 50.0,
    ends: bool = False,
    groove: Sequence[Any] | None = None,
    ids: Chosen = None,
) -> ScoreT:
    """Move onsets, and ends when asked to, to the nearest line of a grid that starts again at every bar.

    Parameters
    ----------
    score
        Stays as it is.
    grid
        Step in beats (quarter notes), or a note value: ``"1/16"``, ``"1/8T"`` (triplet), ``"1/4D"`` (dotted).
    strength
        How much of the way notes go, 0 to 1.
    swing_percent
        Where every second line lies in its pair of steps, as on an MPC: 50 is straight, 66.7 a triplet, 75 the most.
    ends
        Ends go to the grid as well, at least one line behind their onset. Else notes keep their length.
    groove
        One item for each line from the bar line on, over and over: an offset in beats, or an offset and a velocity
        (None keeps it). Velocities are approached by `strength` as well.
    ids
        Which notes: None for all, an expression of `select`, True or False for each row, or ids.

    Raises
    ------
    OpError
        If an argument is out of its range; the message names it.

    Examples
    --------
    >>> from gradio_pianoroll import NoteTable, Score
    >>> from gradio_pianoroll.score import edit
    >>> played = Score(NoteTable.from_columns([0.05, 0.48, 1.1], 0.5, [60, 62, 64]))
    >>> edit.quantize(played, "1/8").notes.onset_beats.tolist()
    [0.0, 0.5, 1.0]
    >>> edit.quantize(played, 0.5, swing_percent=60).notes.onset_beats.tolist()
    [0.0, 0.6, 1.0]
    """
    notes, (rows, onset, duration) = score.notes, chosen_times(score, ids)
    step_ticks = grid_ticks(grid)
    share = number("strength", strength, 0, 1)
    swing = number("swing_percent", swing_percent, MIN_SWING_PERCENT, MAX_SWING_PERCENT)
    if not isinstance(ends, bool | np.bool_):
        raise OpError(f"ends must be True or False, not {shown(ends)}", "ends")
    lines = Lines(score.tempo_map, step_ticks, swing)
    offsets, velocities = _groove(groove, lines.smallest_gap_ticks)
    if not len(rows):
        return score
    line, place = lines.nearest(onset)
    place %= len(offsets)
    moved = onset + share * (line + offsets[place] - onset)
    if ends:
        end = onset + duration
        last, _ = lines.nearest(end)
        last = np.where(last <= line, lines.after(line), last)
        moved = half_up(np.maximum(moved, 0))
        duration = np.maximum(half_up(end + share * (last - end)) - moved, 1)
    ops = time_ops(notes, rows, within(moved, duration), duration if ends else None)
    if velocities is not None:
        old = notes.stored("velocity")[rows].astype(np.float64)
        wanted = velocities[place]
        ops += whole_ops(
            notes, rows, "velocity", half_up(np.where(np.isnan(wanted), old, old + share * (wanted - old)))
        )
    return applied(score, ops)


def _groove(groove: Any, gap_ticks: float) -> tuple[FloatArray, FloatArray | None]:
    """Offsets in ticks and velocities (NaN keeps; None when no item has one) of a groove."""
    if groove is None:
        return np.zeros(1), None
    if not is_list(groove) or not len(groove):
        raise OpError(
            f"groove must be a list of offsets in beats, or of (offset, velocity), not {shown(groove)}", "groove"
        )
    most_beats = gap_ticks / 2 / TICKS_PER_BEAT
    offsets, velocities = [], []
    for item in groove:
        offset, velocity = item if is_list(item, 2) else (item, None)
        offset = number("groove", offset, -most_beats, most_beats)
        if abs(offset) >= most_beats:
            raise OpError(
                f"groove: an offset must be less than half of the way to the next line, not {offset:g}", "groove"
            )
        offsets.append(offset * TICKS_PER_BEAT)
        velocities.append(np.nan if velocity is None else whole("groove", velocity, 0, 127))
    has_velocity = not np.isnan(velocities).all()
    return np.array(offsets), np.array(velocities, np.float64) if has_velocity else None


def humanize(
    score: ScoreT,
    seed: int = 0,
    timing_s: float = 0.01,
    length: float = 0.0,
    velocity: float = 6.0,
    ids: Chosen = None,
) -> ScoreT:
    """Vary onsets, lengths and velocities a little, by chance that is the same for the same seed.

    Deviations near nothing are the most frequent, the largest the rarest (a triangular distribution). They depend on
    the seed and on the note's number alone: the same notes vary in the same way whatever else is chosen, here and in
    the browser.

    Parameters
    ----------
    score
        Stays as it is.
    seed
        0 to 2**32 - 1; another seed is another performance.
    timing_s
        Largest deviation of an onset in seconds, at the tempo of its place.
    length
        Largest change of a length, as a share of it, 0 to 1.
    velocity
        Largest change of a velocity; results lie between 1 and 127.
    ids
        Which notes: None for all, an expression of `select`, True or False for each row, or ids.

    Raises
    ------
    OpError
        If an argument is out of its range; the message names it.

    Examples
    --------
    >>> from gradio_pianoroll import NoteTable, Score
    >>> from gradio_pianoroll.score import edit
    >>> stiff = Score(NoteTable.from_columns([0, 1, 2, 3], 1, 60))
    >>> edit.humanize(stiff, seed=7).notes.velocity.tolist()
    [98, 101, 95, 101]
    """
    notes, (rows, onset, duration) = score.notes, chosen_times(score, ids)
    seed = whole("seed", seed, 0, MAX_SEED)
    timing_s = number("timing_s", timing_s, 0, MAX_TIMING_S)
    length = number("length", length, 0, 1)
    velocity = number("velocity", velocity, 0, 127)
    if not len(rows):
        return score
    numbers = notes.stored("id")[rows]
    moved = longer = None
    if length:
        longer = np.maximum(half_up(duration * (1 + chance(seed, numbers, DURATION) * length)), 1)
    if timing_s:
        most = timing_s * score.tempo_map.bpm_at(notes.onset_beats[rows]) * _TICKS_PER_SECOND_AT_1_BPM
        moved = half_up(onset + chance(seed, numbers, ONSET) * most)
    if moved is not None or longer is not None:
        moved = within(onset if moved is None else moved, duration if longer is None else longer)
    ops = time_ops(notes, rows, moved, longer)
    if velocity:
        varied = notes.stored("velocity")[rows] + chance(seed, numbers, VELOCITY) * velocity
        ops += whole_ops(notes, rows, "velocity", np.clip(half_up(varied), 1, 127))
    return applied(score, ops)


def chance(seed: int, ids: IdArray, what: int) -> FloatArray:
    """Deviation between -1 and 1 for each note, triangular: the sum of two halves of `hashed`."""
    mixed = hashed(seed, ids, what)
    return np.asarray(((mixed & 0xFFFF).astype(np.float64) + (mixed >> 16)) / 65535 - 1)


def hashed(seed: int, ids: IdArray, what: int) -> NDArray[np.uint32]:
    """32 bits for each note; the finalizer of MurmurHash3 over its number, then over the seed with that."""
    spread = np.uint32((what + 1) * 0x9E3779B9 & 0xFFFFFFFF)
    return _mixed(_mixed(ids.astype(np.uint32) + spread) ^ np.uint32(seed))


def _mixed(values: NDArray[np.uint32]) -> NDArray[np.uint32]:
    mixed = values ^ (values >> np.uint32(16))
    mixed = mixed * np.uint32(0x85EBCA6B)
    mixed ^= mixed >> np.uint32(13)
    mixed = mixed * np.uint32(0xC2B2AE35)
    mixed ^= mixed >> np.uint32(16)
    return mixed
