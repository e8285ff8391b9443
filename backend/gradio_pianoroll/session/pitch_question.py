"""What a page asks about the pitch of its recording, read and checked."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from gradio_pianoroll.errors import TransportError
from gradio_pianoroll.i18n.sentence import Sentence

# Nobody draws so many by hand; a program has the lattice itself.
MOST_PINS = 100_000
MOST_READINGS = 8
MOST_POINTS = 100_000
# A day at the closest distance of frames.
MOST_SAMPLES = 40_000_000
# Of a curve that the page does not have yet.
USUAL_HOP_S = 256 / 22_050


@dataclass(frozen=True)
class Frames:
    """Where the values of the page's curve lie: the first one in seconds of the sound, their distance, their number."""

    start_s: float
    hop_s: float
    n: int


@dataclass(frozen=True)
class PitchQuestion:
    """A question; times are seconds from the curve's first value, as those of its pins.

    Attributes
    ----------
    path
        Of the sound.
    page
        Whose pins they are.
    frames
        Of the curve; None where the page has none.
    pins
        Those of the page's document, in JSON form.
    remove
        Numbers of pins to be taken away.
    add
        Pins to be set, in JSON form.
    keeps
        Whether pins stay over whose middle a new one lies.
    touch
        Time and pitch in Hz (or None) of a touch.
    stroke
        Times and pitches in Hz of a roughly drawn line.
    octave
        Span and how many octaves.
    unvoice, clear
        Spans that have no pitch, and whose pins are taken away. The span of a single time is the segment there.
    look
        Span whose candidates are asked for.
    readings
        Span whose other readings are asked for, and how many.
    segment
        Time whose segment is asked for.
    doubts
        Whether the doubtful places are asked for.
    engine
        Other engine whose F0 is asked for, nothing else; empty for none, ``"?"`` for the names of those that there are.
    """

    path: Path
    page: str
    frames: Frames | None
    pins: list[Any]
    remove: frozenset[int]
    add: list[Any]
    keeps: bool
    touch: tuple[float, float | None] | None
    stroke: list[tuple[float, float]] | None
    octave: tuple[float, float, int] | None
    unvoice: tuple[float, float] | None
    clear: tuple[float, float] | None
    look: tuple[float, float] | None
    readings: tuple[float, float, int] | None
    segment: float | None
    doubts: bool
    engine: str

    @property
    def changes(self) -> bool:
        """Whether other pins are to hold."""
        return bool(self.remove or self.add or self.touch or self.stroke or self.octave or self.unvoice or self.clear)

    @classmethod
    def of(cls, payload: Any) -> PitchQuestion:
        """Read what a page sends.

        Raises
        ------
        TransportError
            When it is no question.
        """
        if not isinstance(payload, Mapping):
            raise _wrong()
        named, page = payload.get("path"), payload.get("page")
        if not isinstance(named, str) or "\0" in named or not isinstance(page, str) or len(page) > 100:
            raise _wrong()
        pins, add, remove = ([] if payload.get(name) is None else payload[name] for name in ("pins", "add", "remove"))
        if not all(isinstance(x, list) for x in (pins, add, remove)):
            raise _wrong()
        if (count := max(len(pins) + len(add), len(remove))) > MOST_PINS:
            raise TransportError(Sentence("pins.too_many", count=count, most=MOST_PINS))
        if not all(_is_whole(x) and 0 <= x < len(pins) for x in remove):
            raise _wrong()
        touch, readings, octave = (payload.get(name) for name in ("touch", "readings", "octave"))
        segment = payload.get("segment")
        return cls(
            path=Path(named).resolve(),
            page=page,
            frames=_frames(payload.get("curve")),
            pins=pins,
            remove=frozenset(remove),
            add=add,
            keeps=payload.get("keeps") is True,
            touch=None if touch is None else (_number(_member(touch, "time_s")), _positive(touch.get("hz"))),
            stroke=_line(payload.get("stroke")),
            octave=None if octave is None else (*_span(octave), _octaves(_member(octave, "octaves"))),
            unvoice=_span_or_none(payload.get("unvoice")),
            clear=_span_or_none(payload.get("clear")),
            look=_span_or_none(payload.get("look")),
            readings=None if readings is None else (*_span(readings), _count(_member(readings, "k"))),
            segment=None if segment is None else _number(segment),
            doubts=payload.get("doubts") is True,
            engine=str(payload.get("engine") or ""),
        )


def _wrong() -> TransportError:
    return TransportError(Sentence("pins.question"))


def _is_whole(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


def _number(value: Any) -> float:
    if not isinstance(value, int | float) or isinstance(value, bool) or not math.isfinite(value):
        raise _wrong()
    return float(value)


def _positive(value: Any) -> float | None:
    if value is None:
        return None
    number = _number(value)
    if number <= 0:
        raise _wrong()
    return number


def _line(given: Any) -> list[tuple[float, float]] | None:
    if given is None:
        return None
    points = _member(given, "points")
    if not isinstance(points, list) or not points:
        raise _wrong()
    if len(points) > MOST_POINTS:
        raise TransportError(Sentence("pins.too_many_points", count=len(points), most=MOST_POINTS))
    if not all(isinstance(point, list | tuple) and len(point) == 2 for point in points):
        raise _wrong()
    return [(_number(time_s), _number(hz)) for time_s, hz in points]


def _octaves(value: Any) -> int:
    if not _is_whole(value) or not 0 < abs(value) <= 8:
        raise _wrong()
    return int(value)


def _count(value: Any) -> int:
    if not _is_whole(value) or not 0 <= value <= MOST_READINGS:
        raise _wrong()
    return int(value)


def _member(given: Any, name: str) -> Any:
    if not isinstance(given, Mapping):
        raise _wrong()
    return given.get(name)


def _span(given: Any) -> tuple[float, float]:
    start_s, end_s = _number(_member(given, "start_s")), _number(_member(given, "end_s"))
    if end_s < start_s:
        raise _wrong()
    return start_s, end_s


def _span_or_none(given: Any) -> tuple[float, float] | None:
    return None if given is None else _span(given)


def _frames(given: Any) -> Frames | None:
    if given is None:
        return None
    start_s, hop_s = _number(_member(given, "start_s")), _number(_member(given, "hop_s"))
    n = _member(given, "n")
    if hop_s <= 0 or not _is_whole(n) or not 0 <= n <= MOST_SAMPLES:
        raise _wrong()
    return Frames(start_s, hop_s, n)
