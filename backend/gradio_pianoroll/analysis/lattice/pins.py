"""What a person says about the pitch of a span: that it lies here, is voiced, is not, is an octave away."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal, get_args

from gradio_pianoroll.analysis.checks import AnalysisError
from gradio_pianoroll.i18n.sentence import Sentence

PinKind = Literal["box", "near", "unvoiced", "voiced", "octave"]
Points = tuple[tuple[float, float], ...]

DEFAULT_CENTS = 150.0
MOST_OCTAVES = 8
# A recording of so many seconds is longer than any; times beyond it are mistakes.
_MOST_S = 1e9
_NAMES = {"start_s": "start", "end_s": "end", "low_hz": "low", "high_hz": "high", "unvoiced_weight": "unvoicedWeight"}


class PinError(AnalysisError):
    """A pin that says nothing that could be followed; the message says what to change."""


class ContradictoryPins(PinError):
    """Pins that leave no pitch and no voicing to a frame.

    Attributes
    ----------
    pins
        Those that contradict each other.
    time_s
        Where.
    """

    def __init__(self, message: str, pins: tuple[Pin, ...], time_s: float) -> None:
        super().__init__(message)
        self.pins = pins
        self.time_s = time_s


@dataclass(frozen=True)
class Pin:
    """Something that is known about the pitch of a span: the path stays between two pitches, and is voiced.

    `Pin.near`, `Pin.unvoiced`, `Pin.voiced` and `Pin.octave` make the other kinds.

    Attributes
    ----------
    start_s, end_s
        The span: frames from `start_s` on and before `end_s`, the nearest one where there is none.
    low_hz, high_hz
        Lowest and highest pitch.
    weight
        None: it holds. A number: what a frame that does otherwise costs, in nats; 30 is strong, below 10 is weak.
    unvoiced_weight
        What an unvoiced frame costs where it is not the same: 0 lets frames be unvoiced.
    kind
        `box`, `near`, `unvoiced`, `voiced` or `octave`.
    points
        Times in seconds and pitches in Hz of a line, straight on the scale of pitches between two of them.
    cents
        How far from the line the path may be.
    octaves
        How many octaves above the path without pins it lies.

    Raises
    ------
    PinError
        When a number is missing or cannot be; the message names it.

    Examples
    --------
    >>> from gradio_pianoroll.analysis import Pin
    >>> str(Pin(1.0, 1.5, 200, 260))
    'pin 1-1.5 s, 200-260 Hz'
    >>> str(Pin.octave(1.0, 1.5, 1, weight=30))
    'pin 1-1.5 s, 1 octave up, weight 30'
    """

    start_s: float
    end_s: float
    low_hz: float | None = None
    high_hz: float | None = None
    weight: float | None = field(default=None, kw_only=True)
    unvoiced_weight: float | None = field(default=None, kw_only=True)
    kind: PinKind = field(default="box", kw_only=True)
    points: Points = field(default=(), kw_only=True)
    cents: float = field(default=DEFAULT_CENTS, kw_only=True)
    octaves: int = field(default=0, kw_only=True)

    def __post_init__(self) -> None:
        if self.kind not in get_args(PinKind):
            raise PinError(Sentence("pin.kind", known=", ".join(get_args(PinKind)), given=repr(self.kind)))
        for name in ("start_s", "end_s"):
            _check(name, getattr(self, name), -_MOST_S, _MOST_S)
        if self.end_s < self.start_s:
            raise PinError(Sentence("pin.ends_before", start=self.start_s, end=self.end_s))
        for name in ("weight", "unvoiced_weight"):
            if getattr(self, name) is not None:
                _check(name, getattr(self, name), 0.0, math.inf)
        if self.kind == "box":
            _check("low_hz", self.low_hz, 1e-3, 1e6)
            _check("high_hz", self.high_hz, 1e-3, 1e6)
            if self.high_hz < self.low_hz:  # type: ignore[operator]
                raise PinError(Sentence("pin.low_above_high", low=self.low_hz, high=self.high_hz))
        elif self.kind == "near":
            self._check_line()
        elif self.kind == "octave" and not (_is_whole(self.octaves) and 0 < abs(self.octaves) <= MOST_OCTAVES):
            raise PinError(Sentence("pin.octaves", given=repr(self.octaves)))

    def _check_line(self) -> None:
        _check("cents", self.cents, 0.0, 12_000.0)
        if not self.points:
            raise PinError(Sentence("pin.no_points"))
        for time_s, hz in self.points:
            _check("points: time", time_s, -_MOST_S, _MOST_S)
            _check("points: pitch", hz, 1e-3, 1e6)
        if any(b[0] < a[0] for a, b in zip(self.points, self.points[1:], strict=False)):
            raise PinError(Sentence("pin.point_order"))

    @classmethod
    def near(
        cls,
        points: Iterable[Sequence[float]],
        cents: float = DEFAULT_CENTS,
        *,
        weight: float | None = None,
        unvoiced_weight: float | None = None,
    ) -> Pin:
        """A roughly drawn line: the path is near it, and voiced.

        Parameters
        ----------
        points
            Pairs of time in seconds and pitch in Hz, in order of time.
        cents
            Without a weight the path stays within so many cents of the line; where no frame has a candidate there, the
            line itself is the curve. With a weight a frame costs half the square of its distance in this unit.
        weight, unvoiced_weight
            As in `Pin`; with a weight no frame costs more than it.
        """
        try:
            line = tuple((float(time_s), float(hz)) for time_s, hz in points)
        except (TypeError, ValueError) as error:
            raise PinError(Sentence("pin.point_pairs")) from error
        if not line:
            raise PinError(Sentence("pin.no_points"))
        return cls(
            line[0][0], line[-1][0], weight=weight, unvoiced_weight=unvoiced_weight, kind="near", points=line,
            cents=cents,
        )  # fmt: skip

    @classmethod
    def unvoiced(cls, start_s: float, end_s: float, *, weight: float | None = None) -> Pin:
        """The span has no pitch."""
        return cls(start_s, end_s, weight=weight, kind="unvoiced")

    @classmethod
    def voiced(cls, start_s: float, end_s: float, *, weight: float | None = None) -> Pin:
        """The span has a pitch, whatever it is."""
        return cls(start_s, end_s, weight=weight, kind="voiced")

    @classmethod
    def octave(cls, start_s: float, end_s: float, octaves: int, *, weight: float | None = None) -> Pin:
        """The span lies `octaves` above (or, negative, below) the path without pins, where that is voiced."""
        return cls(start_s, end_s, weight=weight, kind="octave", octaves=octaves)

    def __str__(self) -> str:
        return str(self.said)

    @property
    def said(self) -> Sentence:
        """What it says, in a few words."""
        where = {"start": self.start_s, "end": self.end_s}
        if self.kind == "box":
            what = Sentence("pin.box", **where, low=self.low_hz, high=self.high_hz)
        elif self.kind == "near":
            what = Sentence("pin.near", **where, count=len(self.points))
        elif self.kind == "octave":
            key = "pin.octaves_up" if self.octaves > 0 else "pin.octaves_down"
            what = Sentence(key, **where, count=abs(self.octaves))
        else:
            what = Sentence(f"pin.{self.kind}", **where)
        return what if self.weight is None else Sentence("pin.weighted", pin=what, weight=self.weight)

    @property
    def voicing_weight(self) -> float | None:
        """What an unvoiced frame costs in nats, None when it is not allowed."""
        return self.weight if self.unvoiced_weight is None else self.unvoiced_weight

    def to_json(self) -> dict[str, Any]:
        """JSON form, as a curve's `pins` hold it."""
        said: dict[str, Any] = {"kind": self.kind, "start": self.start_s, "end": self.end_s}
        for name in ("low_hz", "high_hz", "weight", "unvoiced_weight"):
            if (value := getattr(self, name)) is not None:
                said[_NAMES.get(name, name)] = value
        if self.kind == "near":
            said |= {"points": [list(point) for point in self.points], "cents": self.cents}
        if self.kind == "octave":
            said["octaves"] = self.octaves
        return said

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Pin:
        """Pin of its JSON form; what it does not know in it is left alone.

        Raises
        ------
        PinError
            When something is missing or wrong.
        """
        if not isinstance(data, Mapping):
            raise PinError(Sentence("pin.object", kind=type(data).__name__))
        known: dict[str, Any] = {}
        for name in ("start_s", "end_s", "low_hz", "high_hz", "weight", "unvoiced_weight", "kind", "cents", "octaves"):
            if (value := data.get(_NAMES.get(name, name))) is not None:
                known[name] = value
        if "start_s" not in known or "end_s" not in known:
            raise PinError(Sentence("pin.no_span"))
        points = data.get("points") or ()
        if not isinstance(points, list | tuple) or any(not isinstance(p, list | tuple) or len(p) != 2 for p in points):
            raise PinError(Sentence("pin.point_pairs"))
        return cls(**known, points=tuple((p[0], p[1]) for p in points))


def _is_whole(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


def _check(name: str, value: Any, low: float, high: float) -> None:
    if isinstance(value, bool) or not hasattr(value, "__float__"):
        raise PinError(Sentence("pin.number", name=name, given=repr(value)))
    if not low <= float(value) <= high or (not math.isfinite(float(value))):
        raise PinError(Sentence("pin.finite", name=name, low=low, high=high, given=repr(value)))


def listed(pins: Sequence[Pin], most: int = 4) -> Sentence:
    """Some pins in words, one after another."""
    first, *others = (pin.said for pin in pins[:most])
    words = first
    for one in others:
        words = Sentence("pin.and", first=words, second=one)
    return words if len(pins) <= most else Sentence("pin.more", first=words, count=len(pins) - most)


def checked_pins(pins: Iterable[Pin | Mapping[str, Any]]) -> tuple[Pin, ...]:
    """Pins of pins and their JSON forms, in the order given.

    Raises
    ------
    PinError
        Which names the number of the pin, counted from 1.
    """
    if isinstance(pins, Pin | Mapping | str):
        raise PinError(Sentence("pin.list"))
    made = []
    for number, pin in enumerate(pins, 1):
        try:
            made.append(pin if isinstance(pin, Pin) else Pin.from_json(pin))
        except PinError as error:
            raise PinError(Sentence("pin.numbered", number=number, reason=error)) from error
    return tuple(made)
