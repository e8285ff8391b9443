"""What the aligner looks at: the shape of the spectrum, the level, and how periodic the sound is, every 5 ms."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import closing
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np

from gradio_pianoroll.analysis.frames import FrameStream
from gradio_pianoroll.analysis.one_pass import AnalysisCancelled
from gradio_pianoroll.analysis.transforms import fft
from gradio_pianoroll.formats.audio_stream import StreamResampler, mix_down

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from gradio_pianoroll.analysis.engines.types import Progress
    from gradio_pianoroll.formats.audio_stream import AudioStream

SR, HOP, FRAME, WINDOW = 16_000, 80, 640, 400
HOP_S = HOP / SR
N_BANDS, N_SHAPE = 26, 13
LOWEST_HZ, HIGHEST_HZ = 60.0, 7_600.0
# Voices lie between these.
LEAST_LAG, MOST_LAG = SR // 800, SR // 62
# What is so far below the loud frames is as good as silent (natural logarithm of power).
FLOOR = 10.0
LOUD = 5.0
N_FEATURES, LEVEL = N_SHAPE + 2, N_SHAPE
# Frames around one that the model sees, in frames.
CONTEXT = (-14, -10, -7, -4, -2, -1, 0, 1, 2, 4, 7, 10, 14)


@lru_cache(maxsize=1)
def _filters() -> NDArray[np.float32]:
    """Triangles evenly spaced in mel (O'Shaughnessy), shape (1 + WINDOW // 2 bins of 512, N_BANDS)."""
    lowest, highest = (2595 * np.log10(1 + hz / 700) for hz in (LOWEST_HZ, HIGHEST_HZ))
    mel = np.linspace(lowest, highest, N_BANDS + 2)
    edges_hz = 700 * (10 ** (mel / 2595) - 1)
    hz = np.arange(257) * (SR / 512)
    up = (hz[:, None] - edges_hz[:-2]) / np.diff(edges_hz)[:-1]
    down = (edges_hz[2:] - hz[:, None]) / np.diff(edges_hz)[1:]
    return np.asarray(np.clip(np.minimum(up, down), 0, 1), np.float32)


@lru_cache(maxsize=1)
def _cosines() -> NDArray[np.float32]:
    """Discrete cosine transform of the bands without its constant, shape (N_BANDS, N_SHAPE)."""
    at = (np.arange(N_BANDS)[:, None] + 0.5) * np.arange(1, N_SHAPE + 1)
    return np.asarray(np.cos(np.pi * at / N_BANDS) * np.sqrt(2 / N_BANDS), np.float32)


def _measured(frames: NDArray[np.float32]) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """Power in bands, shape (n, N_BANDS), and periodicity, 0-1, of frames (n, FRAME)."""
    margin = (FRAME - WINDOW) // 2
    inner = frames[:, margin : margin + WINDOW] * np.hanning(WINDOW + 1)[:-1].astype(np.float32)
    spectrum = fft.rfft(inner, 512, axis=-1)
    power = (spectrum.real**2 + spectrum.imag**2) @ _filters()
    whole = fft.rfft(frames * np.hanning(FRAME + 1)[:-1].astype(np.float32), 2 * FRAME, axis=-1)
    same = fft.irfft(whole.real**2 + whole.imag**2, axis=-1)[:, : MOST_LAG + 1]
    # A window's own autocorrelation falls with the lag.
    highest = (same[:, LEAST_LAG:] / _window_falls()[LEAST_LAG:]).max(axis=1)
    return power.astype(np.float32), np.clip(highest / (same[:, 0] + 1e-9), 0, 1).astype(np.float32)


@lru_cache(maxsize=1)
def _window_falls() -> NDArray[np.float64]:
    window = np.hanning(FRAME + 1)[:-1]
    same = np.correlate(window, window, "full")[FRAME - 1 :]
    return np.asarray(same[: MOST_LAG + 1] / same[0])


def measure_frames(
    stream: AudioStream, on_progress: Progress | None = None, is_cancelled: Callable[[], bool] | None = None
) -> NDArray[np.float32]:
    """Features of a sound, shape (n_frames, N_FEATURES), one frame every `HOP_S`, relative to its own loud frames.

    Raises
    ------
    AnalysisCancelled
        When `is_cancelled` answered True.
    FormatError
        When the file is damaged.
    """
    resampler, framer = StreamResampler(stream.source_sr, SR), FrameStream(HOP, FRAME)
    bands: list[NDArray[np.float16]] = []
    periodic: list[NDArray[np.float32]] = []

    def take(batches: object) -> None:
        for batch in batches:  # type: ignore[attr-defined]
            power, sure = _measured(batch.frames)
            bands.append(np.log(power + 1e-9).astype(np.float16))
            periodic.append(sure)

    with closing(stream.raw_blocks()) as blocks:
        for block in blocks:
            if is_cancelled is not None and is_cancelled():
                raise AnalysisCancelled("the alignment was cancelled")
            take(framer.push(resampler.push(mix_down(block))))
            if on_progress is not None and stream.share_read is not None:
                on_progress(stream.share_read)
    take(framer.push(resampler.finish()))
    take(framer.finish())
    return _shaped(bands, periodic)


def _shaped(batches: list[NDArray[np.float16]], periodic: list[NDArray[np.float32]]) -> NDArray[np.float32]:
    """Features of the logarithms of the bands' power: neither gain nor microphone is in them.

    `batches` are used up: a long recording's are not there twice.
    """
    level = np.concatenate([np.log(np.exp(bands.astype(np.float32)).sum(axis=1)) for bands in batches])
    loudest = float(np.percentile(level, 95))
    is_loud = level > loudest - LOUD
    total, at = np.zeros(N_BANDS), 0
    for bands in batches:
        total += np.maximum(bands[is_loud[at : at + len(bands)]], loudest - FLOOR).sum(axis=0, dtype=np.float64)
        at += len(bands)
    usual = (total / is_loud.sum()).astype(np.float32)
    features = np.empty((len(level), N_FEATURES), np.float32)
    features[:, LEVEL] = np.maximum(level, loudest - FLOOR) - loudest + LOUD
    features[:, LEVEL + 1] = 4 * np.concatenate(periodic)
    end = len(level)
    while batches:
        bands = np.maximum(batches.pop().astype(np.float32), loudest - FLOOR)
        features[end - len(bands) : end, :N_SHAPE] = (bands - usual) @ _cosines()
        end -= len(bands)
    return features


def with_context(features: NDArray[np.float32], first: int, end: int) -> NDArray[np.float32]:
    """Frames `first` to `end` with those around them, shape (end - first, N_FEATURES · len(CONTEXT))."""
    at = np.arange(first, end)[:, None] + np.array(CONTEXT)
    return np.asarray(features[np.clip(at, 0, len(features) - 1)].reshape(end - first, -1))
