"""Rows of voices, made of a cut of a font: what `row_kernels` does, with what it needs."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np

from . import records
from .performance import CENTRE, USUAL, USUAL_BEND_RANGE
from .row_kernels import FIRST_CONTROLLER, N_ROW, N_SOURCES, N_WORK, SOURCE_BEND, SOURCE_BEND_RANGE, fill_row

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from .cut import FontCut


def concave_curve() -> NDArray[np.float64]:
    """Concave curve of modulators at 0-127, in steps of 2⁻³⁰, so that it is the same wherever it is worked out."""
    i = np.arange(128)
    with np.errstate(divide="ignore"):
        curve = np.minimum(-(40.0 / 96.0) * np.log10((127 - i) / 127.0), 1.0)
    return np.rint(curve * 2.0**30) / 2.0**30


@lru_cache(maxsize=1)
def _curves() -> NDArray[np.float64]:
    curve = concave_curve()
    curve.setflags(write=False)
    return curve


def usual_sources() -> NDArray[np.float64]:
    """Controllers before anybody moves them, as sources of modulators."""
    sources = np.zeros(N_SOURCES)
    for control, value in USUAL.items():
        sources[FIRST_CONTROLLER + control] = value
    sources[SOURCE_BEND], sources[SOURCE_BEND_RANGE] = CENTRE, USUAL_BEND_RANGE
    return sources


def voice_row(
    cut: FontCut, zone: int, key: float, velocity: float, sources: NDArray[np.float64], gain: float = 1.0
) -> NDArray[np.float64]:
    """Row of a voice: what a zone of a cut says for a key, a velocity and controllers; see `row_kernels`.

    Parameters
    ----------
    cut, zone
        A cut of a font and the number of one of its zones.
    key, velocity
        0-127.
    sources
        Values of controllers, as `usual_sources` has them.
    gain
        Beyond what controllers can say.
    """
    row = np.zeros(N_ROW)
    fill(cut, zone, key, velocity, sources, gain, row)
    return row


def fill(
    cut: FontCut,
    zone: int,
    key: float,
    velocity: float,
    sources: NDArray[np.float64],
    gain: float,
    row: NDArray[np.float64],
) -> None:
    """Fill the row of a voice; see `voice_row`."""
    place = cut.zones[zone]
    sample = cut.samples[place[records.SAMPLE]]
    fill_row(
        place, cut.modulators, sample, sources, _curves(), float(key), float(velocity), gain, np.zeros(N_WORK), row
    )
