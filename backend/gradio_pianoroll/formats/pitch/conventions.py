"""How programs write a pitch: its unit, and what stands where a sound is unvoiced.

| unit | means |
| --- | --- |
| ``Hz`` | the frequency |
| ``semitones`` | MIDI number with decimals: 69 is 440 Hz |
| ``cents`` | 100 times that: 6900 is 440 Hz |
| ``coarse`` | one of the 255 bins of voice conversion models: 50 to 1100 Hz, even on the mel scale; 1 is unvoiced |

Unvoiced is 0, a negative frequency (a guess, Vamp's pYIN), NaN, an infinity, or no row at all. In a score it is NaN.
"""

from __future__ import annotations

import math
import warnings
from pathlib import Path
from typing import Any, Literal, get_args

import numpy as np
from numpy.typing import ArrayLike, NDArray

from gradio_pianoroll.i18n.sentence import Sentence, named

from ...errors import FormatError
from ...score import PianoRollWarning
from ...score.immutable import FloatArray

Unit = Literal["Hz", "semitones", "cents", "coarse"]
UNITS: tuple[str, ...] = get_args(Unit)
A4_HZ, A4_PITCH = 440.0, 69
#: The bins of RVC and the models that it comes from (so-vits-svc): their `f0_to_coarse`.
COARSE_MIN_HZ, COARSE_MAX_HZ, COARSE_BINS = 50.0, 1100.0, 256
HIGHEST_PITCH = 127.5
#: Values are told by them: no F0 is higher, no melody lies that high.
MOST_HZ, MOST_PITCH = 4_000.0, 90.0


def _mel(hz: ArrayLike) -> FloatArray:
    mel: FloatArray = 1127 * np.log(1 + np.asarray(hz, np.float64) / 700)
    return mel


_MEL_MIN, _MEL_MAX = float(_mel(COARSE_MIN_HZ)), float(_mel(COARSE_MAX_HZ))


def coarse_of_hz(hz: ArrayLike) -> NDArray[np.int64]:
    """Bins 1-255 of frequencies, as voice conversion models have them; 1 where there is none.

    Examples
    --------
    >>> from gradio_pianoroll.formats.pitch import coarse_of_hz
    >>> coarse_of_hz([0, 50, 220, 440, 1100]).tolist()
    [1, 1, 60, 122, 255]
    """
    known = np.nan_to_num(np.asarray(hz, np.float64), nan=0.0, posinf=0.0, neginf=0.0)
    mel = _mel(np.maximum(known, 0))
    bins = (mel - _MEL_MIN) * (COARSE_BINS - 2) / (_MEL_MAX - _MEL_MIN) + 1
    found: NDArray[np.int64] = np.rint(np.clip(bins, 1, COARSE_BINS - 1)).astype(np.int64)
    return found


def hz_of_coarse(bins: ArrayLike) -> FloatArray:
    """Frequencies in the middle of bins; NaN for bin 1 (and 0), which say unvoiced.

    Examples
    --------
    >>> from gradio_pianoroll.formats.pitch import hz_of_coarse
    >>> hz_of_coarse([1, 61, 255]).round(1).tolist()
    [nan, 222.3, 1100.0]
    """
    number = np.asarray(bins, np.float64)
    mel = (number - 1) * (_MEL_MAX - _MEL_MIN) / (COARSE_BINS - 2) + _MEL_MIN
    with np.errstate(over="ignore"):
        return np.where(number > 1, 700 * np.expm1(mel / 1127), np.nan)


def pitch_of_hz(hz: ArrayLike) -> FloatArray:
    """MIDI numbers with decimals; NaN where there is no frequency."""
    known = np.asarray(hz, np.float64)
    with np.errstate(divide="ignore", invalid="ignore"):
        found: FloatArray = np.where(known > 0, A4_PITCH + 12 * np.log2(known / A4_HZ), np.nan)
    return found


def hz_of_pitch(pitch: ArrayLike) -> FloatArray:
    """Frequencies of MIDI numbers with decimals."""
    with np.errstate(over="ignore"):
        hz: FloatArray = A4_HZ * np.exp2((np.asarray(pitch, np.float64) - A4_PITCH) / 12)
    return hz


def hz_of(values: ArrayLike, unit: str = "Hz") -> FloatArray:
    """Frequencies of values in a unit; NaN where they say that a sound is unvoiced.

    Parameters
    ----------
    values
        As a file has them.
    unit
        ``"Hz"``, ``"semitones"``, ``"cents"`` or ``"coarse"``.

    Examples
    --------
    >>> from gradio_pianoroll.formats.pitch import hz_of
    >>> hz_of([220, 0, -220, float("nan")]).tolist()
    [220.0, nan, nan, nan]
    >>> hz_of([69, 0], "semitones").tolist(), hz_of([6900], "cents").tolist()
    ([440.0, nan], [440.0])
    """
    number = np.asarray(values, np.float64)
    if unit == "coarse":
        hz = hz_of_coarse(number)
    elif unit == "Hz":
        hz = number
    else:
        hz = np.where(number > 0, hz_of_pitch(number / (100 if unit == "cents" else 1)), np.nan)
    # float32 has no number above that: it would become an infinity in a curve.
    return np.where((hz > 0) & (hz < np.finfo(np.float32).max), hz, np.nan)


def in_unit(hz: ArrayLike, unit: str) -> FloatArray:
    """Values of frequencies in a unit; NaN where there is none (bin 1 in ``coarse``)."""
    if unit == "coarse":
        return coarse_of_hz(hz).astype(np.float64)
    if unit == "Hz":
        known = np.asarray(hz, np.float64)
        return np.where(known > 0, known, np.nan)
    return pitch_of_hz(hz) * (100 if unit == "cents" else 1)


def unit_of(values: ArrayLike) -> tuple[str, bool]:
    """Unit that values are in by what they are, and whether that is certain."""
    given = np.asarray(values)
    number = given.astype(np.float64)
    number = number[np.isfinite(number)]
    if given.dtype.kind in "iu" and len(number) and number.min() >= 1 and number.max() < COARSE_BINS:
        # Frequencies in whole Hz have a 0 somewhere, and bins a 1.
        if (number == 1).any():
            return "coarse", True
        return ("coarse", False) if number.max() > HIGHEST_PITCH else ("semitones", False)
    voiced = number[number > 0]
    if not len(voiced):
        return "Hz", True
    if voiced.max() > HIGHEST_PITCH:
        return ("Hz", True) if voiced.max() < MOST_HZ else ("cents", False)
    # Melodies lie between 36 and 96, the lowest voices around 100 Hz.
    return ("semitones", False) if np.median(voiced) < MOST_PITCH else ("Hz", False)


def count_guesses(path: Path, hz: FloatArray) -> None:
    """Warn of negative frequencies: Vamp's pYIN writes its guess for an unvoiced frame so."""
    n = int((hz < 0).sum())
    if n:
        say(path, Sentence("csv.guesses", count=n))


def say(path: Path, message: Sentence) -> None:
    """Warn of something in a file."""
    warnings.warn(named(path.name, message), PianoRollWarning, stacklevel=6)


def checked_unit(path: Path, unit: Any) -> str | None:
    """Return an option ``unit``.

    Raises
    ------
    FormatError
        If there is no such unit.
    """
    if unit is None or unit in UNITS:
        return unit  # type: ignore[no-any-return]
    raise FormatError(path, Sentence("pitch.choice", name="unit", choices=", ".join(UNITS), value=unit))


def checked_number(path: Path, name: str, value: Any, least: float = 0.0, above: bool = True) -> float | None:
    """Return an option that is a number.

    Raises
    ------
    FormatError
        If it is none, or not above (or at) the least one.
    """
    if value is None:
        return None
    is_number = isinstance(value, int | float | np.integer | np.floating) and not isinstance(value, bool)
    if is_number and math.isfinite(value) and (value > least if above else value >= least):
        return float(value)
    raise FormatError(path, Sentence("pitch.above" if above else "pitch.from", name=name, least=least, value=value))
