"""One note as a view into the table; made when somebody asks for it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .table import NoteTable


class Note:
    """A row of a `NoteTable` with attributes. `id` is the external id, `number` the internal one."""

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
        """The foreign id that the program gave, else ``n<number>``."""
        return self._table.external_id(self._row)

    @property
    def number(self) -> int:
        """The number, unique in the document."""
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
