"""Whether data is a score: asked of the reader that reads it, so that there is one rule and not two."""

from __future__ import annotations

import warnings
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Self

from ..errors import PianoRollWarning
from ..score.dictform.numbers import shown
from ..score.dictform.read import problems_of
from ..score.dictform.read_notes import KNOWN

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
    """What is wrong with a score in the dict form; a sentence for each item, empty when nothing is. Never raises.

    Examples
    --------
    >>> from gradio_pianoroll import validate_piano_roll_data
    >>> validate_piano_roll_data({"notes": [{"start": 0, "duration": 80, "pitch": 200}]})
    ['note 0: pitch 200 is not a whole number between 0 and 127; the note is left out']
    """
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

    def add_error(self, message: str) -> None:
        """Add a reason why not."""
        self.errors = [*self.errors, message]
        self.is_valid = False

    def add_warning(self, message: str) -> None:
        """Add something that is odd."""
        self.warnings = [*self.warnings, message]

    def merge(self, other: ValidationResult) -> Self:
        """Take over what another result found; gives this one."""
        self.is_valid = self.is_valid and other.is_valid
        self.errors = [*self.errors, *other.errors]
        self.warnings = [*self.warnings, *other.warnings]
        return self

    def __bool__(self) -> bool:
        return self.is_valid


class NoteValidator:
    """Validates notes, whole or one value at a time; the other values of the note are thought to be right."""

    REQUIRED_KEYS = ("start", "pitch")

    @staticmethod
    def validate(note: Any) -> ValidationResult:
        """What `validate_note` finds, as a result."""
        return _result(validate_note(note))

    # Older programs say it so.
    validate_note = validate

    @staticmethod
    def validate_required_fields(note: Any) -> ValidationResult:
        """Whether a start (in any unit) and a pitch are there."""
        if not isinstance(note, Mapping):
            return _result(validate_note(note))
        return _result([f"{key} is missing" for key in NoteValidator.REQUIRED_KEYS if _lacks(note, key)])

    @staticmethod
    def validate_id(note_id: Any) -> ValidationResult:
        """Whether it can be the id of a note."""
        return _value_of_note("id", note_id)

    @staticmethod
    def validate_pitch(pitch: Any) -> ValidationResult:
        """Whether it is a MIDI number."""
        return _value_of_note("pitch", pitch)

    @staticmethod
    def validate_velocity(velocity: Any) -> ValidationResult:
        """Whether it can be the velocity of a note."""
        return _value_of_note("velocity", velocity)

    @staticmethod
    def validate_start(start: Any) -> ValidationResult:
        """Whether it can be the start of a note in pixels."""
        return _value_of_note("start", start)

    @staticmethod
    def validate_duration(duration: Any) -> ValidationResult:
        """Whether it can be the duration of a note in pixels."""
        return _value_of_note("duration", duration)

    @staticmethod
    def validate_timing(start: Any, duration: Any = 80) -> ValidationResult:
        """Whether both can be times of a note in pixels; a note may be given as well."""
        if isinstance(start, Mapping):
            start, duration = start.get("start"), start.get("duration", duration)
        return NoteValidator.validate_start(start).merge(NoteValidator.validate_duration(duration))

    @staticmethod
    def validate_lyric(lyric: Any) -> ValidationResult:
        """Whether it can be the lyric of a note."""
        return _value_of_note("lyric", lyric)

    @staticmethod
    def validate_phoneme(phoneme: Any) -> ValidationResult:
        """Whether it can be the phoneme of a note."""
        return _value_of_note("phoneme", phoneme)


class PianoRollValidator:
    """Validates scores, whole or one value at a time; the others are thought to be right."""

    @staticmethod
    def validate(data: Any) -> ValidationResult:
        """What `validate_piano_roll_data` finds, as a result."""
        return _result(validate_piano_roll_data(data))

    # Older programs say it so.
    validate_piano_roll_data = validate

    @staticmethod
    def validate_notes(notes: Any) -> ValidationResult:
        """Whether it is a list of notes that a roll takes."""
        return _result(_asked({"notes": notes}))

    @staticmethod
    def validate_tempo(tempo: Any) -> ValidationResult:
        """Whether it is a tempo in beats per minute."""
        return _value_of_score("tempo", tempo)

    @staticmethod
    def validate_time_signature(signature: Any) -> ValidationResult:
        """Whether it is a time signature."""
        return _value_of_score("timeSignature", signature)

    @staticmethod
    def validate_edit_mode(mode: Any) -> ValidationResult:
        """Whether it is an edit mode."""
        return _value_of_score("editMode", mode)

    @staticmethod
    def validate_snap_setting(snap: Any) -> ValidationResult:
        """Whether it is a snap setting."""
        return _value_of_score("snapSetting", snap)

    @staticmethod
    def validate_pixels_per_beat(pixels: Any) -> ValidationResult:
        """Whether it is a zoom."""
        return _value_of_score("pixelsPerBeat", pixels)

    @staticmethod
    def validate_sample_rate(rate: Any) -> ValidationResult:
        """Whether it is a sample rate in Hz."""
        return _value_of_score("sampleRate", rate)

    @staticmethod
    def validate_ppqn(ppqn: Any) -> ValidationResult:
        """Whether it is a number of ticks per quarter note."""
        return _value_of_score("ppqn", ppqn)

    @staticmethod
    def validate_line_data(layers: Any) -> ValidationResult:
        """Whether they are line layers."""
        return _value_of_score("line_data", layers)


def _value_of_note(key: str, value: Any) -> ValidationResult:
    """What is wrong with one value of a note that is right otherwise."""
    if value is None and key in (*NoteValidator.REQUIRED_KEYS,):
        return ValidationResult.failure(f"{key} is missing")
    return _result(_named(key, (_reason(message) for message in _note_problems(_with_one_key({key: value}, key)))))


def _value_of_score(key: str, value: Any) -> ValidationResult:
    return _result(_named(key, _asked({"notes": [], key: value})))


def _named(key: str, messages: Iterable[str]) -> list[str]:
    """The messages, each with the name of the key in it."""
    return [message if key in message else f"{key}: {message}" for message in messages]


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
