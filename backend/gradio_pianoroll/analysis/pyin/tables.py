"""Priors and transition probabilities of pYIN as tables, made once for a set of parameters.

The numbers are made with the same floating-point operations in the same order as librosa makes them: the decoder adds
up thousands of logarithms, and where two paths are equally likely the last bit decides.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np

from gradio_pianoroll.analysis.checks import AnalysisError
from gradio_pianoroll.analysis.extras import require
from gradio_pianoroll.analysis.pyin.records import BLOCK, LOG_TINY, PAD, TINY, ThresholdPrior, Transitions
from gradio_pianoroll.i18n.sentence import Sentence

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from gradio_pianoroll.analysis.pyin.parameters import PyinParameters

    Floats = NDArray[np.float64]

# Entries of the tables of dominance per unit of log probability: finer than the first steps differ at usual hops.
PER_DROP = 8192.0
# Far above what rounding makes of the rows and of differences of values, far below what it costs to go a bin further.
SHAPE_TOLERANCE = 1e-6
# Rows of the transition matrix that are made at a time; bounds the memory for fine resolutions.
ROWS = 64


@lru_cache(maxsize=16)
def threshold_prior(p: PyinParameters) -> ThresholdPrior:
    """Tables of the observation model (Mauch and Dixon, 2014, section 2.1)."""
    edges = np.linspace(0, 1, p.n_thresholds + 1)
    weight = np.diff(require("scipy.special").betainc(float(p.beta_parameters[0]), float(p.beta_parameters[1]), edges))
    below = np.array([np.sum(weight[:n]) for n in range(p.n_thresholds + 1)])
    n_lags = p.max_period - p.min_period + 2
    rate = float(p.boltzmann_parameter)
    counts = np.arange(1, n_lags + 1)
    scale = np.concatenate([[0.0], (1 - np.exp(-rate)) / (1 - np.exp(-rate * counts))])
    return ThresholdPrior(edges[1:].copy(), weight, below, scale, np.exp(-rate * np.arange(n_lags)))


def _reach(table: Floats, half: int) -> Floats:
    by_step = table[:, PAD : PAD + 2 * half + 1].max(axis=0)
    by_distance = np.maximum(by_step[half:], by_step[half::-1])
    n_blocks = (half + BLOCK - 1) // BLOCK + 1
    nearest = [max(0, BLOCK * blocks - BLOCK + 1) for blocks in range(n_blocks)]
    return np.array([by_distance[near:].max() for near in nearest])


def _dominance(table: Floats, half: int) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
    """`nearest` and `farthest` of `Transitions`.

    Steps of d bins cost g(d) more than those of d - 1. Where g rises, a bin offers what is d bins away no more than its
    neighbour on that side does unless it lies above that by g(d), and no more than its other neighbour unless that lies
    above it by less than g(d + 1).
    """
    none = np.empty(0, np.int32)
    band = table[:, PAD : PAD + 2 * half + 1]
    inner = band[np.isfinite(band).all(axis=1)]
    if not len(inner) or half < 3:
        return none, none
    by_distance = inner[0, half:]
    # Rows at the edges have the same shape, on another level.
    shape = np.concatenate([by_distance[:0:-1], by_distance]) - by_distance[0]
    differs = np.abs(band - band[:, half, None] - shape)
    costs = -np.diff(by_distance)
    if np.any(differs[np.isfinite(band)] > SHAPE_TOLERANCE) or np.any(np.diff(costs) < 0) or np.any(costs < 0):
        return none, none
    n = int(np.ceil((costs[-1] + 1e-3) * PER_DROP)) + 1
    drops = np.arange(n) / PER_DROP
    farthest = np.searchsorted(costs, drops + 1 / PER_DROP + SHAPE_TOLERANCE, side="right")
    nearest = np.maximum(1, np.searchsorted(costs, drops - SHAPE_TOLERANCE, side="left"))
    return np.minimum(nearest, half).astype(np.int32), farthest.astype(np.int32)


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
    centre = half + PAD
    tables = np.array([stays, switches])
    flat = tables.reshape(2, -1)
    nearest, farthest = _dominance(stays, half) if p.transition_min_prob is None else _dominance(stays[:0], half)
    reach = np.array([_reach(stays, half), _reach(switches, half)])
    made = Transitions(
        row,
        stay=tables[0],
        switch=tables[1],
        table=flat.reshape(-1),
        flat_stay=flat[0],
        flat_switch=flat[1],
        reach=reach.reshape(-1),
        reach_stay=reach[0],
        reach_switch=reach[1],
        half=half,
        n_bins=n,
        highest=float(max(stays.max(), switches.max())),
        lowest_self=float(min(stays[:, centre].min(), switches[:, centre].min())),
        jump=jump,
        tiny=LOG_TINY,
        log_initial=float(start[0]),
        nearest=nearest,
        farthest=farthest,
        per_drop=PER_DROP,
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
        raise AnalysisError(Sentence("pyin.transition_high", given=p.transition_min_prob, rate=p.max_transition_rate))
