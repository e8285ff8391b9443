"""Puts what a handler wrote back into columns, touching only what it wrote."""

from __future__ import annotations

import warnings
from collections.abc import Iterable, Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gradio_pianoroll.i18n.sentence import Sentence
from gradio_pianoroll.score import NoteTable, PianoRollWarning, Score
from gradio_pianoroll.score.dictform.identity import BY_ID, FOREIGN, Former, rows_by_id
from gradio_pianoroll.score.dictform.numbers import shown
from gradio_pianoroll.score.dictform.read_notes import Units, read_notes
from gradio_pianoroll.score.dictform.revision import REVISION_KEY, is_mark
from gradio_pianoroll.score.dictform.write import LARGE_KEYS, LAYER_KEYS, write_large
from gradio_pianoroll.score.immutable import differ
from gradio_pianoroll.score.notes.delta import with_notes, without_rows
from gradio_pianoroll.score.problems import Problems

from .note_view import NoteItem, NoteList, Source, collect
from .written_times import with_written_times

# Writing one of these moves the notes in at least one unit.
SETTING_KEYS = ("tempo", "tempos", "pixelsPerBeat", "sampleRate", "ppqn")

NOT_READ = ...  # stands for a key that nobody has looked at


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
    if is_mark(small.get(REVISION_KEY)):
        del small[REVISION_KEY]
    large = _written_large(source, stored)
    score = base
    if large or differ(small, source.head):
        score = _with_settings(base, small, large)
    notes = _notes(source, score, stored.get("notes"))
    return score.replace(notes=notes)


def _written_large(source: Source, stored: Mapping[str, Any]) -> dict[str, Any]:
    """Curves and segments that differ from the source's; None for those that were deleted."""
    if not source.large_names and stored.keys().isdisjoint(LARGE_KEYS):
        return {}
    read = {key: stored.get(key) for key in LARGE_KEYS if stored.get(key) is not NOT_READ}
    if not any(value is not None or key in source.large_names for key, value in read.items()):
        return {}
    pristine = write_large(source.score)
    changed = {key: value for key, value in read.items() if differ(value, pristine.get(key))}
    if changed.keys() & set(LAYER_KEYS):
        # A curve may move from one key to the other: both are read together.
        changed = {key: stored.get(key) if key in read else pristine.get(key) for key in LAYER_KEYS} | changed
    return changed


def _with_settings(base: Score, small: dict[str, Any], large: dict[str, Any]) -> Score:
    parsed = Score.from_dict({**small, **{key: value for key, value in large.items() if value is not None}})
    extra = dict(parsed.extra)
    keep: dict[str, Any] = {"proposals": base.proposals}
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


def as_list(notes: Any) -> Any:
    """Notes given as a tuple, a generator and the like as a list; what is no list of notes at all stays what it is."""
    is_several = isinstance(notes, Iterable) and not isinstance(notes, list | Mapping | str | bytes)
    return list(notes) if is_several else notes


def none_can_be_read(notes: Any) -> None:
    """Say that what a program gave as its notes is no reason to empty the roll."""
    if isinstance(notes, list):
        said = Sentence("notes.none_read", count=len(notes))
    else:
        said = Sentence("notes.no_list", given=shown(notes))
    warnings.warn(said, PianoRollWarning, stacklevel=3)


def _notes(source: Source, score: Score, listed: Any) -> NoteTable:
    table = source.score.notes
    if listed is NOT_READ or (isinstance(listed, NoteList) and listed.source is source and listed.untouched):
        return table
    if not isinstance(listed, list):
        # A dict that names no notes leaves them as they were.
        if listed is not None:
            none_can_be_read(listed)
        return table
    lost, places, fresh = collect(listed, source)
    remaining = without_rows(table, lost) if len(lost) else table
    notes = with_notes(remaining, _read_fresh(source, score, fresh, places, remaining)) if fresh else remaining
    if listed and len(table) and not len(notes):
        none_can_be_read(listed)
        return table
    return notes


def _read_fresh(source: Source, score: Score, fresh: list[Any], places: list[int], remaining: NoteTable) -> NoteTable:
    """Table of the written and new notes; written ones keep their number, new ones get one that nobody had."""
    table = source.score.notes
    read = [item if isinstance(item, Mapping) or not hasattr(item, "to_dict") else item.to_dict() for item in fresh]
    numbers = _known_numbers(source, fresh)
    rows = np.full(len(read), -1, np.int64)
    mappings = [i for i, note in enumerate(read) if isinstance(note, Mapping)]
    told = [i for i in mappings if numbers[i] == BY_ID]
    rows[told] = rows_by_id(table, [read[i].get("id") for i in told])
    rows[numbers >= 0] = table.rows_of(numbers[numbers >= 0].astype(np.uint32))
    zoom = score.pixels_per_beat / source.current.pixels_per_beat
    problems = Problems()
    read = with_written_times(source.current, zoom, read, rows, numbers >= 0, problems, places)
    units = Units(score.tempo_map, score.pixels_per_beat, score.sample_rate, score.ppqn)
    notes = read_notes(read, units, problems, Former(table, remaining, numbers), places)
    problems.warn()
    return notes


def _known_numbers(source: Source, fresh: list[Any]) -> NDArray[np.int64]:
    """By the objects themselves, what number each note has; see `Former.numbers`."""
    table = source.score.notes
    numbers = np.full(len(fresh), BY_ID, np.int64)
    for i, item in enumerate(fresh):
        if not isinstance(item, NoteItem) or item.source is None:
            continue
        row = item.row_in(source)
        if row >= 0:
            numbers[i] = int(table.stored("id")[row])
        elif (theirs := item.source.origin) and (ours := source.origin) and theirs.doc != ours.doc:
            numbers[i] = FOREIGN
    return numbers
