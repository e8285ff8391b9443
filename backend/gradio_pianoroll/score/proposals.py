"""Proposals: notes for a span that nobody has accepted yet. They lie beside the score, and no file has them."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from ..errors import ScoreError
from .immutable import IntArray, freeze
from .notes.ids import as_ids
from .notes.table import NoteTable
from .problems import shown
from .ticks import MAX_BEATS

# All alternatives together: a proposal is looked at note by note, and travels with every event.
MAX_PROPOSED_NOTES = 20_000
MAX_ALTERNATIVES = 64


@dataclass(frozen=True)
class Alternative:
    """One of the continuations that a proposal offers: notes at their places in the score, and what it is called.

    Examples
    --------
    >>> from gradio_pianoroll import NoteTable
    >>> from gradio_pianoroll.score import Alternative
    >>> len(Alternative(NoteTable.from_columns([4, 5], 1, [60, 64]), "calm").notes)
    2
    """

    notes: NoteTable = field(default_factory=NoteTable)
    name: str = ""


@dataclass(frozen=True, eq=False)
class Proposal:
    """Notes for a span, in one or several alternatives, shown as ghosts until somebody accepts or rejects them.

    Attributes
    ----------
    start_beats, end_beats
        The span in beats (quarter notes).
    alternatives
        What is offered, at least one.
    name
        What the page calls it; empty for no name.
    replaces
        Internal numbers of the notes that go when it is accepted, int64 [k], ascending.
    id
        Two of one id are the same proposal at different times, as a generator yields it.
    stamp
        Which of those is the later one.

    Raises
    ------
    ScoreError
        If the span is none, or there are too many notes or alternatives.

    Examples
    --------
    >>> from gradio_pianoroll import NoteTable
    >>> from gradio_pianoroll.score import Alternative, Proposal
    >>> proposal = Proposal(4, 8, [Alternative(NoteTable.from_columns([4, 6], 2, [60, 67]))], name="fill")
    >>> proposal
    <Proposal 'fill': 2 notes for beats 4 to 8>
    """

    start_beats: float
    end_beats: float
    alternatives: Sequence[Alternative] = ()
    name: str = ""
    replaces: NDArray[np.integer] | Sequence[int] = ()
    id: str = ""
    stamp: int = 0

    def __post_init__(self) -> None:
        start, end = float(self.start_beats), float(self.end_beats)
        if not (math.isfinite(start) and math.isfinite(end) and 0 <= start < end <= MAX_BEATS):
            raise ScoreError(
                f"a proposal's span must end after its start and begin at 0 or later, not {start:g} to {end:g}"
            )
        alternatives = tuple(self.alternatives) or (Alternative(),)
        if len(alternatives) > MAX_ALTERNATIVES:
            raise ScoreError(f"{len(alternatives)} alternatives are too many; {MAX_ALTERNATIVES} fit")
        for alternative in alternatives:
            if not isinstance(alternative, Alternative):
                raise ScoreError(f"an alternative must be an Alternative, not {shown(alternative)}")
        count = sum(len(alternative.notes) for alternative in alternatives)
        if count > MAX_PROPOSED_NOTES:
            raise ScoreError(f"{count} notes are too many for a proposal; {MAX_PROPOSED_NOTES} fit")
        object.__setattr__(self, "start_beats", start)
        object.__setattr__(self, "end_beats", end)
        object.__setattr__(self, "alternatives", alternatives)
        object.__setattr__(self, "replaces", _ascending(self.replaces))

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Proposal) and (self is other or self._parts() == other._parts())

    def __hash__(self) -> int:
        return hash((self.id, self.stamp))

    def __repr__(self) -> str:
        counts = [len(alternative.notes) for alternative in self.alternatives]
        many = f"{counts[0]}" if len(counts) == 1 else f"{len(counts)} alternatives of {min(counts)} to {max(counts)}"
        name = f" {self.name!r}" if self.name else ""
        notes = "note" if counts == [1] else "notes"
        return f"<Proposal{name}: {many} {notes} for beats {self.start_beats:g} to {self.end_beats:g}>"

    def _parts(self) -> tuple[Any, ...]:
        ids = np.asarray(self.replaces).tolist()
        return self.id, self.stamp, self.name, self.start_beats, self.end_beats, ids, self.alternatives


def check_proposals(proposals: Iterable[Any]) -> tuple[Proposal, ...]:
    """Proposals as a tuple.

    Raises
    ------
    ScoreError
        If one is something else, or two have the same id.
    """
    result = tuple(proposals)
    for proposal in result:
        if not isinstance(proposal, Proposal):
            raise ScoreError(f"a proposal must be a Proposal, not {shown(proposal)}")
    if len({proposal.id for proposal in result}) != len(result):
        raise ScoreError("two proposals have the same id")
    return result


def _ascending(ids: ArrayLike) -> IntArray:
    return freeze(np.unique(as_ids(ids).astype(np.int64)))
