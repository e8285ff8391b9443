"""Classes for the parts of the dict form: dicts whose keys are attributes too, in either spelling.

``NoteData(pitch=60, …).start_seconds``, ``["startSeconds"]`` and ``json.dumps`` all work, and a program may hand them
over wherever the dict form goes.
"""

from __future__ import annotations

import copy
from collections.abc import Mapping
from typing import Any, Self

from ..constants import DEFAULT_LINE_WIDTH, DEFAULT_NOTE_VELOCITY, LINE_COLORS
from ..timing_utils import generate_note_id
from ..value.as_fields import KeysAsFields, attribute, camel
from ..value.note_view import NoteItem
from ..value.value import PianoRollValue
from .types import LineLayerConfig, Note, PianoRollDataDict


class _SeenAs(type):
    """What a handler receives is an instance too: ``isinstance(value.notes[0], NoteData)`` holds."""

    def __instancecheck__(cls, instance: object) -> bool:
        return isinstance(instance, cls.__bases__[0])


class Record(dict[str, Any]):
    """A small dict whose keys are attributes as well, ``line_width`` for ``lineWidth`` included.

    `dataclasses.asdict`, `fields` and `replace` take it.
    """

    __slots__ = ()
    __dataclass_fields__ = KeysAsFields()

    def __getattr__(self, name: str) -> Any:
        return attribute(self, name, type(self).__name__)

    def __setattr__(self, name: str, value: Any) -> None:
        self[name if name in self else camel(name)] = value

    def __reduce__(self) -> tuple[Any, ...]:
        return type(self).from_dict, (dict(self),)

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Self:
        """The object of a dict, which stays as it is; unknown keys are kept."""
        result = cls()
        result.update(copy.deepcopy(dict(data)))
        return result

    def copy(self) -> Self:
        """An independent object of the same content."""
        return self.from_dict(self)

    def to_dict(self) -> dict[str, Any]:
        """A plain dict that is nobody else's."""
        return copy.deepcopy(dict(self))


class TimeSignatureData(Record):
    """A time signature: `numerator` beats of 1/`denominator` in a bar."""

    __dataclass_fields__ = KeysAsFields("numerator", "denominator")

    def __init__(self, numerator: int = 4, denominator: int = 4) -> None:
        super().__init__(numerator=numerator, denominator=denominator)


class LineDataPointData(Record):
    """A point of a line layer: `x`, `y` in pixels by default; `from_dict` keeps ``{seconds, value}`` and the like."""

    __dataclass_fields__ = KeysAsFields("x", "y")

    def __init__(self, x: float = 0.0, y: float = 0.0, **more: Any) -> None:
        # A point may have seconds and a value instead.
        super().__init__({"x": x, "y": y, **more} if x or y or not more else more)

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Self:
        """The point of a dict, in the form that the dict has."""
        result = cls()
        result.clear()
        result.update(data)
        return result


class LineLayerConfigData(Record):
    """A line layer; the names of the arguments are those of the dict form, as they are or in snake case.

    What is None is left out, so that the roll chooses. Any other key is kept.
    """

    __dataclass_fields__ = KeysAsFields("color", "lineWidth", "yMin", "yMax", "visible", "opacity", "data")

    def __init__(
        self,
        color: str = LINE_COLORS[0],
        line_width: float = DEFAULT_LINE_WIDTH,
        y_min: float = 0.0,
        y_max: float = 1.0,
        height: float | None = None,
        position: str | None = None,
        visible: bool = True,
        opacity: float = 1.0,
        data_type: str | None = None,
        unit: str | None = None,
        original_range: Mapping[str, float] | None = None,
        render_mode: str | None = None,
        y_axis_label: str | None = None,
        data: list[Any] | None = None,
        **more: Any,
    ) -> None:
        given = {
            "color": color, "lineWidth": line_width, "yMin": y_min, "yMax": y_max, "height": height,
            "position": position, "visible": visible, "opacity": opacity, "dataType": data_type, "unit": unit,
            "originalRange": original_range, "renderMode": render_mode, "yAxisLabel": y_axis_label,
            "data": [] if data is None else list(data), **_spelled(more, LineLayerConfig.__annotations__),
        }  # fmt: skip
        super().__init__({key: value for key, value in given.items() if value is not None})


class NoteData(NoteItem, metaclass=_SeenAs):
    """A note of its own: a dict of the dict form whose keys are attributes too.

    Parameters
    ----------
    id
        A new one is made when it is missing. A mapping given here is read as the whole note.
    start, duration
        Pixels at the `pixelsPerBeat` of the score that it goes into.
    pitch, velocity
        0-127.
    lyric, phoneme
        Left out when None; attributes and `to_dict()` give None then.
    **more
        Any other key, times of the dict form in snake case or as they are.
    """

    __slots__ = ()
    __dataclass_fields__ = KeysAsFields("id", "start", "duration", "pitch", "velocity", "lyric", "phoneme", always=True)

    def __init__(
        self,
        id: str | Mapping[str, Any] | None = None,
        start: float | None = None,
        duration: float | None = None,
        pitch: int | None = None,
        velocity: int = DEFAULT_NOTE_VELOCITY,
        lyric: str | None = None,
        phoneme: str | None = None,
        **more: Any,
    ) -> None:
        if isinstance(id, Mapping):
            super().__init__({**id, **more})
            return
        given = {
            "id": id or generate_note_id(), "start": start, "duration": duration, "pitch": pitch, "velocity": velocity,
            "lyric": lyric, "phoneme": phoneme, **_spelled(more, Note.__annotations__),
        }  # fmt: skip
        super().__init__({key: value for key, value in given.items() if value is not None})

    def to_dict(self) -> dict[str, Any]:
        """A plain dict that is nobody else's; lyric and phoneme are None where the note has none."""
        return {**super().to_dict(), "lyric": self.lyric, "phoneme": self.phoneme}


class PianoRollData(PianoRollValue, metaclass=_SeenAs):
    """A score in the dict form that is an object too, the same as what a handler receives.

    As an annotation it stands for the dict form, and ``isinstance(value, PianoRollData)`` holds for the value of a
    handler. Arguments are the keys of the dict form, in their own spelling or in snake case.
    """

    __slots__ = ()

    def __init__(self, data: Mapping[str, Any] | None = None, /, **more: Any) -> None:
        super().__init__(data, **_spelled(more, PianoRollDataDict.__annotations__))


def _spelled(given: Mapping[str, Any], known: Mapping[str, Any]) -> dict[str, Any]:
    """Keys in the spelling of the dict form where that is a known one."""
    return {camel(key) if camel(key) in known and key not in known else key: given[key] for key in given}
