"""Velocities by a curve, a factor, a ramp."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import Any

import numpy as np

from ...errors import OpError
from ..immutable import FloatArray
from ..problems import shown
from ..score_data import ScoreT
from .arguments import is_list, number, whole
from .changes import applied, whole_ops
from .chosen import Chosen, chosen_rows
from .times import half_up, ticks_of

MAX_GAIN = 127.0


def velocity_curve(
    score: ScoreT,
    points: Sequence[Sequence[float]] | None = None,
    gain: float = 1.0,
    offset: float = 0.0,
    ramp: Sequence[float] | None = None,
    minimum: int = 1,
    maximum: int = 127,
    ids: Chosen = None,
) -> ScoreT:
    """Change velocities: by a curve, then by a factor and an offset, then by a ramp over time.

    Parameters
    ----------
    score
        Stays as it is.
    points
        (velocity, new velocity) of points that lines connect, as the velocity curve of a keyboard; level outside of
        them. None changes nothing.
    gain
        Factor.
    offset
        Added after the factor.
    ramp
        Factors at the first and at the last onset, straight between them: ``(0.5, 1)`` is a crescendo.
    minimum, maximum
        Between which the results lie, 0 to 127.
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
    >>> melody = Score(NoteTable.from_columns([0, 1, 2], 1, 60, velocity=[40, 80, 120]))
    >>> edit.velocity_curve(melody, gain=0.5).notes.velocity.tolist()
    [20, 40, 60]
    >>> edit.velocity_curve(melody, [(0, 64), (127, 96)]).notes.velocity.tolist()
    [74, 84, 94]
    >>> edit.velocity_curve(melody, ramp=(1, 0.5)).notes.velocity.tolist()
    [40, 60, 60]
    """
    table = _table(points)
    gain = number("gain", gain, 0, MAX_GAIN)
    offset = number("offset", offset, -127, 127)
    minimum = whole("minimum", minimum, 0, 127)
    maximum = whole("maximum", maximum, minimum, 127)
    factors = None if ramp is None else _ramp(ramp)
    notes, rows = score.notes, chosen_rows(score, ids)
    if not len(rows):
        return score
    velocity = (table * gain + offset)[notes.stored("velocity")[rows]]
    if factors is not None:
        onset = ticks_of(notes.onset_beats[rows])
        span = onset[-1] - onset[0]
        place = (onset - onset[0]) / span if span else np.zeros(len(rows))
        velocity = velocity * (factors[0] + (factors[1] - factors[0]) * place)
    return applied(score, whole_ops(notes, rows, "velocity", np.clip(half_up(velocity), minimum, maximum)))


def _ramp(ramp: Any) -> tuple[float, float]:
    if not is_list(ramp, 2):
        raise OpError(f"ramp must be two factors, at the first and at the last onset, not {shown(ramp)}", "ramp")
    return number("ramp", ramp[0], 0, MAX_GAIN), number("ramp", ramp[1], 0, MAX_GAIN)


def _table(points: Any) -> FloatArray:
    """Velocity that each of the 128 has after the curve."""
    before = np.arange(128, dtype=np.float64)
    if points is None:
        return before
    if not is_list(points) or not len(points):
        raise OpError(f"points must be a list of (velocity, new velocity), not {shown(points)}", "points")
    listed: list[tuple[float, float]] = []
    for point in points:
        if not is_list(point, 2):
            raise OpError(f"points must be a list of (velocity, new velocity), not {shown(points)}", "points")
        x, y = number("points", point[0], 0, 127), number("points", point[1], 0, 127)
        if listed and x <= listed[-1][0]:
            raise OpError(f"points must ascend; look at the one at {x:g}", "points")
        listed.append((x, y))
    table = np.full(128, listed[0][1])
    for (x0, y0), (x1, y1) in pairwise(listed):
        inside = before > x0
        table[inside] = y0 + (before[inside] - x0) * (y1 - y0) / (x1 - x0)
    table[before >= listed[-1][0]] = listed[-1][1]
    return table
