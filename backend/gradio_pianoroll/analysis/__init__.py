"""What a sound is made of: F0, loudness, voicing, and its picture.

Arrays in, arrays out, on a time base in seconds. Everything is imported on use.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import lazy_loader

# Functions that are called like their modules: importing such a module would put it in the function's place.
from gradio_pianoroll.analysis.compare import Comparison, NoteMatch, compare
from gradio_pianoroll.analysis.loudness import loudness
from gradio_pianoroll.analysis.voicing import voicing

if TYPE_CHECKING:
    from gradio_pianoroll.analysis.aligning import LyricAlignment, align_lyrics
    from gradio_pianoroll.analysis.asynchronous import async_audio_analysis
    from gradio_pianoroll.analysis.bs1770 import programme_loudness
    from gradio_pianoroll.analysis.checks import AnalysisError, check_audio
    from gradio_pianoroll.analysis.curve_frames import curve_in_frames, f0_of_curve
    from gradio_pianoroll.analysis.extras import MissingPackageError
    from gradio_pianoroll.analysis.f0 import (
        F0Options,
        F0Result,
        available_engines,
        engine_names,
        extract_f0,
        fast_f0_analysis,
        register_engine,
    )
    from gradio_pianoroll.analysis.features import (
        AnalysisCancelled,
        AudioFeatures,
        Features,
        analyze,
        extract_audio_features,
    )
    from gradio_pianoroll.analysis.lattice import (
        ContradictoryPins,
        Pin,
        PinError,
        PitchCandidates,
        PitchChange,
        PitchDoubt,
        PitchLattice,
        PitchPath,
        PitchSegment,
        Reading,
    )
    from gradio_pianoroll.analysis.memory import optimize_audio_memory
    from gradio_pianoroll.analysis.notes import FoundNotes, NoteModel, find_notes
    from gradio_pianoroll.analysis.onsets import detect_onsets, onset_strength, pick_onsets
    from gradio_pianoroll.analysis.peaks import Peaks, waveform_peaks
    from gradio_pianoroll.analysis.resonances import Formants, formants
    from gradio_pianoroll.analysis.singing_notes.model import HeardModel
    from gradio_pianoroll.analysis.transcribe import audio_to_score, notes_from_f0, notes_to_score

# Module → names that come from it.
_HOMES = {
    "aligning": ["LyricAlignment", "align_lyrics"],
    "asynchronous": ["async_audio_analysis"],
    "bs1770": ["programme_loudness"],
    "checks": ["AnalysisError", "check_audio"],
    "curve_frames": ["curve_in_frames", "f0_of_curve"],
    "extras": ["MissingPackageError"],
    "f0": [
        "F0Options", "F0Result", "available_engines", "engine_names", "extract_f0", "fast_f0_analysis",
        "register_engine",
    ],
    "features": ["AnalysisCancelled", "AudioFeatures", "Features", "analyze", "extract_audio_features"],
    "lattice": [
        "ContradictoryPins", "Pin", "PinError", "PitchCandidates", "PitchChange", "PitchDoubt", "PitchLattice",
        "PitchPath", "PitchSegment", "Reading",
    ],
    "memory": ["optimize_audio_memory"],
    "notes": ["FoundNotes", "HeardModel", "NoteModel", "find_notes"],
    "onsets": ["detect_onsets", "onset_strength", "pick_onsets"],
    "peaks": ["Peaks", "waveform_peaks"],
    "resonances": ["Formants", "formants"],
    "transcribe": ["audio_to_score", "notes_from_f0", "notes_to_score"],
}  # fmt: skip

__all__ = [
    "AnalysisCancelled",
    "AnalysisError",
    "AudioFeatures",
    "Comparison",
    "ContradictoryPins",
    "F0Options",
    "F0Result",
    "Features",
    "Formants",
    "FoundNotes",
    "HeardModel",
    "LyricAlignment",
    "MissingPackageError",
    "NoteMatch",
    "NoteModel",
    "Peaks",
    "Pin",
    "PinError",
    "PitchCandidates",
    "PitchChange",
    "PitchDoubt",
    "PitchLattice",
    "PitchPath",
    "PitchSegment",
    "Reading",
    "align_lyrics",
    "analyze",
    "async_audio_analysis",
    "audio_to_score",
    "available_engines",
    "check_audio",
    "compare",
    "curve_in_frames",
    "detect_onsets",
    "engine_names",
    "extract_audio_features",
    "extract_f0",
    "f0_of_curve",
    "fast_f0_analysis",
    "find_notes",
    "formants",
    "loudness",
    "notes_from_f0",
    "notes_to_score",
    "onset_strength",
    "optimize_audio_memory",
    "pick_onsets",
    "programme_loudness",
    "register_engine",
    "voicing",
    "waveform_peaks",
]

_MODULES = (
    *_HOMES,
    "audio_features",
    "cache",
    "engines",
    "export",
    "layers",
    "pyin",
    "warmup",
    "words",
    "yin",
)

__getattr__, __dir__, _ = lazy_loader.attach(__name__, _MODULES, _HOMES)
