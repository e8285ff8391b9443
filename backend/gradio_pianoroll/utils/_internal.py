"""Small conversions that older programs import from here."""

from __future__ import annotations

from typing import Any

from ..constants import CONCERT_A, CONCERT_A_HZ, NOTE_NAMES
from ..data_models import clean_piano_roll_data, create_default_piano_roll_data, ensure_note_ids
from ..score.dictform.numbers import number
from ..timing_utils import create_note_with_timing, generate_note_id
from .converters import generated_note, nearest_pitch
from .f0_input import f0_track

__all__ = [
    "clean_piano_roll_data",
    "create_default_piano_roll_data",
    "create_note_with_timing",
    "ensure_note_ids",
    "f0_track",
    "frequency_to_midi",
    "generate_note_id",
    "generated_note",
    "hz_to_midi",
    "midi_to_frequency",
    "midi_to_hz",
    "midi_to_note_name",
    "nearest_pitch",
]


def hz_to_midi(hz: Any) -> int | None:
    """The MIDI number nearest to a frequency, None for what has none (0, negative, NaN, no number)."""
    return nearest_pitch(hz)


def midi_to_hz(pitch: float) -> float:
    """The frequency of a MIDI number, which may lie between two keys.

    Raises
    ------
    ValueError
        If it is no number.
    """
    value = number(pitch)
    if value is None:
        raise ValueError(f"pitch must be a finite number, not {pitch!r}")
    return float(CONCERT_A_HZ * 2 ** ((value - CONCERT_A) / 12))


def midi_to_note_name(pitch: int) -> str:
    """The name of a MIDI number, ``C4`` for 60."""
    return f"{NOTE_NAMES[pitch % 12]}{pitch // 12 - 1}"


frequency_to_midi = hz_to_midi
midi_to_frequency = midi_to_hz
