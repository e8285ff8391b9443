"""OpenUtau's projects of a score."""

from __future__ import annotations

import math
from bisect import bisect_right
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np

from gradio_pianoroll.i18n.sentence import Sentence

from ...errors import FormatError
from ...score import Curve, Score, TempoMap, Track
from ...score.immutable import FrozenMap
from ...score.well_formed import utf8, well_formed
from ..pitch.note_frames import cents_of
from ..singing.bars import bars_of
from ..singing.expression import (
    NO_VIBRATO,
    OVERRIDES,
    PITCH_POINTS,
    SNAP_FIRST,
    VIBRATO,
    points_of,
    short,
    vibrato_of,
)
from ..singing.ticks import Ticks
from ..singing.voice import HOLD, own, own_list, plain_number, say, say_left_out
from .read import HOLDS, KEY, PLAIN_POINTS
from .yaml_values import text_of

FORMAT = "OpenUtau"
VERSION = "0.6"
MAX_RESOLUTION = 15_360
#: A part that the program makes by itself is four bars long.
BARS = 4
_HEAD = {
    "comment": "", "output_dir": "Vocal", "cache_dir": "UCache", "ustx_version": VERSION,
}  # fmt: skip
_TRACK = {"phonemizer": "OpenUtau.Core.DefaultPhonemizer", "renderer_settings": {}}


def write(score: Score, path: Path) -> bytes:
    """Bytes of a project, UTF-8: a track for each track, with the voice parts that were read or one of its own.

    Raises
    ------
    FormatError
        If there is nothing in it.

    Warns
    -----
    PianoRollWarning
        With what the format has no place for.
    """
    if not len(score.notes) and not own(score.extra, KEY):
        raise FormatError(path, Sentence("sing.no_notes", format=FORMAT))
    return utf8(text_of(_Writer(score, path).project()))


class _Part:
    """Voice part that is being filled."""

    def __init__(self, track: int, position: int, duration: int, name: str, more: Mapping[str, Any]) -> None:
        self.track, self.position, self.duration, self.name, self.more = track, position, duration, name, more
        self.notes: list[dict[str, Any]] = []
        self.curves: dict[str, tuple[list[int], list[int | float]]] = {}

    def to_yaml(self) -> dict[str, Any]:
        end = max((note["position"] + note["duration"] for note in self.notes), default=0)
        curves = [{"xs": xs, "ys": ys, "abbr": abbr} for abbr, (xs, ys) in self.curves.items()]
        return {
            "duration": max(self.duration, end),
            "name": self.name,
            "comment": "",
            **FrozenMap(self.more).thaw(),
            "track_no": self.track,
            "position": self.position,
            "notes": self.notes,
            "curves": curves,
        }


class _Writer:
    """Score on its way into a project."""

    def __init__(self, score: Score, path: Path) -> None:
        self._score, self._path = score, path
        self._ticks = Ticks(min(score.ppqn, MAX_RESOLUTION))
        self._curves = {name: curve for name, curve in score.curves.items() if _abbr(curve) is not None}
        self._parts = [
            _Part(
                int(plain_number(said.get("track")) or 0),
                int(plain_number(said.get("position")) or 0),
                int(plain_number(said.get("duration")) or 0),
                str(said.get("name") or ""),
                own(said, "more"),
            )
            for said in own_list(own(score.extra, KEY), "parts")
        ]
        self._of_track: dict[int, list[_Part]] = {}
        for part in sorted(self._parts, key=lambda part: part.position):
            self._of_track.setdefault(part.track, []).append(part)
        self._rounded = 0

    def project(self) -> dict[str, Any]:
        """Return the project as plain values."""
        score, ticks = self._score, self._ticks
        say_left_out(
            score,
            self._path,
            FORMAT,
            holds=("lyrics", "phonemes", "tempos", "signatures", "cents", PITCH_POINTS, VIBRATO, OVERRIDES),
            curves=self._curves,
        )
        foreign = own(own(score.extra, KEY), "project")
        self._notes()
        for curve in self._curves.values():
            self._curve(curve)
        tempos = score.tempo_map.tempos
        positions = ticks.of([beat for beat, _ in tempos]).tolist()
        result: dict[str, Any] = {"name": well_formed(score.name) or "New Project", **_HEAD}
        result |= {"resolution": ticks.per_beat, **FrozenMap(foreign).thaw()}
        result["time_signatures"] = self._signatures(score.tempo_map)
        result["tempos"] = [{"position": at, "bpm": short(bpm)} for at, (_, bpm) in zip(positions, tempos, strict=True)]
        result["tracks"] = [self._track(i, track) for i, track in enumerate(self._tracks())]
        result["voice_parts"] = [part.to_yaml() for part in sorted(self._parts, key=lambda p: (p.track, p.position))]
        # Last, as the program has them.
        result["wave_parts"] = result.pop("wave_parts", [])
        ticks.say_moved(self._path)
        if self._rounded:
            say(self._path, Sentence("ustx.cents", count=self._rounded))
        return result

    def _tracks(self) -> list[Track]:
        highest = max((part.track for part in self._parts), default=0)
        listed = list(self._score.tracks)
        return [*listed, *(Track() for _ in range(highest + 1 - len(listed)))]

    def _track(self, number: int, track: Track) -> dict[str, Any]:
        volume = 20 * math.log10(track.volume) if track.volume > 0 else -24.0
        return {
            **FrozenMap(own(track.extra, KEY) or _TRACK).thaw(),
            "track_name": well_formed(track.name) or f"Track{number + 1}",
            "mute": track.muted,
            "solo": track.solo,
            "volume": short(round(max(volume, -24.0), 6)),
            "pan": short(round(track.pan * 100, 6)),
        }

    def _notes(self) -> None:
        notes = self._score.notes
        onset, end = self._ticks.of(notes.onset_beats).tolist(), self._ticks.of(notes.end_beats).tolist()
        cents = cents_of(self._score, np.arange(len(notes)))
        for row, track in enumerate(notes.track.tolist()):
            part = self._part_of(track, onset[row])
            extra = notes.extra.get(int(notes.stored("id")[row]), {})
            note: dict[str, Any] = {
                "position": onset[row] - part.position,
                "duration": max(end[row] - onset[row], 1),
                "tone": int(notes.stored("pitch")[row]),
                "lyric": _lyric(notes.lyric[row], notes.phoneme[row], extra),
                "pitch": _pitch(extra),
                "vibrato": {key: short(value) for key, value in (NO_VIBRATO | (vibrato_of(extra) or {})).items()},
            }
            if cents[row]:
                note["tuning"] = round(float(cents[row]))
                self._rounded += note["tuning"] != cents[row]
            own_keys = {key: value for key, value in own(extra, KEY).items() if key != "hold"}
            overrides = [dict(item) for item in own_list(extra, OVERRIDES)]
            note |= {"phoneme_expressions": [], "phoneme_overrides": overrides}
            part.notes.append(note | FrozenMap(own_keys).thaw())

    def _part_of(self, track: int, tick: int) -> _Part:
        """Last part of a track that begins before a tick, or a new one."""
        of_track = self._of_track.setdefault(track, [])
        at = bisect_right(of_track, tick, key=lambda part: part.position) - 1
        if at >= 0:
            return of_track[at]
        part = _Part(track, 0, 4 * BARS * self._ticks.per_beat, f"Part{track + 1}", {})
        self._parts.append(part)
        of_track.insert(0, part)
        return part

    def _curve(self, curve: Curve) -> None:
        abbr, track = _abbr(curve) or ("", 0)
        times = curve.sample_times()
        beats = times if curve.time == "beats" else self._score.tempo_map.beats_at(np.maximum(times, 0))
        known = np.isfinite(curve.values)
        values = curve.values[known].astype(np.float64)
        whole = np.rint(values)
        at = self._ticks.of(beats[known]).tolist()
        for tick, value in zip(at, whole.tolist(), strict=True):
            part = self._part_of(track, tick)
            xs, ys = part.curves.setdefault(abbr, ([], []))
            xs.append(tick - part.position)
            ys.append(int(value))
        if (whole != values).any():
            say(self._path, Sentence("ustx.whole", name=curve.name))

    def _signatures(self, tempo_map: TempoMap) -> list[dict[str, int]]:
        listed, cut = bars_of(tempo_map)
        if cut:
            say(self._path, Sentence("ustx.bars", count=cut))
        return [{"bar_position": bar, "beat_per_bar": over, "beat_unit": under} for bar, over, under in listed]


def _abbr(curve: Curve) -> tuple[str, int] | None:
    """Name and track of a curve in a project; None when it is no curve of one."""
    said = own(curve.style, KEY)
    abbr, track = said.get("abbr"), said.get("track", 0)
    is_track = isinstance(track, int) and not isinstance(track, bool) and 0 <= track <= 255
    return (abbr, track) if isinstance(abbr, str) and is_track else None


def _lyric(lyric: str | None, phoneme: str | None, extra: Mapping[str, Any]) -> str:
    if lyric == HOLD:
        said = own(extra, KEY).get("hold")
        return said if isinstance(said, str) else HOLDS[0]
    text = " ".join(well_formed(lyric or "").split())
    return f"{text}[{well_formed(phoneme)}]" if phoneme else text


def _pitch(extra: Mapping[str, Any]) -> dict[str, Any]:
    points = points_of(extra)
    listed = PLAIN_POINTS if points is None else points
    data = [{"x": short(x), "y": short(y), "shape": shape} for x, y, shape in listed]
    return {"data": data, "snap_first": extra.get(SNAP_FIRST) is not False}
