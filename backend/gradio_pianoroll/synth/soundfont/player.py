"""Sound of a score from a cut of a font, chunk by chunk: no more is held than the notes that sound."""

from __future__ import annotations

import os
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from . import records
from .movement import Movement
from .performance import Part
from .playing import Playing, apply_change, events_of
from .row_kernels import MOD_ENVELOPE, N_ROW, PITCH_CENTS, SOURCE_KEY_PRESSURE, VOLUME_ENVELOPE
from .rows import fill, usual_sources
from .state_kernels import BLOCK, IS_DONE, N_STATE, OFF_BLOCK
from .voice_kernels import Changes, Moves, Voices, play

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from .cut import FontCut

#: Samples that are made at once.
CHUNK = 256 * BLOCK
# Voices are dealt out to so many sums, whatever number of threads plays them: the result is the same.
GROUPS = 4
# So few voices are not worth a second thread.
WORTH_THREADS = 8
# A note that is ended by another one of its class (an open hi-hat by a closed one) falls this fast.
KILLED_TIMECENTS = -200.0
# What sounds on after the last note ends at the latest; its last moment is faded.
LONGEST_TAIL_S, FADE_S = 12.0, 0.05
# Level of a font's full scale: a full song comes near 1.
FONT_GAIN = 0.5


@dataclass
class _Voice:
    """What is known of a voice beside its row and state."""

    part: int
    zone: int
    key: int
    velocity: int
    start: int
    off: int
    exclusive: int
    group: int
    onset_s: float = 0.0
    end_s: float = 0.0
    follows: bool = False
    swells: bool = False


@dataclass
class _Change:
    block: int
    off: int
    row: NDArray[np.float64]


class Player:
    """Sound of the parts of a score.

    Parameters
    ----------
    cut
        Zones of the font for all notes of the parts.
    parts
        What is played.
    programs
        By number of the part: the preset that plays a bank; None where the font has nothing like it.
    sr
        Sample rate in Hz.
    movement
        Curves that the notes follow, but for drums.
    threads
        That play at once; None for one for each core. The result does not depend on it.
    """

    def __init__(
        self,
        cut: FontCut,
        parts: list[Part],
        programs: dict[int, dict[int, tuple[int, int] | None]],
        sr: int,
        movement: Movement,
        threads: int | None = None,
    ) -> None:
        self._cut, self._sr, self._movement = cut, sr, movement
        self._pcm = np.ascontiguousarray(cut.pcm)
        self._threads = min(threads or os.cpu_count() or 1, GROUPS)
        self._playing = [Playing(part, programs[part.number], usual_sources(), events_of(part)) for part in parts]
        self._zones: dict[tuple[int, int, int, int], list[int]] = {}
        self._voices: list[_Voice] = []
        self._rows = np.zeros((64, N_ROW))
        self._states = np.zeros((64, N_STATE))
        self._changes: dict[int, list[_Change]] = {}
        self._serial = 0
        last = max((int(part.end.max()) for part in parts if len(part.end)), default=0)
        self._last = last + round(LONGEST_TAIL_S * sr)
        self._relevant = _relevant(cut)

    def chunks(self) -> Iterator[NDArray[np.float32]]:
        """Yield the sound from the first beat on, float32 (samples, 2), until all is silent."""
        carried = np.zeros((2, BLOCK))
        pool = ThreadPoolExecutor(self._threads) if self._threads > 1 else None
        scratch = [(np.zeros(BLOCK), np.zeros((2, CHUNK + BLOCK))) for _ in range(GROUPS)]
        try:
            for first in range(0, self._last + CHUNK, CHUNK):
                end = min(first + CHUNK, self._last)
                if end <= first or (not self._voices and not self._is_more()):
                    break
                self._advance(first, end)
                total = self._sound(first, end, scratch, pool)
                total[:, :BLOCK] += carried
                carried = total[:, end - first : end - first + BLOCK].copy()
                out = np.ascontiguousarray((total[:, : end - first] * FONT_GAIN).T, np.float32)
                yield _faded(out, first, self._last, round(FADE_S * self._sr))
                self._forget_silent()
        finally:
            if pool is not None:
                pool.shutdown()

    def _is_more(self) -> bool:
        return any(playing.next_note < len(playing.part.onset) for playing in self._playing)

    def _advance(self, first: int, end: int) -> None:
        """Start the notes of a chunk and note the changes of all voices in it."""
        self._changes = {}
        for number, playing in enumerate(self._playing):
            part = playing.part
            while True:
                note_at = int(part.onset[playing.next_note]) if playing.next_note < len(part.onset) else end
                event_at = playing.events[playing.next_event][0] if playing.next_event < len(playing.events) else end
                if min(note_at, event_at) >= end:
                    break
                if event_at <= note_at:
                    self._control(number, playing)
                else:
                    self._strike(number, playing)

    def _control(self, number: int, playing: Playing) -> None:
        """Take all changes of controllers within a block, then give the sounding voices new rows."""
        at = playing.events[playing.next_event][0]
        changed: set[int | str] = set()
        while playing.next_event < len(playing.events) and playing.events[playing.next_event][0] == at:
            _, source, value = playing.events[playing.next_event]
            playing.next_event += 1
            if apply_change(playing, source, value):
                changed.add(source)
        if changed & self._relevant or any(isinstance(source, str) for source in changed):
            for index, voice in enumerate(self._voices):
                if voice.part == number and self._states[index, IS_DONE] == 0:
                    self._change(index, at)

    def _change(self, index: int, at: int, off: int = -1, killed: bool = False) -> None:
        voice = self._voices[index]
        row = np.zeros(N_ROW)
        self._row(voice, row)
        listed = self._changes.setdefault(index, [])
        block = max((at - voice.start + BLOCK // 2) // BLOCK, 0)
        if killed or voice.off < 0:
            row[VOLUME_ENVELOPE + 4] = row[MOD_ENVELOPE + 4] = KILLED_TIMECENTS
        listed.append(_Change(block, off, row))

    def _row(self, voice: _Voice, row: NDArray[np.float64]) -> None:
        playing = self._playing[voice.part]
        playing.sources[SOURCE_KEY_PRESSURE] = playing.key_pressure.get(voice.key, 0.0)
        fill(self._cut, voice.zone, voice.key, voice.velocity, playing.sources, playing.part.gain, row)
        row[PITCH_CENTS] += playing.tuning_cents

    def _strike(self, number: int, playing: Playing) -> None:
        part, i = playing.part, playing.next_note
        playing.next_note += 1
        chosen = playing.program.get(int(part.bank[i]))
        key, velocity, start = int(part.pitch[i]), int(part.velocity[i]), int(part.onset[i])
        if chosen is None or velocity == 0:
            return
        zones = self._zones_of(*chosen, key, velocity)
        classes = {int(self._cut.zones[zone, records.EXCLUSIVE_CLASS]) for zone in zones} - {0}
        if classes:
            self._end_class(number, classes, start)
        onset_s, end_s = start / self._sr, int(part.end[i]) / self._sr
        moves = self._movement.is_there and not part.track.is_drum
        follows = moves and self._movement.follows(onset_s, end_s, key)
        off = max((int(part.end[i]) - start + BLOCK // 2) // BLOCK, 1)
        for zone in zones:
            exclusive = int(self._cut.zones[zone, records.EXCLUSIVE_CLASS])
            self._add(
                _Voice(
                    number, zone, key, velocity, start, off, exclusive, self._serial % GROUPS, onset_s, end_s, follows,
                    moves,
                )
            )  # fmt: skip
            self._serial += 1

    def _zones_of(self, bank: int, program: int, key: int, velocity: int) -> list[int]:
        at = (bank, program, key, velocity)
        if at not in self._zones:
            self._zones[at] = self._cut.zones_of(*at).tolist()
        return self._zones[at]

    def _end_class(self, number: int, classes: set[int], at: int) -> None:
        for index, voice in enumerate(self._voices):
            if voice.part == number and voice.exclusive in classes and voice.off >= 0 and voice.start < at:
                block = max((at - voice.start + BLOCK // 2) // BLOCK, 0)
                voice.off = -1
                self._change(index, at, off=block, killed=True)

    def _add(self, voice: _Voice) -> None:
        index = len(self._voices)
        if index == len(self._rows):
            self._rows = np.concatenate([self._rows, np.zeros_like(self._rows)])
            self._states = np.concatenate([self._states, np.zeros_like(self._states)])
        self._voices.append(voice)
        self._states[index] = 0.0
        self._states[index, OFF_BLOCK] = voice.off
        self._row(voice, self._rows[index])

    def _sound(
        self,
        first: int,
        end: int,
        scratch: list[tuple[NDArray[np.float64], NDArray[np.float64]]],
        pool: ThreadPoolExecutor | None,
    ) -> NDArray[np.float64]:
        n = len(self._voices)
        starts = np.array([voice.start for voice in self._voices], np.int64)
        groups = np.array([voice.group for voice in self._voices], np.int64)
        listed = [self._changes.get(index, []) for index in range(n)]
        counts = np.cumsum([0, *(len(own) for own in listed)], dtype=np.int64)
        every = [change for own in listed for change in own]
        blocks = np.array([change.block for change in every], np.int64)
        offs = np.array([change.off for change in every], np.int64)
        rows = np.array([change.row for change in every]).reshape(-1, N_ROW)
        voices = Voices(self._rows, self._states, starts, groups)
        changes = Changes(counts, blocks, offs, rows)
        moves = self._movements(first)

        def add(group: int) -> None:
            sound, out = scratch[group]
            out[:] = 0.0
            play(self._pcm, voices, changes, moves, group, first, end, float(self._sr), sound, out)

        if pool is not None and n >= WORTH_THREADS:
            list(pool.map(add, range(GROUPS)))
        else:
            for group in range(GROUPS):
                add(group)
        return sum((out for _, out in scratch[1:]), start=scratch[0][1])

    def _movements(self, first: int) -> Moves:
        """Pitch and level of the voices that curves move, for each block that begins in the chunk."""
        moved = np.full(len(self._voices), -1, np.int64)
        width = CHUNK // BLOCK + 2
        rows = [index for index, voice in enumerate(self._voices) if voice.swells]
        cents, levels = np.zeros((len(rows), width)), np.ones((len(rows), width))
        for place, index in enumerate(rows):
            voice = self._voices[index]
            moved[index] = place
            block = max(0, -(-(first - voice.start) // BLOCK))
            time_s = (voice.start + (block + np.arange(width)) * BLOCK) / self._sr
            if voice.follows:
                cents[place] = self._movement.cents(time_s, voice.onset_s, voice.end_s, voice.key)
            levels[place] = self._movement.gain(time_s)
        return Moves(moved, cents, levels)

    def _forget_silent(self) -> None:
        """Take the voices that are over out of the tables."""
        n = len(self._voices)
        alive = np.flatnonzero(self._states[:n, IS_DONE] == 0)
        if len(alive) < n:
            self._rows[: len(alive)] = self._rows[alive]
            self._states[: len(alive)] = self._states[alive]
            self._voices = [self._voices[index] for index in alive.tolist()]


def _relevant(cut: FontCut) -> set[int | str]:
    """Controllers that a modulator of the cut listens to."""
    bits = np.unique(cut.modulators[:, [records.SOURCE, records.AMOUNT_SOURCE]])
    return {int(number) & 0x7F for number in bits.tolist() if number & 0x80}


def _faded(out: NDArray[np.float32], first: int, last: int, fade: int) -> NDArray[np.float32]:
    """Sound that ends softly where it has to end."""
    end = first + len(out)
    if end > last - fade:
        at = np.arange(first, end)
        out *= np.clip((last - at) / fade, 0, 1).astype(np.float32)[:, None]
    return out
