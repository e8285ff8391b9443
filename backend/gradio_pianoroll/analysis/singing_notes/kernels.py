"""The cheapest way through notes and gaps, and what they are then, compiled; see `path`."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from gradio_pianoroll.analysis.compiled import (
    FloatRows,
    Floats,
    GivenFlags,
    GivenFloats,
    GivenIntegers,
    Integers,
    kernel,
)
from gradio_pianoroll.analysis.note_kernels import kth_smallest


class FrameCosts(NamedTuple):
    """Costs of each frame, (n,): in a note, in none, of a note that begins, and of a semitone beside its pitch."""

    note: GivenFloats
    gap: GivenFloats
    start: GivenFloats
    semitone: GivenFloats


class PathRoom(NamedTuple):
    """Room to work in: costs up to each of the last frames (least + 1, k), of the open notes (k,), of all (n + 1,)."""

    sums: FloatRows
    opened: Floats
    best: Floats


@kernel
def find_path(
    costs: FrameCosts,
    pitch: GivenFloats,
    centres: GivenFloats,
    least: int,
    farthest: float,
    room: PathRoom,
    begun: Integers,
    before: Integers,
    is_note: Integers,
) -> None:
    """Fill `before` and `is_note` (n + 1,): the frame up to which the cheapest way to each frame came, and as what.

    A note is a run of at least `least` frames of one of `centres` (k,); `begun` (k,) is where the open ones began.
    """
    costs, room = FrameCosts(*costs), PathRoom(*room)
    n, k, rows = len(pitch), len(centres), least + 1
    sums, opened, best = room.sums, room.opened, room.best
    sums[:] = 0.0
    opened[:] = np.inf
    best[0] = 0.0
    before[0] = -1
    is_note[0] = 0
    for t in range(1, n + 1):
        now, last = t % rows, (t - 1) % rows
        note, semitone, x = costs.note[t - 1], costs.semitone[t - 1], pitch[t - 1]
        for j in range(k):
            apart = abs(x - centres[j])
            sums[now, j] = sums[last, j] + note + semitone * (apart if apart < farthest else farthest)
        best[t] = best[t - 1] + costs.gap[t - 1]
        before[t] = t - 1
        is_note[t] = 0
        start = t - least
        if start < 0:
            continue
        beginning = best[start] + costs.start[start]
        row = start % rows
        for j in range(k):
            cost = beginning - sums[row, j]
            if cost < opened[j]:
                opened[j] = cost
                begun[j] = start
            whole = opened[j] + sums[now, j]
            if whole < best[t]:
                best[t] = whole
                before[t] = begun[j]
                is_note[t] = 1


@kernel
def measure(
    first: GivenIntegers,
    end: GivenIntegers,
    pitch: GivenFloats,
    voiced: GivenFlags,
    level_db: GivenFloats,
    median: Floats,
    level: Floats,
    room: Floats,
) -> None:
    """Fill `median`, of the voiced frames of each note, and `level`, its third quartile; `room` holds one note.

    A note without a voiced frame keeps what `median` was.
    """
    for i in range(len(first)):
        a, b = first[i], end[i]
        n = 0
        for t in range(a, b):
            if voiced[t]:
                room[n] = pitch[t]
                n += 1
        if n:
            median[i] = kth_smallest(room, n, n // 2)
        for t in range(a, b):
            room[t - a] = level_db[t]
        level[i] = kth_smallest(room, b - a, (b - a) * 3 // 4)
