"""A curve over time: F0, loudness, voicing or any named parameter."""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

from gradio_pianoroll.i18n.sentence import Sentence

from .immutable import FloatArray, FrozenMap, frozen_copy, frozen_map, why_not_kept
from .problems import shown

# Whole numbers beyond this are no float.
MAX_WHOLE_VALUE = 2**1023
TimeBase = Literal["s", "beats"]


@dataclass(frozen=True, eq=False)
class Curve:
    """Values over time, uniformly sampled (`times` is None) or as free points.

    Attributes
    ----------
    name
        Unique in the score.
    values
        float32 [n], NaN where undefined; F0 in Hz.
    times
        float64 [n] for free points, ascending, in the unit of `time`; None when uniform.
    time
        ``"s"`` or ``"beats"``.
    start, hop
        Time of the first value and distance of values of a uniform curve, in the unit of `time`.
    target
        ``"f0"``, ``"loudness"``, ``"voicing"`` or any other name.
    style
        How it is drawn; unknown keys are kept.
    pins
        What is known of the pitch of spans, in the JSON form of `analysis.Pin`; times count from `start`.
    vibratos
        Vibratos that were written to spans (`score.edit.vibrato`): objects with `start` and `end` in the unit of `time`
        from `start` of the curve, `depth_cents`, `rate_hz`, `onset_s`, `fade_in_s` and `fade_out_s`.
    kept_values, kept_times
        Values (and times of free points) as they came, where they were edited since; None where they were not. Read
        them as `original` and `original_times`.

    Raises
    ------
    ValueError
        If shapes or times do not fit; the message names the curve.

    Examples
    --------
    >>> from gradio_pianoroll import Curve
    >>> curve = Curve("f0", [220, float("nan"), 440], hop=0.01, target="f0", unit="Hz")
    >>> len(curve), curve.sample_times().tolist()
    (3, [0.0, 0.01, 0.02])
    >>> louder = curve.with_values([220, 230, 440])
    >>> louder.original.tolist(), louder.is_edited
    ([220.0, nan, 440.0], True)
    """

    name: str
    values: NDArray[np.float32]
    times: FloatArray | None = None
    target: str = ""
    unit: str = ""
    time: TimeBase = "s"
    start: float = 0.0
    hop: float = 0.01
    style: Mapping[str, Any] = field(default_factory=FrozenMap)
    pins: Sequence[Mapping[str, Any]] = ()
    kept_values: NDArray[np.float32] | None = None
    kept_times: FloatArray | None = None
    vibratos: Sequence[Mapping[str, Any]] = ()

    def __post_init__(self) -> None:
        if not isinstance(self.name, str):
            raise ValueError(Sentence("curve.name", name=shown(self.name)))
        if self.time not in ("s", "beats"):
            raise ValueError(Sentence("curve.time", name=self.name, time=shown(self.time)))
        object.__setattr__(self, "values", frozen_copy(self.values, np.float32))
        object.__setattr__(self, "style", frozen_map(self.style))
        object.__setattr__(self, "pins", frozen_pins(self.name, self.pins))
        object.__setattr__(self, "vibratos", frozen_vibratos(self.name, self.vibratos))
        if self.values.ndim != 1:
            raise ValueError(Sentence("curve.dimension", name=self.name))
        if self.times is None:
            if not (math.isfinite(self.start) and math.isfinite(self.hop) and self.hop > 0):
                raise ValueError(Sentence("curve.hop", name=self.name))
        else:
            object.__setattr__(self, "times", self._checked_times(self.times, self.values))
        if self.kept_values is not None:
            self._keep(self.kept_values, self.kept_times)

    def _checked_times(self, times: Any, values: NDArray[np.float32]) -> FloatArray:
        checked = frozen_copy(times, np.float64)
        if checked.shape != values.shape:
            raise ValueError(Sentence("curve.times_count", name=self.name, count=len(checked), values=len(values)))
        if not np.isfinite(checked).all() or (np.diff(checked) < 0).any():
            raise ValueError(Sentence("curve.ascending", name=self.name))
        return checked

    def _keep(self, values: Any, times: Any) -> None:
        """Keep what came first apart only where it differs, so that one curve has one form."""
        kept = frozen_copy(values, np.float32)
        if kept.ndim != 1 or (times is None) != (self.times is None):
            raise ValueError(Sentence("curve.original", name=self.name))
        kept_times = None if times is None else self._checked_times(times, kept)
        same = kept_times is None or np.array_equal(kept_times, np.asarray(self.times))
        same = same and np.array_equal(kept, self.values, equal_nan=True)
        object.__setattr__(self, "kept_values", None if same else kept)
        object.__setattr__(self, "kept_times", None if same else kept_times)

    def __len__(self) -> int:
        return len(self.values)

    def __eq__(self, other: object) -> bool:
        """Return True if it is the same curve, NaN equal to NaN."""
        return self.same(other) if isinstance(other, Curve) else NotImplemented

    def __hash__(self) -> int:
        return hash((Curve, self.name, len(self)))

    def __setstate__(self, state: dict[str, Any]) -> None:
        self.__dict__.update(state)
        self.__dict__.setdefault("vibratos", ())
        for array in (
            self.values,
            self.times,
            self.__dict__.setdefault("kept_values"),
            self.__dict__.setdefault("kept_times"),
        ):
            if array is not None:
                array.flags.writeable = False

    @property
    def is_uniform(self) -> bool:
        """True if the values are uniformly sampled."""
        return self.times is None

    @property
    def is_edited(self) -> bool:
        """True if its values are other ones than those that came first."""
        return self.kept_values is not None

    @property
    def original(self) -> NDArray[np.float32]:
        """Values as they came (of an analysis, a file, a program), whatever was edited since; float32."""
        return self.values if self.kept_values is None else self.kept_values

    @property
    def original_times(self) -> FloatArray | None:
        """Times of `original` of free points; None when uniform."""
        return self.times if self.kept_values is None else self.kept_times

    def as_original(self) -> Curve:
        """Same curve as it came."""
        if self.kept_values is None:
            return self
        return dataclasses.replace(
            self, values=self.kept_values, times=self.kept_times, kept_values=None, kept_times=None
        )

    def edited(self, values: ArrayLike, times: ArrayLike | None = None) -> Curve:
        """Same curve with other values, and other times where its points are free; its original stays."""
        free = None if self.times is None else np.asarray(self.times if times is None else times, np.float64)
        return dataclasses.replace(
            self, values=np.asarray(values, np.float32), times=free,
            kept_values=self.original, kept_times=self.original_times,
        )  # fmt: skip

    def changed_whole(self, change: Callable[[Curve], Curve]) -> Curve:
        """Curve after a change that concerns its original as well: other times, another name."""
        if self.kept_values is None:
            return change(self)
        bare = dataclasses.replace(self, kept_values=None, kept_times=None)
        original = change(self.as_original())
        return dataclasses.replace(change(bare), kept_values=original.values, kept_times=original.times)

    def sample_times(self) -> FloatArray:
        """Time of each value in the unit of `time`; float64 [n]."""
        if self.times is not None:
            return self.times
        return self.start + np.arange(len(self.values), dtype=np.float64) * self.hop

    def same(self, other: Curve) -> bool:
        """Return True if both are the same curve, NaN equal to NaN."""
        if self is other:
            return True
        if self.is_uniform != other.is_uniform or not self.same_frame(other):
            return False
        if self.times is not None and other.times is not None and not np.array_equal(self.times, other.times):
            return False
        return np.array_equal(self.values, other.values, equal_nan=True) and self.same_original(other)

    def same_original(self, other: Curve) -> bool:
        """Return True if both came with the same values (and times)."""
        if self.kept_values is None and other.kept_values is None:
            a, b = self, other
        else:
            a, b = self.as_original(), other.as_original()
        if a.times is not None and b.times is not None and not np.array_equal(a.times, b.times):
            return False
        return np.array_equal(a.values, b.values, equal_nan=True)

    def same_frame(self, other: Curve, *, but_pins: bool = False) -> bool:
        """Return True if everything but times and values (and pins and vibratos) is equal."""
        grid = () if self.times is not None else ("start", "hop")
        names = ("name", "target", "unit", "time", *grid)
        same = all(getattr(self, name) == getattr(other, name) for name in names)
        said = (self.pins, self.vibratos) == (other.pins, other.vibratos)
        return same and dict(self.style) == dict(other.style) and (but_pins or said)

    def with_values(self, values: ArrayLike) -> Curve:
        """Same curve with other values; its original stays."""
        return self.edited(values)

    def with_pins(self, pins: Sequence[Mapping[str, Any]]) -> Curve:
        """Same curve with other pins."""
        return dataclasses.replace(self, pins=pins)

    def with_vibratos(self, vibratos: Sequence[Mapping[str, Any]]) -> Curve:
        """Same curve with other vibratos of spans; its values stay."""
        return dataclasses.replace(self, vibratos=vibratos)

    def head(self) -> dict[str, Any]:
        """JSON form without times and values."""
        result: dict[str, Any] = {"name": self.name, "target": self.target, "unit": self.unit, "time": self.time}
        if self.times is None:
            result |= {"start": self.start, "hop": self.hop}
        result["style"] = FrozenMap(self.style).thaw()
        if self.pins:
            result["pins"] = [FrozenMap(pin).thaw() for pin in self.pins]
        if self.vibratos:
            result["vibratos"] = [FrozenMap(kept).thaw() for kept in self.vibratos]
        return result

    def to_json(self) -> dict[str, Any]:
        """JSON form: `values` when uniform, else `points`; None where undefined."""
        values, times = values_to_json(self.values), self.times
        written = {"values": values} if times is None else {"points": _pairs(times, values)}
        return self.head() | written | ({} if self.kept_values is None else {"original": self.original_to_json()})

    def original_to_json(self) -> list[Any]:
        """JSON form of the original: values when uniform, else points."""
        values, times = values_to_json(self.original), self.original_times
        return list(values) if times is None else _pairs(times, values)

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Curve:
        """Curve of its JSON form.

        Raises
        ------
        ValueError
            If something is missing or wrong; the message names the curve.
        """
        if not isinstance(data, Mapping) or not isinstance(data.get("name"), str):
            raise ValueError(Sentence("curve.object"))
        name, style = data["name"], data.get("style") or {}
        if not isinstance(style, Mapping):
            raise ValueError(Sentence("curve.style", name=name))
        shared: dict[str, Any] = {
            "target": str(data.get("target") or ""),
            "unit": str(data.get("unit") or ""),
            "time": data.get("time") or "s",
            "style": style,
            "pins": data.get("pins") or (),
            "vibratos": data.get("vibratos") or (),
        }
        points, original = data.get("points"), data.get("original")
        if original is not None:
            read = _points_from_json(original, name) if points is not None else (values_from_json(original, name), None)
            shared["kept_values"], shared["kept_times"] = read[0].astype(np.float32), read[1]
        if points is not None:
            values, times = _points_from_json(points, name)
            return cls(name, values.astype(np.float32), times, **shared)
        for key in ("start", "hop"):
            shared[key] = float(values_from_json([data.get(key, 0.0 if key == "start" else 0.01)], name)[0])
        return cls(name, values_from_json(data.get("values") or [], name).astype(np.float32), **shared)


def frozen_pins(name: str, pins: Any, error: Callable[[str], Exception] = ValueError) -> tuple[Mapping[str, Any], ...]:
    """Pins of the curve `name` that nobody can change.

    Raises
    ------
    Exception
        Of the kind `error`, if they are no list of objects that can be written anywhere; the message names the curve.
    """
    if not _is_kept(pins):
        raise error(Sentence("curve.pins", name=name))
    return tuple(frozen_map(pin) for pin in pins)


def frozen_vibratos(
    name: str, vibratos: Any, error: Callable[[str], Exception] = ValueError
) -> tuple[Mapping[str, Any], ...]:
    """Vibratos of the curve `name` that nobody can change; refused as `frozen_pins` does."""
    if not _is_kept(vibratos):
        raise error(Sentence("curve.vibratos", name=name))
    return tuple(frozen_map(kept) for kept in vibratos)


def _is_kept(listed: Any) -> bool:
    is_list = isinstance(listed, list | tuple) and all(isinstance(item, Mapping) for item in listed)
    return is_list and not why_not_kept({"said": [dict(item) for item in listed]})


def _pairs(times: FloatArray, values: Sequence[float | None]) -> list[list[float | None]]:
    return [list(point) for point in zip(times.tolist(), values, strict=True)]


def _points_from_json(points: Any, name: str) -> tuple[FloatArray, FloatArray]:
    if not isinstance(points, Sequence) or any(not isinstance(p, list | tuple) or len(p) != 2 for p in points):
        raise ValueError(Sentence("curve.points", name=name))
    return values_from_json([p[1] for p in points], name), values_from_json([p[0] for p in points], name)


def values_to_json(values: NDArray[np.float32]) -> list[float | None]:
    """Shortest decimal numbers that read back to the same float32; None for NaN and infinity."""
    finite = np.isfinite(values)
    # Through text: 440.1 comes back as 440.1 and not as 440.1000061.
    shown = np.where(finite, values, np.float32(0)).astype("U32").astype(np.float64).tolist()
    if finite.all():
        return shown  # type: ignore[no-any-return]
    return [v if ok else None for v, ok in zip(shown, finite.tolist(), strict=True)]


def values_from_json(values: Sequence[Any], name: str) -> FloatArray:
    """float64 of JSON numbers, NaN for None.

    Raises
    ------
    ValueError
        If a value is no number; the message names the curve.
    """
    if isinstance(values, np.ndarray) and values.dtype.kind in "fiu":
        return values.astype(np.float64)
    if not isinstance(values, list | tuple):
        raise ValueError(Sentence("curve.values", name=name))
    for i, value in enumerate(values):
        if isinstance(value, bool | str) or not (value is None or hasattr(value, "__float__")):
            raise ValueError(Sentence("curve.value", name=name, number=i, given=shown(value)))
        if isinstance(value, int) and abs(value) > MAX_WHOLE_VALUE:
            raise ValueError(Sentence("curve.value_bad", name=name, number=i, given=shown(value)))
    return np.array([math.nan if v is None else float(v) for v in values], dtype=np.float64)
