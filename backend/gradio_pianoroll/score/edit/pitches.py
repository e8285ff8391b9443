"""Notes to other pitches."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from ...errors import OpError
from ..immutable import IntArray, RowArray
from ..problems import shown
from ..score_data import ScoreT
from .arguments import choice, number, pitch_class, whole
from .changes import applied, whole_ops
from .chosen import Chosen, chosen_rows
from .scales import scale_degrees, stepped

BEYOND = ("refuse", "keep", "fold")
MAX_PITCH = 127


def transpose(
    score: ScoreT,
    semitones: int | None = None,
    *,
    steps: int | None = None,
    scale: str | Sequence[int] = "major",
    tonic: str | int = "C",
    beyond: str = "refuse",
    ids: Chosen = None,
) -> ScoreT:
    """Move notes by semitones, or by steps along a scale.

    Parameters
    ----------
    score
        Stays as it is.
    semitones
        Up when positive.
    steps
        Steps of `scale`, up when positive. A note between two of the scale keeps its distance from the lower one, as
        far as it stays below the next.
    scale
        Name of one of `SCALES` (``"major"``, ``"dorian"``, ``"pyeongjo"`` …), or its semitones above the tonic.
    tonic
        Note name or pitch class 0-11.
    beyond
        For notes that would leave 0-127: ``"refuse"`` the whole, ``"keep"`` those where they are, or ``"fold"`` them
        back by octaves.
    ids
        Which notes: None for all, an expression of `select`, True or False for each row, or ids.

    Raises
    ------
    OpError
        If an argument cannot be, or a note would have no pitch; the message names it.

    Examples
    --------
    >>> from gradio_pianoroll import NoteTable, Score
    >>> from gradio_pianoroll.score import edit
    >>> melody = Score(NoteTable.from_columns([0, 1, 2], 1, [60, 64, 67]))
    >>> edit.transpose(melody, 12).notes.pitch.tolist()
    [72, 76, 79]
    >>> edit.transpose(melody, steps=1, scale="minor", tonic="A").notes.pitch.tolist()
    [62, 65, 69]
    """
    choice("beyond", beyond, BEYOND)
    if (semitones is None) == (steps is None):
        raise OpError("semitones: give semitones or steps, one of the two", "semitones")
    if semitones is not None:
        table = np.arange(128) + whole("semitones", semitones, -MAX_PITCH, MAX_PITCH)
    else:
        table = stepped(scale_degrees(scale), pitch_class(tonic), whole("steps", steps, -MAX_PITCH, MAX_PITCH))
    return _with_pitches(score, chosen_rows(score, ids), table, beyond)


def invert(score: ScoreT, axis_pitch: float | None = None, beyond: str = "refuse", ids: Chosen = None) -> ScoreT:
    """Mirror pitches: what went up goes down by as much.

    Parameters
    ----------
    score
        Stays as it is.
    axis_pitch
        Pitch that stays where it is, or the middle between two (60.5). None: the middle between the lowest and the
        highest of the notes, so that they keep their range.
    beyond
        For notes that would leave 0-127, as in `transpose`.
    ids
        Which notes: None for all, an expression of `select`, True or False for each row, or ids.

    Raises
    ------
    OpError
        If an argument cannot be, or a note would have no pitch; the message names it.

    Examples
    --------
    >>> from gradio_pianoroll import NoteTable, Score
    >>> from gradio_pianoroll.score import edit
    >>> melody = Score(NoteTable.from_columns([0, 1, 2], 1, [60, 64, 67]))
    >>> edit.invert(melody).notes.pitch.tolist()
    [67, 63, 60]
    >>> edit.invert(melody, axis_pitch=60).notes.pitch.tolist()
    [60, 56, 53]
    """
    choice("beyond", beyond, BEYOND)
    twice = None
    if axis_pitch is not None:
        twice = number("axis_pitch", axis_pitch, 0, MAX_PITCH) * 2
        if twice != int(twice):
            raise OpError(
                f"axis_pitch must be a pitch or the middle between two, not {shown(axis_pitch)}", "axis_pitch"
            )
    rows = chosen_rows(score, ids)
    if not len(rows):
        return score
    if twice is None:
        pitch = score.notes.stored("pitch")[rows]
        twice = int(pitch.min()) + int(pitch.max())
    return _with_pitches(score, rows, int(twice) - np.arange(128), beyond)


def _with_pitches(score: ScoreT, rows: RowArray, table: IntArray, beyond: str) -> ScoreT:
    """Score with the pitches that the table of 128 says."""
    notes = score.notes
    if not len(rows):
        return score
    outside = (table < 0) | (table > MAX_PITCH)
    if beyond == "keep":
        table = np.where(outside, np.arange(128), table)
    elif beyond == "fold":
        table = np.where(
            table < 0, np.mod(table, 12), np.where(table > MAX_PITCH, 116 + np.mod(table - 116, 12), table)
        )
    pitch = notes.stored("pitch")[rows]
    new: Any = table[pitch]
    bad = (new < 0) | (new > MAX_PITCH)
    if bad.any():
        row = int(np.argmax(bad))
        name = notes.external_id(int(rows[row]))
        raise OpError(f"note {name}: pitch {int(new[row])} is not between 0 and 127", name)
    return applied(score, whole_ops(notes, rows, "pitch", new))
