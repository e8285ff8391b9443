"""Where the path is to be doubted: by what else a stretch could be, and by what lies around it.

The probability of the chosen candidate says nothing: an octave error is as confident as a right note.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from gradio_pianoroll.analysis.lattice.geometry import Span
from gradio_pianoroll.analysis.lattice.readings import Readings
from gradio_pianoroll.analysis.lattice.results import Reading, f0_of
from gradio_pianoroll.analysis.lattice.touch import LEAP_CENTS

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from gradio_pianoroll.analysis.lattice.decoding import Decoding

# What is sung within this time before and after a stretch is what it is compared with.
AROUND_S = 1.5
# Less than this is a click or a consonant: nobody looks at it.
LEAST_S = 0.03
# Beyond these a stretch is as doubtful as it can be.
MOST_SEMITONES = 18.0
MOST_NATS = 12.0
# A logistic model: of what the best other reading costs a frame (nats), of the distance from what is around
# (semitones), of the length (ln of seconds). Fitted to rendered singing with injected octaves, noise and hums: of 244
# stretches 71 are wrong, of the 72 that are doubted 61. What a nat counts is that of recorded singing.
CONSTANT = -3.2
PER_NAT = -0.4
PER_SEMITONE = 0.6
PER_LOG_S = -1.4


@dataclass(frozen=True)
class PitchDoubt:
    """A stretch of one voicing that may be heard in another way.

    Attributes
    ----------
    start_s, end_s
        `end_s` is the time of the frame after the last.
    doubt
        0-1: above one half it is worth a look.
    reading
        The best other reading.
    """

    start_s: float
    end_s: float
    doubt: float
    reading: Reading


def voiced_spans(decoding: Decoding, first: int, stop: int) -> list[Span]:
    """Voiced stretches without a leap that begin in a span, in order of time."""
    base = decoding.base
    states = decoding.path.astype(np.int64)
    voiced = states < base.half_states
    leap = base.geometry.bins_of(LEAP_CENTS)
    breaks = (voiced[1:] != voiced[:-1]) | (voiced[1:] & (np.abs(np.diff(states)) > leap))
    edges = np.concatenate([[0], np.flatnonzero(breaks) + 1, [len(states)]])
    begins, ends = edges[:-1], edges[1:]
    here = voiced[begins] & (begins >= first) & (begins < stop) if len(states) else np.zeros(0, bool)
    return [Span(int(a), int(b)) for a, b in zip(begins[here], ends[here], strict=True)]


def doubt_of(loss_nats_per_frame: float, distance_semitones: float, length_s: float) -> float:
    """How much a stretch is to be doubted, 0-1."""
    nats = min(max(loss_nats_per_frame, 0.0), MOST_NATS)
    sum_ = CONSTANT + PER_NAT * nats + PER_LOG_S * float(np.log(max(length_s, LEAST_S)))
    sum_ += PER_SEMITONE * min(distance_semitones, MOST_SEMITONES)
    return float(1 / (1 + np.exp(-sum_)))


def doubts_of(decoding: Decoding, first: int, stop: int, tell: Callable[[float], None]) -> list[PitchDoubt]:
    """The stretches of some frames, as far as no pin lies there, each with how much it is to be doubted."""
    hop_s = decoding.base.geometry.hop_s
    f0_hz, _ = f0_of(decoding, 0, decoding.base.geometry.n_frames)
    pitch = 12 * np.log2(f0_hz)
    around = round(AROUND_S / hop_s)
    found = []
    spans = voiced_spans(decoding, first, stop)
    for number, span in enumerate(spans):
        length_s = (span.stop - span.first) * hop_s
        if length_s < LEAST_S or decoding.rules.pinned(*span):
            continue
        readings = Readings(decoding, span).find(1)
        if not readings:
            continue
        best = min(readings, key=lambda reading: reading.loss_nats)
        distance = _distance(pitch, span, around)
        doubt = doubt_of(best.loss_nats / (span.stop - span.first), distance, length_s)
        found.append(PitchDoubt(span.first * hop_s, span.stop * hop_s, doubt, best))
        tell((number + 1) / len(spans))
    return found


def _distance(pitch: NDArray[np.float64], span: Span, around: int) -> float:
    """Semitones between the medians of a stretch and of what is sung around it; 0 where nothing is."""
    before, after = pitch[max(0, span.first - around) : span.first], pitch[span.stop : span.stop + around]
    others = np.concatenate([before, after])
    others = others[np.isfinite(others)]
    if not len(others):
        return 0.0
    return float(abs(np.median(pitch[span.first : span.stop]) - np.median(others)))
