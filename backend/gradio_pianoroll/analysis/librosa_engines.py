"""librosa's pYIN and YIN behind the engine interface.

A sound of more than half a minute is taken in blocks with context on both sides, so that memory stays bounded (librosa
needs about 100 MB a minute) and progress can be told. The Viterbi path of pYIN forgets within a second, so the frames
in the middle of a block are those of the whole sound.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

import librosa
import numpy as np

from gradio_pianoroll.analysis.f0 import F0Options, F0Result
from gradio_pianoroll.analysis.loudness import frame_rms

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Columns = tuple[NDArray[np.floating], NDArray[np.bool_], NDArray[np.floating]]

BLOCK_S = 15.0
WHOLE_BELOW_S = 30.0
CONTEXT_S = 2.0
# Below this the difference function of noise is practically never found; librosa's own default.
YIN_THRESHOLD = 0.1
# YIN answers for every frame: only what repeats itself and can be heard is called voiced.
YIN_PERIODICITY = 0.6
YIN_FLOOR_DB = -60.0


def _pyin(audio: NDArray[np.floating], sr: float, options: F0Options) -> Columns:
    f0, voiced, probability = librosa.pyin(
        audio,
        fmin=options.fmin,
        fmax=options.fmax,
        sr=sr,
        frame_length=options.frame_length,
        hop_length=options.hop_length,
    )
    return f0, voiced, probability


def _periodicity(
    audio: NDArray[np.floating], sr: float, f0: NDArray[np.floating], options: F0Options
) -> NDArray[np.floating]:
    """Correlation of each frame's halves one period apart, 0-1, shape of `f0`."""
    half = options.frame_length // 2
    padded = np.pad(audio, (half, half + options.frame_length))
    starts = np.arange(len(f0)) * options.hop_length
    lags = np.clip(np.rint(sr / f0).astype(int), 1, half)
    window = np.arange(half)
    result = np.zeros(len(f0))
    for first in range(0, len(f0), 4096):
        part = slice(first, first + 4096)
        here = padded[starts[part, None] + window]
        there = padded[starts[part, None] + lags[part, None] + window]
        energy = np.sqrt((here**2).sum(1) * (there**2).sum(1))
        result[part] = np.divide((here * there).sum(1), energy, out=np.zeros(len(energy)), where=energy > 0)
    return np.clip(result, 0, 1)


def _yin(audio: NDArray[np.floating], sr: float, options: F0Options) -> Columns:
    f0 = librosa.yin(
        audio,
        fmin=options.fmin,
        fmax=options.fmax,
        sr=sr,
        frame_length=options.frame_length,
        hop_length=options.hop_length,
        trough_threshold=YIN_THRESHOLD,
    )
    confidence = _periodicity(audio, sr, f0, options)
    rms = frame_rms(audio, options.hop_length, options.frame_length)[: len(f0)]
    loud = 20 * np.log10(np.maximum(rms, 1e-10)) > YIN_FLOOR_DB
    return f0, (confidence >= YIN_PERIODICITY) & loud, np.where(loud, confidence, 0)


def _blocks(n: int, sr: float, hop: int) -> Iterator[tuple[int, int, int, int]]:
    """(first, last) frame to keep and the (start, stop) samples to analyse for them."""
    frames = 1 + n // hop
    size = max(1, int(BLOCK_S * sr / hop))
    context = max(1, int(CONTEXT_S * sr / hop))
    for first in range(0, frames, size):
        last = min(first + size, frames)
        yield first, last, max(0, first - context) * hop, min(n, (last + context) * hop)


def _run(
    step: Callable[[NDArray[np.floating], float, F0Options], Columns],
    audio: NDArray[np.floating],
    sr: float,
    options: F0Options,
) -> F0Result:
    hop = options.hop_length
    if len(audio) <= WHOLE_BELOW_S * sr:
        columns = [step(audio, sr, options)]
    else:
        columns = []
        for first, last, start, stop in _blocks(len(audio), sr, hop):
            block = step(audio[start:stop], sr, options)
            keep = slice(first - start // hop, last - start // hop)
            columns.append((block[0][keep], block[1][keep], block[2][keep]))
            if options.on_progress:
                options.on_progress(min(1.0, stop / len(audio)))
    f0, voiced, confidence = (np.concatenate(parts) for parts in zip(*columns, strict=True))
    if options.on_progress:
        options.on_progress(1.0)
    return F0Result(
        times_s=np.arange(len(f0), dtype=np.float64) * (hop / sr),
        f0_hz=np.where(voiced, f0, np.nan).astype(np.float32),
        voiced=voiced.astype(bool),
        confidence=confidence.astype(np.float32),
    )


def pyin_engine(audio: NDArray[np.floating], sr: float, options: F0Options) -> F0Result:
    """Probabilistic YIN (Mauch and Dixon, 2014)."""
    return _run(_pyin, audio, sr, options)


def yin_engine(audio: NDArray[np.floating], sr: float, options: F0Options) -> F0Result:
    """YIN (de Cheveigné and Kawahara, 2002), with voicing from periodicity and level."""
    return _run(_yin, audio, sr, options)
