"""Records that pYIN's kernels take as one argument, and the numbers that are part of their code."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from gradio_pianoroll.analysis.compiled import (
    Flags,
    FloatRows,
    Floats,
    IntegerRows,
    Integers,
    ShortIntegerRows,
    ShortIntegers,
    SoundRows,
)

TINY = float(np.finfo(np.float64).tiny)
LOG_TINY = float(np.log(np.float64(0.0) + TINY))
# The max-plus kernel handles bins in blocks of this many; columns of minus infinity on both sides of the tables
# let it read whole blocks without bounds.
BLOCK = 8
PAD = 24


class Search(NamedTuple):
    """What is looked for in a frame.

    Attributes
    ----------
    hop_length, min_period, max_period
        In samples.
    no_trough_prob
        Probability of the lowest trough where none is below the threshold.
    sr, fmin
        In Hz.
    bins_per_octave, n_pitch_bins
        What turns a lag into a bin.
    """

    hop_length: int
    min_period: int
    max_period: int
    no_trough_prob: float
    sr: float
    fmin: float
    bins_per_octave: float
    n_pitch_bins: int


class ThresholdPrior(NamedTuple):
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


class Candidates(NamedTuple):
    """Pitch candidates of a block of frames, a row or a number per frame.

    Attributes
    ----------
    bins, probs : (n_frames, most)
        Pitch bin and probability, rising; the first `counts` of a row count.
    counts : (n_frames,)
        Candidates of the frame.
    voiced : (n_frames,)
        Sum of their probabilities, 0-1.
    unsure : (n_frames,)
        Whether a decision was closer than the rounding of the autocorrelation.
    """

    bins: IntegerRows
    probs: FloatRows
    counts: Integers
    voiced: Floats
    unsure: Flags


class CandidateRoom(NamedTuple):
    """Room to work in: (3, max_period + 1), (3, n_lags), (3, n_lags), (most troughs, n_thresholds)."""

    sums: SoundRows
    reals: FloatRows
    integers: IntegerRows
    dense: FloatRows


class Transitions(NamedTuple):
    """Logarithms of the transition probabilities in a band around the diagonal; outside of it they are `jump`.

    Rows that are bit for bit equal are kept once: away from the edges there are some three of them.

    Attributes
    ----------
    row : (n_padded,) int32
        Which row of the tables belongs to a source bin; the number of bins is rounded up to whole blocks.
    stay, switch : (n_rows, 2 * half + 1 + 2 * PAD)
        Log probability of a step of `column - PAD - half` bins with the voicing kept or changed; -inf outside.
    table
        Both in one row.
    flat_stay, flat_switch
        Its halves.
    reach
        Largest log probability of a step between two blocks that are so many blocks apart or more, of both tables in
        one row.
    reach_stay, reach_switch
        Its halves.
    half
        Largest step in bins.
    n_bins
        Number of pitch bins.
    highest
        Largest log probability of any step.
    lowest_self
        Smallest log probability of staying at a bin, with the voicing kept or changed.
    jump
        Log probability of a step out of the band: that of the smallest positive number, or -inf where only steps of a
        least probability count.
    tiny
        Log probability of a voiced state that is no candidate: that of the smallest positive number.
    log_initial
        Log probability of each state at the start.
    nearest, farthest
        Of a bin that a neighbour is above or below by so much, in steps of 1 / `per_drop`: how near and how far a bin
        can lie that it offers more than that neighbour does, with the voicing kept. Empty where the steps are no
        concave function of the distance.
    per_drop
        Entries of these per unit of log probability.
    """

    row: ShortIntegers
    stay: FloatRows
    switch: FloatRows
    table: Floats
    flat_stay: Floats
    flat_switch: Floats
    reach: Floats
    reach_stay: Floats
    reach_switch: Floats
    half: int
    n_bins: int
    highest: float
    lowest_self: float
    jump: float
    tiny: float
    log_initial: float
    nearest: ShortIntegers
    farthest: ShortIntegers
    per_drop: float


class StepRoom(NamedTuple):
    """Room to work in: extremes of blocks (5, size / BLOCK), log probabilities of staying at a bin (2, size).

    `live` (size,) are the voiced bins that are possible at all, where they are few; `offers` (size,) is what each
    unvoiced bin offers itself, and `drops` (2, size) how far it lies above and below the next one.
    """

    extremes: FloatRows
    selves: FloatRows
    live: Integers
    offers: Floats
    drops: ShortIntegerRows
