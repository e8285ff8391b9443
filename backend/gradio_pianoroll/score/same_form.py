"""Functions that take a score in any form and give it back in the same one."""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterable, Mapping
from itertools import chain
from typing import Any, TypeVar, cast

from .dictform.read_notes import KNOWN, all_dicts
from .score import Score

Data = TypeVar("Data")


def in_form_of(
    data: Data, of_score: Callable[[Score], Score], of_dict: Callable[[Mapping[str, Any]], dict[str, Any]]
) -> Data:
    """Return what one of two functions makes of a `Score`, of a value that has one, or of the dict form.

    Raises
    ------
    TypeError
        If `data` is none of these.
    """
    if isinstance(data, Score):
        return cast(Data, of_score(data))
    from_score = getattr(type(data), "from_score", None)
    if from_score is not None:
        return cast(Data, from_score(of_score(data.score)))  # type: ignore[attr-defined]
    if isinstance(data, Mapping):
        return cast(Data, of_dict(data))
    raise TypeError(f"expected the dict form, a Score or the value of a piano roll, not {type(data).__name__}")


def note_list(data: Mapping[str, Any]) -> list[Any]:
    """Notes of the dict form as a list, empty when there are none to speak of."""
    notes = data.get("notes")
    return list(notes) if isinstance(notes, Iterable) and not isinstance(notes, Mapping | str | bytes) else []


def copied_note(note: Any) -> Any:
    """Note that is nobody else's; a plain dict for any mapping."""
    if type(note) is dict and note.keys() <= KNOWN:
        return note.copy()
    return copy.deepcopy(dict(note)) if isinstance(note, Mapping) else copy.deepcopy(note)


def copied_notes(notes: list[Any]) -> list[Any]:
    """Notes that are nobody else's."""
    if all_dicts(notes) and set(chain.from_iterable(notes)) <= KNOWN:
        # Their values are numbers and texts, of which no copies are needed.
        return list(map(dict.copy, notes))
    return [copied_note(note) for note in notes]
