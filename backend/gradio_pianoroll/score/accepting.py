"""What becomes of a proposal: accepted, whole or note by note, or rejected."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from ..errors import ScoreError
from .apply import apply
from .notes.builder import renumbered
from .ops import Delete, Insert, Op
from .proposals import Proposal
from .score_data import ScoreData, ScoreT


def accept_ops(score: ScoreData, proposal: Proposal, alternative: int = 0, rows: ArrayLike | None = None) -> list[Op]:
    """Operations that put notes of a proposal into a score.

    Parameters
    ----------
    score
        The score; what it has no longer is not taken out of it again.
    proposal
        One of `score.proposals`.
    alternative
        Which one of its alternatives.
    rows
        Rows of that alternative, None for all. Of what the proposal replaces, single notes take the place only of
        those that sound while they do.

    Raises
    ------
    ScoreError
        If there is no such alternative.

    Examples
    --------
    >>> from gradio_pianoroll import NoteTable, Score
    >>> from gradio_pianoroll.score import Alternative, Proposal, accept_ops
    >>> score = Score(NoteTable.from_columns([0, 1], 1, [60, 62]))
    >>> vary = Proposal(0, 2, [Alternative(NoteTable.from_columns([0, 1], 1, [64, 65]))], replaces=[0, 1])
    >>> score.apply(accept_ops(score, vary, rows=[1]))[0].notes.pitch.tolist()
    [60, 65]
    """
    if not 0 <= alternative < len(proposal.alternatives):
        raise ScoreError(f"the proposal has no alternative {alternative}; it has {len(proposal.alternatives)}")
    notes = proposal.alternatives[alternative].notes
    chosen = notes if rows is None else notes.take(np.unique(np.atleast_1d(np.asarray(rows, np.int64))))
    goes = np.asarray(proposal.replaces)
    goes = goes[np.isin(goes, score.notes.id)]
    if rows is not None and len(goes):
        at = score.notes.rows_of(goes)
        starts, ends = score.notes.onset_beats[at], score.notes.end_beats[at]
        overlaps = (starts[:, None] < chosen.end_beats[None, :]) & (ends[:, None] > chosen.onset_beats[None, :])
        goes = goes[overlaps.any(axis=1)]
    ops: list[Op] = [Delete(goes)] if len(goes) else []
    if len(chosen):
        ops.append(Insert(renumbered(chosen, score.notes)))
    return ops


def accept(score: ScoreT, proposal: Proposal | str, alternative: int = 0) -> ScoreT:
    """Return the score with a proposal accepted whole, as by the button of the page.

    Parameters
    ----------
    score
        A score that has the proposal.
    proposal
        One of `score.proposals`, or its id.
    alternative
        Which one of its alternatives.

    Raises
    ------
    ScoreError
        If the score has no such proposal, or that no such alternative.

    Examples
    --------
    >>> from gradio_pianoroll import NoteTable, Score
    >>> from gradio_pianoroll.score import Alternative, Proposal, accept
    >>> offer = Proposal(0, 4, [Alternative(NoteTable.from_columns([0], 4, [60]), "long")], id="a")
    >>> taken = accept(Score().replace(proposals=[offer]), "a")
    >>> len(taken.notes), taken.proposals
    (1, ())
    """
    found = _of(score, proposal)
    return reject(apply(score, accept_ops(score, found, alternative))[0], found)


def reject(score: ScoreT, proposal: Proposal | str) -> ScoreT:
    """Return the score without a proposal; nothing of it is left.

    Raises
    ------
    ScoreError
        If the score has no such proposal.

    Examples
    --------
    >>> from gradio_pianoroll import Score
    >>> from gradio_pianoroll.score import Proposal, reject
    >>> reject(Score().replace(proposals=[Proposal(0, 4, id="a")]), "a").proposals
    ()
    """
    found = _of(score, proposal)
    return score.replace(proposals=[one for one in score.proposals if one.id != found.id])


def with_proposal(score: ScoreT, proposal: Proposal) -> ScoreT:
    """Return the score with a proposal, in the place of one with the same id."""
    others = [one for one in score.proposals if one.id != proposal.id]
    return score.replace(proposals=(*others, proposal))


def _of(score: ScoreData, proposal: Proposal | str) -> Proposal:
    wanted = proposal if isinstance(proposal, str) else proposal.id
    for one in score.proposals:
        if one.id == wanted:
            return one
    raise ScoreError(f"the score has no proposal {wanted!r}")
