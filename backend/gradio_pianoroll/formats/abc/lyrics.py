"""Words under notes: what a ``w:`` field says, and which note gets which syllable (standard, section 5.1)."""

from __future__ import annotations

import re
from collections.abc import Sequence

from .bars import Written
from .texts import decoded, escaped, numbered

#: A lyric that holds the syllable before it.
HOLD = "-"
_SKIP, _BAR, _HELD = "*", "|", "_"
_NUMBERING = re.compile(r"\A\s*\d+[.):]*(?:~|\s+|$)")
_MARKS = "_*|~-"


def syllables(text: str) -> list[str]:
    """Syllables of a line, and signs: ``*`` skips a note, ``_`` holds, ``|`` goes to the next bar.

    Syllables begin with an equal sign, so that none is taken for one of these signs; one that goes on ends with ``-``.
    """
    text = _NUMBERING.sub("", text, count=1)
    found: list[str] = []
    now = ""

    def finish(goes_on: bool = False) -> None:
        nonlocal now
        if now:
            found.append("=" + decoded(now) + ("-" if goes_on else ""))
        now = ""

    i = 0
    while i < len(text):
        char = text[i]
        if char == "\\" and i + 1 < len(text):
            now += "-" if text[i + 1] == "-" else text[i : i + 2]
            i += 1
        elif char == "-":
            if now:
                finish(goes_on=True)
            else:
                _go_on(found)
                found.append(_HELD)
        elif char in (_HELD, _SKIP, _BAR):
            finish()
            found.append(char)
        elif char.isspace():
            finish()
        else:
            now += " " if char == "~" else char
        i += 1
    finish()
    return found


def align(text: str, notes: Sequence[tuple[int, Written]], verse: int) -> int:
    """Put the syllables of a line on notes; the number of those that were left over.

    Parameters
    ----------
    text
        Of the ``w:`` field.
    notes
        With the number of the bar of each.
    verse
        From 1.
    """
    at, bar = 0, notes[0][0] if notes else 0
    left = 0
    for said in syllables(text):
        if said == _BAR:
            while at < len(notes) and notes[at][0] <= bar:
                at += 1
            bar += 1
            continue
        if at >= len(notes):
            left += said != _SKIP
            continue
        bar = max(bar, notes[at][0])
        if said == _HELD:
            notes[at][1].verses[verse] = HOLD
        elif said != _SKIP:
            notes[at][1].verses[verse] = said[1:]
        at += 1
    return left


def line_of(texts: Sequence[str | None]) -> str:
    """Content of a ``w:`` field for elements in order: None for one without a syllable, ``-`` for one that holds."""
    line, inside = "", False
    for text in texts:
        if text is None or not text.strip():
            line += ("" if not line or line.endswith(" ") else " ") + _SKIP
            inside = False
        elif text == HOLD:
            line += _HELD
        else:
            goes_on = len(text) > 1 and text.endswith("-")
            line += "" if inside or not line else " "
            line += _syllable(text[:-1] if goes_on else text, is_first=not line) + ("-" if goes_on else "")
            inside = goes_on
    return line.rstrip(" " + _SKIP)


def _syllable(text: str, is_first: bool) -> str:
    whole = escaped(text)
    # A digit in front of the line would be the number of a verse.
    head = numbered(whole[:1], "0123456789") if is_first else whole[:1]
    return numbered(head + whole[1:], "_*|~").replace("-", "\\-").replace(" ", "~")


def _go_on(found: list[str]) -> None:
    """Let the last syllable go on: a hyphen apart from it says so."""
    at = next((i for i in range(len(found) - 1, -1, -1) if found[i] not in (_HELD,)), None)
    if at is not None and found[at].startswith("=") and not found[at].endswith("-"):
        found[at] += "-"
