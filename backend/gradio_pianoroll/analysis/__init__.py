"""What a sound is made of: F0, loudness, voicing, and its picture.

Arrays in, arrays out, on a time base in seconds. Nothing heavy is imported before it is used.
"""

from gradio_pianoroll.analysis.checks import AnalysisError, check_audio
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
from gradio_pianoroll.analysis.features import Features, analyze
from gradio_pianoroll.analysis.loudness import loudness
from gradio_pianoroll.analysis.peaks import Peaks, waveform_peaks
from gradio_pianoroll.analysis.voicing import voicing

__all__ = [
    "AnalysisError",
    "F0Options",
    "F0Result",
    "Features",
    "MissingPackageError",
    "Peaks",
    "analyze",
    "available_engines",
    "check_audio",
    "engine_names",
    "extract_f0",
    "fast_f0_analysis",
    "loudness",
    "register_engine",
    "voicing",
    "waveform_peaks",
]
