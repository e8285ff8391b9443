"""The component under the name of its module in older releases."""

from __future__ import annotations

from .component import PianoRoll
from .data_models import Note, PianoRollData, PianoRollDataDict, TimeSignature
from .timing_utils import (
    TimingConverter,
    calculate_all_timing_data,
    create_note_with_timing,
    generate_note_id,
    pixels_to_beats,
    pixels_to_flicks,
    pixels_to_samples,
    pixels_to_seconds,
    pixels_to_ticks,
)

__all__ = [
    "Note",
    "PianoRoll",
    "PianoRollData",
    "PianoRollDataDict",
    "TimeSignature",
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
