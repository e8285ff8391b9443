"""Puts what a handler wrote back into columns, touching only what it wrote."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Mapping
from typing import Any

import numpy as np

from gradio_pianoroll.score import Curve, NoteTable, Score, TextColumn
from gradio_pianoroll.score.growth import columns_of
from gradio_pianoroll.score.ids import parse_external
from gradio_pianoroll.score.overlay import with_notes, without_rows

from .note_view import NoteItem, NoteList, Source, collect

LAYER_KEYS = ("line_data", "curve_data")
LARGE_KEYS = (*LAYER_KEYS, "segment_data")
# Writing one of these moves the notes in at least one unit.
SETTING_KEYS = ("tempo", "tempos", "pixelsPerBeat", "sampleRate", "ppqn")

NOT_READ = ...  # stands for a key that nobody has looked at


def small_keys(score: Score) -> dict[str, Any]:
    """The keys of the dict form that are no bulk."""
    bare = score.replace(notes=NoteTable(), curves={}, segments=()).to_dict()
    return {key: value for key, value in bare.items() if key not in LARGE_KEYS and key != "notes"}


def large_keys(score: Score) -> dict[str, Any]:
    """The keys that hold curves and segments."""
    full = score.replace(notes=NoteTable()).to_dict()
    return {key: full[key] for key in LARGE_KEYS if key in full}


def large_names(score: Score) -> list[str]:
    """Which of those keys the score has, without expanding anything."""
    stubs = {name: _stub(curve) for name, curve in score.curves.items()}
    few = score.replace(notes=NoteTable(), curves=stubs, segments=score.segments[:1]).to_dict()
    return [key for key in LARGE_KEYS if key in few]


def _stub(curve: Curve) -> Curve:
    return dataclasses.replace(curve, values=curve.values[:0], times=None if curve.times is None else curve.times[:0])


def merged(source: Source, stored: Mapping[str, Any]) -> Score:
    """The score of a value.

    Parameters
    ----------
    source
        What the value was made from.
    stored
        The keys of the value as they are now, `NOT_READ` for those that nobody has looked at.

    Returns
    -------
    Score
        The source's own score, the same object, when nothing was written.
    """
    base = source.score
    small = {key: value for key, value in stored.items() if key not in LARGE_KEYS and key != "notes"}
    large = _written_large(base, stored)
    score = base
    if large or small != small_keys(base):
        score = _with_settings(base, small, large)
    notes = _notes(source, score, stored.get("notes", ()))
    return score.replace(notes=notes)


def _written_large(base: Score, stored: Mapping[str, Any]) -> dict[str, Any]:
    """Curves and segments that differ from the source's; None for those that were deleted."""
    read = {key: stored.get(key) for key in LARGE_KEYS if stored.get(key) is not NOT_READ}
    names = large_names(base)
    if not any(value is not None or key in names for key, value in read.items()):
        return {}
    pristine = large_keys(base)
    changed = {key: value for key, value in read.items() if value != pristine.get(key)}
    if changed.keys() & set(LAYER_KEYS):
        # A curve may move from one key to the other: both are read together.
        changed = {key: stored.get(key) if key in read else pristine.get(key) for key in LAYER_KEYS} | changed
    return changed


def _with_settings(base: Score, small: dict[str, Any], large: dict[str, Any]) -> Score:
    parsed = Score.from_dict({**small, **{key: value for key, value in large.items() if value is not None}})
    extra = dict(parsed.extra)
    keep: dict[str, Any] = {}
    if not large.keys() & set(LAYER_KEYS):
        keep["curves"] = base.curves
        if "curve_data" in base.extra:
            extra["curve_data"] = base.extra["curve_data"]
    if "segment_data" not in large:
        keep["segments"] = base.segments
    for name in ("tempo_map", "tracks", "audio"):
        if getattr(parsed, name) == getattr(base, name):
            keep[name] = getattr(base, name)
    keep["extra"] = base.extra if dict(base.extra) == extra else extra
    return parsed.replace(**keep)


def _notes(source: Source, score: Score, listed: Any) -> NoteTable:
    table = source.score.notes
    if listed is NOT_READ or (isinstance(listed, NoteList) and listed.source is source and listed.untouched):
        return table
    if not isinstance(listed, list):
        return Score.from_dict({**small_keys(score), "notes": listed}).notes
    lost, fresh = collect(listed, source)
    remaining = without_rows(table, lost) if len(lost) else table
    return with_notes(remaining, _read_fresh(source, score, fresh, remaining)) if fresh else remaining


def _read_fresh(source: Source, score: Score, fresh: list[Any], remaining: NoteTable) -> NoteTable:
    """Table of the written and new notes; written ones keep their number, new ones get one that nobody had."""
    read = [(item, item.to_dict() if _is_object(item) else item) for item in fresh]
    numbers = _Numbers(source, remaining, read)
    zoom = score.pixels_per_beat / source.current.pixels_per_beat
    refs: dict[int, str] = {}
    notes: list[Any] = []
    for item, note in read:
        if not isinstance(note, Mapping):
            notes.append(note)
            continue
        ours = isinstance(item, NoteItem) and item.source is source
        number, ref = numbers.of(item, note.get("id"))
        if ref is not None:
            refs[number] = ref
        notes.append({**note, **_at_zoom(note, zoom if ours else 1.0), "id": f"n{number}"})
    table = Score.from_dict({**small_keys(score), "notes": notes}).notes
    if not refs:
        return table
    texts = TextColumn.from_list([refs.get(number) for number in table.id.tolist()])
    return NoteTable.from_columns(**(columns_of(table) | {"ref": texts}))


def _is_object(item: Any) -> bool:
    return not isinstance(item, Mapping) and hasattr(item, "to_dict")


def _at_zoom(note: Mapping[str, Any], zoom: float) -> dict[str, Any]:
    """Pixels of a note that was expanded at another zoom than the dict around it names now."""
    if zoom == 1.0:
        return {}
    return {key: note[key] * zoom for key in ("start", "duration") if isinstance(note.get(key), int | float)}


class _Numbers:
    """Gives each written or new note its number and its foreign id."""

    def __init__(self, source: Source, remaining: NoteTable, read: Iterable[tuple[Any, Any]]) -> None:
        self._source = source
        self._table = source.score.notes
        self._remaining = remaining
        self._used: set[int] = set()
        self._next = self._table.next_id
        # Those that the notes ask for are looked up together: one by one costs more than all else of reading them.
        asked = (self._wanted(item, note.get("id")) for item, note in read if isinstance(note, Mapping))
        wanted = np.array([number for number in asked if number is not None], np.uint32)
        self._taken = set(wanted[remaining.rows_of(wanted) >= 0].tolist())

    def of(self, item: Any, given: Any) -> tuple[int, str | None]:
        text = given if isinstance(given, str) else None
        row, named = self._row(item), _named(given)
        number = self._wanted(item, given)
        if number is None or number in self._used or number in self._taken:
            number = self._unused()
        self._used.add(number)
        return number, text if named is None or (row >= 0 and named != number) else None

    def _row(self, item: Any) -> int:
        return int(item.row_in(self._source)) if isinstance(item, NoteItem) else -1

    def _wanted(self, item: Any, given: Any) -> int | None:
        row = self._row(item)
        return int(self._table.id[row]) if row >= 0 else _named(given)

    def _unused(self) -> int:
        while self._next in self._used or int(self._remaining.rows_of([self._next])[0]) >= 0:
            self._next += 1
        return self._next


def _named(given: Any) -> int | None:
    return parse_external(given) if isinstance(given, str) else None
