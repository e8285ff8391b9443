"""What helps with very many notes and long recordings, under one name; each has its home where it belongs."""

from __future__ import annotations

from .progressive import create_progressive_piano_roll, create_virtualized_pianoroll
from .score.cleanup import cleanup_piano_roll_data
from .score.compact import optimize_frontend_data
from .score.reduce import optimize_large_note_count

__all__ = [
    "cleanup_piano_roll_data",
    "create_progressive_piano_roll",
    "create_virtualized_pianoroll",
    "optimize_frontend_data",
    "optimize_large_note_count",
]
