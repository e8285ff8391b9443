"""Sound files for the templates: read, analysed, described."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from ...analysis import extract_f0
from ...formats.audio import load_audio
from ...score.immutable import FloatArray

ANALYSIS_SR = 22_050
HOP_LENGTH = 256


@dataclass(frozen=True)
class SpeechF0:
    """F0 of a recording.

    Attributes
    ----------
    times_s
        float64 [n], centres of the frames.
    f0_hz
        float32 [n], NaN where unvoiced.
    """

    times_s: FloatArray
    f0_hz: Any


def f0_of_file(path: str, engine: str = "pyin", fmin: float = 65.0, fmax: float = 600.0) -> SpeechF0:
    """F0 of a sound file.

    Raises
    ------
    FormatError, AnalysisError
        If it cannot be read or analysed.
    """
    audio, sr = load_audio(path, ANALYSIS_SR)
    found = extract_f0(audio, sr, engine, fmin=fmin, fmax=fmax, hop_length=HOP_LENGTH)
    return SpeechF0(found.times_s, found.f0_hz)


def f0_summary(f0_hz: Any, duration_s: float) -> list[list[str]]:
    """Rows for a table: how long, how much is voiced, where F0 lies."""
    voiced = f0_hz[np.isfinite(f0_hz)]
    rows = [["Length (s)", f"{duration_s:.2f}"], ["Voiced", f"{len(voiced) / max(len(f0_hz), 1):.0%}"]]
    if len(voiced):
        low, middle, high = np.percentile(voiced, (5, 50, 95))
        rows += [
            ["F0, 5 % lie below", f"{low:.1f} Hz"],
            ["F0, median", f"{middle:.1f} Hz"],
            ["F0, 95 % lie below", f"{high:.1f} Hz"],
        ]
    return rows
