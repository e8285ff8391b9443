"""What pYIN is asked for, checked, and the numbers that follow from it."""

from __future__ import annotations

import math
import warnings
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from gradio_pianoroll.analysis.checks import AnalysisError, check_band
from gradio_pianoroll.i18n.sentence import Sentence

if TYPE_CHECKING:
    from numpy.typing import NDArray

# The decoder counts states in 16 bits, as librosa's does.
MAX_STATES = 65_535


def check_search(fmin: float, fmax: float, sr: float, frame_length: int) -> None:
    """Refuse a search range in Hz that no frame of `frame_length` samples can hold.

    The limits are librosa's: one period of `fmin` must fit into the frame; less than two are warned about.
    """
    if fmin is None or fmax is None:
        raise AnalysisError(Sentence("pyin.both"))
    if not (np.isfinite(sr) and sr > 0):
        raise AnalysisError(Sentence("analysis.rate", sr=sr))
    check_band(fmin, fmax, sr)
    if frame_length < 4:
        raise AnalysisError(Sentence("analysis.frame", frame_length=frame_length))
    if sr / fmin >= frame_length - 1:
        raise AnalysisError(
            Sentence(
                "analysis.range_low",
                fmin=fmin,
                frame_length=frame_length,
                sr=sr,
                lowest=sr / (frame_length - 1),
                need=math.ceil(sr / fmin) + 2,
            )
        )
    if sr / fmin >= frame_length // 2:
        warnings.warn(
            Sentence("pyin.periods", fmin=fmin, frame_length=frame_length, sr=sr, need=2 * math.ceil(sr / fmin) + 1),
            stacklevel=4,
        )


@dataclass(frozen=True)
class PyinParameters:
    """The arguments of `pyin`, checked; hashable, so that tables are made once.

    Attributes
    ----------
    fmin, fmax
        Search range in Hz.
    sr
        Sample rate in Hz.
    frame_length, hop_length
        In samples.
    n_thresholds, beta_parameters, boltzmann_parameter, no_trough_prob
        Prior over the thresholds of YIN and over the troughs below each of them.
    resolution
        Distance of the pitch bins in semitones.
    max_transition_rate
        In octaves per second.
    switch_prob
        Probability of a change of voicing from frame to frame.
    transition_min_prob
        Smallest probability of a step between two states that counts; None: all count.
    """

    fmin: float
    fmax: float
    sr: float = 22_050
    frame_length: int = 2048
    hop_length: int = 512
    n_thresholds: int = 100
    beta_parameters: tuple[float, float] = (2, 18)
    boltzmann_parameter: float = 2
    resolution: float = 0.1
    max_transition_rate: float = 35.92
    switch_prob: float = 0.01
    no_trough_prob: float = 0.01
    transition_min_prob: float | None = None

    def __post_init__(self) -> None:
        check_search(self.fmin, self.fmax, self.sr, self.frame_length)
        if self.hop_length < 1:
            raise AnalysisError(Sentence("analysis.hop", hop_length=self.hop_length))
        if self.n_thresholds < 1:
            raise AnalysisError(Sentence("pyin.thresholds", given=self.n_thresholds))
        a, b = self.beta_parameters
        if not (a > 0 and b > 0):
            raise AnalysisError(Sentence("pyin.beta", given=self.beta_parameters))
        if not self.boltzmann_parameter > 0:
            raise AnalysisError(Sentence("pyin.boltzmann", given=self.boltzmann_parameter))
        if not self.resolution > 0:
            raise AnalysisError(Sentence("pyin.resolution", given=self.resolution))
        for name in ("switch_prob", "no_trough_prob"):
            if not 0 <= getattr(self, name) <= 1:
                raise AnalysisError(Sentence("pyin.share", name=name, given=getattr(self, name)))
        if self.transition_min_prob is not None and not 0 <= self.transition_min_prob <= 1:
            raise AnalysisError(Sentence("pyin.transition_min", given=self.transition_min_prob))
        if not (np.isfinite(self.max_transition_rate) and self.max_transition_rate > 0):
            raise AnalysisError(Sentence("pyin.transition_rate", given=self.max_transition_rate))
        self._check_states()

    def _check_states(self) -> None:
        if self.n_pitch_bins < 2:
            raise AnalysisError(Sentence("pyin.one_bin", fmin=self.fmin, fmax=self.fmax, resolution=self.resolution))
        if 2 * self.n_pitch_bins > MAX_STATES:
            raise AnalysisError(Sentence("pyin.many_bins", count=self.n_pitch_bins, resolution=self.resolution))
        if self.transition_width > self.n_pitch_bins:
            raise AnalysisError(
                Sentence(
                    "pyin.wide",
                    width=self.transition_width,
                    fmin=self.fmin,
                    fmax=self.fmax,
                    count=self.n_pitch_bins,
                    rate=self.max_transition_rate,
                )
            )

    @property
    def min_period(self) -> int:
        """Shortest lag, in samples."""
        return math.floor(self.sr / self.fmax)

    @property
    def max_period(self) -> int:
        """Longest lag, in samples."""
        return min(math.ceil(self.sr / self.fmin), self.frame_length - 1)

    @property
    def bins_per_semitone(self) -> int:
        """Pitch bins per semitone."""
        return math.ceil(1.0 / self.resolution)

    @property
    def n_pitch_bins(self) -> int:
        """Pitch bins of the range; the decoder has as many voiced and as many unvoiced states."""
        return int(np.floor(12 * self.bins_per_semitone * np.log2(self.fmax / self.fmin))) + 1

    @property
    def transition_width(self) -> int:
        """Bins that the pitch may reach from one frame to the next."""
        semitones = round(self.max_transition_rate * 12 * self.hop_length / self.sr)
        return int(semitones * self.bins_per_semitone + 1)

    def bin_frequencies_hz(self) -> NDArray[np.float64]:
        """Frequency of each pitch bin, shape (n_pitch_bins,)."""
        exponent = np.arange(self.n_pitch_bins) / (12 * self.bins_per_semitone)
        return np.asarray(self.fmin * 2**exponent, np.float64)
