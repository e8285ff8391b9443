"""Priors and transition probabilities of pYIN as tables, made once for a set of parameters.

The numbers are made with the same floating-point operations in the same order as librosa makes them: the decoder adds
up thousands of logarithms, and where two paths are equally likely the last bit decides.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np

from gradio_pianoroll.analysis.checks import AnalysisError

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from gradio_pianoroll.analysis.pyin.parameters import PyinParameters

    Floats = NDArray[np.float64]

TINY = float(np.finfo(np.float64).tiny)
LOG_TINY = float(np.log(np.float64(0.0) + TINY))
# Rows of the transition matrix that are made at a time; bounds the memory for fine resolutions.
ROWS = 64
# The max-plus kernel handles bins in blocks of this many; columns of minus infinity on both sides of the tables
# let it read whole blocks without bounds.
BLOCK = 8
PAD = 24


@dataclass(frozen=True)
class ThresholdPrior:
    """Distribution over the thresholds of YIN and over the troughs below one.

    Attributes
    ----------
    heights : (n_thresholds,)
        The thresholds.
    weight : (n_thresholds,)
        Beta probability of each.
    below : (n_thresholds + 1,)
        Sum of the first i weights.
    scale : (n_lags + 1,)
        Normaliser of the Boltzmann distribution of n troughs.
    decay : (n_lags,)
        Its exponential for the k-th trough.
    """

    heights: Floats
    weight: Floats
    below: Floats
    scale: Floats
    decay: Floats


def _beta_distribution(a: float, b: float, n: int) -> Floats:
    """Beta distribution function at i / n for i = 0 to n, by SciPy; kept on disk, since its import takes long."""
    import scipy

    from gradio_pianoroll.analysis.native import store
    from gradio_pianoroll.analysis.native.sources import machine_key

    key = hashlib.blake2b(machine_key(), digest_size=20)
    key.update(f"{scipy.__version__} {np.__version__} {a!r} {b!r} {n}".encode())
    stored = store.find(__file__, "beta_distribution", key.digest())
    if stored is not None and len(stored) == 8 * (n + 1):
        return np.frombuffer(stored)
    from scipy.special import betainc

    values: Floats = betainc(a, b, np.linspace(0, 1, n + 1))
    store.save(__file__, "beta_distribution", key.digest(), values.tobytes())
    return values


@lru_cache(maxsize=16)
def threshold_prior(p: PyinParameters) -> ThresholdPrior:
    """Tables of the observation model (Mauch and Dixon, 2014, section 2.1)."""
    edges = np.linspace(0, 1, p.n_thresholds + 1)
    weight = np.diff(_beta_distribution(float(p.beta_parameters[0]), float(p.beta_parameters[1]), p.n_thresholds))
    below = np.array([np.sum(weight[:n]) for n in range(p.n_thresholds + 1)])
    n_lags = p.max_period - p.min_period + 2
    rate = float(p.boltzmann_parameter)
    counts = np.arange(1, n_lags + 1)
    scale = np.concatenate([[0.0], (1 - np.exp(-rate)) / (1 - np.exp(-rate * counts))])
    return ThresholdPrior(edges[1:].copy(), weight, below, scale, np.exp(-rate * np.arange(n_lags)))


@dataclass(frozen=True)
class Transitions:
    """Logarithms of the transition probabilities in a band around the diagonal; outside of it they are `jump`.

    Rows that are bit for bit equal are kept once: away from the edges there are some three of them.

    Attributes
    ----------
    row : (n_padded,) int32
        Which row of the tables belongs to a source bin; the number of bins is rounded up to whole blocks.
    stay, switch : (n_rows, 2 * half + 1 + 2 * PAD)
        Log probability of a step of `column - PAD - half` bins with the voicing kept or changed; -inf outside.
    reach_stay, reach_switch
        Largest log probability of a step between two blocks that are so many blocks apart.
    half
        Largest step in bins.
    n_bins
        Number of pitch bins.
    jump
        Log probability of a step out of the band: that of the smallest positive number, or -inf where only steps of a
        least probability count.
    log_initial
        Log probability of each state at the start.
    """

    row: NDArray[np.int32]
    stay: Floats
    switch: Floats
    reach_stay: Floats
    reach_switch: Floats
    half: int
    n_bins: int
    jump: float
    log_initial: float

    @property
    def highest(self) -> float:
        """Largest log probability of any step."""
        return float(max(self.stay.max(), self.switch.max()))

    @property
    def lowest_self(self) -> float:
        """Smallest log probability of staying at a bin, with the voicing kept or changed."""
        centre = self.half + PAD
        return float(min(self.stay[:, centre].min(), self.switch[:, centre].min()))


def _reach(table: Floats, half: int) -> Floats:
    by_step = table[:, PAD : PAD + 2 * half + 1].max(axis=0)
    by_distance = np.maximum(by_step[half:], by_step[half::-1])
    n_blocks = (half + BLOCK - 1) // BLOCK + 1
    nearest = [max(0, BLOCK * blocks - BLOCK + 1) for blocks in range(n_blocks)]
    return np.array([by_distance[near:].max() for near in nearest])


def _triangle(width: int) -> Floats:
    """Symmetric triangle without zeros at its ends, shape (width,)."""
    if width % 2:
        rise = 2 * np.arange(1, (width + 1) // 2 + 1) / (width + 1.0)
        return np.concatenate([rise, rise[-2::-1]])
    rise = (2 * np.arange(1, width // 2 + 1) - 1.0) / width
    return np.concatenate([rise, rise[::-1]])


def _steps(n_bins: int, width: int, first: int, last: int) -> Floats:
    """Rows `first` to `last` of the normalised transition matrix within one voicing, shape (last - first, n_bins)."""
    centred = np.zeros(n_bins)
    start = (n_bins - width) // 2
    centred[start : start + width] = _triangle(width)
    rows = np.empty((last - first, n_bins))
    for i in range(first, last):
        row = np.roll(centred, n_bins // 2 + i + 1)
        row[min(n_bins, i + width // 2 + 1) :] = 0
        row[: max(0, i - width // 2)] = 0
        rows[i - first] = row
    normalised: Floats = rows / rows.sum(axis=1, keepdims=True)
    return normalised


@lru_cache(maxsize=16)
def transitions(p: PyinParameters) -> Transitions:
    """Tables of the transition model (Mauch and Dixon, 2014, section 2.2)."""
    n, width = p.n_pitch_bins, p.transition_width
    half = width // 2
    keep = 1 - p.switch_prob
    change = 1.0 - keep
    pad = np.full(PAD, -np.inf)
    known: dict[bytes, int] = {}
    row = np.zeros(-(-n // BLOCK) * BLOCK, np.int32)
    stay: list[Floats] = []
    switch: list[Floats] = []
    for first in range(0, n, ROWS):
        block = _steps(n, width, first, min(n, first + ROWS))
        # Columns beyond the edge are never reached; they hold what an impossible step costs.
        wide = np.pad(block, ((0, 0), (half, half)))
        for i, source in enumerate(range(first, first + len(block))):
            band = wide[i, source : source + 2 * half + 1]
            inside = (np.arange(source - half, source + half + 1) >= 0) & (
                np.arange(source - half, source + half + 1) < n
            )
            key = band.tobytes() + inside.tobytes()
            if key not in known:
                known[key] = len(stay)
                for table, share in ((stay, keep), (switch, change)):
                    logs = np.where(inside, np.log(share * band + TINY), -np.inf)
                    table.append(np.concatenate([pad, logs, pad]))
            row[source] = known[key]
    start = np.log(np.ones(1) / (2 * n) + TINY)
    stays, switches = np.array(stay), np.array(switch)
    jump = LOG_TINY
    if p.transition_min_prob is not None:
        least = float(np.log(np.float64(p.transition_min_prob) + TINY))
        stays[stays < least] = switches[switches < least] = -np.inf
        jump = LOG_TINY if least <= LOG_TINY else -np.inf
    made = Transitions(
        row, stays, switches, _reach(stays, half), _reach(switches, half), half, n, jump, float(start[0])
    )
    if jump == -np.inf:
        _check_reachable(made, p)
    return made


def _check_reachable(t: Transitions, p: PyinParameters) -> None:
    """Refuse a least probability that leaves a state without any other to come from."""
    reached = np.zeros(t.n_bins + 2 * t.half, np.bool_)
    for source in range(t.n_bins):
        columns = slice(PAD, PAD + 2 * t.half + 1)
        row = t.row[source]
        reached[source : source + 2 * t.half + 1] |= np.isfinite(
            np.maximum(t.stay[row, columns], t.switch[row, columns])
        )
    if not reached[t.half : t.half + t.n_bins].all():
        raise AnalysisError(
            f"transition_min_prob ({p.transition_min_prob:g}) is above the probability of any step to some pitches; "
            f"lower it, or max_transition_rate ({p.max_transition_rate:g} octaves/s)"
        )
