"""The attributes of a score, and nothing that is done with it."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Self, TypeVar

from ..i18n.filled import counted
from .audio_ref import AudioRef
from .curve import Curve
from .immutable import FrozenMap, frozen_map
from .marks import KeySignature, Marker, check_marks, keys_of, markers_of, with_marks
from .notes.table import NoteTable
from .proposals import Proposal, check_proposals
from .segment import Segment
from .tempo_map import TempoMap
from .tier_lists import tier_lists
from .tiers import Tiers
from .track import DEFAULT_TRACKS, Track
from .units import check_unit

# A score, as the functions of this room take and give it.
ScoreT = TypeVar("ScoreT", bound="ScoreData")
# What `same_document` compares.
_MARKS: dict[str, Any] = {"keys": KeySignature, "markers": Marker}
_DOCUMENT = ("notes", "tempo_map", "tracks", "curves", "segments")


@dataclass(frozen=True, eq=False)
class ScoreData:
    """Data of a score. Immutable: `replace` gives another one that shares what did not change.

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
        In seconds, of all tiers; `tiers` has them by name as columns.
    audio
        Where the sound is, None when there is none.
    ppqn, sample_rate
        Units of the tick and sample fields of the dict form, and of a MIDI file.
    pixels_per_beat, edit_mode, snap
        What the program said about the view.
    extra
        Keys of the dict form that nobody here knows, `viewport_config` and `waveform_data` among them. `keys` and
        `markers` read what is in it.
    proposals
        Notes that a program offers for a span, not a part of the document: no file has them.
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
    proposals: tuple[Proposal, ...] = ()

    def __post_init__(self) -> None:
        if not isinstance(self.tempo_map, TempoMap):
            object.__setattr__(self, "tempo_map", TempoMap(self.tempo_map))
        object.__setattr__(self, "tracks", tuple(self.tracks))
        object.__setattr__(self, "segments", tuple(self.segments))
        object.__setattr__(self, "curves", _curves_by_name(self.curves))
        object.__setattr__(self, "extra", frozen_map(self.extra))
        object.__setattr__(self, "proposals", check_proposals(self.proposals))
        for name in ("ppqn", "sample_rate", "pixels_per_beat"):
            check_unit(name, getattr(self, name))

    def __copy__(self) -> Self:
        return self

    def __deepcopy__(self, memo: dict[int, Any]) -> Self:
        return self

    def __eq__(self, other: object) -> bool:
        """Return True if all is equal: document, sound, units and what a program said about the view."""
        if not isinstance(other, ScoreData):
            return NotImplemented
        rest = [field.name for field in dataclasses.fields(ScoreData) if field.name not in _DOCUMENT]
        return self is other or (
            all(getattr(self, name) == getattr(other, name) for name in rest) and self.same_document(other)
        )

    def __hash__(self) -> int:
        return hash((self.tempo_map, len(self.notes)))

    def __getstate__(self) -> dict[str, Any]:
        return {f.name: self.__dict__[f.name] for f in dataclasses.fields(self)}

    def __repr__(self) -> str:
        title = f" {self.name!r}" if self.name else ""
        notes = counted(len(self.notes), "note")
        beats = f"{self.end_beats:g} {'beat' if self.end_beats == 1 else 'beats'}"
        return f"<Score{title}: {notes}, {beats}, {self.tempo_map.tempos[0][1]:g} bpm>"

    def replace(self, **changes: Any) -> Self:
        """Return a score with other values for some attributes; this one itself when nothing would change.

        `keys` and `markers` may be given like attributes.

        Examples
        --------
        >>> from gradio_pianoroll import NoteTable, Score
        >>> score = Score(NoteTable.from_columns([0], 2, [60]))
        >>> slower = score.replace(tempo_map=60, name="Slow")
        >>> score.end_seconds, slower.end_seconds, slower.notes is score.notes
        (1.0, 2.0, True)
        """
        marks = {name: changes.pop(name) for name in ("keys", "markers") if name in changes}
        if marks:
            marks = {name: check_marks(given, _MARKS[name]) for name, given in marks.items()}
            changes["extra"] = with_marks(changes.get("extra", self.extra), marks.get("markers"), marks.get("keys"))
        for name, value in changes.items():
            if value is not getattr(self, name):
                return dataclasses.replace(self, **changes)
        return self

    @cached_property
    def keys(self) -> tuple[KeySignature, ...]:
        """Key signatures in order of time.

        Examples
        --------
        >>> from gradio_pianoroll import Score
        >>> from gradio_pianoroll.score import KeySignature
        >>> [key.name for key in Score().replace(keys=[KeySignature(0, 1), KeySignature(8, 1, "minor")]).keys]
        ['G major', 'E minor']
        """
        return keys_of(self.extra)

    @cached_property
    def markers(self) -> tuple[Marker, ...]:
        """Markers in order of time: sections, rehearsal letters, cues.

        Examples
        --------
        >>> from gradio_pianoroll import Score
        >>> from gradio_pianoroll.score import Marker
        >>> [(m.beat, m.text) for m in Score().replace(markers=[Marker(0, "Verse"), Marker(16, "Chorus")]).markers]
        [(0.0, 'Verse'), (16.0, 'Chorus')]
        """
        return markers_of(self.extra)

    @cached_property
    def tiers(self) -> Tiers:
        """Segments by tier: columns `start_s`, `end_s`, `text`, `confidence` for each name.

        Changed by `set_tier`, `rename_tier` and `remove_tier` of `gradio_pianoroll.score`.

        Examples
        --------
        >>> from gradio_pianoroll import Score, Segment
        >>> score = Score(segments=[Segment(0.5, 1, "word", "녕"), Segment(0, 0.5, "word", "안")])
        >>> score.tiers["word"].start_s, score.tiers["word"].text.to_list()
        (array([0. , 0.5]), ['안', '녕'])
        """
        return Tiers(self.segments, self.extra)

    @cached_property
    def end_beats(self) -> float:
        """End of the last note in beats, 0 without notes."""
        return self.notes.last_end[0]

    @property
    def end_seconds(self) -> float:
        """End of the last note in seconds, 0 without notes."""
        return float(self.tempo_map.seconds_at(self.end_beats))

    def same_document(self, other: ScoreData) -> bool:
        """Return True if the content is equal: notes, tempos, signatures, keys, markers, tracks, curves, tiers."""
        return self is other or (
            self.tempo_map == other.tempo_map
            and self.tracks == other.tracks
            and (self.extra is other.extra or self._same_lists(other))
            and self.segments == other.segments
            and self.curves.keys() == other.curves.keys()
            and all(curve.same(other.curves[name]) for name, curve in self.curves.items())
            and self.notes.same(other.notes)
        )

    def _same_lists(self, other: ScoreData) -> bool:
        return (self.keys, self.markers, tier_lists(self.extra)) == (other.keys, other.markers, tier_lists(other.extra))


def _curves_by_name(curves: Mapping[str, Curve] | Iterable[Curve]) -> FrozenMap[str, Curve]:
    if isinstance(curves, FrozenMap):
        return curves
    listed = list(curves.values() if isinstance(curves, Mapping) else curves)
    by_name = {curve.name: curve for curve in listed}
    if len(by_name) != len(listed):
        raise ValueError("two curves have the same name")
    return FrozenMap(by_name)
