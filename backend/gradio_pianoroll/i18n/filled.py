"""Texts with their gaps filled; a gap may choose between the forms of a number: ``{n} {n:note has|notes have}``."""

from __future__ import annotations

from collections.abc import Mapping
from string import Formatter
from typing import Any

#: Between the form for one and that for all other numbers.
FORMS = "|"


def filled(text: str, values: Mapping[str, Any]) -> str:
    """Text whose gaps have their values.

    Parameters
    ----------
    text
        As in the files of the languages; a gap has the form of `str.format`, or two forms with a bar between them, of
        which the first stands where the value is 1.
    values
        By the names of the gaps.

    Raises
    ------
    KeyError
        If a gap has no value.

    Examples
    --------
    >>> filled("{count} {count:note|notes}", {"count": 1}), filled("{count} {count:note|notes}", {"count": 0})
    ('1 note', '0 notes')
    """
    return _FORMATTER.vformat(text, (), values) if FORMS in text else text.format_map(values)


def counted(count: int, noun: str) -> str:
    """Count of things with their English name, for what only programs and terminals say.

    Examples
    --------
    >>> counted(1, "note"), counted(1200, "note")
    ('1 note', '1200 notes')
    """
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"


class _Formatter(Formatter):
    def format_field(self, value: Any, format_spec: str) -> str:
        one, bar, other = format_spec.partition(FORMS)
        if not bar:
            return str(super().format_field(value, format_spec))
        # As text: what was read from a log has no numbers any more.
        return one if str(value) in ("1", "1.0") else other


_FORMATTER = _Formatter()
