"""A MIDI file read into a score: symusic pairs the notes, our scan of the bytes adds what it does not keep."""

from __future__ import annotations

import warnings
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ...score import MAX_TICK, TICKS_PER_BEAT, NoteTable, PianoRollWarning, Score, TempoMap, TextColumn, Track, settle
from ..errors import FormatError
from .groups import Part, parts_of
from .lyrics import Notes, is_karaoke, lyrics_of, tie
from .smf import PERCUSSION_CHANNEL, TRACK_NAME, MidiFile, scan
from .texts import decode, detect_encoding

MAX_TRACKS = 256
MAX_BPM = 10_000.0


def read(data: bytes, path: Path) -> Score:
    """Score of the bytes of a MIDI file; `path` is for messages.

    Each channel and program of a chunk becomes a track.

    Raises
    ------
    FormatError
        If it cannot be read; the message gives the name and the reason.
    """
    file = scan(data, path)
    parsed = _parse(data, path)
    encoding = detect_encoding(event.data for chunk in file.chunks for event in chunk.texts)
    try:
        parts, unclosed = parts_of(parsed, file)
    except OverflowError as error:
        raise FormatError(path, "the MIDI file is damaged (a pause without an end)") from error
    if unclosed:
        _warn(path, f"{unclosed} notes have no end; they last until the end of their track")
    if len(parts) > MAX_TRACKS:
        _warn(path, f"it has {len(parts)} parts; those beyond {MAX_TRACKS} are put into the last track")
    names = [_name(file, part.chunk, encoding) for part in parts]
    try:
        tracks = tuple(
            Track(name, part.program, part.channel, part.channel == PERCUSSION_CHANNEL, volume=_volume(file, part))
            for name, part in zip(names[:MAX_TRACKS], parts, strict=False)
        )
        return Score(
            notes=_notes(parts, file, encoding, path),
            tempo_map=_tempo_map(parsed, file.ppqn, path),
            tracks=tracks or (Track(),),
            ppqn=file.ppqn,
        )
    except ValueError as error:
        # Data bytes with their highest bit set: programs, pitches and velocities above 127.
        raise FormatError(path, f"the MIDI file is damaged ({error})") from error


def _parse(data: bytes, path: Path) -> Any:
    import symusic

    try:
        return symusic.Score.from_midi(data, ttype="tick")
    except (RuntimeError, ValueError) as error:
        reason = str(error).removeprefix("MiniMidi: ").split("!")[0]
        raise FormatError(path, f"the MIDI file is damaged ({reason})") from error


def _warn(path: Path, message: str) -> None:
    warnings.warn(f"{path.name}: {message}", PianoRollWarning, stacklevel=5)


def _name(file: MidiFile, chunk: int, encoding: str) -> str:
    names = [event.data for event in file.chunks[chunk].texts if event.kind == TRACK_NAME]
    return decode(names[0], encoding).strip() if names else ""


def _volume(file: MidiFile, part: Part) -> float:
    """Gain of the first volume controller, 1.0 at the MIDI default of 100."""
    return file.chunks[part.chunk].volumes.get(part.channel, 100) / 100


def _notes(parts: list[Part], file: MidiFile, encoding: str, path: Path) -> NoteTable:
    if not parts:
        return NoteTable()
    onset, duration, pitch, velocity = (
        np.concatenate([getattr(part, name) for part in parts]) for name in ("onset", "duration", "pitch", "velocity")
    )
    sizes = [len(part.onset) for part in parts]
    track = np.repeat(np.minimum(np.arange(len(parts)), MAX_TRACKS - 1), sizes)
    chunk = np.repeat([part.chunk for part in parts], sizes)
    # A note of no length sounds in a sequencer for a moment: a tick.
    duration = np.maximum(duration, 1)
    fits = (onset + duration) * (TICKS_PER_BEAT / file.ppqn) <= MAX_TICK
    if not fits.all():
        _warn(path, f"{int((~fits).sum())} notes lie beyond the last possible beat; they are left out")
        onset, duration, pitch, velocity, track, chunk = (
            column[fits] for column in (onset, duration, pitch, velocity, track, chunk)
        )
    # Numbered in the order of the score, whatever the order in the file: written and read again they stay the same.
    order = np.lexsort((velocity, duration, track, pitch, onset))
    onset, duration, pitch, velocity, track, chunk = (
        column[order] for column in (onset, duration, pitch, velocity, track, chunk)
    )
    return NoteTable.from_columns(
        settle(onset / file.ppqn),
        settle(duration / file.ppqn),
        pitch,
        velocity,
        track,
        lyric=_lyrics(file, Notes(onset, pitch, chunk), encoding, path),
    )


def _lyrics(file: MidiFile, notes: Notes, encoding: str, path: Path) -> TextColumn:
    karaoke = is_karaoke(file.chunks)
    listed = {i: lyrics_of(chunk, encoding, karaoke) for i, chunk in enumerate(file.chunks)}
    by_chunk = {i: events for i, events in listed.items() if events}
    if not by_chunk or not len(notes.onset):
        return TextColumn.empty(len(notes.onset))
    tied, lost = tie(by_chunk, notes, file.ppqn)
    if lost:
        _warn(path, f"{lost} lyrics belong to no note; they are left out")
    return TextColumn.from_list([tied.get(row) for row in range(len(notes.onset))])


def _tempo_map(parsed: Any, ppqn: int, path: Path) -> TempoMap:
    tempos = [(tempo.time / ppqn, 60e6 / tempo.mspq if tempo.mspq else 0.0) for tempo in parsed.tempos]
    signatures = [(item.time / ppqn, item.numerator, item.denominator) for item in parsed.time_signatures]
    good_tempos = [item for item in _placed(tempos) if 0 < item[1] <= MAX_BPM]
    good_signatures = [item for item in _placed(signatures) if 1 <= item[1] <= 255 and _is_power_of_two(item[2])]
    left_out = len(tempos) + len(signatures) - len(good_tempos) - len(good_signatures)
    if left_out:
        _warn(path, f"{left_out} tempos or time signatures are not possible; they are left out")
    return TempoMap.tidy(good_tempos, good_signatures)


def _placed(items: list[Any]) -> list[Any]:
    """The items with their beats on the grid where they are next to it, those in reach."""
    beats: NDArray[np.float64] = settle([item[0] for item in items])
    return [
        (beat, *item[1:]) for beat, item in zip(beats.tolist(), items, strict=True) if beat * TICKS_PER_BEAT <= MAX_TICK
    ]


def _is_power_of_two(value: int) -> bool:
    return 1 <= value <= 1024 and value & (value - 1) == 0
