"""What the server remembers of one visitor, and the limits that everybody shares."""

from __future__ import annotations

from dataclasses import dataclass

MAX_FILE_MB = 100
MAX_SOUND_S = 60 * 60
MAX_ANALYSIS_S = 60 * 60
# Analysis keeps a core busy: more at once would only make everybody wait.
ANALYSIS_AT_ONCE = 2
QUEUE_SIZE = 32
CACHE_CHECK_S, CACHE_AGE_S = 3_600, 86_400


@dataclass(frozen=True)
class Session:
    """State of one page.

    Attributes
    ----------
    stem_path
        A cleaner take of the sound to analyse (the example's voice without the accompaniment); None: the sound itself.
    """

    stem_path: str | None = None


class StudioError(Exception):
    """Something the visitor can mend; `str()` is the sentence to show, in the visitor's language."""
