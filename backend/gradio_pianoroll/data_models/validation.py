"""Whether data is a score: asked of the reader that reads it, so that there is one rule and not two."""

from __future__ import annotations

import warnings
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Self

from ..score.dictform.numbers import shown
from ..score.dictform.read import problems_of
from ..score.dictform.read_notes import KNOWN
from ..score.errors import PianoRollWarning

# A note that is right, to try a single key of another one in.
_SOUND = {"start": 0, "duration": 80, "pitch": 60}
_TIME_KEYS = ("start", "duration")


def validate_note(note: Any) -> list[str]:
    """What is wrong with a note of the dict form.

    Parameters
    ----------
    note
        Anything.

    Returns
    -------
    list of str
        A sentence for each wrong key; empty when a roll takes the note. An id, a velocity and a duration may be
        missing. Never raises.
    """
    whole = _note_problems(note)
    if not whole or not isinstance(note, Mapping):
        return [_reason(message) for message in whole]
    # The reader names the first reason; each key alone in a note that is right shows the others.
    found = [message for key in note if key in KNOWN for message in _note_problems(_with_one_key(note, key))]
    missing = [f"{key} is missing" for key in ("start", "pitch") if _lacks(note, key)]
    reasons = [_reason(message) for message in (*found, *whole)] + missing
    return list(dict.fromkeys(reasons))


def validate_piano_roll_data(data: Any) -> list[str]:
    """What is wrong with a score in the dict form; a sentence for each item, empty when nothing is. Never raises."""
    return _asked(data)


def validate_and_warn(data: Any, context: str = "Piano roll data") -> bool:
    """Warn of everything that is wrong with a score in the dict form.

    Parameters
    ----------
    data
        Anything.
    context
        What the data is, at the beginning of each warning.

    Returns
    -------
    bool
        Whether nothing is wrong.

    Warns
    -----
    PianoRollWarning
        For each wrong item, with `context`.
    """
    messages = _asked(data)
    for message in messages:
        warnings.warn(f"{context}: {message}", PianoRollWarning, stacklevel=2)
    return not messages


class _Answer(int):
    """True or false as an attribute and as a method alike: older programs use either."""

    def __call__(self) -> bool:
        return bool(self)

    def __repr__(self) -> str:
        return repr(bool(self))


@dataclass
class ValidationResult:
    """What a validator found.

    Attributes
    ----------
    is_valid
        Whether a roll takes the data as it is.
    errors
        Why not, a sentence each.
    warnings
        What is odd but taken.
    """

    is_valid: bool = True
    errors: list[str] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)

    @classmethod
    def success(cls, warnings: Iterable[str] | None = None) -> Self:
        """A result without errors."""
        return cls(True, [], list(warnings or ()))

    @classmethod
    def failure(cls, errors: Iterable[str] | str, warnings: Iterable[str] | None = None) -> Self:
        """A result with errors; a single one may be given as a text."""
        return cls(False, [errors] if isinstance(errors, str) else list(errors), list(warnings or ()))

    @property
    def has_errors(self) -> _Answer:
        """Whether there are errors; may be called, too."""
        return _Answer(bool(self.errors))

    @property
    def has_warnings(self) -> _Answer:
        """Whether there are warnings; may be called, too."""
        return _Answer(bool(self.warnings))

    def merge(self, other: ValidationResult) -> Self:
        """Take over what another result found; gives this one."""
        self.is_valid = self.is_valid and other.is_valid
        self.errors = [*self.errors, *other.errors]
        self.warnings = [*self.warnings, *other.warnings]
        return self

    def __bool__(self) -> bool:
        return self.is_valid


class NoteValidator:
    """Validates notes."""

    @staticmethod
    def validate(note: Any) -> ValidationResult:
        """What `validate_note` finds, as a result."""
        return _result(validate_note(note))


class PianoRollValidator:
    """Validates whole scores."""

    @staticmethod
    def validate(data: Any) -> ValidationResult:
        """What `validate_piano_roll_data` finds, as a result."""
        return _result(validate_piano_roll_data(data))


def _result(errors: list[str]) -> ValidationResult:
    return ValidationResult.failure(errors) if errors else ValidationResult.success()


def _note_problems(note: Any) -> list[str]:
    return _asked({"notes": [note]})


def _asked(data: Any) -> list[str]:
    try:
        return problems_of(data)
    except Exception as error:  # noqa: BLE001 - objects of a program may do anything when they are read; it is said
        return [f"the data cannot be read: {type(error).__name__}: {shown(str(error))}"]


def _with_one_key(note: Mapping[Any, Any], key: str) -> dict[str, Any]:
    """A right note with one key of this one; the other keys that say the same in other units are left out."""
    base = {name: value for name, value in _SOUND.items() if not (name in _TIME_KEYS and _says_the_same(key, name))}
    return {**base, key: note[key]}


def _says_the_same(key: str, time_key: str) -> bool:
    return key.startswith(time_key) or (time_key == "duration" and key == "endSeconds")


def _lacks(note: Mapping[Any, Any], key: str) -> bool:
    if key == "pitch":
        return note.get("pitch") is None
    return all(note.get(name) is None for name in KNOWN if name.startswith("start"))


def _reason(message: str) -> str:
    """The message without the place and the consequence that the reader adds."""
    head, _, rest = message.partition(": ")
    reason = rest if head.startswith("note ") else message
    return reason.removesuffix("; the note is left out").removesuffix("; left out")
