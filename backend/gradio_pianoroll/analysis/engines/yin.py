"""yin behind the engine interface."""

from gradio_pianoroll.analysis.librosa_engines import yin_engine as run

__all__ = ["run"]
