"""What a column of notes may hold, in one place for tables, operations and files."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from gradio_pianoroll.i18n.sentence import Sentence

from ..immutable import EMPTY_MAP, FloatArray, FrozenMap, IdArray, freeze, frozen_map
from ..ticks import MAX_BEATS
from .ids import as_ids, external_name
from .text_column import TextColumn

Extra = Mapping[int, Mapping[str, Any]]

INTEGER_LIMITS = {"pitch": 127, "velocity": 127, "track": 255}
TIME_COLUMNS = ("onset", "duration")
TEXT_COLUMNS = ("lyric", "phoneme", "ref")
# A hair above the limit, so that the last tick itself passes after a division and a sum.
_END_LIMIT_BEATS = MAX_BEATS * (1 + 1e-15)


def first_bad_integer(column: str, values: NDArray[Any]) -> tuple[int, Sentence] | None:
    """Row and reason of the first value that the column cannot hold, None when all are fine."""
    if values.dtype == np.uint8 and INTEGER_LIMITS[column] == 255:
        return None
    if values.dtype.kind not in "iuf":
        return 0, Sentence("note.dtype", column=column, kind=values.dtype.name)
    bad = ~((values >= 0) & (values <= INTEGER_LIMITS[column]))
    if values.dtype.kind == "f":
        bad |= ~(values == np.floor(values))
    rows = np.flatnonzero(bad)
    if not len(rows):
        return None
    shown = values[rows[0]].item()
    return int(rows[0]), Sentence("note.whole", column=column, given=shown, limit=INTEGER_LIMITS[column])


def first_bad_time(onset: FloatArray, duration: FloatArray) -> tuple[int, Sentence] | None:
    """Row and reason of the first note that lies nowhere in time, None when all are fine."""
    with np.errstate(over="ignore", invalid="ignore"):
        ok = (onset >= 0) & (duration > 0) & (onset + duration <= _END_LIMIT_BEATS)
    if ok.all():
        return None
    row = int(np.argmin(ok))
    start, length = float(onset[row]), float(duration[row])
    if not start >= 0:
        return row, Sentence("note.early", start=start)
    if not length > 0:
        return row, Sentence("note.short", length=length)
    return row, Sentence("note.late", end=start + length, last=MAX_BEATS)


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


def unique_ids(values: ArrayLike, n: int) -> IdArray:
    """uint32 [n] of ids that are all different.

    Raises
    ------
    ValueError
        If one occurs twice or there are not `n` of them.
    """
    ids = as_ids(values)
    if ids.shape != (n,):
        raise ValueError(f"id has the shape {ids.shape}, expected ({n},)")
    if n > 1 and not (ids[1:] > ids[:-1]).all():
        ordered = np.sort(ids)
        twice = ordered[1:][ordered[1:] == ordered[:-1]]
        if len(twice):
            raise ValueError(f"note {external_name(int(twice[0]))}: the id is used twice")
    return ids


def as_text_column(name: str, texts: TextColumn | Sequence[str | None] | None, n: int) -> TextColumn:
    """Column of `n` texts, without any for None.

    Raises
    ------
    ValueError
        If there are not `n` of them or one is no text.
    """
    if texts is None:
        return TextColumn.empty(n)
    column = texts if isinstance(texts, TextColumn) else TextColumn.from_list(texts)
    if len(column) != n:
        raise ValueError(f"{name} has {len(column)} rows, expected {n}")
    return column


def extra_of(extra: Extra | None, ids: IdArray) -> Extra:
    """Unknown keys of the notes in `ids`; those of other notes are left out."""
    if not extra:
        return EMPTY_MAP
    if len(ids) < len(extra) // 8:
        few = {id: extra[id] for id in ids.tolist() if extra.get(id)}
        return FrozenMap({id: frozen_map(values) for id, values in few.items()}) if few else EMPTY_MAP
    keys = np.fromiter(extra, np.int64, len(extra))
    kept = keys[np.isin(keys, ids)].tolist()
    if len(kept) == len(extra) and isinstance(extra, FrozenMap):
        return extra
    return FrozenMap({int(key): frozen_map(extra[key]) for key in kept if extra[key]})
