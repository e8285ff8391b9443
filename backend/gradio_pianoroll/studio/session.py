"""What the server remembers of one visitor, and the limits that everybody shares."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from gradio_pianoroll.analysis.engines.types import F0Options
from gradio_pianoroll.errors import PianoRollError
from gradio_pianoroll.settings import get_settings

# Analysis keeps a core busy: more at once would only make everybody wait.
ANALYSIS_AT_ONCE = 2
CACHE_CHECK_S, CACHE_AGE_S = 3_600, 86_400
# A corpus of one visitor: files, bytes of all of them, and the time that one of them may take.
MAX_CORPUS_FILES = 500
MAX_CORPUS_MB = 1_000
CORPUS_FILE_TIMEOUT_S = 300.0
# Events that work on an open page: they have names, but are neither offered to programs nor MCP tools.
OF_THE_PAGE: dict[str, Any] = {"api_visibility": "undocumented"}


@dataclass(frozen=True)
class Options:
    """Options of an analysis.

    Attributes
    ----------
    engine
        Of F0.
    fmin, fmax
        Search range in Hz.
    show
        Features that become layers; see `opening.SHOWABLE`.
    second
        Another F0 engine, shown beside the first; empty for none.
    hop_ms
        Distance of frames in milliseconds.
    notes
        Whether notes are made of the F0.
    """

    engine: str = F0Options.engine
    fmin: float = F0Options.fmin
    fmax: float = F0Options.fmax
    show: tuple[str, ...] = ("f0", "loudness", "voicing")
    second: str = ""
    hop_ms: float = 11.6
    notes: bool = False

    def hop_at(self, sr: int) -> int:
        """Samples between frames at `sr` Hz."""
        return max(1, round(self.hop_ms / 1000 * sr))


@dataclass(frozen=True)
class Session:
    """State of one page.

    Attributes
    ----------
    stem_path
        A cleaner take of the sound to analyse (the example's voice without the accompaniment); None: the sound itself.
    analysed
        The sound that was analysed last and how, so that its results can be downloaded; they come from the cache.
    """

    stem_path: str | None = None
    analysed: tuple[Path, Options] | None = None


class StudioError(PianoRollError):
    """Mistake that the visitor can mend; `str()` is the sentence to show, in the visitor's language."""


def max_file_mb() -> int:
    """Largest file that is taken, in MB."""
    return get_settings().max_upload_mb


def max_sound_s() -> int:
    """Longest sound that is taken, in seconds."""
    return get_settings().max_duration_s
