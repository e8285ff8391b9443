"""Lines for people at a terminal, in Korean or English."""

from __future__ import annotations

import os
import unicodedata

from gradio_pianoroll.i18n import Language


def language_of_terminal() -> Language:
    """The language of the user's environment (``LC_ALL``, ``LC_MESSAGES``, ``LANG``): Korean, else English."""
    for variable in ("LC_ALL", "LC_MESSAGES", "LANG"):
        if named := os.environ.get(variable):
            return "ko" if named.lower().startswith("ko") else "en"
    return "en"


def width(text: str) -> int:
    """Columns that a text takes on a terminal; Hangul takes two each."""
    return sum(2 if unicodedata.east_asian_width(letter) in "WF" else 1 for letter in text)


def padded(text: str, columns: int, right: bool = False) -> str:
    """A text with blanks to so many columns, before it when `right`."""
    blanks = " " * max(0, columns - width(text))
    return blanks + text if right else text + blanks
