"""A part while it is played: its controllers as they are now, its next note and the next change."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from .performance import BANK, DATA, DATA_LSB, GRID, RPN, RPN_LSB, Part
from .row_kernels import FIRST_CONTROLLER, SOURCE_BEND, SOURCE_BEND_RANGE, SOURCE_PRESSURE

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


@dataclass
class Playing:
    """A part while it is played."""

    part: Part
    program: dict[int, tuple[int, int] | None]
    sources: NDArray[np.float64]
    events: list[tuple[int, int | str, float]]
    tuning_cents: float = 0.0
    key_pressure: dict[int, float] = field(default_factory=dict)
    next_event: int = 0
    next_note: int = 0


def apply_change(playing: Playing, source: int | str, value: float) -> bool:
    """Move a controller; whether that changed anything."""
    if isinstance(source, int):
        before = playing.sources[FIRST_CONTROLLER + source]
        playing.sources[FIRST_CONTROLLER + source] = value
        return bool(before != value)
    if source == "tuning":
        before, playing.tuning_cents = playing.tuning_cents, value
        return before != value
    if source.startswith("key "):
        key = int(source[4:])
        before = playing.key_pressure.get(key, 0.0)
        playing.key_pressure[key] = value
        return before != value
    place = {"bend": SOURCE_BEND, "pressure": SOURCE_PRESSURE, "bend range": SOURCE_BEND_RANGE}[source]
    before = playing.sources[place]
    playing.sources[place] = value
    return bool(before != value)


def events_of(part: Part) -> list[tuple[int, int | str, float]]:
    """Changes of controllers by time, at the beginning of a block; of several in a block the last one."""
    last: dict[tuple[int, int | str], float] = {}
    for source, steps in part.controls.items():
        if source in (BANK, DATA, DATA_LSB, RPN, RPN_LSB):
            continue
        for at, value in zip(steps.at.tolist(), steps.value.tolist(), strict=True):
            last[max(at, 0) // GRID * GRID if at >= 0 else -1, source] = value
    return sorted(((at, source, value) for (at, source), value in last.items()), key=lambda event: event[0])
