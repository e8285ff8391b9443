"""F0 written as NumPy's arrays; `arrays` reads them and tells what their names mean."""

from __future__ import annotations

import io
import math
import zipfile
from pathlib import Path
from typing import Any

import numpy as np
from numpy.lib import format as npy
from numpy.typing import NDArray

from gradio_pianoroll.i18n.sentence import Sentence

from ...errors import FormatError
from ...score import Score
from ...score.immutable import FloatArray
from .array_names import KNOWN, ORIGINAL_TIMES, SURE
from .conventions import checked_number, checked_unit, in_unit, say
from .frames import DEFAULT_HOP_S, Frames, frames_of, resampled
from .originals import named, on_same_times, say_left

_EPOCH = (1980, 1, 1, 0, 0, 0)
Array = NDArray[Any]


def write(
    score: Score,
    path: Path,
    *,
    curve: str | None = None,
    unit: str | None = None,
    hop_s: float | None = None,
    unvoiced: str | None = None,
) -> bytes:
    """Bytes of a ``.npy``, a value a frame from 0 s on, or of a ``.npz`` with the times of frames.

    Parameters
    ----------
    score, path
        What and where to; the suffix says which of both.
    curve
        Name of the curve, when it is not the first of F0.
    unit
        Of a ``.npy``: ``"Hz"`` (float32), ``"semitones"``, ``"cents"``, or ``"coarse"`` (int64 bins 1-255 of RVC).
    hop_s
        Distance of frames; by default the curve's own, and 10 ms, RVC's, for coarse bins.
    unvoiced
        What stands for an unvoiced frame: ``"zero"`` (the default in a ``.npy``) or ``"nan"`` (in a ``.npz``). Coarse
        bins have 1.

    Raises
    ------
    FormatError
        If the score has no pitch.

    Warns
    -----
    PianoRollWarning
        For curves that are on other times, or when a hop had to be chosen.
    """
    step, of = checked_number(path, "hop_s", hop_s), checked_unit(path, unit) or "Hz"
    if unvoiced not in (None, "zero", "nan"):
        raise FormatError(path, Sentence("pitch.choice", name="unvoiced", choices="zero, nan", value=unvoiced))
    frames = frames_of(score, path, curve)
    if path.suffix.lower() == ".npz":
        return _written_npz(score, path, frames, step, of, unvoiced or "nan")
    # What reads bins takes it for granted that they are 10 ms apart.
    hop = step or (DEFAULT_HOP_S if of == "coarse" else frames.hop_s)
    if hop is None:
        hop = DEFAULT_HOP_S
        say(path, Sentence("pitch.uneven", curve=frames.name, hop=hop))
    return _npy(_in_unit(_from_zero(frames, hop), of, unvoiced or "zero"))


def _from_zero(frames: Frames, hop: float) -> FloatArray:
    """Frames from 0 s on, as an array without a time base has them."""
    skipped = -frames.start_s / hop if frames.hop_s == hop else math.nan
    if math.isfinite(skipped) and abs(skipped - round(skipped)) < 1e-6:
        n = round(skipped)
        return frames.hz[n:] if n >= 0 else np.concatenate((np.full(-n, np.nan), frames.hz))
    return resampled(frames.times_s, frames.hz, hop, None, 0.0)


def _in_unit(hz: FloatArray, unit: str, unvoiced: str) -> Array:
    values = in_unit(hz, unit)
    if unit == "coarse":
        return values.astype(np.int64)
    return np.where(np.isfinite(values), values, 0.0 if unvoiced == "zero" else np.nan).astype(np.float32)


def _written_npz(score: Score, path: Path, frames: Frames, step: float | None, unit: str, unvoiced: str) -> bytes:
    hz, hop, start, times = frames.hz, frames.hop_s, frames.start_s, frames.times_s
    resamples = step is not None and step != hop
    if resamples and step is not None:
        start = float(times[0]) if len(times) else 0.0
        hop, hz = step, resampled(times, hz, step, None, start)
        times = (start + np.arange(len(hz)) * step).astype(np.float64)
    arrays: dict[str, Array] = {"f0": _in_unit(hz, unit, unvoiced), "times_s": times, "unit": np.array(unit)}
    if hop is not None:
        arrays |= {"hop_s": np.array(hop), "start_s": np.array(start)}
    _add_original(arrays, score, path, frames, hop if resamples else None, unit, unvoiced)
    left = []
    for other in score.curves.values():
        if other.name == frames.name:
            continue
        at = other.sample_times() if other.time == "s" else score.tempo_map.seconds_at(other.sample_times())
        fits = not resamples and len(at) == len(times) and np.allclose(at, times, rtol=0, atol=1e-6)
        name = "confidence" if other.target == "voicing" and not arrays.keys() & set(SURE) else other.name
        if fits and name not in arrays and (name == "confidence" or name not in KNOWN) and "/" not in name:
            arrays[name] = other.values
            if (came := on_same_times(other)) is not None and named(name) not in score.curves:
                arrays[named(name)] = came
            elif other.is_edited:
                say_left(path, other)
        else:
            left.append(other.name)
    if left:
        say(path, Sentence("pitch.other_times", curves=", ".join(map(repr, left))))
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        for name, array in arrays.items():
            # A fixed date: the same score gives the same bytes.
            archive.writestr(zipfile.ZipInfo(f"{name}.npy", _EPOCH), _npy(array))
    return file.getvalue()


def _add_original(
    arrays: dict[str, Array], score: Score, path: Path, frames: Frames, step: float | None, unit: str, unvoiced: str
) -> None:
    """Put what F0 came with beside it, on new frames `step` apart where it was brought to these."""
    curve = score.curves.get(frames.name)
    if curve is None or not curve.is_edited:
        return
    first = named("f0")
    if first in score.curves:
        say_left(path, curve)
        return
    came = curve.as_original()
    bare = score.replace(curves={came.name: came})
    found = frames_of(bare, path, came.name)
    hz = found.hz
    if step is not None:
        hz = resampled(found.times_s, hz, step, len(arrays["f0"]), float(arrays["start_s"]))
    elif found.hop_s is None and not np.array_equal(found.times_s, frames.times_s):
        arrays[ORIGINAL_TIMES] = found.times_s
    arrays[first] = _in_unit(hz, unit, unvoiced)


def _npy(array: Array) -> bytes:
    file = io.BytesIO()
    npy.write_array(file, np.asarray(array, order="C"), allow_pickle=False)
    return file.getvalue()
