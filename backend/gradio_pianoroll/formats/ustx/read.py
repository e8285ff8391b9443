"""Scores of OpenUtau's projects."""

from __future__ import annotations

import math
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np

from gradio_pianoroll.i18n.sentence import Sentence, sentence_of

from ...errors import FormatError
from ...score import MAX_BEATS, MAX_TRACKS, Curve, NoteTable, Score, TempoMap, Track, settle
from ...score.problems import shown
from ..bounds import refuse_more
from ..decoding import decode
from ..singing.bars import beats_of_bars
from ..singing.expression import (
    NO_VIBRATO,
    OVERRIDES,
    PITCH_POINTS,
    SHAPES,
    SNAP_FIRST,
    VIBRATO,
    VIBRATO_KEYS,
    point,
    short,
)
from ..singing.fields import one_number, whole_number
from ..singing.voice import HOLD, say
from .yaml_values import values_of

KEY = "ustx"
MAX_BYTES = 64 * 1024 * 1024
MAX_TICK = 2**40
#: Lyrics of notes that go on with the vowel before them, the one first that is written.
HOLDS = ("+~", "+*", "+")
#: Points of a note that nobody touched.
PLAIN_POINTS = [(-40, 0, "io"), (40, 0, "io")]
_TEXTS = frozenset(
    (
        "lyric",
        "phoneme",
        "name",
        "comment",
        "track_name",
        "singer",
        "phonemizer",
        "ustx_version",
        "abbr",
        "flag",
        "shape",
    )
)
_NOTE_KEYS = ("position", "duration", "tone", "lyric", "pitch", "vibrato", "tuning", "phoneme_overrides")
_TRACK_KEYS = ("track_name", "mute", "solo", "volume", "pan")
_PART_KEYS = ("track_no", "notes", "curves", "position", "duration", "name")


def read(data: bytes, path: Path, encoding: str | None = None) -> Score:
    """Score of the bytes of a project.

    Raises
    ------
    FormatError
        If it is none, or an item cannot be read; the message names it.

    Warns
    -----
    PianoRollWarning
        When notes have no length.
    """
    refuse_more(path, len(data), MAX_BYTES, Sentence("amount.bytes"))
    text = decode(data, path, encoding)
    try:
        project = values_of(text, _TEXTS.__contains__)
        if not isinstance(project, dict) or not isinstance(project.get("voice_parts"), list):
            raise FormatError(path, Sentence("ustx.none"))
        return _Reader(path, project).score()
    except FormatError:
        raise
    except (ValueError, OverflowError) as error:
        raise FormatError(path, sentence_of(error)) from error


class _Reader:
    """Project on its way into a score."""

    def __init__(self, path: Path, project: dict[str, Any]) -> None:
        self._path, self._project = path, project
        where = Sentence("ustx.project")
        self._resolution = whole_number(project.get("resolution", 480), "resolution", where, 1, 1_000_000)
        self._columns: dict[str, list[Any]] = {
            name: [] for name in ("position", "end", "tone", "lyric", "phoneme", "track")
        }
        self._extra: dict[int, dict[str, Any]] = {}
        # Of each curve and track, the ticks and values of all parts.
        self._curves: dict[tuple[str, int], list[tuple[list[float], list[float]]]] = {}
        self._short = 0

    def score(self) -> Score:
        project = self._project
        parts = [self._part(i, part) for i, part in enumerate(project["voice_parts"])]
        if self._short:
            say(self._path, Sentence("sing.no_length", count=self._short))
        onset = settle(np.array(self._columns["position"], np.float64) / self._resolution)
        end = settle(np.array(self._columns["end"], np.float64) / self._resolution)
        if len(end) and end.max() > MAX_BEATS:
            raise ValueError(Sentence("ustx.late", last=MAX_BEATS))
        notes = NoteTable.from_columns(
            onset,
            end - onset,
            np.array(self._columns["tone"], np.int64),
            track=np.array(self._columns["track"], np.int64),
            lyric=self._columns["lyric"],
            phoneme=self._columns["phoneme"],
            extra=self._extra,
        )
        tracks = self._tracks(max(self._columns["track"], default=0) + 1)
        taken = ("tracks", "voice_parts", "tempos", "time_signatures", "resolution", "name")
        foreign = {key: value for key, value in project.items() if key not in taken}
        name = project.get("name")
        return Score(
            notes,
            self._tempo_map(),
            tracks,
            curves={curve.name: curve for curve in self._curve_list(tracks)},
            ppqn=self._resolution,
            name=name if isinstance(name, str) else "",
            extra={KEY: {"project": foreign, "parts": parts}},
        )

    def _part(self, number: int, part: Any) -> dict[str, Any]:
        """Read the notes and curves of a part; give what else it says."""
        where = Sentence("ustx.part", number=number + 1)
        if not isinstance(part, dict):
            raise ValueError(Sentence("sing.no_object", where=where, given=shown(part)))
        track = whole_number(part.get("track_no", 0), "track_no", where, 0, MAX_TRACKS - 1)
        position = whole_number(part.get("position", 0), "position", where, 0, MAX_TICK)
        duration = whole_number(part.get("duration", 0), "duration", where, 0, MAX_TICK)
        for i, note in enumerate(_list(part, "notes", where)):
            self._note(Sentence("ustx.note", number=i + 1, part=number + 1), note, track, position)
        for curve in _list(part, "curves", where):
            self._curve(where, curve, track, position)
        foreign = {key: value for key, value in part.items() if key not in _PART_KEYS}
        return {
            "track": track,
            "position": position,
            "duration": duration,
            "name": str(part.get("name") or ""),
            "more": foreign,
        }

    def _note(self, where: Sentence, note: Any, track: int, offset: int) -> None:
        if not isinstance(note, dict):
            raise ValueError(Sentence("sing.no_object", where=where, given=shown(note)))
        position = offset + whole_number(note.get("position"), "position", where, 0, MAX_TICK)
        duration = whole_number(note.get("duration"), "duration", where, 0, MAX_TICK)
        if duration == 0:
            self._short += 1
            return
        tone = whole_number(note.get("tone"), "tone", where, 0, 127)
        lyric, phoneme, extra = _lyric(note.get("lyric"))
        row = len(self._columns["position"])
        cents = one_number(note.get("tuning") or 0, "tuning", where)
        if cents:
            extra["cents"] = short(cents)
        extra |= _pitch(note.get("pitch"), where) | _vibrato(note.get("vibrato"), where)
        overrides = _list(note, "phoneme_overrides", where)
        if overrides:
            extra[OVERRIDES] = overrides
        foreign = {key: value for key, value in note.items() if key not in _NOTE_KEYS and value not in ([], None)}
        if foreign:
            extra[KEY] = extra.get(KEY, {}) | foreign
        if extra:
            self._extra[row] = extra
        values = (position, position + duration, tone, lyric, phoneme, track)
        for column, value in zip(self._columns.values(), values, strict=True):
            column.append(value)

    def _curve(self, where: Sentence, curve: Any, track: int, offset: int) -> None:
        if not isinstance(curve, dict) or not isinstance(curve.get("abbr"), str):
            raise ValueError(Sentence("ustx.curve", where=where, given=shown(curve)))
        name = curve["abbr"]
        xs, ys = (_list(curve, key, where) for key in ("xs", "ys"))
        if len(xs) != len(ys):
            raise ValueError(
                Sentence("sing.counts", where=where, key=f"{name} ys", count=len(ys), other="xs", expected=len(xs))
            )
        points = [
            (offset + one_number(x, f"{name} xs", where), one_number(y, f"{name} ys", where))
            for x, y in zip(xs, ys, strict=True)
        ]
        if not points:
            return
        points.sort(key=lambda p: p[0])
        if not -MAX_TICK <= points[0][0] <= points[-1][0] <= MAX_TICK:
            raise ValueError(Sentence("ustx.late", last=MAX_BEATS))
        self._curves.setdefault((name, track), []).append(([x for x, _ in points], [y for _, y in points]))

    def _curve_list(self, tracks: tuple[Track, ...]) -> list[Curve]:
        """Curves of all tracks; between two parts lies a point without a value, which no line crosses."""
        sung = {track for _, track in self._curves}
        result = []
        for (name, track), parts in self._curves.items():
            times: list[float] = []
            values: list[float] = []
            for xs, ys in sorted(parts, key=lambda part: part[0][0]):
                if times:
                    times.append(times[-1])
                    values.append(math.nan)
                times += xs
                values += ys
            order = np.argsort(times, kind="stable")
            about = {"visible": False, KEY: {"abbr": name, "track": track}}
            result.append(
                Curve(
                    name if len(sung) == 1 else f"{name} (track {track + 1})",
                    np.array(values)[order],
                    np.array(times)[order] / self._resolution,
                    "f0 deviation" if name == "pitd" else name,
                    "cents" if name == "pitd" else "",
                    "beats",
                    style=about,
                )
            )
        return result

    def _tracks(self, least: int) -> tuple[Track, ...]:
        listed = _list(self._project, "tracks", Sentence("ustx.project"))
        if len(listed) > MAX_TRACKS:
            raise ValueError(Sentence("ustx.tracks", count=len(listed), most=MAX_TRACKS))
        tracks = []
        for i, said in enumerate(listed):
            where = Sentence("ustx.track", number=i + 1)
            if not isinstance(said, dict):
                raise ValueError(Sentence("sing.no_object", where=where, given=shown(said)))
            name = said.get("track_name")
            pan = one_number(said.get("pan") or 0, "pan", where)
            tracks.append(
                Track(
                    name if isinstance(name, str) else "",
                    muted=said.get("mute") is True,
                    solo=said.get("solo") is True,
                    volume=gain_of(one_number(said.get("volume") or 0, "volume", where)),
                    pan=min(max(pan / 100, -1.0), 1.0),
                    extra={KEY: {key: value for key, value in said.items() if key not in _TRACK_KEYS}},
                )
            )
        return tuple(tracks) + tuple(Track() for _ in range(least - len(tracks))) or (Track(),)

    def _tempo_map(self) -> TempoMap:
        project, where = self._project, Sentence("ustx.project")
        # Before version 0.6 a project had one of each.
        tempos = [(0.0, one_number(project.get("bpm", 120), "bpm", where))]
        if project.get("tempos"):
            tempos = [
                (
                    whole_number(item.get("position"), "position", where, 0, MAX_TICK) / self._resolution,
                    one_number(item.get("bpm"), "bpm", where),
                )
                for item in _objects(project, "tempos", where)
            ]
        over = whole_number(project.get("beat_per_bar", 4), "beat_per_bar", where, 1, 255)
        signatures = [(0, over, whole_number(project.get("beat_unit", 4), "beat_unit", where, 1, 1024))]
        if project.get("time_signatures"):
            signatures = [
                (
                    whole_number(item.get("bar_position"), "bar_position", where, 0, 1_000_000),
                    whole_number(item.get("beat_per_bar"), "beat_per_bar", where, 1, 255),
                    whole_number(item.get("beat_unit"), "beat_unit", where, 1, 1024),
                )
                for item in _objects(project, "time_signatures", where)
            ]
        return TempoMap.tidy(tempos, beats_of_bars(signatures))


def gain_of(volume_db: float) -> float:
    """Gain of decibels; OpenUtau's lowest is silence."""
    return 0.0 if volume_db <= -24 else min(10 ** (volume_db / 20), 1e6)


def _lyric(said: Any) -> tuple[str | None, str | None, dict[str, Any]]:
    """Lyric, the phonemes that it gives in brackets, and what has to be known to write it again."""
    text = said if isinstance(said, str) else "" if said is None else str(said)
    if text in HOLDS:
        return HOLD, None, {} if text == HOLDS[0] else {KEY: {"hold": text}}
    first, last = text.find("["), text.rfind("]")
    if 0 <= first < last:
        phoneme = text[first + 1 : last].strip()
        lyric = (text[:first] + text[last + 1 :]).strip()
        if phoneme:
            return lyric or None, phoneme, {}
    return text or None, None, {KEY: {"hold": HOLD}} if text == HOLD else {}


def _pitch(said: Any, where: Sentence) -> dict[str, Any]:
    """Pitch points of a note; nothing where they are those that every note begins with."""
    if not isinstance(said, dict):
        return {}
    points = []
    for item in _objects(said, "data", where):
        shape = item.get("shape")
        points.append(
            (
                one_number(item.get("x"), "x", where),
                one_number(item.get("y"), "y", where),
                shape if shape in SHAPES else "io",
            )
        )
    snaps = said.get("snap_first", True) is not False
    if points == PLAIN_POINTS and snaps:
        return {}
    return {PITCH_POINTS: [point(*p) for p in points]} | ({} if snaps else {SNAP_FIRST: False})


def _vibrato(said: Any, where: Sentence) -> dict[str, Any]:
    if not isinstance(said, dict):
        return {}
    values = {key: one_number(said[key], key, where) for _, key in VIBRATO_KEYS if said.get(key) is not None}
    if all(NO_VIBRATO[key] == value for key, value in values.items()):
        return {}
    return {VIBRATO: {ours: short(values[theirs]) for ours, theirs in VIBRATO_KEYS if theirs in values}}


def _list(said: Mapping[str, Any], key: str, where: Sentence) -> list[Any]:
    value = said.get(key)
    if value is None:
        return []
    if not isinstance(value, list):
        raise ValueError(Sentence("ustx.no_list", where=where, key=key, given=shown(value)))
    return value


def _objects(said: Mapping[str, Any], key: str, where: Sentence) -> list[dict[str, Any]]:
    items = _list(said, key, where)
    for item in items:
        if not isinstance(item, dict):
            raise ValueError(Sentence("ustx.no_list", where=where, key=key, given=shown(item)))
    return items
