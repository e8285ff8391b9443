"""Which program (instrument) a note of a MIDI file is played with, and which changes have to be written so."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from .scan import Ints
from .song import PATTERNS, Chunk, Song

PROGRAM = 0xC


class Changes(NamedTuple):
    """Program changes of a chunk: tick, number of channel messages before it, channel, program."""

    tick: Ints
    place: Ints
    channel: NDArray[np.uint8]
    program: NDArray[np.uint8]


def changes_of(chunk: Chunk) -> Changes:
    """Program changes of a chunk, in the order of the file."""
    rows = np.flatnonzero(chunk.events.status >> 4 == PROGRAM)
    events = chunk.events
    return Changes(events.tick[rows], rows, (events.status[rows] & 0xF).astype(np.uint8), events.data1[rows])


def programs_of_notes(song: Song) -> list[NDArray[np.uint8]]:
    """Program of each note of each chunk.

    The last change before the note in its own chunk; where that has none, the last one in another chunk, as a
    synthesizer that is sent all chunks at once has it.
    """
    changes = [changes_of(chunk) for chunk in song.chunks]
    everywhere = _Everywhere(changes)
    programs = []
    for i, (chunk, own) in enumerate(zip(song.chunks, changes, strict=True)):
        notes = chunk.notes
        program = np.zeros(len(notes.onset), np.uint8)
        for channel in np.unique(notes.channel).tolist() if len(program) else ():
            rows = np.flatnonzero(notes.channel == channel)
            mine = own.channel == channel
            at = np.searchsorted(own.place[mine], notes.place[rows]) - 1
            if mine.any():
                program[rows] = np.where(at >= 0, own.program[mine][at], 0)
            if song.format != PATTERNS and (at < 0).any():
                early = rows[at < 0]
                program[early] = everywhere.programs(channel, notes.onset[early], without=i if mine.any() else None)
        programs.append(program)
    return programs


class _Everywhere:
    """Program changes of all chunks by channel and time."""

    def __init__(self, changes: list[Changes]) -> None:
        tick = np.concatenate([c.tick for c in changes])
        order = np.argsort(tick, kind="stable")
        self._tick = tick[order]
        self._chunk = np.repeat(np.arange(len(changes)), [len(c.tick) for c in changes])[order]
        self._channel = np.concatenate([c.channel for c in changes])[order]
        self._program = np.concatenate([c.program for c in changes])[order]

    def programs(self, channel: int, onset: Ints, without: int | None) -> NDArray[np.uint8]:
        """Program at each onset, by the changes in all chunks but one."""
        rows = np.flatnonzero((self._channel == channel) & (self._chunk != (-1 if without is None else without)))
        if not len(rows):
            return np.zeros(len(onset), np.uint8)
        at = np.searchsorted(self._tick[rows], onset, side="right") - 1
        return np.where(at >= 0, self._program[rows][at], 0).astype(np.uint8)


class Change(NamedTuple):
    """Program change to write: tick, track and program."""

    tick: int
    track: int
    program: int


def needed_changes(
    tick: Ints, track: Ints, program_of_track: list[int], channel_of_track: list[int], written: list[Change]
) -> list[Change]:
    """Changes that make every note sound with the program of its track, besides those that are `written` anyway.

    Parameters
    ----------
    tick, track
        Of the notes.
    program_of_track, channel_of_track
        By the number of the track.
    written
        Changes that the score holds, at a tick before the notes of the same tick and track.
    """
    result: list[Change] = []
    tracks_of: dict[int, list[int]] = {}
    for index, channel in enumerate(channel_of_track):
        tracks_of.setdefault(channel, []).append(index)
    sounds = (np.bincount(track, minlength=len(channel_of_track)) > 0).tolist()
    for members in tracks_of.values():
        said = [change for change in written if change.track in members]
        if len(members) == 1 and not said and sounds[members[0]]:
            result.append(Change(0, members[0], program_of_track[members[0]]))
        else:
            result += _of_channel(members, tick, track, program_of_track, said)
    return result


def _of_channel(
    members: list[int], tick: Ints, track: Ints, program_of_track: list[int], written: list[Change]
) -> list[Change]:
    programs = np.array(program_of_track, np.int64)
    rows = np.flatnonzero(np.isin(track, members))
    if not len(rows):
        said = {change.track for change in written}
        silent = [member for member in members if program_of_track[member] and member not in said]
        return [Change(0, member, program_of_track[member]) for member in silent]
    at = np.concatenate((tick[rows], [change.tick for change in written])).astype(np.int64)
    who = np.concatenate((track[rows], [change.track for change in written])).astype(np.int64)
    value = np.concatenate((programs[track[rows]], [change.program for change in written])).astype(np.int64)
    is_note = np.arange(len(at)) < len(rows)
    order = np.lexsort((is_note, who, at))
    at, who, value, is_note = at[order], who[order], value[order], is_note[order]
    # What is set before each event: on the channel, and in the chunk of its own track (readers look at either).
    differs = np.concatenate(([True], value[1:] != value[:-1]))
    by_track = np.argsort(who, kind="stable")
    own, mine = value[by_track], who[by_track]
    differs[by_track] |= np.concatenate(([True], (own[1:] != own[:-1]) | (mine[1:] != mine[:-1])))
    # The first sound of a channel is set at the very beginning, where everything else is set up.
    others = np.flatnonzero(value != value[0])
    n_alike = int(others[0]) if len(others) else len(value)
    first_of_track = np.zeros(len(at), np.bool_)
    first_of_track[by_track[np.concatenate(([True], mine[1:] != mine[:-1]))]] = True
    place = np.where(first_of_track & (np.arange(len(at)) < n_alike), 0, at)
    wanted = np.flatnonzero(differs & is_note)
    columns = (place[wanted].tolist(), who[wanted].tolist(), value[wanted].tolist())
    return [Change(*item) for item in zip(*columns, strict=True)]
