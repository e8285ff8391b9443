"""Where the ticks of a MIDI file lie in beats, and its tempo map."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any, Protocol

import numpy as np
from numpy.typing import ArrayLike

from gradio_pianoroll.i18n.sentence import Sentence

from ...score import MAX_TICK, TICKS_PER_BEAT, TempoMap, settle
from ...score.immutable import FloatArray
from .container import Division
from .said import warn
from .song import PATTERNS, Song

TEMPO, TIME_SIGNATURE = 0x51, 0x58
MAX_BPM = 10_000.0
_MAX_PPQN = 32767
_STANDARD_BPM = 120.0


class Clock(Protocol):
    """Clock that turns ticks of a file into beats."""

    ppqn: int

    def beats(self, ticks: ArrayLike) -> FloatArray:
        """Beats of ticks, on the score's grid where they are next to it."""


class BeatClock:
    """Ticks that are parts of a beat."""

    def __init__(self, ppqn: int) -> None:
        self.ppqn = ppqn

    def beats(self, ticks: ArrayLike) -> FloatArray:
        """Beats of ticks, on the score's grid where they are next to it."""
        return settle(np.asarray(ticks, np.float64) / self.ppqn)


class FrameClock:
    """Ticks that are parts of a second: a beat is as long as the tempo says, the notes stay where they sound."""

    def __init__(self, ticks_per_s: float, tempo_map: TempoMap) -> None:
        self._ticks_per_s, self._tempo_map = ticks_per_s, tempo_map
        # A grid on which all ticks lie, if the tempo allows one.
        ppqn = ticks_per_s * 60 / tempo_map.tempos[0][1]
        whole = len(tempo_map.tempos) == 1 and abs(ppqn - round(ppqn)) < 1e-9 and 1 <= ppqn <= _MAX_PPQN
        self.ppqn = round(ppqn) if whole else Division().ppqn

    def beats(self, ticks: ArrayLike) -> FloatArray:
        """Beats of ticks, on the score's grid where they are next to it."""
        return settle(self._tempo_map.beats_at(np.asarray(ticks, np.float64) / self._ticks_per_s))


def clock_of(song: Song, path: Path) -> tuple[Clock, TempoMap]:
    """Clock of a file and its tempo map.

    Tempos and time signatures that cannot be are left out with a warning.
    """
    tempos, signatures, left_out = _listed(song)
    if song.division.ticks_per_s is not None:
        in_beats = _by_seconds(tempos, song.division.ticks_per_s)
        clock: Clock = FrameClock(song.division.ticks_per_s, in_beats)
        good_tempos = list(in_beats.tempos)
    else:
        clock = BeatClock(song.division.ppqn)
        good_tempos = [(beat, tempos[i][1]) for beat, i in _placed(clock, tempos)]
        left_out += len(tempos) - len(good_tempos)
    good_signatures = [(beat, *signatures[i][1:]) for beat, i in _placed(clock, signatures)]
    left_out += len(signatures) - len(good_signatures)
    if left_out:
        warn(path, Sentence("midi.tempos", count=left_out))
    return clock, TempoMap.tidy(good_tempos, good_signatures)


def _listed(song: Song) -> tuple[list[tuple[int, float]], list[tuple[int, int, int]], int]:
    """Tempos and signatures by tick, and how many are impossible."""
    tempos: list[tuple[int, float]] = []
    signatures: list[tuple[int, int, int]] = []
    bad, start = 0, 0
    for chunk in song.chunks:
        if song.format == PATTERNS:
            # Each pattern begins with what holds where a file says nothing, unless it says something there.
            tempos.append((start, _STANDARD_BPM))
            signatures.append((start, 4, 4))
            start = chunk.events.end_tick
        for tick, _, kind, data in chunk.events.system.of_kinds(frozenset((TEMPO, TIME_SIGNATURE))):
            if kind == TEMPO:
                microseconds = int.from_bytes(data[:3], "big")
                bpm = 60e6 / microseconds if len(data) >= 3 and microseconds else 0.0
                good = 0 < bpm <= MAX_BPM
                if good:
                    tempos.append((tick, bpm))
            else:
                good = len(data) >= 2 and 1 <= data[0] <= 255 and data[1] <= 10
                if good:
                    signatures.append((tick, data[0], 1 << data[1]))
            bad += not good
    tempos.sort(key=lambda item: item[0])
    signatures.sort(key=lambda item: item[0])
    return tempos, signatures, bad


def _placed(clock: Clock, items: Sequence[tuple[int, Any]] | Sequence[tuple[int, Any, Any]]) -> list[tuple[float, int]]:
    """Beats of the items in reach, and their numbers in the list."""
    beats = clock.beats([item[0] for item in items]).tolist()
    return [(beat, i) for i, beat in enumerate(beats) if beat * TICKS_PER_BEAT <= MAX_TICK]


def _by_seconds(tempos: list[tuple[int, float]], ticks_per_s: float) -> TempoMap:
    """Tempo map of tempos that are placed in seconds."""
    at = {0: _STANDARD_BPM} | dict(tempos)
    beats, before, bpm_before = 0.0, 0, at[0]
    placed = []
    for tick, bpm in at.items():
        beats += (tick - before) / ticks_per_s * bpm_before / 60
        before, bpm_before = tick, bpm
        if beats * TICKS_PER_BEAT <= MAX_TICK:
            placed.append((float(settle(beats)), bpm))
    return TempoMap.tidy(placed)
