"""YIN: fundamental frequency of every frame, voiced or not."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from gradio_pianoroll.analysis.checks import AnalysisError, check_audio
from gradio_pianoroll.analysis.pyin.padding import PaddedSound
from gradio_pianoroll.analysis.pyin.parameters import check_search
from gradio_pianoroll.analysis.transforms import fft
from gradio_pianoroll.i18n.sentence import Sentence

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

    from gradio_pianoroll.analysis.pyin.padding import PadMode

# Frames that are transformed at a time.
PIECE_FRAMES = 64


def yin(
    y: ArrayLike,
    *,
    fmin: float,
    fmax: float,
    sr: float = 22_050,
    frame_length: int = 2048,
    hop_length: int | None = None,
    trough_threshold: float = 0.1,
    center: bool = True,
    pad_mode: PadMode = "constant",
) -> NDArray[np.float64]:
    """Fundamental frequency by YIN, with the results of `librosa.yin` (0.11).

    Parameters
    ----------
    y
        Shape (..., n), float32 or float64; channels are analysed by themselves.
    fmin, fmax
        Search range in Hz; `fmax` at most half the sample rate.
    sr
        Sample rate in Hz.
    frame_length, hop_length
        In samples; a hop of None is a quarter of the frame.
    trough_threshold
        The period is the first trough of the normalised difference below this, else the lowest value.
    center
        Whether frame t is centred at sample `t * hop_length`, and the sound padded, or begins there.
    pad_mode
        How, as for `numpy.pad`.

    Returns
    -------
    (..., n_frames) float64
        F0 in Hz.

    Raises
    ------
    AnalysisError
        When the sound or the arguments cannot be used; the message says what to change.

    References
    ----------
    A. de Cheveigné, H. Kawahara: YIN, a fundamental frequency estimator for speech and music. JASA 111 (4), 2002.
    """
    check_search(fmin, fmax, sr, frame_length)
    hop = frame_length // 4 if hop_length is None else hop_length
    if hop < 1:
        raise AnalysisError(Sentence("analysis.hop", hop_length=hop))
    sound = np.asarray(y)
    half = frame_length // 2 if center else 0
    periods = (math.floor(sr / fmax), min(math.ceil(sr / fmin), frame_length - 1))
    if sound.ndim > 1:
        channels = sound.reshape(math.prod(sound.shape[:-1]), sound.shape[-1])
        if not len(channels):
            raise AnalysisError(Sentence("audio.no_channel", shape=sound.shape))
        checked = (check_audio(channel, sr, allow_empty=True) for channel in channels)
        parts = [
            _channel(PaddedSound(c, half, pad_mode), periods, frame_length, hop, trough_threshold) for c in checked
        ]
        return sr / np.stack(parts).reshape(*sound.shape[:-1], -1)
    padded = PaddedSound(check_audio(sound, sr, allow_empty=True), half, pad_mode)
    return sr / _channel(padded, periods, frame_length, hop, trough_threshold)


def _channel(
    padded: PaddedSound, lags: tuple[int, int], frame_length: int, hop_length: int, threshold: float
) -> NDArray[np.float64]:
    """Periods in samples, shape (n_frames,)."""
    from gradio_pianoroll.analysis.pyin.yin_kernels import find_periods

    n_frames = padded.frames(frame_length, hop_length)
    # The length of librosa's transform: the result is not rounded to bins, so the last bits show.
    n_fft = fft.next_fast_len(2 * frame_length - 1, real=True)
    result = np.empty(n_frames)
    reals = np.empty(lags[1] - lags[0] + 1)
    at = 0
    for piece, n in padded.pieces(frame_length, hop_length, PIECE_FRAMES):
        samples = np.require(piece, requirements=("C", "A"))
        step = samples.strides[0]
        frames = np.lib.stride_tricks.as_strided(samples, (n, frame_length), (step * hop_length, step), writeable=False)
        spectra = fft.rfft(frames, n_fft)
        acf = fft.irfft(spectra.real**2 + spectra.imag**2, n_fft)
        sums = np.empty((3, lags[1] + 1), samples.dtype)
        find_periods(samples, hop_length, acf, *lags, threshold, result[at : at + n], sums, reals)
        at += n
    return result
