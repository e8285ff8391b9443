"""What a column of notes may hold, in one place for tables, operations and files."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from ..immutable import FloatArray, freeze
from ..ticks import MAX_BEATS

INTEGER_LIMITS = {"pitch": 127, "velocity": 127, "track": 255}
TIME_COLUMNS = ("onset", "duration")
TEXT_COLUMNS = ("lyric", "phoneme", "ref")
# A hair above the limit, so that the last tick itself passes after a division and a sum.
_END_LIMIT_BEATS = MAX_BEATS * (1 + 1e-15)


def first_bad_integer(column: str, values: NDArray[Any]) -> tuple[int, str] | None:
    """Row and reason of the first value that the column cannot hold, None when all are fine."""
    if values.dtype == np.uint8 and INTEGER_LIMITS[column] == 255:
        return None
    if values.dtype.kind not in "iuf":
        return 0, f"{column} must be a whole number, not {values.dtype.name}"
    bad = ~((values >= 0) & (values <= INTEGER_LIMITS[column]))
    if values.dtype.kind == "f":
        bad |= ~(values == np.floor(values))
    rows = np.flatnonzero(bad)
    if not len(rows):
        return None
    shown = values[rows[0]].item()
    return int(rows[0]), f"{column} {shown} is not a whole number between 0 and {INTEGER_LIMITS[column]}"


def first_bad_time(onset: FloatArray, duration: FloatArray) -> tuple[int, str] | None:
    """Row and reason of the first note that lies nowhere in time, None when all are fine."""
    with np.errstate(over="ignore", invalid="ignore"):
        ok = (onset >= 0) & (duration > 0) & (onset + duration <= _END_LIMIT_BEATS)
    if ok.all():
        return None
    row = int(np.argmin(ok))
    start, length = float(onset[row]), float(duration[row])
    if not start >= 0:
        return row, f"onset {start:g} beats must not be negative"
    if not length > 0:
        return row, f"duration {length:g} beats must be positive"
    return row, f"end {start + length:g} beats lies beyond the last possible beat ({MAX_BEATS:.0f})"


def integer_column(column: str, values: ArrayLike, n: int) -> NDArray[np.uint8]:
    """uint8 [n] of one value or `n` values.

    Raises
    ------
    ValueError
        If a value is out of range or there are not `n` of them; the message names the row.
    """
    array = np.asarray(values)
    if array.ndim == 0:
        array = np.broadcast_to(array, (n,))
    if array.shape != (n,):
        raise ValueError(f"{column} has the shape {array.shape}, expected ({n},)")
    if n and (bad := first_bad_integer(column, array)):
        raise ValueError(f"row {bad[0]}: {bad[1]}")
    return freeze(array.astype(np.uint8))
