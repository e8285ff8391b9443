"""A voice taken apart into pitch, spectral envelope and breath, and put together with another pitch: WORLD.

References
----------
M. Morise, F. Yokomori, K. Ozawa: WORLD: a vocoder-based high-quality speech synthesis system for real-time
applications. IEICE Transactions on Information and Systems E99-D (7), 2016.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np

from gradio_pianoroll.extras import require
from gradio_pianoroll.i18n.sentence import Sentence
from gradio_pianoroll.synth.resynthesis.f0_track import F0Track
from gradio_pianoroll.synth.resynthesis.plan import LARGEST_RESIDUE, Change
from gradio_pianoroll.synth.resynthesis.pulses import Stretch
from gradio_pianoroll.synth.resynthesis.sources import Source, mix, read_rows
from gradio_pianoroll.synth.resynthesis.timing import Timing

if TYPE_CHECKING:
    from numpy.typing import NDArray

HOP_S = 0.005
# Sound before and after a voice, for the first and last frames, and for pulses that nobody hears.
LEAD_S = 0.05
# Recording and synthesis overlap for this long, before the first and after the last pulse.
FADE_S = 0.012
# Stretches are made of pieces, which overlap, so that a span needs no more than those it touches.
PIECE_S, OVERLAP_S = 1.6, 0.02
# The sound is as loud as the recording, over so long on both sides; silence stays silence.
LEVEL_S, LARGEST_GAIN, QUIET = 0.025, 2.8, 1e-8
# WORLD looks for noise up to 7.9 kHz, and beyond its own memory where the sound has no such bins.
LEAST_SR_FOR_BREATH = 16_000
KEPT_BYTES = 96_000_000


@dataclass(frozen=True)
class Apart:
    """A stretch of a recording as WORLD sees it.

    Attributes
    ----------
    origin, hop
        First frame and distance of frames, in samples.
    envelopes, breaths : float32 arrays, shape (channels, n_frames, n_bins)
        Power spectra without pitch; share of noise in them, 0-1.
    energies : float64 array, shape (n_frames,)
        Of the sound around each frame.
    log_f0, residue : float64 arrays, shape (n_frames,)
        Logarithm of F0 as it was given, and what F0 at the instant is beyond that.
    """

    origin: int
    hop: int
    envelopes: NDArray[np.float32]
    breaths: NDArray[np.float32]
    energies: NDArray[np.float64]
    log_f0: NDArray[np.float64]
    residue: NDArray[np.float64]

    @property
    def n_bytes(self) -> int:
        """Size in memory."""
        return int(self.envelopes.nbytes + self.breaths.nbytes)


@dataclass(frozen=True)
class VocodedRun:
    """A stretch that WORLD is to sing.

    Attributes
    ----------
    ends
        Its first and last pulse in the edited sound, in samples.
    index
        Number of the stretch.
    marks, change
        Pulses of the recording, and how F0 changes at each.
    fade
        Samples that recording and synthesis overlap before the first and after the last pulse.
    timing
        When it is stretched.
    moved_by
        Samples, when it is only moved.
    """

    ends: tuple[float, float]
    index: int
    marks: NDArray[np.float64]
    change: Change
    fade: int
    timing: Timing | None
    moved_by: float = 0.0

    def moved(self, by: float) -> VocodedRun:
        """The same run later."""
        return self if by == 0 else replace(self, ends=(self.ends[0] + by, self.ends[1] + by), moved_by=by)

    def to_source(self, at: NDArray[np.float64]) -> NDArray[np.float64]:
        """Samples of the recording at samples of the edited sound."""
        return at - self.moved_by if self.timing is None else self.timing.to_source(at)

    @property
    def first(self) -> int:
        """First sample of the edited sound that belongs to it."""
        return int(np.ceil(self.ends[0])) - self.fade

    @property
    def end(self) -> int:
        """First sample behind it."""
        return int(np.ceil(self.ends[1])) + self.fade


class Vocoder:
    """WORLD's view of the stretches of a recording, kept as long as there is room."""

    def __init__(self, source: Source, f0: F0Track) -> None:
        self._world = require("pyworld", Sentence("needs.resynthesis_world"))
        self._source, self._f0 = source, f0
        self._kept: OrderedDict[int, Apart] = OrderedDict()
        self._lock = threading.Lock()
        self.hop = round(HOP_S * source.sr)

    def run_of(self, index: int, marks: NDArray[np.float64], change: Change, timing: Timing | None) -> VocodedRun:
        """Plan a stretch: it begins at its first pulse, and ends where the recording's ends."""
        ends = marks[[0, -1]] if timing is None else timing.to_target(marks[[0, -1]])
        fade = round(FADE_S * self._source.sr)
        return VocodedRun((float(ends[0]), float(ends[1])), index, marks, change, fade, timing)

    def _places(self, run: VocodedRun, apart: Apart) -> NDArray[np.float64]:
        """Pulses of the edited sound, in samples: the first and the last where those of the recording are."""
        start, end = run.ends
        at = np.linspace(start, end, max(8, int((end - start) / self.hop)))
        there = run.to_source(at)
        frame = (there - apart.origin) / apart.hop
        frames = np.arange(len(apart.log_f0))
        log_hz = np.interp(frame, frames, apart.log_f0) + np.interp(there, run.marks, run.change.of_f0)
        log_hz += np.interp(there, run.marks, run.change.kept) * np.interp(frame, frames, apart.residue)
        hz = np.exp(log_hz)
        turns = np.concatenate([[0.0], np.cumsum(0.5 * (hz[1:] + hz[:-1]) * np.diff(at))]) / self._source.sr
        return np.append(np.interp(np.arange(max(3.0, turns[-1])), turns, at), end)

    def render(self, run: VocodedRun, stretch: Stretch, first: int, end: int) -> tuple[NDArray[np.float32], Any]:
        """Sound from sample `first` to `end` of the edited sound, shape (channels, n), and its share of the mixture."""
        apart = self.apart(run.index, stretch)
        places = self._places(run, apart)
        out = np.zeros((self._source.channels, end - first), np.float32)
        for begin, stop, weight in _pieces(run, self._source.sr):
            low, high = max(begin, first), min(stop, end)
            if high > low:
                sound = self._sung(apart, run, places, begin, stop)
                out[:, low - first : high - first] += (sound * weight)[:, low - begin : high - begin]
        at = np.arange(first, end)
        edge = np.minimum(at - run.first, run.end - 1 - at) / run.fade
        return out, (0.5 - 0.5 * np.cos(np.pi * np.clip(edge, 0, 1))).astype(np.float32)

    def apart(self, index: int, stretch: Stretch) -> Apart:
        """Take a stretch apart, or give what is known of it."""
        with self._lock:
            if (known := self._kept.get(index)) is not None:
                self._kept.move_to_end(index)
                return known
        sr, lead = self._source.sr, round(LEAD_S * self._source.sr)
        origin = stretch.earliest - lead
        rows = read_rows(self._source, origin, stretch.latest + lead).astype(np.float64)
        frame = np.arange(0, rows.shape[1], self.hop)
        times_s = frame / sr
        log_f0 = self._f0.log_hz_at((frame + origin) / sr)
        # An analysis has steps and smooths; WORLD needs F0 at the instant.
        f0_hz = self._world.stonemask(
            mix(rows.astype(np.float32)).astype(np.float64), np.exp(log_f0), times_s, round(sr)
        )
        residue = np.log(np.maximum(f0_hz, 1.0)) - log_f0
        residue[np.abs(residue) > LARGEST_RESIDUE] = 0.0
        f0_hz = np.exp(log_f0 + residue)
        envelopes, breaths = [], []
        for row in rows:
            envelope = self._world.cheaptrick(row, f0_hz, times_s, round(sr))
            envelopes.append(envelope.astype(np.float32))
            breaths.append(self._breath(row, f0_hz, times_s, round(sr), envelope.shape[1]).astype(np.float32))
        energies = _energies(rows, frame, round(LEVEL_S * sr))
        found = Apart(origin, self.hop, np.stack(envelopes), np.stack(breaths), energies, log_f0, residue)
        with self._lock:
            self._kept[index] = found
            while len(self._kept) > 1 and sum(kept.n_bytes for kept in self._kept.values()) > KEPT_BYTES:
                self._kept.popitem(last=False)
        return found

    def _breath(
        self, row: NDArray[np.float64], f0_hz: NDArray[np.float64], times_s: NDArray[np.float64], sr: int, n_bins: int
    ) -> NDArray[np.float64]:
        """Return the share of noise in each frame, shape (n_frames, n_bins)."""
        more = 1
        while more * sr < LEAST_SR_FOR_BREATH:
            more *= 2
        if more > 1:
            row = require("scipy.signal", Sentence("needs.resynthesis_world")).resample_poly(row, more, 1)
        # As many times the bins over as many times the band: the first ones are those of the sound.
        breath = self._world.d4c(row, f0_hz, times_s, more * sr, fft_size=more * 2 * (n_bins - 1))
        return np.ascontiguousarray(breath[:, :n_bins])

    def _sung(
        self, apart: Apart, run: VocodedRun, places: NDArray[np.float64], begin: int, stop: int
    ) -> NDArray[np.float32]:
        """Samples `begin` to `stop` of the edited sound, shape (channels, n)."""
        sr, hop, lead = self._source.sr, apart.hop, round(0.5 * LEAD_S * self._source.sr)
        former = places[places <= begin - lead]
        # At a pulse where there is one: pulses of all pieces lie at the same places.
        start = round(float(former[-1])) if len(former) else begin - lead
        skipped = begin - start
        frames = start + hop * np.arange((stop - start) // hop + 3)
        turns = _turns_at(places, start)
        f0_hz = (turns(frames + 0.5 * hop) - turns(frames - 0.5 * hop)) * (sr / hop)
        there = run.to_source(frames.astype(float))
        rows = np.rint((there - apart.origin) / hop).astype(np.int64).clip(0, apart.envelopes.shape[1] - 1)
        f0_hz, period_ms = np.ascontiguousarray(f0_hz), 1000 * hop / round(sr)
        sung = [
            self._world.synthesize(
                f0_hz, envelope[rows].astype(np.float64), breath[rows].astype(np.float64), round(sr), period_ms
            )
            for envelope, breath in zip(apart.envelopes, apart.breaths, strict=True)
        ]  # fmt: skip
        out = np.stack(sung)
        at = frames - start
        ratio = (apart.energies[rows] + QUIET) / (_energies(out, at, round(LEVEL_S * sr)) + QUIET)
        level = np.clip(np.sqrt(ratio), 1 / LARGEST_GAIN, LARGEST_GAIN)
        wanted = np.arange(skipped, skipped + stop - begin)
        out = out[:, wanted] * np.interp(wanted, at, level)
        return np.asarray(out, np.float32)


def _energies(rows: NDArray[np.float64], at: NDArray[np.int64], reach: int) -> NDArray[np.float64]:
    """Mean square of all channels within `reach` samples of some places."""
    sums = np.concatenate([[0.0], np.cumsum(np.einsum("cn,cn->n", rows, rows))])
    low, high = (at - reach).clip(0, len(sums) - 1), (at + reach).clip(0, len(sums) - 1)
    return np.asarray((sums[high] - sums[low]) / np.maximum(high - low, 1))


def _turns_at(places: NDArray[np.float64], start: int) -> Any:
    """Turns of the voice by the sample: whole at each pulse, and at `start`, where WORLD begins to count."""
    pulses = places[int(np.searchsorted(places, start + 1)) :]
    # The last interval may be cut off by the end of the voice.
    intervals = np.diff(pulses[:-1]) if len(pulses) > 2 else np.diff(pulses)
    period, last = float(intervals[:8].mean()), float(intervals[-8:].mean())
    before = max(1, round((pulses[0] - start) / period))
    known = np.concatenate([[start - period, float(start)], pulses[:-1]])
    turns = np.concatenate([[-1.0, 0.0], before + np.arange(len(known) - 2)])

    def at(sample: NDArray[np.float64]) -> NDArray[np.float64]:
        inside = np.interp(sample, known, turns)
        return np.asarray(inside + np.maximum(sample - known[-1], 0) / last - np.maximum(known[0] - sample, 0) / period)

    return at


def _pieces(run: VocodedRun, sr: float) -> list[tuple[int, int, NDArray[np.float32]]]:
    """Begin and end of the pieces of a run in samples, and their weights, which add up to one."""
    count = max(1, int(np.ceil((run.end - run.first) / (PIECE_S * sr))))
    edges = np.rint(np.linspace(run.first, run.end, count + 1)).astype(int).tolist()
    half = round(0.5 * OVERLAP_S * sr)
    found = []
    for k in range(count):
        begin = edges[k] - (half if k else 0)
        stop = edges[k + 1] + (half if k < count - 1 else 0)
        at = np.arange(begin, stop)
        weight = np.ones(stop - begin)
        if k:
            weight *= 0.5 - 0.5 * np.cos(np.pi * np.clip((at - begin) / (2 * half), 0, 1))
        if k < count - 1:
            weight *= 0.5 - 0.5 * np.cos(np.pi * np.clip((stop - at) / (2 * half), 0, 1))
        found.append((begin, stop, weight.astype(np.float32)))
    return found
