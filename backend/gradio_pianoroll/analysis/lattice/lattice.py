"""Every pitch that a recording may have, and the best path through them under what is known."""

from __future__ import annotations

import dataclasses
import os
import threading
import warnings
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from gradio_pianoroll.analysis.cache import AnalysisCache
from gradio_pianoroll.analysis.checks import AnalysisError, check_audio, check_frames
from gradio_pianoroll.analysis.engines.types import F0Options
from gradio_pianoroll.analysis.lattice.base import Base
from gradio_pianoroll.analysis.lattice.columns import MAP_BYTES
from gradio_pianoroll.analysis.lattice.decoding import Decoding
from gradio_pianoroll.analysis.lattice.doubts import PitchDoubt, doubts_of
from gradio_pianoroll.analysis.lattice.geometry import Span, merged
from gradio_pianoroll.analysis.lattice.pins import DEFAULT_CENTS, Pin, PinError, checked_pins, listed
from gradio_pianoroll.analysis.lattice.readings import Readings
from gradio_pianoroll.analysis.lattice.results import (
    PitchCandidates,
    PitchChange,
    PitchPath,
    PitchSegment,
    Reading,
    f0_of,
)
from gradio_pianoroll.analysis.lattice.rules import Rules
from gradio_pianoroll.analysis.lattice.source import cut, is_array, known, made, parameters_of
from gradio_pianoroll.analysis.lattice.touch import pins_of_stroke, pins_of_touch, segment_around
from gradio_pianoroll.analysis.layers import curve_of
from gradio_pianoroll.analysis.pyin.padding import PaddedSound
from gradio_pianoroll.analysis.pyin.parameters import PyinParameters
from gradio_pianoroll.analysis.pyin.stream import PIECE_FRAMES, check_workers
from gradio_pianoroll.errors import PianoRollWarning
from gradio_pianoroll.formats.audio_stream import AudioStream
from gradio_pianoroll.i18n.filled import counted
from gradio_pianoroll.i18n.sentence import Sentence

if TYPE_CHECKING:
    from numpy.typing import ArrayLike

    from gradio_pianoroll.score import Curve

    Progress = Callable[[float], None]

# A file is analysed at this rate, or its own where that is lower, as all analyses are.
FILE_SR = 22_050


class PitchLattice:
    """pYIN's observations of every frame of a recording, and the path through them under pins.

    Made by `of`. What is known of the sound itself is shared and never changes; a lattice has pins of its own, which
    `update` replaces, and `copy` gives another one on the same recording.

    Attributes
    ----------
    parameters
        Of the analysis.
    pins
        Those that hold now.

    Examples
    --------
    >>> import numpy as np
    >>> from gradio_pianoroll.analysis import Pin, PitchLattice
    >>> time_s = np.arange(22_050) / 22_050
    >>> lattice = PitchLattice.of(0.3 * np.sin(2 * np.pi * 220 * time_s), 22_050, cache=False)
    >>> round(float(np.nanmedian(lattice.decode().f0_hz)))
    220
    >>> changes = lattice.update([Pin.unvoiced(0.5, 1.0)])
    >>> bool(np.isnan(lattice.path.f0_hz[60]))
    True
    """

    def __init__(self, base: Base) -> None:
        self._base = base
        self._decoding = Decoding(base)
        self._lock = threading.Lock()

    @classmethod
    def of(
        cls,
        audio: ArrayLike | Iterable[ArrayLike] | str | os.PathLike[str],
        sr: float | None = None,
        *,
        fmin: float = F0Options.fmin,
        fmax: float = F0Options.fmax,
        hop_length: int = F0Options.hop_length,
        frame_length: int = F0Options.frame_length,
        workers: int = 1,
        cache: AnalysisCache | bool | None = None,
        on_progress: Progress | None = None,
        map_bytes: int = MAP_BYTES,
        **options: Any,
    ) -> PitchLattice:
        """Observe a recording and decode it once, without pins.

        Parameters
        ----------
        audio
            Mono samples, floating point, shape (n,); an iterator of such blocks; or a sound file, which is mixed down
            and analysed at 22 050 Hz at most.
        sr
            Sample rate in Hz of samples and blocks. Of a file the rate to analyse it at.
        fmin, fmax, hop_length, frame_length
            As in `extract_f0`.
        workers
            Threads that observe.
        cache
            As in `extract_audio_features`: where the lattice of the same sound is looked up and kept. Blocks are not.
        on_progress
            Called with the share done, 0-1, where the length is known.
        map_bytes
            A larger lattice lies in files that are mapped, so that hours do not fill the memory.
        **options
            pYIN's own, as in `extract_f0`: `resolution`, `switch_prob` …

        Raises
        ------
        AnalysisError
            When the sound or the options cannot be used; the message says what to change.
        FormatError
            When a file cannot be read.
        """
        check_workers(workers)
        check_frames(hop_length, frame_length)
        tell = on_progress or (lambda share: None)
        ranges = {"fmin": fmin, "fmax": fmax, "hop_length": hop_length, "frame_length": frame_length}
        if isinstance(audio, str | os.PathLike):
            stream = AudioStream(audio)
            target = min(stream.source_sr, FILE_SR) if sr is None else int(sr)
            stream = AudioStream(audio, sr=target)
            p = parameters_of(target, ranges, options)
            size = None if stream.n_samples is None else stream.n_samples * target / stream.source_sr
            return cls(known(Path(audio), p, cache, lambda: cut(stream, p), size, workers, tell, map_bytes))
        if sr is None:
            raise AnalysisError(Sentence("analysis.rate_needed"))
        p = parameters_of(sr, ranges, options)
        if isinstance(audio, Iterator) or (isinstance(audio, Iterable) and not is_array(audio)):
            return cls(made(p, cut(audio, p), None, workers, tell, map_bytes))
        sound = check_audio(np.asarray(audio), sr)
        padded = PaddedSound(sound, frame_length // 2, "constant")
        pieces = lambda: padded.pieces(frame_length, hop_length, PIECE_FRAMES)  # noqa: E731
        return cls(known(sound, p, cache, pieces, len(sound), workers, tell, map_bytes))

    def copy(self) -> PitchLattice:
        """Another lattice of the same recording, with the same pins to begin with; the recording is kept once."""
        other = PitchLattice(self._base)
        with self._lock:
            other._decoding = self._decoding.copy()
        return other

    @property
    def parameters(self) -> PyinParameters:
        """Of the analysis."""
        return self._base.parameters

    @property
    def pins(self) -> tuple[Pin, ...]:
        """Pins that hold now."""
        return self._decoding.rules.pins

    @property
    def n_frames(self) -> int:
        """Number of frames."""
        return len(self._base)

    @property
    def hop_s(self) -> float:
        """Distance of two frames in seconds; the first is centred at 0."""
        return self._base.geometry.hop_s

    @property
    def n_bytes(self) -> int:
        """Bytes of the recording's arrays, and of what the pins added."""
        return self._base.n_bytes + self._decoding.n_bytes

    @property
    def observation_bytes(self) -> int:
        """Bytes of the observations and the path alone, without what pins go on from."""
        rows = sum(array.nbytes for name, array in self._base.arrays().items() if name.startswith("rows_"))
        return self._base.n_bytes - rows

    @property
    def computed_frames(self) -> int:
        """Frames that the last `update` had to compute."""
        return self._decoding.computed

    def __repr__(self) -> str:
        frames = f"{counted(self.n_frames, 'frame')} in steps of {1e3 * self.hop_s:.3g} ms"
        return f"PitchLattice({frames}, {counted(len(self.pins), 'pin')})"

    @property
    def path(self) -> PitchPath:
        """F0 under the pins that hold now."""
        with self._lock:
            return self._path(self._decoding)

    def decode(self, pins: Iterable[Pin | Mapping[str, Any]] = ()) -> PitchPath:
        """F0 of the best path under some pins; those that hold now are not asked and stay.

        Without pins it is what `extract_f0` gives, frame for frame.

        Raises
        ------
        PinError
            When a pin says nothing that could be followed, or pins contradict each other (`ContradictoryPins`, which
            has them).
        """
        decoding = Decoding(self._base)
        self._change(decoding, pins)
        return self._path(decoding)

    def update(
        self, pins: Iterable[Pin | Mapping[str, Any]], *, on_progress: Progress | None = None
    ) -> tuple[PitchChange, ...]:
        """Let other pins hold, and decode as far as they differ from the former ones.

        Parameters
        ----------
        pins
            All that are to hold, in any order.
        on_progress
            Called with the share done, 0-1; a pin over an hour takes some seconds.

        Returns
        -------
        tuple of PitchChange
            Parts in which F0 may be another now, in order of time.

        Raises
        ------
        PinError
            As in `decode`; the former pins hold then.
        """
        with self._lock:
            return tuple(
                PitchChange(*span, *self._f0(self._decoding, span))
                for span in self._change(self._decoding, pins, on_progress)
            )

    def _change(
        self, decoding: Decoding, pins: Iterable[Pin | Mapping[str, Any]], on_progress: Progress | None = None
    ) -> list[Span]:
        rules = Rules(checked_pins(pins), self._base.geometry, self._base.path)
        if outside := rules.outside():
            warnings.warn(PianoRollWarning(Sentence("pin.outside", pins=listed(outside, 3))), stacklevel=3)
        before, after = decoding.rules.spans(), rules.spans()
        dirty = [spans[pin] for spans, others in ((before, after), (after, before)) for pin in spans.keys() - others]
        changed = decoding.update(rules, dirty, on_progress)
        # A line that is drawn is the curve also where the path stays.
        told = merged([*changed, *dirty])
        # Where rounding decides a place changes as a whole.
        places = [self._base.other_span(run) for run in self._base.other_runs]
        return merged([*told, *(p for p in places if any(s.first < p.stop and p.first < s.stop for s in told))])

    def _f0(self, decoding: Decoding, span: Span) -> tuple[Any, Any]:
        f0_hz, drawn = f0_of(decoding, *span)
        return f0_hz.astype(np.float32), drawn

    def _path(self, decoding: Decoding) -> PitchPath:
        n = self.n_frames
        f0_hz, drawn = self._f0(decoding, Span(0, n))
        times_s = np.arange(n, dtype=np.float64) * self.hop_s
        return PitchPath(times_s, f0_hz, np.isfinite(f0_hz), np.array(self._base.frames.confidence), drawn)

    def _span(self, start_s: float, end_s: float) -> Span:
        for name, value in (("start_s", start_s), ("end_s", end_s)):
            if not np.isfinite(value):
                raise PinError(Sentence("pin.span_number", name=name, given=repr(value)))
        if end_s < start_s:
            raise PinError(Sentence("pin.span_order", start=start_s, end=end_s))
        return self._base.geometry.span(start_s, end_s)

    def candidates(self, start_s: float, end_s: float) -> PitchCandidates:
        """The pitches that the frames of a span may have, with their probabilities."""
        span, base = self._span(start_s, end_s), self._base
        seen = base.table.part(*span)
        frames = np.repeat(np.arange(*span), seen.counts)
        return PitchCandidates(
            frames.astype(np.float64) * self.hop_s, base.frequencies_hz[seen.bins], np.exp(seen.log_prob)
        )

    def alternatives(self, start_s: float, end_s: float, k: int = 5) -> list[Reading]:
        """Other readings of a span under the pins beside it, the most probable first.

        Parameters
        ----------
        start_s, end_s
            The span; that of `segment` is the usual one. Pins that lie in it are left out of account.
        k
            At most so many with a pitch. Where the span has one now, `unvoiced` comes after them.

        Returns
        -------
        list of Reading
            Paths that are nowhere within a semitone of the present one and of each other, as far as the recording has
            candidates for them.
        """
        if k < 0:
            raise PinError(Sentence("pin.k", k=k))
        span = self._span(start_s, end_s)
        if span.first >= span.stop:
            return []
        with self._lock:
            return Readings(self._decoding, span).find(k)

    def part(self, start_s: float, end_s: float) -> PitchChange:
        """F0 of the frames of a span under the pins that hold now."""
        span = self._span(start_s, end_s)
        with self._lock:
            return PitchChange(*span, *self._f0(self._decoding, span))

    def doubts(
        self, start_s: float = 0.0, end_s: float = 1e9, *, on_progress: Progress | None = None
    ) -> list[PitchDoubt]:
        """Voiced stretches that begin in a span, in order of time, each with how much it is to be doubted.

        Those that a pin says something of are left out.

        Parameters
        ----------
        start_s, end_s
            The span.
        on_progress
            Called with the share done, 0-1: each stretch takes a millisecond or two.
        """
        span, decoding = self._span(start_s, end_s), self.copy()._decoding
        return doubts_of(decoding, *span, on_progress or (lambda share: None))

    def segment(self, time_s: float) -> PitchSegment:
        """The stretch around a time that has one voicing and no leap of more than three semitones."""
        span = self._span(time_s, time_s)
        if span.first >= span.stop:
            raise PinError(Sentence("pin.time_outside", time=time_s, duration=self.n_frames * self.hop_s))
        with self._lock:
            found = segment_around(self._decoding, span.first)
        return PitchSegment(found.first * self.hop_s, found.stop * self.hop_s, self._is_voiced(span.first))

    def _is_voiced(self, frame: int) -> bool:
        return int(self._decoding.path[frame]) < self._base.half_states

    def touch(self, time_s: float, hz: float | None = None) -> tuple[Pin, ...]:
        """The pins that a touch means: the segment that was touched has its pitch here.

        Parameters
        ----------
        time_s, hz
            Where; without a pitch the present one is confirmed.

        Returns
        -------
        tuple of Pin
            The segment, but for ends without any candidate near, moved to that pitch, hard in pitch and voicing. In an
            unvoiced one: the touched frame is voiced, those around it near that pitch where they have candidates.
        """
        segment = self.segment(time_s)
        with self._lock:
            return pins_of_touch(self._decoding, segment, time_s, hz)

    def stroke(self, points: Iterable[Sequence[float]], cents: float | None = None) -> tuple[Pin, ...]:
        """The pins that a roughly drawn line means: what is sung under it is near it.

        Parameters
        ----------
        points, cents
            As in `Pin.near`; None is 150 cents, and 60 where a voice was missed: what hides it is near as well.

        Returns
        -------
        tuple of Pin
            The line where the path is voiced or candidates lie near it; what lies between (a consonant, a rest) stays
            as it is. Where hardly anything is sung under the line, it asks for a voice along all of it.
        """
        line = Pin.near(points, DEFAULT_CENTS if cents is None else cents)
        with self._lock:
            return pins_of_stroke(self._decoding, line, cents is None)

    def to_curve(self, name: str = "f0", start_s: float = 0.0) -> Curve:
        """F0 under the pins that hold now as a curve of a score, which keeps the pins.

        Parameters
        ----------
        name
            Of the curve.
        start_s
            Where the sound begins in the score, in seconds; where the times of the pins count from.
        """
        curve = curve_of("f0", self.path.f0_hz, start_s, self.hop_s, None)
        return dataclasses.replace(curve, name=name, pins=tuple(pin.to_json() for pin in self.pins))
