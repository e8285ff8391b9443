"""Tones and tracks added up, compiled."""

from __future__ import annotations

import numpy as np

from gradio_pianoroll.analysis.compiled import Sound, SoundRows, kernel


@kernel
def add_track(track: SoundRows, out: SoundRows, left: float, right: float) -> None:
    """Add samples (n, 1) or (n, 2) to `out` of the same shape, with a gain for each channel."""
    left_gain, right_gain = np.float32(left), np.float32(right)
    if out.shape[1] == 1:
        for i in range(len(out)):
            out[i, 0] += left_gain * track[i, 0]
        return
    for i in range(len(out)):
        out[i, 0] += left_gain * track[i, 0]
        out[i, 1] += right_gain * track[i, 1]


@kernel
def mix(tone: Sound, out: SoundRows, at: int, left: float, right: float) -> None:
    """Add a tone to out (n, 1) or (n, 2) from sample `at` on, as far as there is room; one channel has the left's."""
    # In the precision of the sound: four times as fast.
    left_gain, right_gain = np.float32(left), np.float32(right)
    n = min(len(tone), len(out) - at)
    if out.shape[1] == 1:
        for i in range(n):
            out[at + i, 0] += left_gain * tone[i]
        return
    for i in range(n):
        out[at + i, 0] += left_gain * tone[i]
        out[at + i, 1] += right_gain * tone[i]
