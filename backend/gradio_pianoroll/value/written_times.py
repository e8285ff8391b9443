"""Which of a note's times a handler wrote, where it handed back a dict of its own: ``{**note, "startSeconds": 1}``.

A note gives its start in six units and its length in seven. Of a note that the page has, it is known what each said
before, so what was written is what differs:

* a unit that was changed wins over those that say what they said;
* of several changed ones the first counts, in the order in which a note without a past is read: pixels, beats, ticks,
  seconds (for the length also the end in seconds), flicks, samples;
* start and length are judged apart: a note whose start alone was written keeps its length in beats, one whose
  `endSeconds` alone was written keeps its start.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gradio_pianoroll.i18n.sentence import Sentence
from gradio_pianoroll.score import Score
from gradio_pianoroll.score.dictform.numbers import note_place, number, shown
from gradio_pianoroll.score.dictform.read_notes import DURATION_KEYS, START_KEYS
from gradio_pianoroll.score.dictform.write import derived_columns
from gradio_pianoroll.score.immutable import RowArray
from gradio_pianoroll.score.notes.delta import DeltaNoteTable
from gradio_pianoroll.score.problems import Problems

GROUPS = (START_KEYS, DURATION_KEYS)
# So many rows are expanded one by one, which spares an edited table its columns.
FEW_ROWS = 16
# A program that computes a time by itself hits it within this; flicks are whole numbers of a 705 millionth of a second.
TOLERANCE = 1e-9
FLICKS_TOLERANCE = 1


def with_written_times(
    shown_as: Score,
    zoom: float,
    notes: list[Any],
    rows: RowArray,
    is_ours: NDArray[np.bool_],
    problems: Problems,
    places: Sequence[int],
) -> list[Any]:
    """The notes with the times that count; those whose times need no choice are the same objects.

    Parameters
    ----------
    shown_as
        The score as the handler saw it.
    zoom
        Pixels per beat of the answer, as a multiple of those of `shown_as`.
    notes
        Notes of the dict form.
    rows
        The row of `shown_as` that each is a new form of, -1 for new notes.
    is_ours
        Whether each is a note of the value that was written to: its pixels are those of `shown_as`. Those of the
        program's own dicts are pixels of the answer.
    problems
        Takes a sentence for each written time that is no number: it does not count.
    places
        Where the notes stand in the list of the handler, for messages.
    """
    known = np.flatnonzero(rows >= 0)
    if not len(known):
        return notes
    result = list(notes)
    before = _times_of(shown_as, rows[known])
    written = _differing([notes[i] for i in known.tolist()], before)
    for at in range(len(known)) if zoom != 1.0 else sorted(written):
        i = int(known[at])
        said = {key: column[at] for key, column in before.items()}
        result[i] = _chosen(notes[i], said, bool(is_ours[i]), zoom, problems, places[i])
    return result


def _times_of(score: Score, rows: RowArray) -> dict[str, list[Any]]:
    keys = [key for group in GROUPS for key in group]
    if len(rows) <= FEW_ROWS and isinstance(score.notes, DeltaNoteTable):
        dicts = [score.note_dict(row) for row in rows.tolist()]
        return {key: [note[key] for note in dicts] for key in keys}
    columns = derived_columns(score, rows)
    return {key: columns[key].tolist() for key in keys}


def _differing(notes: list[Any], before: Mapping[str, list[Any]]) -> set[int]:
    """Which notes have a derived time that differs from what it was. Pixels need no choice: they are read first."""
    found: set[int] = set()
    for group in GROUPS:
        has_pixels = [group[0] in note for note in notes]
        if not all(has_pixels):
            found.update(i for i, has in enumerate(has_pixels) if not has)
        for key in group[1:]:
            said = [note.get(key) for note in notes]
            if said != before[key]:
                pairs = enumerate(zip(said, before[key], strict=True))
                found.update(i for i, (now, then) in pairs if now is not None and not _is_same(key, now, then))
    return found


def _is_same(key: str, now: Any, then: float) -> bool:
    value = number(now)
    if value is None:
        return False
    if key.endswith("Flicks"):
        return abs(value - then) <= FLICKS_TOLERANCE
    return math.isclose(value, then, rel_tol=TOLERANCE, abs_tol=TOLERANCE)


def _chosen(
    note: Mapping[str, Any], said: Mapping[str, Any], is_ours: bool, zoom: float, problems: Problems, place: int
) -> Mapping[str, Any]:
    result = dict(note)
    was_moved = is_ours and "start" in note and not _is_same("start", note["start"], said["start"])
    for group, beats in zip(GROUPS, ("startBeats", "durationBeats"), strict=True):
        present = [key for key in group if note.get(key) is not None]
        changed = [key for key in present if not _is_same(key, note[key], said[key])]
        for key in changed:
            if key != group[0] and number(note[key]) is None:
                name = note_place(place, note.get("id"))
                problems.add(Sentence("json.note_time", name=name, key=key, given=shown(note[key])))
        usable = [key for key in changed if key == group[0] or number(note[key]) is not None]
        if was_moved:
            # Its end and its seconds went along with the start: nobody wrote them.
            usable = [key for key in usable if key == group[0]]
        if group[0] in usable:
            if is_ours and zoom != 1.0 and number(note[group[0]]) is not None:
                result[group[0]] = note[group[0]] * zoom
            continue
        if not present:
            continue
        for key in present:
            del result[key]
        if usable:
            result[usable[0]] = note[usable[0]]
        else:
            result[beats] = said[beats]
    return result
