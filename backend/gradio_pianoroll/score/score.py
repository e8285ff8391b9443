"""The document: notes, tempo map, tracks, curves, segments and what a program said about them."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Self

from .audio_ref import AudioRef
from .curve import Curve
from .immutable import FrozenMap, frozen_map
from .note_table import NoteTable
from .ops import Op
from .segment import Segment
from .tempo_map import TempoMap
from .track import Track
from .units import check_unit

DEFAULT_TRACKS = (Track(),)
# What `same_document` compares.
_DOCUMENT = ("notes", "tempo_map", "tracks", "curves", "segments")
# So many notes are read one by one from a table whose columns are not made yet.
FEW_NOTES = 64


@dataclass(frozen=True, eq=False)
class Score:
    """A score. Immutable: `apply` and `replace` give another one and share what did not change.

    Attributes
    ----------
    notes
        `NoteTable`, sorted by (onset, pitch, id), times in beats.
    tempo_map
        `TempoMap`; a number given here is the tempo.
    tracks
        What the `track` column of the notes points at; may be shorter than the highest number in use.
    curves
        By name; a list of curves may be given.
    segments
        In seconds.
    audio
        Where the sound is, None when there is none.
    ppqn, sample_rate
        Units of the tick and sample fields of the dict form, and of a MIDI file.
    pixels_per_beat, edit_mode, snap
        What the program said about the view.
    extra
        Keys of the dict form that nobody here knows, `viewport_config` and `waveform_data` among them.
    """

    notes: NoteTable = field(default_factory=NoteTable)
    tempo_map: TempoMap = field(default_factory=TempoMap)
    tracks: tuple[Track, ...] = DEFAULT_TRACKS
    curves: Mapping[str, Curve] = field(default_factory=FrozenMap)
    segments: tuple[Segment, ...] = ()
    audio: AudioRef | None = None
    ppqn: int = 480
    sample_rate: int = 44100
    name: str = ""
    pixels_per_beat: float = 80.0
    edit_mode: str = "select"
    snap: str = "1/4"
    use_backend_audio: bool = False
    extra: Mapping[str, Any] = field(default_factory=FrozenMap)

    def __post_init__(self) -> None:
        if not isinstance(self.tempo_map, TempoMap):
            object.__setattr__(self, "tempo_map", TempoMap(self.tempo_map))
        object.__setattr__(self, "tracks", tuple(self.tracks))
        object.__setattr__(self, "segments", tuple(self.segments))
        object.__setattr__(self, "curves", _curves_by_name(self.curves))
        object.__setattr__(self, "extra", frozen_map(self.extra))
        for name in ("ppqn", "sample_rate", "pixels_per_beat"):
            check_unit(name, getattr(self, name))

    def __copy__(self) -> Self:
        return self

    def __deepcopy__(self, memo: dict[int, Any]) -> Self:
        return self

    def __eq__(self, other: object) -> bool:
        """Whether everything is equal: the document, its sound, its units and what a program said about the view."""
        if not isinstance(other, Score):
            return NotImplemented
        rest = [field.name for field in dataclasses.fields(Score) if field.name not in _DOCUMENT]
        return self is other or (
            all(getattr(self, name) == getattr(other, name) for name in rest) and self.same_document(other)
        )

    def __hash__(self) -> int:
        return hash((self.tempo_map, len(self.notes)))

    def __getstate__(self) -> dict[str, Any]:
        return {f.name: self.__dict__[f.name] for f in dataclasses.fields(self)}

    def __repr__(self) -> str:
        title = f" {self.name!r}" if self.name else ""
        return f"<Score{title}: {len(self.notes)} notes, {self.end_beats:g} beats, {self.tempo_map.tempos[0][1]:g} bpm>"

    def replace(self, **changes: Any) -> Self:
        """A score with other values for some attributes; this one itself when nothing would change."""
        for name, value in changes.items():
            if value is not getattr(self, name):
                return dataclasses.replace(self, **changes)
        return self

    @cached_property
    def end_beats(self) -> float:
        """End of the last note in beats, 0 without notes."""
        return self.notes.last_end[0]

    @property
    def end_seconds(self) -> float:
        """End of the last note in seconds, 0 without notes."""
        return float(self.tempo_map.seconds_at(self.end_beats))

    def apply(self, ops: Sequence[Op], lenient: bool = False) -> tuple[Score, list[Op]]:
        """The score after `ops`, and the operations that undo them exactly. All operations apply, or none.

        Parameters
        ----------
        ops
            Operations in beats, in order.
        lenient
            Skip ids that do not exist instead of refusing the whole.

        Raises
        ------
        OpError
            If an operation is refused; the message names the note.
        """
        from .apply import apply

        return apply(self, ops, lenient)

    def same_document(self, other: Score) -> bool:
        """Whether the content is equal: notes, tempos, signatures, tracks, curves, segments."""
        return self is other or (
            self.tempo_map == other.tempo_map
            and self.tracks == other.tracks
            and self.segments == other.segments
            and self.curves.keys() == other.curves.keys()
            and all(curve.same(other.curves[name]) for name, curve in self.curves.items())
            and self.notes.same(other.notes)
        )

    @classmethod
    def from_dict(cls, data: Mapping[str, Any], on_error: str = "warn", like: Score | None = None) -> Score:
        """Score of the dict form (see the guide). A wrong item costs that item and a `PianoRollWarning`.

        Parameters
        ----------
        data
            The dict form; stays as it is.
        on_error
            ``"warn"``, or ``"raise"`` for a `ScoreError` at the first wrong item.
        like
            A former state of the document: notes with a foreign id that it has too get the same number again.

        Raises
        ------
        ScoreError
            If `data` is no mapping, or at the first wrong item when asked to.
        """
        from .dictform.read import read_score

        return read_score(data, on_error, like)

    def to_dict(self) -> dict[str, Any]:
        """The dict form: plain lists, dicts, texts and numbers, with all derived times of each note."""
        from .dictform.write import write_score

        return write_score(self)

    def note_dict(self, row: int) -> dict[str, Any]:
        """The dict form of one note."""
        return self.note_dicts(row, row + 1)[0]

    def note_dicts(self, start: int = 0, stop: int | None = None) -> list[dict[str, Any]]:
        """The dict form of the notes in rows `start` to `stop`."""
        from .dictform.write import write_notes
        from .overlay import EditedTable

        start, stop, _ = slice(start, stop).indices(len(self.notes))
        if isinstance(self.notes, EditedTable) and stop - start <= FEW_NOTES:
            few = self.notes.excerpt(start, stop)
            return write_notes(self.replace(notes=few), 0, len(few))
        return write_notes(self, start, stop)


def _curves_by_name(curves: Mapping[str, Curve] | Iterable[Curve]) -> FrozenMap[str, Curve]:
    if isinstance(curves, FrozenMap):
        return curves
    listed = list(curves.values() if isinstance(curves, Mapping) else curves)
    by_name = {curve.name: curve for curve in listed}
    if len(by_name) != len(listed):
        raise ValueError("two curves have the same name")
    return FrozenMap(by_name)
