"""A recording that is kept ready to be sung in another way."""

from __future__ import annotations

import itertools
import threading
from collections import OrderedDict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from gradio_pianoroll.extras import check_extra, is_installed
from gradio_pianoroll.i18n.sentence import Sentence
from gradio_pianoroll.synth.resynthesis.f0_track import F0Track, ResynthesisError, f0_track, gain_track
from gradio_pianoroll.synth.resynthesis.grains import render_run
from gradio_pianoroll.synth.resynthesis.plan import FEWEST_PULSES, Change, Run, change_at, make_run, voiced_runs
from gradio_pianoroll.synth.resynthesis.pulses import find_pulses, voiced_stretches
from gradio_pianoroll.synth.resynthesis.sources import (
    ArraySource,
    FileSource,
    Source,
    as_samples,
    full_scale,
    mix,
    read_rows,
)
from gradio_pianoroll.synth.resynthesis.timing import Timing, timing_of
from gradio_pianoroll.synth.resynthesis.world import VocodedRun, Vocoder

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Pairs = Iterable[Sequence[float]]

WHAT = Sentence("needs.resynthesis")
METHODS = ("auto", "psola", "world")
# Sound around a stretch that its pulses are looked for in.
CONTEXT_S = 0.06
# F0 and gain of an edit around a span: beyond that they decide nothing in it.
AROUND_S = 30.0
KEPT_STRETCHES = 512
# Grains of sound without pitch, where time is stretched.
NOISE_GRAIN_S = 0.01
# Gain comes and goes within this time at the ends of its curve.
GAIN_RAMP_S = 0.01
BLOCK_S = 5.0
# `auto`: four semitones, and a little for what F0 does not say exactly.
WORLD_BEYOND = 4.1 * np.log(2) / 12


@dataclass(frozen=True)
class _Edit:
    """What is to be another way; checked."""

    f0_to: F0Track | None
    gain: tuple[NDArray[np.float64], NDArray[np.float64]] | None
    timing: Timing | None


class Resynthesiser:
    """A recording that can be sung with another F0, other timing, another loudness, any span of it at once.

    What an edit does not touch is the recording bit by bit. Pulses that were found are kept, so that a second edit of
    a phrase costs less than the first.

    Parameters
    ----------
    audio
        float32, float64, int16 or int32 of shape (n,) or (n, channels); or the path of a file that libsndfile reads
        (WAV, FLAC, AIFF …), of which only the spans are read that are asked for.
    sr
        Sample rate in Hz; that of the file when it is one.
    f0
        Of the recording: an `F0Result`, a `Curve` over seconds, or ``(times in s, F0 in Hz)``.
    method
        `psola` moves the pulses of the voice itself. `world` (extra `world`) takes whole phrases apart and puts them
        together again, which takes ten times as long. `auto` takes `world` for phrases that go beyond ± 4 semitones,
        when it is installed.

    Attributes
    ----------
    sr
        In Hz.
    n_samples, channels
        Of the recording.
    dtype
        Type of its samples, and of those that are rendered.

    Raises
    ------
    ResynthesisError
        When sound or F0 cannot be used; the message says what to change.
    MissingPackageError
        When a package is not installed; the message has the line that installs it.

    Examples
    --------
    >>> import numpy as np
    >>> from gradio_pianoroll.synth import Resynthesiser
    >>> time_s = np.arange(2 * 22_050) / 22_050
    >>> voice = (0.3 * np.sin(2 * np.pi * 200 * time_s) + 0.2 * np.sin(2 * np.pi * 400 * time_s)).astype("float32")
    >>> frames_s = np.arange(0, 2, 0.01)
    >>> f0_hz = np.full(200, 200.0)
    >>> kept = Resynthesiser(voice, 22_050, (frames_s, f0_hz))
    >>> higher = np.where(frames_s > 1, 220, f0_hz)
    >>> edited = kept.render(higher)
    >>> bool((edited[:21_000] == voice[:21_000]).all()), bool((edited == voice).all())
    (True, False)
    """

    def __init__(self, audio: Any, sr: float | None = None, f0: Any = None, *, method: str = "psola") -> None:
        check_extra("analysis", WHAT)
        if method not in METHODS:
            raise ResynthesisError(f"method must be one of {', '.join(METHODS)}, not {method!r}")
        self._source: Source
        if isinstance(audio, FileSource):
            self._source = audio
        elif isinstance(audio, str | Path):
            self._source = FileSource(audio)
            if sr is not None and sr != self._source.sr:
                raise ResynthesisError(f"{Path(audio).name} has {self._source.sr:g} Hz, not {sr:g}")
        else:
            if sr is None:
                raise ResynthesisError("sr, the sample rate in Hz, is needed")
            self._source = ArraySource(audio, sr)
        self.sr, self.n_samples = self._source.sr, self._source.n_samples
        self.channels, self.dtype = self._source.channels, self._source.dtype
        self.method = method
        self._f0 = f0_track(f0, "f0")
        self._stretches = voiced_stretches(self._f0, self.sr, self.n_samples)
        self._earliest = np.array([stretch.earliest for stretch in self._stretches], np.int64)
        self._latest = np.array([stretch.latest for stretch in self._stretches], np.int64)
        self._pulses: OrderedDict[int, NDArray[np.float64]] = OrderedDict()
        self._lock = threading.Lock()
        has_world = method == "world" or (method == "auto" and is_installed("pyworld"))
        self._vocoder = Vocoder(self._source, self._f0) if has_world else None

    # --- what is asked for -----------------------------------------------------------------------------------------

    def render(
        self,
        f0_to: Any = None,
        start_s: float = 0.0,
        end_s: float | None = None,
        *,
        gain_db: Any = None,
        timing: Pairs | None = None,
    ) -> NDArray[Any]:
        """Give a span of the edited sound; it is the same whatever else of it was asked for before.

        Parameters
        ----------
        f0_to
            F0 as it is to be: Hz for each frame of the recording's F0, or with times of its own as `f0`, which may
            cover a part only. Times are those of the edited sound. Where one of both is unvoiced, or nothing is said,
            the sound stays as it is.
        start_s, end_s
            Span of the edited sound; to its end by default.
        gain_db
            ``(times in s, gain in dB)``, or a `Curve`.
        timing
            Pairs (moment of the recording, moment of the edited sound) in seconds; `segment_timing` makes them of
            segments.

        Returns
        -------
        array of the recording's type, shape (n,) or (n, channels)

        Raises
        ------
        ResynthesisError
            When the edit or the span cannot be used; the message says what to change.
        """
        times = timing_of(timing, self.sr, self.n_samples)
        first, end = self._span(start_s, end_s, times)
        edit = self._edit(f0_to, gain_db, times, (first / self.sr - AROUND_S, end / self.sr + AROUND_S))
        return self._shaped(self._render(edit, first, end))

    def blocks(
        self, f0_to: Any = None, *, gain_db: Any = None, timing: Pairs | None = None, block_s: float = BLOCK_S
    ) -> Iterator[NDArray[Any]]:
        """Give the whole edited sound in blocks; arguments as for `render`, which are checked at once."""
        if not block_s > 0:
            raise ResynthesisError(f"block_s must be positive, not {block_s}")
        times = timing_of(timing, self.sr, self.n_samples)
        edit = self._edit(f0_to, gain_db, times, None)
        step, total = max(1, int(block_s * self.sr)), self._length(times)
        return (self._shaped(self._render(edit, first, min(first + step, total))) for first in range(0, total, step))

    def duration_s(self, timing: Pairs | None = None) -> float:
        """Length of the edited sound in seconds."""
        return self._length(timing_of(timing, self.sr, self.n_samples)) / self.sr

    def changed_spans(self, f0_to: Any, *, gain_db: Any = None) -> list[tuple[float, float]]:
        """Tell where the edited sound is another than the recording: (start, end) in seconds, ascending."""
        edit = self._edit(f0_to, gain_db, None, None)
        spans = [
            (run.first, run.end)
            for index in range(len(self._stretches))
            for run in self._runs(index, edit)
        ]  # fmt: skip
        if edit.gain is not None:
            times_s, gain = edit.gain
            loud = np.flatnonzero((gain[:-1] != 0) | (gain[1:] != 0))
            spans += [(int(times_s[k] * self.sr), int(np.ceil(times_s[k + 1] * self.sr))) for k in loud.tolist()]
        joined: list[list[int]] = []
        for first, end in sorted(spans):
            if joined and first <= joined[-1][1]:
                joined[-1][1] = max(joined[-1][1], end)
            else:
                joined.append([max(0, first), end])
        return [(first / self.sr, min(end, self.n_samples) / self.sr) for first, end in joined]

    # --- how it is made --------------------------------------------------------------------------------------------

    def _length(self, timing: Timing | None) -> int:
        return self.n_samples if timing is None else round(float(timing.to_target(float(self.n_samples))))

    def _span(self, start_s: float, end_s: float | None, timing: Timing | None) -> tuple[int, int]:
        total = self._length(timing)
        first, end = round(start_s * self.sr), total if end_s is None else round(end_s * self.sr)
        if not 0 <= first <= end <= total:
            raise ResynthesisError(
                f"the span {start_s:g} to {end_s if end_s is not None else total / self.sr:g} s does not lie in the "
                f"edited sound, which has {total / self.sr:.3f} s"
            )
        return first, end

    def _edit(self, f0_to: Any, gain_db: Any, timing: Timing | None, near_s: tuple[float, float] | None) -> _Edit:
        track = None if f0_to is None else f0_track(f0_to, "f0_to", self._f0.times_s, near_s)
        gain = gain_track(gain_db)
        if gain is not None:
            times_s, values = gain
            times_s = np.concatenate([[times_s[0] - GAIN_RAMP_S], times_s, [times_s[-1] + GAIN_RAMP_S]])
            gain = times_s, np.concatenate([[0.0], values, [0.0]])
        return _Edit(track, gain, timing)

    def _shaped(self, samples: NDArray[Any]) -> NDArray[Any]:
        return samples[:, 0] if self._source.is_mono else samples

    def _render(self, edit: _Edit, first: int, end: int) -> NDArray[Any]:
        """Samples `first` to `end` of the edited sound, shape (n, channels)."""
        if edit.timing is None:
            out = np.array(self._source.read(first, end))
            low, high = first, end
        else:
            out = np.zeros((end - first, self.channels), self.dtype)
            low, high = (int(at) for at in edit.timing.to_source(np.array([first, end], float)))
            self._fill_between(out, first, edit.timing, low, high)
        near = np.flatnonzero((self._latest > low) & (self._earliest < high))
        for index in near.tolist():
            for run in self._runs(index, edit):
                self._put(run, out, first)
        if edit.gain is not None:
            gain = 10 ** (np.interp(np.arange(first, end) / self.sr, *edit.gain) / 20)
            louder = gain != 1
            rows = out[louder].T * np.float64(1 / full_scale(self.dtype))
            out[louder] = as_samples(rows * gain[louder], self.dtype)
        return out

    def _put(self, run: Run | VocodedRun, out: NDArray[Any], out_from: int) -> None:
        first, end = max(run.first, out_from), min(run.end, out_from + len(out))
        if end <= first:
            return
        place = slice(first - out_from, end - out_from)
        if isinstance(run, Run):
            sound = render_run(self._source, run, first, end)
        elif self._vocoder is not None:
            sung, share = self._vocoder.render(run, self._stretches[run.index], first, end)
            sound = share * sung + (1 - share) * (out[place].T * np.float32(1 / full_scale(self.dtype)))
        out[place] = as_samples(sound, self.dtype)

    def _runs(self, index: int, edit: _Edit) -> Sequence[Run | VocodedRun]:
        """Grains of a stretch that are not the recording as it is, at its place."""
        stretch = self._stretches[index]
        if edit.f0_to is None and edit.timing is None:
            return []
        marks = self.pulses(index)
        if len(marks) < FEWEST_PULSES:
            return []
        change = None
        if edit.f0_to is not None:
            change = change_at(marks, stretch, self._f0, edit.f0_to, self.sr, edit.timing)
        shift = 0.0 if edit.timing is None else edit.timing.shift_of(float(marks[0]), float(marks[-1]))
        if change is None and shift is not None:
            return []
        change = change or Change(np.zeros(len(marks)), np.zeros(len(marks)), np.ones(len(marks)))
        timing = edit.timing if shift is None else None
        beyond = float(np.abs(change.of_f0).max()) > WORLD_BEYOND
        if self._vocoder is not None and (self.method == "world" or beyond):
            return [self._vocoder.run_of(index, marks, change, timing).moved(shift or 0.0)]
        runs = voiced_runs(marks, change.of_pulses, stretch.goes_on, timing)
        return [run.moved(shift or 0.0) for run in runs]

    def pulses(self, index: int) -> NDArray[np.float64]:
        """Pulses of a voiced stretch, by its number, in samples of the recording; found once."""
        with self._lock:
            known = self._pulses.get(index)
            if known is not None:
                self._pulses.move_to_end(index)
                return known
        stretch = self._stretches[index]
        around = int(CONTEXT_S * self.sr)
        origin = stretch.earliest - around
        mono = mix(read_rows(self._source, origin, stretch.latest + around))
        found = find_pulses(mono, origin, stretch, self._f0, self.sr)
        with self._lock:
            self._pulses[index] = found
            while len(self._pulses) > KEPT_STRETCHES:
                self._pulses.popitem(last=False)
        return found

    def _fill_between(self, out: NDArray[Any], out_from: int, timing: Timing, low: int, high: int) -> None:
        """Fill what lies between voiced stretches, and those that are only moved, from the recording."""
        for first, last, is_voiced in self._cells(timing, low, high):
            shift = timing.shift_of(first, last)
            if shift is None and is_voiced:
                continue
            begin, stop = (int(np.ceil(at)) for at in timing.to_target(np.array([first, last])))
            begin, stop = max(begin, out_from), min(stop, out_from + len(out))
            if stop <= begin:
                continue
            if shift is not None:
                there = self._source.read(begin - int(shift), stop - int(shift))
                out[begin - out_from : stop - out_from] = there
            else:
                self._put(self._noise_run(first, last, timing, begin, stop), out, out_from)

    def _cells(self, timing: Timing, low: int, high: int) -> list[tuple[float, float, bool]]:
        """Parts of the recording from before `low` to after `high`, none with a knot inside, and which are voiced."""
        first = max(0, int(np.searchsorted(self._latest, low)) - 1)
        last = int(np.searchsorted(self._earliest, high, side="right")) + 1
        voiced = [self.pulses(index) for index in range(first, min(last, len(self._stretches)))]
        ends = [(float(marks[0]), float(marks[-1])) for marks in voiced if len(marks) >= FEWEST_PULSES]
        found: list[tuple[float, float, bool]] = []
        at = 0.0 if first == 0 else max(0.0, float(self._earliest[first]))
        final = float(self.n_samples) if last >= len(self._stretches) else max(ends[-1][1] if ends else at, float(high))
        for begin, end in [*ends, (final, final)]:
            for a, b, is_voiced in ((at, begin, False), (begin, end, True)):
                knots = timing.source[(timing.source > a) & (timing.source < b)]
                edges = [a, *knots.tolist(), b]
                found += [(c, d, is_voiced) for c, d in itertools.pairwise(edges) if d > c]
            at = end
        return found

    def _noise_run(self, first: float, last: float, timing: Timing, begin: int, stop: int) -> Run:
        """Grains of a part without pitch that is stretched, near the samples `begin` to `stop` of the edited sound."""
        start, end = timing.to_target(np.array([first, last])).tolist()
        count = max(1, round((end - start) / (NOISE_GRAIN_S * self.sr)))
        step = (end - start) / count
        near = np.arange(max(0, int((begin - start) / step) - 12), min(count, int((stop - start) / step) + 12) + 1)
        places = start + near * step
        width = np.full(len(near), step)
        run = make_run(places, timing.to_source(places), width, width)
        return run
