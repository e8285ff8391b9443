"""Programme loudness after ITU-R BS.1770-5 and EBU R 128: momentary, short-term and integrated, in LUFS.

The K-weighting is two biquads. Their coefficients in the recommendation hold for 48 kHz; for any other rate they come
from the same analogue prototypes (a high shelf and a high pass) through the bilinear transform, as in libebur128.
The mean square of 100 ms steps is all that has to be kept: a momentary value is the mean of four steps, a short-term
value of thirty, and the gated integrated loudness follows from the momentary ones.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from gradio_pianoroll.analysis.checks import AnalysisError
from gradio_pianoroll.analysis.extras import require
from gradio_pianoroll.i18n.sentence import Sentence

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

STEP_S = 0.1
MOMENTARY_STEPS, SHORT_TERM_STEPS = 4, 30
OFFSET_LU = -0.691
# The corner of the shelf, 1 682 Hz, must lie below half the sample rate.
LEAST_SR = 3_400
ABSOLUTE_GATE_LUFS, RELATIVE_GATE_LU = -70.0, -10.0
# Weights by position: surround channels count 1.5 dB more, the low-frequency channel not at all (BS.1770, table 3).
_SURROUND = 1.41
_WEIGHTS = {4: (1, 1, _SURROUND, _SURROUND), 5: (1, 1, 1, _SURROUND, _SURROUND)}
_SURROUND_51 = (1, 1, 1, 0, _SURROUND, _SURROUND)


def too_low(sr: float) -> str:
    """Sentence for a sound whose sample rate, in Hz, has no room for the K-weighting."""
    return (
        f"loudness in LUFS cannot be had at a sample rate of {sr:g} Hz: its weighting lifts what lies above 1.7 kHz, "
        f"which needs a sound recorded at {LEAST_SR} Hz or more; use the level in dB"
    )


def _n_step(sr: float) -> int:
    """Samples of a step, as libebur128 rounds them."""
    return (int(sr) + 5) // 10


def unknown_loudness(n_samples: int, sr: float) -> ProgrammeLoudness:
    """What is known of a sound whose loudness cannot be had: its steps, all NaN."""
    step = max(1, _n_step(sr))
    return ProgrammeLoudness(np.full(n_samples // step, np.nan), step / sr)


def k_weighting(sr: float) -> NDArray[np.float64]:
    """Second-order sections of the K-weighting for `scipy.signal.sosfilt`, shape (2, 6).

    Parameters
    ----------
    sr
        Sample rate in Hz.

    Notes
    -----
    Prototypes: a shelf of +4 dB at 1.68 kHz (the head) and a high pass at 38 Hz (BS.1770-5, annex 1, tables 1 and 2).
    """
    gain_db, quality, corner_hz = 3.999843853973347, 0.7071752369554196, 1681.974450955533
    k = np.tan(np.pi * corner_hz / sr)
    high = 10 ** (gain_db / 20)
    band = high**0.4996667741545416
    a0 = 1 + k / quality + k * k
    shelf = [
        (high + band * k / quality + k * k) / a0,
        2 * (k * k - high) / a0,
        (high - band * k / quality + k * k) / a0,
        1.0,
        2 * (k * k - 1) / a0,
        (1 - k / quality + k * k) / a0,
    ]
    quality, corner_hz = 0.5003270373238773, 38.13547087602444
    k = np.tan(np.pi * corner_hz / sr)
    a0 = 1 + k / quality + k * k
    high_pass = [1.0, -2.0, 1.0, 1.0, 2 * (k * k - 1) / a0, (1 - k / quality + k * k) / a0]
    return np.array([shelf, high_pass])


def channel_weights(channels: int) -> NDArray[np.float64]:
    """Weights of the channels in their usual order: L R | L R C | L R Ls Rs | L R C Ls Rs | L R C LFE Ls Rs …."""
    if channels <= 3:
        return np.ones(channels)
    if channels in _WEIGHTS:
        return np.array(_WEIGHTS[channels], np.float64)
    return np.array([*_SURROUND_51, *[0.0] * (channels - len(_SURROUND_51))], np.float64)


def _lufs(mean_square: NDArray[np.float64]) -> NDArray[np.float64]:
    with np.errstate(divide="ignore"):
        return np.asarray(OFFSET_LU + 10 * np.log10(mean_square))


def _moving_mean(steps: NDArray[np.float64], width: int) -> NDArray[np.float64]:
    if len(steps) < width:
        return np.zeros(0)
    return np.asarray(np.lib.stride_tricks.sliding_window_view(steps, width).mean(axis=1))


@dataclass(frozen=True)
class ProgrammeLoudness:
    """Loudness over time and as a whole.

    Attributes
    ----------
    step_mean_square
        float64, shape (n,): weighted mean square of each 100 ms; the other figures follow from it. NaN where the sample
        rate is too low to measure it.
    step_s
        Length of a step in seconds (100 ms, rounded to samples).
    """

    step_mean_square: NDArray[np.float64]
    step_s: float = STEP_S

    @property
    def momentary_lufs(self) -> NDArray[np.float64]:
        """Loudness of 400 ms, every 100 ms; shape (n - 3,), -inf in digital silence."""
        return _lufs(_moving_mean(self.step_mean_square, MOMENTARY_STEPS))

    @property
    def short_term_lufs(self) -> NDArray[np.float64]:
        """Loudness of 3 s, every 100 ms; shape (n - 29,)."""
        return _lufs(_moving_mean(self.step_mean_square, SHORT_TERM_STEPS))

    @property
    def momentary_start_s(self) -> float:
        """Middle of the first momentary window."""
        return self.step_s * MOMENTARY_STEPS / 2

    @property
    def short_term_start_s(self) -> float:
        """Middle of the first short-term window."""
        return self.step_s * SHORT_TERM_STEPS / 2

    @property
    def integrated_lufs(self) -> float:
        """Loudness of the whole, gated at -70 LUFS and 10 LU below the mean of what remains; -inf when nothing does.

        NaN when it cannot be measured at the sound's sample rate.
        """
        if np.isnan(self.step_mean_square).any():
            return float("nan")
        blocks = _moving_mean(self.step_mean_square, MOMENTARY_STEPS)
        blocks = blocks[blocks >= 10 ** ((ABSOLUTE_GATE_LUFS - OFFSET_LU) / 10)]
        if len(blocks):
            blocks = blocks[blocks >= blocks.mean() * 10 ** (RELATIVE_GATE_LU / 10)]
        return float(_lufs(blocks.mean())) if len(blocks) else -np.inf


class LoudnessMeter:
    """Measure a sound that comes in blocks; the result does not depend on their sizes.

    Parameters
    ----------
    sr
        Sample rate in Hz; measure before resampling.
    channels
        Number of channels, in the order of `channel_weights`.

    Raises
    ------
    AnalysisError
        Below `LEAST_SR`.
    """

    def __init__(self, sr: int, channels: int = 1) -> None:
        if sr < LEAST_SR:
            raise AnalysisError(too_low(sr))
        self._weights = channel_weights(channels)
        self._sections = k_weighting(sr)
        self._state = np.zeros((2, channels, 2))
        self._step = _n_step(sr)
        self._sr = sr
        self._pending = np.zeros(0)
        self._steps: list[NDArray[np.float64]] = []

    def push(self, block: NDArray[np.floating]) -> None:
        """Take a block of shape (n,) or (n, channels), full scale ±1."""
        sosfilt = require("scipy.signal").sosfilt

        if len(block) == 0:
            return
        rows = np.ascontiguousarray(np.atleast_2d(block.T), dtype=np.float64)
        if len(rows) != len(self._weights):
            raise AnalysisError(f"the block has {len(rows)} channels, the meter {len(self._weights)}")
        filtered, self._state = sosfilt(self._sections, rows, axis=-1, zi=self._state)
        power = self._weights @ np.square(filtered) if len(rows) > 1 else np.square(filtered[0])
        power = np.concatenate([self._pending, power])
        whole = len(power) - len(power) % self._step
        self._steps.append(power[:whole].reshape(-1, self._step).mean(axis=1))
        self._pending = power[whole:]

    def finish(self) -> ProgrammeLoudness:
        """What was measured; an incomplete last step does not count."""
        return ProgrammeLoudness(np.concatenate([np.zeros(0), *self._steps]), self._step / self._sr)


def programme_loudness(audio: ArrayLike, sr: int) -> ProgrammeLoudness:
    """Loudness of a sound in LUFS.

    Parameters
    ----------
    audio
        Shape (n,) or (n, channels), floating point, full scale ±1.
    sr
        Sample rate in Hz.

    Raises
    ------
    AnalysisError
        When the sound is empty, not floating point or not finite, or its sample rate is too low.
    """
    array = np.asarray(audio)
    if array.ndim not in (1, 2) or array.size == 0 or array.dtype.kind != "f":
        raise AnalysisError(Sentence("audio.form", dtype=array.dtype, shape=array.shape))
    if not np.isfinite(array).all():
        raise AnalysisError(Sentence("audio.bad"))
    meter = LoudnessMeter(sr, 1 if array.ndim == 1 else array.shape[1])
    for first in range(0, len(array), 1 << 16):
        meter.push(array[first : first + (1 << 16)])
    return meter.finish()
