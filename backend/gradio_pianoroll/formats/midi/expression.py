"""What is played beside the notes of a MIDI file: curves, and the extras of its score."""

from __future__ import annotations

from typing import Any

import numpy as np

from gradio_pianoroll.i18n.sentence import Sentence

from ...score import MAX_TICK, TICKS_PER_BEAT, Curve
from .clock import TEMPO, TIME_SIGNATURE, Clock
from .controllers import (
    CONTROL,
    PAN,
    SETUP_CONTROLS,
    VOLUME,
    Lane,
    Values,
    curve_of,
    lanes_of,
    n_values,
    pan_of,
    values_of,
)
from .kept import KEY_SIGNATURE, MAX_ITEMS, NAME, TEXT, TEXT_KINDS, Keeper
from .parts import Notes
from .programs import PROGRAM, Change, needed_changes
from .scan import END_OF_TRACK, SYSTEM_EXCLUSIVE, Ints, among
from .song import LAYER_MARK, SEQUENCER_SPECIFIC, Chunk, Song
from .texts import Decoder
from .words import tags_of

MAX_CURVES = 1_024
#: So many stretches of one controller in one chunk are looked at.
MAX_PIECES = 20_000
MAX_SETUP = 4 * MAX_ITEMS
_BANKS = (0, 32)
_READ_ELSEWHERE = frozenset((TEMPO, TIME_SIGNATURE, END_OF_TRACK, *range(0xF1, 0xF7), *range(0xF8, 0x100)))


class Places:
    """Track that what stands in a chunk belongs to."""

    def __init__(self, notes: Notes) -> None:
        self._by_chunk: dict[int, int] = {}
        self._by_channel: dict[tuple[int | None, int, int | None], int] = {}
        for i, part in enumerate(notes.parts):
            self._by_chunk.setdefault(part.chunk, i)
            for chunk in (part.chunk, None):
                for program in (part.program, None):
                    self._by_channel.setdefault((chunk, part.channel, program), i)

    def has_notes(self, chunk: int) -> bool:
        """Return True if a chunk has tracks of its own."""
        return chunk in self._by_chunk

    def of_chunk(self, chunk: int) -> int:
        """First track of a chunk; the first of all for a chunk without notes."""
        return self._by_chunk.get(chunk, 0)

    def of_channel(self, chunk: int, channel: int, program: int | None = None) -> int | None:
        """First track of a channel, first in its own chunk; of a program, if one is given."""
        anywhere = self._by_channel.get((None, channel, program))
        return self._by_channel.get((chunk, channel, program), anywhere)


def gain_of(notes: Notes, part: int, lanes: dict[Lane, Values]) -> float:
    """Gain of the volume controller that holds at a part's first note, 1.0 at the MIDI default of 100."""
    value = _held(notes, part, lanes, VOLUME)
    return 1.0 if value is None else value / 100


def place_of(notes: Notes, part: int, lanes: dict[Lane, Values]) -> float:
    """Place from left (-1) to right (1) that the pan controller says at a part's first note."""
    value = _held(notes, part, lanes, PAN)
    return 0.0 if value is None else pan_of(value)


def _held(notes: Notes, part: int, lanes: dict[Lane, Values], number: int) -> int | None:
    """Value of a controller that holds at a part's first note; None when there is none."""
    own = notes.parts[part]
    found = None
    for lane, values in lanes.items():
        if (lane.kind, lane.number, lane.channel) != (CONTROL, number, own.channel) or lane.track is None:
            continue
        # A controller is that of its channel; what stands in the part's own chunk comes first.
        if found is None or notes.parts[lane.track].chunk == own.chunk:
            found = values
    return None if found is None else int(found.value[place_before(found.tick, own.first_tick)])


def place_before(ticks: Ints, tick: int) -> int:
    """Index of the last value at or before a tick; the first one when there is none."""
    return max(int(np.searchsorted(ticks, tick, side="right")) - 1, 0)


def lanes_in(song: Song, notes: Notes, keeper: Keeper) -> dict[Lane, Values]:
    """Controllers, bends and pressure by track."""
    places = Places(notes)
    gathered: dict[Lane, list[Values]] = {}
    n_pieces = 0
    for chunk in song.chunks:
        events = chunk.events
        if n_pieces > MAX_PIECES:
            keeper.leave_out(Sentence("midi.controllers_beyond"), n_values(events.status, events.data1))
            continue
        for (kind, number, channel), rows in lanes_of(events.status, events.data1, events.data2):
            data1, data2 = events.data1[rows], events.data2[rows]
            good = (data1 | (data2 if kind != 0xD else 0)) < 0x80
            keeper.leave_out(Sentence("midi.controllers_impossible"), int((~good).sum()))
            rows = rows[good]
            n_pieces += 1
            if not len(rows):
                continue
            track = places.of_channel(chunk.home, channel)
            lane = Lane(kind, number, track, channel)
            values = Values(events.tick[rows], values_of(kind, data1[good], data2[good]))
            gathered.setdefault(lane, []).append(values)
    lanes = {}
    for lane in sorted(gathered, key=lambda lane: (256 if lane.track is None else lane.track, *lane[:2], lane.channel)):
        tick, value = (np.concatenate(column) for column in zip(*gathered[lane], strict=True))
        order = np.argsort(tick, kind="stable")
        lanes[lane] = Values(tick[order], value[order])
    return lanes


def curves_of(lanes: dict[Lane, Values], notes: Notes, clock: Clock, keeper: Keeper) -> list[Curve]:
    """Lanes as curves; a volume or pan that never changes is the track's."""
    curves: list[Curve] = []
    for lane, values in lanes.items():
        is_mix = lane.kind == CONTROL and lane.number in (VOLUME, PAN) and lane.track is not None
        if is_mix and len(values.tick) == 1 and values.tick[0] <= notes.parts[lane.track or 0].first_tick:
            continue
        beats = clock.beats(values.tick)
        reached = beats * TICKS_PER_BEAT <= MAX_TICK
        keeper.leave_out(Sentence("midi.controllers_late"), int((~reached).sum()))
        if len(curves) == MAX_CURVES:
            keeper.leave_out(Sentence("midi.controllers_beyond"), len(values.tick))
        elif reached.any():
            curves.append(curve_of(lane, beats[reached], values.value[reached]))
    return curves


def keep(
    song: Song,
    notes: Notes,
    clock: Clock,
    decoder: Decoder,
    lost: list[tuple[int, str, int]],
    sung: int,
    keeper: Keeper,
) -> dict[str, Any]:
    """Extras of the score.

    Parameters
    ----------
    song, notes, clock, decoder
        The file.
    lost
        Lyrics without a note: tick, text, chunk.
    sung
        The kind of text event that the words are.
    keeper
        Takes what is found.
    """
    places = Places(notes)
    for chunk in song.chunks:
        _keep_system(chunk, places, clock, decoder, sung, keeper)
    beats = _beats(clock, [tick for tick, _, _ in lost])
    for beat, (_, text, owner) in zip(beats, lost, strict=True):
        # As plain texts: written as lyrics, they would be given to other notes when they are read again.
        keeper.text(beat, TEXT, text, places.of_chunk(owner))
    _keep_setup(song, notes, places, clock, keeper)
    return keeper.extra()


def _beats(clock: Clock, ticks: list[int]) -> list[float]:
    """Beats of ticks, the last possible beat for those beyond it."""
    return np.minimum(clock.beats(ticks), MAX_TICK / TICKS_PER_BEAT).tolist() if ticks else []


def _keep_system(chunk: Chunk, places: Places, clock: Clock, decoder: Decoder, sung: int, keeper: Keeper) -> None:
    owner = places.of_chunk(chunk.home)
    named = False
    events = chunk.events.system.not_of_kinds(_READ_ELSEWHERE | {sung})
    if sung == TEXT:
        events = tags_of(chunk) + events
    beats = _beats(clock, [event.tick for event in events])
    for beat, (_, _, kind, data) in zip(beats, events, strict=True):
        if kind == NAME and not named:
            # The first name of a chunk with notes is that of its tracks.
            named = True
            if places.has_notes(chunk.home):
                continue
        if kind in TEXT_KINDS:
            keeper.text(beat, kind, decoder.decode(kind, data), owner)
        elif kind == KEY_SIGNATURE:
            keeper.key_signature(beat, data)
        elif kind != SEQUENCER_SPECIFIC or data != LAYER_MARK:
            keeper.raw(beat, kind, data, 0 if kind >= SYSTEM_EXCLUSIVE else owner)


def _keep_setup(song: Song, notes: Notes, places: Places, clock: Clock, keeper: Keeper) -> None:
    """Controllers whose order matters, and the program changes that the tracks and notes do not imply."""
    found: list[tuple[int, dict[str, int], dict[str, int | None]]] = []
    chosen: list[tuple[Change, bool]] = []
    n_seen = 0
    for chunk in song.chunks:
        if chunk.is_layer:
            continue
        events = chunk.events
        kind = events.status >> 4
        rows = np.flatnonzero((kind == PROGRAM) | ((kind == CONTROL) & among(SETUP_CONTROLS)[events.data1]))
        rows, surplus = rows[: MAX_SETUP - n_seen], rows[MAX_SETUP - n_seen :]
        n_seen += len(rows)
        keeper.leave_out(Sentence("midi.beyond", what=Sentence("midi.kept.setup")), len(surplus))
        columns = (events.tick, events.status, events.data1, events.data2)
        listed = list(zip(*(column[rows].tolist() for column in columns), strict=True))
        banks = _last_banks(listed)
        for place, (tick, status, data1, data2) in enumerate(listed):
            channel = status & 0xF
            first = places.of_channel(chunk.home, channel)
            if status >> 4 == CONTROL:
                if data1 > 127 or data2 > 127:
                    keeper.leave_out(Sentence("midi.controllers_impossible"))
                else:
                    found.append((tick, _place(first, channel), {"control": data1, "value": data2}))
                continue
            own = places.of_channel(chunk.home, channel, data1)
            if own is not None:
                found.append((tick, _place(own, channel), {"program": None}))
                chosen.append((Change(tick, own, data1), place < banks.get((channel, tick), -1)))
            else:
                found.append((tick, _place(first, channel), {"program": data1}))
                if first is not None:
                    chosen.append((Change(tick, first, data1), True))
    implied = _implied(notes, chosen)
    beats = _beats(clock, [tick for tick, _, _ in found])
    for beat, (tick, where, said) in zip(beats, found, strict=True):
        own = where.get("track")
        if said.get("program", 0) is None and own is not None and (tick, own, notes.parts[own].program) in implied:
            continue
        keeper.setup(beat, where, **said)


def _implied(notes: Notes, chosen: list[tuple[Change, bool]]) -> set[Change]:
    """Program changes that would be written anyway, for the notes.

    `chosen` are those of the file, and whether they have to stay in any case. Those that stand where one would be
    written, at the beginning or at a note of their track, are tried without.
    """
    if not chosen:
        return set()
    sought = np.isin(notes.onset, [change.tick for change, _ in chosen])
    at_notes = set(zip(notes.onset[sought].tolist(), notes.part[sought].tolist(), strict=True))
    programs = [part.program for part in notes.parts]
    channels = [part.channel for part in notes.parts]
    fixed = [change for change, stays in chosen if stays or (change.tick and change[:2] not in at_notes)]
    early = {change for change, stays in chosen if not stays and not change.tick and change[:2] not in at_notes}
    while True:
        implied = set(needed_changes(notes.onset, notes.part, programs, channels, fixed))
        stay = early - implied
        if not stay:
            return implied - set(fixed)
        fixed += stay
        early -= stay


def _last_banks(listed: list[tuple[int, ...]]) -> dict[tuple[int, int], int]:
    """Places of the last bank selection of each channel and tick in the list."""
    return {
        (status & 0xF, tick): place
        for place, (tick, status, data1, _) in enumerate(listed)
        if status >> 4 == CONTROL and data1 in _BANKS
    }


def _place(track: int | None, channel: int) -> dict[str, int]:
    return {"channel": channel} if track is None else {"track": track}
