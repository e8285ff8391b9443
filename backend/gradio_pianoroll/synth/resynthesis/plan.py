"""Which pulses of an edited voice lie where, and what each is made of."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from gradio_pianoroll.synth.resynthesis.f0_track import F0Track
from gradio_pianoroll.synth.resynthesis.pulses import LARGEST_GAP_S, Stretch
from gradio_pianoroll.synth.resynthesis.timing import Timing

if TYPE_CHECKING:
    from numpy.typing import NDArray

# Two values of F0 within a sixtieth of a cent are the same one, read with another precision.
SAME = 1e-5
# F0 of the recording from its pulses: over so many on both sides, and twice as many.
PULSES = 2
# What counts as one movement of the voice: a period of the slowest vibrato.
MOVEMENT_S = 0.15
# Movements of F0 below this are what an analysis leaves of a straight tone: 3 cents.
STILL = 3 * np.log(2) / 1200
# Pulses that tell another F0 than the analysis by more than this are not believed: 100 cents.
LARGEST_RESIDUE = np.log(2) / 12
FEWEST_PULSES = 4
# Samples: longer than any recording, and what rounding makes of one.
FAR, EXACT = 1e10, 1e-5


@dataclass(frozen=True)
class Run:
    """Grains one after the other; the first and the last one are the recording as it is there.

    Attributes
    ----------
    places, sources : float64 arrays, shape (n,)
        Where grains lie in the edited sound, and where they come from, in samples.
    before, after : float64 arrays, shape (n,)
        How far their windows reach.
    periods : float64 array, shape (n,)
        Longest interval of the recording beside each.
    """

    places: NDArray[np.float64]
    sources: NDArray[np.float64]
    before: NDArray[np.float64]
    after: NDArray[np.float64]
    periods: NDArray[np.float64]

    @property
    def first(self) -> int:
        """First sample of the edited sound that belongs to it."""
        return int(np.ceil(self.places[0]))

    @property
    def end(self) -> int:
        """First sample behind it."""
        return int(np.ceil(self.places[-1]))

    def moved(self, by: float) -> Run:
        """The same run later."""
        return self if by == 0 else replace(self, places=self.places + by)

    @property
    def reach(self) -> float:
        """Longest half of a window."""
        return float(max(self.before.max(), self.after.max(), self.periods.max()))


class Change(NamedTuple):
    """Logarithm of the edited F0 over another, at each pulse of the recording; float64 arrays, shape (n_pulses,).

    Attributes
    ----------
    of_f0
        Over the F0 of the recording as the analysis saw it.
    of_pulses
        Over what its pulses do, as far as the edit is to take that away. Where the edited F0 follows the movements of
        the recording's (a phrase is moved), what the analysis did not see of them stays; where it does not (a vibrato
        becomes a straight line), that goes as well.
    kept
        Share (0-1) of the movement of F0 that the edit keeps.
    """

    of_f0: NDArray[np.float64]
    of_pulses: NDArray[np.float64]
    kept: NDArray[np.float64]


def change_at(
    marks: NDArray[np.float64], stretch: Stretch, f0: F0Track, f0_to: F0Track, sr: float, timing: Timing | None
) -> Change | None:
    """Tell how F0 changes at each pulse of a stretch; None where all of it is as it was."""
    frames = f0.part(stretch.first / sr, stretch.end / sr)
    times_s, from_log = frames.times_s[frames.voiced], np.log(frames.f0_hz[frames.voiced])
    if not len(times_s):
        return None
    change = _log_at(f0_to, _moved(times_s, sr, timing)) - from_log
    known = np.isfinite(change)
    change[np.abs(change) < SAME] = 0.0
    if not change[known].any():
        return None
    filled = np.interp(times_s, times_s[known], change[known])
    filled[_distance_to(times_s, times_s[known]) > LARGEST_GAP_S] = 0.0
    mark_s = marks / sr
    ratio = np.interp(mark_s, times_s, filled)
    from_pulses = np.log(sr / _local_period(marks))
    residue = from_pulses - np.interp(mark_s, times_s, from_log)
    residue[np.abs(residue) > LARGEST_RESIDUE] = 0.0
    kept = np.interp(mark_s, times_s, _kept_movement(times_s, from_log, from_log + filled))
    return Change(ratio, np.where(ratio == 0, 0.0, ratio - (1 - kept) * residue), kept)


def _moved(times_s: NDArray[np.float64], sr: float, timing: Timing | None) -> NDArray[np.float64]:
    return times_s if timing is None else timing.to_target(times_s * sr) / sr


def _log_at(f0: F0Track, times_s: NDArray[np.float64]) -> NDArray[np.float64]:
    """Logarithm of F0 at some times; NaN where it is unvoiced for longer than a moment."""
    part = f0.part(float(times_s[0]) - 1.0, float(times_s[-1]) + 1.0)
    voiced_s = part.times_s[part.voiced]
    if not len(voiced_s):
        return np.full(len(times_s), np.nan)
    # A time that both have is not interpolated: what is equal stays equal.
    log_hz = np.interp(times_s, voiced_s, np.log(part.f0_hz[part.voiced]))
    log_hz[_distance_to(times_s, voiced_s) > max(0.5 * LARGEST_GAP_S, 0.75 * part.hop_s)] = np.nan
    return np.asarray(log_hz)


def _distance_to(times_s: NDArray[np.float64], known_s: NDArray[np.float64]) -> NDArray[np.float64]:
    """Distance of each time from the nearest known one."""
    after = np.searchsorted(known_s, times_s).clip(0, len(known_s) - 1)
    before = (after - 1).clip(0)
    return np.asarray(np.minimum(np.abs(known_s[after] - times_s), np.abs(times_s - known_s[before])))


def _local_period(marks: NDArray[np.float64]) -> NDArray[np.float64]:
    """Period at each pulse, free of their jitter; right also where F0 bends (Richardson's extrapolation of slopes)."""

    def slope(reach: int) -> NDArray[np.float64]:
        low, high = (place - reach).clip(0), (place + reach).clip(None, len(marks) - 1)
        return np.asarray((marks[high] - marks[low]) / (high - low))

    place = np.arange(len(marks))
    return (4 * slope(PULSES) - slope(2 * PULSES)) / 3


def _kept_movement(
    times_s: NDArray[np.float64], before: NDArray[np.float64], after: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Share (0-1) of the movement of F0 that an edit keeps: the slope of `after` over `before` around each frame."""
    low = np.searchsorted(times_s, times_s - MOVEMENT_S)
    high = np.searchsorted(times_s, times_s + MOVEMENT_S, side="right")
    x, y = before - before.mean(), after - after.mean()

    def mean(values: NDArray[np.float64]) -> NDArray[np.float64]:
        sums = np.concatenate([[0.0], np.cumsum(values)])
        return np.asarray((sums[high] - sums[low]) / (high - low))

    mean_x, mean_y = mean(x), mean(y)
    together, alone = mean(x * y) - mean_x * mean_y, mean(x * x) - mean_x**2
    return np.asarray(np.clip((together + STILL**2) / (alone + STILL**2), 0.0, 1.0))


def lay(
    marks: NDArray[np.float64], log_ratio: NDArray[np.float64], timing: Timing | None
) -> tuple[NDArray[np.float64], NDArray[np.int64]]:
    """Places of the edited pulses, and of which mark each is made."""
    from gradio_pianoroll.synth.resynthesis.psola_kernels import lay_pulses, lay_timed_pulses

    longer = 1.0
    if timing is not None:
        span = timing.to_target(marks[[0, -1]])
        longer = float(span[1] - span[0]) / float(marks[-1] - marks[0])
    # The mean interval decides how many there are; twice as many for F0 that moves.
    room = int(2 * longer * len(marks) * np.exp(max(0.0, float(log_ratio.max())))) + 16
    places, grains = np.zeros(room), np.zeros(room, np.int64)
    if timing is None:
        n = lay_pulses(marks, log_ratio, places, grains)
    else:
        n = lay_timed_pulses(marks, log_ratio, _going_on(timing.target), _going_on(timing.source), places, grains)
    return places[:n], grains[:n]


def voiced_runs(
    marks: NDArray[np.float64], log_ratio: NDArray[np.float64], goes_on: bool, timing: Timing | None
) -> list[Run]:
    """Grains of a voiced stretch, where they are not the recording as it is.

    Parameters
    ----------
    marks
        Pulses of the recording.
    log_ratio
        Of the edited F0, at each of them.
    goes_on
        Whether another stretch follows at once, so that the last pulses must be those of the recording.
    timing
        When the stretch is stretched.
    """
    places, grains = lay(marks, log_ratio, timing)
    sources, n = marks[grains], len(places)
    if timing is None:
        if goes_on and n > 2:
            places = _led_to_the_end(places, sources)
        moved = places != sources
        moved[0] = moved[-1] = False
    else:
        shifts = timing.to_target(sources) - sources
        whole = np.rint(shifts)
        moved = (np.abs(places - sources - whole) > EXACT) | (np.abs(shifts - whole) > EXACT)
        moved |= np.concatenate([[0.0], np.diff(whole)]) != 0
        moved[0] = moved[-1] = False
    edges = np.flatnonzero(np.diff(np.concatenate([[False], moved, [False]]).astype(np.int8)))
    intervals = np.diff(marks)
    left, right = np.concatenate([intervals[:1], intervals])[grains], np.append(intervals, intervals[-1])[grains]
    found = []
    for first, end in zip(edges[::2] - 1, edges[1::2] + 1, strict=True):
        part = slice(first, end)
        found.append(make_run(places[part], sources[part], left[part], right[part]))
    return found


def _going_on(knots: NDArray[np.float64]) -> NDArray[np.float64]:
    """Knots with one on either side, where time runs as in the recording."""
    return np.concatenate([[knots[0] - FAR], knots, [knots[-1] + FAR]])


def make_run(
    places: NDArray[np.float64],
    sources: NDArray[np.float64],
    before: NDArray[np.float64],
    after: NDArray[np.float64],
) -> Run:
    """Run whose windows do not reach beyond its first and last grain, where the recording goes on."""
    return Run(
        places,
        sources,
        np.minimum(before, np.maximum(places - places[0], 1.0)),
        np.minimum(after, np.maximum(places[-1] - places, 1.0)),
        np.maximum(before, after),
    )


def _led_to_the_end(places: NDArray[np.float64], sources: NDArray[np.float64]) -> NDArray[np.float64]:
    """Places whose last interval is like those before it: what it is too long or too short is spread over all."""
    moved = np.flatnonzero(places != sources)
    if not len(moved) or moved[-1] < len(places) - 2:
        return places
    first = int(moved[0]) - 1
    expected = places[-2] + (places[-2] - places[-3])
    late = places[-1] - expected
    share = (places - places[first]) / (expected - places[first])
    led = np.where(np.arange(len(places)) > first, places + late * share, places)
    led[-1] = places[-1]
    return np.asarray(led)
