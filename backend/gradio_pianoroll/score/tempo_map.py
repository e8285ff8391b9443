"""Tempos and time signatures: where a beat lies in seconds, bars, ticks, samples, pixels."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from functools import cached_property
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from gradio_pianoroll.i18n.sentence import Sentence

from .bars import BarPosition, Bars, check_signatures
from .immutable import FloatArray
from .problems import shown
from .ticks import FLICKS_PER_SECOND, MAX_BEATS, settle, ticks_to_beats, to_wire
from .units import as_float

# At the slowest tempo the last beat still lies where it can be counted in flicks of 64 bits.
MIN_BPM, MAX_BPM = 1e-3, 10_000.0
Tempo = tuple[float, float]
Signature = tuple[float, int, int]


class TempoMap:
    """Tempos (beat, bpm) and signatures (beat, numerator, denominator), each sorted, the first at beat 0.

    A tempo holds until the next one; a signature starts a new bar. Immutable. Conversions take scalars or arrays
    and give float64 of the same shape.

    Parameters
    ----------
    tempos
        Beats per minute, or a list of (beat, bpm).
    signatures
        List of (beat, numerator, denominator).

    Raises
    ------
    ValueError
        If a list is empty, unsorted or does not start at 0, a tempo is outside (0, 10 000] or a signature is not
        1-255 over a power of two; the message names the item.
    """

    def __init__(
        self,
        tempos: float | Iterable[Sequence[float]] = 120.0,
        signatures: Iterable[Sequence[float]] = ((0.0, 4, 4),),
    ) -> None:
        listed: Any = tempos if isinstance(tempos, Iterable) else [(0.0, tempos)]
        self.tempos: tuple[Tempo, ...] = check_tempos(listed)
        self.signatures: tuple[Signature, ...] = check_signatures(signatures)

    @classmethod
    def from_ticks(
        cls, tempos: Iterable[Sequence[float]], signatures: Iterable[Sequence[float]] = ((0, 4, 4),)
    ) -> TempoMap:
        """Map of lists that give their positions in ticks (15 360 per beat)."""
        return cls(
            [(float(ticks_to_beats(t)), bpm) for t, bpm in tempos],
            [(float(ticks_to_beats(t)), n, d) for t, n, d in signatures],
        )

    @classmethod
    def tidy(cls, tempos: Iterable[Tempo], signatures: Iterable[Signature] = ()) -> TempoMap:
        """Map of lists as files have them: in any order, the last of several at one beat wins, 120 and 4/4 before
        the first, repetitions left out.
        """
        return cls(_tidied(tempos, (120.0,)), _tidied(signatures, (4, 4)))

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, TempoMap):
            return NotImplemented
        return self.tempos == other.tempos and self.signatures == other.signatures

    def __hash__(self) -> int:
        return hash((self.tempos, self.signatures))

    def __repr__(self) -> str:
        return f"TempoMap({list(self.tempos)}, {list(self.signatures)})"

    def replace(
        self, tempos: Iterable[Sequence[float]] | None = None, signatures: Iterable[Sequence[float]] | None = None
    ) -> TempoMap:
        """Map with another list of tempos or signatures."""
        return TempoMap(
            self.tempos if tempos is None else tempos, self.signatures if signatures is None else signatures
        )

    def tempo_ticks(self) -> list[list[float]]:
        """``[[tick, bpm], …]`` as on the wire."""
        return [[tick, bpm] for tick, (_, bpm) in zip(to_wire([b for b, _ in self.tempos]), self.tempos, strict=True)]

    def signature_ticks(self) -> list[list[float]]:
        """``[[tick, numerator, denominator], …]`` as on the wire."""
        ticks = to_wire([b for b, _, _ in self.signatures])
        return [[tick, n, d] for tick, (_, n, d) in zip(ticks, self.signatures, strict=True)]

    @cached_property
    def _sections(self) -> _Sections:
        beats = np.array([b for b, _ in self.tempos])
        beat_s = np.array([60.0 / bpm for _, bpm in self.tempos])
        starts_s = np.zeros(len(beats))
        np.cumsum(np.diff(beats) * beat_s[:-1], out=starts_s[1:])
        return _Sections(beats, starts_s, beat_s)

    @cached_property
    def bars(self) -> Bars:
        """Bars of the signatures."""
        return Bars(self.signatures)

    def bpm_at(self, beats: ArrayLike) -> FloatArray:
        """Tempo that holds at each beat."""
        return np.array([bpm for _, bpm in self.tempos])[self._sections.at_beats(beats)]

    def seconds_at(self, beats: ArrayLike) -> FloatArray:
        """Seconds from the start to each beat; positions before 0 go on at the first tempo.

        Examples
        --------
        >>> from gradio_pianoroll import TempoMap
        >>> TempoMap([(0, 120), (4, 60)]).seconds_at([0, 4, 6]).tolist()
        [0.0, 2.0, 4.0]
        """
        x = np.asarray(beats, dtype=np.float64)
        s = self._sections
        if len(self.tempos) == 1:
            return np.asarray(x * s.beat_s[0])
        i = s.at_beats(x)
        return s.starts_s[i] + (x - s.beats[i]) * s.beat_s[i]

    def beats_at(self, seconds: ArrayLike) -> FloatArray:
        """Beat at each time in seconds.

        Examples
        --------
        >>> from gradio_pianoroll import TempoMap
        >>> TempoMap([(0, 120), (4, 60)]).beats_at([2, 4]).tolist()
        [4.0, 6.0]
        """
        x = np.asarray(seconds, dtype=np.float64)
        s = self._sections
        if len(self.tempos) == 1:
            return np.asarray(x / s.beat_s[0])
        i = np.maximum(np.searchsorted(s.starts_s, x, side="right") - 1, 0)
        return s.beats[i] + (x - s.starts_s[i]) / s.beat_s[i]

    def duration_seconds(self, onset_beats: ArrayLike, duration_beats: ArrayLike) -> FloatArray:
        """Seconds that spans take; within one tempo the onset adds no rounding error."""
        onset = np.asarray(onset_beats, dtype=np.float64)
        duration = np.asarray(duration_beats, dtype=np.float64)
        s = self._sections
        if len(self.tempos) == 1:
            return np.broadcast_to(duration * s.beat_s[0], np.broadcast_shapes(onset.shape, duration.shape))
        i = s.at_beats(onset)
        inside = i == s.at_beats(onset + duration)
        across = self.seconds_at(onset + duration) - self.seconds_at(onset)
        return np.where(inside, duration * s.beat_s[i], across)

    def samples_at(self, beats: ArrayLike, sample_rate: float) -> FloatArray:
        """Sample position (not rounded) of each beat."""
        return self.seconds_at(beats) * sample_rate

    def beats_at_samples(self, samples: ArrayLike, sample_rate: float) -> FloatArray:
        """Beat at each sample position."""
        return self.beats_at(np.asarray(samples, dtype=np.float64) / sample_rate)

    def flicks_at(self, beats: ArrayLike) -> FloatArray:
        """Flicks (705 600 000 per second, not rounded) at each beat."""
        return self.seconds_at(beats) * FLICKS_PER_SECOND

    def beats_at_flicks(self, flicks: ArrayLike) -> FloatArray:
        """Beat at each time in flicks."""
        return self.beats_at(np.asarray(flicks, dtype=np.float64) / FLICKS_PER_SECOND)

    def signature_at(self, beat: float) -> Signature:
        """Signature that holds at a beat."""
        return self.signatures[self.bars.section_at(beat)]

    def bar_at(self, beat: float) -> BarPosition:
        """Bar and beat in it (both from 1) and the rest in beats (quarter notes).

        Examples
        --------
        >>> from gradio_pianoroll import TempoMap
        >>> position = TempoMap(120, [(0, 3, 4)]).bar_at(7)
        >>> position.bar, position.beat
        (3, 2)
        """
        return self.bars.position(beat)

    def bar_start(self, bar: int) -> float:
        """Beat at which a bar (from 1) starts."""
        return self.bars.start(bar)


class _Sections(NamedTuple):
    """Stretches of constant tempo: where they start, and how long a beat lasts in them."""

    beats: FloatArray
    starts_s: FloatArray
    beat_s: FloatArray

    def at_beats(self, beats: ArrayLike) -> NDArray[np.intp]:
        at = np.searchsorted(self.beats, np.asarray(beats, dtype=np.float64), side="right") - 1
        return np.maximum(at, 0)


def ticks_at(beats: ArrayLike, ppqn: int) -> FloatArray:
    """Position (not rounded) in ticks at `ppqn` per beat."""
    return np.asarray(beats, dtype=np.float64) * ppqn


def beats_at_ticks(ticks: ArrayLike, ppqn: int) -> FloatArray:
    """Beats of positions in ticks at `ppqn` per beat, on the grid when they are within 1e-9 beats of it."""
    return settle(np.asarray(ticks, dtype=np.float64) / ppqn)


def pixels_at(beats: ArrayLike, pixels_per_beat: float) -> FloatArray:
    """Position in pixels at a zoom."""
    return np.asarray(beats, dtype=np.float64) * pixels_per_beat


def beats_at_pixels(pixels: ArrayLike, pixels_per_beat: float) -> FloatArray:
    """Beats of positions in pixels, on the grid when they are within 1e-9 beats of it."""
    return settle(np.asarray(pixels, dtype=np.float64) / pixels_per_beat)


def check_tempos(tempos: Iterable[Sequence[float]]) -> tuple[Tempo, ...]:
    """List as floats.

    Raises
    ------
    ValueError
        If it cannot be a tempo map; the message names the item.
    """
    result: list[Tempo] = []
    for i, item in enumerate(tempos):
        if len(item) != 2 or any(isinstance(v, bool | str) for v in item):
            raise ValueError(Sentence("tempo.form", number=i, given=shown(item)))
        beat, bpm = (as_float(f"tempo {i}", value) for value in item)
        if not MIN_BPM <= bpm <= MAX_BPM:
            raise ValueError(Sentence("tempo.range", number=i, bpm=bpm))
        check_position("tempo", i, beat, result[-1][0] if result else None)
        result.append((beat, bpm))
    if not result:
        raise ValueError(Sentence("tempo.none"))
    return tuple(result)


def check_position(kind: str, i: int, beat: float, before: float | None) -> None:
    """Raise ValueError unless the beat of item `i` may follow the one `before` it."""
    if before is None and beat != 0:
        raise ValueError(Sentence("tempo.first", kind=kind, number=i, beat=beat))
    if before is not None and not beat > before:
        raise ValueError(Sentence("tempo.order", kind=kind, number=i, beat=beat, before=before))
    if beat > MAX_BEATS:
        raise ValueError(Sentence("tempo.beyond", kind=kind, number=i, beat=beat, last=MAX_BEATS))
    if not (math.isfinite(beat) and beat <= MAX_BEATS):
        raise ValueError(Sentence("tempo.beyond_end", kind=kind, number=i, last=MAX_BEATS))


def _tidied(items: Iterable[tuple[Any, ...]], default: tuple[Any, ...]) -> list[tuple[Any, ...]]:
    at = {0.0: default} | {item[0]: item[1:] for item in sorted(items, key=lambda item: item[0])}
    result: list[tuple[Any, ...]] = []
    for beat, value in at.items():
        if not result or result[-1][1:] != value:
            result.append((beat, *value))
    return result
