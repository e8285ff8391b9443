"""Key signatures and markers: what stands above the bars beside tempo and time signature.

They lie in the extras of a score, in the form that files and programs know (`formats.midi.kept`): ``markers`` is
``[{beat, text}]``, ``keySignatures`` is ``[{beat, sharps, mode}]``. So what was written before reads, and a program
that never heard of them hands them on.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeVar

from gradio_pianoroll.i18n.sentence import Sentence

from .immutable import FrozenMap, frozen_map
from .problems import shown
from .ticks import MAX_BEATS
from .tier_lists import with_tier_lists
from .units import as_float

MARKERS, KEY_SIGNATURES = "markers", "keySignatures"
MAX_SHARPS = 7
# Fifths from the major key with the same signature to the tonic: D dorian has the signature of C.
MODES = {
    "major": 0, "minor": 3, "ionian": 0, "dorian": 2, "phrygian": 4, "lydian": -1, "mixolydian": 1, "aeolian": 3,
    "locrian": 5,
}  # fmt: skip
_LETTERS = "FCGDAEB"
_MAJOR_STEPS = (0, 2, 4, 5, 7, 9, 11)


@dataclass(frozen=True)
class Marker:
    """Name of a place: a section, a rehearsal letter, a cue. `extra` keeps what else a program says of it.

    Raises
    ------
    ValueError
        If the beat cannot be one or the text is none.
    """

    beat: float
    text: str
    extra: Mapping[str, Any] = field(default_factory=FrozenMap, hash=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "beat", _beat("marker", self.beat))
        if not isinstance(self.text, str):
            raise ValueError(Sentence("marker.text", text=shown(self.text)))
        object.__setattr__(self, "extra", frozen_map(self.extra))

    def to_item(self) -> dict[str, Any]:
        """Item of the dict form."""
        return FrozenMap(self.extra).thaw() | {"beat": _short(self.beat), "text": self.text}


@dataclass(frozen=True)
class KeySignature:
    """Key from a beat on: -7 (flats) to 7 sharps, and a mode (``"major"``, ``"minor"`` or one of the church modes).

    Raises
    ------
    ValueError
        If the beat, the number of sharps or the mode cannot be.

    Examples
    --------
    >>> from gradio_pianoroll.score import KeySignature
    >>> key = KeySignature(0, -3, "minor")
    >>> key.name, key.tonic, key.pitch_classes
    ('C minor', 0, (0, 2, 3, 5, 7, 8, 10))
    """

    beat: float
    sharps: int
    mode: str = "major"
    extra: Mapping[str, Any] = field(default_factory=FrozenMap, hash=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "beat", _beat("key signature", self.beat))
        sharps: Any = self.sharps
        if isinstance(sharps, bool | str) or not hasattr(sharps, "__index__") or abs(int(sharps)) > MAX_SHARPS:
            raise ValueError(Sentence("key.sharps", sharps=shown(sharps)))
        object.__setattr__(self, "sharps", int(sharps))
        if not isinstance(self.mode, str) or self.mode not in MODES:
            raise ValueError(Sentence("key.mode", known=", ".join(MODES), mode=shown(self.mode)))
        object.__setattr__(self, "extra", frozen_map(self.extra))

    @property
    def tonic(self) -> int:
        """Pitch class of the tonic, 0 (C) to 11 (B)."""
        return (self.sharps + MODES[self.mode]) * 7 % 12

    @property
    def pitch_classes(self) -> tuple[int, ...]:
        """Pitch classes of the scale, from the tonic up."""
        scale = sorted((step + self.sharps * 7) % 12 for step in _MAJOR_STEPS)
        at = scale.index(self.tonic)
        return tuple(scale[at:] + scale[:at])

    @property
    def name(self) -> str:
        """Tonic and mode, as in ``"F# minor"``."""
        fifths = self.sharps + MODES[self.mode] + 1
        accidentals = fifths // 7
        return f"{_LETTERS[fifths % 7]}{'#' * accidentals}{'b' * -accidentals} {self.mode}"

    def to_item(self) -> dict[str, Any]:
        """Item of the dict form."""
        own = {"beat": _short(self.beat), "sharps": self.sharps, "mode": self.mode}
        return FrozenMap(self.extra).thaw() | own


MarkT = TypeVar("MarkT", Marker, KeySignature)


def markers_of(extra: Mapping[str, Any]) -> tuple[Marker, ...]:
    """Markers in the extras of a score in order of time; what is none is passed over."""
    return _read(extra.get(MARKERS), Marker, ("beat", "text"))


def keys_of(extra: Mapping[str, Any]) -> tuple[KeySignature, ...]:
    """Key signatures in the extras of a score in order of time; what is none is passed over."""
    return _read(extra.get(KEY_SIGNATURES), KeySignature, ("beat", "sharps", "mode"))


def with_marks(
    extra: Mapping[str, Any],
    markers: Iterable[Marker] | None = None,
    keys: Iterable[KeySignature] | None = None,
) -> Mapping[str, Any]:
    """Extras with other markers or key signatures (None: as they are). Items that are none of these stay behind them.

    Raises
    ------
    ValueError
        If a program keeps something else than a list under that name.
    """
    result = dict(extra)
    for name, kind, marks in ((MARKERS, Marker, markers), (KEY_SIGNATURES, KeySignature, keys)):
        if marks is None:
            continue
        items = [mark.to_item() for mark in marks] + _strangers(extra.get(name), name, kind)
        if items:
            result[name] = items
        else:
            result.pop(name, None)
    return frozen_map(result)


def check_marks(marks: Iterable[MarkT], kind: type[MarkT]) -> tuple[MarkT, ...]:
    """Marks as a tuple, each of its kind, in order of time; several may stand at one beat.

    Raises
    ------
    ValueError
        If one is something else or comes before the one before it; the message names it.
    """
    result: list[MarkT] = []
    what = _NAMES[kind]
    for i, mark in enumerate(marks):
        if not isinstance(mark, kind):
            raise ValueError(f"{what} {i} must be a {kind.__name__}, not {shown(mark)}")
        if result and mark.beat < result[-1].beat:
            raise ValueError(f"{what} {i} at beat {mark.beat:g} must not come before the one at {result[-1].beat:g}")
        result.append(mark)
    return tuple(result)


_NAMES: dict[type, str] = {Marker: "marker", KeySignature: "key signature"}


def _read(listed: Any, kind: type[MarkT], names: Sequence[str]) -> tuple[MarkT, ...]:
    if not isinstance(listed, Sequence) or isinstance(listed, str):
        return ()
    marks = [mark for mark in (_as_mark(item, kind, names) for item in listed) if mark is not None]
    return tuple(sorted(marks, key=lambda mark: mark.beat))


def _as_mark(item: Any, kind: type[MarkT], names: Sequence[str]) -> MarkT | None:
    if not isinstance(item, Mapping):
        return None
    values = {name: item[name] for name in names if item.get(name) is not None}
    try:
        return kind(**values, extra={key: value for key, value in item.items() if key not in names})
    except (TypeError, ValueError):
        return None


def _strangers(listed: Any, name: str, kind: type) -> list[Any]:
    """Items that are none of ours."""
    if listed is None:
        return []
    if not isinstance(listed, Sequence) or isinstance(listed, str):
        raise ValueError(f"the score keeps something else under {name!r}; rename that key first")
    names = ("beat", "text") if kind is Marker else ("beat", "sharps", "mode")
    return [item for item in listed if _as_mark(item, kind, names) is None]


def _beat(what: str, value: Any) -> float:
    if isinstance(value, bool | str):
        raise ValueError(Sentence("mark.beat", what=what, given=shown(value)))
    beat = as_float(what, value)
    if not (math.isfinite(beat) and 0 <= beat <= MAX_BEATS):
        raise ValueError(Sentence("mark.beat_range", what=what, last=MAX_BEATS, beat=beat))
    return beat


def _short(beat: float) -> float | int:
    return int(beat) if beat == int(beat) else beat


def same_but_marks(a: Mapping[str, Any], b: Mapping[str, Any]) -> bool:
    """Return True if extras differ in nothing but what operations change: markers, key signatures, lists of tiers."""
    if a is b:
        return True
    a, b = with_tier_lists(a, None, None), with_tier_lists(b, None, None)
    ours = (MARKERS, KEY_SIGNATURES)
    if {key: a[key] for key in a if key not in ours} != {key: b[key] for key in b if key not in ours}:
        return False
    return all(
        _strangers_or_all(a.get(name), name, kind) == _strangers_or_all(b.get(name), name, kind)
        for name, kind in ((MARKERS, Marker), (KEY_SIGNATURES, KeySignature))
    )


def _strangers_or_all(listed: Any, name: str, kind: type) -> Any:
    try:
        return _strangers(listed, name, kind)
    except ValueError:
        return listed
