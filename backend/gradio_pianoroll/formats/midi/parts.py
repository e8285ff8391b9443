"""The tracks of a score that the notes of a MIDI file make: one for each chunk, channel and program."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from gradio_pianoroll.i18n.sentence import Sentence

from .programs import programs_of_notes
from .scan import Ints
from .song import Song

MAX_PARTS = 256


@dataclass(frozen=True)
class Part:
    """Track to be: the notes of one channel and program of a chunk; `first_tick` is where they begin."""

    chunk: int
    channel: int
    program: int
    first_tick: int


@dataclass(frozen=True)
class Notes:
    """Notes of a file, in columns, and the parts that `part` points at; ticks of the file.

    `n_parts` is how many parts there would be without a limit.
    """

    onset: Ints
    end: Ints
    pitch: NDArray[np.uint8]
    velocity: NDArray[np.uint8]
    release: NDArray[np.uint8]
    part: Ints
    parts: list[Part]
    n_parts: int = 0

    def take(self, rows: NDArray[np.intp]) -> Notes:
        """Take some of the notes."""
        return Notes(
            self.onset[rows],
            self.end[rows],
            self.pitch[rows],
            self.velocity[rows],
            self.release[rows],
            self.part[rows],
            self.parts,
            self.n_parts,
        )


def notes_of(song: Song) -> Notes:
    """Notes of all chunks and their parts, in the order of the chunks and of their first notes."""
    notes = [chunk.notes for chunk in song.chunks]
    onset, end, channel, pitch, velocity, release = (np.concatenate(c) for c in list(zip(*notes, strict=True))[:6])
    home = np.repeat([chunk.home for chunk in song.chunks], [len(s.onset) for s in notes])
    program = np.concatenate(programs_of_notes(song))
    if (program & 0x80).any():
        raise ValueError(Sentence("midi.program_above"))
    key = home << 11 | channel.astype(np.int64) << 7 | program
    keys, first, part = np.unique(key, return_index=True, return_inverse=True)
    # A layer's notes are those of its chunk: the order is that of the chunks, then of the first notes.
    order = np.lexsort((first, keys >> 11))
    rank = np.empty(len(order), np.int64)
    rank[order] = np.arange(len(order))
    part = np.minimum(rank[part.reshape(-1)], MAX_PARTS - 1)
    firsts = np.full(len(keys), np.iinfo(np.int64).max)
    np.minimum.at(firsts, part, onset)
    parts = [
        Part(k >> 11, k >> 7 & 0xF, k & 0x7F, tick)
        for k, tick in zip(keys[order].tolist(), firsts.tolist(), strict=True)
    ]
    return Notes(onset, end, pitch, velocity, release, part, parts[:MAX_PARTS], len(parts))
