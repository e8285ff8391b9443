"""What the spectrum of a frame says: A-weighted level, centroid, harmonicity, a picture. One transform serves all.

Frames are windowed with a periodic Hann window. The transform has the length of the frame, or twice that (zeros added)
when harmonicity is asked for, whose autocorrelation must not wrap around; every other bin is then that of the shorter.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from gradio_pianoroll.analysis.checks import AnalysisError
from gradio_pianoroll.analysis.engines.types import F0Options
from gradio_pianoroll.analysis.extras import require
from gradio_pianoroll.analysis.spectrogram import PitchRows
from gradio_pianoroll.analysis.transforms import fft
from gradio_pianoroll.i18n.sentence import Sentence

if TYPE_CHECKING:
    from numpy.typing import NDArray

SPECTRAL = ("a_weighted", "spectral_centroid", "harmonicity", "spectrogram")
# Beyond this single precision says nothing about the noise beside a periodic sound.
HARMONICITY_LIMIT_DB = 60.0
# Lags longer than this share of the frame are judged on too little sound.
_LONGEST_LAG_SHARE = 0.5
# A constant offset leaks into this many bins through the window (beyond, 100 dB below); it is taken out of them.
_OFFSET_BINS = 128
# What is left of a frame that is nothing but offset: rounding.
_ROUNDING_SHARE = 1e-10


def a_weighting(frequencies_hz: NDArray[np.floating]) -> NDArray[np.float64]:
    """Amplitude factors of the A-weighting, 1 at 1 kHz (IEC 61672-1:2013, annex E); shape of the frequencies in Hz."""
    squared = np.square(np.asarray(frequencies_hz, dtype=np.float64))
    f1, f2, f3, f4 = 20.598997, 107.65265, 737.86223, 12194.217
    response = (f4**2 * squared**2) / (
        (squared + f1**2) * np.sqrt((squared + f2**2) * (squared + f3**2)) * (squared + f4**2)
    )
    return np.asarray(response * 10 ** (2.0 / 20))


class SpectralFrames:
    """Measures frames through one transform of each.

    Parameters
    ----------
    sr
        Sample rate in Hz.
    frame_length
        In samples.
    wanted
        Some of `SPECTRAL`.
    fmin, fmax
        Range in Hz in which harmonicity looks for a period.
    rows
        Rows of the spectrogram; required when it is wanted.
    """

    def __init__(
        self,
        sr: float,
        frame_length: int,
        wanted: tuple[str, ...],
        *,
        fmin: float = F0Options.fmin,
        fmax: float = F0Options.fmax,
        rows: PitchRows | None = None,
    ) -> None:
        get_window = require("scipy.signal").get_window

        self._wanted, self._length, self._rows = wanted, frame_length, rows
        self._window = get_window("hann", frame_length, fftbins=True).astype(np.float32)
        self._stride = 2 if "harmonicity" in wanted else 1
        self._frequencies = np.arange(frame_length // 2 + 1) * sr / frame_length
        self._centroid_weights = np.stack([self._frequencies, np.ones_like(self._frequencies)], axis=1)
        self._centroid_weights = self._centroid_weights.astype(np.float32)
        self._a_weights = (self._one_sided() * a_weighting(self._frequencies) ** 2).astype(np.float32)
        if self._stride == 2:
            self._shortest, self._longest, self._lag_window = self._lags(sr, fmin, fmax)
            self._offset = self._window_spectrum()[:_OFFSET_BINS]

    def _one_sided(self) -> NDArray[np.float64]:
        """Factors that make the mean square of a frame of a one-sided power spectrum."""
        factors = np.full(self._length // 2 + 1, 2.0)
        factors[0] = 1.0
        if self._length % 2 == 0:
            factors[-1] = 1.0
        return np.asarray(factors / (self._length * np.square(self._window, dtype=np.float64).sum()))

    def _window_spectrum(self) -> NDArray[np.complex64]:
        return np.asarray(fft.rfft(self._window, 2 * self._length))

    def _lags(self, sr: float, fmin: float, fmax: float) -> tuple[int, int, NDArray[np.float32]]:
        shortest = max(2, int(sr / fmax))
        longest = min(int(np.ceil(sr / fmin)), int(self._length * _LONGEST_LAG_SHARE))
        if longest <= shortest:
            raise AnalysisError(Sentence("analysis.no_periods", length=self._length, sr=sr, fmin=fmin, fmax=fmax))
        window = fft.irfft(np.abs(fft.rfft(self._window.astype(np.float64), 2 * self._length)) ** 2)
        return shortest, longest, (window / window[0])[: longest + 2].astype(np.float32)

    def measure(self, frames: NDArray[np.float32]) -> dict[str, NDArray[np.float32]]:
        """Values of each frame, shape (n,): `a_weighted` (RMS), `spectral_centroid` (Hz), `harmonicity` (dB).

        `spectrogram` has shape (n, rows): power in dB, 0 for a sine of full scale.
        """
        spectrum = fft.rfft(frames * self._window, self._stride * self._length, axis=1)
        dense = np.square(spectrum.real) + np.square(spectrum.imag)
        power = dense if self._stride == 1 else np.ascontiguousarray(dense[:, ::2])
        found: dict[str, NDArray[np.float32]] = {}
        if "a_weighted" in self._wanted:
            found["a_weighted"] = np.sqrt(power @ self._a_weights)
        if "spectral_centroid" in self._wanted:
            found["spectral_centroid"] = self._centroid(power)
        if "spectrogram" in self._wanted and self._rows is not None:
            found["spectrogram"] = self._rows.level_db(power, float(self._window.sum()))
        if "harmonicity" in self._wanted:
            found["harmonicity"] = self._harmonicity(spectrum, dense)
        return found

    def _centroid(self, power: NDArray[np.float32]) -> NDArray[np.float32]:
        """Mean frequency weighted with the magnitude; 0 Hz in silence, as in librosa."""
        moment, total = (np.sqrt(power) @ self._centroid_weights).T
        shown = total > np.finfo(np.float32).tiny
        return np.asarray(np.divide(moment, total, out=np.zeros_like(moment), where=shown))

    def _harmonicity(self, spectrum: NDArray[np.complex64], dense: NDArray[np.float32]) -> NDArray[np.float32]:
        """Ratio of periodic to other energy in dB from the highest peak of the autocorrelation.

        P. Boersma, "Accurate short-term analysis of the fundamental frequency and the harmonics-to-noise ratio of a
        sampled sound", Proceedings of the Institute of Phonetic Sciences 17, Amsterdam 1993: the autocorrelation of the
        windowed frame is divided by that of the window. Peaks are interpolated by a parabola. Silence has -60 dB.
        """
        total = dense.sum(axis=1)
        low = spectrum[:, : len(self._offset)]
        low = low - (low[:, :1].real / self._offset[0].real) * self._offset
        dense[:, : len(self._offset)] = np.square(low.real) + np.square(low.imag)
        # The spectrum of power is real and even, so that its inverse transform is a cosine transform.
        correlation = fft.dct(dense, type=1, axis=1)[:, : self._longest + 2]
        energy = correlation[:, :1]
        silent = dense.sum(axis=1) <= np.maximum(total * _ROUNDING_SHARE, np.finfo(np.float32).tiny)
        ratio = correlation / (np.where(silent[:, None], np.float32(1), energy) * self._lag_window)
        at = self._shortest + np.argmax(ratio[:, self._shortest : self._longest + 1], axis=1)
        rows = np.arange(len(ratio))
        before, peak, after = ratio[rows, at - 1], ratio[rows, at], ratio[rows, at + 1]
        bend = before - 2 * peak + after
        is_peak = (bend < 0) & (before <= peak) & (after <= peak)
        top = np.where(is_peak, peak - (after - before) ** 2 / (8 * np.where(is_peak, bend, -1)), peak)
        limit = 10 ** (-HARMONICITY_LIMIT_DB / 10)
        share = np.clip(np.where(silent, 0, top), limit, 1 - limit).astype(np.float64)
        level = 10 * np.log10(share / (1 - share))
        return np.asarray(np.clip(level, -HARMONICITY_LIMIT_DB, HARMONICITY_LIMIT_DB), dtype=np.float32)
