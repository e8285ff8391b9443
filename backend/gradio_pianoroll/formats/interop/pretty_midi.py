"""`pretty_midi.PrettyMIDI`: notes in seconds, one list for each instrument."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from gradio_pianoroll.i18n.sentence import Sentence

from ...extras import require
from ...score import NoteTable, Score, TempoMap, Track, settle
from ...score.immutable import FloatArray
from ..midi import write
from ..midi.said import warn

PLACE = Path("a pretty_midi.PrettyMIDI")
PERCUSSION_CHANNEL = 9
#: Notes this close to a tick of the file are on it, in ticks: pretty_midi computes seconds in floating point.
NEAR_TICKS = 1e-6
#: A lyric belongs to the note that starts this close to it.
NEAR_S = 1e-3


def from_pretty_midi(midi: Any) -> Score:
    """Score of a `pretty_midi.PrettyMIDI`.

    Seconds become beats by its tempos, lyrics go to the notes that start with them (the highest first), instruments
    become tracks. Notes of no length get a tick.

    Warns
    -----
    PianoRollWarning
        When it has control changes or pitch bends: they are left out. A MIDI file that it is written to keeps them.
    """
    played = sum(len(part.control_changes) + len(part.pitch_bends) for part in midi.instruments)
    if played:
        warn(PLACE, Sentence("midi.pretty", count=played))
    times_s, bpm = midi.get_tempo_changes()
    ppqn = int(midi.resolution)
    beats = [midi.time_to_tick(time_s) / ppqn for time_s in times_s]
    tempo_map = TempoMap.tidy(list(zip(beats, bpm.tolist(), strict=True)))
    signatures = [
        (float(_beats(tempo_map, change.time, ppqn)), change.numerator, change.denominator)
        for change in midi.time_signature_changes
    ]
    tidied = TempoMap.tidy(tempo_map.tempos, signatures)
    tracks = tuple(_track(instrument, index) for index, instrument in enumerate(midi.instruments))
    return Score(_notes(midi, tidied, ppqn), tidied, tracks or (Track(),), ppqn=ppqn)


def to_pretty_midi(score: Score) -> Any:
    """`pretty_midi.PrettyMIDI` of a score, beats rounded to the score's PPQN. Tracks without notes are not kept by it.

    Raises
    ------
    ImportError
        If pretty_midi is missing.
    FormatError
        If the score is too long for MIDI.
    """
    pretty_midi = require("pretty_midi", "to_pretty_midi")
    return pretty_midi.PrettyMIDI(io.BytesIO(write(score, PLACE)), charset="utf-8")


def _beats(tempo_map: TempoMap, seconds: ArrayLike, ppqn: int) -> FloatArray:
    """Beats, on the ticks of the file where they are next to one."""
    ticks = tempo_map.beats_at(seconds) * ppqn
    nearest = np.rint(ticks)
    return settle(np.where(np.abs(ticks - nearest) < NEAR_TICKS, nearest, ticks) / ppqn)


def _track(instrument: Any, index: int) -> Track:
    channel = index % 15
    channel = PERCUSSION_CHANNEL if instrument.is_drum else channel + (channel >= PERCUSSION_CHANNEL)
    return Track(instrument.name, int(instrument.program), channel, bool(instrument.is_drum))


def _notes(midi: Any, tempo_map: TempoMap, ppqn: int) -> NoteTable:
    rows = [
        (note.start, note.end, note.pitch, note.velocity, min(index, 255))
        for index, instrument in enumerate(midi.instruments)
        for note in instrument.notes
    ]
    if not rows:
        return NoteTable()
    start_s, end_s, pitch, velocity, track = (np.array(column) for column in zip(*rows, strict=True))
    onset = np.maximum(_beats(tempo_map, start_s, ppqn), 0.0)
    duration = np.maximum(_beats(tempo_map, end_s, ppqn) - onset, 1 / ppqn)
    lyrics = _lyrics(midi.lyrics, start_s, pitch)
    return NoteTable.from_columns(onset, settle(duration), pitch, velocity, track, lyric=lyrics)


def _lyrics(lyrics: list[Any], start_s: FloatArray, pitch: FloatArray) -> list[str | None]:
    texts: list[str | None] = [None] * len(start_s)
    order = np.lexsort((-pitch, start_s))
    ordered_s = start_s[order]
    for lyric in lyrics:
        first, last = np.searchsorted(ordered_s, [lyric.time - NEAR_S, lyric.time + NEAR_S])
        row = next((int(i) for i in order[first:last] if texts[int(i)] is None), None)
        if row is not None:
            texts[row] = lyric.text
    return texts
