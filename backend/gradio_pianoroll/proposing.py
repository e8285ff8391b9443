"""The methods of the component for a model in the loop: what was selected, and what is offered for it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from .score import NoteTable, Score


class Proposing:
    """Methods that read a select event and make proposals. They are functions of what they are given."""

    @staticmethod
    def propose(
        value: Score | Mapping[str, Any],
        span: Any,
        alternatives: Any = (),
        *,
        name: str = "",
        replace: bool = False,
        id: str | None = None,
    ) -> Score:
        """Offer notes for a span: the page shows them as ghosts that are heard, accepted or rejected there.

        Nothing in the score changes until somebody accepts, which then arrives as any other edit. A generator that
        yields growing proposals for one span in one event shows one proposal that grows.

        Parameters
        ----------
        value
            What the handler was given, or a `Score`; it is not changed.
        span
            ``(start, end)`` in beats (quarter notes), or the ``gr.SelectData`` of a select event.
        alternatives
            Notes at their places in the score, as a list in the dict form, a `NoteTable` or a `Score`; or a list of
            those, or a mapping of names to them, for several alternatives. Notes that begin outside of the span are
            left out with a warning.
        name
            What the page calls the proposal.
        replace
            Whether accepting it takes out the notes that begin in the span, in the tracks of the offered notes.
        id
            The same for values that are one proposal; by default the event and the span say that.

        Returns
        -------
        Score
            The score with the proposal, to be returned to the roll.

        Raises
        ------
        ScoreError
            If the span is none, the notes cannot be read, or there are too many.

        Examples
        --------
        >>> from gradio_pianoroll import NoteTable, PianoRoll, Score
        >>> bar = NoteTable.from_columns([4, 6], 2, [60, 67])
        >>> score = PianoRoll.propose(Score(), (4, 8), {"low": bar, "none": []}, name="fill")
        >>> score.proposals[0], len(score.notes)
        (<Proposal 'fill': 2 alternatives of 0 to 2 notes for beats 4 to 8>, 0)
        """
        from .session.proposing import proposed

        return proposed(value, span, alternatives, name=name, replace=replace, id=id)

    @staticmethod
    def selected(value: Score | Mapping[str, Any], event: Any) -> NoteTable:
        """Notes that a select event names.

        Parameters
        ----------
        value
            What the handler was given for this roll.
        event
            Its ``evt: gr.SelectData``.

        Returns
        -------
        NoteTable
            The selected notes, empty where only a span is selected.

        Raises
        ------
        ScoreError
            If it is no data of a roll's select event.

        Examples
        --------
        >>> import gradio as gr
        >>> from gradio_pianoroll import NoteTable, PianoRoll, Score
        >>> score = Score(NoteTable.from_columns([0, 1, 2], 1, [60, 62, 64]))
        >>> event = gr.SelectData(None, {"index": [1, 3], "value": None, "notes": {"runs": [1, 2]}})
        >>> PianoRoll.selected(score, event).pitch
        array([62, 64])
        """
        from .session.proposing import selected_notes

        return selected_notes(value, event)
