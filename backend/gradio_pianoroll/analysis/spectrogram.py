"""The spectrum over time as a picture whose rows are pitches, so that it lies behind the notes of a piano roll."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

LOW_PITCH, HIGH_PITCH = 24, 108
ROWS_PER_SEMITONE = 2
# What one byte spans: fine enough for the eye (0.35 dB), wide enough for a recording.
FLOOR_DB, CEILING_DB = -90.0, 0.0
TILE_FRAMES = 512


def pitch_hz(pitch: NDArray[np.floating]) -> NDArray[np.float64]:
    """Frequency of MIDI pitches, 440 Hz at 69."""
    return np.asarray(440.0 * 2.0 ** ((np.asarray(pitch, dtype=np.float64) - 69) / 12))


class PitchRows:
    """How bins of a transform become rows of pitches.

    A row that holds bins takes the strongest of them; a low row between two bins is interpolated.

    Parameters
    ----------
    sr
        Sample rate in Hz.
    frame_length
        Length of the transform in samples.
    """

    def __init__(self, sr: float, frame_length: int) -> None:
        bin_hz = sr / frame_length
        pitches = np.arange((HIGH_PITCH - LOW_PITCH + 1) * ROWS_PER_SEMITONE) / ROWS_PER_SEMITONE + LOW_PITCH
        pitches = pitches[pitch_hz(pitches + 1) < sr / 2]
        self.low_pitch = float(LOW_PITCH)
        self.count = len(pitches)
        half = 0.5 / ROWS_PER_SEMITONE
        position = pitch_hz(pitches) / bin_hz
        self._below = np.floor(position).astype(np.intp)
        self._share = (position - self._below).astype(np.float32)
        edges = np.ceil(pitch_hz(np.append(pitches - half, pitches[-1:] + half)) / bin_hz).astype(np.intp)
        self._dense = np.flatnonzero(np.diff(edges) > 0)
        self._starts = edges[self._dense]
        self._end = int(edges[-1]) if len(edges) else 0

    def level_db(self, power: NDArray[np.float32], window_sum: float) -> NDArray[np.float32]:
        """Level of each row in dB, 0 for a sine of full scale; power of shape (n, bins) → (n, rows)."""
        rows = power[:, self._below] * (1 - self._share) + power[:, self._below + 1] * self._share
        if len(self._dense):
            # Rows with bins are consecutive from some pitch on: one reduction finds all their maxima.
            rows[:, self._dense] = np.maximum.reduceat(power[:, : self._end], self._starts, axis=1)
        scale = np.float32((2 / window_sum) ** 2)
        return 10 * np.log10(np.maximum(rows * scale, np.float32(1e-20)))


@dataclass(frozen=True)
class SpectrogramTile:
    """A piece of the picture.

    Attributes
    ----------
    start_s, hop_s
        Middle of the first column and distance of columns in seconds.
    low_pitch, rows_per_semitone
        MIDI pitch of the first row, and how many rows a semitone has.
    image
        uint8, shape (rows, columns), the lowest pitch first; 0 is `floor_db`, 255 is `ceiling_db`.
    """

    start_s: float
    hop_s: float
    low_pitch: float
    rows_per_semitone: int
    image: NDArray[np.uint8]
    floor_db: float = FLOOR_DB
    ceiling_db: float = CEILING_DB


@dataclass(frozen=True)
class Spectrogram:
    """The whole picture.

    Attributes
    ----------
    hop_s
        Distance of columns in seconds; the first is at 0.
    levels
        uint8, shape (columns, rows), the lowest pitch first; 0 is `FLOOR_DB`, 255 is `CEILING_DB`.
    """

    hop_s: float
    levels: NDArray[np.uint8]
    low_pitch: float = float(LOW_PITCH)
    rows_per_semitone: int = ROWS_PER_SEMITONE

    def tiles(self, start_s: float = 0.0, columns: int = TILE_FRAMES) -> Iterator[SpectrogramTile]:
        """Pieces of at most so many columns, in order; `start_s` is where the sound begins."""
        for first in range(0, len(self.levels), columns):
            image = np.ascontiguousarray(self.levels[first : first + columns].T)
            at_s = start_s + first * self.hop_s
            yield SpectrogramTile(at_s, self.hop_s, self.low_pitch, self.rows_per_semitone, image)


def to_bytes(level: NDArray[np.float32]) -> NDArray[np.uint8]:
    """Levels in dB as bytes: 0 at `FLOOR_DB` and below, 255 at `CEILING_DB` and above."""
    scaled = (level - np.float32(FLOOR_DB)) * np.float32(255 / (CEILING_DB - FLOOR_DB))
    return np.asarray(np.rint(np.clip(scaled, 0, 255)), dtype=np.uint8)
