"""Problems that are met while a score is read, and values in messages."""

from __future__ import annotations

import warnings
from collections.abc import Callable
from typing import Any

from gradio_pianoroll.i18n.sentence import Sentence

from ..errors import PianoRollWarning, ScoreError

# A score of a million broken notes shall not print a million lines.
MAX_WARNINGS = 20
# Nor keep a million sentences for somebody who asks for all.
MAX_KEPT = 10_000
# Of a value in a message.
MAX_SHOWN = 60


def shown(value: Any) -> str:
    """Value in a message, short whatever it is."""
    if isinstance(value, int) and not isinstance(value, bool) and abs(value) > 10**18:
        return f"a whole number of {value.bit_length()} bits"
    try:
        text = repr(value)
    except (ValueError, RecursionError):
        # Python writes no number of more than 4 300 digits, and nothing that is nested too deeply.
        return f"a {type(value).__name__} that is too long to show"
    return text if len(text) <= MAX_SHOWN else f"{text[: MAX_SHOWN - 3]}…"


class Problems:
    """Collects what was wrong while data is read: warns about each, or raises at the first.

    Parameters
    ----------
    on_error
        ``"warn"`` or ``"raise"``.
    """

    def __init__(self, on_error: str = "warn") -> None:
        if on_error not in ("warn", "raise"):
            raise ValueError(f'on_error must be "warn" or "raise", not {on_error!r}')
        self._raise = on_error == "raise"
        self._messages: list[Sentence] = []
        self._unkept = 0

    @property
    def messages(self) -> tuple[Sentence, ...]:
        """Sentences that were noted and not yet warned of."""
        unkept = (Sentence("problems.more", count=self._unkept),) if self._unkept else ()
        return (*self._messages, *unkept)

    def add(self, problem: Sentence | Callable[[], Sentence]) -> None:
        """Note one problem; raises `ScoreError` at once when asked to. One that can be made is made if it is kept."""
        if self._raise:
            raise ScoreError(problem if isinstance(problem, str) else problem())
        if len(self._messages) < MAX_KEPT:
            self._messages.append(problem if isinstance(problem, str) else problem())
        else:
            self._unkept += 1

    def warn(self, stacklevel: int = 3) -> None:
        """Give the collected warnings, the first twenty singly and the rest as a count."""
        for message in self._messages[:MAX_WARNINGS]:
            warnings.warn(message, PianoRollWarning, stacklevel=stacklevel)
        rest = len(self._messages) - MAX_WARNINGS + self._unkept
        if rest > 0:
            warnings.warn(Sentence("problems.more", count=rest), PianoRollWarning, stacklevel=stacklevel)
        self._messages.clear()
        self._unkept = 0
