"""A stretch of time with a label: a word, a phoneme, a section."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from gradio_pianoroll.i18n.sentence import Sentence

from .immutable import FrozenMap, frozen_map
from .problems import shown
from .units import as_float

_KEYS = ("start", "end", "type", "text", "confidence")


@dataclass(frozen=True)
class Segment:
    """Start and end in seconds, a type, a text and the confidence (None when unknown).

    Raises
    ------
    ValueError
        If a time is not finite or the end lies before the start.
    """

    start: float
    end: float
    type: str = ""
    text: str = ""
    confidence: float | None = None
    extra: Mapping[str, Any] = field(default_factory=FrozenMap, hash=False)

    def __post_init__(self) -> None:
        for name in ("start", "end"):
            object.__setattr__(self, name, _finite(name, getattr(self, name)))
        if self.end < self.start:
            raise ValueError(Sentence("segment.order", text=self.text, end=self.end, start=self.start))
        if self.confidence is not None:
            object.__setattr__(self, "confidence", _finite("confidence", self.confidence))
        object.__setattr__(self, "type", _text("type", self.type))
        object.__setattr__(self, "text", _text("text", self.text))
        object.__setattr__(self, "extra", frozen_map(self.extra))

    @classmethod
    def _trusted(cls, values: dict[str, Any]) -> Segment:
        """Segment of attributes that were checked as columns."""
        segment = cls.__new__(cls)
        segment.__dict__.update(values)
        return segment

    def to_json(self) -> dict[str, Any]:
        """JSON form of the wire; `extra` only when there is one."""
        result: dict[str, Any] = {key: getattr(self, key) for key in _KEYS}
        if self.extra:
            result["extra"] = FrozenMap(self.extra).thaw()
        return result

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Segment:
        """Segment of its JSON form.

        Raises
        ------
        ValueError
            If a value is missing or wrong.
        """
        if not isinstance(data, Mapping) or "start" not in data or "end" not in data:
            raise ValueError(Sentence("segment.object"))
        extra = data.get("extra") or {}
        if not isinstance(extra, Mapping):
            raise ValueError(Sentence("segment.extra"))
        return cls(
            start=data["start"],
            end=data["end"],
            type=data.get("type") or "",
            text="" if data.get("text") is None else data["text"],
            confidence=data.get("confidence"),
            extra=extra,
        )


def _finite(name: str, value: Any) -> float:
    if isinstance(value, bool | str) or not hasattr(value, "__float__"):
        raise ValueError(Sentence("segment.number", name=name, given=shown(value)))
    number = as_float(f"segment: {name}", value)
    if not math.isfinite(number):
        raise ValueError(Sentence("segment.finite", name=name, given=number))
    return number


def _text(name: str, value: Any) -> str:
    if not isinstance(value, str):
        raise ValueError(Sentence("segment.text", name=name, kind=type(value).__name__))
    return value
