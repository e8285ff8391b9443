"""The edits of `benchmarks.edit` as one writes them without a table of notes: loops over pretty_midi's `Note` objects.

Each changes the list that it is given, which spares it the copy that ours makes. At one tempo, 120 beats a minute.
"""

from __future__ import annotations

import bisect
import itertools
import random
from collections import defaultdict
from collections.abc import Callable

import pretty_midi

from gradio_pianoroll.score import Score

Notes = list[pretty_midi.Note]
S_PER_BEAT = 0.5
DORIAN_ON_D = sorted({pitch for pitch in range(128) if (pitch - 2) % 12 in (0, 2, 3, 5, 7, 9, 10)})


def notes_of(score: Score) -> Notes:
    """Notes of a score as objects, in order."""
    table = score.notes
    start_s = table.onset_beats * S_PER_BEAT
    end_s = start_s + table.duration_beats * S_PER_BEAT
    columns = zip(table.velocity.tolist(), table.pitch.tolist(), start_s.tolist(), end_s.tolist(), strict=True)
    return [pretty_midi.Note(velocity, pitch, start, end) for velocity, pitch, start, end in columns]


def quantize(notes: Notes) -> None:
    """Onsets to the nearest triplet eighth."""
    grid_s = S_PER_BEAT / 3
    for note in notes:
        by = round(note.start / grid_s) * grid_s - note.start
        note.start += by
        note.end += by


def humanize(notes: Notes) -> None:
    """Onsets, lengths and velocities by chance."""
    chance = random.Random(1)
    for note in notes:
        length = (note.end - note.start) * (1 + chance.triangular(-0.1, 0.1))
        note.start = max(0.0, note.start + chance.triangular(-0.01, 0.01))
        note.end = note.start + length
        note.velocity = min(127, max(1, round(note.velocity + chance.triangular(-6, 6))))


def transpose(notes: Notes) -> None:
    """Up by a semitone."""
    for note in notes:
        if note.pitch < 127:
            note.pitch += 1


def transpose_by_steps(notes: Notes) -> None:
    """Up by two steps of the Dorian scale on D."""
    for note in notes:
        place = bisect.bisect_right(DORIAN_ON_D, note.pitch) - 1
        if place + 2 < len(DORIAN_ON_D):
            note.pitch = DORIAN_ON_D[place + 2] + note.pitch - DORIAN_ON_D[place]


def invert(notes: Notes) -> None:
    """Around the middle of the highest and the lowest."""
    both = max(note.pitch for note in notes) + min(note.pitch for note in notes)
    for note in notes:
        note.pitch = both - note.pitch


def scale_time(notes: Notes) -> None:
    """To three quarters of the time."""
    first = notes[0].start
    for note in notes:
        note.start = first + (note.start - first) * 0.75
        note.end = first + (note.end - first) * 0.75


def reverse(notes: Notes) -> None:
    """The last first."""
    both = notes[0].start + max(note.end for note in notes)
    for note in notes:
        note.start, note.end = both - note.end, both - note.start
    notes.sort(key=lambda note: (note.start, note.pitch))


def velocity_curve(notes: Notes) -> None:
    """Softer, and louder towards the end."""
    first, last = notes[0].start, notes[-1].start
    for note in notes:
        share = 0.5 + 0.5 * (note.start - first) / (last - first)
        note.velocity = min(127, max(1, round(note.velocity * 0.8 * share)))


def shorten_overlaps(notes: Notes) -> None:
    """Each note ends where the next one of its pitch begins."""
    voices: dict[int, Notes] = defaultdict(list)
    for note in notes:
        voices[note.pitch].append(note)
    for voice in voices.values():
        for note, follower in itertools.pairwise(voice):
            if follower.start > note.start:
                note.end = min(note.end, follower.start)


def duplicate(notes: Notes) -> None:
    """A copy of each a beat later."""
    notes += [pretty_midi.Note(n.velocity, n.pitch, n.start + S_PER_BEAT, n.end + S_PER_BEAT) for n in notes]
    notes.sort(key=lambda note: (note.start, note.pitch))


# Name in the report of `benchmarks.edit` → the loop.
LOOPS: dict[str, Callable[[Notes], None]] = {
    "quantize": quantize,
    "humanize": humanize,
    "transpose by a semitone": transpose,
    "transpose by steps": transpose_by_steps,
    "invert": invert,
    "scale_time by three quarters": scale_time,
    "reverse": reverse,
    "velocity_curve": velocity_curve,
    "fix_overlaps, shorten": shorten_overlaps,
    "duplicate": duplicate,
}
