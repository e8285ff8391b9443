"""A MIDI file read into a score."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gradio_pianoroll.i18n.sentence import Sentence

from ...errors import FormatError
from ...score import MAX_TICK, TICKS_PER_BEAT, NoteTable, Score, TextColumn, Track, settle
from ...score.immutable import FrozenMap
from .clock import BeatClock, Clock, clock_of
from .container import open_container
from .expression import curves_of, gain_of, keep, lanes_in, place_of
from .kept import NAME, Keeper, numbered
from .lyrics import Tied, reach_of, tie
from .pairing import PLAIN_RELEASES
from .parts import MAX_PARTS, Notes, notes_of
from .said import warn
from .song import DRUM_CHANNEL, Song, read_song
from .texts import Decoder
from .words import decoder_of, words_kind, words_of

#: Key of a note's extras: how fast its key went up, where a file says so.
RELEASE_KEY = "releaseVelocity"


def read(data: bytes, path: Path, encoding: str | None = None) -> Score:
    """Score of the bytes of a MIDI file.

    Each channel and program of a chunk becomes a track. Controllers, pitch bends and pressure become hidden curves;
    markers, key signatures and the rest go into the score's extras (see `formats.midi.kept`).

    Parameters
    ----------
    data
        The file.
    path
        For messages; ``.kar`` says that its texts are words.
    encoding
        Of its texts; found out for each kind of text when None.

    Raises
    ------
    FormatError
        If it cannot be read; the message gives the name and the reason.
    """
    song = read_song(open_container(data, path), path)
    decoder = decoder_of(song, encoding, path)
    clock, tempo_map = clock_of(song, path)
    try:
        notes = _in_reach(notes_of(song), clock, path)
    except ValueError as error:
        raise FormatError(path, Sentence("midi.damaged", error=error)) from error
    if song.unclosed:
        warn(path, Sentence("midi.no_end", count=song.unclosed))
    if notes.n_parts > MAX_PARTS:
        warn(path, Sentence("midi.parts", count=notes.n_parts, most=MAX_PARTS))
    keeper = Keeper()
    lanes = lanes_in(song, notes, keeper)
    kind = words_kind(song, path)
    tied = _tied(song, notes, clock, kind, decoder, encoding, path)
    tracks = tuple(
        Track(
            name,
            part.program,
            part.channel,
            part.channel == DRUM_CHANNEL,
            volume=gain_of(notes, i, lanes),
            pan=place_of(notes, i, lanes),
        )
        for i, (name, part) in enumerate(zip(_names(song, notes, decoder), notes.parts, strict=True))
    )
    curves = curves_of(lanes, notes, clock, keeper)
    extra = keep(song, notes, clock, decoder, tied.lost, kind, keeper)
    for what, times in keeper.left_out.items():
        warn(path, Sentence("midi.left_out", count=times, what=what))
    table = _table(notes, clock, tied)
    return Score(
        table,
        tempo_map,
        numbered(tracks or (Track(),), extra),
        FrozenMap({curve.name: curve for curve in curves}),
        ppqn=clock.ppqn,
        extra=FrozenMap(extra),
    )


def _in_reach(notes: Notes, clock: Clock, path: Path) -> Notes:
    """Notes in the order of the score, those that lie within the last possible beat.

    Numbered in that order, whatever the order in the file: written and read again they stay the same.
    """
    fits = clock.beats(np.maximum(notes.end, notes.onset + 1)) * TICKS_PER_BEAT <= MAX_TICK
    if not fits.all():
        warn(path, Sentence("score.beyond", count=int((~fits).sum())))
        notes = notes.take(np.flatnonzero(fits))
    place = notes.onset << 7 | notes.pitch
    order = np.argsort(place, kind="stable")
    same = np.diff(place[order]) == 0
    if same.any():
        tied = np.flatnonzero(np.append(same, False) | np.append(False, same))
        rows = order[tied]
        order[tied] = rows[np.lexsort((notes.velocity[rows], notes.end[rows], notes.part[rows], place[rows]))]
    return notes.take(order)


def _tied(
    song: Song, notes: Notes, clock: Clock, kind: int, decoder: Decoder, encoding: str | None, path: Path
) -> Tied:
    words = words_of(song, kind, decoder, encoding, path)
    per_beat = clock.ppqn if isinstance(clock, BeatClock) else round((song.division.ticks_per_s or 1) / 2)
    tied = tie(words, notes, reach_of(per_beat))
    if tied.lost:
        warn(path, Sentence("midi.lost_lyrics", count=len(tied.lost)))
    return tied


def _names(song: Song, notes: Notes, decoder: Decoder) -> list[str]:
    """Names of the parts: the first in their chunk."""
    names: dict[int, str] = {}
    for part in notes.parts:
        if part.chunk not in names:
            said = song.chunks[part.chunk].events.system.of_kinds(frozenset((NAME,)))
            names[part.chunk] = decoder.decode(NAME, said[0].data).strip() if said else ""
    return [names[part.chunk] for part in notes.parts]


def _table(notes: Notes, clock: Clock, tied: Tied) -> NoteTable:
    if not len(notes.onset):
        return NoteTable()
    onset = clock.beats(notes.onset)
    # A note of no length sounds in a sequencer for a moment: a tick.
    end = np.maximum(notes.end, notes.onset + 1)
    duration = clock.beats(end - notes.onset) if isinstance(clock, BeatClock) else settle(clock.beats(end) - onset)
    lyric = TextColumn(tied.codes, tied.texts) if tied.texts else None
    return NoteTable.from_columns(
        onset, duration, notes.pitch, notes.velocity, notes.part, lyric=lyric, extra=_extra(notes.release)
    )


def _extra(release: NDArray[np.uint8]) -> dict[int, Mapping[str, Any]] | None:
    """Release velocities by note, those that say something."""
    rows = np.flatnonzero(~np.isin(release, PLAIN_RELEASES))
    if not len(rows):
        return None
    shared = [FrozenMap({RELEASE_KEY: value}) for value in range(128)]
    return {row: shared[value] for row, value in zip(rows.tolist(), release[rows].tolist(), strict=True)}
