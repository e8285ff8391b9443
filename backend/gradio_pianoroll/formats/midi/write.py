"""A score written as a MIDI file."""

from __future__ import annotations

import struct
import warnings
from collections.abc import Mapping
from pathlib import Path
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import ArrayLike, NDArray

from gradio_pianoroll.i18n.sentence import Sentence, joined, named

from ...errors import FormatError
from ...score import TICKS_PER_BEAT, NoteTable, PianoRollWarning, Score, Track
from ...score.well_formed import utf8
from ..corrections import words_of_corrections
from .clock import TEMPO, TIME_SIGNATURE
from .controllers import CONTROL, PAN, VOLUME, lane_of, messages_of, pan_of, pan_value
from .events import HEAD, NOTE, NOTE_END, SETUP, SYSTEM, VALUE, WORD, ChunkWriter, meta, system
from .expression import place_before
from .kept import COPYRIGHT, KEY_SIGNATURE, LYRIC, MARKER, NAME, Kept
from .overlaps import MAX_LAYERS, layers_of
from .programs import PROGRAM, Change, needed_changes
from .read import RELEASE_KEY
from .song import DRUM_CHANNEL, LAYER_MARK, SEQUENCER_SPECIFIC

MAX_PPQN = 32767
# The longest beat that three bytes of microseconds hold, and the shortest.
SLOWEST_BPM, FASTEST_BPM = 60e6 / (2**24 - 1), 60e6
_MAX_MIDI_TICK = 2**28 - 1
_PLAIN_RELEASE = 64

#: Controller curves by track: ticks and values.
_Said: TypeAlias = dict[int, tuple[NDArray[np.int64], NDArray[np.float64]]]


def write(score: Score, path: Path) -> bytes:
    """Bytes of a MIDI file at the score's PPQN, beats off that grid rounded; texts in UTF-8.

    Raises
    ------
    FormatError
        If the score is too long for the format.

    Warns
    -----
    PianoRollWarning
        For what the format cannot hold: phonemes, velocity 0, a tempo or PPQN beyond its range.
    """
    ppqn = _ppqn(score, path)
    if score.end_beats * ppqn > _MAX_MIDI_TICK:
        raise FormatError(path, Sentence("midi.too_long", ppqn=ppqn))
    _warn_of_losses(score, path)
    return _Writer(score, ppqn, path).to_bytes()


class _Writer:
    """Chunks of a file: one for each track, and further ones for notes inside others of their pitch."""

    def __init__(self, score: Score, ppqn: int, path: Path) -> None:
        self._score, self._ppqn, self._path = score, ppqn, path
        self._tracks = _tracks(score)
        self._channels = [DRUM_CHANNEL if track.is_drum else track.channel for track in self._tracks]
        self._chunks = [ChunkWriter() for _ in self._tracks]
        self._layers: list[list[ChunkWriter]] = [[] for _ in self._tracks]
        self._kept = Kept(score.extra, self._tracks)
        self._bad = self._kept.bad

    def to_bytes(self) -> bytes:
        """Whole file."""
        self._write_names_and_texts()
        self._write_tempo_map()
        self._write_setup()
        for index in range(len(self._tracks)):
            self._write_notes(index)
        self._write_curves()
        if self._bad:
            _say(self._path, Sentence("midi.bad_items", count=self._bad))
        chunks = [chunk for i, first in enumerate(self._chunks) for chunk in (first, *self._layers[i])]
        if any(chunk.last_tick() > _MAX_MIDI_TICK for chunk in chunks):
            raise FormatError(self._path, Sentence("midi.too_long", ppqn=self._ppqn))
        head = struct.pack(">4sIHHH", b"MThd", 6, 1, len(chunks), self._ppqn)
        return head + b"".join(chunk.to_bytes() for chunk in chunks)

    def _tick(self, beat: float) -> int:
        return round(beat * self._ppqn)

    def _ticks(self, beats: ArrayLike) -> NDArray[np.int64]:
        return np.rint(np.asarray(beats, np.float64) * self._ppqn).astype(np.int64)

    def _chunk(self, track: int) -> ChunkWriter:
        return self._chunks[track if track < len(self._chunks) else 0]

    def _write_names_and_texts(self) -> None:
        kept = self._kept
        later_names = {track for _, track, kind, _ in kept.texts if kind == NAME}
        for index, name in enumerate(track.name for track in self._tracks):
            if name or index in later_names:
                # The first name in a chunk is the track's.
                self._chunks[index].add(0, HEAD, meta(NAME, utf8(name)))
        first = self._chunks[0]
        for text in kept.copyrights:
            first.add(0, HEAD, meta(COPYRIGHT, utf8(text)))
        for beat, track, kind, text in kept.texts:
            self._chunk(track).add(self._tick(beat), WORD if kind == LYRIC else HEAD, meta(kind, utf8(text)))
        for beat, text in kept.markers:
            first.add(self._tick(beat), HEAD, meta(MARKER, utf8(text)))
        for beat, data in kept.key_signatures:
            first.add(self._tick(beat), HEAD, meta(KEY_SIGNATURE, data))
        for beat, track, kind, data in kept.raw:
            message = meta(kind, data) if kind < 0x80 else system(kind, data)
            self._chunk(track).add(self._tick(beat), HEAD if kind < 0x80 else SYSTEM, message)

    def _write_tempo_map(self) -> None:
        first = self._chunks[0]
        for beat, bpm in self._score.tempo_map.tempos:
            microseconds = round(60e6 / _tempo(bpm, self._path))
            first.add(self._tick(beat), HEAD, meta(TEMPO, microseconds.to_bytes(3, "big")))
        for beat, numerator, denominator in self._score.tempo_map.signatures:
            # 24 MIDI clocks for a click, 8 thirty-second notes in a beat: what the format takes for granted.
            data = bytes((numerator, denominator.bit_length() - 1, 24, 8))
            first.add(self._tick(beat), HEAD, meta(TIME_SIGNATURE, data))

    def _write_setup(self) -> None:
        """Controllers whose order matters, and programs: those that are kept, and those that the notes need."""
        changes: list[Change] = []
        for item in self._kept.setup:
            tick, track, channel = self._tick(item["beat"]), int(item.get("track", 0)), item.get("channel")
            if channel is None and track >= len(self._tracks):
                self._bad += 1
                continue
            on = self._channels[track] if channel is None else int(channel)
            if "program" not in item:
                message = bytes((CONTROL << 4 | on, item["control"], item["value"]))
            else:
                program = self._tracks[track].program if item["program"] is None else item["program"]
                message = bytes((PROGRAM << 4 | on, program))
                if channel is None:
                    changes.append(Change(tick, track, program))
            self._chunk(track if channel is None else 0).add(tick, SETUP, message)
        notes = self._score.notes
        programs = [track.program for track in self._tracks]
        ticks = self._ticks(notes.onset_beats)
        for tick, track, program in needed_changes(
            ticks, notes.track.astype(np.int64), programs, self._channels, changes
        ):
            self._chunks[track].add(tick, SETUP, bytes((PROGRAM << 4 | self._channels[track], program)))

    def _write_notes(self, index: int) -> None:
        notes = self._score.notes
        rows = np.flatnonzero(notes.track == index)
        if not len(rows):
            return
        onset = self._ticks(notes.onset_beats[rows])
        end = np.maximum(self._ticks(notes.end_beats[rows]), onset + 1)
        pitch = notes.pitch[rows].astype(np.int64)
        # A note-on with velocity 0 is a note-off: the softest note there is has velocity 1.
        velocity = np.maximum(notes.velocity[rows], 1)
        release = _releases(notes, rows)
        channel = self._channels[index]
        layers = layers_of(onset, end, pitch)
        for inside in layers:
            chunk = self._chunks[index]
            if inside is not layers[0]:
                chunk = ChunkWriter()
                chunk.add(0, HEAD, meta(SEQUENCER_SPECIFIC, LAYER_MARK))
                # Readers that look at each chunk by itself need the program here, too.
                program = bytes((PROGRAM << 4 | channel, self._tracks[index].program))
                chunk.add(int(onset[inside].min()), SETUP, program)
                self._layers[index].append(chunk)
            chunk.add_channel(onset[inside], NOTE, 0x90 | channel, pitch[inside], velocity[inside])
            last = inside[np.lexsort((onset[inside], end[inside]))]
            chunk.add_channel(end[last], NOTE_END, 0x80 | channel, pitch[last], release[last])
        if len(layers) == MAX_LAYERS:
            _say(self._path, Sentence("midi.layers", most=MAX_LAYERS))
        for tick, text in _lyrics(notes, rows, onset):
            self._chunks[index].add(tick, WORD, meta(LYRIC, utf8(text)))

    def _write_curves(self) -> None:
        score = self._score
        volumes: _Said = {}
        pans: _Said = {}
        for curve in score.curves.values():
            lane = lane_of(curve)
            if lane is None:
                continue
            if lane.track is not None and lane.track >= len(self._tracks):
                self._bad += 1
                continue
            values = np.asarray(curve.values, np.float64)
            known = np.isfinite(values) & (curve.sample_times() >= 0)
            times = curve.sample_times()[known]
            ticks = self._ticks(times if curve.time == "beats" else score.tempo_map.beats_at(times))
            values = values[known]
            if lane.track is None:
                chunk, channel = self._chunks[0], lane.channel
            else:
                chunk, channel = self._chunks[lane.track], self._channels[lane.track]
                if (lane.kind, lane.number) == (CONTROL, VOLUME) and len(values):
                    values = self._as_loud(lane.track, ticks, values)
                    volumes[lane.track] = (ticks, values)
                elif (lane.kind, lane.number) == (CONTROL, PAN) and len(values):
                    values = self._as_placed(lane.track, ticks, values)
                    pans[lane.track] = (ticks, values)
            chunk.add_channel(ticks, VALUE, *messages_of(lane, channel, values))
        for index, track in enumerate(self._tracks):
            if index not in volumes:
                self._write_mix(index, VOLUME, round(track.volume * 100), volumes, track.volume == 1)
            if index not in pans:
                self._write_mix(index, PAN, pan_value(track.pan), pans, not self._is_placed(index))

    def _is_placed(self, index: int) -> bool:
        """Return True if one of the tracks on a track's channel is not in the middle."""
        on = zip(self._tracks, self._channels, strict=True)
        return any(track.pan for track, channel in on if channel == self._channels[index])

    def _write_mix(self, index: int, number: int, value: int, said: _Said, is_usual: bool) -> None:
        """Gain or place of a track without a curve for it, unless the curve of another one on its channel says it."""
        channel, tick = self._channels[index], 0
        others = [values for track, values in said.items() if self._channels[track] == channel]
        if others:
            ticks, values = others[0]
            tick = self._first_tick(index)
            if round(float(values[place_before(ticks, tick)])) == value:
                return
        elif is_usual:
            return
        message = bytes((CONTROL << 4 | channel, number, min(value, 127)))
        self._chunks[index].add(tick, VALUE, message)

    def _first_tick(self, track: int) -> int:
        rows = np.flatnonzero(self._score.notes.track == track)
        return int(self._ticks(self._score.notes.onset_beats[rows[:1]])[0]) if len(rows) else 0

    def _as_loud(self, track: int, ticks: NDArray[np.int64], values: NDArray[np.float64]) -> NDArray[np.float64]:
        """Volume controller such that it has the track's volume at its first note, as it is read."""
        at = place_before(ticks, self._first_tick(track))
        wanted = self._tracks[track].volume * 100
        return values * (wanted / values[at]) if values[at] > 0 else values + wanted

    def _as_placed(self, track: int, ticks: NDArray[np.int64], values: NDArray[np.float64]) -> NDArray[np.float64]:
        """Pan controller such that it has the track's place at its first note, as it is read."""
        held = values[place_before(ticks, self._first_tick(track))]
        wanted = self._tracks[track].pan
        # Where it says that already it stays as it is: 0 and 1 are the same place.
        return values if pan_of(round(float(held))) == wanted else np.clip(values + (pan_value(wanted) - held), 0, 127)


def _releases(notes: NoteTable, rows: NDArray[np.intp]) -> NDArray[np.uint8]:
    release = np.full(len(rows), _PLAIN_RELEASE, np.uint8)
    if not notes.extra:
        return release
    for i, id in enumerate(notes.id[rows].tolist()):
        said: Mapping[str, Any] = notes.extra.get(id, {})
        value = said.get(RELEASE_KEY)
        if isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= 127:
            release[i] = value
    return release


def _say(path: Path, message: Sentence) -> None:
    warnings.warn(named(path.name, message), PianoRollWarning, stacklevel=5)


def _ppqn(score: Score, path: Path) -> int:
    if score.ppqn <= MAX_PPQN:
        return score.ppqn
    _say(path, Sentence("midi.ppqn", most=MAX_PPQN, ppqn=score.ppqn, written=TICKS_PER_BEAT))
    return TICKS_PER_BEAT


def _warn_of_losses(score: Score, path: Path) -> None:
    notes = score.notes
    silent = int(np.count_nonzero(notes.velocity == 0))
    if silent:
        _say(path, Sentence("midi.silent", count=silent))
    spoken = int(np.count_nonzero(notes.phoneme.present())) if notes.phoneme.texts else 0
    if spoken:
        _say(
            path,
            Sentence("midi.phonemes", count=spoken),
        )
    if lost := words_of_corrections(score.curves.values()):
        _say(path, Sentence("midi.losses", what=joined(lost)))


def _tempo(bpm: float, path: Path) -> float:
    if SLOWEST_BPM <= bpm <= FASTEST_BPM:
        return bpm
    _say(path, Sentence("midi.slow", bpm=bpm, written=SLOWEST_BPM))
    return SLOWEST_BPM


def _tracks(score: Score) -> list[Track]:
    """Tracks of the score, with plain ones for numbers that notes use beyond them."""
    highest = int(score.notes.track.max()) + 1 if len(score.notes) else 0
    return [*score.tracks, *(Track() for _ in range(highest - len(score.tracks)))] or [Track()]


def _lyrics(notes: NoteTable, rows: NDArray[np.intp], onset: NDArray[np.int64]) -> list[tuple[int, str]]:
    """Lyrics by tick; in a chord from the highest note down, as they are read back."""
    if not notes.lyric.any():
        return []
    sung = np.flatnonzero(notes.lyric.codes[rows] >= 0)
    order = sung[np.lexsort((-notes.pitch[rows[sung]].astype(np.int64), onset[sung]))]
    return [(int(onset[i]), notes.lyric[int(rows[i])] or "") for i in order.tolist()]
