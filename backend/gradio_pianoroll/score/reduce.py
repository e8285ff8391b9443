"""The most important notes of many."""

from __future__ import annotations

import copy
import math
import warnings
from collections.abc import Mapping
from typing import Any, TypeVar

import numpy as np

from ..errors import PianoRollWarning
from .dictform.numbers import NumberColumn
from .dictform.read import read_times
from .dictform.read_notes import all_dicts, raw_column
from .immutable import FloatArray, RowArray
from .same_form import copied_note, copied_notes, in_form_of, note_list
from .score import Score

Data = TypeVar("Data")
DEFAULT_VELOCITY = 100.0
_COLUMNS = {"duration": "duration_beats", "start": "onset_beats"}


def optimize_large_note_count(data: Data, max_notes: int = 2000, key: str = "velocity") -> Data:
    """Keep the most important notes, in the order of time. Warns with the counts when notes are left out.

    Parameters
    ----------
    data
        The dict form, a `Score` or the value of a piano roll; stays as it is.
    max_notes
        How many notes to keep at most.
    key
        The note's key whose greatest values are the most important: ``"velocity"``, ``"duration"``, ``"pitch"`` or
        any numeric one of the program's own. Of equal ones the longer, then the earlier note is kept.

    Returns
    -------
    dict, Score or PianoRollValue
        A copy in the form of `data`; curves, segments and settings are all there.

    Raises
    ------
    TypeError
        If `data` is none of these.
    ValueError
        If `max_notes` is negative, or no note has a number under `key`.

    Examples
    --------
    >>> import warnings
    >>> from gradio_pianoroll.performance import optimize_large_note_count
    >>> notes = [{"start": 80 * i, "duration": 80, "pitch": 60, "velocity": v} for i, v in enumerate((90, 20, 110))]
    >>> with warnings.catch_warnings():
    ...     warnings.simplefilter("ignore")
    ...     kept = optimize_large_note_count({"notes": notes}, max_notes=2)
    >>> [note["velocity"] for note in kept["notes"]]
    [90, 110]
    """
    if isinstance(max_notes, bool) or not isinstance(max_notes, int) or max_notes < 0:
        raise ValueError(f"max_notes must be a whole number and not negative, not {max_notes!r}")

    def of_score(score: Score) -> Score:
        notes = score.notes
        if len(notes) <= max_notes:
            return score
        rows = _best(_column(score, key), notes.onset_beats, notes.duration_beats, max_notes)
        _warn(len(notes), max_notes, key)
        return score.replace(notes=notes.take(np.sort(rows)))

    def of_dict(given: Mapping[str, Any]) -> dict[str, Any]:
        notes = note_list(given)
        result = {name: copy.deepcopy(value) for name, value in given.items() if name != "notes"}
        if len(notes) <= max_notes:
            return {"notes": copied_notes(notes), **result}
        onset, duration = read_times(given, notes)
        rows = _best(_values(notes, key, duration), onset, duration, max_notes)
        _warn(len(notes), max_notes, key)
        in_time = rows[np.lexsort((rows, onset[rows]))]
        return {"notes": [copied_note(notes[row]) for row in in_time.tolist()], **result}

    return in_form_of(data, of_score, of_dict)


def _best(importance: FloatArray, onset: FloatArray, duration: FloatArray, count: int) -> RowArray:
    """Rows of the most important notes, in no particular order; those that lie nowhere in time come last."""
    if not count:
        return np.zeros(0, np.int64)
    weight = np.where(np.isfinite(onset), np.where(np.isnan(importance), -np.inf, importance), -np.inf)
    # Everything above the border is in; only what lies on it has to be put in order.
    border = -np.partition(-weight, count - 1)[count - 1]
    above, tied = np.flatnonzero(weight > border), np.flatnonzero(weight == border)
    order = np.lexsort((onset[tied], -duration[tied], ~np.isfinite(onset[tied])))
    return np.concatenate([above, tied[order[: count - len(above)]]])


def _column(score: Score, key: str) -> FloatArray:
    notes = score.notes
    if key in ("velocity", "duration", "pitch", "track", "start"):
        column: FloatArray = getattr(notes, _COLUMNS.get(key, key)).astype(np.float64)
        return column
    raw = [notes.extra[id].get(key) if id in notes.extra else None for id in notes.stored("id").tolist()]
    return _numbers(key, raw)


def _values(notes: list[Any], key: str, duration: FloatArray) -> FloatArray:
    if key == "duration":
        return duration
    column = raw_column(key, notes if all_dicts(notes) else [n if isinstance(n, Mapping) else {} for n in notes])
    return _numbers(key, column, DEFAULT_VELOCITY if key == "velocity" else math.nan)


def _numbers(key: str, raw: list[Any], absent: float = math.nan) -> FloatArray:
    column = NumberColumn(key, raw)
    values = np.where(column.present, column.values, absent)
    values[~np.isfinite(values)] = np.nan
    if np.isnan(values).all():
        raise ValueError(f"no note has a number under {key!r}; name another key")
    return values


def _warn(total: int, kept: int, key: str) -> None:
    warnings.warn(
        f"{total} notes are more than {kept}: the {kept} with the greatest {key} are kept, {total - kept} left out",
        PianoRollWarning,
        stacklevel=5,
    )
