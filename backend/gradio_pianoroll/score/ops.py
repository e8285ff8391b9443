"""Edit operations, in beats. A gesture is a list of them, applied whole or not at all.

Ids are the internal numbers of notes, int64 [k]; they are kept unique and ascending, and `values` follow them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

from gradio_pianoroll.i18n.sentence import sentence_of

from ..errors import OpError
from .bars import check_signatures
from .curve import Curve, frozen_pins, frozen_vibratos
from .immutable import IntArray, freeze, frozen_map
from .marks import KeySignature, Marker, check_marks
from .notes.columns import INTEGER_LIMITS, TEXT_COLUMNS, TIME_COLUMNS, first_bad_integer
from .notes.ids import as_ids, external_name
from .notes.table import NoteTable
from .problems import shown
from .segment import Segment
from .tempo_map import Signature, Tempo, check_tempos
from .track import MAX_TRACKS, Track

Column = Literal["onset", "duration", "pitch", "velocity", "track", "lyric", "phoneme", "ref", "extra"]
MAX_PITCH_SHIFT = 127
COLUMNS = (*TIME_COLUMNS, *INTEGER_LIMITS, *TEXT_COLUMNS, "extra")


@dataclass(frozen=True, eq=False)
class Insert:
    """New notes; their ids must be free."""

    notes: NoteTable


@dataclass(frozen=True, eq=False)
class Delete:
    """Notes leave."""

    ids: NDArray[np.integer]

    def __post_init__(self) -> None:
        object.__setattr__(self, "ids", _ascending(self.ids)[0])


@dataclass(frozen=True, eq=False)
class Shift:
    """`beats` is added to the onsets and `pitch` to the pitches."""

    ids: NDArray[np.integer]
    beats: float = 0.0
    pitch: int = 0

    def __post_init__(self) -> None:
        object.__setattr__(self, "ids", _ascending(self.ids)[0])
        object.__setattr__(self, "beats", _finite(self.beats, "shift"))
        if isinstance(self.pitch, bool) or not isinstance(self.pitch, int | np.integer):
            raise OpError(f"shift: pitch must be a whole number, not {shown(self.pitch)}")
        if not -MAX_PITCH_SHIFT <= self.pitch <= MAX_PITCH_SHIFT:
            raise OpError(f"shift: pitch {shown(self.pitch)} leads beyond every note; it lies between -127 and 127")
        object.__setattr__(self, "pitch", int(self.pitch))


@dataclass(frozen=True, eq=False)
class Resize:
    """One edge moves by `beats`: the end (longer when positive) or the start (shorter when positive)."""

    ids: NDArray[np.integer]
    beats: float
    edge: Literal["start", "end"] = "end"

    def __post_init__(self) -> None:
        object.__setattr__(self, "ids", _ascending(self.ids)[0])
        object.__setattr__(self, "beats", _finite(self.beats, "resize"))
        if self.edge not in ("start", "end"):
            raise OpError(f'resize: edge must be "start" or "end", not {shown(self.edge)}')


@dataclass(frozen=True, eq=False)
class Set:
    """Change of a column: one `value` for all the notes, or `values` [k] in the order of `ids`."""

    ids: NDArray[np.integer]
    column: Column
    value: Any = None
    values: Any = None

    def __post_init__(self) -> None:
        ids, order = _ascending(self.ids)
        object.__setattr__(self, "ids", ids)
        if not isinstance(self.column, str) or self.column not in COLUMNS:
            raise OpError(f"set: there is no column {shown(self.column)}; known are {', '.join(COLUMNS)}")
        if self.values is None:
            value = _checked_values(self.column, [self.value], ids[:1])
            object.__setattr__(self, "value", value[0].item() if isinstance(value, np.ndarray) else value[0])
            return
        if len(self.values) != len(ids):
            raise OpError(f"set {self.column}: {len(self.values)} values for {len(ids)} notes")
        values = self.values if order is None else _reordered(self.values, order)
        object.__setattr__(self, "values", _checked_values(self.column, values, ids))


@dataclass(frozen=True, eq=False)
class SetTempo:
    """Whole list of (beat, bpm)."""

    tempos: tuple[Tempo, ...]

    def __post_init__(self) -> None:
        object.__setattr__(self, "tempos", _refuse(check_tempos, self.tempos, "tempo"))


@dataclass(frozen=True, eq=False)
class SetSignature:
    """Whole list of (beat, numerator, denominator)."""

    signatures: tuple[Signature, ...]

    def __post_init__(self) -> None:
        object.__setattr__(self, "signatures", _refuse(check_signatures, self.signatures, "signature"))


@dataclass(frozen=True, eq=False)
class SetKeys:
    """Whole list of key signatures."""

    keys: tuple[KeySignature, ...]

    def __post_init__(self) -> None:
        object.__setattr__(self, "keys", _refuse(_checked_keys, self.keys, "keys"))


@dataclass(frozen=True, eq=False)
class SetMarkers:
    """Whole list of markers."""

    markers: tuple[Marker, ...]

    def __post_init__(self) -> None:
        object.__setattr__(self, "markers", _refuse(_checked_markers, self.markers, "markers"))


@dataclass(frozen=True, eq=False)
class SetTiers:
    """Whole lists of tiers that the extras of a score have, and those of its TextGrid; None where there is none.

    They say in which order tiers come, of which kind they are, and which of them have no segment.
    """

    tiers: Sequence[Mapping[str, Any]] | None
    textgrid: Sequence[Mapping[str, Any]] | None = None

    def __post_init__(self) -> None:
        for name in ("tiers", "textgrid"):
            given = getattr(self, name)
            if given is None:
                continue
            if not isinstance(given, list | tuple) or not all(isinstance(item, Mapping) for item in given):
                raise OpError(f"{name}: a list of objects is wanted, not {shown(given)}", name)
            object.__setattr__(self, name, frozen_map({name: list(given)})[name])


@dataclass(frozen=True, eq=False)
class SetTracks:
    """Whole list of tracks."""

    tracks: tuple[Track, ...]

    def __post_init__(self) -> None:
        object.__setattr__(self, "tracks", tuple(self.tracks))
        if len(self.tracks) > MAX_TRACKS:
            raise OpError(f"{len(self.tracks)} tracks are more than a score can hold; {MAX_TRACKS} fit")


@dataclass(frozen=True, eq=False)
class SetSegments:
    """Whole list of segments."""

    segments: tuple[Segment, ...]

    def __post_init__(self) -> None:
        object.__setattr__(self, "segments", tuple(self.segments))


@dataclass(frozen=True, eq=False)
class SegmentRange:
    """Segments of the list from place `start` on, `former`, give way to `segments`; both may be empty.

    Where something else stands there the operation is refused. When it is rebased on what another has done, the same
    segments are looked for elsewhere, and it does nothing where they are gone.
    """

    start: int
    former: tuple[Segment, ...]
    segments: tuple[Segment, ...]

    def __post_init__(self) -> None:
        if isinstance(self.start, bool) or not isinstance(self.start, int | np.integer) or self.start < 0:
            raise OpError(f"segments: start {shown(self.start)} is not a whole number from 0 up", "segments")
        object.__setattr__(self, "start", int(self.start))
        object.__setattr__(self, "former", tuple(self.former))
        object.__setattr__(self, "segments", tuple(self.segments))


@dataclass(frozen=True, eq=False)
class SetCurve:
    """Change of a curve: it comes, is replaced, or goes (None)."""

    name: str
    curve: Curve | None

    def __post_init__(self) -> None:
        _check_curve_name(self.name)
        if self.curve is not None and self.curve.name != self.name:
            raise OpError(f"curve {self.name!r}: the curve inside is called {self.curve.name!r}", self.name)


@dataclass(frozen=True, eq=False)
class CurveRange:
    """Samples of a uniform curve from index `start` are replaced. `values`: float32 [k], NaN undefined.

    Where `pins` or `vibratos` are given, they take the place of the curve's: one change of what is known and what
    follows from it.
    The curve's original stays, unless `original` has as many samples for the same places of it.
    """

    curve: str
    start: int
    values: NDArray[np.float32]
    pins: Sequence[Mapping[str, Any]] | None = None
    original: NDArray[np.float32] | None = None
    vibratos: Sequence[Mapping[str, Any]] | None = None

    def __post_init__(self) -> None:
        _check_curve_name(self.curve)
        if isinstance(self.start, bool) or not isinstance(self.start, int | np.integer) or self.start < 0:
            raise OpError(
                f"curve {self.curve!r}: start {shown(self.start)} is not a whole number from 0 up", self.curve
            )
        object.__setattr__(self, "values", freeze(np.array(self.values, np.float32, ndmin=1)))
        if self.pins is not None:
            object.__setattr__(self, "pins", frozen_pins(self.curve, self.pins, OpError))
        if self.vibratos is not None:
            object.__setattr__(self, "vibratos", frozen_vibratos(self.curve, self.vibratos, OpError))
        if self.original is not None:
            object.__setattr__(self, "original", freeze(np.array(self.original, np.float32, ndmin=1)))
            if len(self.original) != len(self.values):
                raise OpError(
                    f"curve {self.curve!r}: {len(self.original)} samples of the original for {len(self.values)} values",
                    self.curve,
                )


Op = (
    Insert
    | Delete
    | Shift
    | Resize
    | Set
    | SetTempo
    | SetSignature
    | SetKeys
    | SetMarkers
    | SetTiers
    | SetTracks
    | SetSegments
    | SegmentRange
    | SetCurve
    | CurveRange
)


def _ascending(values: ArrayLike) -> tuple[IntArray, NDArray[np.intp] | None]:
    """Ids ascending, and how they were reordered (None when they were in order)."""
    ids = as_ids(values).astype(np.int64)
    if len(ids) < 2 or (ids[1:] > ids[:-1]).all():
        return freeze(ids), None
    order = np.argsort(ids, kind="stable")
    ids = freeze(ids[order])
    twice = np.flatnonzero(ids[1:] == ids[:-1])
    if len(twice):
        name = external_name(int(ids[twice[0]]))
        raise OpError(f"note {name} is named twice in one operation", name)
    return ids, order


def _reordered(values: Any, order: NDArray[np.intp]) -> Any:
    if isinstance(values, np.ndarray):
        return values[order]
    return [values[i] for i in order.tolist()]


def _check_curve_name(name: Any) -> None:
    if not isinstance(name, str):
        raise OpError(f"the name of a curve must be a text, not {shown(name)}")


def _finite(value: Any, what: str) -> float:
    if isinstance(value, bool | str) or not hasattr(value, "__float__"):
        raise OpError(f"{what}: beats must be a number, not {shown(value)}")
    number = float(value)
    if not np.isfinite(number):
        raise OpError(f"{what}: beats must be finite, not {number}")
    return number


def _checked_keys(keys: Iterable[KeySignature]) -> tuple[KeySignature, ...]:
    return check_marks(keys, KeySignature)


def _checked_markers(markers: Iterable[Marker]) -> tuple[Marker, ...]:
    return check_marks(markers, Marker)


def _refuse(check: Any, values: Iterable[Any], item: str) -> Any:
    try:
        return check(values)
    except (TypeError, ValueError) as error:
        raise OpError(sentence_of(error), item) from error


def _checked_values(column: str, values: Any, ids: IntArray) -> Any:
    """Values in the type of the column: float64, int64 or list.

    Raises
    ------
    OpError
        If one cannot stand in the column; the message names the note.
    """
    if column in TEXT_COLUMNS:
        return _typed(list(values), str, "a text or null", column, ids)
    if column == "extra":
        return [v if v is None else frozen_map(v) for v in _typed(list(values), Mapping, "an object", column, ids)]
    array = _numbers(column, values, ids)
    if column in INTEGER_LIMITS:
        if len(array) and (bad := first_bad_integer(column, array)):
            raise _note_error(ids, bad[0], bad[1])
        return freeze(array.astype(np.int64))
    if len(array) and not np.isfinite(array).all():
        raise _note_error(ids, int(np.argmin(np.isfinite(array))), f"{column} must be finite")
    return freeze(np.array(array, np.float64))


def _typed(values: list[Any], wanted: Any, name: str, column: str, ids: IntArray) -> list[Any]:
    for i, value in enumerate(values):
        if value is not None and not isinstance(value, wanted):
            raise _note_error(ids, i, f"{column} must be {name}, not {type(value).__name__}")
    return values


def _numbers(column: str, values: Any, ids: IntArray) -> NDArray[Any]:
    if not isinstance(values, np.ndarray):
        values = list(values)
        for i, value in enumerate(values):
            if isinstance(value, bool | str) or not isinstance(value, int | float | np.number):
                raise _note_error(ids, i, f"{column} must be a number, not {shown(value)}")
        try:
            return np.array(values, np.float64)
        except OverflowError as error:
            raise OpError(f"{column}: a number is too large") from error
    if values.dtype.kind not in "iuf":
        raise _note_error(ids, 0, f"{column} must be numbers, not {values.dtype.name}")
    return values


def _note_error(ids: IntArray, i: int, reason: str) -> OpError:
    name = external_name(int(ids[i])) if i < len(ids) else ""
    return OpError(f"note {name}: {reason}", name)
