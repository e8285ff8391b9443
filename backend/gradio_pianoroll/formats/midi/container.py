"""What a MIDI file is wrapped in: RIFF, the header, its chunks."""

from __future__ import annotations

import struct
from dataclasses import dataclass, field
from pathlib import Path

from gradio_pianoroll.i18n.sentence import Sentence

from ...errors import FormatError
from ..bounds import MAX_MIDI_BYTES, MAX_MIDI_TRACKS, refuse_more
from .said import warn

# SMPTE formats by the high byte of the division, in frames per second; 29 stands for 30 drop-frame.
_FRAME_RATES = {24: 24.0, 25: 25.0, 29: 30000 / 1001, 30: 30.0}


@dataclass(frozen=True)
class Division:
    """Meaning of a tick: a part of a beat, or (`ticks_per_s`) of a second."""

    ppqn: int = 480
    ticks_per_s: float | None = None


@dataclass(frozen=True)
class Container:
    """Header's words and the bytes of the chunks.

    `karaoke` is the body of a Yamaha XF karaoke chunk, which has the form of a track.
    """

    format: int
    division: Division
    tracks: list[bytes] = field(default_factory=list)
    karaoke: bytes | None = None


def open_container(data: bytes, path: Path) -> Container:
    """Chunks of a file.

    Raises
    ------
    FormatError
        If it is no MIDI file, or is cut off.
    """
    refuse_more(path, len(data), MAX_MIDI_BYTES, Sentence("amount.bytes"))
    data = _unwrap(data, path)
    if data[:4] != b"MThd":
        raise FormatError(path, Sentence("midi.no_midi"))
    if len(data) < 14:
        raise FormatError(path, Sentence("midi.cut_in_header"))
    size, kind, declared, division = struct.unpack(">IHHH", data[4:14])
    if size < 6:
        raise FormatError(path, Sentence("midi.short_header"))
    known_division = _division(division, path)
    tracks, karaoke = _chunks(data, 8 + size, path)
    refuse_more(path, len(tracks), MAX_MIDI_TRACKS, Sentence("amount.tracks"))
    if 0 < declared < len(tracks):
        warn(path, Sentence("midi.more_tracks", declared=declared, count=len(tracks) - declared))
        tracks = tracks[:declared]
    return Container(kind, known_division, tracks, karaoke)


def _unwrap(data: bytes, path: Path) -> bytes:
    """MIDI file inside a RIFF file (``.rmi``)."""
    if data[:4] != b"RIFF" or data[8:12] != b"RMID":
        return data
    at, inside, others = 12, b"", []
    while at + 8 <= len(data):
        name, size = data[at : at + 4], int.from_bytes(data[at + 4 : at + 8], "little")
        body = data[at + 8 : at + 8 + size]
        if name == b"data" and not inside:
            inside = body
        elif name != b"LIST" or body[:4] != b"INFO":
            others.append((body[:4] if name in (b"LIST", b"RIFF") else name).decode("latin-1").strip())
        at += 8 + size + (size & 1)
    if not inside:
        raise FormatError(path, Sentence("midi.riff_empty"))
    if others:
        warn(path, Sentence("midi.riff_others", names=", ".join(others[:5])))
    return inside


def _division(value: int, path: Path) -> Division:
    if not value & 0x8000:
        if value == 0:
            raise FormatError(path, Sentence("midi.no_ticks"))
        return Division(value)
    frames, ticks = 256 - (value >> 8), value & 0xFF
    if frames not in _FRAME_RATES or ticks == 0:
        raise FormatError(path, Sentence("midi.frames", ticks=ticks, frames=frames))
    return Division(ticks_per_s=_FRAME_RATES[frames] * ticks)


def _chunks(data: bytes, start: int, path: Path) -> tuple[list[bytes], bytes | None]:
    """Bodies of the MTrk chunks, and that of a karaoke chunk; unknown chunks are passed over."""
    tracks: list[bytes] = []
    karaoke = None
    while start + 8 <= len(data):
        name, size = data[start : start + 4], int.from_bytes(data[start + 4 : start + 8], "big")
        end = start + 8 + size
        if name == b"MTrk":
            if end > len(data):
                raise FormatError(path, Sentence("midi.cut", count=end - len(data)))
            tracks.append(data[start + 8 : end])
        elif name == b"XFKM":
            karaoke = data[start + 8 : end]
        start = end
    if not tracks:
        raise FormatError(path, Sentence("midi.no_tracks"))
    return tracks, karaoke
