"""Observation probabilities of a block of frames: autocorrelation by SciPy, the rest by compiled kernels."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from gradio_pianoroll.analysis.pyin import observe_kernels as kernels
from gradio_pianoroll.analysis.pyin.tables import TINY, threshold_prior
from gradio_pianoroll.analysis.pyin.transforms import irfft, next_fast_len, rfft

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from gradio_pianoroll.analysis.pyin.parameters import PyinParameters

    # float32 or float64, the same through one analysis.
    Samples = NDArray[Any]

# How much the difference functions by two transforms of different lengths may differ, relative to the energy of the
# frame and in units of the precision. Seen on speech, noise, sweeps and offsets: at most 16, half of that in 99 of 100
# frames.
ERROR_EPS = 24.0


@dataclass(frozen=True)
class Observations:
    """What a block of frames says about pitch, sparse.

    Attributes
    ----------
    bins, log_prob : (n_candidates,)
        Pitch bin and log probability of the candidates of all frames, rising within a frame.
    ends : (n_frames,)
        Where the candidates of a frame end.
    log_unvoiced : (n_frames,)
        Log probability of each unvoiced state.
    voiced_prob : (n_frames,)
        Sum of the candidates' probabilities, 0-1.
    """

    bins: NDArray[np.int64]
    log_prob: NDArray[np.float64]
    ends: NDArray[np.int64]
    log_unvoiced: NDArray[np.float64]
    voiced_prob: NDArray[np.float64]

    def __len__(self) -> int:
        return len(self.ends)


def segment_length(p: PyinParameters) -> int:
    """Length in samples of segments that frames are made of and share, or 0 where they cannot share any.

    A segment is a whole number of hops, a frame a whole number of segments, and no lag is longer than a segment.
    """
    best, cost = 0, _cost(next_fast_len(p.frame_length + p.max_period))
    for length in range(p.hop_length, p.frame_length + 1, p.hop_length):
        if p.frame_length % length or length < p.max_period:
            continue
        if next_fast_len(2 * length) == 2 * length and _cost(2 * length) < cost:
            best, cost = length, _cost(2 * length)
    return best


def _cost(n: int) -> float:
    return float(n * np.log2(n))


class Observer:
    """Makes observations of blocks of frames; keeps its buffers, so each thread needs its own."""

    def __init__(self, p: PyinParameters) -> None:
        self._p = p
        self._prior = threshold_prior(p)
        self._segment = segment_length(p)
        self._n_fft = next_fast_len(p.frame_length + p.max_period)
        self._n_fft_exact = next_fast_len(2 * p.frame_length - 1)
        self._pitch = (float(p.sr), float(p.fmin), float(12 * p.bins_per_semitone), p.n_pitch_bins)
        self._slots: tuple[Any, ...] = ()
        n_lags = p.max_period - p.min_period + 1
        self._work = (
            np.empty((4, max(2, n_lags))),
            np.empty((3, n_lags), np.int64),
            np.empty((n_lags // 2 + 2, p.n_thresholds)),
            np.empty(4, np.int32),
        )
        self.asked_again = 0

    def observe(self, samples: Samples, n_frames: int) -> Observations:
        """Observe `n_frames` frames; the first starts at the first of `samples`, all of which they need."""
        samples = np.ascontiguousarray(samples)
        slots = self._room(n_frames)
        precision = float(np.finfo(samples.dtype).eps)
        self._find(samples, np.arange(n_frames), self._autocorrelation(samples, n_frames), ERROR_EPS * precision)
        again = np.flatnonzero(slots[4][:n_frames])
        if len(again):
            self.asked_again += len(again)
            self._find(samples, again, self._exact_autocorrelation(samples, again), 0.0)
        return self._packed(n_frames)

    def _room(self, n_frames: int) -> tuple[Any, ...]:
        if not self._slots or len(self._slots[0]) < n_frames:
            most = (self._p.max_period - self._p.min_period + 1) // 2 + 2
            self._slots = (
                np.empty((n_frames, most), np.int64),
                np.empty((n_frames, most), np.float64),
                np.empty(n_frames, np.int64),
                np.empty(n_frames, np.float64),
                np.empty(n_frames, np.bool_),
            )
        return self._slots

    def _find(self, samples: Samples, which: NDArray[np.int64], acf: Samples, tolerance: float) -> None:
        p, prior = self._p, self._prior
        kernels.find_candidates(
            samples,
            p.hop_length,
            which,
            acf,
            p.min_period,
            p.max_period,
            prior.heights,
            prior.weight,
            prior.below,
            prior.scale,
            prior.decay,
            p.no_trough_prob,
            *self._pitch,
            tolerance,
            *self._slots,
            np.empty((3, p.max_period + 1), samples.dtype),
            *self._work,
        )

    def _frames(self, samples: Samples, n_frames: int, length: int) -> Samples:
        step = samples.itemsize
        # As `as_strided` of contiguous samples, at a tenth of its price: that counts where frames come one by one.
        return np.ndarray((n_frames, length), samples.dtype, samples, 0, (step * self._p.hop_length, step))

    def _autocorrelation(self, samples: Samples, n_frames: int) -> Samples:
        p = self._p
        if not self._segment:
            spectra = rfft(self._frames(samples, n_frames, p.frame_length), self._n_fft)
            plain: Samples = irfft(spectra.real**2 + spectra.imag**2, self._n_fft)
            return plain
        step, parts = self._segment // p.hop_length, p.frame_length // self._segment
        segments = self._frames(samples, n_frames + (parts - 1) * step, self._segment)
        spectra = rfft(segments, 2 * self._segment)
        out = np.empty((n_frames, spectra.shape[1]), spectra.dtype)
        power = np.empty(spectra.shape, samples.dtype)
        kernels.cross_spectra(spectra, step, parts, out, power, np.empty_like(spectra))
        shared: Samples = irfft(out, 2 * self._segment)
        return shared

    def _exact_autocorrelation(self, samples: Samples, which: NDArray[np.int64]) -> Samples:
        """The same with the transform that librosa uses, for the frames `which`."""
        last = int(which[-1]) + 1
        frames = self._frames(samples, last, self._p.frame_length)[which]
        spectra = rfft(frames, self._n_fft_exact)
        exact: Samples = irfft(spectra.real**2 + spectra.imag**2, self._n_fft_exact)
        return exact

    def _packed(self, n_frames: int) -> Observations:
        bins, probs, counts, voiced, _ = (slot[:n_frames] for slot in self._slots)
        total = int(counts.sum())
        flat_bins, flat_probs = np.empty(total, np.int64), np.empty(total, np.float64)
        ends = np.empty(n_frames, np.int64)
        kernels.pack(bins, probs, counts, flat_bins, flat_probs, ends)
        return Observations(
            flat_bins,
            np.log(flat_probs + TINY),
            ends,
            np.log((1 - voiced) / self._p.n_pitch_bins + TINY),
            voiced.copy(),
        )
