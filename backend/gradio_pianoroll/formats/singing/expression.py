"""What UTAU and its kin say of the pitch within a note: pitch points and vibrato, as keys of the note.

``pitchPoints`` is a list of ``{ms, cents, shape}``: a point at `ms` milliseconds from the onset of the note, `cents`
above its pitch; `shape` says how the line to the next point goes: ``io`` (slow, fast, slow: a sine), ``l`` (straight),
``i`` (begins slowly), ``o`` (ends slowly). `snapFirst` beside it says whether the first point lies at the pitch of the
note before.

``vibrato`` is ``{lengthPercent, periodMs, depthCents, fadeInPercent, fadeOutPercent, shiftPercent, offsetPercent,
volumePercent}``: the share of the note that has it, one swing, half its height, shares of it in which it grows and
fades, where in a swing it begins, how far its middle lies off the pitch, and how much the volume goes with it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from .voice import plain_number

PITCH_POINTS, VIBRATO, SNAP_FIRST, OVERRIDES = "pitchPoints", "vibrato", "snapFirst", "phonemeOverrides"
MS, CENTS, SHAPE = "ms", "cents", "shape"
#: Both UTAU and OpenUtau count in tenths of a semitone.
CENTS_PER_UNIT = 10
SHAPES = ("io", "l", "i", "o")
#: Names of vibrato here, OpenUtau's, and in the order of UTAU's ``VBR``.
VIBRATO_KEYS = (
    ("lengthPercent", "length"),
    ("periodMs", "period"),
    ("depthCents", "depth"),
    ("fadeInPercent", "in"),
    ("fadeOutPercent", "out"),
    ("shiftPercent", "shift"),
    ("offsetPercent", "drift"),
    ("volumePercent", "vol_link"),
)
#: What a note without vibrato says in a project of OpenUtau's.
NO_VIBRATO = {"length": 0, "period": 175, "depth": 25, "in": 10, "out": 10, "shift": 0, "drift": 0, "vol_link": 0}


def point(ms: float, units: float, shape: str = SHAPES[0]) -> dict[str, Any]:
    """Pitch point of a file; `units` are tenths of a semitone."""
    return {MS: short(ms), CENTS: short(units * CENTS_PER_UNIT), SHAPE: shape}


def points_of(extra: Mapping[str, Any]) -> list[tuple[float, float, str]] | None:
    """Milliseconds, tenths of a semitone and shape of the points of a note; None when it has none."""
    said = extra.get(PITCH_POINTS)
    if not isinstance(said, Sequence) or isinstance(said, str):
        return None
    result = []
    for item in said:
        if not isinstance(item, Mapping):
            continue
        ms, cents = plain_number(item.get(MS)), plain_number(item.get(CENTS))
        if ms is not None and cents is not None:
            shape = item.get(SHAPE)
            result.append((ms, cents / CENTS_PER_UNIT, shape if shape in SHAPES else SHAPES[0]))
    return sorted(result, key=lambda p: p[0])


def vibrato_of(extra: Mapping[str, Any]) -> dict[str, float] | None:
    """Vibrato of a note under OpenUtau's names; None when it has none."""
    said = extra.get(VIBRATO)
    if not isinstance(said, Mapping):
        return None
    values = ((theirs, plain_number(said.get(ours))) for ours, theirs in VIBRATO_KEYS)
    return {key: value for key, value in values if value is not None}


def short(value: float) -> float | int:
    """Whole numbers as such, others without the noise of a float."""
    rounded = round(value, 9)
    return int(rounded) if rounded == int(rounded) else rounded
