"""YIN's period of each frame from its autocorrelation, compiled."""

from __future__ import annotations

import numpy as np

from gradio_pianoroll.analysis.compiled import Floats, Sound, SoundRows, kernel
from gradio_pianoroll.analysis.pyin.observe_kernels import difference
from gradio_pianoroll.analysis.pyin.records import TINY


@kernel
def find_periods(
    samples: Sound,
    hop: int,
    acf: SoundRows,
    min_period: int,
    max_period: int,
    threshold: float,
    periods: Floats,
    sums: SoundRows,
    x: Floats,
) -> None:
    """Fill `periods` (n_frames,) in samples: the first trough below `threshold`, else the lowest lag, refined.

    `samples` is the block whose frame f starts at f * hop, `acf` (n_frames, > max_period) holds the autocorrelations;
    `sums` (3, max_period + 1) and `x` (max_period - min_period + 1,) are room to work in.
    """
    n_lags = max_period - min_period + 1
    energy, d, cumulative = sums[0], sums[1], sums[2]
    for frame in range(len(periods)):
        difference(samples[frame * hop :], acf[frame], max_period, energy, d, cumulative)
        lowest = 0
        for i in range(n_lags):
            k = min_period + i
            x[i] = np.float64(d[k]) / (np.float64(cumulative[k]) / k + TINY)
            if x[i] < x[lowest]:
                lowest = i
        found = -1
        for i in range(n_lags):
            if x[i] >= threshold:
                continue
            falls = i == 0 or x[i] < x[i - 1]
            rises = i == n_lags - 1 or (x[i] < x[i + 1] if i == 0 else x[i] <= x[i + 1])
            if falls and rises:
                found = i
                break
        i = found if found >= 0 else lowest
        shift = 0.0
        if 0 < i < n_lags - 1:
            a = x[i + 1] + x[i - 1] - 2 * x[i]
            b = (x[i + 1] - x[i - 1]) / 2
            if abs(b) < abs(a):
                shift = -b / a
        periods[frame] = min_period + i + shift
