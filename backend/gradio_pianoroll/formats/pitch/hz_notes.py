"""Notes at times in seconds with exact pitches: semitones with `cents`, and back to frequencies."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from ...score import NoteTable, Score, TempoMap, settle
from ...score.immutable import FloatArray
from .conventions import hz_of_pitch
from .note_frames import CENTS, cents_of

#: So many decimals of a cent are kept: frequencies with three decimals, as files have them, come back the same.
CENTS_DECIMALS = 4
DEFAULT_VELOCITY = 100


def semitones_and_cents(pitch: ArrayLike) -> tuple[FloatArray, FloatArray]:
    """Nearest semitones of pitches, half a one upwards, and what is missing in cents."""
    exact = np.asarray(pitch, np.float64)
    semitone: FloatArray = np.floor(exact + 0.5)
    return semitone, np.round(100 * (exact - semitone), CENTS_DECIMALS)


def cents_extra(cents: FloatArray) -> dict[int, dict[str, Any]] | None:
    """Extras of the notes that lie beside their semitone, by row."""
    rows = np.flatnonzero(cents)
    return {row: {CENTS: value} for row, value in zip(rows.tolist(), cents[rows].tolist(), strict=True)} or None


def notes_of(
    onset_s: FloatArray,
    duration_s: FloatArray,
    pitch: FloatArray,
    velocity: ArrayLike = DEFAULT_VELOCITY,
    lyric: Sequence[str | None] | None = None,
    tempo_map: TempoMap | None = None,
) -> NoteTable:
    """Notes of columns in seconds.

    Parameters
    ----------
    onset_s, duration_s
        Times in seconds.
    pitch
        MIDI numbers with decimals.
    velocity, lyric
        Of the notes.
    tempo_map
        That they are put into; 120 beats per minute by default.

    Raises
    ------
    ValueError
        If a note is not possible; the message gives its row.
    """
    tempos = tempo_map or TempoMap()
    onset = settle(tempos.beats_at(onset_s))
    duration = settle(tempos.beats_at(onset_s + duration_s) - onset)
    semitone, cents = semitones_and_cents(pitch)
    return NoteTable.from_columns(onset, duration, semitone, velocity, lyric=lyric, extra=cents_extra(cents))


def columns_of(score: Score) -> tuple[FloatArray, FloatArray, FloatArray]:
    """Onsets and durations in seconds, and frequencies, of the notes of a score."""
    notes, tempos = score.notes, score.tempo_map
    hz = hz_of_pitch(notes.pitch + cents_of(score, np.arange(len(notes))) / 100)
    onset_s = tempos.seconds_at(notes.onset_beats)
    return onset_s, tempos.duration_seconds(notes.onset_beats, notes.duration_beats), hz
