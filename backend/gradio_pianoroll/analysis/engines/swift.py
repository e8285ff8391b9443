"""SwiftF0 (Nieradzik, "SwiftF0: Fast and Accurate Monophonic Pitch Detection", 2025): the model of the package."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any

import numpy as np

from gradio_pianoroll.analysis.checks import AnalysisError
from gradio_pianoroll.analysis.engines.grid import onto_grid
from gradio_pianoroll.analysis.engines.options import number_between
from gradio_pianoroll.analysis.engines.types import F0Options, F0Result, frame_count, make_result
from gradio_pianoroll.analysis.extras import require
from gradio_pianoroll.i18n.sentence import Sentence
from gradio_pianoroll.native import native_call

if TYPE_CHECKING:
    from numpy.typing import NDArray

MODEL_SR = 16_000
MODEL_FMIN_HZ, MODEL_FMAX_HZ = 46.875, 2093.75
# Its voicing score is calibrated to this.
THRESHOLD = 0.5
BLOCK_S = 60.0


@lru_cache(maxsize=1)
def _detector() -> Any:
    # Threads that sleep between calls: a server has other things to do.
    package = require("swift_f0", Sentence("needs.engine", name="swift"))
    with native_call:
        return package.SwiftF0(spin=False)


def _detect(
    audio: NDArray[np.float32], options: F0Options, fmin: float, fmax: float
) -> tuple[NDArray[np.float64], ...]:
    """Times, pitch and confidence at the model's own frames, block by block so that progress can be told."""
    stream = _detector().stream(fmin, fmax)
    size = int(BLOCK_S * MODEL_SR)
    parts = []
    for start in range(0, len(audio), size):
        with native_call:
            parts.append(stream.push(audio[start : start + size], MODEL_SR))
        options.done(start / len(audio))
    with native_call:
        parts.append(stream.flush())
    return tuple(np.concatenate([getattr(p, name) for p in parts]) for name in ("timestamps", "pitch_hz", "confidence"))


def run(audio: NDArray[np.floating], sr: float, options: F0Options, *, threshold: float = THRESHOLD) -> F0Result:
    """Estimate F0 with SwiftF0.

    The model works at 16 kHz in frames of 16 ms; its results are taken over onto the frames that were asked for. It
    hears 47-2094 Hz: a wider range is narrowed to that. `frame_length` has no meaning here.

    Parameters
    ----------
    audio, sr, options
        As in `F0Engine`.
    threshold
        Confidence from which a frame is voiced, 0-1.
    """
    from gradio_pianoroll.formats.audio import resample

    _detector()
    limit = number_between("threshold", threshold, 0, 1)
    fmin, fmax = max(options.fmin, MODEL_FMIN_HZ), min(options.fmax, MODEL_FMAX_HZ)
    # One step of the model's scale is 4 %.
    if fmax < 1.05 * fmin:
        raise AnalysisError(
            Sentence("engine.swift_range", low=MODEL_FMIN_HZ, high=MODEL_FMAX_HZ, fmin=options.fmin, fmax=options.fmax)
        )
    sound = resample(np.asarray(audio, np.float32), round(sr), MODEL_SR)
    n_frames = frame_count(len(audio), options.hop_length)
    target_s = np.arange(n_frames) * (options.hop_length / sr)
    times_s, pitch_hz, confidence = _detect(sound if len(sound) else np.zeros(1, np.float32), options, fmin, fmax)
    f0_hz, voiced, sure = onto_grid(times_s, pitch_hz, confidence >= limit, confidence, target_s)
    options.done(1.0)
    return make_result(f0_hz, voiced, sure, sr, options.hop_length)
