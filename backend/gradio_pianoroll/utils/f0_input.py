"""F0 in the many forms in which programs have it."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..score.dictform.numbers import number
from ..score.immutable import FloatArray

_TIME_KEYS = ("time", "seconds", "t")
_VALUE_KEYS = ("f0", "value", "frequency", "hz")


@dataclass(frozen=True)
class F0Track:
    """F0 at given times.

    Attributes
    ----------
    times_s
        float64 [n], ascending.
    f0_hz
        float64 [n], NaN where unvoiced.
    """

    times_s: FloatArray
    f0_hz: FloatArray

    def median_hz(self, start_s: float, end_s: float) -> float:
        """Median of what is voiced from `start_s` to `end_s`; NaN where nothing is."""
        inside: NDArray[Any] = self.f0_hz[(self.times_s >= start_s) & (self.times_s < end_s)]
        voiced = inside[np.isfinite(inside)]
        return float(np.median(voiced)) if len(voiced) else math.nan

    def layer(self) -> dict[str, Any]:
        """A line layer on the piano grid, in Hz over seconds; gaps where it is unvoiced."""
        points = [
            {"seconds": t, "value": hz if math.isfinite(hz) else None}
            for t, hz in zip(self.times_s.tolist(), self.f0_hz.tolist(), strict=True)
        ]
        return {
            "color": "#ef5d8f", "lineWidth": 2, "position": "overlay", "renderMode": "piano_grid", "dataType": "f0",
            "unit": "Hz", "visible": True, "data": points,
        }  # fmt: skip


def f0_track(data: Any, end_s: float) -> F0Track | None:
    """F0 given in one of the known forms.

    Parameters
    ----------
    data
        Values in Hz spread evenly from 0 to `end_s`; pairs ``(seconds, hz)``; dicts with a time and a value;
        ``{"times": …, "f0": …}``; an object with `times_s` and `f0_hz`. 0, None and NaN are unvoiced.
    end_s
        Where values without times end.

    Returns
    -------
    F0Track or None
        None when there is no F0.

    Raises
    ------
    ValueError
        If it is none of these.
    """
    if data is None:
        return None
    if hasattr(data, "times_s") and hasattr(data, "f0_hz"):
        return _track(data.times_s, data.f0_hz)
    if isinstance(data, Mapping):
        times = next((data[key] for key in ("times", *_TIME_KEYS) if key in data), None)
        values = next((data[key] for key in ("values", *_VALUE_KEYS) if key in data), None)
        if times is None or values is None:
            raise ValueError("f0_data given as an object must have the lists 'times' (seconds) and 'f0' (Hz)")
        return _track(times, values)
    listed = list(data)
    if not listed:
        return None
    if isinstance(listed[0], Mapping):
        return _track([_first(p, _TIME_KEYS) for p in listed], [_first(p, _VALUE_KEYS) for p in listed])
    if isinstance(listed[0], Sequence | np.ndarray) and not isinstance(listed[0], str):
        return _track([p[0] for p in listed], [p[1] for p in listed])
    return _track((np.arange(len(listed)) + 0.5) * (end_s / len(listed)), listed)


def _first(point: Any, keys: tuple[str, ...]) -> Any:
    return next((point[key] for key in keys if isinstance(point, Mapping) and key in point), None)


def _track(times: Any, values: Any) -> F0Track:
    t = np.array([_or_nan(value) for value in times], np.float64)
    hz = np.array([_or_nan(value) for value in values], np.float64)
    if len(t) != len(hz):
        raise ValueError(f"f0_data has {len(t)} times for {len(hz)} values")
    hz[~(hz > 0)] = np.nan
    keep = np.isfinite(t)
    order = np.argsort(t[keep], kind="stable")
    return F0Track(t[keep][order], hz[keep][order])


def _or_nan(value: Any) -> float:
    read = number(value)
    return math.nan if read is None else read
