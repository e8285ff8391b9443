"""Pixels of the dict form in other units of time.

The numbers are those of the score model: the same settling onto the grid, the same tempo map, the same rounding as in
the derived fields of a note. A tempo, zoom, rate or resolution that cannot be is replaced by its default with a
warning, as in a score; a position that is no finite number is refused.
"""

from __future__ import annotations

import math
import secrets
import string
import time
import warnings
from typing import Any

import numpy as np

from .errors import PianoRollWarning
from .score.dictform.numbers import number, shown
from .score.score import Score
from .score.tempo_map import MAX_BPM, TempoMap, beats_at_pixels, ticks_at
from .score.ticks import MAX_BEATS
from .score.units import MAX_PPQN, MAX_SAMPLE_RATE

_ALPHABET = string.ascii_lowercase + string.digits

__all__ = [
    "TimingConverter",
    "calculate_all_timing_data",
    "create_note_with_timing",
    "generate_note_id",
    "pixels_to_beats",
    "pixels_to_flicks",
    "pixels_to_samples",
    "pixels_to_seconds",
    "pixels_to_ticks",
]


def generate_note_id() -> str:
    """New id for a note: ``note-<milliseconds since 1970>-<5 of a-z0-9>``."""
    return f"note-{time.time_ns() // 1_000_000}-{''.join(secrets.choice(_ALPHABET) for _ in range(5))}"


class TimingConverter:
    """Pixels in all units at one zoom, tempo, sample rate and resolution.

    Parameters
    ----------
    pixels_per_beat
        Zoom of the dict form.
    tempo
        Beats (quarter notes) per minute.
    sample_rate
        Samples per second.
    ppqn
        Ticks per quarter note.

    Warns
    -----
    PianoRollWarning
        For a setting that cannot be used; its default takes its place.
    """

    def __init__(
        self,
        pixels_per_beat: float = 80.0,
        tempo: float = 120.0,
        sample_rate: float = 44100,
        ppqn: int = 480,
    ) -> None:
        self.pixels_per_beat = _setting("pixels_per_beat", pixels_per_beat, 80.0, 1e9)
        self.tempo = _setting("tempo", tempo, 120.0, MAX_BPM)
        self.sample_rate = _setting("sample_rate", sample_rate, 44100, MAX_SAMPLE_RATE)
        self.ppqn = int(_setting("ppqn", ppqn, 480, MAX_PPQN))
        self._tempo_map = TempoMap(self.tempo)

    def to_beats(self, pixels: float) -> float:
        """Beats; exactly on the grid where the pixels mean a tick of 1/15 360 beat."""
        return float(beats_at_pixels(_position(pixels), self.pixels_per_beat))

    def to_seconds(self, pixels: float) -> float:
        """Seconds."""
        return float(self._tempo_map.seconds_at(self.to_beats(pixels)))

    def to_flicks(self, pixels: float) -> int:
        """Flicks (705 600 000 per second), to the nearest."""
        return _whole(self._tempo_map.flicks_at(self.to_beats(pixels)))

    def to_ticks(self, pixels: float) -> int:
        """Ticks at `ppqn` per beat, to the nearest."""
        return _whole(ticks_at(self.to_beats(pixels), self.ppqn))

    def to_samples(self, pixels: float) -> int:
        """Samples, to the nearest."""
        return _whole(self._tempo_map.samples_at(self.to_beats(pixels), self.sample_rate))

    def calculate_all(self, pixels: float) -> dict[str, Any]:
        """Convert into all units at once: ``{seconds, beats, flicks, ticks, samples}``."""
        return {
            "seconds": self.to_seconds(pixels),
            "beats": self.to_beats(pixels),
            "flicks": self.to_flicks(pixels),
            "ticks": self.to_ticks(pixels),
            "samples": self.to_samples(pixels),
        }


def pixels_to_flicks(pixels: float, pixels_per_beat: float, tempo: float) -> int:
    """Flicks (705 600 000 per second) of a position or length in pixels.

    Raises
    ------
    ValueError
        If `pixels` is no finite number.
    """
    return TimingConverter(pixels_per_beat, tempo).to_flicks(pixels)


def pixels_to_seconds(pixels: float, pixels_per_beat: float, tempo: float) -> float:
    """Seconds of a position or length in pixels; see `pixels_to_flicks`."""
    return TimingConverter(pixels_per_beat, tempo).to_seconds(pixels)


def pixels_to_beats(pixels: float, pixels_per_beat: float) -> float:
    """Beats of a position or length in pixels; see `pixels_to_flicks`."""
    return TimingConverter(pixels_per_beat).to_beats(pixels)


def pixels_to_ticks(pixels: float, pixels_per_beat: float, ppqn: int = 480) -> int:
    """Ticks at `ppqn` per beat of a position or length in pixels; see `pixels_to_flicks`."""
    return TimingConverter(pixels_per_beat, ppqn=ppqn).to_ticks(pixels)


def pixels_to_samples(pixels: float, pixels_per_beat: float, tempo: float, sample_rate: float = 44100) -> int:
    """Samples of a position or length in pixels; see `pixels_to_flicks`."""
    return TimingConverter(pixels_per_beat, tempo, sample_rate).to_samples(pixels)


def calculate_all_timing_data(
    pixels: float, pixels_per_beat: float, tempo: float, sample_rate: float = 44100, ppqn: int = 480
) -> dict[str, Any]:
    """Position or length in pixels in all units: ``{seconds, beats, flicks, ticks, samples}``.

    Raises
    ------
    ValueError
        If `pixels` is no finite number.
    """
    return TimingConverter(pixels_per_beat, tempo, sample_rate, ppqn).calculate_all(pixels)


def create_note_with_timing(
    note_id: str | None,
    start_pixels: float,
    duration_pixels: float,
    pitch: int,
    velocity: int = 100,
    lyric: str | None = None,
    pixels_per_beat: float = 80,
    tempo: float = 120,
    sample_rate: float = 44100,
    ppqn: int = 480,
) -> dict[str, Any]:
    """Note of the dict form with all derived times.

    Parameters
    ----------
    note_id
        Its id; a new one is made for None.
    start_pixels, duration_pixels
        At `pixels_per_beat`.
    pitch, velocity
        0-127.
    lyric
        Left out when empty.

    Raises
    ------
    ScoreError
        If it is no note; the message says which value is wrong.
    """
    units = TimingConverter(pixels_per_beat, tempo, sample_rate, ppqn)
    note: dict[str, Any] = {
        "id": note_id or generate_note_id(),
        "start": start_pixels,
        "duration": duration_pixels,
        "pitch": pitch,
        "velocity": velocity,
    }
    if lyric:
        note["lyric"] = lyric
    score = Score.from_dict(
        {
            "notes": [note],
            "pixelsPerBeat": units.pixels_per_beat,
            "tempo": units.tempo,
            "sampleRate": units.sample_rate,
            "ppqn": units.ppqn,
        },
        on_error="raise",
    )
    return score.note_dict(0)


def _position(pixels: Any) -> float:
    value = number(pixels)
    if value is None:
        raise ValueError(f"pixels must be a finite number, not {shown(pixels)}")
    return value


def _setting(name: str, given: Any, default: float, limit: float) -> float:
    value = number(given)
    if value is not None and 0 < value <= limit and (name != "ppqn" or value == int(value)):
        return value
    warnings.warn(
        f"{name}: {shown(given)} is not a number above 0 and at most {limit:g}; {default:g} is used",
        PianoRollWarning,
        stacklevel=4,
    )
    return default


def _whole(value: Any) -> int:
    nearest = float(np.rint(value))
    if not math.isfinite(nearest):
        raise ValueError(f"the position is too large; the last possible beat is {MAX_BEATS:.0f}")
    return int(nearest)
