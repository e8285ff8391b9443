"""One-liners for research: data of models and measurements as scores, a demo around them, and their statistics."""

from .analysis import analyze_notes, auto_analyze
from .converters import from_frequencies, from_midi_generation, from_midi_numbers, from_notes, from_tts_output
from .ui_builders import create_pianoroll_with_data, quick_demo

__all__ = [
    "analyze_notes",
    "auto_analyze",
    "create_pianoroll_with_data",
    "from_frequencies",
    "from_midi_generation",
    "from_midi_numbers",
    "from_notes",
    "from_tts_output",
    "quick_demo",
]
