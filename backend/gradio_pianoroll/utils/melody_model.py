"""A small model that continues a melody: it learns from the notes in the roll and adds to them.

A Markov chain of variable order over (interval, duration, gap), as in F. Pachet, "The Continuator: Musical Interaction
with Style", Journal of New Music Research 32(3), 2003: the longest context that was seen decides, and escapes to a
shorter one as in A. Moffat, "Implementing the PPM data compression scheme", IEEE Trans. Communications 38(11), 1990
(method C).
"""

from __future__ import annotations

import math
import random
from collections import Counter, defaultdict
from collections.abc import Iterator
from typing import Any

from ..constants import MIDDLE_C
from ..score import NoteTable, Score, TempoMap

# What is learned from when there is no melody yet: pentatonic, (pitch, beats).
_FIRST_PHRASE = (
    (60, 1.5), (62, 0.5), (64, 1.0), (67, 1.0), (69, 1.5), (67, 0.5), (64, 0.5), (62, 0.5), (64, 1.0),
    (67, 0.5), (69, 0.5), (72, 1.0), (69, 0.5), (67, 0.5), (64, 1.0), (62, 0.5), (60, 0.5), (62, 1.0), (60, 2.0),
)  # fmt: skip
# Beyond these a melody turns back.
LOWEST, HIGHEST = 48, 84
Step = tuple[int, float, float]


class MelodyModel:
    """Learns the steps of a melody.

    Parameters
    ----------
    score
        Whose notes are learned from; the highest voice where several sound. A pentatonic phrase is learned when it
        has fewer than three notes.
    order
        How many steps of the past may decide, 1-8.
    """

    def __init__(self, score: Score, order: int = 2) -> None:
        if not 1 <= order <= 8:
            raise ValueError(f"order must be 1 to 8, not {order}")
        self.order = order
        self._melody = _melody_of(score) or _scale()
        self._next: dict[tuple[Step, ...], Counter[Step]] = defaultdict(Counter)
        steps = _steps(self._melody)
        for i, step in enumerate(steps):
            for length in range(min(order, i) + 1):
                self._next[tuple(steps[i - length : i])][step] += 1

    def continuation(
        self, n_notes: int, *, start_beats: float, temperature: float = 1.0, seed: int | None = None
    ) -> Iterator[dict[str, Any]]:
        """Notes that go on where the melody ends.

        Parameters
        ----------
        n_notes
            How many.
        start_beats
            Where the first one begins.
        temperature
            Above 1 more surprising, below 1 more alike.
        seed
            The same seed gives the same notes.

        Yields
        ------
        dict
            A note of the dict form, its times in beats.
        """
        chance = random.Random(seed)
        past = _steps(self._melody)[-self.order :]
        pitch, beat = self._melody[-1][2], start_beats
        for _ in range(n_notes):
            step = self._chosen(tuple(past), max(temperature, 0.05), chance)
            interval, duration, gap = step
            pitch = _inside(pitch, interval)
            yield {
                "pitch": pitch,
                "startBeats": beat,
                "durationBeats": duration,
                "velocity": 82 + round(14 * math.sin(beat * math.pi / 4)),
            }
            beat += duration + gap
            past = [*past, step][-self.order :]

    def _chosen(self, past: tuple[Step, ...], temperature: float, chance: random.Random) -> Step:
        """A step after the longest known end of the past, or after a shorter one by chance."""
        contexts = [past[i:] for i in range(len(past) + 1) if past[i:] in self._next]
        for context in contexts:
            known = self._next[context]
            escape = len(known) / (len(known) + known.total()) * min(temperature, 1.5)
            if not context or chance.random() >= escape:
                break
        steps = list(known)
        return chance.choices(steps, [known[step] ** (1 / temperature) for step in steps])[0]


def first_phrase() -> Score:
    """A melody to begin with: nineteen notes of a pentatonic scale, 100 beats per minute."""
    onset, duration, pitch = zip(*_scale(), strict=True)
    return Score(notes=NoteTable.from_columns(onset, duration, pitch, 88), tempo_map=TempoMap(100))


def _melody_of(score: Score) -> list[tuple[float, float, int]]:
    """Onset, duration and pitch of the highest note at each onset; empty for fewer than three."""
    notes = score.notes
    highest: dict[float, tuple[float, float, int]] = {}
    for row in zip(notes.onset_beats.tolist(), notes.duration_beats.tolist(), notes.pitch.tolist(), strict=True):
        highest[row[0]] = row
    melody = [highest[onset] for onset in sorted(highest)]
    return melody if len(melody) >= 3 else []


def _scale() -> list[tuple[float, float, int]]:
    melody, beat = [], 0.0
    for pitch, duration in _FIRST_PHRASE:
        melody.append((beat, duration, pitch))
        beat += duration
    return melody


def _steps(melody: list[tuple[float, float, int]]) -> list[Step]:
    """Interval from the note before, length, and rest until the next one, on a grid of 1/96 beat."""
    steps = []
    for before, note, after in zip(melody[:-1], melody[1:], [*melody[2:], None], strict=True):
        gap = 0.0 if after is None else max(after[0] - note[0] - note[1], 0.0)
        steps.append((note[2] - before[2], max(round(note[1] * 96), 1) / 96, round(min(gap, 4.0) * 96) / 96))
    return steps


def _inside(pitch: int, interval: int) -> int:
    """The next pitch; the interval is turned round where it would leave the range."""
    following = pitch + interval
    if not LOWEST <= following <= HIGHEST:
        following = pitch - interval
    return following if LOWEST <= following <= HIGHEST else MIDDLE_C
