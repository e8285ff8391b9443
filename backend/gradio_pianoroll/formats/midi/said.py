"""Warnings about a file, in one form."""

from __future__ import annotations

import warnings
from pathlib import Path

from gradio_pianoroll.i18n.sentence import Sentence, named

from ...score import PianoRollWarning


def warn(path: Path, message: Sentence) -> None:
    """Say what is left out of a file, or was mended in it; the message begins with the file's name."""
    warnings.warn(named(path.name, message), PianoRollWarning, stacklevel=5)
