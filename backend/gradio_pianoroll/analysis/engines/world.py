"""What the two engines of WORLD (Morise, Yokomori and Ozawa, 2016) share: blocks, StoneMask, confidence."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

import numpy as np

from gradio_pianoroll.analysis.engines.grid import fit_length
from gradio_pianoroll.analysis.engines.periodicity import periodicity
from gradio_pianoroll.analysis.engines.types import F0Options, F0Result, frame_count, make_result
from gradio_pianoroll.analysis.extras import require
from gradio_pianoroll.i18n.sentence import Sentence

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Estimate = Callable[[NDArray[np.float64], int, float], tuple[NDArray[np.float64], NDArray[np.float64]]]

# A long sound goes in blocks with context on both sides: bounded memory, progress, and the same frames in the middle.
BLOCK_S, CONTEXT_S = 30.0, 2.0


def load_world(engine: str) -> Any:
    """The module pyworld, or the line that installs it."""
    return require("pyworld", Sentence("needs.engine", name=engine))


def _blocks(n_frames: int, hop: int, sr: float) -> Iterator[tuple[int, int, int, int]]:
    """(first, last) frame to keep, (begin, end) frame to analyse for them."""
    size, context = max(1, int(BLOCK_S * sr / hop)), max(1, int(CONTEXT_S * sr / hop))
    for first in range(0, n_frames, size):
        last = min(n_frames, first + size)
        yield first, last, max(0, first - context), last + context


def run_world(
    world: Any, estimate: Estimate, audio: NDArray[np.floating], sr: float, options: F0Options, refine: bool
) -> F0Result:
    """Run an estimator of WORLD over the sound; `refine` lets StoneMask take its F0 to the instantaneous frequency."""
    hop, rate = options.hop_length, round(sr)
    n_frames = frame_count(len(audio), hop)
    f0_hz = np.zeros(n_frames)
    for first, last, begin, end in _blocks(n_frames, hop, sr):
        sound = np.ascontiguousarray(audio[begin * hop : end * hop], dtype=np.float64)
        if not sound.any():
            # DIO divides by the level; digital silence has no F0 anyhow.
            continue
        found, times_s = estimate(sound, rate, 1000 * hop / rate)
        if refine:
            found = world.stonemask(sound, found, times_s, rate)
        f0_hz[first:last] = fit_length(found[first - begin :], last - first)
        options.done(last / n_frames)
    voiced = (f0_hz >= options.fmin) & (f0_hz <= options.fmax)
    confidence = np.where(voiced, periodicity(audio, sr, f0_hz, options), 0.0)
    options.done(1.0)
    return make_result(f0_hz, voiced, confidence, sr, hop)
