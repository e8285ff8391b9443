"""Where something begins: spectral flux on a mel scale, and peaks picked from it.

Böck and Widmer, "Maximum filter vibrato suppression for onset detection", DAFx 2013: the difference is taken to the
largest of the neighbouring bands a little earlier, so that vibrato and glides are no onsets. Peaks are picked as in
Böck, Krebs and Schedl, ISMIR 2012.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from gradio_pianoroll.analysis.checks import AnalysisError, check_audio, check_frames
from gradio_pianoroll.analysis.extras import require
from gradio_pianoroll.analysis.transforms import fft

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

N_BANDS = 96
LOWEST_HZ = 30.0
BLOCK_FRAMES = 4096
# Frames between the spectra that are compared: about 20 ms at the default hop.
LAG_FRAMES = 2
# Level differences are those of log(1 + GAIN * magnitude).
GAIN = 100.0
# A peak is the highest within this, and above the mean of its surroundings by `delta`.
PEAK_REACH_S, MEAN_BEFORE_S, MEAN_AFTER_S = 0.03, 0.1, 0.07
SHORTEST_GAP_S = 0.05


def _bands(sr: float, n_fft: int) -> NDArray[np.float32]:
    """Triangular filters, evenly spaced in mel (O'Shaughnessy), shape (N_BANDS, 1 + n_fft // 2), rows that sum to 1."""

    def to_mel(hz: float) -> float:
        return float(2595 * np.log10(1 + hz / 700))

    mel = np.linspace(to_mel(LOWEST_HZ), to_mel(0.47 * sr), N_BANDS + 2)
    edges_hz = 700 * (10 ** (mel / 2595) - 1)
    bin_hz = np.arange(1 + n_fft // 2) * (sr / n_fft)
    # A band narrower than a bin still takes its nearest one.
    width_hz = np.maximum(np.diff(edges_hz), sr / n_fft)
    up = 1 - (edges_hz[1:-1, None] - bin_hz) / width_hz[:-1, None]
    down = 1 - (bin_hz - edges_hz[1:-1, None]) / width_hz[1:, None]
    filters = np.clip(np.minimum(up, down), 0, 1)
    return np.asarray(filters / np.maximum(filters.sum(axis=1, keepdims=True), 1e-9), np.float32)


def onset_strength(
    audio: ArrayLike, sr: float, *, hop_length: int = 256, frame_length: int = 1024
) -> NDArray[np.float32]:
    """How much begins at each frame: the mean rise of the bands.

    Parameters
    ----------
    audio
        Shape (n,), floating point.
    sr
        In Hz.
    hop_length, frame_length
        In samples; frames are centred on multiples of the hop.

    Returns
    -------
    float32 array, shape (1 + n // hop_length,), 0 or more

    Raises
    ------
    AnalysisError
        For sound or options that cannot be used.
    """
    maximum_filter1d = require("scipy.ndimage").maximum_filter1d

    checked = np.asarray(check_audio(audio, sr), np.float32)
    check_frames(hop_length, frame_length)
    window = np.hanning(frame_length + 1)[:-1].astype(np.float32)
    filters = _bands(sr, frame_length).T * np.float32(2 / window.sum())
    padded = np.pad(checked, (frame_length // 2, frame_length))
    frames = np.lib.stride_tricks.sliding_window_view(padded, frame_length)[::hop_length]
    n_frames = 1 + len(checked) // hop_length
    strength = np.zeros(n_frames, np.float32)
    # What lies before the sound is silence.
    before = np.zeros((LAG_FRAMES, N_BANDS), np.float32)
    for first in range(0, n_frames, BLOCK_FRAMES):
        block = frames[first : min(first + BLOCK_FRAMES, n_frames)]
        level = np.log1p(np.float32(GAIN) * (np.abs(fft.rfft(block * window, axis=-1)) @ filters))
        both = np.concatenate([before, level])
        earlier = maximum_filter1d(both[: len(level)], 3, axis=1)
        strength[first : first + len(level)] = np.maximum(level - earlier, 0).mean(axis=1)
        before = both[-LAG_FRAMES:]
    return strength


def pick_onsets(strength: ArrayLike, hop_s: float, *, delta: float = 0.06) -> NDArray[np.float64]:
    """Times of onsets in seconds.

    Parameters
    ----------
    strength
        Shape (n_frames,), of `onset_strength`.
    hop_s
        Distance of two frames in seconds.
    delta
        By how much a peak must rise above its surroundings, as a share of the strongest peak.

    Returns
    -------
    float64 array, ascending, at least 50 ms apart
    """
    maximum_filter1d = require("scipy.ndimage").maximum_filter1d

    values = np.asarray(strength, np.float64)
    if values.ndim != 1 or not hop_s > 0 or not 0 <= delta < 1:
        raise AnalysisError("onset strength must have the shape (n,), hop_s be above 0 and delta lie in 0-1")
    if len(values) == 0 or values.max() <= 0:
        return np.zeros(0)
    values = values / values.max()
    reach = max(1, round(PEAK_REACH_S / hop_s))
    highest = values == maximum_filter1d(values, 2 * reach + 1, mode="constant")
    total = np.concatenate([[0.0], np.cumsum(values)])
    at = np.arange(len(values))
    low = np.maximum(at - round(MEAN_BEFORE_S / hop_s), 0)
    high = np.minimum(at + round(MEAN_AFTER_S / hop_s) + 1, len(values))
    mean = (total[high] - total[low]) / (high - low)
    onsets: list[float] = []
    for frame in np.flatnonzero(highest & (values > mean + delta)):
        time_s = float(frame * hop_s)
        if not onsets or time_s - onsets[-1] >= SHORTEST_GAP_S:
            onsets.append(time_s)
    return np.array(onsets)


def detect_onsets(
    audio: ArrayLike, sr: float, *, hop_length: int = 256, frame_length: int = 1024, delta: float = 0.06
) -> NDArray[np.float64]:
    """Times in seconds at which something begins; see `onset_strength` and `pick_onsets`."""
    strength = onset_strength(audio, sr, hop_length=hop_length, frame_length=frame_length)
    return pick_onsets(strength, hop_length / sr, delta=delta)
