"""Correlation of neighbouring periods, compiled; see `periodicity`."""

from __future__ import annotations

import numpy as np

from gradio_pianoroll.analysis.compiled import Floats, GivenFloats, Integers, kernel


@kernel
def correlate(audio: GivenFloats, lags: Integers, hop_length: int, half: int, out: Floats) -> None:
    """Fill `out` with the correlation of the `half` samples before each frame's centre and after, `lags` apart."""
    n = len(audio)
    for frame in range(len(lags)):
        lag = lags[frame]
        if lag < 1:
            continue
        begin = frame * hop_length - half
        product, here_energy, there_energy = 0.0, 0.0, 0.0
        for i in range(max(0, begin), min(n - lag, begin + half)):
            here, there = audio[i], audio[i + lag]
            product += here * there
            here_energy += here * here
            there_energy += there * there
        energy = np.sqrt(here_energy * there_energy)
        if energy > 0.0:
            out[frame] = min(1.0, max(0.0, product / energy))
