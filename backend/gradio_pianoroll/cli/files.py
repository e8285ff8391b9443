"""A score from a file, or a sentence that says why not."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from gradio_pianoroll.cli.command_error import CommandError

if TYPE_CHECKING:
    from gradio_pianoroll.score import Score

SCORE_FILE = "score file: MIDI, MusicXML, JSON, TextGrid, LAB, CSV, or F0 of Praat, Sonic Visualiser or NumPy"


def shown(path: str | Path) -> str:
    """A name that can be printed: bytes that are no UTF-8 are written as escapes."""
    return str(path).encode("utf-8", "backslashreplace").decode()


def load_score(path: Path, encoding: str | None = None, **options: Any) -> Score:
    """Read a score of any known format; `encoding` is that of its texts, `options` go to `load`."""
    from gradio_pianoroll.errors import FormatError
    from gradio_pianoroll.formats import load

    try:
        return load(path, encoding, **options)
    except (FormatError, ValueError, OSError) as error:
        raise CommandError(str(error)) from error
