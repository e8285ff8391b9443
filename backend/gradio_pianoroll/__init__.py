"""A fast piano roll for Gradio.

``from gradio_pianoroll import PianoRoll, Score``. Everything is imported on use: the package itself costs nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import lazy_loader

if TYPE_CHECKING:
    from . import formats
    from .apps.notebook import show
    from .component import PianoRoll
    from .score import Curve, NoteTable, Score, Segment, TempoMap, Track
    from .transport import PianoRollValue, ScoreStream

# Module → names that come from it; the modules themselves are reachable as attributes too.
_HOMES = {
    "component": ["PianoRoll"],
    "value.value": ["PianoRollValue"],
    "session.score_stream": ["ScoreStream"],
    "score": ["AudioRef", "Curve", "NoteTable", "Score", "Segment", "TempoMap", "Track"],
    "errors": ["FormatError", "OpError", "PianoRollError", "PianoRollWarning", "ScoreError"],
    "apps.notebook": ["show"],
    "data_models": [
        "LineDataPoint", "LineDataPointData", "LineDataPointDict", "LineLayerConfig", "LineLayerConfigData",
        "LineLayerConfigDict", "Note", "NoteData", "NoteDict", "NoteValidator", "PianoRollData", "PianoRollDataClass",
        "PianoRollDataDict", "PianoRollValidator", "TimeSignature", "TimeSignatureData", "TimeSignatureDict",
        "ValidationResult", "clean_piano_roll_data", "create_default_piano_roll_data", "ensure_note_ids",
        "validate_and_warn", "validate_note", "validate_piano_roll_data",
    ],
    "timing_utils": [
        "TimingConverter", "calculate_all_timing_data", "create_note_with_timing", "generate_note_id",
        "pixels_to_beats", "pixels_to_flicks", "pixels_to_samples", "pixels_to_seconds", "pixels_to_ticks",
    ],
}  # fmt: skip
_MODULES = (
    "analysis", "apps", "batch", "component", "constants", "data_models", "errors", "extras", "formats", "g2p",
    "monitoring", "notebook", "performance", "pianoroll", "realtime", "score", "settings", "studio", "synth",
    "timing_utils", "transport", "utils",
)  # fmt: skip

__all__ = [
    "Curve",
    "NoteTable",
    "PianoRoll",
    "PianoRollValue",
    "Score",
    "ScoreStream",
    "Segment",
    "TempoMap",
    "Track",
    "formats",
    "show",
]

__getattr__, __dir__, _ = lazy_loader.attach(__name__, _MODULES, _HOMES)
