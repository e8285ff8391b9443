"""A track: the instrument that some of the notes are played by."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from typing import Any

from gradio_pianoroll.i18n.sentence import Sentence

from .immutable import EMPTY_MAP, FrozenMap, frozen_map
from .problems import shown

# Louder than anything that is not a mistake.
MAX_VOLUME = 1e6
#: A note holds the number of its track in a byte.
MAX_TRACKS = 256
# Keys that older versions do not write: a score without them is written as it was.
_LATER = ("pan", "locked", "hidden")


@dataclass(frozen=True)
class Track:
    """Name, General MIDI program (0-127), MIDI channel (0-15), how the track is played and shown.

    `volume` is a gain. `pan` goes from -1 (left) over 0 (middle) to 1 (right). `muted` and `solo` are about its sound.
    A `locked` track is not edited by hand; a `hidden` one is not drawn and not edited by hand, but sounds.

    Raises
    ------
    ValueError
        If a number is out of range; the message names the track.
    """

    name: str = ""
    program: int = 0
    channel: int = 0
    is_drum: bool = False
    color: str | None = None
    muted: bool = False
    solo: bool = False
    volume: float = 1.0
    extra: Mapping[str, Any] = field(default_factory=FrozenMap, hash=False)
    pan: float = field(default=0.0, kw_only=True)
    locked: bool = field(default=False, kw_only=True)
    hidden: bool = field(default=False, kw_only=True)

    def __post_init__(self) -> None:
        for name, limit in (("program", 127), ("channel", 15)):
            value = getattr(self, name)
            if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value <= limit:
                raise ValueError(
                    Sentence("track.whole", track=shown(self.name), what=name, given=shown(value), limit=limit)
                )
        bad_type = isinstance(self.volume, bool) or not isinstance(self.volume, int | float)
        if bad_type or not 0 <= self.volume <= MAX_VOLUME:
            raise ValueError(
                Sentence("track.volume", track=shown(self.name), volume=shown(self.volume), most=MAX_VOLUME)
            )
        if isinstance(self.pan, bool) or not isinstance(self.pan, int | float) or not -1 <= self.pan <= 1:
            raise ValueError(Sentence("track.pan", track=shown(self.name), pan=shown(self.pan)))
        if not isinstance(self.name, str) or not isinstance(self.color, str | None):
            raise ValueError(Sentence("track.texts", track=shown(self.name)))
        object.__setattr__(self, "extra", frozen_map(self.extra))

    def to_json(self) -> dict[str, Any]:
        """JSON form; unknown keys beside the known ones. What came later is there when it says something."""
        known = {f.name: getattr(self, f.name) for f in fields(self) if f.name != "extra"}
        for name in _LATER:
            if known[name] == _DEFAULTS[name]:
                del known[name]
        return {**FrozenMap(self.extra).thaw(), **known}

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Track:
        """Track of its JSON form; missing keys get their defaults.

        Raises
        ------
        ValueError
            If `data` is no mapping or a value is wrong; the message names the track.
        """
        if not isinstance(data, Mapping):
            raise ValueError(Sentence("track.object", kind=type(data).__name__))
        names = {f.name for f in fields(cls)} - {"extra"}
        known = {key: value for key, value in data.items() if key in names}
        for key in ("is_drum", "muted", "solo", "locked", "hidden"):
            known[key] = bool(known.get(key))
        return cls(**known, extra={key: value for key, value in data.items() if key not in names})


_DEFAULTS = {f.name: f.default for f in fields(Track)}
DEFAULT_TRACKS = (Track(),)
_PLAIN = Track(extra=EMPTY_MAP)


def is_plain(tracks: tuple[Track, ...]) -> bool:
    """Return True if the list says nothing that a score without tracks would not say."""
    return not tracks or (len(tracks) == 1 and (tracks[0] is DEFAULT_TRACKS[0] or tracks[0] == _PLAIN))
