"""A fast piano roll for Gradio.

``from gradio_pianoroll import PianoRoll, Score``. Everything is imported on use: the package itself costs nothing.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from . import formats
    from .component import PianoRoll
    from .score import Curve, NoteTable, Score, Segment, TempoMap, Track
    from .transport import PianoRollValue, ScoreStream

# Name → module that has it; the modules themselves are reachable as attributes too.
_HOMES = {
    "PianoRoll": "component",
    "PianoRollValue": "transport",
    "ScoreStream": "transport",
    **dict.fromkeys(
        ("AudioRef", "Curve", "Note", "NoteTable", "OpError", "PianoRollWarning", "Score", "ScoreError", "Segment",
         "TempoMap", "Track"),
        "score",
    ),
    "FormatError": "formats",
}  # fmt: skip
_MODULES = (
    "analysis", "batch", "component", "constants", "data_models", "formats", "g2p", "monitoring", "performance",
    "realtime", "score", "settings", "studio", "synth", "timing_utils", "transport", "utils",
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
]


def __getattr__(name: str) -> Any:
    if name in _HOMES:
        value = getattr(importlib.import_module(f".{_HOMES[name]}", __name__), name)
    elif name in _MODULES:
        value = importlib.import_module(f".{name}", __name__)
    else:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__, *_HOMES})
