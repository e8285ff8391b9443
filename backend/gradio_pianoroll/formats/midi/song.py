"""The chunks of a MIDI file with their notes, each where it sounds."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from pathlib import Path

from gradio_pianoroll.i18n.sentence import Sentence

from ...errors import FormatError
from .container import Container, Division
from .pairing import PairedNotes, pair
from .said import warn
from .scan import DamagedError, Events, among, scan

#: A sequencer-specific meta event at the beginning of a chunk that only holds notes of the chunk before it: the ones
#: that begin and end inside another note of their pitch, which a channel cannot tell apart. 0x7D is the maker number
#: that is free for all.
SEQUENCER_SPECIFIC = 0x7F
LAYER_MARK = b"\x7dgradio-pianoroll layer"
PATTERNS = 2
# System common and real-time messages: they belong on a cable.
_NOT_IN_FILES = frozenset((*range(0xF1, 0xF7), *range(0xF8, 0xFF)))
DRUM_CHANNEL = 9


@dataclass(frozen=True)
class Chunk:
    """Track chunk: its events, its notes, and the number of the chunk that its notes belong to."""

    events: Events
    notes: PairedNotes
    home: int

    @property
    def is_layer(self) -> bool:
        """True if it only goes on with another chunk."""
        return _is_layer(self.events)


@dataclass(frozen=True)
class Song:
    """Content of a file, read once; ticks count from the beginning of the file, also in patterns."""

    format: int
    division: Division
    chunks: list[Chunk]
    karaoke: Events | None = None

    @property
    def unclosed(self) -> int:
        """Number of notes that have no end."""
        return sum(chunk.notes.unclosed for chunk in self.chunks)


def read_song(container: Container, path: Path) -> Song:
    """Scan the chunks of a file and pair their note ends.

    Raises
    ------
    FormatError
        If a chunk is damaged; the message gives its number.
    """
    try:
        scanned = scan(container.tracks)
        paired = pair(scanned)
    except DamagedError as error:
        raise FormatError(path, Sentence("midi.track_damaged", track=error.chunk, error=error)) from error
    chunks: list[Chunk] = []
    start_tick, home, odd = 0, 0, 0
    for index, (events, notes) in enumerate(zip(scanned, paired, strict=True)):
        if container.format == PATTERNS:
            events, notes = _later(events, notes, start_tick)
            start_tick = events.end_tick
        if not (chunks and _is_layer(events)):
            home = index
        odd += int(among(_NOT_IN_FILES)[events.system.kind].sum())
        chunks.append(Chunk(events, notes, home))
    if odd:
        warn(path, Sentence("midi.system", count=odd))
    return Song(container.format, container.division, chunks, _karaoke(container.karaoke, path))


def _is_layer(events: Events) -> bool:
    return LAYER_MARK in events.system.of_kind(SEQUENCER_SPECIFIC)[1]


def _later(events: Events, notes: PairedNotes, ticks: int) -> tuple[Events, PairedNotes]:
    system = dataclasses.replace(events.system, tick=events.system.tick + ticks)
    events = dataclasses.replace(events, tick=events.tick + ticks, system=system, end_tick=events.end_tick + ticks)
    return events, notes._replace(onset=notes.onset + ticks, end=notes.end + ticks)


def _karaoke(body: bytes | None, path: Path) -> Events | None:
    if body is None:
        return None
    # Some programs fill the chunk up with zeros after the last word.
    for content in (body, body.rstrip(b"\0")):
        try:
            return scan([content])[0]
        except DamagedError:
            continue
    warn(path, Sentence("midi.karaoke_damaged"))
    return None
