"""Scores in the dict form made whole."""

from __future__ import annotations

import warnings
from collections.abc import Mapping
from typing import Any, TypeVar

from gradio_pianoroll.i18n.sentence import Sentence

from ..score import PianoRollWarning, Score
from ..score.same_form import copied_note
from ..timing_utils import generate_note_id
from .classes import PianoRollData

Data = TypeVar("Data")


def create_default_piano_roll_data() -> PianoRollData:
    """A score in the dict form without notes: 120 beats per minute, 4/4, 80 pixels per beat; a new one at each call."""
    return PianoRollData.from_score(Score())


def ensure_note_ids(data: Data) -> Data:
    """Give an id to each note that has none.

    Parameters
    ----------
    data
        The dict form, or a list of its notes; stays as it is. Anything else comes back as it is.

    Returns
    -------
    the type of `data`
        A copy in which each note that is an object has an id (``note-<ms>-<5 characters>``) of its own.
    """
    if isinstance(data, list | tuple):
        return [_with_id(note) for note in data]  # type: ignore[return-value]
    if not isinstance(data, Mapping) or not isinstance(data.get("notes"), list | tuple):
        return data
    result: Any = data.copy() if hasattr(data, "copy") else dict(data)
    result["notes"] = [_with_id(note) for note in data["notes"]]
    return result  # type: ignore[no-any-return]


def clean_piano_roll_data(data: Any) -> PianoRollData:
    """A score in the dict form with every default and every derived time filled in.

    Parameters
    ----------
    data
        The dict form, a `Score` or an object with `to_dict`; stays as it is. Notes may lack id, duration, velocity.

    Returns
    -------
    PianoRollData
        A dict of its own whose keys are attributes too; keys without a value left out, unknown keys kept.

    Warns
    -----
    PianoRollWarning
        For each item that cannot be, which is left out or replaced by its default.
    """
    if isinstance(data, Score):
        return PianoRollData.from_score(data)
    if not isinstance(data, Mapping) and callable(getattr(data, "to_dict", None)):
        data = data.to_dict()
    if not isinstance(data, Mapping):
        warnings.warn(
            Sentence("json.emptied", kind=type(data).__name__),
            PianoRollWarning,
            stacklevel=2,
        )
        return create_default_piano_roll_data()
    return PianoRollData.from_score(Score.from_dict(data))


def _with_id(note: Any) -> Any:
    if not isinstance(note, Mapping) or note.get("id") not in (None, ""):
        return note
    result = copied_note(note)
    result["id"] = generate_note_id()
    return result
