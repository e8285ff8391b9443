"""What becomes of a file that a page opens: a score, a sound, or words for notes."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

from .audio import AUDIO_SUFFIXES
from .content import BOMS, HEAD_BYTES, SOUND, guess_of, kind_of
from .registry import readable_suffixes


def kind_of_file(path: Path) -> Literal["sound", "score", "lyrics"] | None:
    """What a file is for a page, by its content or by its suffix where that says nothing; None when neither does.

    Parameters
    ----------
    path
        Of a file that is there. Lyrics are a text that is none of a format: words, to be put onto notes.

    Raises
    ------
    OSError
        If it cannot be opened.
    """
    with path.open("rb") as file:
        head = file.read(HEAD_BYTES)
    suffix = path.suffix.lower()
    if sure := kind_of(head):
        return "sound" if sure == SOUND else "score"
    is_guessed = guess_of(head) is not None
    is_text = head.startswith(BOMS) or b"\0" not in head
    if suffix in (".txt", ".lrc") and is_text and not is_guessed:
        return "lyrics"
    if suffix in AUDIO_SUFFIXES:
        return "sound"
    return "score" if is_guessed or suffix in readable_suffixes() else None
