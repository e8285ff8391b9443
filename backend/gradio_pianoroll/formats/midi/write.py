"""A score written as a MIDI file: symusic writes it, we put the events on the channels of the tracks."""

from __future__ import annotations

import warnings
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ...score import TICKS_PER_BEAT, NoteTable, PianoRollWarning, Score, Track
from ...score.well_formed import well_formed
from ..errors import FormatError
from .smf import PERCUSSION_CHANNEL, set_channels

MAX_PPQN = 32767
# The longest beat that three bytes of microseconds hold, and the shortest.
SLOWEST_BPM, FASTEST_BPM = 60e6 / (2**24 - 1), 60e6
_MAX_MIDI_TICK = 2**28 - 1


def write(score: Score, path: Path) -> bytes:
    """The bytes of a MIDI file at the score's PPQN, beats off that grid rounded; lyrics in UTF-8.

    Raises
    ------
    FormatError
        If the score is too long for the format.

    Warns
    -----
    PianoRollWarning
        For what the format cannot hold: phonemes, velocity 0, a tempo or PPQN beyond its range.
    """
    import symusic

    ppqn = _ppqn(score, path)
    if score.end_beats * ppqn > _MAX_MIDI_TICK:
        raise FormatError(path, f"the score is longer than a MIDI file can be at {ppqn} ticks per beat")
    result = symusic.Score(ppqn)
    result.tempos = [_tempo(round(beat * ppqn), bpm, path) for beat, bpm in score.tempo_map.tempos]
    for beat, numerator, denominator in score.tempo_map.signatures:
        result.time_signatures.append(symusic.TimeSignature(round(beat * ppqn), numerator, denominator))
    _warn_of_losses(score.notes, path)
    tracks = _tracks(score)
    for index, track in enumerate(tracks):
        result.tracks.append(_track(score.notes, index, track, ppqn))
    channels = [PERCUSSION_CHANNEL if track.is_drum else track.channel for track in tracks]
    return set_channels(bytes(result.dumps_midi()), channels)


def _ppqn(score: Score, path: Path) -> int:
    if score.ppqn <= MAX_PPQN:
        return score.ppqn
    warnings.warn(
        f"{path.name}: a MIDI file holds at most {MAX_PPQN} ticks per beat, not {score.ppqn}; "
        f"{TICKS_PER_BEAT} are written",
        PianoRollWarning,
        stacklevel=4,
    )
    return TICKS_PER_BEAT


def _warn_of_losses(notes: NoteTable, path: Path) -> None:
    silent = int(np.count_nonzero(notes.velocity == 0))
    if silent:
        warnings.warn(
            f"{path.name}: velocity 0 ends a note in a MIDI file; {silent} notes that have it are written with 1",
            PianoRollWarning,
            stacklevel=4,
        )
    spoken = int(np.count_nonzero(notes.phoneme.present())) if notes.phoneme.texts else 0
    if spoken:
        warnings.warn(
            f"{path.name}: a MIDI file holds no phonemes; those of {spoken} notes are left out "
            "(a .json file keeps them)",
            PianoRollWarning,
            stacklevel=4,
        )


def _tempo(tick: int, bpm: float, path: Path) -> Any:
    import symusic

    if not SLOWEST_BPM <= bpm <= FASTEST_BPM:
        warnings.warn(
            f"{path.name}: a MIDI file holds no tempo of {bpm:g} beats per minute; {SLOWEST_BPM:.4g} is written",
            PianoRollWarning,
            stacklevel=4,
        )
        bpm = SLOWEST_BPM
    return symusic.Tempo(tick, mspq=round(60e6 / bpm))


def _tracks(score: Score) -> list[Track]:
    """The tracks of the score, with plain ones for numbers that notes use beyond them."""
    highest = int(score.notes.track.max()) + 1 if len(score.notes) else 0
    return [*score.tracks, *(Track() for _ in range(highest - len(score.tracks)))] or [Track()]


def _track(notes: NoteTable, index: int, track: Track, ppqn: int) -> Any:
    import symusic

    result = symusic.Track(well_formed(track.name), track.program, track.is_drum or track.channel == PERCUSSION_CHANNEL)
    rows = np.flatnonzero(notes.track == index)
    onset, end = _ticks(notes.onset_beats[rows], ppqn), _ticks(notes.end_beats[rows], ppqn)
    # A note-on with velocity 0 is a note-off: the softest note there is has velocity 1.
    velocity = np.maximum(notes.velocity[rows], 1).astype(np.int8)
    duration = np.maximum(end - onset, 1).astype(np.int32)
    result.notes = symusic.Note.from_numpy(onset, duration, notes.pitch[rows].astype(np.int8), velocity)
    for tick, text in _lyrics(notes, rows, onset):
        result.lyrics.append(symusic.TextMeta(tick, well_formed(text)))
    if track.volume != 1.0:
        result.controls.append(symusic.ControlChange(0, 7, int(np.clip(round(track.volume * 100), 0, 127))))
    return result


def _ticks(beats: NDArray[np.float64], ppqn: int) -> NDArray[np.int32]:
    return np.rint(beats * ppqn).astype(np.int32)


def _lyrics(notes: NoteTable, rows: NDArray[np.intp], onset: NDArray[np.int32]) -> list[tuple[int, str]]:
    """Lyrics by tick; in a chord from the highest note down, as they are read back."""
    if not notes.lyric.any():
        return []
    sung = np.flatnonzero(notes.lyric.codes[rows] >= 0)
    order = sung[np.lexsort((-notes.pitch[rows[sung]].astype(np.int64), onset[sung]))]
    return [(int(onset[i]), notes.lyric[int(rows[i])] or "") for i in order.tolist()]
