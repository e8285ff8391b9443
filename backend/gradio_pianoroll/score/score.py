"""The document: notes, tempo map, tracks, curves, segments and what a program said about them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Self

from .apply import apply
from .dictform.read import read_fields
from .dictform.write import write_note_dicts, write_score
from .ops import Op
from .score_data import ScoreData


@dataclass(frozen=True, eq=False, repr=False)
class Score(ScoreData):
    """Score. Immutable: `apply` and `replace` give another one and share what did not change.

    What it holds is described at `ScoreData`; its methods are functions of this room, `apply.py`, `dictform/` …
    """

    def apply(self, ops: Sequence[Op], lenient: bool = False) -> tuple[Self, list[Op]]:
        """Return the score after `ops`, and the operations that undo them exactly. All operations apply, or none.

        Parameters
        ----------
        ops
            Operations in beats, in order.
        lenient
            Skip ids that do not exist instead of refusing the whole.

        Raises
        ------
        OpError
            If an operation is refused; the message names the note.
        """
        return apply(self, ops, lenient)

    @classmethod
    def from_dict(cls, data: Mapping[str, Any], on_error: str = "warn", like: ScoreData | None = None) -> Self:
        """Score of the dict form (see the guide). A wrong item costs that item and a `PianoRollWarning`.

        Parameters
        ----------
        data
            The dict form; stays as it is.
        on_error
            ``"warn"``, or ``"raise"`` for a `ScoreError` at the first wrong item.
        like
            A former state of the document: notes with a foreign id that it has too get the same number again.

        Raises
        ------
        ScoreError
            If `data` is no mapping, or at the first wrong item when asked to.
        """
        return cls(**read_fields(data, on_error, None if like is None else like.notes))

    def to_dict(self) -> dict[str, Any]:
        """Dict form: plain lists, dicts, texts and numbers, with all derived times of each note."""
        return write_score(self)

    def note_dict(self, row: int) -> dict[str, Any]:
        """Dict form of one note."""
        return self.note_dicts(row, row + 1)[0]

    def note_dicts(self, start: int = 0, stop: int | None = None) -> list[dict[str, Any]]:
        """Dict form of the notes in rows `start` to `stop`."""
        return write_note_dicts(self, start, stop)
