"""The tracks that symusic gives, with the channel and the chunk they came from.

symusic keeps neither, gives its tracks in no stated order and leaves out notes that are never released. The scan of the
bytes knows where every note was struck; the two are matched by what they contain.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from .smf import PERCUSSION_CHANNEL, Group, MidiFile

Ints = NDArray[np.int64]


@dataclass(frozen=True)
class Part:
    """The notes of one channel and program of one chunk; ticks of the file."""

    chunk: int
    channel: int
    program: int
    onset: Ints
    duration: Ints
    pitch: Ints
    velocity: Ints


def parts_of(parsed: Any, file: MidiFile) -> tuple[list[Part], int]:
    """The parts of a file in the order of its chunks, and how many notes had no end."""
    groups = [group for chunk in file.chunks for group in chunk.groups.values()]
    waiting: dict[tuple[int, bool], list[_Track]] = {}
    for track in parsed.tracks:
        if len(track.notes):
            waiting.setdefault((track.program, track.is_drum), []).append(_Track(track))
    parts, unclosed = [], 0
    for group in groups:
        struck = _struck(group)
        track = _best(waiting.get((group.program, group.channel == PERCUSSION_CHANNEL), []), struck)
        part, missing = _part(group, struck, track, file.chunks[group.chunk].end_tick)
        unclosed += missing
        if len(part.onset):
            parts.append(part)
    return parts, unclosed


class _Track:
    """The columns of a symusic track, and a key of each note that its note-on has too."""

    def __init__(self, track: Any) -> None:
        columns = track.notes.numpy()
        self.onset, self.duration, self.pitch, self.velocity = (
            columns[name].astype(np.int64) for name in ("time", "duration", "pitch", "velocity")
        )
        self.keys = self.onset << 14 | self.pitch << 7 | self.velocity
        self.sorted_keys = np.sort(self.keys)


def _struck(group: Group) -> Ints:
    """Sorted keys of the note-ons of a group."""
    return np.sort(np.array(group.ticks, np.int64) << 14 | np.array(group.keys, np.int64))


def _best(tracks: list[_Track], struck: Ints) -> _Track | None:
    """The track whose notes are those of the group; it is taken out of the list."""
    for i, track in enumerate(tracks):
        if np.array_equal(track.sorted_keys, struck):
            return tracks.pop(i)
    # With notes that are never released the track is a part of the group: all its notes are among the struck ones.
    shares = [int(np.isin(track.keys, struck).sum()) if len(track.keys) < len(struck) else 0 for track in tracks]
    inside = [i for i, share in enumerate(shares) if share == len(tracks[i].keys)]
    return tracks.pop(max(inside, key=lambda i: shares[i])) if inside else None


def _part(group: Group, struck: Ints, track: _Track | None, end_tick: int) -> tuple[Part, int]:
    """The notes of a group: those of the track, and those without an end until `end_tick`."""
    released = np.zeros(0, np.int64) if track is None else track.sorted_keys
    held = _without(struck, released)
    onset, pitch, velocity = held >> 14, held >> 7 & 0x7F, held & 0x7F
    duration = np.maximum(end_tick - onset, 1)
    if track is not None:
        onset, pitch, velocity, duration = (
            np.concatenate((ours, theirs))
            for ours, theirs in (
                (track.onset, onset), (track.pitch, pitch), (track.velocity, velocity), (track.duration, duration)
            )
        )  # fmt: skip
    return Part(group.chunk, group.channel, group.program, onset, duration, pitch, velocity), len(held)


def _without(keys: Ints, taken: Ints) -> Ints:
    """Sorted `keys` less one for each of the sorted `taken` ones, as a multiset."""
    if not len(taken):
        return keys
    # The k-th of several equal keys is taken when at least k of them are.
    rank = np.arange(len(keys)) - np.searchsorted(keys, keys)
    count = np.searchsorted(taken, keys, side="right") - np.searchsorted(taken, keys)
    return keys[rank >= count]
