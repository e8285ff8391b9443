"""Priors and transition probabilities of pYIN as tables, made once for a set of parameters.

The numbers are made with the same floating-point operations in the same order as librosa makes them: the decoder adds
up thousands of logarithms, and where two paths are equally likely the last bit decides.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from gradio_pianoroll.analysis.pyin.parameters import PyinParameters

    Floats = NDArray[np.float64]

TINY = float(np.finfo(np.float64).tiny)
LOG_TINY = float(np.log(np.float64(0.0) + TINY))
# Rows of the transition matrix that are made at a time; bounds the memory for fine resolutions.
ROWS = 64
# Sources that the max-plus kernel handles together; the table's rows are padded so that it needs no bounds.
GROUP = 8


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


@lru_cache(maxsize=16)
def threshold_prior(p: PyinParameters) -> ThresholdPrior:
    """Tables of the observation model (Mauch and Dixon, 2014, section 2.1)."""
    from scipy.special import betainc

    edges = np.linspace(0, 1, p.n_thresholds + 1)
    weight = np.diff(betainc(float(p.beta_parameters[0]), float(p.beta_parameters[1]), edges))
    below = np.array([np.sum(weight[:n]) for n in range(p.n_thresholds + 1)])
    n_lags = p.max_period - p.min_period + 2
    rate = float(p.boltzmann_parameter)
    counts = np.arange(1, n_lags + 1)
    scale = np.concatenate([[0.0], (1 - np.exp(-rate)) / (1 - np.exp(-rate * counts))])
    return ThresholdPrior(edges[1:].copy(), weight, below, scale, np.exp(-rate * np.arange(n_lags)))


@dataclass(frozen=True)
class Transitions:
    """Logarithms of the transition probabilities in a band around the diagonal; outside of it they are `LOG_TINY`.

    Rows that are bit for bit equal are kept once: away from the edges there are some three of them.

    Attributes
    ----------
    row : (n_pitch_bins,) int32
        Which row of the tables belongs to a source bin.
    stay, switch : (n_rows, width + 2 * GROUP)
        Log probability of a step of `column - GROUP - half` bins with the voicing kept or changed; -inf outside.
    half
        Largest step in bins.
    log_initial
        Log probability of each state at the start.
    highest_stay, highest_switch, lowest_self
        Largest log probability of a step, and the smallest of staying at the bin while the voicing changes.
    """

    row: NDArray[np.int32]
    stay: Floats
    switch: Floats
    half: int
    log_initial: float

    @property
    def width(self) -> int:
        """Bins of the band."""
        return 2 * self.half + 1


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
    return rows / rows.sum(axis=1, keepdims=True)


@lru_cache(maxsize=16)
def transitions(p: PyinParameters) -> Transitions:
    """Tables of the transition model (Mauch and Dixon, 2014, section 2.2)."""
    n, width = p.n_pitch_bins, p.transition_width
    half = width // 2
    keep = 1 - p.switch_prob
    change = 1.0 - keep
    pad = np.full(GROUP, -np.inf)
    known: dict[bytes, int] = {}
    row = np.empty(n, np.int32)
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
    return Transitions(row, np.array(stay), np.array(switch), half, float(start[0]))
