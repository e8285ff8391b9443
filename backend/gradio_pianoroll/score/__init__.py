"""The document: notes in columns, tempo map, tracks, curves, segments, edit operations."""

from ..errors import OpError, PianoRollWarning, ScoreError
from .accepting import accept, accept_ops, reject, with_proposal
from .audio_ref import AudioRef
from .bars import BarPosition
from .curve import Curve
from .diff import diff
from .marks import KeySignature, Marker
from .notes.table import Note, NoteTable
from .notes.text_column import TextColumn
from .ops import (
    CurveRange,
    Delete,
    Insert,
    Op,
    Resize,
    SegmentRange,
    Set,
    SetCurve,
    SetKeys,
    SetMarkers,
    SetSegments,
    SetSignature,
    SetTempo,
    SetTiers,
    SetTracks,
    Shift,
)
from .ops_json import notes_from_rows, notes_to_rows, ops_from_json, ops_to_json
from .proposals import Alternative, Proposal
from .score import Score
from .segment import Segment
from .tempo_map import TempoMap
from .ticks import (
    FLICKS_PER_SECOND,
    MAX_BEATS,
    MAX_TICK,
    TICKS_PER_BEAT,
    beats_to_ticks,
    on_grid,
    settle,
    ticks_to_beats,
    to_wire,
)
from .tier_list import remove_tier, rename_tier, set_tier
from .tiers import Tier, Tiers
from .track import MAX_TRACKS, Track
from .track_list import add_track, delete_track, move_track, set_track

__all__ = [
    "FLICKS_PER_SECOND",
    "MAX_BEATS",
    "MAX_TICK",
    "MAX_TRACKS",
    "TICKS_PER_BEAT",
    "Alternative",
    "AudioRef",
    "BarPosition",
    "Curve",
    "CurveRange",
    "Delete",
    "Insert",
    "KeySignature",
    "Marker",
    "Note",
    "NoteTable",
    "Op",
    "OpError",
    "PianoRollWarning",
    "Proposal",
    "Resize",
    "Score",
    "ScoreError",
    "Segment",
    "SegmentRange",
    "Set",
    "SetCurve",
    "SetKeys",
    "SetMarkers",
    "SetSegments",
    "SetSignature",
    "SetTempo",
    "SetTiers",
    "SetTracks",
    "Shift",
    "TempoMap",
    "TextColumn",
    "Tier",
    "Tiers",
    "Track",
    "accept",
    "accept_ops",
    "add_track",
    "beats_to_ticks",
    "delete_track",
    "diff",
    "move_track",
    "notes_from_rows",
    "notes_to_rows",
    "on_grid",
    "ops_from_json",
    "ops_to_json",
    "reject",
    "remove_tier",
    "rename_tier",
    "set_tier",
    "set_track",
    "settle",
    "ticks_to_beats",
    "to_wire",
    "with_proposal",
]
