"""Notes over others: which they are, and what becomes of them."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from ...errors import OpError
from ..immutable import RowArray
from ..notes.table import NoteTable
from ..ops import Delete, Op, Set
from ..score_data import ScoreData, ScoreT
from .arguments import choice
from .changes import applied, time_ops
from .chosen import Chosen, chosen_rows
from .voices import Voices, overlapping, voices

PER = ("pitch", "track")
POLICIES = ("shorten", "delay", "merge")


def overlaps(score: ScoreData, per: str = "pitch", ids: Chosen = None) -> NDArray[np.bool_]:
    """True for the notes that sound while another one of their voice does; both of them.

    Parameters
    ----------
    score
        Stays as it is.
    per
        What is a voice: ``"pitch"``, notes of one track and pitch (of which a synthesizer can play one at a time), or
        ``"track"``, all notes of a track (a singer).
    ids
        Among which notes: None for all, an expression of `select`, True or False for each row, or ids.

    Returns
    -------
    numpy.ndarray
        bool, one for each row of `score.notes`.

    Examples
    --------
    >>> from gradio_pianoroll import NoteTable, Score
    >>> from gradio_pianoroll.score import edit
    >>> score = Score(NoteTable.from_columns([0, 1, 2], [1.5, 1, 1], [60, 60, 60]))
    >>> edit.overlaps(score).tolist()
    [True, True, False]
    """
    choice("per", per, PER)
    return overlapping(score.notes, chosen_rows(score, ids), per)


def fix_overlaps(score: ScoreT, policy: str = "shorten", per: str = "pitch", ids: Chosen = None) -> ScoreT:
    """Let at most one note of each voice sound at a time.

    Parameters
    ----------
    score
        Stays as it is.
    policy
        ``"shorten"``: a note ends where the next one begins; of those that begin together the longest stays.
        ``"delay"``: a note begins where those before it have ended; what then has no length goes.
        ``"merge"``: notes that overlap become one, from the first onset to the last end.
    per
        What is a voice: ``"pitch"``, notes of one track and pitch, or ``"track"``, all notes of a track (not with
        ``"merge"``).
    ids
        Which notes: None for all, an expression of `select`, True or False for each row, or ids.

    Raises
    ------
    OpError
        If an argument is none of these.

    Examples
    --------
    >>> from gradio_pianoroll import NoteTable, Score
    >>> from gradio_pianoroll.score import edit
    >>> score = Score(NoteTable.from_columns([0, 1], [2, 2], 60))
    >>> edit.fix_overlaps(score).notes.duration_beats.tolist()
    [1.0, 2.0]
    >>> edit.fix_overlaps(score, "delay").notes.onset_beats.tolist()
    [0.0, 2.0]
    >>> edit.fix_overlaps(score, "merge").notes.duration_beats.tolist()
    [3.0]
    """
    choice("policy", policy, POLICIES)
    choice("per", per, PER)
    if policy == "merge" and per == "track":
        raise OpError('policy: "merge" is for notes of one pitch; give per="pitch"', "policy")
    rows = chosen_rows(score, ids)
    if len(rows) < 2:
        return score
    v = voices(score.notes, rows, per)
    if not (v.start < v.before).any():
        return score
    make = {"shorten": _shorten, "delay": _delay, "merge": _merge}[policy]
    return applied(score, make(score.notes, v))


def _shorten(notes: NoteTable, v: Voices) -> list[Op]:
    run = np.cumsum(np.append(False, (v.start[1:] != v.start[:-1]) | (v.group[1:] != v.group[:-1])))
    best_first = np.lexsort((-v.stop, run))
    firsts = np.append(True, run[best_first][1:] != run[best_first][:-1])
    kept = np.sort(best_first[firsts])
    goes = np.ones(len(v.rows), bool)
    goes[kept] = False
    group, onset, start, stop = v.group[kept], v.onset[kept], v.start[kept], v.stop[kept]
    cut = np.append((start[1:] < stop[:-1]) & (group[1:] == group[:-1]), False)
    at = np.flatnonzero(cut)
    ops = time_ops(notes, v.rows[kept][at], None, onset[at + 1] - onset[at])
    return _deleted(notes, v.rows[goes]) + ops


def _delay(notes: NoteTable, v: Voices) -> list[Op]:
    # The latest end before a note, as it stands in the columns.
    last = np.maximum.accumulate(np.where(v.stop > v.before, np.arange(len(v.rows)), 0))
    latest = np.append(0.0, v.end[last[:-1]])
    late = v.start < v.before
    goes = late & (v.stop <= v.before)
    moved = np.flatnonzero(late & ~goes)
    ops = time_ops(notes, v.rows[moved], latest[moved], v.end[moved] - latest[moved])
    return _deleted(notes, v.rows[goes]) + ops


def _merge(notes: NoteTable, v: Voices) -> list[Op]:
    return merged_ops(notes, v, v.start >= v.before, _first_text)


def merged_ops(notes: NoteTable, v: Voices, begins: NDArray[np.bool_], text_of: Any) -> list[Op]:
    """Operations that make one note of each cluster; `begins` is True for the first note of each."""
    firsts = np.flatnonzero(begins)
    sizes = np.diff(np.append(firsts, len(v.rows)))
    several = sizes > 1
    end = np.maximum.reduceat(v.end, firsts)
    into, duration = v.rows[firsts][several], (end - v.onset[firsts])[several]
    ops = _deleted(notes, v.rows[~begins]) + time_ops(notes, into, None, duration)
    for column in ("lyric", "phoneme"):
        texts = getattr(notes, column)
        if not texts.any():
            continue
        has_text = texts.present()[v.rows] & ~begins
        told = np.flatnonzero(np.logical_or.reduceat(has_text, firsts) & several)
        ids, values = [], []
        for cluster in told.tolist():
            rows = v.rows[firsts[cluster] : firsts[cluster] + sizes[cluster]].tolist()
            now = text_of(column, [texts[row] for row in rows])
            if now != texts[rows[0]]:
                ids.append(int(notes.stored("id")[rows[0]]))
                values.append(now)
        if ids:
            ops.append(Set(np.array(ids), "lyric" if column == "lyric" else "phoneme", values=values))
    return ops


def _first_text(_column: str, texts: list[str | None]) -> str | None:
    return next((text for text in texts if text is not None), None)


def _deleted(notes: NoteTable, rows: RowArray) -> list[Op]:
    return [Delete(np.sort(notes.stored("id")[rows]))] if len(rows) else []
