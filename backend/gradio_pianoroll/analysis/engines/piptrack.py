"""Spectral peaks with parabolic interpolation (J. O. Smith, "Spectral Audio Signal Processing"), the strongest wins."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import numpy as np

from gradio_pianoroll.analysis.engines.options import number_between
from gradio_pianoroll.analysis.engines.periodicity import VOICED_PERIODICITY, decide_voicing
from gradio_pianoroll.analysis.engines.types import F0Options, F0Result, frame_count, make_result
from gradio_pianoroll.analysis.extras import require
from gradio_pianoroll.analysis.transforms import fft

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

THRESHOLD = 0.1
BLOCK_FRAMES = 2048


def _magnitudes(audio: NDArray[np.floating], n_fft: int, hop: int) -> Iterator[NDArray[np.floating]]:
    """Magnitude spectra of Hann-windowed frames centred on multiples of the hop, (n_block, 1 + n_fft // 2) a time."""
    hann = require("scipy.signal.windows").hann

    window = hann(n_fft, sym=False).astype(audio.dtype)
    padded = np.pad(audio, n_fft // 2)
    frames = np.lib.stride_tricks.sliding_window_view(padded, n_fft)[::hop]
    for first in range(0, len(frames), BLOCK_FRAMES):
        yield np.abs(fft.rfft(frames[first : first + BLOCK_FRAMES] * window, axis=-1))


def _peaks(
    spectra: NDArray[np.floating], sr: float, n_fft: int, fmin: float, fmax: float, threshold: float
) -> tuple[NDArray[np.floating], NDArray[np.floating]]:
    """Frequency and height of local maxima, 0 elsewhere; arrays of the shape of `spectra`, (n_frames, n_bins)."""
    inner = spectra[:, 1:-1]
    slope = np.zeros_like(spectra)
    slope[:, 1:-1] = (spectra[:, 2:] - spectra[:, :-2]) / 2
    bend = spectra[:, 2:] + spectra[:, :-2] - 2 * inner
    shift = np.zeros_like(spectra)
    # The vertex of the parabola through three bins; flat or lopsided ones keep the bin's own place.
    near = np.abs(slope[:, 1:-1]) < np.abs(bend)
    np.divide(-slope[:, 1:-1], bend, out=shift[:, 1:-1], where=near)
    floor = threshold * spectra.max(axis=1, keepdims=True)
    heard = np.where(spectra > floor, spectra, 0)
    peak = np.zeros(spectra.shape, bool)
    peak[:, 1:] = heard[:, 1:] > heard[:, :-1]
    peak[:, :-1] &= heard[:, :-1] >= heard[:, 1:]
    bin_hz = np.arange(spectra.shape[1]) * (sr / n_fft)
    peak &= (bin_hz >= fmin) & (bin_hz < fmax)
    pitches, heights = np.zeros_like(spectra), np.zeros_like(spectra)
    rows, bins = np.nonzero(peak)
    pitches[rows, bins] = (bins + shift[rows, bins]) * (sr / n_fft)
    heights[rows, bins] = spectra[rows, bins] + slope[rows, bins] * shift[rows, bins] / 2
    return pitches, heights


def piptrack(
    y: ArrayLike,
    *,
    sr: float = 22_050,
    n_fft: int = 2048,
    hop_length: int = 512,
    fmin: float = 150.0,
    fmax: float = 4000.0,
    threshold: float = THRESHOLD,
) -> tuple[NDArray[np.floating], NDArray[np.floating]]:
    """Pitches and magnitudes of all spectral peaks, as `librosa.piptrack` gives them.

    Parameters
    ----------
    y
        Shape (n,), float32 or float64.
    sr
        In Hz.
    n_fft, hop_length
        In samples; frames are centred, with silence beyond the ends.
    fmin, fmax
        In Hz; fmax itself is not searched.
    threshold
        A peak must be higher than this share of the frame's highest bin.

    Returns
    -------
    pitches, magnitudes : arrays of shape (1 + n_fft // 2, n_frames)
        In Hz and as the height of the peak, 0 where there is none.
    """
    audio = np.asarray(y)
    fmax = min(fmax, sr / 2)
    parts = [_peaks(block, sr, n_fft, fmin, fmax, threshold) for block in _magnitudes(audio, n_fft, hop_length)]
    pitches, heights = (np.concatenate(columns).T for columns in zip(*parts, strict=True))
    return pitches, heights


def run(
    audio: NDArray[np.floating],
    sr: float,
    options: F0Options,
    *,
    threshold: float = THRESHOLD,
    periodicity: float = VOICED_PERIODICITY,
) -> F0Result:
    """Take the strongest peak of each frame; right for pure tones, often a harmonic for voices.

    Parameters
    ----------
    audio, sr, options
        As in `F0Engine`; `frame_length` is the size of the Fourier transform.
    threshold
        A peak must be higher than this share of the frame's highest bin, 0-1.
    periodicity
        Correlation of neighbouring periods from which a frame is voiced, 0-1.
    """
    share = number_between("threshold", threshold, 0, 1)
    least = number_between("periodicity", periodicity, 0, 1)
    n_fft, parts, n_frames = options.frame_length, [], frame_count(len(audio), options.hop_length)
    for block in _magnitudes(audio, n_fft, options.hop_length):
        pitches, heights = _peaks(block, sr, n_fft, options.fmin, options.fmax, share)
        parts.append(np.take_along_axis(pitches, heights.argmax(axis=1)[:, None], axis=1)[:, 0])
        options.done(len(parts) * BLOCK_FRAMES / n_frames)
    f0_hz = np.concatenate(parts)[:n_frames]
    voiced, confidence = decide_voicing(audio, sr, f0_hz, options, least)
    options.done(1.0)
    return make_result(f0_hz, voiced & (f0_hz > 0), confidence, sr, options.hop_length)
