"""VOICEVOX projects (``.vvproj``): the song, its notes, tempos, signatures and edited pitch and volume.

What the editor says of a talk, of singers and of phoneme timings stays with score, tracks and notes and is written
again. Pitch (Hz) and volume (dB) are frames at 93.75 Hz.

Source: VOICEVOX/voicevox (src/infrastructures/projectFile: schema and migration, versions 0.17 to 0.26).
"""

from __future__ import annotations

import re
import uuid
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np

from gradio_pianoroll.i18n.sentence import Sentence, sentence_of

from ..errors import FormatError
from ..score import MAX_BEATS, MAX_TRACKS, Curve, NoteTable, Score, TempoMap, Track, settle
from ..score.curve import values_to_json
from ..score.immutable import FrozenMap
from ..score.problems import shown
from ..score.well_formed import well_formed
from .json_text import json_bytes, parsed, refuse_many_numbers
from .singing.bars import bars_of, beats_of_bars
from .singing.fields import one_number, whole_number
from .singing.frames import piece_of
from .singing.ticks import Ticks
from .singing.voice import own, say, say_left_out

FORMAT, KEY = "VOICEVOX", "voicevox"
FRAMES_PER_S = 93.75
NO_PITCH = -1
#: The oldest version of the editor whose projects have everything that is written.
VERSION = "0.24.0"
TPQN = 480
MAX_TICK = 2**40
TIMINGS = "phonemeTimings"
PITCH, VOLUME = "pitchEditData", "volumeEditData"
_NOTE_KEYS = ("id", "position", "duration", "noteNumber", "lyric")
_TRACK_KEYS = ("name", "mute", "solo", "gain", "volume", "pan", "notes", PITCH, VOLUME, "phonemeTimingEditData")
_SONG_KEYS = ("tpqn", "tempos", "timeSignatures", "tracks", "trackOrder")
_UUID = re.compile(r"[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")
_OURS = uuid.UUID("6f0a2f0e-5d1b-4c55-9a3e-0d6f1d2c7b41")


def read(data: bytes, path: Path, encoding: str | None = None) -> Score:
    """Score of the song in a project.

    Raises
    ------
    FormatError
        If it is none, or an item of the song cannot be read; the message names it.

    Warns
    -----
    PianoRollWarning
        When notes have no length.
    """
    content = parsed(data, path, encoding)
    refuse_many_numbers(data, path)
    song = content.get("song") if isinstance(content, dict) else None
    if not isinstance(song, dict):
        raise FormatError(path, Sentence("vvproj.none"))
    try:
        return _Reader(path, content, song).score()
    except FormatError:
        raise
    except (ValueError, OverflowError) as error:
        raise FormatError(path, sentence_of(error)) from error


class _Reader:
    """Song on its way into a score."""

    def __init__(self, path: Path, content: dict[str, Any], song: dict[str, Any]) -> None:
        self._path, self._content, self._song = path, content, song
        self._where = Sentence("vvproj.song")
        self._tpqn = whole_number(song.get("tpqn", TPQN), "tpqn", self._where, 1, 1_000_000)
        self._columns: dict[str, list[Any]] = {
            name: [] for name in ("position", "end", "pitch", "lyric", "ref", "track")
        }
        self._extra: dict[int, dict[str, Any]] = {}
        self._curves: dict[str, Curve] = {}
        self._refs: set[str | None] = set()
        self._short = 0

    def score(self) -> Score:
        listed = _tracks_in_order(self._song)
        if len(listed) > MAX_TRACKS:
            raise ValueError(Sentence("ustx.tracks", count=len(listed), most=MAX_TRACKS))
        tracks = tuple(self._track(i, name, said, len(listed)) for i, (name, said) in enumerate(listed))
        if self._short:
            say(self._path, Sentence("sing.no_length", count=self._short))
        onset = settle(np.array(self._columns["position"], np.float64) / self._tpqn)
        end = settle(np.array(self._columns["end"], np.float64) / self._tpqn)
        if len(end) and end.max() > MAX_BEATS:
            raise ValueError(Sentence("ustx.late", last=MAX_BEATS))
        notes = NoteTable.from_columns(
            onset,
            end - onset,
            np.array(self._columns["pitch"], np.int64),
            track=np.array(self._columns["track"], np.int64),
            lyric=self._columns["lyric"],
            ref=self._columns["ref"],
            extra=self._extra,
        )
        kept = {
            "project": {key: value for key, value in self._content.items() if key != "song"},
            "song": {key: value for key, value in self._song.items() if key not in _SONG_KEYS},
        }
        return Score(
            notes, self._tempo_map(), tracks or (Track(),), curves=self._curves, ppqn=self._tpqn, extra={KEY: kept}
        )

    def _track(self, number: int, name: str, said: Any, count: int) -> Track:
        where = Sentence("ustx.track", number=number + 1)
        if not isinstance(said, dict):
            raise ValueError(Sentence("sing.no_object", where=where, given=shown(said)))
        timings = said.get("phonemeTimingEditData")
        timings = timings if isinstance(timings, dict) else {}
        for i, note in enumerate(_list(said, "notes", where)):
            self._note(Sentence("vvproj.note", number=i + 1, track=number + 1), note, number, timings)
        for key, kind, unit in ((PITCH, "f0", "Hz"), (VOLUME, "volume", "dB")):
            frames = [_frame(value, key, where) for value in _list(said, key, where)]
            if not frames:
                continue
            values = np.array(frames, np.float64)
            if key == PITCH:
                values = np.where(values > 0, values, np.nan)
            label = kind if count == 1 else f"{kind} (track {number + 1})"
            style = {KEY: {"key": key, "track": number}} | ({} if key == PITCH else {"visible": False})
            self._curves[label] = Curve(
                label, values.astype(np.float32), None, kind, unit, hop=1 / FRAMES_PER_S, style=style
            )
        foreign = {key: value for key, value in said.items() if key not in _TRACK_KEYS}
        title = said.get("name")
        return Track(
            title if isinstance(title, str) else "",
            muted=said.get("mute") is True,
            solo=said.get("solo") is True,
            volume=min(max(one_number(said.get("gain", said.get("volume", 1)), "gain", where), 0.0), 1e6),
            pan=min(max(one_number(said.get("pan", 0), "pan", where), -1.0), 1.0),
            extra={KEY: {"id": name, **foreign}},
        )

    def _note(self, where: Sentence, note: Any, track: int, timings: dict[str, Any]) -> None:
        if not isinstance(note, dict):
            raise ValueError(Sentence("sing.no_object", where=where, given=shown(note)))
        position = whole_number(note.get("position"), "position", where, 0, MAX_TICK)
        duration = whole_number(note.get("duration"), "duration", where, 0, MAX_TICK)
        if duration == 0:
            self._short += 1
            return
        pitch = whole_number(note.get("noteNumber"), "noteNumber", where, 0, 127)
        lyric, ref = note.get("lyric"), note.get("id")
        ref = ref if isinstance(ref, str) and ref not in self._refs else None
        self._refs.add(ref)
        row = len(self._columns["position"])
        extra: dict[str, Any] = {}
        if ref is not None and timings.get(ref):
            extra[TIMINGS] = timings[ref]
        foreign = {key: value for key, value in note.items() if key not in _NOTE_KEYS}
        if foreign:
            extra[KEY] = foreign
        if extra:
            self._extra[row] = extra
        text = lyric if isinstance(lyric, str) and lyric else None
        for column, value in zip(
            self._columns.values(), (position, position + duration, pitch, text, ref, track), strict=True
        ):
            column.append(value)

    def _tempo_map(self) -> TempoMap:
        tempos = []
        for item in _list(self._song, "tempos", self._where):
            if not isinstance(item, dict):
                raise ValueError(Sentence("sing.no_object", where=self._where, given=shown(item)))
            at = whole_number(item.get("position"), "position", self._where, 0, MAX_TICK)
            tempos.append((at / self._tpqn, one_number(item.get("bpm"), "bpm", self._where)))
        bars = []
        for item in _list(self._song, "timeSignatures", self._where):
            if not isinstance(item, dict):
                raise ValueError(Sentence("sing.no_object", where=self._where, given=shown(item)))
            number = whole_number(item.get("measureNumber"), "measureNumber", self._where, 1, 1_000_000)
            bars.append(
                (
                    number - 1,
                    whole_number(item.get("beats"), "beats", self._where, 1, 255),
                    whole_number(item.get("beatType"), "beatType", self._where, 1, 1024),
                )
            )
        return TempoMap.tidy(tempos, beats_of_bars(bars))


def _tracks_in_order(song: Mapping[str, Any]) -> list[tuple[str, Any]]:
    """Tracks with their ids; before version 0.20 they were a list."""
    tracks = song.get("tracks")
    if isinstance(tracks, list):
        return [("", track) for track in tracks]
    if not isinstance(tracks, dict):
        raise ValueError(Sentence("sing.missing", where=Sentence("vvproj.song"), key="tracks"))
    order = song.get("trackOrder")
    named = [name for name in order if isinstance(name, str) and name in tracks] if isinstance(order, list) else []
    return [(name, tracks[name]) for name in dict.fromkeys([*named, *tracks])]


def _list(said: Mapping[str, Any], key: str, where: Sentence) -> list[Any]:
    value = said.get(key)
    if value is None:
        return []
    if not isinstance(value, list):
        raise ValueError(Sentence("ustx.no_list", where=where, key=key, given=shown(value)))
    return value


def _frame(value: Any, key: str, where: Sentence) -> float:
    return float("nan") if value is None else one_number(value, key, where)


def write(score: Score, path: Path) -> bytes:
    """Bytes of a project with the song; what was read beside it is there again.

    Raises
    ------
    FormatError
        If there is nothing in it.

    Warns
    -----
    PianoRollWarning
        With what the format has no place for.
    """
    kept = own(score.extra, KEY)
    if not len(score.notes) and not kept:
        raise FormatError(path, Sentence("sing.no_notes", format=FORMAT))
    frames = _frames_of_tracks(score)
    say_left_out(
        score,
        path,
        FORMAT,
        holds=("lyrics", "tempos", "signatures"),
        curves=[curve.name for of_track in frames.values() for curve in of_track.values()],
    )
    ticks = Ticks(score.ppqn)
    notes = score.notes
    onset, end = ticks.of(notes.onset_beats).tolist(), ticks.of(notes.end_beats).tolist()
    highest = int(notes.track.max()) + 1 if len(notes) else 1
    tracks = [*score.tracks, *(Track() for _ in range(highest - len(score.tracks)))]
    entries: dict[str, Any] = {}
    order = []
    used: set[str] = set()
    for number, track in enumerate(tracks):
        foreign = dict(own(track.extra, KEY))
        name = foreign.pop("id", "")
        if not isinstance(name, str) or not name or name in entries:
            name = str(uuid.uuid5(_OURS, f"track {number}"))
        order.append(name)
        entries[name] = _track_entry(score, number, track, foreign, onset, end, frames.get(number, {}), used)
    tempos = ticks.of([beat for beat, _ in score.tempo_map.tempos]).tolist()
    song = {
        "tpqn": ticks.per_beat,
        "tempos": [{"position": at, "bpm": bpm} for at, (_, bpm) in zip(tempos, score.tempo_map.tempos, strict=True)],
        "timeSignatures": _signatures(score, path),
        **FrozenMap(own(kept, "song")).thaw(),
        "tracks": entries,
        "trackOrder": order,
    }
    ticks.say_moved(path)
    project = FrozenMap(own(kept, "project")).thaw()
    head = {"appVersion": VERSION, "talk": {"audioKeys": [], "audioItems": {}}}
    return json_bytes({**head, **project, "song": song}, path)


def _track_entry(
    score: Score,
    number: int,
    track: Track,
    foreign: Mapping[str, Any],
    onset: list[int],
    end: list[int],
    frames: Mapping[str, Curve],
    used: set[str],
) -> dict[str, Any]:
    notes, listed, timings = score.notes, [], {}
    for row in np.flatnonzero(notes.track == number).tolist():
        extra = notes.extra.get(int(notes.stored("id")[row]), {})
        ref = notes.ref[row] or ""
        # The editor knows notes by such names alone.
        is_name = _UUID.fullmatch(ref) is not None and ref not in used
        name = ref if is_name else str(uuid.uuid5(_OURS, f"note {int(notes.stored('id')[row])}"))
        used.add(name)
        lyric = notes.lyric[row]
        listed.append(
            {
                "id": name,
                "position": onset[row],
                "duration": max(end[row] - onset[row], 1),
                "noteNumber": int(notes.stored("pitch")[row]),
                "lyric": None if lyric is None else well_formed(lyric),
                **FrozenMap(own(extra, KEY)).thaw(),
            }
        )
        if extra.get(TIMINGS):
            timings[name] = FrozenMap({"all": extra[TIMINGS]}).thaw()["all"]
    pitch = frames.get(PITCH)
    entry: dict[str, Any] = {
        "name": well_formed(track.name) or f"Track {number + 1}",
        "keyRangeAdjustment": 0,
        "volumeRangeAdjustment": 0,
        **FrozenMap(foreign).thaw(),
        "notes": listed,
        PITCH: [NO_PITCH if value is None else value for value in _values(pitch, score)],
        "phonemeTimingEditData": timings,
        "solo": track.solo,
        "mute": track.muted,
        "gain": track.volume,
        "pan": track.pan,
    }
    if VOLUME in frames:
        entry[VOLUME] = _values(frames[VOLUME], score)
    return entry


def _values(curve: Curve | None, score: Score) -> list[float | None]:
    """Frames from the beginning of the song on; None where there is no value."""
    if curve is None or not len(curve):
        return []
    hop_s = 1 / FRAMES_PER_S
    last = float(curve.sample_times()[-1])
    last_s = float(score.tempo_map.seconds_at(last)) if curve.time == "beats" else last
    n = max(round(last_s / hop_s) + 1, 0)
    values = piece_of(curve, score.tempo_map, 0.0, n, hop_s)
    if curve.target == "f0":
        values = np.where(values > 0, values, np.nan)
    return values_to_json(values.astype(np.float32))


def _frames_of_tracks(score: Score) -> dict[int, dict[str, Curve]]:
    """Curves of pitch and volume by track and key; an F0 that no project named is that of the first notes."""
    found: dict[int, dict[str, Curve]] = {}
    for curve in score.curves.values():
        said = own(curve.style, KEY)
        key, track = said.get("key"), said.get("track")
        if key in (PITCH, VOLUME) and isinstance(track, int) and not isinstance(track, bool):
            found.setdefault(track, {}).setdefault(key, curve)
    first = int(score.notes.track.min()) if len(score.notes) else 0
    f0 = next((curve for curve in score.curves.values() if curve.target == "f0" and not own(curve.style, KEY)), None)
    if f0 is not None and not any(PITCH in of_track for of_track in found.values()):
        found.setdefault(first, {})[PITCH] = f0
    return found


def _signatures(score: Score, path: Path) -> list[dict[str, int]]:
    listed, cut = bars_of(score.tempo_map)
    if cut:
        say(path, Sentence("vvproj.bars", count=cut))
    return [{"measureNumber": bar + 1, "beats": over, "beatType": under} for bar, over, under in listed]
