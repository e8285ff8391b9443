"""Gain of a limiter over time, compiled."""

from __future__ import annotations

from gradio_pianoroll.analysis.compiled import Floats, kernel


@kernel
def release(wanted: Floats, before: float, share: float) -> float:
    """Let a gain come back slowly, in place: never above `wanted`, towards 1 by a `share` of what is missing."""
    gain = before
    for i in range(len(wanted)):
        gain = min(wanted[i], gain + (1.0 - gain) * share)
        wanted[i] = gain
    return gain
