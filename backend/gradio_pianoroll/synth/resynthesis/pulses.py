"""Voiced stretches of a recording and the pulses in them."""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from gradio_pianoroll.synth.resynthesis.f0_track import F0Track

if TYPE_CHECKING:
    from numpy.typing import NDArray

# Voice that stops for less time goes on: a tap, or frames that the analysis missed.
LARGEST_GAP_S = 0.03
# A voice that never stops is cut, so that a place in the middle of it is found without what lies before.
LONGEST_S = 12.0
# How far a voice may go on beyond what F0 calls voiced, while it is periodic.
BEYOND_S = 0.06
# F0 on a grid so fine that a straight line between two values is right.
PERIOD_STEP = 32


@dataclass(frozen=True)
class Stretch:
    """Part of a recording in which F0 is voiced, in samples.

    Attributes
    ----------
    first, end
        What F0 calls voiced.
    earliest, latest
        Where its pulses may lie.
    goes_on
        Whether the next stretch follows without a pause.
    """

    first: int
    end: int
    earliest: int
    latest: int
    goes_on: bool


def voiced_stretches(f0: F0Track, sr: float, n_samples: int) -> list[Stretch]:
    """Find where a recording of `n_samples` is voiced."""
    voiced = np.flatnonzero(f0.voiced)
    if not len(voiced):
        return []
    half_s = 0.5 * f0.hop_s
    breaks = np.flatnonzero(np.diff(f0.times_s[voiced]) > LARGEST_GAP_S + f0.hop_s)
    starts_s = f0.times_s[voiced[np.concatenate([[0], breaks + 1])]] - half_s
    ends_s = f0.times_s[voiced[np.concatenate([breaks, [len(voiced) - 1]])]] + half_s
    parts: list[tuple[int, int, bool]] = []
    for start_s, end_s in zip(starts_s.tolist(), ends_s.tolist(), strict=True):
        pieces = max(1, int(np.ceil((end_s - start_s) / LONGEST_S)))
        edges = np.rint(np.linspace(start_s, end_s, pieces + 1) * sr).astype(np.int64).clip(0, n_samples).tolist()
        parts += [(a, b, k < pieces - 1) for k, (a, b) in enumerate(itertools.pairwise(edges)) if b > a]
    found = []
    beyond = int(BEYOND_S * sr)
    for k, (first, end, goes_on) in enumerate(parts):
        before = parts[k - 1][1] if k else -first
        after = parts[k + 1][0] if k + 1 < len(parts) else 2 * n_samples - end
        earliest = first - min(beyond, (first - before) // 2)
        latest = end + min(beyond, (after - end) // 2)
        found.append(Stretch(first, end, earliest, latest, goes_on))
    return found


def find_pulses(
    mono: NDArray[np.float32], origin: int, stretch: Stretch, f0: F0Track, sr: float
) -> NDArray[np.float64]:
    """Find the pulses of a stretch.

    Parameters
    ----------
    mono
        The sound around the stretch.
    origin
        Sample of the recording at which it begins.
    stretch
        Where to look.
    f0
        Of the recording.
    sr
        In Hz.

    Returns
    -------
    float64 array, shape (n_pulses,)
        Samples of the recording, with fractions, ascending; empty where nothing sounds.
    """
    from gradio_pianoroll.synth.resynthesis.psola_kernels import walk

    inside = mono[stretch.first - origin : stretch.end - origin]
    if not inside.any():
        return np.zeros(0)
    steps = np.arange(0, len(mono) + PERIOD_STEP, PERIOD_STEP)
    period = sr / np.exp(f0.log_hz_at((steps + origin) / sr))
    loudest = stretch.first - origin + int(np.argmax(np.abs(inside)))
    # Pulses push to one side; found on the side of the greater peaks, their places do not depend on the phase of hum.
    sign = 1.0 if float((inside * inside) @ inside) >= 0 else -1.0
    marks = np.zeros(int((stretch.latest - stretch.earliest) / (0.7 * period.min())) + 16)
    left, right = stretch.earliest - origin, stretch.latest - origin
    voiced = (stretch.first - origin, stretch.end - origin)
    room = (mono, sign, period, float(PERIOD_STEP), float(loudest))
    n = walk(*room, 1, float(voiced[1]), float(right), marks)
    after = marks[:n].copy()
    n = walk(*room, -1, float(voiced[0]), float(left), marks)
    found = np.concatenate([marks[1:n][::-1], after]) + origin
    return found[(found >= stretch.earliest) & (found <= stretch.latest)]
