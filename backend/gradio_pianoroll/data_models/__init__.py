"""The dict form for programs: types, classes, validators, defaults. All of it asks the score model."""

from .classes import LineDataPointData, LineLayerConfigData, NoteData, PianoRollData, TimeSignatureData
from .clean import clean_piano_roll_data, create_default_piano_roll_data, ensure_note_ids
from .types import (
    LineDataPoint,
    LineDataPointDict,
    LineLayerConfig,
    LineLayerConfigDict,
    Note,
    NoteDict,
    PianoRollDataDict,
    TimeSignature,
    TimeSignatureDict,
)
from .validation import (
    NoteValidator,
    PianoRollValidator,
    ValidationResult,
    validate_and_warn,
    validate_note,
    validate_piano_roll_data,
)

PianoRollDataClass = PianoRollData

__all__ = [
    "LineDataPoint",
    "LineDataPointData",
    "LineDataPointDict",
    "LineLayerConfig",
    "LineLayerConfigData",
    "LineLayerConfigDict",
    "Note",
    "NoteData",
    "NoteDict",
    "NoteValidator",
    "PianoRollData",
    "PianoRollDataClass",
    "PianoRollDataDict",
    "PianoRollValidator",
    "TimeSignature",
    "TimeSignatureData",
    "TimeSignatureDict",
    "ValidationResult",
    "clean_piano_roll_data",
    "create_default_piano_roll_data",
    "ensure_note_ids",
    "validate_and_warn",
    "validate_note",
    "validate_piano_roll_data",
]
