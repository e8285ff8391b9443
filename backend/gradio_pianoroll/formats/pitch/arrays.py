"""NumPy's arrays of F0: ``.npy`` of voice conversion and singing synthesis, ``.npz`` with a time base.

A ``.npy`` is one value a frame, from 0 s on, and says neither unit nor hop: the unit is told from the values where that
is certain, and the bins of RVC have a hop of 10 ms; what is guessed is said in a warning, and the arguments say it for
certain. Two or three columns are time, pitch and confidence.

In a ``.npz`` these names mean something, as librosa, CREPE's users and DiffSinger have them:

| array | holds |
| --- | --- |
| ``f0``, ``f0_hz``, ``frequency``, ``pitch``, ``pitch_hz`` | the pitch |
| ``times_s``, ``times``, ``time``, ``time_s``, ``t`` | time of each frame |
| ``hop_s``, or ``hop_length`` and ``sr``; ``start_s`` | an even time base instead |
| ``voiced``, ``voiced_flag``, ``vuv``; ``uv`` | whether a frame is voiced; the opposite |
| ``voiced_prob``, ``voiced_probs``, ``confidence``, ``periodicity`` | how sure that is |
| ``unit`` | of the pitch |
| ``f0_original``, and so of any curve | what it came with before it was edited; ``original_times_s``: of free points |

What else has a value a frame is a curve of that name.
"""

from __future__ import annotations

import ast
import io
import math
import re
import zipfile
import zlib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
from numpy.lib import format as npy
from numpy.typing import NDArray

from gradio_pianoroll.i18n.sentence import Sentence, sentence_of

from ...errors import FormatError
from ...score import Curve, Score
from ...score.immutable import FloatArray
from ..bounds import refuse_more
from .array_names import F0, FLAGS, KNOWN, ORIGINAL_TIMES, SURE, TIMES
from .arrays_write import write
from .conventions import checked_number, checked_unit, count_guesses, hz_of, say, unit_of
from .frames import DEFAULT_HOP_S, MAX_FRAMES, TIME_TOLERANCE, curve_of
from .originals import named, owner, with_original

MAX_BYTES = 1 << 30
__all__ = ["read", "write"]

_NUMBERS = "fiub"
_MAX_HEAD = 10_000
_DAMAGED = (
    ValueError, TypeError, SyntaxError, MemoryError, RecursionError, OverflowError, EOFError, OSError,
    zipfile.BadZipFile, zlib.error, RuntimeError, NotImplementedError,
)  # fmt: skip
_SUFFIX = re.compile(r"\.npy$", re.IGNORECASE)

Array = NDArray[Any]


def read(
    data: bytes,
    path: Path,
    encoding: str | None = None,
    *,
    hop_s: float | None = None,
    start_s: float | None = None,
    unit: str | None = None,
    voiced_above: float | None = None,
) -> Score:
    """Score of the bytes of a ``.npy`` or ``.npz``.

    Parameters
    ----------
    data, path, encoding
        The file; there is no text in it.
    hop_s, start_s
        Distance of frames and time of the first one, in seconds; what the file says itself is put aside for them.
    unit
        ``"Hz"``, ``"semitones"``, ``"cents"`` or ``"coarse"``.
    voiced_above
        Least confidence of a voiced frame; by default all frames with a frequency are voiced.

    Raises
    ------
    FormatError
        If it is neither, or not a number a frame.

    Warns
    -----
    PianoRollWarning
        When the hop or the unit had to be guessed, or for arrays that are left out.
    """
    hop = checked_number(path, "hop_s", hop_s)
    start = checked_number(path, "start_s", start_s, -math.inf)
    given = checked_unit(path, unit)
    least = checked_number(path, "voiced_above", voiced_above, above=False)
    try:
        arrays = _of_zip(data, path) if data.startswith(b"PK") else _columns(_array(data, path), path)
    except _DAMAGED as error:
        if isinstance(error, FormatError):
            raise
        raise FormatError(path, Sentence("pitch.no_array_file", error=sentence_of(error))) from error
    return _score(arrays, path, hop, start, given, least)


def _array(data: bytes, path: Path, member: str = "") -> Array:
    """Array of the bytes of a ``.npy``; objects, which would be code, are refused."""
    name = member or "f0"
    dtype, fortran, shape, start = _head(data)
    if dtype.kind not in _NUMBERS + "U" or dtype.itemsize == 0:
        raise FormatError(path, Sentence("pitch.no_numbers", name=name, dtype=str(dtype)))
    count = math.prod(shape)
    if count * dtype.itemsize != len(data) - start:
        raise FormatError(path, Sentence("pitch.cut", name=name, count=count))
    refuse_more(path, count, 3 * MAX_FRAMES, Sentence("amount.frames"))
    values: Array = np.frombuffer(data, dtype, count, start)
    return values.reshape(shape[::-1]).T if fortran else values.reshape(shape)


def _head(data: bytes) -> tuple[np.dtype[Any], bool, tuple[int, ...], int]:
    """Type, order and shape of the bytes of a ``.npy``, and where its values begin.

    By hand: NumPy's own reader mends heads of Python 2 by its tokenizer, whose errors are many.
    """
    if len(data) < 12 or not data.startswith(npy.MAGIC_PREFIX):
        raise ValueError(Sentence("pitch.damaged_head"))
    size, at = (2, 10) if data[6:7] == b"\1" else (4, 12)
    n = int.from_bytes(data[8 : 8 + size], "little")
    if not 1 <= data[6] <= 3 or n > _MAX_HEAD or len(data) < at + n:
        raise ValueError(Sentence("pitch.damaged_head"))
    said = ast.literal_eval(data[at : at + n].decode("utf-8" if data[6] == 3 else "latin-1"))
    if not isinstance(said, dict) or said.keys() != {"descr", "fortran_order", "shape"}:
        raise ValueError(Sentence("pitch.damaged_head"))
    shape = said["shape"]
    if not isinstance(said["descr"], str) or not isinstance(shape, tuple):
        raise ValueError(Sentence("pitch.damaged_head"))
    if not all(type(length) is int and length >= 0 for length in shape):
        raise ValueError(Sentence("pitch.damaged_head"))
    return np.dtype(said["descr"]), bool(said["fortran_order"]), shape, at + n


def _of_zip(data: bytes, path: Path) -> dict[str, Array]:
    found = {}
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        members = archive.infolist()
        refuse_more(path, sum(member.file_size for member in members), MAX_BYTES, Sentence("amount.bytes"))
        for member in members:
            name = _SUFFIX.sub("", member.filename)
            if name == member.filename or member.flag_bits & 1:
                say(path, Sentence("pitch.no_member", name=member.filename))
                continue
            with archive.open(member) as file:
                # No further than it says of itself.
                content = file.read(member.file_size + 1)
            array = _array(content, path, name)
            found[name] = array.reshape(-1) if max(array.shape, default=1) == array.size else array
    if not found.keys() & set(F0):
        raise FormatError(path, Sentence("pitch.no_f0_array", names=", ".join(F0), found=", ".join(found) or "–"))
    return found


def _columns(array: Array, path: Path) -> dict[str, Array]:
    """Named columns of a ``.npy``."""
    if array.dtype.kind == "U":
        raise FormatError(path, Sentence("pitch.no_numbers", name="f0", dtype=str(array.dtype)))
    if max(array.shape, default=1) == array.size:
        return {"f0": array.reshape(-1)}
    if array.ndim == 2 and 2 <= min(array.shape) <= 3:
        columns = array if array.shape[0] < array.shape[1] else array.T
        times = columns[0].astype(np.float64)
        if np.isfinite(times).all() and (np.diff(times) > 0).all():
            return dict(zip(("times_s", "f0", "confidence"), columns, strict=False))
    raise FormatError(path, Sentence("pitch.shape", shape=str(array.shape)))


def _score(
    arrays: Mapping[str, Array],
    path: Path,
    hop: float | None,
    start: float | None,
    unit: str | None,
    least: float | None,
) -> Score:
    name, f0 = next((key, arrays[key]) for key in F0 if key in arrays)
    n = _checked(path, name, f0)
    refuse_more(path, n, MAX_FRAMES, Sentence("amount.frames"))
    hz = _hz(arrays, path, f0, unit)
    sure = _first(arrays, SURE)
    confidence = None if sure is None else _as_long(path, *sure, n)
    voiced = _voiced(arrays, path, n)
    if least is not None:
        if confidence is None:
            raise FormatError(path, Sentence("pitch.no_confidence"))
        voiced &= confidence >= least
    hz = np.where(voiced, hz, np.nan)
    times, base = _times(arrays, path, n, hop, start, f0)
    rows: list[tuple[str, FloatArray, str, str]] = [("f0", hz, "f0", "Hz")]
    if sure is not None and confidence is not None:
        rows.append((sure[0], confidence, "voicing", ""))
    for key, array in arrays.items():
        if key in KNOWN or owner(key, arrays) is not None:
            continue
        if array.dtype.kind in _NUMBERS and array.shape == (n,):
            rows.append((key, array.astype(np.float64), key, ""))
        else:
            say(path, Sentence("pitch.no_curve_array", name=key))
    curves = {}
    for key, values, target, of in rows:

        def curve(
            values: FloatArray, at: FloatArray | None, key: str = key, target: str = target, of: str = of
        ) -> Curve:
            with np.errstate(over="ignore"):
                values = np.where(np.abs(values) < np.finfo(np.float32).max, values, np.nan)
            if at is None:
                return Curve(key, values.astype(np.float32), None, target, of, "s", *base)
            if key == "f0" and ORIGINAL_TIMES in arrays:
                # Points that happen to be even are points nevertheless, as those that came are.
                return Curve(key, values.astype(np.float32), at, target, of)
            return curve_of(key, at, values, target, of)

        curves[key] = curve(values, times)
        first = named(name if key == "f0" else key)
        if first in arrays:
            came, at = _came(arrays, path, first, times)
            made = curve(_hz(arrays, path, came, unit) if key == "f0" else came.astype(np.float64), at)
            if made.is_uniform == curves[key].is_uniform:
                curves[key] = with_original(curves[key], made)
            else:
                say(path, Sentence("pitch.no_curve_array", name=first))
    return Score(curves=curves)


def _came(
    arrays: Mapping[str, Array], path: Path, name: str, times: FloatArray | None
) -> tuple[Array, FloatArray | None]:
    """What a curve came with, and its times where they are not even."""
    came = arrays[name]
    n = _checked(path, name, came)
    refuse_more(path, n, MAX_FRAMES, Sentence("amount.frames"))
    if times is None:
        return came, None
    if ORIGINAL_TIMES not in arrays:
        _as_long(path, name, came, len(times))
        return came, times
    at = _as_long(path, ORIGINAL_TIMES, arrays[ORIGINAL_TIMES], n)
    bad = np.flatnonzero(~np.isfinite(at) | (np.diff(at, prepend=at[:1]) < 0))
    if len(bad):
        raise FormatError(path, Sentence("pitch.times", name=ORIGINAL_TIMES, place=int(bad[0]), time=at[bad[0]]))
    return came, at


def _checked(path: Path, name: str, array: Array) -> int:
    if array.ndim != 1 or array.dtype.kind not in _NUMBERS:
        raise FormatError(
            path, Sentence("pitch.array_shape", name=name, shape=str(array.shape), dtype=str(array.dtype))
        )
    return len(array)


def _as_long(path: Path, name: str, array: Array, n: int) -> FloatArray:
    if _checked(path, name, array) != n:
        raise FormatError(path, Sentence("pitch.array_length", name=name, count=len(array), frames=n))
    return array.astype(np.float64)


def _first(arrays: Mapping[str, Array], names: tuple[str, ...]) -> tuple[str, Array] | None:
    return next(((key, arrays[key]) for key in names if key in arrays), None)


def _hz(arrays: Mapping[str, Array], path: Path, f0: Array, unit: str | None) -> FloatArray:
    said = arrays.get("unit")
    if unit is None and said is not None and said.dtype.kind == "U" and said.size == 1:
        unit = checked_unit(path, str(said.reshape(-1)[0]))
    if unit is None:
        unit, certain = unit_of(f0)
        if not certain:
            say(path, Sentence("pitch.unit_guessed", what="f0", unit=unit))
    values = f0.astype(np.float64)
    if unit == "Hz":
        count_guesses(path, values)
    return hz_of(values, unit)


def _voiced(arrays: Mapping[str, Array], path: Path, n: int) -> NDArray[np.bool_]:
    voiced = np.ones(n, bool)
    if (flag := _first(arrays, FLAGS)) is not None:
        voiced &= _as_long(path, *flag, n) > 0
    if "uv" in arrays:
        voiced &= ~(_as_long(path, "uv", arrays["uv"], n) > 0)
    return voiced


def _times(
    arrays: Mapping[str, Array], path: Path, n: int, hop: float | None, start: float | None, f0: Array
) -> tuple[FloatArray | None, tuple[float, float]]:
    """Times of the frames, or None and where they begin and how far they are apart."""
    said = _first(arrays, TIMES)
    if hop is None and said is not None:
        times = _as_long(path, *said, n)
        bad = np.flatnonzero(~np.isfinite(times) | (np.diff(times, prepend=times[:1]) < 0))
        if len(bad):
            raise FormatError(path, Sentence("pitch.times", name=said[0], place=int(bad[0]), time=times[bad[0]]))
        if start is None and (base := _even_base(arrays, path, times)) is not None:
            return None, base
        moved = start - float(times[0]) if start is not None and n else 0.0
        return times + moved, (0.0, DEFAULT_HOP_S)
    first = start if start is not None else _one(arrays, path, "start_s")
    if hop is None:
        hop = _one(arrays, path, "hop_s")
        length, sr = _one(arrays, path, "hop_length"), _one(arrays, path, "sr")
        if hop is None and length is not None and sr is not None and sr > 0:
            hop = length / sr
        hop = checked_number(path, "hop_s", hop)
    if hop is None:
        hop = DEFAULT_HOP_S
        if unit_of(f0) != ("coarse", True):
            say(path, Sentence("pitch.hop_guessed", hop=hop))
    return None, (first or 0.0, hop)


def _even_base(arrays: Mapping[str, Array], path: Path, times: FloatArray) -> tuple[float, float] | None:
    """Start and hop that the file says beside its times, where both agree."""
    start, hop = _one(arrays, path, "start_s"), _one(arrays, path, "hop_s")
    if start is None or hop is None or hop <= 0:
        return None
    even = start + np.arange(len(times)) * hop
    return (start, hop) if np.allclose(times, even, rtol=0, atol=TIME_TOLERANCE) else None


def _one(arrays: Mapping[str, Array], path: Path, name: str) -> float | None:
    array = arrays.get(name)
    if array is None:
        return None
    if array.size != 1 or array.dtype.kind not in _NUMBERS or not np.isfinite(array).all():
        raise FormatError(
            path, Sentence("pitch.array_number", name=name, shape=str(array.shape), dtype=str(array.dtype))
        )
    return float(array.reshape(-1)[0])
