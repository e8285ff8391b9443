"""Tracks that are heard, the tones that they play and where they stand, for whole and for streamed sound."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

import numpy as np

from gradio_pianoroll.synth.instruments import INSTRUMENTS, drum, instrument_for_program, note_hz

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from gradio_pianoroll.score import NoteTable, Score, Track

VOICE = "voice"
NOTE_GAIN = 0.3
# Where no track has a place, a chord spreads over the stage: left and right of the middle, track by track.
PANS = (0.0, 0.35, -0.35, 0.6, -0.6, 0.2, -0.2)
CACHED_TONES, CACHED_SAMPLES = 512, 1 << 23


def instrument_names() -> tuple[str, ...]:
    """Names that `render` takes as a voice."""
    return (*INSTRUMENTS, VOICE)


class Tones:
    """Tones made once: songs repeat notes. The oldest are dropped."""

    def __init__(self, sr: int) -> None:
        self.sr = sr
        self._kept: OrderedDict[tuple[str, int, int], NDArray[np.float32]] = OrderedDict()
        self._n_samples = 0

    def _get(self, name: str, pitch: int, gate_ms: int) -> NDArray[np.float32]:
        key = (name, pitch, gate_ms)
        if key in self._kept:
            self._kept.move_to_end(key)
        else:
            self._kept[key] = INSTRUMENTS[name](note_hz(pitch), gate_ms / 1000, self.sr)
            self._n_samples += len(self._kept[key])
            while len(self._kept) > 1 and (len(self._kept) > CACHED_TONES or self._n_samples > CACHED_SAMPLES):
                self._n_samples -= len(self._kept.popitem(last=False)[1])
        return self._kept[key]

    def tone(self, name: str, is_drum: bool, pitch: int, gate_ms: int) -> NDArray[np.float32]:
        """Tone of an instrument, or a drum, at full velocity."""
        if not is_drum:
            return self._get(name, pitch, gate_ms)
        key = ("drum", pitch, 0)
        if key not in self._kept:
            self._kept[key] = drum(pitch, self.sr)
            self._n_samples += len(self._kept[key])
        return self._kept[key]


def tone_columns(
    notes: NoteTable, onset_s: NDArray[np.float64], end_s: NDArray[np.float64], sr: int
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.float64]]:
    """First sample, length in ms and gain of the tone of each note."""
    gains = NOTE_GAIN * (notes.velocity / 127.0) ** 1.5
    starts = np.rint(onset_s * sr).astype(np.int64)
    # Lengths in whole milliseconds: inaudible, and equal notes become one tone.
    gates_ms = np.maximum(1, np.rint((end_s - onset_s) * 1000)).astype(np.int64)
    return starts, gates_ms, gains


def top_line(onset_s: NDArray[np.float64], pitch: NDArray[np.int64]) -> NDArray[np.intp]:
    """Rows of the highest note at each onset: a voice sings one at a time."""
    order = np.lexsort((-pitch.astype(int), onset_s))
    first = np.concatenate([[True], np.diff(onset_s[order]) > 1e-9])
    return np.asarray(order[first])


def _voice_of(track: Track, number: int, voice: str | Mapping[int, str] | None) -> str:
    chosen = voice if isinstance(voice, str) else (voice or {}).get(number)
    name = chosen or instrument_for_program(track.program)
    if name not in instrument_names():
        raise ValueError(f"there is no voice {name!r}; choose from {', '.join(instrument_names())}")
    return name


def sounding_tracks(
    score: Score, voice: str | Mapping[int, str] | None, tracks: Sequence[int] | None = None
) -> Iterator[tuple[int, Track, str]]:
    """Number, track and name of the voice of the tracks that are heard; of the wanted ones if some are named."""
    from gradio_pianoroll.score import Track

    solo = any(track.solo for track in score.tracks)
    for number in np.unique(score.notes.track).tolist():
        track = score.tracks[number] if number < len(score.tracks) else Track()
        name = _voice_of(track, number, voice)
        if number in tracks if tracks is not None else not track.muted and (track.solo or not solo):
            yield number, track, name


def place_gains(score: Score, number: int, channels: int) -> NDArray[np.float32]:
    """Gains of the channels for a track: where it is, or where one of several is put when none has a place."""
    placed = any(track.pan for track in score.tracks)
    pan = score.tracks[number].pan if number < len(score.tracks) else 0.0
    return _gains(pan if placed else PANS[number % len(PANS)], channels)


def _gains(pan: float, channels: int) -> NDArray[np.float32]:
    """Gains of the channels for a place from left (-1) to right (1): equal power, 1 in the middle."""
    if channels == 1:
        return np.ones(1, np.float32)
    angle = (pan + 1) * np.pi / 4
    return np.array([np.cos(angle), np.sin(angle)], np.float32) * np.float32(np.sqrt(2))
