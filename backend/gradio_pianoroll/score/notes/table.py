"""All notes of a score, one array per column, and one note as a view of a row."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from ...i18n.filled import counted
from ..immutable import EMPTY_MAP, FloatArray, IdArray, IntArray, RowArray, freeze, frozen_copy
from ..ticks import MAX_TICK, beats_to_ticks
from .columns import Extra, as_text_column, extra_of, first_bad_time, integer_column, unique_ids
from .ids import IdIndex, as_ids, external_name
from .order import sort_order
from .text_column import TextColumn

ARRAYS = ("onset_beats", "duration_beats", "pitch", "velocity", "track", "id")
TEXTS = ("lyric", "phoneme", "ref")
_DTYPES = {"onset_beats": np.float64, "duration_beats": np.float64, "id": np.uint32}
# Attributes that hold the columns as they are kept: whole numbers in as few bytes as they need.
_WHOLE = ("pitch", "velocity", "track", "id")
STORED = {name: f"_{name}" if name in _WHOLE else name for name in ARRAYS}
COLUMN_OF = {attribute: name for name, attribute in STORED.items()}


class NoteTable:
    """Notes sorted by (onset, pitch, id). Immutable; every array is read-only.

    Whole numbers are handed out as int64, NumPy's own, so that ``pitch - 69`` and `numpy.diff` are what they should
    be. They are kept in one byte (ids in four): `stored` gives them so, for files and comparisons.

    Attributes
    ----------
    onset_beats, duration_beats
        float64 [n], beats.
    pitch, velocity, track
        int64 [n]; made when first read, and kept.
    id
        int64 [n], unique; the same.
    lyric, phoneme, ref
        `TextColumn` of n rows; `ref` is the id that the program gave.
    extra
        Unknown keys of a note by its id.
    """

    onset_beats: FloatArray
    duration_beats: FloatArray
    _pitch: NDArray[np.uint8]
    _velocity: NDArray[np.uint8]
    _track: NDArray[np.uint8]
    _id: IdArray
    lyric: TextColumn
    phoneme: TextColumn
    ref: TextColumn
    extra: Extra

    def __init__(self) -> None:
        """Empty table; `from_columns` makes one with notes."""
        for name in ARRAYS:
            self.__dict__[STORED[name]] = freeze(np.zeros(0, _DTYPES.get(name, np.uint8)))
        for name in TEXTS:
            self.__dict__[name] = TextColumn.empty(0)
        self.__dict__["extra"] = EMPTY_MAP

    def __setattr__(self, name: str, value: object) -> None:
        raise AttributeError(f"a NoteTable cannot be changed ({name}); use Score.apply or NoteTable.from_columns")

    @classmethod
    def _trusted(cls, columns: Mapping[str, Any]) -> NoteTable:
        """Table of columns that are known to be valid, sorted and ours."""
        table = cls.__new__(cls)
        for name in ARRAYS:
            column = columns[name]
            column.flags.writeable = False
            table.__dict__[STORED[name]] = column
        for name in (*TEXTS, "extra"):
            table.__dict__[name] = columns[name]
        return table

    @classmethod
    def from_columns(
        cls,
        onset_beats: ArrayLike,
        duration_beats: ArrayLike,
        pitch: ArrayLike,
        velocity: ArrayLike = 100,
        track: ArrayLike = 0,
        id: ArrayLike | None = None,
        lyric: TextColumn | Sequence[str | None] | None = None,
        phoneme: TextColumn | Sequence[str | None] | None = None,
        ref: TextColumn | Sequence[str | None] | None = None,
        extra: Extra | None = None,
    ) -> NoteTable:
        """Table of the given columns, in any order of rows.

        Parameters
        ----------
        onset_beats, duration_beats
            [n] beats; onsets not negative, durations positive.
        pitch
            [n] or scalar, 0-127.
        velocity
            [n] or scalar, 0-127.
        track
            [n] or scalar, 0-255.
        id
            [n] unique numbers below 2**32; 0, 1, 2 … in the order given when None.
        lyric, phoneme, ref
            [n] texts or None each.
        extra
            Further keys by note id.

        Raises
        ------
        ValueError
            If a column has another length or a value is out of range; the message names the row.

        Examples
        --------
        >>> from gradio_pianoroll import NoteTable
        >>> notes = NoteTable.from_columns([1, 0], 0.5, [64, 60], lyric=["요", "안"])
        >>> notes.pitch.tolist(), notes.lyric.to_list()
        ([60, 64], ['안', '요'])
        >>> notes.end_beats.tolist()
        [0.5, 1.5]
        """
        onset = np.atleast_1d(np.asarray(onset_beats, dtype=np.float64))
        n = len(onset)
        duration = np.asarray(duration_beats, dtype=np.float64)
        duration = duration if duration.shape == (n,) else np.broadcast_to(duration, (n,))
        if n and (bad := first_bad_time(onset, duration)):
            raise ValueError(f"row {bad[0]}: {bad[1]}")
        columns: dict[str, Any] = {"onset_beats": onset, "duration_beats": duration}
        for name, values in (("pitch", pitch), ("velocity", velocity), ("track", track)):
            columns[name] = integer_column(name, values, n)
        columns["id"] = np.arange(n, dtype=np.uint32) if id is None else unique_ids(id, n)
        for name, texts in (("lyric", lyric), ("phoneme", phoneme), ("ref", ref)):
            columns[name] = as_text_column(name, texts, n)
        columns["extra"] = extra_of(extra, columns["id"])
        order = sort_order(onset, columns["pitch"], columns["id"])
        for name in ARRAYS:
            column = columns[name]
            if order is not None:
                columns[name] = column[order]
            elif column.flags.writeable or column.base is not None:
                columns[name] = frozen_copy(column, column.dtype)
        if order is not None:
            for name in TEXTS:
                columns[name] = columns[name].take(order)
        return cls._trusted(columns)

    def __len__(self) -> int:
        return len(self._id)

    def __iter__(self) -> Iterator[Note]:
        return (Note(self, row) for row in range(len(self)))

    def __repr__(self) -> str:
        return f"<NoteTable of {counted(len(self), 'note')}>"

    def __copy__(self) -> NoteTable:
        return self

    def __deepcopy__(self, memo: dict[int, Any]) -> NoteTable:
        return self

    def __getstate__(self) -> dict[str, Any]:
        return {name: getattr(self, name) for name in (*COLUMN_OF, *TEXTS, "extra")}

    def __setstate__(self, state: dict[str, Any]) -> None:
        self.__dict__.update(state)
        for name in COLUMN_OF:
            freeze(self.__dict__[name])

    def __eq__(self, other: object) -> bool:
        """Return True if it is a table of the same notes with the same ids, exactly."""
        return self.same(other) if isinstance(other, NoteTable) else NotImplemented

    def __hash__(self) -> int:
        return hash((NoteTable, len(self)))

    def stored(self, column: str) -> NDArray[Any]:
        """Column of numbers as it is kept, read-only: times as float64, ids as uint32, other whole numbers as uint8.

        For files, the wire and comparisons. Arithmetic on it wraps around: 60 - 69 is 247.
        """
        kept: NDArray[Any] = getattr(self, STORED[column])
        return kept

    def _wide(self, column: str) -> IntArray:
        return freeze(self.stored(column).astype(np.int64))

    @cached_property
    def pitch(self) -> IntArray:
        """MIDI note numbers; int64 [n]."""
        return self._wide("pitch")

    @cached_property
    def velocity(self) -> IntArray:
        """MIDI velocities; int64 [n]."""
        return self._wide("velocity")

    @cached_property
    def track(self) -> IntArray:
        """Indices of tracks; int64 [n]."""
        return self._wide("track")

    @cached_property
    def id(self) -> IntArray:
        """Numbers of the notes, unique; int64 [n]."""
        return self._wide("id")

    @cached_property
    def end_beats(self) -> FloatArray:
        """End of each note in beats; float64 [n]."""
        return freeze(self.onset_beats + self.duration_beats)

    @cached_property
    def last_end(self) -> tuple[float, int]:
        """End of the last note in beats and in ticks; 0 without notes."""
        if not len(self):
            return 0.0, 0
        ticks = beats_to_ticks(self.onset_beats)
        # A note shorter than half a tick still has a length.
        ticks += np.maximum(beats_to_ticks(self.duration_beats), 1)
        return float((self.onset_beats + self.duration_beats).max()), min(int(ticks.max()), MAX_TICK)

    @cached_property
    def _index(self) -> IdIndex:
        return IdIndex(self._id)

    @property
    def next_id(self) -> int:
        """Number greater than every id in use."""
        return int(self._id.max()) + 1 if len(self) else 0

    def note(self, row: int) -> Note:
        """View of one row; negative rows count from the end.

        Raises
        ------
        IndexError
            If there is no such row.
        """
        n = len(self)
        if not -n <= row < n:
            raise IndexError(f"row {row} of a table of {n} notes")
        row %= n
        return Note(self, row, self.place_of(row))

    def place_of(self, row: int) -> tuple[NoteTable, int]:
        """Table with columns that a row's note stands in, and its row there."""
        return self, row

    def row_of(self, id: int) -> int:
        """Row of the note with this number.

        Raises
        ------
        KeyError
            If there is no such note.
        """
        row = int(self.rows_of([id])[0])
        if row < 0:
            raise KeyError(f"there is no note with the id {id}")
        return row

    def rows_of(self, ids: ArrayLike) -> RowArray:
        """Row of each id, -1 where there is none; int64 [len(ids)]."""
        return self._index.rows(as_ids(ids))

    def external_id(self, row: int) -> str:
        """Id that the program knows the note by."""
        ref = self.ref[row]
        return external_name(int(self._id[row])) if ref is None else ref

    def take(self, rows: NDArray[np.integer]) -> NoteTable:
        """Table of some rows, ascending; ids stay.

        Examples
        --------
        >>> import numpy as np
        >>> from gradio_pianoroll import NoteTable
        >>> notes = NoteTable.from_columns([0, 1, 2], 1, [60, 64, 67])
        >>> notes.take(np.flatnonzero(notes.pitch > 60)).id.tolist()
        [1, 2]
        """
        columns: dict[str, Any] = {name: self.stored(name)[rows] for name in ARRAYS}
        columns |= {name: getattr(self, name).take(rows) for name in TEXTS}
        columns["extra"] = extra_of(self.extra, columns["id"]) if self.extra else EMPTY_MAP
        return NoteTable._trusted(columns)

    @property
    def base(self) -> NoteTable:
        """Table whose columns this one is made of: itself, unless it is a table of changes."""
        return self

    def light(self) -> NoteTable:
        """Return the table without columns that can be made again, to be kept for long."""
        return self

    def window(self, start: int, stop: int) -> tuple[NoteTable, int, int]:
        """Return a table with columns that has the notes of rows `start` to `stop`, and the rows of these there."""
        return self, start, stop

    def differing(self, other: NoteTable) -> tuple[NoteTable, NoteTable]:
        """Return tables of the notes that may differ from those of `other`; both tables where nothing is known."""
        if other is self or other.base is not self:
            return self, other
        theirs, mine = other.differing(self)
        return mine, theirs

    def same(self, other: NoteTable) -> bool:
        """Return True if both tables hold the same notes with the same ids, exactly."""
        if self is other:
            return True
        if len(self) != len(other):
            return False
        a, b = self.differing(other)
        return (
            all(np.array_equal(a.stored(name), b.stored(name)) for name in ARRAYS)
            and all(getattr(a, name).same(getattr(b, name)) for name in TEXTS)
            and dict(a.extra) == dict(b.extra)
        )


def columns_of(table: NoteTable) -> dict[str, Any]:
    """Columns as `NoteTable.from_columns` takes them, numbers as they are kept."""
    return {name: table.stored(name) for name in ARRAYS} | {name: getattr(table, name) for name in (*TEXTS, "extra")}


class Note:
    """Row of a `NoteTable` with attributes. `id` is the external id, `number` the internal one."""

    __slots__ = ("_row", "_shown_row", "_table")

    def __init__(self, table: NoteTable, row: int, place: tuple[NoteTable, int] | None = None) -> None:
        self._shown_row = row
        # Where the note is to be read; not always in the columns of the table, which may not be made yet.
        self._table, self._row = place or (table, row)

    @property
    def row(self) -> int:
        """Row in the table, in the order of onsets."""
        return self._shown_row

    @property
    def id(self) -> str:
        """Foreign id that the program gave, else ``n<number>``."""
        return self._table.external_id(self._row)

    @property
    def number(self) -> int:
        """Number, unique in the document."""
        return int(self._table.stored("id")[self._row])

    @property
    def onset_beats(self) -> float:
        """Start in beats."""
        return float(self._table.onset_beats[self._row])

    @property
    def duration_beats(self) -> float:
        """Length in beats."""
        return float(self._table.duration_beats[self._row])

    @property
    def end_beats(self) -> float:
        """End in beats."""
        return self.onset_beats + self.duration_beats

    @property
    def pitch(self) -> int:
        """MIDI note number."""
        return int(self._table.stored("pitch")[self._row])

    @property
    def velocity(self) -> int:
        """MIDI velocity."""
        return int(self._table.stored("velocity")[self._row])

    @property
    def track(self) -> int:
        """Index of the track."""
        return int(self._table.stored("track")[self._row])

    @property
    def lyric(self) -> str | None:
        """Syllable that is sung, None when there is none."""
        return self._table.lyric[self._row]

    @property
    def phoneme(self) -> str | None:
        """Phonemes, None when there are none."""
        return self._table.phoneme[self._row]

    @property
    def ref(self) -> str | None:
        """Foreign id, None when the program gave none."""
        return self._table.ref[self._row]

    @property
    def extra(self) -> Mapping[str, Any]:
        """Keys that nobody here knows."""
        return self._table.extra.get(self.number, {})

    def __repr__(self) -> str:
        lyric = f" {self.lyric!r}" if self.lyric is not None else ""
        return f"<Note {self.id}: beat {self.onset_beats:g}, {self.duration_beats:g} long, pitch {self.pitch}{lyric}>"
