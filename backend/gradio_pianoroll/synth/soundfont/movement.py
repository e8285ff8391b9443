"""Curves of a score that move the voices: F0 that their pitch follows, loudness that they swell with."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from gradio_pianoroll.score import Score

# A note whose middle F0 is farther away than this is not what the curve was taken from: the other notes of a chord.
REACH_CENTS = 100.0
# F0 farther away than this is an error of the analysis.
FARTHEST_CENTS = 2_400.0
# Softer than the loudest by more than this is silence.
FLOOR_DB = -60.0

Points = tuple["NDArray[np.float64]", "NDArray[np.float64]"]


def points_of(score: Score, name: str) -> Points:
    """Times in seconds and values of a curve of the score.

    Raises
    ------
    ValueError
        If the score has no such curve.
    """
    if name not in score.curves:
        raise ValueError(f"the score has no curve {name!r}; it has {', '.join(score.curves) or 'none'}")
    curve = score.curves[name]
    times = curve.sample_times()
    if curve.time == "beats":
        times = np.asarray(score.tempo_map.seconds_at(times))
    return np.asarray(times, np.float64), np.asarray(curve.values, np.float64)


class Movement:
    """Pitch and level of notes over time.

    Parameters
    ----------
    f0
        Times in seconds and F0 in Hz, NaN or 0 where unvoiced; None for none.
    loudness
        Times in seconds and levels in dB; the loudest is the level as written; None for none.
    """

    def __init__(self, f0: Points | None, loudness: Points | None) -> None:
        self._f0_s, self._cents = _voiced(f0)
        self._level_s, self._level_db = _levels(loudness)

    @property
    def is_there(self) -> bool:
        """Whether anything moves."""
        return bool(len(self._f0_s) or len(self._level_s))

    def follows(self, onset_s: float, end_s: float, pitch: float) -> bool:
        """Whether the curve of F0 is that of this note: its middle value there lies within a semitone."""
        first, last = np.searchsorted(self._f0_s, [onset_s, end_s])
        if last <= first:
            return False
        middle = float(np.median(self._cents[first:last]))
        return abs(middle - 100.0 * pitch) <= REACH_CENTS

    def cents(self, time_s: NDArray[np.float64], onset_s: float, end_s: float, pitch: float) -> NDArray[np.float64]:
        """Distance of F0 from a note's pitch at times in seconds; what it is in the note goes on in its release."""
        first, last = np.searchsorted(self._f0_s, [onset_s, end_s])
        if last <= first:
            return np.zeros(len(time_s))
        value = np.interp(time_s, self._f0_s[first:last], self._cents[first:last]) - 100.0 * pitch
        return np.asarray(np.clip(value, -FARTHEST_CENTS, FARTHEST_CENTS))

    def gain(self, time_s: NDArray[np.float64]) -> NDArray[np.float64]:
        """Gain at times in seconds."""
        if not len(self._level_s):
            return np.ones(len(time_s))
        level = np.interp(time_s, self._level_s, self._level_db)
        return np.where(level <= FLOOR_DB, 0.0, 10.0 ** (level / 20.0))


def _voiced(f0: Points | None) -> Points:
    if f0 is None:
        return np.zeros(0), np.zeros(0)
    times, hertz = f0
    voiced = np.isfinite(hertz) & (hertz > 0)
    return times[voiced], 6_900.0 + 1_200.0 * np.log2(hertz[voiced] / 440.0)


def _levels(loudness: Points | None) -> Points:
    if loudness is None:
        return np.zeros(0), np.zeros(0)
    times, level = loudness
    known = ~np.isnan(level)
    if not known.any() or not np.isfinite(level[known]).any():
        return np.zeros(0), np.zeros(0)
    times, level = times[known], level[known]
    return times, np.maximum(level - level[np.isfinite(level)].max(), FLOOR_DB)
