"""Scales by name, and steps along them."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import Any

import numpy as np

from ...errors import OpError
from ..immutable import IntArray
from ..problems import shown
from .arguments import is_list

# Semitones above the tonic. The two Korean modes as five notes from hwangjong: hwang tae jung im nam, and hwang hyeop
# jung im mu.
SCALES: dict[str, tuple[int, ...]] = {
    "chromatic": (0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11),
    "major": (0, 2, 4, 5, 7, 9, 11),
    "minor": (0, 2, 3, 5, 7, 8, 10),
    "harmonic_minor": (0, 2, 3, 5, 7, 8, 11),
    "melodic_minor": (0, 2, 3, 5, 7, 9, 11),
    "dorian": (0, 2, 3, 5, 7, 9, 10),
    "phrygian": (0, 1, 3, 5, 7, 8, 10),
    "lydian": (0, 2, 4, 6, 7, 9, 11),
    "mixolydian": (0, 2, 4, 5, 7, 9, 10),
    "locrian": (0, 1, 3, 5, 6, 8, 10),
    "pentatonic": (0, 2, 4, 7, 9),
    "minor_pentatonic": (0, 3, 5, 7, 10),
    "blues": (0, 3, 5, 6, 7, 10),
    "whole_tone": (0, 2, 4, 6, 8, 10),
    "pyeongjo": (0, 2, 5, 7, 9),
    "gyemyeonjo": (0, 3, 5, 7, 10),
}


def scale_degrees(scale: Any) -> tuple[int, ...]:
    """Semitones above the tonic of a scale's name, or of a list of them.

    Raises
    ------
    OpError
        If it is no scale.
    """
    if isinstance(scale, str):
        if scale not in SCALES:
            raise OpError(
                f"scale must be one of {', '.join(SCALES)}, or a list of semitones, not {shown(scale)}", "scale"
            )
        return SCALES[scale]
    listed = list(scale) if is_list(scale) else []
    whole = all(isinstance(v, int | np.integer) and not isinstance(v, bool) for v in listed)
    ascending = whole and all(a < b for a, b in pairwise(listed))
    if not listed or not ascending or listed[0] != 0 or listed[-1] > 11:
        raise OpError(f"scale must be ascending semitones from 0 to 11 that begin with 0, not {shown(scale)}", "scale")
    return tuple(int(v) for v in listed)


def stepped(degrees: Sequence[int], tonic: int, steps: int) -> IntArray:
    """Pitch that each of the 128 pitches has after `steps` along the scale; may lie outside of 0-127.

    A pitch between two notes of the scale keeps its distance from the lower one, as far as it stays below the next.
    """
    count = len(degrees)
    scale = np.array([*degrees, 12])
    above_tonic = np.arange(128) - tonic
    octave, inside = np.floor_divide(above_tonic, 12), np.mod(above_tonic, 12)
    degree = np.searchsorted(scale, inside, side="right") - 1
    altered = inside - scale[degree]
    moved = octave * count + degree + steps
    octave, degree = np.floor_divide(moved, count), np.mod(moved, count)
    room = scale[degree + 1] - scale[degree] - 1
    return np.asarray(tonic + 12 * octave + scale[degree] + np.minimum(altered, room))
