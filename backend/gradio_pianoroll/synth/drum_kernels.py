"""Percussion, compiled: a falling tone and a band of noise. `drum.ts` in the front end has the same statements."""

from __future__ import annotations

import math
from typing import NamedTuple

from gradio_pianoroll.analysis.compiled import Floats, helper, kernel
from gradio_pianoroll.synth.tone_kernels import LN1000, SILENCE, filter_set, noise


class Drum(NamedTuple):
    """Patch of a percussion key; `bright` is 0 or 1."""

    tone_hz: float
    tone_drop: float
    tone_drop_s: float
    tone_s: float
    tone_gain: float
    noise_s: float
    noise_gain: float
    noise_centre_hz: float
    noise_q: float
    bright: int


@helper
def _fall(time_s: float, sr: float) -> float:
    return math.exp(-LN1000 / (max(time_s, 0.005) * sr))


@kernel
def strike(out: Floats, drum: Drum, seed: int, sr: float) -> int:
    """Write a stroke at full velocity; return its length in samples."""
    drum = Drum(*drum)
    tone_fall, noise_fall, drop_fall = _fall(drum.tone_s, sr), _fall(drum.noise_s, sr), _fall(drum.tone_drop_s, sr)
    tone_level, noise_level, drop, phase = 1.0, 1.0, drum.tone_drop - 1, 0.0
    onset = 0.001 * sr
    state = seed
    m1, m2 = 0.0, 0.0
    a1, a2, a3, damping = filter_set(drum.noise_centre_hz, drum.noise_q, sr)
    for i in range(len(out)):
        state = noise(state)
        value = state / 2147483648
        v3 = value - m2
        v1 = a1 * m1 + a2 * v3
        v2 = m2 + a2 * m1 + a3 * v3
        m1 = 2 * v1 - m1
        m2 = 2 * v2 - m2
        hiss = value - damping * v1 - v2 if drum.bright else damping * v1
        phase += drum.tone_hz * (1 + drop) / sr
        if phase >= 1:
            phase -= 1
        body = math.sin(2 * math.pi * phase) * tone_level * drum.tone_gain
        # A struck membrane needs about a millisecond to move: without it the start is a click.
        out[i] = (body + hiss * noise_level * drum.noise_gain) * (i / onset if i < onset else 1.0)
        tone_level *= tone_fall
        noise_level *= noise_fall
        drop *= drop_fall
        if max(tone_level * drum.tone_gain, noise_level * drum.noise_gain) <= SILENCE:
            return i + 1
    return len(out)
