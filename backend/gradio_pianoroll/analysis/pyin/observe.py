"""Observation probabilities of a block of frames: autocorrelation by SciPy, the rest by compiled kernels."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from gradio_pianoroll.analysis.pyin import observe_kernels as kernels
from gradio_pianoroll.analysis.pyin.records import TINY, CandidateRoom, Candidates, Search
from gradio_pianoroll.analysis.pyin.tables import threshold_prior
from gradio_pianoroll.analysis.transforms import fft

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from gradio_pianoroll.analysis.pyin.parameters import PyinParameters

    # float32 or float64, the same through one analysis.
    Samples = NDArray[Any]

# How much the difference functions by two transforms of different lengths may differ, relative to the energy of the
# frame and in units of the precision. Seen on speech, noise, sweeps and offsets: at most 16, half of that in 99 of 100
# frames.
ERROR_EPS = 24.0
# Frames that are transformed together. SciPy makes a new array for each transform: of so many frames they are small
# enough to come from memory that the process has already; of hundreds each call gets its pages from the system anew.
BATCH_FRAMES = 128
# The same for the transform of whole frames.
BATCH_FRAMES_EXACT = 64


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
    best, cost = 0, _cost(fft.next_fast_len(p.frame_length + p.max_period, real=True))
    for length in range(p.hop_length, p.frame_length + 1, p.hop_length):
        if p.frame_length % length or length < p.max_period:
            continue
        if fft.next_fast_len(2 * length, real=True) == 2 * length and _cost(2 * length) < cost:
            best, cost = length, _cost(2 * length)
    return best


def _cost(n: int) -> float:
    return float(n * np.log2(n))


class Observer:
    """Makes observations of blocks of frames; keeps its buffers, so each thread needs its own."""

    def __init__(self, p: PyinParameters) -> None:
        self.parameters = self._p = p
        self._prior = threshold_prior(p)
        self._segment = segment_length(p)
        self._n_fft = fft.next_fast_len(p.frame_length + p.max_period, real=True)
        self._n_fft_exact = fft.next_fast_len(2 * p.frame_length - 1, real=True)
        self._search = Search(
            p.hop_length,
            p.min_period,
            p.max_period,
            float(p.no_trough_prob),
            float(p.sr),
            float(p.fmin),
            float(12 * p.bins_per_semitone),
            p.n_pitch_bins,
        )
        n_lags = p.max_period - p.min_period + 1
        self._most = n_lags // 2 + 2
        self._numbers = (
            np.empty((3, max(2, n_lags))),
            np.empty((3, n_lags), np.int64),
            np.empty((self._most, p.n_thresholds)),
        )
        self._found: Candidates | None = None
        self._room: CandidateRoom | None = None
        self._padded: Samples | None = None
        self._spectra: tuple[NDArray[Any], Samples, NDArray[Any]] | None = None
        self.asked_again = 0

    def observe(self, samples: Samples, n_frames: int) -> Observations:
        """Observe `n_frames` frames; the first starts at the first of `samples`, all of which they need."""
        # Aligned too, which a view into the bytes of a file need not be.
        samples = np.require(samples, requirements=("C", "A"))
        found = self._candidates(n_frames)
        tolerance = ERROR_EPS * float(np.finfo(samples.dtype).eps)
        for first in range(0, n_frames, BATCH_FRAMES):
            which = np.arange(first, min(n_frames, first + BATCH_FRAMES))
            acf = self._autocorrelation(samples[first * self._p.hop_length :], len(which))
            self._find(samples, which, acf, tolerance, found)
        again = np.flatnonzero(found.unsure[:n_frames])
        self.asked_again += len(again)
        for first in range(0, len(again), BATCH_FRAMES_EXACT):
            which = again[first : first + BATCH_FRAMES_EXACT]
            self._find(samples, which, self._exact_autocorrelation(samples, which), 0.0, found)
        return self._packed(found, n_frames)

    def _packed(self, found: Candidates, n_frames: int) -> Observations:
        counts, voiced = found.counts[:n_frames], found.voiced[:n_frames]
        total = int(counts.sum())
        bins, probs, ends = np.empty(total, np.int64), np.empty(total), np.empty(n_frames, np.int64)
        kernels.pack(found.bins, found.probs, counts, bins, probs, ends)
        log_unvoiced = np.log((1 - voiced) / self._p.n_pitch_bins + TINY)
        return Observations(bins, np.log(probs + TINY), ends, log_unvoiced, voiced.copy())

    def _candidates(self, n_frames: int) -> Candidates:
        if self._found is None or len(self._found.counts) < n_frames:
            self._found = Candidates(
                np.empty((n_frames, self._most), np.int64),
                np.empty((n_frames, self._most)),
                np.empty(n_frames, np.int64),
                np.empty(n_frames),
                np.empty(n_frames, np.bool_),
            )
        return self._found

    def _find(
        self, samples: Samples, which: NDArray[np.int64], acf: Samples, tolerance: float, found: Candidates
    ) -> None:
        if self._room is None or self._room.sums.dtype != samples.dtype:
            self._room = CandidateRoom(np.empty((3, self._p.max_period + 1), samples.dtype), *self._numbers)
        kernels.find_candidates(samples, which, acf, tolerance, self._search, self._prior, found, self._room)

    def _frames(self, samples: Samples, n_frames: int, length: int) -> Samples:
        step = samples.itemsize
        # As `as_strided` of contiguous samples, at a tenth of its price: that counts where frames come one by one.
        return np.ndarray((n_frames, length), samples.dtype, samples, 0, (step * self._p.hop_length, step))

    def _autocorrelation(self, samples: Samples, n_frames: int) -> Samples:
        p = self._p
        if not self._segment:
            spectra = fft.rfft(self._frames(samples, n_frames, p.frame_length), self._n_fft)
            plain: Samples = fft.irfft(spectra.real**2 + spectra.imag**2, self._n_fft)
            return plain
        step, parts = self._segment // p.hop_length, p.frame_length // self._segment
        segments = self._frames(samples, n_frames + (parts - 1) * step, self._segment)
        spectra = fft.rfft(self._with_zeros(segments))
        out, power, cross = self._spectral_room(spectra)
        kernels.cross_spectra(spectra, step, parts, out[:n_frames], power, cross)
        shared: Samples = fft.irfft(out[:n_frames], 2 * self._segment)
        return shared

    def _with_zeros(self, segments: Samples) -> Samples:
        """Return rows of which the first half are the segments."""
        n, length = segments.shape
        if self._padded is None or len(self._padded) < n or self._padded.dtype != segments.dtype:
            self._padded = np.zeros((n, 2 * length), segments.dtype)
        self._padded[:n, :length] = segments
        return self._padded[:n]

    def _spectral_room(self, spectra: NDArray[Any]) -> tuple[NDArray[Any], Samples, NDArray[Any]]:
        """Return room for the spectra of as many frames, and for what they are summed up from."""
        kept = self._spectra
        if kept is None or len(kept[0]) < len(spectra) or kept[0].dtype != spectra.dtype:
            kept = (np.empty_like(spectra), np.empty(spectra.shape, spectra.real.dtype), np.empty_like(spectra))
            self._spectra = kept
        return kept

    def _exact_autocorrelation(self, samples: Samples, which: NDArray[np.int64]) -> Samples:
        """The same with the transform that librosa uses, for the frames `which`."""
        last = int(which[-1]) + 1
        frames = self._frames(samples, last, self._p.frame_length)[which]
        spectra = fft.rfft(frames, self._n_fft_exact)
        exact: Samples = fft.irfft(spectra.real**2 + spectra.imag**2, self._n_fft_exact)
        return exact
