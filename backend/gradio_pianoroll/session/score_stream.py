"""A score that a handler builds up while it is shown."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Mapping
from typing import Any

from gradio_pianoroll.score import NoteTable, Score
from gradio_pianoroll.score.dictform.write import write_head
from gradio_pianoroll.score.notes.builder import concat, renumbered
from gradio_pianoroll.value.document_state import DocumentState, attached, origin_of
from gradio_pianoroll.value.value import PianoRollValue

from .event import marked

NOWHERE = -1


class ScoreStream:
    """A growing score: what a generator yields, batch by batch. Only new notes travel to the browser.

    ::

        def handler():
            stream = ScoreStream(total_notes=1_000_000)
            for batch in batches:
                yield stream.append(batch)
            yield stream.done()

    Parameters
    ----------
    score
        What is there at first: a `Score`, the dict form or the value of a handler (which then stays the same
        document); it is not changed. None begins with the first batch.
    total_notes
        How many notes there will be, when that is known; shown from the first value on.
    end_beats
        Where the last note will end, in beats (quarter notes).

    Attributes
    ----------
    score
        What is there now, to be yielded. Other changes are made with ``stream.score = stream.score.apply(ops)[0]``.

    Raises
    ------
    ValueError
        If `total_notes` or `end_beats` is negative.

    Examples
    --------
    >>> from gradio_pianoroll import ScoreStream
    >>> stream = ScoreStream(total_notes=2)
    >>> [len(stream.append([{"start": start, "duration": 80, "pitch": 60}]).notes) for start in (0, 80)]
    [1, 2]
    >>> stream.done()
    <Score: 2 notes, 2 beats, 120 bpm>
    """

    def __init__(
        self,
        score: Score | Mapping[str, Any] | None = None,
        *,
        total_notes: int | None = None,
        end_beats: float | None = None,
    ) -> None:
        if (total_notes or 0) < 0 or not (end_beats or 0) >= 0:
            raise ValueError("total_notes and end_beats must not be negative")
        begun = None if score is None else score_of(score)
        former = None if begun is None else origin_of(begun)
        if former is None:
            former = DocumentState("", "", "", begun or Score(), NOWHERE)
        self._begun = begun is not None
        self._origin = dataclasses.replace(former, total_notes=total_notes, end_beats=end_beats)
        self.score: Score = attached(begun or Score(), self._origin)

    def append(self, notes: Any) -> Score:
        """Add notes.

        Parameters
        ----------
        notes
            A list of notes in the dict form (in this score's units), a `NoteTable`, a `Score` or a whole in the dict
            form, of which the notes are taken; it is not changed. The first batch of a stream without a score gives
            tempo, tracks and all else too. A note whose id is in use gets another.

        Returns
        -------
        Score
            The score with them.

        Raises
        ------
        TypeError
            If it is none of these.
        """
        if not self._begun and isinstance(notes, Score | Mapping):
            self.score = attached(score_of(notes), self._origin)
        else:
            more = notes_of(notes, self.score)
            self.score = self.score.replace(notes=concat(self.score.notes, renumbered(more, self.score.notes)))
        self._begun = True
        return self.score

    def done(self) -> Score:
        """The finished score: the last value, in which the counts are what is really there."""
        self._origin = dataclasses.replace(self._origin, total_notes=None, end_beats=None)
        self.score = attached(self.score, self._origin)
        return self.score


def score_of(data: Score | Mapping[str, Any]) -> Score:
    """The score of a `Score`, a handler's value or the dict form."""
    return data if isinstance(data, Score) else PianoRollValue.of(data, marked=marked).score


def notes_of(batch: Any, settings: Score) -> NoteTable:
    """The notes of a batch in any form; a bare list is measured in the units of `settings`.

    Raises
    ------
    TypeError
        If it holds no notes.
    """
    if isinstance(batch, NoteTable):
        return batch
    if isinstance(batch, Score | PianoRollValue):
        return score_of(batch).notes
    units = write_head(settings)
    if isinstance(batch, Mapping):
        return PianoRollValue.of({**units, **batch}).score.notes
    if isinstance(batch, Iterable) and not isinstance(batch, str | bytes):
        return Score.from_dict({**units, "notes": list(batch)}).notes
    raise TypeError(
        f"a batch of notes is a list of notes, a NoteTable, a Score or the dict form, not {type(batch).__name__}"
    )
