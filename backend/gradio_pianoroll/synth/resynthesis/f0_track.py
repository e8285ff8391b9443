"""F0 and loudness as they are given: results of an analysis, curves of a score, arrays."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from gradio_pianoroll.errors import PianoRollError
from gradio_pianoroll.i18n.sentence import Sentence

if TYPE_CHECKING:
    from numpy.typing import NDArray

# What a voice, a flute or a bass has; beyond it a number is rather no frequency in Hz.
MIN_HZ, MAX_HZ = 20.0, 5_000.0


class ResynthesisError(PianoRollError, ValueError):
    """Sound, F0 or options from which no sound can be made; the message says what to change."""


@dataclass(frozen=True)
class F0Track:
    """F0 over time.

    Attributes
    ----------
    times_s : float64 array, shape (n,)
        Ascending.
    f0_hz : float64 array, shape (n,)
        NaN where unvoiced.
    """

    times_s: NDArray[np.float64]
    f0_hz: NDArray[np.float64]

    @property
    def voiced(self) -> NDArray[np.bool_]:
        """Where there is F0."""
        return np.isfinite(self.f0_hz)

    @property
    def hop_s(self) -> float:
        """Usual distance of two frames."""
        return float(np.median(np.diff(self.times_s[:1000]))) if len(self.times_s) > 1 else 0.01

    def part(self, start_s: float, end_s: float) -> F0Track:
        """Frames from one before `start_s` to one after `end_s`."""
        first = max(0, int(np.searchsorted(self.times_s, start_s)) - 1)
        last = int(np.searchsorted(self.times_s, end_s, side="right")) + 1
        return F0Track(self.times_s[first:last], self.f0_hz[first:last])

    def log_hz_at(self, times_s: NDArray[np.float64]) -> NDArray[np.float64]:
        """Logarithm of F0 at ascending times, straight between voiced frames, held beyond them."""
        part = self.part(float(times_s[0]) - 1.0, float(times_s[-1]) + 1.0)
        voiced = part.voiced
        return np.asarray(np.interp(times_s, part.times_s[voiced], np.log(part.f0_hz[voiced])))


def _series(given: Any, what: str, unit: str) -> tuple[NDArray[np.float64], NDArray[np.float64]] | None:
    """Times in seconds and values of what brings its own times; None for a bare array."""
    if hasattr(given, "sample_times"):
        if given.time != "s":
            raise ResynthesisError(
                f"{what} is a curve over beats; turn its times into seconds: "
                "(score.tempo_map.seconds_at(curve.sample_times()), curve.values)"
            )
        times_s, values = given.sample_times(), given.values
    elif hasattr(given, "times_s") and hasattr(given, "f0_hz"):
        times_s, values = given.times_s, given.f0_hz
    elif isinstance(given, tuple) and len(given) == 2:
        times_s, values = given
    else:
        return None
    times_s, values = np.asarray(times_s, np.float64), np.asarray(values, np.float64)
    if times_s.ndim != 1 or times_s.shape != values.shape:
        raise ResynthesisError(f"{what} has times of shape {times_s.shape} and {unit} of shape {values.shape}")
    if not np.isfinite(times_s).all() or (np.diff(times_s) <= 0).any():
        raise ResynthesisError(f"the times of {what} must be finite and ascending")
    return times_s, values


def f0_track(
    given: Any,
    what: str,
    frames_s: NDArray[np.float64] | None = None,
    near_s: tuple[float, float] | None = None,
) -> F0Track:
    """Read F0.

    Parameters
    ----------
    given
        An `F0Result`, a `Curve` over seconds, ``(times in s, F0 in Hz)``, or F0 in Hz at `frames_s`; NaN or 0 where
        unvoiced.
    what
        Its name, for messages.
    frames_s
        Times of a bare array.
    near_s
        Span in seconds that is looked at; all of it by default.

    Raises
    ------
    ResynthesisError
        When it is none of these.
    """
    series = _series(given, what, "F0")
    if series is None:
        values = np.asarray(given, np.float64)
        if frames_s is None:
            raise ResynthesisError(f"{what} must be an F0Result, a Curve, or (times in s, F0 in Hz)")
        if values.shape != frames_s.shape:
            raise ResynthesisError(
                f"{what} has {values.size} values for the {len(frames_s)} frames of the recording's F0; "
                "give it one for each, or with times of its own: (times in s, F0 in Hz)"
            )
        series = frames_s, values
    times_s, values = series
    if near_s is not None:
        part = F0Track(times_s, values).part(*near_s)
        times_s, values = part.times_s, part.f0_hz
    f0_hz = np.where(values == 0, np.nan, values)
    wrong = np.isfinite(f0_hz) & ((f0_hz < MIN_HZ) | (f0_hz > MAX_HZ)) | np.isinf(f0_hz)
    if wrong.any():
        first = int(np.argmax(wrong))
        raise ResynthesisError(
            Sentence(
                "resynthesis.f0_range",
                what=what,
                hz=f"{values[first]:g}",
                at=f"{times_s[first]:.3f}",
                least=f"{MIN_HZ:g}",
                most=f"{MAX_HZ:g}",
            )
        )
    return F0Track(times_s, f0_hz)


def gain_track(given: Any) -> tuple[NDArray[np.float64], NDArray[np.float64]] | None:
    """Read gain in dB over time; None for none.

    Raises
    ------
    ResynthesisError
        When it is no such thing.
    """
    if given is None:
        return None
    series = _series(given, "gain_db", "gain")
    if series is None:
        raise ResynthesisError("gain_db must be (times in s, gain in dB) or a Curve")
    times_s, gain_db = series
    if not len(times_s):
        return None
    wrong = ~(np.abs(gain_db) <= 60)
    if wrong.any():
        first = int(np.argmax(wrong))
        raise ResynthesisError(
            Sentence("resynthesis.gain_range", gain=f"{gain_db[first]:g}", at=f"{times_s[first]:.3f}")
        )
    return times_s, gain_db
