"""The notes of the dict form: one bad note costs that note, never the score."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from itertools import chain
from operator import itemgetter
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gradio_pianoroll.i18n.sentence import Sentence

from ..immutable import FloatArray, frozen_map, why_not_kept
from ..notes.ids import external_name
from ..notes.table import NoteTable
from ..notes.text_column import TextColumn
from ..problems import Problems
from ..tempo_map import TempoMap
from ..ticks import FLICKS_PER_SECOND, MAX_BEATS, settle
from .identity import Former, numbers_and_refs, plain_numbers, text_of
from .numbers import NumberColumn, note_place, number, shown

Convert = Callable[[FloatArray], FloatArray]
# The forms in which a note may give its times, in the order in which they are looked for.
START_KEYS = ("start", "startBeats", "startTicks", "startSeconds", "startFlicks", "startSample")
DURATION_KEYS = (
    "duration", "durationBeats", "durationTicks", "durationSeconds", "endSeconds", "durationFlicks", "durationSamples",
)  # fmt: skip
DERIVED = (*START_KEYS[1:], *DURATION_KEYS[1:])
KNOWN = frozenset(("id", "start", "duration", "pitch", "velocity", "track", "lyric", "phoneme", *DERIVED))
DEFAULT_VELOCITY = 100.0
DEFAULT_DURATION_BEATS = 1.0


@dataclass(frozen=True)
class Units:
    """Units that the numbers of the notes are measured in."""

    tempo_map: TempoMap
    pixels_per_beat: float
    sample_rate: float
    ppqn: int


def read_notes(
    notes: Any, units: Units, problems: Problems, former: Former | None = None, places: Sequence[int] | None = None
) -> NoteTable:
    """Table of a list of notes; each bad one is named in `problems` and left out.

    Parameters
    ----------
    notes
        The list.
    units
        What its numbers are measured in.
    problems
        Takes a sentence for each wrong item.
    former
        The notes that these are new forms of: they keep their numbers.
    places
        The places that messages name; those in the list when None.
    """
    if isinstance(notes, Mapping | str | bytes) or not isinstance(notes, Iterable):
        problems.add(Sentence("json.notes", kind=type(notes).__name__))
        return NoteTable()
    listed = list(notes)
    places = range(len(listed)) if places is None else places
    if not all_dicts(listed):
        items = [_mapping(item) for item in listed]
        usable = [i for i, item in enumerate(items) if _usable(places[i], item, problems)]
        listed, places = [items[i] for i in usable], [places[i] for i in usable]
        if former is not None and former.numbers is not None:
            former = replace(former, numbers=former.numbers[usable])
    return _Reader(listed, places, units, problems, former).table()


def all_dicts(notes: list[Any]) -> bool:
    """Return True if every note is a plain dict: the usual case, and cheap to find out."""
    return set(map(type, notes)) <= {dict}


def raw_column(key: str, notes: list[Mapping[str, Any]]) -> list[Any]:
    """Values of one key of all notes, None where it is absent."""
    try:
        return list(map(itemgetter(key), notes))
    except KeyError:
        return [note.get(key) for note in notes]


def note_times(notes: list[Any], units: Units) -> tuple[FloatArray, FloatArray]:
    """Onset and duration of each note in beats, float64 [n] each; NaN where they cannot be read."""
    rows = notes if all_dicts(notes) else [item if isinstance(item, Mapping) else {} for item in notes]
    return _Reader(rows, range(len(rows)), units, Problems(), None).times()


def _mapping(item: Any) -> Any:
    """Read a note that is given as an object by its `to_dict`."""
    if not isinstance(item, Mapping) and callable(getattr(item, "to_dict", None)):
        return item.to_dict()
    return item


def _usable(i: int, item: Any, problems: Problems) -> bool:
    if isinstance(item, Mapping):
        return True
    problems.add(Sentence("json.note", number=i, given=shown(item)))
    return False


class _Reader:
    """Reads column by column: the price of a note is a few dict look-ups."""

    def __init__(
        self,
        items: list[Mapping[str, Any]],
        places: Sequence[int],
        units: Units,
        problems: Problems,
        former: Former | None,
    ) -> None:
        self._items = items
        self._former = former
        self._places = places
        self._units = units
        self._problems = problems
        # By row what says why a note cannot be: that is made for those alone that somebody reads of.
        self._wrong: dict[int, Callable[[int], Sentence]] = {}
        self._numbers: dict[str, NumberColumn] = {}
        self._keys = set(chain.from_iterable(items))

    def table(self) -> NoteTable:
        n = len(self._items)
        if not n:
            return NoteTable()
        onset, duration = self.times()
        columns = {
            "pitch": self._whole("pitch", 127, None),
            "velocity": self._whole("velocity", 127, DEFAULT_VELOCITY),
            "track": self._whole("track", 255, 0.0),
        }
        self._check_times(onset, duration)
        keep = np.ones(n, bool)
        for row in sorted(self._wrong):
            self._problems.add(partial(self._left_out, row))
            keep[row] = False
        rows = np.flatnonzero(keep)
        kept = [self._items[row] for row in rows.tolist()] if len(rows) < n else self._items
        ids, refs = self._ids(kept, rows)
        return NoteTable.from_columns(
            onset[rows],
            duration[rows],
            columns["pitch"][rows],
            columns["velocity"][rows],
            columns["track"][rows],
            ids,
            self._texts("lyric", kept, rows),
            self._texts("phoneme", kept, rows),
            refs,
            _extra(kept, ids, self._problems) if self._keys - KNOWN else {},
        )

    def _left_out(self, row: int) -> Sentence:
        return Sentence("json.note_left", name=self._name(row), reason=self._wrong[row](row))

    def _name(self, row: int) -> Sentence:
        return note_place(self._places[row], self._items[row].get("id"))

    def _column(self, key: str) -> NumberColumn:
        if key not in self._numbers:
            self._numbers[key] = NumberColumn(key, self._raw(key, self._items))
        return self._numbers[key]

    def _raw(self, key: str, items: list[Mapping[str, Any]]) -> list[Any]:
        if key not in self._keys:
            return [None] * len(items)
        try:
            return list(map(itemgetter(key), items))
        except KeyError:
            return [note.get(key) for note in items]

    def _blame(self, rows: NDArray[np.bool_], reason: Callable[[int], Sentence]) -> None:
        """Note what says why each of some rows cannot be."""
        for row in np.flatnonzero(rows).tolist():
            self._wrong.setdefault(row, reason)

    def times(self) -> tuple[FloatArray, FloatArray]:
        """Onsets and durations in beats from the first form that each note gives."""
        u, tempo = self._units, self._units.tempo_map
        with np.errstate(over="ignore", invalid="ignore"):
            onset, missing = self._first({
                "start": lambda v: v / u.pixels_per_beat,
                "startBeats": lambda v: v,
                "startTicks": lambda v: v / u.ppqn,
                "startSeconds": tempo.beats_at,
                "startFlicks": lambda v: tempo.beats_at(v / FLICKS_PER_SECOND),
                "startSample": lambda v: tempo.beats_at(v / u.sample_rate),
            })  # fmt: skip
            if missing.any():
                self._blame(missing, lambda row: Sentence("note.start_missing"))
            onset_s = tempo.seconds_at(np.where(np.isfinite(onset), onset, 0.0))
            length: Convert = lambda v: tempo.beats_at(onset_s + v) - onset  # noqa: E731
            duration, missing = self._first({
                "duration": lambda v: v / u.pixels_per_beat,
                "durationBeats": lambda v: v,
                "durationTicks": lambda v: v / u.ppqn,
                "durationSeconds": length,
                "endSeconds": lambda v: tempo.beats_at(v) - onset,
                "durationFlicks": lambda v: length(v / FLICKS_PER_SECOND),
                "durationSamples": lambda v: length(v / u.sample_rate),
            })  # fmt: skip
        if "end" in self._keys and missing.any():
            # Without any length the end says it, in pixels as the start.
            end = self._column("end")
            here = missing & self._column("start").present & np.isfinite(end.values)
            with np.errstate(over="ignore", invalid="ignore"):
                duration = np.where(here, settle(end.values / u.pixels_per_beat - onset), duration)
            missing &= ~here
        duration[missing] = DEFAULT_DURATION_BEATS
        return onset, duration

    def _first(self, forms: Mapping[str, Convert]) -> tuple[FloatArray, NDArray[np.bool_]]:
        """Beats from the first of the keys that a note has, and which notes have none of them."""
        beats = np.full(len(self._items), np.nan)
        missing = np.ones(len(self._items), bool)
        for key, convert in forms.items():
            column = self._column(key)
            here = missing & column.present
            self._blame(column.wrong & here, column.why)
            beats[here] = convert(column.values)[here]
            missing &= ~here
            if not missing.any():
                break
        settled = settle(beats)
        # A length far below a tick stays what it is rather than become nothing.
        settled = np.where((settled == 0) & (beats > 0), beats, settled)
        keys = list(forms)
        pixels, exact = self._column(keys[0]), self._column(keys[1])
        # Beats that are in step with the pixels are what the score held before: nothing is lost to the division.
        in_step = exact.present & pixels.present & (exact.values * self._units.pixels_per_beat == pixels.values)
        return np.where(in_step, exact.values, settled), missing

    def _check_times(self, onset: FloatArray, duration: FloatArray) -> None:
        with np.errstate(invalid="ignore", over="ignore"):
            end = onset + duration
            beyond = ~(end <= MAX_BEATS)
            if not ((onset < 0) | (duration <= 0) | beyond).any():
                return
            self._blame(onset < 0, lambda row: Sentence("note.start_negative", beats=onset[row]))
            self._blame(duration <= 0, lambda row: Sentence("note.duration_none", beats=duration[row]))
        self._blame(beyond, lambda row: Sentence("note.end_beyond", beats=end[row], last=MAX_BEATS))

    def _whole(self, key: str, limit: int, default: float | None) -> FloatArray:
        column = self._column(key)
        self._blame(column.wrong, column.why)
        values = column.values
        if default is None:
            if not column.present.all():
                self._blame(~column.present, lambda row: Sentence("note.missing", key=key))
        else:
            values = np.where(column.present, values, default)
        with np.errstate(invalid="ignore"):
            bad = column.present & ~((values >= 0) & (values <= limit) & (values == np.floor(values)))
        raw = self._items
        if bad.any():
            self._blame(
                bad, lambda row: Sentence("note.not_whole", key=key, given=shown(raw[row].get(key)), limit=limit)
            )
        return values

    def _texts(self, key: str, kept: list[Mapping[str, Any]], rows: NDArray[np.int64]) -> TextColumn:
        if key not in self._keys:
            return TextColumn.empty(len(kept))
        raw = self._raw(key, kept)
        if not set(map(type, raw)) <= {str, type(None)}:
            for i, value in enumerate(raw):
                if isinstance(value, float) and value != value:
                    raw[i] = None  # pandas writes NaN where a note has no text
                elif value is not None and not isinstance(value, str):
                    name = self._name(int(rows[i]))
                    self._problems.add(Sentence("json.note_text", name=name, key=key, given=shown(value)))
                    raw[i] = None
        return TextColumn.from_list(raw)

    def _ids(self, kept: list[Mapping[str, Any]], rows: NDArray[np.int64]) -> tuple[NDArray[np.uint32], TextColumn]:
        """Number and foreign id of each note that is kept; see `identity`."""
        given = self._raw("id", kept)
        former = self._former
        if former is not None and former.numbers is not None and len(rows) < len(self._items):
            former = replace(former, numbers=former.numbers[rows])
        plain = plain_numbers(given, former)
        if plain is not None:
            return plain, TextColumn.empty(len(kept))
        texts = [text_of(value) for value in given]
        for i, value in enumerate(given):
            if value is not None and texts[i] is None:
                self._problems.add(Sentence("json.note_id", name=self._name(int(rows[i])), given=shown(value)))
        ids, refs, renamed = numbers_and_refs(texts, former)
        # What was made of notes in the page may hold a copy beside its original: it has the id of that at first.
        for i in renamed if former is None else ():
            self._problems.add(Sentence("json.note_twice", name=self._name(int(rows[i]))))
        return ids, refs


def _extra(kept: list[Mapping[str, Any]], ids: NDArray[np.uint32], problems: Problems) -> dict[int, Mapping[str, Any]]:
    """Unknown keys of the notes by id."""
    result: dict[int, Mapping[str, Any]] = {}
    for id, item in zip(ids.tolist(), kept, strict=True):
        unknown = {key: item[key] for key in item if key not in KNOWN}
        if "end" in unknown and _is_length(item):
            # It would be wrong after the first edit.
            del unknown["end"]
        for key, value in list(unknown.items()):
            if reason := why_not_kept(value):
                problems.add(Sentence("json.note_key", note=external_name(id), key=shown(key), reason=reason))
                del unknown[key]
        if unknown:
            result[id] = frozen_map(unknown)
    return result


def _is_length(item: Mapping[str, Any]) -> bool:
    """Return True if a note's `end` was read as its length."""
    has_start = item.get("start") is not None and number(item["end"]) is not None
    return has_start and all(item.get(key) is None for key in DURATION_KEYS)
